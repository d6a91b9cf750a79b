//! The last rows of a partition that is cut up, or that a plan finds only once partitions that were to be put together are one.
//!
//! Source: Dask, `Tail` (`dask_expr/_expr.py`): `_simplify_down` takes it to the operands of what is done row by row, `_simplify_up` asks
//! what cuts a table up for its number of partitions; and `Repartition._lower` (`_repartition.py`).

use std::collections::BTreeSet;

use super::{Found, taker_alone};
use crate::axis::Axes;
use crate::case::plan::{AggFn, How, Pivot, Step};
use crate::engine::demand;
use crate::engine::frame::Frame;
use crate::engine::raised::{Raised, Raises};

/// Refuses what cannot be computed of the `tail` at `at`; `turned` where text of the input is turned into a type of its own, and it is
/// no other table that the steps start with.
///
/// # Errors
/// Then.
pub(super) fn check(
    steps: &[Step],
    at: usize,
    found: &[Found],
    (meta, turned): (Option<&Frame>, bool),
    axes: &Axes,
) -> Raises<()> {
    let stays =
        |i: usize| matches!(&steps[i], Step::Repartition(n) if found.get(i).is_some_and(|found| found.parts == *n));
    let start = (0..at).rev().find(|&i| !stays(i)).map_or(0, |i| i + 1);
    // one partition behind the first or last rows is no step of a plan
    let gone = |i: usize| i > 0 && matches!(steps[i - 1], Step::Head(_) | Step::Tail(_));
    if start < at && !gone(start) && row_by_row(&steps[..start], turned) {
        return Err(Raised::unsupported("the last rows of operands of what is done row by row"));
    }
    let labelled = found.get(at).is_some_and(|found| found.labelled);
    let own = at.checked_sub(1).is_some_and(|before| steps[before].is_on_columns());
    if labelled && !own && is_cut_up(meta, &steps[at + 1..], axes) {
        return Err(Raised::value_error("a tail takes no number of partitions"));
    }
    Ok(())
}

/// Refuses the last rows of means in the cells of a pivot, which are divisions of sums by counts once the plan is written out, and those
/// of its rows that are found only once partitions that were to be put together are one.
///
/// Source: Dask, `PivotTable._lower` (`dask_expr/_reductions.py`).
pub(super) fn of_pivot(pivot: &Pivot, ahead: &[Step], found: &[Found]) -> Raises<()> {
    let stays = |at: usize, step: &Step| {
        let parts = found.get(at).map(|found| found.parts);
        matches!(step, Step::Repartition(n) if parts == Some(*n))
    };
    let passed = |at: usize, step: &Step| step.is_on_columns() || is_on_rows(step) || stays(at, step);
    let Some(at) = ahead.iter().enumerate().position(|(at, step)| !passed(at, step)) else { return Ok(()) };
    let (before, picks) = (&ahead[..at], |step: &Step| matches!(step, Step::Select(_) | Step::Drop(_)));
    let late = before.last().is_some_and(|last| stays(at - 1, last))
        && before.iter().enumerate().all(|(at, step)| picks(step) || stays(at, step));
    match ahead[at] {
        Step::Tail(_) if pivot.agg == AggFn::Mean || late => Err(Raised::unsupported("the last rows of a pivot")),
        _ => Ok(()),
    }
}

/// Whether the last of these steps that is left in a plan is done row by row, as turning text is.
fn row_by_row(steps: &[Step], turned: bool) -> bool {
    let last = steps.iter().rposition(|step| !matches!(step, Step::Select(_) | Step::Drop(_)));
    match last.map(|last| &steps[last]) {
        None => turned,
        Some(Step::Groupby(_) | Step::ValueCounts(_) | Step::Pivot(_) | Step::Window(_)) => true,
        Some(step) if is_elementwise(step) => true,
        Some(_) => turned && steps.iter().all(is_below_turned),
    }
}

/// Whether a step is done before text is turned.
fn is_below_turned(step: &Step) -> bool {
    match step {
        Step::Filter(_) | Step::Select(_) | Step::Drop(_) => true,
        Step::Join(join) => matches!(join.kind(), How::Semi | How::Anti),
        _ => false,
    }
}

fn is_elementwise(step: &Step) -> bool {
    matches!(step, Step::WithColumns(_) | Step::Rename(_) | Step::Fillna(_) | Step::Astype(_))
}

/// Whether a step puts columns beside those there are, or other ones in their place.
pub(super) fn is_on_rows(step: &Step) -> bool {
    match step {
        Step::WithColumns(_) | Step::Rename(_) | Step::Astype(_) => true,
        Step::Window(window) => window.partition_by.is_empty() && window.order_by.is_empty(),
        _ => false,
    }
}

/// Whether rows are cut into several partitions, behind steps that come to nothing: that pick all columns, or put partitions together; and
/// nothing comes between, as a filter does, and a pick of some of the columns.
fn is_cut_up(meta: Option<&Frame>, ahead: &[Step], axes: &Axes) -> bool {
    let Some(meta) = meta else { return false };
    let passed = |step: &&Step| match step {
        Step::Select(chosen) => meta.names.iter().map(|name| &**name).eq(chosen),
        step => matches!(step, Step::Repartition(_)),
    };
    let (before, behind) = ahead.split_at(ahead.iter().take_while(passed).count());
    let comes_between = match (behind.first(), taker_alone(behind)) {
        (Some(Step::Filter(_)), _) | (_, Some(Step::ValueCounts(_))) => true,
        // a median asks how many partitions there are
        (_, Some(Step::Agg(outputs))) => outputs.iter().all(|output| output.function != AggFn::Median),
        _ => {
            let all = |picked: BTreeSet<String>| meta.names.iter().all(|name| picked.contains(&**name));
            !demand::picked_of_table(behind, meta, axes).is_none_or(all)
        }
    };
    !comes_between && before.iter().any(|step| matches!(step, Step::Repartition(n) if *n > 1))
}
