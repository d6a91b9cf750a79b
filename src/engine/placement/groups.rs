//! How many partitions the groups of a table come in.
//!
//! Source: Dask, `dask/dataframe/dask_expr/_groupby.py`: `NUnique` and `Median` come in as many partitions as their rows, others
//! in what `_adjust_split_out_for_group_keys` says; `ApplyConcatApply.should_shuffle`.

use super::hashed;
use crate::axis::{Axes, placement};
use crate::case::plan::{AggFn, Groupby, Style};
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::Raises;
use crate::engine::{Context, Phase};

/// How many partitions the groups of `step` come in where one of its aggregates is `function`, of rows in `parts` partitions.
pub(in crate::engine) fn partitions(function: AggFn, step: &Groupby, parts: usize, context: &Context<'_>) -> usize {
    match context.phase {
        Phase::Run => planned(function, step, parts, context.axes),
        Phase::Build => 1,
    }
}

/// The same as it is planned, where no rows are asked.
pub(in crate::engine) fn planned(function: AggFn, step: &Groupby, parts: usize, axes: &Axes) -> usize {
    match axes.placement.groups() {
        placement::Groups::Hashes => {}
        placement::Groups::One => return 1,
    }
    match (step.spelling(), function, step.by.len()) {
        // without keys there is nothing that rows could be moved by
        (_, _, 0) => 1,
        (Style::Method, AggFn::Median, _) => parts,
        (Style::Method, AggFn::Var | AggFn::Std, _) => 1,
        (_, _, _) if step.sort == Some(true) => 1,
        (Style::Method, AggFn::Nunique, _) => parts,
        (_, _, 1) => parts.div_ceil(15),
        (_, _, keys) => (parts * (keys - 1)).div_ceil(10),
    }
}

/// The rows of `frame` in the `n` partitions that the hashes of the columns at `keys` lead to.
pub(in crate::engine) fn moved(frame: Frame, keys: &[usize], n: usize, axes: &Axes) -> Raises<Vec<Frame>> {
    match n {
        0 | 1 => Ok(vec![frame]),
        _ => hashed(&Table::whole(frame), keys, n, axes),
    }
}
