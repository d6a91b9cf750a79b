//! Inputs from data files.

use super::late::Read;
use super::{csv, json, stored};
use crate::axis::{Axes, types};
use crate::case::plan::{DataFile, Format};
use crate::case::types::Type;
use crate::engine::expr::cast;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The table that a framework reads from `file`.
pub(super) fn read(file: &DataFile, axes: &Axes) -> Raises<Read> {
    if matches!(axes.types.model(), types::Model::Numpy) {
        expressible(file)?;
    }
    match file.format {
        Format::Csv => csv::read(&bytes(file)?, &file.columns, axes),
        Format::Parquet => stored::read(file, axes),
        Format::Ndjson => json::read(&bytes(file)?, &file.columns, axes),
    }
}

/// Refuses a fixed type that the call which reads the file cannot be given, whatever the file holds.
fn expressible(file: &DataFile) -> Raises<()> {
    let parsed = |ty: &Type| file.format == Format::Csv && *ty == Type::Date;
    file.columns.iter().filter(|(_, ty)| !parsed(ty)).try_for_each(|(_, ty)| cast::expressible(ty))
}

/// All that the file holds. It was there when the case was read.
fn bytes(file: &DataFile) -> Raises<Vec<u8>> {
    std::fs::read(&file.path)
        .map_err(|error| Raised::new(ErrorKind::Other, format!("failed to read {}: {error}", file.path.display())))
}
