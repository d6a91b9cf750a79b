//! `sort`: rows in the order of some columns' values.

use crate::axis::placement::Sort as Placed;
use crate::axis::{sort, types};
use crate::case::plan::{NaPosition, Sort};
use crate::engine::column::{Column, Data};
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::order::{self, Key};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, key_order, names, placement};

use super::head;

/// The rows in the order of `sort`.
pub(super) fn run(sort: &Sort, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.sort.several_keys() {
        sort::SeveralKeys::OnePartition if sort.by.len() > 1 && table.parts.len() > 1 => {
            return Err(Raised::unsupported("a table of several partitions is sorted by one column only"));
        }
        sort::SeveralKeys::OnePartition | sort::SeveralKeys::Any => {}
    }
    match context.axes.placement.sort() {
        // a plan looks for the keys, and where its partitions start, when it looks for their ranges
        Placed::PresentQuantiles if context.phase == Phase::Build => {
            return Ok(Table { divisions: vec![0; table.parts.len() + 1], ..table.clone() });
        }
        Placed::PresentQuantiles | Placed::Quantiles | Placed::Gather => {}
    }
    let keys = names::sort_keys(&table.meta, &sort.by, context.axes);
    let keys = keys.map_err(|raised| ranged(sort, table, context).err().unwrap_or(raised))?;
    let ended = match head::less_than_none(context) {
        Some((end, n)) => {
            let sorted = |part: &Frame| within(part, sort, &keys, context);
            Some(head::taken_in_turn(end, n, table, &sorted, context.axes)?)
        }
        None => None,
    };
    let table = ended.as_ref().unwrap_or(table);
    let moved = placement::sorted(table, sort, &keys, context)?;
    let parts = moved.parts.iter().map(|part| match part.names == moved.meta.names {
        true => within(part, sort, &keys, context),
        false => within(part, sort, &names::sort_keys(part, &sort.by, context.axes)?, context),
    });
    let parts = parts.collect::<Raises<Vec<_>>>()?;
    let divisions = match context.axes.placement.sort() {
        Placed::Gather => Vec::new(),
        // ranges are not looked for in one partition, and its labels are not known then
        Placed::PresentQuantiles if table.parts.len() == 1 => Vec::new(),
        Placed::Quantiles | Placed::PresentQuantiles => moved.divisions,
    };
    Ok(Table { parts, meta: moved.meta, divisions })
}

/// What is raised while ranges of the first key are looked for, before any other key is.
fn ranged(sort: &Sort, table: &Table, context: &Context<'_>) -> Raises<()> {
    match context.axes.placement.sort() {
        Placed::PresentQuantiles if table.parts.len() > 1 && sort.by.len() > 1 => {}
        Placed::PresentQuantiles | Placed::Quantiles | Placed::Gather => return Ok(()),
    }
    let first = names::sort_keys(&table.meta, &sort.by[..1], context.axes)?;
    placement::sorted(table, sort, &first, context).map(drop)
}

/// The rows of one partition in order; several keys are made codes of their sorted values, text after what is not text.
fn within(frame: &Frame, sort: &Sort, keys: &[usize], context: &Context<'_>) -> Raises<Frame> {
    if keys.is_empty() {
        return Ok(frame.clone());
    }
    match context.axes.types.model() {
        types::Model::Numpy if context.phase == Phase::Build => return Ok(frame.clone()),
        types::Model::Numpy if keys.len() > 1 => {
            keys.iter().try_for_each(|&k| hashable(&frame.columns[k]))?;
        }
        types::Model::Numpy | types::Model::Sql => {}
    }
    // objects of one of several keys are made places, in which what does not compare with text stands before it
    let placed = |&k: &usize| match &frame.columns[k].data {
        Data::Objects(values) if keys.len() > 1 => key_order::places(values),
        Data::Objects(_) | Data::Array(_) => Ok(frame.columns[k].clone()),
    };
    let columns = keys.iter().map(placed).collect::<Raises<Vec<_>>>()?;
    let keys: Vec<Key<'_>> = columns.iter().enumerate().map(|(i, column)| key(column, sort, i, context)).collect();
    let order = match &keys[..] {
        [key] => order::sorted_by_one(key, frame.rows, context.axes)?,
        _ => order::sorted(&keys, frame.rows)?,
    };
    frame.take(&order)
}

/// The `i`-th sort key on its column.
fn key<'a>(column: &'a Column, sort: &Sort, i: usize, context: &Context<'_>) -> Key<'a> {
    let descending = !sort.ascending.as_ref().is_none_or(|a| a.of(i));
    let missing_first = match (sort.na_position, context.axes.sort.missing()) {
        (Some(position), _) => position == NaPosition::First,
        (None, sort::Missing::Last) => false,
        (None, sort::Missing::Lowest) => !descending,
    };
    Key { column, descending, missing_first }
}

/// Several keys are first made codes of their distinct values, which lists can't be.
fn hashable(column: &Column) -> Raises<()> {
    match &column.data {
        Data::Objects(values) if values.iter().any(Obj::is_list_like) => {
            Err(Raised::type_error("unhashable type: 'list'"))
        }
        Data::Objects(_) | Data::Array(_) => Ok(()),
    }
}
