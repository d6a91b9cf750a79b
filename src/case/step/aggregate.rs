//! `groupby`, `agg`, and the aggregates `out: fn(column)` in both.

use serde_json::Value as Json;

use super::super::call::{self, Call};
use super::super::declare::{named, record, words};
use super::super::decode::{Cx, Decode};
use super::super::expr::Literal;
use super::super::lex::Wrong;
use super::super::values::{enum_schema, word};
use super::super::yaml::Node;

record! {
    /// `groupby`.
    pub Groupby, "`groupby`" {
        /// Group keys.
        by: Vec<String>,
        /// Outputs, in order.
        agg: Vec<Aggregate>,
        /// Whether rows with a missing key are left out, as given.
        dropna: Option<bool>,
        /// Whether groups come sorted by key, as given.
        sort: Option<bool>,
        /// Which spelling of the call is run, as given.
        style: Option<Style>,
    }
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
words! { Style, "`method` or `agg`"; }

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

impl AggFn {
    /// An example of its second argument, if it takes one.
    const fn second(self) -> Option<&'static str> {
        if matches!(self, Self::Quantile) { Some("0.5") } else { None }
    }
}

fn aggregate(out: &str, call: Call) -> Result<Aggregate, Wrong> {
    let Some(function) = AggFn::named(&call.name) else { return Err(call.unknown()) };
    call.check(function != AggFn::Size, function.second())?;
    let q = match call.number {
        None => None,
        Some(Literal::Float(q)) => Some(q),
        Some(Literal::Int(q)) => Some(q as f64),
        Some(_) => return Err(call.wrong("the quantile must be a number from 0 to 1")),
    };
    Ok(Aggregate { out: out.to_owned(), function, column: call.column, q })
}

impl Decode for Vec<Aggregate> {
    const EXPECTED: &'static str = "a map of outputs, {total: sum(x)}";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        call::outputs(node, Self::EXPECTED, AggFn::WORDS, cx, aggregate)
    }

    fn schema() -> Json {
        call::schema(AggFn::WORDS)
    }
}

/// An aggregate by its name alone, as `pivot` takes it.
pub(crate) struct Bare(AggFn);

impl From<Bare> for AggFn {
    fn from(bare: Bare) -> Self {
        bare.0
    }
}

impl Decode for Bare {
    const EXPECTED: &'static str = "an aggregate without arguments";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        word(node, Self::EXPECTED, Self::names(), cx).and_then(AggFn::named).map(Self)
    }

    fn schema() -> Json {
        enum_schema(Self::names())
    }
}

impl Bare {
    fn names() -> impl Iterator<Item = &'static str> + Clone {
        AggFn::ALL.iter().filter(|f| f.second().is_none()).map(|f| f.name())
    }
}
