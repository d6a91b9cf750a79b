//! A table as a Parquet file, for results too large to read as lines.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ArrowWriter;

use crate::engine::finish::cells;
use crate::engine::frame::Frame;
use crate::result::Cell;

/// Writes the frame. A column of Python objects becomes text: strings as they are, other values as their JSON.
///
/// # Errors
/// With a sentence, when the file can't be written or two columns have one name.
pub fn write(frame: &Frame, path: &Path) -> Result<(), String> {
    if let Some(name) = frame.names.iter().enumerate().find_map(|(i, n)| frame.names[..i].contains(n).then_some(n)) {
        return Err(format!("the result has two columns called {name}, which a Parquet file can't hold"));
    }
    let arrays: Vec<ArrayRef> = frame
        .columns
        .iter()
        .map(|column| match column.as_objects() {
            Some(_) => Arc::new(cells(column).iter().map(text).collect::<StringArray>()),
            None => column.array(),
        })
        .collect();
    let fields =
        frame.names.iter().zip(&arrays).map(|(name, array)| Field::new(&**name, array.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let failed = |error: String| format!("failed to write {}: {error}", path.display());
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(|e| failed(e.to_string()))?;
    let file = File::create(path).map_err(|e| failed(e.to_string()))?;
    let mut writer = ArrowWriter::try_new(file, schema, None).map_err(|e| failed(e.to_string()))?;
    writer.write(&batch).map_err(|e| failed(e.to_string()))?;
    writer.close().map_err(|e| failed(e.to_string()))?;
    Ok(())
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Str(text) => Some(text.clone()),
        other => Some(other.to_json().to_string()),
    }
}
