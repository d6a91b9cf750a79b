//! A table from the text of a CSV file: cut into rows and fields, each column of the type that its texts have.

mod infer;
mod lines;
mod numbers;
mod quoted;
mod sample;
mod sql;

use std::sync::Arc;

use arrow::array::StringArray;

use super::late::Read;
use crate::axis::{Axes, csv, types};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text;

/// The columns of a CSV file, every field as it stands there.
#[derive(Debug)]
struct Texts {
    names: Vec<String>,
    columns: Vec<StringArray>,
    rows: usize,
    /// Rows that read like the header: no type is taken from them.
    like_header: Vec<usize>,
}

/// What a framework reads from a file of these bytes.
pub(super) fn read(bytes: &[u8], axes: &Axes) -> Raises<Read> {
    match axes.types.model {
        types::Model::Sql => {
            let texts = cut(&String::from_utf8_lossy(bytes), None, axes)?;
            let columns =
                texts.columns.iter().map(|c| sql::column(c, &texts.like_header, axes)).collect::<Raises<Vec<_>>>()?;
            Ok(Read { table: Table::whole(frame(&texts, columns)), late: Vec::new() })
        }
        types::Model::Numpy => {
            let Ok(text) = std::str::from_utf8(bytes) else {
                return Err(Raised::value_error("the file is not UTF-8"));
            };
            match axes.csv.sample {
                csv::Sample::All => {
                    let texts = cut(text, None, axes)?;
                    let columns = numpy(&texts, axes)?;
                    Ok(Read { table: Table::whole(held(&texts, columns, axes)), late: Vec::new() })
                }
                csv::Sample::FirstRows => sample::read(text, axes),
            }
        }
    }
}

/// Cuts a file into columns of texts, at most so many rows of it.
fn cut(text: &str, rows: Option<usize>, axes: &Axes) -> Raises<Texts> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match axes.csv.records {
        csv::Records::Quoted => quoted::texts(text, rows),
        csv::Records::Lines => lines::texts(text, rows),
    }
}

/// Columns of the types that NumPy's model finds.
fn numpy(texts: &Texts, axes: &Axes) -> Raises<Vec<Column>> {
    texts.columns.iter().map(|c| infer::column(c, texts.columns.len(), axes)).collect()
}

/// Columns as the framework holds them.
fn held(texts: &Texts, columns: Vec<Column>, axes: &Axes) -> Frame {
    frame(texts, columns.into_iter().map(|c| text::as_held(c, axes)).collect())
}

fn frame(texts: &Texts, columns: Vec<Column>) -> Frame {
    let names = texts.names.iter().map(|n| Arc::from(n.as_str()));
    Frame::new(names.zip(columns).collect(), texts.rows)
}

/// Whether a field is missing.
fn missing(text: &str, axes: &Axes) -> bool {
    /// Words that stand for a missing value, all of them short.
    const WORDS: [&str; 17] = [
        "NA", "NaN", "nan", "null", "NULL", "N/A", "n/a", "#N/A", "#NA", "<NA>", "#N/A N/A", "-NaN", "-nan", "1.#IND",
        "1.#QNAN", "-1.#IND", "-1.#QNAN",
    ];
    let word = || text.len() <= 8 && WORDS.contains(&text);
    text.is_empty()
        || match axes.csv.missing {
            csv::Missing::Empty => false,
            csv::Missing::Words => word(),
            csv::Missing::WordsAndNone => word() || text == "None",
        }
}
