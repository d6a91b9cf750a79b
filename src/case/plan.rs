//! A decoded case: inputs as Arrow arrays, steps and expressions as plain data. What a case *means* on a framework is
//! the engine's and the code generators' business; nothing here knows either.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::expr::Expr;
use super::types::Type;

/// Declares an enum of words: its variants, the word a case writes, and the list of all.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every one, in the order of the case format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word that a case writes for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one that a case calls `word`.
            pub fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use named;

/// One case: a document of a case file with one combination of its matrix substituted.
#[derive(Debug, Clone)]
pub struct Case {
    /// `join/null_keys#2[how=inner]`, see the case format.
    pub id: String,
    /// The title, in words.
    pub title: String,
    /// Markdown that says more than the title.
    pub about: Option<String>,
    /// Free labels, for `--tag`.
    pub tags: Vec<String>,
    /// Where the behaviour is described or was reported.
    pub source: Option<String>,
    /// The named tables; the steps start at the first one.
    pub inputs: Vec<Input>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// Only these profiles (`pandas`, `spark@4.3`); empty means all of them.
    pub profiles: Vec<String>,
    /// Relative tolerance for floating-point values.
    pub rel: f64,
    /// The file the case came from.
    pub path: PathBuf,
    /// The line (from 1) its document starts at.
    pub line: usize,
    /// Hash of everything that decides the case's result: inputs and steps after substitution, not title or tags.
    pub hash: String,
}

/// A named table of a case.
#[derive(Debug, Clone)]
pub struct Input {
    /// The name that `join` and `concat` refer to.
    pub name: String,
    /// How many partitions the table is cut into, at least 1.
    pub partitions: usize,
    /// How the table gets into each framework.
    pub via: Via,
    /// Where its rows come from.
    pub source: Source,
}

named! {
    /// How an input table gets into each framework.
    Via {
        /// Python values, row by row.
        Rows = "rows",
        /// By way of a pandas frame: `via: pandas`.
        Frame = "pandas",
        /// A Parquet file.
        Parquet = "parquet",
        /// A CSV file.
        Csv = "csv",
    }
}

/// Where an input's rows come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// Written in the case.
    Inline(Vec<InputColumn>),
    /// A data file (CSV, Parquet or NDJSON by its ending), with the types that the case fixes.
    File {
        /// Resolved against the case file's folder.
        path: PathBuf,
        /// Types given in the case, by column.
        columns: Vec<(String, Type)>,
    },
}

/// One column of an inline table. Null is a null of the array, NaN stays NaN.
#[derive(Debug, Clone)]
pub struct InputColumn {
    /// Its name.
    pub name: String,
    /// Its declared type.
    pub ty: Type,
    /// Its values, an array of [`Type::arrow`].
    pub values: ArrayRef,
}

/// One step of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Keep these columns, in this order.
    Select(Vec<String>),
    /// Remove these columns.
    Drop(Vec<String>),
    /// Old name to new name.
    Rename(Vec<(String, String)>),
    /// Add or replace columns, one after the other.
    WithColumns(Vec<(String, Expr)>),
    /// Keep the rows for which the expression holds.
    Filter(Expr),
    /// Sort rows.
    Sort(Sort),
    /// Aggregate per group.
    Groupby(Groupby),
    /// Aggregate the whole table into one row.
    Agg(Vec<Aggregate>),
    /// Combine with another table by key.
    Join(Join),
    /// Append other tables.
    Concat(Concat),
    /// Keep one of each set of equal rows.
    DropDuplicates(DropDuplicates),
    /// Drop rows with missing values.
    Dropna(Dropna),
    /// Replace missing values.
    Fillna(Fillna),
    /// Fill missing values from the row before.
    Ffill,
    /// Fill missing values from the row after.
    Bfill,
    /// Change column types.
    Astype(Vec<(String, Type)>),
    /// How often each value occurs.
    ValueCounts(ValueCounts),
    /// The first rows; negative leaves out that many at the end.
    Head(i64),
    /// The last rows; negative leaves out that many at the start.
    Tail(i64),
    /// The rows with the largest values.
    Nlargest(Top),
    /// The rows with the smallest values.
    Nsmallest(Top),
    /// Window functions.
    Window(Window),
    /// Values of a column become columns.
    Pivot(Pivot),
    /// Columns become rows.
    Melt(Melt),
    /// List elements become rows.
    Explode(String),
    /// Cut the table into this many partitions.
    Repartition(usize),
}

/// `sort`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sort {
    /// Sort keys, most significant first.
    pub by: Vec<String>,
    /// Direction, as given.
    pub ascending: Option<Ascending>,
    /// Where missing values go, as given.
    pub na_position: Option<NaPosition>,
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

/// `groupby`.
#[derive(Debug, Clone, PartialEq)]
pub struct Groupby {
    /// Group keys.
    pub by: Vec<String>,
    /// Outputs, in order.
    pub agg: Vec<Aggregate>,
    /// Whether rows with a missing key are left out, as given.
    pub dropna: Option<bool>,
    /// Whether groups come sorted by key, as given.
    pub sort: Option<bool>,
    /// Which spelling of the call is run, as given.
    pub style: Option<Style>,
}

impl Groupby {
    /// The spelling that runs: `method` for one aggregate, `agg` for several, unless given.
    pub fn spelling(&self) -> Style {
        self.style.unwrap_or(if self.agg.len() == 1 { Style::Method } else { Style::Agg })
    }
}

named! {
    /// Which spelling of a group-by is run.
    Style {
        /// `df.groupby(k)[c].fn()`
        Method = "method",
        /// `df.groupby(k).agg({c: [fn]})`
        Agg = "agg",
    }
}

/// `out: fn(column)` of `groupby` and `agg`.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Name of the output column.
    pub out: String,
    /// Which function.
    pub function: AggFn,
    /// Its column; `None` for `size()` only.
    pub column: Option<String>,
    /// The quantile of `quantile(c, q)`.
    pub q: Option<f64>,
}

named! {
    /// An aggregate function.
    AggFn {
        /// Values that are not missing.
        Count = "count",
        /// Rows.
        Size = "size",
        /// Sum.
        Sum = "sum",
        /// Arithmetic mean.
        Mean = "mean",
        /// Smallest value.
        Min = "min",
        /// Largest value.
        Max = "max",
        /// Sample standard deviation (n - 1).
        Std = "std",
        /// Sample variance (n - 1).
        Var = "var",
        /// Median.
        Median = "median",
        /// First value.
        First = "first",
        /// Last value.
        Last = "last",
        /// Distinct values.
        Nunique = "nunique",
        /// Whether any value is true.
        Any = "any",
        /// Whether all values are true.
        All = "all",
        /// Product.
        Prod = "prod",
        /// Quantile.
        Quantile = "quantile",
        /// All values, as a list.
        List = "list",
    }
}

/// `join`.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// Name of the right table.
    pub with: String,
    /// How the keys are named.
    pub keys: JoinKeys,
    /// Kind of join as given; left out means inner.
    pub how: Option<How>,
    /// Suffixes for columns that both sides have, as given.
    pub suffixes: Option<(String, String)>,
}

impl Join {
    /// The kind of join that runs.
    pub fn kind(&self) -> How {
        self.how.unwrap_or(How::Inner)
    }
}

/// How a join names its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinKeys {
    /// The same names on both sides.
    On(Vec<String>),
    /// One list a side, of equal length.
    LeftRight(Vec<String>, Vec<String>),
    /// A cross join has none.
    None,
}

named! {
    /// Kind of join.
    How {
        /// Rows with a partner.
        Inner = "inner",
        /// Every left row.
        Left = "left",
        /// Every right row.
        Right = "right",
        /// Every row of both.
        Outer = "outer",
        /// Every pair.
        Cross = "cross",
        /// Left rows that have a partner.
        Semi = "semi",
        /// Left rows that have none.
        Anti = "anti",
    }
}

/// `concat`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concat {
    /// The tables appended, in order; the case's first table may be among them.
    pub with: Vec<String>,
    /// How columns are matched, as given.
    pub by: Option<ConcatBy>,
}

named! {
    /// How `concat` matches columns.
    ConcatBy {
        /// By name.
        Name = "name",
        /// By position.
        Position = "position",
    }
}

/// `drop_duplicates`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropDuplicates {
    /// Columns compared, as given; left out means all.
    pub subset: Option<Vec<String>>,
    /// Which of the equal rows stays, as given.
    pub keep: Option<Keep>,
}

named! {
    /// Which of several equal rows stays.
    Keep {
        /// The first.
        First = "first",
        /// The last.
        Last = "last",
    }
}

/// `dropna`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropna {
    /// Whether one missing value or all drop the row, as given.
    pub how: Option<DropHow>,
    /// Rows with at least this many values stay, as given.
    pub thresh: Option<i64>,
    /// Columns looked at, as given.
    pub subset: Option<Vec<String>>,
}

named! {
    /// When `dropna` drops a row.
    DropHow {
        /// One missing value is enough.
        Any = "any",
        /// Only when all are missing.
        All = "all",
    }
}

/// `fillna`.
#[derive(Debug, Clone, PartialEq)]
pub enum Fillna {
    /// One value for every column.
    Scalar(Scalar),
    /// A value a column.
    Columns(Vec<(String, Scalar)>),
}

/// A plain YAML scalar: what `fillna` fills with.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `7`
    Int(i128),
    /// `1.5`, `.nan`
    Float(f64),
    /// `text`
    Str(Arc<str>),
}

/// `value_counts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCounts {
    /// The column counted.
    pub column: String,
    /// Whether missing values are left out, as given.
    pub dropna: Option<bool>,
}

/// `nlargest`, `nsmallest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// How many rows.
    pub n: i64,
    /// By which columns, most significant first.
    pub by: Vec<String>,
}

/// `window`.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Partition keys; empty means one window over everything.
    pub partition_by: Vec<String>,
    /// Sort keys, ascending; empty means as the rows come.
    pub order_by: Vec<String>,
    /// Outputs, one after the other.
    pub columns: Vec<WindowColumn>,
    /// Frame of the running functions, as given.
    pub frame: Option<WindowFrame>,
}

/// `out: fn(column)` of `window`.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowColumn {
    /// Name of the output column.
    pub out: String,
    /// Which function.
    pub function: WindowFn,
    /// Its column; `None` for `cumcount()` and `row_number()`.
    pub column: Option<String>,
    /// The offset of `shift`, the width of `rolling_*`.
    pub n: Option<i64>,
}

named! {
    /// The frame of a running window function.
    WindowFrame {
        /// By row.
        Rows = "rows",
        /// By value: tied rows see each other.
        Range = "range",
    }
}

named! {
    /// A window function.
    WindowFn {
        /// Running sum.
        Cumsum = "cumsum",
        /// Running minimum.
        Cummin = "cummin",
        /// Running maximum.
        Cummax = "cummax",
        /// Rows before this one.
        Cumcount = "cumcount",
        /// Rows up to this one.
        RowNumber = "row_number",
        /// Rank with the framework's default for ties.
        Rank = "rank",
        /// Rank without gaps.
        DenseRank = "dense_rank",
        /// The value `n` rows before.
        Shift = "shift",
        /// Difference to the row before.
        Diff = "diff",
        /// Relative change to the row before.
        PctChange = "pct_change",
        /// Sum over the last `n` rows.
        RollingSum = "rolling_sum",
        /// Mean over the last `n` rows.
        RollingMean = "rolling_mean",
    }
}

/// `pivot`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pivot {
    /// Index columns.
    pub index: Vec<String>,
    /// The column whose values become columns.
    pub columns: String,
    /// The column that is aggregated.
    pub values: String,
    /// With this function.
    pub agg: AggFn,
}

/// `melt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Melt {
    /// Columns that stay, as given.
    pub id_vars: Option<Vec<String>>,
    /// Columns that become rows, as given.
    pub value_vars: Option<Vec<String>>,
    /// Name of the column of names, as given.
    pub var_name: Option<String>,
    /// Name of the column of values, as given.
    pub value_name: Option<String>,
}
