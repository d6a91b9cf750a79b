//! Tables below one another of which none of the columns that are needed is there are left out, and their rows with them.
//!
//! Source: Dask, `Concat._simplify_up` (`dask_expr/_concat.py`).

use std::collections::BTreeSet;

use super::Planned;
use crate::case::plan::{Concat, ConcatBy, Step};
use crate::engine::frame::{Frame, Table};

/// Leaves out what a `concat` at `at` puts together for nothing. Where that is the table that it is made on, one like `found`, the
/// steps before it are left out too; then the answer is the input that comes first instead.
pub(super) fn unneeded(
    planned: &mut Vec<Planned>,
    at: usize,
    needed: Option<&BTreeSet<String>>,
    found: Option<&Frame>,
    inputs: &[(&str, Table)],
) -> Option<String> {
    let (Step::Concat(concat), Some(needed), Some(found)) = (&planned[at].step, needed, found) else { return None };
    let asked = |frame: &Frame| frame.names.iter().any(|name| needed.contains(&name.to_lowercase()));
    let table = |name: &String| inputs.iter().find_map(|(input, table)| (input == name).then_some(&table.meta));
    let (kept, left_out): (Vec<_>, Vec<_>) =
        concat.with.iter().cloned().partition(|name| table(name).is_none_or(asked));
    let stays = asked(found);
    if matches!(concat.by, Some(ConcatBy::Position)) || left_out.is_empty() && stays || kept.is_empty() && !stays {
        return None;
    }
    let mut kept = kept.into_iter();
    let first = if stays { None } else { kept.next() };
    planned[at].step = Step::Concat(Concat { with: kept.collect(), ..concat.clone() });
    planned[at].meta = None;
    if first.is_some() {
        planned.drain(..at);
    }
    first
}
