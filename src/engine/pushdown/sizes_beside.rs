//! Sizes of groups that come in several partitions, and are moved to be put beside other outputs: they have no name to be picked by.
//!
//! Source: Dask, `dask_expr/_expr.py`: `MaybeAlignPartitions._lower`, and `AssignAlign._simplify_up`, which leaves out what is not picked;
//! `RearrangeByColumn._simplify_up` (`_shuffle.py`).

use std::collections::BTreeSet;

use crate::axis::{Axes, quirks};
use crate::case::plan::{AggFn, Groupby, Step, Style};
use crate::engine::demand;
use crate::engine::placement::groups;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Refuses them where rows in `parts` partitions are grouped.
///
/// # Errors
/// Then.
pub(super) fn check(groupby: &Groupby, parts: usize, ahead: &[Step], axes: &Axes) -> Raises<()> {
    match axes.quirks.sizes_beside() {
        quirks::SizesBeside::Lost => {}
        quirks::SizesBeside::Right => return Ok(()),
    }
    let is_size = |function: AggFn| function == AggFn::Size;
    let beside = groupby.agg.iter().any(|output| !is_size(output.function));
    if !beside || groups::planned(AggFn::Size, groupby, parts, axes) < 2 {
        return Ok(());
    }
    let moved = match groupby.spelling() {
        // the outputs are named anew, which nothing is picked through
        Style::Agg => groupby.agg.iter().any(|output| is_size(output.function)),
        Style::Method => assigned(groupby, ahead, axes).into_iter().any(|at| is_size(groupby.agg[at].function)),
    };
    match moved {
        true => Err(Raised::new(ErrorKind::ColumnNotFound, "the sizes of groups have no name")),
        false => Ok(()),
    }
}

/// Which outputs are assigned to those before them, once those are left out that are not picked.
fn assigned(groupby: &Groupby, ahead: &[Step], axes: &Axes) -> Vec<usize> {
    let outs: Vec<&str> = groupby.agg.iter().map(|output| output.out.as_str()).collect();
    let mut picked = demand::picked(ahead, axes)
        .map(|picked| outs.iter().copied().filter(|out| picked.contains(*out)).collect::<BTreeSet<_>>());
    let mut assigned = Vec::new();
    for at in (1..outs.len()).rev() {
        let rest = picked.as_ref().map(|picked| picked.iter().copied().filter(|out| *out != outs[at]).collect());
        let all = rest.as_ref().is_none_or(|rest: &BTreeSet<_>| outs[..at].iter().all(|out| rest.contains(out)));
        if all || picked.as_ref().is_some_and(|picked| picked.contains(outs[at])) {
            assigned.push(at);
        }
        picked = if all { None } else { rest };
    }
    assigned
}
