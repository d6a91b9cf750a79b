//! Columns that are made and never read: what a person leaves out who reads the code.

use super::change::{Changed, Site};
use super::names::renamed;
use super::place::is_computed;
use crate::case::plan::{Aggregate, Step};

/// A name that no column has.
const NO_NAME: &str = "\0";

impl Site {
    /// The case without the columns that step `i` makes and that nothing reads.
    pub(super) fn unread(&self, i: usize) -> Option<Changed> {
        let steps = &self.case.steps;
        let computed = |agg: &[Aggregate]| -> Vec<String> {
            agg.iter().filter(|a| is_computed(a.function)).map(|a| a.out.clone()).collect()
        };
        let made: Vec<String> = match &steps[i] {
            Step::WithColumns(columns) => columns.iter().map(|(name, _)| name.clone()).collect(),
            Step::Astype(types) => types.iter().map(|(name, _)| name.clone()).collect(),
            Step::Groupby(groupby) => computed(&groupby.agg),
            Step::Agg(agg) => computed(agg),
            _ => return None,
        };
        let unread: Vec<String> = made.into_iter().filter(|name| is_unread(name, &steps[i + 1..])).collect();
        if unread.is_empty() {
            return None;
        }
        let mut case = self.case.clone();
        match &mut case.steps[i] {
            Step::WithColumns(columns) => columns.retain(|(name, _)| !unread.contains(name)),
            Step::Astype(types) => types.retain(|(name, _)| !unread.contains(name)),
            Step::Groupby(groupby) => groupby.agg.retain(|a| !unread.contains(&a.out)),
            Step::Agg(agg) => agg.retain(|a| !unread.contains(&a.out)),
            _ => {}
        }
        let was_there = |name: &String| self.tables.get(i).is_some_and(|table| table.iter().any(|(n, _)| n == name));
        let gone: Vec<&String> = unread.iter().filter(|name| !was_there(name)).collect();
        case.steps[i + 1..].iter_mut().for_each(|step| {
            if let Step::Drop(names) = step {
                names.retain(|name| !gone.contains(&name));
            }
        });
        case.steps.retain(|step| match step {
            Step::WithColumns(columns) => !columns.is_empty(),
            Step::Astype(types) => !types.is_empty(),
            Step::Drop(names) => !names.is_empty(),
            _ => true,
        });
        let is_empty = |step: &Step| match step {
            Step::Groupby(groupby) => groupby.agg.is_empty(),
            Step::Agg(agg) => agg.is_empty(),
            _ => false,
        };
        if case.steps.iter().any(is_empty) {
            return None;
        }
        Some(self.with(case, format!("{} left out, which nothing reads", unread.join(", "))))
    }
}

/// Whether the steps leave the column out, or make it anew, before one reads it.
fn is_unread(name: &str, steps: &[Step]) -> bool {
    for step in steps {
        let to = |other: &str| if other == name { NO_NAME.to_owned() } else { other.to_owned() };
        let named = renamed(step, &to) != *step;
        match step {
            Step::Drop(_) if named => return true,
            Step::WithColumns(columns) if named => {
                let mut read = false;
                for (made, expr) in columns {
                    expr.columns(&mut |column| read |= column == name);
                    if read || made == name {
                        return !read;
                    }
                }
                return false;
            }
            _ if named => return false,
            Step::Select(_) | Step::Groupby(_) | Step::Agg(_) | Step::ValueCounts(_) | Step::Pivot(_) => return true,
            Step::WithColumns(_)
            | Step::Filter(_)
            | Step::Sort(_)
            | Step::Astype(_)
            | Step::Drop(_)
            | Step::Rename(_)
            | Step::Head(_)
            | Step::Tail(_)
            | Step::Repartition(_) => {}
            _ => return false,
        }
    }
    false
}
