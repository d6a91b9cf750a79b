//! What a nullable column takes in: its type stays, so every value has to fit it.
//!
//! Source: pandas, `BaseMaskedArray._validate_setitem_value`, `ExtensionArray._where`, `ArrowExtensionArray._box_pa`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use arrow::compute;
use arrow::datatypes::{DataType, Float64Type};

use super::Operand;
use crate::axis::{Axes, arithmetic};
use crate::case::expr::Literal;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Whether a column is one whose type stays, of numbers or truth values.
pub(in crate::engine) fn stays(dtype: &DType) -> bool {
    matches!(dtype.family, Family::Masked | Family::Arrow)
        && (*dtype == DType { family: dtype.family, kind: Kind::Bool }
            || dtype.kind.is_integer()
            || dtype.kind.is_float())
}

/// `other` in the type of `column`; of a column, only the rows that are taken count.
pub(super) fn taken(column: &Column, taken: &BooleanArray, other: &Operand, axes: &Axes) -> Raises<Column> {
    match other {
        Operand::Scalar(constant) => scalar(column, constant, taken.len(), axes),
        Operand::Column(other) => {
            let left = compute::not(taken).map_err(Raised::internal)?;
            values(column, other, &left)
        }
    }
}

/// The error that a value raises that does not fit.
pub(in crate::engine) fn invalid(dtype: &DType) -> Raised {
    let message = format!("invalid value for dtype '{dtype}'");
    if dtype.family == Family::Arrow && stays(dtype) {
        Raised::value_error(message)
    } else {
        Raised::type_error(message)
    }
}

/// The error that a value of another sort raises.
pub(super) fn unlike(dtype: &DType) -> Raised {
    Raised::type_error(format!("invalid value for dtype '{dtype}'"))
}

fn like(column: &Column, array: &ArrayRef) -> Raises<Column> {
    let array = compute::cast(array, &column.kind().arrow()).map_err(Raised::internal)?;
    Ok(Column::new(column.dtype.clone(), array))
}

/// A constant in the type of `column`, once for every row.
pub(in crate::engine) fn scalar(column: &Column, constant: &Literal, rows: usize, axes: &Axes) -> Raises<Column> {
    let kind = column.kind();
    let array: ArrayRef = match constant {
        Literal::Null => return Ok(Column::missing(column.dtype.clone(), rows)),
        Literal::Float(x) if x.is_nan() => return Ok(Column::missing(column.dtype.clone(), rows)),
        Literal::Bool(b) if *kind == Kind::Bool => Arc::new(BooleanArray::from(vec![*b; rows])),
        Literal::Int(i) if kind.is_float() => Arc::new(Float64Array::from(vec![*i as f64; rows])),
        Literal::Float(x) if kind.is_float() => Arc::new(Float64Array::from(vec![*x; rows])),
        // Arrow cuts a constant's fraction off
        Literal::Float(x) if kind.is_integer() && (x.fract() == 0.0 || column.dtype.family == Family::Arrow) => {
            Arc::new(Int64Array::from(vec![*x as i64; rows]))
        }
        Literal::Int(i) if kind.is_integer() => {
            let held = match axes.arithmetic.constants() {
                arithmetic::Constants::ByValue => i64::try_from(*i).ok().map(|i| wrapped(i, kind)),
                arithmetic::Constants::Weak => i64::try_from(*i).ok(),
            };
            let one: ArrayRef = Arc::new(Int64Array::from(vec![held; rows]));
            let fits = like(column, &one)?;
            if rows > 0 && fits.array().null_count() > 0 {
                return Err(Raised::new(ErrorKind::Overflow, format!("{i} is out of bounds for {}", column.dtype)));
            }
            return Ok(fits);
        }
        _ => return Err(invalid(&column.dtype)),
    };
    like(column, &array)
}

/// What an integer type of less than 64 bits keeps of an integer.
fn wrapped(value: i64, kind: &Kind) -> i64 {
    match kind {
        Kind::Int8 => i64::from(value as i8),
        Kind::Int16 => i64::from(value as i16),
        Kind::Int32 => i64::from(value as i32),
        Kind::UInt8 => i64::from(value as u8),
        Kind::UInt16 => i64::from(value as u16),
        Kind::UInt32 => i64::from(value as u32),
        _ => value,
    }
}

/// The values of another column; those of `rows` have to be the same in this type.
fn values(column: &Column, other: &Column, rows: &BooleanArray) -> Raises<Column> {
    let kind = column.kind();
    let asked = other.filter(rows)?;
    if asked.present().count_set_bits() == 0 {
        return Ok(Column::missing(column.dtype.clone(), other.len()));
    }
    let number = other.kind().is_integer() || other.kind().is_float() || *other.kind() == Kind::Bool;
    let alike = if *kind == Kind::Bool { *other.kind() == Kind::Bool } else { number };
    if !alike {
        return Err(invalid(&column.dtype));
    }
    if kind.is_integer() {
        let values = asked.array();
        if other.kind().is_float() {
            let doubles = compute::cast(&values, &DataType::Float64).map_err(Raised::internal)?;
            if doubles.as_primitive::<Float64Type>().iter().flatten().any(f64::is_infinite) {
                return Err(Raised::new(ErrorKind::Overflow, "cannot convert an infinite value to integer"));
            }
        }
        let there = compute::cast(&values, &kind.arrow()).map_err(Raised::internal)?;
        let back = compute::cast(&there, values.data_type()).map_err(Raised::internal)?;
        if there.null_count() > asked.len() - asked.present().count_set_bits() || differ(&values, &back)? {
            return Err(invalid(&column.dtype));
        }
    }
    like(column, &other.array())
}

/// Texts as values of a kind, as Arrow reads them.
pub(super) fn parsed(texts: &Column, kind: &Kind) -> Raises<ArrayRef> {
    let array = texts.array();
    let truth = |text: &str| match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    };
    let read: ArrayRef = match kind {
        Kind::Bool => {
            Arc::new(array.as_string::<i32>().iter().map(|text| text.and_then(truth)).collect::<BooleanArray>())
        }
        kind => compute::cast(&array, &kind.arrow()).map_err(Raised::internal)?,
    };
    if read.null_count() > array.null_count() {
        return Err(Raised::new(ErrorKind::InvalidCast, format!("a text is no {kind:?}")));
    }
    Ok(read)
}

/// Whether any value that is there is not the same in both.
fn differ(a: &ArrayRef, b: &ArrayRef) -> Raises<bool> {
    let differs = compute::kernels::cmp::neq(a, b).map_err(Raised::internal)?;
    Ok(differs.true_count() > 0)
}
