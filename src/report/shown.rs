//! How much of the data reports show: how many rows, and whether any value at all.

use crate::case::plan::{Case, Source};
use crate::result::{Cell, Failure};

/// A cell is cut beyond this width.
const WIDEST: usize = 32;
/// What stands for a value that is not shown.
const HIDDEN: &str = "•";

/// What of a table is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shown {
    /// At most so many rows of a table; what is usual in the report unless given.
    pub rows: Option<usize>,
    /// No value, and no message of a framework, which may quote one.
    pub redacted: bool,
}

impl Shown {
    /// How many rows, where `usual` are shown unless asked otherwise.
    pub fn rows(self, usual: usize) -> usize {
        self.rows.unwrap_or(usual)
    }

    /// The value as people read it: text in quotes, so that a blank is seen, and control characters escaped.
    pub fn cell(self, value: &Cell) -> String {
        if self.redacted { HIDDEN.to_owned() } else { cut(&text(value)) }
    }

    /// The case with as many of its own rows as are shown; without any, if no value is.
    pub fn case(self, case: &Case) -> Case {
        let mut case = case.clone();
        let most = if self.redacted { 0 } else { self.rows(usize::MAX) };
        for input in &mut case.inputs {
            if let Source::Inline(columns) = &mut input.source {
                columns.iter_mut().for_each(|c| c.values = c.values.slice(0, c.values.len().min(most)));
            }
        }
        case
    }

    /// What a framework says when it fails.
    pub fn message(self, failure: &Failure) -> &str {
        if self.redacted { "" } else { &failure.message }
    }
}

fn text(value: &Cell) -> String {
    match value {
        Cell::Str(s) => format!("{s:?}"),
        Cell::Float(x) if x.is_finite() => format!("{x:?}"),
        Cell::Int(i) => i.to_string(),
        Cell::Float(_) => value.to_json().as_str().unwrap_or("NaN").to_owned(),
        Cell::List(items) => format!("[{}]", items.iter().map(|item| cut(&text(item))).collect::<Vec<_>>().join(", ")),
        Cell::Null => "null".to_owned(),
        Cell::Bool(b) => b.to_string(),
    }
}

/// Cut where it is wider than a cell.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
