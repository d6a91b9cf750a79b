//! An input table with something else in it: a type, a value, its rows, its partitions, its way in.

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::compute::{cast, concat, filter};

use super::super::data::{PARTITIONS, VIAS, any_type, values};
use super::super::rng::Rng;
use crate::case::plan::{Input, InputColumn, Source};
use crate::case::types::Type;

/// How many of the values that are made up here, in a hundred, are missing, and how many are edge values.
const NULLS: usize = 25;
const EDGES: usize = 30;

/// Changes one thing of the table; of a data file only how it is cut.
pub(super) fn change(input: &mut Input, rng: &mut Rng) {
    let Source::Inline(columns) = &mut input.source else {
        input.partitions = *rng.one(PARTITIONS);
        return;
    };
    if columns.is_empty() {
        return;
    }
    let place = rng.below(columns.len());
    match rng.below(12) {
        0..=2 => retype(&mut columns[place], rng),
        3..=5 => revalue(&mut columns[place], rng),
        6 => empty(&mut columns[place]),
        7 | 8 => rows(columns, rng),
        9 | 10 => input.partitions = *rng.one(PARTITIONS),
        _ => input.via = *rng.one(VIAS),
    }
}

/// Another type; of the values those that it holds, the others made up.
fn retype(column: &mut InputColumn, rng: &mut Rng) {
    let ty = any_type(rng);
    let made = values(&ty, column.values.len(), NULLS, EDGES, rng);
    let kept = if rng.chance(60) { as_written(&column.values, &ty) } else { None };
    column.values = kept.unwrap_or(made);
    column.ty = ty;
}

/// The values in another type, by way of their text; `None` where one of them is none of it.
fn as_written(values: &ArrayRef, ty: &Type) -> Option<ArrayRef> {
    let text = cast(values, &Type::String.arrow()).ok()?;
    let read = cast(&text, &ty.arrow()).ok()?;
    (read.null_count() == values.null_count()).then_some(read)
}

/// One value made up.
fn revalue(column: &mut InputColumn, rng: &mut Rng) {
    if column.values.is_empty() {
        return;
    }
    let row = rng.below(column.values.len());
    let made = values(&column.ty, 1, NULLS, EDGES, rng);
    let (before, after) = (column.values.slice(0, row), column.values.slice(row + 1, column.values.len() - row - 1));
    replace(column, concat(&[&before, &made, &after]).ok());
}

/// All values missing.
fn empty(column: &mut InputColumn) {
    column.values = arrow::array::new_null_array(&column.ty.arrow(), column.values.len());
}

/// No rows, fewer, some twice, or more of them.
fn rows(columns: &mut [InputColumn], rng: &mut Rng) {
    let many = columns.first().map_or(0, |c| c.values.len());
    match rng.below(4) {
        0 => columns.iter_mut().for_each(|c| c.values = c.values.slice(0, 0)),
        1 => {
            let kept: BooleanArray = (0..many).map(|_| Some(rng.chance(60))).collect();
            columns.iter_mut().for_each(|c| replace(c, filter(&c.values, &kept).ok()));
        }
        2 => columns.iter_mut().for_each(|c| replace(c, concat(&[&c.values, &c.values]).ok())),
        _ => {
            let more = 1 + rng.below(3);
            for column in columns {
                let made = values(&column.ty, more, NULLS, EDGES, rng);
                replace(column, concat(&[&column.values, &made]).ok());
            }
        }
    }
}

fn replace(column: &mut InputColumn, values: Option<ArrayRef>) {
    if let Some(values) = values {
        column.values = values;
    }
}
