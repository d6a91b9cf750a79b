//! The steps, one a file: what happens in each partition, how rows move between partitions, and what finishes it.

mod select;
mod with_columns;

use super::Context;
use super::frame::Table;
use super::raised::{Raised, Raises};
use crate::case::plan::Step;

/// The table that `step` makes of `table`.
pub(super) fn run(step: &Step, table: Table, context: &Context<'_>) -> Raises<Table> {
    match step {
        Step::Select(columns) => select::select(columns, &table, context),
        Step::Drop(columns) => select::drop(columns, &table, context),
        Step::WithColumns(columns) => with_columns::run(columns, &table, context),
        Step::Rename(names) => select::rename(names, &table, context),
        _ => Err(Raised::unsupported("this step is not there yet")),
    }
}
