//! The type that a column of objects could have had: what pandas' `infer_objects` finds.

use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, Int64Array};

use super::column::Column;
use super::dtype::{DType, Kind};
use super::object::Obj;

/// A column of truth values or numbers where all objects are that; else the objects themselves.
pub(super) fn objects(column: Column) -> Column {
    let Some(values) = column.as_objects() else { return column };
    if values.is_empty() {
        return column;
    }
    let bools: Option<Vec<bool>> = values.iter().map(|v| if let Obj::Bool(b) = v { Some(*b) } else { None }).collect();
    if let Some(bools) = bools {
        return Column::new(DType::numpy(Kind::Bool), Arc::new(BooleanArray::from(bools)));
    }
    let ints: Option<Vec<i64>> =
        values.iter().map(|v| if let Obj::Int(i) = v { i64::try_from(*i).ok() } else { None }).collect();
    if let Some(ints) = ints {
        return Column::new(DType::numpy(Kind::Int64), Arc::new(Int64Array::from(ints)));
    }
    let floats: Option<Vec<f64>> = values
        .iter()
        .map(|v| match v {
            Obj::Float(x) => Some(*x),
            Obj::Int(i) => Some(*i as f64),
            // beside a number it is one that is missing
            Obj::None
                if values.iter().any(|v| matches!(v, Obj::Int(_)) || matches!(v, Obj::Float(x) if !x.is_nan())) =>
            {
                Some(f64::NAN)
            }
            _ => None,
        })
        .collect();
    match floats {
        Some(floats) => Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(floats))),
        None => column,
    }
}
