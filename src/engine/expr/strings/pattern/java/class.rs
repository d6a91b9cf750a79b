//! Sets of characters.
//!
//! Source: Java 17, `java.util.regex.CharPredicates` and the static methods of `Pattern` that make predicates; Unicode 13.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use regex_syntax::hir::HirKind;

use super::super::Unread;
use crate::axis::strings::Letters;
use crate::engine::text::letters::Unicode;

/// Whether a character, by its number, belongs to a set.
type Test = Arc<dyn Fn(u32) -> bool + Send + Sync>;

/// A set of characters.
#[derive(Clone)]
pub(super) struct Class {
    test: Test,
    /// Whether it looks at halves of characters, as it knows none beyond the first plane (`BmpCharPredicate`).
    pub(super) by_unit: bool,
    /// Which of ASCII belong to it.
    ascii: u128,
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Class").field("ascii", &self.ascii).finish_non_exhaustive()
    }
}

impl Class {
    /// Characters that a test holds for.
    pub(super) fn new(by_unit: bool, test: impl Fn(u32) -> bool + Send + Sync + 'static) -> Self {
        let ascii = (0..128).filter(|c| test(*c)).fold(0, |all, c| all | 1 << c);
        Self { test: Arc::new(test), by_unit, ascii }
    }

    pub(super) fn has(&self, c: u32) -> bool {
        if c < 128 { self.ascii >> c & 1 == 1 } else { (self.test)(c) }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self::new(self.by_unit && other.by_unit, move |c| self.has(c) || other.has(c))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self::new(self.by_unit || other.by_unit, move |c| self.has(c) && other.has(c))
    }

    pub(super) fn not(self) -> Self {
        Self::new(false, move |c| !self.has(c))
    }

    /// Not these if `negated`.
    pub(super) fn unless(self, negated: bool) -> Self {
        if negated { self.not() } else { self }
    }

    /// One character, in any case if asked.
    pub(super) fn one(c: u32, case: Case) -> Self {
        match case {
            Case::Any if folded(c) != upper(c) => {
                let small = folded(c);
                Self::new(false, move |other| other == small || folded(other) == small)
            }
            Case::Ascii if is_ascii_letter(c) => Self::new(true, move |other| other | 0x20 == c | 0x20),
            Case::Any | Case::Ascii | Case::Same => Self::new(c <= 0xFFFF, move |other| other == c),
        }
    }

    /// The characters between two.
    pub(super) fn range(range: RangeInclusive<u32>, case: Case) -> Self {
        match case {
            Case::Same => {
                let by_unit = *range.end() < 0xD800 || *range.start() > 0xDFFF && *range.end() <= 0xFFFF;
                Self::new(by_unit, move |c| range.contains(&c))
            }
            Case::Ascii => Self::new(false, move |c| {
                range.contains(&c)
                    || is_ascii_letter(c) && (range.contains(&(c & !0x20)) || range.contains(&(c | 0x20)))
            }),
            Case::Any => {
                Self::new(false, move |c| range.contains(&c) || range.contains(&upper(c)) || range.contains(&folded(c)))
            }
        }
    }

    /// Those of ASCII.
    pub(super) fn ascii(test: impl Fn(u8) -> bool + Send + Sync + 'static) -> Self {
        Self::new(true, move |c| c < 128 && test(c as u8))
    }

    /// Blanks on a line (`\h`), or what ends one (`\v`).
    pub(super) fn blanks(upright: bool) -> Self {
        if upright {
            Self::new(true, |c| matches!(c, 0x0A..=0x0D | 0x85 | 0x2028 | 0x2029))
        } else {
            Self::new(true, |c| {
                matches!(c, 0x09 | 0x20 | 0xA0 | 0x1680 | 0x180E | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000)
            })
        }
    }

    /// The characters of this crate's class of Unicode, as Unicode 13 knew them.
    pub(super) fn unicode(class: &str) -> Option<Self> {
        let parsed = regex_syntax::parse(&format!("[[{class}]&&\\p{{Age:13.0}}]")).ok()?;
        let HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = parsed.into_kind() else { return None };
        let ranges: Vec<(u32, u32)> = class.iter().map(|r| (u32::from(r.start()), u32::from(r.end()))).collect();
        Some(Self::new(false, move |c| {
            let next = ranges.partition_point(|(first, _)| *first <= c);
            next > 0 && c <= ranges[next - 1].1
        }))
    }
}

/// In which case letters are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Same,
    /// Letters of ASCII in any.
    Ascii,
    /// All letters in any.
    Any,
}

fn is_ascii_letter(c: u32) -> bool {
    matches!(c | 0x20, 0x61..=0x7A)
}

fn unicode() -> Unicode {
    Unicode::from(Letters::Unicode13)
}

fn upper(c: u32) -> u32 {
    char::from_u32(c).map_or(c, |c| unicode().simple_upper(c).into())
}

/// A letter as it is compared in any case: the small one of its capital.
pub(super) fn folded(c: u32) -> u32 {
    char::from_u32(upper(c)).map_or(c, |c| unicode().simple_lower(c).into())
}

/// What the general categories are called, and the groups of them.
const CATEGORIES: &str =
    " Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf L M N Z P S ";

/// Those of `\p{…}` that have one name and no other.
fn named(name: &str, any_case: bool) -> Option<Class> {
    if CATEGORIES.contains(&format!(" {name} ")) {
        let cased = any_case && matches!(name, "Lu" | "Ll" | "Lt");
        return Class::unicode(&if cased { "\\p{Lu}\\p{Ll}\\p{Lt}".to_owned() } else { format!("\\p{{{name}}}") });
    }
    let unassigned = || Class::unicode("\\p{any}").map(Class::not);
    let ascii = |test: fn(&u8) -> bool| Some(Class::ascii(move |c| test(&c)));
    let cased = |class| Class::unicode(if any_case { "\\p{Lowercase}\\p{Uppercase}\\p{Lt}" } else { class });
    match name {
        "Cn" => unassigned(),
        "Cs" => Some(Class::new(false, |c| matches!(c, 0xD800..=0xDFFF))),
        "C" => Some(Class::unicode("\\p{Cc}\\p{Cf}\\p{Co}")?.or(unassigned()?)),
        "LC" => Class::unicode("\\p{Lu}\\p{Ll}\\p{Lt}"),
        "LD" => Class::unicode("\\p{L}\\p{Nd}"),
        "L1" => Some(Class::new(false, |c| c < 256)),
        "all" => Some(Class::new(false, |_| true)),
        "ASCII" => Some(Class::new(false, |c| c < 128)),
        "Alnum" => ascii(u8::is_ascii_alphanumeric),
        "Alpha" => ascii(u8::is_ascii_alphabetic),
        "Lower" | "Upper" if any_case => ascii(u8::is_ascii_alphabetic),
        "Lower" => ascii(u8::is_ascii_lowercase),
        "Upper" => ascii(u8::is_ascii_uppercase),
        "Blank" => ascii(|c| matches!(c, b' ' | b'\t')),
        "Cntrl" => ascii(u8::is_ascii_control),
        "Digit" => ascii(u8::is_ascii_digit),
        "Graph" => ascii(u8::is_ascii_graphic),
        "Print" => ascii(|c| matches!(c, b' '..=b'~')),
        "Punct" => ascii(u8::is_ascii_punctuation),
        "Space" => ascii(|c| matches!(c, b'\t'..=b'\r' | b' ')),
        "XDigit" => ascii(u8::is_ascii_hexdigit),
        "javaLowerCase" => cased("\\p{Lowercase}"),
        "javaUpperCase" => cased("\\p{Uppercase}"),
        "javaTitleCase" => cased("\\p{Lt}"),
        "javaAlphabetic" => Class::unicode("\\p{Alphabetic}"),
        "javaIdeographic" => Class::unicode("\\p{Ideographic}"),
        "javaDigit" => Class::unicode("\\p{Nd}"),
        "javaDefined" => unassigned().map(Class::not),
        "javaLetter" => Class::unicode("\\p{L}"),
        "javaLetterOrDigit" => Class::unicode("\\p{L}\\p{Nd}"),
        "javaSpaceChar" => Class::unicode("\\p{Z}"),
        "javaWhitespace" => Class::unicode("[\\p{Z}--[\\x{A0}\\x{2007}\\x{202F}]]\\x09-\\x0D\\x1C-\\x1F"),
        "javaISOControl" => Class::unicode("\\p{Cc}"),
        _ => None,
    }
}

/// Those of `\p{Is…}`, and of POSIX's names where these mean Unicode.
fn binary(name: &str, any_case: bool) -> Option<Class> {
    let class = match name.to_uppercase().replace('_', "").as_str() {
        "LOWERCASE" | "UPPERCASE" | "TITLECASE" if any_case => "\\p{Lowercase}\\p{Uppercase}\\p{Lt}",
        "ALPHABETIC" => "\\p{Alphabetic}",
        "LETTER" => "\\p{L}",
        "IDEOGRAPHIC" => "\\p{Ideographic}",
        "LOWERCASE" => "\\p{Lowercase}",
        "UPPERCASE" => "\\p{Uppercase}",
        "TITLECASE" => "\\p{Lt}",
        "WHITESPACE" => WHITE,
        "CONTROL" => "\\p{Cc}",
        "PUNCTUATION" => "\\p{P}",
        "HEXDIGIT" => "\\p{Nd}A-Fa-f\\x{FF21}-\\x{FF26}\\x{FF41}-\\x{FF46}",
        "ASSIGNED" => return named("javaDefined", false),
        "NONCHARACTERCODEPOINT" => {
            return Some(Class::new(false, |c| c & 0xFFFE == 0xFFFE || matches!(c, 0xFDD0..=0xFDEF)));
        }
        "DIGIT" => "\\p{Nd}",
        "ALNUM" => "\\p{Alphabetic}\\p{Nd}",
        "BLANK" => "\\p{Zs}\\t",
        "GRAPH" => GRAPHIC,
        "PRINT" => return Some(Class::unicode(GRAPHIC)?.or(Class::unicode("\\p{Zs}")?)),
        "WORD" => WORD,
        "JOINCONTROL" => "\\x{200C}\\x{200D}",
        _ => return None,
    };
    Class::unicode(class)
}

const WHITE: &str = "\\p{Z}\\x09-\\x0D\\x{85}";
const GRAPHIC: &str = "[\\p{any}--[\\p{Z}\\p{Cc}\\p{Cn}]]";
const WORD: &str = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200C}\\x{200D}";

/// A part of a word, a digit, a blank: of Unicode or of ASCII.
pub(super) fn short(letter: char, of_unicode: bool) -> Option<Class> {
    match (letter, of_unicode) {
        ('w', true) => Class::unicode(WORD),
        ('d', true) => Class::unicode("\\p{Nd}"),
        ('s', true) => Class::unicode(WHITE),
        ('w', false) => Some(Class::ascii(|c| c.is_ascii_alphanumeric() || c == b'_')),
        ('d', false) => named("Digit", false).map(|digits| Class { by_unit: true, ..digits }),
        ('s', false) => named("Space", false).map(|blanks| Class { by_unit: true, ..blanks }),
        _ => None,
    }
}

/// The characters of `\p{name}` (`Pattern.family`).
pub(super) fn property(name: &str, any_case: bool, of_unicode: bool) -> Result<Class, Unread> {
    let script = |name: &str| Class::unicode(&format!("\\p{{sc={name}}}"));
    let found = if let Some((key, value)) = name.split_once('=') {
        match key.to_lowercase().as_str() {
            "sc" | "script" => script(value),
            "blk" | "block" => return Err(Unread::Uncovered("a pattern with a block of Unicode")),
            "gc" | "general_category" => named(value, any_case),
            _ => None,
        }
    } else if name.starts_with("In") {
        return Err(Unread::Uncovered("a pattern with a block of Unicode"));
    } else if let Some(name) = name.strip_prefix("Is") {
        binary(name, any_case).or_else(|| named(name, any_case)).or_else(|| script(name))
    } else {
        if let "javaMirrored"
        | "javaJavaIdentifierStart"
        | "javaJavaIdentifierPart"
        | "javaIdentifierIgnorable"
        | "javaUnicodeIdentifierStart"
        | "javaUnicodeIdentifierPart" = name
        {
            return Err(Unread::Uncovered("a pattern with a property of Java"));
        }
        posix(name, any_case).filter(|_| of_unicode).or_else(|| named(name, any_case))
    };
    found.ok_or_else(|| Unread::Invalid(format!("there is no property {name}")))
}

/// POSIX's names where they mean Unicode.
fn posix(name: &str, any_case: bool) -> Option<Class> {
    let name = match name.to_uppercase().as_str() {
        "ALPHA" => "ALPHABETIC",
        "LOWER" => "LOWERCASE",
        "UPPER" => "UPPERCASE",
        "SPACE" => "WHITESPACE",
        "PUNCT" => "PUNCTUATION",
        "XDIGIT" => "HEXDIGIT",
        "CNTRL" => "CONTROL",
        "ALNUM" => "ALNUM",
        "DIGIT" => "DIGIT",
        "BLANK" => "BLANK",
        "GRAPH" => "GRAPH",
        "PRINT" => "PRINT",
        _ => return None,
    };
    binary(name, any_case)
}
