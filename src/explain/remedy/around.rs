//! Medians and quantiles of groups where there are none, or not beside others: as means of the rows around their place.

use super::form;
use crate::case::expr::{Expr, Literal};
use crate::case::plan::{AggFn, Aggregate, Groupby, Step, Window, WindowColumn, WindowFn};

/// The steps: rows are counted from both ends of each group in the order of the values, and what stands around the place is averaged,
/// each value by how near it is. Other aggregates stay as they are.
pub(super) fn rows_around(groupby: &Groupby) -> Option<Vec<Step>> {
    let (mut steps, mut groupby) = (Vec::new(), groupby.clone());
    let by = groupby.by.clone();
    for aggregate in &mut groupby.agg {
        let q = match (aggregate.function, aggregate.q) {
            (AggFn::Median, _) => 0.5,
            (AggFn::Quantile, Some(q)) => q,
            _ => continue,
        };
        let read = aggregate.column.clone().filter(|read| !by.contains(read))?;
        let named = |what: &str| format!("{}_{what}", aggregate.out);
        let (there, below, back, above, near) =
            (named("there"), named("below"), named("back"), named("above"), named("near"));
        let column = |name: &str| Expr::Column(name.into());
        let counted = |order: &str, out: &str| {
            let count = WindowColumn { out: out.to_owned(), function: WindowFn::Cumcount, column: None, n: None };
            let partition_by = by.iter().cloned().chain([there.clone()]).collect();
            Step::Window(Window { partition_by, order_by: vec![order.to_owned()], columns: vec![count], frame: None })
        };
        let template = match q == 0.5 {
            true => "if_else(t and abs(b - a) <= 1, x, null)",
            false => {
                "if_else(t and abs(b - q * (b + a)) < 1, if_else(abs(b - q * (b + a)) == 0, x, x * 2 * (1 - abs(b - q * (b + a)))), null)"
            }
        };
        let parts = [
            ("t", &column(&there)),
            ("b", &column(&below)),
            ("a", &column(&above)),
            ("x", &column(&read)),
            ("q", &Expr::Literal(Literal::Float(q))),
        ];
        let made = |name: &str, template: &str, of: &str| {
            Some(Step::WithColumns(vec![(name.to_owned(), form::of_column(template, of)?)]))
        };
        steps.extend([
            made(&there, "not_null(x)", &read)?,
            counted(&read, &below),
            made(&back, "-x", &below)?,
            counted(&back, &above),
            Step::WithColumns(vec![(near.clone(), form::of_parts(template, &parts)?)]),
        ]);
        let out = aggregate.out.clone();
        *aggregate = Aggregate { out, function: AggFn::Mean, column: Some(near), q: None };
    }
    if steps.is_empty() {
        return None;
    }
    steps.push(Step::Groupby(groupby));
    Some(steps)
}

/// The steps with infinite values added on their own: sums and means of what is finite, then the least and the greatest of what is not.
pub(super) fn infinities_apart(step: &Step) -> Option<Vec<Step>> {
    let mut step = step.clone();
    let aggregates = match &mut step {
        Step::Groupby(groupby) => &mut groupby.agg,
        Step::Agg(agg) => agg,
        _ => return None,
    };
    let (mut before, mut extremes, mut after, mut helpers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for aggregate in aggregates.iter_mut().filter(|a| matches!(a.function, AggFn::Sum | AggFn::Mean)) {
        let (out, Some(read)) = (aggregate.out.clone(), aggregate.column.clone()) else { continue };
        let (finite, infinite) = (format!("{read}_finite"), format!("{read}_infinite"));
        before.push((finite.clone(), form::of_column("if_else(abs(x) == inf, 0.0, x)", &read)?));
        before.push((infinite.clone(), form::of_column("if_else(abs(x) == inf, x, 0.0)", &read)?));
        aggregate.column = Some(finite);
        let (least, most) = (format!("{out}_least"), format!("{out}_most"));
        for (out, function) in [(&least, AggFn::Min), (&most, AggFn::Max)] {
            extremes.push(Aggregate { out: out.clone(), function, column: Some(infinite.clone()), q: None });
        }
        let [a, b, c] = [&out, &least, &most].map(|name| Expr::Column(name.as_str().into()));
        after.push((out, form::of_parts("a + b + c", &[("a", &a), ("b", &b), ("c", &c)])?));
        helpers.extend([least, most]);
    }
    if before.is_empty() {
        return None;
    }
    aggregates.extend(extremes);
    Some(vec![Step::WithColumns(before), step, Step::WithColumns(after), Step::Drop(helpers)])
}
