//! Letters in upper, lower and title case, by the tables of a version of Unicode.
//!
//! The tables are the standard library's (Unicode 17), less the letters that a version did not know yet, and title case besides, which
//! the library has none of. Sources: UnicodeData.txt, SpecialCasing.txt and DerivedAge.txt; CPython, `Objects/unicodectype.c` and
//! `do_title`; Spark, `UTF8String.toTitleCase`; Arrow, `scalar_string_utf8.cc`. Held against the frameworks for every character of the
//! first two planes that has a case.

use std::sync::LazyLock;

use fancy_regex::Regex;

use crate::axis::strings::{ArrowLetters, Letters};

/// The tables of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) struct Unicode(u8);

impl From<Letters> for Unicode {
    fn from(letters: Letters) -> Self {
        Self(match letters {
            Letters::Unicode13 => 13,
            Letters::Unicode14 => 14,
            Letters::Unicode17 => 17,
        })
    }
}

impl From<ArrowLetters> for Unicode {
    fn from(letters: ArrowLetters) -> Self {
        Self(match letters {
            ArrowLetters::Unicode14 => 14,
            ArrowLetters::Unicode18 => 18,
        })
    }
}

impl Unicode {
    /// A text in upper case, where a letter may become several.
    pub(in crate::engine) fn upper(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if self.knows(c) { out.extend(c.to_uppercase()) } else { out.push(c) }
        }
        out
    }

    /// A text in lower case, with a sigma that ends a word as one that does.
    pub(in crate::engine) fn lower(self, text: &str) -> String {
        self.lowered(text).map(|(_, lower)| lower).collect()
    }

    /// Every character, and what it is in lower case where it stands.
    pub(in crate::engine) fn lowered(self, text: &str) -> impl Iterator<Item = (char, String)> {
        let whole: Vec<char> = text.to_lowercase().chars().collect();
        let mut next = 0;
        text.chars().map(move |c| {
            let first = next;
            next += c.to_lowercase().count();
            let lower = if self.knows(c) { whole[first..next].iter().collect() } else { String::from(c) };
            (c, lower)
        })
    }

    /// The one upper-case letter of `c`; itself where there is none, or where it takes several.
    pub(in crate::engine) fn simple_upper(self, c: char) -> char {
        match c {
            '\u{1F80}'..='\u{1FAF}' | '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => iota_below(c),
            _ => self.newest(c).map_or_else(|| self.single(c, c.to_uppercase()), |(upper, _)| upper),
        }
    }

    /// The one capital that Arrow maps `c` to: the simple one, and one for a sharp s.
    pub(in crate::engine) fn capital(self, c: char) -> char {
        if c == 'ß' { 'ẞ' } else { self.simple_upper(c) }
    }

    /// The one lower-case letter of `c`, or itself.
    pub(in crate::engine) fn simple_lower(self, c: char) -> char {
        match c {
            'İ' => 'i',
            _ => self.newest(c).map_or_else(|| self.single(c, c.to_lowercase()), |(_, lower)| lower),
        }
    }

    /// The one title-case letter of `c`: upper case, but for pairs of letters in one and for scripts that have no capitals in texts.
    pub(in crate::engine) fn simple_title(self, c: char) -> char {
        match c {
            'Ǆ'..='ǆ' => 'ǅ',
            'Ǉ'..='ǉ' => 'ǈ',
            'Ǌ'..='ǌ' => 'ǋ',
            'Ǳ'..='ǳ' => 'ǲ',
            'ა'..='ჿ' => c,
            _ => self.simple_upper(c),
        }
    }

    /// A letter in title case, which may be several: the first in upper case, the others in lower.
    pub(in crate::engine) fn title(self, c: char, out: &mut String) {
        let mut upper = c.to_uppercase();
        match (c, upper.len()) {
            ('ŉ', _) => out.extend(upper),
            (
                '\u{1F80}'..='\u{1FAF}' | '\u{1FB3}' | '\u{1FBC}' | '\u{1FC3}' | '\u{1FCC}' | '\u{1FF3}' | '\u{1FFC}',
                _,
            ) => {
                out.push(iota_below(c));
            }
            (_, 2..) if self.knows(c) => {
                out.extend(upper.next());
                upper.for_each(|c| match c {
                    // a small iota is written below in title case
                    'Ι' => out.push('\u{345}'),
                    _ => out.extend(c.to_lowercase()),
                });
            }
            _ => out.push(self.simple_title(c)),
        }
    }

    /// Whether `c` is cased: lower, upper or title case by property, also where its other case is no single character.
    pub(in crate::engine) fn is_cased(self, c: char) -> bool {
        match c {
            'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | '\u{1FBC}' | '\u{1FCC}' | '\u{1FFC}' => true,
            '\u{1F80}'..='\u{1FAF}' => true,
            'ꟓ' | 'ꟕ' | 'ɤ' | 'ƛ' => true,
            // a letter without case since Unicode 17
            'ʕ' => self.0 < 17,
            // modifiers that have the property since Unicode 15
            'ჼ' | '\u{A7F1}'..='\u{A7F4}' | '\u{AB69}' | '\u{1DF25}'..='\u{1DF2A}' | '\u{1E030}'..='\u{1E06D}' => {
                self.0 > 14 && c.is_lowercase()
            }
            _ => (c.is_lowercase() || c.is_uppercase()) && self.knows(c),
        }
    }

    /// Whether `c` is a letter of upper, lower or title case by category, or has another case.
    pub(in crate::engine) fn is_letter_with_case(self, c: char) -> bool {
        static CATEGORY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{Lu}\p{Ll}\p{Lt}]").ok());
        let by_category = || {
            let category = CATEGORY.as_ref().map(|category| category.is_match(c.encode_utf8(&mut [0; 4])));
            matches!(category, Some(Ok(true))) && self.knows(c) || matches!(c, 'ꟓ' | 'ꟕ' | 'ɤ' | 'ƛ')
        };
        let newer = |known: bool| if self.0 < 18 { by_category() } else { known };
        match c {
            _ if self.simple_upper(c) != c || self.simple_lower(c) != c => true,
            'ʕ' => newer(false),
            '\u{1D6A6}' | '\u{1DF1F}'..='\u{1DF24}' | '\u{1DF2B}'..='\u{1DF71}' | '\u{1DF90}'..='\u{1DF96}' => {
                newer(true)
            }
            _ => !c.is_ascii() && by_category(),
        }
    }

    fn single(self, c: char, mut mapped: impl ExactSizeIterator<Item = char>) -> char {
        match mapped.next() {
            Some(one) if mapped.len() == 0 && self.knows(c) => one,
            _ => c,
        }
    }

    /// Whether the case of `c` was known by then.
    fn knows(self, c: char) -> bool {
        self.0 >= since(c)
    }

    /// The pair that a character has been of since Unicode 18: upper and lower case.
    fn newest(self, c: char) -> Option<(char, char)> {
        let code = c as u32;
        let pair = match code {
            _ if self.0 < 18 => return None,
            0x277 | 0xA7DD => (0xA7DD, 0x277),
            0x27C | 0xA7E2 => (0xA7E2, 0x27C),
            0xAB4B | 0xAB6C => (0xAB6C, 0xAB4B),
            0xAB4C | 0xAB6D => (0xAB6D, 0xAB4C),
            0x1DF4D | 0x1DF4E => (0x1DF4D, 0x1DF4E),
            0x1DF51 | 0x1DF52 => (0x1DF51, 0x1DF52),
            0x1DF40 | 0x1DF41 | 0x1DF48..=0x1DF4B | 0x1DF68..=0x1DF6F | 0x1DF72..=0x1DF7F => (code & !1, code | 1),
            _ => return None,
        };
        Some((char::from_u32(pair.0)?, char::from_u32(pair.1)?))
    }
}

/// The title-case letter of a Greek vowel with an iota below.
fn iota_below(c: char) -> char {
    match c {
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => char::from_u32(c as u32 + 9).unwrap_or(c),
        '\u{1F80}'..='\u{1FAF}' => char::from_u32(c as u32 | 8).unwrap_or(c),
        _ => c,
    }
}

/// The version from which on a character has another case; none of those here is of one before 14.
fn since(c: char) -> u8 {
    match c {
        '\u{2C2F}' | '\u{2C5F}' | '\u{A7C0}' | '\u{A7C1}' | '\u{A7D0}' | '\u{A7D1}' | '\u{A7D6}'..='\u{A7D9}' => 14,
        '\u{10570}'..='\u{105BC}' => 14,
        'ƛ' | 'ɤ' | '\u{1C89}' | '\u{1C8A}' | '\u{A7CB}'..='\u{A7CD}' | '\u{A7DA}'..='\u{A7DC}' => 16,
        '\u{10D50}'..='\u{10D85}' => 16,
        '\u{A7CE}' | '\u{A7CF}' | '\u{A7D2}'..='\u{A7D5}' | '\u{16EA0}'..='\u{16ED3}' => 17,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_maps_the_letters_that_it_knew() {
        assert_eq!(Unicode(13).upper("ɤⱟa"), "ɤⱟA");
        assert_eq!(Unicode(14).lower("ɤⰯ"), "ɤⱟ");
        assert_eq!(Unicode(17).upper("ɤ"), "\u{A7CB}");
        assert_eq!((Unicode(17).simple_upper('ɷ'), Unicode(18).simple_upper('ɷ')), ('ɷ', '\u{A7DD}'));
    }

    #[test]
    fn several_letters_come_of_one_unless_one_is_asked_for() {
        assert_eq!(Unicode(17).upper("straße ﬁ"), "STRASSE FI");
        assert_eq!("straße ﬁ".chars().map(|c| Unicode(17).capital(c)).collect::<String>(), "STRAẞE ﬁ");
    }

    #[test]
    fn title_case_is_not_upper_case() {
        let title = |c| {
            let mut out = String::new();
            Unicode(17).title(c, &mut out);
            out
        };
        assert_eq!(['ǆ', 'ბ', 'ŉ', 'ᾳ', 'ﬁ', 'ᾴ'].map(title), ["ǅ", "ბ", "ʼN", "ᾼ", "Fi", "Ά\u{345}"]);
    }

    #[test]
    fn a_sigma_at_the_end_of_a_word_is_another() {
        assert_eq!(Unicode(14).lower("ΟΔΟΣ ΣΑΣ"), "οδος σας");
    }
}
