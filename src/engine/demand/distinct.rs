//! Rows that are known to differ are not compared again.

use std::collections::BTreeSet;

use super::Planned;
use crate::case::plan::{How, Step};
use crate::engine::frame::Frame;

/// Leaves out every `drop_duplicates` of rows that an earlier step has made to differ: the zeros and NaN in them stay as they are.
///
/// Source: Spark, `RemoveRedundantAggregates` and `DistinctKeyVisitor`.
pub(super) fn not_twice(planned: &mut [Planned], before: &Frame) {
    for i in 0..planned.len() {
        let whole = matches!(&planned[i].step, Step::DropDuplicates(step) if step.subset.is_none());
        if whole && differing(&planned[..i], before).is_some() {
            planned[i].step = Step::Drop(Vec::new());
        }
    }
}

/// The columns, in lower case, in which no two rows behind these steps are alike, where it is known of any.
fn differing(planned: &[Planned], before: &Frame) -> Option<BTreeSet<String>> {
    let [earlier @ .., last] = planned else { return None };
    let lower = |names: &[String]| names.iter().map(|name| name.to_lowercase()).collect::<BTreeSet<_>>();
    let found = earlier.last().map_or(Some(before), |planned| planned.meta.as_ref());
    match &last.step {
        Step::DropDuplicates(step) => match &step.subset {
            Some(subset) => Some(lower(subset)),
            None => found.map(|found| found.names.iter().map(|name| name.to_lowercase()).collect()),
        },
        Step::Groupby(step) => Some(lower(&step.by)),
        Step::ValueCounts(step) => Some(lower(std::slice::from_ref(&step.column))),
        Step::Pivot(step) => Some(lower(&step.index)),
        Step::Agg(_) => Some(BTreeSet::new()),
        Step::Filter(_) | Step::Sort(_) | Step::Head(_) | Step::Dropna(_) | Step::Repartition(_) | Step::Window(_) => {
            differing(earlier, before)
        }
        Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti) => differing(earlier, before),
        Step::Select(names) => differing(earlier, before).filter(|keys| keys.is_subset(&lower(names))),
        Step::Drop(names) => differing(earlier, before).filter(|keys| keys.is_disjoint(&lower(names))),
        Step::WithColumns(columns) => differing(earlier, before)
            .filter(|keys| !columns.iter().any(|(name, _)| keys.contains(&name.to_lowercase()))),
        Step::Rename(names) => differing(earlier, before).map(|keys| {
            let new = |key: String| {
                let renamed = names.iter().find(|(old, _)| old.to_lowercase() == key);
                renamed.map_or(key, |(_, new)| new.to_lowercase())
            };
            keys.into_iter().map(new).collect()
        }),
        _ => None,
    }
}
