//! Aggregates of groups that are computed one by one, put beside each other by the groups' keys.

use arrow::array::UInt32Array;

use crate::axis::Axes;
use crate::engine::frame::Frame;
use crate::engine::keys::{Groups, Missing};
use crate::engine::placement::groups;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};

/// The last column of `next` put beside the rows of `before`, in the partitions that the keys' hashes lead to where there are several.
pub(super) fn aligned(before: &[Frame], next: &[Frame], keys: usize, axes: &Axes) -> Raises<Vec<Frame>> {
    let n = before.len().max(next.len());
    let places: Vec<usize> = (0..keys).collect();
    let moved =
        |parts: &[Frame]| groups::moved(promote::concat(&parts.iter().collect::<Vec<_>>(), axes)?, &places, n, axes);
    moved(before)?.into_iter().zip(moved(next)?).map(|(before, next)| beside(before, &next, keys)).collect()
}

/// The last column of `next` put beside `before`, row by row of equal keys; beside no rows, it brings its own.
///
/// Source: pandas, `DataFrame._ensure_valid_index`.
fn beside(mut before: Frame, next: &Frame, keys: usize) -> Raises<Frame> {
    if before.rows == 0 && next.rows > 0 {
        let nothing = UInt32Array::new_null(next.rows);
        let outputs = before.columns[keys..].iter().map(|column| column.take_or_missing(&nothing));
        before.columns = next.columns[..keys].iter().cloned().map(Ok).chain(outputs).collect::<Raises<_>>()?;
        before.rows = next.rows;
        before.labels = None;
    }
    let stacked =
        (0..keys).map(|k| promote::stack(&[&before.columns[k], &next.columns[k]])).collect::<Raises<Vec<_>>>()?;
    let groups = Groups::of(&stacked.iter().collect::<Vec<_>>(), before.rows + next.rows, Missing::One)?;
    let mut row_of = vec![None; groups.len()];
    for row in 0..next.rows {
        row_of[groups.of_row[before.rows + row] as usize] = Some(row as u32);
    }
    let rows = (0..before.rows).map(|row| row_of[groups.of_row[row] as usize]).collect();
    let (Some(name), Some(column)) = (next.names.last(), next.columns.last()) else {
        return Err(Raised::internal("no output to put beside"));
    };
    before.names.push(name.clone());
    before.columns.push(column.take_or_missing(&rows)?);
    Ok(before)
}
