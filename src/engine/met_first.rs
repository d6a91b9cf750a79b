//! Which of several new columns of one table is computed first, and so fails first: the one with most to compute before it.
//!
//! Source: Dask, `dask.order.order` over the tasks of a `Fused` expression (`dask_expr/_expr.py`).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::case::expr::{BinaryOp, Expr, Function, UnaryOp};

/// New columns, each with those before it that it is made of, in the order in which they are computed.
pub(super) fn ordered(columns: &[(String, Expr)]) -> Vec<Vec<(String, Expr)>> {
    let mut made: Vec<_> = (0..columns.len())
        .map(|at| {
            let (mut tasks, mut needed) = (BTreeSet::new(), BTreeSet::from([at]));
            collect(columns, at, &columns[at].1, &mut tasks, &mut needed);
            (tasks.len(), arguments(&columns[at].1), name(&columns[at].1), needed)
        })
        .collect();
    made.sort_by_key(|(tasks, arguments, name, _)| Reverse((*tasks, *arguments, *name)));
    made.into_iter().map(|(.., needed)| needed.into_iter().map(|at| columns[at].clone()).collect()).collect()
}

/// Adds what is computed for an expression in the column at `at`, and the columns before it that it reads.
fn collect(
    columns: &[(String, Expr)],
    at: usize,
    expr: &Expr,
    tasks: &mut BTreeSet<String>,
    needed: &mut BTreeSet<usize>,
) {
    let mut parts: Vec<&Expr> = Vec::new();
    match expr {
        Expr::Literal(_) => return,
        Expr::Column(name) => {
            let earlier = columns[..at].iter().rposition(|(earlier, _)| **earlier == **name);
            tasks.insert(format!("{name} of {earlier:?}"));
            if let Some(earlier) = earlier.filter(|earlier| needed.insert(*earlier)) {
                tasks.insert(format!("assigned {earlier}"));
                collect(columns, earlier, &columns[earlier].1, tasks, needed);
            }
            return;
        }
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => parts.push(operand),
        Expr::Binary(_, a, b) => parts.extend([&**a, &**b]),
        Expr::Call(_, args) => parts.extend(args),
    }
    tasks.extend((0..calls(expr)).map(|call| format!("{call} {expr:?} before {at}")));
    parts.into_iter().for_each(|part| collect(columns, at, part, tasks, needed));
}

/// How many calls one after the other an expression is.
fn calls(expr: &Expr) -> usize {
    match expr {
        Expr::Call(Function::DateDiff | Function::DateTrunc | Function::Weekofyear, _) => 2,
        _ => 1,
    }
}

/// How many columns an expression is called with.
fn arguments(expr: &Expr) -> usize {
    let is_column = |expr: &&Expr| !matches!(expr, Expr::Literal(_));
    match expr {
        Expr::Binary(_, a, b) => [&**a, &**b].into_iter().filter(is_column).count(),
        Expr::Call(Function::DateDiff, _) => 1,
        Expr::Call(_, args) => args.iter().filter(is_column).count(),
        _ => 1,
    }
}

/// What the task of an expression is called, as far as the names of others may come before it.
fn name(expr: &Expr) -> &'static str {
    match expr {
        Expr::Cast(..) => "astype",
        Expr::Unary(UnaryOp::Neg, _) => "neg",
        Expr::Unary(UnaryOp::Not, _) => "inv",
        Expr::In { .. } => "isin",
        Expr::Binary(op, ..) => match op {
            BinaryOp::Add => "add",
            BinaryOp::Sub => "sub",
            BinaryOp::Mul => "mul",
            BinaryOp::Div => "truediv",
            BinaryOp::FloorDiv => "floordiv",
            BinaryOp::Mod => "mod",
            BinaryOp::Pow => "pow",
            BinaryOp::Eq => "eq",
            BinaryOp::Ne => "ne",
            BinaryOp::Lt => "lt",
            BinaryOp::Le => "le",
            BinaryOp::Gt => "gt",
            BinaryOp::Ge => "ge",
            BinaryOp::And => "and_",
            BinaryOp::Or => "or_",
        },
        Expr::Call(Function::AddMonths | Function::DateAdd, _) => "add",
        Expr::Call(Function::Coalesce, _) => "combine_first",
        Expr::Call(Function::IfElse, _) => "where",
        Expr::Call(Function::FillNull, _) => "fillna",
        Expr::Call(Function::IsNull, _) => "isna",
        Expr::Call(Function::NotNull, _) => "notnull",
        Expr::Call(Function::IsNan, _) => "isnan",
        Expr::Call(
            function @ (Function::Between
            | Function::Clip
            | Function::Abs
            | Function::Round
            | Function::Floor
            | Function::Ceil
            | Function::Sqrt
            | Function::Log
            | Function::Exp
            | Function::Sign),
            _,
        ) => function.name(),
        Expr::Call(..) => "operation",
        Expr::Column(_) | Expr::Literal(_) => "getitem",
    }
}
