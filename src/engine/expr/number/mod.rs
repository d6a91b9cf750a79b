//! Arithmetic on arrays of numbers: the loops. What a division does beyond dividing stands in [`division`], comparisons in
//! [`mod@compare`].

mod compare;
mod division;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowNativeTypeOp, AsArray, PrimitiveArray};
use arrow::compute;
use arrow::compute::kernels::arity;
use arrow::datatypes::{self as ty, ArrowPrimitiveType, DataType};

use crate::axis::{Axes, arithmetic};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::{Column, halved};
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;
pub(super) use compare::{compare, holds};
use division::{Real, by_zero};
pub(super) use division::{floor_divide, remainder};

/// An operand that is a number: an array or a constant.
pub(super) enum Number<'a> {
    /// A column of a number type or bool.
    Array(&'a Column),
    /// A bool, an integer or a float.
    Constant(&'a Literal),
}

impl Number<'_> {
    /// Whether it is a truth value.
    pub(super) fn is_bool(&self) -> bool {
        match self {
            Self::Array(column) => *column.kind() == Kind::Bool,
            Self::Constant(literal) => matches!(literal, Literal::Bool(_)),
        }
    }

    fn is_float(&self) -> bool {
        match self {
            Self::Array(column) => column.kind().is_float(),
            Self::Constant(literal) => matches!(literal, Literal::Float(_)),
        }
    }
}

/// One side of a loop, in the loop's type.
enum Side<T: ArrowPrimitiveType> {
    Array(PrimitiveArray<T>),
    Value(T::Native),
}

/// Values that a constant can be turned into.
trait FromConstant: Sized {
    fn from_constant(literal: &Literal) -> Self;
}

macro_rules! from_constant {
    ($($native:ty),+) => {$(
        impl FromConstant for $native {
            fn from_constant(literal: &Literal) -> Self {
                match literal {
                    Literal::Bool(b) => u8::from(*b) as $native,
                    Literal::Int(i) => *i as $native,
                    Literal::Float(x) => *x as $native,
                    _ => 0 as $native,
                }
            }
        }
    )+};
}
from_constant!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

fn side<T: ArrowPrimitiveType>(operand: &Number<'_>) -> Raises<Side<T>>
where
    T::Native: FromConstant,
{
    Ok(match operand {
        Number::Array(column) => Side::Array(cast(&column.array(), &T::DATA_TYPE)?.as_primitive::<T>().clone()),
        Number::Constant(literal) => Side::Value(T::Native::from_constant(literal)),
    })
}

fn cast(array: &ArrayRef, to: &DataType) -> Raises<ArrayRef> {
    if array.data_type() == to { Ok(array.clone()) } else { compute::cast(array, to).map_err(Raised::internal) }
}

fn each<T: ArrowPrimitiveType, O: ArrowPrimitiveType>(
    a: &Side<T>,
    b: &Side<T>,
    f: impl Fn(T::Native, T::Native) -> O::Native,
) -> Raises<PrimitiveArray<O>> {
    match (a, b) {
        (Side::Array(a), Side::Array(b)) => arity::binary(a, b, f).map_err(Raised::internal),
        (Side::Array(a), Side::Value(b)) => Ok(arity::unary(a, |a| f(a, *b))),
        (Side::Value(a), Side::Array(b)) => Ok(arity::unary(b, |b| f(*a, b))),
        (Side::Value(_), Side::Value(_)) => Err(Raised::internal("an operation on two constants")),
    }
}

/// The same, where a value that is not null may raise.
fn try_each<T: ArrowPrimitiveType>(
    a: &Side<T>,
    b: &Side<T>,
    f: impl Fn(T::Native, T::Native) -> Raises<T::Native>,
) -> Raises<PrimitiveArray<T>> {
    let raised = std::cell::RefCell::new(None);
    let f = |a, b| {
        f(a, b).map_err(|e| {
            *raised.borrow_mut() = Some(e);
            arrow::error::ArrowError::ComputeError(String::new())
        })
    };
    let done = match (a, b) {
        (Side::Array(a), Side::Array(b)) => arity::try_binary(a, b, f),
        (Side::Array(a), Side::Value(b)) => a.try_unary(|a| f(a, *b)),
        (Side::Value(a), Side::Array(b)) => b.try_unary(|b| f(*a, b)),
        (Side::Value(_), Side::Value(_)) => return Err(Raised::internal("an operation on two constants")),
    };
    done.map_err(|e| raised.take().unwrap_or_else(|| Raised::internal(e)))
}

/// What an arithmetic operator makes of two operands, computed in `kind`.
pub(super) fn arithmetic(
    op: BinaryOp,
    a: &Number<'_>,
    b: &Number<'_>,
    kind: &Kind,
    family: Family,
    axes: &Axes,
) -> Raises<Column> {
    macro_rules! integers {
        ($ty:ty) => {{
            let array = integer::<$ty>(op, &side::<$ty>(a)?, &side::<$ty>(b)?, axes)?;
            Column::new(DType { family, kind: kind.clone() }, Arc::new(array))
        }};
    }
    macro_rules! floats {
        ($ty:ty) => {{
            let array = float::<$ty>(op, &side::<$ty>(a)?, &side::<$ty>(b)?, half_power(op, a, b), axes)?;
            Column::new(DType { family, kind: kind.clone() }, Arc::new(array))
        }};
    }
    let result = match kind {
        Kind::Int8 => integers!(ty::Int8Type),
        Kind::Int16 => integers!(ty::Int16Type),
        Kind::Int32 => integers!(ty::Int32Type),
        Kind::Int64 => integers!(ty::Int64Type),
        Kind::UInt8 => integers!(ty::UInt8Type),
        Kind::UInt16 => integers!(ty::UInt16Type),
        Kind::UInt32 => integers!(ty::UInt32Type),
        Kind::UInt64 => integers!(ty::UInt64Type),
        Kind::Float16 | Kind::Float32 => floats!(ty::Float32Type),
        Kind::Float64 => floats!(ty::Float64Type),
        _ => return Err(Raised::internal("no loop of this kind")),
    };
    let result = match kind {
        Kind::Float16 => Column::new(result.dtype.clone(), halved(&result.array())?),
        _ => result,
    };
    by_zero(op, a, b, result, axes)
}

/// A power of one half is a square root, which has another sign at minus infinity.
fn half_power(op: BinaryOp, a: &Number<'_>, b: &Number<'_>) -> bool {
    op == BinaryOp::Pow && matches!((a, b), (Number::Array(_), Number::Constant(Literal::Float(x))) if *x == 0.5)
}

fn integer<T: ArrowPrimitiveType>(op: BinaryOp, a: &Side<T>, b: &Side<T>, axes: &Axes) -> Raises<PrimitiveArray<T>>
where
    T::Native: ArrowNativeTypeOp,
{
    let checked = match axes.arithmetic.overflow() {
        arithmetic::Overflow::Wrap => false,
        arithmetic::Overflow::Error => true,
    };
    let overflow = |_| Raised::new(ErrorKind::Overflow, "integer overflow");
    match op {
        BinaryOp::Add if checked => try_each(a, b, |a, b| a.add_checked(b).map_err(overflow)),
        BinaryOp::Sub if checked => try_each(a, b, |a, b| a.sub_checked(b).map_err(overflow)),
        BinaryOp::Mul if checked => try_each(a, b, |a, b| a.mul_checked(b).map_err(overflow)),
        BinaryOp::Add => each(a, b, |a, b| a.add_wrapping(b)),
        BinaryOp::Sub => each(a, b, |a, b| a.sub_wrapping(b)),
        BinaryOp::Mul => each(a, b, |a, b| a.mul_wrapping(b)),
        BinaryOp::FloorDiv => each(a, b, |a, b| {
            if b.is_zero() {
                return T::Native::ZERO;
            }
            let quotient = a.div_wrapping(b);
            let rest = a.mod_wrapping(b);
            if !rest.is_zero() && rest.is_lt(T::Native::ZERO) != b.is_lt(T::Native::ZERO) {
                quotient.sub_wrapping(T::Native::ONE)
            } else {
                quotient
            }
        }),
        BinaryOp::Mod => {
            let of_divisor = match axes.arithmetic.remainder_sign() {
                arithmetic::RemainderSign::Divisor => true,
                arithmetic::RemainderSign::Dividend => false,
            };
            each(a, b, |a, b| {
                if b.is_zero() {
                    return T::Native::ZERO;
                }
                let rest = a.mod_wrapping(b);
                if of_divisor && !rest.is_zero() && rest.is_lt(T::Native::ZERO) != b.is_lt(T::Native::ZERO) {
                    rest.add_wrapping(b)
                } else {
                    rest
                }
            })
        }
        BinaryOp::Pow => try_each(a, b, |a, b| {
            if b.is_lt(T::Native::ZERO) {
                return Err(Raised::value_error("integers to negative integer powers are not allowed"));
            }
            let (mut base, mut exponent, mut power) = (a, b, T::Native::ONE);
            let two = T::Native::ONE.add_wrapping(T::Native::ONE);
            while !exponent.is_zero() {
                if !exponent.mod_wrapping(two).is_zero() {
                    power = power.mul_wrapping(base);
                }
                base = base.mul_wrapping(base);
                exponent = exponent.div_wrapping(two);
            }
            Ok(power)
        }),
        _ => Err(Raised::internal("no integer loop of this operator")),
    }
}

fn float<T: ArrowPrimitiveType>(
    op: BinaryOp,
    a: &Side<T>,
    b: &Side<T>,
    half: bool,
    axes: &Axes,
) -> Raises<PrimitiveArray<T>>
where
    T::Native: ArrowNativeTypeOp + Real,
{
    match op {
        BinaryOp::Add => each(a, b, |a, b| a.add_wrapping(b)),
        BinaryOp::Sub => each(a, b, |a, b| a.sub_wrapping(b)),
        BinaryOp::Mul => each(a, b, |a, b| a.mul_wrapping(b)),
        BinaryOp::Div => each(a, b, |a, b| a.div_wrapping(b)),
        BinaryOp::FloorDiv => each(a, b, Real::floor_divided),
        BinaryOp::Mod => match axes.arithmetic.remainder_sign() {
            arithmetic::RemainderSign::Divisor => each(a, b, Real::rest),
            arithmetic::RemainderSign::Dividend => each(a, b, |a, b| a.mod_wrapping(b)),
        },
        BinaryOp::Pow if half => each(a, b, |a, _| a.root()),
        BinaryOp::Pow => each(a, b, Real::power),
        _ => Err(Raised::internal("no float loop of this operator")),
    }
}

/// `-x` of a column of numbers; an unsigned one wraps.
pub(super) fn negate(column: &Column, axes: &Axes) -> Raises<Column> {
    let (op, constant) =
        if column.kind().is_float() { (BinaryOp::Mul, Literal::Float(-1.0)) } else { (BinaryOp::Sub, Literal::Int(0)) };
    arithmetic(op, &Number::Constant(&constant), &Number::Array(column), column.kind(), column.dtype.family, axes)
}

/// `~x`, `a & b`, `a | b` of integers, bit by bit.
pub(super) fn bits(op: BinaryOp, a: &Number<'_>, b: &Number<'_>, kind: &Kind, family: Family) -> Raises<Column> {
    let joined = |a: u64, b: u64| if op == BinaryOp::And { a & b } else { a | b };
    if *kind == Kind::UInt64 {
        let (a, b) = (side::<ty::UInt64Type>(a)?, side::<ty::UInt64Type>(b)?);
        let array: PrimitiveArray<ty::UInt64Type> = each(&a, &b, joined)?;
        return Ok(Column::new(DType { family, kind: Kind::UInt64 }, Arc::new(array)));
    }
    let (a, b) = (side::<ty::Int64Type>(a)?, side::<ty::Int64Type>(b)?);
    let array: PrimitiveArray<ty::Int64Type> = each(&a, &b, |a, b| joined(a as u64, b as u64) as i64)?;
    let array = compute::cast(&array, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(DType { family, kind: kind.clone() }, array))
}

/// `~x` of a column of integers: `-x - 1` in two's complement, whatever the width.
pub(super) fn invert(column: &Column, axes: &Axes) -> Raises<Column> {
    let negated = negate(column, axes)?;
    let one = Literal::Int(1);
    let (kind, family) = (column.kind(), column.dtype.family);
    arithmetic(BinaryOp::Sub, &Number::Array(&negated), &Number::Constant(&one), kind, family, axes)
}
