//! A table that came by way of a Parquet file: Arrow arrays of the declared types as each framework holds them.
//!
//! Sources: PyArrow, `Table.to_pandas`; Dask's `read_parquet` with Arrow strings; Spark, `ParquetSchemaConverter`.

use arrow::array::{Array, ArrayRef, AsArray, DurationMicrosecondArray};
use arrow::compute;
use arrow::datatypes::{DataType, DurationMicrosecondType, TimeUnit};

use super::{kind_of, numeric, objects, sql_kind};
use crate::axis::{Axes, cast, types};
use crate::case::plan::InputColumn;
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The column that NumPy's model makes of an Arrow array: types are kept where they have room for what is missing.
pub(super) fn numpy(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    let values = &input.values;
    let lacking = values.logical_null_count() > 0;
    let held = |kind: Kind| Column::new(DType::numpy(kind), values.clone());
    Ok(match &input.ty {
        Type::Bool if !lacking => held(Kind::Bool),
        Type::Float32 | Type::Float64 => held(kind_of(&input.ty)).nulls_to_nan(),
        ty if numeric(ty) && lacking => held(kind_of(ty)).numpy_to_float64()?,
        ty if numeric(ty) => held(kind_of(ty)),
        Type::String => match axes.types.text {
            types::Text::Nan => held(Kind::String),
            types::Text::Na => Column::new(DType::masked(Kind::String), values.clone()),
            types::Text::Object | types::Text::Sql => objects(input),
        },
        Type::Date | Type::Decimal(..) => match axes.types.text {
            // where text is Arrow's, so is what pandas has no type for
            types::Text::Na => Column::new(DType { family: Family::Arrow, kind: kind_of(&input.ty) }, values.clone()),
            types::Text::Nan | types::Text::Object | types::Text::Sql => objects(input),
        },
        Type::Timestamp(_) | Type::Duration => timed(input, axes)?,
        Type::List(_) => lists(input),
        _ => objects(input),
    })
}

/// Times keep the file's microseconds where the framework has them.
fn timed(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    let unit = match axes.cast.time_unit {
        cast::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        cast::TimeUnit::Asked => TimeUnit::Microsecond,
    };
    let (kind, values): (Kind, ArrayRef) = match (&input.ty, unit) {
        (Type::Timestamp(zone), unit) => (Kind::Timestamp(unit, zone.clone()), input.values.clone()),
        (_, TimeUnit::Nanosecond) => {
            // a duration too long for nanoseconds wraps around
            let micros = input.values.as_primitive::<DurationMicrosecondType>();
            let wrapped: DurationMicrosecondArray =
                micros.unary::<_, DurationMicrosecondType>(|v| v.wrapping_mul(1000));
            let counts = compute::cast(&wrapped, &DataType::Int64).map_err(Raised::internal)?;
            let nanos = compute::cast(&counts, &DataType::Duration(unit)).map_err(Raised::internal)?;
            (Kind::Duration(unit), nanos)
        }
        _ => (Kind::Duration(unit), input.values.clone()),
    };
    let exactly = compute::CastOptions { safe: false, ..Default::default() };
    let values = compute::cast_with_options(&values, &kind.arrow(), &exactly)
        .map_err(|_| Raised::new(ErrorKind::Overflow, "a timestamp of the file is out of bounds for nanoseconds"))?;
    Ok(Column::new(DType::numpy(kind), values))
}

/// Lists are NumPy arrays of one type: one missing integer in any of them makes all of them floats.
fn lists(input: &InputColumn) -> Column {
    let column = objects(input);
    let items = input.values.as_list::<i32>().values();
    let number = matches!(&input.ty, Type::List(item) if numeric(item));
    if !number || items.null_count() == 0 {
        return column;
    }
    let float = |value: &Obj| match value {
        Obj::Int(i) => Obj::Float(*i as f64),
        Obj::None => Obj::Float(f64::NAN),
        other => other.clone(),
    };
    let values = column.to_objects().into_iter().map(|value| match value {
        Obj::List(items) => Obj::List(items.iter().map(float).collect()),
        other => other,
    });
    Column::objects(values.collect::<Vec<_>>())
}

/// The SQL column of an Arrow array: a timestamp without a zone has a type of its own, a duration is a number.
pub(super) fn sql(input: &InputColumn) -> Raises<Column> {
    super::sql_typed(&input.values, kind(&input.ty))
}

fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Timestamp(None) => Kind::Timestamp(TimeUnit::Microsecond, None),
        Type::Duration => Kind::Int64,
        Type::List(item) => Kind::List(Box::new(kind(item))),
        ty => sql_kind(ty),
    }
}
