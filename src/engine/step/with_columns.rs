//! `with_columns`: columns added or replaced, one after the other.

use crate::axis::quirks;
use crate::case::expr::{Expr, Function};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, enforced, expr, names, sample};
use crate::result::ErrorKind;

/// The table with each expression's column put in its place or behind the others; later ones see earlier ones.
pub(super) fn run(columns: &[(String, Expr)], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        let mut frame = frame.clone();
        for (i, (name, expr)) in columns.iter().enumerate() {
            let column =
                expr::column(expr, &frame, context).map_err(|raised| of_several(raised, expr, &frame, context))?;
            let column = if i == 0 { as_planned(column, expr, &table.meta, context) } else { column };
            if one_row_more(expr, context) {
                frame = frame.map(frame.rows, Column::with_room_for_missing)?;
            }
            names::assign(&mut frame, name, column, context.axes);
        }
        Ok(frame)
    })
}

/// A column of no rows that two columns were to make, as it was planned.
///
/// Source: Dask 2022, `Series.combine_first` (`dataframe/core.py`), a function of partitions.
fn as_planned(column: Column, expr: &Expr, meta: &Frame, context: &Context<'_>) -> Column {
    let held = column.is_empty() && context.phase == Phase::Run && enforced::all(context.axes);
    if !held || !matches!(expr, Expr::Call(Function::Coalesce, _)) {
        return column;
    }
    let tried = Context { phase: Phase::Build, ..*context };
    expr::column(expr, &sample::of(meta, context.axes), &tried).map_or(column, |planned| planned.slice(0, 0))
}

/// Whether a plan takes a column for one of one row, where the others then lack it.
///
/// Source: Dask, `to_datetime` (`dask_expr/_collection.py`), whose column without rows has one.
fn one_row_more(expr: &Expr, context: &Context<'_>) -> bool {
    match (context.axes.quirks.parsed_times(), context.phase) {
        (quirks::ParsedTimes::OneMore, Phase::Build) => expr::parsed(expr),
        (quirks::ParsedTimes::OneMore, Phase::Run) | (quirks::ParsedTimes::Right, _) => false,
    }
}

/// What an expression over a name that several columns have comes to: a table, which is no column's value.
fn of_several(raised: Raised, expr: &Expr, frame: &Frame, context: &Context<'_>) -> Raised {
    if raised.kind != ErrorKind::DuplicateColumn {
        return raised;
    }
    let refused = expr::several::first(expr, frame, context).err();
    refused.unwrap_or_else(|| names::several_assigned(context.axes))
}
