//! Changes of a case that axes declare: what a person would write so that a difference goes.
//!
//! They are general. A declaration says what is changed at a step that the axis is about, [`explain`](crate::explain::remedy)
//! fills in the step's own columns, and only running the changed case tells whether it is a remedy there. Expressions are in the
//! language of cases; in them `x` stands for a column, `a`, `b` and `c` for any operand.

mod general;
mod told;

use crate::case::plan::{AggFn, ConcatBy, DropHow, NaPosition, Style, Via, WindowFn, WindowFrame};

pub use general::GENERAL;

/// The words of declarations.
pub mod prelude {
    pub use super::Change::{
        After, AtEnd, Before, By, Condition, Constants, Earlier, Give, Operands, PivotOfGroups, ReadAs, Reduced,
        Respell, Rewrite, Setting, Through,
    };
    pub use super::Columns::{All, Differing, Keys, Made, Values};
    pub use super::Constant::{
        AsDates, AsNumbers, AsText, AsTimestamps, JavaGroups, Literally, PythonGroups, Ungrouped, Within,
    };
    pub use super::Insert::{
        Each, Fill, Keep, OnePartition, OthersColumns, OthersTypes, Sort, TextsAsNumbers, TextsLike,
    };
    pub use super::Of::{Any, Bools, Floats, Instants, Integers, Numbers, Text, Times, Truths};
    pub use super::Parameter::{Dropna, DroppedIf, Framed, Matched, Melted, MissingAt, Sorted, Spelled, Suffixes};
    pub use super::Respelling::{
        AggAsGroup, Along, AnyRowKept, AsSpelled, ByLabel, DistinctAsGroups, DropnaAsFilter, Elements, FreshNames,
        GroupAsAgg, IndexAlone, InfinitiesApart, KeysOnce, KnownNames, MiddleRows, MissingPartners, Nowhere, OnOneName,
        OrderedBy, Partners, RankAsNumber, RenameInTurns, RolesApart, RollingAsShifts, RowsAround, RunOver,
        TextsListed, TopAsSort, Undotted, Unread,
    };
    pub use crate::case::plan::{AggFn, ConcatBy, DropHow, NaPosition, Style, Via, WindowFn, WindowFrame};
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
    /// Constants of the step's expressions are written as something else.
    Constants(Constant),
    /// The condition of a filter, `e`, is another one; in it `x` is a column that the condition reads, each in turn and all of them.
    Condition(&'static str),
    /// The step is taken before one that it follows.
    Earlier,
    /// The step is written in another way.
    Respell(Respelling),
    /// An aggregate is put into the place of another: an expression that the column `x` becomes first (empty: as it is), the other
    /// function, and an expression of what it made, `y`.
    Reduced(AggFn, &'static str, AggFn, &'static str),
    /// Columns of data files that differ are read as this type.
    ReadAs(&'static str),
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

impl Change {
    /// Whether something of what a case is about may go with it: rows, parts of values, the order of its steps. Then it proves nothing
    /// where it is made on both sides, and counts only against the other side's result as it was.
    pub fn loses(&self) -> bool {
        let lossy = |template: &str| template.contains("date_trunc") || template == "x != 0";
        match self {
            Self::Earlier | Self::Condition("not_null(x)") | Self::Respell(Respelling::Nowhere) => true,
            Self::Reduced(AggFn::First | AggFn::Last, ..) => true,
            Self::AtEnd(Insert::Each(_, Of::Truths, "fill_null(x, false)")) => true,
            Self::Before(Insert::Each(_, _, template))
            | Self::After(Insert::Each(_, _, template))
            | Self::AtEnd(Insert::Each(_, _, template)) => lossy(template),
            _ => false,
        }
    }
}

impl Change {
    /// Whether it gives up what a framework refuses. Where both are changed both have to refuse it, or one would lose its answer.
    pub const fn gives_up(&self) -> bool {
        matches!(self, Self::Respell(Respelling::IndexAlone))
    }
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
    /// `var_name` and `value_name` of `melt`.
    Melted(&'static str, &'static str),
}

/// What constants are written as.
#[derive(Debug, Clone, Copy)]
pub enum Constant {
    /// Text.
    AsText,
    /// Numbers, where text spells them.
    AsNumbers,
    /// Points in time.
    AsTimestamps,
    /// Dates.
    AsDates,
    /// Patterns that mean their characters.
    Literally,
    /// Patterns whose groups hold nothing.
    Ungrouped,
    /// Patterns whose named groups are spelled as Java has them.
    JavaGroups,
    /// Patterns whose named groups are spelled as Python has them.
    PythonGroups,
    /// Text with this in it replaced by that.
    Within(&'static str, &'static str),
}

/// Another way to write a step.
#[derive(Debug, Clone, Copy)]
pub enum Respelling {
    /// `dropna` as a `filter`.
    DropnaAsFilter,
    /// `drop_duplicates` as a `groupby` of first or last values.
    DistinctAsGroups,
    /// `drop_duplicates` without saying which row stays.
    AnyRowKept,
    /// `agg` as a `groupby` by a constant.
    AggAsGroup,
    /// A `groupby` without keys as an `agg`.
    GroupAsAgg,
    /// Without columns that are not there.
    KnownNames,
    /// Without a `fillna`, `ffill` or `bfill` that fills in nothing, or an `explode` of what is no list.
    Nowhere,
    /// Each key, or selected column, once.
    KeysOnce,
    /// Names of what is made that are not taken.
    FreshNames,
    /// Column names as the table spells them.
    AsSpelled,
    /// Names without dots, from the start on.
    Undotted,
    /// Index, columns and values of a pivot as columns of their own.
    RolesApart,
    /// A window ordered by one of the columns.
    OrderedBy,
    /// A rolling sum or mean of shifted columns.
    RollingAsShifts,
    /// A rank as the row's number in the order of the column.
    RankAsNumber,
    /// `nlargest` and `nsmallest` as a `sort` and a `head`.
    TopAsSort,
    /// Names that change places by way of others.
    RenameInTurns,
    /// Keys of one name on both sides as `on`.
    OnOneName,
    /// A median of groups as the mean of their middle rows, counted from both ends.
    MiddleRows,
    /// Medians and quantiles of groups as the means of the rows around their place, beside whatever else is computed.
    RowsAround,
    /// Sums and means of what is finite, to which infinite values are added.
    InfinitiesApart,
    /// A running extreme of groups by a join with the rows before.
    RunOver,
    /// A semi or anti join as a join with the distinct keys of the other table.
    Partners,
    /// A semi or anti join of keys that are never equal, as a filter of missing ones.
    MissingPartners,
    /// A pivot as a `groupby` of a column for each label.
    ByLabel,
    /// With the elements of lists, a row each, in the place of the lists.
    Elements,
    /// A pivot that is refused as the values of its index, without cells.
    IndexAlone,
    /// Sums of text as lists of the texts.
    TextsListed,
    /// Without what is made and never read.
    Unread,
    /// `ffill` and `bfill` by groups in the order of the rows' numbers, which the table brings along.
    Along,
}

/// A step that is put in.
#[derive(Debug, Clone, Copy)]
pub enum Insert {
    /// `with_columns`: each of these columns of these types replaced by an expression of `x`.
    Each(Columns, Of, &'static str),
    /// `filter`: rows in which this holds of `x` for each of these columns of these types.
    Keep(Columns, Of, &'static str),
    /// `with_columns`: the texts that a step computes with as numbers, those missing that spell none.
    TextsAsNumbers,
    /// `filter`: rows whose texts, of those that an expression reads, are written so.
    TextsLike(&'static str),
    /// `sort` by these columns.
    Sort(Columns),
    /// `fillna` with this number.
    Fill(i64),
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
    /// Truth values, and objects, which may be some.
    Truths,
    /// Dates, timestamps, text and objects, which may be some.
    Instants,
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
            Self::Truths => ty == "bool" || ty == "object",
            Self::Instants => ty == "date" || ty == "string" || ty == "object" || ty.starts_with("timestamp"),
            Self::Times => ty == "date" || ty == "duration" || ty.starts_with("timestamp"),
        }
    }
}
