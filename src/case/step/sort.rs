//! `sort`, `nlargest` and `nsmallest`.

use serde_json::{Value as Json, json};

use super::super::declare::{named, record, words};
use super::super::decode::{Cx, Decode, count};
use super::super::problem::Fault;
use super::super::yaml::{Node, Value};

record! {
    /// `sort`.
    pub Sort, "`sort`", check ascending_fits {
        /// Sort keys, most significant first.
        by: Vec<String>,
        /// Direction, as given.
        ascending: Option<Ascending>,
        /// Where missing values go, as given.
        na_position: Option<NaPosition>,
    }
}

/// One direction for all keys or one a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ascending {
    /// For every key.
    All(bool),
    /// As long as `by`.
    Each(Vec<bool>),
}

impl Ascending {
    /// The direction of the `i`-th key.
    pub fn of(&self, i: usize) -> bool {
        match self {
            Self::All(a) => *a,
            Self::Each(list) => list.get(i).copied().unwrap_or(true),
        }
    }
}

named! {
    /// Where a sort puts missing values.
    NaPosition {
        /// Before all others.
        First = "first",
        /// After all others.
        Last = "last",
    }
}
words! { NaPosition, "`first` or `last`"; }

record! {
    /// `nlargest`, `nsmallest`.
    pub Top, "`nlargest` and `nsmallest`" {
        /// How many rows.
        n: i64,
        /// By which columns, most significant first.
        by: Vec<String>,
    }
}

fn ascending_fits(sort: &Sort, node: &Node<'_>, cx: &mut Cx<'_>) {
    let Some(Ascending::Each(list)) = &sort.ascending else { return };
    if list.len() != sort.by.len() {
        let (values, columns) = (count(list.len(), "value"), count(sort.by.len(), "column"));
        let fault = Fault::new(node.span, format!("`ascending` has {values} for {columns} in `by`"));
        cx.report(fault.help("give one value a column, or a single one for all"));
    }
}

impl Decode for Ascending {
    const EXPECTED: &'static str = "true, false, or a list of them";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else { return bool::decode(node, cx).map(Self::All) };
        let each: Vec<Option<bool>> = items.iter().map(|item| bool::decode(item, cx)).collect();
        each.into_iter().collect::<Option<Vec<bool>>>().map(Self::Each)
    }

    fn schema() -> Json {
        json!({"anyOf": [bool::schema(), {"type": "array", "items": bool::schema()}]})
    }
}
