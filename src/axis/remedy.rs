//! Changes of a case that axes declare: what a person would write so that a difference goes.
//!
//! They are general. A declaration says what is changed at a step that the axis is about, [`explain`](crate::explain::remedy)
//! fills in the step's own columns, and only running the changed case tells whether it is a remedy there. Expressions are in the
//! language of cases; in them `x` stands for a column, `a`, `b` and `c` for any operand.

use crate::case::plan::{ConcatBy, DropHow, NaPosition, Style, Via, WindowFn, WindowFrame};

/// The words of declarations.
pub mod prelude {
    pub use super::Change::{
        After, AtEnd, Before, By, Earlier, Give, Operands, PivotOfGroups, Rewrite, Setting, Through,
    };
    pub use super::Columns::{All, Differing, Keys, Made, Values};
    pub use super::Insert::{Each, Keep, OnePartition, OthersColumns, OthersTypes, Sort};
    pub use super::Of::{Any, Bools, Floats, Integers, Numbers, Text, Times};
    pub use super::Parameter::{Dropna, DroppedIf, Framed, Matched, MissingAt, Sorted, Spelled, Suffixes};
    pub use crate::case::plan::{ConcatBy, DropHow, NaPosition, Style, Via, WindowFn, WindowFrame};
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
    /// The step and the one before it change places.
    Earlier,
    /// A window function is put into the place of another: an expression that is made a column first (empty: the column as it is),
    /// the other function and its number, and an expression of the column `x` and what the function made, `y`; in it `r` is the
    /// row's number in its window, and `n` the number that the function was given.
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
    /// `by` of `concat`.
    Matched(ConcatBy),
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
    /// Text.
    Text,
    /// Truth values.
    Bools,
    /// Dates, timestamps, durations.
    Times,
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
            Self::Text => ty == "string",
            Self::Bools => ty == "bool",
            Self::Times => ty == "date" || ty == "duration" || ty.starts_with("timestamp"),
        }
    }
}

impl Parameter {
    /// As a case writes it.
    pub fn told(self) -> String {
        match self {
            Self::Dropna(drop) => format!("dropna: {drop}"),
            Self::Sorted(sort) => format!("sort: {sort}"),
            Self::Spelled(style) => format!("style: {}", style.name()),
            Self::MissingAt(position) => format!("na_position: {}", position.name()),
            Self::Framed(frame) => format!("frame: {}", frame.name()),
            Self::DroppedIf(how) => format!("how: {}", how.name()),
            Self::Matched(by) => format!("by: {}", by.name()),
            Self::Suffixes(left, right) => format!("suffixes: [{left}, {right}]"),
        }
    }
}

impl Change {
    /// What is changed, for people.
    pub fn told(&self) -> String {
        match self {
            Self::Give(parameter) => format!("say `{}`", parameter.told()),
            Self::Before(insert) => format!("before the step, {}", insert.told()),
            Self::After(insert) => format!("after the step, {}", insert.told()),
            Self::AtEnd(insert) => format!("at the end, {}", insert.told()),
            Self::Operands(of, template) => format!("{}`{template}` for operands x", of.told()),
            Self::Rewrite(of, from, to) => format!("{}`{to}` for `{from}`", of.told()),
            Self::Earlier => "take the step before the one that it follows".to_owned(),
            Self::Through(of, _, by, _, then) => format!("`{}` by way of `{}`, then `{then}`", of.name(), by.name()),
            Self::PivotOfGroups => "aggregate by groupby, then pivot".to_owned(),
            Self::By(via) => format!("bring the table in by `via: {}`", via.name()),
            Self::Setting(word) => format!("run it as the configuration `{word}`"),
        }
    }
}

impl Insert {
    fn told(self) -> String {
        match self {
            Self::Each(columns, of, template) => format!("{}`{template}` for {} x", of.told(), columns.told()),
            Self::Keep(columns, of, template) => {
                format!("{}rows in which `{template}` for {} x", of.told(), columns.told())
            }
            Self::Sort(columns) => format!("sort by {}", columns.told()),
            Self::OnePartition => "one partition".to_owned(),
            Self::OthersColumns => "the other side's columns".to_owned(),
            Self::OthersTypes => "casts to the other side's types".to_owned(),
        }
    }
}

impl Columns {
    const fn told(self) -> &'static str {
        match self {
            Self::Keys => "its keys",
            Self::Values => "the values it reads",
            Self::Made => "what it made",
            Self::All => "all columns",
            Self::Differing => "columns that differ",
        }
    }
}

impl Of {
    /// In front of what is for these types alone.
    const fn told(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Floats => "for floats, ",
            Self::Integers => "for integers, ",
            Self::Numbers => "for numbers, ",
            Self::Text => "for text, ",
            Self::Bools => "for truth values, ",
            Self::Times => "for dates and times, ",
        }
    }
}
