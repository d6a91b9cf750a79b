//! By which columns the rows of a case's result are paired where they differ: its group keys, else its sort keys.

use crate::case::plan::{Case, Step};

/// The group keys, else the sort keys, that a case's steps leave in its result; empty where there are none.
pub fn of(case: &Case) -> Vec<String> {
    let (mut group, mut sort): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for step in &case.steps {
        match step {
            Step::Groupby(groupby) => (group, sort) = (groupby.by.clone(), Vec::new()),
            Step::Pivot(pivot) => (group, sort) = (pivot.index.clone(), Vec::new()),
            Step::ValueCounts(counts) => (group, sort) = (vec![counts.column.clone()], Vec::new()),
            Step::Sort(by) => sort.clone_from(&by.by),
            Step::Nlargest(top) | Step::Nsmallest(top) => sort.clone_from(&top.by),
            Step::Window(window) if !window.order_by.is_empty() => sort.clone_from(&window.order_by),
            Step::Join(_) | Step::Concat(_) | Step::Melt(_) | Step::Agg(_) => (group, sort) = Default::default(),
            Step::Explode(column) => {
                if group.contains(column) {
                    group.clear();
                }
                sort.retain(|key| key != column);
            }
            Step::Rename(names) => {
                for key in group.iter_mut().chain(&mut sort) {
                    if let Some((_, new)) = names.iter().find(|(old, _)| old == key) {
                        key.clone_from(new);
                    }
                }
            }
            Step::WithColumns(columns) => {
                let anew = |key: &String| columns.iter().any(|(name, _)| name == key);
                if group.iter().any(anew) {
                    group.clear();
                }
                sort.retain(|key| !anew(key));
            }
            _ => {}
        }
    }
    if group.is_empty() { sort } else { group }
}
