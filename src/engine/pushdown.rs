//! What goes wrong where a plan picks columns and rows early: steps that are given less than they were written for.
//!
//! Source: Dask, `dask_expr`: `SortValues._simplify_up` (`_shuffle.py`), `NFirst`, `NLargest` and `Tail` (`_reductions.py`,
//! `_expr.py`), whose own columns a projection does not spare.

use super::demand;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, quirks};
use crate::case::plan::{Fillna, Step, Style};
use crate::result::ErrorKind;

/// The steps as such a plan has them; `several` is whether the table has several partitions.
///
/// # Errors
/// When a step is left without what it needs.
pub(super) fn plan(steps: &mut [Step], several: bool, axes: &Axes) -> Raises<()> {
    match axes.quirks.pushdown {
        quirks::Pushdown::Right => return Ok(()),
        quirks::Pushdown::Blind => {}
    }
    for i in 0..steps.len() {
        let Some((step, ahead)) = steps[i..].split_first_mut() else { break };
        match step {
            Step::Sort(sort) if ends(ahead) => {
                sort.na_position = None;
                keys_are_there(&sort.by, behind_filters(ahead), axes)?;
            }
            Step::Groupby(groupby) if groupby.spelling() == Style::Method && groupby.agg.len() > 1 && at_end(ahead) => {
                return Err(Raised::unsupported("the last rows of columns that are put beside each other"));
            }
            Step::Nlargest(top) | Step::Nsmallest(top) => keys_are_there(&top.by, ahead, axes)?,
            // of a single column, what is filled in is looked up by its row labels
            Step::Fillna(Fillna::Columns(values)) if taken_alone(ahead) => values.clear(),
            Step::Tail(_) if matches!(ahead.first(), Some(Step::Repartition(n)) if *n > 1) => {
                return Err(Raised::value_error("a tail takes no number of partitions"));
            }
            Step::ValueCounts(_) if several && shuffled(ahead) => {
                return Err(gone("the index that the values were counted in"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether what follows takes the last rows, behind steps on columns.
fn at_end(ahead: &[Step]) -> bool {
    matches!(ahead.iter().find(|step| !on_columns(step)), Some(Step::Tail(_)))
}

fn gone(what: &str) -> Raised {
    Raised::new(ErrorKind::ColumnNotFound, format!("{what} is gone before it is needed"))
}

/// The keys of the first rows of a sort are among the columns that what follows needs, and it is a table that is sorted.
fn keys_are_there(keys: &[String], ahead: &[Step], axes: &Axes) -> Raises<()> {
    if taken_alone(ahead) {
        return Err(Raised::unsupported("a single column is not sorted by the name of a column"));
    }
    match keys.iter().find(|key| !demand::needs(ahead, key, axes)) {
        Some(key) => Err(gone(&format!("column {key:?}"))),
        None => Ok(()),
    }
}

/// Whether what follows takes columns of the table one by one.
fn taken_alone(ahead: &[Step]) -> bool {
    let picks = |step: &&Step| matches!(step, Step::Select(_) | Step::Head(_) | Step::Tail(_));
    let taker = ahead.iter().find(|step| !picks(step));
    taker.is_some_and(|step| matches!(step, Step::Agg(_) | Step::ValueCounts(_) | Step::Pivot(_)))
}

/// Whether what follows moves rows to the partitions of their hashes, behind steps within partitions.
pub(super) fn shuffled(ahead: &[Step]) -> bool {
    let mover = ahead.iter().find(|step| !(on_columns(step) || matches!(step, Step::Filter(_))));
    mover.is_some_and(|step| matches!(step, Step::DropDuplicates(_) | Step::ValueCounts(_) | Step::Join(_)))
}

/// Whether a sort is planned together with a `head` or `tail` behind steps on columns.
pub(super) fn ends(ahead: &[Step]) -> bool {
    let end = behind_filters(ahead).iter().find(|step| !on_columns(step));
    end.is_some_and(|step| matches!(step, Step::Head(_) | Step::Tail(_)))
}

/// What follows the filters that run before a sort.
fn behind_filters(ahead: &[Step]) -> &[Step] {
    let filters = ahead.iter().take_while(|step| matches!(step, Step::Filter(_))).count();
    &ahead[filters..]
}

fn on_columns(step: &Step) -> bool {
    matches!(
        step,
        Step::Select(_) | Step::Drop(_) | Step::Rename(_) | Step::WithColumns(_) | Step::Fillna(_) | Step::Astype(_)
    )
}
