//! Python's `decimal.Decimal` in its default context: 28 significant digits, halves to even.

use std::cmp::Ordering;

use crate::case::expr::BinaryOp;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Digits, and how many of them stand behind the point.
type Number = (i128, i32);

/// Significant digits of a result.
const PRECISION: u32 = 28;

/// What `a op b` is.
pub(super) fn binary(op: BinaryOp, a: Number, b: Number) -> Raises<Obj> {
    match op {
        BinaryOp::Add | BinaryOp::Sub => {
            let (x, y, scale) = aligned(a, b).ok_or_else(too_long)?;
            let digits = if op == BinaryOp::Add { x.checked_add(y) } else { x.checked_sub(y) };
            rounded(digits.ok_or_else(too_long)?, scale)
        }
        BinaryOp::Mul => {
            let digits = a.0.checked_mul(b.0).ok_or_else(too_long)?;
            rounded(digits, a.1 + b.1)
        }
        BinaryOp::Div => divide(a, b),
        BinaryOp::FloorDiv | BinaryOp::Mod => {
            if b.0 == 0 {
                let undefined = op == BinaryOp::FloorDiv || a.0 == 0;
                let kind = if undefined { ErrorKind::DivideByZero } else { ErrorKind::InvalidCast };
                return Err(Raised::new(kind, "decimal division by zero"));
            }
            let (x, y, scale) = aligned(a, b).ok_or_else(too_long)?;
            Ok(if op == BinaryOp::Mod { Obj::Decimal(x % y, scale) } else { Obj::Decimal(x / y, 0) })
        }
        BinaryOp::Pow => power(a, b),
        _ => Err(Raised::type_error("unsupported operand types of decimals")),
    }
}

/// How two numbers stand.
pub(super) fn order(a: Number, b: Number) -> Ordering {
    match aligned(a, b) {
        Some((x, y, _)) => x.cmp(&y),
        None => to_f64(a).partial_cmp(&to_f64(b)).unwrap_or(Ordering::Equal),
    }
}

/// The nearest double.
pub(super) fn to_f64((digits, scale): Number) -> f64 {
    format!("{digits}e{}", -scale).parse().unwrap_or(f64::NAN)
}

/// Both with as many digits behind the point as the one that has more.
fn aligned(a: Number, b: Number) -> Option<(i128, i128, i32)> {
    let scale = a.1.max(b.1);
    let lift = |(digits, s): Number| 10_i128.checked_pow((scale - s).unsigned_abs())?.checked_mul(digits);
    Some((lift(a)?, lift(b)?, scale))
}

fn rounded(digits: i128, scale: i32) -> Raises<Obj> {
    let excess = length(digits).saturating_sub(PRECISION);
    if excess == 0 {
        return Ok(Obj::Decimal(digits, scale));
    }
    Ok(Obj::Decimal(half_even(digits, 10_i128.pow(excess)), scale - excess as i32))
}

fn half_even(digits: i128, unit: i128) -> i128 {
    let (whole, rest) = (digits / unit, digits % unit);
    let up = match (rest.abs() * 2).cmp(&unit) {
        Ordering::Greater => true,
        Ordering::Equal => whole % 2 != 0,
        Ordering::Less => false,
    };
    whole + if up { digits.signum() } else { 0 }
}

fn divide(a: Number, b: Number) -> Raises<Obj> {
    if b.0 == 0 {
        return Err(Raised::new(ErrorKind::DivideByZero, "decimal division by zero"));
    }
    let ideal = a.1 - b.1;
    if a.0 == 0 {
        return Ok(Obj::Decimal(0, ideal.max(0)));
    }
    // long division, digit by digit, until it is exact or one digit more than fits is known
    let (mut quotient, mut rest) = (a.0.abs() / b.0.abs(), a.0.abs() % b.0.abs());
    let mut scale = ideal;
    while rest != 0 && length(quotient) <= PRECISION {
        rest *= 10;
        quotient = quotient * 10 + rest / b.0.abs();
        rest %= b.0.abs();
        scale += 1;
    }
    if length(quotient) > PRECISION {
        // a rest means that the digits do not end here, so that it is no tie
        let sticky = if rest != 0 { quotient * 10 + 1 } else { quotient * 10 };
        let excess = length(sticky) - PRECISION;
        quotient = half_even(sticky, 10_i128.pow(excess));
        scale += 1 - excess as i32;
    }
    while scale > ideal && quotient % 10 == 0 {
        quotient /= 10;
        scale -= 1;
    }
    let sign = a.0.signum() * b.0.signum();
    Ok(Obj::Decimal(sign * quotient, scale))
}

fn power(a: Number, b: Number) -> Raises<Obj> {
    let whole = if b.1 <= 0 {
        10_i128.checked_pow(b.1.unsigned_abs()).and_then(|unit| b.0.checked_mul(unit))
    } else {
        let unit = 10_i128.checked_pow(b.1.unsigned_abs()).filter(|unit| b.0 % unit == 0);
        unit.map(|unit| b.0 / unit)
    };
    let Some(n) = whole.and_then(|n| i32::try_from(n).ok()) else {
        return Err(Raised::internal("a decimal to a power that is not whole"));
    };
    let mut result = Obj::Decimal(1, 0);
    for _ in 0..n.unsigned_abs() {
        if let Obj::Decimal(digits, scale) = result {
            result = binary(BinaryOp::Mul, (digits, scale), a)?;
        }
    }
    match (n < 0, &result) {
        (true, Obj::Decimal(digits, scale)) => divide((1, 0), (*digits, *scale)),
        _ => Ok(result),
    }
}

fn length(digits: i128) -> u32 {
    digits.unsigned_abs().checked_ilog10().map_or(1, |n| n + 1)
}

fn too_long() -> Raised {
    Raised::internal("a decimal of more than 38 digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_has_28_digits_and_no_needless_zeros() {
        let third = divide((1, 0), (3, 0));
        assert_eq!(third, Ok(Obj::Decimal(3_333_333_333_333_333_333_333_333_333, 28)));
        assert_eq!(divide((2, 0), (3, 0)), Ok(Obj::Decimal(6_666_666_666_666_666_666_666_666_667, 28)));
        assert_eq!(divide((150, 2), (50, 2)), Ok(Obj::Decimal(3, 0)));
        assert_eq!(divide((100, 2), (4, 0)), Ok(Obj::Decimal(25, 2)));
    }
}
