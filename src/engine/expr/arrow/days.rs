//! Arrow's days: what lies between them and what their parts are.
//!
//! Source: pandas, `ArrowExtensionArray._dt_*`; Arrow, "Compute functions: temporal".

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Date32Array, DurationSecondArray, Int32Array, Int64Array, TimestampMicrosecondArray,
};
use arrow::compute;
use arrow::datatypes::{Date32Type, TimeUnit};

use super::held;
use super::operators::binary;
use super::side::{Side, pairs};
use crate::axis::dates::MonthsOfDays;
use crate::case::expr::{BinaryOp, Function, Literal};
use crate::engine::calendar::{Date, iso_week, weekday};
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::expr::dates::beyond;
use crate::engine::expr::{Operand, Scope};
use crate::engine::ingest::time_unit;
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::per_second;
use crate::result::ErrorKind;

const PER_DAY: i64 = 86_400;

/// What an operator makes of days; `None` where it has no kernel for the other side.
pub(super) fn computed(
    op: BinaryOp,
    (a, left): (&Operand, &Side),
    (b, right): (&Operand, &Side),
    rows: usize,
) -> Option<Raises<Column>> {
    match (op, left, right) {
        (BinaryOp::Sub, Side::Days(x), Side::Days(y)) => {
            let lengths = pairs(x, y).map(|p| p.map(|(a, b)| (i64::from(a) - i64::from(b)) * PER_DAY));
            let lengths: DurationSecondArray = lengths.collect::<Vec<_>>().into();
            Some(Ok(held(Kind::Duration(TimeUnit::Second), Arc::new(lengths))))
        }
        (BinaryOp::Sub, Side::Days(_), Side::Null) | (BinaryOp::Sub, Side::Null, Side::Days(_)) => {
            Some(Ok(held(Kind::Duration(TimeUnit::Second), Arc::new(DurationSecondArray::new_null(rows)))))
        }
        (BinaryOp::Sub, Side::Days(_), Side::Points(true)) | (BinaryOp::Sub, Side::Points(true), Side::Days(_)) => {
            Some(Err(Raised::value_error("a time with a zone less one without is ambiguous")))
        }
        (BinaryOp::Sub, Side::Days(_), Side::Points(_)) | (BinaryOp::Sub, Side::Points(_), Side::Days(_)) => {
            Some(between_points(a, b, rows))
        }
        (BinaryOp::Add | BinaryOp::Sub, Side::Days(days), Side::Lengths(unit)) => Some(moved(op, days, b, *unit)),
        (BinaryOp::Add, Side::Lengths(unit), Side::Days(days)) => Some(moved(op, days, a, *unit)),
        _ => None,
    }
}

/// The lengths of time between days and points in time, in the unit of these.
///
/// A missing point of NumPy's counts as the earliest there is, from which a length may not fit.
fn between_points(a: &Operand, b: &Operand, rows: usize) -> Raises<Column> {
    let unit = unit_of(a, b);
    let lengths = counts(a, unit, rows).into_iter().zip(counts(b, unit, rows)).map(|((a, raw_a), (b, raw_b))| {
        let length = raw_a.checked_sub(raw_b).ok_or_else(|| Raised::new(ErrorKind::Overflow, "overflow"))?;
        Ok(a.and(b).map(|_| length))
    });
    let lengths: Int64Array = lengths.collect::<Raises<Vec<_>>>()?.into();
    let kind = Kind::Duration(unit);
    Ok(held(kind.clone(), compute::cast(&lengths, &kind.arrow()).map_err(Raised::internal)?))
}

/// How days stand to points in time, at midnight.
pub(super) fn order(a: &Operand, b: &Operand, rows: usize) -> impl Iterator<Item = Option<Ordering>> {
    let unit = unit_of(a, b);
    counts(a, unit, rows).into_iter().zip(counts(b, unit, rows)).map(|((a, _), (b, _))| Some(a?.cmp(&b?)))
}

/// The unit of the points in time among two operands.
fn unit_of(a: &Operand, b: &Operand) -> TimeUnit {
    let unit = [a, b].into_iter().find_map(|operand| match operand {
        Operand::Column(column) if let Kind::Timestamp(unit, _) = column.kind() => Some(*unit),
        _ => None,
    });
    unit.unwrap_or(TimeUnit::Microsecond)
}

/// Days and points in time counted in a unit, with what an array holds for each, missing ones too.
fn counts(operand: &Operand, unit: TimeUnit, rows: usize) -> Vec<(Option<i64>, i64)> {
    match operand {
        Operand::Column(column) if *column.kind() == Kind::Date => {
            let midnight = |day: Option<i32>| day.map(|day| i64::from(day) * PER_DAY * per_second(unit));
            let days = column.array();
            days.as_primitive::<Date32Type>().iter().map(|d| (midnight(d), midnight(d).unwrap_or(0))).collect()
        }
        Operand::Column(column) => {
            let nothing = if column.dtype.family == Family::Numpy { i64::MIN } else { 0 };
            i64s(&column.array()).iter().map(|count| (count, count.unwrap_or(nothing))).collect()
        }
        Operand::Scalar(Literal::Timestamp(point)) => {
            let micros = point.and_utc().timestamp_micros();
            vec![(Some(micros), micros); rows]
        }
        Operand::Scalar(_) => vec![(None, 0); rows],
    }
}

/// Points in time so long after days, or before them.
fn moved(op: BinaryOp, days: &[Option<i32>], lengths: &Operand, unit: TimeUnit) -> Raises<Column> {
    let Operand::Column(lengths) = lengths else { return Err(Raised::internal("lengths of time are a column")) };
    let lengths = i64s(&lengths.array());
    let sign = if op == BinaryOp::Sub { -1 } else { 1 };
    let point = |(day, length): (&Option<i32>, Option<i64>)| {
        Some(i64::from((*day)?) * PER_DAY * per_second(unit) + sign * length?)
    };
    let points: Int64Array = days.iter().zip(&lengths).map(point).collect();
    let kind = Kind::Timestamp(unit, None);
    Ok(held(kind.clone(), compute::cast(&points, &kind.arrow()).map_err(Raised::internal)?))
}

/// Whole days from `b` to `a`, one of which is a column of days or decimals.
pub(super) fn apart(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<Raises<Column>> {
    let days = |lengths: Column| match lengths.kind() {
        Kind::Duration(unit) => {
            let per_day = PER_DAY * per_second(*unit);
            let counts = i64s(&lengths.array());
            let days: Int32Array = counts.iter().map(|count| count.map(|c| c.div_euclid(per_day) as i32)).collect();
            Ok(held(Kind::Int32, Arc::new(days)))
        }
        Kind::Timestamp(..) => Err(Raised::unsupported("a point in time has no days")),
        _ => Err(Raised::type_error("only times have days")),
    };
    Some(binary(BinaryOp::Sub, a, b, scope)?.and_then(days))
}

/// What a function makes of days; `None` where it is told elsewhere.
pub(super) fn call(
    function: Function,
    column: &Column,
    argument: Option<&Operand>,
    scope: &Scope<'_>,
) -> Option<Raises<Column>> {
    let array = column.array();
    let days = array.as_primitive::<Date32Type>();
    match (function, argument) {
        (Function::Round, _) => Some(Ok(column.clone())),
        (Function::DateTrunc, Some(Operand::Scalar(Literal::Str(unit)))) => Some(match &**unit {
            "day" | "hour" | "minute" | "second" => Ok(column.clone()),
            _ => Err(Raised::new(ErrorKind::Other, "days have no periods")),
        }),
        // the parts of a week are read from a structure that has a value where the day is missing
        (Function::Weekofyear, _) => {
            let week = |day: Option<i32>| day.map_or(0, |day| iso_week(day.into()));
            let weeks: Int64Array = days.iter().map(|day| Some(week(day))).collect();
            Some(Ok(held(Kind::Int64, Arc::new(weeks))))
        }
        (Function::DateAdd, Some(Operand::Scalar(Literal::Int(n)))) => {
            let moved = |day: i32| i64::from(day).checked_add(*n as i64)?.checked_mul(PER_DAY * 1_000_000);
            let micros = days.iter().map(|day| day.map(|day| moved(day).ok_or_else(beyond)).transpose());
            let micros: ArrayRef = match micros.collect::<Raises<TimestampMicrosecondArray>>() {
                Ok(micros) => Arc::new(micros),
                Err(raised) => return Some(Err(raised)),
            };
            let kind = Kind::Timestamp(time_unit(scope.axes), None);
            Some(compute::cast(&micros, &kind.arrow()).map(|array| held(kind, array)).map_err(Raised::internal))
        }
        (Function::AddMonths, Some(Operand::Scalar(Literal::Int(n)))) => match scope.axes.dates.months_of_days() {
            MonthsOfDays::Refused => None,
            MonthsOfDays::Days => {
                let months = *n as i64;
                let moved = days.iter().map(|d| d.map(|d| Date::of(d.into()).plus_months(months).days() as i32));
                Some(Ok(held(Kind::Date, Arc::new(moved.collect::<Date32Array>()))))
            }
        },
        _ => {
            let part = part(function)?;
            let parts: Int64Array = days.iter().map(|d| d.map(part)).collect();
            Some(Ok(held(Kind::Int64, Arc::new(parts))))
        }
    }
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
