//! SQL's functions of numbers: text is read as a double first; decimals keep exact digits.
//!
//! Source: Spark, `mathExpressions.scala` (`RoundBase`, `Floor`, `Ceil`, `UnaryLogExpression`), `arithmetic.scala` (`Abs`).

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float32Array, Float64Array, Int64Array, new_null_array};
use arrow::compute;
use arrow::datatypes::{Decimal128Type, Float32Type};

use crate::axis::{Axes, numeric};
use crate::case::expr::Function;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::cast::{decimals, doubles, integers, range, rescaled, to_kind, whole};
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// `function` of every value.
pub(super) fn apply(function: Function, column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    let unfit = || Raised::type_error(format!("{} takes numbers, not {}", function.name(), column.dtype.native()));
    match (column.kind(), function) {
        (Kind::Void, Function::Floor | Function::Ceil) => Ok(nulls(&Kind::Int64, column.len())),
        (Kind::Void, _) => Ok(nulls(&Kind::Float64, column.len())),
        (Kind::String, _) => apply(function, &to_kind(column, &Kind::Float64, axes)?, digits, axes),
        (Kind::Interval(..), Function::Abs) => {
            let micros: Int64Array = i64s(&column.array()).iter().map(|v| v.map(i64::abs)).collect();
            let array = compute::cast(&micros, &column.kind().arrow()).map_err(Raised::internal)?;
            Ok(Column::new(column.dtype.clone(), array))
        }
        (Kind::Interval(..), Function::Sign) => {
            let signs = i64s(&column.array()).iter().map(|v| v.map(|v| v.signum() as f64)).collect();
            Ok(double_column(signs))
        }
        (kind, _) if !kind.is_number() => Err(unfit()),
        (_, Function::Abs) => abs(column, axes),
        (_, Function::Round) => round(column, digits, axes),
        (_, Function::Floor | Function::Ceil) => to_whole(function, column, axes),
        _ => {
            let values = to_kind(column, &Kind::Float64, axes)?.array();
            let each = doubles(&values)?;
            Ok(double_column(each.iter().map(|v| v.and_then(|x| defined(function, x, axes))).collect()))
        }
    }
}

fn nulls(kind: &Kind, rows: usize) -> Column {
    Column::new(DType::sql(kind.clone()), new_null_array(&kind.arrow(), rows))
}

fn double_column(values: Float64Array) -> Column {
    Column::new(DType::sql(Kind::Float64), Arc::new(values))
}

/// The function's value; a logarithm that there is not may be missing.
fn defined(function: Function, x: f64, axes: &Axes) -> Option<f64> {
    match (function, axes.numeric.domain()) {
        (Function::Log, numeric::Domain::Null) if x <= 0.0 => None,
        (_, numeric::Domain::Null | numeric::Domain::Nan) => Some(strict(function, x)),
    }
}

/// To the last digit as Java's `StrictMath`.
fn strict(function: Function, x: f64) -> f64 {
    match function {
        Function::Log => libm::log(x),
        Function::Exp => libm::exp(x),
        _ => super::real(function, x),
    }
}

fn overflow() -> Raised {
    Raised::new(ErrorKind::Overflow, "a result does not fit its type")
}

/// Integers in their own type again.
fn held(values: Vec<Option<i128>>, kind: &Kind, axes: &Axes) -> Raises<Column> {
    let (low, high) = range(kind);
    let fits = values.iter().flatten().all(|v| (low..=high).contains(v));
    match axes.numeric.lowest() {
        numeric::Lowest::Error if !fits => Err(overflow()),
        numeric::Lowest::Error | numeric::Lowest::Wrap => {
            Ok(Column::new(DType::sql(kind.clone()), whole(values.into_iter(), kind)))
        }
    }
}

fn abs(column: &Column, axes: &Axes) -> Raises<Column> {
    let array = column.array();
    match column.kind() {
        Kind::Decimal(p, s) => {
            let digits = array.as_primitive::<Decimal128Type>().iter().map(|v| v.map(i128::abs));
            let digits = digits.collect::<arrow::array::Decimal128Array>().with_precision_and_scale(*p, *s);
            Ok(Column::new(column.dtype.clone(), Arc::new(digits.map_err(Raised::internal)?)))
        }
        kind if kind.is_float() => {
            let values: Float64Array = doubles(&array)?.iter().map(|v| v.map(f64::abs)).collect();
            let array = compute::cast(&values, &kind.arrow()).map_err(Raised::internal)?;
            Ok(Column::new(column.dtype.clone(), array))
        }
        kind => held(integers(&array)?.into_iter().map(|v| v.map(i128::abs)).collect(), kind, axes),
    }
}

fn round(column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    let array = column.array();
    match column.kind() {
        Kind::Decimal(p, s) => {
            let (precision, scale) = (i32::from(*p), i32::from(*s));
            let whole_digits = precision - scale + 1;
            let (precision, kept) = if digits < 0 {
                (whole_digits.max(1 - digits), 0)
            } else {
                (whole_digits + scale.min(digits), scale.min(digits))
            };
            let rounded = array
                .as_primitive::<Decimal128Type>()
                .iter()
                .map(|v| v.and_then(|d| rescaled(d, scale, digits.min(scale)).map(|d| (d, digits.min(scale)))));
            let (precision, kept) = (precision.min(38) as u8, kept as i8);
            let array = decimals(rounded, precision, kept, axes)?;
            Ok(Column::new(DType::sql(Kind::Decimal(precision, kept)), array))
        }
        Kind::Float32 => {
            let each = array
                .as_primitive::<Float32Type>()
                .iter()
                .map(|v| v.map(|x| super::rounded(f64::from(x), digits, axes) as f32));
            let array: ArrayRef = Arc::new(each.collect::<Float32Array>());
            Ok(Column::new(column.dtype.clone(), array))
        }
        Kind::Float64 => {
            Ok(double_column(doubles(&array)?.iter().map(|v| v.map(|x| super::rounded(x, digits, axes))).collect()))
        }
        _ if digits >= 0 => Ok(column.clone()),
        kind => {
            let unit = |v: i128| match rescaled(v, 0, digits) {
                Some(0) => Some(0),
                whole => whole.map(|d| d * 10_i128.pow(digits.unsigned_abs())),
            };
            held(integers(&array)?.into_iter().map(|v| v.and_then(unit)).collect(), kind, axes)
        }
    }
}

fn to_whole(function: Function, column: &Column, axes: &Axes) -> Raises<Column> {
    let array = column.array();
    match (column.kind(), axes.numeric.whole()) {
        (Kind::Decimal(_, 0), _) => Ok(column.clone()),
        (Kind::Decimal(p, s), _) => {
            let unit = 10_i128.pow(u32::from(s.unsigned_abs()));
            let floor = |d: i128| if function == Function::Floor { d.div_euclid(unit) } else { -(-d).div_euclid(unit) };
            let whole = array.as_primitive::<Decimal128Type>().iter().map(|v| v.map(|d| (floor(d), 0)));
            let precision = (i32::from(*p) - i32::from(*s) + 1).clamp(1, 38) as u8;
            Ok(Column::new(DType::sql(Kind::Decimal(precision, 0)), decimals(whole, precision, 0, axes)?))
        }
        (kind, numeric::Whole::Integer) if kind.is_float() => {
            let long = |x: f64| {
                let whole = super::real(function, x);
                match axes.numeric.lowest() {
                    // 2^63 as a double is the first that does not fit; NaN is 0
                    numeric::Lowest::Error
                        if !whole.is_nan() && !(-(2_f64.powi(63))..2_f64.powi(63)).contains(&whole) =>
                    {
                        Err(overflow())
                    }
                    numeric::Lowest::Error | numeric::Lowest::Wrap => Ok(whole as i64),
                }
            };
            let longs = doubles(&array)?.iter().map(|v| v.map(long).transpose()).collect::<Raises<Int64Array>>()?;
            Ok(Column::new(DType::sql(Kind::Int64), Arc::new(longs)))
        }
        (kind, numeric::Whole::Float | numeric::Whole::Kept) if kind.is_float() => {
            Ok(double_column(doubles(&array)?.iter().map(|v| v.map(|x| super::real(function, x))).collect()))
        }
        _ => to_kind(column, &Kind::Int64, axes),
    }
}
