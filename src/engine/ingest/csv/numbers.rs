//! Numbers of a CSV file as pandas' C parser reads them.
//!
//! Source: pandas, `pandas/_libs/src/parser/tokenizer.c`: `str_to_int64`, `str_to_uint64`, `precise_xstrtod`.

use crate::axis::csv::Fractions;

/// Why a text is no integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoInteger {
    /// It is something else.
    Invalid,
    /// It has more digits than fit.
    TooLarge,
}

/// The text without the blanks around it.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}'])
}

/// A signed integer of 64 bits.
pub(super) fn int64(text: &str) -> Result<i64, NoInteger> {
    let text = trimmed(text);
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NoInteger::Invalid);
    }
    text.parse().map_err(|_| NoInteger::TooLarge)
}

/// An unsigned integer of 64 bits; a negative one is `None`, whatever follows its sign.
pub(super) fn uint64(text: &str) -> Result<Option<u64>, NoInteger> {
    let text = trimmed(text);
    if text.starts_with('-') {
        return Ok(None);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NoInteger::Invalid);
    }
    digits.parse().map(Some).map_err(|_| NoInteger::TooLarge)
}

/// A fraction, or one of the words for what is infinite.
pub(super) fn double(text: &str, fractions: Fractions) -> Option<f64> {
    let number = trimmed(text);
    let (sign, figures) = match number.strip_prefix(['-', '+']) {
        Some(rest) => (if number.starts_with('-') { -1.0 } else { 1.0 }, rest),
        None => (1.0, number),
    };
    if figures.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        let plain = figures.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let value: f64 = if plain { figures.parse().ok()? } else { return None };
        return match fractions {
            Fractions::Exact => Some(sign * value),
            Fractions::Scaled => scaled(figures).map(|x| sign * x),
        };
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let infinite = unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity");
    infinite.then(|| if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
}

/// The first seventeen digits as a number, then multiplied or divided once by a power of ten; `None` where it is too large.
fn scaled(figures: &str) -> Option<f64> {
    const DIGITS: usize = 17;
    let (mantissa, power) = match figures.find(['e', 'E']) {
        Some(at) => (&figures[..at], figures[at + 1..].parse::<i64>().ok()?),
        None => (figures, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let add = |sum: f64, digit: u8| sum * 10.0 + f64::from(digit - b'0');
    let kept = whole.len().min(DIGITS);
    let mut number = whole.bytes().take(kept).fold(0.0, add);
    let behind = part.len().min(DIGITS - kept);
    number = part.bytes().take(behind).fold(number, add);
    let exponent = power + (whole.len() - kept) as i64 - behind as i64;
    let ten = |n: i64| format!("1e{n}").parse::<f64>().unwrap_or(f64::INFINITY);
    let value = match exponent {
        309.. => return None,
        1..=308 => number * ten(exponent),
        -308..=0 => number / ten(-exponent),
        -616..-308 => number / ten(-308 - exponent) / ten(308),
        _ => 0.0,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_digits_are_scaled_once() {
        let read = |text| double(text, Fractions::Scaled);
        assert_eq!(read("0.30000000000000004"), Some(0.3));
        assert_eq!(read("3.14159265358979323846"), Some(3.141_592_653_589_792_7));
        assert_eq!(["1e400", "1e5.5", "0x1", "-", "1 2"].map(read), [None; 5]);
        assert_eq!([" -1.5 ", ".5", "1.", "+inf", "-Infinity"].map(read)[..3], [-1.5, 0.5, 1.0].map(Some));
        assert_eq!(double("1e400", Fractions::Exact), Some(f64::INFINITY));
    }
}
