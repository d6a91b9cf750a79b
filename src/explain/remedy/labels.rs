//! A pivot whose labels are known as a group-by: a column for each label that has the values beside it, and is aggregated.

use super::change::{Changed, Site};
use super::form;
use crate::case::expr::{Expr, Literal};
use crate::case::plan::{AggFn, Aggregate, Groupby, Step};

impl Site {
    /// The case with the pivot at the end as a group-by with the labels that the other side's result has.
    pub(super) fn by_label(&self, i: usize) -> Option<Changed> {
        let Step::Pivot(pivot) = &self.case.steps[i] else { return None };
        let labels: Vec<&String> = self.others.iter().filter(|name| !pivot.index.contains(name)).collect();
        if i + 1 < self.case.steps.len() || labels.is_empty() || pivot.agg == AggFn::Size {
            return None;
        }
        let text = self.tables.get(i)?.iter().any(|(name, ty)| *name == pivot.columns && ty == "string");
        let test = if text { "c == l" } else { "cast(c, string) == l" };
        let (column, values) =
            (Expr::Column(pivot.columns.as_str().into()), Expr::Column(pivot.values.as_str().into()));
        let of_label = |label: &&String| {
            let named = Expr::Literal(Literal::Str(label.as_str().into()));
            let template = format!("if_else({test}, v, null)");
            Some(((*label).clone(), form::of_parts(&template, &[("c", &column), ("l", &named), ("v", &values)])?))
        };
        let made: Option<Vec<(String, Expr)>> = labels.iter().map(of_label).collect();
        let agg = labels.iter().map(|label| {
            let label = (*label).clone();
            Aggregate { out: label.clone(), function: pivot.agg, column: Some(label), q: None }
        });
        let groups = Groupby { by: pivot.index.clone(), agg: agg.collect(), dropna: None, sort: None, style: None };
        let steps = vec![Step::WithColumns(made?), Step::Groupby(groups)];
        Some(self.with(self.replaced(i, steps), "pivot as a groupby of a column for each label".to_owned()))
    }
}
