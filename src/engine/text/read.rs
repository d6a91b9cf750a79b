//! Text to values as Python reads it: `int()`, `float()`.

/// Why a text is no integer that can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum NoInteger {
    /// It is no integer.
    Invalid,
    /// It is one of more digits than can be held.
    TooLarge,
}

/// `int(text)`: blanks around it, a sign, digits of any script, single underscores between digits.
pub(in crate::engine) fn integer(text: &str) -> Result<i128, NoInteger> {
    let plain = digits_between(text).ok_or(NoInteger::Invalid)?;
    let figures = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    if figures.is_empty() || !figures.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NoInteger::Invalid);
    }
    plain.parse().map_err(|_| NoInteger::TooLarge)
}

/// `float(text)`; `None` where it is no number.
pub(in crate::engine) fn float(text: &str) -> Option<f64> {
    let plain = digits_between(text)?;
    plain.parse().ok()
}

/// The text without the blanks around it and without the underscores between its digits, all digits ASCII; `None` where an
/// underscore stands elsewhere.
fn digits_between(text: &str) -> Option<String> {
    let text: Vec<char> = text.trim_matches(is_space).chars().map(ascii_digit).collect();
    let digit = |i: usize| text.get(i).is_some_and(char::is_ascii_digit);
    let misplaced = |i: usize| text[i] == '_' && !(i > 0 && digit(i - 1) && digit(i + 1));
    if (0..text.len()).any(misplaced) {
        return None;
    }
    Some(text.into_iter().filter(|c| *c != '_').collect())
}

/// Whether Python's `str.isspace` says so: Unicode's white space and the four separators of ASCII.
pub(in crate::engine) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// A decimal digit of any script as the ASCII one.
pub(in crate::engine) fn ascii_digit(c: char) -> char {
    const ZEROS: [u32; 24] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
        0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0xff10, 0x1d7ce,
    ];
    let code = c as u32;
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code));
    zero.and_then(|zero| char::from_digit(code - zero, 10)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_blanks_underscores_and_digits_of_any_script() {
        assert_eq!([" 1 ", "+5", "1_000", "１２"].map(integer), [Ok(1), Ok(5), Ok(1000), Ok(12)]);
        for text in ["1.5", "", "1__0", "_1", "0x10", "1e5"] {
            assert_eq!(integer(text), Err(NoInteger::Invalid), "{text}");
        }
    }

    #[test]
    fn floats_have_words_too() {
        assert_eq!(
            ["1e5", "-inf", " 1. ", "Infinity"].map(float),
            [1e5, f64::NEG_INFINITY, 1.0, f64::INFINITY].map(Some)
        );
        assert_eq!([".", "", "1,0", "0x1"].map(float), [None; 4]);
    }
}
