//! Changes of a case that axes declare: what a person would write so that a difference goes.
//!
//! They are general. A declaration says what is changed at a step that the axis is about, [`explain`](crate::explain::remedy)
//! fills in the step's own columns, and only running the changed case tells whether it is a remedy there. Expressions are in the
//! language of cases; in them `x` stands for a column, `a`, `b` and `c` for any operand.

use crate::case::plan::{DropHow, NaPosition, Style, Via, WindowFn, WindowFrame};

/// The words of declarations.
pub mod prelude {
    pub use super::Change::{After, AtEnd, Before, By, Give, Operands, PivotOfGroups, Rewrite, Setting, Through};
    pub use super::Columns::{All, Differing, Keys, Made, Values};
    pub use super::Insert::{DeclaredTypes, Each, Keep, OnePartition, OthersColumns, OthersTypes, Sort};
    pub use super::Of::{Any, Bools, Decimals, Floats, Integers, Numbers, Others, Text, Times};
    pub use super::Parameter::{Dropna, DroppedIf, Framed, MissingAt, Sorted, Spelled, Suffixes};
    pub use crate::case::plan::{DropHow, NaPosition, Style, Via, WindowFn, WindowFrame};
}

/// A change of a case at a step that an axis is about.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    /// The step is told what it leaves to the framework.
    Give(Parameter),
    /// A step before it.
    Before(Insert),
    /// A step after it.
    After(Insert),
    /// A step at the end of the case, about the columns of the result that differ.
    AtEnd(Insert),
    /// Operands of these types are replaced by an expression of `x`, wherever the axis applies.
    Operands(Of, &'static str),
    /// Expressions of the first form become the second, where what `a` stands for is of these types.
    Rewrite(Of, &'static str, &'static str),
    /// A window function is put into the place of another: an expression that is made a column first (empty: the column as it is),
    /// the other function and its number, and an expression of the column `x` and what the function made, `y`.
    Through(WindowFn, &'static str, WindowFn, Option<i64>, &'static str),
    /// A pivot of aggregates is a group-by of index and labels, and a pivot of what it made.
    PivotOfGroups,
    /// The first table gets into the framework in another way.
    By(Via),
    /// A configuration of the framework, by the word behind its version.
    Setting(&'static str),
}

/// A parameter and its value.
#[derive(Debug, Clone, Copy)]
pub enum Parameter {
    /// `dropna` of `groupby` and `value_counts`.
    Dropna(bool),
    /// `sort` of `groupby`.
    Sorted(bool),
    /// `style` of `groupby`.
    Spelled(Style),
    /// `na_position` of `sort`.
    MissingAt(NaPosition),
    /// `frame` of `window`.
    Framed(WindowFrame),
    /// `how` of `dropna`.
    DroppedIf(DropHow),
    /// `suffixes` of `join`.
    Suffixes(&'static str, &'static str),
}

/// A step that is put in.
#[derive(Debug, Clone, Copy)]
pub enum Insert {
    /// `with_columns`: each of these columns of these types replaced by an expression of `x`.
    Each(Columns, Of, &'static str),
    /// `filter`: rows in which this holds of `x` for each of these columns of these types.
    Keep(Columns, Of, &'static str),
    /// `sort` by these columns.
    Sort(Columns),
    /// `repartition: 1`
    OnePartition,
    /// `select` and `rename`: the columns that the other side's result has.
    OthersColumns,
    /// `with_columns`: each column cast to the type that it has on the other side.
    OthersTypes,
    /// `with_columns`: each column cast to the type that the case declares for it.
    DeclaredTypes(Columns),
}

/// Columns of a step.
#[derive(Debug, Clone, Copy)]
pub enum Columns {
    /// That it groups, joins, sorts, counts or compares by.
    Keys,
    /// That it reads otherwise.
    Values,
    /// That it makes.
    Made,
    /// All of its table.
    All,
    /// Of the result, those that differ.
    Differing,
}

/// Types of columns.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// Any.
    Any,
    /// Floating-point numbers.
    Floats,
    /// Integers.
    Integers,
    /// Integers, decimals and floating-point numbers.
    Numbers,
    /// Decimals.
    Decimals,
    /// Text.
    Text,
    /// Truth values.
    Bools,
    /// Dates, timestamps, durations.
    Times,
    /// All but floating-point numbers.
    Others,
}

impl Of {
    /// Whether a column of the logical type spelled `ty` is meant.
    pub fn fits(self, ty: &str) -> bool {
        let float = ty.starts_with("float");
        let integer = ty.starts_with("int") || ty.starts_with("uint");
        let decimal = ty.starts_with("decimal");
        match self {
            Self::Any => true,
            Self::Floats => float,
            Self::Integers => integer,
            Self::Numbers => float || integer || decimal,
            Self::Decimals => decimal,
            Self::Text => ty == "string",
            Self::Bools => ty == "bool",
            Self::Times => ty == "date" || ty == "duration" || ty.starts_with("timestamp"),
            Self::Others => !float,
        }
    }
}
