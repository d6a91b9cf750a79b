//! `shift` within keys, partition by partition: rows are moved together by their keys, and what they come to is brought back.
//!
//! Source: Dask, `_groupby_slice_shift` (`dataframe/groupby.py`), `GroupByApply` (`dask_expr/_groupby.py`).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{Int64Array, UInt32Array};

use super::groupby::named;
use super::window::Call;
use super::window_parts::{ROW, local};
use crate::axis::{Axes, window as axis};
use crate::case::expr::Expr;
use crate::case::plan::Step;
use crate::engine::aggregate::fold;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr;
use crate::engine::frame::{Frame, Table};
use crate::engine::placement::{self, hashes};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase};

/// Values shifted within keys, whose rows are moved together for it; `before` is the table before it was sorted.
pub(super) fn shifted(call: &Call<'_>, table: &Table, before: &Table) -> Raises<Vec<Column>> {
    if call.output.column.is_none() {
        // it is assigned again before it is read
        let nothing = |part: &Frame| Column::missing(DType::numpy(Kind::Float64), part.rows);
        return Ok(table.parts.iter().map(nothing).collect());
    }
    // a trial does not know what a sort over several partitions makes of the labels
    let sorts = call.context.phase == Phase::Build && table.parts.len() > 1 && !call.step.order_by.is_empty();
    let frame = match call.context.axes.window.moved_rows() {
        axis::MovedRows::Misaligned if !table.divisions.is_empty() && !sorts => {
            return Err(Raised::unsupported("rows that were moved cannot be aligned with those that were not"));
        }
        axis::MovedRows::Misaligned if call.context.phase == Phase::Run => return misaligned(call, table),
        axis::MovedRows::Unsorted if call.context.phase == Phase::Run => before.gathered(call.context.axes)?,
        axis::MovedRows::Misaligned | axis::MovedRows::Unsorted | axis::MovedRows::Found => {
            table.gathered(call.context.axes)?
        }
    };
    let missing = call.output.column.as_deref().is_some_and(|name| frame.position(name).is_none());
    let frame = if missing { table.gathered(call.context.axes)? } else { frame };
    let frame = match call.context.axes.window.moved_rows() {
        axis::MovedRows::Unsorted => in_order_of_labels(&frame)?,
        axis::MovedRows::Misaligned | axis::MovedRows::Found => frame,
    };
    let shifted = local(call, &frame, &call.windows(&frame)?)?;
    let shifted = if frame.rows == 0 && moves(call) { shifted.with_room_for_missing()? } else { shifted };
    let mut place = HashMap::new();
    for (at, row) in rows_of(&frame)?.into_iter().enumerate() {
        place.insert(row, at as u32);
    }
    let back = |part: &Frame| {
        let rows = rows_of(part)?.into_iter().map(|row| place.get(&row).copied());
        shifted.take_or_missing(&rows.collect::<UInt32Array>())
    };
    table.parts.iter().map(back).collect()
}

/// Whether values move at all, so that there has to be room for missing ones.
fn moves(call: &Call<'_>) -> bool {
    call.output.n != Some(0)
}

/// Values shifted in the partitions that the hashes of keys bring rows to; a row finds its own where it did not leave.
fn misaligned(call: &Call<'_>, table: &Table) -> Raises<Vec<Column>> {
    let moved = by_keys(&call.step.partition_by, table, call.context.axes)?;
    let pairs = table.parts.iter().zip(&moved);
    pairs
        .map(|(part, moved)| {
            let shifted = local(call, moved, &call.windows(moved)?)?;
            let shifted = if table.rows() == 0 && moves(call) { shifted.with_room_for_missing()? } else { shifted };
            let (mine, there) = (labels(part), labels(moved));
            if mine == there {
                return Ok(shifted);
            }
            shifted.take_or_missing(&places(&mine, &there)?)
        })
        .collect()
}

/// The partitions that the hashes of keys bring rows to.
fn by_keys(keys: &[String], table: &Table, axes: &Axes) -> Raises<Vec<Frame>> {
    let n = table.parts.len();
    let targets = |part: &Frame| {
        let keys = keys.iter().map(|name| named(part, name, axes)).collect::<Raises<Vec<_>>>()?;
        hashes::targets(&keys, n, axes)
    };
    placement::shuffled(table, &table.parts.iter().map(targets).collect::<Raises<Vec<_>>>()?, n, axes)
}

/// The table with the shifted column of a `call`, whose rows and those values of it are where the hashes of their labels bring both;
/// `before` is the table before it was sorted.
///
/// Source: Dask, `MaybeAlignPartitions._lower` (`dask_expr/_expr.py`).
///
/// # Errors
/// Where rows have the same label and values come in another order than they.
pub(super) fn met(call: &Call<'_>, table: Table, before: &Table) -> Raises<Table> {
    let axes = call.context.axes;
    match axes.window.moved_rows() {
        axis::MovedRows::Unsorted => {}
        axis::MovedRows::Misaligned | axis::MovedRows::Found => return Ok(table),
    }
    match call.context.phase {
        Phase::Build if table.parts.len() > 1 => return Ok(Table { divisions: Vec::new(), ..table }),
        Phase::Build => return Ok(table),
        Phase::Run => {}
    }
    let mut parts = by_labels(&table, axes)?;
    if call.output.column.is_none() {
        return Ok(Table { parts, divisions: Vec::new(), ..table });
    }
    let moved = by_keys(&call.step.partition_by[..1], before, axes)?;
    let sorted = moved.iter().map(in_order_of_labels).collect::<Raises<Vec<_>>>()?;
    let moved = by_labels(&Table { parts: sorted, ..before.clone() }, axes)?;
    let wanted = placement::only_wanted(call.context.ahead, parts.len());
    for (i, (part, moved)) in parts.iter_mut().zip(&moved).enumerate() {
        if wanted.is_some_and(|wanted| wanted != i) {
            continue;
        }
        let there = labels(moved);
        match labels(part) == there {
            true => {
                let rows = rows_of(part)?;
                let found =
                    rows_of(moved)?.into_iter().map(|row| rows.iter().position(|&r| r == row).map(|p| p as u32));
                let shifted = named(part, &call.output.out, axes)?.take_or_missing(&found.collect::<UInt32Array>())?;
                part.assign(&call.output.out, shifted);
            }
            false => unique(&there)?,
        }
    }
    let divisions = if parts.len() == 1 { table.divisions } else { Vec::new() };
    Ok(Table { parts, meta: table.meta, divisions })
}

/// Refuses labels that are looked up and that rows have several times.
fn unique(labels: &[i64]) -> Raises<()> {
    match labels.iter().collect::<HashSet<_>>().len() == labels.len() {
        true => Ok(()),
        false => Err(Raised::value_error("labels that rows have several times cannot be looked up")),
    }
}

/// The table with the running column of a `call` within keys, which is aligned by labels where it is not known which there are: all rows
/// are then where the hashes of their labels bring them.
pub(super) fn aligned(call: &Call<'_>, table: Table) -> Raises<Table> {
    let axes = call.context.axes;
    let sorts = !call.step.order_by.is_empty() && table.parts.len() > 1;
    match (axes.window.moved_rows(), call.context.phase) {
        (axis::MovedRows::Unsorted, Phase::Build) if sorts => Ok(Table { divisions: Vec::new(), ..table }),
        (axis::MovedRows::Unsorted, Phase::Run) if table.divisions.is_empty() => {
            Ok(Table { parts: by_labels(&table, axes)?, ..table })
        }
        (axis::MovedRows::Unsorted | axis::MovedRows::Misaligned | axis::MovedRows::Found, _) => Ok(table),
    }
}

/// The table with what is assigned to it before its rows are aligned, if something is.
pub(super) fn apart(table: &Table, context: &Context<'_>) -> Raises<Option<Table>> {
    let alone = Context { apart: &[], ..*context };
    let assigned = |table: Table, step: &Step| super::run(step, table, &alone);
    (!context.apart.is_empty()).then(|| context.apart.iter().try_fold(table.clone(), assigned)).transpose()
}

/// The `table` with the columns that were computed `apart`, which are put beside its rows by their labels, partition by partition.
///
/// # Errors
/// Where labels that are looked up are there several times.
pub(super) fn beside(mut table: Table, apart: &Table, context: &Context<'_>) -> Raises<Table> {
    for (part, from) in table.parts.iter_mut().zip(&apart.parts) {
        let (mine, there) = (labels(part), labels(from));
        let found = (mine != there).then(|| places(&mine, &there)).transpose()?;
        for (name, constant) in context.apart.iter().flat_map(assigned) {
            let column = named(from, name, context.axes)?;
            let column = match (&found, constant) {
                (None, _) => column.clone(),
                (Some(_), Some(constant)) => expr::column(constant, part, context)?,
                (Some(found), None) => column.take_or_missing(found)?,
            };
            part.assign(name, column);
        }
    }
    table.meta = table.parts.first().map_or_else(|| table.meta.clone(), Frame::emptied);
    Ok(table)
}

/// The names that a step assigns, and the constants that it gives them.
fn assigned(step: &Step) -> Vec<(&str, Option<&Expr>)> {
    match step {
        Step::WithColumns(columns) => {
            let constant = |expr| matches!(expr, &Expr::Literal(_)).then_some(expr);
            columns.iter().map(|(name, expr)| (name.as_str(), constant(expr))).collect()
        }
        Step::Window(window) => window.columns.iter().map(|column| (column.out.as_str(), None)).collect(),
        _ => Vec::new(),
    }
}

/// Where labels stand among those that are looked up; nowhere where there is no such.
///
/// # Errors
/// Where one of the latter is there several times.
fn places(labels: &[i64], there: &[i64]) -> Raises<UInt32Array> {
    unique(there)?;
    let found = labels.iter().map(|label| there.iter().position(|l| l == label).map(|place| place as u32));
    Ok(found.collect())
}

/// The partitions that the hashes of labels bring rows to.
fn by_labels(table: &Table, axes: &Axes) -> Raises<Vec<Frame>> {
    let n = table.parts.len();
    if n == 1 {
        return Ok(table.parts.clone());
    }
    let targets = |part: &Frame| {
        let labels: Int64Array = labels(part).into_iter().collect::<Vec<_>>().into();
        hashes::of_equals(&[(&Column::new(DType::numpy(Kind::Int64), Arc::new(labels)), &Kind::Int64)], n, axes)
    };
    placement::shuffled(table, &table.parts.iter().map(targets).collect::<Raises<Vec<_>>>()?, n, axes)
}

/// The labels of rows; their numbers where none are known.
fn labels(part: &Frame) -> Vec<i64> {
    match &part.labels {
        Some(labels) => labels.values().iter().map(|&label| label.into()).collect(),
        None => (0..part.rows as i64).collect(),
    }
}

fn in_order_of_labels(frame: &Frame) -> Raises<Frame> {
    let labels = labels(frame);
    let mut order: Vec<u32> = (0..frame.rows as u32).collect();
    order.sort_by_key(|&row| labels[row as usize]);
    frame.take(&UInt32Array::from(order))
}

/// The row numbers of a partition.
fn rows_of(part: &Frame) -> Raises<Vec<i64>> {
    let rows = part.get(ROW).ok_or_else(|| Raised::internal("rows have no numbers"))?;
    match fold::Numbers::of(rows)? {
        fold::Numbers::Signed(rows) => Ok(rows),
        _ => Err(Raised::internal("row numbers are whole")),
    }
}
