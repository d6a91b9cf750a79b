//! A table that came by way of a Parquet file: Arrow arrays of the declared types as each framework holds them.
//!
//! Sources: PyArrow, `Table.to_pandas`; Dask's `read_parquet` with Arrow strings; Spark, `ParquetSchemaConverter`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DurationMicrosecondArray, new_null_array};
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, DurationMicrosecondType, TimeUnit};

use super::late::{Fault, Read};
use super::{kind_of, numeric, objects, sql_kind};
use crate::axis::{Axes, cast, compare, evaluation, inputs, types};
use crate::case::plan::InputColumn;
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::to_datetime::zone_name;
use crate::engine::frame::{Frame, Table};
use crate::engine::names;
use crate::engine::object::{NdArray, Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The table that a framework makes of Arrow arrays. What is planned ahead goes by the file's types, in which nothing is missing.
pub(super) fn table(inputs: &[InputColumn], rows: usize, axes: &Axes) -> Raises<Read> {
    let (made, late) = columns(inputs, axes)?;
    let planned = |c: &InputColumn| match (&c.ty, axes.inputs.planned_days()) {
        (Type::Date, inputs::PlannedDays::Times) => {
            let ty = Type::Timestamp(None);
            InputColumn { values: new_null_array(&ty.arrow(), 0), ty, name: c.name.clone() }
        }
        (_, inputs::PlannedDays::Times | inputs::PlannedDays::AsHeld) => {
            InputColumn { values: c.values.slice(0, 0), ..c.clone() }
        }
    };
    let empty: Vec<InputColumn> = inputs.iter().map(planned).collect();
    let (declared, _) = columns(&empty, axes)?;
    let frame = |columns: Vec<Column>, rows| {
        Frame::new(inputs.iter().map(|c| Arc::from(c.name.as_str())).zip(columns).collect(), rows)
    };
    let meta = match axes.evaluation.build() {
        evaluation::Build::Eager => return Ok(Read { table: Table::whole(frame(made, rows)), late }),
        evaluation::Build::Sample | evaluation::Build::Schema => frame(declared, 0),
    };
    Ok(Read { table: Table { parts: vec![frame(made, rows)], meta, divisions: Vec::new() }, late })
}

/// The columns that a framework makes of Arrow arrays, and what fails when their rows are computed.
fn columns(inputs: &[InputColumn], axes: &Axes) -> Raises<(Vec<Column>, Vec<Fault>)> {
    unique_names(inputs, axes)?;
    let mut late = ancient(inputs, axes);
    let columns = inputs.iter().map(|input| match (column(input, axes), axes.evaluation.build()) {
        (Ok(column), _) => Ok(column),
        (Err(raised), evaluation::Build::Eager) => Err(raised),
        (Err(raised), evaluation::Build::Sample | evaluation::Build::Schema) => {
            // any values do: they are never computed
            let values = new_null_array(input.values.data_type(), input.values.len());
            let stand_in = InputColumn { values, ..input.clone() };
            late.push(Fault { column: Some(Arc::from(input.name.as_str())), raised });
            column(&stand_in, axes)
        }
    });
    let columns = columns.collect::<Raises<Vec<_>>>()?;
    Ok((columns, late))
}

fn column(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    match axes.types.model() {
        types::Model::Numpy => numpy(input, axes),
        types::Model::Sql => {
            let kind = sql(input)?;
            let values = match input.values.data_type() {
                DataType::Timestamp(TimeUnit::Microsecond, _) => input.values.clone(),
                DataType::Timestamp(_, zone) => {
                    let micros = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
                    compute::cast(&input.values, &micros).map_err(Raised::internal)?
                }
                _ => input.values.clone(),
            };
            super::sql_typed(&values, kind)
        }
    }
}

/// Refuses names that are one name to the framework.
fn unique_names(columns: &[InputColumn], axes: &Axes) -> Raises<()> {
    let twin = |(i, c): &(usize, &InputColumn)| columns[..*i].iter().any(|b| names::same(&b.name, &c.name, axes));
    match columns.iter().enumerate().find(twin) {
        None => Ok(()),
        Some((_, column)) => {
            let message = format!("the column {} already exists in the file", column.name);
            Err(Raised::new(ErrorKind::DuplicateColumn, message))
        }
    }
}

/// Columns with days or instants of a time when calendars changed, which are refused when they are read.
fn ancient(columns: &[InputColumn], axes: &Axes) -> Vec<Fault> {
    match axes.inputs.ancient_times() {
        inputs::AncientTimes::Kept => return Vec::new(),
        inputs::AncientTimes::Refused => {}
    }
    let refused = columns.iter().filter(|c| is_ancient(&c.values, &c.ty));
    let fault = |c: &InputColumn| Fault {
        column: Some(Arc::from(c.name.as_str())),
        raised: Raised::new(ErrorKind::ParseError, format!("column {} has days or times of another calendar", c.name)),
    };
    refused.map(fault).collect()
}

fn is_ancient(values: &ArrayRef, ty: &Type) -> bool {
    /// 1582-10-15, the first day of the Gregorian calendar.
    const GREGORIAN: i32 = -141_427;
    /// 1900-01-01, from where on no zone's hour differs.
    const SETTLED: i64 = -2_208_988_800;
    match ty {
        Type::Date => {
            values.as_primitive_opt::<Date32Type>().is_some_and(|v| v.iter().flatten().any(|d| d < GREGORIAN))
        }
        Type::Timestamp(Some(_)) => {
            let seconds = compute::cast(values, &DataType::Timestamp(TimeUnit::Second, None));
            let seconds = seconds.map(|a| i64s(&a));
            seconds.is_ok_and(|s| s.iter().flatten().any(|s| s < SETTLED))
        }
        Type::List(item) => values.as_list_opt::<i32>().is_some_and(|lists| is_ancient(&lists.values().clone(), item)),
        _ => false,
    }
}

/// The column that NumPy's model makes of an Arrow array: types are kept where they have room for what is missing.
fn numpy(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    let values = &input.values;
    let lacking = values.logical_null_count() > 0;
    let held = |kind: Kind| Column::new(DType::numpy(kind), values.clone());
    Ok(match &input.ty {
        Type::Bool if !lacking => held(Kind::Bool),
        Type::Float32 | Type::Float64 => held(kind_of(&input.ty)).nulls_to_nan(),
        ty if numeric(ty) && lacking => held(kind_of(ty)).numpy_to_float64()?,
        ty if numeric(ty) => held(kind_of(ty)),
        Type::String => match axes.types.text() {
            types::Text::Nan => held(Kind::String),
            types::Text::Na => Column::new(DType::masked(Kind::String), values.clone()),
            types::Text::Object => objects(input),
        },
        Type::Date | Type::Decimal(..) => match axes.types.text() {
            // where text is Arrow's, so is what pandas has no type for
            types::Text::Na => Column::new(DType { family: Family::Arrow, kind: kind_of(&input.ty) }, values.clone()),
            types::Text::Nan | types::Text::Object => objects(input),
        },
        Type::Timestamp(_) | Type::Duration => timed(input, axes)?,
        Type::List(_) => lists(input, axes)?,
        _ => objects(input),
    })
}

/// Times keep the file's unit where the framework has it.
fn timed(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    let unit = match (axes.cast.time_unit(), input.values.data_type()) {
        (cast::TimeUnit::Asked, DataType::Timestamp(unit, _) | DataType::Duration(unit)) => *unit,
        (cast::TimeUnit::Asked | cast::TimeUnit::Nanosecond, _) => TimeUnit::Nanosecond,
    };
    let (kind, values): (Kind, ArrayRef) = match (&input.ty, unit) {
        (Type::Timestamp(zone), unit) => {
            let zone = zone.as_ref().map(|zone| offset_of(zone).map_or_else(|| zone.clone(), |o| zone_name(o, axes)));
            (Kind::Timestamp(unit, zone), input.values.clone())
        }
        (_, TimeUnit::Nanosecond) if is_micros(&input.values) => {
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

/// How many seconds a zone that is named by its offset is ahead of UTC: `+05:30`.
fn offset_of(zone: &str) -> Option<i64> {
    let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let ahead = hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60;
    Some(if zone.starts_with('-') { -ahead } else { ahead })
}

/// Lists are NumPy arrays of one type: one missing integer in any of them makes all of them floats.
///
/// Source: PyArrow, `ConvertListsLike` (`arrow_to_pandas.cc`).
fn lists(input: &InputColumn, axes: &Axes) -> Raises<Column> {
    arrays(&input.values, &input.ty, axes).map(Column::objects)
}

/// The arrays that lists become, `None` for a missing one.
fn arrays(values: &ArrayRef, ty: &Type, axes: &Axes) -> Raises<Vec<Obj>> {
    let Type::List(item) = ty else { return Err(Raised::internal("no lists")) };
    let lists = values.as_list::<i32>();
    let (kind, items) = elements(lists.values(), item, axes)?;
    let empty = match axes.compare.empty_array() {
        compare::EmptyArray::False => Some(false),
        compare::EmptyArray::Error => None,
    };
    let offsets = lists.value_offsets();
    let array = |row: usize| {
        let items = items[offsets[row] as usize..offsets[row + 1] as usize].to_vec();
        Obj::Array(Arc::new(NdArray { kind: kind.clone(), items, empty }))
    };
    Ok((0..lists.len()).map(|row| if lists.is_null(row) { Obj::None } else { array(row) }).collect())
}

/// The elements of all lists, and what arrays of them are made of.
fn elements(values: &ArrayRef, ty: &Type, axes: &Axes) -> Raises<(Kind, Vec<Obj>)> {
    if let Type::List(_) = ty {
        return Ok((Kind::Object, arrays(values, ty, axes)?));
    }
    let plain = InputColumn { name: String::new(), values: values.clone(), ty: ty.clone() };
    Ok(match ty {
        // in the file's unit, whatever the framework's
        Type::Timestamp(_) | Type::Duration => {
            let kind = match values.data_type() {
                DataType::Timestamp(unit, _) => Kind::Timestamp(*unit, None),
                DataType::Duration(unit) => Kind::Duration(*unit),
                other => return Err(Raised::internal(format!("{other} is no time"))),
            };
            let counts = compute::cast(values, &kind.arrow()).map_err(Raised::internal)?;
            (kind.clone(), Column::new(DType::numpy(kind), counts).to_objects())
        }
        ty if *ty == Type::Bool || numeric(ty) => {
            let column = numpy(&plain, axes)?;
            (column.kind().clone(), column.to_objects())
        }
        _ => (Kind::Object, objects(&plain).to_objects()),
    })
}

fn is_micros(values: &ArrayRef) -> bool {
    matches!(values.data_type(), DataType::Duration(TimeUnit::Microsecond))
}

/// The SQL type of an Arrow array: a timestamp without a zone has a type of its own, a duration is a number. Nanoseconds have none.
fn sql(input: &InputColumn) -> Raises<Kind> {
    match input.values.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            let message = format!("column {} has nanoseconds, for which there is no type", input.name);
            Err(Raised::new(ErrorKind::Other, message))
        }
        _ => Ok(kind(&input.ty)),
    }
}

fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Timestamp(None) => Kind::Timestamp(TimeUnit::Microsecond, None),
        Type::Duration => Kind::Int64,
        Type::List(item) => Kind::List(Box::new(kind(item))),
        ty => sql_kind(ty),
    }
}
