//! Floor division, remainders and divisors that are zero.
//!
//! Source: `npy_math`'s floor division and remainder, and pandas' `core/ops/missing.py` for integers divided by zero.

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, PrimitiveArray};
use arrow::datatypes as ty;

use super::{Number, Side, each, side};
use crate::axis::{Axes, arithmetic};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Family;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// What the float loops need beyond arithmetic operators.
pub(super) trait Real: Copy {
    /// To this power.
    fn power(self, exponent: Self) -> Self;
    /// The square root.
    fn root(self) -> Self;
    /// Divided, and rounded down.
    fn floor_divided(self, by: Self) -> Self;
    /// What such a division leaves.
    fn rest(self, by: Self) -> Self;
}

impl Real for f64 {
    fn power(self, exponent: Self) -> Self {
        self.powf(exponent)
    }
    fn root(self) -> Self {
        self.sqrt()
    }
    fn floor_divided(self, by: Self) -> Self {
        floor_divide(self, by)
    }
    fn rest(self, by: Self) -> Self {
        remainder(self, by)
    }
}

impl Real for f32 {
    fn power(self, exponent: Self) -> Self {
        self.powf(exponent)
    }
    fn root(self) -> Self {
        self.sqrt()
    }
    fn floor_divided(self, by: Self) -> Self {
        floor_divide(self.into(), by.into()) as Self
    }
    fn rest(self, by: Self) -> Self {
        remainder(self.into(), by.into()) as Self
    }
}

/// Python's `a // b` on floats, with IEEE's answer where `b` is zero.
pub(in crate::engine::expr) fn floor_divide(a: f64, b: f64) -> f64 {
    if b == 0.0 {
        return a / b;
    }
    let mut rest = a % b;
    if rest.is_nan() {
        return if a.is_infinite() && !b.is_nan() && !b.is_infinite() { f64::NAN } else { rest };
    }
    let mut quotient = (a - rest) / b;
    if rest != 0.0 && (b < 0.0) != (rest < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    let _ = rest;
    if quotient == 0.0 {
        return 0.0_f64.copysign(a / b);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

/// Python's `a % b` on floats, NaN where `b` is zero.
pub(in crate::engine::expr) fn remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest.is_nan() {
        return rest;
    }
    if rest == 0.0 {
        return 0.0_f64.copysign(b);
    }
    if (b < 0.0) == (rest < 0.0) { rest } else { rest + b }
}

/// What becomes of the rows whose divisor is zero.
pub(super) fn by_zero(op: BinaryOp, a: &Number<'_>, b: &Number<'_>, result: Column, axes: &Axes) -> Raises<Column> {
    if !matches!(op, BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod) || result.dtype.family != Family::Numpy {
        return Ok(result);
    }
    let divisor = side::<ty::Float64Type>(b)?;
    let zeros: BooleanArray = match &divisor {
        Side::Value(value) if *value != 0.0 => return Ok(result),
        Side::Value(_) => BooleanArray::from(vec![true; result.len()]),
        Side::Array(divisor) => BooleanArray::from_unary(divisor, |v| v == 0.0),
    };
    // a constant zero is one, of however many rows
    let constant = matches!(b, Number::Constant(Literal::Int(0))) && result.kind().is_integer();
    if op == BinaryOp::Mod && constant && result.is_empty() {
        return result.numpy_to_float64();
    }
    if zeros.true_count() == 0 {
        return Ok(result);
    }
    match axes.arithmetic.by_zero() {
        arithmetic::ByZero::Error => return Err(Raised::new(ErrorKind::DivideByZero, "division by zero")),
        arithmetic::ByZero::Null => {
            let wide = result.numpy_to_float64()?;
            let array = wide.array();
            let values = array.as_primitive::<ty::Float64Type>().values().iter().zip(&zeros);
            let filled = values.map(|(v, z)| if z == Some(true) { f64::NAN } else { *v });
            return Ok(Column::new(wide.dtype, Arc::new(ty_f64(filled))));
        }
        arithmetic::ByZero::Infinity => {}
    }
    // an integer quotient or rest becomes a float, as its divisor is zero somewhere; a float's is what IEEE says
    let remainder_of_bools = op == BinaryOp::Mod && b.is_bool();
    if op == BinaryOp::Div || remainder_of_bools || (op == BinaryOp::Mod && b.is_float()) {
        return Ok(result);
    }
    if op == BinaryOp::Mod && result.kind().is_float() {
        return Ok(result);
    }
    let dividend = side::<ty::Float64Type>(a)?;
    let quotients: PrimitiveArray<ty::Float64Type> = each(&dividend, &divisor, |a, b| a / b)?;
    // a float's quotient is only widened where a number is divided by zero: what is missing stays as it is
    let divided = |row: usize| match &dividend {
        Side::Value(a) => !a.is_nan(),
        Side::Array(a) => !a.value(row).is_nan(),
    };
    if result.kind().is_float() && !(0..result.len()).any(|row| zeros.value(row) && divided(row)) {
        return Ok(result);
    }
    let wide = result.numpy_to_float64()?;
    let array = wide.array();
    let plain = array.as_primitive::<ty::Float64Type>().values();
    let filled = plain.iter().zip(&zeros).zip(quotients.values()).map(|((v, zero), quotient)| match zero {
        Some(true) if op == BinaryOp::FloorDiv => *quotient,
        Some(true) => f64::NAN,
        _ => *v,
    });
    Ok(Column::new(wide.dtype, Arc::new(ty_f64(filled))))
}

fn ty_f64(values: impl Iterator<Item = f64>) -> arrow::array::Float64Array {
    arrow::array::Float64Array::from_iter_values(values)
}
