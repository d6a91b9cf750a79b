//! The order of rows by the values of columns.
//!
//! Values compare by their column's type: -0.0 equals 0.0; a NaN that is not a missing value is the largest number; text
//! compares by code points; objects compare as Python's `<` does, or not at all. Missing values are put first or last apart.

use std::cell::Cell;
use std::cmp::Ordering;
use std::slice;

use arrow::array::{AsArray, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes as ty;

use super::column::{Column, Data};
use super::dtype::{Family, Kind};
use super::expr::python;
use super::merged;
use super::object::{Obj, i64s};
use super::quicksort::{self, Vectors};
use super::raised::{Raised, Raises};
use super::text::per_second;
use crate::axis::Axes;
use crate::axis::sort::Ties;
use crate::case::expr::BinaryOp;
use crate::result::ErrorKind;

/// One sort key.
pub(super) struct Key<'a> {
    /// The values.
    pub(super) column: &'a Column,
    /// Largest first.
    pub(super) descending: bool,
    /// Missing values before all others, whatever the direction.
    pub(super) missing_first: bool,
}

/// The rows in order; rows that are equal in all keys stay in their order.
pub(super) fn sorted(keys: &[Key<'_>], rows: usize) -> Raises<UInt32Array> {
    let listed = |key: &Key<'_>| key.column.dtype.family == Family::Arrow && matches!(key.column.kind(), Kind::List(_));
    if keys.iter().any(listed) {
        return Err(Raised::type_error("Arrow's lists have no order"));
    }
    let (order, unlike) = compared_in_order(keys, rows);
    if unlike == Unlike::No { Ok(order.into()) } else { Err(incomparable(unlike)) }
}

/// The rows in the order of one key, as the profile sorts those that are equal in it.
///
/// Source: pandas, `core/sorting.py` (`nargsort`).
pub(super) fn sorted_by_one(key: &Key<'_>, rows: usize, axes: &Axes) -> Raises<UInt32Array> {
    let vectors = match axes.sort.ties() {
        Ties::Kept => return sorted(slice::from_ref(key), rows),
        Ties::Compared => None,
        Ties::Networks64 => Some(Vectors { network: 64, again: true }),
        Ties::Networks256 => Some(Vectors { network: 256, again: false }),
    };
    let by_arrow = *key.column.kind() == Kind::String || key.column.dtype.family == Family::Arrow;
    if by_arrow || key.column.dtype.family == Family::Sql {
        return sorted(slice::from_ref(key), rows);
    }
    let present = key.column.present();
    let (mut there, missing): (Vec<u32>, Vec<u32>) = (0..rows as u32).partition(|&row| present.value(row as usize));
    if key.descending {
        there.reverse();
    }
    let unlike = Cell::new(Unlike::No);
    match vectors.and_then(|way| Some((way, in_vectors(key.column)?))) {
        Some((way, values)) => {
            quicksort::by_vectors(&mut there, way, &|a, b| values[a as usize] < values[b as usize]);
        }
        None => {
            let compare = comparison(key.column, &unlike);
            quicksort::by_comparisons(&mut there, &|a, b| compare(a as usize, b as usize).is_lt());
        }
    }
    if unlike.get() != Unlike::No {
        return Err(incomparable(unlike.get()));
    }
    if key.descending {
        there.reverse();
    }
    let order = if key.missing_first { [missing, there] } else { [there, missing] };
    Ok(order.concat().into())
}

/// What stands for each value in its order, of numbers that fit the lanes of vectors.
fn in_vectors(column: &Column) -> Option<Vec<u64>> {
    let Data::Array(array) = &column.data else { return None };
    macro_rules! each {
        ($ty:ty, $place:expr) => {
            Some(array.as_primitive::<$ty>().values().iter().map(|&value| $place(value.into())).collect())
        };
    }
    let whole = |value: i64| value as u64 ^ 1 << 63;
    match column.kind() {
        Kind::Int32 => each!(ty::Int32Type, whole),
        Kind::Int64 => each!(ty::Int64Type, whole),
        Kind::UInt32 => each!(ty::UInt32Type, |value: u64| value),
        Kind::UInt64 => each!(ty::UInt64Type, |value: u64| value),
        Kind::Float32 => each!(ty::Float32Type, of_float),
        Kind::Float64 => each!(ty::Float64Type, of_float),
        _ => None,
    }
}

/// Where a number stands among all others; both zeros at one place.
fn of_float(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits ^ 1 << 63 }
}

/// The rows in order, text after what is not text, which must compare among itself.
///
/// Source: pandas, `core/algorithms.py` (`safe_sort`, `_sort_mixed`).
pub(super) fn sorted_text_last(keys: &[Key<'_>], rows: usize) -> Raises<Vec<u32>> {
    let (order, unlike) = compared_in_order(keys, rows);
    if unlike > Unlike::Text { Err(incomparable(unlike)) } else { Ok(order) }
}

fn incomparable(unlike: Unlike) -> Raised {
    match unlike {
        Unlike::Arrays => Raised::value_error("the truth value of an array is ambiguous"),
        Unlike::No | Unlike::Text | Unlike::Others => {
            Raised::type_error("'<' not supported between values of different types")
        }
    }
}

/// Whether objects were met that do not compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unlike {
    No,
    /// Text beside something else.
    Text,
    /// Two things that are no text.
    Others,
    /// Arrays whose comparison has no truth value.
    Arrays,
}

/// The rows in order, and for each whether it differs from the one before it (the first does).
pub(super) fn ranked(keys: &[Key<'_>], rows: usize) -> Raises<(UInt32Array, Vec<bool>)> {
    let order = sorted(keys, rows)?;
    let unlike = Cell::new(Unlike::No);
    let keys = comparisons(keys, &unlike);
    let placed = order.values();
    let differs =
        (0..rows).map(|i| i == 0 || compared(&keys, placed[i - 1] as usize, placed[i] as usize).is_ne()).collect();
    Ok((order, differs))
}

type Compared<'a> = (Compare<'a>, BooleanBuffer, &'a Key<'a>);

fn comparisons<'a>(keys: &'a [Key<'a>], unlike: &'a Cell<Unlike>) -> Vec<Compared<'a>> {
    keys.iter().map(|k| (comparison(k.column, unlike), k.column.present(), k)).collect()
}

fn compared(keys: &[Compared<'_>], a: usize, b: usize) -> Ordering {
    keys.iter()
        .map(|(compare, present, key)| one(compare, present, key, a, b))
        .find(|o| o.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The rows in order, text after whatever does not compare with it, and what did not compare.
fn compared_in_order(keys: &[Key<'_>], rows: usize) -> (Vec<u32>, Unlike) {
    let unlike = Cell::new(Unlike::No);
    let objects = keys.iter().any(|key| key.column.as_objects().is_some());
    let keys = comparisons(keys, &unlike);
    let mut order: Vec<u32> = (0..rows as u32).collect();
    if objects {
        let less = &mut |a: u32, b: u32| Ok(compared(&keys, a as usize, b as usize).is_lt());
        order = merged::sorted(&order, less).unwrap_or(order);
    } else {
        order.sort_by(|&a, &b| compared(&keys, a as usize, b as usize));
    }
    (order, unlike.get())
}

fn one(compare: &Compare<'_>, present: &BooleanBuffer, key: &Key<'_>, a: usize, b: usize) -> Ordering {
    match (present.value(a), present.value(b)) {
        (true, true) if key.descending => compare(b, a),
        (true, true) => compare(a, b),
        (false, false) => Ordering::Equal,
        (a, _) => {
            if a == key.missing_first {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
    }
}

type Compare<'a> = Box<dyn Fn(usize, usize) -> Ordering + 'a>;

/// Where objects stand among those of other sorts, so that all have some order: text last.
const fn sort_of(value: &Obj) -> u8 {
    match value {
        Obj::Str(_) => 9,
        Obj::Date(_) => 1,
        Obj::Timestamp(_, _, None) => 2,
        Obj::Timestamp(_, _, Some(_)) => 3,
        Obj::Timedelta(..) => 4,
        Obj::List(_) | Obj::Array(_) => 5,
        Obj::Bool(_) | Obj::Int(_) | Obj::Float(_) | Obj::MinusZero(_) | Obj::Decimal(..) => 0,
        Obj::None | Obj::Na | Obj::NaT | Obj::Dict(_) | Obj::Plain => 6,
    }
}

/// How two rows of a column compare, both being there. Objects that do not compare are told in `unlike`.
fn comparison<'a>(column: &'a Column, unlike: &'a Cell<Unlike>) -> Compare<'a> {
    let array = match &column.data {
        Data::Objects(values) => return Box::new(move |a, b| of_objects(&values[a], &values[b], unlike)),
        Data::Array(array) => array,
    };
    macro_rules! whole {
        ($ty:ty) => {{
            let values = array.as_primitive::<$ty>().values();
            Box::new(move |a, b| values[a].cmp(&values[b]))
        }};
    }
    macro_rules! float {
        ($ty:ty) => {{
            let values = array.as_primitive::<$ty>().values();
            Box::new(move |a, b| floats(values[a].into(), values[b].into()))
        }};
    }
    match column.kind() {
        Kind::Bool => {
            let values = array.as_boolean().values();
            Box::new(move |a, b| values.value(a).cmp(&values.value(b)))
        }
        Kind::Int8 => whole!(ty::Int8Type),
        Kind::Int16 => whole!(ty::Int16Type),
        Kind::Int32 => whole!(ty::Int32Type),
        Kind::Int64 => whole!(ty::Int64Type),
        Kind::UInt8 => whole!(ty::UInt8Type),
        Kind::UInt16 => whole!(ty::UInt16Type),
        Kind::UInt32 => whole!(ty::UInt32Type),
        Kind::UInt64 => whole!(ty::UInt64Type),
        Kind::Float16 | Kind::Float32 => float!(ty::Float32Type),
        Kind::Float64 => float!(ty::Float64Type),
        Kind::Decimal(..) => whole!(ty::Decimal128Type),
        Kind::Date => whole!(ty::Date32Type),
        Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => {
            let values = i64s(array);
            Box::new(move |a, b| values.value(a).cmp(&values.value(b)))
        }
        Kind::String => {
            let values = array.as_string::<i32>();
            Box::new(move |a, b| values.value(a).cmp(values.value(b)))
        }
        Kind::List(_) => {
            let values = column.to_objects();
            let nulls_compare = column.dtype.family == Family::Sql;
            Box::new(move |a, b| {
                let found =
                    if nulls_compare { nulls_first(&values[a], &values[b]) } else { compare(&values[a], &values[b]) };
                found.unwrap_or_else(|| {
                    unlike.set(Unlike::Others);
                    Ordering::Equal
                })
            })
        }
        Kind::Object | Kind::Void => Box::new(|_, _| Ordering::Equal),
    }
}

/// How two objects compare; those that do not stand by what they are.
fn of_objects(a: &Obj, b: &Obj, unlike: &Cell<Unlike>) -> Ordering {
    if let Some(found) = arrays(a, b) {
        return found.unwrap_or_else(|raised| {
            let met = if raised.kind == ErrorKind::ValueError { Unlike::Arrays } else { Unlike::Others };
            // what raised first is told
            unlike.set(if unlike.get() > Unlike::Text { unlike.get() } else { met });
            Ordering::Equal
        });
    }
    compare(a, b).unwrap_or_else(|| {
        let text = [a, b].iter().any(|value| matches!(value, Obj::Str(_)));
        unlike.set(unlike.get().max(if text { Unlike::Text } else { Unlike::Others }));
        sort_of(a).cmp(&sort_of(b))
    })
}

/// How two objects stand of which one is an array.
fn arrays(a: &Obj, b: &Obj) -> Option<Raises<Ordering>> {
    if !matches!((a, b), (Obj::Array(_), _) | (_, Obj::Array(_))) {
        return None;
    }
    let less = |a, b| python::compare(BinaryOp::Lt, a, b);
    Some(less(a, b).and_then(|found| match found {
        true => Ok(Ordering::Less),
        false => less(b, a).map(|found| if found { Ordering::Greater } else { Ordering::Equal }),
    }))
}

/// Numbers by size, one zero, NaN above all.
pub(super) fn floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// SQL's order of values inside lists: null below all, NaN above all numbers.
fn nulls_first(a: &Obj, b: &Obj) -> Option<Ordering> {
    match (a, b) {
        (Obj::None, _) | (_, Obj::None) => Some((*a != Obj::None).cmp(&(*b != Obj::None))),
        (Obj::Float(a), Obj::Float(b)) => Some(floats(*a, *b)),
        (Obj::List(a), Obj::List(b)) => lexical(a, b, nulls_first),
        _ => compare(a, b),
    }
}

fn lexical(a: &[Obj], b: &[Obj], order: fn(&Obj, &Obj) -> Option<Ordering>) -> Option<Ordering> {
    let same = |a: &Obj, b: &Obj| matches!((a, b), (Obj::None, Obj::None) | (Obj::Na, Obj::Na));
    for (a, b) in a.iter().zip(b).filter(|(a, b)| !same(a, b)) {
        match order(a, b)? {
            // the first items that are not equal decide, and of these neither is less
            Ordering::Equal if a.is_missing() != b.is_missing() => return Some(Ordering::Equal),
            Ordering::Equal => {}
            found => return Some(found),
        }
    }
    Some(a.len().cmp(&b.len()))
}

/// Python's order of two objects; `None` where `<` is a TypeError. A NaN is equal to everything here, as neither is less.
pub(super) fn compare(a: &Obj, b: &Obj) -> Option<Ordering> {
    match (a, b) {
        (Obj::Str(a), Obj::Str(b)) => Some(a.cmp(b)),
        (Obj::Date(a), Obj::Date(b)) => Some(a.cmp(b)),
        (Obj::Timestamp(a, u, zone), Obj::Timestamp(b, v, other)) if zone.is_some() == other.is_some() => {
            Some(nanos(*a, *u).cmp(&nanos(*b, *v)))
        }
        (Obj::Timedelta(a, u), Obj::Timedelta(b, v)) => Some(nanos(*a, *u).cmp(&nanos(*b, *v))),
        (Obj::List(a), Obj::List(b)) => lexical(a, b, compare),
        // neither is less, in a list
        (Obj::NaT, Obj::NaT | Obj::Timestamp(..) | Obj::Timedelta(..))
        | (Obj::Timestamp(..) | Obj::Timedelta(..), Obj::NaT) => Some(Ordering::Equal),
        _ => match (number(a)?, number(b)?) {
            (Number::Whole(a), Number::Whole(b)) => Some(a.cmp(&b)),
            (a, b) => Some(a.double().partial_cmp(&b.double()).unwrap_or(Ordering::Equal)),
        },
    }
}

enum Number {
    Whole(i128),
    Float(f64),
}

impl Number {
    fn double(&self) -> f64 {
        match self {
            Self::Whole(i) => *i as f64,
            Self::Float(x) => *x,
        }
    }
}

fn number(value: &Obj) -> Option<Number> {
    match value {
        Obj::Bool(b) => Some(Number::Whole(i128::from(*b))),
        Obj::Int(i) => Some(Number::Whole(*i)),
        Obj::Float(x) => Some(Number::Float(*x)),
        Obj::MinusZero(_) => Some(Number::Whole(0)),
        Obj::Decimal(digits, scale) => Some(Number::Float(*digits as f64 / 10_f64.powi(*scale))),
        _ => None,
    }
}

fn nanos(value: i64, unit: ty::TimeUnit) -> i128 {
    i128::from(value) * i128::from(1_000_000_000 / per_second(unit))
}
