//! The type of a column of CSV texts, as pandas finds it: an integer, a float, a truth value, else text; some words are missing
//! values, and what holds none of them changes its type.
//!
//! Source: pandas, `pandas/_libs/parsers.pyx`: `_convert_tokens`, `_try_int64`, `_try_uint64`, `_try_double`, `_try_bool_flex`,
//! `_maybe_upcast`.

use std::sync::Arc;

use arrow::array::{Array, BooleanArray, Float64Array, Int64Array, StringArray, UInt64Array};

use super::missing;
use super::numbers::{self, NoInteger};
use crate::axis::{Axes, csv, quirks};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::object::Obj;
use crate::engine::promote;
use crate::engine::raised::Raises;
use crate::engine::text::read;

/// A column of the type that its texts have in common. A long one is typed piece by piece, and the pieces put together.
pub(super) fn column(texts: &StringArray, width: usize, axes: &Axes) -> Raises<Column> {
    let piece = piece_rows(width);
    if texts.len() <= piece {
        return Ok(whole(texts, axes));
    }
    let pieces: Vec<Column> = (0..texts.len())
        .step_by(piece)
        .map(|start| whole(&texts.slice(start, piece.min(texts.len() - start)), axes))
        .collect();
    promote::stack(&pieces.iter().collect::<Vec<_>>())
}

/// How many rows are read and typed at a time: a power of two, fewer the wider the table is.
fn piece_rows(width: usize) -> usize {
    let most = (1 << 20) / width.max(1);
    let mut rows = 1;
    while rows * 2 < most {
        rows *= 2;
    }
    rows
}

fn whole(texts: &StringArray, axes: &Axes) -> Column {
    if texts.is_empty() {
        return Column::objects(Vec::new());
    }
    match integers(texts, axes) {
        Integers::Column(column) => column,
        Integers::Literal => text(texts, |_| false),
        Integers::TooLarge => match axes.csv.big_integers() {
            csv::BigIntegers::Text => text(texts, |t| missing(t, axes)),
            csv::BigIntegers::Number => python_integers(texts, axes).unwrap_or_else(|| text(texts, |_| false)),
        },
        Integers::None => {
            floats(texts, axes).or_else(|| truth(texts, axes)).unwrap_or_else(|| text(texts, |t| missing(t, axes)))
        }
    }
}

/// What a look for integers comes to.
pub(super) enum Integers {
    /// All are.
    Column(Column),
    /// There are others.
    None,
    /// One has more digits than 64 bits hold.
    TooLarge,
    /// Some need 64 bits without a sign, and there are negative or missing ones: all is text as it stands.
    Literal,
}

pub(super) fn integers(texts: &StringArray, axes: &Axes) -> Integers {
    let mut values = Vec::with_capacity(texts.len());
    let mut lacking = 0;
    for text in texts.iter().flatten() {
        if missing(text, axes) {
            lacking += 1;
            values.push(None);
            continue;
        }
        match numbers::int64(text) {
            Ok(value) => values.push(Some(value)),
            Err(NoInteger::Invalid) => return Integers::None,
            Err(NoInteger::TooLarge) => return unsigned(texts, axes),
        }
    }
    if lacking == 0 {
        let values = values.into_iter().map(Option::unwrap_or_default);
        return Integers::Column(Column::new(
            DType::numpy(Kind::Int64),
            Arc::new(Int64Array::from_iter_values(values)),
        ));
    }
    let lowest = match axes.quirks.lowest_integer() {
        quirks::LowestInteger::Missing => Some(i64::MIN),
        quirks::LowestInteger::Right => None,
    };
    let doubles = values.into_iter().map(|v| v.filter(|v| Some(*v) != lowest).map_or(f64::NAN, |v| v as f64));
    Integers::Column(Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from_iter_values(doubles))))
}

fn unsigned(texts: &StringArray, axes: &Axes) -> Integers {
    let mut values = Vec::with_capacity(texts.len());
    let (mut lacking, mut negative, mut large) = (false, false, false);
    for text in texts.iter().flatten() {
        if missing(text, axes) {
            lacking = true;
            values.push(0);
            continue;
        }
        match numbers::uint64(text) {
            Ok(Some(value)) => {
                large |= value > i64::MAX as u64;
                values.push(value);
            }
            Ok(None) => {
                negative = true;
                values.push(0);
            }
            Err(NoInteger::Invalid) => return Integers::None,
            Err(NoInteger::TooLarge) => return Integers::TooLarge,
        }
    }
    if large && (negative || lacking) {
        Integers::Literal
    } else if negative {
        Integers::TooLarge
    } else {
        Integers::Column(Column::new(DType::numpy(Kind::UInt64), Arc::new(UInt64Array::from(values))))
    }
}

/// Python's integers, of any size.
fn python_integers(texts: &StringArray, axes: &Axes) -> Option<Column> {
    let number = |text: &str| match read::integer(text) {
        Ok(value) => Some(Obj::Int(value)),
        Err(read::NoInteger::TooLarge) => read::float(text).map(Obj::Float),
        Err(read::NoInteger::Invalid) => None,
    };
    let objects = texts.iter().flatten().map(|t| if missing(t, axes) { Some(Obj::Float(f64::NAN)) } else { number(t) });
    objects.collect::<Option<Vec<_>>>().map(Column::objects)
}

pub(super) fn floats(texts: &StringArray, axes: &Axes) -> Option<Column> {
    let fractions = axes.csv.fractions();
    let number = |t: &str| if missing(t, axes) { Some(f64::NAN) } else { numbers::double(t, fractions) };
    let values = texts.iter().flatten().map(number).collect::<Option<Vec<f64>>>()?;
    Some(Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(values))))
}

pub(super) fn truth(texts: &StringArray, axes: &Axes) -> Option<Column> {
    let word = |text: &str| match text {
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    };
    let mut values = Vec::with_capacity(texts.len());
    for text in texts.iter().flatten() {
        values.push(if missing(text, axes) { None } else { Some(word(text)?) });
    }
    if values.iter().any(Option::is_none) {
        let objects = values.into_iter().map(|v| v.map_or(Obj::Float(f64::NAN), Obj::Bool));
        return Some(Column::objects(objects.collect::<Vec<_>>()));
    }
    Some(Column::new(DType::numpy(Kind::Bool), Arc::new(values.into_iter().collect::<BooleanArray>())))
}

/// A column of Python strings.
pub(super) fn text(texts: &StringArray, missing: impl Fn(&str) -> bool) -> Column {
    let objects =
        texts.iter().flatten().map(|t| if missing(t) { Obj::Float(f64::NAN) } else { Obj::Str(Arc::from(t)) });
    Column::objects(objects.collect::<Vec<_>>())
}
