//! How a case's inputs become tables: what a framework makes of declared types, nulls and NaN on the way in.

pub(super) mod convert;
mod csv;
mod file;
mod frame;
mod json;
pub(super) mod late;
mod parquet;
mod stored;
pub(super) mod unconverted;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::compute;
use arrow::datatypes::{DataType, Float32Type, TimeUnit};

use super::column::Column;
use super::dtype::{DType, Family, Kind, TimeField};
use super::frame::{Frame, Table};
use super::object::{Obj, i64s};
use super::placement::labels;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, cast, inputs, placement, types};
use crate::case::plan::{Input, InputColumn, Source, Via};
use crate::case::types::Type;
use crate::result::ErrorKind;
use late::Read;

/// The table that `input` becomes, cut into `partitions`.
pub(super) fn table(input: &Input, partitions: usize, axes: &Axes) -> Raises<Read> {
    let read = as_read(input, partitions, axes)?;
    Ok(Read { table: labels::followed(convert::table(read.table, axes)?, axes), ..read })
}

fn as_read(input: &Input, partitions: usize, axes: &Axes) -> Raises<Read> {
    match &input.source {
        Source::Inline(columns) => match input.via {
            Via::Csv => csv::read(super::text::csv::table(columns).as_bytes(), &[], axes),
            Via::Rows | Via::Frame | Via::Parquet => inline(columns, input.via, partitions, axes),
        },
        Source::File(file) => file::read(file, axes),
        Source::Made(made) => {
            let file = made.write().map_err(|why| Raised::new(ErrorKind::Other, why))?;
            file::read(&file, axes)
        }
    }
}

/// Whether the rows of an input are a part of the plan itself, as those of a frame that came as arrays.
///
/// Source: Spark, `ArrowConverters.toDataFrame` (a `LocalRelation` below a size).
pub(super) fn is_in_plan(input: &Input, axes: &Axes) -> bool {
    match (axes.types.model(), &input.source, input.via) {
        (types::Model::Sql, Source::Inline(columns), Via::Frame) => match axes.inputs.from_frame() {
            inputs::FromFrame::Arrow => frame::by_arrays(columns),
            inputs::FromFrame::Itself | inputs::FromFrame::Rows => false,
        },
        (types::Model::Sql | types::Model::Numpy, ..) => false,
    }
}

/// The table of columns that the case writes out.
fn inline(columns: &[InputColumn], via: Via, partitions: usize, axes: &Axes) -> Raises<Read> {
    let rows = columns.first().map_or(0, |c| c.values.len());
    let made = match (axes.types.model(), via) {
        (_, Via::Parquet | Via::Csv) => return parquet::table(columns, rows, axes),
        (types::Model::Numpy, Via::Rows | Via::Frame) => columns.iter().map(|c| numpy_column(c, axes)).collect(),
        (types::Model::Sql, Via::Rows) => columns.iter().map(sql_column).collect(),
        (types::Model::Sql, Via::Frame) => match axes.inputs.from_frame() {
            inputs::FromFrame::Itself => columns.iter().map(sql_column).collect(),
            inputs::FromFrame::Rows => frame::from_rows(columns, axes),
            inputs::FromFrame::Arrow => frame::from_arrow(columns, axes),
        },
    }?;
    let named = columns.iter().map(|c| Arc::from(c.name.as_str())).zip(made).collect();
    let frame = Frame::new(named, rows);
    Ok(Read::sound(split(&frame, partitions, axes)))
}

/// The column that pandas infers from a list of Python values; a narrow numeric type without null is asked for.
fn numpy_column(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    let values = &input.values;
    let nulls = values.logical_null_count();
    let all_null = nulls == values.len() && nulls > 0;
    let unit = time_unit(axes);
    if values.is_empty() {
        return Ok(text_as_held(Column::empty(numpy_declared(&input.ty, axes)), axes));
    }
    Ok(match &input.ty {
        _ if all_null => text_as_held(Column::objects(vec![Obj::None; nulls]), axes),
        Type::Bool if nulls > 0 => text_as_held(objects(input), axes),
        Type::Float32 if nulls > 0 => {
            Column::new(DType::numpy(Kind::Float64), shortest_decimals(values)).nulls_to_nan()
        }
        ty if numeric(ty) && nulls > 0 => Column::new(DType::numpy(kind_of(ty)), values.clone()).numpy_to_float64()?,
        ty if numeric(ty) => Column::new(DType::numpy(kind_of(ty)), values.clone()).nulls_to_nan(),
        Type::Bool => Column::new(DType::numpy(Kind::Bool), values.clone()),
        Type::String => text_as_held(objects(input), axes),
        Type::Timestamp(_) | Type::Duration => timed(input, unit, axes)?,
        Type::Date | Type::Decimal(..) | Type::List(_) => text_as_held(objects(input), axes),
        _ => objects(input),
    })
}

/// A column of objects as the framework holds it: text (and, where objects are turned into text, everything) may have a
/// type of its own.
fn text_as_held(column: Column, axes: &Axes) -> Column {
    super::text::as_held(column, axes)
}

fn objects(input: &InputColumn) -> Column {
    let kind = kind_of(&input.ty);
    let column = Column::new(DType { family: Family::Sql, kind }, input.values.clone());
    Column::objects(column.to_objects())
}

/// Timestamps and durations in the framework's unit. What does not fit 64 bits of nanoseconds stays Python objects.
fn timed(input: &InputColumn, unit: TimeUnit, axes: &Axes) -> Raises<Column> {
    let kind = match &input.ty {
        Type::Timestamp(zone) => Kind::Timestamp(unit, zone.clone()),
        _ => Kind::Duration(unit),
    };
    match compute::cast_with_options(
        &input.values,
        &kind.arrow(),
        &compute::CastOptions { safe: false, ..Default::default() },
    ) {
        Ok(array) => Ok(Column::new(DType::numpy(kind), array)),
        Err(_) => Ok(text_as_held(objects(input), axes)),
    }
}

/// Single-precision values as the double whose shortest decimal form is the same: what a person writes as 0.1 is 0.1.
fn shortest_decimals(values: &ArrayRef) -> ArrayRef {
    let doubles =
        values.as_primitive::<Float32Type>().iter().map(|v| v.map(|x| x.to_string().parse().unwrap_or(f64::from(x))));
    Arc::new(doubles.collect::<arrow::array::Float64Array>())
}

/// An SQL column of the declared schema.
fn sql_column(input: &InputColumn) -> Raises<Column> {
    dated_in_utc(input)?;
    sql_typed(&input.values, sql_kind(&input.ty))
}

/// Refuses points in time of a zone that have no date in UTC, by rows of Python's values (`TimestampType.toInternal` asks for their
/// `utctimetuple`).
fn dated_in_utc(input: &InputColumn) -> Raises<()> {
    const YEARS: std::ops::Range<i64> = -62_135_596_800_000_000..253_402_300_800_000_000;
    let known = |t: Option<i64>| t.is_none_or(|t| YEARS.contains(&t));
    if let Type::Timestamp(Some(_)) = input.ty
        && !i64s(&input.values).iter().all(known)
    {
        return Err(Raised::new(ErrorKind::Overflow, "a point in time has no date in UTC"));
    }
    Ok(())
}

/// Declared values in an SQL type. A timestamp without a zone is an instant of the session, whose zone is UTC.
fn sql_typed(values: &ArrayRef, kind: Kind) -> Raises<Column> {
    let local = |data: &DataType| matches!(data, DataType::Timestamp(_, None) | DataType::List(_));
    let array = match (values.data_type(), &kind) {
        (DataType::List(_), Kind::List(item)) => {
            let lists = values.as_list::<i32>();
            let items = sql_typed(lists.values(), (**item).clone())?.array();
            let field = Arc::new(arrow::datatypes::Field::new("item", item.arrow(), true));
            let lists = ListArray::try_new(field, lists.offsets().clone(), items, lists.nulls().cloned());
            Arc::new(lists.map_err(Raised::internal)?)
        }
        (_, Kind::Void) => arrow::array::new_null_array(&DataType::Null, values.len()),
        (data, kind) if local(data) => compute::cast(values, &DataType::Int64)
            .and_then(|a| compute::cast(&a, &kind.arrow()))
            .map_err(Raised::internal)?,
        (_, kind) => {
            let exactly = compute::CastOptions { safe: false, ..Default::default() };
            compute::cast_with_options(values, &kind.arrow(), &exactly).map_err(Raised::internal)?
        }
    };
    Ok(Column::new(DType::sql(kind), array))
}

/// The SQL type of a declared one. Unsigned integers have no type of their own and take the next wider one.
pub(super) fn sql_kind(ty: &Type) -> Kind {
    match ty {
        Type::UInt8 => Kind::Int16,
        Type::UInt16 => Kind::Int32,
        Type::UInt32 => Kind::Int64,
        Type::UInt64 => Kind::Decimal(20, 0),
        Type::Timestamp(_) => Kind::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))),
        Type::Duration => Kind::Interval(TimeField::Day, TimeField::Second),
        Type::List(item) => Kind::List(Box::new(sql_kind(item))),
        ty => kind_of(ty),
    }
}

/// The kind of a declared type, microseconds for times.
pub(super) fn kind_of(ty: &Type) -> Kind {
    match ty {
        Type::Bool => Kind::Bool,
        Type::Int8 => Kind::Int8,
        Type::Int16 => Kind::Int16,
        Type::Int32 => Kind::Int32,
        Type::Int64 => Kind::Int64,
        Type::UInt8 => Kind::UInt8,
        Type::UInt16 => Kind::UInt16,
        Type::UInt32 => Kind::UInt32,
        Type::UInt64 => Kind::UInt64,
        Type::Float32 => Kind::Float32,
        Type::Float64 => Kind::Float64,
        Type::String => Kind::String,
        Type::Date => Kind::Date,
        Type::Timestamp(zone) => Kind::Timestamp(TimeUnit::Microsecond, zone.clone()),
        Type::Duration => Kind::Duration(TimeUnit::Microsecond),
        Type::Decimal(p, s) => Kind::Decimal(*p, *s),
        Type::List(item) => Kind::List(Box::new(kind_of(item))),
    }
}

const fn numeric(ty: &Type) -> bool {
    use Type::{Float32, Float64, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
    matches!(ty, Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Float32 | Float64)
}

/// The type that an input without rows is given.
fn numpy_declared(ty: &Type, axes: &Axes) -> DType {
    let unit = match axes.cast.time_unit() {
        cast::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        cast::TimeUnit::Asked => TimeUnit::Microsecond,
    };
    DType::numpy(match (ty, axes.types.text()) {
        (Type::String, types::Text::Nan) => Kind::String,
        (Type::Date | Type::Decimal(..) | Type::List(_) | Type::String, _) => Kind::Object,
        (Type::Timestamp(zone), _) => Kind::Timestamp(unit, zone.clone()),
        (Type::Duration, _) => Kind::Duration(unit),
        (ty, _) => kind_of(ty),
    })
}

/// The framework's own unit of time.
pub(super) fn time_unit(axes: &Axes) -> TimeUnit {
    match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => TimeUnit::Microsecond,
    }
}

/// Cuts a frame into the partitions that the case asks for. Sources: Dask's `from_pandas` (rows a partition rounded up),
/// Spark's `ParallelCollectionRDD.slice`.
fn split(frame: &Frame, partitions: usize, axes: &Axes) -> Table {
    let bounds: Vec<usize> = match axes.placement.split() {
        placement::Split::Whole => vec![0, frame.rows],
        placement::Split::Chunks => {
            let size = frame.rows.div_ceil(partitions).max(1);
            let mut bounds: Vec<usize> = (0..frame.rows).step_by(size).collect();
            // a last row on its own stays with those before it
            if bounds.len() > 1 && bounds[bounds.len() - 1] + 1 == frame.rows {
                bounds.pop();
            }
            bounds.push(frame.rows);
            if bounds.len() == 1 { vec![0, 0] } else { bounds }
        }
        placement::Split::Even if frame.rows == 0 => vec![0; partitions + 1],
        placement::Split::Even => {
            let n = partitions.min(frame.rows);
            (0..=n).map(|i| i * (frame.rows / n) + i.min(frame.rows % n)).collect()
        }
        placement::Split::Slices => (0..=partitions).map(|i| frame.rows * i / partitions).collect(),
    };
    let whole = labels::of_numbers(frame.clone(), axes);
    let parts = bounds.windows(2).map(|b| whole.slice(b[0], b[1] - b[0])).collect();
    let mut divisions = match axes.placement.split() {
        placement::Split::Chunks | placement::Split::Even if frame.rows == 0 => Vec::new(),
        _ => bounds,
    };
    if let Some(last) = divisions.last_mut() {
        *last = last.saturating_sub(1);
    }
    Table { parts, meta: frame.emptied(), divisions }
}
