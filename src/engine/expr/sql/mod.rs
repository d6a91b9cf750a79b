//! SQL's expressions: typed before a row is seen, every operand brought to the type that the operator asks for.

mod arithmetic;
pub(in crate::engine) use arithmetic::binary;
pub(in crate::engine) mod coerce;
mod compare;
mod conditional;
mod decimals;
mod to_timestamp;
pub(super) use to_timestamp::{to_timestamp, written};

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray};
use arrow::datatypes::{Float32Type, Float64Type};

use super::{Operand, Scope, cast, literal};
use crate::axis::Axes;
use crate::case::expr::{BinaryOp, Expr, Function, UnaryOp};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::raised::{Raised, Raises};

/// The type in which `==` compares values of two types; none where it does not.
pub(in crate::engine) fn compared_in(a: &Kind, b: &Kind, axes: &Axes) -> Option<Kind> {
    coerce::comparison(a, b, true, axes)
}

/// The type of a column of values of all these types when columns are melted: text stands in for no other, and integers beside
/// single precision are single, whatever other implicit casts do. None if there is none.
///
/// Source: Spark, `TypeCoercionBase.UnpivotCoercion`.
pub(in crate::engine) fn melted_kind(kinds: &[Kind], axes: &Axes) -> Option<Kind> {
    coerce::common_without_text(kinds, coerce::Mode::Lenient, axes)
}

/// The SQL type of an operand.
pub(super) fn kind_of(operand: &Operand) -> Kind {
    match operand {
        Operand::Scalar(constant) => literal::sql_kind(constant),
        Operand::Column(column) => column.kind().clone(),
    }
}

/// The operand as a column of `kind`, cast where it is of another.
pub(super) fn to(operand: &Operand, kind: &Kind, scope: &Scope<'_>) -> Raises<Column> {
    let column = operand.clone().into_column(scope)?;
    cast::to_kind(&column, kind, scope.axes)
}

/// The value of `expr`.
pub(super) fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Raises<Operand> {
    let column = match expr {
        Expr::Unary(UnaryOp::Neg, a) => arithmetic::negate(&evaluate(a, scope)?, scope)?,
        Expr::Unary(UnaryOp::Not, a) => compare::not(&evaluate(a, scope)?, scope)?,
        Expr::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => conditional::logic(*op, a, b, scope)?,
        Expr::Binary(op, a, b) => {
            let (a, b) = conditional::both(*op, a, b, scope)?;
            match op {
                BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                    compare::binary(*op, &a, &b, scope)?
                }
                _ => arithmetic::binary(*op, &a, &b, scope)?,
            }
        }
        Expr::In { operand, list, negated } => {
            let found = compare::is_in(&conditional::sought(operand, list, scope)?, list, scope)?;
            if *negated { compare::not(&Operand::Column(found), scope)? } else { found }
        }
        Expr::Call(Function::Coalesce | Function::FillNull, args) => conditional::coalesce(args, scope)?,
        Expr::Call(Function::Between, args) => {
            let [of, low, high] = args.as_slice() else { return Err(Raised::internal("between without its bounds")) };
            let held = |op, bound: &Expr| Expr::Binary(op, Box::new(of.clone()), Box::new(bound.clone()));
            conditional::logic(BinaryOp::And, &held(BinaryOp::Ge, low), &held(BinaryOp::Le, high), scope)?
        }
        Expr::Call(Function::IfElse, args) => {
            let [test, a, b] = args.as_slice() else { return Err(Raised::internal("a condition without branches")) };
            conditional::if_else(test, a, b, scope)?
        }
        Expr::Call(Function::IsNull | Function::NotNull, args) => {
            let [of] = args.as_slice() else { return Err(Raised::internal("a test of nothing")) };
            conditional::presence(of, matches!(expr, Expr::Call(Function::NotNull, _)), scope)?
        }
        Expr::Call(Function::DateDiff, args) => {
            let [a, b] = args.as_slice() else { return Err(Raised::internal("a difference of nothing")) };
            let (a, b) = conditional::both(BinaryOp::Sub, a, b, scope)?;
            super::call(Function::DateDiff, vec![a, b], scope)?
        }
        // of a case that is changed again nothing is left (`SimplifyCaseConversionExpressions`)
        Expr::Call(function @ (Function::Upper | Function::Lower), args)
            if let [Expr::Call(Function::Upper | Function::Lower, inner)] = args.as_slice() =>
        {
            return evaluate(&Expr::Call(*function, inner.clone()), scope);
        }
        Expr::Call(function, args) => {
            let args = args.iter().map(|a| evaluate(a, scope)).collect::<Raises<Vec<_>>>()?;
            match (function, args.as_slice()) {
                (Function::IsNan, [a]) => is_nan(a, scope)?,
                (Function::Clip, args) => conditional::clip(args, scope)?,
                _ => super::call(*function, args, scope)?,
            }
        }
        Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..) => return super::plain(expr, scope),
    };
    Ok(Operand::Column(column))
}

/// Whether a value is NaN; a null is not.
fn is_nan(a: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let kind = kind_of(a);
    let asked = match kind {
        Kind::Float32 => Kind::Float32,
        kind => coerce::double(&kind)
            .ok_or_else(|| Raised::type_error(format!("{} is never NaN", DType::sql(kind).native())))?,
    };
    let array = to(a, &asked, scope)?.array();
    let answer: BooleanArray = match asked {
        Kind::Float32 => array.as_primitive::<Float32Type>().iter().map(|v| Some(v.is_some_and(f32::is_nan))).collect(),
        _ => array.as_primitive::<Float64Type>().iter().map(|v| Some(v.is_some_and(f64::is_nan))).collect(),
    };
    Ok(Column::new(DType::sql(Kind::Bool), Arc::new(answer)))
}

/// The rows that a condition keeps: those for which it is true.
pub(in crate::engine) fn kept(condition: &Column) -> Raises<BooleanArray> {
    if *condition.kind() != Kind::Bool {
        return Err(Raised::type_error(format!("a condition of type {} is no truth value", condition.dtype.native())));
    }
    Ok(condition.array().as_boolean().iter().map(|v| Some(v == Some(true))).collect())
}
