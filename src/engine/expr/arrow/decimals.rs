//! Arrow's decimals: exact types of results.
//!
//! Source: Arrow, "Compute functions: arithmetic" (the rules are those of Redshift), `scalar_round.cc`.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{AsArray, Decimal128Array};
use arrow::datatypes::Decimal128Type;

use super::side::pairs;
use super::{held, holds};
use crate::case::expr::{BinaryOp, Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::Operand;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Digits with the most there may be, and how many stand behind the point.
type Decimals<'d> = (&'d [Option<i128>], i64, i64);

pub(super) fn power(n: i64) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(n).ok()?)
}

/// How many digits results have at most, and how many of them stand behind the point.
fn exact(op: BinaryOp, (p, s): (i64, i64), (q, t): (i64, i64)) -> Raises<(u8, i64)> {
    let (precision, scale) = match op {
        BinaryOp::Add | BinaryOp::Sub => ((p - s).max(q - t) + s.max(t) + 1, s.max(t)),
        BinaryOp::Mul => (p + q + 1, s + t),
        _ => {
            let scale = (s + q - t + 1).max(4);
            (p - s + t + scale, scale)
        }
    };
    if precision > 38 {
        return Err(Raised::new(ErrorKind::OutOfBounds, format!("a decimal of {precision} digits is out of range")));
    }
    Ok((precision as u8, scale))
}

/// Decimals of the type that holds every result.
pub(super) fn computed(op: BinaryOp, (a, p, s): Decimals<'_>, (b, q, t): Decimals<'_>) -> Raises<Column> {
    let (precision, scale) = exact(op, (p, s), (q, t))?;
    let unit = power(scale).unwrap_or(1);
    let result = |(a, b): (i128, i128)| -> Option<i128> {
        match op {
            BinaryOp::Add => a.checked_mul(power(scale - s)?)?.checked_add(b.checked_mul(power(scale - t)?)?),
            BinaryOp::Sub => a.checked_mul(power(scale - s)?)?.checked_sub(b.checked_mul(power(scale - t)?)?),
            BinaryOp::Mul => a.checked_mul(b),
            BinaryOp::FloorDiv => Some(a.checked_mul(power(scale - s + t)?)?.checked_div(b)?.div_euclid(unit) * unit),
            _ => a.checked_mul(power(scale - s + t)?)?.checked_div(b),
        }
    };
    if matches!(op, BinaryOp::Div | BinaryOp::FloorDiv) && pairs(a, b).flatten().any(|(_, b)| b == 0) {
        return Err(Raised::value_error("a decimal divided by zero"));
    }
    let digits = pairs(a, b).map(|p| match p {
        None => Ok(None),
        Some(pair) => result(pair).map(Some).ok_or_else(|| Raised::value_error("a decimal has too many digits")),
    });
    column(digits.collect::<Raises<Vec<_>>>()?, precision, scale as i8)
}

/// What decimals come to beside nothing, which is taken for such decimals too; a quotient of it is whole.
pub(super) fn beside_nothing(op: BinaryOp, p: i64, s: i64, rows: usize) -> Raises<Column> {
    let (precision, scale) = match op {
        BinaryOp::Div | BinaryOp::FloorDiv => (p as u8, 0),
        _ => exact(op, (p, s), (p, s))?,
    };
    column(vec![None; rows], precision, scale as i8)
}

fn column(digits: Vec<Option<i128>>, precision: u8, scale: i8) -> Raises<Column> {
    let array = Decimal128Array::from(digits).with_precision_and_scale(precision, scale).map_err(Raised::internal)?;
    Ok(held(Kind::Decimal(precision, scale), Arc::new(array)))
}

/// Decimals with the other sign.
pub(in crate::engine::expr) fn negated(column: &Column) -> Option<Raises<Column>> {
    each(column, |digits, _| Some(-digits))
}

fn each(of: &Column, change: impl Fn(i128, i64) -> Option<i128>) -> Option<Raises<Column>> {
    let Kind::Decimal(p, s) = of.kind() else { return None };
    let array = of.array();
    let changed = array.as_primitive::<Decimal128Type>().iter().map(|v| v.and_then(|v| change(v, (*s).into())));
    holds(of).then(|| column(changed.collect(), *p, *s))
}

/// What a function makes of decimals; `None` where it is told elsewhere.
pub(super) fn call(function: Function, column: &Column, argument: Option<&Operand>) -> Option<Raises<Column>> {
    match (function, argument) {
        (Function::IsNan, _) => Some(Err(Raised::type_error("a decimal cannot be NaN"))),
        (Function::DateAdd, _) => Some(Err(Raised::type_error("no length of time is added to a decimal"))),
        (Function::Abs, _) => each(column, |digits, _| Some(digits.abs())),
        (Function::Round, Some(Operand::Scalar(Literal::Int(places)))) => {
            let Kind::Decimal(p, s) = column.kind() else { return None };
            let dropped = i64::from(*s) - i64::try_from(*places).ok()?;
            let most = power((*p).into())?;
            let fits = |digits: &i128| digits.abs() < most;
            let last = column.array();
            let last = last.as_primitive::<Decimal128Type>().iter().flatten().last();
            // whether each value fits is said of the last one; any other that does not is zero
            if last.is_some_and(|digits| rounded(digits, dropped).is_some_and(|digits| !fits(&digits))) {
                return Some(Err(Raised::value_error(format!("a rounded value does not fit in precision {p}"))));
            }
            each(column, |digits, _| Some(rounded(digits, dropped).filter(fits).unwrap_or(0)))
        }
        _ => None,
    }
}

/// Digits with so many of the last ones zero, half to even.
fn rounded(digits: i128, places: i64) -> Option<i128> {
    if places <= 0 {
        return Some(digits);
    }
    let unit = power(places)?;
    let (whole, rest) = (digits.div_euclid(unit), digits.rem_euclid(unit));
    let up = match (rest * 2).cmp(&unit) {
        Ordering::Greater => 1,
        Ordering::Equal => whole & 1,
        Ordering::Less => 0,
    };
    Some((whole + up) * unit)
}
