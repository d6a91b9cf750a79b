//! Regular expressions of Python, Java and RE2 as this crate's.
//!
//! Covered: literals, classes, alternatives, groups, repetition, anchors, `\d \w \s \b` and their opposites, inline flags, `\p{…}`
//! where the dialect has it. A possessive repetition is read as a greedy one. Looking around and back references are not covered: a
//! pattern with them ends in an error of kind `other`, which is never compared.

use arrow::array::AsArray;
use regex::Regex;

use super::change::Dialect;
use crate::axis::{Axes, strings};
use crate::case::expr::{Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Family;
use crate::engine::raised::{Raised, Raises};

/// Whose pattern it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Python,
    Java,
    Re2,
}

/// Whose functions an Arrow column of text is given to: Arrow's own, but for a pattern that Python reads differently on these
/// texts. Source: pandas, `ArrowStringArrayMixin._needs_python_regex`.
pub(super) fn dialect(function: Function, literals: &[Literal], column: &Column, axes: &Axes) -> Dialect {
    let (Function::Contains, Some(Literal::Str(pattern))) = (function, literals.first()) else { return Dialect::Arrow };
    match axes.strings.arrow_pattern {
        strings::ArrowPattern::Re2 => Dialect::Arrow,
        // text of Arrow's own type is Arrow's to search
        strings::ArrowPattern::Python if column.dtype.family == Family::Arrow && axes.types.converted.nullable() => {
            Dialect::Arrow
        }
        strings::ArrowPattern::Python => {
            let array = column.array();
            let texts = || array.as_string::<i32>().iter().flatten();
            let read_differently = escaped(pattern).any(|c| matches!(c, 's' | 'S'))
                || escaped(pattern).any(|c| "wWdDbB".contains(c)) && texts().any(|text| !text.is_ascii())
                || pattern.contains('$') && texts().any(|text| text.contains('\n'));
            let valid = Regex::new(&translated(pattern, Flavour::Python)).is_ok();
            if read_differently && valid { Dialect::Python } else { Dialect::Arrow }
        }
    }
}

/// The characters of a pattern that stand behind a backslash.
fn escaped(pattern: &str) -> impl Iterator<Item = char> {
    let mut chars = pattern.chars();
    std::iter::from_fn(move || {
        chars.by_ref().find(|c| *c == '\\')?;
        chars.next()
    })
}

/// The pattern compiled.
pub(super) fn compile(pattern: &str, dialect: Dialect, axes: &Axes) -> Raises<Regex> {
    let flavour = match (axes.strings.pattern, dialect) {
        (strings::Pattern::Java, _) => Flavour::Java,
        (strings::Pattern::Python, Dialect::Arrow) => Flavour::Re2,
        (strings::Pattern::Python, Dialect::Python | Dialect::Sql) => Flavour::Python,
    };
    let invalid = |why: String| Raised::value_error(format!("invalid pattern {pattern:?}: {why}"));
    let looks_around = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|l| pattern.contains(l));
    if looks_around || refers_back(pattern) {
        return Err(Raised::internal("a pattern that looks around or back"));
    }
    let forbidden: &[&str] = match flavour {
        Flavour::Python => &["\\p", "\\P", "\\h", "\\z"],
        Flavour::Java => &["(?P<"],
        Flavour::Re2 => &["*+", "++", "?+", "}+"],
    };
    if let Some(part) = forbidden.iter().find(|part| pattern.contains(**part)) {
        return Err(invalid(format!("{part} has no meaning here")));
    }
    Regex::new(&translated(pattern, flavour)).map_err(|e| invalid(e.to_string()))
}

fn refers_back(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] == b'\\' {
            if (b'1'..=b'9').contains(&bytes[at + 1]) {
                return true;
            }
            at += 1;
        }
        at += 1;
    }
    pattern.contains("(?P=") || pattern.contains("\\k<")
}

fn translated(pattern: &str, flavour: Flavour) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut class = 0_u32;
    let mut class_start = false;
    while let Some(c) = chars.next() {
        let at_start = std::mem::take(&mut class_start);
        match c {
            '\\' => match chars.next() {
                Some(escaped) => out.push_str(&escape(escaped, class > 0, flavour)),
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
            '[' => {
                class += 1;
                out.push('[');
                if flavour == Flavour::Re2 && chars.peek() != Some(&':') {
                    class -= 1;
                    out.pop();
                    out.push_str("\\[");
                }
            }
            ']' if class > 0 && at_start && flavour != Flavour::Java => out.push_str("\\]"),
            ']' if class > 0 => {
                class -= 1;
                out.push(']');
            }
            ':' if class > 1 && flavour == Flavour::Java => out.push_str("\\:"),
            '&' | '~' if class > 0 && flavour != Flavour::Java => {
                out.push('\\');
                out.push(c);
            }
            '.' if class == 0 && flavour == Flavour::Java => out.push_str("[^\\n\\r\\x{85}\\x{2028}\\x{2029}]"),
            '$' if class == 0 && flavour == Flavour::Python => out.push_str("(?:\\n?\\z)"),
            '$' if class == 0 && flavour == Flavour::Java => {
                out.push_str("(?:(?:\\r\\n|[\\n\\r\\x{85}\\x{2028}\\x{2029}])?\\z)");
            }
            '*' | '+' | '?' | '}' if class == 0 && flavour != Flavour::Re2 => {
                out.push(c);
                if chars.peek() == Some(&'+') {
                    chars.next();
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// What stands behind a backslash. Python's classes are Unicode's, the others know ASCII.
fn escape(c: char, in_class: bool, flavour: Flavour) -> String {
    let ascii = |inside: &str, negated: bool| match (in_class, negated) {
        (true, false) => inside.to_owned(),
        (false, false) => format!("[{inside}]"),
        (_, true) => format!("[^{inside}]"),
    };
    let blanks = if flavour == Flavour::Re2 { " \\t\\n\\f\\r" } else { " \\t\\n\\x0B\\f\\r" };
    match (c, flavour) {
        ('Z', Flavour::Java) => "(?:\\n?\\z)".to_owned(),
        ('Z', _) => "\\z".to_owned(),
        ('d' | 'D' | 'w' | 'W' | 's' | 'S', Flavour::Python) => format!("\\{c}"),
        ('d' | 'D', _) => ascii("0-9", c == 'D'),
        ('w' | 'W', _) => ascii("0-9A-Za-z_", c == 'W'),
        ('s' | 'S', _) => ascii(blanks, c == 'S'),
        ('b', Flavour::Re2) if !in_class => "(?-u:\\b)".to_owned(),
        (c, _) => format!("\\{c}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, flavour: Flavour, text: &str) -> Option<bool> {
        Regex::new(&translated(pattern, flavour)).ok().map(|r| r.is_match(text))
    }

    #[test]
    fn dialects_part_on_classes_and_ends() {
        assert_eq!(found("\\d", Flavour::Python, "٣"), Some(true));
        assert_eq!(found("\\d", Flavour::Java, "٣"), Some(false));
        assert_eq!(found("b$", Flavour::Python, "ab\n"), Some(true));
        assert_eq!(found("b$", Flavour::Re2, "ab\n"), Some(false));
        assert_eq!(found("[[:alpha:]]", Flavour::Python, "abc"), Some(false));
        assert_eq!(found("[[:alpha:]]", Flavour::Re2, "abc"), Some(true));
        assert_eq!(found("(", Flavour::Python, ""), None);
    }
}
