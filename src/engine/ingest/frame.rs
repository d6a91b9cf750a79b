//! A frame of another library as an SQL table: by rows, from whose values types are inferred, or by Arrow arrays.
//!
//! Source: pyspark, `pyspark/sql/pandas/conversion.py` (`createDataFrame`), `pyspark/sql/types.py` (`_infer_type`,
//! `_merge_type`).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StringArray, new_null_array};
use arrow::compute;
use arrow::datatypes::{Decimal128Type, Field, Float32Type, Float64Type, UInt64Type};

use super::{dated_in_utc, sql_kind, sql_typed};
use crate::axis::{Axes, inputs};
use crate::case::plan::InputColumn;
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// A frame's columns by rows of Python values.
pub(super) fn from_rows(columns: &[InputColumn], axes: &Axes) -> Raises<Vec<Column>> {
    if columns.iter().any(|c| c.values.is_empty()) {
        return Err(Raised::value_error("no types can be inferred from no rows"));
    }
    columns.iter().try_for_each(dated_in_utc)?;
    columns.iter().try_for_each(of_one_type)?;
    columns.iter().map(|c| by_values(c, axes)).collect()
}

/// Refuses values of several types, which is found before a column of none.
///
/// Source: Spark, `_inferSchemaFromList` (`pyspark/sql/session.py`) and `_merge_type` (`pyspark/sql/types.py`).
fn of_one_type(column: &InputColumn) -> Raises<()> {
    let values = &column.values;
    match &column.ty {
        Type::Duration if values.null_count() > 0 && !all_null(values) => {
            Err(Raised::type_error("a missing duration has a type of its own"))
        }
        _ => Ok(()),
    }
}

/// A frame's columns by Arrow arrays; a type that SQL lacks sends the whole frame by rows.
pub(super) fn from_arrow(columns: &[InputColumn], axes: &Axes) -> Raises<Vec<Column>> {
    if by_arrays(columns) { columns.iter().map(by_array).collect() } else { from_rows(columns, axes) }
}

/// Whether all columns have arrays of types that there are.
pub(super) fn by_arrays(columns: &[InputColumn]) -> bool {
    let unsigned = |ty: &Type| matches!(ty, Type::UInt8 | Type::UInt16 | Type::UInt32 | Type::UInt64);
    let held_so = |c: &InputColumn| unsigned(&c.ty) && c.values.null_count() == 0;
    !columns.iter().any(|c| c.values.is_empty() || held_so(c))
}

fn all_null(values: &ArrayRef) -> bool {
    values.logical_null_count() == values.len()
}

/// A column whose type is the one that its Python values have in common.
fn by_values(column: &InputColumn, axes: &Axes) -> Raises<Column> {
    let values = &column.values;
    if all_null(values) {
        return Err(Raised::value_error("the type of a column of nothing but null cannot be determined"));
    }
    match &column.ty {
        Type::Bool => sql_typed(values, Kind::Bool),
        Type::String => Ok(match axes.inputs.frame_text() {
            inputs::FrameText::Null => sql_typed(values, Kind::String)?,
            inputs::FrameText::Nan => {
                let texts = values.as_string::<i32>().iter().map(|v| Some(v.unwrap_or("nan")));
                Column::new(DType::sql(Kind::String), Arc::new(texts.collect::<StringArray>()))
            }
        }),
        Type::UInt64 | Type::Float32 | Type::Float64 => Ok(numbers(column)?.unwrap_or_else(|| counted(values))),
        ty if super::numeric(ty) => match numbers(column)? {
            Some(doubles) => Ok(doubles),
            None => sql_typed(values, Kind::Int64),
        },
        ty => sql_typed(values, inferred(ty, values)?).map_err(|_| too_wide()),
    }
}

/// Unsigned integers as signed ones, null where they are too large.
fn counted(values: &ArrayRef) -> Column {
    let counts = values.as_primitive::<UInt64Type>().iter().map(|v| v.and_then(|v| i64::try_from(v).ok()));
    Column::new(DType::sql(Kind::Int64), Arc::new(counts.collect::<arrow::array::Int64Array>()))
}

/// Numbers that the frame holds as doubles: floats, and integers with a null among them, which is NaN.
fn numbers(column: &InputColumn) -> Raises<Option<Column>> {
    let values = &column.values;
    let doubles = match &column.ty {
        Type::Float32 if values.null_count() > 0 => super::shortest_decimals(values),
        Type::Float32 | Type::Float64 => compute::cast(values, &Kind::Float64.arrow()).map_err(Raised::internal)?,
        _ if values.null_count() > 0 => compute::cast(values, &Kind::Float64.arrow()).map_err(Raised::internal)?,
        _ => return Ok(None),
    };
    let filled = Column::new(DType::numpy(Kind::Float64), doubles).nulls_to_nan();
    Ok(Some(Column::new(DType::sql(Kind::Float64), filled.array())))
}

/// The type of Python values of a declared type: all integers are wide, decimals have 38 digits.
fn inferred(ty: &Type, values: &ArrayRef) -> Raises<Kind> {
    Ok(match ty {
        Type::Float32 => Kind::Float64,
        ty if super::numeric(ty) && *ty != Type::Float64 => Kind::Int64,
        Type::Decimal(..) => Kind::Decimal(38, 18),
        Type::List(item) => {
            let items = values.as_list::<i32>().values().clone();
            if all_null(&items) {
                return Err(Raised::value_error("the type of lists of nothing but null cannot be determined"));
            }
            Kind::List(Box::new(inferred(item, &items)?))
        }
        ty => sql_kind(ty),
    })
}

fn too_wide() -> Raised {
    Raised::new(ErrorKind::Overflow, "a decimal has too many digits for decimal(38,18)")
}

/// A column in the type of the Arrow array that the frame's column becomes; NaN becomes null.
fn by_array(column: &InputColumn) -> Raises<Column> {
    let values = &column.values;
    let typed = match &column.ty {
        _ if all_null(values) => return Ok(void(values.len())),
        Type::Float32 if values.null_count() > 0 => {
            Column::new(DType::sql(Kind::Float64), super::shortest_decimals(values))
        }
        ty if super::numeric(ty) && values.null_count() > 0 => sql_typed(values, Kind::Float64)?,
        ty => sql_typed(values, arrow_kind(ty, values))?,
    };
    Ok(Column::new(typed.dtype.clone(), without_nan(&typed.array())?))
}

fn void(rows: usize) -> Column {
    Column::new(DType::sql(Kind::Void), new_null_array(&arrow::datatypes::DataType::Null, rows))
}

fn arrow_kind(ty: &Type, values: &ArrayRef) -> Kind {
    match ty {
        Type::Decimal(_, scale) => smallest_decimal(values, i32::from(*scale)),
        Type::List(item) => {
            let items = values.as_list::<i32>().values().clone();
            let item = if nothing_known(&items) { Kind::Void } else { in_list(item, &items) };
            Kind::List(Box::new(item))
        }
        ty => sql_kind(ty),
    }
}

/// Whether an array has no value but null and NaN.
fn nothing_known(items: &ArrayRef) -> bool {
    let nan = |v: Option<f64>| v.is_none_or(f64::is_nan);
    match items.data_type() {
        arrow::datatypes::DataType::Float64 => items.as_primitive::<Float64Type>().iter().all(nan),
        arrow::datatypes::DataType::Float32 => {
            items.as_primitive::<Float32Type>().iter().all(|v| nan(v.map(f64::from)))
        }
        _ => all_null(items),
    }
}

fn in_list(ty: &Type, items: &ArrayRef) -> Kind {
    match ty {
        Type::Float32 => Kind::Float64,
        ty if super::numeric(ty) && *ty != Type::Float64 => Kind::Int64,
        ty => arrow_kind(ty, items),
    }
}

/// The decimal type with just the digits that the values have, all of them at their declared scale.
fn smallest_decimal(values: &ArrayRef, scale: i32) -> Kind {
    let digits = |v: i128| v.unsigned_abs().checked_ilog10().map_or(1, |n| n as i32 + 1);
    let whole = values.as_primitive::<Decimal128Type>().iter().flatten().map(|v| (digits(v) - scale).max(0)).max();
    let precision = (whole.unwrap_or(0) + scale).clamp(1, 38);
    Kind::Decimal(precision as u8, scale as i8)
}

fn without_nan(values: &ArrayRef) -> Raises<ArrayRef> {
    Ok(match values.data_type() {
        arrow::datatypes::DataType::Float64 => {
            let known = values.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| !x.is_nan()));
            Arc::new(known.collect::<arrow::array::Float64Array>())
        }
        arrow::datatypes::DataType::Float32 => {
            let known = values.as_primitive::<Float32Type>().iter().map(|v| v.filter(|x| !x.is_nan()));
            Arc::new(known.collect::<arrow::array::Float32Array>())
        }
        arrow::datatypes::DataType::List(_) => {
            let lists = values.as_list::<i32>();
            let items = without_nan(lists.values())?;
            let field = Arc::new(Field::new("item", items.data_type().clone(), true));
            let lists = ListArray::try_new(field, lists.offsets().clone(), items, lists.nulls().cloned());
            Arc::new(lists.map_err(Raised::internal)?)
        }
        _ => values.clone(),
    })
}
