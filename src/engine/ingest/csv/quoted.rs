//! CSV text cut into columns of texts, as pandas' C parser does it: lines end in any of `\n`, `\r\n`, `\r`; blank lines are no
//! rows; quotes count at the start of a field only; a short row is filled up, a long one is an error.
//!
//! Source: pandas, `pandas/_libs/src/parser/tokenizer.c` and `TextReader._get_header` in `pandas/_libs/parsers.pyx`.

use std::collections::HashMap;

use arrow::array::StringBuilder;

use super::Texts;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// What is said of a quote that nothing closes.
pub(super) const UNCLOSED: &str = "the file ends inside quotes";

/// Where a field of the current line stands: in the file, or, where quotes had to be taken out, in the scratch text.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    scratch: bool,
}

/// A file's text and how far it has been read.
struct Cutter<'a> {
    text: &'a str,
    at: usize,
    places: Vec<Place>,
    scratch: String,
}

/// Cuts `text` into columns, at most `most` rows.
pub(super) fn texts(text: &str, most: Option<usize>) -> Raises<Texts> {
    let mut cutter = Cutter { text, at: 0, places: Vec::new(), scratch: String::new() };
    if !cutter.line()? {
        return Err(Raised::value_error("there are no columns in an empty file"));
    }
    let header: Vec<String> = (0..cutter.places.len()).map(|i| cutter.field(i).to_owned()).collect();
    let names = names(header.clone());
    let mut width = names.len();
    // a first line that is longer than the header starts with row labels
    let mut labels = 0;
    let mut columns: Vec<StringBuilder> = names.iter().map(|_| StringBuilder::new()).collect();
    let mut rows = 0;
    while most.is_none_or(|most| rows < most) && cutter.line()? {
        let fields = cutter.places.len();
        if rows == 0 && fields > width {
            labels = fields - width;
            width = fields;
        } else if fields > width {
            let message = format!("line {} has {fields} fields where {width} are expected", rows + 2);
            return Err(Raised::new(ErrorKind::ParseError, message));
        }
        for (i, column) in columns.iter_mut().enumerate() {
            column.append_value(if i + labels < fields { cutter.field(i + labels) } else { "" });
        }
        rows += 1;
    }
    let columns = columns.iter_mut().map(StringBuilder::finish).collect();
    Ok(Texts { names, header, labels, columns, rows, like_header: Vec::new() })
}

impl Cutter<'_> {
    fn field(&self, i: usize) -> &str {
        let Place { start, end, scratch } = self.places[i];
        if scratch { &self.scratch[start..end] } else { &self.text[start..end] }
    }

    /// Reads the next line that is not blank; false at the end.
    fn line(&mut self) -> Raises<bool> {
        let bytes = self.text.as_bytes();
        self.places.clear();
        self.scratch.clear();
        loop {
            let blank = bytes[self.at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            match bytes.get(self.at + blank) {
                None => return Ok(false),
                Some(b'\n' | b'\r') => {
                    self.at += blank;
                    self.end_of_line();
                }
                Some(_) => break,
            }
        }
        loop {
            let place = if bytes.get(self.at) == Some(&b'"') { self.quoted()? } else { self.plain(self.at) };
            self.places.push(place);
            match bytes.get(self.at) {
                Some(b',') => self.at += 1,
                _ => {
                    self.end_of_line();
                    return Ok(true);
                }
            }
        }
    }

    fn end_of_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += match rest {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
    }

    /// The end of what stands up to the next comma or line end.
    fn stop(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        from + rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r')).unwrap_or(rest.len())
    }

    fn plain(&mut self, start: usize) -> Place {
        self.at = self.stop(start);
        Place { start, end: self.at, scratch: false }
    }

    fn quoted(&mut self) -> Raises<Place> {
        let bytes = self.text.as_bytes();
        let start = self.scratch.len();
        let first = self.at + 1;
        let mut from = first;
        loop {
            let Some(length) = bytes[from..].iter().position(|b| *b == b'"') else {
                return Err(Raised::new(ErrorKind::ParseError, UNCLOSED));
            };
            let end = from + length;
            match bytes.get(end + 1) {
                Some(b'"') => {
                    self.scratch.push_str(&self.text[from..=end]);
                    from = end + 2;
                }
                None | Some(b',' | b'\n' | b'\r') if from == first => {
                    self.at = end + 1;
                    return Ok(Place { start: from, end, scratch: false });
                }
                _ => {
                    // what follows the closing quote belongs to the field, quotes and all
                    let stop = self.stop(end + 1);
                    self.scratch.push_str(&self.text[from..end]);
                    self.scratch.push_str(&self.text[end + 1..stop]);
                    self.at = stop;
                    return Ok(Place { start, end: self.scratch.len(), scratch: true });
                }
            }
        }
    }
}

/// The header's names, each once: an empty one is numbered, one that was there before gets a number.
fn names(header: Vec<String>) -> Vec<String> {
    let mut names = header;
    let unnamed: Vec<usize> = (0..names.len()).filter(|i| names[*i].is_empty()).collect();
    for &i in &unnamed {
        names[i] = format!("Unnamed: {i}");
    }
    let order = (0..names.len()).filter(|i| !unnamed.contains(i)).chain(unnamed.iter().copied()).collect::<Vec<_>>();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for i in order {
        let old = names[i].clone();
        let mut name = old.clone();
        let mut count = counts.get(&name).copied().unwrap_or(0);
        while count > 0 {
            counts.insert(old.clone(), count + 1);
            name = format!("{old}.{count}");
            count = if names.contains(&name) { count + 1 } else { counts.get(&name).copied().unwrap_or(0) };
        }
        names[i].clone_from(&name);
        *counts.entry(name).or_insert(0) = count + 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let texts = texts(text, None).unwrap_or_else(|e| unreachable!("{e:?}"));
        (0..texts.rows).map(|i| texts.columns.iter().map(|c| c.value(i).to_owned()).collect()).collect()
    }

    #[test]
    fn blank_lines_are_no_rows_and_short_rows_are_filled() {
        assert_eq!(rows("a,b\r\n\r\n1,\"x\"\"y\"z\n \t\n2"), [["1", "x\"yz"], ["2", ""]]);
    }

    #[test]
    fn a_first_row_longer_than_the_header_starts_with_labels() {
        assert_eq!(rows("a,b\n9,1,2\n8,3,4"), [["1", "2"], ["3", "4"]]);
    }

    #[test]
    fn names_are_told_apart() {
        let header = ["a", "a", "", "a.1", "a"].map(str::to_owned).to_vec();
        assert_eq!(names(header), ["a", "a.2", "Unnamed: 2", "a.1", "a.3"]);
    }
}
