//! The made-up rows that a plan is tried on where a framework infers types by running its calls.
//!
//! Source: Dask's `meta_nonempty` (`dask/dataframe/backends.py`): two rows a column, fixed values a type;
//! and `make_array_nonempty` (`dask/dataframe/_dtypes.py`), for arrays with a mask and for Arrow's.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, ListArray, StringArray, new_null_array};
use arrow::compute;
use arrow::datatypes::DataType;

use super::column::Column;
use super::dtype::{DType, Family, Kind};
use super::frame::Frame;
use super::object::Obj;
use crate::axis::Axes;
use crate::axis::evaluation::MadeUpObject;

/// How many rows a sample has.
const ROWS: usize = 2;

/// Two made-up rows of the columns of `meta`.
pub(super) fn of(meta: &Frame, axes: &Axes) -> Frame {
    let columns =
        meta.columns.iter().map(|c| Column { categorical: c.categorical, ..column(&c.dtype, axes) }).collect();
    Frame { names: meta.names.clone(), columns, rows: ROWS, labels: None }
}

/// As many made-up rows as `rows` says of a type: the sample's, or none.
pub(super) fn values(dtype: &DType, rows: usize, axes: &Axes) -> Column {
    column(dtype, axes).slice(0, rows.min(ROWS))
}

fn column(dtype: &DType, axes: &Axes) -> Column {
    let array: ArrayRef = match &dtype.kind {
        Kind::Object => {
            let object = match axes.evaluation.made_up_object() {
                MadeUpObject::Text => Obj::Str(Arc::from("foo")),
                MadeUpObject::Plain => Obj::Plain,
            };
            return Column::objects(vec![object; ROWS]);
        }
        Kind::Void => new_null_array(&DataType::Null, ROWS),
        Kind::Bool => Arc::new(BooleanArray::from(vec![Some(true), second(dtype.family, true, false)])),
        Kind::String => {
            let second = match dtype.family {
                Family::Arrow => Some("b"),
                Family::Numpy | Family::Masked | Family::Sql => None,
            };
            Arc::new(StringArray::from(vec![Some("a"), second]))
        }
        Kind::List(item) => {
            Arc::new(ListArray::new_null(Arc::new(arrow::datatypes::Field::new("item", item.arrow(), true)), ROWS))
        }
        // 1 of every number; the first instant and one day of time
        Kind::Timestamp(..) => stored([Some(0), Some(0)], &dtype.kind),
        Kind::Duration(unit) => stored([Some(86_400 * super::text::per_second(*unit)); ROWS], &dtype.kind),
        Kind::Decimal(..) => stored([Some(1), second(dtype.family, 1, 0)], &dtype.kind),
        kind => stored([Some(1), second(dtype.family, 1, 2)], kind),
    };
    Column::new(dtype.clone(), array)
}

/// The second value: the first again in NumPy's arrays, missing where there is a mask, another in Arrow's.
fn second<T>(family: Family, first: T, other: T) -> Option<T> {
    match family {
        Family::Numpy | Family::Sql => Some(first),
        Family::Masked => None,
        Family::Arrow => Some(other),
    }
}

fn stored(values: [Option<i64>; ROWS], kind: &Kind) -> ArrayRef {
    let numbers: ArrayRef = Arc::new(Int64Array::from(values.to_vec()));
    let numbers =
        if matches!(kind, Kind::Date) { compute::cast(&numbers, &DataType::Int32).unwrap_or(numbers) } else { numbers };
    compute::cast(&numbers, &kind.arrow()).unwrap_or_else(|_| new_null_array(&kind.arrow(), ROWS))
}
