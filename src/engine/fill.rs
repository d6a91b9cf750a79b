//! Missing values of a column replaced by one value, and what becomes of the column's type.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float32Array, Float64Array, Int64Array, StringArray, UInt32Array};
use arrow::compute;

use super::column::{Column, Data};
use super::dtype::{DType, Family, Kind};
use super::expr::{self, cast, fits};
use super::object::Obj;
use super::raised::{Raised, Raises};
use super::{coerce, infer};
use crate::axis::{Axes, missing};
use crate::case::expr::Literal;
use crate::case::plan::Scalar;

/// `column` with its missing values replaced, in a type that holds both. Source: pandas, `Block.fillna`.
pub(super) fn missing(column: &Column, value: &Scalar, axes: &Axes) -> Raises<Column> {
    if !column.dtype.holds_missing() {
        return Ok(column.clone());
    }
    let present = column.present();
    let whole = present.count_set_bits() == column.len();
    let inferred = |filled: Column| match axes.missing.filled_objects() {
        missing::FilledObjects::Inferred => infer::objects(filled),
        missing::FilledObjects::Objects => filled,
    };
    if expr::holds(column) {
        return match whole {
            true => Ok(column.clone()),
            false => replaced(column, &expr::held(column, &literal(value), axes)?),
        };
    }
    if column.dtype.family == Family::Arrow && axes.types.converted().nullable() {
        return if whole {
            Ok(column.clone())
        } else {
            replaced(column, &expr::constant(column, &literal(value), axes)?)
        };
    }
    if let Data::Objects(_) = &column.data {
        let filled = if whole { column.clone() } else { replaced(column, &Column::objects(vec![object(value)]))? };
        return Ok(inferred(filled));
    }
    if fits::stays(&column.dtype) {
        return if whole {
            Ok(column.clone())
        } else {
            replaced(column, &fits::scalar(column, &literal(value), 1, axes)?)
        };
    }
    let fill = fitting(column, value, axes)?;
    match (column.kind(), column.dtype.family, axes.missing.fill_duration()) {
        (Kind::Duration(_), Family::Numpy, missing::FillDuration::Raise) if fill.is_none() => {
            return Err(Raised::type_error(format!("Invalid value for dtype '{}'", column.dtype)));
        }
        (_, _, missing::FillDuration::Raise | missing::FillDuration::Object) => {}
    }
    if whole {
        return Ok(column.clone());
    }
    if let Some(fill) = fill {
        return replaced(column, &fill);
    }
    if column.dtype.family == Family::Arrow || fits::stays(&column.dtype) {
        return Err(fits::invalid(&column.dtype));
    }
    match column.kind() {
        Kind::Float32 if !matches!(value, Scalar::Bool(_) | Scalar::Str(_)) => {
            missing(&column.numpy_to_float64()?, value, axes)
        }
        _ => replaced(&Column::objects(column.to_objects()), &Column::objects(vec![object(value)])).map(inferred),
    }
}

/// A single `column` with values that are looked up by its row labels, of which it has none: where something is missing, it holds
/// what the values have for missing, in a type that holds both.
///
/// Source: pandas, `NDFrame.fillna` with a dictionary, and `Block.where`.
pub(super) fn by_labels(column: &Column, values: &[(String, Scalar)], axes: &Axes) -> Column {
    match axes.missing.filled_objects() {
        missing::FilledObjects::Objects => {}
        missing::FilledObjects::Inferred => return column.clone(),
    }
    let all = |test: fn(&Scalar) -> bool| {
        values.iter().any(|(_, value)| !matches!(value, Scalar::Null)) && values.iter().all(|(_, value)| test(value))
    };
    let numbers = all(|value| matches!(value, Scalar::Int(_) | Scalar::Float(_) | Scalar::Null));
    let texts = all(|value| matches!(value, Scalar::Str(_) | Scalar::Null));
    let keeps = match column.kind() {
        Kind::String => !numbers,
        Kind::Float32 | Kind::Float64 => numbers,
        Kind::Timestamp(..) | Kind::Duration(_) => texts,
        _ => true,
    };
    if keeps || !column.dtype.holds_missing() || column.present().count_set_bits() == column.len() {
        return column.clone();
    }
    let held = |value: Obj| if value.is_missing() { Obj::Float(f64::NAN) } else { value };
    Column::objects(column.to_objects().into_iter().map(held).collect::<Vec<_>>())
}

/// The value as a column of one row in the column's own type, if it has it.
fn fitting(column: &Column, value: &Scalar, axes: &Axes) -> Raises<Option<Column>> {
    let single = |x: f64| f64::from(x as f32) == x || x.is_nan();
    let number = match value {
        Scalar::Int(i) => Some(*i as f64),
        Scalar::Float(x) => Some(*x),
        Scalar::Bool(_) | Scalar::Str(_) | Scalar::Null => None,
    };
    let array: ArrayRef = match (column.kind(), number, value) {
        (Kind::Float64, Some(x), _) => Arc::new(Float64Array::from(vec![x])),
        (Kind::Float32, Some(x), _) if !single(x) => match axes.missing.fill_single() {
            missing::FillSingle::Rounded => Arc::new(Float32Array::from(vec![x as f32])),
            missing::FillSingle::Widened => return Ok(None),
        },
        (Kind::Float32, Some(x), _) => Arc::new(Float32Array::from(vec![x as f32])),
        (Kind::String, _, Scalar::Str(text)) => Arc::new(StringArray::from(vec![&**text])),
        (Kind::String | Kind::Timestamp(..) | Kind::Duration(_), _, Scalar::Float(x)) if x.is_nan() => {
            return Ok(Some(Column::missing(column.dtype.clone(), 1)));
        }
        (Kind::Timestamp(..) | Kind::Duration(_), _, Scalar::Str(text)) => {
            return Ok(cast::spelt(text, column, 1, axes));
        }
        (kind, _, Scalar::Bool(b)) if *kind == Kind::Bool => Arc::new(BooleanArray::from(vec![*b])),
        (kind, _, Scalar::Int(i)) if kind.is_integer() => {
            let wide: ArrayRef = Arc::new(Int64Array::from(vec![*i as i64]));
            compute::cast(&wide, &kind.arrow()).map_err(Raised::internal)?
        }
        _ => return Ok(None),
    };
    Ok(Some(Column::new(column.dtype.clone(), array)))
}

/// Where `column` is missing (or, for SQL, NaN), the one value of `fill`.
fn replaced(column: &Column, fill: &Column) -> Raises<Column> {
    let both = Column::concat(&[column, fill])?;
    let (present, nan) = (column.present(), column.is_nan());
    let last = column.len() as u32;
    let rows: UInt32Array = (0..last)
        .map(|row| if present.value(row as usize) && !nan.value(row as usize) { row } else { last })
        .collect::<Vec<_>>()
        .into();
    both.take(&rows)
}

fn object(value: &Scalar) -> Obj {
    match value {
        Scalar::Null => Obj::None,
        Scalar::Bool(b) => Obj::Bool(*b),
        Scalar::Int(i) => Obj::Int(*i),
        Scalar::Float(x) => Obj::Float(*x),
        Scalar::Str(text) => Obj::Str(text.clone()),
    }
}

fn literal(value: &Scalar) -> Literal {
    match value {
        Scalar::Null => Literal::Null,
        Scalar::Bool(b) => Literal::Bool(*b),
        Scalar::Int(i) => Literal::Int(*i),
        Scalar::Float(x) => Literal::Float(*x),
        Scalar::Str(text) => Literal::Str(text.clone()),
    }
}

/// Whether a value for all columns is meant for one of this type.
pub(super) fn meant(column: &Column, value: &Scalar) -> bool {
    match value {
        Scalar::Null => false,
        Scalar::Bool(_) => *column.kind() == Kind::Bool,
        Scalar::Int(_) | Scalar::Float(_) => column.kind().is_number(),
        Scalar::Str(_) => *column.kind() == Kind::String,
    }
}

/// An SQL column with its nulls and NaN replaced by the value, cast to the column's type. For all columns a number
/// arrives as a double.
pub(super) fn null(column: &Column, value: &Scalar, for_all: bool, axes: &Axes) -> Raises<Column> {
    let (kind, array): (Kind, ArrayRef) = match value {
        Scalar::Null => return Ok(column.clone()),
        Scalar::Bool(b) => (Kind::Bool, Arc::new(BooleanArray::from(vec![*b]))),
        Scalar::Int(i) if for_all => (Kind::Float64, Arc::new(Float64Array::from(vec![*i as f64]))),
        Scalar::Int(i) => (Kind::Int64, Arc::new(Int64Array::from(vec![*i as i64]))),
        Scalar::Float(x) => (Kind::Float64, Arc::new(Float64Array::from(vec![*x]))),
        Scalar::Str(text) => (Kind::String, Arc::new(StringArray::from(vec![&**text]))),
    };
    let fill = Column::new(DType::sql(kind), array);
    if column.present().count_set_bits() == column.len() && column.is_nan().count_set_bits() == 0 {
        // whether there is a cast is asked all the same
        coerce::cast(&fill.slice(0, 0), column.kind(), axes)?;
        return Ok(column.clone());
    }
    replaced(column, &coerce::cast(&fill, column.kind(), axes)?)
}
