//! What the opening of a group says.

use super::{Flavour, Unread};

/// Takes what says of which kind a group is: `?:`, `?i)`, `?P<name>`, `?<=`.
pub(super) fn opening(chars: &mut impl Iterator<Item = char>) -> String {
    let mut opening = String::new();
    for c in chars {
        opening.push(c);
        if matches!(c, ':' | ')' | '>' | '=' | '!') {
            break;
        }
    }
    opening
}

/// Whether what follows an opening bracket has a meaning; flags without a group stand at the start in Python.
pub(super) fn group(
    mut rest: impl Iterator<Item = char>,
    at_start: bool,
    groups: usize,
    flavour: Flavour,
) -> Result<(), Unread> {
    let unknown = |what: String| Err(Unread::Invalid(format!("({what} opens no group")));
    match rest.next() {
        Some('*') => return unknown("*".to_owned()),
        Some('?') => {}
        _ => return Ok(()),
    }
    let rest: Vec<char> = rest.collect();
    let end = rest.iter().position(|c| matches!(c, ')' | ':')).unwrap_or(rest.len());
    let opening: String = rest[..end].iter().collect();
    let has = |start: &str| opening.starts_with(start);
    let looks = has("=") || has("!") || has("<=") || has("<!");
    let known = match flavour {
        Flavour::Python => looks || has("P<") || has("P=") || has("#") || has(">") || has("("),
        Flavour::Re2 => !looks && (has("P<") || has("<")),
    };
    let (set, covered) = match flavour {
        Flavour::Python => ("aiLmsux-", "imsux-"),
        Flavour::Re2 => ("imsU-", "imsU-"),
    };
    if flavour == Flavour::Python {
        let name = opening.strip_prefix("P<").and_then(|name| name.split_once('>')).map(|(name, _)| name);
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        let there = |number: usize| (1..=groups).contains(&number);
        let asked = opening.strip_prefix('(').and_then(|number| number.parse().ok());
        if name.is_some_and(|name| !is_name(name)) || asked.is_some_and(|number| !there(number)) {
            return unknown(format!("?{opening}"));
        }
    }
    if known || opening.is_empty() {
        return Ok(());
    }
    // A group of its own has its flags before a colon, of which there is none where they hold from here on.
    let flags: String = opening.chars().take_while(|c| set.contains(*c)).collect();
    let from_here_on = flavour == Flavour::Python && rest.get(end) == Some(&')');
    if flags != opening || from_here_on && (!at_start || flags.contains('-')) {
        return unknown(format!("?{opening}"));
    }
    match flags.chars().find(|c| !covered.contains(*c)) {
        Some(_) => Err(Unread::Uncovered("a pattern with flags")),
        None => Ok(()),
    }
}
