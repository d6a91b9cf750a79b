//! Regular expressions: Java's by an engine of their own, those of Python and RE2 as `fancy_regex` reads them.
//!
//! Covered of the latter: literals, classes, alternatives, groups, repetition, possessive too, anchors, `\d \w \s \b` and their
//! opposites, looking around, references back, `\p{…}` where the dialect has it, and the flags `i m s x`. Named characters (`\N{…}`),
//! other flags and what takes a million steps back are not covered: they end in an error of kind `other`, which is never compared.

mod behind;
mod group;
mod java;
mod parts;

use arrow::array::AsArray;
use fancy_regex::Regex;
use group::{group, opening};
use java::Java;
use parts::{flags_of, groups_of, is_backwards, is_class_of_ascii, number, octal, property, quoted, repetition};

use super::change::Dialect;
use crate::axis::{Axes, strings};
use crate::case::expr::{Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Family;
use crate::engine::raised::{Raised, Raises};

/// Whose pattern it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Python,
    Re2,
}

/// A pattern that is ready to be looked for.
#[derive(Debug)]
pub(super) enum Pattern {
    /// One of Java.
    Java(Java),
    /// One of another dialect, translated.
    Translated {
        /// What it became.
        regex: Regex,
        /// Whether what its groups hold is kept where a text is cut.
        keeps_groups: bool,
    },
}

/// Why a pattern is none.
#[derive(Debug)]
enum Unread {
    /// It means nothing in its dialect.
    Invalid(String),
    /// It means something that is not covered here.
    Uncovered(&'static str),
}

/// Whose functions an Arrow column of text is given to: Arrow's own, but for a pattern that RE2 lacks or that Python reads differently
/// on these texts, and for `split`, which Arrow does for columns of its own types only. Source: pandas,
/// `ArrowStringArrayMixin._needs_python_regex`, `ArrowStringArray` (whose `_str_split` is that of objects).
pub(super) fn dialect(function: Function, literals: &[Literal], column: &Column, axes: &Axes) -> Dialect {
    let own_type = column.dtype.family == Family::Arrow && axes.types.converted().nullable();
    let pattern = match (function, literals.first()) {
        (Function::Split, _) if !own_type => return Dialect::Python,
        (Function::Contains, Some(Literal::Str(pattern))) => pattern,
        _ => return Dialect::Arrow,
    };
    match axes.strings.arrow_pattern() {
        strings::ArrowPattern::Re2 => Dialect::Arrow,
        // text of Arrow's own type is Arrow's to search
        strings::ArrowPattern::Python if column.dtype.family == Family::Arrow && axes.types.converted().nullable() => {
            Dialect::Arrow
        }
        strings::ArrowPattern::Python => {
            let array = column.array();
            let texts = || array.as_string::<i32>().iter().flatten();
            let lacking = LOOKS.iter().any(|look| pattern.contains(look)) || refers_back(pattern);
            let read_differently = lacking
                || escaped(pattern).any(|c| matches!(c, 's' | 'S'))
                || escaped(pattern).any(|c| "wWdDbB".contains(c)) && texts().any(|text| !text.is_ascii())
                || pattern.contains('$') && texts().any(|text| text.contains('\n'));
            let names_characters = escaped(pattern).any(|c| matches!(c, 'u' | 'U'));
            let python = names_characters || read_differently && read(pattern, Flavour::Python).is_ok();
            if python { Dialect::Python } else { Dialect::Arrow }
        }
    }
}

/// How a pattern looks ahead or behind.
const LOOKS: [&str; 4] = ["(?=", "(?!", "(?<=", "(?<!"];

/// The characters of a pattern that stand behind a backslash.
fn escaped(pattern: &str) -> impl Iterator<Item = char> {
    let mut chars = pattern.chars();
    std::iter::from_fn(move || {
        chars.by_ref().find(|c| *c == '\\')?;
        chars.next()
    })
}

fn refers_back(pattern: &str) -> bool {
    escaped(pattern).any(|c| matches!(c, '1'..='9' | 'k')) || pattern.contains("(?P=")
}

/// The pattern compiled.
pub(super) fn compile(pattern: &str, dialect: Dialect, axes: &Axes) -> Raises<Pattern> {
    let flavour = match (axes.strings.pattern(), dialect) {
        (strings::Pattern::Java, _) => {
            return Java::new(pattern).map(Pattern::Java).map_err(|why| why.raised(pattern));
        }
        (strings::Pattern::Python, Dialect::Arrow) => Flavour::Re2,
        (strings::Pattern::Python, Dialect::Python | Dialect::Sql) => Flavour::Python,
    };
    // from 3.0 on the end of a text is spelt as RE2 does it (`ArrowStringArray._preprocess_re_pattern`)
    let spelt = match (flavour, axes.strings.arrow_pattern()) {
        (Flavour::Re2, strings::ArrowPattern::Python) => Some(with_end_of_re2(pattern)),
        _ => None,
    };
    let pattern = spelt.as_deref().unwrap_or(pattern);
    // Before 3.0, pandas counts the groups of every pattern with Python's `re` (`StringMethods.contains`).
    let counted = match (flavour, axes.strings.arrow_pattern()) {
        (Flavour::Re2, strings::ArrowPattern::Re2) => translated(pattern, Flavour::Python).map(|_| ()),
        _ => Ok(()),
    };
    let regex = counted.and_then(|()| read(pattern, flavour)).map_err(|why| why.raised(pattern))?;
    Ok(Pattern::Translated { regex, keeps_groups: flavour == Flavour::Python })
}

impl Unread {
    fn raised(self, pattern: &str) -> Raised {
        match self {
            Self::Invalid(why) => Raised::value_error(format!("invalid pattern {pattern:?}: {why}")),
            Self::Uncovered(what) => Raised::internal(what),
        }
    }
}

/// The pattern with `\z` in the place of `\Z`.
fn with_end_of_re2(pattern: &str) -> String {
    let (mut out, mut escaped) = (String::new(), false);
    for c in pattern.chars() {
        out.push(if escaped && c == 'Z' { 'z' } else { c });
        escaped = !escaped && c == '\\';
    }
    out
}

/// Whether a pattern means something that is not covered here, to whomever it may be given.
pub(in crate::engine) fn is_uncovered(pattern: &str, axes: &Axes) -> bool {
    match axes.strings.pattern() {
        strings::Pattern::Java => matches!(Java::new(pattern), Err(Unread::Uncovered(_))),
        strings::Pattern::Python => [Flavour::Python, Flavour::Re2]
            .iter()
            .any(|&flavour| matches!(translated(pattern, flavour), Err(Unread::Uncovered(_)))),
    }
}

fn read(pattern: &str, flavour: Flavour) -> Result<Regex, Unread> {
    let translated = translated(pattern, flavour)?;
    if LOOKS[2..].iter().any(|behind| pattern.contains(behind)) {
        behind::limited(&translated, flavour)?;
    }
    Regex::new(&translated).map_err(|e| Unread::Invalid(e.to_string()))
}

/// What a repetition would stand behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A place in the text, which Python repeats not.
    Anchor,
    /// A repetition, which none repeats.
    Repetition,
    Other,
}

impl Pattern {
    /// Whether it is found in a text.
    ///
    /// # Errors
    /// Where looking takes too many steps back.
    pub(super) fn is_in(&self, text: &str) -> Raises<bool> {
        match self {
            Self::Java(pattern) => pattern.is_in(text),
            Self::Translated { regex, .. } => regex.is_match(text).map_err(too_far),
        }
    }

    /// A text cut where the pattern is found. Python keeps what its groups hold (`re.split`).
    ///
    /// # Errors
    /// Where looking takes too many steps back.
    pub(super) fn cut(&self, text: &str) -> Raises<Vec<Option<String>>> {
        let (regex, keeps_groups) = match self {
            Self::Java(pattern) => return pattern.cut(text),
            Self::Translated { regex, keeps_groups } => (regex, *keeps_groups),
        };
        let mut parts = Vec::new();
        let (mut from, mut next) = (0, Some(0));
        while let Some(at) = next.filter(|at| *at <= text.len()) {
            let Some(found) = regex.captures_from_pos(text, at).map_err(too_far)? else { break };
            let Some(whole) = found.get(0) else { break };
            // behind an empty one it is looked for from the next character on
            let character = || text[whole.end()..].chars().next().map(|c| whole.end() + c.len_utf8());
            next = if whole.start() == whole.end() { character() } else { Some(whole.end()) };
            parts.push(Some(text[from..whole.start()].to_owned()));
            if keeps_groups {
                parts.extend(found.iter().skip(1).map(|group| group.map(|group| group.as_str().to_owned())));
            }
            from = whole.end();
        }
        parts.push(Some(text[from..].to_owned()));
        Ok(parts)
    }
}

fn too_far(_: fancy_regex::Error) -> Raised {
    Raised::internal("a pattern that takes too many steps back")
}

fn translated(pattern: &str, flavour: Flavour) -> Result<String, Unread> {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut class = 0_u32;
    let mut class_start = false;
    let groups = groups_of(pattern);
    let any_case = |flags: &str| flags.contains('i') && !flags.contains('u');
    let any_case = pattern.split("(?").skip(1).any(|rest| any_case(flags_of(rest)));
    let lines = pattern.split("(?").skip(1).any(|rest| flags_of(rest).contains('m'));
    let dotless = any_case && flavour == Flavour::Python;
    let mut names = Vec::new();
    let mut before = Piece::Other;
    while let Some(c) = chars.next() {
        let at_start = std::mem::take(&mut class_start);
        let behind = std::mem::replace(&mut before, Piece::Other);
        let repeated = matches!(c, '*' | '+' | '?') || c == '{' && repetition(chars.clone(), flavour).is_some();
        if class == 0 && repeated {
            before = Piece::Repetition;
            if flavour == Flavour::Python && behind == Piece::Anchor {
                return Err(Unread::Invalid("nothing to repeat".to_owned()));
            }
        } else if class == 0 && matches!((c, chars.peek()), ('^' | '$', _) | ('\\', Some('A' | 'Z' | 'b' | 'B'))) {
            before = Piece::Anchor;
        }
        match c {
            '\\' => match chars.next() {
                Some(c @ ('p' | 'P')) if flavour != Flavour::Python => {
                    let name: String = match chars.next() {
                        Some('{') => chars.by_ref().take_while(|c| *c != '}').collect(),
                        name => name.into_iter().collect(),
                    };
                    out.push_str(&property(&name, c == 'P')?);
                }
                Some('Q') if flavour == Flavour::Re2 && class == 0 => out.push_str(&quoted(&mut chars)),
                Some('0') => out.push_str(&octal(&mut chars)),
                Some('x') if flavour == Flavour::Python && chars.peek() == Some(&'{') => {
                    return Err(Unread::Invalid("\\x without figures".to_owned()));
                }
                Some(figure @ '1'..='9') => match number(figure, &mut chars, class > 0, flavour)? {
                    Some(character) => out.push_str(&character),
                    None => out.push_str(&escape(figure, class > 0, flavour)?),
                },
                Some(escaped) => out.push_str(&escape(escaped, class > 0, flavour)?),
                None => out.push('\\'),
            },
            '[' if class == 0 => {
                class = 1;
                class_start = true;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    out.push('^');
                }
            }
            '[' if flavour == Flavour::Python => out.push_str("\\["),
            '[' if flavour == Flavour::Re2 && !is_class_of_ascii(chars.clone()) => {
                return Err(Unread::Invalid("a class that has no such name".to_owned()));
            }
            '[' => {
                class += 1;
                out.push('[');
                if flavour == Flavour::Re2 && chars.peek() != Some(&':') {
                    class -= 1;
                    out.pop();
                    out.push_str("\\[");
                }
            }
            ']' if class > 0 && at_start => out.push_str("\\]"),
            ']' if class > 0 => {
                class -= 1;
                out.push(']');
            }
            '&' | '~' if class > 0 => {
                out.push('\\');
                out.push(c);
            }
            '$' if class == 0 && flavour == Flavour::Python && lines => out.push_str("(?m:$)"),
            '$' if class == 0 && flavour == Flavour::Python => out.push_str("(?=\\n?\\z)"),
            '(' if class == 0 => {
                group(chars.clone(), out.is_empty(), groups, flavour)?;
                let name: String = chars.clone().take_while(|c| *c != '>').collect();
                if flavour == Flavour::Python && name.starts_with("?P<") {
                    if names.contains(&name) {
                        return Err(Unread::Invalid(format!("a second group {name}>")));
                    }
                    names.push(name);
                }
                out.push('(');
                if chars.peek() == Some(&'?') {
                    out.push_str(&opening(&mut chars));
                }
            }
            '*' | '+' | '?' | '}' if class == 0 && flavour == Flavour::Re2 && chars.peek() == Some(&'+') => {
                return Err(Unread::Invalid(format!("{c}+ repeats a repetition")));
            }
            '{' if class == 0 && is_backwards(chars.clone()) => {
                return Err(Unread::Invalid("a repetition without its numbers".to_owned()));
            }
            '{' if class == 0 && repeated => {
                if behind == Piece::Repetition {
                    return Err(Unread::Invalid("a repetition of a repetition".to_owned()));
                }
                let inside = repetition(chars.clone(), flavour).unwrap_or_default();
                let most = inside.split(',').filter_map(|n| n.parse::<u32>().ok()).max();
                if flavour == Flavour::Re2 && most > Some(MOST_OF_RE2) {
                    return Err(Unread::Invalid(format!("RE2 repeats no more than {MOST_OF_RE2} times")));
                }
                chars.by_ref().take_while(|c| *c != '}').for_each(drop);
                out.push_str(&format!("{{{inside}}}"));
            }
            // RE2 knows no repetition without a least number
            '{' if class == 0 && flavour == Flavour::Re2 && chars.peek() == Some(&',') => out.push_str("\\{"),
            // letters with and without a dot are one letter
            'i' | 'I' | 'ı' | 'İ' if dotless && class > 0 => out.push_str("iIıİ"),
            'i' | 'I' | 'ı' | 'İ' if dotless => out.push_str("[iIıİ]"),
            c => out.push(c),
        }
    }
    Ok(out)
}

/// How often RE2 repeats at most.
const MOST_OF_RE2: u32 = 1_000;

/// What Python takes for a part of a word: letters and numbers of every kind, but no marks (`str.isalnum`; Unicode 14 in 3.11).
const PYTHON_WORD: &str = "\\p{L}\\p{N}_&&\\p{Age:14.0}";

/// What stands behind a backslash. Python's classes are Unicode's, the others know ASCII; what a letter does not stand for is an error.
fn escape(c: char, in_class: bool, flavour: Flavour) -> Result<String, Unread> {
    let ascii = |inside: &str, negated: bool| match (in_class, negated) {
        (true, false) => inside.to_owned(),
        (false, false) => format!("[{inside}]"),
        (_, true) => format!("[^{inside}]"),
    };
    let letters = match flavour {
        Flavour::Python => "AbBdDsSwWZafnrtvxuUN",
        Flavour::Re2 => "AbBzdDsSwWpPafnrtvxC",
    };
    if c.is_ascii_alphabetic() && !letters.contains(c) {
        return Err(Unread::Invalid(format!("\\{c} has no meaning here")));
    }
    if flavour == Flavour::Re2 && (matches!(c, '1'..='9') || c == 'b' && in_class) {
        return Err(Unread::Invalid(format!("RE2 has no \\{c} here")));
    }
    let blanks = if flavour == Flavour::Re2 { " \\t\\n\\f\\r" } else { " \\t\\n\\x0B\\f\\r" };
    Ok(match (c, flavour) {
        ('N' | 'C', _) => return Err(Unread::Uncovered("a pattern with \\N or \\C")),
        ('Z', _) => "\\z".to_owned(),
        ('e', _) => "\\x1B".to_owned(),
        ('d', Flavour::Python) => "[\\d&&\\p{Age:14.0}]".to_owned(),
        ('D', Flavour::Python) => "[^\\d&&\\p{Age:14.0}]".to_owned(),
        ('w', Flavour::Python) => format!("[{PYTHON_WORD}]"),
        ('W', Flavour::Python) => format!("[^{PYTHON_WORD}]"),
        ('s', Flavour::Python) => "[\\s\\x1C-\\x1F]".to_owned(),
        ('S', Flavour::Python) => "[^\\s\\x1C-\\x1F]".to_owned(),
        ('b' | 'B', _) if !in_class => {
            let word = match flavour {
                Flavour::Python => PYTHON_WORD,
                Flavour::Re2 => "0-9A-Za-z_",
            };
            let (before, behind) = (format!("(?<=[{word}])"), format!("(?=[{word}])"));
            let (no_before, not_behind) = (format!("(?<![{word}])"), format!("(?![{word}])"));
            match c {
                'b' => format!("(?:{before}{not_behind}|{no_before}{behind})"),
                _ if flavour == Flavour::Python => format!("(?:{before}{behind}|{no_before}{not_behind}(?!\\A\\z))"),
                _ => format!("(?:{before}{behind}|{no_before}{not_behind})"),
            }
        }
        ('d' | 'D', _) => ascii("0-9", c == 'D'),
        ('w' | 'W', _) => ascii("0-9A-Za-z_", c == 'W'),
        ('s' | 'S', _) => ascii(blanks, c == 'S'),
        // a place of words to this crate
        ('<' | '>', _) => c.to_string(),
        (c, _) => format!("\\{c}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pattern as one of Python, Java and RE2.
    fn each(pattern: &str) -> [Option<Pattern>; 3] {
        let translated = |flavour| {
            let regex = read(pattern, flavour).ok()?;
            Some(Pattern::Translated { regex, keeps_groups: flavour == Flavour::Python })
        };
        [translated(Flavour::Python), Java::new(pattern).ok().map(Pattern::Java), translated(Flavour::Re2)]
    }

    fn found(pattern: &str, text: &str) -> [Option<bool>; 3] {
        each(pattern).map(|pattern| pattern?.is_in(text).ok())
    }

    #[test]
    fn dialects_part_on_classes_and_ends() {
        assert_eq!(found("\\d", "٣"), [Some(true), Some(false), Some(false)]);
        assert_eq!(found("b$", "ab\n"), [Some(true), Some(true), Some(false)]);
        assert_eq!(found("[[:alpha:]]", "abc"), [Some(false), Some(true), Some(true)]);
        assert_eq!(found("(", ""), [None; 3]);
    }

    #[test]
    fn dialects_part_on_what_they_have() {
        let all = |pattern| found(pattern, "aab a");
        assert_eq!(all("(?<=a)b"), [Some(true), Some(true), None]);
        assert_eq!(all("(a)\\1b"), [Some(true), Some(true), None]);
        assert_eq!(all("a++ab"), [Some(false), Some(false), None]);
        assert_eq!(all("(?<x>a)"), [None, Some(true), Some(true)]);
        assert_eq!(all("(?P<x>a)"), [Some(true), None, Some(true)]);
        assert_eq!(all("a{,2}b"), [Some(true), None, Some(false)]);
        assert_eq!(all("\\ha"), [None, Some(true), None]);
        assert_eq!(all("b(?i)A"), [None, Some(false), Some(false)]);
        assert_eq!(all("\\p{Lu}"), [None, Some(false), Some(false)]);
        assert_eq!(all("\\pL{3} \\p{L}"), [None, Some(true), Some(true)]);
        assert_eq!(all("\\2|b"), [None, Some(true), None]);
        assert_eq!(all("[[:x:]]"), [Some(false), Some(false), None]);
    }

    #[test]
    fn python_keeps_groups_and_java_no_empty_start() {
        let cut = |pattern, of: usize| {
            let pattern = &each(pattern)[of];
            let parts = pattern.as_ref().expect("a pattern").cut("a1b").expect("parts");
            parts.into_iter().map(|part| part.unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(cut("([0-9])", 0), ["a", "1", "b"]);
        assert_eq!(cut("([0-9])", 1), ["a", "b"]);
        assert_eq!(cut("x*", 0), ["", "a", "1", "b", ""]);
        assert_eq!(cut("x*", 1), ["a", "1", "b", ""]);
    }
}
