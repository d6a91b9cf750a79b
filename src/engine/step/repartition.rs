//! `repartition`: the same rows in another number of partitions.

use crate::engine::frame::Table;
use crate::engine::raised::Raises;
use crate::engine::{Context, placement};

/// The table cut into `partitions`.
pub(super) fn run(partitions: usize, table: &Table, context: &Context<'_>) -> Raises<Table> {
    placement::repartition::repartitioned(table, partitions, context)
}
