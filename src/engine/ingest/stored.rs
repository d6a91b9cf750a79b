//! A table from a Parquet file: its columns as Arrow arrays, then as each framework holds them.
//!
//! Columns that another library marked as row labels are labels again where the framework has such, and no columns.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_empty_array, new_null_array};
use arrow::compute;
use arrow::datatypes::{DataType, Field, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Type as PhysicalType;

use super::late::{Fault, Read};
use super::{parquet as held, sql_kind};
use crate::axis::{Axes, evaluation, types};
use crate::case::plan::{DataFile, InputColumn};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::expr::cast::cast;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The table that a framework reads from `file`.
pub(super) fn read(file: &DataFile, axes: &Axes) -> Raises<Read> {
    let stored = columns(file, axes)?;
    let kept = |c: &&InputColumn| match axes.types.model() {
        types::Model::Numpy => !stored.labels.contains(&c.name),
        types::Model::Sql => true,
    };
    let inputs: Vec<InputColumn> = stored.columns.iter().filter(kept).cloned().collect();
    let Read { mut table, mut late } = held::table(&inputs, stored.rows, axes)?;
    for (place, input) in inputs.iter().enumerate() {
        let Some((_, ty)) = file.columns.iter().find(|(name, _)| *name == input.name) else { continue };
        for frame in table.parts.iter_mut().chain([&mut table.meta]) {
            match fixed(&frame.columns[place], input, ty, axes) {
                Ok(made) => frame.columns[place] = made,
                Err(raised) => match axes.evaluation.build() {
                    evaluation::Build::Eager => return Err(raised),
                    evaluation::Build::Sample | evaluation::Build::Schema => {
                        late.push(Fault { column: Some(Arc::from(input.name.as_str())), raised });
                    }
                },
            }
        }
    }
    let unknown = file.columns.iter().find(|(name, _)| stored.columns.iter().all(|c| c.name != *name));
    match (axes.types.model(), unknown) {
        (types::Model::Numpy, Some((name, _))) => Err(Raised::no_column(name)),
        (types::Model::Numpy | types::Model::Sql, _) => Ok(Read { table, late }),
    }
}

/// A column in the type that the case fixes it to.
fn fixed(column: &Column, input: &InputColumn, ty: &Type, axes: &Axes) -> Raises<Column> {
    match axes.types.model() {
        types::Model::Numpy => cast(column, ty, axes),
        types::Model::Sql if *column.kind() == sql_kind(ty) => Ok(column.clone()),
        types::Model::Sql => {
            let message = format!("column {} is {} in the file and cannot be read as {ty}", input.name, input.ty);
            Err(Raised::new(ErrorKind::Other, message))
        }
    }
}

/// What a file holds.
struct Stored {
    columns: Vec<InputColumn>,
    /// Columns that are row labels.
    labels: Vec<String>,
    rows: usize,
}

fn columns(file: &DataFile, axes: &Axes) -> Raises<Stored> {
    let unread = |why: String| Raised::value_error(format!("failed to read {}: {why}", file.named));
    let source = File::open(&file.path).map_err(|e| unread(e.to_string()))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(source).map_err(|e| unread(e.to_string()))?;
    let schema = builder.schema().clone();
    let stored = builder.parquet_schema().columns();
    let flat = stored.len() == schema.fields().len();
    let int96: Vec<bool> = stored.iter().map(|c| flat && c.physical_type() == PhysicalType::INT96).collect();
    let reader = builder.with_batch_size(1 << 20).build().map_err(|e| unread(e.to_string()))?;
    let batches = reader.collect::<Result<Vec<RecordBatch>, _>>().map_err(|e| unread(e.to_string()))?;
    let rows = batches.iter().map(RecordBatch::num_rows).sum();
    let columns = schema.fields().iter().enumerate().map(|(i, field)| {
        let int96 = int96.get(i).copied().unwrap_or(false);
        let pieces: Vec<ArrayRef> = batches.iter().map(|b| b.column(i).clone()).collect();
        let pieces: Vec<&dyn arrow::array::Array> = pieces.iter().map(AsRef::as_ref).collect();
        let values = match pieces.as_slice() {
            [] => new_empty_array(field.data_type()),
            pieces => compute::concat(pieces).map_err(Raised::internal)?,
        };
        if *field.data_type() == DataType::Null {
            return Ok(nothing(field, rows, axes));
        }
        column(field, &values, int96 && matches!(axes.types.model(), types::Model::Sql))
    });
    let columns = columns.collect::<Raises<Vec<_>>>()?;
    let labels = schema.metadata().values().flat_map(|notes| labels(notes)).collect();
    Ok(Stored { columns, labels, rows })
}

/// A column of nulls of no type: SQL reads the integers of 32 bits that the file says they are, arrays have objects of them, None each,
/// as they have of lists.
fn nothing(field: &Field, rows: usize, axes: &Axes) -> InputColumn {
    let ty = match axes.types.model() {
        types::Model::Sql => Type::Int32,
        types::Model::Numpy => Type::List(Box::new(Type::Int64)),
    };
    let values = new_null_array(&ty.arrow(), rows);
    InputColumn { name: field.name().clone(), ty, values }
}

/// A column as an input of the type that its Arrow type stands for. What was written as `instants` of old has microseconds.
fn column(field: &Field, values: &ArrayRef, instants: bool) -> Raises<InputColumn> {
    if instants {
        let ty = Type::Timestamp(Some(Arc::from("UTC")));
        let values = compute::cast(values, &DataType::Timestamp(TimeUnit::Microsecond, None))
            .and_then(|local| compute::cast(&local, &ty.arrow()))
            .map_err(Raised::internal)?;
        return Ok(InputColumn { name: field.name().clone(), ty, values });
    }
    let Some(ty) = Type::of_arrow(field.data_type()) else {
        let message = format!("column {} is {}, which has no counterpart here", field.name(), field.data_type());
        return Err(Raised::unsupported(message));
    };
    let exactly = compute::CastOptions { safe: false, ..Default::default() };
    let values = match (&ty, field.data_type()) {
        // times keep their unit
        (Type::Timestamp(_) | Type::Duration, _) => values.clone(),
        (ty, _) => compute::cast_with_options(values, &ty.arrow(), &exactly).map_err(Raised::internal)?,
    };
    Ok(InputColumn { name: field.name().clone(), ty, values })
}

/// The columns that the notes of whoever wrote the file call row labels.
fn labels(notes: &str) -> Vec<String> {
    let notes: serde_json::Value = serde_json::from_str(notes).unwrap_or_default();
    let index = notes["index_columns"].as_array().cloned().unwrap_or_default();
    index.iter().filter_map(|label| label.as_str().map(str::to_owned)).collect()
}
