//! Arithmetic on SQL decimals: the type of a result, and what becomes of one that does not fit it.
//!
//! Source: Spark, `DecimalPrecision` and `Decimal`.

use std::sync::Arc;

use arrow::array::{AsArray, Decimal128Array};
use arrow::datatypes::{Decimal128Type, i256};

use super::coerce::adjusted;
use crate::axis::{Axes, arithmetic};
use crate::case::expr::BinaryOp;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The type of `a op b`.
fn result(op: BinaryOp, (p, s): (u8, i8), (q, t): (u8, i8)) -> Kind {
    let (p, s, q, t) = (i32::from(p), i32::from(s), i32::from(q), i32::from(t));
    let (scale, whole) = (s.max(t), (p - s).max(q - t));
    match op {
        BinaryOp::Mul => adjusted(p + q + 1, s + t),
        BinaryOp::Div => {
            let scale = (s + q + 1).max(6);
            adjusted(p - s + t + scale, scale)
        }
        BinaryOp::Mod => adjusted((p - s).min(q - t) + scale, scale),
        _ => adjusted(whole + scale + 1, scale),
    }
}

/// `a op b` of two columns of decimals. A divisor of zero must have been dealt with before.
pub(super) fn binary(op: BinaryOp, a: &Column, b: &Column, axes: &Axes) -> Raises<Column> {
    let (Kind::Decimal(p, s), Kind::Decimal(q, t)) = (a.kind(), b.kind()) else {
        return Err(Raised::internal("decimal arithmetic without decimals"));
    };
    let kind = result(op, (*p, *s), (*q, *t));
    let Kind::Decimal(precision, scale) = kind else { return Err(Raised::internal("no decimal")) };
    let (s, t, scale) = (i32::from(*s), i32::from(*t), i32::from(scale));
    let one = |x: i128, y: i128| -> Option<i128> {
        let (x, y) = (i256::from_i128(x), i256::from_i128(y));
        let common = s.max(t);
        let exact = match op {
            BinaryOp::Mul => rescaled(x.checked_mul(y)?, s + t, scale)?,
            BinaryOp::Div => {
                let lift = scale + 1 - s + t;
                let quotient = if lift >= 0 {
                    x.checked_mul(power(lift)?)?.checked_div(y)?
                } else {
                    x.checked_div(y.checked_mul(power(-lift)?)?)?
                };
                rescaled(quotient, scale + 1, scale)?
            }
            _ => {
                let x = x.checked_mul(power(common - s)?)?;
                let y = y.checked_mul(power(common - t)?)?;
                let value = match op {
                    BinaryOp::Add => x.checked_add(y)?,
                    BinaryOp::Sub => x.checked_sub(y)?,
                    _ => x.checked_rem(y)?,
                };
                rescaled(value, common, scale)?
            }
        };
        exact.to_i128().filter(|v| v.unsigned_abs() < 10_u128.pow(precision.into()))
    };
    let (x, y) = (a.array(), b.array());
    let pairs = x.as_primitive::<Decimal128Type>().iter().zip(y.as_primitive::<Decimal128Type>());
    let values = pairs
        .map(|(x, y)| match (x, y) {
            (Some(x), Some(y)) => match (one(x, y), axes.arithmetic.overflow()) {
                (None, arithmetic::Overflow::Error) => {
                    Err(Raised::new(ErrorKind::Overflow, "the decimal does not fit its type"))
                }
                (value, arithmetic::Overflow::Wrap | arithmetic::Overflow::Error) => Ok(value),
            },
            _ => Ok(None),
        })
        .collect::<Raises<Vec<_>>>()?;
    let array =
        Decimal128Array::from(values).with_precision_and_scale(precision, scale as i8).map_err(Raised::internal)?;
    Ok(Column::new(DType::sql(kind), Arc::new(array)))
}

fn power(n: i32) -> Option<i256> {
    let mut value = i256::ONE;
    for _ in 0..n {
        value = value.checked_mul(i256::from_i128(10))?;
    }
    Some(value)
}

/// Digits with another number of them behind the point; halves go away from zero.
fn rescaled(value: i256, from: i32, to: i32) -> Option<i256> {
    if to >= from {
        return value.checked_mul(power(to - from)?);
    }
    let unit = power(from - to)?;
    let (whole, rest) = (value.checked_div(unit)?, value.checked_rem(unit)?);
    let twice = rest.checked_mul(i256::from_i128(2))?;
    if twice >= unit {
        whole.checked_add(i256::ONE)
    } else if twice <= unit.checked_neg()? {
        whole.checked_sub(i256::ONE)
    } else {
        Some(whole)
    }
}
