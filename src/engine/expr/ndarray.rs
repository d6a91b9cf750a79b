//! NumPy's operators where one side is an array among objects: elements are broadcast, and the loop is the one of their types.
//!
//! Source: NumPy, "Broadcasting", "NEP 50" (`ufunc` type resolution), `array_richcompare` and `_array_nonzero`.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::datatypes::TimeUnit;

use super::{cast, number, python};
use crate::case::expr::BinaryOp;
use crate::engine::dtype::Kind;
use crate::engine::object::{NdArray, Obj};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::per_second;
use crate::result::ErrorKind;

/// One side of an operator.
struct Side<'a> {
    /// What its elements are; of a single value, what NumPy takes it for.
    kind: Kind,
    /// Its elements; a single value is one.
    items: Cow<'a, [Obj]>,
    /// Whether it is a single value, which takes the type of the array beside it.
    single: bool,
}

impl<'a> Side<'a> {
    fn of(value: &'a Obj) -> Raises<Self> {
        let single = |kind: Kind| Self { kind, items: Cow::Borrowed(std::slice::from_ref(value)), single: true };
        Ok(match value {
            Obj::Array(array) => Self { kind: array.kind.clone(), items: Cow::Borrowed(&array.items), single: false },
            Obj::List(items) => Self { kind: of_list(items)?, items: Cow::Borrowed(items), single: false },
            other => single(of_value(other)),
        })
    }

    fn at(&self, i: usize) -> &Obj {
        if self.items.len() == 1 { &self.items[0] } else { &self.items[i] }
    }
}

/// What NumPy takes a single value for.
fn of_value(value: &Obj) -> Kind {
    match value {
        Obj::Bool(_) => Kind::Bool,
        Obj::Int(_) => Kind::Int64,
        Obj::Float(_) => Kind::Float64,
        Obj::Str(_) => Kind::String,
        Obj::Timestamp(_, unit, zone) => Kind::Timestamp(*unit, zone.clone()),
        Obj::Timedelta(_, unit) => Kind::Duration(*unit),
        _ => Kind::Object,
    }
}

/// What NumPy makes of a list: the smallest type that all elements have room in.
fn of_list(items: &[Obj]) -> Raises<Kind> {
    if items.iter().any(Obj::is_list_like) {
        return Err(Raised::internal("an array of several dimensions"));
    }
    let all = |fits: fn(&Obj) -> bool| items.iter().all(fits);
    Ok(if items.is_empty() {
        Kind::Float64
    } else if all(|v| matches!(v, Obj::Bool(_))) {
        Kind::Bool
    } else if all(|v| matches!(v, Obj::Bool(_) | Obj::Int(_))) {
        Kind::Int64
    } else if all(|v| matches!(v, Obj::Bool(_) | Obj::Int(_) | Obj::Float(_))) {
        Kind::Float64
    } else if all(|v| matches!(v, Obj::Str(_))) {
        Kind::String
    } else {
        Kind::Object
    })
}

/// How many elements both sides have, one element counting for any number.
fn broadcast(a: &Side<'_>, b: &Side<'_>) -> Raises<usize> {
    match (a.items.len(), b.items.len()) {
        (a, b) if a == b => Ok(a),
        (1, n) | (n, 1) => Ok(n),
        (a, b) => Err(Raised::value_error(format!("operands of {a} and {b} elements cannot be broadcast together"))),
    }
}

/// What the truth of an array without elements is, by one of two of which one is an array.
fn empty_of(a: &Obj, b: &Obj) -> Option<bool> {
    match (a, b) {
        (Obj::Array(array), _) | (_, Obj::Array(array)) => array.empty,
        _ => None,
    }
}

fn array(kind: Kind, items: Vec<Obj>, empty: Option<bool>) -> Obj {
    Obj::Array(Arc::new(NdArray { kind, items, empty }))
}

/// Stores NaN in an array of a type, if that is possible.
pub(in crate::engine) fn store_nan(kind: &Kind) -> Raises<()> {
    match kind {
        kind if kind.is_integer() => Err(Raised::new(ErrorKind::InvalidCast, "cannot convert NaN to integer")),
        Kind::Timestamp(..) | Kind::Duration(_) => Err(Raised::value_error("NaN is no time")),
        _ => Ok(()),
    }
}

const fn is_number(kind: &Kind) -> bool {
    kind.is_integer() || kind.is_float() || matches!(kind, Kind::Bool)
}

const fn is_time(kind: &Kind) -> bool {
    matches!(kind, Kind::Timestamp(..) | Kind::Duration(_))
}

fn no_loop(op: BinaryOp, a: &Kind, b: &Kind) -> Raised {
    Raised::type_error(format!("{} has no loop for {a:?} and {b:?}", op.name()))
}

/// `a op b` for an arithmetic or bitwise operator.
pub(super) fn binary(op: BinaryOp, a: &Obj, b: &Obj) -> Raises<Obj> {
    let (left, right) = (Side::of(a)?, Side::of(b)?);
    let made = |kind, items| array(kind, items, empty_of(a, b));
    let pairs = |n: usize| (0..n).map(|i| (left.at(i), right.at(i)));
    match (&left.kind, &right.kind) {
        (Kind::Object, _) | (_, Kind::Object) | (Kind::String, Kind::String) => {
            let items = pairs(broadcast(&left, &right)?).map(|(a, b)| python::binary(op, a, b));
            Ok(made(Kind::Object, items.collect::<Raises<_>>()?))
        }
        (x, y) if is_number(x) && is_number(y) => {
            let kind = common(&left, &right)?;
            let (kind, result) = looped(op, &kind)?;
            let items = pairs(broadcast(&left, &right)?).map(|(a, b)| numbers(op, a, b, &kind, &result));
            let items = items.collect::<Raises<_>>()?;
            Ok(made(result, items))
        }
        // a length of time is added to points and lengths of time only
        (Kind::Duration(_), y) if left.single && is_number(y) && matches!(op, BinaryOp::Add | BinaryOp::Sub) => {
            Err(no_loop(op, &left.kind, y))
        }
        (x, Kind::Duration(_)) if right.single && is_number(x) && matches!(op, BinaryOp::Add | BinaryOp::Sub) => {
            Err(no_loop(op, x, &right.kind))
        }
        (x, y) if is_time(x) || is_time(y) => {
            let kind = of_times(op, &left, &right)?;
            let items = pairs(broadcast(&left, &right)?).map(|(a, b)| times(op, a, b, &kind));
            Ok(made(kind.clone(), items.collect::<Raises<_>>()?))
        }
        (x, y) => Err(no_loop(op, x, y)),
    }
}

/// The array of truth values that a comparison makes. What no loop compares is unequal and has no order.
pub(super) fn compare(op: BinaryOp, a: &Obj, b: &Obj) -> Raises<Obj> {
    let (left, right) = (Side::of(a)?, Side::of(b)?);
    let n = broadcast(&left, &right)?;
    let (x, y) = (&left.kind, &right.kind);
    let comparable = matches!(x, Kind::Object)
        || matches!(y, Kind::Object)
        || (is_number(x) && is_number(y))
        || std::mem::discriminant(x) == std::mem::discriminant(y);
    let items = (0..n).map(|i| match op {
        _ if comparable => python::compare(op, left.at(i), right.at(i)).map(Obj::Bool),
        BinaryOp::Eq | BinaryOp::Ne => Ok(Obj::Bool(op == BinaryOp::Ne)),
        _ => Err(no_loop(op, x, y)),
    });
    if !comparable && !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
        return Err(no_loop(op, x, y));
    }
    Ok(array(Kind::Bool, items.collect::<Raises<_>>()?, empty_of(a, b)))
}

/// The truth value of an array: that of its one element.
pub(super) fn truth(array: &NdArray) -> Raises<bool> {
    match (array.items.as_slice(), array.empty) {
        ([one], _) => python::is_true(one),
        ([], Some(truth)) => Ok(truth),
        ([], None) => Err(Raised::value_error("the truth value of an empty array is ambiguous")),
        _ => Err(Raised::value_error("the truth value of an array with more than one element is ambiguous")),
    }
}

/// `-array`.
pub(super) fn negate(values: &NdArray) -> Raises<Obj> {
    if matches!(values.kind, Kind::Bool | Kind::Timestamp(..) | Kind::String) {
        return Err(Raised::type_error(format!("negative has no loop for {:?}", values.kind)));
    }
    each(values, |v| match (v, &values.kind) {
        (Obj::Int(i), kind) if kind.is_integer() => Ok(Obj::Int(wrapped(-i, kind))),
        _ => python::negate(v),
    })
}

/// `~array`.
pub(super) fn invert(values: &NdArray) -> Raises<Obj> {
    each(values, |v| match (v, &values.kind) {
        (Obj::Bool(b), Kind::Bool) => Ok(Obj::Bool(!b)),
        (_, kind) if kind.is_float() || is_time(kind) => {
            Err(Raised::type_error(format!("invert has no loop for {kind:?}")))
        }
        (Obj::Int(i), kind) if kind.is_integer() => Ok(Obj::Int(wrapped(!i, kind))),
        _ => python::invert(v),
    })
}

/// `abs(array)`, `one` being that of an object.
pub(super) fn absolute(values: &NdArray, one: impl Fn(&Obj) -> Option<Raises<Obj>>) -> Raises<Obj> {
    let no_loop = || Raised::type_error(format!("absolute has no loop for {:?}", values.kind));
    if matches!(values.kind, Kind::Timestamp(..)) {
        return Err(no_loop());
    }
    each(values, |v| match (v, &values.kind) {
        (Obj::Bool(_), Kind::Bool) | (Obj::NaT, _) => Ok(v.clone()),
        (Obj::Int(i), kind) if kind.is_integer() => Ok(Obj::Int(wrapped(i.abs(), kind))),
        _ => one(v).unwrap_or_else(|| Err(no_loop())),
    })
}

/// An array of what `f` makes of every element, of the same type.
pub(super) fn each(values: &NdArray, f: impl Fn(&Obj) -> Raises<Obj>) -> Raises<Obj> {
    let items = values.items.iter().map(f).collect::<Raises<_>>()?;
    Ok(array(values.kind.clone(), items, values.empty))
}

/// The type that numbers of both sides meet in; a single value takes the other's unless its own is of a higher sort.
fn common(a: &Side<'_>, b: &Side<'_>) -> Raises<Kind> {
    match (a.single, b.single) {
        (true, false) => beside(&b.kind, a.at(0), &a.kind),
        (false, true) => beside(&a.kind, b.at(0), &b.kind),
        _ => Ok(promoted(&a.kind, &b.kind)),
    }
}

fn beside(own: &Kind, value: &Obj, kind: &Kind) -> Raises<Kind> {
    Ok(match kind {
        Kind::Bool => own.clone(),
        Kind::Int64 if *own == Kind::Bool => Kind::Int64,
        Kind::Int64 => {
            if let (Obj::Int(i), true) = (value, own.is_integer()) {
                let (low, high) = cast::range(own);
                if !(low..=high).contains(i) {
                    return Err(Raised::new(ErrorKind::Overflow, format!("an integer out of bounds for {own:?}")));
                }
            }
            own.clone()
        }
        _ if own.is_float() => own.clone(),
        _ => Kind::Float64,
    })
}

fn promoted(a: &Kind, b: &Kind) -> Kind {
    let float = |bits: u32| if bits > 32 { Kind::Float64 } else { Kind::Float32 };
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (Kind::Bool, other) | (other, Kind::Bool) => other.clone(),
        (a, b) if a.is_float() && b.is_float() => float(a.bits().max(b.bits())),
        (x, y) if x.is_float() || y.is_float() => {
            let (float_bits, bits) = if x.is_float() { (x.bits(), y.bits()) } else { (y.bits(), x.bits()) };
            float(float_bits.max(bits * 2))
        }
        (a, b) if a.is_signed() == b.is_signed() => {
            if a.bits() >= b.bits() {
                a.clone()
            } else {
                b.clone()
            }
        }
        (a, b) => {
            let (signed, unsigned) = if a.is_signed() { (a.bits(), b.bits()) } else { (b.bits(), a.bits()) };
            match signed.max(unsigned * 2) {
                16 => Kind::Int16,
                32 => Kind::Int32,
                64 => Kind::Int64,
                _ => Kind::Float64,
            }
        }
    }
}

/// The type that a loop computes in, and that of what comes out.
fn looped(op: BinaryOp, kind: &Kind) -> Raises<(Kind, Kind)> {
    let same = |kind: &Kind| Ok((kind.clone(), kind.clone()));
    match (op, kind) {
        (BinaryOp::Sub, Kind::Bool) => Err(Raised::type_error("truth values have no difference")),
        (BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::Pow, Kind::Bool) => same(&Kind::Int8),
        (BinaryOp::And | BinaryOp::Or, kind) if kind.is_float() => Err(no_loop(op, kind, kind)),
        (BinaryOp::Div, kind) if !kind.is_float() => same(&Kind::Float64),
        (_, kind) => same(kind),
    }
}

fn numbers(op: BinaryOp, a: &Obj, b: &Obj, kind: &Kind, result: &Kind) -> Raises<Obj> {
    if *kind == Kind::Bool {
        let (a, b) = (python::is_true(a)?, python::is_true(b)?);
        return Ok(Obj::Bool(if matches!(op, BinaryOp::Add | BinaryOp::Or) { a || b } else { a && b }));
    }
    if kind.is_float() {
        let x = floats(op, float(a), float(b));
        return Ok(Obj::Float(if *result == Kind::Float32 { f64::from(x as f32) } else { x }));
    }
    integers(op, integer(a), integer(b)).map(|i| Obj::Int(wrapped(i, kind)))
}

fn float(value: &Obj) -> f64 {
    match value {
        Obj::Float(x) => *x,
        other => integer(other) as f64,
    }
}

fn integer(value: &Obj) -> i128 {
    match value {
        Obj::Bool(b) => i128::from(*b),
        Obj::Int(i) => *i,
        _ => 0,
    }
}

fn floats(op: BinaryOp, a: f64, b: f64) -> f64 {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv => number::floor_divide(a, b),
        BinaryOp::Mod => number::remainder(a, b),
        _ => a.powf(b),
    }
}

/// Integers, whose quotient and remainder by zero are zero.
fn integers(op: BinaryOp, a: i128, b: i128) -> Raises<i128> {
    let down = |a: i128, b: i128| a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0);
    Ok(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a.wrapping_mul(b),
        BinaryOp::FloorDiv | BinaryOp::Mod if b == 0 => 0,
        BinaryOp::FloorDiv => down(a, b),
        BinaryOp::Mod => a - b * down(a, b),
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        _ if b < 0 => return Err(Raised::value_error("integers to negative integer powers are not allowed")),
        _ => (0..b.min(200)).fold(1_i128, |power, _| power.wrapping_mul(a)),
    })
}

/// What a type keeps of an integer.
fn wrapped(i: i128, kind: &Kind) -> i128 {
    let (low, high) = cast::range(kind);
    (i - low).rem_euclid(high - low + 1) + low
}

/// The type of `a op b` where one side is of points or lengths of time: integers are lengths of their unit.
fn of_times(op: BinaryOp, a: &Side<'_>, b: &Side<'_>) -> Raises<Kind> {
    let finer = |u: TimeUnit, v: TimeUnit| if per_second(u) >= per_second(v) { u } else { v };
    Ok(match (op, &a.kind, &b.kind) {
        (BinaryOp::Sub, Kind::Timestamp(u, _), Kind::Timestamp(v, _)) => Kind::Duration(finer(*u, *v)),
        (BinaryOp::Add | BinaryOp::Sub, Kind::Timestamp(u, zone), Kind::Duration(v)) => {
            Kind::Timestamp(finer(*u, *v), zone.clone())
        }
        (BinaryOp::Add, Kind::Duration(u), Kind::Timestamp(v, zone)) => Kind::Timestamp(finer(*u, *v), zone.clone()),
        (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mod, Kind::Duration(u), Kind::Duration(v)) => {
            Kind::Duration(finer(*u, *v))
        }
        (BinaryOp::Div, Kind::Duration(_), Kind::Duration(_)) => Kind::Float64,
        (BinaryOp::FloorDiv, Kind::Duration(_), Kind::Duration(_)) => Kind::Int64,
        // a point in time beside an array refuses its numbers
        (_, time, numbers) | (_, numbers, time)
            if is_number(numbers) && a.single != b.single && {
                let one = if a.single { &a.kind } else { &b.kind };
                matches!(one, Kind::Timestamp(..)) && is_time(time)
            } =>
        {
            return Err(no_loop(op, time, numbers));
        }
        (BinaryOp::Add | BinaryOp::Sub, time, n) if is_time(time) && (n.is_integer() || *n == Kind::Bool) => {
            time.clone()
        }
        (BinaryOp::Add, n, time) if is_time(time) && (n.is_integer() || *n == Kind::Bool) => time.clone(),
        (BinaryOp::Mul | BinaryOp::Div | BinaryOp::FloorDiv, Kind::Duration(u), n) if is_number(n) => {
            Kind::Duration(*u)
        }
        (BinaryOp::Mul, n, Kind::Duration(u)) if is_number(n) => Kind::Duration(*u),
        (_, x, y) => return Err(no_loop(op, x, y)),
    })
}

fn times(op: BinaryOp, a: &Obj, b: &Obj, kind: &Kind) -> Raises<Obj> {
    let length = |v: &Obj| match (v, kind) {
        (Obj::Int(_) | Obj::Bool(_), Kind::Timestamp(unit, _) | Kind::Duration(unit)) => {
            Obj::Timedelta(integer(v) as i64, *unit)
        }
        _ => v.clone(),
    };
    match op {
        BinaryOp::Add | BinaryOp::Sub => match (length(a), length(b)) {
            (Obj::NaT, _) | (_, Obj::NaT) => Ok(Obj::NaT),
            (a, b) => python::binary(op, &a, &b),
        },
        _ => match python::binary(op, a, b) {
            Err(raised) if raised.kind == ErrorKind::DivideByZero => Ok(Obj::NaT),
            other => other,
        },
    }
}
