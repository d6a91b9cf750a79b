//! Tables below one another of which not all columns are needed.

use std::collections::BTreeSet;

use crate::axis::{Axes, concat as axis};
use crate::case::plan::{Concat, ConcatBy};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};

/// How the columns of tables below one another find each other.
pub(in crate::engine) fn by(concat: &Concat, axes: &Axes) -> ConcatBy {
    match (concat.by, axes.concat.by()) {
        (Some(by), _) => by,
        (None, axis::By::Name) => ConcatBy::Name,
        (None, axis::By::Position) => ConcatBy::Position,
    }
}

/// The table and those that stand below it, without the values that are not needed: they are not widened to a type that both have.
///
/// Source: Spark, `ColumnPruning`.
pub(in crate::engine) fn pruned<'a>(
    concat: &Concat,
    needed: &BTreeSet<String>,
    mut table: Table,
    inputs: &[(&'a str, Table)],
    axes: &Axes,
) -> (Table, Vec<(&'a str, Table)>) {
    let mut inputs = inputs.to_vec();
    let below = inputs.iter_mut().filter(|(name, _)| concat.with.iter().any(|with| with == name));
    for (_, other) in below {
        let names = match by(concat, axes) {
            ConcatBy::Name => other.meta.names.clone(),
            ConcatBy::Position => table.meta.names.clone(),
        };
        let unneeded = |at: usize| names.get(at).is_some_and(|name| !needed.contains(&name.to_lowercase()));
        other.parts.iter_mut().for_each(|part| blank(part, unneeded));
    }
    let names = table.meta.names.clone();
    table.parts.iter_mut().for_each(|part| blank(part, |at| !needed.contains(&names[at].to_lowercase())));
    (table, inputs)
}

/// Leaves the columns at these places without values.
fn blank(part: &mut Frame, unneeded: impl Fn(usize) -> bool) {
    for (at, column) in part.columns.iter_mut().enumerate() {
        if unneeded(at) {
            *column = Column::missing(column.dtype.clone(), part.rows);
        }
    }
}
