//! What a nullable column takes in: its type stays, so every value has to fit it.
//!
//! Source: pandas, `BaseMaskedArray._validate_setitem_value`, `ExtensionArray._where`, `ArrowExtensionArray._box_pa`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use arrow::compute;
use arrow::datatypes::{DataType, Float64Type};

use super::Operand;
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
pub(super) fn taken(column: &Column, taken: &BooleanArray, other: &Operand) -> Raises<Column> {
    match other {
        Operand::Scalar(constant) => scalar(column, constant, taken.len()),
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

fn like(column: &Column, array: &ArrayRef) -> Raises<Column> {
    let array = compute::cast(array, &column.kind().arrow()).map_err(Raised::internal)?;
    Ok(Column::new(column.dtype.clone(), array))
}

fn scalar(column: &Column, constant: &Literal, rows: usize) -> Raises<Column> {
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
            let one: ArrayRef = Arc::new(Int64Array::from(vec![i64::try_from(*i).ok(); rows]));
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

/// The values of another column; those of `rows` have to be the same in this type.
fn values(column: &Column, other: &Column, rows: &BooleanArray) -> Raises<Column> {
    let kind = column.kind();
    let asked = other.filter(rows)?;
    if asked.present().count_set_bits() == 0 {
        return Ok(Column::missing(column.dtype.clone(), other.len()));
    }
    let arrow = column.dtype.family == Family::Arrow;
    if arrow && (*other.kind() == Kind::String || *kind == Kind::Bool) {
        let array = if *kind == Kind::Bool && *other.kind() != Kind::String {
            compute::cast(&other.array(), &DataType::Boolean).map_err(Raised::internal)?
        } else {
            parsed(&other.array(), kind)?
        };
        let lost = asked.len() - asked.present().count_set_bits();
        let there = compute::filter(&array, rows).map_err(Raised::internal)?;
        return if there.null_count() > lost {
            Err(Raised::new(ErrorKind::InvalidCast, format!("a text is no {}", column.dtype)))
        } else {
            like(column, &array)
        };
    }
    let number = other.kind().is_integer() || other.kind().is_float();
    let alike = if *kind == Kind::Bool { *other.kind() == Kind::Bool } else { number };
    if !alike {
        return Err(invalid(&column.dtype));
    }
    if kind.is_integer() {
        let values = asked.array();
        if other.kind().is_float() {
            let doubles = compute::cast(&values, &DataType::Float64).map_err(Raised::internal)?;
            if doubles.as_primitive::<Float64Type>().iter().flatten().any(f64::is_infinite) {
                return Err(match column.dtype.family {
                    Family::Arrow => invalid(&column.dtype),
                    _ => Raised::new(ErrorKind::Overflow, "cannot convert an infinite value to integer"),
                });
            }
        }
        let there = compute::cast(&values, &kind.arrow()).map_err(Raised::internal)?;
        let back = compute::cast(&there, values.data_type()).map_err(Raised::internal)?;
        if there.null_count() > asked.len() - asked.present().count_set_bits() || differ(&values, &back)? {
            return Err(if arrow && !other.kind().is_float() {
                Raised::new(ErrorKind::Overflow, format!("a value is not in the range of {}", column.dtype))
            } else {
                invalid(&column.dtype)
            });
        }
    }
    like(column, &other.array())
}

/// Texts as values of a kind, null where one is none.
fn parsed(texts: &ArrayRef, kind: &Kind) -> Raises<ArrayRef> {
    compute::cast(texts, &kind.arrow()).map_err(Raised::internal)
}

/// Whether any value that is there is not the same in both.
fn differ(a: &ArrayRef, b: &ArrayRef) -> Raises<bool> {
    let differs = compute::kernels::cmp::neq(a, b).map_err(Raised::internal)?;
    Ok(differs.true_count() > 0)
}
