//! Text that others wrote, made safe to show: nothing in it steers a terminal or turns the direction of what follows it.

use std::borrow::Cow;

/// The text with its control and direction characters spelled out: `\u{202e}`.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if steers(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Whether a character does something instead of being seen.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn what_steers_is_spelled_out_and_all_else_is_as_it_was() {
        assert_eq!(safe("a\u{202e}b\u{1b}[31m\nc"), "a\\u{202e}b\\u{1b}[31m\\nc");
        assert_eq!(safe("žluťoučký 🐎 שלום"), "žluťoučký 🐎 שלום");
    }
}
