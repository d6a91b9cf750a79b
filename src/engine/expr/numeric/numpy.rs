//! NumPy's functions of arrays of numbers, and pandas' `abs` and `round`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float32Array, Float64Array};
use arrow::compute;
use arrow::datatypes::{Float32Type, Float64Type};

use super::{objects, single};
use crate::axis::{Axes, cast as cast_axes, numeric};
use crate::case::expr::Function;
use crate::engine::column::{Column, halved};
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::boxed;
use crate::engine::expr::cast::{doubles, float_to_int, integers, whole};
use crate::engine::infer;
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// `function` of every value.
pub(super) fn apply(function: Function, column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    match column.kind() {
        Kind::Object => objects::apply(function, column.as_objects().unwrap_or_default(), digits, axes),
        Kind::String if function == Function::Round => Ok(column.clone()),
        Kind::Void if matches!(function, Function::Round | Function::Abs) => Ok(column.clone()),
        // of no values an array of objects is made, which every loop takes
        Kind::String | Kind::Void | Kind::List(_)
            if column.is_empty() && super::is_ufunc(function) && function != Function::Abs =>
        {
            Ok(match column.dtype.family {
                Family::Arrow => Column::empty(DType { family: Family::Arrow, kind: Kind::Void }),
                Family::Numpy | Family::Masked | Family::Sql => Column::objects(Vec::new()),
            })
        }
        Kind::Timestamp(_, Some(_)) if column.is_empty() && super::is_ufunc(function) => {
            Ok(Column::objects(Vec::<Obj>::new()))
        }
        Kind::Decimal(..) if super::is_ufunc(function) => decimals(function, column, digits, axes),
        Kind::Timestamp(..) | Kind::Duration(_) => times(function, column, axes),
        Kind::Bool if super::is_ufunc(function) => Ok(returned(truths(function, column, digits, axes)?, axes)),
        Kind::Bool => truths(function, column, digits, axes),
        kind if kind.is_integer() => whole_numbers(function, column, digits, axes),
        kind if kind.is_float() => floats(function, column, digits, axes),
        // the first of the texts is asked for a whole number, a missing one as NaN
        Kind::String
            if matches!(function, Function::Floor | Function::Ceil)
                && column.dtype.family == Family::Numpy
                && column.to_objects().first().is_some_and(Obj::is_missing) =>
        {
            Err(Raised::new(ErrorKind::InvalidCast, "cannot convert float NaN to integer"))
        }
        _ => Err(Raised::type_error(format!("{} takes numbers", function.name()))),
    }
}

/// Arrow's decimals as an array of objects, and what the loop over them makes in a type of Arrow's again.
///
/// Source: pandas, `ArrowExtensionArray.__array__` and `_from_sequence`.
fn decimals(function: Function, column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    let known = |value: Obj| if value.is_missing() { Obj::Float(f64::NAN) } else { value };
    let objects: Vec<Obj> = column.to_objects().into_iter().map(known).collect();
    let made = objects::apply(function, &objects, digits, axes)?;
    match axes.numeric.of_arrow() {
        numeric::OfArrow::Numpy => return Ok(made),
        numeric::OfArrow::Arrow if made.is_empty() => {
            return Ok(Column::empty(DType { family: Family::Arrow, kind: Kind::Void }));
        }
        numeric::OfArrow::Arrow => {}
    }
    Ok(match boxed::decimal(&made) {
        Some(decimals) => decimals,
        None => {
            let whole = infer::objects(made);
            Column { dtype: whole.dtype.with_family(Family::Arrow), ..whole }
        }
    })
}

/// What a loop over truth values made, as it is held then.
pub(in crate::engine::expr) fn returned(made: Column, axes: &Axes) -> Column {
    match axes.numeric.of_arrow() {
        numeric::OfArrow::Numpy if made.dtype.family == Family::Arrow => {
            Column { dtype: made.dtype.clone().with_family(Family::Numpy), ..made }
        }
        numeric::OfArrow::Numpy | numeric::OfArrow::Arrow => made,
    }
}

/// The float type in which NumPy computes functions of a type's values.
fn float_of(kind: &Kind) -> Kind {
    match kind.bits() {
        0..=8 => Kind::Float16,
        16 => Kind::Float32,
        _ => Kind::Float64,
    }
}

fn truths(function: Function, column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    match (function, axes.numeric.whole()) {
        (Function::Sign, _) => Err(Raised::type_error("truth values have no sign")),
        // what is asked is an array of objects
        (Function::Floor | Function::Ceil | Function::Sqrt | Function::Log | Function::Exp, _)
            if column.dtype.family == Family::Arrow && column.array().null_count() > 0 =>
        {
            Err(Raised::type_error("objects have no such function"))
        }
        (Function::Abs, _) if column.dtype.family == Family::Arrow => {
            Err(Raised::type_error("Arrow's truth values have no absolute value"))
        }
        (Function::Abs, _) | (Function::Round | Function::Floor | Function::Ceil, numeric::Whole::Kept) => {
            Ok(column.clone())
        }
        (Function::Round, numeric::Whole::Float) if digits != 0 => {
            Err(Raised::type_error("truth values cannot be scaled in place"))
        }
        _ => as_floats(function, column),
    }
}

fn whole_numbers(function: Function, column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    let kind = column.kind();
    let same = |values: Vec<Option<i128>>| Column::new(column.dtype.clone(), whole(values.into_iter(), kind));
    let values = || integers(&column.array());
    match (function, axes.numeric.whole()) {
        (Function::Abs, _) if column.dtype.family == Family::Arrow && has_smallest(column)? => {
            Err(Raised::new(ErrorKind::Overflow, "integer overflow"))
        }
        // NumPy's functions see floats where something is missing
        (Function::Floor | Function::Ceil | Function::Sign, _)
            if column.dtype.family == Family::Arrow && column.array().null_count() > 0 =>
        {
            as_floats(function, column)
        }
        (Function::Abs, _) => Ok(same(values()?.into_iter().map(|v| v.map(i128::abs)).collect())),
        (Function::Sign, _) => Ok(same(values()?.into_iter().map(|v| v.map(i128::signum)).collect())),
        (Function::Round, _) if digits >= 0 => Ok(column.clone()),
        (Function::Round, _) => {
            let unit = 10_f64.powi(-digits);
            let rounded = |v: i128| float_to_int((v as f64 / unit).round_ties_even() * unit, kind);
            Ok(same(values()?.into_iter().map(|v| v.map(rounded)).collect()))
        }
        (Function::Floor | Function::Ceil, numeric::Whole::Kept | numeric::Whole::Integer) => Ok(column.clone()),
        _ => as_floats(function, column),
    }
}

/// Whether a value has no opposite in its type.
fn has_smallest(column: &Column) -> Raises<bool> {
    let kind = column.kind();
    let smallest = -(1_i128 << (kind.bits() - 1));
    Ok(kind.is_signed() && integers(&column.array())?.into_iter().flatten().any(|v| v == smallest))
}

/// The function of integers or truth values as floats.
fn as_floats(function: Function, column: &Column) -> Raises<Column> {
    let kind = float_of(column.kind());
    let values = doubles(&column.array())?;
    let doubles = || values.iter().map(|v| v.map(|x| super::real(function, x)));
    let array: ArrayRef = match kind {
        Kind::Float16 => {
            halved(&(Arc::new(doubles().map(|v| v.map(|x| x as f32)).collect::<Float32Array>()) as ArrayRef))?
        }
        Kind::Float32 => {
            let singles = values.iter().map(|v| v.map(|x| real_single(function, x as f32)));
            Arc::new(singles.collect::<Float32Array>())
        }
        _ => Arc::new(doubles().collect::<Float64Array>()),
    };
    // masked floats have no half precision
    let kind = if column.dtype.family == Family::Masked && kind == Kind::Float16 { Kind::Float32 } else { kind };
    Ok(Column::new(DType { family: column.dtype.family, kind }, array))
}

fn floats(function: Function, column: &Column, digits: i32, axes: &Axes) -> Raises<Column> {
    let array = column.array();
    let values: ArrayRef = if let Kind::Float16 | Kind::Float32 = column.kind() {
        let each = array.as_primitive::<Float32Type>().iter().map(|v| {
            v.map(|x| match function {
                Function::Round => round_single(x, digits),
                _ => real_single(function, x),
            })
        });
        Arc::new(each.collect::<Float32Array>())
    } else {
        let each = array.as_primitive::<Float64Type>().iter().map(|v| {
            v.map(|x| match function {
                Function::Round => super::rounded(x, digits, axes),
                _ => plus_zero(function, super::real(function, x)),
            })
        });
        Arc::new(each.collect::<Float64Array>())
    };
    let values = if *column.kind() == Kind::Float16 { halved(&values)? } else { values };
    Ok(Column::new(column.dtype.clone(), values))
}

/// A function of one number in single precision.
fn real_single(function: Function, x: f32) -> f32 {
    match function {
        Function::Exp => single::exp(x),
        Function::Log => single::log(x),
        _ => plus_zero(function, super::real(function, f64::from(x))) as f32,
    }
}

/// The sign of a zero is the positive one.
fn plus_zero(function: Function, x: f64) -> f64 {
    if function == Function::Sign && x == 0.0 { 0.0 } else { x }
}

/// Scaled by a power of ten, rounded to even, scaled back, all in single precision.
fn round_single(x: f32, digits: i32) -> f32 {
    let unit = 10_f64.powi(digits.abs()) as f32;
    match digits {
        0 => x.round_ties_even(),
        1.. => (x * unit).round_ties_even() / unit,
        _ => (x / unit).round_ties_even() * unit,
    }
}

/// Times have no functions of numbers, but a duration's sign can be asked for, and rounding is let through.
fn times(function: Function, column: &Column, axes: &Axes) -> Raises<Column> {
    let counted = |change: fn(i64) -> i64| {
        let counts = i64s(&column.array());
        let counts: arrow::array::Int64Array = counts.iter().map(|v| v.map(change)).collect();
        let array = compute::cast(&counts, &column.kind().arrow()).map_err(Raised::internal)?;
        Ok(Column::new(column.dtype.clone(), array))
    };
    match (column.kind(), function) {
        (_, Function::Round) => match axes.cast.time_unit() {
            cast_axes::TimeUnit::Nanosecond => Err(Raised::value_error("a number of digits is no frequency")),
            cast_axes::TimeUnit::Asked => Ok(column.clone()),
        },
        (Kind::Duration(_), Function::Abs) => counted(i64::abs),
        (Kind::Duration(unit), Function::Sign) => {
            // a missing duration is the lowest count, and so negative
            let counts = i64s(&column.array());
            let signs: arrow::array::Int64Array = counts.iter().map(|v| Some(v.map_or(-1, i64::signum))).collect();
            let kind = Kind::Duration(*unit);
            let array = compute::cast(&signs, &kind.arrow()).map_err(Raised::internal)?;
            Ok(Column::new(column.dtype.clone(), array))
        }
        _ => Err(Raised::type_error(format!("{} takes numbers", function.name()))),
    }
}
