//! Operators and functions on columns of Arrow's days and decimals: nulls stay null, decimals keep exact types.
//!
//! Source: pandas, `ArrowExtensionArray` (`_cmp_method`, `_evaluate_op_method`, `_dt_*`, `isin`); Arrow, "Compute functions".

mod chosen;
mod days;
mod decimals;
mod members;
mod operators;
mod side;

use arrow::array::ArrayRef;

pub(super) use self::chosen::constant;
pub(in crate::engine) use self::chosen::taken;
pub(super) use self::decimals::negated;
pub(super) use self::members::is_in;
pub(in crate::engine) use self::members::met;
pub(super) use self::operators::{binary, logic, no_remainder};
use super::{Operand, Scope};
use crate::axis::Axes;
use crate::case::expr::{Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::raised::Raises;

/// Whether a column is of Arrow's days or decimals.
pub(in crate::engine) fn holds(column: &Column) -> bool {
    column.dtype.family == Family::Arrow && matches!(column.kind(), Kind::Date | Kind::Decimal(..))
}

fn is_held(operand: &Operand) -> bool {
    matches!(operand, Operand::Column(column) if holds(column))
}

fn held(kind: Kind, array: ArrayRef) -> Column {
    Column::new(DType { family: Family::Arrow, kind }, array)
}

/// A constant in the type of such a column, once.
pub(in crate::engine) fn one(column: &Column, value: &Literal, axes: &Axes) -> Raises<Column> {
    constant(column, value, 1, axes)
}

/// What a function makes of such a column; `None` where it is told elsewhere.
pub(super) fn call(function: Function, args: &[Operand], scope: &Scope<'_>) -> Option<Raises<Column>> {
    if let (Function::DateDiff, [a, b]) = (function, args)
        && (is_held(a) || is_held(b))
    {
        return days::apart(a, b, scope);
    }
    let (Some(Operand::Column(column)), true) = (args.first(), args.first().is_some_and(is_held)) else { return None };
    match column.kind() {
        Kind::Date => days::call(function, column, args.get(1), scope),
        _ => decimals::call(function, column, args.get(1)),
    }
}
