//! The first rows of a sort where a plan makes one step of the two, and columns that are gone before it that nothing behind needs.
//!
//! Source: Dask, `SortValues._simplify_up` (`dask_expr/_shuffle.py`) and `NFirst` (`dask_expr/_reductions.py`), whose own columns a
//! projection does not spare.

use super::demand;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, quirks};
use crate::case::plan::Step;
use crate::result::ErrorKind;

/// Plans every sort that is cut behind, and every step that is both, as one step.
///
/// # Errors
/// When a key of it is gone, or all columns but the one that an aggregate takes.
pub(super) fn merge(steps: &mut [Step], axes: &Axes) -> Raises<()> {
    match axes.quirks.top_rows {
        quirks::TopRows::Right => return Ok(()),
        quirks::TopRows::Merged => {}
    }
    for i in 0..steps.len() {
        let Some((step, ahead)) = steps[i..].split_first_mut() else { break };
        let (keys, ahead) = match step {
            Step::Sort(sort) if ends(ahead) => {
                sort.na_position = None;
                (&sort.by, behind_filters(ahead))
            }
            Step::Nlargest(top) | Step::Nsmallest(top) => (&top.by, &*ahead),
            _ => continue,
        };
        let takes_one = |step: &&Step| matches!(step, Step::Agg(_) | Step::ValueCounts(_));
        let picks = |step: &&Step| matches!(step, Step::Select(_) | Step::Head(_) | Step::Tail(_));
        if ahead.iter().find(|step| !picks(step)).is_some_and(|step| takes_one(&step)) {
            return Err(Raised::unsupported("a single column is not sorted by the name of a column"));
        }
        if let Some(key) = keys.iter().find(|key| !demand::needs(ahead, key, axes)) {
            return Err(Raised::new(
                ErrorKind::ColumnNotFound,
                format!("column {key:?} is gone before its rows are sorted"),
            ));
        }
    }
    Ok(())
}

/// Whether a sort is planned together with a `head` or `tail` behind steps on columns.
pub(super) fn ends(ahead: &[Step]) -> bool {
    let on_columns = |step: &&Step| {
        matches!(
            step,
            Step::Select(_)
                | Step::Drop(_)
                | Step::Rename(_)
                | Step::WithColumns(_)
                | Step::Fillna(_)
                | Step::Astype(_)
        )
    };
    let end = behind_filters(ahead).iter().find(|step| !on_columns(step));
    end.is_some_and(|step| matches!(step, Step::Head(_) | Step::Tail(_)))
}

/// What follows the filters that run before a sort.
fn behind_filters(ahead: &[Step]) -> &[Step] {
    let filters = ahead.iter().take_while(|step| matches!(step, Step::Filter(_))).count();
    &ahead[filters..]
}
