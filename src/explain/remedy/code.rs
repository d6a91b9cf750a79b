//! A remedy as the framework's code: the lines that go and those that come.

use similar::{ChangeTag, TextDiff};

use crate::case::plan::Case;
use crate::live::code::Target;
use crate::live::framework;
use crate::profile::Profile;

/// A line of code that a remedy changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    /// Whether it goes or comes.
    pub sign: Sign,
    /// The line.
    pub text: String,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// It goes.
    Gone,
    /// It comes.
    Come,
}

impl Sign {
    /// As a patch marks it.
    pub const fn mark(self) -> char {
        match self {
            Self::Gone => '-',
            Self::Come => '+',
        }
    }
}

/// The lines in which the code of two cases differs, each under its profile.
pub(super) fn changed(before: (&Case, &Profile), after: (&Case, &Profile)) -> Vec<Line> {
    let text = |(case, profile): (&Case, &Profile)| {
        let target = Target::of(profile);
        format!("{}\n{}\n", framework::preamble(target), framework::body(case, target, &[]))
    };
    let (old, new) = (text(before), text(after));
    let diff = TextDiff::from_lines(&old, &new);
    diff.iter_all_changes()
        .filter_map(|change| {
            let sign = match change.tag() {
                ChangeTag::Equal => return None,
                ChangeTag::Delete => Sign::Gone,
                ChangeTag::Insert => Sign::Come,
            };
            Some(Line { sign, text: change.value().trim_end().to_owned() })
        })
        .collect()
}
