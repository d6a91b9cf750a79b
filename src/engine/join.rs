//! Which rows of two tables belong together, and the tables that come of it.

mod frames;
mod member;
mod sql;
mod unlike;

pub(super) use frames::{cross, kept, merge};
pub(super) use member::among;
pub(super) use sql::{compared, joined};

use std::sync::Arc;

use arrow::array::{Int64Array, UInt32Array};

use super::column::Column;
use super::dtype::{DType, Family, Kind};
use super::expr::python;
use super::keys::{Groups, LEFT_OUT, Missing};
use super::object::Obj;
use super::order::{self, Key};
use super::promote;
use super::raised::Raises;
use crate::axis::{Axes, join, quirks};
use crate::case::expr::BinaryOp;
use crate::case::plan::How;

/// For every row of a join, the row of either table that it comes from, null where it has none.
pub(super) struct Pairs {
    /// Rows of the left table.
    pub(super) left: UInt32Array,
    /// Rows of the right table.
    pub(super) right: UInt32Array,
}

impl Pairs {
    /// Those of two rows.
    fn met(self) -> Self {
        let met = self.left.iter().zip(&self.right).filter(|(left, right)| left.is_some() && right.is_some());
        let (left, right): (Vec<_>, Vec<_>) = met.unzip();
        Self { left: left.into(), right: right.into() }
    }
}

/// Rows of both tables by the key that they share.
struct Matched {
    left: Vec<u32>,
    right: Vec<u32>,
    groups: usize,
    stacked: Vec<Column>,
}

impl Matched {
    fn of(left: &[&Column], right: &[&Column], how: How, axes: &Axes) -> Raises<Self> {
        let missing = match axes.join.null_keys() {
            join::NullKeys::Match => Missing::One,
            join::NullKeys::NoMatch => Missing::LeftOut,
        };
        let alone = left.len() == 1;
        let key = |(l, r): (&&Column, &&Column)| {
            let stacked = together(l, r, axes)?;
            Ok(unhashed(&stacked, l.len(), (alone, how), axes).unwrap_or(stacked))
        };
        let stacked = left.iter().zip(right).map(key).collect::<Raises<Vec<Column>>>()?;
        let rows = left.first().map_or(0, |c| c.len());
        let all = stacked.first().map_or(0, Column::len);
        let groups = Groups::of(&stacked.iter().collect::<Vec<_>>(), all, missing)?;
        let (of_left, of_right) = groups.of_row.split_at(rows);
        Ok(Self { left: of_left.to_vec(), right: of_right.to_vec(), groups: groups.len(), stacked })
    }

    fn rows(of_row: &[u32], groups: usize) -> Vec<Vec<u32>> {
        let mut rows = vec![Vec::new(); groups];
        for (row, &group) in of_row.iter().enumerate() {
            if group != LEFT_OUT {
                rows[group as usize].push(row as u32);
            }
        }
        rows
    }
}

/// Two keys one below the other, as they are compared.
fn together(left: &Column, right: &Column, axes: &Axes) -> Raises<Column> {
    let mixed =
        left.kind().is_integer() && right.kind().is_float() || left.kind().is_float() && right.kind().is_integer();
    match axes.join.number_keys() {
        join::NumberKeys::Exact if mixed && left.dtype.family == Family::Numpy => {
            Ok(Column::objects([left.to_objects(), right.to_objects()].concat()))
        }
        join::NumberKeys::Exact | join::NumberKeys::Floats => promote::stack(&[left, right]),
    }
}

/// Keys among which are lists as numbers that are equal where they are, if they need no hashing: where one side has no rows and nothing
/// is to be sorted, and where they join `alone` and are sorted on either side, without one twice on both. `lefts` rows are the left table's.
///
/// Source: pandas, `get_join_indexers` (`core/reshape/merge.py`).
fn unhashed(stacked: &Column, lefts: usize, (alone, how): (bool, How), axes: &Axes) -> Option<Column> {
    let values = stacked.as_objects().filter(|values| values.iter().any(Obj::is_list_like))?;
    let (left, right) = values.split_at(lefts);
    let numbers = |numbers: Vec<i64>| Column::new(DType::numpy(Kind::Int64), Arc::new(Int64Array::from(numbers)));
    let compares = matches!(axes.join.order(), join::Order::Sorted);
    if (left.is_empty() || right.is_empty()) && !(compares && how == How::Outer) {
        return Some(numbers((0..values.len() as i64).collect()));
    }
    if !compares || !alone {
        return None;
    }
    let all = |values: &[Obj], op: BinaryOp| {
        values.windows(2).all(|two| python::compare(op, &two[0], &two[1]).unwrap_or(false))
    };
    let sorted = |values: &[Obj]| all(values, BinaryOp::Le);
    if !sorted(left) || !sorted(right) || !all(left, BinaryOp::Lt) && !all(right, BinaryOp::Lt) {
        return None;
    }
    // merged: the next one of either side is the least that is left
    let (mut places, mut number) = (vec![0; values.len()], 0);
    let (mut l, mut r, mut last) = (0, lefts, None);
    while l < lefts || r < values.len() {
        let of_left = r == values.len() || l < lefts && python::compare(BinaryOp::Le, &values[l], &values[r]).ok()?;
        let next = if of_left { &mut l } else { &mut r };
        let same = |last: usize| python::compare(BinaryOp::Eq, &values[last], &values[*next]).unwrap_or(false);
        number += i64::from(last.is_some_and(|last| !same(last)));
        places[*next] = number;
        last = Some(*next);
        *next += 1;
    }
    Some(numbers(places))
}

/// The rows that `how` brings together where keys are equal.
pub(super) fn pairs(left: &[&Column], right: &[&Column], how: How, axes: &Axes) -> Raises<Pairs> {
    if let (How::Outer, join::Order::Sorted, [left], [right]) = (how, axes.join.order(), left, right)
        && let Some(found) = unlike::pairs(left, right, axes)?
    {
        return Ok(pairs_of(found));
    }
    let matched = Matched::of(left, right, how, axes)?;
    let mut found: Vec<Pair> = match (how, axes.join.order()) {
        (How::Right, order) => swapped(each(&matched.right, &matched.left, &matched, true, order)),
        (How::Left, order) => each(&matched.left, &matched.right, &matched, true, order),
        (How::Outer, join::Order::FirstSeen) if matched.right.is_empty() => {
            each(&matched.left, &matched.right, &matched, true, axes.join.order())
        }
        (How::Outer, join::Order::FirstSeen) if matched.left.is_empty() => {
            swapped(each(&matched.right, &matched.left, &matched, true, axes.join.order()))
        }
        (How::Outer, _) | (_, join::Order::FirstSeen) => by_group(&matched, how == How::Outer),
        (_, join::Order::Sorted) => {
            let found = each(&matched.left, &matched.right, &matched, false, axes.join.order());
            match axes.quirks.joined_rows() {
                quirks::JoinedRows::OneEach if found.len() == matched.left.len() => {
                    return Ok(pairs_of(one_each(matched)));
                }
                quirks::JoinedRows::OneEach | quirks::JoinedRows::Right => found,
            }
        }
        (_, join::Order::Streamed) => swapped(each(&matched.right, &matched.left, &matched, false, axes.join.order())),
    };
    let missing_first = match axes.join.order() {
        join::Order::FirstSeen => None,
        join::Order::Sorted => Some(false),
        join::Order::Streamed => Some(true),
    };
    if let (How::Outer, Some(missing_first)) = (how, missing_first) {
        let place = places(&matched, missing_first)?;
        let lefts = matched.left.len() as u32;
        found.sort_by_key(|(left, right)| {
            place[left.map_or_else(|| right.unwrap_or_default() + lefts, |left| left) as usize]
        });
    }
    Ok(pairs_of(found))
}

fn pairs_of(found: Vec<Pair>) -> Pairs {
    let (left, right): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    Pairs { left: left.into(), right: right.into() }
}

/// A row of either side, or none.
type Pair = (Option<u32>, Option<u32>);

fn swapped(pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.into_iter().map(|(a, b)| (b, a)).collect()
}

/// Every row of one side with its partners; one without a partner stays where `keep` says so.
fn each(these: &[u32], those: &[u32], matched: &Matched, keep: bool, order: join::Order) -> Vec<Pair> {
    let mut partners = Matched::rows(those, matched.groups);
    match order {
        join::Order::FirstSeen | join::Order::Sorted => {}
        join::Order::Streamed => partners.iter_mut().for_each(|rows| rows.reverse()),
    }
    let mut found = Vec::with_capacity(these.len());
    for (row, &group) in these.iter().enumerate() {
        let row = row as u32;
        let partners = if group == LEFT_OUT { &[][..] } else { &partners[group as usize] };
        found.extend(partners.iter().map(|&p| (Some(row), Some(p))));
        if keep && partners.is_empty() {
            found.push((Some(row), None));
        }
    }
    found
}

/// Group after group: the pairs, and where `outer` the rows without a partner.
fn by_group(matched: &Matched, outer: bool) -> Vec<Pair> {
    let mut found = Vec::new();
    let (lefts, rights) = (Matched::rows(&matched.left, matched.groups), Matched::rows(&matched.right, matched.groups));
    for (left, right) in lefts.iter().zip(&rights) {
        match (left.is_empty(), right.is_empty()) {
            (false, false) => {
                found.extend(left.iter().flat_map(|&l| right.iter().map(move |&r| (Some(l), Some(r)))));
            }
            (false, true) if outer => found.extend(left.iter().map(|&l| (Some(l), None))),
            (true, false) if outer => found.extend(right.iter().map(|&r| (None, Some(r)))),
            _ => {}
        }
    }
    if outer {
        let alone = |rows: &[u32]| -> Vec<u32> {
            (0..rows.len() as u32).filter(|&row| rows[row as usize] == LEFT_OUT).collect()
        };
        found.extend(alone(&matched.left).into_iter().map(|l| (Some(l), None)));
        found.extend(alone(&matched.right).into_iter().map(|r| (None, Some(r))));
    }
    found
}

/// The pairs key after key, put in the order of left rows that have one partner each.
///
/// Source: pandas, `_libs/join.pyx` (`inner_join`).
fn one_each(mut matched: Matched) -> Vec<Pair> {
    // one missing key stands behind all others, but among times, and where several keys are numbered once more
    if let [stacked] = &matched.stacked[..]
        && !timed(stacked)
        && let Some(row) = stacked.present().iter().position(|there| !there)
    {
        let lefts = matched.left.len();
        let missing = if row < lefts { matched.left[row] } else { matched.right[row - lefts] };
        let last = matched.groups as u32 - 1;
        for group in matched.left.iter_mut().chain(&mut matched.right).filter(|group| **group != LEFT_OUT) {
            *group = if *group == missing { last } else { *group - u32::from(*group > missing) };
        }
    }
    let matched = &matched;
    let pairs = by_group(matched, false);
    let mut lefts: Vec<usize> = (0..matched.left.len()).collect();
    lefts.sort_by_key(|&row| matched.left[row]);
    let mut found = pairs.clone();
    for (place, &row) in lefts.iter().enumerate() {
        found[row] = pairs[place];
    }
    found
}

/// The place of every row, left ones first, by its key: equal keys share a place, and only different ones are compared.
fn places(matched: &Matched, missing_first: bool) -> Raises<Vec<u32>> {
    let mut held = vec![u32::MAX; matched.groups];
    let mut firsts: Vec<u32> = Vec::new();
    let groups = || matched.left.iter().chain(&matched.right);
    // for every row, which of the first ones has its key
    let mut first_of: Vec<u32> = Vec::with_capacity(matched.left.len() + matched.right.len());
    for (row, &group) in groups().enumerate() {
        let next = firsts.len() as u32;
        let known = if group == LEFT_OUT { u32::MAX } else { held[group as usize] };
        if known == u32::MAX {
            firsts.push(row as u32);
            if group != LEFT_OUT {
                held[group as usize] = next;
            }
        }
        first_of.push(if known == u32::MAX { next } else { known });
    }
    let rows = UInt32Array::from(firsts);
    let columns = matched.stacked.iter().map(|column| column.take(&rows)).collect::<Raises<Vec<Column>>>()?;
    let key = |column| Key { column, descending: false, missing_first: missing_first || timed(column) };
    let keys: Vec<Key<'_>> = columns.iter().map(key).collect();
    let mut place_of_first = vec![0; rows.len()];
    for (place, &first) in order::sorted_text_last(&keys, rows.len())?.iter().enumerate() {
        place_of_first[first as usize] = place as u32;
    }
    Ok(first_of.into_iter().map(|first| place_of_first[first as usize]).collect())
}

/// Whether missing values are held as the smallest number: those of times are.
fn timed(column: &Column) -> bool {
    column.dtype.family == Family::Numpy && matches!(column.kind(), Kind::Timestamp(..) | Kind::Duration(_))
}
