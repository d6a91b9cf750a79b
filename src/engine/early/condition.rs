//! What a plan knows of a condition: its parts, its terms, and what it makes of nulls.

use crate::case::expr::{BinaryOp, Expr, Function, UnaryOp};
use crate::engine::names::folded_same;

/// The parts of a condition that all have to hold.
pub(super) fn conjuncts(condition: Expr) -> Vec<Expr> {
    match condition {
        Expr::Binary(BinaryOp::And, a, b) => [conjuncts(*a), conjuncts(*b)].concat(),
        other => vec![other],
    }
}

/// All parts as one condition; none where there are none.
pub(super) fn all(parts: Vec<Expr>) -> Option<Expr> {
    parts.into_iter().reduce(|a, b| Expr::Binary(BinaryOp::And, Box::new(a), Box::new(b)))
}

/// `expr` with `value` for the column `name`.
pub(in crate::engine) fn inlined(expr: &Expr, name: &str, value: &Expr) -> Expr {
    let inner = |e: &Expr| inlined(e, name, value);
    match expr {
        Expr::Column(column) if folded_same(column, name) => value.clone(),
        Expr::Column(_) | Expr::Literal(_) => expr.clone(),
        Expr::Unary(op, a) => Expr::Unary(*op, Box::new(inner(a))),
        Expr::Binary(op, a, b) => Expr::Binary(*op, Box::new(inner(a)), Box::new(inner(b))),
        Expr::In { operand, list, negated } => {
            Expr::In { operand: Box::new(inner(operand)), list: list.clone(), negated: *negated }
        }
        Expr::Cast(a, ty) => Expr::Cast(Box::new(inner(a)), ty.clone()),
        Expr::Call(function, args) => Expr::Call(*function, args.iter().map(inner).collect()),
    }
}

/// Whether a condition chooses no row in which all its columns are null.
pub(super) fn rejects(condition: &Expr) -> bool {
    match condition {
        Expr::Binary(BinaryOp::And, a, b) => rejects(a) || rejects(b),
        Expr::Binary(BinaryOp::Or, a, b) => rejects(a) && rejects(b),
        Expr::Call(Function::NotNull | Function::IsNan, args) => args.iter().any(spreads),
        other => spreads(other),
    }
}

/// Whether a null in the columns makes the expression null.
fn spreads(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_) => true,
        Expr::Literal(_) => false,
        Expr::Unary(UnaryOp::Neg | UnaryOp::Not, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => spreads(a),
        Expr::Binary(BinaryOp::And | BinaryOp::Or, a, b) => spreads(a) && spreads(b),
        Expr::Binary(_, a, b) => spreads(a) || spreads(b),
        Expr::Call(
            Function::IsNull
            | Function::NotNull
            | Function::IsNan
            | Function::FillNull
            | Function::Coalesce
            | Function::IfElse
            | Function::Clip,
            _,
        ) => false,
        Expr::Call(_, args) => args.iter().any(spreads),
    }
}
