//! `window` and its functions.

use serde_json::Value as Json;

use super::super::call::{self, Call};
use super::super::declare::{named, record, words};
use super::super::decode::{Cx, Decode};
use super::super::expr::Literal;
use super::super::lex::Wrong;
use super::super::values::NoneOrNames;
use super::super::yaml::Node;

record! {
    /// `window`.
    pub Window, "`window`" {
        /// Partition keys; empty means one window over everything.
        partition_by: Vec<String> as NoneOrNames,
        /// Sort keys, ascending; empty means as the rows come.
        order_by: Vec<String> as NoneOrNames,
        /// Outputs, one after the other.
        columns: Vec<WindowColumn>,
        /// Frame of the running functions, as given.
        frame: Option<WindowFrame>,
    }
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
words! { WindowFrame, "`rows` or `range`"; }

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

impl WindowFn {
    /// Whether it takes a number of rows.
    pub const fn takes_number(self) -> bool {
        matches!(self, Self::Shift | Self::RollingSum | Self::RollingMean)
    }
}

fn column(out: &str, call: Call) -> Result<WindowColumn, Wrong> {
    let Some(function) = WindowFn::named(&call.name) else { return Err(call.unknown()) };
    let (columns, second) = match function {
        WindowFn::Cumcount | WindowFn::RowNumber => (false, None),
        WindowFn::Shift | WindowFn::RollingSum | WindowFn::RollingMean => (true, Some("2")),
        _ => (true, None),
    };
    call.check(columns, second)?;
    let n = match call.number {
        None => None,
        Some(Literal::Int(n)) => Some(i64::try_from(n).map_err(|_| call.wrong("a number of rows that is too large"))?),
        Some(_) => return Err(call.wrong("the number of rows must be a whole number")),
    };
    Ok(WindowColumn { out: out.to_owned(), function, column: call.column, n })
}

impl Decode for Vec<WindowColumn> {
    const EXPECTED: &'static str = "a map of outputs, {total: cumsum(x)}";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        call::outputs(node, Self::EXPECTED, WindowFn::WORDS, cx, column)
    }

    fn schema() -> Json {
        call::schema(WindowFn::WORDS)
    }
}
