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
                let named = rest.strip_prefix("?<").is_some_and(|name| !name.starts_with(['=', '!']));
                count += usize::from(named || !rest.starts_with('?'));
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
