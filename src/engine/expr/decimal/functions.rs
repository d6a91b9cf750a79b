//! Functions of one `decimal.Decimal`: `round`, `sqrt`, `exp`.
//!
//! Source: Python, `Lib/_pydecimal.py`.

use arrow::datatypes::i256;

use super::{Number, PRECISION, half_even, length, power_of_ten, rounded, too_long};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Digits behind the point that [`exp`] computes with: enough for 28 significant ones, and their products fit 256 bits.
pub(super) const WORKING: u32 = 36;

/// The natural logarithm of ten with [`WORKING`] digits behind the point.
pub(super) const LN_TEN: i128 = 2_302_585_092_994_045_684_017_991_454_684_364_208;

/// The number with `digits` behind the point, halves to even.
pub(in crate::engine::expr) fn quantized((value, scale): Number, digits: i32) -> Raises<Obj> {
    let unit = power_of_ten((digits - scale).unsigned_abs()).ok_or_else(too_long)?;
    let negative = value < 0;
    let value = i256::from_i128(value);
    let value = if digits >= scale { value.checked_mul(unit).ok_or_else(too_long)? } else { half_even(value, unit) };
    match value.to_i128().filter(|_| length(value) <= PRECISION) {
        Some(0) if negative => Ok(Obj::MinusZero(digits)),
        Some(value) => Ok(Obj::Decimal(value, digits)),
        None => Err(Raised::new(ErrorKind::InvalidCast, "a rounded decimal has too many digits")),
    }
}

/// The square root; an exact one has half as many digits behind the point.
pub(in crate::engine::expr) fn sqrt((value, scale): Number) -> Raises<Obj> {
    let ideal = scale.div_euclid(2) + scale.rem_euclid(2);
    if value < 0 {
        return Err(Raised::new(ErrorKind::InvalidCast, "a negative decimal has no square root"));
    }
    if value == 0 {
        return Ok(Obj::Decimal(0, ideal));
    }
    // lifted to an even scale and to a root of one digit more than is kept
    let radicand = i256::from_i128(value);
    let lift = (2 * PRECISION + 2).saturating_sub(length(radicand)) as i32;
    let lift = lift + (scale + lift).rem_euclid(2);
    let radicand =
        power_of_ten(lift.unsigned_abs()).and_then(|unit| radicand.checked_mul(unit)).ok_or_else(too_long)?;
    let root = whole_root(radicand);
    let root_scale = i32::midpoint(scale, lift);
    if root.wrapping_mul(root) != radicand {
        // a rest means that the digits do not end here, so that it is no tie
        return rounded(root.wrapping_mul(i256::from_i128(10)).wrapping_add(i256::ONE), root_scale + 1);
    }
    let (mut root, mut root_scale) = (root, root_scale);
    let ten = i256::from_i128(10);
    while root_scale > ideal && root.checked_rem(ten) == Some(i256::ZERO) {
        root = root.checked_div(ten).unwrap_or(root);
        root_scale -= 1;
    }
    rounded(root, root_scale)
}

/// The largest whole number whose square is not above `n`, by Newton's steps from above.
fn whole_root(n: i256) -> i256 {
    let mut root = power_of_ten(length(n).div_ceil(2)).unwrap_or(n);
    loop {
        let next = n.checked_div(root).map(|quotient| root.wrapping_add(quotient));
        let Some(next) = next.and_then(|sum| sum.checked_div(i256::from_i128(2))) else { return root };
        if next >= root {
            return root;
        }
        root = next;
    }
}

/// Euler's number to this power, by its series; whole powers of ten are split off first.
pub(in crate::engine::expr) fn exp((value, scale): Number) -> Raises<Obj> {
    if value == 0 {
        return Ok(Obj::Decimal(1, 0));
    }
    if super::to_f64((value, scale)).abs() > 1e6 {
        return Err(out_of_range());
    }
    let shift = scale - WORKING as i32;
    let unit = power_of_ten(shift.unsigned_abs()).ok_or_else(too_long)?;
    let value = i256::from_i128(value);
    exponential(if shift > 0 { value.checked_div(unit) } else { value.checked_mul(unit) }.ok_or_else(too_long)?)
}

fn out_of_range() -> Raised {
    Raised::new(ErrorKind::Overflow, "the exponential of a decimal is out of range")
}

/// The same of a number in fixed point, with [`WORKING`] digits behind the point.
pub(super) fn exponential(fixed: i256) -> Raises<Obj> {
    let one = power_of_ten(WORKING).ok_or_else(too_long)?;
    let ln_ten = i256::from_i128(LN_TEN);
    let tens = fixed.checked_div(ln_ten).and_then(i256::to_i128).and_then(|tens| i32::try_from(tens).ok());
    let tens = tens.filter(|tens| tens.abs() < 1_000_000).ok_or_else(out_of_range)?;
    let rest = fixed.wrapping_sub(ln_ten.wrapping_mul(i256::from_i128(tens.into())));
    let (mut sum, mut term, mut n) = (one, one, 0_i128);
    while term != i256::ZERO {
        n += 1;
        let product = term.wrapping_mul(rest).checked_div(one);
        term = product.and_then(|p| p.checked_div(i256::from_i128(n))).ok_or_else(too_long)?;
        sum = sum.wrapping_add(term);
    }
    rounded(sum, WORKING as i32 - tens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_exact_where_there_is_one() {
        assert_eq!(sqrt((400, 2)), Ok(Obj::Decimal(20, 1)));
        assert_eq!(sqrt((16, 0)), Ok(Obj::Decimal(4, 0)));
        assert_eq!(sqrt((125, 2)), Ok(Obj::Decimal(1_118_033_988_749_894_848_204_586_834, 27)));
        assert!(sqrt((-1, 0)).is_err());
    }

    #[test]
    fn an_exponential_has_28_digits() {
        assert_eq!(exp((125, 2)), Ok(Obj::Decimal(3_490_342_957_461_841_376_130_546_030, 27)));
        assert_eq!(exp((-135, 2)), Ok(Obj::Decimal(2_592_402_606_458_915_075_717_326_107, 28)));
        assert_eq!(exp((0, 2)), Ok(Obj::Decimal(1, 0)));
    }

    #[test]
    fn rounding_takes_halves_to_even() {
        assert_eq!(quantized((125, 2), 1), Ok(Obj::Decimal(12, 1)));
        assert_eq!(quantized((-135, 2), 1), Ok(Obj::Decimal(-14, 1)));
        assert_eq!(quantized((4, 0), 2), Ok(Obj::Decimal(400, 2)));
    }
}
