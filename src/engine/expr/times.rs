//! Operators on columns of points in time and of durations.
//!
//! Source: pandas, `core/arrays/datetimelike.py`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use arrow::compute;
use arrow::compute::kernels::arity;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimeUnit};

use super::lengths::{by_whole, quotient, scaled};
use super::number::holds;
use super::{Operand, cast, literal, objects, python};
use crate::axis::{Axes, arithmetic as axis, quirks, types};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::infer;
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{durations, per_second};
use crate::result::ErrorKind;

/// What no count of a unit reaches: two to the 63.
pub(super) const RANGE: f64 = 9_223_372_036_854_775_808.0;

/// What an operand is beside a time.
enum Time {
    /// Points in time, their unit and zone.
    Stamps(Int64Array, TimeUnit, Option<Arc<str>>),
    /// Durations and their unit.
    Spans(Int64Array, TimeUnit),
    /// Numbers.
    Numbers(Float64Array),
    /// A column of truth values, as numbers.
    Truths(Float64Array),
    /// A constant truth value.
    Truth(bool),
    /// Nothing that times have an operator with.
    Other,
}

fn time(operand: &Operand, rows: usize, axes: &Axes) -> Raises<Time> {
    Ok(match operand {
        Operand::Scalar(Literal::Timestamp(t)) => match literal::stamp(*t, axes) {
            Some((value, unit)) => Time::Stamps(std::iter::repeat_n(Some(value), rows).collect(), unit, None),
            None => return Err(Raised::new(ErrorKind::OutOfBounds, "the constant is out of the range of times")),
        },
        Operand::Scalar(Literal::Int(i)) => Time::Numbers(std::iter::repeat_n(Some(*i as f64), rows).collect()),
        Operand::Scalar(Literal::Float(x)) => Time::Numbers(std::iter::repeat_n(Some(*x), rows).collect()),
        Operand::Scalar(Literal::Bool(b)) => Time::Truth(*b),
        Operand::Scalar(_) => Time::Other,
        Operand::Column(column) => match column.kind() {
            Kind::Timestamp(unit, zone) => Time::Stamps(i64s(&column.array()), *unit, zone.clone()),
            Kind::Duration(unit) => Time::Spans(i64s(&column.array()), *unit),
            kind if kind.is_integer() || kind.is_float() => {
                let numbers = compute::cast(&column.array(), &DataType::Float64).map_err(Raised::internal)?;
                Time::Numbers(numbers.as_primitive::<Float64Type>().clone())
            }
            Kind::Bool => {
                let numbers = compute::cast(&column.array(), &DataType::Float64).map_err(Raised::internal)?;
                Time::Truths(numbers.as_primitive::<Float64Type>().clone())
            }
            _ => Time::Other,
        },
    })
}

/// `a op b` where one is a column of times.
pub(super) fn arithmetic(op: BinaryOp, a: &Operand, b: &Operand, rows: usize, axes: &Axes) -> Raises<Column> {
    let unfit = || Err(Raised::type_error(format!("unsupported operand types for {}: times", op.name())));
    if let Some(made) = by_whole(op, a, b, rows, axes) {
        return made;
    }
    match (op, time(a, rows, axes)?, time(b, rows, axes)?) {
        (BinaryOp::Sub, Time::Stamps(a, u, zone), Time::Stamps(b, v, other)) => {
            if zone.is_some() != other.is_some() {
                return unfit();
            }
            let (a, b, unit) = aligned(&a, u, &b, v)?;
            spans(counts(&a, &b, i64::checked_sub)?, unit)
        }
        (BinaryOp::Add | BinaryOp::Sub, Time::Stamps(a, u, zone), Time::Spans(b, v)) => {
            let (a, b, unit) = aligned(&a, u, &b, v)?;
            let moved = counts(&a, &b, if op == BinaryOp::Add { i64::checked_add } else { i64::checked_sub })?;
            typed(Arc::new(moved), Kind::Timestamp(unit, zone))
        }
        (BinaryOp::Add, Time::Spans(..), Time::Stamps(..)) => arithmetic(op, b, a, rows, axes),
        (BinaryOp::Add | BinaryOp::Sub, Time::Spans(a, u), Time::Spans(b, v)) => {
            let (a, b, unit) = aligned(&a, u, &b, v)?;
            spans(counts(&a, &b, if op == BinaryOp::Add { i64::checked_add } else { i64::checked_sub })?, unit)
        }
        (BinaryOp::Div, Time::Spans(a, u), Time::Spans(b, v)) => {
            let (a, b, _) = aligned(&a, u, &b, v)?;
            let each = a.iter().zip(&b).map(|(a, b)| a.zip(b).map_or(f64::NAN, |(a, b)| a as f64 / b as f64));
            Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from_iter_values(each))))
        }
        (BinaryOp::FloorDiv, Time::Spans(a, u), Time::Spans(b, v)) => {
            let (a, b, _) = aligned(&a, u, &b, v)?;
            let quotients = times_in(&a, &b);
            Ok(if quotients.null_count() == 0 {
                Column::new(DType::numpy(Kind::Int64), Arc::new(quotients))
            } else {
                let each = quotients.iter().map(|n| n.map_or(f64::NAN, |n| n as f64));
                Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from_iter_values(each)))
            })
        }
        (BinaryOp::Mod, Time::Spans(a, u), Time::Spans(b, v)) => {
            let (a, b, unit) = aligned(&a, u, &b, v)?;
            let rest = |((n, a), b): ((Option<i64>, Option<i64>), Option<i64>)| Some(a? - n? * b?);
            spans(times_in(&a, &b).iter().zip(&a).zip(&b).map(rest).collect(), unit)
        }
        (BinaryOp::Mul, Time::Spans(a, u), Time::Numbers(b)) | (BinaryOp::Mul, Time::Numbers(b), Time::Spans(a, u)) => {
            scaled((&a, u), &b, axes, |a, b| a * b)
        }
        (BinaryOp::Div | BinaryOp::FloorDiv, Time::Spans(a, u), Time::Numbers(b)) => {
            scaled((&a, u), &b, axes, quotient)
        }
        (BinaryOp::Mod, Time::Spans(a, u), Time::Numbers(b)) => {
            scaled((&a, u), &b, axes, |a, b| a - (quotient(a, b) * b).trunc())
        }
        (op, a, b) => match axes.quirks.truth_as_time() {
            quirks::TruthAsTime::Refused => unfit(),
            quirks::TruthAsTime::Number => with_truths(op, a, b, axes).unwrap_or_else(unfit),
        },
    }
}

/// Truth values beside times count as numbers, and added to them as their smallest units; `None` for other operands.
fn with_truths(op: BinaryOp, a: Time, b: Time, axes: &Axes) -> Option<Raises<Column>> {
    let moved = |counts: &Int64Array, by: &Float64Array| {
        let by: Int64Array = by.iter().map(|v| v.map(|v| v as i64)).collect();
        self::counts(counts, &by, if op == BinaryOp::Add { i64::checked_add } else { i64::checked_sub })
    };
    match (op, a, b) {
        (BinaryOp::Mul, Time::Spans(a, u), Time::Truths(b)) | (BinaryOp::Mul, Time::Truths(b), Time::Spans(a, u)) => {
            Some(scaled((&a, u), &b, axes, |a, b| a * b))
        }
        (BinaryOp::Mul, Time::Spans(a, u), Time::Truth(b)) | (BinaryOp::Mul, Time::Truth(b), Time::Spans(a, u)) => {
            let by = Float64Array::from(vec![f64::from(u8::from(b)); a.len()]);
            Some(scaled((&a, u), &by, axes, |a, b| a * b))
        }
        (BinaryOp::Add | BinaryOp::Sub, Time::Stamps(a, u, None), Time::Truths(b))
        | (BinaryOp::Add, Time::Truths(b), Time::Stamps(a, u, None)) => {
            Some(moved(&a, &b).and_then(|moved| typed(Arc::new(moved), Kind::Timestamp(u, None))))
        }
        (BinaryOp::Sub, Time::Truths(a), Time::Spans(b, u)) => {
            let opposite: Int64Array = b.iter().map(|v| v.map(i64::wrapping_neg)).collect();
            let by: Int64Array = a.iter().map(|v| v.map(|v| v as i64)).collect();
            Some(counts(&opposite, &by, i64::checked_add).and_then(|moved| spans(moved, u)))
        }
        (BinaryOp::Add | BinaryOp::Sub, Time::Spans(a, u), Time::Truths(b))
        | (BinaryOp::Add, Time::Truths(b), Time::Spans(a, u)) => Some(moved(&a, &b).and_then(|moved| spans(moved, u))),
        _ => None,
    }
}

/// How many times each duration of `b` goes into that of `a`: into every one not at all where it is zero.
fn times_in(a: &Int64Array, b: &Int64Array) -> Int64Array {
    let whole = |a: i64, b: i64| {
        let quotient = a.checked_div(b).unwrap_or(0);
        if b != 0 && a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
    };
    a.iter().zip(b).map(|(a, b)| Some(whole(a?, b?))).collect()
}

/// `a op b` of which one is a column of times and the other one of objects: value by value, and a missing object is one too.
/// Source: pandas, `DatetimeLikeArrayMixin._addsub_object_array`, `TimedeltaArray.__mul__` and `__truediv__`.
pub(super) fn beside_objects(op: BinaryOp, a: &Operand, b: &Operand, axes: &Axes) -> Raises<Column> {
    let (x, y) = (objects::Values::of(a), objects::Values::of(b));
    let rows = [a, b].iter().find_map(|o| if let Operand::Column(c) = o { Some(c.len()) } else { None }).unwrap_or(0);
    let stamps = |o: &Operand| matches!(o, Operand::Column(c) if matches!(c.kind(), Kind::Timestamp(..)));
    let spans = |o: &Operand| matches!(o, Operand::Column(c) if matches!(c.kind(), Kind::Duration(_)));
    let defined = match op {
        BinaryOp::Add => true,
        BinaryOp::Sub => !stamps(b),
        BinaryOp::Pow => false,
        _ => !stamps(a) && !stamps(b),
    };
    if !defined {
        return Err(Raised::type_error(format!("cannot perform {} with times and objects", op.name())));
    }
    // the only object is met by the whole array at once, which knows fewer kinds of objects than its values do
    let lone = rows == 1 && matches!(op, BinaryOp::Add | BinaryOp::Sub);
    let unknown = |value: &Obj| match value {
        Obj::None | Obj::Date(_) => true,
        Obj::Float(x) => x.is_nan(),
        _ => false,
    };
    let quotient =
        matches!(op, BinaryOp::Div | BinaryOp::FloorDiv) && matches!(b, Operand::Column(c) if c.as_objects().is_some());
    let each = (0..rows).map(|i| match (x.at(i), y.at(i)) {
        (x, y) if lone && (unknown(x) || unknown(y)) => Err(Raised::type_error("an array of times and a lone object")),
        (Obj::NaT, by) if quotient && by.is_missing() => match axes.arithmetic.object_times() {
            axis::ObjectTimes::Array if matches!(by, Obj::Float(_)) => Ok(Obj::NaT),
            axis::ObjectTimes::Array => Err(Raised::type_error("nothing to divide by nothing")),
            axis::ObjectTimes::Objects => Ok(Obj::Float(f64::NAN)),
        },
        (Obj::Timedelta(..), Obj::None | Obj::NaT | Obj::Na) if quotient => Ok(Obj::Float(f64::NAN)),
        (Obj::Timedelta(..), Obj::Bool(_)) if op != BinaryOp::Mul => {
            Err(Raised::type_error("a duration and a truth value"))
        }
        // the durations' opposite is added
        (x, y @ Obj::Timedelta(..)) if op == BinaryOp::Sub && spans(b) => {
            python::binary(BinaryOp::Add, &python::negate(y)?, x)
        }
        (x, y) => python::binary(op, x, y),
    });
    let made = each.collect::<Raises<Vec<_>>>().map(Column::objects)?;
    let array = match axes.arithmetic.object_times() {
        axis::ObjectTimes::Array => true,
        axis::ObjectTimes::Objects => spans(b),
    };
    Ok(match op {
        BinaryOp::Div | BinaryOp::FloorDiv if array && made.is_empty() => {
            Column::missing(DType::numpy(Kind::Float64), 0)
        }
        BinaryOp::Div | BinaryOp::FloorDiv if array => infer::objects(made),
        BinaryOp::Mul => product(&made, [a, b])?,
        _ if lone && made.present().count_set_bits() == 0 => {
            time_of([a, b]).map_or(made, |dtype| Column::missing(dtype, rows))
        }
        _ if lone => infer(&made),
        _ => made,
    })
}

/// The type of the column of times among the operands.
fn time_of(operands: [&Operand; 2]) -> Option<DType> {
    let of = |o: &Operand| if let Operand::Column(c) = o { Some(c.dtype.clone()) } else { None };
    operands.into_iter().filter_map(of).find(|dtype| dtype.kind != Kind::Object)
}

/// Products, which are durations all of them, as a column of the operands' unit.
fn product(made: &Column, operands: [&Operand; 2]) -> Raises<Column> {
    let (Some(DType { kind: Kind::Duration(unit), .. }), false) = (time_of(operands), made.is_empty()) else {
        return Ok(made.clone());
    };
    let count = |value: &Obj| match value {
        Obj::Timedelta(v, u) => {
            Some((i128::from(*v) * i128::from(per_second(unit)) / i128::from(per_second(*u))) as i64)
        }
        _ => None,
    };
    spans(made.to_objects().iter().map(count).collect(), unit)
}

pub(super) fn out_of_range() -> Raised {
    Raised::new(ErrorKind::OutOfBounds, "the result is out of the range of times")
}

pub(super) fn spans(counts: Int64Array, unit: TimeUnit) -> Raises<Column> {
    typed(Arc::new(counts), Kind::Duration(unit))
}

fn typed(counts: ArrayRef, kind: Kind) -> Raises<Column> {
    Ok(Column::new(DType::numpy(kind.clone()), compute::cast(&counts, &kind.arrow()).map_err(Raised::internal)?))
}

pub(super) fn counts(a: &Int64Array, b: &Int64Array, f: impl Fn(i64, i64) -> Option<i64>) -> Raises<Int64Array> {
    arity::try_binary(a, b, |a, b| f(a, b).ok_or(arrow::error::ArrowError::ComputeError(String::new())))
        .map_err(|_| out_of_range())
}

/// Counts of one unit, the finer one.
fn aligned(a: &Int64Array, u: TimeUnit, b: &Int64Array, v: TimeUnit) -> Raises<(Int64Array, Int64Array, TimeUnit)> {
    let unit = if per_second(u) >= per_second(v) { u } else { v };
    let lift = |array: &Int64Array, from: TimeUnit| {
        let factor = per_second(unit) / per_second(from);
        let lifted = array.iter().map(|v| v.map(|v| v.checked_mul(factor).ok_or_else(out_of_range)).transpose());
        if factor == 1 { Ok(array.clone()) } else { lifted.collect::<Raises<Int64Array>>() }
    };
    Ok((lift(a, u)?, lift(b, v)?, unit))
}

/// `a op b` for a comparison where one is a column of times. A text that reads as a time is one.
pub(super) fn compare(op: BinaryOp, a: &Operand, b: &Operand, rows: usize, axes: &Axes) -> Raises<BooleanArray> {
    let kind = |o: &Operand, test: fn(&Kind) -> bool| matches!(o, Operand::Column(c) if test(c.kind()));
    let (day, length) = (|k: &Kind| *k == Kind::Date, |k: &Kind| matches!(k, Kind::Duration(_)));
    if kind(a, day) && kind(b, length) || kind(a, length) && kind(b, day) {
        // value by value, of which those are passed over that are missing
        return objects::compare(op, a, b, rows);
    }
    if [a, b].iter().any(|o| matches!(o, Operand::Column(c) if c.as_objects().is_some())) {
        let (x, y) = (as_stamps(a)?, as_stamps(b)?);
        return match (x, y) {
            (Some(a), Some(b)) => compare(op, &a, &b, rows, axes),
            _ => objects::compare(op, a, b, rows),
        };
    }
    let read = |operand: &Operand, beside: &Operand| match (operand, beside) {
        // without a unit a length is a number of nanoseconds
        (Operand::Scalar(Literal::Str(text)), Operand::Column(times))
            if matches!(times.kind(), Kind::Duration(_)) && text.parse::<f64>().is_ok_and(f64::is_finite) =>
        {
            let nanos = durations::duration(text, axes.dates.length_texts()).ok()??;
            spans(Int64Array::from(vec![nanos; rows]), TimeUnit::Nanosecond).ok().map(Operand::Column)
        }
        (Operand::Scalar(Literal::Str(text)), Operand::Column(times)) => {
            cast::spelt(text, times, rows, axes).map(Operand::Column)
        }
        (other, _) => Some(other.clone()),
    };
    if [a, b].iter().any(|o| missing(o)) {
        return invalid(op, rows);
    }
    let (Some(left), Some(right)) = (read(a, b), read(b, a)) else { return invalid(op, rows) };
    let (a, u, b, v) = match (time(&left, rows, axes)?, time(&right, rows, axes)?) {
        (Time::Stamps(a, u, zone), Time::Stamps(b, v, other)) if zone.is_some() == other.is_some() => (a, u, b, v),
        (Time::Spans(a, u), Time::Spans(b, v)) => (a, u, b, v),
        _ => return invalid(op, rows),
    };
    // in a unit that has room for both
    let lift = |count: i64, from: TimeUnit| i128::from(count) * i128::from(1_000_000_000 / per_second(from));
    let each = a.iter().zip(&b).map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => Some(holds(op, Some(lift(a, u).cmp(&lift(b, v))))),
        _ => Some(op == BinaryOp::Ne),
    });
    Ok(each.collect())
}

/// The operand, a column of objects that are all dates as the points in time that these start at; `None` for other objects.
fn as_stamps(operand: &Operand) -> Raises<Option<Operand>> {
    let Operand::Column(column) = operand else { return Ok(Some(operand.clone())) };
    let Some(values) = column.as_objects() else { return Ok(Some(operand.clone())) };
    let micros: Option<Vec<Option<i64>>> = values
        .iter()
        .map(|v| match v {
            Obj::Date(days) => Some(Some(i64::from(*days) * 86_400_000_000)),
            v if v.is_missing() => Some(None),
            _ => None,
        })
        .collect();
    match micros {
        Some(micros) if micros.iter().any(Option::is_some) => {
            let counts: ArrayRef = Arc::new(Int64Array::from(micros));
            typed(counts, Kind::Timestamp(TimeUnit::Microsecond, None)).map(Operand::Column).map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

fn missing(operand: &Operand) -> bool {
    match operand {
        Operand::Scalar(Literal::Null) => true,
        Operand::Scalar(Literal::Float(x)) => x.is_nan(),
        Operand::Scalar(_) | Operand::Column(_) => false,
    }
}

/// Values of different kinds are not equal and have no order.
pub(super) fn invalid(op: BinaryOp, rows: usize) -> Raises<BooleanArray> {
    match op {
        BinaryOp::Eq => Ok(BooleanArray::from(vec![false; rows])),
        BinaryOp::Ne => Ok(BooleanArray::from(vec![true; rows])),
        _ => Err(Raised::type_error("values of these types have no order")),
    }
}

/// `-x` of a column of durations.
pub(super) fn negate(column: &Column) -> Raises<Column> {
    match column.kind() {
        Kind::Duration(unit) => {
            let turned =
                spans(arity::unary::<Int64Type, _, Int64Type>(&i64s(&column.array()), i64::wrapping_neg), *unit)?;
            Ok(Column { dtype: column.dtype.clone(), ..turned })
        }
        _ => Err(Raised::type_error("bad operand type for unary -")),
    }
}

/// An object column of times as the array of them that a new column is made of, in the framework's own unit or the finer one of its
/// values.
pub(in crate::engine) fn inferred(column: &Column, axes: &Axes) -> Raises<Column> {
    let array = infer(column);
    let of = |value: &Obj| match value {
        Obj::Timestamp(_, unit, _) | Obj::Timedelta(_, unit) => Some(*unit),
        _ => None,
    };
    let finest = match (column.kind(), column.as_objects()) {
        (Kind::Timestamp(unit, _) | Kind::Duration(unit), _) => Some(*unit),
        (_, values) => values.into_iter().flatten().filter_map(of).max(),
    };
    let unit = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => finest.unwrap_or(TimeUnit::Microsecond),
    };
    let kind = match array.kind() {
        Kind::Duration(_) => Kind::Duration(unit),
        Kind::Timestamp(_, zone) => Kind::Timestamp(unit, zone.clone()),
        _ => return Ok(array),
    };
    typed(compute::cast(&array.array(), &kind.arrow()).map_err(Raised::internal)?, kind)
}

/// A column as one that is made of its values one by one, of which times are of the framework's own unit, where it has one, and
/// text is as the framework holds it.
pub(in crate::engine) fn boxed_anew(times: Column, axes: &Axes) -> Raises<Column> {
    let text = times.dtype == DType::numpy(Kind::String) && times.present().count_set_bits() > 0;
    if text {
        return Ok(crate::engine::text::as_held(Column::objects(times.to_objects()), axes));
    }
    let counted =
        matches!(times.kind(), Kind::Timestamp(..) | Kind::Duration(_)) && times.dtype.family == Family::Numpy;
    if !counted || times.present().count_set_bits() == 0 {
        return Ok(times);
    }
    match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => inferred(&Column::objects(times.to_objects()), axes),
        types::TimeUnit::Microsecond => Ok(times),
    }
}

/// An object column whose values are all durations, or all points in time, as the array of them.
pub(in crate::engine) fn infer(column: &Column) -> Column {
    let Some(values) = column.as_objects().filter(|v| v.iter().any(|v| !v.is_missing())) else { return column.clone() };
    let nanos = |v: i64, unit: TimeUnit| v.checked_mul(1_000_000_000 / per_second(unit));
    let counts = |get: fn(&Obj) -> Option<(i64, TimeUnit)>| -> Option<Int64Array> {
        let each = values.iter().map(|v| match (v.is_missing(), get(v)) {
            (true, _) => Some(None),
            (false, Some((v, unit))) => nanos(v, unit).map(Some),
            (false, None) => None,
        });
        each.collect::<Option<Vec<_>>>().map(Int64Array::from)
    };
    let spans = counts(|v| if let Obj::Timedelta(v, unit) = v { Some((*v, *unit)) } else { None });
    let zone = values.iter().find_map(|v| if let Obj::Timestamp(_, _, zone) = v { Some(zone) } else { None }).cloned();
    let zoned = matches!(zone, Some(Some(_)));
    let fits = |v: &Obj| match v {
        Obj::Timestamp(_, _, own) => zone.as_ref() == Some(own),
        Obj::Na => !zoned,
        _ => true,
    };
    let one_zone = values.iter().all(fits);
    let stamps = counts(|v| if let Obj::Timestamp(v, unit, _) = v { Some((*v, *unit)) } else { None });
    let inferred = match (spans, stamps.filter(|_| one_zone)) {
        (Some(spans), _) => typed(Arc::new(spans), Kind::Duration(TimeUnit::Nanosecond)),
        (None, Some(stamps)) => typed(Arc::new(stamps), Kind::Timestamp(TimeUnit::Nanosecond, zone.flatten())),
        (None, None) => return column.clone(),
    };
    inferred.unwrap_or_else(|_| column.clone())
}

/// Missing times alone as points in time; other columns as they are.
pub(super) fn infer_missing(column: &Column) -> Column {
    match column.as_objects() {
        Some(values) if !values.is_empty() && values.iter().all(|v| matches!(v, Obj::NaT)) => {
            Column::missing(DType::numpy(Kind::Timestamp(TimeUnit::Nanosecond, None)), values.len())
        }
        _ => column.clone(),
    }
}

/// Whether a point in time, or a missing one, is met before a third text, behind which none is looked for.
///
/// Source: pandas before 2.0, `_libs/lib.pyx` (`infer_datetimelike_array`).
fn is_met(values: &[Obj]) -> bool {
    let first = values.iter().position(|value| matches!(value, Obj::Timestamp(..) | Obj::NaT));
    let texts = |values: &[Obj]| values.iter().filter(|value| matches!(value, Obj::Str(_))).count();
    first.is_some_and(|first| texts(&values[..first]) < 3)
}

/// Objects among which are points in time of one zone, beside nothing but dates and texts that spell others, as the array of them; what
/// has no zone counts as UTC's. Source: pandas, `maybe_infer_to_datetimelike` before 2.0.
pub(in crate::engine) fn read_beside_stamps(values: &[Obj], axes: &Axes) -> Option<Column> {
    let zone = values.iter().find_map(|v| if let Obj::Timestamp(_, _, zone) = v { Some(zone) } else { None })?;
    let fits = |v: &Obj| match v {
        Obj::Timestamp(_, _, own) => own == zone,
        Obj::Date(_) | Obj::Str(_) => true,
        other => other.is_missing(),
    };
    if !values.iter().all(fits) || !is_met(values) {
        return None;
    }
    let read = cast::stamps(values, None, axes).ok()?;
    let Kind::Timestamp(unit, _) = read.kind() else { return None };
    let kind = Kind::Timestamp(*unit, zone.clone());
    typed(Arc::new(i64s(&read.array())), kind).ok()
}
