//! `melt`: columns become rows, one row a value.

use std::sync::Arc;

use arrow::array::{Int64Array, StringArray, UInt32Array};
use arrow::compute;
use arrow::datatypes::TimeUnit;

use crate::axis::placement::Repartition;
use crate::axis::{Axes, reshape, types};
use crate::case::plan::Melt;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{cast, sql, times};
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, aggregate, infer, names, promote, text};
use crate::result::ErrorKind;

/// The table with the values of several columns in one, beside the name of the column they were in.
pub(super) fn run(step: &Melt, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let melted = table.each(context.axes, |frame| melted(step, frame, context))?;
    Ok(match context.axes.placement.repartition() {
        // which labels the rows have is not known any more
        Repartition::Labels => Table { divisions: Vec::new(), ..melted },
        Repartition::Nothing | Repartition::LabelsOnce | Repartition::Deal => melted,
    })
}

fn melted(step: &Melt, frame: &Frame, context: &Context<'_>) -> Raises<Frame> {
    let ids = step.id_vars.as_deref().unwrap_or_default();
    let variable = step.var_name.as_deref().unwrap_or("variable");
    let value = step.value_name.as_deref().unwrap_or("value");
    check_names(frame, ids, variable, value, context)?;
    all_there(frame, ids, step.value_vars.as_deref().unwrap_or_default(), context)?;
    let id_places = all(frame, ids, context)?;
    let others = match &step.value_vars {
        Some(vars) => several(frame, vars, context)?,
        None => (0..frame.names.len()).collect(),
    };
    let others: Vec<usize> = match context.axes.types.model() {
        types::Model::Numpy => {
            let mut kept: Vec<usize> = Vec::new();
            others.into_iter().filter(|i| !id_places.contains(i)).for_each(|i| {
                if !kept.contains(&i) {
                    kept.push(i);
                }
            });
            kept
        }
        types::Model::Sql if step.value_vars.is_some() => others,
        types::Model::Sql => others.into_iter().filter(|i| !id_places.contains(i)).collect(),
    };
    let rows = rows(frame.rows, others.len(), context);
    let tiled: UInt32Array = rows.iter().map(|&(row, _)| row).collect::<Vec<_>>().into();
    let mut columns: Vec<(Arc<str>, Column)> = Vec::new();
    for (name, &place) in ids.iter().zip(&id_places) {
        columns.push((Arc::from(name.as_str()), made(frame.columns[place].take(&tiled)?, context)?));
    }
    let called: Vec<&Arc<str>> = rows.iter().map(|&(_, column)| &frame.names[others[column as usize]]).collect();
    columns.push((Arc::from(variable), labels(&called, context)));
    let values = stacked(&others.iter().map(|&i| &frame.columns[i]).collect::<Vec<_>>(), context)?;
    let picked: UInt32Array =
        rows.iter().map(|&(row, column)| column * frame.rows as u32 + row).collect::<Vec<_>>().into();
    columns.push((Arc::from(value), made(values.take(&picked)?, context)?));
    share_names(&mut columns, context);
    Ok(Frame::new(columns, rows.len()))
}

/// The names that a case gives to columns, as far as they are free.
fn check_names(frame: &Frame, ids: &[String], variable: &str, value: &str, context: &Context<'_>) -> Raises<()> {
    let made: Vec<&str> = ids.iter().map(String::as_str).chain([variable, value]).collect();
    let taken = || frame.position(value).is_some();
    match context.axes.reshape.melted_name() {
        reshape::MeltedName::Any | reshape::MeltedName::Shared => Ok(()),
        reshape::MeltedName::Fresh | reshape::MeltedName::Unique if taken() => {
            Err(Raised::value_error(format!("value_name ({value}) cannot match a column")))
        }
        reshape::MeltedName::Unique if (0..made.len()).any(|i| made[..i].contains(&made[i])) => {
            Err(Raised::new(ErrorKind::DuplicateColumn, "melted columns cannot have duplicate names"))
        }
        reshape::MeltedName::Fresh | reshape::MeltedName::Unique => Ok(()),
    }
}

/// Of columns with one name the last one made (the names of columns come after their values) stands in all of them.
fn share_names(columns: &mut [(Arc<str>, Column)], context: &Context<'_>) {
    match context.axes.reshape.melted_name() {
        reshape::MeltedName::Shared => return,
        reshape::MeltedName::Any | reshape::MeltedName::Fresh | reshape::MeltedName::Unique => {}
    }
    let last = columns.len() - 1;
    for (name, column) in [columns[last].clone(), columns[last - 1].clone()] {
        columns.iter_mut().filter(|(n, _)| *n == name).for_each(|(_, c)| *c = column.clone());
    }
}

/// Objects in the type that a table made of them gives them.
fn made(column: Column, context: &Context<'_>) -> Raises<Column> {
    let Some(values) = column.as_objects() else { return Ok(column) };
    let not_there = |v: &Obj| v.is_missing() && *v != Obj::Na;
    if values.contains(&Obj::NaT) && values.iter().all(not_there) {
        return Ok(aggregate::missing_times(values.len(), context.axes));
    }
    let read = match context.axes.reshape.melted_type() {
        reshape::MeltedType::Array => times::read_beside_stamps(values, context.axes),
        reshape::MeltedType::Numbers | reshape::MeltedType::Values | reshape::MeltedType::Common => None,
    };
    match read {
        Some(stamps) => Ok(stamps),
        None => Ok(text::made(times::inferred(&column, context.axes)?, context.axes)),
    }
}

/// Refuses names that are not there, before the columns of a name are counted: what was taken out for a name is not there the next
/// time, and several columns of a name have no type.
///
/// Source: pandas, `core/reshape/melt.py`, which takes the named columns out of the table one by one.
fn all_there(frame: &Frame, ids: &[String], values: &[String], context: &Context<'_>) -> Raises<()> {
    let several = |name: &String| names::alike(frame, name, context.axes).len() > 1;
    let of_several = match context.axes.reshape.melted_name() {
        reshape::MeltedName::Any => Raised::value_error("a table is no array"),
        reshape::MeltedName::Fresh => Raised::unsupported("a table has no type"),
        reshape::MeltedName::Unique => {
            let unknown = ids.iter().chain(values).any(|name| frame.position(name).is_none());
            // the names that are not there are counted off among the columns that there are
            return match unknown && !ids.iter().any(several) && values.iter().any(several) {
                true => Err(Raised::value_error("there are more columns than names")),
                false => Ok(()),
            };
        }
        reshape::MeltedName::Shared => return Ok(()),
    };
    if let Some(name) = ids.iter().chain(values).find(|name| frame.position(name).is_none()) {
        return Err(Raised::no_column(name));
    }
    for (i, name) in ids.iter().enumerate() {
        if several(name) {
            return Err(of_several);
        }
        if ids[..i].contains(name) {
            return Err(Raised::no_column(name));
        }
    }
    Ok(())
}

fn all(frame: &Frame, called: &[String], context: &Context<'_>) -> Raises<Vec<usize>> {
    names::each(frame, called, context.axes)
}

/// The columns of these names, of which each may have several.
fn several(frame: &Frame, called: &[String], context: &Context<'_>) -> Raises<Vec<usize>> {
    let places = called.iter().map(|name| names::places(frame, name, context.axes)).collect::<Raises<Vec<_>>>()?;
    Ok(places.concat())
}

/// Row and column (by its place among the melted ones) of every melted value.
fn rows(rows: usize, columns: usize, context: &Context<'_>) -> Vec<(u32, u32)> {
    let (rows, columns) = (rows as u32, columns as u32);
    match context.axes.reshape.melted() {
        reshape::Melted::Columns => (0..columns).flat_map(|c| (0..rows).map(move |r| (r, c))).collect(),
        reshape::Melted::Rows => (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))).collect(),
    }
}

/// Column names as a column.
fn labels(called: &[&Arc<str>], context: &Context<'_>) -> Column {
    let labels: Vec<Obj> = called.iter().map(|name| names::label(name)).collect();
    if !labels.iter().all(|label| matches!(label, Obj::Str(_))) {
        return infer::objects(Column::objects(labels));
    }
    let names = || Arc::new(called.iter().map(|name| Some(names::shown(name))).collect::<StringArray>());
    match context.axes.types.made_text() {
        types::MadeText::Object => Column::objects(labels),
        types::MadeText::Nan => Column::new(DType::numpy(Kind::String), names()),
        types::MadeText::Sql => Column::new(DType::sql(Kind::String), names()),
    }
}

/// The melted columns below one another.
/// Columns of which one has times of a zone are melted as objects, of which times are made again where all are of one clock; what is
/// missing alone is of none.
///
/// Source: pandas, `core/reshape/melt.py` (`frame._values.ravel`).
fn of_objects(columns: &[&Column], axes: &Axes) -> Raises<Column> {
    let values: Vec<Obj> = columns.iter().flat_map(|c| c.to_objects()).collect();
    let times = |v: &Obj| matches!(v, Obj::NaT | Obj::Timestamp(..));
    if values.is_empty() || !values.iter().all(times) {
        return Ok(Column::objects(values));
    }
    let mut clocks =
        values.iter().filter_map(|v| if let Obj::Timestamp(_, unit, zone) = v { Some((unit, zone)) } else { None });
    let (mut unit, zone) = clocks.next().map_or((TimeUnit::Second, None), |(unit, zone)| (*unit, zone.clone()));
    for (other, clock) in clocks {
        if *clock != zone {
            return Ok(Column::objects(values));
        }
        unit = unit.max(*other);
    }
    let unit = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => unit,
    };
    let count = |v: &Obj| match v {
        Obj::Timestamp(count, of, _) => Some(count * (text::per_second(unit) / text::per_second(*of))),
        _ => None,
    };
    let kind = Kind::Timestamp(unit, zone);
    let counts: Int64Array = values.iter().map(count).collect();
    let array = compute::cast(&counts, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(DType::numpy(kind), array))
}

fn stacked(columns: &[&Column], context: &Context<'_>) -> Raises<Column> {
    let axes = context.axes;
    if columns.is_empty() {
        return match axes.reshape.melted_type() {
            reshape::MeltedType::Common => Err(Raised::new(ErrorKind::Other, "no columns to melt")),
            reshape::MeltedType::Array | reshape::MeltedType::Numbers | reshape::MeltedType::Values => {
                Ok(Column::empty(DType::numpy(Kind::Float64)))
            }
        };
    }
    let zoned = |c: &&Column| c.dtype.family == Family::Numpy && c.kind().zone().is_some();
    match axes.reshape.melted_type() {
        reshape::MeltedType::Common => {}
        reshape::MeltedType::Array | reshape::MeltedType::Numbers | reshape::MeltedType::Values => {
            if columns.len() > 1 && columns.iter().any(zoned) {
                return of_objects(columns, axes);
            }
        }
    }
    match axes.reshape.melted_type() {
        reshape::MeltedType::Numbers if promote::all_numbers(columns) => promote::as_numbers(columns),
        reshape::MeltedType::Array | reshape::MeltedType::Numbers | reshape::MeltedType::Values => {
            promote::stack(columns)
        }
        reshape::MeltedType::Common => {
            let kinds: Vec<Kind> = columns.iter().map(|c| c.kind().clone()).collect();
            let Some(kind) = sql::melted_kind(&kinds, axes) else {
                return Err(Raised::type_error("the melted columns have no type in common"));
            };
            let columns = columns.iter().map(|c| cast::to_kind(c, &kind, axes)).collect::<Raises<Vec<_>>>()?;
            Column::concat(&columns.iter().collect::<Vec<_>>())
        }
    }
}
