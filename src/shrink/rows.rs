//! The rows of an input, as they are left out: columns that a case can say, or the lines of a data file.

use std::fs::{self, File};
use std::ops::Range;

use arrow::array::{ArrayRef, RecordBatch, new_empty_array};
use arrow::compute;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::case::plan::{DataFile, Format, InputColumn, Source};
use crate::case::types::Type;

/// The rows of an input.
#[derive(Debug, Clone)]
pub(super) enum Rows {
    /// Columns that the case says.
    Columns(Vec<InputColumn>),
    /// The lines of a CSV or NDJSON file, each with its end.
    Lines {
        /// What comes before the first row.
        head: String,
        /// A row each.
        lines: Vec<String>,
    },
}

impl Rows {
    /// Those of a source.
    pub(super) fn of(source: &Source) -> Result<Self, String> {
        match source {
            Source::Inline(columns) => Ok(Self::Columns(columns.clone())),
            Source::Made(made) => stored(&made.write()?),
            Source::File(file) => match file.format {
                Format::Parquet => stored(file),
                Format::Csv => lines(file, true),
                Format::Ndjson => lines(file, false),
            },
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Columns(columns) => columns.first().map_or(0, |column| column.values.len()),
            Self::Lines { lines, .. } => lines.len(),
        }
    }

    /// All but these.
    pub(super) fn without(&self, range: Range<usize>) -> Result<Self, String> {
        match self {
            Self::Columns(columns) => {
                let rest = |values: &ArrayRef| {
                    let (start, end) = (values.slice(0, range.start), range.end);
                    compute::concat(&[&start, &values.slice(end, values.len() - end)]).map_err(|e| e.to_string())
                };
                let column = |c: &InputColumn| {
                    Ok(InputColumn { name: c.name.clone(), ty: c.ty.clone(), values: rest(&c.values)? })
                };
                Ok(Self::Columns(columns.iter().map(column).collect::<Result<_, String>>()?))
            }
            Self::Lines { head, lines } => {
                Ok(Self::Lines { head: head.clone(), lines: [&lines[..range.start], &lines[range.end..]].concat() })
            }
        }
    }
}

/// The columns of a Parquet file.
fn stored(file: &DataFile) -> Result<Rows, String> {
    let unread = |why: String| format!("failed to read {}: {why}", file.named);
    if let Some((name, ty)) = file.columns.first() {
        return Err(format!(
            "{} has column {name} fixed to {ty}, which rows written into a case cannot say: leave its `columns` out",
            file.named
        ));
    }
    let source = File::open(&file.path).map_err(|e| unread(e.to_string()))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(source).map_err(|e| unread(e.to_string()))?;
    let schema = builder.schema().clone();
    let reader = builder.with_batch_size(1 << 20).build().map_err(|e| unread(e.to_string()))?;
    let batches = reader.collect::<Result<Vec<RecordBatch>, _>>().map_err(|e| unread(e.to_string()))?;
    let column = |(i, field): (usize, &std::sync::Arc<arrow::datatypes::Field>)| {
        let name = field.name().clone();
        let ty = Type::of_arrow(field.data_type())
            .ok_or_else(|| unread(format!("column {name} is {}, which has no counterpart here", field.data_type())))?;
        let pieces: Vec<ArrayRef> = batches.iter().map(|batch| batch.column(i).clone()).collect();
        let pieces: Vec<&dyn arrow::array::Array> = pieces.iter().map(AsRef::as_ref).collect();
        let whole = match pieces.as_slice() {
            [] => Ok(new_empty_array(field.data_type())),
            pieces => compute::concat(pieces),
        };
        let values = whole.and_then(|whole| compute::cast(&whole, &ty.arrow())).map_err(|e| unread(e.to_string()))?;
        Ok(InputColumn { name, ty, values })
    };
    schema.fields().iter().enumerate().map(column).collect::<Result<_, String>>().map(Rows::Columns)
}

/// The lines of a text file; a line end inside quotes ends no row of a CSV file.
fn lines(file: &DataFile, csv: bool) -> Result<Rows, String> {
    let text = fs::read_to_string(&file.path).map_err(|e| format!("failed to read {}: {e}", file.named))?;
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for piece in text.split_inclusive('\n') {
        match lines.last_mut() {
            Some(last) if open => last.push_str(piece),
            _ => lines.push(piece.to_owned()),
        }
        open ^= csv && piece.matches('"').count() % 2 == 1;
    }
    if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('\n')) {
        last.push('\n');
    }
    let head = if csv && !lines.is_empty() { lines.remove(0) } else { String::new() };
    Ok(Rows::Lines { head, lines })
}
