//! The steps, one a file: what happens in each partition, how rows move between partitions, and what finishes it.

mod agg;
mod agg_partials;
mod astype;
mod beside;
mod concat;
mod distinct;
mod distinct_counts;
mod dropna;
mod explode;
mod fill_along;
mod fillna;
mod filter;
mod groupby;
mod groupby_partials;
mod head;
mod join;
mod melt;
mod met;
mod pivot;
mod pivot_cells;
mod pivot_parts;
mod repartition;
mod select;
mod sort;
mod top;
mod value_counts;
mod window;
mod window_ends;
mod window_parts;
mod window_shifts;
mod with_columns;

pub(super) use agg::offered;
pub(super) use fill_along::unchecked;
pub(super) use fillna::by_labels as filled_by_labels;
pub(super) use groupby::movable;
pub(super) use head::relabelled;
pub(super) use pivot::declared as declared_pivot;
pub(super) use pivot_parts::{labels_are_looked_for, written as written_pivot};
pub(super) use window::sorted;

use super::Context;
use super::frame::Table;
use super::raised::Raises;
use crate::case::plan::Step;

/// The table that `step` makes of `table`.
pub(super) fn run(step: &Step, table: Table, context: &Context<'_>) -> Raises<Table> {
    match step {
        Step::Select(columns) => select::select(columns, &table, context),
        Step::Drop(columns) => select::drop(columns, &table, context),
        Step::Filter(condition) => filter::run(condition, &table, context),
        Step::Astype(types) => astype::run(types, &table, context),
        Step::WithColumns(columns) => with_columns::run(columns, &table, context),
        Step::Rename(names) => select::rename(names, &table, context),
        Step::Sort(sort) => sort::run(sort, &table, context),
        Step::Head(n) => head::run(head::End::First, *n, &table, context),
        Step::Tail(n) => head::run(head::End::Last, *n, &table, context),
        Step::Nlargest(top) => top::run(top, true, &table, context),
        Step::Nsmallest(top) => top::run(top, false, &table, context),
        Step::Groupby(groupby) => groupby::run(groupby, &table, context),
        Step::Agg(outputs) => agg::run(outputs, &table, context),
        Step::ValueCounts(step) => value_counts::run(step, &table, context),
        Step::Join(join) => join::run(join, &table, context),
        Step::Concat(concat) => concat::run(concat, &table, context),
        Step::DropDuplicates(distinct) => distinct::run(distinct, &table, context),
        Step::Dropna(dropna) => dropna::run(dropna, &table, context),
        Step::Fillna(fillna) => fillna::run(fillna, &table, context),
        Step::Repartition(partitions) => repartition::run(*partitions, &table, context),
        Step::Window(window) => window::run(window, &table, context),
        Step::Ffill => fill_along::run(false, &table, context),
        Step::Bfill => fill_along::run(true, &table, context),
        Step::Pivot(pivot) => pivot::run(pivot, &table, context),
        Step::Melt(melt) => melt::run(melt, &table, context),
        Step::Explode(column) => explode::run(column, &table, context),
    }
}
