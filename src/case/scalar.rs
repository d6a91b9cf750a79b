//! What a plain scalar stands for in YAML 1.2's core schema, and nothing more: `no` is text, `010` is ten.

/// A scalar by the core schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Core<'a> {
    /// `null`, `~`, nothing at all
    Null,
    /// `true`
    Bool(bool),
    /// `7`, `0o17`, `0x1F`
    Int(i128),
    /// An integer beyond every type.
    Huge,
    /// `1.5`, `1e3`, `.inf`, `.nan`
    Float(f64),
    /// Anything else.
    Text(&'a str),
}

/// What the plain scalar `text` stands for.
pub(crate) fn resolve(text: &str) -> Core<'_> {
    let first = text.bytes().next().unwrap_or(b'~');
    match first {
        b'~' | b'n' | b'N' if matches!(text, "" | "~" | "null" | "Null" | "NULL") => Core::Null,
        b't' | b'T' if matches!(text, "true" | "True" | "TRUE") => Core::Bool(true),
        b'f' | b'F' if matches!(text, "false" | "False" | "FALSE") => Core::Bool(false),
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text).unwrap_or(Core::Text(text)),
        _ => Core::Text(text),
    }
}

fn number(text: &str) -> Option<Core<'_>> {
    let radix = [("0o", 8), ("0x", 16)].into_iter().find_map(|(p, r)| text.strip_prefix(p).map(|d| (d, r)));
    if let Some((digits, radix)) = radix {
        let all = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        return all.then(|| i128::from_str_radix(digits, radix).map_or(Core::Huge, Core::Int));
    }
    let (negative, unsigned) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    if unsigned.bytes().all(|b| b.is_ascii_digit()) && !unsigned.is_empty() {
        return Some(text.parse().map_or(Core::Huge, Core::Int));
    }
    match unsigned {
        ".inf" | ".Inf" | ".INF" => return Some(Core::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY })),
        ".nan" | ".NaN" | ".NAN" => return (unsigned.len() == text.len()).then_some(Core::Float(f64::NAN)),
        _ => {}
    }
    // What is left of a float: digits, one point, an exponent; Rust reads those as YAML does, and the words it also
    // knows (`inf`, `nan`) are ruled out by their letters.
    let shape = unsigned.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let mantissa = unsigned.starts_with(|c: char| c.is_ascii_digit())
        || unsigned.strip_prefix('.').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    (shape && mantissa).then(|| text.parse().ok().map(Core::Float)).flatten()
}
