//! Operators and functions on columns of Arrow's days and decimals: nulls stay null, decimals keep exact types.
//!
//! Source: pandas, `ArrowExtensionArray._cmp_method`, `_arith_method`, `_dt_*`; Arrow, "Compute functions: arithmetic".

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, DurationSecondArray, Float64Array, Int32Array,
    Int64Array, TimestampMicrosecondArray,
};
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, TimeUnit};

use super::{Operand, Scope, compare, times};
use crate::axis::arithmetic;
use crate::case::expr::{BinaryOp, Function, Literal};
use crate::engine::calendar::{Date, weekday};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::ingest::time_unit;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::java;
use crate::result::ErrorKind;

/// Whether a column is of Arrow's days or decimals.
pub(in crate::engine) fn holds(column: &Column) -> bool {
    column.dtype.family == Family::Arrow && matches!(column.kind(), Kind::Date | Kind::Decimal(..))
}

fn held(kind: Kind, array: ArrayRef) -> Column {
    Column::new(DType { family: Family::Arrow, kind }, array)
}

/// One side of an operator.
enum Side {
    Days(Vec<Option<i32>>),
    /// Digits, how many there may be, how many of them stand behind the point.
    Decimals(Vec<Option<i128>>, i64, i64),
    Doubles(Vec<Option<f64>>),
    Null,
    Text,
}

impl Side {
    fn of(operand: &Operand, rows: usize) -> Option<Self> {
        match operand {
            Operand::Column(column) => Self::of_column(column),
            Operand::Scalar(Literal::Null) => Some(Self::Null),
            Operand::Scalar(Literal::Int(i)) => Some(Self::Decimals(vec![Some(*i); rows], 19, 0)),
            Operand::Scalar(Literal::Float(x)) => Some(Self::Doubles(vec![Some(*x); rows])),
            Operand::Scalar(Literal::Date(d)) => {
                let days = d.signed_duration_since(chrono::NaiveDate::default()).num_days();
                Some(Self::Days(vec![Some(days as i32); rows]))
            }
            Operand::Scalar(Literal::Str(_)) => Some(Self::Text),
            Operand::Scalar(Literal::Bool(_) | Literal::Timestamp(_)) => None,
        }
    }

    fn of_column(column: &Column) -> Option<Self> {
        let array = column.array();
        match column.kind() {
            Kind::Date => Some(Self::Days(array.as_primitive::<Date32Type>().iter().collect())),
            Kind::Decimal(p, s) => {
                let digits = array.as_primitive::<Decimal128Type>().iter().collect();
                Some(Self::Decimals(digits, (*p).into(), (*s).into()))
            }
            kind if kind.is_integer() => {
                let digits = compute::cast(&array, &DataType::Decimal128(20, 0)).ok()?;
                let most = match (kind.bits(), kind.is_unsigned()) {
                    (8, _) => 3,
                    (16, _) => 5,
                    (32, _) => 10,
                    (_, true) => 20,
                    (_, false) => 19,
                };
                Some(Self::Decimals(digits.as_primitive::<Decimal128Type>().iter().collect(), most, 0))
            }
            kind if kind.is_float() => {
                let doubles = compute::cast(&array, &DataType::Float64).ok()?;
                let known = doubles.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| !x.is_nan()));
                Some(Self::Doubles(known.collect()))
            }
            _ => None,
        }
    }

    /// Numbers in double precision.
    fn doubles(&self) -> Option<Vec<Option<f64>>> {
        match self {
            Self::Doubles(values) => Some(values.clone()),
            Self::Decimals(values, _, scale) => Some(values.iter().map(|v| v.map(|d| double(d, *scale))).collect()),
            Self::Days(_) | Self::Null | Self::Text => None,
        }
    }
}

fn double(digits: i128, scale: i64) -> f64 {
    digits as f64 / 10_f64.powi(scale as i32)
}

fn power(n: i64) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(n).ok()?)
}

/// What an operator makes of such a column; `None` where neither side is one, or the other is of a type that is told elsewhere.
pub(super) fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    let mine = |operand: &Operand| matches!(operand, Operand::Column(column) if holds(column));
    if !mine(a) && !mine(b) {
        return None;
    }
    if let Some(done) = beside_truths(op, a, b, scope).or_else(|| beside_days(op, a, b, scope)) {
        return Some(done);
    }
    let (left, right) = (Side::of(a, scope.rows())?, Side::of(b, scope.rows())?);
    match op {
        op if is_comparison(op) => compared(op, &left, &right, scope.rows()),
        BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div
        | BinaryOp::FloorDiv
        | BinaryOp::Mod
        | BinaryOp::Pow => computed(op, &left, &right),
        _ => None,
    }
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

/// What an operator makes of decimals and truth values, a single one of which is compared as a number; `None` for other operands.
fn beside_truths(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    let decimals = |o: &Operand| matches!(o, Operand::Column(c) if holds(c) && matches!(c.kind(), Kind::Decimal(..)));
    let truths = |o: &Operand| matches!(o, Operand::Column(c) if c.dtype == DType::numpy(Kind::Bool));
    match (a, b) {
        (a, Operand::Scalar(Literal::Bool(truth))) if decimals(a) && is_comparison(op) => {
            return binary(op, a, &Operand::Scalar(Literal::Int(i128::from(*truth))), scope);
        }
        (a, b) if decimals(a) && truths(b) || truths(a) && decimals(b) => {}
        _ => return None,
    }
    match (scope.axes.arithmetic.decimals_and_truths(), op) {
        (_, BinaryOp::And | BinaryOp::Or) => None,
        (arithmetic::DecimalsAndTruths::Refused, _) => Some(Err(Raised::value_error("decimals of truth values"))),
        (arithmetic::DecimalsAndTruths::Unlike, op) if is_comparison(op) => {
            Some(times::invalid(op, scope.rows()).map(|truths| compare::column(truths, Family::Arrow)))
        }
        (arithmetic::DecimalsAndTruths::Unlike, op) => {
            Some(Err(Raised::type_error(format!("{} has no kernel for decimals and truth values", op.name()))))
        }
    }
}

/// What an operator that has no kernel for them makes of days and the other operand, by its type alone: numbers and truth values are
/// unequal to every day and in no order with one, a null is a day. `None` where there is a kernel.
///
/// Source: pandas, `ArrowExtensionArray._cmp_method` and `_evaluate_op_method`.
fn beside_days(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    let days = |o: &Operand| matches!(o, Operand::Column(c) if holds(c) && *c.kind() == Kind::Date);
    let (days, other) = match (a, b) {
        (Operand::Column(column), other) if days(a) => (column, other),
        (other, Operand::Column(column)) if days(b) => (column, other),
        _ => return None,
    };
    let number = match other {
        Operand::Column(c) => c.kind().is_integer() || c.kind().is_float() || *c.kind() == Kind::Bool,
        Operand::Scalar(Literal::Float(x)) => !x.is_nan(),
        Operand::Scalar(literal) => matches!(literal, Literal::Int(_) | Literal::Bool(_)),
    };
    let null = matches!(other, Operand::Scalar(Literal::Null));
    let day = |o: &Operand| match o {
        Operand::Column(column) => *column.kind() == Kind::Date,
        Operand::Scalar(literal) => matches!(literal, Literal::Date(_)),
    };
    let (rows, there) = (scope.rows(), days.present());
    let no_kernel = || Raised::type_error(format!("{} has no kernel for days", op.name()));
    let truths = match (op, other) {
        (op, Operand::Column(_)) if number && is_comparison(op) => times::invalid(op, rows),
        (BinaryOp::Eq | BinaryOp::Ne, Operand::Scalar(_)) if number => {
            Ok(there.iter().map(|there| there.then_some(op == BinaryOp::Ne)).collect())
        }
        (op, _) if number && is_comparison(op) && there.count_set_bits() == 0 => Ok(BooleanArray::new_null(rows)),
        (op, _) if number && is_comparison(op) => Err(no_kernel()),
        (op, _) if is_comparison(op) => return None,
        (BinaryOp::And | BinaryOp::Or, _) => return None,
        (BinaryOp::Mod, _) => return Some(Err(Raised::unsupported("days have no remainder"))),
        (BinaryOp::Sub, _) if null => {
            let lengths = DType { family: Family::Arrow, kind: Kind::Duration(TimeUnit::Second) };
            return Some(Ok(Column::missing(lengths, rows)));
        }
        (BinaryOp::Sub, other) if day(other) => return None,
        (_, other) if number || null || day(other) || matches!(other, Operand::Scalar(Literal::Str(_))) => {
            Err(no_kernel())
        }
        _ => return None,
    };
    Some(truths.map(|truths| compare::column(truths, Family::Arrow)))
}

fn compared(op: BinaryOp, a: &Side, b: &Side, rows: usize) -> Option<Raises<Column>> {
    let answer = |ordering: Ordering| match op {
        BinaryOp::Eq => ordering.is_eq(),
        BinaryOp::Ne => ordering.is_ne(),
        BinaryOp::Lt => ordering.is_lt(),
        BinaryOp::Le => ordering.is_le(),
        BinaryOp::Gt => ordering.is_gt(),
        _ => ordering.is_ge(),
    };
    let truths: BooleanArray = match (a, b) {
        (Side::Null, _) | (_, Side::Null) => BooleanArray::new_null(rows),
        (Side::Days(a), Side::Days(b)) => pairs(a, b).map(|p| p.map(|(a, b)| answer(a.cmp(&b)))).collect(),
        (Side::Decimals(a, _, s), Side::Decimals(b, _, t)) => {
            let (up, down) = (power((t - s).max(0))?, power((s - t).max(0))?);
            let scaled = |(a, b): (i128, i128)| Some(answer(a.checked_mul(up)?.cmp(&b.checked_mul(down)?)));
            pairs(a, b).map(|p| p.and_then(scaled)).collect()
        }
        (Side::Text, Side::Days(values)) | (Side::Days(values), Side::Text) => match op {
            BinaryOp::Eq | BinaryOp::Ne => values.iter().map(|v| v.map(|_| op == BinaryOp::Ne)).collect(),
            _ => return Some(Err(Raised::type_error("days and text have no order"))),
        },
        (a, b) => {
            let (a, b) = (a.doubles()?, b.doubles()?);
            pairs(&a, &b).map(|p| p.map(|(a, b)| a.partial_cmp(&b).is_some_and(answer))).collect()
        }
    };
    Some(Ok(held(Kind::Bool, Arc::new(truths))))
}

fn pairs<'a, T: Copy>(a: &'a [Option<T>], b: &'a [Option<T>]) -> impl Iterator<Item = Option<(T, T)>> + 'a {
    a.iter().zip(b).map(|(a, b)| (*a).zip(*b))
}

fn computed(op: BinaryOp, a: &Side, b: &Side) -> Option<Raises<Column>> {
    match (a, b) {
        (Side::Days(a), Side::Days(b)) if op == BinaryOp::Sub => {
            let lengths = pairs(a, b).map(|p| p.map(|(a, b)| (i64::from(a) - i64::from(b)) * 86_400));
            let lengths: DurationSecondArray = lengths.collect::<Vec<_>>().into();
            Some(Ok(held(Kind::Duration(TimeUnit::Second), Arc::new(lengths))))
        }
        (Side::Decimals(..), Side::Decimals(..)) if op == BinaryOp::Mod => {
            Some(Err(Raised::unsupported("decimals have no remainder")))
        }
        (Side::Decimals(a, p, s), Side::Decimals(b, q, t)) if op != BinaryOp::Pow => {
            Some(decimals(op, (a, *p, *s), (b, *q, *t)))
        }
        (a, b) => {
            let (a, b) = (a.doubles()?, b.doubles()?);
            let of = |(a, b): (f64, f64)| match op {
                BinaryOp::Add => a + b,
                BinaryOp::Sub => a - b,
                BinaryOp::Mul => a * b,
                BinaryOp::Div => a / b,
                BinaryOp::FloorDiv => (a / b).floor(),
                BinaryOp::Pow => a.powf(b),
                _ => a - (a / b).floor() * b,
            };
            let values: Float64Array = pairs(&a, &b).map(|p| p.map(of)).collect();
            Some(Ok(held(Kind::Float64, Arc::new(values))))
        }
    }
}

/// Digits with the most there may be, and how many stand behind the point.
type Decimals<'d> = (&'d [Option<i128>], i64, i64);

/// Decimals of the type that holds every result: Arrow's rules, those of Redshift.
fn decimals(op: BinaryOp, (a, p, s): Decimals<'_>, (b, q, t): Decimals<'_>) -> Raises<Column> {
    let (precision, scale) = match op {
        BinaryOp::Add | BinaryOp::Sub => ((p - s).max(q - t) + s.max(t) + 1, s.max(t)),
        BinaryOp::Mul => (p + q + 1, s + t),
        _ => {
            let scale = (s + q - t + 1).max(4);
            (p - s + t + scale, scale)
        }
    };
    if precision > 38 {
        return Err(Raised::new(ErrorKind::OutOfBounds, format!("a decimal of {precision} digits is out of range")));
    }
    let unit = power(scale).unwrap_or(1);
    let result = |(a, b): (i128, i128)| -> Option<i128> {
        match op {
            BinaryOp::Add => a.checked_mul(power(scale - s)?)?.checked_add(b.checked_mul(power(scale - t)?)?),
            BinaryOp::Sub => a.checked_mul(power(scale - s)?)?.checked_sub(b.checked_mul(power(scale - t)?)?),
            BinaryOp::Mul => a.checked_mul(b),
            BinaryOp::FloorDiv => Some(a.checked_mul(power(scale - s + t)?)?.checked_div(b)?.div_euclid(unit) * unit),
            _ => a.checked_mul(power(scale - s + t)?)?.checked_div(b),
        }
    };
    if matches!(op, BinaryOp::Div | BinaryOp::FloorDiv) && pairs(a, b).flatten().any(|(_, b)| b == 0) {
        return Err(Raised::value_error("a decimal divided by zero"));
    }
    let digits = pairs(a, b).map(|p| match p {
        None => Ok(None),
        Some(pair) => result(pair).map(Some).ok_or_else(|| Raised::value_error("a decimal has too many digits")),
    });
    decimal_column(digits.collect::<Raises<Vec<_>>>()?, precision as u8, scale as i8)
}

fn decimal_column(digits: Vec<Option<i128>>, precision: u8, scale: i8) -> Raises<Column> {
    let array = Decimal128Array::from(digits).with_precision_and_scale(precision, scale).map_err(Raised::internal)?;
    Ok(held(Kind::Decimal(precision, scale), Arc::new(array)))
}

/// Decimals with the other sign.
pub(super) fn negated(column: &Column) -> Option<Raises<Column>> {
    each_decimal(column, |digits, _| Some(-digits))
}

fn each_decimal(column: &Column, change: impl Fn(i128, i64) -> Option<i128>) -> Option<Raises<Column>> {
    let Kind::Decimal(p, s) = column.kind() else { return None };
    let array = column.array();
    let changed = array.as_primitive::<Decimal128Type>().iter().map(|v| v.and_then(|v| change(v, (*s).into())));
    holds(column).then(|| decimal_column(changed.collect(), *p, *s))
}

/// What a function makes of such a column; `None` where it is told elsewhere.
pub(super) fn call(function: Function, args: &[Operand], scope: &Scope<'_>) -> Option<Raises<Column>> {
    let (Some(Operand::Column(column)), true) = (args.first(), args.first().is_some_and(is_held)) else { return None };
    match (function, column.kind(), args.get(1)) {
        (Function::IsNan, Kind::Decimal(..), _) => Some(Err(Raised::type_error("a decimal cannot be NaN"))),
        (Function::Abs, Kind::Decimal(..), _) => each_decimal(column, |digits, _| Some(digits.abs())),
        (Function::Round, Kind::Decimal(..), Some(Operand::Scalar(Literal::Int(places)))) => {
            let places = i64::try_from(*places).ok()?;
            each_decimal(column, |digits, scale| rounded(digits, scale - places))
        }
        (Function::DateDiff, Kind::Date, Some(Operand::Column(other))) if *other.kind() == Kind::Date => {
            let (Some(Side::Days(a)), Some(Side::Days(b))) = (Side::of_column(column), Side::of_column(other)) else {
                return None;
            };
            let days: Int32Array = pairs(&a, &b).map(|p| p.map(|(a, b)| a - b)).collect();
            Some(Ok(held(Kind::Int32, Arc::new(days))))
        }
        (Function::DateAdd, Kind::Date, Some(Operand::Scalar(Literal::Int(n)))) => {
            let Some(Side::Days(days)) = Side::of_column(column) else { return None };
            let micros = days.iter().map(|d| d.map(|d| (i64::from(d) + *n as i64) * 86_400_000_000));
            let micros: ArrayRef = Arc::new(micros.collect::<TimestampMicrosecondArray>());
            let kind = Kind::Timestamp(time_unit(scope.axes), None);
            Some(compute::cast(&micros, &kind.arrow()).map(|array| held(kind, array)).map_err(Raised::internal))
        }
        (_, Kind::Date, _) => {
            let part = part(function)?;
            let array = column.array();
            let parts: Int64Array = array.as_primitive::<Date32Type>().iter().map(|d| d.map(part)).collect();
            Some(Ok(held(Kind::Int64, Arc::new(parts))))
        }
        _ => None,
    }
}

fn is_held(operand: &Operand) -> bool {
    matches!(operand, Operand::Column(column) if holds(column))
}

/// Digits with so many of the last ones zero, half to even.
fn rounded(digits: i128, places: i64) -> Option<i128> {
    if places <= 0 {
        return Some(digits);
    }
    let unit = power(places)?;
    let (whole, rest) = (digits.div_euclid(unit), digits.rem_euclid(unit));
    let up = match (rest * 2).cmp(&unit) {
        Ordering::Greater => 1,
        Ordering::Equal => whole & 1,
        Ordering::Less => 0,
    };
    Some((whole + up) * unit)
}

/// What a function tells of a day.
fn part(function: Function) -> Option<fn(i32) -> i64> {
    Some(match function {
        Function::Year => |day| Date::of(day.into()).year,
        Function::Month => |day| Date::of(day.into()).month,
        Function::Day => |day| Date::of(day.into()).day,
        Function::Quarter => |day| Date::of(day.into()).quarter(),
        Function::Dayofyear => |day| Date::of(day.into()).day_of_year(),
        Function::Dayofweek => |day| weekday(day.into()),
        _ => return None,
    })
}

/// `column` where `keep` is true, `other` in its type elsewhere; `None` where that type does not hold it.
pub(super) fn chosen(column: &Column, keep: &BooleanArray, other: &Operand) -> Option<Raises<Column>> {
    let side = Side::of(other, column.len())?;
    let other: ArrayRef = match (column.kind(), side) {
        (_, Side::Null) => arrow::array::new_null_array(&column.kind().arrow(), column.len()),
        (Kind::Date, Side::Days(days)) => Arc::new(days.into_iter().collect::<Date32Array>()),
        (Kind::Decimal(p, s), Side::Decimals(digits, _, have)) => {
            let scaled = digits.into_iter().map(|d| d.and_then(|d| java::rescaled((d, have), *p, *s)));
            Arc::new(scaled.collect::<Decimal128Array>().with_precision_and_scale(*p, *s).ok()?)
        }
        _ => {
            return Some(Err(Raised::type_error(format!(
                "{} is not filled with values of another type",
                column.dtype
            ))));
        }
    };
    let chosen = compute::kernels::zip::zip(keep, &column.array(), &other);
    Some(chosen.map(|array| Column::new(column.dtype.clone(), array)).map_err(Raised::internal))
}
