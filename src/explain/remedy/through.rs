//! Functions by way of others: aggregates, window functions and the cells of a pivot.

use super::change::{Changed, Site};
use super::form;
use crate::case::expr::{Expr, Literal};
use crate::case::plan::{AggFn, Aggregate, Groupby, Pivot, Step, WindowColumn, WindowFn};

/// The column that a row's number in its window stands in.
const PLACE: &str = "row_number";

impl Site {
    /// The aggregates at step `i` with another function in the place of each `of`.
    pub(super) fn reduced(&self, i: usize, of: AggFn, prepared: &str, by: AggFn, then: &str) -> Option<Changed> {
        let mut step = self.case.steps[i].clone();
        let aggregates = match &mut step {
            Step::Groupby(groupby) => &mut groupby.agg,
            Step::Agg(agg) => agg,
            _ => return None,
        };
        let middle = match by {
            AggFn::Min => Some(0.0),
            AggFn::Max => Some(1.0),
            AggFn::Median => Some(0.5),
            _ => None,
        };
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for aggregate in aggregates.iter_mut().filter(|a| a.function == of && a.q.is_none_or(|q| Some(q) == middle)) {
            let (out, Some(read)) = (Expr::Column(aggregate.out.as_str().into()), &aggregate.column) else { continue };
            if !prepared.is_empty() {
                before.push((read.clone(), form::of_column(prepared, read)?));
            }
            (aggregate.function, aggregate.q) = (by, None);
            let made = form::of_parts(then, &[("y", &out)])?;
            if made != out {
                after.push((aggregate.out.clone(), made));
            }
        }
        if step == self.case.steps[i] && before.is_empty() {
            return None;
        }
        let mut steps = Vec::new();
        if !before.is_empty() {
            steps.push(Step::WithColumns(before));
        }
        let what = format!("{} by way of {} in {}", of.name(), by.name(), step.word());
        steps.push(step);
        if !after.is_empty() {
            steps.push(Step::WithColumns(after));
        }
        Some(self.with(self.replaced(i, steps), what))
    }

    pub(super) fn pivot_of_groups(&self, i: usize) -> Option<Changed> {
        let Step::Pivot(pivot) = &self.case.steps[i] else { return None };
        let by: Vec<String> = pivot.index.iter().chain([&pivot.columns]).cloned().collect();
        if pivot.agg == AggFn::First || by.contains(&pivot.values) {
            return None;
        }
        let column = (pivot.agg != AggFn::Size).then(|| pivot.values.clone());
        let aggregate = Aggregate { out: pivot.values.clone(), function: pivot.agg, column, q: None };
        let groups = Groupby { by, agg: vec![aggregate], dropna: None, sort: None, style: None };
        let steps = vec![Step::Groupby(groups), Step::Pivot(Pivot { agg: AggFn::First, ..pivot.clone() })];
        let what = format!("{} by way of groupby in pivot", pivot.agg.name());
        Some(self.with(self.replaced(i, steps), what))
    }

    /// The window at step `i` with another function in the place of each `of`.
    pub(super) fn through(
        &self,
        i: usize,
        of: WindowFn,
        prepared: &str,
        by: (WindowFn, Option<i64>),
        then: &str,
    ) -> Option<Changed> {
        let Step::Window(window) = &self.case.steps[i] else { return None };
        let (mut window, mut before, mut after) = (window.clone(), Vec::new(), Vec::new());
        let mut numbered = false;
        for column in window.columns.iter_mut().filter(|c| c.function == of) {
            let out = Expr::Column(column.out.as_str().into());
            let read = column.column.clone().unwrap_or_else(|| column.out.clone());
            let x = Expr::Column(read.as_str().into());
            if !prepared.is_empty() {
                before.push((column.out.clone(), form::of_column(prepared, &read)?));
                column.column = Some(column.out.clone());
            }
            let number = Expr::Literal(Literal::Int(column.n.unwrap_or_default().into()));
            (column.function, column.n) = (by.0, by.1.or(column.n).filter(|_| by.0.takes_number()));
            let place = Expr::Column(PLACE.into());
            let made = form::of_parts(then, &[("x", &x), ("y", &out), ("r", &place), ("n", &number)])?;
            made.columns(&mut |name| numbered |= name == PLACE);
            after.push((column.out.clone(), made));
        }
        if after.is_empty() {
            return None;
        }
        let what = format!("{} by way of {} in window", of.name(), by.0.name());
        let mut steps = Vec::new();
        if !before.is_empty() {
            steps.push(Step::WithColumns(before));
        }
        if numbered {
            let function = WindowFn::RowNumber;
            window.columns.push(WindowColumn { out: PLACE.to_owned(), function, column: None, n: None });
        }
        steps.extend([Step::Window(window), Step::WithColumns(after)]);
        if numbered {
            steps.push(Step::Drop(vec![PLACE.to_owned()]));
        }
        Some(self.with(self.replaced(i, steps), what))
    }
}
