//! Functions of numbers on objects, value by value: Python's `abs`, `round`, `math.floor`, `math.ceil`, comparisons for the sign,
//! and `sqrt` and `exp` where the object has such a method.

use crate::axis::{Axes, numeric};
use crate::case::expr::{BinaryOp, Function};
use crate::engine::column::Column;
use crate::engine::expr::{cast, decimal, ndarray, python};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// `function` of every object.
pub(super) fn apply(function: Function, values: &[Obj], digits: i32, axes: &Axes) -> Raises<Column> {
    let each: fn(&Obj) -> Option<Raises<Obj>> = match function {
        Function::Abs => abs,
        Function::Floor => |v| to_whole(v, f64::floor, i128::div_euclid),
        Function::Ceil => |v| to_whole(v, f64::ceil, |a, b| -(-a).div_euclid(b)),
        Function::Sign => sign,
        Function::Sqrt => |v| method(v, decimal::sqrt),
        Function::Exp => |v| method(v, decimal::exp),
        _ => |_| None,
    };
    if function == Function::Round {
        return round(values, digits, axes);
    }
    let changed = values.iter().map(|v| {
        let v = if matches!(function, Function::Floor | Function::Ceil) { cast::number_of(v, axes) } else { v };
        each(v).unwrap_or_else(|| Err(Raised::type_error(format!("{} takes numbers, not objects", function.name()))))
    });
    Ok(Column::objects(changed.collect::<Raises<Vec<_>>>()?))
}

fn round(values: &[Obj], digits: i32, axes: &Axes) -> Raises<Column> {
    let refused = || Err(Raised::type_error("objects cannot be rounded"));
    match axes.numeric.round_objects() {
        numeric::RoundObjects::Refused => refused(),
        numeric::RoundObjects::RefusedEach if !values.is_empty() => refused(),
        numeric::RoundObjects::RefusedEach | numeric::RoundObjects::Each => {
            let each = values.iter().map(|value| match value {
                Obj::Bool(b) => whole(i128::from(*b), digits),
                Obj::Int(i) => whole(*i, digits),
                Obj::Float(x) => Ok(Obj::Float(super::printed_even(*x, digits))),
                Obj::Decimal(d, s) => decimal::quantized((*d, *s), digits),
                Obj::MinusZero(_) => Ok(Obj::MinusZero(digits)),
                _ => Err(Raised::type_error(format!("{} cannot be rounded", python::class(value)))),
            });
            Ok(Column::objects(each.collect::<Raises<Vec<_>>>()?))
        }
    }
}

/// An integer rounded to tens, hundreds and so on, halves to even.
fn whole(value: i128, digits: i32) -> Raises<Obj> {
    if digits >= 0 {
        return Ok(Obj::Int(value));
    }
    match decimal::quantized((value, 0), digits)? {
        Obj::Decimal(tens, _) => Ok(Obj::Int(tens * 10_i128.checked_pow(digits.unsigned_abs()).unwrap_or(0))),
        other => Ok(other),
    }
}

/// What a method that only decimals have makes of the object.
fn method(value: &Obj, of_decimal: fn((i128, i32)) -> Raises<Obj>) -> Option<Raises<Obj>> {
    match value {
        Obj::Decimal(digits, scale) => Some(of_decimal((*digits, *scale))),
        Obj::MinusZero(scale) => Some(of_decimal((0, *scale))),
        _ => None,
    }
}

fn abs(value: &Obj) -> Option<Raises<Obj>> {
    Some(Ok(match value {
        Obj::Bool(b) => Obj::Int(i128::from(*b)),
        Obj::Int(i) => Obj::Int(i.abs()),
        Obj::Float(x) => Obj::Float(x.abs()),
        Obj::Decimal(d, s) => return Some(decimal::in_context((d.abs(), *s))),
        Obj::MinusZero(scale) => Obj::Decimal(0, *scale),
        Obj::Timedelta(v, u) => Obj::Timedelta(v.abs(), *u),
        Obj::Array(array) => return Some(ndarray::absolute(array, abs)),
        _ => return None,
    }))
}

fn to_whole(value: &Obj, float: fn(f64) -> f64, divide: fn(i128, i128) -> i128) -> Option<Raises<Obj>> {
    Some(match value {
        Obj::Bool(b) => Ok(Obj::Int(i128::from(*b))),
        Obj::Int(i) => Ok(Obj::Int(*i)),
        Obj::Float(x) if x.is_nan() => Err(Raised::new(ErrorKind::InvalidCast, "cannot convert NaN to integer")),
        Obj::Float(x) if x.is_infinite() => Err(Raised::new(ErrorKind::Overflow, "cannot convert infinity to integer")),
        Obj::Float(x) => Ok(Obj::Int(float(*x) as i128)),
        Obj::MinusZero(_) => Ok(Obj::Int(0)),
        Obj::Decimal(d, s) => {
            Ok(Obj::Int(10_i128.checked_pow(u32::try_from(*s).unwrap_or(0)).map_or(0, |u| divide(*d, u))))
        }
        _ => return None,
    })
}

fn sign(value: &Obj) -> Option<Raises<Obj>> {
    if let Obj::Array(_) = value {
        return Some(sign_of_array(value));
    }
    Some(Ok(Obj::Int(match value {
        Obj::Bool(b) => i128::from(*b),
        Obj::Int(i) | Obj::Decimal(i, _) => i.signum(),
        Obj::MinusZero(_) => 0,
        Obj::Float(x) if *x > 0.0 => 1,
        Obj::Float(x) if *x < 0.0 => -1,
        Obj::Float(x) if *x == 0.0 => 0,
        _ => return None,
    })))
}

/// The sign of an array of one element: it is compared with zero.
fn sign_of_array(value: &Obj) -> Raises<Obj> {
    let zero = Obj::Int(0);
    for (op, sign) in [(BinaryOp::Lt, -1), (BinaryOp::Gt, 1), (BinaryOp::Eq, 0)] {
        if python::compare(op, value, &zero)? {
            return Ok(Obj::Int(sign));
        }
    }
    Err(Raised::type_error("an object without a sign"))
}
