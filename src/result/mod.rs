//! What an engine answers for a case, in the canonical form of the case format, whoever the engine is.
//!
//! The built-in engine and the real frameworks' workers both end here; [`compare()`] sees nothing else.

mod cell;
pub mod compare;
mod json;
pub mod keys;
mod pairing;
mod sample;

pub use compare::{Comparison, Kind, Note, Rules, compare};
pub use pairing::RowPair;
pub use sample::Sample;

use std::fmt;

/// The answer of one engine to one case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// The case's id.
    pub case: String,
    /// `framework@version`, or a configuration's name.
    pub profile: String,
    /// What came out.
    pub outcome: Outcome,
}

/// A table or an error: both are results.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A table.
    Table(ResultTable),
    /// The engine refused or failed, as the framework would.
    Error(Failure),
}

/// A framework's error, which is a result like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Engines must agree on it.
    pub kind: ErrorKind,
    /// For people; never compared.
    pub message: String,
    /// When a plan meets it.
    pub when: When,
}

/// When the plan of a sort meets a failure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    /// Before anything is computed.
    Planned,
    /// As soon as values are computed, those that the ranges of a sort are looked for in among them.
    #[default]
    Computed,
    /// Only as rows are moved to their ranges.
    Moved,
}

impl Failure {
    /// A failure of this kind, met as soon as values are computed.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), when: When::default() }
    }
}

/// A table in canonical form, column by column; every column has `rows` values.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultTable {
    /// Its columns; names may repeat.
    pub columns: Vec<ResultColumn>,
    /// How many rows (a table may have no columns).
    pub rows: usize,
    /// What is promised of the rows' order.
    pub order: Order,
    /// The columns that [`Order::Keys`] is about.
    pub order_keys: Vec<String>,
}

/// One column of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultColumn {
    /// Name.
    pub name: String,
    /// Logical type: a [`Type`](crate::case::types::Type) as spelled in a case, or `object`.
    pub ty: String,
    /// The framework's own name for the type.
    pub dtype: String,
    /// Values, top to bottom.
    pub values: Vec<Cell>,
}

/// One value. Dates, timestamps, durations and decimals are text in canonical form.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Missing.
    Null,
    /// Truth value.
    Bool(bool),
    /// Integer.
    Int(i128),
    /// Floating point, NaN and infinities included.
    Float(f64),
    /// Text, and whatever is written as text.
    Str(String),
    /// List.
    List(Vec<Cell>),
}

/// What a framework promises of the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Every row has its place.
    Total,
    /// Sorted by `order_keys`, ties in any order.
    Keys,
    /// Nothing.
    None,
}

impl Order {
    /// The word of the result format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Keys => "keys",
            Self::None => "none",
        }
    }
}

crate::case::plan::named! {
    /// The kinds of error that engines must agree on.
    ErrorKind {
        /// The framework has no such thing.
        Unsupported = "unsupported",
        /// Types do not fit.
        TypeError = "type_error",
        /// A value does not fit.
        ValueError = "value_error",
        /// A value cannot be converted.
        InvalidCast = "invalid_cast",
        /// Division by zero.
        DivideByZero = "divide_by_zero",
        /// A number is too large.
        Overflow = "overflow",
        /// A column is not there.
        ColumnNotFound = "column_not_found",
        /// A column's name is not unique.
        AmbiguousColumn = "ambiguous_column",
        /// A column would be there twice.
        DuplicateColumn = "duplicate_column",
        /// Tables do not fit each other.
        SchemaMismatch = "schema_mismatch",
        /// A date or an index is out of range.
        OutOfBounds = "out_of_bounds",
        /// Text cannot be read.
        ParseError = "parse_error",
        /// Anything nobody should have to reproduce.
        Other = "other",
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
