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

/// Whether what follows an opening brace is a number, or two.
pub(super) fn repeats(rest: impl Iterator<Item = char>) -> bool {
    let inside: String = rest.take_while(|c| *c != '}').collect();
    let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
    least.parse::<u32>().is_ok() && (most.is_empty() || most.parse::<u32>().is_ok())
}

/// A character by octal figures behind a zero: for Java up to three, else two, or none.
pub(super) fn octal(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, flavour: Flavour) -> Result<String, Unread> {
    let (mut code, figures) = if flavour == Flavour::Java { (None, 3) } else { (Some(0), 2) };
    for _ in 0..figures {
        let Some(figure) = chars.peek().and_then(|c| c.to_digit(8)) else { break };
        let next = code.unwrap_or(0) * 8 + figure;
        if next > 0o377 {
            break;
        }
        code = Some(next);
        chars.next();
    }
    code.map(|code| format!("\\x{{{code:x}}}")).ok_or_else(|| Unread::Invalid("\\0 without figures".to_owned()))
}

/// What stands between the braces of a repetition that follow an opening one.
pub(super) fn repetition(rest: impl Iterator<Item = char>, flavour: Flavour) -> Option<String> {
    let mut closed = false;
    let inside: String = rest.take_while(|c| *c != '}' || std::mem::replace(&mut closed, true)).collect();
    let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
    let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let bounded = match flavour {
        Flavour::Python => !inside.is_empty(),
        Flavour::Java | Flavour::Re2 => !least.is_empty(),
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
        Flavour::Java => false,
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

/// The characters of a property: Java's names without `Is` are those of ASCII, but for the general categories.
///
/// Source: Java 17, `CharPredicates`; Unicode 13.
pub(super) fn property(name: &str, negated: bool, flavour: Flavour) -> Result<String, Unread> {
    let sign = if negated { "^" } else { "" };
    let (name, negated) = match name.strip_prefix('^').filter(|_| flavour == Flavour::Re2) {
        Some(name) => (name, !negated),
        None => (name, negated),
    };
    let inside = match (flavour, name) {
        (Flavour::Java, "ASCII") => "\\x00-\\x7F".to_owned(),
        (
            Flavour::Java,
            "Alpha" | "Lower" | "Upper" | "Digit" | "Alnum" | "Punct" | "Graph" | "Print" | "Blank" | "Cntrl" | "Space"
            | "XDigit",
        ) => format!("[:{}:]", name.to_lowercase()),
        (Flavour::Java, _) => {
            let name = ["javaLowerCase", "javaUpperCase"].iter().position(|java| *java == name).map_or_else(
                || name.strip_prefix("Is").unwrap_or(name).to_owned(),
                |place| ["Lowercase", "Uppercase"][place].to_owned(),
            );
            return Ok(format!("[{sign}\\p{{{name}}}&&\\p{{Age:13.0}}]"));
        }
        (_, name) if name.len() > 2 && name != "Any" && Regex::new(&format!("\\p{{Script={name}}}")).is_err() => {
            return Err(Unread::Invalid(format!("there is no property {name}")));
        }
        _ => return Ok(format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' })),
    };
    Ok(format!("[{sign}{inside}]"))
}
