//! What an Arrow-backed column takes in: its type stays, and every value that is taken is cast to it, as Arrow casts without loss.
//!
//! Source: pandas, `ArrowExtensionArray._validate_setitem_value`, `_box_pa_array`, `ExtensionArray._where`; Arrow, "Casting".

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array, UInt32Array};
use arrow::compute;
use arrow::datatypes::TimeUnit;

use super::cast::{self, doubles, integers, range, whole};
use super::{boxed, fits, literal};
use crate::axis::Axes;
use crate::case::expr::Literal;
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::arrow as written;
use crate::result::ErrorKind;

/// A constant in the type of `column`, once for every row.
pub(super) fn constant(column: &Column, constant: &Literal, rows: usize, axes: &Axes) -> Raises<Column> {
    let missing = || Ok(Column::missing(column.dtype.clone(), rows));
    match (column.kind(), constant) {
        (_, Literal::Null) => missing(),
        (_, Literal::Float(x)) if x.is_nan() => missing(),
        (Kind::Void, _) => Err(Raised::value_error("nothing has no value")),
        (Kind::String, Literal::Str(_)) | (Kind::Timestamp(_, None), Literal::Timestamp(_)) => {
            let made = literal::repeat(constant, rows, axes)?;
            let array = compute::cast(&made.array(), &column.kind().arrow()).map_err(Raised::internal)?;
            Ok(Column::new(column.dtype.clone(), array))
        }
        (kind, Literal::Bool(_)) if kind.is_integer() => Err(fits::unlike(&column.dtype)),
        (kind, Literal::Bool(truth)) if kind.is_float() => {
            fits::scalar(column, &Literal::Int(i128::from(*truth)), rows, axes)
        }
        (kind, Literal::Date(_) | Literal::Timestamp(_)) if kind.is_number() || *kind == Kind::Bool => {
            Err(fits::unlike(&column.dtype))
        }
        _ if fits::stays(&column.dtype) => fits::scalar(column, constant, rows, axes),
        _ => Err(fits::unlike(&column.dtype)),
    }
}

/// A constant in the type of `column`, once.
pub(in crate::engine) fn one(column: &Column, value: &Literal, axes: &Axes) -> Raises<Column> {
    constant(column, value, 1, axes)
}

/// The values of `other` in the rows that are not kept, in the type of `column`.
pub(super) fn values(column: &Column, keep: &BooleanArray, other: &Column, axes: &Axes) -> Raises<Column> {
    placed(column, keep, other, |asked| {
        let cast = match (temporal(column.kind()), temporal(other.kind())) {
            (Some(mine), Some(theirs)) if mine != theirs => {
                if theirs || asked.present().count_set_bits() > 0 {
                    return Err(fits::unlike(&column.dtype));
                }
                return Ok(Column::missing(column.dtype.clone(), asked.len()));
            }
            _ => converted(asked, column.kind(), axes)?,
        };
        Ok(Column::new(column.dtype.clone(), cast))
    })
}

/// The values of `other` in the rows that are not kept, `converted` to what `column` is, each in its row.
pub(super) fn placed(
    column: &Column,
    keep: &BooleanArray,
    other: &Column,
    converted: impl Fn(&Column) -> Raises<Column>,
) -> Raises<Column> {
    let left = compute::not(keep).map_err(Raised::internal)?;
    let cast = converted(&other.filter(&left)?)?;
    let mut next = 0_u32;
    let places: UInt32Array = keep
        .iter()
        .map(|kept| {
            next += u32::from(kept != Some(true));
            (kept != Some(true)).then(|| next - 1)
        })
        .collect();
    let array = compute::take(&cast.array(), &places, None).map_err(Raised::internal)?;
    Ok(Column::new(column.dtype.clone(), array))
}

/// Whether values are times; of text and objects that is not said.
fn temporal(kind: &Kind) -> Option<bool> {
    match kind {
        Kind::Timestamp(..) | Kind::Duration(_) => Some(true),
        kind if kind.is_integer() || kind.is_float() || *kind == Kind::Bool => Some(false),
        _ => None,
    }
}

fn unsupported(from: &Column, to: &Kind) -> Raised {
    Raised::new(ErrorKind::InvalidCast, format!("unsupported cast from {} to {to:?}", from.dtype))
}

/// The values of a column cast to another kind.
fn converted(from: &Column, to: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    if from.kind() == to {
        return Ok(from.array());
    }
    if from.as_objects().is_some() {
        return of_objects(from, to, axes);
    }
    let number = |kind: &Kind| kind.is_integer() || kind.is_float() || *kind == Kind::Bool;
    let plain = || compute::cast(&from.array(), &to.arrow()).map_err(Raised::internal);
    match (from.kind(), to) {
        (Kind::Void, _) => plain(),
        (Kind::String, Kind::Void) => Err(Raised::unsupported("text is not converted to nothing")),
        (_, Kind::Void) => Err(unsupported(from, to)),
        (_, Kind::String) => Ok(Arc::new(written::texts(from))),
        (Kind::String, Kind::Timestamp(unit, zone)) => {
            let read = |text: &str| match (iso::timestamp(text), zone.is_some()) {
                (Some((local, Some(offset))), true) => Some(local.and_utc().timestamp_micros() - offset * 1_000_000),
                (Some((local, None)), false) => Some(local.and_utc().timestamp_micros()),
                _ => None,
            };
            let micros = parsed(from, read, ErrorKind::InvalidCast)?;
            let held: ArrayRef = compute::cast(&micros, &Kind::Timestamp(TimeUnit::Microsecond, None).arrow())
                .map_err(Raised::internal)?;
            compute::cast(&held, &Kind::Timestamp(*unit, None).arrow()).map_err(Raised::internal)
        }
        (Kind::String, Kind::Duration(_)) => {
            let counts = parsed(from, |text| text.trim().parse().ok(), ErrorKind::ValueError)?;
            compute::cast(&counts, &to.arrow()).map_err(Raised::internal)
        }
        (Kind::String, kind) if number(kind) => fits::parsed(from, kind),
        (Kind::Timestamp(_, zone), Kind::Timestamp(unit, _)) => {
            // an instant stays one, whatever clock shows it
            let held = compute::cast(&from.array(), &Kind::Timestamp(*unit, zone.clone()).arrow());
            compute::cast(&i64s(&held.map_err(Raised::internal)?), &to.arrow()).map_err(Raised::internal)
        }
        (Kind::Duration(_), Kind::Duration(_)) => plain(),
        (kind, to) if number(kind) && number(to) => numbers(from, to),
        _ => Err(unsupported(from, to)),
    }
}

/// The texts of a column read as numbers.
fn parsed(texts: &Column, read: impl Fn(&str) -> Option<i64>, otherwise: ErrorKind) -> Raises<Int64Array> {
    let array = texts.array();
    let each = array.as_string::<i32>().iter().map(|text| match text {
        None => Ok(None),
        Some(text) => read(text).map(Some).ok_or_else(|| Raised::new(otherwise, format!("failed to parse {text:?}"))),
    });
    each.collect()
}

/// Numbers and truth values as other ones: what a type does not hold exactly is an error, but for digits of a float.
fn numbers(from: &Column, to: &Kind) -> Raises<ArrayRef> {
    let array = from.array();
    match (from.kind(), to) {
        (kind, to) if kind.is_float() && to.is_integer() => {
            let (low, high) = range(to);
            let fits = |x: f64| x.fract() == 0.0 && (low as f64..=high as f64).contains(&x);
            if !doubles(&array)?.iter().flatten().all(fits) {
                return Err(Raised::value_error(format!("a float was truncated converting to {to:?}")));
            }
        }
        (kind, to) if kind.is_integer() && to.is_integer() => {
            let (low, high) = range(to);
            if integers(&array)?.into_iter().flatten().any(|i| !(low..=high).contains(&i)) {
                return Err(Raised::new(ErrorKind::Overflow, format!("an integer is not in the range of {to:?}")));
            }
        }
        (_, to) if to.is_float() => boxed::exact(from)?,
        _ => {}
    }
    compute::cast(&array, &to.arrow()).map_err(Raised::internal)
}

/// Objects, all of them days, decimals or texts, in another kind.
fn of_objects(from: &Column, to: &Kind, axes: &Axes) -> Raises<ArrayRef> {
    let values = from.as_objects().unwrap_or_default();
    let unlike = || Raised::type_error(format!("objects are not converted to {to:?}"));
    if values.iter().all(Obj::is_missing) {
        return Ok(arrow::array::new_null_array(&to.arrow(), values.len()));
    }
    let lists = values.iter().any(Obj::is_list_like);
    match to {
        Kind::Timestamp(unit, zone) => {
            let stamps = cast::stamps(values, zone.clone(), axes)?;
            compute::cast(&stamps.array(), &Kind::Timestamp(*unit, zone.clone()).arrow()).map_err(Raised::internal)
        }
        Kind::Duration(_) => Err(unlike()),
        _ if lists => Err(unsupported(from, to)),
        Kind::String => {
            let text = |v: &Obj| (!v.is_missing()).then(|| crate::engine::text::python::str(v));
            Ok(Arc::new(values.iter().map(text).collect::<arrow::array::StringArray>()))
        }
        to => match boxed::decimal(from) {
            Some(decimals) if to.is_integer() => {
                let Kind::Decimal(_, scale) = decimals.kind() else { return Err(unlike()) };
                let unit = 10_i128.pow(scale.unsigned_abs().into());
                let (low, high) = range(to);
                let array = decimals.array();
                let digits = array.as_primitive::<arrow::datatypes::Decimal128Type>();
                let cut: Vec<Option<i128>> = digits.iter().map(|d| d.map(|d| d / unit)).collect();
                if cut.iter().flatten().any(|i| !(low..=high).contains(i)) {
                    return Err(Raised::value_error("a decimal would lose digits"));
                }
                Ok(whole(cut.into_iter(), to))
            }
            Some(decimals) if to.is_float() => compute::cast(&decimals.array(), &to.arrow()).map_err(Raised::internal),
            _ => Err(unsupported(from, to)),
        },
    }
}
