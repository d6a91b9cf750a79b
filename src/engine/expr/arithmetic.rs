//! `+ - * / // % **` and unary `-` on arrays: which loop the operands' types lead to.
//!
//! Source: pandas, `core/ops/array_ops.py` (`arithmetic_op`) and `NDFrame.__neg__`; NumPy's ufuncs.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array};
use arrow::compute;

use super::meet::{self, Meeting};
use super::number::{self, Number};
use super::{Operand, Scope, literal, logic, objects, python, texts, times};
use crate::axis::{Axes, arithmetic as axis, missing};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// `a op b`; one of them is a column.
pub(in crate::engine) fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    if op == BinaryOp::Mod && scope.axes.types.converted().nullable() && super::boxed::any(a, b, |_| true) {
        // the first that is Arrow's is asked, and text that it only stores answers too
        let held = |o: &Operand| matches!(o, Operand::Column(c) if *c.kind() == Kind::String);
        let asked = [a, b].into_iter().find(|&o| held(o) || super::boxed::any(o, o, |_| true));
        let text = matches!(asked, Some(Operand::Column(column)) if *column.kind() == Kind::String);
        let refused = if text { Raised::type_error } else { Raised::unsupported };
        return Err(refused("Arrow has no remainder"));
    }
    if let Some((a, b)) = super::boxed::decimals(a, b) {
        return binary(op, &a, &b, scope);
    }
    if let Some(done) = super::arrow::binary(op, a, b, scope) {
        return done;
    }
    if let Some(done) = super::boxed::arithmetic(op, a, b, scope) {
        return done;
    }
    if let Some(done) = super::stamped::arithmetic(op, a, b, scope) {
        return done;
    }
    let rows = scope.rows();
    let beyond =
        |o: &Operand| matches!(o, Operand::Scalar(Literal::Timestamp(t)) if literal::stamp(*t, scope.axes).is_none());
    if beyond(a) || beyond(b) {
        return Err(Raised::new(ErrorKind::OutOfBounds, "the constant is out of the range of times"));
    }
    let any = |test: fn(&Kind) -> bool| [a, b].iter().any(|o| matches!(o, Operand::Column(c) if test(c.kind())));
    if any(|k| *k == Kind::String) {
        return texts::arithmetic(op, a, b, rows, scope.axes);
    }
    if any(|k| matches!(k, Kind::Object | Kind::Date | Kind::Decimal(..) | Kind::List(_) | Kind::Void)) {
        if matches!(b, Operand::Scalar(Literal::Timestamp(_))) {
            return Err(Raised::type_error("a point in time on the right takes no column of objects"));
        }
        let times = any(|k| matches!(k, Kind::Timestamp(..) | Kind::Duration(_)));
        let result = if times {
            times::beside_objects(op, a, b, scope.axes)?
        } else if let Some((shown_a, shown_b)) = unmasked(a, b) {
            // whole numbers are divided as Python does it, with what is missing too
            let whole = [a, b].iter().any(|o| matches!(o, Operand::Column(c) if c.kind().is_integer()));
            if whole && matches!(op, BinaryOp::FloorDiv | BinaryOp::Mod) {
                objects::plainly(op, &shown_a, &shown_b, rows)?
            } else {
                objects::arithmetic(op, &shown_a, &shown_b, rows, scope.axes)?
            }
        } else {
            objects::arithmetic(op, a, b, rows, scope.axes)?
        };
        let result = if scope.axes.types.converted().nullable() { hidden_by_mask(result, a, b) } else { result };
        return Ok(match scope.axes.arithmetic.object_times() {
            axis::ObjectTimes::Array => times::infer_missing(&times::infer(&result)),
            axis::ObjectTimes::Objects => result,
        });
    }
    if any(|k| matches!(k, Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..))) {
        return times::arithmetic(op, a, b, rows, scope.axes);
    }
    match (number(a), number(b)) {
        (Some(a_number), Some(b_number)) => numbers(op, a, b, &a_number, &b_number, scope),
        _ => beside_no_number(op, a, b, rows),
    }
}

/// A masked column of numbers and one of objects, with what the mask hides shown: a float's NaN or a one.
///
/// Source: pandas, `BaseMaskedArray._arith_method`.
fn unmasked(a: &Operand, b: &Operand) -> Option<(Operand, Operand)> {
    let (Operand::Column(left), Operand::Column(right)) = (a, b) else { return None };
    let number = |c: &Column| c.dtype.family == Family::Masked && (c.kind().is_number() || *c.kind() == Kind::Bool);
    let shown = |c: &Column| {
        let hidden = if c.kind().is_float() { Obj::Float(f64::NAN) } else { Obj::Int(1) };
        let values = c.to_objects().into_iter().map(|v| if v.is_missing() { hidden.clone() } else { v });
        Operand::Column(Column::objects(values.collect::<Vec<_>>()))
    };
    match (number(left), number(right)) {
        (true, false) => Some((shown(left), b.clone())),
        (false, true) => Some((a.clone(), shown(right))),
        _ => None,
    }
}

/// Objects of which those are NA that a mask hides, or that came of a missing one beside a mask.
///
/// Source: pandas, `BaseMaskedArray._maybe_mask_result`.
fn hidden_by_mask(result: Column, a: &Operand, b: &Operand) -> Column {
    let (Some(values), Family::Masked) = (result.as_objects(), family(a, b)) else { return result };
    let there = |operand: &Operand, row: usize| match operand {
        Operand::Column(column) => column.present().value(row),
        Operand::Scalar(_) => true,
    };
    let shown = values.iter().enumerate().map(
        |(row, value)| {
            if there(a, row) && there(b, row) { value.clone() } else { Obj::Na }
        },
    );
    Column::objects(shown.collect::<Vec<_>>())
}

/// `a op b` where one is an array of numbers and the other a constant that is none: value by value, which none of them stands;
/// a text and a point in time on the right refuse the array as a whole, and one on the left is not moved by integers.
fn beside_no_number(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<Column> {
    let whole = |o: &Operand| matches!(o, Operand::Column(column) if column.kind().is_integer());
    let refused = match (a, b) {
        (Operand::Scalar(Literal::Str(_)), _) | (_, Operand::Scalar(Literal::Str(_) | Literal::Timestamp(_))) => true,
        (Operand::Scalar(Literal::Timestamp(_)), numbers) => {
            matches!(op, BinaryOp::Add | BinaryOp::Sub) && whole(numbers)
        }
        _ => false,
    };
    if rows > 0 || refused {
        return Err(Raised::type_error(format!("unsupported operand types for {}", op.name())));
    }
    Ok(Column::objects(Vec::new()))
}

/// An operand as a number; `None` for a constant that is none.
pub(super) fn number(operand: &Operand) -> Option<Number<'_>> {
    match operand {
        Operand::Column(column) => Some(Number::Array(column)),
        Operand::Scalar(literal @ (Literal::Bool(_) | Literal::Int(_) | Literal::Float(_))) => {
            Some(Number::Constant(literal))
        }
        Operand::Scalar(_) => None,
    }
}

/// The family of a result: a mask on either side stays.
pub(super) fn family(a: &Operand, b: &Operand) -> Family {
    let of = |o: &Operand| if let Operand::Column(c) = o { c.dtype.family } else { Family::Numpy };
    match (of(a), of(b)) {
        (Family::Masked, Family::Arrow) => Family::Masked,
        (Family::Arrow, _) | (_, Family::Arrow) => Family::Arrow,
        (Family::Numpy, other) => other,
        (other, _) => other,
    }
}

/// Whether whole numbers are raised to negative ones, also where a mask hides the base.
fn negative_power(a: &Operand, b: &Operand) -> bool {
    let (Operand::Column(base), Operand::Column(exponent)) = (a, b) else { return false };
    let negative = |v: Obj| matches!(v, Obj::Int(i) if i < 0);
    base.kind().is_integer() && exponent.kind().is_integer() && exponent.to_objects().into_iter().any(negative)
}

fn numbers(
    op: BinaryOp,
    a: &Operand,
    b: &Operand,
    a_number: &Number<'_>,
    b_number: &Number<'_>,
    scope: &Scope<'_>,
) -> Raises<Column> {
    let family = family(a, b);
    if family == Family::Masked
        && let Some((a, b)) = nan_as_missing(a, b, scope)?
    {
        return binary(op, &a, &b, scope);
    }
    if family == Family::Masked && op == BinaryOp::Pow && negative_power(a, b) {
        return Err(Raised::value_error("integers to negative integer powers are not allowed"));
    }
    if a_number.is_bool() && b_number.is_bool() {
        return match op {
            BinaryOp::Add => logic::truths(BinaryOp::Or, a_number, b_number, family),
            BinaryOp::Mul => logic::truths(BinaryOp::And, a_number, b_number, family),
            BinaryOp::Sub => Err(Raised::type_error("truth values have no difference")),
            BinaryOp::Mod => number::arithmetic(op, a_number, b_number, &Kind::Int8, family, scope.axes),
            _ => Err(Raised::unsupported(format!("operator {} is not implemented for truth values", op.name()))),
        };
    }
    // the square of an array is a loop of its own, which has one for truth values that ends in eight bits
    if op == BinaryOp::Pow && a_number.is_bool() && matches!(b, Operand::Scalar(Literal::Int(2))) {
        return number::arithmetic(op, a_number, b_number, &Kind::Int8, family, scope.axes);
    }
    if let Some(divided) = by_masked(op, a, b, 1, scope)? {
        return Ok(divided);
    }
    let met = match (op, a_number, b_number) {
        // whatever its size: a quotient of integers is one of doubles
        (BinaryOp::Div, Number::Array(array), Number::Constant(Literal::Int(i)))
        | (BinaryOp::Div, Number::Constant(Literal::Int(i)), Number::Array(array))
            if array.kind().is_integer() && i64::try_from(*i).is_ok() =>
        {
            Meeting::Kind(Kind::Float64)
        }
        _ => meet::meet(a_number, b_number, scope.axes)?,
    };
    match met {
        Meeting::Objects => objects::arithmetic(op, a, b, scope.rows(), scope.axes),
        Meeting::Kind(kind) if op == BinaryOp::Pow && family == Family::Masked => {
            let powers = number::arithmetic(op, a_number, b_number, &kind, family, scope.axes)?;
            nan_of_mask(certain(powers, a_number, b_number, scope)?, scope.axes)
        }
        Meeting::Kind(kind) => {
            let kind = if op == BinaryOp::Div && !kind.is_float() { Kind::Float64 } else { kind };
            nan_of_mask(number::arithmetic(op, a_number, b_number, &kind, family, scope.axes)?, scope.axes)
        }
    }
}

/// The operands, of which one has a mask, without the NaN of the other, where that counts as missing.
///
/// Source: pandas, `BaseMaskedArray._arith_method`, `_propagate_mask`.
fn nan_as_missing(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Option<(Operand, Operand)>> {
    let known = |operand: &Operand| match operand {
        Operand::Column(column) if nan_is_missing(column, scope) && column.is_nan().count_set_bits() > 0 => {
            let masked = Column { dtype: column.dtype.clone().with_family(Family::Masked), ..column.clone() };
            masked.nan_to_null().map(|column| Some(Operand::Column(column)))
        }
        Operand::Column(_) | Operand::Scalar(_) => Ok(None),
    };
    Ok(match (known(a)?, known(b)?) {
        (None, None) => None,
        (a_known, b_known) => Some((a_known.unwrap_or_else(|| a.clone()), b_known.unwrap_or_else(|| b.clone()))),
    })
}

/// Whether a NaN of the column counts as missing beside a mask.
fn nan_is_missing(column: &Column, scope: &Scope<'_>) -> bool {
    let beside_mask = match scope.axes.missing.nan_beside_mask() {
        missing::NanBesideMask::Number => false,
        missing::NanBesideMask::Missing | missing::NanBesideMask::AlwaysMissing => true,
    };
    beside_mask && column.dtype.nan_is_missing()
}

/// What has no mask divided by lengths of texts, of which that of a missing one is zero behind the mask.
pub(super) fn by_lengths(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    match by_masked(op, a, b, 0, scope)? {
        Some(divided) => Ok(divided),
        None => super::binary(op, a, b, scope),
    }
}

/// What has no mask divided by masked integers, which are `hidden` where nothing is: the mask's side is asked, and sees to zeros as an
/// array does; `None` for other operands.
///
/// Source: pandas, `BaseMaskedArray._arith_method` and `core/ops/missing.py` (`dispatch_fill_zeros` of `rfloordiv` and `rmod`).
fn by_masked(op: BinaryOp, a: &Operand, b: &Operand, hidden: i64, scope: &Scope<'_>) -> Raises<Option<Column>> {
    let plain = matches!(a, Operand::Scalar(_)) || matches!(a, Operand::Column(c) if c.dtype.family == Family::Numpy);
    let divisor = match b {
        Operand::Column(c) if c.dtype.family == Family::Masked && c.kind().is_integer() && plain => c,
        Operand::Column(_) | Operand::Scalar(_) => return Ok(None),
    };
    if !matches!(op, BinaryOp::FloorDiv | BinaryOp::Mod) {
        return Ok(None);
    }
    let (known, hidden) = (divisor.present(), Int64Array::from(vec![hidden]));
    let hidden = compute::cast(&hidden, &divisor.kind().arrow()).map_err(Raised::internal)?;
    let shown = BooleanArray::new(known.clone(), None);
    let array = compute::kernels::zip::zip(&shown, &divisor.array(), &arrow::array::Scalar::new(hidden));
    let dtype = divisor.dtype.clone().with_family(Family::Numpy);
    let unmasked = Column::new(dtype, array.map_err(Raised::internal)?);
    let divided = binary(op, a, &Operand::Column(unmasked), scope)?;
    let known = match a {
        Operand::Column(dividend) if nan_is_missing(dividend, scope) => &known & &!&dividend.is_nan(),
        Operand::Column(_) | Operand::Scalar(_) => known,
    };
    let missing = BooleanArray::new(!&known, None);
    let array = compute::nullif(&divided.array(), &missing).map_err(Raised::internal)?;
    nan_of_mask(Column::new(divided.dtype.with_family(Family::Masked), array), scope.axes).map(Some)
}

/// A result under a mask, without its NaN where that is missing there.
pub(in crate::engine) fn nan_of_mask(result: Column, axes: &Axes) -> Raises<Column> {
    match axes.missing.nan_beside_mask() {
        missing::NanBesideMask::AlwaysMissing if result.dtype.family == Family::Masked => result.nan_to_null(),
        missing::NanBesideMask::AlwaysMissing | missing::NanBesideMask::Missing | missing::NanBesideMask::Number => {
            Ok(result)
        }
    }
}

/// Powers that are one whatever is missing: to the power of zero, and of one.
fn certain(powers: Column, a: &Number<'_>, b: &Number<'_>, scope: &Scope<'_>) -> Raises<Column> {
    let is = |n: &Number<'_>, value: i128| match n {
        Number::Array(_) => number::compare(BinaryOp::Eq, n, &Number::Constant(&Literal::Int(value)), scope.axes),
        Number::Constant(Literal::Int(i)) => Ok(BooleanArray::from(vec![*i == value; powers.len()])),
        Number::Constant(_) => Ok(BooleanArray::from(vec![false; powers.len()])),
    };
    let (zeroth, of_one) = (is(b, 0)?, is(a, 1)?);
    let one = zeroth.iter().zip(&of_one).map(|(a, b)| Some(a == Some(true) || b == Some(true)));
    let ones: ArrayRef = Arc::new(Int64Array::from(vec![1; powers.len()]));
    let ones = compute::cast(&ones, &powers.kind().arrow()).map_err(Raised::internal)?;
    let one: BooleanArray = one.collect();
    let array = compute::kernels::zip::zip(&one, &ones, &powers.array()).map_err(Raised::internal)?;
    Ok(Column::new(powers.dtype, array))
}

/// `-x`. A truth value's is its opposite.
pub(super) fn negate(column: &Column, axes: &Axes) -> Raises<Column> {
    if let Some(done) = super::arrow::negated(column) {
        return done;
    }
    match column.kind() {
        Kind::Bool => logic::not(column, axes),
        Kind::Void => Ok(column.clone()),
        Kind::Object => {
            let values = column.to_objects();
            values.iter().map(python::negate).collect::<Raises<Vec<_>>>().map(Column::objects)
        }
        Kind::Duration(_) => times::negate(column),
        kind if kind.is_unsigned() && column.dtype.family == Family::Arrow => {
            Err(Raised::type_error("Arrow's unsigned integers have no negative"))
        }
        kind if kind.is_integer() && column.dtype.family == Family::Arrow => {
            let mut checked = *axes;
            checked.arithmetic.overflow = axis::Overflow::Error;
            number::negate(column, &checked)
        }
        kind if kind.is_integer() || kind.is_float() => number::negate(column, axes),
        _ => Err(Raised::type_error(format!("bad operand type for unary -: {}", column.dtype))),
    }
}
