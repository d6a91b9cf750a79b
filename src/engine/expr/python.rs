//! Python's operators on two objects: what an object column does value by value.
//!
//! Source: the Python language reference, "Expressions" and "Numeric types"; the `decimal` and `datetime` modules.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::datatypes::TimeUnit;

use super::{decimal, ndarray};
use crate::axis::dates::LengthTexts;
use crate::case::expr::BinaryOp;
use crate::engine::calendar::Date as Day;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{durations, per_second};
use crate::result::ErrorKind;

const NANOS_PER_DAY: i128 = 86_400_000_000_000;

/// What `a op b` is for an arithmetic or bitwise operator.
pub(in crate::engine) fn binary(op: BinaryOp, a: &Obj, b: &Obj) -> Raises<Obj> {
    use Obj::{Array, Bool, Date, Float, Int, List, Na, NaT, None, Str, Timedelta, Timestamp};
    if let (Array(_), _) | (_, Array(_)) = (a, b) {
        return ndarray::binary(op, a, b);
    }
    if let Some(result) = decimal::signed(op, a, b) {
        return result;
    }
    match (a, b) {
        (Na, None | List(_)) | (None | List(_), Na) => Err(unfit(op, a, b)),
        (Na, _) | (_, Na) => Ok(Na),
        (Bool(a), Bool(b)) if op == BinaryOp::And => Ok(Bool(*a && *b)),
        (Bool(a), Bool(b)) if op == BinaryOp::Or => Ok(Bool(*a || *b)),
        (Bool(_) | Int(_), Bool(_) | Int(_)) => integers(op, integer(a), integer(b)),
        (Bool(_) | Int(_) | Float(_), Bool(_) | Int(_) | Float(_)) => floats(op, float(a), float(b)),
        (Str(a), Str(b)) if op == BinaryOp::Add => Ok(Str(Arc::from(format!("{a}{b}")))),
        (Str(s), Bool(_) | Int(_)) if op == BinaryOp::Mul => repeat(s, integer(b)),
        (Bool(_) | Int(_), Str(s)) if op == BinaryOp::Mul => repeat(s, integer(a)),
        (List(a), List(b)) if op == BinaryOp::Add => Ok(List(a.iter().chain(b.iter()).cloned().collect())),
        (List(l), Bool(_) | Int(_)) | (Bool(_) | Int(_), List(l)) if op == BinaryOp::Mul => {
            let n = usize::try_from(if matches!(a, List(_)) { integer(b) } else { integer(a) }).unwrap_or(0);
            let items = l.len().saturating_mul(n);
            fits_memory(items.saturating_mul(size_of::<Obj>()))?;
            Ok(List(l.iter().cycle().take(items).cloned().collect()))
        }
        (Str(text), List(_)) if op == BinaryOp::Mod => formatted(text).map(Str),
        (Date(a), Date(b)) if op == BinaryOp::Sub => {
            Ok(Timedelta((i64::from(*a) - i64::from(*b)) * 86_400_000_000, TimeUnit::Microsecond))
        }
        (Date(a), Timedelta(v, u)) if matches!(op, BinaryOp::Add | BinaryOp::Sub) => {
            let days = (i128::from(*v) * nanos(*u)).div_euclid(NANOS_PER_DAY) as i64;
            let moved = if op == BinaryOp::Add { i64::from(*a) + days } else { i64::from(*a) - days };
            match i32::try_from(moved) {
                Ok(days) if Day::of(moved).is_python() => Ok(Date(days)),
                Ok(_) | Err(_) => Err(Raised::new(ErrorKind::Overflow, "a date is out of range")),
            }
        }
        (Timestamp(a, u, zone), Timestamp(b, v, other)) if op == BinaryOp::Sub => {
            if zone.is_some() != other.is_some() {
                return Err(Raised::type_error("cannot subtract a time with a zone from one without"));
            }
            let (a, b, unit) = align(*a, *u, *b, *v);
            Ok(Timedelta((a - b) as i64, unit))
        }
        (Timestamp(a, u, zone), Timedelta(b, v)) if matches!(op, BinaryOp::Add | BinaryOp::Sub) => {
            let (a, b, unit) = align(*a, *u, *b, *v);
            Ok(Timestamp(if op == BinaryOp::Add { a + b } else { a - b } as i64, unit, zone.clone()))
        }
        (Timedelta(..), Timestamp(..) | Date(_)) if op == BinaryOp::Add => binary(op, b, a),
        (Timedelta(..), None | NaT) | (None | NaT, Timedelta(..)) => match op {
            BinaryOp::Add | BinaryOp::Sub => Ok(NaT),
            BinaryOp::Div | BinaryOp::FloorDiv => Ok(Float(f64::NAN)),
            _ => Err(unfit(op, a, b)),
        },
        (Timedelta(..), Float(x)) | (Float(x), Timedelta(..))
            if x.is_nan() && matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) =>
        {
            Ok(NaT)
        }
        (Timedelta(..), Float(x)) if x.is_nan() && op != BinaryOp::Pow => Ok(NaT),
        (Timedelta(a, u), Timedelta(b, v)) => durations(op, align(*a, *u, *b, *v)),
        (Timedelta(..), Str(text)) if op != BinaryOp::Mul => beside_text(op, text, |read| binary(op, a, read)),
        (Str(text), Timedelta(..)) if !matches!(op, BinaryOp::Mul | BinaryOp::Mod) => {
            beside_text(op, text, |read| binary(op, read, b))
        }
        (Timedelta(a, u), Bool(_) | Int(_) | Float(_)) => scaled(op, *a, *u, b),
        (Bool(_) | Int(_) | Float(_), Timedelta(b, u)) if op == BinaryOp::Mul => scaled(op, *b, *u, a),
        (NaT, Int(_) | Float(_)) if matches!(op, BinaryOp::Mul | BinaryOp::Div | BinaryOp::FloorDiv) => Ok(NaT),
        (Int(_) | Float(_), NaT) if op == BinaryOp::Mul => Ok(NaT),
        (NaT, Timestamp(..) | NaT) | (Timestamp(..), NaT) if matches!(op, BinaryOp::Add | BinaryOp::Sub) => Ok(NaT),
        _ => Err(unfit(op, a, b)),
    }
}

/// What a duration makes of a text: the duration that it reads as. One that reads as none can't be added, and is no divisor.
///
/// Source: pandas, `_libs/tslibs/timedeltas.pyx` (`_binary_op_method_timedeltalike`, `Timedelta.__truediv__`).
fn beside_text(op: BinaryOp, text: &str, of: impl Fn(&Obj) -> Raises<Obj>) -> Raises<Obj> {
    match durations::duration(text, LengthTexts::Strict) {
        Ok(None) => of(&Obj::NaT),
        Ok(Some(nanos)) => of(&Obj::Timedelta(nanos, TimeUnit::Nanosecond)),
        Err(_) if matches!(op, BinaryOp::Add | BinaryOp::Sub) => {
            Err(Raised::type_error(format!("cannot {} a duration and {text:?}", op.name())))
        }
        Err(_) => Err(Raised::value_error(format!("{text:?} is no duration"))),
    }
}

/// What `a op b` is for a comparison. Values of different kinds are not equal, and have no order.
pub(in crate::engine) fn compare(op: BinaryOp, a: &Obj, b: &Obj) -> Raises<bool> {
    if let (Obj::Decimal(..) | Obj::MinusZero(_), Obj::Float(x)) | (Obj::Float(x), Obj::Decimal(..) | Obj::MinusZero(_)) =
        (a, b)
        && x.is_nan()
        && !matches!(op, BinaryOp::Eq | BinaryOp::Ne)
    {
        return Err(Raised::new(ErrorKind::InvalidCast, "a decimal has no order with NaN"));
    }
    match (op, a, b) {
        // the very same object is equal to itself without being asked
        (BinaryOp::Eq | BinaryOp::Ne, Obj::Array(x), Obj::Array(y)) if Arc::ptr_eq(x, y) => {
            return Ok(op == BinaryOp::Eq);
        }
        (BinaryOp::Eq | BinaryOp::Ne, Obj::Dict(x), Obj::Dict(y)) => {
            let held = |(name, value): &(Arc<str>, Obj)| {
                let twin = y.iter().find(|(other, _)| other == name);
                twin.map_or(Ok(false), |(_, other)| compare(BinaryOp::Eq, value, other))
            };
            let mut same = x.len() == y.len();
            for item in x.iter() {
                same = same && held(item)?;
            }
            return Ok(same == (op == BinaryOp::Eq));
        }
        (_, Obj::Array(_), _) | (_, _, Obj::Array(_)) => return is_true(&ndarray::compare(op, a, b)?),
        _ => {}
    }
    let order = order(a, b);
    match (op, order) {
        (BinaryOp::Eq, Comparable::As(order)) => Ok(order == Some(Ordering::Equal)),
        (BinaryOp::Ne, Comparable::As(order)) => Ok(order != Some(Ordering::Equal)),
        (BinaryOp::Eq, Comparable::Not) => Ok(false),
        (BinaryOp::Ne, Comparable::Not) => Ok(true),
        (BinaryOp::Lt, Comparable::As(order)) => Ok(order == Some(Ordering::Less)),
        (BinaryOp::Le, Comparable::As(order)) => Ok(matches!(order, Some(Ordering::Less | Ordering::Equal))),
        (BinaryOp::Gt, Comparable::As(order)) => Ok(order == Some(Ordering::Greater)),
        (BinaryOp::Ge, Comparable::As(order)) => Ok(matches!(order, Some(Ordering::Greater | Ordering::Equal))),
        _ => Err(unfit(op, a, b)),
    }
}

/// Whether two objects can be compared, and how they stand; no order where one is NaN.
enum Comparable {
    /// They can, like this.
    As(Option<Ordering>),
    /// They cannot.
    Not,
}

fn order(a: &Obj, b: &Obj) -> Comparable {
    use Obj::{Bool, Date, Decimal, Float, Int, List, MinusZero, NaT, Str, Timedelta, Timestamp};
    Comparable::As(match (a, b) {
        (MinusZero(_), b) => return order(&Int(0), b),
        (a, MinusZero(_)) => return order(a, &Int(0)),
        (Bool(_) | Int(_), Bool(_) | Int(_)) => Some(integer(a).cmp(&integer(b))),
        (Float(x), Bool(_) | Int(_)) => float_and_int(*x, integer(b)),
        (Bool(_) | Int(_), Float(x)) => float_and_int(*x, integer(a)).map(Ordering::reverse),
        (Float(x), Float(y)) => x.partial_cmp(y),
        (Decimal(d, s), Decimal(e, t)) => Some(decimal::order((*d, *s), (*e, *t))),
        (Decimal(d, s), Bool(_) | Int(_)) => Some(decimal::order((*d, *s), (integer(b), 0))),
        (Bool(_) | Int(_), Decimal(e, t)) => Some(decimal::order((integer(a), 0), (*e, *t))),
        (Decimal(d, s), Float(x)) => decimal::order_with_float((*d, *s), *x),
        (Float(x), Decimal(d, s)) => decimal::order_with_float((*d, *s), *x).map(Ordering::reverse),
        (Str(a), Str(b)) => Some(a.cmp(b)),
        (Date(a), Date(b)) => Some(a.cmp(b)),
        (Timestamp(a, u, zone), Timestamp(b, v, other)) if zone.is_some() == other.is_some() => {
            let (a, b, _) = align(*a, *u, *b, *v);
            Some(a.cmp(&b))
        }
        (Timedelta(a, u), Timedelta(b, v)) => {
            let (a, b, _) = align(*a, *u, *b, *v);
            Some(a.cmp(&b))
        }
        (NaT, Timestamp(..) | Timedelta(..) | NaT | Date(_)) | (Timestamp(..) | Timedelta(..) | Date(_), NaT) => None,
        (List(a), List(b)) => {
            // what is missing is the same object in both
            let same = |a: &Obj, b: &Obj| match (a, b) {
                (Float(a), Float(b)) => a.is_nan() && b.is_nan(),
                (a, b) => a.is_missing() && std::mem::discriminant(a) == std::mem::discriminant(b),
            };
            let differing = a.iter().zip(b.iter()).filter(|(a, b)| !same(a, b)).find_map(|(a, b)| match order(a, b) {
                Comparable::As(Some(Ordering::Equal)) => None,
                other => Some(other),
            });
            match differing {
                Some(other) => return other,
                None => Some(a.len().cmp(&b.len())),
            }
        }
        _ => return Comparable::Not,
    })
}

/// `text % values`, the old way to put values into a text, of values that are one by one or by name: a text without a place for
/// them stays as it is.
pub(super) fn formatted(text: &Arc<str>) -> Raises<Arc<str>> {
    if text.contains('%') {
        return Err(Raised::value_error("a format of values that have no such name"));
    }
    Ok(text.clone())
}

/// What `-a` is.
pub(super) fn negate(a: &Obj) -> Raises<Obj> {
    match a {
        Obj::Bool(b) => Ok(Obj::Int(-i128::from(*b))),
        Obj::Int(i) => Ok(Obj::Int(-i)),
        Obj::Float(x) => Ok(Obj::Float(-x)),
        Obj::Decimal(d, s) => decimal::in_context((-d, *s)),
        Obj::MinusZero(scale) => Ok(Obj::Decimal(0, *scale)),
        Obj::Timedelta(v, u) => Ok(Obj::Timedelta(-v, *u)),
        Obj::NaT | Obj::Na => Ok(a.clone()),
        Obj::Array(array) => ndarray::negate(array),
        _ => Err(Raised::type_error("bad operand type for unary -")),
    }
}

/// What `~a` is: of a truth value it is that of the integer.
pub(super) fn invert(a: &Obj) -> Raises<Obj> {
    match a {
        Obj::Bool(_) | Obj::Int(_) => Ok(Obj::Int(!integer(a))),
        Obj::Na => Ok(Obj::Na),
        Obj::Array(array) => ndarray::invert(array),
        _ => Err(Raised::type_error("bad operand type for unary ~")),
    }
}

/// The truth value of an object, which an array of several elements does not have.
pub(in crate::engine) fn is_true(a: &Obj) -> Raises<bool> {
    match a {
        Obj::Array(array) => ndarray::truth(array),
        other => Ok(truth(other)),
    }
}

/// Python's truth value of an object that is no array.
pub(in crate::engine) fn truth(a: &Obj) -> bool {
    match a {
        Obj::None | Obj::MinusZero(_) => false,
        Obj::Bool(b) => *b,
        Obj::Int(i) | Obj::Decimal(i, _) => *i != 0,
        Obj::Float(x) => *x != 0.0,
        Obj::Str(s) => !s.is_empty(),
        Obj::Timedelta(v, _) => *v != 0,
        Obj::List(items) => !items.is_empty(),
        Obj::Dict(items) => !items.is_empty(),
        Obj::Array(array) => !array.items.is_empty(),
        Obj::Na | Obj::NaT | Obj::Date(_) | Obj::Timestamp(..) | Obj::Plain => true,
    }
}

fn integer(a: &Obj) -> i128 {
    match a {
        Obj::Bool(b) => i128::from(*b),
        Obj::Int(i) => *i,
        _ => 0,
    }
}

fn float(a: &Obj) -> f64 {
    match a {
        Obj::Float(x) => *x,
        other => integer(other) as f64,
    }
}

/// An exact comparison: not every integer is a double.
fn float_and_int(x: f64, i: i128) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.abs() >= 1e38 {
        return x.partial_cmp(&0.0);
    }
    Some((x.trunc() as i128).cmp(&i).then(x.partial_cmp(&x.trunc()).unwrap_or(Ordering::Equal)))
}

fn integers(op: BinaryOp, a: i128, b: i128) -> Raises<Obj> {
    let by_zero = || Raised::new(ErrorKind::DivideByZero, "division by zero");
    let held = |v: Option<i128>| v.map(Obj::Int).ok_or_else(|| Raised::internal("an integer of more than 128 bits"));
    match op {
        BinaryOp::Add => held(a.checked_add(b)),
        BinaryOp::Sub => held(a.checked_sub(b)),
        BinaryOp::Mul => held(a.checked_mul(b)),
        BinaryOp::Div if b == 0 => Err(by_zero()),
        BinaryOp::Div => Ok(Obj::Float(a as f64 / b as f64)),
        BinaryOp::FloorDiv if b == 0 => Err(by_zero()),
        BinaryOp::FloorDiv => Ok(Obj::Int(a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0))),
        BinaryOp::Mod if b == 0 => Err(by_zero()),
        BinaryOp::Mod => Ok(Obj::Int(a - b * (a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0)))),
        BinaryOp::Pow if b < 0 => floats(op, a as f64, b as f64),
        BinaryOp::Pow => held(u32::try_from(b).ok().and_then(|b| a.checked_pow(b))),
        BinaryOp::And => Ok(Obj::Int(a & b)),
        BinaryOp::Or => Ok(Obj::Int(a | b)),
        _ => Err(Raised::internal("not an arithmetic operator")),
    }
}

fn floats(op: BinaryOp, a: f64, b: f64) -> Raises<Obj> {
    let by_zero = || Raised::new(ErrorKind::DivideByZero, "float division by zero");
    Ok(Obj::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod if b == 0.0 => return Err(by_zero()),
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv => super::number::floor_divide(a, b),
        BinaryOp::Mod => super::number::remainder(a, b),
        BinaryOp::Pow if a == 0.0 && b < 0.0 => return Err(by_zero()),
        BinaryOp::Pow => {
            let power = a.powf(b);
            if power.is_infinite() && a.is_finite() && b.is_finite() {
                return Err(Raised::new(ErrorKind::Overflow, "numerical result out of range"));
            }
            if power.is_nan() && !a.is_nan() && !b.is_nan() {
                return Err(Raised::internal("a complex number"));
            }
            power
        }
        _ => return Err(Raised::type_error(format!("unsupported operand types for {}", op.name()))),
    }))
}

fn durations(op: BinaryOp, (a, b, unit): (i128, i128, TimeUnit)) -> Raises<Obj> {
    match op {
        BinaryOp::Add => Ok(Obj::Timedelta((a + b) as i64, unit)),
        BinaryOp::Sub => Ok(Obj::Timedelta((a - b) as i64, unit)),
        BinaryOp::Div | BinaryOp::FloorDiv => integers(op, a, b),
        BinaryOp::Mod => match integers(op, a, b)? {
            Obj::Int(v) => Ok(Obj::Timedelta(v as i64, unit)),
            other => Ok(other),
        },
        _ => Err(Raised::type_error("unsupported operand types of durations")),
    }
}

fn scaled(op: BinaryOp, value: i64, unit: TimeUnit, by: &Obj) -> Raises<Obj> {
    let factor = float(by);
    match op {
        BinaryOp::Mul => match by {
            Obj::Float(_) => Ok(Obj::Timedelta((value as f64 * factor) as i64, unit)),
            _ => Ok(Obj::Timedelta(value.wrapping_mul(integer(by) as i64), unit)),
        },
        BinaryOp::Div | BinaryOp::FloorDiv if factor == 0.0 => {
            Err(Raised::new(ErrorKind::DivideByZero, "division by zero"))
        }
        BinaryOp::Div => Ok(Obj::Timedelta((value as f64 / factor) as i64, unit)),
        BinaryOp::FloorDiv => Ok(Obj::Timedelta((value as f64 / factor).floor() as i64, unit)),
        _ => Err(Raised::type_error("unsupported operand types of a duration and a number")),
    }
}

fn repeat(text: &str, times: i128) -> Raises<Obj> {
    let times = usize::try_from(times).unwrap_or(0);
    fits_memory(text_of(text.len(), times)?)?;
    Ok(Obj::Str(Arc::from(text.repeat(times))))
}

/// How many bytes a text repeated this many times has, as far as that can be told.
///
/// Source: Python, `unicode_repeat`.
pub(in crate::engine) fn text_of(bytes: usize, times: usize) -> Raises<usize> {
    match bytes.checked_mul(times).filter(|&all| isize::try_from(all).is_ok()) {
        Some(all) => Ok(all),
        Option::None => Err(Raised::new(ErrorKind::Overflow, "repeated string is too long")),
    }
}

/// Whether memory is taken for this many bytes: repeating a text or a list can ask for more than any machine has.
pub(in crate::engine) fn fits_memory(bytes: usize) -> Raises<()> {
    if i32::try_from(bytes).is_ok() {
        return Ok(());
    }
    Err(Raised::new(ErrorKind::Other, format!("{bytes} bytes are more than memory is taken for")))
}

const fn nanos(unit: TimeUnit) -> i128 {
    1_000_000_000 / per_second(unit) as i128
}

/// Two counts of time in the finer of their units.
fn align(a: i64, u: TimeUnit, b: i64, v: TimeUnit) -> (i128, i128, TimeUnit) {
    let unit = if per_second(u) >= per_second(v) { u } else { v };
    (i128::from(a) * (nanos(u) / nanos(unit)), i128::from(b) * (nanos(v) / nanos(unit)), unit)
}

fn unfit(op: BinaryOp, a: &Obj, b: &Obj) -> Raised {
    Raised::type_error(format!("unsupported operand types for {}: {} and {}", op.name(), class(a), class(b)))
}

/// The name of an object's class, for messages.
pub(in crate::engine) const fn class(a: &Obj) -> &'static str {
    match a {
        Obj::None => "NoneType",
        Obj::Na => "NAType",
        Obj::NaT => "NaTType",
        Obj::Bool(_) => "bool",
        Obj::Int(_) => "int",
        Obj::Float(_) => "float",
        Obj::Str(_) => "str",
        Obj::Date(_) => "date",
        Obj::Timestamp(..) => "Timestamp",
        Obj::Timedelta(..) => "Timedelta",
        Obj::Decimal(..) | Obj::MinusZero(_) => "Decimal",
        Obj::List(_) => "list",
        Obj::Dict(_) => "dict",
        Obj::Array(_) => "ndarray",
        Obj::Plain => "object",
    }
}
