//! Operators beside Arrow's days and decimals: which pairs of types have a kernel, and what the others come to.
//!
//! Source: pandas, `ArrowExtensionArray._cmp_method`, `_evaluate_op_method`; `invalid_comparison` (`core/ops/invalid.py`).

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array};

use super::side::{Side, pairs};
use super::{days, decimals, held, is_held};
use crate::axis::{arithmetic, compare};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::{Operand, Scope, times};
use crate::engine::raised::{Raised, Raises};

/// What an operator makes of such a column; `None` where neither side is one, or the other is of a type that is told elsewhere.
pub(in crate::engine::expr) fn binary(
    op: BinaryOp,
    a: &Operand,
    b: &Operand,
    scope: &Scope<'_>,
) -> Option<Raises<Column>> {
    if !is_held(a) && !is_held(b) {
        return None;
    }
    if op == BinaryOp::Mod {
        return Some(Err(no_remainder(a)));
    }
    let (left, right) = (Side::of(a, scope.rows())?, Side::of(b, scope.rows())?);
    match op {
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
            compared(op, (a, &left), (b, &right), scope)
        }
        _ => Some(computed(op, (a, &left), (b, &right), scope)),
    }
}

/// Refuses `and` and `or` of such columns, whatever the other side is.
pub(in crate::engine::expr) fn logic(op: BinaryOp, a: &Operand, b: &Operand) -> Option<Raised> {
    (is_held(a) || is_held(b)).then(|| no_kernel(op))
}

fn no_kernel(op: BinaryOp) -> Raised {
    Raised::type_error(format!("{} has no kernel for values of these types", op.name()))
}

/// The remainder is not offered; text and times on the left are asked first, and refuse it by themselves.
pub(in crate::engine::expr) fn no_remainder(left: &Operand) -> Raised {
    let refuses = |c: &Column| matches!(c.kind(), Kind::String | Kind::Timestamp(..) | Kind::Duration(_));
    match left {
        Operand::Column(column) if refuses(column) => no_kernel(BinaryOp::Mod),
        _ => Raised::unsupported("Arrow has no remainder"),
    }
}

/// A side with what it was made of.
type Of<'s> = (&'s Operand, &'s Side);

fn compared(op: BinaryOp, (a, left): Of<'_>, (b, right): Of<'_>, scope: &Scope<'_>) -> Option<Raises<Column>> {
    let rows = scope.rows();
    let answer = |ordering: Ordering| match op {
        BinaryOp::Eq => ordering.is_eq(),
        BinaryOp::Ne => ordering.is_ne(),
        BinaryOp::Lt => ordering.is_lt(),
        BinaryOp::Le => ordering.is_le(),
        BinaryOp::Gt => ordering.is_gt(),
        _ => ordering.is_ge(),
    };
    let truths: BooleanArray = match (left, right) {
        (Side::Days(_), Side::Points(_)) if compares(scope) => {
            days::order(a, b, rows).map(|order| order.map(answer)).collect()
        }
        // what is known of days and points in time is told with the points
        (Side::Days(_), Side::Points(_)) | (Side::Points(_), Side::Days(_)) => return None,
        (_, Side::Null) | (Side::Null, _) if refuses_column(a, b, scope) => return Some(Err(no_integers())),
        (Side::Null, _) | (_, Side::Null) => BooleanArray::new_null(rows),
        (Side::Days(a), Side::Days(b)) => pairs(a, b).map(|p| p.map(|(a, b)| answer(a.cmp(&b)))).collect(),
        (Side::Decimals(a, _, s), Side::Decimals(b, _, t)) => {
            let (up, down) = (decimals::power((t - s).max(0))?, decimals::power((s - t).max(0))?);
            let scaled = |(a, b): (i128, i128)| Some(answer(a.checked_mul(up)?.cmp(&b.checked_mul(down)?)));
            pairs(a, b).map(|p| p.and_then(scaled)).collect()
        }
        (Side::Decimals(..) | Side::Doubles(_), Side::Decimals(..) | Side::Doubles(_)) => {
            let (a, b) = (left.doubles(rows)?, right.doubles(rows)?);
            pairs(&a, &b).map(|p| p.map(|(a, b)| a.partial_cmp(&b).is_some_and(answer))).collect()
        }
        // a single truth value is compared as a number
        (Side::Decimals(..), Side::Truths) if let Operand::Scalar(Literal::Bool(truth)) = b => {
            return binary(op, a, &Operand::Scalar(Literal::Int(i128::from(*truth))), scope);
        }
        _ => match unlike(op, (a, left), (b, right), scope) {
            Ok(truths) => truths,
            Err(raised) => return Some(Err(raised)),
        },
    };
    Some(Ok(held(Kind::Bool, Arc::new(truths))))
}

fn compares(scope: &Scope<'_>) -> bool {
    match scope.axes.compare.days_and_points() {
        compare::DaysAndPoints::Compared => true,
        compare::DaysAndPoints::Unlike => false,
    }
}

/// Values of types that do not compare: unequal, and in no order. Beside a constant they are looked at one by one, those that are there.
fn unlike(op: BinaryOp, (a, left): Of<'_>, (b, right): Of<'_>, scope: &Scope<'_>) -> Raises<BooleanArray> {
    let rows = scope.rows();
    let (Operand::Column(column), Operand::Scalar(_)) = (a, b) else {
        return if refuses_column(a, b, scope) { Err(no_integers()) } else { times::invalid(op, rows) };
    };
    let equal = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
    // an array of no days is one of NumPy's, which refuses text
    let refused = matches!((left, right), (Side::Days(_), Side::Text)) && rows == 0;
    let there = column.present();
    if !equal && (refused || there.count_set_bits() > 0) {
        return Err(no_kernel(op));
    }
    Ok(there.iter().map(|there| there.then_some(op == BinaryOp::Ne)).collect())
}

/// Whether a column beside decimals would have to be made of integers; times on the left answer by themselves.
fn refuses_column(a: &Operand, b: &Operand, scope: &Scope<'_>) -> bool {
    let times =
        |o: &Operand| matches!(o, Operand::Column(c) if matches!(c.kind(), Kind::Timestamp(..) | Kind::Duration(_)));
    let columns = matches!((a, b), (Operand::Column(_), Operand::Column(_)));
    match scope.axes.arithmetic.decimals_and_others() {
        arithmetic::DecimalsAndOthers::Refused => columns && (is_decimal(a) || is_decimal(b)) && !times(a),
        arithmetic::DecimalsAndOthers::Unlike => false,
    }
}

fn is_decimal(operand: &Operand) -> bool {
    matches!(operand, Operand::Column(column) if matches!(column.kind(), Kind::Decimal(..)))
}

fn no_integers() -> Raised {
    Raised::value_error("decimals are computed beside integers only")
}

fn computed(op: BinaryOp, (a, left): Of<'_>, (b, right): Of<'_>, scope: &Scope<'_>) -> Raises<Column> {
    let rows = scope.rows();
    match (left, right) {
        _ if !is_decimal(a) && !is_decimal(b) => {
            return days::computed(op, (a, left), (b, right), rows).unwrap_or_else(|| Err(no_kernel(op)));
        }
        (Side::Doubles(_), Side::Decimals(..)) | (Side::Decimals(..), Side::Doubles(_)) => {}
        (Side::Decimals(x, p, s), Side::Decimals(y, q, t)) if op != BinaryOp::Pow => {
            return decimals::computed(op, (x, *p, *s), (y, *q, *t));
        }
        (Side::Decimals(..), Side::Decimals(..) | Side::Null) | (Side::Null, Side::Decimals(..))
            if op == BinaryOp::Pow => {}
        (Side::Decimals(_, p, s), Side::Null) | (Side::Null, Side::Decimals(_, p, s)) => {
            return match scope.axes.arithmetic.decimals_and_others() {
                arithmetic::DecimalsAndOthers::Refused => Err(no_integers()),
                arithmetic::DecimalsAndOthers::Unlike => decimals::beside_nothing(op, *p, *s, rows),
            };
        }
        _ => {
            let repeats = op == BinaryOp::Mul && matches!((left, right), (Side::Text, _) | (_, Side::Text));
            let points = matches!(left, Side::Points(_)) && !matches!(op, BinaryOp::Add | BinaryOp::Sub);
            return match scope.axes.arithmetic.decimals_and_others() {
                arithmetic::DecimalsAndOthers::Refused if op != BinaryOp::Pow && !repeats && !points => {
                    Err(no_integers())
                }
                arithmetic::DecimalsAndOthers::Refused | arithmetic::DecimalsAndOthers::Unlike => Err(no_kernel(op)),
            };
        }
    }
    let (Some(a), Some(b)) = (left.doubles(rows), right.doubles(rows)) else { return Err(no_kernel(op)) };
    let of = |(a, b): (f64, f64)| match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv => (a / b).floor(),
        _ => a.powf(b),
    };
    let kept = |x: &f64| match scope.axes.arithmetic.computed_nan() {
        arithmetic::ComputedNan::Number => true,
        arithmetic::ComputedNan::Missing => !x.is_nan(),
    };
    let values: Float64Array = pairs(&a, &b).map(|p| p.map(of).filter(kept)).collect();
    Ok(held(Kind::Float64, Arc::new(values)))
}
