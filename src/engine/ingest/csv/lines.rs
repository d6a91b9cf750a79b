//! CSV text cut into columns of texts where every line is a row: blank lines are none, a backslash escapes inside quotes, and a
//! field whose quotes do not close where it ends is kept as it stands.
//!
//! Sources: Spark, `CSVUtils.makeSafeHeader`, `CSVExprUtils.filterCommentAndEmpty`; univocity-parsers, `CsvParser` with
//! `STOP_AT_DELIMITER`.

use arrow::array::StringBuilder;

use super::Texts;
use crate::engine::names::folded_same;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Cuts `text` into columns, at most `most` rows.
pub(super) fn texts(text: &str, most: Option<usize>) -> Raises<Texts> {
    let mut lines = text.split(['\n', '\r']).filter(|line| line.contains(|c: char| c > ' '));
    let Some(header) = lines.next() else {
        return Ok(Texts::default());
    };
    let written = fields(header);
    let names = names(written.clone())?;
    let mut columns: Vec<StringBuilder> = names.iter().map(|_| StringBuilder::new()).collect();
    let (mut rows, mut like_header) = (0, Vec::new());
    for line in lines.take(most.unwrap_or(usize::MAX)) {
        if line == header {
            like_header.push(rows);
        }
        let fields = fields(line);
        for (i, column) in columns.iter_mut().enumerate() {
            column.append_value(fields.get(i).map_or("", String::as_str));
        }
        rows += 1;
    }
    let columns = columns.iter_mut().map(StringBuilder::finish).collect();
    Ok(Texts { names, header: written, labels: 0, columns, rows, like_header })
}

/// The header's names: an empty one is called by its place, and those that repeat in whatever case have it behind them.
fn names(header: Vec<String>) -> Raises<Vec<String>> {
    let lower: Vec<String> = header.iter().map(|name| name.to_lowercase()).collect();
    let again = |name: &String| lower.iter().filter(|other| *other == name).count() > 1;
    let names: Vec<String> = header
        .iter()
        .zip(&lower)
        .enumerate()
        .map(|(i, (name, lower))| match name.as_str() {
            "" => format!("_c{i}"),
            name if again(lower) => format!("{name}{i}"),
            name => name.to_owned(),
        })
        .collect();
    match names.iter().enumerate().find(|(i, name)| names[..*i].iter().any(|n| folded_same(n, name))) {
        None => Ok(names),
        Some((_, name)) => {
            Err(Raised::new(ErrorKind::DuplicateColumn, format!("the column {name} exists more than once")))
        }
    }
}

/// The fields of one line.
fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, end) = if rest.starts_with('"') { quoted(rest) } else { (None, comma(rest, 0)) };
        fields.push(field.unwrap_or_else(|| rest[..end].to_owned()));
        match rest[end..].strip_prefix(',') {
            Some(behind) => rest = behind,
            None => return fields,
        }
    }
}

/// Where the next comma stands, or the end.
fn comma(text: &str, from: usize) -> usize {
    text[from..].find(',').map_or(text.len(), |at| from + at)
}

/// A field that starts with a quote, and where it ends. One with a quote that neither ends it nor is escaped starts with that
/// first quote and goes on as it stands up to the next comma.
fn quoted(text: &str) -> (Option<String>, usize) {
    let bytes = text.as_bytes();
    if bytes.len() == 1 {
        // a quote that nothing follows quotes nothing
        return (None, 1);
    }
    let mut value = String::new();
    let mut at = 1;
    loop {
        let Some(length) = text[at..].find(['"', '\\']) else {
            // what no quote ends reaches to the end of the line
            value.push_str(&text[at..]);
            return (Some(value), text.len());
        };
        value.push_str(&text[at..at + length]);
        at += length;
        match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(b'"')) => value.push('"'),
            (b'\\', Some(b'\\')) => value.push('\\'),
            (b'\\', Some(_)) => {
                value.push('\\');
                at += 1;
                continue;
            }
            (b'\\', None) => return (Some(value), text.len()),
            _ => {
                let behind = text[at + 1..].trim_start_matches(|c: char| c <= ' ');
                if behind.is_empty() || behind.starts_with(',') {
                    return (Some(value), text.len() - behind.len());
                }
                return kept(text, at, value);
            }
        }
        at += 2;
    }
}

/// A field with a quote at `at` that does not end it: quotes that follow at once belong to it, then all up to the next comma.
fn kept(text: &str, at: usize, mut value: String) -> (Option<String>, usize) {
    let mut at = at + 1;
    while text[at..].starts_with('"') {
        value.push('"');
        at += 1;
        let behind = text[at..].trim_start_matches(|c: char| c <= ' ');
        if behind.is_empty() || behind.starts_with(',') {
            return (Some(value), text.len() - behind.len());
        }
    }
    let end = comma(text, at);
    (Some(format!("\"{value}\"{}", &text[at..end])), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_ends_nothing_keeps_the_field_as_it_stands() {
        assert_eq!(fields(r#""x"y,1"#), [r#""x"y"#, "1"]);
        assert_eq!(fields(r#""x""y","a,""b""#), [r#""x""y""#, r#""a,""b""#]);
        assert_eq!(fields(r#""""",2"#), [r#""""#, "2"]);
        assert_eq!(fields(r#""x" ,"",a"b"#), ["x", "", r#"a"b"#]);
        assert_eq!(fields(r#"1,""#), ["1", "\""]);
    }

    #[test]
    fn a_backslash_escapes_inside_quotes_only() {
        assert_eq!(fields(r#""x\"y","\\",a\b,"c\d","#), [r#"x"y"#, "\\", r"a\b", r"c\d", ""]);
        assert_eq!(fields(r#""x,1"#), ["x,1"]);
    }

    #[test]
    fn names_that_repeat_in_whatever_case_have_their_place_behind_them() {
        let header = ["a", "A", "", "b"].map(str::to_owned).to_vec();
        assert_eq!(names(header).ok(), Some(["a0", "A1", "_c2", "b"].map(str::to_owned).to_vec()));
    }
}
