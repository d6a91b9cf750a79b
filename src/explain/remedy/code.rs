//! A remedy as the framework's code: the lines that go and those that come.

use similar::{ChangeTag, TextDiff};

use crate::case::plan::{Case, Source};
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

/// How many columns a table has that is written in the case.
fn width(source: &Source) -> usize {
    match source {
        Source::Inline(columns) => columns.len(),
        Source::File(_) | Source::Made(_) => 0,
    }
}

/// The case without the rows that are written in it: where a column comes to them, that is all there is to say.
pub(super) fn without_rows(case: &Case) -> Case {
    let mut case = case.clone();
    for input in &mut case.inputs {
        if let Source::Inline(columns) = &mut input.source {
            columns.iter_mut().for_each(|column| column.values = column.values.slice(0, 0));
        }
    }
    case
}

/// The lines in which the code of two cases differs, each under its profile.
pub(super) fn changed(before: (&Case, &Profile), after: (&Case, &Profile)) -> Vec<Line> {
    let wide = |case: &Case| case.inputs.iter().map(|input| width(&input.source)).collect::<Vec<_>>();
    let wider = wide(before.0) != wide(after.0);
    let text = |(case, profile): (&Case, &Profile)| {
        let target = Target::of(profile);
        let case = if wider { &without_rows(case) } else { case };
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
