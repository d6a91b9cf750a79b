//! Inputs from data files.

use super::late::Read;
use super::{csv, json, stored};
use crate::axis::Axes;
use crate::case::plan::{DataFile, Format};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The table that a framework reads from `file`.
pub(super) fn read(file: &DataFile, axes: &Axes) -> Raises<Read> {
    match file.format {
        Format::Csv => csv::read(&bytes(file)?, &file.columns, axes),
        Format::Parquet => stored::read(file, axes),
        Format::Ndjson => json::read(&bytes(file)?, &file.columns, axes),
    }
}

/// All that the file holds. It was there when the case was read.
fn bytes(file: &DataFile) -> Raises<Vec<u8>> {
    std::fs::read(&file.path)
        .map_err(|error| Raised::new(ErrorKind::Other, format!("failed to read {}: {error}", file.path.display())))
}
