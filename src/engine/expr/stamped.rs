//! Operators and functions on Arrow-backed points and lengths of time: computed as NumPy's are, held in Arrow's types, with Arrow's
//! refusals.
//!
//! Source: pandas, `ArrowExtensionArray._evaluate_op_method`, `_cmp_method`, `_dt_*`, `ArrowTemporalProperties`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array};
use arrow::compute;
use arrow::datatypes::{DataType, TimeUnit};

use super::{Operand, Scope, boxed, dates, times};
use crate::case::expr::{BinaryOp, Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

fn is_time(kind: &Kind) -> bool {
    matches!(kind, Kind::Timestamp(..) | Kind::Duration(_))
}

fn held(kind: Kind, array: ArrayRef) -> Column {
    Column::new(DType { family: Family::Arrow, kind }, array)
}

/// Times as NumPy holds them.
fn plain(operand: &Operand) -> Operand {
    match operand {
        Operand::Column(c) if is_time(c.kind()) => {
            Operand::Column(Column { dtype: c.dtype.clone().with_family(Family::Numpy), ..c.clone() })
        }
        Operand::Column(c) if c.as_objects().is_some() => days(c).map_or_else(|| operand.clone(), Operand::Column),
        Operand::Scalar(Literal::Date(day)) => {
            Operand::Scalar(Literal::Timestamp(day.and_time(chrono::NaiveTime::MIN)))
        }
        other => other.clone(),
    }
}

/// A column of objects that are all days, as points in time.
pub(in crate::engine) fn days(column: &Column) -> Option<Column> {
    let midnight = |v: &Obj| match v {
        Obj::Date(days) => Some(Some(i64::from(*days) * 86_400_000_000)),
        v if v.is_missing() => Some(None),
        _ => None,
    };
    let micros: Int64Array = column.as_objects()?.iter().map(midnight).collect::<Option<Vec<_>>>()?.into();
    let kind = Kind::Timestamp(TimeUnit::Microsecond, None);
    Some(Column::new(DType::numpy(kind.clone()), compute::cast(&micros, &kind.arrow()).ok()?))
}

/// The result in Arrow's type, with null for what is missing.
fn boxed_column(column: Column) -> Raises<Column> {
    match column.kind() {
        kind if is_time(kind) || kind.is_float() || kind.is_integer() || *kind == Kind::Bool => {
            Column { dtype: column.dtype.clone().with_family(Family::Arrow), ..column }.nan_to_null()
        }
        _ => Ok(column),
    }
}

/// `a op b` where one is an Arrow-backed column of times; `None` where neither is.
pub(super) fn arithmetic(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    boxed::any(a, b, is_time).then(|| computed(op, a, b, scope))
}

fn computed(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let missing = |o: &Operand| match o {
        Operand::Scalar(Literal::Null) => true,
        Operand::Scalar(Literal::Float(x)) => x.is_nan(),
        _ => false,
    };
    if missing(a) || missing(b) {
        return boxed::beside_nothing(op, a, b, scope.rows());
    }
    offered(op, a, b)?;
    let is_duration = |o: &Operand| matches!(kind_of(o), Some(Kind::Duration(_)));
    if op == BinaryOp::FloorDiv && is_duration(a) && is_duration(b) {
        return floors(a, b, scope);
    }
    let spans = |o: &Operand| matches!(o, Operand::Column(c) if matches!(c.kind(), Kind::Duration(_)));
    for operand in [a, b] {
        if let (Operand::Column(column), true) = (operand, op == BinaryOp::Mul && (spans(a) || spans(b))) {
            boxed::fits(column, &Kind::Int64)?;
        }
    }
    if op == BinaryOp::Mul && hidden_overflow(a, b) {
        return Err(overflow());
    }
    let made =
        times::arithmetic(op, &plain(a), &plain(b), scope.rows(), scope.axes).map_err(|raised| match raised.kind {
            ErrorKind::OutOfBounds => overflow(),
            _ => raised,
        })?;
    boxed_column(made)
}

/// What an operand is to Arrow: days meet points in time at midnight, and a number of a program fits any type.
fn kind_of(operand: &Operand) -> Option<Kind> {
    match operand {
        Operand::Scalar(Literal::Int(_) | Literal::Float(_) | Literal::Bool(_)) => None,
        _ => boxed::known(operand).map(|kind| match kind {
            Kind::Date => Kind::Timestamp(TimeUnit::Microsecond, None),
            kind => kind,
        }),
    }
}

/// Refuses what Arrow has no kernel for, and what its kernels refuse.
fn offered(op: BinaryOp, a: &Operand, b: &Operand) -> Raises<()> {
    let refused = || Err(Raised::type_error(format!("operation {} is not supported for these times", op.name())));
    let quotient = matches!(op, BinaryOp::Div | BinaryOp::FloorDiv);
    let is_float = |o: &Operand| matches!(o, Operand::Scalar(Literal::Float(_)));
    match (kind_of(a), kind_of(b)) {
        (Some(Kind::Duration(_)), Some(by)) if quotient && by.is_float() => refused(),
        (Some(by), Some(Kind::Duration(_))) | (Some(Kind::Duration(_)), Some(by))
            if op == BinaryOp::Mul && by.is_float() =>
        {
            refused()
        }
        (None, Some(Kind::Duration(_))) | (Some(Kind::Duration(_)), None)
            if op == BinaryOp::Mul && (is_float(a) || is_float(b)) =>
        {
            refused()
        }
        (Some(Kind::Duration(_)), None) if quotient && is_float(b) => refused(),
        (Some(Kind::Duration(_)), by) if quotient && by.as_ref().is_none_or(Kind::is_integer) => {
            if let Operand::Column(divisor) = b {
                boxed::fits(divisor, &Kind::Int64)?;
            }
            if boxed::divides_by_zero(a, b)? {
                return Err(Raised::new(ErrorKind::DivideByZero, "a duration divided by zero"));
            }
            // what was divided is no number that could be rounded down
            if op == BinaryOp::FloorDiv { refused() } else { Ok(()) }
        }
        (Some(Kind::Bool), _) | (_, Some(Kind::Bool)) => refused(),
        (Some(left), right) if op == BinaryOp::Sub && ambiguous(&left, right.as_ref()) => {
            Err(Raised::value_error("the difference of zoned and other times is ambiguous"))
        }
        _ => Ok(()),
    }
}

/// How often a duration goes into another.
fn floors(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let quotient = times::arithmetic(BinaryOp::Div, &plain(a), &plain(b), scope.rows(), scope.axes)?;
    let quotient = quotient.array();
    let floors = arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&quotient);
    let floors: Float64Array = floors.iter().map(|v| v.map(f64::floor)).collect();
    held(Kind::Float64, Arc::new(floors)).nan_to_null()
}

/// Whether one point in time has a zone and the other has none.
fn ambiguous(a: &Kind, b: Option<&Kind>) -> bool {
    match (a, b) {
        (Kind::Timestamp(_, zone), Some(Kind::Timestamp(_, other))) => zone.is_some() != other.is_some(),
        _ => false,
    }
}

fn overflow() -> Raised {
    Raised::new(ErrorKind::Overflow, "integer overflow")
}

/// Whether a duration is multiplied by an integer that is missing: Arrow multiplies what a null hides too, and that was a NaN turned
/// into the lowest integer.
fn hidden_overflow(a: &Operand, b: &Operand) -> bool {
    let (Operand::Column(a), Operand::Column(b)) = (a, b) else { return false };
    let (spans, factors) = if matches!(a.kind(), Kind::Duration(_)) { (a, b) } else { (b, a) };
    if !matches!(spans.kind(), Kind::Duration(_)) || !factors.kind().is_integer() {
        return false;
    }
    let (spans, factors) = (i64s(&spans.array()), factors.present());
    spans.iter().zip(&factors).any(|(span, there)| !there && span.is_some_and(|span| span.unsigned_abs() > 1))
}

/// `a op b` for a comparison; `None` where neither is an Arrow-backed column of times.
pub(super) fn compare(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    boxed::any(a, b, is_time).then(|| compared(op, a, b, scope))
}

fn compared(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let rows = scope.rows();
    let truths = match (a, b) {
        (_, Operand::Scalar(Literal::Null)) => BooleanArray::new_null(rows),
        (_, Operand::Scalar(Literal::Float(x))) if x.is_nan() => BooleanArray::new_null(rows),
        (Operand::Column(points), Operand::Scalar(Literal::Date(_)))
            if matches!(points.kind(), Kind::Timestamp(..)) =>
        {
            return times::invalid(op, rows).map(|truths| held(Kind::Bool, Arc::new(truths)));
        }
        // a count beside a number
        (Operand::Column(spans), Operand::Scalar(Literal::Int(_) | Literal::Bool(_)))
            if matches!(spans.kind(), Kind::Duration(_)) =>
        {
            let counts = Column::new(DType::numpy(Kind::Int64), Arc::new(i64s(&spans.array())));
            let constant = match b {
                Operand::Scalar(Literal::Bool(truth)) => Operand::Scalar(Literal::Int((*truth).into())),
                other => other.clone(),
            };
            let Some(constant) = super::arithmetic::number(&constant) else {
                return Err(Raised::internal("a number that is none"));
            };
            super::number::compare(op, &super::number::Number::Array(&counts), &constant, scope.axes)?
        }
        (Operand::Column(left), Operand::Column(right)) if ambiguous(left.kind(), Some(right.kind())) => {
            return Err(Raised::value_error("times of a zone and others are not compared"));
        }
        (_, Operand::Scalar(Literal::Str(_))) if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) => {
            return Err(Raised::type_error("times and a text have no order"));
        }
        (Operand::Column(left), Operand::Column(right)) if unlike(left, right) => {
            return times::invalid(op, rows).map(|truths| held(Kind::Bool, Arc::new(truths)));
        }
        _ => times::compare(op, &plain(a), &plain(b), rows, scope.axes)?,
    };
    let there = |o: &Operand, row: usize| match o {
        Operand::Column(c) => c.present().value(row),
        Operand::Scalar(_) => true,
    };
    let known = |row: usize| (there(a, row) && there(b, row) && truths.is_valid(row)).then(|| truths.value(row));
    Ok(held(Kind::Bool, Arc::new((0..rows).map(known).collect::<BooleanArray>())))
}

/// Whether no value of one column compares with any of the other, and what is missing counts for nothing either. Objects of several
/// types are compared one by one.
fn unlike(a: &Column, b: &Column) -> bool {
    let sort = |column: &Column| match column.kind() {
        Kind::Timestamp(..) => 0,
        Kind::Duration(_) => 1,
        _ => 2,
    };
    let apart = |column: &Column| match column.as_objects() {
        None => true,
        Some(_) => {
            days(column).is_some() || boxed::decimal(column).is_some() || boxed::lists(&Operand::Column(column.clone()))
        }
    };
    sort(a) != sort(b) && apart(a) && apart(b)
}

/// What a function of dates makes of such a column; `None` where it is none.
pub(super) fn call(function: Function, args: &[Operand], scope: &Scope<'_>) -> Option<Raises<Column>> {
    let mine = |column: &Column| column.dtype.family == Family::Arrow && is_time(column.kind());
    if function == Function::DateDiff
        && let (Operand::Column(a), Some(Operand::Column(b))) = (&args[0], args.get(1))
        && (mine(a) && *b.kind() == Kind::Void || mine(b) && *a.kind() == Kind::Void)
    {
        return Some(Ok(Column::missing(DType { family: Family::Arrow, kind: Kind::Int32 }, scope.rows())));
    }
    let column = match (args.first()?, args.get(1)) {
        (Operand::Column(first), Some(Operand::Column(second))) if function == Function::DateDiff && !mine(first) => {
            second
        }
        (Operand::Scalar(Literal::Timestamp(_) | Literal::Date(_)), Some(Operand::Column(second)))
            if function == Function::DateDiff =>
        {
            second
        }
        (Operand::Column(first), _) => first,
        (Operand::Scalar(_), _) => return None,
    };
    (mine(column) && scope.axes.types.converted().nullable()).then(|| called(function, column, args, scope))
}

fn called(function: Function, column: &Column, args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    let args: Vec<Operand> = args.iter().map(plain).collect();
    let kind = |o: &Operand| match o {
        Operand::Column(c) => Some(c.kind().clone()),
        Operand::Scalar(Literal::Date(_) | Literal::Timestamp(_)) => Some(Kind::Timestamp(TimeUnit::Microsecond, None)),
        Operand::Scalar(_) => None,
    };
    match (column.kind(), function) {
        (Kind::Duration(_), Function::DateDiff | Function::DateAdd | Function::AddMonths | Function::DateTrunc) => {}
        (Kind::Duration(_), _) => return Err(Raised::type_error("Arrow's durations have no such part")),
        (_, Function::DateDiff) if args.iter().any(|other| ambiguous(column.kind(), kind(other).as_ref())) => {
            return Err(Raised::value_error("the difference of zoned and other times is ambiguous"));
        }
        _ => {}
    }
    match function {
        Function::AddMonths => return Err(Raised::type_error("an offset of months is not added to Arrow's times")),
        Function::DateTrunc if dates::by_period(&args) => {
            return Err(Raised::unsupported("Arrow's times have no periods"));
        }
        _ => {}
    }
    let made = dates::call(function, &args, scope)?;
    let doubles = |column: &Column| compute::cast(&column.array(), &DataType::Float64).map_err(Raised::internal);
    match function {
        Function::DateAdd | Function::DateTrunc => boxed_column(made),
        Function::DateDiff => {
            let days = held(Kind::Float64, doubles(&made)?).nan_to_null()?;
            let days = compute::cast(&days.array(), &DataType::Int32).map_err(Raised::internal)?;
            Ok(held(Kind::Int32, days))
        }
        _ => {
            let parts = held(Kind::Float64, doubles(&made)?).nan_to_null()?;
            let parts = compute::cast(&parts.array(), &DataType::Int64).map_err(Raised::internal)?;
            if function != Function::Weekofyear || parts.null_count() == 0 {
                return Ok(held(Kind::Int64, parts));
            }
            // a field of the calendar of what is missing is zero
            let present = column.present();
            let weeks = i64s(&parts);
            let weeks = (0..weeks.len()).map(|row| if present.value(row) { weeks.value(row) } else { 0 });
            Ok(held(Kind::Int64, Arc::new(Int64Array::from_iter_values(weeks))))
        }
    }
}

/// What `to_datetime` makes of it: NumPy's times.
pub(super) fn unboxed(column: &Column) -> Column {
    Column { dtype: column.dtype.clone().with_family(Family::Numpy), ..column.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_points_in_time_only_where_all_are() {
        let column = |values: Vec<Obj>| Column::objects(values);
        assert!(days(&column(vec![Obj::Date(1), Obj::None])).is_some());
        assert!(days(&column(vec![Obj::Date(1), Obj::Int(1)])).is_none());
    }
}
