//! Numbers compared with numbers.

use arrow::array::{AsArray, BooleanArray};
use arrow::compute::kernels::arity;
use arrow::datatypes::{self as ty, ArrowPrimitiveType, DataType};

use super::super::meet::{Meeting, meet};
use super::{Number, Side, cast, side};
use crate::axis::{Axes, compare};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::dtype::{Family, Kind};
use crate::engine::raised::{Raised, Raises};

/// `a op b` for a comparison of numbers. Integers are compared exactly, whatever their kinds; with a float, as doubles.
pub(in crate::engine::expr) fn compare(
    op: BinaryOp,
    a: &Number<'_>,
    b: &Number<'_>,
    axes: &Axes,
) -> Raises<BooleanArray> {
    if a.is_float() || b.is_float() {
        let single = |n: &Number<'_>, other: &Number<'_>| -> Raises<Side<ty::Float64Type>> {
            match (n, other) {
                (Number::Constant(_), Number::Array(c))
                    if *c.kind() == Kind::Float32 && c.dtype.family != Family::Arrow =>
                {
                    let in_double = matches!(meet(other, n, axes)?, Meeting::Kind(Kind::Float64));
                    match side::<ty::Float64Type>(n)? {
                        Side::Value(v) if !in_double => Ok(Side::Value(f64::from(v as f32))),
                        other => Ok(other),
                    }
                }
                _ => side(n),
            }
        };
        let greatest = match axes.compare.nan() {
            compare::Nan::Unordered => false,
            compare::Nan::Greatest => true,
        };
        return outcome(&single(a, b)?, &single(b, a)?, |a, b| holds(op, float_order(a, b, greatest)));
    }
    wide(a, b, |a, b| holds(op, Some(a.cmp(&b))))
}

/// How two floats stand; a NaN has no order, or is equal to itself and above all others.
fn float_order(a: f64, b: f64, nan_is_greatest: bool) -> Option<std::cmp::Ordering> {
    if nan_is_greatest && (a.is_nan() || b.is_nan()) {
        return Some(a.is_nan().cmp(&b.is_nan()));
    }
    a.partial_cmp(&b)
}

/// Whether an order is one that the comparison asks for; unordered values only differ.
pub(in crate::engine::expr) fn holds(op: BinaryOp, order: Option<std::cmp::Ordering>) -> bool {
    match op {
        BinaryOp::Eq => order.is_some_and(std::cmp::Ordering::is_eq),
        BinaryOp::Ne => !order.is_some_and(std::cmp::Ordering::is_eq),
        BinaryOp::Lt => order.is_some_and(std::cmp::Ordering::is_lt),
        BinaryOp::Le => order.is_some_and(std::cmp::Ordering::is_le),
        BinaryOp::Gt => order.is_some_and(std::cmp::Ordering::is_gt),
        BinaryOp::Ge => order.is_some_and(std::cmp::Ordering::is_ge),
        _ => false,
    }
}

fn outcome<T: ArrowPrimitiveType>(
    a: &Side<T>,
    b: &Side<T>,
    f: impl Fn(T::Native, T::Native) -> bool,
) -> Raises<BooleanArray> {
    match (a, b) {
        (Side::Array(a), Side::Array(b)) => Ok(BooleanArray::from_binary(a, b, f)),
        (Side::Array(a), Side::Value(b)) => Ok(BooleanArray::from_unary(a, |a| f(a, *b))),
        (Side::Value(a), Side::Array(b)) => Ok(BooleanArray::from_unary(b, |b| f(*a, b))),
        (Side::Value(_), Side::Value(_)) => Err(Raised::internal("an operation on two constants")),
    }
}

/// Integers of any kinds compared: as 64 bits where both fit, else in 128.
fn wide(a: &Number<'_>, b: &Number<'_>, f: impl Fn(i128, i128) -> bool) -> Raises<BooleanArray> {
    let narrow = |n: &Number<'_>| match n {
        Number::Array(c) => *c.kind() != Kind::UInt64,
        Number::Constant(Literal::Int(i)) => i64::try_from(*i).is_ok(),
        Number::Constant(_) => true,
    };
    if narrow(a) && narrow(b) {
        let (a, b) = (side::<ty::Int64Type>(a)?, side::<ty::Int64Type>(b)?);
        return outcome(&a, &b, |a, b| f(a.into(), b.into()));
    }
    let long = |n: &Number<'_>| -> Raises<Side<ty::Decimal128Type>> {
        Ok(match n {
            Number::Array(c) if *c.kind() == Kind::UInt64 => {
                Side::Array(arity::unary(c.array().as_primitive::<ty::UInt64Type>(), i128::from))
            }
            Number::Array(c) => {
                let narrow = cast(&c.array(), &DataType::Int64)?;
                Side::Array(arity::unary(narrow.as_primitive::<ty::Int64Type>(), i128::from))
            }
            Number::Constant(Literal::Int(i)) => Side::Value(*i),
            Number::Constant(literal) => Side::Value(i128::from(matches!(literal, Literal::Bool(true)))),
        })
    };
    outcome(&long(a)?, &long(b)?, f)
}
