//! What stands at a place of a pattern: flags, named classes, repetitions, figures, properties.

use fancy_regex::Regex;

use super::{Flavour, Unread};

/// The letters that a group with flags begins with.
pub(super) fn flags_of(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    if rest[end..].starts_with([')', ':', '-']) { &rest[..end] } else { "" }
}

/// Whether a bracket within a class opens none that is named, or a named one that there is.
pub(super) fn is_class_of_ascii(rest: impl Iterator<Item = char>) -> bool {
    const NAMES: &str = " alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit ";
    let rest: String = rest.collect();
    let name =
        rest.strip_prefix(':').and_then(|rest| rest.split_once(":]")).map(|(name, _)| name.trim_start_matches('^'));
    name.is_none_or(|name| NAMES.contains(&format!(" {name} ")))
}

/// Whether a repetition has a most number that is less than its least.
pub(super) fn is_backwards(rest: impl Iterator<Item = char>) -> bool {
    let inside: String = rest.take_while(|c| *c != '}').collect();
    let numbers = inside.split_once(',').map(|(least, most)| (least.parse::<u32>(), most.parse::<u32>()));
    matches!(numbers, Some((Ok(least), Ok(most))) if least > most)
}

/// What stands between `\Q`, which has been read, and `\E` or the end.
pub(super) fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.next_if_eq(&'E').is_some() {
            break;
        }
        text.push(c);
    }
    fancy_regex::escape(&text).into_owned()
}

/// A character by octal figures behind a zero: two at most, or none.
pub(super) fn octal(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut code = 0;
    for _ in 0..2 {
        let Some(figure) = chars.peek().and_then(|c| c.to_digit(8)) else { break };
        code = code * 8 + figure;
        chars.next();
    }
    format!("\\x{{{code:x}}}")
}

/// What stands between the braces of a repetition that follow an opening one.
pub(super) fn repetition(rest: impl Iterator<Item = char>, flavour: Flavour) -> Option<String> {
    let mut closed = false;
    let inside: String = rest.take_while(|c| *c != '}' || std::mem::replace(&mut closed, true)).collect();
    let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
    let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let bounded = match flavour {
        Flavour::Python => !inside.is_empty(),
        Flavour::Re2 => !least.is_empty(),
    };
    (closed && bounded && figures(least) && figures(most)).then_some(inside)
}

/// A character by its octal number, which does not start with a zero; `None` where the figure stands for a group.
///
/// Source: Python, `re/_parser.py` (`_escape`, `_class_escape`); RE2, `re2/parse.cc` (`UnescapeCBackslash`).
pub(super) fn number(
    first: char,
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    in_class: bool,
    flavour: Flavour,
) -> Result<Option<String>, Unread> {
    let figures: Vec<u32> = std::iter::once(first).chain(chars.clone()).map_while(|c| c.to_digit(8)).take(3).collect();
    let is_octal = match flavour {
        Flavour::Python if in_class && figures.is_empty() => {
            return Err(Unread::Invalid(format!("\\{first} is no octal number")));
        }
        Flavour::Python => in_class || figures.len() == 3,
        Flavour::Re2 => figures.len() > 1,
    };
    if !is_octal {
        return Ok(None);
    }
    chars.by_ref().take(figures.len() - 1).for_each(drop);
    match figures.iter().fold(0, |number, figure| number * 8 + figure) {
        too_large @ 0o400.. => Err(Unread::Invalid(format!("\\{too_large:o} is too large"))),
        code => Ok(Some(format!("\\x{{{code:x}}}"))),
    }
}

/// How many groups of a pattern have a number.
pub(super) fn groups_of(pattern: &str) -> usize {
    let (mut count, mut class, mut chars) = (0, false, pattern.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' => class = true,
            ']' => class = false,
            '(' if !class => {
                let rest = chars.as_str();
                let name = rest.strip_prefix("?<").or_else(|| rest.strip_prefix("?P<"));
                let named = name.is_some_and(|name| !name.starts_with(['=', '!']));
                count += usize::from(named || !rest.starts_with('?'));
                // what a condition asks about is no group
                chars = rest.strip_prefix("?(").unwrap_or(rest).chars();
            }
            _ => {}
        }
    }
    count
}

/// The characters of a property, as RE2 names it.
pub(super) fn property(name: &str, negated: bool) -> Result<String, Unread> {
    let (name, negated) = name.strip_prefix('^').map_or((name, negated), |name| (name, !negated));
    if name.len() > 2 && name != "Any" && Regex::new(&format!("\\p{{Script={name}}}")).is_err() {
        return Err(Unread::Invalid(format!("there is no property {name}")));
    }
    Ok(format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' }))
}
