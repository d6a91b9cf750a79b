//! Where in a case a change can be made: the steps that an axis is about, and their columns.

use crate::axis::Axis;
use crate::axis::remedy::Columns;
use crate::case::expr::{Expr, UnaryOp};
use crate::case::plan::{AggFn, JoinKeys, Step, WindowFn};

/// Whether the axis is about this step: itself, or a function that it calls.
pub(super) fn is_about(axis: &Axis, step: &Step) -> bool {
    let everywhere = ["inputs", "every step"];
    axis.applies.iter().any(|word| everywhere.contains(word)) || words(step).iter().any(|w| axis.applies.contains(w))
}

/// The step's word and those of all that it calls.
fn words(step: &Step) -> Vec<&'static str> {
    let mut out = vec![step.word()];
    match step {
        Step::Groupby(groupby) => out.extend(groupby.agg.iter().map(|a| a.function.name())),
        Step::Agg(agg) => out.extend(agg.iter().map(|a| a.function.name())),
        Step::Window(window) => out.extend(window.columns.iter().map(|c| c.function.name())),
        Step::Pivot(pivot) => out.push(pivot.agg.name()),
        step => expressions(step).into_iter().for_each(|expr| called(expr, &mut out)),
    }
    out
}

/// The expressions of a step.
pub(super) fn expressions(step: &Step) -> Vec<&Expr> {
    match step {
        Step::WithColumns(columns) => columns.iter().map(|(_, expr)| expr).collect(),
        Step::Filter(expr) => vec![expr],
        _ => Vec::new(),
    }
}

/// The word of what an expression does at its top.
pub(super) fn word(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => None,
        Expr::Unary(UnaryOp::Neg, _) => Some("-"),
        Expr::Unary(UnaryOp::Not, _) => Some("not"),
        Expr::Binary(op, ..) => Some(op.name()),
        Expr::In { .. } => Some("in"),
        Expr::Cast(..) => Some("cast"),
        Expr::Call(function, _) => Some(function.name()),
    }
}

/// The operands of an expression.
pub(super) fn operands(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => Vec::new(),
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => vec![a],
        Expr::Binary(_, a, b) => vec![a, b],
        Expr::Call(_, args) => args.iter().collect(),
    }
}

fn called(expr: &Expr, out: &mut Vec<&'static str>) {
    out.extend(word(expr));
    if let Expr::Binary(op, ..) = expr
        && op.is_comparison()
    {
        // axes of comparisons name one operator for all
        out.extend(["<", "=="]);
    }
    operands(expr).into_iter().for_each(|operand| called(operand, out));
}

/// The columns of a step, of those that its table has: before it, or what it made.
pub(super) fn columns(
    of: Columns,
    step: Option<&Step>,
    table: &[(String, String)],
    differing: &[String],
) -> Vec<String> {
    let all = || table.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let named = match of {
        Columns::All => all(),
        Columns::Differing => differing.to_vec(),
        Columns::Keys => step.map(|step| keys(step).unwrap_or_else(all)).unwrap_or_default(),
        Columns::Values => step.map(|step| values(step).unwrap_or_else(all)).unwrap_or_default(),
        Columns::Made => step.map(made).unwrap_or_default(),
    };
    let mut out: Vec<String> = Vec::new();
    for name in named {
        if !out.contains(&name) && table.iter().filter(|(there, _)| *there == name).count() == 1 {
            out.push(name);
        }
    }
    out
}

/// By what a step groups, joins, sorts, counts or compares; `None` for all columns.
fn keys(step: &Step) -> Option<Vec<String>> {
    Some(match step {
        Step::Groupby(groupby) => groupby.by.clone(),
        Step::Sort(sort) => sort.by.clone(),
        Step::Nlargest(top) | Step::Nsmallest(top) => top.by.clone(),
        Step::ValueCounts(counts) => vec![counts.column.clone()],
        Step::Join(join) => match &join.keys {
            JoinKeys::On(on) | JoinKeys::LeftRight(on, _) => on.clone(),
            JoinKeys::None => Vec::new(),
        },
        Step::Window(window) => window.partition_by.iter().chain(&window.order_by).cloned().collect(),
        Step::Pivot(pivot) => pivot.index.iter().chain([&pivot.columns]).cloned().collect(),
        Step::Melt(melt) => melt.id_vars.clone().unwrap_or_default(),
        Step::DropDuplicates(distinct) => return distinct.subset.clone(),
        Step::Dropna(dropna) => return dropna.subset.clone(),
        _ => Vec::new(),
    })
}

/// What a step reads otherwise; `None` for all columns.
fn values(step: &Step) -> Option<Vec<String>> {
    Some(match step {
        Step::Groupby(groupby) => groupby.agg.iter().filter_map(|a| a.column.clone()).collect(),
        Step::Agg(agg) => agg.iter().filter_map(|a| a.column.clone()).collect(),
        Step::Window(window) => window.columns.iter().filter_map(|c| c.column.clone()).collect(),
        Step::Pivot(pivot) => vec![pivot.values.clone()],
        Step::Astype(columns) => columns.iter().map(|(name, _)| name.clone()).collect(),
        Step::Explode(column) => vec![column.clone()],
        Step::Melt(melt) => return melt.value_vars.clone(),
        Step::WithColumns(_) | Step::Filter(_) => {
            let mut read = Vec::new();
            expressions(step).into_iter().for_each(|expr| expr.columns(&mut |name| read.push(name.to_owned())));
            read
        }
        Step::Fillna(_) | Step::Ffill | Step::Bfill | Step::Concat(_) => return None,
        _ => Vec::new(),
    })
}

/// Whether a step computes with the values that it reads, so that they are numbers or lengths of time.
pub(super) fn computes(step: &Step) -> bool {
    use WindowFn::{Cumsum, Diff, PctChange, RollingMean, RollingSum};
    let running = |function| matches!(function, Cumsum | Diff | PctChange | RollingSum | RollingMean);
    match step {
        Step::Groupby(groupby) => groupby.agg.iter().any(|a| is_computed(a.function)),
        Step::Agg(agg) => agg.iter().any(|a| is_computed(a.function)),
        Step::Pivot(pivot) => is_computed(pivot.agg),
        Step::Window(window) => window.columns.iter().any(|column| running(column.function)),
        _ => false,
    }
}

/// Whether an aggregate computes with values.
pub(super) const fn is_computed(function: AggFn) -> bool {
    use AggFn::{All, Any, Mean, Median, Prod, Quantile, Std, Sum, Var};
    matches!(function, Sum | Prod | Mean | Median | Std | Var | Quantile | Any | All)
}

/// The columns that a step makes.
fn made(step: &Step) -> Vec<String> {
    match step {
        Step::Groupby(groupby) => groupby.agg.iter().map(|a| a.out.clone()).collect(),
        Step::Agg(agg) => agg.iter().map(|a| a.out.clone()).collect(),
        Step::Window(window) => window.columns.iter().map(|c| c.out.clone()).collect(),
        Step::WithColumns(columns) => columns.iter().map(|(name, _)| name.clone()).collect(),
        Step::Astype(columns) => columns.iter().map(|(name, _)| name.clone()).collect(),
        Step::ValueCounts(_) => vec!["count".to_owned()],
        Step::Melt(melt) => vec![melt.value_name.clone().unwrap_or_else(|| "value".to_owned())],
        Step::Explode(column) => vec![column.clone()],
        _ => Vec::new(),
    }
}
