//! The exponential and the logarithm in single precision as NumPy's vector loops compute them: a quotient of two polynomials,
//! which in the last place is not always the nearest number.
//!
//! Source: NumPy, `loops_exponent_log.dispatch.c.src` (`simd_exp_FLOAT`, `simd_log_FLOAT`) and `npy_simd_data.h`.

/// A polynomial's value, its coefficients from the lowest on.
fn polynomial(x: f32, coefficients: &[f32]) -> f32 {
    coefficients.iter().rev().copied().reduce(|sum, next| sum.mul_add(x, next)).unwrap_or(0.0)
}

/// Euler's number to the power of `x`.
pub(super) fn exp(x: f32) -> f32 {
    const NUMERATOR: [f32; 6] = [1.0, 7.257_665e-1, 2.473_615_4e-1, 5.114_512e-2, 6.757_897e-3, 5.082_763e-4];
    const DENOMINATOR: [f32; 3] = [1.0, -2.742_335_5e-1, 2.159_509_4e-2];
    if x.is_nan() {
        return x;
    }
    if x > 88.722_84 {
        return f32::INFINITY;
    }
    if x < -103.972_084 {
        return 0.0;
    }
    let twos = (x * std::f32::consts::LOG2_E).round_ties_even();
    // the logarithm of two in two parts, so that nothing of the rest is lost
    let rest = twos.mul_add(-6.931_457_5e-1, x);
    let rest = twos.mul_add(-1.428_606_8e-6, rest);
    let quotient = polynomial(rest, &NUMERATOR) / polynomial(rest, &DENOMINATOR);
    (f64::from(quotient) * f64::from(twos).exp2()) as f32
}

/// The natural logarithm of `x`.
pub(super) fn log(x: f32) -> f32 {
    const NUMERATOR: [f32; 6] = [0.0, 1.0, 2.112_677_6, 1.480_000_6, 3.808_837_8e-1, 2.589_979_2e-2];
    const DENOMINATOR: [f32; 6] = [1.0, 2.612_677_6, 2.453_006, 9.864_943e-1, 1.546_476_3e-1, 5.875_095_3e-3];
    if x.is_nan() || x < 0.0 {
        return f32::NAN;
    }
    if x == 0.0 {
        return f32::NEG_INFINITY;
    }
    if x.is_infinite() {
        return x;
    }
    // x is `fraction` times two to the power of `twos`, the fraction around one
    let subnormal = x < f32::MIN_POSITIVE;
    let bits = (if subnormal { x * 8_388_608.0 } else { x }).to_bits();
    let twos = (bits >> 23) as i32 - 127 - if subnormal { 23 } else { 0 };
    let fraction = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let (fraction, twos) =
        if fraction > std::f32::consts::SQRT_2 { (fraction / 2.0, twos + 1) } else { (fraction, twos) };
    let above_one = fraction - 1.0;
    let quotient = polynomial(above_one, &NUMERATOR) / polynomial(above_one, &DENOMINATOR);
    (twos as f32).mul_add(std::f32::consts::LN_2, quotient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_is_that_of_the_vector_loops() {
        assert_eq!(exp(1.0).to_bits(), 0x402d_f855);
        assert_eq!(exp(-100.0).to_bits(), 0x0000_001b);
        assert_eq!(exp(100.0), f32::INFINITY);
        assert_eq!(exp(0.0), 1.0);
    }
}
