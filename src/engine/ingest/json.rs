//! A table from an NDJSON file: a JSON object a line, each column of the type that its values have.

mod dates;
mod jackson;
mod labels;
mod numpy;
mod sql;

use serde::de::DeserializeOwned;

use super::late::{Fault, Read};
use crate::axis::{Axes, evaluation, types};
use crate::case::types::Type;
use crate::engine::frame::Table;
use crate::engine::raised::{Raised, Raises};

/// One line of a file.
enum Line<'t, Row> {
    /// An object.
    Row(Row),
    /// Something else.
    Bad(&'t str),
}

/// What a framework reads from a file of these bytes; some columns may be fixed to a type.
pub(super) fn read(bytes: &[u8], fixed: &[(String, Type)], axes: &Axes) -> Raises<Read> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match axes.types.model() {
        types::Model::Sql => sql::read(text, fixed, axes),
        types::Model::Numpy => {
            let mut frame = numpy::frame(lines(text), axes)?;
            labels::converted(&mut frame, axes)?;
            let mut late = Vec::new();
            for (name, ty) in fixed {
                let Some(place) = frame.position(name) else { return Err(Raised::no_column(name)) };
                match (crate::engine::expr::cast::cast(&frame.columns[place], ty, axes), axes.evaluation.build()) {
                    (Ok(column), _) => frame.columns[place] = column,
                    (Err(raised), evaluation::Build::Eager) => return Err(raised),
                    (Err(raised), evaluation::Build::Sample | evaluation::Build::Schema) => {
                        late.push(Fault { column: Some(name.as_str().into()), raised });
                    }
                }
            }
            Ok(Read { table: Table::whole(frame), late })
        }
    }
}

/// The lines that are not blank.
fn lines<Row: DeserializeOwned>(text: &str) -> Vec<Line<'_, Row>> {
    text.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
}

fn line<Row: DeserializeOwned>(text: &str) -> Line<'_, Row> {
    match serde_json::from_str(text).or_else(|_| serde_json::from_str(&with_words(text))) {
        Ok(row) => Line::Row(row),
        Err(_) => Line::Bad(text),
    }
}

/// What a word for a number that JSON has none for is put into, as text: no text of a file starts so.
const WORD: char = '\u{0}';

/// The text with the words that are no JSON but numbers all the same put in quotes.
fn with_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = ["NaN", "-Infinity", "Infinity"].into_iter().find(|word| rest.starts_with(word));
        let end = match (first, word) {
            // a text is passed as it stands
            ('"', _) => closing(rest),
            (_, Some(word)) => {
                out.push_str(&format!("\"\\u0000{word}\""));
                rest = &rest[word.len()..];
                continue;
            }
            _ => first.len_utf8(),
        };
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

/// Where the text ends that starts with a quote.
fn closing(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The number that a word stands for.
fn spelled(text: &str) -> Option<f64> {
    text.strip_prefix(WORD)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    fn read(text: &str) -> Line<'_, Map<String, Value>> {
        line(text)
    }

    #[test]
    fn words_are_numbers_outside_of_texts() {
        let Line::Row(row) = read(r#"{"a": NaN, "b": [-Infinity], "c": "NaN \" Infinity", "d": 1}"#) else {
            unreachable!("a row")
        };
        assert_eq!(row["a"].as_str().and_then(spelled).map(f64::is_nan), Some(true));
        assert_eq!(row["b"][0].as_str().and_then(spelled), Some(f64::NEG_INFINITY));
        assert_eq!(row["c"].as_str(), Some("NaN \" Infinity"));
        assert!(matches!(read(r#"{"a": nan}"#), Line::Bad(_)));
    }
}
