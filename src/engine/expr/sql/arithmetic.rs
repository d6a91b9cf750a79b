//! `+ - * / // % **` and unary `-` on SQL columns.
//!
//! Source: Spark, `sql/catalyst/expressions/arithmetic.scala`, `BinaryArithmeticWithDatetimeResolver`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::compute;
use arrow::compute::kernels::arity;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type};

use super::coerce::{self, Mode};
use super::{decimals, kind_of, to};
use crate::axis::arithmetic as axis;
use crate::case::expr::{BinaryOp, Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind, TimeField};
use crate::engine::expr::number::{self, Number};
use crate::engine::expr::{Operand, Scope, numeric};
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

fn unfit(op: BinaryOp, a: &Kind, b: &Kind) -> Raised {
    let name = |k: &Kind| DType::sql(k.clone()).native();
    Raised::type_error(format!("{} {} {} has no meaning", name(a), op.name(), name(b)))
}

/// `a op b`.
pub(in crate::engine) fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let (x, y) = (kind_of(a), kind_of(b));
    match op {
        BinaryOp::Add if x == Kind::String && y == Kind::String => return joined(a, b, scope),
        BinaryOp::Pow => return power(a, b, scope),
        BinaryOp::FloorDiv => {
            let quotient = Operand::Column(binary(BinaryOp::Div, a, b, scope)?);
            return numeric::call(Function::Floor, vec![quotient], scope);
        }
        _ => {}
    }
    if let Some(times) = times(op, a, b, scope)? {
        return Ok(times);
    }
    let mode = Mode::of(scope.axes);
    let Some((mut left, mut right)) = coerce::arithmetic(&x, &y, mode) else {
        if x == Kind::Void && y == Kind::Void {
            return Ok(Column::missing(DType::sql(Kind::Float64), scope.rows()));
        }
        return Err(unfit(op, &x, &y));
    };
    narrow_constant(&mut left, &right, a);
    narrow_constant(&mut right, &left, b);
    let read = |operand: &Operand, kind: &Kind| match (kind_of(operand), op) {
        // text becomes a number of its own kind before it is divided
        (Kind::String, BinaryOp::Div) => to(operand, kind, scope).map(Operand::Column),
        _ => Ok(operand.clone()),
    };
    let (a, b) = (read(a, &left)?, read(b, &right)?);
    // nothing is divided as a double, whatever it is divided by
    if op == BinaryOp::Div && (x == Kind::Void || !matches!(left, Kind::Decimal(..))) {
        (left, right) = (Kind::Float64, Kind::Float64);
    }
    let (a, b) = (to(&a, &left, scope)?, to(&b, &right, scope)?);
    let b = if matches!(op, BinaryOp::Div | BinaryOp::Mod) { divisor(&a, &b, scope)? } else { b };
    if let Kind::Decimal(..) = left {
        return decimals::binary(op, &a, &b, scope.axes);
    }
    number::arithmetic(op, &Number::Array(&a), &Number::Array(&b), &left, a.dtype.family, scope.axes)
}

/// An integer constant beside a decimal has just the digits that it needs.
fn narrow_constant(own: &mut Kind, other: &Kind, operand: &Operand) {
    if let (Kind::Decimal(..), Kind::Decimal(..), Operand::Scalar(literal)) = (&own, other, operand)
        && let Some((p, s)) = coerce::decimal_of_literal(literal)
    {
        *own = Kind::Decimal(p, s);
    }
}

/// The divisor with its zeros dealt with: made null, or an error where there is something to divide.
fn divisor(a: &Column, b: &Column, scope: &Scope<'_>) -> Raises<Column> {
    let array = b.array();
    let zeros: BooleanArray = match b.kind() {
        Kind::Decimal(..) => BooleanArray::from_unary(array.as_primitive::<Decimal128Type>(), |v| v == 0),
        _ => {
            let doubles = compute::cast(&array, &DataType::Float64).map_err(Raised::internal)?;
            BooleanArray::from_unary(doubles.as_primitive::<Float64Type>(), |v| v == 0.0)
        }
    };
    if zeros.true_count() == 0 {
        return Ok(b.clone());
    }
    match scope.axes.arithmetic.by_zero() {
        axis::ByZero::Error => {
            let dividend = a.array();
            if zeros.iter().enumerate().any(|(i, zero)| zero == Some(true) && dividend.is_valid(i)) {
                return Err(Raised::new(ErrorKind::DivideByZero, "division by zero"));
            }
            Ok(b.clone())
        }
        axis::ByZero::Infinity if b.kind().is_float() => Ok(b.clone()),
        axis::ByZero::Null | axis::ByZero::Infinity => {
            let array = compute::nullif(&array, &zeros).map_err(Raised::internal)?;
            Ok(Column::new(b.dtype.clone(), array))
        }
    }
}

fn joined(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let (a, b) = (to(a, &Kind::String, scope)?.array(), to(b, &Kind::String, scope)?.array());
    let pairs = a.as_string::<i32>().iter().zip(b.as_string::<i32>());
    let array: StringArray = pairs.map(|(a, b)| Some(format!("{}{}", a?, b?))).collect();
    Ok(Column::new(DType::sql(Kind::String), Arc::new(array)))
}

fn power(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let double = |o: &Operand| {
        let kind = kind_of(o);
        coerce::double(&kind).ok_or_else(|| unfit(BinaryOp::Pow, &kind, &Kind::Float64))
    };
    double(a)?;
    double(b)?;
    let (a, b) = (to(a, &Kind::Float64, scope)?, to(b, &Kind::Float64, scope)?);
    let (x, y) = (a.array(), b.array());
    let power =
        |x: f64, y: f64| if x.abs() == 1.0 && y.is_infinite() || y.is_nan() { f64::NAN } else { libm::pow(x, y) };
    let array: Float64Array = arity::binary(x.as_primitive::<Float64Type>(), y.as_primitive::<Float64Type>(), power)
        .map_err(Raised::internal)?;
    Ok(Column::new(DType::sql(Kind::Float64), Arc::new(array)))
}

/// `+` and `-` where one side is a date, a point in time or an interval; `None` where neither is.
fn times(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Option<Column>> {
    use Kind::{Date, Interval, String, Timestamp, Void};
    let (a, b) = (&beside_time(op, a, b, false, scope)?, &beside_time(op, b, a, true, scope)?);
    let (x, y) = (kind_of(a), kind_of(b));
    let column = match (op, &x, &y) {
        // text is a point in time or a date where the standard is followed
        (BinaryOp::Sub, Timestamp(..) | Date, String) | (BinaryOp::Sub, String, Timestamp(..))
            if Mode::of(scope.axes) == Mode::Lenient =>
        {
            return Err(unfit(op, &x, &y));
        }
        (BinaryOp::Sub, Timestamp(..), Timestamp(..) | Date | String | Void)
        | (BinaryOp::Sub, Date | String | Void, Timestamp(..)) => {
            let (a, b) = (to(a, &coerce::instant(), scope)?, to(b, &coerce::instant(), scope)?);
            let (a, b) = (i64s(&a.array()), i64s(&b.array()));
            let micros: Int64Array = arity::binary(&a, &b, i64::wrapping_sub).map_err(Raised::internal)?;
            interval(micros, TimeField::Day, TimeField::Second)?
        }
        (BinaryOp::Sub, Date, Void) if days_of_null(scope) => moved(op, a, b, scope)?,
        (BinaryOp::Sub, Date, Date | String | Void) | (BinaryOp::Sub, String | Void, Date) => {
            let (a, b) = (to(a, &Date, scope)?.array(), to(b, &Date, scope)?.array());
            let days = |x: i32, y: i32| (i64::from(x) - i64::from(y)) * 86_400_000_000;
            let micros: Int64Array =
                arity::binary(a.as_primitive::<Date32Type>(), b.as_primitive::<Date32Type>(), days)
                    .map_err(Raised::internal)?;
            interval(micros, TimeField::Day, TimeField::Day)?
        }
        (BinaryOp::Add | BinaryOp::Sub, Date, Kind::Int8 | Kind::Int16 | Kind::Int32) => moved(op, a, b, scope)?,
        (BinaryOp::Add, Kind::Int8 | Kind::Int16 | Kind::Int32 | Void, Date) => moved(op, b, a, scope)?,
        (BinaryOp::Add, Date, Void) => moved(op, a, b, scope)?,
        (BinaryOp::Add | BinaryOp::Sub, Timestamp(..) | Date, Interval(..)) => by_interval(op, a, b, scope)?,
        (BinaryOp::Add, Interval(..), Timestamp(..) | Date) => by_interval(op, b, a, scope)?,
        (BinaryOp::Add | BinaryOp::Sub, Interval(p, q), Interval(r, s)) => {
            let (a, b) = (to(a, &x, scope)?, to(b, &y, scope)?);
            let sign = if op == BinaryOp::Add { 1 } else { -1 };
            let micros: Int64Array =
                arity::binary(&i64s(&a.array()), &i64s(&b.array()), |a, b| a.wrapping_add(sign * b))
                    .map_err(Raised::internal)?;
            interval(micros, *p.min(r), *q.max(s))?
        }
        // text beside an interval is a point in time, and text again behind it; a factor of one is a number
        (BinaryOp::Add | BinaryOp::Sub, String, Interval(..)) => {
            to(&Operand::Column(by_interval(op, a, b, scope)?), &String, scope)?
        }
        (BinaryOp::Add, Interval(..), String) => to(&Operand::Column(by_interval(op, b, a, scope)?), &String, scope)?,
        (BinaryOp::Mul | BinaryOp::Div, Interval(..), String) => scaled(a, b, op == BinaryOp::Div, scope)?,
        (BinaryOp::Mul, String, Interval(..)) => scaled(b, a, false, scope)?,
        (BinaryOp::Mul, Interval(..), k) if k.is_number() => scaled(a, b, false, scope)?,
        (BinaryOp::Mul, k, Interval(..)) if k.is_number() => scaled(b, a, false, scope)?,
        (BinaryOp::Div, Interval(..), k) if k.is_number() => scaled(a, b, true, scope)?,
        (_, Date | Timestamp(..) | Interval(..), _) | (_, _, Date | Timestamp(..) | Interval(..)) => {
            return Err(unfit(op, &x, &y));
        }
        _ => return Ok(None),
    };
    Ok(Some(column))
}

fn days_of_null(scope: &Scope<'_>) -> bool {
    matches!(scope.axes.arithmetic.null_beside_time(), axis::NullBesideTime::Days)
}

/// A constant null as what it stands for beside an interval, or where it is added to a time; any other operand as it is.
fn beside_time(op: BinaryOp, own: &Operand, other: &Operand, divisor: bool, scope: &Scope<'_>) -> Raises<Operand> {
    let asked = match (kind_of(own), op, kind_of(other)) {
        (Kind::Void, BinaryOp::Add | BinaryOp::Sub, span @ Kind::Interval(..)) => span,
        (Kind::Void, BinaryOp::Mul, Kind::Interval(..)) => Kind::Float64,
        (Kind::Void, BinaryOp::Div, Kind::Interval(..)) if divisor => Kind::Float64,
        (Kind::Void, BinaryOp::Add, Kind::Date | Kind::Timestamp(..)) if !days_of_null(scope) => {
            Kind::Interval(TimeField::Day, TimeField::Second)
        }
        _ => return Ok(own.clone()),
    };
    to(own, &asked, scope).map(Operand::Column)
}

fn interval(micros: Int64Array, from: TimeField, until: TimeField) -> Raises<Column> {
    let kind = Kind::Interval(from, until);
    let array: ArrayRef = Arc::new(micros);
    Ok(Column::new(DType::sql(kind.clone()), compute::cast(&array, &kind.arrow()).map_err(Raised::internal)?))
}

fn moved(op: BinaryOp, date: &Operand, days: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let (a, b) = (to(date, &Kind::Date, scope)?.array(), to(days, &Kind::Int32, scope)?.array());
    let sum = |d: i32, n: i32| if op == BinaryOp::Add { d.wrapping_add(n) } else { d.wrapping_sub(n) };
    let array: arrow::array::Date32Array =
        arity::binary(a.as_primitive::<Date32Type>(), b.as_primitive::<Int32Type>(), sum).map_err(Raised::internal)?;
    Ok(Column::new(DType::sql(Kind::Date), Arc::new(array)))
}

fn by_interval(op: BinaryOp, time: &Operand, by: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let Operand::Column(by) = by else { return Err(Raised::internal("an interval constant")) };
    let whole_days = matches!(by.kind(), Kind::Interval(TimeField::Day, TimeField::Day));
    let stays_date = kind_of(time) == Kind::Date && whole_days;
    let instants = to(time, &coerce::instant(), scope)?;
    let sign = if op == BinaryOp::Add { 1 } else { -1 };
    let micros: Int64Array =
        arity::binary(&i64s(&instants.array()), &i64s(&by.array()), |a, b| a.wrapping_add(sign * b))
            .map_err(Raised::internal)?;
    let array: ArrayRef = Arc::new(micros);
    let array = compute::cast(&array, &coerce::instant().arrow()).map_err(Raised::internal)?;
    let moved = Column::new(DType::sql(coerce::instant()), array);
    if stays_date { to(&Operand::Column(moved), &Kind::Date, scope) } else { Ok(moved) }
}

fn scaled(span: &Operand, by: &Operand, divide: bool, scope: &Scope<'_>) -> Raises<Column> {
    let Operand::Column(span) = span else { return Err(Raised::internal("an interval constant")) };
    let mut by = to(by, &Kind::Float64, scope)?;
    if divide {
        by = divisor(span, &by, scope)?;
    }
    let factors = by.array();
    let whole = |v: i64, f: f64| {
        let micros = if divide { v as f64 / f } else { v as f64 * f }.round();
        let fits = micros.abs() < i64::MAX as f64;
        if fits { Ok(micros as i64) } else { Err(Raised::new(ErrorKind::Overflow, "no interval is that long")) }
    };
    let spans = i64s(&span.array());
    let pairs = spans.iter().zip(factors.as_primitive::<Float64Type>());
    let pairs = pairs.map(|(v, f)| v.zip(f).map(|(v, f)| whole(v, f)).transpose()).collect::<Raises<Vec<_>>>()?;
    interval(Int64Array::from(pairs), TimeField::Day, TimeField::Second)
}

/// `-x`.
pub(super) fn negate(a: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let kind = match kind_of(a) {
        Kind::String | Kind::Void => Kind::Float64,
        kind => kind,
    };
    if let Kind::Interval(from, until) = kind {
        let column = to(a, &kind, scope)?;
        return interval(
            arity::unary::<Int64Type, _, Int64Type>(&i64s(&column.array()), i64::wrapping_neg),
            from,
            until,
        );
    }
    if !kind.is_number() {
        return Err(Raised::type_error(format!("-x has no meaning for {}", DType::sql(kind).native())));
    }
    let column = to(a, &kind, scope)?;
    match &kind {
        Kind::Decimal(p, s) => {
            let array = column.array();
            let negated: arrow::array::Decimal128Array =
                arity::unary(array.as_primitive::<Decimal128Type>(), |v: i128| -v);
            let negated = negated.with_precision_and_scale(*p, *s).map_err(Raised::internal)?;
            Ok(Column::new(DType::sql(kind), Arc::new(negated)))
        }
        kind if kind.is_float() => number::negate(&column, scope.axes),
        kind => {
            let zero = Literal::Int(0);
            number::arithmetic(
                BinaryOp::Sub,
                &Number::Constant(&zero),
                &Number::Array(&column),
                kind,
                column.dtype.family,
                scope.axes,
            )
        }
    }
}
