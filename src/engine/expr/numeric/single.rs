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
    const NUMERATOR: [f32; 6] = [
        9.999_999_999_980_870_924_916e-01,
        7.257_664_613_233_124_478_488e-01,
        2.473_615_434_895_520_810_817e-01,
        5.114_512_081_637_298_353_406e-02,
        6.757_896_990_527_504_603_057e-03,
        5.082_762_527_590_693_718_096e-04,
    ];
    const DENOMINATOR: [f32; 3] = [1.0, -2.742_335_390_411_667_452_936e-01, 2.159_509_375_685_829_852_307e-02];
    if x.is_nan() {
        return x;
    }
    if x > 88.722_839_355_468_75 {
        return f32::INFINITY;
    }
    if x < -103.972_084_045_410_156_25 {
        return 0.0;
    }
    let twos = (x * std::f32::consts::LOG2_E).round_ties_even();
    // the logarithm of two in two parts, so that nothing of the rest is lost
    let rest = twos.mul_add(-6.931_457_52e-1, x);
    let rest = twos.mul_add(-1.428_606_77e-6, rest);
    let quotient = polynomial(rest, &NUMERATOR) / polynomial(rest, &DENOMINATOR);
    (f64::from(quotient) * f64::from(twos).exp2()) as f32
}

/// The natural logarithm of `x`.
pub(super) fn log(x: f32) -> f32 {
    const NUMERATOR: [f32; 6] = [
        0.0,
        9.999_999_999_999_998_702_752e-01,
        2.112_677_543_073_053_063_722e+00,
        1.480_000_633_576_506_585_156e+00,
        3.808_837_741_388_407_920_751e-01,
        2.589_979_117_907_922_693_523e-02,
    ];
    const DENOMINATOR: [f32; 6] = [
        1.0,
        2.612_677_543_073_109_236_779e+00,
        2.453_006_071_784_736_363_091e+00,
        9.864_942_958_519_418_960_339e-01,
        1.546_476_374_983_906_719_538e-01,
        5.875_095_403_124_574_342_950e-03,
    ];
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
        assert_eq!(exp(1.0).to_bits(), 2.718_281_984_329_223_6_f32.to_bits());
        assert_eq!(exp(-100.0), 3.783_505_853_677_006e-44);
        assert_eq!(exp(100.0), f32::INFINITY);
        assert_eq!(exp(0.0), 1.0);
    }
}
