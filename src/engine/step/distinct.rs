//! `drop_duplicates`: one of each set of equal rows.

use arrow::array::UInt32Array;

use crate::axis::{distinct, types};
use crate::case::plan::{DropDuplicates, Keep};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, Missing};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, keys, names, placement};

/// The first (or last) of the rows that are equal in the columns of `subset`.
pub(super) fn run(step: &DropDuplicates, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let last = match (step.keep, context.axes.distinct.keep()) {
        (None, _) => false,
        (Some(keep), distinct::Keep::Choice) => keep == Keep::Last,
        (Some(_), distinct::Keep::NoChoice) => {
            return Err(Raised::unsupported("which of the equal rows stays can't be chosen"));
        }
    };
    // An empty table is returned as it is, whatever the columns are called.
    let unchecked = match context.axes.distinct.empty() {
        distinct::Empty::Unchecked if table.meta.columns.is_empty() && step.subset.is_none() => {
            return table.each(context.axes, |part| Ok(part.pick(&[])));
        }
        distinct::Empty::Unchecked => table.rows() == 0,
        distinct::Empty::Checked => false,
    };
    if unchecked {
        return Ok(table.clone());
    }
    let parts = placement::met(table, &columns(step, &table.meta, context)?, context)?;
    let once = |part: &Frame| once(part, &columns(step, part, context)?, last, context);
    let parts = parts.iter().map(once).collect::<Raises<Vec<_>>>()?;
    let meta = &table.meta;
    let places: Vec<usize> = match context.axes.distinct.shared_names() {
        distinct::SharedNames::Kept => return Ok(Table { parts, meta: meta.clone(), divisions: Vec::new() }),
        distinct::SharedNames::Repeated => {
            meta.names.iter().flat_map(|name| names::alike(meta, name, context.axes)).collect()
        }
    };
    let parts = parts.iter().map(|part| part.pick(&places)).collect();
    Ok(Table { parts, meta: meta.pick(&places), divisions: Vec::new() })
}

/// One row each of those that are equal in the columns at `columns`.
fn once(frame: &Frame, columns: &[usize], last: bool, context: &Context<'_>) -> Raises<Frame> {
    let compared: Vec<Column> = match columns[..] {
        // a lone column is compared without being made codes first, its zeros alike
        [one] => keys::without_lists([&frame.columns[one]]).map(|c| c.one_zero()).to_vec(),
        _ => columns.iter().map(|&i| frame.columns[i].clone()).collect(),
    };
    let groups = groups(&compared, frame.rows, context)?;
    let kept = if last { lasts(&groups) } else { groups.firsts.clone() };
    let mut rows = frame.take(&UInt32Array::from(kept))?;
    match context.axes.distinct.keys() {
        distinct::Keys::AsFound => {}
        distinct::Keys::Normal => {
            for &i in columns {
                rows.columns[i] = rows.columns[i].one_zero();
            }
        }
    }
    Ok(rows)
}

fn columns(step: &DropDuplicates, frame: &Frame, context: &Context<'_>) -> Raises<Vec<usize>> {
    let Some(subset) = &step.subset else { return Ok((0..frame.columns.len()).collect()) };
    let mut places = Vec::new();
    for name in subset {
        let found = names::alike(frame, name, context.axes);
        if found.is_empty() {
            return Err(Raised::no_column(name));
        }
        places.extend(found);
    }
    Ok(places)
}

/// One column of objects tells `None` from NaN; several are compared by codes that do not.
fn groups(columns: &[Column], rows: usize, context: &Context<'_>) -> Raises<Groups> {
    let missing = match (context.axes.types.model(), columns.len()) {
        (types::Model::Numpy, 1) => Missing::ByKind,
        (types::Model::Numpy | types::Model::Sql, _) => Missing::One,
    };
    if columns.is_empty() {
        return Ok(Groups { of_row: vec![0; rows], firsts: (0..rows.min(1) as u32).collect(), ..Groups::default() });
    }
    Groups::of(&columns.iter().collect::<Vec<_>>(), rows, missing)
}

/// The last row of every group, in row order.
fn lasts(groups: &Groups) -> Vec<u32> {
    let mut last = vec![0; groups.len()];
    for (row, &group) in groups.of_row.iter().enumerate() {
        if group != keys::LEFT_OUT {
            last[group as usize] = row as u32;
        }
    }
    last.sort_unstable();
    last
}
