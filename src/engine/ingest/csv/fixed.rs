//! A column of CSV texts of the type that it is fixed to. What is no text of that type is read as what it is and then converted,
//! which may not change a value.
//!
//! Source: pandas, `pandas/_libs/parsers.pyx`: `_convert_tokens`, `_convert_with_dtype`; for dates `parse_dates`.

use std::sync::Arc;

use arrow::array::{Array, StringArray};

use super::infer::{self, Integers};
use super::missing;
use crate::axis::{Axes, csv, types};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::cast::cast;
use crate::engine::expr::to_datetime;
use crate::engine::ingest::numpy_declared;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The texts as a column of type `ty`.
pub(super) fn column(texts: &StringArray, ty: &Type, axes: &Axes) -> Raises<Column> {
    match ty {
        Type::Date | Type::Timestamp(_) => Ok(dates(texts, axes)),
        Type::Decimal(..) | Type::List(_) => Err(Raised::unsupported(format!("no column can be fixed to {ty}"))),
        _ if texts.is_empty() => Ok(Column::empty(numpy_declared(ty, axes))),
        Type::String => Ok(match axes.types.text() {
            types::Text::Nan => {
                let present = texts.iter().map(|text| text.filter(|t| !missing(t, axes)));
                Column::new(DType::numpy(Kind::String), Arc::new(present.collect::<StringArray>()))
            }
            types::Text::Object | types::Text::Na => infer::text(texts, |t| missing(t, axes)),
        }),
        Type::Duration => Err(Raised::type_error("durations are not read from text")),
        Type::Bool => match infer::truth(texts, axes) {
            Some(column) if *column.kind() == Kind::Bool => Ok(column),
            Some(_) => Err(Raised::value_error("a column of truth values has missing ones")),
            None => converted(texts, ty, axes),
        },
        Type::Float32 | Type::Float64 => match infer::floats(texts, axes) {
            Some(column) => cast(&column, ty, axes),
            None => converted(texts, ty, axes),
        },
        _ => whole(texts, ty, axes),
    }
}

/// A column of integers.
fn whole(texts: &StringArray, ty: &Type, axes: &Axes) -> Raises<Column> {
    match infer::integers(texts, axes) {
        Integers::Column(column) if column.kind().is_float() => {
            Err(Raised::value_error("a column of integers has missing ones"))
        }
        Integers::Column(column) => match axes.csv.narrowed() {
            csv::Narrowed::Wrap if *ty == Type::Int64 => Ok(column),
            csv::Narrowed::Wrap => cast(&column, ty, axes),
            csv::Narrowed::Error => unchanged(&column, ty, axes),
        },
        Integers::Literal => Err(Raised::value_error("integers of both signs that 64 bits do not hold")),
        Integers::TooLarge => Err(Raised::new(ErrorKind::Overflow, "an integer has more than 64 bits")),
        Integers::None => converted(texts, ty, axes),
    }
}

/// A column of another type, converted.
fn converted(texts: &StringArray, ty: &Type, axes: &Axes) -> Raises<Column> {
    let column = infer::column(texts, 1, axes)?;
    if column.as_objects().is_some() && infer::truth(texts, axes).is_some() {
        return match ty {
            // the missing ones are NaN
            Type::Float32 | Type::Float64 => cast(&column, ty, axes),
            _ => Err(Raised::value_error("a truth value that is missing is no integer")),
        };
    }
    unchanged(&column, ty, axes)
}

/// A column in another type, which must not change a value.
fn unchanged(column: &Column, ty: &Type, axes: &Axes) -> Raises<Column> {
    let changed = || Raised::value_error(format!("a column of {} cannot safely be converted to {ty}", column.dtype));
    let text = column.as_objects().is_some();
    let made = cast(column, ty, axes).map_err(|raised| match raised.kind {
        ErrorKind::InvalidCast | ErrorKind::Overflow if text => raised,
        _ => changed(),
    })?;
    if text {
        return Err(changed());
    }
    let exactly = |c: &Column| c.to_objects();
    let same = exactly(column).iter().zip(exactly(&made)).all(|(a, b)| {
        use crate::engine::object::Obj::{Bool, Float, Int};
        let number = |value: &_| match value {
            Bool(b) => Some(f64::from(u8::from(*b))),
            Int(i) => Some(*i as f64),
            Float(x) => Some(*x),
            _ => None,
        };
        match (a, &b) {
            (Int(a), Int(b)) => a == b,
            _ => number(a) == number(&b),
        }
    });
    if same { Ok(made) } else { Err(changed()) }
}

/// A column of points in time where all texts can be read as such, else of text.
fn dates(texts: &StringArray, axes: &Axes) -> Column {
    let present =
        |text: Option<&str>| text.filter(|t| !missing(t, axes)).map_or(Obj::Float(f64::NAN), |t| Obj::Str(t.into()));
    let values: Vec<Obj> = texts.iter().map(present).collect();
    if values.is_empty() {
        return Column::objects(values);
    }
    to_datetime::from_values(&values, None, axes).unwrap_or_else(|_| infer::text(texts, |t| missing(t, axes)))
}
