//! Conversions from and to timestamps and durations, as pandas' datetime arrays do them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, UInt64Array};
use arrow::compute;
use arrow::datatypes::{DataType, TimeUnit};

use super::{numbers, numpy};
use crate::axis::{Axes, cast, types};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::zone::Zone;
use crate::engine::text::{durations, per_second, points, python, times as read};
use crate::result::ErrorKind;

/// The unit that a call gets which asks for microseconds.
pub(super) fn asked_unit(axes: &Axes) -> TimeUnit {
    match axes.cast.time_unit() {
        cast::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        cast::TimeUnit::Asked => TimeUnit::Microsecond,
    }
}

/// Times in another unit; what it cannot hold is an error, what it is too coarse for is cut off.
pub(super) fn in_unit(column: &Column, unit: TimeUnit) -> Raises<Column> {
    let (from, kind) = match column.kind() {
        Kind::Timestamp(from, zone) => (*from, Kind::Timestamp(unit, zone.clone())),
        Kind::Duration(from) => (*from, Kind::Duration(unit)),
        _ => return Err(Raised::internal("not a column of times")),
    };
    let counts = i64s(&column.array());
    let scaled =
        counts.iter().map(|v| v.map(|v| rescaled(v, from, unit)).transpose()).collect::<Raises<Int64Array>>()?;
    column_of(&scaled, kind)
}

fn rescaled(value: i64, from: TimeUnit, to: TimeUnit) -> Raises<i64> {
    let (have, want) = (per_second(from), per_second(to));
    if want >= have {
        value.checked_mul(want / have).ok_or_else(|| Raised::new(ErrorKind::OutOfBounds, "a time is out of bounds"))
    } else {
        Ok(value.div_euclid(have / want))
    }
}

/// Counts as a column of times.
fn column_of(counts: &Int64Array, kind: Kind) -> Raises<Column> {
    let array = compute::cast(counts, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(DType::numpy(kind), array))
}

/// A column of times in a type that is no text.
pub(super) fn from_times(column: &Column, to: &Kind, axes: &Axes) -> Raises<Column> {
    let boxed = column.dtype.family == Family::Arrow && axes.types.converted().nullable();
    match (column.kind(), to) {
        (Kind::Timestamp(_, Some(_)), Kind::Timestamp(_, None)) if boxed => {
            Err(Raised::value_error("a time of a zone is none without"))
        }
        (Kind::Timestamp(_, None), Kind::Timestamp(_, Some(_))) if boxed => {
            from_objects(&column.to_objects(), to.zone().cloned(), axes)
        }
        // Arrow's are read as NumPy's numbers
        (_, kind) if boxed && kind.is_integer() => {
            let counts = numbers::whole(held(column).map(|v| Some(v.into())), kind);
            Ok(Column::new(DType::numpy(kind.clone()), counts))
        }
        (_, Kind::Float32) if boxed => {
            let counts = compute::cast(&i64s(&column.array()), &DataType::Float32).map_err(Raised::internal)?;
            Ok(Column::new(DType::numpy(Kind::Float32), counts).nulls_to_nan())
        }
        (Kind::Timestamp(_, from), Kind::Timestamp(_, zone)) => {
            let unit = match (from, zone, axes.cast.to_zone()) {
                (Some(_), Some(_), cast::ToZone::Guessed) => TimeUnit::Microsecond,
                (None, Some(_), cast::ToZone::Guessed) => asked_unit(axes),
                _ if from.is_some() != zone.is_some() => {
                    return Err(Raised::type_error("a zone can't be given or taken by a conversion"));
                }
                (_, _, cast::ToZone::Guessed | cast::ToZone::Refused) => asked_unit(axes),
            };
            column_of(&i64s(&in_unit(column, unit)?.array()), Kind::Timestamp(unit, zone.clone()))
        }
        (Kind::Duration(_), Kind::Duration(_)) => match axes.cast.time_unit() {
            cast::TimeUnit::Asked => in_unit(column, asked_unit(axes)),
            // there are no durations in microseconds, but their number
            cast::TimeUnit::Nanosecond => in_unit(column, TimeUnit::Microsecond)?.numpy_to_float64(),
        },
        (_, Kind::Int64) => {
            let counts: ArrayRef = Arc::new(held(column).map(Some).collect::<Int64Array>());
            Ok(Column::new(DType::numpy(Kind::Int64), counts))
        }
        (_, Kind::Float64) if column.dtype.family == Family::Arrow => {
            let counts = compute::cast(&i64s(&column.array()), &DataType::Float64).map_err(Raised::internal)?;
            Ok(Column::new(DType::numpy(Kind::Float64), counts).nulls_to_nan())
        }
        (_, Kind::UInt64) => match axes.cast.unsigned_times() {
            cast::UnsignedTimes::Bits => {
                let counts: ArrayRef = Arc::new(held(column).map(|v| Some(v as u64)).collect::<UInt64Array>());
                Ok(Column::new(DType::numpy(Kind::UInt64), counts))
            }
            cast::UnsignedTimes::Refused => Err(Raised::type_error("times are not converted to unsigned integers")),
        },
        (_, Kind::Bool) => {
            let counts = i64s(&column.array());
            Ok(numpy::bools(counts.iter().map(|v| v != Some(0))))
        }
        _ => Err(Raised::type_error("times are not converted to that type")),
    }
}

/// The numbers that times are held as; what is missing is the lowest.
fn held(column: &Column) -> impl Iterator<Item = i64> {
    let counts = i64s(&column.array());
    (0..counts.len()).map(move |row| if counts.is_valid(row) { counts.value(row) } else { i64::MIN })
}

/// A column of something else as the points in time that it spells: numbers count nanoseconds.
pub(in crate::engine::expr) fn points(column: &Column, axes: &Axes) -> Raises<Column> {
    let held = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => TimeUnit::Microsecond,
    };
    match column.kind() {
        kind if kind.is_integer() || kind.is_float() => {
            let counts: Int64Array = if kind.is_float() {
                let doubles = numbers::doubles(&column.array())?;
                doubles.iter().map(|v| v.filter(|x| !x.is_nan()).map(|x| x as i64)).collect()
            } else {
                i64s(&compute::cast(&column.array(), &arrow::datatypes::DataType::Int64).map_err(Raised::internal)?)
            };
            let unit = if counts.null_count() == counts.len() { held } else { TimeUnit::Nanosecond };
            column_of(&counts, Kind::Timestamp(unit, None))
        }
        Kind::Object | Kind::String | Kind::Void => in_unit(&from_objects(&column.to_objects(), None, axes)?, held),
        Kind::Decimal(..) if column.present().count_set_bits() == 0 => {
            Ok(Column::missing(DType::numpy(Kind::Timestamp(held, None)), column.len()))
        }
        kind => Err(Raised::type_error(format!("{kind:?} has no points in time"))),
    }
}

/// Objects as timestamps: times are taken, dates are midnights, texts are read, numbers count.
///
/// Source: pandas, `_libs/tslib.pyx` (`array_to_datetime`).
pub(in crate::engine::expr) fn from_objects(values: &[Obj], zone: Option<Arc<str>>, axes: &Axes) -> Raises<Column> {
    let unit = asked_unit(axes);
    let zoneless = zone.is_none() && !matches!(axes.cast.time_unit(), cast::TimeUnit::Nanosecond);
    let number = |v: &Obj| matches!(v, Obj::Int(_) | Obj::Float(_)) && !v.is_missing();
    let mixed = || values.iter().any(number) && values.iter().any(|v| matches!(v, Obj::Date(_) | Obj::Timestamp(..)));
    match axes.cast.time_unit() {
        cast::TimeUnit::Nanosecond if mixed() => {
            return Err(Raised::value_error("mixed datetimes and integers in passed array"));
        }
        cast::TimeUnit::Nanosecond | cast::TimeUnit::Asked => {}
    }
    let counts = values
        .iter()
        .enumerate()
        .map(|(row, value)| {
            Ok(match value {
                v if v.is_missing() => None,
                Obj::Timestamp(_, _, Some(_)) if zoneless => {
                    return Err(Raised::value_error("a zoned time has no timestamp without a zone"));
                }
                Obj::Date(days) => Some(in_zone(i64::from(*days) * 86_400 * 1_000_000, zone.as_deref())),
                Obj::Timestamp(v, u, own) => {
                    let micros = rescaled(*v, *u, TimeUnit::Microsecond)?;
                    Some(if own.is_some() { micros } else { in_zone(micros, zone.as_deref()) })
                }
                Obj::Str(text) => {
                    match read::timestamp(text, axes).map_err(|raised| read_again(raised, &values[..row], axes))? {
                        None => None,
                        Some((local, None)) => {
                            rescaled(local, TimeUnit::Microsecond, unit)?;
                            Some(in_zone(local, zone.as_deref()))
                        }
                        Some((_, Some(_))) if zoneless => {
                            return Err(Raised::value_error("a zoned text has no timestamp without a zone"));
                        }
                        Some((local, Some(offset))) => Some(local - offset * 1_000_000),
                    }
                }
                Obj::Int(i) => {
                    Some(rescaled(i64::try_from(*i).map_err(|_| beyond(axes))?, unit, TimeUnit::Microsecond)?)
                }
                Obj::Float(x) if x.abs() < i64::MAX as f64 => Some(rescaled(*x as i64, unit, TimeUnit::Microsecond)?),
                Obj::Float(_) => return Err(Raised::new(ErrorKind::OutOfBounds, "a time is out of bounds")),
                _ => return Err(Raised::type_error("the object is not convertible to a timestamp")),
            })
        })
        .collect::<Raises<Int64Array>>()?;
    in_unit(&column_of(&counts, Kind::Timestamp(TimeUnit::Microsecond, zone))?, unit)
}

/// What a text that reads as no time raises: where objects are tried a second time, after one that is neither text nor a point in
/// time, which is what is told then.
///
/// Source: pandas, `_libs/tslib.pyx` (`_array_to_datetime_object`).
fn read_again(raised: Raised, before: &[Obj], axes: &Axes) -> Raised {
    let refused = |v: &Obj| !v.is_missing() && !matches!(v, Obj::Str(_) | Obj::Timestamp(..));
    match axes.cast.time_unit() {
        cast::TimeUnit::Nanosecond if raised.kind != ErrorKind::OutOfBounds && before.iter().any(refused) => {
            Raised::type_error(raised.message)
        }
        cast::TimeUnit::Nanosecond | cast::TimeUnit::Asked => raised,
    }
}

/// What an integer of more than 64 bits raises that is to be a time.
fn beyond(axes: &Axes) -> Raised {
    let kind = match axes.cast.time_unit() {
        cast::TimeUnit::Nanosecond => ErrorKind::OutOfBounds,
        cast::TimeUnit::Asked => ErrorKind::Overflow,
    };
    Raised::new(kind, "Python int too large to convert to C long")
}

/// A local time in microseconds as an instant.
pub(super) fn in_zone(micros: i64, zone: Option<&str>) -> i64 {
    let Some(zone) = zone.and_then(Zone::of) else { return micros };
    let Some(local) = chrono::DateTime::from_timestamp_micros(micros) else { return micros };
    let ahead = zone.ahead_of_clock(local.naive_utc()).earliest();
    ahead.map_or(micros, |ahead| micros - i64::from(ahead.local_minus_utc()) * 1_000_000)
}

/// A text once for every row, as a column of times takes it for one of its own; `None` where it reads as none.
///
/// Source: pandas, `DatetimeLikeArrayMixin._validate_scalar` and `_scalar_from_string`.
pub(in crate::engine) fn spelt(text: &str, column: &Column, rows: usize, axes: &Axes) -> Option<Column> {
    if points::is_missing(text) {
        return Some(Column::missing(column.dtype.clone(), rows));
    }
    // without a unit a length is a number of the smallest one
    if matches!(column.kind(), Kind::Duration(_)) && text.parse::<f64>().is_ok() {
        return None;
    }
    let zoneless = matches!(column.kind(), Kind::Timestamp(_, None));
    if zoneless && matches!(read::timestamp(text, axes), Ok(Some((_, Some(_))))) {
        return None;
    }
    let read = read_as(&[Obj::Str(text.into())], column.kind(), axes)?;
    if read.present().count_set_bits() == 0 {
        return None;
    }
    read.take(&arrow::array::UInt32Array::from(vec![0; rows])).ok()
}

/// Texts as times of a kind; `None` where one reads as none.
pub(in crate::engine) fn read_as(texts: &[Obj], kind: &Kind, axes: &Axes) -> Option<Column> {
    let (read, unit) = match kind {
        Kind::Timestamp(unit, zone) => (from_objects(texts, zone.clone(), axes), unit),
        Kind::Duration(unit) => (durations_from_objects(texts, axes), unit),
        _ => return None,
    };
    in_unit(&read.ok()?, *unit).ok()
}

/// Objects as durations.
pub(super) fn durations_from_objects(values: &[Obj], axes: &Axes) -> Raises<Column> {
    let counts = values
        .iter()
        .map(|value| {
            Ok(match value {
                v if v.is_missing() => None,
                Obj::Timedelta(v, u) => Some(rescaled(*v, *u, TimeUnit::Microsecond)?),
                Obj::Str(text) => {
                    durations::duration(text, axes.dates.length_texts())?.map(|nanos| nanos.div_euclid(1_000))
                }
                Obj::Int(i) => Some(*i as i64 / 1_000),
                Obj::Float(x) if x.is_finite() => Some(*x as i64 / 1_000),
                _ if matches!(axes.cast.time_unit(), cast::TimeUnit::Nanosecond) => {
                    return Err(Raised::value_error("the object is not convertible to a duration"));
                }
                _ => return Err(Raised::type_error("the object is not convertible to a duration")),
            })
        })
        .collect::<Raises<Int64Array>>()?;
    in_unit(&column_of(&counts, Kind::Duration(TimeUnit::Microsecond))?, asked_unit(axes))
}

/// Times as text.
pub(super) fn texts(column: &Column, axes: &Axes) -> Vec<Option<String>> {
    let counts = i64s(&column.array());
    match column.kind() {
        Kind::Timestamp(unit, zone) => {
            let shared = shared_fraction(&counts, *unit);
            let local = |v: i64| python::local(v, *unit, zone.as_deref()).map(|(time, _)| time.time());
            // Arrow's are told one by one
            let each = column.dtype.family == Family::Arrow;
            let midnights = !each && counts.iter().flatten().all(|v| local(v) == Some(chrono::NaiveTime::MIN));
            counts
                .iter()
                .map(|v| {
                    let v = v?;
                    Some(match (zone, axes.cast.time_text()) {
                        _ if each => python::timestamp(v, *unit, zone.as_deref(), python::fraction_of(v, *unit)),
                        (None, _) if midnights => python::timestamp(v, *unit, None, 0)[..10].to_owned(),
                        (None, _) | (Some(_), cast::TimeText::Column) => {
                            python::timestamp(v, *unit, zone.as_deref(), shared)
                        }
                        (Some(_), cast::TimeText::Each) => {
                            python::timestamp(v, *unit, zone.as_deref(), python::fraction_of(v, *unit))
                        }
                    })
                })
                .collect()
        }
        Kind::Duration(unit) => {
            let days = counts.iter().flatten().all(|v| v % (86_400 * per_second(*unit)) == 0);
            let boxed = column.dtype.family == Family::Arrow;
            if days && !boxed {
                return counts.iter().map(|v| Some(format!("{} days", v? / (86_400 * per_second(*unit))))).collect();
            }
            let fraction = match axes.cast.time_text() {
                _ if boxed => None,
                cast::TimeText::Column => Some(shared_fraction(&counts, *unit)).filter(|n| *n > 0).map(|n| n.max(6)),
                cast::TimeText::Each => None,
            };
            counts.iter().map(|v| v.map(|v| python::timedelta(v, *unit, fraction))).collect()
        }
        _ => vec![None; counts.len()],
    }
}

/// How many digits of a second all values need: none, three, six or nine.
fn shared_fraction(counts: &Int64Array, unit: TimeUnit) -> usize {
    let digits = |v: i64| match v.rem_euclid(per_second(unit)) * (1_000_000_000 / per_second(unit)) {
        0 => 0,
        n if n % 1_000_000 == 0 => 3,
        n if n % 1_000 == 0 => 6,
        _ => 9,
    };
    counts.iter().flatten().map(digits).max().unwrap_or(0)
}
