//! Lines of JSON as Jackson reads them for Spark: the first value of a line, be what it may that follows it; texts in either quotes.
//!
//! Source: Spark, `JSONOptions` (`allowSingleQuotes`), `JacksonParser.makeRootConverter`; Jackson, `ReaderBasedJsonParser`.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::with_words;

/// The values of an object as they are written, by their names in order.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) values: BTreeMap<String, Box<RawValue>>,
    /// A name that stands there more than once.
    pub(super) twice: Option<String>,
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Row;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut row = Row::default();
                while let Some((name, written)) = map.next_entry::<String, Box<RawValue>>()? {
                    if row.values.insert(name.clone(), written).is_some() {
                        row.twice = Some(name);
                    }
                }
                Ok(row)
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// The rows of a line: those of a list of objects, one without values for null; none where it is neither that nor an object.
pub(super) fn rows(line: &str) -> Option<Vec<Row>> {
    let first = first_value(line.trim_start())?;
    let read = |text: &str| match text.as_bytes().first()? {
        b'[' => serde_json::from_str(text).ok(),
        b'n' => serde_json::from_str(text).ok().map(|()| vec![Row::default()]),
        _ => serde_json::from_str(text).ok().map(|row| vec![row]),
    };
    read(&first).or_else(|| read(&with_words(&first)))
}

/// The first value of a text, its texts in double quotes.
fn first_value(text: &str) -> Option<String> {
    let (mut out, mut depth) = (String::with_capacity(text.len()), 0_usize);
    if text.starts_with("null") {
        return Some("null".to_owned());
    }
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' => quoted(c, &mut chars, &mut out)?,
            '{' | '[' => {
                depth += 1;
                out.push(c);
            }
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                out.push(c);
            }
            c => out.push(c),
        }
        if depth == 0 {
            break;
        }
    }
    Some(out)
}

/// Takes a text up to its closing quote. Half of a character is a question mark, as it is in UTF-8.
fn quoted(quote: char, chars: &mut std::str::Chars<'_>, out: &mut String) -> Option<()> {
    out.push('"');
    loop {
        match chars.next()? {
            c if c == quote => break,
            '"' => out.push_str("\\\""),
            '\\' => match chars.next()? {
                '\'' => out.push('\''),
                'u' => {
                    let first = half(chars)?;
                    let mut ahead = chars.clone();
                    let second =
                        if ahead.next() == Some('\\') && ahead.next() == Some('u') { half(&mut ahead) } else { None };
                    match (first, second) {
                        (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                            out.push_str(&format!("\\u{first:04x}\\u{second:04x}"));
                            *chars = ahead;
                        }
                        (0xD800..=0xDFFF, _) => out.push('?'),
                        _ => out.push_str(&format!("\\u{first:04x}")),
                    }
                }
                escaped => out.extend(['\\', escaped]),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    Some(())
}

/// Four hexadecimal figures.
fn half(chars: &mut std::str::Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0, |code, _| Some(code * 16 + chars.next()?.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<String> {
        let rows = rows(text)?;
        Some(rows.first()?.values.get("a")?.get().to_owned())
    }

    #[test]
    fn the_first_value_of_a_line_is_read() {
        assert_eq!(first(r#"{"a":1},"#).as_deref(), Some("1"));
        assert_eq!(first(r#"{"a":1}{"a":2}"#).as_deref(), Some("1"));
        assert_eq!(first(r#"[{"a":1},{"a":2}]"#).as_deref(), Some("1"));
        assert_eq!(rows("null").map(|rows| rows.len()), Some(1));
        assert!(rows(r#"{"a":1,}"#).is_none() && rows("1").is_none() && rows(r#"{"a":"#).is_none());
    }

    #[test]
    fn texts_stand_in_either_quotes() {
        assert_eq!(first(r#"{'a':'x"y\'z'}"#).as_deref(), Some(r#""x\"y'z""#));
        assert_eq!(first(r#"{"a":"\ud83d"}"#).as_deref(), Some(r#""?""#));
        assert_eq!(first(r#"{"a":"\ud83d\ude00"}"#).as_deref(), Some(r#""\ud83d\ude00""#));
    }
}
