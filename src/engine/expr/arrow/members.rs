//! `in` on Arrow's days and decimals: the list is made one of their type, or both are made of one that holds both.
//!
//! Source: pandas, `ArrowExtensionArray.isin`; Arrow, `is_in` (`scalar_set_lookup.cc`).

use std::cmp::Ordering;

use arrow::array::BooleanArray;

use super::side::Side;
use crate::case::expr::Literal;
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::expr::decimal::order_with_float;
use crate::engine::expr::literal;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Whether each value is one of `list`; a missing one is where something of the list is missing.
pub(in crate::engine::expr) fn is_in(of: &Column, list: &[Literal]) -> Option<Raises<BooleanArray>> {
    let missing = |l: &&Literal| matches!(l, Literal::Null) || matches!(l, Literal::Float(x) if x.is_nan());
    let null = list.iter().any(|l| missing(&l));
    let known: Vec<&Literal> = list.iter().filter(|l| !missing(l)).collect();
    let side = super::holds(of).then(|| Side::of(&super::Operand::Column(of.clone()), of.len()))??;
    Some(match side {
        Side::Days(values) => {
            days(&known).map(|days| values.iter().map(|v| Some(v.map_or(null, |v| days.contains(&v)))).collect())
        }
        Side::Decimals(values, _, scale) => {
            let among = |v: &Option<i128>| v.map_or(Ok(null), |digits| Ok(one_of(digits, scale, &known)?));
            alike(&known, scale).and_then(|()| values.iter().map(|v| among(v).map(Some)).collect())
        }
        _ => return None,
    })
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

/// Refuses a list that is no array of numbers, or of texts that are some.
fn alike(known: &[&Literal], scale: i64) -> Raises<()> {
    let number = |l: &&Literal| matches!(l, Literal::Int(_) | Literal::Float(_));
    match known {
        _ if known.iter().all(number) => Ok(()),
        [Literal::Int(_) | Literal::Float(_), ..] if known.iter().any(|l| matches!(l, Literal::Str(_))) => {
            Err(Raised::value_error("a text is no number"))
        }
        _ if known.iter().all(|l| matches!(l, Literal::Str(text) if decimal(text, scale).is_some())) => Ok(()),
        _ => Err(unlike()),
    }
}

/// Whether a decimal is among numbers. Among integers it has to be one of them by its type; floating-point numbers are compared as such.
fn one_of(digits: i128, scale: i64, known: &[&Literal]) -> Raises<bool> {
    let unit = super::decimals::power(scale).unwrap_or(1);
    let whole = known.iter().all(|l| matches!(l, Literal::Int(_))) && !known.is_empty();
    if whole && digits % unit != 0 {
        return Err(Raised::value_error("a decimal would lose digits"));
    }
    let same = |l: &&Literal| match l {
        Literal::Int(i) => Ok(i.checked_mul(unit) == Some(digits)),
        Literal::Float(x) => Ok(order_with_float((digits, scale as i32), *x) == Some(Ordering::Equal)),
        Literal::Str(text) => decimal(text, scale).map(|d| d == digits).ok_or_else(unlike),
        _ => Err(Raised::new(ErrorKind::TypeError, "no number")),
    };
    known.iter().map(same).try_fold(false, |found, same| Ok(found | same?))
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
