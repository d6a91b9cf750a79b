//! Python's `decimal.Decimal` in its default context: 28 significant digits, halves to even.

mod functions;
mod power;

use std::cmp::Ordering;

use arrow::datatypes::i256;

use crate::case::expr::BinaryOp;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;
pub(super) use functions::{exp, quantized, sqrt};

/// Digits, and how many of them stand behind the point.
pub(super) type Number = (i128, i32);

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
            let digits = i256::from_i128(a.0).checked_mul(i256::from_i128(b.0)).ok_or_else(too_long)?;
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
            let (Some(quotient), Some(rest)) = (x.checked_div(y), x.checked_rem(y)) else { return Err(too_long()) };
            if length(quotient) > PRECISION {
                return Err(Raised::new(ErrorKind::InvalidCast, "a decimal quotient has too many digits"));
            }
            if op == BinaryOp::Mod { rounded(rest, scale) } else { rounded(quotient, 0) }
        }
        BinaryOp::Pow => power::power(a, b),
        _ => Err(Raised::type_error("unsupported operand types of decimals")),
    }
}

/// The number as an operator of one operand returns it: with no more digits than the context has.
pub(super) fn in_context((digits, scale): Number) -> Raises<Obj> {
    rounded(i256::from_i128(digits), scale)
}

/// What `a op b` is where either may be a zero with a minus sign; `None` unless one is a decimal, the other a decimal or an integer.
pub(super) fn signed(op: BinaryOp, a: &Obj, b: &Obj) -> Option<Raises<Obj>> {
    let decimal = |o: &Obj| matches!(o, Obj::Decimal(..) | Obj::MinusZero(_));
    if !decimal(a) && !decimal(b) {
        return None;
    }
    let ((x, x_negative), (y, y_negative)) = (number(a)?, number(b)?);
    let negative = match op {
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::FloorDiv => x_negative != y_negative,
        BinaryOp::Mod => x_negative,
        BinaryOp::Add => x_negative && y_negative,
        BinaryOp::Sub => x_negative && !y_negative && x.0 == 0,
        _ => false,
    };
    Some(binary(op, x, y).map(|result| match result {
        Obj::Decimal(0, scale) if negative => Obj::MinusZero(scale),
        result => result,
    }))
}

/// A decimal or an integer, and whether it has a minus sign.
fn number(value: &Obj) -> Option<(Number, bool)> {
    Some(match value {
        Obj::Decimal(digits, scale) => ((*digits, *scale), *digits < 0),
        Obj::MinusZero(scale) => ((0, *scale), true),
        Obj::Bool(b) => ((i128::from(*b), 0), false),
        Obj::Int(i) => ((*i, 0), *i < 0),
        _ => return None,
    })
}

/// How two numbers stand.
pub(super) fn order(a: Number, b: Number) -> Ordering {
    match aligned(a, b) {
        Some((x, y, _)) => x.cmp(&y),
        None => to_f64(a).partial_cmp(&to_f64(b)).unwrap_or(Ordering::Equal),
    }
}

/// How a decimal stands to a double, both taken exactly; not at all to NaN.
pub(super) fn order_with_float(a: Number, x: f64) -> Option<Ordering> {
    let rough = to_f64(a).partial_cmp(&x)?;
    if rough.is_ne() || x.is_infinite() {
        return Some(rough);
    }
    // the double next to the decimal is this one: all of its digits tell
    let written = format!("{x:.1074}");
    let exact = written.trim_start_matches('-').trim_end_matches('0');
    let (whole, part) = exact.split_once('.').unwrap_or((exact, ""));
    let figures = a.0.unsigned_abs().to_string();
    let behind = usize::try_from(a.1).unwrap_or(0);
    let figures = format!("{figures:0>width$}{}", "0".repeat(usize::try_from(-a.1).unwrap_or(0)), width = behind + 1);
    let (own_whole, own_part) = figures.split_at(figures.len() - behind);
    let by_digits = own_whole.len().cmp(&whole.len()).then_with(|| own_whole.cmp(whole));
    let order = by_digits.then_with(|| own_part.trim_end_matches('0').cmp(part));
    Some(if x < 0.0 { order.reverse() } else { order })
}

/// The nearest double.
pub(super) fn to_f64((digits, scale): Number) -> f64 {
    format!("{digits}e{}", -scale).parse().unwrap_or(f64::NAN)
}

/// Both with as many digits behind the point as the one that has more.
fn aligned(a: Number, b: Number) -> Option<(i256, i256, i32)> {
    let scale = a.1.max(b.1);
    let lift = |(digits, s): Number| power_of_ten((scale - s).unsigned_abs())?.checked_mul(i256::from_i128(digits));
    Some((lift(a)?, lift(b)?, scale))
}

fn power_of_ten(exponent: u32) -> Option<i256> {
    i256::from_i128(10).checked_pow(exponent)
}

/// Digits cut to as many as a number keeps.
fn rounded(digits: i256, scale: i32) -> Raises<Obj> {
    let excess = length(digits).saturating_sub(PRECISION);
    if excess > 0 {
        // rounding up may bring a digit back
        return rounded(half_even(digits, power_of_ten(excess).ok_or_else(too_long)?), scale - excess as i32);
    }
    digits.to_i128().map(|digits| Obj::Decimal(digits, scale)).ok_or_else(too_long)
}

fn half_even(digits: i256, unit: i256) -> i256 {
    let (Some(whole), Some(rest)) = (digits.checked_div(unit), digits.checked_rem(unit)) else { return digits };
    let two = i256::from_i128(2);
    let up = match rest.wrapping_abs().wrapping_mul(two).cmp(&unit) {
        Ordering::Greater => true,
        Ordering::Equal => whole.checked_rem(two) != Some(i256::ZERO),
        Ordering::Less => false,
    };
    match (up, digits.is_negative()) {
        (false, _) => whole,
        (true, false) => whole.wrapping_add(i256::ONE),
        (true, true) => whole.wrapping_sub(i256::ONE),
    }
}

fn divide(a: Number, b: Number) -> Raises<Obj> {
    if b.0 == 0 {
        return Err(Raised::new(ErrorKind::DivideByZero, "decimal division by zero"));
    }
    let ideal = a.1 - b.1;
    if a.0 == 0 {
        return Ok(Obj::Decimal(0, ideal.max(0)));
    }
    // so many digits are brought down that one more than fits is known
    let (x, y) = (i256::from_i128(a.0).wrapping_abs(), i256::from_i128(b.0).wrapping_abs());
    let more = (PRECISION + 1 + length(y)).saturating_sub(length(x));
    let lifted = power_of_ten(more).and_then(|unit| x.checked_mul(unit)).ok_or_else(too_long)?;
    let (Some(mut quotient), Some(rest)) = (lifted.checked_div(y), lifted.checked_rem(y)) else {
        return Err(too_long());
    };
    let mut scale = ideal + more as i32;
    let ten = i256::from_i128(10);
    if rest == i256::ZERO {
        while scale > ideal && quotient.checked_rem(ten) == Some(i256::ZERO) {
            quotient = quotient.checked_div(ten).unwrap_or(quotient);
            scale -= 1;
        }
    } else {
        // a rest means that the digits do not end here, so that it is no tie
        quotient = quotient.wrapping_mul(ten).wrapping_add(i256::ONE);
        scale += 1;
    }
    let negative = (a.0 < 0) != (b.0 < 0);
    rounded(if negative { quotient.wrapping_neg() } else { quotient }, scale)
}

/// How many digits a number has.
fn length(digits: i256) -> u32 {
    match digits.to_i128() {
        Some(digits) => digits.unsigned_abs().checked_ilog10().map_or(1, |n| n + 1),
        None => digits.wrapping_abs().to_string().len() as u32,
    }
}

fn too_long() -> Raised {
    Raised::internal("a decimal of more than 76 digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_the_double_that_has_all_its_digits() {
        let order = |digits, scale, x| order_with_float((digits, scale), x);
        assert_eq!(order(110, 2, 1.1), Some(Ordering::Less));
        assert_eq!(order(-110, 2, -1.1), Some(Ordering::Greater));
        assert_eq!([order(250, 2, 2.5), order(-5, 1, -0.5), order(0, 2, 0.0)], [Some(Ordering::Equal); 3]);
        assert_eq!(order(3, 0, 2.5), Some(Ordering::Greater));
        assert_eq!(order(1, 0, f64::NAN), None);
    }

    #[test]
    fn a_quotient_has_28_digits_and_no_needless_zeros() {
        let third = divide((1, 0), (3, 0));
        assert_eq!(third, Ok(Obj::Decimal(3_333_333_333_333_333_333_333_333_333, 28)));
        assert_eq!(divide((2, 0), (3, 0)), Ok(Obj::Decimal(6_666_666_666_666_666_666_666_666_667, 28)));
        assert_eq!(divide((150, 2), (50, 2)), Ok(Obj::Decimal(3, 0)));
        assert_eq!(divide((100, 2), (4, 0)), Ok(Obj::Decimal(25, 2)));
    }

    #[test]
    fn a_sum_and_a_product_are_cut_to_28_digits() {
        let nines = (10_i128.pow(38) - 1, 0);
        assert_eq!(binary(BinaryOp::Add, nines, nines), Ok(Obj::Decimal(2 * 10_i128.pow(27), -11)));
        assert_eq!(binary(BinaryOp::Mul, nines, nines), Ok(Obj::Decimal(10_i128.pow(27), -49)));
    }
}
