//! Columns that a sort or a filter finds although an earlier step left them out: they are carried along to it, under a name that
//! no case can write, and dropped behind it.
//!
//! Source: Spark, `ColumnResolutionHelper.resolveExprsAndAddMissingAttrs`.

use std::sync::Arc;

use super::frame::{Frame, Table};
use super::raised::Raised;
use super::{Context, names, step};
use crate::axis::{Axes, names::Hidden};
use crate::case::expr::Expr;
use crate::case::plan::Step;
use crate::result::ErrorKind;

/// The steps with the columns carried along that the step behind `tables` finds in an earlier one of them only; `None` where
/// there is nothing to carry. `tables` are those before each step, up to that step.
pub(super) fn carried(steps: &[Step], tables: &[Frame], axes: &Axes) -> Option<Vec<Step>> {
    match axes.names.hidden() {
        Hidden::Gone => return None,
        Hidden::Reached => {}
    }
    let at = tables.len().checked_sub(1)?;
    let mut plan: Vec<Step> = steps.to_vec();
    let mut found: Vec<(usize, String, String)> = Vec::new();
    for name in reached(&steps[at]) {
        let here = names::alike(&tables[at], &name, axes).len();
        if here == 1 || (here > 1 && matches!(steps[at], Step::Filter(_))) {
            continue;
        }
        if matches!(&steps[at], Step::Filter(condition) if condition.asks_for(&name)) {
            // the types of a sum are looked up in the table that it is filtered by
            return None;
        }
        let from = level(steps, tables, &name, axes)?;
        // a NUL stands in no name of a case
        let carried = format!("{name}\0{at}");
        plan[at] = renamed(&plan[at], &name, &carried, axes);
        found.push((from, name, carried));
    }
    if found.is_empty() {
        return None;
    }
    for (from, _, carried) in &found {
        for (step, table) in plan[*from..at].iter_mut().zip(&tables[*from..at]) {
            keep(step, table, carried);
        }
    }
    plan.insert(at + 1, Step::Drop(found.iter().map(|(_, _, carried)| carried.clone()).collect()));
    found.sort_by_key(|(from, ..)| std::cmp::Reverse(*from));
    for (from, name, carried) in found {
        plan.insert(from, Step::WithColumns(vec![(carried, Expr::Column(Arc::from(name.as_str())))]));
    }
    Some(plan)
}

/// The error of a filter that finds a name in the table of a `melt` before it only: the column is known but nothing of it comes
/// through, which is noticed once the condition's type is.
pub(super) fn lost(steps: &[Step], tables: &[Frame], context: &Context<'_>) -> Option<Raised> {
    match context.axes.names.hidden() {
        Hidden::Gone => return None,
        Hidden::Reached => {}
    }
    let at = tables.len().checked_sub(1)?;
    let condition @ Step::Filter(_) = &steps[at] else { return None };
    let mut passed = (0..at).rev().take_while(|&i| hands_on(&steps[i]) || matches!(steps[i], Step::Melt(_)));
    let melted = passed.find(|&i| matches!(steps[i], Step::Melt(_)))?;
    let mut known = tables[melted].clone();
    for (name, column) in tables[at].names.iter().zip(&tables[at].columns) {
        known.assign(name, column.clone());
    }
    if !reached(condition).iter().all(|name| names::alike(&known, name, context.axes).len() == 1) {
        return None;
    }
    let typed = step::run(condition, Table::whole(known), context);
    Some(
        typed
            .err()
            .unwrap_or_else(|| Raised::new(ErrorKind::Other, "a column that is known is missing from the input")),
    )
}

/// Whether a step was put in by [`carried`], to take columns along or to drop them.
pub(super) fn carries(step: &Step) -> bool {
    match step {
        Step::WithColumns(columns) => columns.iter().any(|(name, _)| is_carried(name)),
        Step::Drop(columns) => columns.iter().any(|name| is_carried(name)),
        _ => false,
    }
}

/// Whether this is the name of a column that is carried along.
pub(super) fn is_carried(name: &str) -> bool {
    name.contains('\0')
}

/// The names that a step may look for in earlier tables.
fn reached(step: &Step) -> Vec<String> {
    let mut names: Vec<String> = match step {
        Step::Sort(sort) => sort.by.clone(),
        Step::Nlargest(top) | Step::Nsmallest(top) => top.by.clone(),
        Step::Filter(condition) => {
            let mut names = Vec::new();
            condition.columns(&mut |name| names.push(name.to_owned()));
            names
        }
        _ => Vec::new(),
    };
    names.sort();
    names.dedup();
    names
}

/// The step whose table, the last before the end, has the one column called `name`.
fn level(steps: &[Step], tables: &[Frame], name: &str, axes: &Axes) -> Option<usize> {
    (0..tables.len() - 1)
        .rev()
        .take_while(|&i| hands_on(&steps[i]) || groups_by(&steps[i], name, axes))
        .find(|&i| names::alike(&tables[i], name, axes).len() == 1)
}

/// Whether the rows of a step's result are rows of its table, so that a column can be carried past it.
fn hands_on(step: &Step) -> bool {
    match step {
        Step::Select(_)
        | Step::Drop(_)
        | Step::Rename(_)
        | Step::WithColumns(_)
        | Step::Astype(_)
        | Step::Fillna(_)
        | Step::Filter(_)
        | Step::Sort(_)
        | Step::Head(_)
        | Step::Nlargest(_)
        | Step::Nsmallest(_)
        | Step::Dropna(_)
        | Step::DropDuplicates(_)
        | Step::Repartition(_)
        | Step::Window(_)
        | Step::Explode(_) => true,
        Step::Tail(_)
        | Step::Groupby(_)
        | Step::Agg(_)
        | Step::ValueCounts(_)
        | Step::Join(_)
        | Step::Concat(_)
        | Step::Ffill
        | Step::Bfill
        | Step::Pivot(_)
        | Step::Melt(_) => false,
    }
}

/// Whether a step makes groups by this column: it is taken along as one more key.
fn groups_by(step: &Step, name: &str, axes: &Axes) -> bool {
    let keys = match step {
        Step::Groupby(groupby) => &groupby.by,
        Step::Pivot(pivot) => &pivot.index,
        Step::ValueCounts(counts) => return names::same(&counts.column, name, axes),
        _ => return false,
    };
    keys.iter().any(|key| names::same(key, name, axes))
}

/// Makes a step that looks at every column of its `table` leave `carried` alone, or take it along.
fn keep(step: &mut Step, table: &Frame, carried: &str) {
    let all = || table.names.iter().map(ToString::to_string).collect();
    match step {
        Step::Select(columns) => columns.push(carried.to_owned()),
        Step::Groupby(groupby) => groupby.by.push(carried.to_owned()),
        Step::Pivot(pivot) => pivot.index.push(carried.to_owned()),
        // of the values that it is sorted by none ties
        Step::ValueCounts(counts) => {
            let mut groups = counts.grouped();
            groups.by.push(carried.to_owned());
            *step = Step::Groupby(groups);
        }
        Step::Dropna(dropna) if dropna.subset.is_none() => dropna.subset = Some(all()),
        Step::DropDuplicates(distinct) if distinct.subset.is_none() => distinct.subset = Some(all()),
        _ => {}
    }
}

/// The step with `carried` in the place of `name`.
fn renamed(step: &Step, name: &str, carried: &str, axes: &Axes) -> Step {
    let put = |names: &mut Vec<String>| {
        for found in names.iter_mut().filter(|found| names::same(found, name, axes)) {
            carried.clone_into(found);
        }
    };
    let mut step = step.clone();
    match &mut step {
        Step::Sort(sort) => put(&mut sort.by),
        Step::Nlargest(top) | Step::Nsmallest(top) => put(&mut top.by),
        Step::Filter(condition) => put_column(condition, name, carried, axes),
        _ => {}
    }
    step
}

fn put_column(expr: &mut Expr, name: &str, carried: &str, axes: &Axes) {
    match expr {
        Expr::Column(found) if names::same(found, name, axes) => *found = Arc::from(carried),
        Expr::Column(_) | Expr::Literal(_) => {}
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => put_column(a, name, carried, axes),
        Expr::Binary(_, a, b) => {
            put_column(a, name, carried, axes);
            put_column(b, name, carried, axes);
        }
        Expr::Call(_, args) => args.iter_mut().for_each(|a| put_column(a, name, carried, axes)),
    }
}
