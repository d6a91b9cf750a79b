//! What a plan holds the partitions to that functions of theirs make: one without rows is as it was planned, and one with rows has the
//! planned columns in their order.
//!
//! Source: Dask, `apply_and_enforce` (`dataframe/core.py`), through which goes `melt`; in 2022 `rename`, `drop`, `sort_values`, and the column
//! of target partitions that `shuffle` drops again (`dataframe/shuffle.py`); later `ffill` and `bfill` (`MapOverlap`, `dask_expr/_expr.py`).

use super::frame::{Frame, Table};
use super::placement::{self, Meeting};
use super::raised::{Raised, Raises};
use super::{Context, Phase};
use crate::axis::{Axes, evaluation, placement as axis};
use crate::case::plan::{How, Step, Window, WindowFn};
use crate::result::{ErrorKind, When};

/// Whether all functions of partitions are held to the plan, not those of their own kind alone.
pub(super) fn all(axes: &Axes) -> bool {
    match axes.placement.sort() {
        axis::Sort::Quantiles => true,
        axis::Sort::PresentQuantiles | axis::Sort::Gather => false,
    }
}

/// The table that `step` made, where it is one of these.
///
/// # Errors
/// Where a partition has other columns than were planned.
pub(super) fn after(step: &Step, table: Table, planned: &Frame, axes: &Axes) -> Raises<Table> {
    match axes.evaluation.build() {
        evaluation::Build::Sample => {}
        evaluation::Build::Eager | evaluation::Build::Schema => return Ok(table),
    }
    match step {
        Step::Melt(_) => held(table, planned),
        Step::Ffill | Step::Bfill if !all(axes) => Ok(without_rows(table, planned)),
        Step::Rename(_) | Step::Drop(_) | Step::Sort(_) if all(axes) => held(table, planned),
        _ => Ok(table),
    }
}

/// The table that `step` is given, where its rows are moved or sorted first.
///
/// # Errors
/// Where a partition has other columns than were planned.
pub(super) fn before(step: &Step, table: Table, planned: &Frame, context: &Context<'_>) -> Raises<Table> {
    let moves = match step {
        // its columns are put below others as they were planned
        Step::Concat(_) if all(context.axes) => return Ok(Table { meta: planned.emptied(), ..table }),
        // they are held to it once they are sorted
        Step::Window(window) if !window.order_by.is_empty() && all(context.axes) => {
            return Ok(Table { meta: planned.emptied(), ..table });
        }
        Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti | How::Cross) => false,
        Step::Join(join) => context.input(&join.with).is_ok_and(|other| {
            let gone_over = placement::meeting(&table, other, join.kind(), context);
            let whole = matches!(gone_over, Meeting::Whole) && join.kind() == How::Outer;
            whole || matches!(gone_over, Meeting::Hashes(_))
        }),
        Step::Window(window) => shifts_in_groups(window),
        _ => false,
    };
    if !moves || !all(context.axes) {
        return Ok(table);
    }
    let table = held(table, planned)?;
    Ok(Table { meta: planned.emptied(), ..table })
}

fn other_columns() -> Raised {
    let message = "the columns in the computed data do not match the planned ones";
    Raised::new(ErrorKind::SchemaMismatch, message).met(When::Moved)
}

fn shifts_in_groups(window: &Window) -> bool {
    !window.partition_by.is_empty() && window.columns.iter().any(|column| column.function == WindowFn::Shift)
}

/// The partitions without rows as they were planned, of the columns that they have.
fn without_rows(mut table: Table, planned: &Frame) -> Table {
    for part in table.parts.iter_mut().filter(|part| part.rows == 0) {
        let places = part.names.iter().map(|name| planned.position(name)).collect::<Option<Vec<usize>>>();
        *part = places.map_or_else(|| part.clone(), |places| planned.pick(&places).emptied());
    }
    table
}

/// The table that a window has sorted.
///
/// # Errors
/// Where a partition has other columns than were planned.
pub(super) fn sorted(table: Table, context: &Context<'_>) -> Raises<Table> {
    match context.phase {
        Phase::Run if all(context.axes) => {
            let planned = table.meta.clone();
            held(table, &planned)
        }
        Phase::Run | Phase::Build => Ok(table),
    }
}

fn held(mut table: Table, planned: &Frame) -> Raises<Table> {
    for part in &mut table.parts {
        if part.rows == 0 {
            *part = planned.emptied();
        } else if part.names != planned.names {
            return Err(other_columns());
        }
    }
    Ok(table)
}
