//! The order of group keys: which of two distinct keys comes first.
//!
//! Source: pandas, `core/algorithms.py` (`safe_sort`): objects that cannot be compared are ordered numbers first, then text.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Int64Array, make_comparator};
use arrow::compute::SortOptions;

use super::column::Column;
use super::dtype::{DType, Kind};
use super::expr::python;
use super::keys::{self, Groups};
use super::merged;
use super::object::Obj;
use super::raised::{Raised, Raises};
use crate::case::expr::BinaryOp;

/// Where missing keys stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// After all others; among objects where comparing them as NaN leaves them.
    Compared,
}

/// Where every object stands among those of its column, as numbers; missing ones are missing.
pub(super) fn places(values: &[Obj]) -> Raises<Column> {
    let ranks = object_ranks(values, Missing::Last)?;
    let place = |rank: u32| (rank != u32::MAX).then(|| i64::from(rank));
    let places: Int64Array = ranks.into_iter().map(place).collect();
    Ok(Column::new(DType::sql(Kind::Int64), Arc::new(places)))
}

/// How two rows of a column stand.
type Compare<'a> = Box<dyn Fn(usize, usize) -> Ordering + 'a>;

/// The rows of `keys` in ascending order, column by column; missing values first or last.
pub(super) fn ascending(keys: &[Column], rows: usize, missing: Missing) -> Raises<Vec<u32>> {
    let compare = keys.iter().map(|key| comparator(key, missing)).collect::<Raises<Vec<Compare<'_>>>>()?;
    let mut order: Vec<u32> = (0..rows as u32).collect();
    order.sort_by(|&a, &b| {
        compare.iter().map(|c| c(a as usize, b as usize)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    });
    Ok(order)
}

fn comparator(key: &Column, missing: Missing) -> Raises<Compare<'_>> {
    if let Some(values) = key.as_objects() {
        let rank = object_ranks(values, missing)?;
        return Ok(Box::new(move |a, b| rank[a].cmp(&rank[b])));
    }
    let missing_first = missing == Missing::First;
    let options = SortOptions { descending: false, nulls_first: missing_first };
    // two zeros, where there are two, are equal
    let array = if key.kind().is_float() { key.one_zero().array() } else { key.array() };
    let compare = make_comparator(&array, &array, options).map_err(Raised::internal)?;
    let present = key.present();
    Ok(Box::new(move |a, b| match (present.value(a), present.value(b)) {
        (true, true) => compare(a, b),
        (a, b) if missing_first => a.cmp(&b),
        (a, b) => b.cmp(&a),
    }))
}

/// Where every object stands among all: missing ones last, unless they are compared and nothing refuses it.
fn object_ranks(values: &[Obj], missing: Missing) -> Raises<Vec<u32>> {
    // integers among others than numbers are told from them, and those that are missing set aside
    let number = |v: &Obj| v.is_missing() || matches!(v, Obj::Int(_) | Obj::Float(_));
    let integers_among = values.iter().any(|v| matches!(v, Obj::Int(_))) && !values.iter().all(number);
    if missing == Missing::Compared
        && !integers_among
        && let Ok(rank) = compared(values)
    {
        return Ok(rank);
    }
    let (there, missing): (Vec<usize>, Vec<usize>) = (0..values.len()).partition(|&i| !values[i].is_missing());
    let there = match sort(values, &there) {
        Ok(sorted) => sorted,
        Err(_) => {
            let (text, others): (Vec<usize>, Vec<usize>) =
                there.into_iter().partition(|&i| matches!(values[i], Obj::Str(_)));
            [sort(values, &others)?, sort(values, &text)?].concat()
        }
    };
    let mut rank = vec![0; values.len()];
    let mut before: Option<usize> = None;
    let mut place = 0;
    for i in there {
        // equal objects share a place
        place += u32::from(before.is_some_and(|b| !equal(&values[b], &values[i])));
        rank[i] = place;
        before = Some(i);
    }
    for i in missing {
        rank[i] = u32::MAX;
    }
    Ok(rank)
}

/// Where every object stands when distinct ones are inserted one after the other behind all that they are not less than; nothing
/// is less than a missing one.
fn compared(values: &[Obj]) -> Raises<Vec<u32>> {
    let groups = Groups::by(&Column::objects(values.to_vec()), keys::Missing::One)?;
    let mut order: Vec<usize> = Vec::with_capacity(groups.len());
    let less = |a: &Obj, b: &Obj| {
        let number = |v: &Obj| if v.is_missing() { Obj::Float(f64::NAN) } else { v.clone() };
        python::compare(BinaryOp::Lt, &number(a), &number(b))
    };
    for &row in &groups.firsts {
        let row = row as usize;
        let mut place = order.len();
        while place > 0 && less(&values[row], &values[order[place - 1]])? {
            place -= 1;
        }
        order.insert(place, row);
    }
    let mut place = vec![0; groups.len()];
    for (i, &row) in order.iter().enumerate() {
        place[groups.of_row[row] as usize] = i as u32;
    }
    Ok(groups.of_row.iter().map(|&group| place[group as usize]).collect())
}

fn equal(a: &Obj, b: &Obj) -> bool {
    python::compare(BinaryOp::Eq, a, b).unwrap_or(false)
}

/// Places of objects sorted by Python's `<`.
fn sort(values: &[Obj], places: &[usize]) -> Raises<Vec<usize>> {
    merged::sorted(places, &mut |a, b| python::compare(BinaryOp::Lt, &values[a], &values[b]))
}
