//! Expressions: what an operator or a function makes of the columns of one partition.
//!
//! One file a family of functions. A constant stays a scalar until an operation needs a column of it: what an operator makes of
//! a column and a scalar may differ from what it makes of two columns.

use super::Context;
use super::column::Column;
use super::frame::Frame;
use super::raised::{Raised, Raises};
use crate::case::expr::{Expr, Literal};

/// What an expression evaluates to.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    /// A constant as it was written.
    Scalar(Literal),
    /// A column with as many rows as the frame.
    Column(Column),
}

/// The value of `expr` over the rows of `frame`.
pub(crate) fn evaluate(expr: &Expr, frame: &Frame, context: &Context<'_>) -> Raises<Operand> {
    let _ = context;
    match expr {
        Expr::Column(name) => frame.get(name).cloned().map(Operand::Column).ok_or_else(|| Raised::no_column(name)),
        Expr::Literal(literal) => Ok(Operand::Scalar(literal.clone())),
        _ => Err(Raised::unsupported("this expression is not evaluated yet")),
    }
}
