//! The first or last rows of a window that sorts: they are taken of the sorted table as a whole, but of the partition at that end of the
//! window's columns, which are put beside the rows by their labels.
//!
//! Source: Dask, `Head._simplify_down` and `Tail._simplify_down`, which go to the operands of what is assigned, and
//! `SortValues._simplify_up` (`dask_expr/_expr.py`, `_shuffle.py`).

use crate::axis::placement;
use crate::case::plan::{Step, Window, WindowFn};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::Raises;
use crate::engine::{Context, Phase, promote, pushdown};

/// The table of the window `step`, where its first or last rows are all that is taken of it.
pub(super) fn taken(step: &Window, table: Table, context: &Context<'_>) -> Raises<Table> {
    let shifts = step.columns.iter().any(|column| column.function == WindowFn::Shift);
    // rows that are aligned by their labels are not taken of what they were
    let moves = !step.partition_by.is_empty() && (shifts || table.parts.len() > 1 && table.divisions.is_empty());
    let end = match context.axes.placement.sort() {
        placement::Sort::PresentQuantiles if !step.order_by.is_empty() && !moves => pushdown::taker(context.ahead),
        placement::Sort::PresentQuantiles | placement::Sort::Quantiles | placement::Sort::Gather => None,
    };
    let Some(end) = end else { return Ok(table) };
    // the ranges of the sort are not looked for
    let table = Table { divisions: Vec::new(), ..table };
    let (n, last) = match end {
        Step::Head(n) => (*n, false),
        Step::Tail(n) => (*n, true),
        _ => return Ok(table),
    };
    match (usize::try_from(n), context.phase) {
        (Ok(n), Phase::Run) => beyond(step, table, (n, last), context),
        (_, Phase::Build | Phase::Run) => Ok(table),
    }
}

/// The partition at one end with as many rows of others behind (or before) it as `n` rows lack, whose window columns are missing.
fn beyond(step: &Window, table: Table, (n, last): (usize, bool), context: &Context<'_>) -> Raises<Table> {
    let mut parts: Vec<&Frame> = table.parts.iter().collect();
    if last {
        parts.reverse();
    }
    let mut rows = 0;
    let mut pieces = Vec::new();
    for part in parts {
        let more = part.rows.min(n.saturating_sub(rows));
        if more > 0 && pieces.is_empty() || pieces.is_empty() && part.rows >= n {
            pieces.push(part.clone());
            rows += part.rows;
        } else if more > 0 {
            pieces.push(unanswered(step, &part.slice(if last { part.rows - more } else { 0 }, more))?);
            rows += more;
        } else if pieces.is_empty() {
            // a partition without rows at the end has no answer for those of others
            pieces.push(part.clone());
        }
    }
    if pieces.len() < 2 {
        return Ok(table);
    }
    for output in &step.columns {
        for piece in &mut pieces {
            if let Some(at) = piece.position(&output.out) {
                piece.columns[at] = piece.columns[at].with_room_for_missing()?;
            }
        }
    }
    if last {
        pieces.reverse();
    }
    let whole = promote::concat(&pieces.iter().collect::<Vec<_>>(), context.axes)?;
    Ok(Table { parts: vec![whole], ..table })
}

/// The rows without what the window tells of them.
fn unanswered(step: &Window, part: &Frame) -> Raises<Frame> {
    let mut part = part.clone();
    for output in &step.columns {
        if let Some(at) = part.position(&output.out) {
            let room = part.columns[at].with_room_for_missing()?;
            part.columns[at] = Column::missing(room.dtype, part.rows);
        }
    }
    Ok(part)
}
