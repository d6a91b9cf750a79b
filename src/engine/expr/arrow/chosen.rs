//! Values of other types in a column of Arrow's days or decimals, which keeps its type.
//!
//! Source: pandas, `ArrowExtensionArray._maybe_convert_setitem_value`, `_box_pa`; Arrow, "Compute functions: conversions".

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array, StringArray};
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, Float64Type};

use super::decimals::power;
use super::members::decimal;
use super::side::{Side, most_digits};
use crate::case::expr::Literal;
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::{Operand, literal};
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

fn invalid(column: &Column) -> Raised {
    Raised::type_error(format!("invalid value for dtype '{}'", column.dtype))
}

fn no_cast(column: &Column) -> Raised {
    Raised::new(ErrorKind::InvalidCast, format!("unsupported cast to {}", column.dtype))
}

/// A constant in the type of `column`, once for every row.
pub(in crate::engine::expr) fn constant(column: &Column, constant: &Literal, rows: usize) -> Raises<Column> {
    match (column.kind(), constant) {
        (_, Literal::Null) => Ok(Column::missing(column.dtype.clone(), rows)),
        (_, Literal::Float(x)) if x.is_nan() => Ok(Column::missing(column.dtype.clone(), rows)),
        (Kind::Date, Literal::Date(day)) => days(column, vec![Some(literal::days(*day)); rows]),
        (Kind::Date, Literal::Timestamp(point)) => days(column, vec![Some(literal::days(point.date())); rows]),
        (Kind::Decimal(..), Literal::Int(i)) => rescaled(column, vec![Some(*i); rows].into_iter(), 0),
        (Kind::Decimal(..), Literal::Bool(_)) => Err(Raised::value_error("the word of a truth value is no decimal")),
        _ => Err(invalid(column)),
    }
}

fn days(column: &Column, days: Vec<Option<i32>>) -> Raises<Column> {
    Ok(Column::new(column.dtype.clone(), Arc::new(Date32Array::from(days))))
}

/// The values of another column in the type of `column`.
pub(in crate::engine::expr) fn converted(column: &Column, other: &Column) -> Raises<Column> {
    if column.dtype == other.dtype {
        return Ok(other.clone());
    }
    let objects = other.as_objects().is_some();
    let side = Side::of(&Operand::Column(other.clone()), other.len());
    match (column.kind(), side) {
        (_, Some(Side::Null)) => Ok(Column::missing(column.dtype.clone(), other.len())),
        (_, Some(Side::Truths)) if objects || !is_date(column) => Err(no_cast(column)),
        (Kind::Date, Some(Side::Points(_))) => {
            // by the clocks of UTC
            let Kind::Timestamp(unit, _) = *other.kind() else { return Err(invalid(column)) };
            let instants = compute::cast(&i64s(&other.array()), &DataType::Timestamp(unit, None));
            let array =
                compute::cast(&instants.map_err(Raised::internal)?, &DataType::Date32).map_err(Raised::internal)?;
            days(column, array.as_primitive::<Date32Type>().iter().collect())
        }
        (Kind::Date, Some(Side::Text)) => {
            let day = |text: &str| {
                let point = iso::timestamp(text).filter(|_| text.len() == 10);
                let failed = || Raised::new(ErrorKind::InvalidCast, format!("failed to parse {text:?}"));
                point.map(|(point, _)| literal::days(point.date())).ok_or_else(failed)
            };
            days(column, texts(&other.array(), day)?)
        }
        (Kind::Date, Some(Side::Lengths(_))) => Err(no_cast(column)),
        (Kind::Date, None) => {
            let day = |value: &Obj| match value {
                Obj::Date(day) => Ok(Some(*day)),
                value if value.is_missing() => Ok(None),
                _ => Err(invalid(column)),
            };
            days(column, other.to_objects().iter().map(day).collect::<Raises<_>>()?)
        }
        (Kind::Decimal(p, s), Some(Side::Decimals(digits, _, scale))) => {
            let most = most_digits(other.kind()) + i64::from(*s);
            if other.kind().is_integer() && most > i64::from(*p) {
                return Err(Raised::value_error("the precision is not great enough for integers of this width"));
            }
            rescaled(column, digits.into_iter(), scale)
        }
        (Kind::Decimal(..), Some(Side::Doubles(_))) => of_doubles(column, other),
        (Kind::Decimal(_, s), Some(Side::Text)) => {
            let scale = i64::from(*s);
            let read = |text: &str| {
                let digits = decimal(text, scale);
                digits
                    .ok_or_else(|| Raised::value_error(format!("the string '{text}' is not a valid decimal128 number")))
            };
            let digits: Vec<Option<i128>> = texts(&other.array(), read)?;
            rescaled(column, digits.into_iter(), scale)
        }
        (Kind::Decimal(..), Some(Side::Lists)) => Err(no_cast(column)),
        (Kind::Decimal(..), None) => {
            let each = |value: &Obj| match value {
                Obj::Decimal(digits, scale) => rescaled(column, std::iter::once(Some(*digits)), (*scale).into()),
                value if value.is_missing() => Ok(Column::missing(column.dtype.clone(), 1)),
                _ => Err(invalid(column)),
            };
            let columns = other.to_objects().iter().map(each).collect::<Raises<Vec<_>>>()?;
            Column::concat(&columns.iter().collect::<Vec<_>>())
        }
        _ => Err(invalid(column)),
    }
}

fn is_date(column: &Column) -> bool {
    *column.kind() == Kind::Date
}

fn texts<T>(array: &ArrayRef, read: impl Fn(&str) -> Raises<T>) -> Raises<Vec<Option<T>>> {
    let texts: &StringArray = array.as_string::<i32>();
    texts.iter().map(|text| text.map(&read).transpose()).collect()
}

/// Digits with as many behind the point as `column` has.
fn rescaled(column: &Column, digits: impl Iterator<Item = Option<i128>>, have: i64) -> Raises<Column> {
    let Kind::Decimal(p, s) = column.kind() else { return Err(invalid(column)) };
    let more = i64::from(*s) - have;
    let unit = power(more.abs()).unwrap_or(i128::MAX);
    let one = |digits: i128| {
        let scaled = match more {
            0.. => digits.checked_mul(unit),
            _ if digits % unit != 0 => return Err(Raised::value_error("a decimal would lose digits")),
            _ => Some(digits / unit),
        };
        let fits = scaled.filter(|d| d.unsigned_abs() < 10_u128.pow((*p).into()));
        fits.ok_or_else(|| Raised::value_error(format!("a decimal does not fit in precision {p}")))
    };
    let digits: Vec<Option<i128>> = digits.map(|d| d.map(one).transpose()).collect::<Raises<_>>()?;
    let array = Decimal128Array::from(digits).with_precision_and_scale(*p, *s).map_err(Raised::internal)?;
    Ok(Column::new(column.dtype.clone(), Arc::new(array)))
}

/// Floating-point numbers rounded to as many digits behind the point as there are.
fn of_doubles(column: &Column, other: &Column) -> Raises<Column> {
    let Kind::Decimal(p, s) = column.kind() else { return Err(invalid(column)) };
    let doubles = compute::cast(&other.array(), &DataType::Float64).map_err(Raised::internal)?;
    let known: Float64Array = doubles.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| !x.is_nan())).collect();
    let one = |x: f64| {
        if x.is_infinite() {
            return Err(Raised::new(ErrorKind::InvalidCast, "an infinity is no decimal"));
        }
        let digits = (x * 10_f64.powi((*s).into())).round_ties_even();
        if digits.abs() >= 10_f64.powi((*p).into()) {
            return Err(Raised::new(ErrorKind::Overflow, "a number does not fit a decimal"));
        }
        Ok(digits as i128)
    };
    let digits: Vec<Option<i128>> = known.iter().map(|x| x.map(one).transpose()).collect::<Raises<_>>()?;
    rescaled(column, digits.into_iter(), i64::from(*s))
}
