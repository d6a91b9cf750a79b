//! An expression over a name that several columns have: a table, to which operators apply column by column.
//!
//! Source: pandas, `DataFrame._arith_method`, `Series.__getattr__` and what a `DataFrame` has no method for.

use super::{column, dates, strings};
use crate::axis::missing::Condition;
use crate::axis::names::{BesideSeveral, Duplicates};
use crate::case::expr::{BinaryOp, Expr, Function};
use crate::engine::column::Column;
use crate::engine::frame::Frame;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, demand, names};

/// The first column of the table that `expr` comes to.
///
/// # Errors
/// Where a function has no meaning on a table, or an operator or a function none on the columns.
pub(in crate::engine) fn first(expr: &Expr, frame: &Frame, context: &Context<'_>) -> Raises<Column> {
    let place = |i: &usize| frame.names[..*i].iter().all(|name| !names::same(name, &frame.names[*i], context.axes));
    let firsts: Vec<usize> = (0..frame.names.len()).filter(place).collect();
    let table = Several { frame, firsts: frame.pick(&firsts), context };
    table.refused(expr)?;
    column(expr, &table.firsts, context)
}

struct Several<'a> {
    /// The columns, some of one name.
    frame: &'a Frame,
    /// The first column of each name.
    firsts: Frame,
    context: &'a Context<'a>,
}

impl Several<'_> {
    /// Raises what stops the innermost, leftmost part of `expr` from being a table; tells whether it is one.
    fn refused(&self, expr: &Expr) -> Raises<bool> {
        let parts: Vec<&Expr> = match expr {
            Expr::Column(name) => return Ok(names::alike(self.frame, name, self.context.axes).len() > 1),
            Expr::Literal(_) => return Ok(false),
            Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => vec![operand],
            Expr::Binary(_, a, b) => vec![a, b],
            Expr::Call(_, args) => args.iter().collect(),
        };
        let is_column = |part: &&Expr| !demand::references(part).is_empty();
        let columns: Vec<bool> = parts.iter().map(is_column).collect();
        let tables = parts.into_iter().map(|part| self.refused(part)).collect::<Raises<Vec<_>>>()?;
        if !tables.contains(&true) {
            return Ok(false);
        }
        let beside_a_column = || tables.iter().zip(&columns).any(|(table, column)| !table && *column);
        let unaligned = || Err(Raised::value_error("labels that are not unique cannot be aligned"));
        let planned = match self.context.axes.names.duplicates() {
            Duplicates::First => true,
            Duplicates::All | Duplicates::Ambiguous => false,
        };
        match expr {
            Expr::Binary(op, ..) if beside_a_column() => match self.context.axes.names.beside_several() {
                BesideSeveral::TypeError => Err(Raised::type_error("labels cannot be put in order")),
                BesideSeveral::Compared if !op.is_comparison() => Ok(true),
                BesideSeveral::ValueError | BesideSeveral::Compared => unaligned(),
            },
            Expr::In { .. } if planned => unaligned(),
            Expr::Call(Function::IfElse, _) if tables[0] || tables[1] && columns[2] && !tables[2] => unaligned(),
            Expr::Call(Function::Coalesce, _) if tables[0] => match self.context.axes.missing.condition() {
                Condition::ValueError => unaligned(),
                Condition::TypeError => Err(of_one_column(Function::Coalesce)),
            },
            Expr::Call(Function::ToDatetime, _) if !planned => unaligned(),
            Expr::Call(Function::DateDiff, args) => {
                let [later, earlier] = [0, 1].map(|i| Box::new(args[i].clone()));
                column(&Expr::Binary(BinaryOp::Sub, later, earlier), &self.firsts, self.context)?;
                Err(of_one_column(Function::DateDiff))
            }
            Expr::Call(function, _) if tables[0] && is_of_one_column(*function) => Err(of_one_column(*function)),
            _ => Ok(true),
        }
    }
}

/// Whether a function is a column's own, or goes by an accessor that a table lacks.
fn is_of_one_column(function: Function) -> bool {
    let by_offset = matches!(function, Function::DateAdd | Function::AddMonths);
    strings::tells(function) || dates::tells(function) && !by_offset || function == Function::Between
}

fn of_one_column(function: Function) -> Raised {
    Raised::unsupported(format!("a table has no {}", function.name()))
}
