//! `a ** b` of two `decimal.Decimal`: by squaring where `b` is whole, else by way of the logarithm.
//!
//! Source: Python, `Decimal.__pow__`; libmpdec's `mpd_qpow`.

use arrow::datatypes::i256;

use super::functions::{LN_TEN, WORKING, exponential};
use super::{Number, divide, half_even, length, power_of_ten, rounded, too_long};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// What `a ** b` is.
pub(super) fn power(a: Number, b: Number) -> Raises<Obj> {
    let undefined = || Raised::new(ErrorKind::InvalidCast, "a power of decimals that is not defined");
    match (a.0, b.0, whole(b)) {
        (0, 0, _) => Err(undefined()),
        (_, 0, _) => Ok(Obj::Decimal(1, 0)),
        (0, 1.., _) => Ok(Obj::Decimal(0, 0)),
        (0, ..0, _) => Err(Raised::internal("an infinite decimal")),
        (..0, _, None) => Err(undefined()),
        (_, _, Some(n)) => whole_power(a, n),
        (_, _, None) => {
            let unit = power_of_ten(b.1.unsigned_abs()).ok_or_else(too_long)?;
            let exponent = logarithm(a)?.checked_mul(i256::from_i128(b.0)).and_then(|x| x.checked_div(unit));
            exponential(exponent.ok_or_else(too_long)?)
        }
    }
}

/// The number as a whole one, if it is.
fn whole((digits, scale): Number) -> Option<i32> {
    let unit = 10_i128.checked_pow(scale.unsigned_abs())?;
    let whole = if scale <= 0 { digits.checked_mul(unit)? } else { (digits % unit == 0).then(|| digits / unit)? };
    i32::try_from(whole).ok()
}

fn whole_power((digits, scale): Number, n: i32) -> Raises<Obj> {
    let times = |(a, s): (i256, i32), (b, t): (i256, i32)| -> Raises<(i256, i32)> {
        let product = a.checked_mul(b).ok_or_else(too_long)?;
        let excess = length(product).saturating_sub(WORKING);
        let unit = power_of_ten(excess).ok_or_else(too_long)?;
        let scale = s.checked_add(t).and_then(|scale| scale.checked_sub(excess as i32)).ok_or_else(too_long)?;
        Ok((half_even(product, unit), scale))
    };
    let (mut power, mut square, mut left) = ((i256::ONE, 0), (i256::from_i128(digits), scale), n.unsigned_abs());
    while left > 0 {
        if left % 2 == 1 {
            power = times(power, square)?;
        }
        left /= 2;
        if left > 0 {
            square = times(square, square)?;
        }
    }
    if n > 0 {
        return rounded(power.0, power.1);
    }
    divide((1, 0), (power.0.to_i128().ok_or_else(too_long)?, power.1))
}

/// The natural logarithm of a positive number, in fixed point: tens are split off, and what is left is near one.
fn logarithm((digits, scale): Number) -> Raises<i256> {
    let one = power_of_ten(WORKING).ok_or_else(too_long)?;
    let digits = i256::from_i128(digits);
    let mut tens = length(digits) as i32 - 1;
    let unit = power_of_ten(WORKING.abs_diff(tens.unsigned_abs())).ok_or_else(too_long)?;
    let lift = WORKING as i32 >= tens;
    let mut near = if lift { digits.checked_mul(unit) } else { digits.checked_div(unit) }.ok_or_else(too_long)?;
    if near > one.wrapping_mul(i256::from_i128(3)) {
        near = near.checked_div(i256::from_i128(10)).ok_or_else(too_long)?;
        tens += 1;
    }
    // ln x = 2 artanh((x - 1) / (x + 1))
    let ratio = near.wrapping_sub(one).wrapping_mul(one).checked_div(near.wrapping_add(one)).ok_or_else(too_long)?;
    let square = ratio.wrapping_mul(ratio).checked_div(one).ok_or_else(too_long)?;
    let (mut sum, mut term, mut n) = (i256::ZERO, ratio, 1_i128);
    while term != i256::ZERO {
        sum = sum.wrapping_add(term.checked_div(i256::from_i128(n)).ok_or_else(too_long)?);
        term = term.wrapping_mul(square).checked_div(one).ok_or_else(too_long)?;
        n += 2;
    }
    let of_tens = i256::from_i128(LN_TEN).wrapping_mul(i256::from_i128((tens - scale).into()));
    Ok(sum.wrapping_mul(i256::from_i128(2)).wrapping_add(of_tens))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_power_is_exact_where_it_fits() {
        assert_eq!(power((100, 2), (3, 0)), Ok(Obj::Decimal(1_000_000, 6)));
        assert_eq!(power((125, 2), (-2, 0)), Ok(Obj::Decimal(64, 2)));
        assert_eq!(power((125, 2), (40, 0)), Ok(Obj::Decimal(7_523_163_845_262_640_050_999_913_838, 24)));
        assert_eq!(power((0, 2), (3, 0)), Ok(Obj::Decimal(0, 0)));
        assert!(power((0, 2), (0, 0)).is_err());
    }

    #[test]
    fn a_broken_power_has_28_digits() {
        assert_eq!(power((125, 2), (125, 2)), Ok(Obj::Decimal(1_321_714_079_300_705_149_418_796_250, 27)));
        assert_eq!(power((2, 0), (-15, 1)), Ok(Obj::Decimal(3_535_533_905_932_737_622_004_221_811, 28)));
        assert_eq!(power((1, 0), (125, 2)), Ok(Obj::Decimal(10_i128.pow(27), 27)));
        assert_eq!(power((9, 0), (15, 1)), Ok(Obj::Decimal(27 * 10_i128.pow(26), 26)));
        assert!(power((-2, 0), (5, 1)).is_err());
    }
}
