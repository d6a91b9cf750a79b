//! The type that a column of objects could have had: what pandas' `infer_objects` finds.

use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, Int64Array, UInt64Array};

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
    if let Some(unsigned) = unsigned(values) {
        return unsigned;
    }
    match floats.filter(|_| fits_double(values)) {
        Some(floats) => Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(floats))),
        None => column,
    }
}

/// Integers of which one needs all of 64 bits and none is negative, as an array of them.
pub(super) fn unsigned(values: &[Obj]) -> Option<Column> {
    let count = |v: &Obj| if let Obj::Int(i) = v { u64::try_from(*i).ok() } else { None };
    let counts: Vec<u64> = values.iter().map(count).collect::<Option<_>>()?;
    let wide = counts.iter().any(|c| i64::try_from(*c).is_err());
    wide.then(|| Column::new(DType::numpy(Kind::UInt64), Arc::new(UInt64Array::from(counts))))
}

/// Whether the integers among numbers are such that an array of floats is made of all: none has more than 64 bits.
///
/// Source: pandas, `_libs/lib.pyx` (`maybe_convert_objects`).
pub(super) fn fits_double(values: &[Obj]) -> bool {
    let integers = values.iter().filter_map(|v| if let Obj::Int(i) = v { Some(*i) } else { None });
    integers.into_iter().all(|i| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&i))
}
