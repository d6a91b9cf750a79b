//! The column names of a step, given others.

use crate::case::expr::Expr;
use crate::case::plan::{Fillna, JoinKeys, Step};

use super::form;

/// The step with every name of a column that it reads or makes as `to` has it.
pub(super) fn renamed(step: &Step, to: &dyn Fn(&str) -> String) -> Step {
    let all = |names: &mut Vec<String>| names.iter_mut().for_each(|name| *name = to(name));
    let one = |name: &mut String| *name = to(name);
    let mut step = step.clone();
    match &mut step {
        Step::Select(names) | Step::Drop(names) => all(names),
        Step::Rename(pairs) => pairs.iter_mut().for_each(|(old, new)| (*old, *new) = (to(old), to(new))),
        Step::WithColumns(columns) => {
            columns.iter_mut().for_each(|(name, expr)| (*name, *expr) = (to(name), of_expr(expr, to)));
        }
        Step::Filter(expr) => *expr = of_expr(expr, to),
        Step::Sort(sort) => all(&mut sort.by),
        Step::Groupby(groupby) => {
            all(&mut groupby.by);
            groupby.agg.iter_mut().for_each(|a| {
                one(&mut a.out);
                a.column.iter_mut().for_each(one);
            });
        }
        Step::Agg(agg) => agg.iter_mut().for_each(|a| {
            one(&mut a.out);
            a.column.iter_mut().for_each(one);
        }),
        Step::Join(join) => match &mut join.keys {
            JoinKeys::On(on) => all(on),
            JoinKeys::LeftRight(left, _) => all(left),
            JoinKeys::None => {}
        },
        Step::DropDuplicates(distinct) => distinct.subset.iter_mut().for_each(all),
        Step::Dropna(dropna) => dropna.subset.iter_mut().for_each(all),
        Step::Fillna(Fillna::Columns(values)) => values.iter_mut().for_each(|(name, _)| one(name)),
        Step::Astype(types) => types.iter_mut().for_each(|(name, _)| one(name)),
        Step::ValueCounts(counts) => one(&mut counts.column),
        Step::Nlargest(top) | Step::Nsmallest(top) => all(&mut top.by),
        Step::Window(window) => {
            all(&mut window.partition_by);
            all(&mut window.order_by);
            window.columns.iter_mut().for_each(|c| {
                one(&mut c.out);
                c.column.iter_mut().for_each(one);
            });
        }
        Step::Pivot(pivot) => {
            all(&mut pivot.index);
            one(&mut pivot.columns);
            one(&mut pivot.values);
        }
        Step::Melt(melt) => {
            melt.id_vars.iter_mut().for_each(all);
            melt.value_vars.iter_mut().for_each(all);
        }
        Step::Explode(name) => one(name),
        Step::Fillna(Fillna::Scalar(_))
        | Step::Concat(_)
        | Step::Ffill
        | Step::Bfill
        | Step::Head(_)
        | Step::Tail(_)
        | Step::Repartition(_) => {}
    }
    step
}

fn of_expr(expr: &Expr, to: &dyn Fn(&str) -> String) -> Expr {
    form::mapped(expr, &mut |part| match part {
        Expr::Column(name) => Some(Expr::Column(to(name).into())),
        _ => None,
    })
}
