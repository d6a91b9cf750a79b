//! Operators on Arrow-backed numbers and truth values: what Arrow's kernels compute otherwise than NumPy's loops, or not at all.
//!
//! Source: pandas, `ArrowExtensionArray._evaluate_op_method`, `_logical_method`; Arrow, "Compute functions", implicit casts.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, StringArray};
use arrow::compute;
use arrow::compute::kernels::arity;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimeUnit};

use super::arithmetic::number;
use super::number::{self as numbers, Number};
use super::{Operand, Scope, compare, stamped, texts, times};
use crate::axis::arithmetic::Overflow;
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Whether an operand is an Arrow-backed column whose kind passes the test.
pub(super) fn any(a: &Operand, b: &Operand, test: impl Fn(&Kind) -> bool) -> bool {
    let one = |o: &Operand| matches!(o, Operand::Column(c) if c.dtype.family == Family::Arrow && test(c.kind()));
    one(a) || one(b)
}

fn is_number(kind: &Kind) -> bool {
    kind.is_integer() || kind.is_float()
}

/// `a op b` where one is an Arrow-backed column of numbers, truth values or nothing; `None` where it is told elsewhere.
pub(super) fn arithmetic(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    if any(a, b, |kind| matches!(kind, Kind::List(_))) {
        return Some(Err(Raised::type_error(format!("operation {} is not supported for lists", op.name()))));
    }
    let plain = |kind: &Kind| is_number(kind) || matches!(kind, Kind::Bool | Kind::Void);
    if !any(a, b, plain) {
        return None;
    }
    if op == BinaryOp::Mod {
        return Some(Err(super::arrow::no_remainder(a)));
    }
    if any(a, b, |kind| *kind == Kind::Void) {
        return Some(beside_nothing(op, a, b, scope.rows()));
    }
    let refused = || Raised::type_error(format!("operation {} is not supported for this type", op.name()));
    let objects = |o: &Operand| matches!(o, Operand::Column(c) if c.as_objects().is_some());
    if any(a, b, |kind| *kind == Kind::Bool) && (objects(a) || objects(b)) {
        return Some(Err(refused()));
    }
    if lists(a) || lists(b) {
        return Some(Err(refused()));
    }
    if op == BinaryOp::Mul
        && let Some(done) = repeated(a, b, scope)
    {
        return Some(done);
    }
    let kinds = [kind(a)?, kind(b)?];
    if kinds.contains(&Kind::Bool) || kinds.contains(&Kind::Float16) {
        return Some(Err(refused()));
    }
    if let [Kind::Void, _] | [_, Kind::Void] = &kinds {
        return Some(beside_nothing(op, a, b, scope.rows()));
    }
    let common = common(&kinds[0], &kinds[1]);
    Some(computed(op, a, b, common, scope))
}

/// Text as often as integers say; `None` for other operands.
fn repeated(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    let (Operand::Column(times), text) = (if let Operand::Column(_) = a { (a, b) } else { (b, a) }) else {
        return None;
    };
    let text = match text {
        Operand::Scalar(Literal::Str(text)) => {
            let texts: StringArray = std::iter::repeat_n(Some(&**text), scope.rows()).collect();
            Column::new(DType { family: Family::Arrow, kind: Kind::String }, Arc::new(texts))
        }
        Operand::Column(column) if *column.kind() == Kind::String => column.clone(),
        _ => return None,
    };
    if !times.kind().is_integer() {
        return None;
    }
    let made = || {
        texts::arithmetic(
            BinaryOp::Mul,
            &Operand::Column(text),
            &Operand::Column(times.clone()),
            scope.rows(),
            scope.axes,
        )
    };
    Some(fits(times, &Kind::Int64).and_then(|()| made()))
}

/// `a op b` where one side is nothing but missing values: as missing in the type that the other one leads to.
pub(super) fn beside_nothing(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<Column> {
    let other = [a, b].into_iter().map(known).find(|kind| *kind != Some(Kind::Void)).unwrap_or(Some(Kind::Void));
    let kind = match (op, other) {
        (_, Some(Kind::Void)) => Some(Kind::Void),
        (BinaryOp::FloorDiv, Some(kind)) if is_number(&kind) => Some(Kind::Float64),
        (_, Some(kind)) if is_number(&kind) || matches!(kind, Kind::Decimal(..)) => Some(kind),
        (BinaryOp::Add | BinaryOp::Sub, Some(kind @ Kind::Duration(_))) => Some(kind),
        (BinaryOp::Div | BinaryOp::FloorDiv, Some(Kind::Duration(_))) => Some(Kind::Float64),
        (BinaryOp::Sub, Some(Kind::Timestamp(unit, _))) => Some(Kind::Duration(unit)),
        (BinaryOp::Sub, Some(Kind::Date)) => Some(Kind::Duration(TimeUnit::Second)),
        _ => None,
    };
    match kind {
        Some(kind) => Ok(Column::missing(DType { family: Family::Arrow, kind }, rows)),
        None => Err(Raised::type_error(format!("operation {} is not supported for nothing and that type", op.name()))),
    }
}

/// What Arrow makes of an operand: a missing constant is nothing, and objects are what all of them are.
pub(super) fn known(operand: &Operand) -> Option<Kind> {
    match operand {
        Operand::Scalar(Literal::Str(_)) => Some(Kind::String),
        Operand::Scalar(Literal::Date(_)) => Some(Kind::Date),
        Operand::Scalar(Literal::Timestamp(_)) => Some(Kind::Timestamp(TimeUnit::Microsecond, None)),
        Operand::Column(column) if column.as_objects().is_some() => match decimal(column) {
            Some(decimals) => Some(decimals.kind().clone()),
            None => stamped::days(column).map(|_| Kind::Date),
        },
        Operand::Column(column) => Some(column.kind().clone()),
        constant @ Operand::Scalar(_) => kind(constant),
    }
}

/// Whether an operand is a column of objects that are lists.
pub(super) fn lists(operand: &Operand) -> bool {
    let Operand::Column(column) = operand else { return false };
    let mut known = column.as_objects().into_iter().flatten().filter(|v| !v.is_missing()).peekable();
    known.peek().is_some() && known.all(Obj::is_list_like)
}

/// Whether one is a column of Arrow's and the other one of objects that are all missing, of which Arrow makes nothing.
fn nothing_among(a: &Operand, b: &Operand) -> bool {
    let missing = |o: &Operand| match o {
        Operand::Column(c) => c.as_objects().is_some_and(|v| !v.is_empty() && v.iter().all(Obj::is_missing)),
        Operand::Scalar(_) => false,
    };
    any(a, b, |_| true) && (missing(a) || missing(b))
}

/// `a op b` for a comparison where one is a column of nothing: never known, but nothing and nothing are two things without order.
pub(super) fn nothing_compared(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Option<Raises<Column>> {
    let nothing =
        |o: &Operand| matches!(o, Operand::Column(c) if *c.kind() == Kind::Void && c.dtype.family == Family::Arrow);
    let truths = match (nothing(a), nothing(b)) {
        (false, false) if nothing_among(a, b) => Ok(BooleanArray::new_null(rows)),
        (false, false) => return None,
        (true, true) => times::invalid(op, rows),
        _ if lists(a) || lists(b) => times::invalid(op, rows),
        _ => Ok(BooleanArray::new_null(rows)),
    };
    Some(truths.map(|truths| compare::column(truths, Family::Arrow)))
}

/// `a op b` for a comparison of two columns, one of them Arrow's numbers or truth values, where Arrow refuses: truth values and numbers are
/// two things, and an integer has to fit the type in which both are compared.
pub(super) fn refused(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<Option<Column>> {
    let plain = |kind: &Kind| is_number(kind) || *kind == Kind::Bool;
    let (Operand::Column(left), Operand::Column(right), true) = (a, b, any(a, b, plain)) else { return Ok(None) };
    if any(a, b, |kind| *kind == Kind::Bool) && (decimal(left).is_some() || decimal(right).is_some()) {
        return times::invalid(op, rows).map(|truths| Some(compare::column(truths, Family::Arrow)));
    }
    if lists(a) || lists(b) {
        return times::invalid(op, rows).map(|truths| Some(compare::column(truths, Family::Arrow)));
    }
    if !plain(left.kind()) || !plain(right.kind()) {
        return Ok(None);
    }
    if (*left.kind() == Kind::Bool) != (*right.kind() == Kind::Bool) {
        return times::invalid(op, rows).map(|truths| Some(compare::column(truths, Family::Arrow)));
    }
    let common = common(left.kind(), right.kind());
    fits(left, &common)?;
    fits(right, &common)?;
    Ok(None)
}

/// What an operand is in Arrow; `None` for what is no number.
fn kind(operand: &Operand) -> Option<Kind> {
    match operand {
        Operand::Scalar(Literal::Null) => Some(Kind::Void),
        Operand::Scalar(Literal::Float(x)) if x.is_nan() => Some(Kind::Void),
        Operand::Scalar(Literal::Int(_)) => Some(Kind::Int64),
        Operand::Scalar(Literal::Float(_)) => Some(Kind::Float64),
        Operand::Scalar(Literal::Bool(_)) => Some(Kind::Bool),
        Operand::Scalar(_) => None,
        Operand::Column(c) => {
            (is_number(c.kind()) || matches!(c.kind(), Kind::Bool | Kind::Void)).then(|| c.kind().clone())
        }
    }
}

/// The type in which Arrow computes with both. Source: Arrow, `CommonNumeric`.
pub(super) fn common(a: &Kind, b: &Kind) -> Kind {
    if a == b {
        return a.clone();
    }
    match (a.is_float(), b.is_float()) {
        (true, true) => return if a.bits() >= b.bits() { a.clone() } else { b.clone() },
        (true, false) => return a.clone(),
        (false, true) => return b.clone(),
        (false, false) => {}
    }
    let widest = |unsigned: bool| [a, b].into_iter().filter(|k| k.is_unsigned() == unsigned).map(Kind::bits).max();
    match (widest(false), widest(true)) {
        (None, Some(8)) => Kind::UInt8,
        (None, Some(16)) => Kind::UInt16,
        (None, Some(32)) => Kind::UInt32,
        (None, _) => Kind::UInt64,
        (Some(signed), unsigned) => match signed.max(unsigned.map_or(0, |bits| bits * 2)) {
            8 => Kind::Int8,
            16 => Kind::Int16,
            32 => Kind::Int32,
            _ => Kind::Int64,
        },
    }
}

fn computed(op: BinaryOp, a: &Operand, b: &Operand, kind: Kind, scope: &Scope<'_>) -> Raises<Column> {
    let (Some(x), Some(y)) = (number(a), number(b)) else { return Err(Raised::internal("a number that is none")) };
    // the quotient of integers is one of doubles, whatever they lose
    let quotient = op == BinaryOp::Div && !kind.is_float();
    for operand in [a, b] {
        if let (Operand::Column(column), false) = (operand, quotient) {
            fits(column, &kind)?;
        }
    }
    let mut axes = *scope.axes;
    axes.arithmetic.overflow = Overflow::Error;
    match op {
        BinaryOp::Mod => Err(Raised::unsupported("Arrow has no remainders")),
        BinaryOp::Div => {
            let kind = if kind.is_float() { kind } else { Kind::Float64 };
            numbers::arithmetic(op, &x, &y, &kind, Family::Arrow, &axes)
        }
        BinaryOp::FloorDiv if kind.is_float() => {
            let quotient = numbers::arithmetic(BinaryOp::Div, &x, &y, &kind, Family::Arrow, &axes)?;
            let doubles = compute::cast(&quotient.array(), &DataType::Float64).map_err(Raised::internal)?;
            let floors: ArrayRef = Arc::new(arity::unary::<Float64Type, _, Float64Type>(
                doubles.as_primitive::<Float64Type>(),
                f64::floor,
            ));
            let floors = compute::cast(&floors, &kind.arrow()).map_err(Raised::internal)?;
            Ok(Column::new(quotient.dtype, floors))
        }
        BinaryOp::FloorDiv if divides_by_zero(a, b)? => {
            Err(Raised::new(ErrorKind::DivideByZero, "an integer divided by zero"))
        }
        BinaryOp::FloorDiv if !kind.is_float() => {
            let quotient = numbers::arithmetic(op, &x, &y, &kind, Family::Arrow, &axes)?;
            let own = self::kind(a).unwrap_or(kind);
            let held = compute::cast(&quotient.array(), &own.arrow()).map_err(Raised::internal)?;
            if held.null_count() > quotient.array().null_count() {
                return Err(Raised::new(ErrorKind::Overflow, "a quotient is not in the range of the dividend's type"));
            }
            Ok(Column::new(DType { family: Family::Arrow, kind: own }, held))
        }
        BinaryOp::Pow if !kind.is_float() => powers(&x, &y, kind, scope),
        _ => numbers::arithmetic(op, &x, &y, &kind, Family::Arrow, &axes),
    }
}

/// Powers of integers, each of which has to fit.
fn powers(a: &Number<'_>, b: &Number<'_>, kind: Kind, scope: &Scope<'_>) -> Raises<Column> {
    let exact = numbers::arithmetic(BinaryOp::Pow, a, b, &kind, Family::Arrow, scope.axes)?;
    let close = numbers::arithmetic(BinaryOp::Pow, a, b, &Kind::Float64, Family::Arrow, scope.axes)?;
    let doubles = compute::cast(&exact.array(), &DataType::Float64).map_err(Raised::internal)?;
    let (exactly, close) = (doubles.as_primitive::<Float64Type>(), close.array());
    let fits = |(a, b): (Option<f64>, Option<f64>)| {
        a.zip(b).is_none_or(|(a, b)| b.is_finite() && (a - b).abs() <= b.abs() * 1e-9)
    };
    if exactly.iter().zip(close.as_primitive::<Float64Type>()).all(fits) {
        Ok(exact)
    } else {
        Err(Raised::new(ErrorKind::Overflow, "integer overflow"))
    }
}

/// An integer has to fit the type in which both sides meet.
pub(super) fn fits(column: &Column, common: &Kind) -> Raises<()> {
    if common.is_float() {
        return exact(column);
    }
    if *column.kind() == Kind::UInt64 && common.is_signed() {
        let signed = compute::cast(&column.array(), &DataType::Int64).map_err(Raised::internal)?;
        if signed.null_count() > column.array().null_count() {
            return Err(Raised::new(
                ErrorKind::Overflow,
                "an integer is not in the range of the type that both meet in",
            ));
        }
    }
    Ok(())
}

/// Beside floats an integer has to be one that a double holds exactly.
pub(in crate::engine) fn exact(column: &Column) -> Raises<()> {
    if !column.kind().is_integer() {
        return Ok(());
    }
    let far = |v: i64| v.unsigned_abs() > 1 << 53;
    let wide = compute::cast(&column.array(), &DataType::Int64).map_err(Raised::internal)?;
    let lost = wide.null_count() > column.array().null_count();
    if lost || wide.as_primitive::<Int64Type>().iter().flatten().any(far) {
        return Err(Raised::new(ErrorKind::Overflow, "an integer is not in the range of what a double holds"));
    }
    Ok(())
}

/// Whether an integer that is there is divided by zero.
pub(super) fn divides_by_zero(a: &Operand, b: &Operand) -> Raises<bool> {
    let there = |o: &Operand, row: usize| match o {
        Operand::Column(c) => c.present().value(row),
        Operand::Scalar(_) => true,
    };
    match b {
        Operand::Scalar(Literal::Int(0)) => Ok(matches!(a, Operand::Column(c) if c.present().count_set_bits() > 0)),
        Operand::Scalar(_) => Ok(false),
        Operand::Column(c) => {
            let wide = compute::cast(&c.array(), &DataType::Float64).map_err(Raised::internal)?;
            let wide = wide.as_primitive::<Float64Type>();
            Ok(wide.iter().enumerate().any(|(row, v)| v == Some(0.0) && there(a, row)))
        }
    }
}

/// A column of decimals among objects as one of Arrow's, beside a column of Arrow's numbers.
pub(super) fn decimals(a: &Operand, b: &Operand) -> Option<(Operand, Operand)> {
    if !any(a, b, is_number) {
        return None;
    }
    match (a, b) {
        (Operand::Column(x), Operand::Column(y)) if x.as_objects().is_some() => {
            Some((Operand::Column(decimal(x)?), Operand::Column(y.clone())))
        }
        (Operand::Column(x), Operand::Column(y)) if y.as_objects().is_some() => {
            Some((Operand::Column(x.clone()), Operand::Column(decimal(y)?)))
        }
        _ => None,
    }
}

/// Objects that are all decimals in Arrow's type with as many digits before and behind the point as any of them has.
pub(in crate::engine) fn decimal(column: &Column) -> Option<Column> {
    let known: Vec<Option<(i128, i32)>> = column
        .as_objects()?
        .iter()
        .map(|v| match v {
            Obj::Decimal(digits, scale) => Some(Some((*digits, *scale))),
            v if v.is_missing() => Some(None),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let scale = known.iter().flatten().map(|(_, scale)| *scale).max()?.max(0);
    let digits = known.iter().map(|v| match v {
        None => Some(None),
        Some((digits, own)) => digits.checked_mul(10_i128.checked_pow(u32::try_from(scale - own).ok()?)?).map(Some),
    });
    let digits = Decimal128Array::from(digits.collect::<Option<Vec<_>>>()?);
    let whole = known.iter().flatten().map(|(digits, own)| written(*digits) - own).max()?.max(0);
    let (precision, scale) = (u8::try_from(whole + scale).ok()?, i8::try_from(scale).ok()?);
    let array = digits.with_precision_and_scale(precision, scale).ok()?;
    Some(Column::new(DType { family: Family::Arrow, kind: Kind::Decimal(precision, scale) }, Arc::new(array)))
}

/// How many digits a number is written with.
fn written(digits: i128) -> i32 {
    digits.unsigned_abs().checked_ilog10().map_or(1, |most| most as i32 + 1)
}

/// `and`, `or` of columns of which Arrow's kernels refuse one, or which come to nothing; `None` where it is told elsewhere.
pub(super) fn logic(a: &Column, b: &Column) -> Option<Raises<Column>> {
    let mine = |column: &Column| column.dtype.family == Family::Arrow;
    let refused =
        || Some(Err(Raised::type_error(format!("and, or are not supported for {} and {}", a.dtype, b.dtype))));
    // objects ask the other side
    let (own, other) = if mine(a) { (a, b) } else { (b, a) };
    if !mine(own) {
        return None;
    }
    match (own.kind(), other.kind()) {
        (Kind::Void, _) => refused(),
        (Kind::Bool, Kind::Void) => refused(),
        (Kind::Bool, _) if other.as_objects().is_some() => refused(),
        (kind, Kind::Void) if kind.is_integer() => Some(Ok(Column::missing(own.dtype.clone(), own.len()))),
        (kind, _) if kind.is_integer() && decimal(other).is_some() => {
            Some(Err(Raised::value_error("decimals have no bits")))
        }
        (left, right) if left.is_integer() && right.is_integer() => {
            let common = common(left, right);
            fits(own, &common).and_then(|()| fits(other, &common)).err().map(Err)
        }
        _ => None,
    }
}

/// Whether `and`, `or` of the two have no kernel: of truth values beside integers.
pub(super) fn no_logic(a: &Column, b: &Column) -> bool {
    let arrow = a.dtype.family == Family::Arrow || b.dtype.family == Family::Arrow;
    arrow && (*a.kind() == Kind::Bool) != (*b.kind() == Kind::Bool) && (is_number(a.kind()) || is_number(b.kind()))
}
