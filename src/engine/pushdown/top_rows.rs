//! What is left to the first rows of a sort, or those with the largest values, where columns are picked before they are looked for.
//!
//! Source: Dask, `Reduction._simplify_up` and `NFirst` (`dask_expr/_reductions.py`), whose own columns a projection does not spare.

use super::{gone, taken_alone};
use crate::axis::Axes;
use crate::case::plan::Step;
use crate::engine::demand;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};

/// The keys of the first rows of a sort are among the columns that what follows needs, and it is a table that is sorted; `metas` are what the
/// columns are before each step ahead.
pub(super) fn keys_are_there(
    keys: &[String],
    metas: Option<&[Frame]>,
    ahead: &[Step],
    (inputs, axes): (&[(&str, Table)], &Axes),
) -> Raises<()> {
    let metas = metas.unwrap_or_default();
    if demand::left_out(ahead, metas, inputs, axes) {
        return Ok(());
    }
    let unknown = |key: &&String| metas.first().is_some_and(|sorted| sorted.position(key).is_none());
    if let Some(key) = keys.iter().find(unknown) {
        return Err(Raised::no_column(key));
    }
    if taken_alone(ahead) {
        return Err(Raised::unsupported("a single column is not sorted by the name of a column"));
    }
    match keys.iter().find(|key| !demand::leaves(ahead, metas, key, axes)) {
        Some(key) => Err(gone(&format!("column {key:?}"))),
        None => Ok(()),
    }
}
