//! The made-up rows that a plan is tried on where a framework infers types by running its calls.
//!
//! Source: Dask's `meta_nonempty` (`dask/dataframe/backends.py`): two rows a column, a fixed value a type.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, ListArray, StringArray, new_null_array};
use arrow::compute;
use arrow::datatypes::DataType;

use super::column::Column;
use super::dtype::{DType, Kind};
use super::frame::Frame;
use super::object::Obj;
use crate::axis::Axes;
use crate::axis::evaluation::MadeUpObject;

/// How many rows a sample has.
const ROWS: usize = 2;

/// Two made-up rows of the columns of `meta`.
pub(super) fn of(meta: &Frame, axes: &Axes) -> Frame {
    let columns = meta.columns.iter().map(|c| column(&c.dtype, axes)).collect();
    Frame { names: meta.names.clone(), columns, rows: ROWS }
}

/// As many made-up rows as `rows` says of a type: the sample's, or none.
pub(super) fn values(dtype: &DType, rows: usize, axes: &Axes) -> Column {
    column(dtype, axes).slice(0, rows.min(ROWS))
}

fn column(dtype: &DType, axes: &Axes) -> Column {
    let array: ArrayRef = match &dtype.kind {
        Kind::Object => {
            let object = match axes.evaluation.made_up_object {
                MadeUpObject::Text => Obj::Str(Arc::from("foo")),
                MadeUpObject::Plain => Obj::Plain,
            };
            return Column::objects(vec![object; ROWS]);
        }
        Kind::Void => new_null_array(&DataType::Null, ROWS),
        Kind::Bool => Arc::new(BooleanArray::from(vec![true; ROWS])),
        Kind::String => Arc::new(StringArray::from(vec!["foo"; ROWS])),
        Kind::List(item) => {
            Arc::new(ListArray::new_null(Arc::new(arrow::datatypes::Field::new("item", item.arrow(), true)), ROWS))
        }
        // 1 of every number; the first instant and one day of time
        Kind::Timestamp(..) => stored(0, &dtype.kind),
        Kind::Duration(unit) => stored(86_400 * super::text::per_second(*unit), &dtype.kind),
        kind => stored(1, kind),
    };
    Column::new(dtype.clone(), array)
}

fn stored(value: i64, kind: &Kind) -> ArrayRef {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![value; ROWS]));
    let numbers =
        if matches!(kind, Kind::Date) { compute::cast(&numbers, &DataType::Int32).unwrap_or(numbers) } else { numbers };
    compute::cast(&numbers, &kind.arrow()).unwrap_or_else(|_| new_null_array(&kind.arrow(), ROWS))
}
