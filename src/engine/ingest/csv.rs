//! A table from the text of a CSV file: cut into rows and fields, each column of the type that its texts have.

mod fixed;
mod infer;
mod lines;
mod numbers;
mod quoted;
mod sample;
mod sql;

use std::sync::Arc;

use arrow::array::StringArray;

use super::late::{Fault, Read};
use super::sql_kind;
use crate::axis::{Axes, csv, types};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text;

/// The columns of a CSV file, every field as it stands there.
#[derive(Debug, Default)]
struct Texts {
    names: Vec<String>,
    /// The names as the header has them, where some are told apart by a number.
    header: Vec<String>,
    /// How many fields a row starts with that no name stands above: its labels.
    labels: usize,
    columns: Vec<StringArray>,
    rows: usize,
    /// Rows that read like the header: no type is taken from them.
    like_header: Vec<usize>,
}

/// What a framework reads from a file of these bytes; some columns may be fixed to a type.
pub(super) fn read(bytes: &[u8], fixed: &[(String, Type)], axes: &Axes) -> Raises<Read> {
    match axes.types.model() {
        types::Model::Sql => {
            let texts = cut(&String::from_utf8_lossy(bytes), None, axes)?;
            let columns = texts.names.iter().zip(&texts.columns).map(|(name, column)| match type_of(name, fixed) {
                Some(ty) => sql::values(column, sql_kind(ty), axes),
                None => sql::column(column, &texts.like_header, axes),
            });
            let columns = columns.collect::<Raises<Vec<_>>>()?;
            let late = texts.names.iter().zip(&texts.columns).filter_map(|(name, column)| {
                let is_day = type_of(name, fixed).is_some_and(|ty| *ty == Type::Date);
                let raised = sql::read_before(column, axes).filter(|_| is_day)?;
                Some(Fault { column: Some(name.as_str().into()), raised })
            });
            Ok(Read { late: late.collect(), table: Table::whole(frame(&texts, columns)) })
        }
        types::Model::Numpy => {
            let Ok(text) = std::str::from_utf8(bytes) else {
                return Err(Raised::value_error("the file is not UTF-8"));
            };
            match axes.csv.sample() {
                csv::Sample::All => {
                    let texts = cut(text, None, axes)?;
                    let columns = numpy(&texts, fixed, axes)?;
                    Ok(Read::sound(Table::whole(held(&texts, columns, axes))))
                }
                csv::Sample::FirstRows => sample::read(text, fixed, axes),
            }
        }
    }
}

/// Cuts a file into columns of texts, at most so many rows of it.
fn cut(text: &str, rows: Option<usize>, axes: &Axes) -> Raises<Texts> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match axes.csv.records() {
        csv::Records::Quoted => quoted::texts(text, rows),
        csv::Records::Lines => lines::texts(text, rows),
    }
}

/// The type that a column is fixed to.
fn type_of<'f>(name: &str, fixed: &'f [(String, Type)]) -> Option<&'f Type> {
    fixed.iter().find_map(|(n, ty)| (n == name).then_some(ty))
}

/// Columns of the types that NumPy's model finds, or that they are fixed to.
///
/// Columns of dates are kept as text by their places among the names, which miss them where rows start with labels. A type
/// that is fixed holds for all columns that the header calls so.
///
/// Source: pandas, `CParserWrapper._set_noconvert_columns`; `TextReader._get_header`.
fn numpy(texts: &Texts, fixed: &[(String, Type)], axes: &Axes) -> Raises<Vec<Column>> {
    let mut kept = Vec::new();
    for (name, _) in fixed.iter().filter(|(_, ty)| is_date(ty)) {
        match texts.names.iter().position(|n| n == name) {
            Some(place) => kept.push(place),
            None => return Err(Raised::value_error(format!("there is no column {name} to be read as dates"))),
        }
    }
    let column = |(i, column): (usize, &StringArray)| {
        let of_header = || type_of(&texts.header[i], fixed).filter(|ty| !is_date(ty) && !texts.header[i].is_empty());
        let ty = type_of(&texts.names[i], fixed).or_else(of_header);
        let is_kept = kept.contains(&(i + texts.labels));
        match ty {
            Some(ty) if is_date(ty) && !is_kept => {
                fixed::column(&written(&infer::column(column, texts.columns.len(), axes)?), ty, axes)
            }
            Some(ty) if is_date(ty) || !is_kept => fixed::column(column, ty, axes),
            _ if is_kept => Ok(infer::text(column, |t| missing(t, axes))),
            _ => infer::column(column, texts.columns.len(), axes),
        }
    };
    texts.columns.iter().enumerate().map(column).collect()
}

const fn is_date(ty: &Type) -> bool {
    matches!(ty, Type::Timestamp(_) | Type::Date)
}

/// A column's values as Python writes them, the missing ones empty.
fn written(column: &Column) -> StringArray {
    let text = |value: &Obj| if value.is_missing() { String::new() } else { text::python::str(value) };
    StringArray::from_iter_values(column.to_objects().iter().map(text))
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
        || match axes.csv.missing() {
            csv::Missing::Empty => false,
            csv::Missing::Words => word(),
            csv::Missing::WordsAndNone => word() || text == "None",
        }
}
