//! Tables below one another of which none of the columns that are needed is there are left out, and their rows with them.
//!
//! Source: Dask, `Concat._simplify_up` (`dask_expr/_concat.py`).

use std::collections::BTreeSet;

use super::Planned;
use crate::axis::Axes;
use crate::case::expr::{Expr, Literal};
use crate::case::plan::{Concat, ConcatBy, Step};
use crate::engine::frame::{Frame, Table};

/// Leaves out what a `concat` at `at` puts together for nothing. Where that is the table that it is made on, one like `found`, the
/// steps before it are left out too; then the answer is the input that comes first instead.
pub(super) fn unneeded(
    planned: &mut Vec<Planned>,
    at: usize,
    needed: Option<&BTreeSet<String>>,
    (found, axes): (Option<&Frame>, &Axes),
    inputs: &[(&str, Table)],
) -> Option<String> {
    let (Step::Concat(concat), Some(needed), Some(found)) = (&planned[at].step, needed, found) else { return None };
    let picked = if needed.is_empty() { counted(&planned[at + 1..], axes)? } else { needed.clone() };
    let asked = |frame: &Frame| frame.names.iter().any(|name| picked.contains(&**name));
    let table = |name: &String| inputs.iter().find_map(|(input, table)| (input == name).then_some(&table.meta));
    let (kept, left_out): (Vec<_>, Vec<_>) =
        concat.with.iter().cloned().partition(|name| table(name).is_none_or(asked));
    let stays = asked(found);
    if matches!(concat.by, Some(ConcatBy::Position)) || left_out.is_empty() && stays || kept.is_empty() && !stays {
        return None;
    }
    let of = |frame: &Frame| frame.names.iter().map(ToString::to_string).collect::<Vec<String>>();
    let known: BTreeSet<String> = kept.iter().filter_map(table).chain(stays.then_some(found)).flat_map(of).collect();
    let names: Vec<String> = planned[at].meta.iter().flat_map(of).collect();
    // steps behind it name the columns that nothing needs
    let gone = names.iter().filter(|name| !known.contains(*name));
    let nulls = Step::WithColumns(gone.map(|name| (name.clone(), Expr::Literal(Literal::Null))).collect());
    let behind = [nulls, Step::Select(names)].map(|step| Planned::new(step, None, None));
    let mut kept = kept.into_iter();
    let first = if stays { None } else { kept.next() };
    planned[at].step = Step::Concat(Concat { with: kept.collect(), ..concat.clone() });
    planned[at].meta = None;
    planned.splice((at + 1)..=at, behind);
    if first.is_some() {
        planned.drain(..at);
    }
    first
}

/// Whether the steps `ahead` put a table below others for nothing: none of the columns that are needed behind is its own; `metas` are what its
/// columns are before each of them.
pub(in crate::engine) fn left_out(ahead: &[Step], metas: &[Frame], inputs: &[(&str, Table)], axes: &Axes) -> bool {
    let Some((at, concat)) = ahead.iter().enumerate().find_map(|(at, step)| match step {
        Step::Concat(concat) => Some((at, concat)),
        _ => None,
    }) else {
        return false;
    };
    let (Some(own), Some(picked)) = (metas.get(at), super::picked(&ahead[at + 1..], axes)) else { return false };
    let asked = |frame: &Frame| frame.names.iter().any(|name| picked.contains(&**name));
    let others = inputs.iter().filter(|(name, _)| concat.with.iter().any(|with| with == name));
    let by_name = !matches!(concat.by, Some(ConcatBy::Position));
    by_name && !asked(own) && others.into_iter().any(|(_, table)| asked(&table.meta))
}

/// The columns that are picked before the last step ahead of a count of rows, which looks past that one.
///
/// Source: Dask, `Len._simplify_down` (`dask_expr/_reductions.py`), once for every pass of `Expr.simplify_once` (`dask/_expr.py`).
fn counted(ahead: &[Planned], axes: &Axes) -> Option<BTreeSet<String>> {
    let end = ahead.iter().position(|planned| matches!(planned.step, Step::Agg(_)))?;
    let [seen @ .., _] = &ahead[..end] else { return None };
    super::picked(&seen.iter().map(|planned| planned.step.clone()).collect::<Vec<_>>(), axes)
}

/// Whether every column of the table of the first of these steps is asked for: `head` and `tail` take all, and are taken before what
/// makes columns of columns; where one is the last step, that comes second.
///
/// Source: Dask, `Head._simplify_down` and `Head._simplify_up` (`dask_expr/_expr.py`).
pub(super) fn all_asked(ahead: &[Planned]) -> bool {
    let [first, ahead @ ..] = ahead else { return false };
    let next = ahead.iter().position(|planned| !planned.step.is_on_columns());
    let taken = |at: usize| {
        let ends = ahead[at + 1..].iter().all(|moved| moved.place < ahead[at].place);
        matches!(ahead[at].step, Step::Head(_) | Step::Tail(_)) && !ends
    };
    !first.step.is_on_columns() && next.is_some_and(taken)
}
