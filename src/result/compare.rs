//! How two results differ, by kind, and in which cells of which rows.
//!
//! Where columns differ in names, number or order, cells have no counterparts: the kind is `columns` and nothing below it is
//! looked at.

use super::pairing::{self, RowPair};
use super::{ErrorKind, Order, Outcome, ResultTable};

crate::case::plan::named! {
    /// The kinds of difference, most severe first.
    Kind {
        /// One is a table and the other an error, or the error kinds differ.
        Error = "error",
        /// Names, number or order of the columns differ.
        Columns = "columns",
        /// A row that only one has.
        Rows = "rows",
        /// Two values, neither missing.
        Value = "value",
        /// A cell differs and one side is null or NaN.
        Missing = "missing",
        /// A column's logical type differs.
        Type = "type",
        /// Both promise an order, and the same rows come in another.
        Order = "order",
    }
}

crate::case::plan::named! {
    /// What is reported apart and is no disagreement between families.
    Note {
        /// What is promised of the order differs.
        Promise = "promise",
        /// A column's native type name differs.
        Dtype = "dtype",
    }
}

/// What decides how two results are held against each other, besides the results.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Relative tolerance for floating-point values.
    pub rel: f64,
    /// Group or sort keys by which rows that differ are paired, see [`keys`](super::keys).
    pub keys: Vec<String>,
}

impl Rules {
    /// The rules of a case.
    pub fn of(case: &crate::case::plan::Case) -> Self {
        Self { rel: case.rel, keys: super::keys::of(case) }
    }
}

/// How two results, left and right, differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The kinds of difference, most severe first; none, and the two agree.
    pub kinds: Vec<Kind>,
    /// What differs besides.
    pub notes: Vec<Note>,
    /// The columns, by place, whose logical type differs.
    pub types: Vec<usize>,
    /// The columns, by place, whose native type name differs.
    pub dtypes: Vec<usize>,
    /// Which row of one is which of the other; empty unless both are tables with the same columns.
    pub rows: Vec<RowPair>,
}

impl Comparison {
    /// Whether no kind of difference applies.
    pub fn agrees(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Whether not even a note applies.
    pub fn is_same(&self) -> bool {
        self.kinds.is_empty() && self.notes.is_empty()
    }

    /// Kinds and notes as words.
    pub fn words(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|k| k.name()).chain(self.notes.iter().map(|n| n.name())).collect()
    }
}

impl Outcome {
    /// Whether comparisons leave it out: nobody should have to reproduce an error of kind `other`.
    pub fn is_left_out(&self) -> bool {
        matches!(self, Self::Error(failure) if failure.kind == ErrorKind::Other)
    }

    /// The error kind, if it is an error.
    pub fn error(&self) -> Option<ErrorKind> {
        match self {
            Self::Error(failure) => Some(failure.kind),
            Self::Table(_) => None,
        }
    }
}

/// Holds two results against each other.
pub fn compare(left: &Outcome, right: &Outcome, rules: &Rules) -> Comparison {
    match (left, right) {
        (Outcome::Table(left), Outcome::Table(right)) => tables(left, right, rules),
        (left, right) if left.error() == right.error() => Comparison::default(),
        _ => Comparison { kinds: vec![Kind::Error], ..Comparison::default() },
    }
}

fn tables(left: &ResultTable, right: &ResultTable, rules: &Rules) -> Comparison {
    let mut out = Comparison::default();
    if left.order != right.order || left.order_keys != right.order_keys {
        out.notes.push(Note::Promise);
    }
    if !left.columns.iter().map(|c| &c.name).eq(right.columns.iter().map(|c| &c.name)) {
        out.kinds.push(Kind::Columns);
        return out;
    }
    let differing = |by: fn(&super::ResultColumn) -> &str| -> Vec<usize> {
        let pairs = left.columns.iter().zip(&right.columns).enumerate();
        pairs.filter(|(_, (a, b))| by(a) != by(b)).map(|(i, _)| i).collect()
    };
    out.types = differing(|c| &c.ty);
    out.dtypes = differing(|c| &c.dtype);
    if !out.dtypes.is_empty() {
        out.notes.push(Note::Dtype);
    }
    out.rows = pairing::pair(left, right, rules);
    for row in &out.rows {
        match row {
            RowPair::Same(..) => {}
            RowPair::Left(_) | RowPair::Right(_) => out.kinds.push(Kind::Rows),
            RowPair::Differ(l, r, cells) => out.kinds.extend(cells.iter().map(|&c| {
                let missing = left.columns[c].values[*l].is_missing() || right.columns[c].values[*r].is_missing();
                if missing { Kind::Missing } else { Kind::Value }
            })),
        }
    }
    if !out.types.is_empty() {
        out.kinds.push(Kind::Type);
    }
    if left.order != Order::None && right.order != Order::None && pairing::reordered(left, right, &out.rows, rules) {
        out.kinds.push(Kind::Order);
    }
    out.kinds.sort_unstable();
    out.kinds.dedup();
    out
}

#[cfg(test)]
mod tests;
