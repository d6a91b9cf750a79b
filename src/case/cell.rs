//! Data cells to Arrow arrays: each cell's text is read as its column's declared type, so that int64's limits and
//! decimals are exact and a bad cell is pointed at.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DurationMicrosecondArray, ListArray, PrimitiveArray,
    StringArray, TimestampMicrosecondArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Field, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use super::decode::{Cx, describe};
use super::iso;
use super::problem::Fault;
use super::scalar::{Core, resolve};
use super::types::Type;
use super::yaml::{Node, Value};

/// The cells as an array of [`Type::arrow`], each bad one reported.
pub(crate) fn array(ty: &Type, cells: &[&Node<'_>], cx: &mut Cx<'_>) -> Option<ArrayRef> {
    Some(match ty {
        Type::Bool => Arc::new(
            values(ty, cells, cx, |c| match c {
                Core::Bool(b) => Ok(b),
                _ => Err(String::new()),
            })?
            .into_iter()
            .collect::<BooleanArray>(),
        ),
        Type::Int8 => integers::<Int8Type>(ty, cells, cx)?,
        Type::Int16 => integers::<Int16Type>(ty, cells, cx)?,
        Type::Int32 => integers::<Int32Type>(ty, cells, cx)?,
        Type::Int64 => integers::<Int64Type>(ty, cells, cx)?,
        Type::UInt8 => integers::<UInt8Type>(ty, cells, cx)?,
        Type::UInt16 => integers::<UInt16Type>(ty, cells, cx)?,
        Type::UInt32 => integers::<UInt32Type>(ty, cells, cx)?,
        Type::UInt64 => integers::<UInt64Type>(ty, cells, cx)?,
        Type::Float32 => {
            let cells = values(ty, cells, cx, |c| float(c).and_then(narrow))?;
            Arc::new(PrimitiveArray::<Float32Type>::from(cells))
        }
        Type::Float64 => Arc::new(PrimitiveArray::<Float64Type>::from(values(ty, cells, cx, float)?)),
        Type::String => Arc::new(StringArray::from(values(ty, cells, cx, text)?)),
        Type::Date => Arc::new(Date32Array::from(values(ty, cells, cx, |c| {
            iso::date(text(c)?).map(iso::days).ok_or_else(|| "dates are written \"2024-01-31\"".to_owned())
        })?)),
        Type::Timestamp(zone) => {
            let tz = zone.as_deref().and_then(|z| z.parse::<chrono_tz::Tz>().ok());
            let cells = values(ty, cells, cx, |c| timestamp(text(c)?, tz))?;
            Arc::new(TimestampMicrosecondArray::from(cells).with_timezone_opt(zone.clone()))
        }
        Type::Duration => Arc::new(DurationMicrosecondArray::from(values(ty, cells, cx, |c| {
            iso::duration(text(c)?).ok_or_else(|| "durations are written PT1H30M or -P1DT0.5S".to_owned())
        })?)),
        Type::Decimal(p, s) => {
            let cells = decimals(ty, cells, cx)?;
            Arc::new(Decimal128Array::from(cells).with_precision_and_scale(*p, *s).ok()?)
        }
        Type::List(item) => lists(item, cells, cx)?,
    })
}

/// Each cell read by `read`, whose error says what to write instead; null is null of any type.
fn values<'n, T>(
    ty: &Type,
    cells: &[&'n Node<'_>],
    cx: &mut Cx<'_>,
    read: impl Fn(Core<'n>) -> Result<T, String>,
) -> Option<Vec<Option<T>>> {
    each(ty, cells, cx, |text, plain| {
        let core = if plain { resolve(text) } else { Core::Text(text) };
        if core == Core::Null { Ok(None) } else { read(core).map(Some) }
    })
}

/// Each cell by its text and whether it is plain.
fn each<'n, T>(
    ty: &Type,
    cells: &[&'n Node<'_>],
    cx: &mut Cx<'_>,
    read: impl Fn(&'n str, bool) -> Result<Option<T>, String>,
) -> Option<Vec<Option<T>>> {
    let mut out = Vec::with_capacity(cells.len());
    for cell in cells {
        let read = match &cell.value {
            Value::Scalar { text, plain } => read(text, *plain),
            Value::List(_) | Value::Map(_) => Err(String::new()),
        };
        match read {
            Ok(value) => out.push(value),
            Err(help) => {
                let fault = Fault::new(cell.span, format!("{} is no value of type {ty}", describe(cell)));
                cx.report(if help.is_empty() { fault } else { fault.help(help) });
            }
        }
    }
    (out.len() == cells.len()).then_some(out)
}

fn integers<T>(ty: &Type, cells: &[&Node<'_>], cx: &mut Cx<'_>) -> Option<ArrayRef>
where
    T: ArrowPrimitiveType,
    T::Native: Whole,
{
    let range = || format!("{ty} holds {} to {}", T::Native::LOW, T::Native::HIGH);
    let cells = values(ty, cells, cx, |c| match c {
        Core::Int(i) => T::Native::try_from(i).map_err(|_| range()),
        Core::Huge => Err(range()),
        Core::Text(t) if matches!(resolve(t), Core::Int(_)) => Err(format!("write the number without quotes: {t}")),
        _ => Err(String::new()),
    })?;
    Some(Arc::new(PrimitiveArray::<T>::from_iter(cells)))
}

/// An integer type and its ends.
trait Whole: TryFrom<i128> {
    const LOW: i128;
    const HIGH: i128;
}
macro_rules! whole {
    ($($ty:ty),*) => { $(impl Whole for $ty { const LOW: i128 = <$ty>::MIN as i128; const HIGH: i128 = <$ty>::MAX as i128; })* };
}
whole!(i8, i16, i32, i64, u8, u16, u32, u64);

fn float(cell: Core<'_>) -> Result<f64, String> {
    match cell {
        Core::Int(i) => Ok(i as f64),
        Core::Float(f) => Ok(f),
        Core::Text("nan" | "NaN" | "inf" | "-inf") => Err("YAML writes .nan, .inf and -.inf".to_owned()),
        Core::Text(t) if matches!(resolve(t), Core::Int(_) | Core::Float(_)) => {
            Err(format!("write the number without quotes: {t}"))
        }
        _ => Err(String::new()),
    }
}

fn narrow(value: f64) -> Result<f32, String> {
    let narrow = value as f32;
    if narrow.is_infinite() && value.is_finite() {
        return Err(format!("float32 holds up to {:e}", f32::MAX));
    }
    Ok(narrow)
}

fn text(cell: Core<'_>) -> Result<&str, String> {
    match cell {
        Core::Text(t) => Ok(t),
        _ => Err("text that looks like a number or a bool goes in quotes".to_owned()),
    }
}

fn timestamp(text: &str, zone: Option<chrono_tz::Tz>) -> Result<i64, String> {
    let Some((local, offset)) = iso::timestamp(text) else {
        return Err("timestamps are written \"2024-01-31T10:00:00\", down to microseconds".to_owned());
    };
    match (zone, offset) {
        (None, Some(_)) => Err("timestamp has no zone: leave the offset out, or declare timestamp[UTC]".to_owned()),
        (None, None) => Ok(local.and_utc().timestamp_micros()),
        (Some(_), Some(offset)) => Ok(local.and_utc().timestamp_micros() - offset * 1_000_000),
        (Some(zone), None) => Ok(iso::instant(local, zone)),
    }
}

/// Decimals, quoted or not, exactly: more digits than the type holds are refused, not rounded.
fn decimals(ty: &Type, cells: &[&Node<'_>], cx: &mut Cx<'_>) -> Option<Vec<Option<i128>>> {
    let Type::Decimal(precision, scale) = *ty else { return None };
    let (precision, scale) = (usize::from(precision), usize::from(scale.unsigned_abs()));
    each(ty, cells, cx, |text, plain| {
        if plain && resolve(text) == Core::Null {
            return Ok(None);
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
            return Err("decimals are written \"1.50\"".to_owned());
        }
        let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
        if part.len() > scale || whole.len() > precision - scale {
            return Err(format!("{ty} holds {} digits before the point and {scale} after it", precision - scale));
        }
        let units = format!("{whole}{part:0<scale$}").parse::<i128>().unwrap_or(0);
        Ok(Some(if text.starts_with('-') { -units } else { units }))
    })
}

fn lists(item: &Type, cells: &[&Node<'_>], cx: &mut Cx<'_>) -> Option<ArrayRef> {
    let mut items: Vec<&Node<'_>> = Vec::new();
    let (mut lengths, mut valid, mut good) = (Vec::with_capacity(cells.len()), Vec::with_capacity(cells.len()), true);
    for cell in cells {
        let (length, present) = match &cell.value {
            Value::List(list) => {
                items.extend(list);
                (list.len(), true)
            }
            Value::Scalar { text, plain: true } if resolve(text) == Core::Null => (0, false),
            _ => {
                let fault = Fault::new(cell.span, format!("{} is no value of type list<{item}>", describe(cell)));
                cx.report(fault.help("lists are written [1, 2]"));
                good = false;
                (0, false)
            }
        };
        lengths.push(length);
        valid.push(present);
    }
    let values = array(item, &items, cx)?;
    let field = match Type::List(Box::new(item.clone())).arrow() {
        DataType::List(field) => field,
        other => Arc::new(Field::new("item", other, true)),
    };
    let list = ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), values, Some(NullBuffer::from(valid)));
    good.then_some(())?;
    Some(Arc::new(list.ok()?))
}
