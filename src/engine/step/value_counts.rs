//! `value_counts`: how often each value of a column occurs, the most frequent first.

use std::sync::Arc;

use arrow::array::UInt32Array;

use crate::axis::{Axes, types};
use crate::case::plan::ValueCounts;
use crate::engine::Context;
use crate::engine::aggregate;
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, Missing};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The name of the column of counts.
const COUNT: &str = "count";

/// Values and their counts.
pub(super) fn run(step: &ValueCounts, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let frame = crate::engine::promote::concat(&table.parts.iter().collect::<Vec<_>>())?;
    let column = frame.get(&step.column).ok_or_else(|| Raised::no_column(&step.column))?;
    let (leaves_out, clashes) = match context.axes.types.model {
        types::Model::Numpy => (step.dropna.unwrap_or(true), true),
        types::Model::Sql => (step.dropna.unwrap_or(false), false),
    };
    let (values, counts) = counted(column, leaves_out, context.axes)?;
    if clashes && step.column == COUNT {
        return Err(Raised::new(ErrorKind::DuplicateColumn, "cannot insert count, already exists"));
    }
    let rows = values.len();
    Ok(Table::whole(Frame::new(vec![(Arc::from(step.column.as_str()), values), (Arc::from(COUNT), counts)], rows)))
}

/// Every distinct value and how often it occurs, the most frequent first; of equally frequent ones the one met first.
fn counted(column: &Column, leave_out_missing: bool, axes: &Axes) -> Raises<(Column, Column)> {
    let groups = Groups::by(column, if leave_out_missing { Missing::LeftOut } else { Missing::ByKind })?;
    let mut sizes = vec![0_i64; groups.len()];
    for &group in groups.of_row.iter().filter(|&&g| (g as usize) < groups.len()) {
        sizes[group as usize] += 1;
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&g| std::cmp::Reverse(sizes[g]));
    let firsts: UInt32Array = order.iter().map(|&g| Some(groups.firsts[g])).collect();
    Ok((
        aggregate::counted_key(column.take(&firsts)?, axes)?,
        aggregate::number_of_rows(order.iter().map(|&g| sizes[g]).collect(), axes),
    ))
}
