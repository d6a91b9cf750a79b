//! A decoded case: inputs as Arrow arrays, steps and expressions as plain data. What a case *means* on a framework is
//! the engine's and the code generators' business; nothing here knows either.

use std::path::PathBuf;

use arrow::array::ArrayRef;

use super::expect::Expect;
use super::types::Type;
use crate::made::Made;

pub(crate) use super::declare::named;
pub use super::step::*;

/// One case: a document of a case file with one combination of its matrix substituted.
#[derive(Debug, Clone)]
pub struct Case {
    /// `join/null_keys#2[how=inner]`, see the case format.
    pub id: String,
    /// The title, in words.
    pub title: String,
    /// Markdown that says more than the title.
    pub about: Option<String>,
    /// Free labels, for `--tag`.
    pub tags: Vec<String>,
    /// Where the behaviour is described or was reported.
    pub source: Option<String>,
    /// The named tables; the steps start at the first one.
    pub inputs: Vec<Input>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// Only these profiles (`pandas`, `spark@4.3`); empty means all of them.
    pub profiles: Vec<String>,
    /// What it is held to besides its goldens.
    pub expect: Option<Expect>,
    /// Relative tolerance for floating-point values.
    pub rel: f64,
    /// The file the case came from.
    pub path: PathBuf,
    /// The line (from 1) its document starts at.
    pub line: usize,
    /// Hash of everything that decides the case's result: inputs and steps after substitution, not title or tags.
    pub hash: String,
}

impl Case {
    /// A case of these tables and steps of which nothing else is said.
    pub fn of(inputs: Vec<Input>, steps: Vec<Step>) -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            about: None,
            tags: Vec::new(),
            source: None,
            inputs,
            steps,
            profiles: Vec::new(),
            expect: None,
            rel: 1e-9,
            path: PathBuf::new(),
            line: 1,
            hash: String::new(),
        }
    }

    /// Writes the tables of made-up rows that are not there yet.
    ///
    /// # Errors
    /// A sentence, when one can't be written.
    pub fn write_made(&self) -> Result<(), String> {
        for input in &self.inputs {
            if let Source::Made(made) = &input.source {
                made.write()?;
            }
        }
        Ok(())
    }
}

/// A named table of a case.
#[derive(Debug, Clone)]
pub struct Input {
    /// The name that `join` and `concat` refer to.
    pub name: String,
    /// How many partitions the table is cut into, at least 1.
    pub partitions: usize,
    /// How the table gets into each framework.
    pub via: Via,
    /// Where its rows come from.
    pub source: Source,
}

named! {
    /// How an input table gets into each framework.
    Via {
        /// Python values, row by row.
        Rows = "rows",
        /// By way of a pandas frame: `via: pandas`.
        Frame = "pandas",
        /// A Parquet file.
        Parquet = "parquet",
        /// A CSV file.
        Csv = "csv",
    }
}

/// Where an input's rows come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// Written in the case.
    Inline(Vec<InputColumn>),
    /// In a data file.
    File(DataFile),
    /// Made up.
    Made(Made),
}

/// A data file, with the types that the case fixes.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Resolved against the case file's folder.
    pub path: PathBuf,
    /// As the case names it.
    pub named: String,
    /// What is in it, by its ending.
    pub format: Format,
    /// Types given in the case, by column.
    pub columns: Vec<(String, Type)>,
}

named! {
    /// What a data file holds; the words are the endings.
    Format {
        /// Comma-separated values below a header.
        Csv = "csv",
        /// Apache Parquet.
        Parquet = "parquet",
        /// A JSON object a line.
        Ndjson = "ndjson",
    }
}

/// One column of an inline table. Null is a null of the array, NaN stays NaN.
#[derive(Debug, Clone)]
pub struct InputColumn {
    /// Its name.
    pub name: String,
    /// Its declared type.
    pub ty: Type,
    /// Its values, an array of [`Type::arrow`].
    pub values: ArrayRef,
}
