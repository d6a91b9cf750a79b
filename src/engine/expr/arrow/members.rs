//! `in` on Arrow's days and decimals: the list is made one of their type, or both are made of one that holds both.
//!
//! Source: pandas, `ArrowExtensionArray.isin`; Arrow, `is_in` (`scalar_set_lookup.cc`).

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::compute;
use arrow::datatypes::Date32Type;

use super::chosen::converted;
use super::held;
use super::side::most_digits;
use crate::case::expr::Literal;
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::literal;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Whether each value is one of `list`; a missing one is where something of the list is missing.
pub(in crate::engine::expr) fn is_in(of: &Column, list: &[Literal]) -> Option<Raises<BooleanArray>> {
    if !super::holds(of) {
        return None;
    }
    let missing = |l: &&Literal| matches!(l, Literal::Null) || matches!(l, Literal::Float(x) if x.is_nan());
    let null = list.iter().any(|l| missing(&l));
    let known: Vec<&Literal> = list.iter().filter(|l| !missing(l)).collect();
    let found = if known.is_empty() { Ok(vec![false; of.len()]) } else { among(of, &known) };
    let there = of.present();
    let or_null = |(row, found): (usize, bool)| Some(if there.value(row) { found } else { null });
    Some(found.map(|found| found.into_iter().enumerate().map(or_null).collect()))
}

/// Which values are one of a list without missing ones.
fn among(of: &Column, known: &[&Literal]) -> Raises<Vec<bool>> {
    if *of.kind() == Kind::Date {
        let days = days(known)?;
        let array = of.array();
        return Ok(array.as_primitive::<Date32Type>().iter().map(|v| v.is_some_and(|v| days.contains(&v))).collect());
    }
    let (of, values) = met(of, &array(known)?)?;
    let values = values.to_objects();
    Ok(of.to_objects().iter().map(|value| values.contains(value)).collect())
}

/// The array that Arrow makes of a list, from its first value on.
fn array(known: &[&Literal]) -> Raises<Column> {
    let is = |test: fn(&Literal) -> bool| known.iter().all(|l| test(l));
    if is(|l| matches!(l, Literal::Int(_))) {
        let whole = |l: &&Literal| if let Literal::Int(i) = l { i64::try_from(*i).ok() } else { None };
        let ints: Option<Vec<i64>> = known.iter().map(whole).collect();
        let ints = ints.ok_or_else(|| Raised::new(ErrorKind::Overflow, "an integer of more than 64 bits"))?;
        return Ok(Column::new(DType::numpy(Kind::Int64), Arc::new(Int64Array::from(ints))));
    }
    if is(|l| matches!(l, Literal::Int(_) | Literal::Float(_))) {
        let double = |l: &&Literal| match l {
            Literal::Int(i) => *i as f64,
            Literal::Float(x) => *x,
            _ => f64::NAN,
        };
        let doubles: Float64Array = known.iter().map(double).collect::<Vec<_>>().into();
        return Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(doubles)));
    }
    let text = |l: &&Literal| if let Literal::Str(text) = l { Some(text.to_string()) } else { None };
    match (known.iter().map(text).collect::<Option<Vec<_>>>(), known) {
        (Some(texts), _) => Ok(Column::new(DType::numpy(Kind::String), Arc::new(StringArray::from(texts)))),
        (None, [Literal::Int(_) | Literal::Float(_), rest @ ..])
            if rest.iter().any(|l| matches!(l, Literal::Str(_))) =>
        {
            Err(Raised::value_error("a text is no number"))
        }
        _ => Err(unlike()),
    }
}

/// Decimals and what they are looked for among in one type: the column's, or where that does not hold all of the values, theirs.
pub(in crate::engine) fn met(column: &Column, values: &Column) -> Raises<(Column, Column)> {
    if let Ok(values) = converted(column, values) {
        return Ok((column.clone(), values));
    }
    let cast = |of: &Column, kind: Kind| {
        let array = compute::cast(&of.array(), &kind.arrow()).map_err(Raised::internal)?;
        Ok::<_, Raised>(held(kind, array))
    };
    match values.kind() {
        kind if kind.is_float() => Ok((cast(column, kind.clone())?, values.nan_to_null()?)),
        kind if kind.is_integer() => {
            let whole = DType { family: Family::Arrow, kind: Kind::Decimal(most_digits(kind) as u8, 0) };
            let column = converted(&Column::missing(whole, 0), column)?;
            let values = converted(&column, values)?;
            Ok((column, values))
        }
        Kind::Decimal(..) => Ok((converted(values, column)?, values.clone())),
        _ => Err(unlike()),
    }
}

fn unlike() -> Raised {
    Raised::type_error("the list is of another type than the column")
}

/// The days that a list is made of: points in time are the days that they lie on.
fn days(known: &[&Literal]) -> Raises<Vec<i32>> {
    let first = known.first();
    let day = |l: &Literal| match (l, first) {
        (Literal::Date(day), Some(Literal::Date(_))) => Ok(literal::days(*day)),
        (Literal::Timestamp(point), Some(Literal::Timestamp(_))) => Ok(literal::days(point.date())),
        (Literal::Str(text), Some(Literal::Str(_))) if text.len() == 10 => {
            iso::timestamp(text).map(|(point, _)| literal::days(point.date())).ok_or_else(unlike)
        }
        (Literal::Date(_), Some(Literal::Int(_) | Literal::Float(_))) => Err(Raised::value_error("a day is no number")),
        _ => Err(unlike()),
    };
    known.iter().map(|l| day(l)).collect()
}

/// The digits of a number that is written with no more of them behind the point.
pub(super) fn decimal(text: &str, scale: i64) -> Option<i128> {
    let (sign, figures) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
    let digits =
        !(whole.is_empty() && part.is_empty()) && [whole, part].iter().all(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let more = scale - i64::try_from(part.len()).ok()?;
    if !digits || more < 0 && !part.bytes().skip(scale as usize).all(|b| b == b'0') {
        return None;
    }
    let kept = &part[..part.len().min(scale as usize)];
    let number: i128 = format!("0{whole}{kept}").parse().ok()?;
    number.checked_mul(super::decimals::power(more.max(0))?).map(|number| sign * number)
}
