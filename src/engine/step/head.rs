//! `head` and `tail`: rows from the start or the end.

use std::sync::Arc;

use crate::axis::{Axes, placement, quirks};
use crate::case::plan::Step;
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, aggregate, promote, pushdown};

/// How many partitions Dask's reductions put together at a time.
const SPLIT_EVERY: usize = 8;

/// Which end rows are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// `head`
    First,
    /// `tail`
    Last,
}

/// The `n` rows at one end; a negative `n` leaves out that many at the other.
pub(super) fn run(end: End, n: i64, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let rows = match context.axes.placement.head() {
        placement::Head::Table => table.gathered(context.axes)?,
        placement::Head::OnePartition => {
            let mut table = table.clone();
            match end {
                End::First => table.keep_first(),
                End::Last => table.keep_last(),
            }
            table.parts = table.parts.iter().map(|part| cut(part, end, n)).collect();
            return Ok(table);
        }
        placement::Head::Limit if n < 0 && end == End::Last => table.meta.emptied(),
        placement::Head::Limit if n < 0 => {
            return Err(Raised::value_error(format!("a limit must be 0 or more, not {n}")));
        }
        placement::Head::Limit => table.gathered(context.axes)?,
    };
    let parts = vec![cut(&rows, end, n)];
    Ok(Table { parts, meta: table.meta.clone(), divisions: Vec::new() })
}

/// The `head` or `tail` that a sort is planned together with and that takes less than no rows, if one is near.
pub(super) fn less_than_none(context: &Context<'_>) -> Option<(End, i64)> {
    match (context.axes.placement.sort(), context.axes.placement.head(), context.phase) {
        (placement::Sort::PresentQuantiles, placement::Head::OnePartition, Phase::Run) => {}
        (placement::Sort::PresentQuantiles | placement::Sort::Quantiles | placement::Sort::Gather, ..) => return None,
    }
    match pushdown::taker(context.ahead)? {
        Step::Head(n) if *n < 0 => Some((End::First, *n)),
        Step::Tail(n) if *n < 0 => Some((End::Last, *n)),
        _ => None,
    }
}

/// What is left of a table whose ends are taken of every partition, sorted, and again of every eight of them, as far as the last time.
///
/// Source: Dask, `NFirst` and `NLast` (`dask_expr/_reductions.py`), a reduction whose chunks and aggregates are the same.
pub(super) fn taken_in_turn(
    end: End,
    n: i64,
    table: &Table,
    sorted: &dyn Fn(&Frame) -> Raises<Frame>,
    axes: &Axes,
) -> Raises<Table> {
    let taken = |part: &Frame| Ok(cut(&sorted(part)?, end, n));
    let mut parts = table.parts.iter().map(taken).collect::<Raises<Vec<_>>>()?;
    while parts.len() > SPLIT_EVERY {
        let eights = parts.chunks(SPLIT_EVERY);
        let joined = eights.map(|few| promote::concat(&few.iter().collect::<Vec<_>>(), axes));
        parts = joined.map(|few| taken(&few?)).collect::<Raises<Vec<_>>>()?;
    }
    Ok(Table { parts, ..table.clone() })
}

/// The rows that `head` or `tail` took right behind groups, or values that are counted: that was done before labels were made columns, which
/// have the type that fits those that are left.
///
/// Source: Dask, `Head._simplify_down` and `ResetIndex` (`dask_expr/_expr.py`).
pub(in crate::engine) fn relabelled(before: Option<&Step>, step: &Step, table: Table, axes: &Axes) -> Raises<Table> {
    let (keys, key): (&[String], Key) = match (axes.quirks.pushdown(), before, step) {
        (quirks::Pushdown::Blind, Some(Step::Groupby(groupby)), Step::Head(0..) | Step::Tail(0..)) => {
            // one of several is taken out of their labels as it is held there
            (&groupby.by, if groupby.by.len() > 1 { aggregate::made_key } else { aggregate::key })
        }
        (quirks::Pushdown::Blind, Some(Step::ValueCounts(counts)), Step::Head(0..) | Step::Tail(0..)) => {
            (std::slice::from_ref(&counts.column), aggregate::counted_key)
        }
        (quirks::Pushdown::Blind | quirks::Pushdown::Right, ..) => return Ok(table),
    };
    let is_key = |name: &str| keys.iter().any(|key| key == name);
    table.each(axes, |part| {
        let column = |(name, column): (&Arc<str>, &Column)| match column.as_objects() {
            Some(_) if is_key(name) => Ok((name.clone(), key(column.clone(), axes)?)),
            _ => Ok((name.clone(), column.clone())),
        };
        Ok(Frame::new(part.names.iter().zip(&part.columns).map(column).collect::<Raises<Vec<_>>>()?, part.rows))
    })
}

/// How labels become a column.
type Key = fn(Column, &Axes) -> Raises<Column>;

fn cut(frame: &Frame, end: End, n: i64) -> Frame {
    let magnitude = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
    let kept = if n < 0 { frame.rows.saturating_sub(magnitude) } else { magnitude.min(frame.rows) };
    match end {
        End::First => frame.slice(0, kept),
        End::Last => frame.slice(frame.rows - kept, kept),
    }
}
