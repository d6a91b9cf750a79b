//! `explode`: a row for every element of a list.

use arrow::array::{Array, AsArray, UInt32Array};

use crate::axis::{Axes, reshape, types};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::times;
use crate::engine::frame::{self, Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, names, text};
use crate::result::ErrorKind;

/// The rows repeated for every element that their list in the column has, with the labels they had.
pub(super) fn run(name: &str, table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |part| {
        let place = names::place(part, name, context.axes).map_err(|raised| of_several(raised, context.axes))?;
        let (rows, elements) = match context.axes.types.model() {
            types::Model::Numpy => of_objects(&part.columns[place], context.axes)?,
            types::Model::Sql => of_lists(&part.columns[place], context.axes)?,
        };
        let mut exploded = Frame { rows: rows.len(), ..part.take(&rows)? };
        let labels = || frame::repeat(rows.values()).then(|| rows.clone());
        exploded.labels = match context.axes.types.model() {
            types::Model::Numpy => exploded.labels.or_else(labels),
            types::Model::Sql => None,
        };
        exploded.columns[place] = elements;
        Ok(exploded)
    })
}

fn of_several(raised: Raised, axes: &Axes) -> Raised {
    match axes.reshape.several_exploded() {
        reshape::SeveralExploded::Value if raised.kind == ErrorKind::DuplicateColumn => {
            Raised { kind: ErrorKind::ValueError, ..raised }
        }
        reshape::SeveralExploded::Value | reshape::SeveralExploded::Names => raised,
    }
}

fn no_list(column: &Column, axes: &Axes) -> Raises<(UInt32Array, Column)> {
    match axes.reshape.no_list() {
        reshape::NoList::Kept => Ok(((0..column.len() as u32).collect::<Vec<_>>().into(), column.clone())),
        reshape::NoList::Refused => Err(Raised::type_error(format!("{} has no elements", column.dtype))),
    }
}

fn keeps_row(axes: &Axes) -> bool {
    match axes.reshape.no_elements() {
        reshape::NoElements::Missing => true,
        reshape::NoElements::Dropped => false,
    }
}

/// The elements of lists among objects, in the type that a column made of them has; other objects are one element.
fn of_objects(column: &Column, axes: &Axes) -> Raises<(UInt32Array, Column)> {
    let Some(values) = column.as_objects().filter(|values| !values.is_empty()) else {
        return match column.kind() {
            Kind::List(_) => of_lists(column, axes),
            _ => no_list(column, axes),
        };
    };
    let mut rows = Vec::with_capacity(values.len());
    let mut elements = Vec::with_capacity(values.len());
    for (row, value) in values.iter().enumerate() {
        // a dictionary's are its keys
        if let Obj::Dict(items) = value {
            rows.extend(std::iter::repeat_n(row as u32, items.len()));
            elements.extend(items.iter().map(|(key, _)| Obj::Str(key.clone())));
            continue;
        }
        match value.items() {
            Some([]) if !keeps_row(axes) => {}
            Some([]) => {
                rows.push(row as u32);
                elements.push(Obj::Float(f64::NAN));
            }
            Some(items) => {
                rows.extend(std::iter::repeat_n(row as u32, items.len()));
                elements.extend_from_slice(items);
            }
            None => {
                rows.push(row as u32);
                elements.push(value.clone());
            }
        }
    }
    let elements = times::inferred(&Column::objects(elements), axes)?;
    Ok((rows.into(), text::made(elements, axes)))
}

/// The elements of lists of one kind.
fn of_lists(column: &Column, axes: &Axes) -> Raises<(UInt32Array, Column)> {
    let Kind::List(item) = column.kind() else { return no_list(column, axes) };
    let array = column.array();
    let lists = array.as_list::<i32>();
    let offsets = lists.value_offsets();
    let mut rows = Vec::new();
    let mut elements = Vec::new();
    for row in 0..lists.len() {
        let items = if lists.is_null(row) { 0..0 } else { offsets[row] as u32..offsets[row + 1] as u32 };
        if items.is_empty() && keeps_row(axes) {
            rows.push(row as u32);
            elements.push(None);
        }
        for item in items {
            rows.push(row as u32);
            elements.push(Some(item));
        }
    }
    let family: Family = column.dtype.family;
    let items = Column::new(DType { family, kind: (**item).clone() }, lists.values().clone());
    Ok((rows.into(), items.take_or_missing(&elements.into())?))
}
