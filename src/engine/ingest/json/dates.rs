//! Columns of JSON values that are called like dates, as points in time where they can be.
//!
//! Source: pandas, `pandas/io/json/_json.py`: `_should_convert_dates`, `_try_convert_to_date`.

use std::sync::Arc;

use arrow::array::Int64Array;
use arrow::compute;
use arrow::datatypes::TimeUnit;

use crate::axis::{Axes, types};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::zone_name;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::read::{self, NoInteger};
use crate::engine::text::{per_second, points};

/// A year in seconds: a column of numbers that are all greater may be one of times.
const EARLIEST: f64 = 31_536_000.0;
/// When the first year is over, in nanoseconds.
const SECOND_YEAR: i128 = -62_104_060_800 * NANOS;
const NANOS: i128 = 1_000_000_000;
/// How many of each unit that numbers are tried as are in a second.
const UNITS: [i128; 4] = [1, 1_000, 1_000_000, NANOS];

/// Whether a column of this name is taken for dates.
pub(super) fn dated(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("_at")
        || name.ends_with("_time")
        || name.starts_with("timestamp")
        || matches!(name.as_str(), "modified" | "date" | "datetime")
}

/// A point in time: nanoseconds, whether microseconds would not do, and how far its clock is ahead of UTC.
#[derive(Debug, Clone, Copy)]
struct Point {
    nanos: i128,
    fine: bool,
    offset: Option<i64>,
}

/// The values as a column of timestamps; `None` where one of them is none.
pub(super) fn read(values: &[Obj], axes: &Axes) -> Raises<Option<Column>> {
    let absent = |v: &Obj| v.is_missing();
    let number = |v: &Obj| matches!(v, Obj::Int(_) | Obj::Float(_));
    let numbers = values.iter().all(|v| absent(v) || number(v)) && !values.iter().all(absent);
    let points = if values.is_empty() || values.iter().all(|v| matches!(v, Obj::Bool(_))) {
        None
    } else if numbers {
        let late = values.iter().all(|v| absent(v) || as_float(v) > EARLIEST);
        // integers are floats beside what is none
        let floats = values.iter().any(|v| !matches!(v, Obj::Int(_)));
        let double = |v: &Obj| if let (Obj::Int(i), true) = (v, floats) { Obj::Float(*i as f64) } else { v.clone() };
        let values: Vec<Obj> = values.iter().map(double).collect();
        late.then(|| counted(&values, &UNITS, axes)).flatten()
    } else {
        match integers(values) {
            Ok(whole) => {
                let late = whole.iter().all(|v| as_float(v) > EARLIEST);
                late.then(|| counted(&whole, &UNITS, axes)).flatten()
            }
            Err(NoInteger::TooLarge) => None,
            Err(NoInteger::Invalid) => told(values, axes),
        }
    };
    points.map_or(Ok(None), |points| column(&points, axes))
}

fn as_float(value: &Obj) -> f64 {
    match value {
        Obj::Int(i) => *i as f64,
        Obj::Float(x) => *x,
        _ => f64::NAN,
    }
}

/// What `int` makes of every value.
fn integers(values: &[Obj]) -> Result<Vec<Obj>, NoInteger> {
    let whole = |v: &Obj| match v {
        Obj::Bool(b) => Ok(i128::from(*b)),
        Obj::Int(i) => Ok(*i),
        Obj::Float(x) if x.is_finite() => Ok(*x as i128),
        Obj::Str(text) => read::integer(text),
        _ => Err(NoInteger::Invalid),
    };
    let fits = |i: i128| i64::try_from(i).map(|_| Obj::Int(i)).map_err(|_| NoInteger::TooLarge);
    values.iter().map(|v| whole(v).and_then(fits)).collect()
}

/// Values of several kinds, or texts: each by itself.
fn told(values: &[Obj], axes: &Axes) -> Option<Vec<Option<Point>>> {
    let missing = |v: &Obj| v.is_missing() || matches!(v, Obj::Str(text) if points::is_missing(text));
    match axes.types.time_unit() {
        types::TimeUnit::Microsecond => counted(values, &UNITS, axes),
        // texts of numbers are numbers, where all are; beside other texts numbers count nanoseconds
        types::TimeUnit::Nanosecond => {
            let number = |v: &Obj| match v {
                v if missing(v) => Some(Obj::NaT),
                Obj::Str(text) => read::float(text).map(Obj::Float),
                Obj::Int(_) | Obj::Float(_) => Some(v.clone()),
                _ => None,
            };
            match values.iter().map(number).collect::<Option<Vec<Obj>>>() {
                Some(numbers) => counted(&numbers, &UNITS, axes),
                None => counted(values, &UNITS[3..], axes),
            }
        }
    }
}

/// The values with numbers as counts of the first of these units in which nanoseconds hold them all.
fn counted(values: &[Obj], units: &[i128], axes: &Axes) -> Option<Vec<Option<Point>>> {
    let held = |p: &Option<Point>| p.is_none_or(|p| i64::try_from(p.nanos).is_ok());
    let texts = values.iter().all(|v| v.is_missing() || matches!(v, Obj::Str(_)));
    let unbounded = texts && matches!(axes.types.time_unit(), types::TimeUnit::Microsecond);
    let of = |per: i128| values.iter().map(|v| point(v, per, axes)).collect::<Result<Vec<_>, _>>().ok();
    units.iter().filter_map(|&per| of(per)).find(|points| unbounded || points.iter().all(held))
}

/// A value that is no point in time.
struct NoPoint;

/// The point in time of a value, of which a number counts parts of a second; none where it is missing.
fn point(value: &Obj, per: i128, axes: &Axes) -> Result<Option<Point>, NoPoint> {
    let plain = |nanos: i128, fine: bool| Ok(Some(Point { nanos, fine, offset: None }));
    match value {
        v if v.is_missing() => Ok(None),
        Obj::Int(i) => plain(i * (NANOS / per), per == NANOS),
        Obj::Float(x) if x.abs() < 1e19 => {
            let one = (NANOS / per) as f64;
            plain(
                x.trunc() as i128 * (NANOS / per) + (x.fract() * one).round() as i128,
                per == NANOS || x.fract() != 0.0,
            )
        }
        Obj::Str(text) if points::is_missing(text) => Ok(None),
        Obj::Str(text) => {
            let reading = points::alone(text, axes).map_err(|_| NoPoint)?;
            // a first year that is only spelt out in ISO 8601 was none of the text's
            if reading.nanos < SECOND_YEAR && points::iso(text).is_none() {
                return Err(NoPoint);
            }
            let nanos = reading.nanos - i128::from(reading.offset.unwrap_or(0)) * NANOS;
            Ok(Some(Point { nanos, fine: reading.fine, offset: reading.offset }))
        }
        _ => Err(NoPoint),
    }
}

/// Points of one clock as a column.
fn column(points: &[Option<Point>], axes: &Axes) -> Raises<Option<Column>> {
    let mut there = points.iter().flatten();
    let offset = there.next().and_then(|p| p.offset);
    if there.any(|p| p.offset != offset) {
        return Ok(None);
    }
    let unit = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond if points.iter().all(Option::is_none) => TimeUnit::Second,
        types::TimeUnit::Microsecond if points.iter().flatten().any(|p| p.fine) => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => TimeUnit::Microsecond,
    };
    let one = NANOS / i128::from(per_second(unit));
    let counts = points.iter().map(|p| p.map(|p| i64::try_from(p.nanos.div_euclid(one))).transpose());
    let Ok(counts) = counts.collect::<Result<Int64Array, _>>() else { return Ok(None) };
    let kind = Kind::Timestamp(unit, offset.map(|ahead| -> Arc<str> { zone_name(ahead, axes) }));
    let array = compute::cast(&counts, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Some(Column::new(DType::numpy(kind), array)))
}
