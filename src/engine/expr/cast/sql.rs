//! SQL's `CAST`: what a pair of types allows, and what becomes of a value that does not fit.
//!
//! Source: Spark, `org.apache.spark.sql.catalyst.expressions.Cast`.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int64Array,
    ListArray, StringArray, UInt32Array, new_null_array,
};
use arrow::compute;
use arrow::datatypes::{Date32Type, Decimal128Type, Field, Float32Type, Float64Type};

use super::super::decimal;
use super::{numbers, objects};
use crate::axis::{Axes, cast};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind, TimeField};
use crate::engine::ingest;
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{canonical, java, sql};
use crate::result::ErrorKind;

pub(super) fn cast(column: &Column, ty: &Type, axes: &Axes) -> Raises<Column> {
    to_kind(column, &ingest::sql_kind(ty), axes)
}

/// `column` as SQL values of `kind`.
pub(in crate::engine) fn to_kind(column: &Column, kind: &Kind, axes: &Axes) -> Raises<Column> {
    if column.kind() == kind {
        return Ok(column.clone());
    }
    if !allowed(column.kind(), kind, axes) {
        return Err(Raised::type_error(format!(
            "{} cannot be cast to {}",
            column.dtype.native(),
            DType::sql(kind.clone()).native()
        )));
    }
    let array = converted(column, kind, axes)?;
    Ok(Column::new(DType::sql(kind.clone()), array))
}

/// Whether a cast between the two types passes analysis.
fn allowed(from: &Kind, to: &Kind, axes: &Axes) -> bool {
    use Kind::{Bool, Date, Decimal, Interval, List, String, Timestamp, Void};
    let standard = matches!(axes.cast.pairs(), cast::Pairs::Standard);
    match (from, to) {
        (from, to) if from == to => true,
        (Void, _) | (_, String) => true,
        (String, Bool | Date | Timestamp(..) | Interval(..)) => true,
        (String, to) => to.is_number(),
        // a time without a zone is no point in time that could be counted
        (Bool, Timestamp(_, None)) | (Timestamp(_, None), Bool) => false,
        (Timestamp(_, None), to) if to.is_number() => false,
        (from, Timestamp(_, None)) if from.is_number() => false,
        (Bool, Timestamp(..)) => !standard,
        (Bool, to) => to.is_number(),
        (Timestamp(..), Date) | (Date, Timestamp(..)) => true,
        (Timestamp(..), Timestamp(..)) => true,
        (Timestamp(..), Bool) => !standard,
        (Timestamp(..), to) => to.is_number(),
        (Date, Bool) => !standard,
        (Date, to) => to.is_number() && !standard,
        (List(a), List(b)) => allowed(a, b, axes),
        (Interval(..), Decimal(..)) => true,
        (Interval(..), to) => to.is_integer() || matches!(to, Interval(..)),
        (from, Interval(..)) => from.is_integer() || matches!(from, Decimal(..)),
        (from, Bool | Timestamp(..)) => from.is_number(),
        (from, to) => from.is_number() && to.is_number(),
    }
}

fn converted(column: &Column, kind: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    let array = column.array();
    match (column.kind(), kind) {
        (Kind::Void, kind) => Ok(new_null_array(&kind.arrow(), array.len())),
        (_, Kind::String) => Ok(Arc::new(text(column, axes).into_iter().collect::<StringArray>())),
        (Kind::String, kind) => from_text(array.as_string::<i32>(), kind, axes),
        (Kind::List(from), Kind::List(to)) => {
            // the elements of a list that is null may stand in the array, but are not cast
            let rows: UInt32Array = (0..array.len() as u32).map(|i| array.is_valid(i as usize).then_some(i)).collect();
            let array = compute::take(&array, &rows, None).map_err(Raised::internal)?;
            let lists = array.as_list::<i32>();
            let items = Column::new(DType::sql((**from).clone()), lists.values().clone());
            let items = to_kind(&items, to, axes)?.array();
            let field = Arc::new(Field::new("item", to.arrow(), true));
            let lists = ListArray::try_new(field, lists.offsets().clone(), items, lists.nulls().cloned());
            Ok(Arc::new(lists.map_err(Raised::internal)?))
        }
        (Kind::Date, Kind::Timestamp(..)) => {
            let micros = |day: i32| i64::from(day).checked_mul(86_400_000_000).ok_or_else(overflow);
            let days = array.as_primitive::<Date32Type>().iter();
            stamped(days.map(|day| day.map(micros).transpose()).collect::<Raises<Vec<_>>>()?.into(), kind)
        }
        (Kind::Date, _) => Ok(new_null_array(&kind.arrow(), array.len())),
        (Kind::Timestamp(..), Kind::Date) => {
            let days =
                i64s(&array).iter().map(|v| v.map(|t| t.div_euclid(86_400_000_000) as i32)).collect::<Date32Array>();
            Ok(Arc::new(days))
        }
        (Kind::Timestamp(..), Kind::Timestamp(..)) | (Kind::Interval(..), Kind::Interval(..)) => {
            stamped(i64s(&array), kind)
        }
        (Kind::Timestamp(..), Kind::Bool) => {
            Ok(Arc::new(i64s(&array).iter().map(|v| v.map(|t| t != 0)).collect::<BooleanArray>()))
        }
        (Kind::Timestamp(..), kind) if kind.is_integer() => {
            let seconds = i64s(&array);
            let seconds = seconds.iter().map(|v| v.map(|t| i128::from(t.div_euclid(1_000_000))));
            let (low, high) = objects::range(kind);
            match (axes.cast.overflow(), axes.cast.times_to_narrow()) {
                (cast::Overflow::Wrap | cast::Overflow::Saturate, cast::TimesToNarrow::Missing) => {
                    whole(seconds.map(|v| v.filter(|v| (low..=high).contains(v))), kind, axes)
                }
                (_, cast::TimesToNarrow::Wrap | cast::TimesToNarrow::Missing) => whole(seconds, kind, axes),
            }
        }
        (Kind::Timestamp(..), Kind::Decimal(p, s))
            if matches!(axes.cast.times_to_decimal(), cast::TimesToDecimal::Exact) =>
        {
            decimals(i64s(&array).iter().map(|v| v.map(|t| (t.into(), 6))), *p, *s, axes)
        }
        (Kind::Timestamp(..), kind) => {
            let seconds = i64s(&array);
            let seconds: Float64Array = seconds.iter().map(|v| v.map(|t| t as f64 / 1e6)).collect();
            from_doubles(&seconds, kind, axes)
        }
        (Kind::Interval(_, unit), kind) => {
            let counts = i64s(&array);
            let per = field_micros(*unit);
            // one that does not fit fails whatever becomes of other numbers
            let missing = counts.null_count();
            let made = match kind {
                Kind::Decimal(p, s) => decimals(
                    counts.iter().map(|v| v.map(|v| (i128::from(v) * 1_000_000 / i128::from(per), 6))),
                    *p,
                    *s,
                    axes,
                )?,
                kind => {
                    let (low, high) = objects::range(kind);
                    if counts.iter().flatten().any(|v| !(low..=high).contains(&i128::from(v / per))) {
                        return Err(overflow());
                    }
                    whole(counts.iter().map(|v| v.map(|v| i128::from(v / per))), kind, axes)?
                }
            };
            if made.null_count() == missing { Ok(made) } else { Err(overflow()) }
        }
        (_, Kind::Interval(_, unit)) => {
            let per = i128::from(field_micros(*unit));
            let micros: Vec<Option<i128>> = match column.kind() {
                Kind::Decimal(_, scale) => {
                    let whole = |d: i128| match d.checked_mul(per) {
                        Some(d) => rescaled(d, (*scale).into(), 0),
                        // figures so far behind the point change nothing but what they are cut off from
                        None => rescaled(d / 10_i128.pow(12) * per, i32::from(*scale) - 12, 0),
                    };
                    let digits = array.as_primitive::<Decimal128Type>().iter();
                    digits.map(|v| v.map(|d| whole(d).ok_or_else(overflow)).transpose()).collect::<Raises<_>>()?
                }
                _ => numbers::integers(&array)?.into_iter().map(|v| v.map(|v| v * per)).collect(),
            };
            let fitting = |v: Option<i128>| v.map(|v| i64::try_from(v).map_err(|_| overflow())).transpose();
            stamped(micros.into_iter().map(fitting).collect::<Raises<_>>()?, kind)
        }
        (Kind::Bool, Kind::Timestamp(..)) => {
            stamped(array.as_boolean().iter().map(|v| v.map(i64::from)).collect(), kind)
        }
        (Kind::Decimal(_, scale), kind) => {
            from_decimals(array.as_primitive::<Decimal128Type>(), i32::from(*scale), kind, axes)
        }
        (from, kind) if from.is_float() => {
            if let (Kind::Float32, Kind::Float64) | (Kind::Float64, Kind::Float32) = (from, kind) {
                return compute::cast(&array, &kind.arrow()).map_err(Raised::internal);
            }
            from_doubles(&numbers::doubles(&array)?, kind, axes)
        }
        (_, Kind::Bool) => Ok(Arc::new(numbers::truths(&array)?)),
        (_, Kind::Timestamp(..)) => {
            let seconds = numbers::integers(&array)?.into_iter();
            let clamp = |v: i128| v.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
            stamped(seconds.map(|v| v.map(|v| clamp(v * 1_000_000))).collect(), kind)
        }
        (_, Kind::Decimal(p, s)) => {
            decimals(numbers::integers(&array)?.into_iter().map(|v| v.map(|v| (v, 0))), *p, *s, axes)
        }
        (_, kind) if kind.is_float() => numbers::floats(&array, kind),
        (_, kind) => whole(numbers::integers(&array)?.into_iter(), kind, axes),
    }
}

/// Microseconds of one of an interval's fields.
const fn field_micros(field: TimeField) -> i64 {
    match field {
        TimeField::Day => 86_400_000_000,
        TimeField::Hour => 3_600_000_000,
        TimeField::Minute => 60_000_000,
        TimeField::Second => 1_000_000,
    }
}

/// Microseconds as an array of times.
fn stamped(micros: Int64Array, kind: &Kind) -> Raises<ArrayRef> {
    compute::cast(&micros, &kind.arrow()).map_err(Raised::internal)
}

fn overflow() -> Raised {
    Raised::new(ErrorKind::Overflow, "a value does not fit the type it is cast to")
}

/// Integers in a narrower type.
fn whole(values: impl Iterator<Item = Option<i128>>, kind: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    let (low, high) = objects::range(kind);
    let values: Vec<Option<i128>> = match axes.cast.overflow() {
        cast::Overflow::Error => values
            .map(|v| v.map_or(Ok(None), |v| if (low..=high).contains(&v) { Ok(Some(v)) } else { Err(overflow()) }))
            .collect::<Raises<_>>()?,
        cast::Overflow::Wrap | cast::Overflow::Saturate => values.collect(),
    };
    Ok(numbers::whole(values.into_iter(), kind))
}

/// What is left of a double that is cast to an integer type: its whole part.
fn saturated(x: f64, kind: &Kind, axes: &Axes) -> Raises<i128> {
    let (low, high) = objects::range(kind);
    match axes.cast.overflow() {
        cast::Overflow::Error if x.is_nan() || x.floor() > high as f64 || x.ceil() < low as f64 => Err(overflow()),
        cast::Overflow::Error | cast::Overflow::Saturate => {
            let (low, high) = objects::range(if *kind == Kind::Int64 { kind } else { &Kind::Int32 });
            Ok(if x.is_nan() { 0 } else { (x as i128).clamp(low, high) })
        }
        cast::Overflow::Wrap => Ok(numbers::float_to_int(x, kind)),
    }
}

fn from_doubles(values: &Float64Array, kind: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    match kind {
        Kind::Bool => Ok(Arc::new(values.iter().map(|v| v.map(|x| x != 0.0)).collect::<BooleanArray>())),
        Kind::Float64 => Ok(Arc::new(values.clone())),
        Kind::Float32 => Ok(Arc::new(values.iter().map(|v| v.map(|x| x as f32)).collect::<Float32Array>())),
        Kind::Decimal(p, s) => {
            let digits = |x: f64| sql::decimal(&java::double(x), (*s).into());
            decimals(values.iter().map(|v| v.filter(|x| x.is_finite()).and_then(digits)), *p, *s, axes)
        }
        Kind::Timestamp(..) => {
            let micros = values.iter().map(|v| match v {
                Some(x) if !x.is_finite() => match axes.cast.overflow() {
                    cast::Overflow::Error => {
                        Err(Raised::new(ErrorKind::InvalidCast, "no timestamp for a value that is not finite"))
                    }
                    cast::Overflow::Wrap | cast::Overflow::Saturate => Ok(None),
                },
                Some(x) => match axes.cast.overflow() {
                    cast::Overflow::Error if (x * 1e6).abs() > i64::MAX as f64 => Err(overflow()),
                    cast::Overflow::Error | cast::Overflow::Wrap | cast::Overflow::Saturate => {
                        Ok(Some((x * 1e6) as i64))
                    }
                },
                None => Ok(None),
            });
            stamped(micros.collect::<Raises<Int64Array>>()?, kind)
        }
        kind => {
            let whole =
                values.iter().map(|v| v.map(|x| saturated(x, kind, axes)).transpose()).collect::<Raises<Vec<_>>>()?;
            Ok(numbers::whole(whole.into_iter(), kind))
        }
    }
}

fn from_decimals(values: &Decimal128Array, scale: i32, kind: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    let unit = 10_i128.pow(scale.unsigned_abs());
    match kind {
        Kind::Bool => Ok(Arc::new(values.iter().map(|v| v.map(|d| d != 0)).collect::<BooleanArray>())),
        Kind::Decimal(p, s) => decimals(values.iter().map(|v| v.map(|d| (d, scale))), *p, *s, axes),
        Kind::Timestamp(..) => {
            stamped(values.iter().map(|v| v.map(|d| scaled(d, 1_000_000, unit) as i64)).collect(), kind)
        }
        Kind::Float32 | Kind::Float64 => {
            let doubles = values.iter().map(|v| v.map(|d| decimal::to_f64((d, scale))));
            if *kind == Kind::Float64 {
                Ok(Arc::new(doubles.collect::<Float64Array>()))
            } else {
                let floats =
                    values.iter().map(|v| v.map(|d| canonical::decimal(d, scale).parse::<f32>().unwrap_or(f32::NAN)));
                Ok(Arc::new(floats.collect::<Float32Array>()))
            }
        }
        kind => match (kind, axes.cast.overflow()) {
            // what has to fit is looked at as a double (`Decimal.roundToInt`)
            (Kind::Int8 | Kind::Int16 | Kind::Int32, cast::Overflow::Error) => {
                let doubles = values.iter().map(|v| v.map(|d| decimal::to_f64((d, scale))));
                from_doubles(&doubles.collect(), kind, axes)
            }
            _ => whole(values.iter().map(|v| v.map(|d| d / unit)), kind, axes),
        },
    }
}

/// Decimals of a precision and scale, halves rounded away from zero.
pub(in crate::engine) fn decimals(
    values: impl Iterator<Item = Option<(i128, i32)>>,
    precision: u8,
    scale: i8,
    axes: &Axes,
) -> Raises<ArrayRef> {
    let limit = 10_i128.pow(u32::from(precision));
    let fitted = values.map(|v| {
        let Some((digits, own)) = v else { return Ok(None) };
        match rescaled(digits, own, i32::from(scale)).filter(|d| d.abs() < limit) {
            Some(digits) => Ok(Some(digits)),
            None => match axes.cast.overflow() {
                cast::Overflow::Error => Err(overflow()),
                cast::Overflow::Wrap | cast::Overflow::Saturate => Ok(None),
            },
        }
    });
    let array = fitted.collect::<Raises<Decimal128Array>>()?;
    Ok(Arc::new(array.with_precision_and_scale(precision, scale).map_err(Raised::internal)?))
}

/// A decimal's digits at another scale, halves rounded away from zero; `None` where they are too many.
pub(in crate::engine) fn rescaled(digits: i128, from: i32, to: i32) -> Option<i128> {
    if digits == 0 {
        return Some(0);
    }
    if to >= from {
        return 10_i128.checked_pow((to - from).unsigned_abs()).and_then(|unit| digits.checked_mul(unit));
    }
    let Some(unit) = 10_i128.checked_pow((from - to).unsigned_abs()) else { return Some(0) };
    let (whole, rest) = (digits / unit, (digits % unit).unsigned_abs());
    Some(whole + if rest >= unit.unsigned_abs() - rest { digits.signum() } else { 0 })
}

/// `digits * factor / unit`, cut off, without leaving 128 bits.
fn scaled(digits: i128, factor: i128, unit: i128) -> i128 {
    digits.checked_mul(factor).map_or_else(|| digits / (unit / factor).max(1), |d| d / unit)
}

fn from_text(values: &StringArray, kind: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    macro_rules! each {
        ($array:ty, $read:expr) => {
            values.iter().map(|v| v.map_or(Ok(None), |t| known($read(t), t, axes))).collect::<Raises<$array>>()?
        };
    }
    let strict = matches!(axes.cast.bad_text(), cast::BadText::Error);
    Ok(match kind {
        Kind::Bool => Arc::new(each!(BooleanArray, sql::boolean)),
        Kind::Date => Arc::new(each!(Date32Array, sql::date)),
        Kind::Timestamp(..) => stamped(each!(Int64Array, sql::timestamp), kind)?,
        Kind::Float64 => Arc::new(each!(Float64Array, sql::double)),
        Kind::Float32 => Arc::new(each!(Float32Array, |t| sql::double(t).map(|x| single(t, x)))),
        Kind::Decimal(p, s) => {
            let exact = each!(Vec<Option<(i128, i32)>>, |t| sql::decimal(t, (*s).into()));
            decimals(exact.into_iter(), *p, *s, axes)?
        }
        Kind::Interval(..) => {
            let read = |text: &str| sql::interval(text).map(Some).map_err(|kind| no_interval(text, kind));
            let lengths = values.iter().map(|v| v.map_or(Ok(None), read));
            stamped(lengths.collect::<Raises<Int64Array>>()?, kind)?
        }
        kind => {
            let (low, high) = objects::range(kind);
            let read = |t: &str| sql::integer(t, !strict).filter(|v| (low..=high).contains(v));
            let whole = each!(Vec<Option<i128>>, read);
            numbers::whole(whole.into_iter(), kind)
        }
    })
}

/// A text that is no interval fails whatever becomes of other malformed text.
fn no_interval(text: &str, kind: ErrorKind) -> Raised {
    Raised::new(kind, format!("{text:?} is no interval: expected `[+|-]d h:m:s.n`"))
}

/// The single-precision number that a text spells; words have none of their own.
fn single(text: &str, double: f64) -> f32 {
    let text = text.trim().trim_end_matches(['d', 'D', 'f', 'F']);
    if double.is_finite() { text.parse().unwrap_or(double as f32) } else { double as f32 }
}

fn known<T>(value: Option<T>, text: &str, axes: &Axes) -> Raises<Option<T>> {
    match (value, axes.cast.bad_text()) {
        (None, cast::BadText::Error) => {
            Err(Raised::new(ErrorKind::InvalidCast, format!("{text:?} cannot be cast: it is malformed")))
        }
        (value, cast::BadText::Null | cast::BadText::Error) => Ok(value),
    }
}

/// Each value as text.
pub(in crate::engine) fn text(column: &Column, axes: &Axes) -> Vec<Option<String>> {
    let array = column.array();
    match column.kind() {
        Kind::Bool => array.as_boolean().iter().map(|v| v.map(|b| b.to_string())).collect(),
        Kind::Float32 => array.as_primitive::<Float32Type>().iter().map(|v| v.map(java::float)).collect(),
        Kind::Float64 => array.as_primitive::<Float64Type>().iter().map(|v| v.map(java::double)).collect(),
        Kind::Decimal(_, scale) => {
            let scale = i32::from(*scale);
            let spelled = match axes.cast.decimal_text() {
                cast::DecimalText::Plain => canonical::decimal,
                cast::DecimalText::Exponent => java::decimal,
            };
            array.as_primitive::<Decimal128Type>().iter().map(|v| v.map(|d| spelled(d, scale))).collect()
        }
        Kind::String => array.as_string::<i32>().iter().map(|v| v.map(str::to_owned)).collect(),
        Kind::Date => array.as_primitive::<Date32Type>().iter().map(|v| v.map(canonical::date)).collect(),
        Kind::Timestamp(..) => i64s(&array).iter().map(|v| v.map(sql::timestamp_text)).collect(),
        Kind::Interval(from, to) => i64s(&array).iter().map(|v| v.map(|v| sql::interval_text(v, *from, *to))).collect(),
        Kind::Duration(_) => {
            i64s(&array).iter().map(|v| v.map(|v| sql::interval_text(v, TimeField::Day, TimeField::Second))).collect()
        }
        Kind::List(item) => {
            let lists = array.as_list::<i32>();
            (0..lists.len())
                .map(|i| {
                    let items =
                        (!lists.is_null(i)).then(|| Column::new(DType::sql((**item).clone()), lists.value(i)))?;
                    let items: Vec<String> =
                        text(&items, axes).into_iter().map(|t| t.unwrap_or_else(|| "null".to_owned())).collect();
                    Some(format!("[{}]", items.join(", ")))
                })
                .collect()
        }
        Kind::Void | Kind::Object => vec![None; array.len()],
        _ => match numbers::integers(&array) {
            Ok(values) => values.into_iter().map(|v| v.map(|v| v.to_string())).collect(),
            Err(_) => vec![None; array.len()],
        },
    }
}
