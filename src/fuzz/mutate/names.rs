//! Every column name that a step reads of the table it works on, to be changed in place.

use std::sync::Arc;

use crate::case::expr::Expr;
use crate::case::plan::{Aggregate, Fillna, JoinKeys, Step};

/// Calls `rename` with each name that `step` reads of its own table, and takes what it gives. Names of outputs and of a join's other table stay.
pub(super) fn each(step: &mut Step, rename: &mut dyn FnMut(&str) -> String) {
    match step {
        Step::Select(columns) | Step::Drop(columns) => list(columns, rename),
        Step::Rename(pairs) => pairs.iter_mut().for_each(|(old, _)| *old = rename(old)),
        Step::WithColumns(columns) => columns.iter_mut().for_each(|(_, expr)| expression(expr, rename)),
        Step::Filter(expr) => expression(expr, rename),
        Step::Sort(sort) => list(&mut sort.by, rename),
        Step::Groupby(groupby) => {
            list(&mut groupby.by, rename);
            aggregates(&mut groupby.agg, rename);
        }
        Step::Agg(agg) => aggregates(agg, rename),
        Step::Join(join) => {
            let (left, right) = match &join.keys {
                JoinKeys::On(on) => (on.clone(), on.clone()),
                JoinKeys::LeftRight(left, right) => (left.clone(), right.clone()),
                JoinKeys::None => return,
            };
            let left: Vec<String> = left.iter().map(|name| rename(name)).collect();
            join.keys = if left == right { JoinKeys::On(left) } else { JoinKeys::LeftRight(left, right) };
        }
        Step::DropDuplicates(distinct) => list_of(&mut distinct.subset, rename),
        Step::Dropna(dropna) => list_of(&mut dropna.subset, rename),
        Step::Fillna(Fillna::Columns(columns)) => columns.iter_mut().for_each(|(name, _)| *name = rename(name)),
        Step::Astype(columns) => columns.iter_mut().for_each(|(name, _)| *name = rename(name)),
        Step::ValueCounts(counts) => counts.column = rename(&counts.column),
        Step::Nlargest(top) | Step::Nsmallest(top) => list(&mut top.by, rename),
        Step::Window(window) => {
            list(&mut window.partition_by, rename);
            list(&mut window.order_by, rename);
            window.columns.iter_mut().for_each(|made| one(&mut made.column, rename));
        }
        Step::Pivot(pivot) => {
            list(&mut pivot.index, rename);
            pivot.columns = rename(&pivot.columns);
            pivot.values = rename(&pivot.values);
        }
        Step::Melt(melt) => {
            list_of(&mut melt.id_vars, rename);
            list_of(&mut melt.value_vars, rename);
        }
        Step::Explode(column) => *column = rename(column),
        Step::Concat(_)
        | Step::Fillna(Fillna::Scalar(_))
        | Step::Ffill
        | Step::Bfill
        | Step::Head(_)
        | Step::Tail(_)
        | Step::Repartition(_) => {}
    }
}

/// Calls `rename` with each column that `expr` reads, and takes what it gives.
pub(super) fn expression(expr: &mut Expr, rename: &mut dyn FnMut(&str) -> String) {
    match expr {
        Expr::Column(name) => *name = Arc::from(rename(name)),
        Expr::Literal(_) => {}
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => expression(a, rename),
        Expr::Binary(_, a, b) => {
            expression(a, rename);
            expression(b, rename);
        }
        Expr::Call(_, args) => args.iter_mut().for_each(|arg| expression(arg, rename)),
    }
}

fn aggregates(agg: &mut [Aggregate], rename: &mut dyn FnMut(&str) -> String) {
    agg.iter_mut().for_each(|made| one(&mut made.column, rename));
}

fn list(names: &mut [String], rename: &mut dyn FnMut(&str) -> String) {
    names.iter_mut().for_each(|name| *name = rename(name));
}

fn list_of(names: &mut Option<Vec<String>>, rename: &mut dyn FnMut(&str) -> String) {
    if let Some(names) = names {
        list(names, rename);
    }
}

fn one(name: &mut Option<String>, rename: &mut dyn FnMut(&str) -> String) {
    if let Some(name) = name {
        *name = rename(name);
    }
}
