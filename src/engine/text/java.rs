//! Java's text of numbers, and numbers from text.

mod floating;

/// `Double.toString`.
pub(in crate::engine) fn double(x: f64) -> String {
    spelled(x, floating::double)
}

/// `Float.toString`.
pub(in crate::engine) fn float(x: f32) -> String {
    spelled(f64::from(x), |_| floating::float(x))
}

/// `BigDecimal.toString`: an exponent where more than five zeros would follow the point.
pub(in crate::engine) fn decimal(digits: i128, scale: i32) -> String {
    let figures = digits.unsigned_abs().to_string();
    let exponent = figures.len() as i32 - 1 - scale;
    if scale <= 0 || exponent >= -6 {
        return super::canonical::decimal(digits, scale);
    }
    let (first, rest) = figures.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{}{first}{point}{rest}E{exponent}", if digits < 0 { "-" } else { "" })
}

/// Plain digits from 1e-3 up to 1e7, else one digit before the point and an exponent.
fn spelled(x: f64, digits: impl Fn(f64) -> (String, i32)) -> String {
    if x.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x.is_infinite() {
        return format!("{sign}Infinity");
    }
    if x == 0.0 {
        return format!("{sign}0.0");
    }
    let (figures, exponent) = digits(x);
    let plain = |whole: &str, part: &str| format!("{sign}{whole}.{}", if part.is_empty() { "0" } else { part });
    match exponent {
        -3..0 => plain("0", &format!("{}{figures}", "0".repeat((-exponent - 1) as usize))),
        0..7 => {
            let whole = exponent as usize + 1;
            let padded = format!("{figures:0<whole$}");
            plain(&padded[..whole], &padded[whole..])
        }
        _ => format!("{}E{exponent}", plain(&figures[..1], &figures[1..])),
    }
}

/// `Double.parseDouble`: blanks around it, a type suffix `d` or `f`.
pub(in crate::engine) fn parse_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| c <= ' ');
    match text {
        "NaN" | "+NaN" | "-NaN" => return Some(f64::NAN),
        "Infinity" | "+Infinity" => return Some(f64::INFINITY),
        "-Infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let text = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    if text.contains(['x', 'X']) {
        return hexadecimal(text);
    }
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    if numeric && text.bytes().any(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// `0x1.8p1`: hexadecimal figures, and the power of two that they are times.
fn hexadecimal(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (figures, exponent) = unsigned
        .get(2..)
        .filter(|_| unsigned.starts_with("0x") || unsigned.starts_with("0X"))?
        .split_once(['p', 'P'])?;
    let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
    let digits = u64::from_str_radix(&format!("{whole}{part}"), 16).ok()?;
    let power = exponent.parse::<i32>().ok()?.saturating_sub(4 * part.len() as i32);
    let value = digits as f64 * 2_f64.powi(power);
    Some(if text.starts_with('-') { -value } else { value })
}

/// `Integer.parseInt` and its like, of any size that can be held: a sign, digits of any script, nothing else.
pub(in crate::engine) fn integer(text: &str) -> Option<i128> {
    let plain: String = text.chars().map(super::read::ascii_digit).collect();
    let figures = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let digits = !figures.is_empty() && figures.bytes().all(|b| b.is_ascii_digit());
    if digits { plain.parse().ok() } else { None }
}

/// `new BigDecimal(text)`: its digits, and how many of them stand behind the point. None where the digits can't be held.
pub(in crate::engine) fn big_decimal(text: &str) -> Option<(i128, i64)> {
    let plain: String = text.chars().map(super::read::ascii_digit).collect();
    let (number, exponent) = match plain.find(['e', 'E']) {
        Some(at) => (&plain[..at], i64::from(plain[at + 1..].parse::<i32>().ok()?)),
        None => (plain.as_str(), 0),
    };
    let figures = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
    let digits = format!("{whole}{part}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    Some((if number.starts_with('-') { -value } else { value }, part.len() as i64 - exponent))
}

/// Digits with `have` of them behind the point as a decimal of another scale, half rounded away from zero; none where it has too
/// many digits.
pub(in crate::engine) fn rescaled((digits, have): (i128, i64), precision: u8, scale: i8) -> Option<i128> {
    let power = |n: i64| 10_i128.checked_pow(u32::try_from(n).ok()?);
    let more = i64::from(scale) - have;
    let value = if more >= 0 {
        digits.checked_mul(power(more)?)?
    } else {
        let unit = power(-more)?;
        let rest = digits % unit;
        digits / unit + if rest.unsigned_abs() * 2 >= unit.unsigned_abs() { rest.signum() } else { 0 }
    };
    (value.unsigned_abs() < 10_u128.pow(u32::from(precision))).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_plain_between_1e_3_and_1e7() {
        let texts = [1.0, 0.001, 0.0001, 9_999_999.0, 1e7, 123_456_789.125, -0.0, 1e-5, 1.5e300].map(double);
        assert_eq!(
            texts,
            ["1.0", "0.001", "1.0E-4", "9999999.0", "1.0E7", "1.23456789125E8", "-0.0", "1.0E-5", "1.5E300"]
        );
    }

    #[test]
    fn digits_are_not_always_the_fewest() {
        assert_eq!(
            [2e23, 2.0e-3, 4.9e-324, 2f64.powi(62)].map(double),
            ["1.9999999999999998E23", "0.002", "4.9E-324", "4.6116860184273879E18"]
        );
        assert_eq!([123_456_792.0, 1.0e10, 1.4e-45].map(float), ["1.23456792E8", "1.0E10", "1.4E-45"]);
    }

    #[test]
    fn a_number_may_say_that_it_is_a_double() {
        assert_eq!([" 1d", "2F", ".5", "1e5"].map(parse_double), [1.0, 2.0, 0.5, 1e5].map(Some));
        assert_eq!(["1L", "", ".", "nan", "1_0"].map(parse_double), [None; 5]);
    }

    #[test]
    fn hexadecimal_figures_stand_before_any_power_of_two() {
        assert_eq!(["0x1.8p1", "-0X2P-1", "0x1.8p-2147483648"].map(parse_double), [3.0, -1.0, 0.0].map(Some));
    }
}
