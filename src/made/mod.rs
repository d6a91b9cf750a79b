//! Tables of made-up rows (`generate:`): each is written once, as a Parquet file, which is then the input of every engine.
//!
//! A value depends on the seed, its column's name and its row alone, so the same words make the same file on every machine.

mod values;

pub(crate) use values::room;

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ArrowWriter;
use sha2::{Digest, Sha256};

use crate::cache;
use crate::case::plan::{DataFile, Format};
use crate::case::types::Type;

/// Changes whenever the same words make other rows.
const EDITION: u32 = 1;
/// How many rows are made at a time.
const PIECE: usize = 1 << 16;

/// What a table of made-up rows is like.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// How many rows.
    pub rows: usize,
    /// Where chance starts.
    pub seed: u64,
    /// Its columns.
    pub columns: Vec<MadeColumn>,
}

/// What a column of made-up values is like.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// How many different values it has at most; any number unless given.
    pub distinct: Option<u64>,
    /// The share of nulls, from 0 to 1.
    pub nulls: f64,
}

impl Made {
    /// The file that the table is, or will be.
    pub fn file(&self) -> DataFile {
        let named = format!("made-{}.parquet", self.digest());
        let folder = cache::folder().unwrap_or_else(|_| std::env::temp_dir()).join("made");
        DataFile { path: folder.join(&named), named, format: Format::Parquet, columns: Vec::new() }
    }

    /// Writes the file, unless it is there.
    ///
    /// # Errors
    /// A sentence, when it can't be written.
    pub fn write(&self) -> Result<DataFile, String> {
        /// One writes at a time: several cases may ask for the same file at once.
        static WRITING: Mutex<()> = Mutex::new(());
        let file = self.file();
        let _writing = WRITING.lock();
        if file.path.is_file() {
            return Ok(file);
        }
        let failed = |why: String| format!("failed to write made-up rows to {}: {why}", file.path.display());
        let folder = file.path.parent().map(PathBuf::from).unwrap_or_default();
        fs::create_dir_all(&folder).map_err(|e| failed(e.to_string()))?;
        // under a name of its own first: whoever finds the file finds all of it
        let started = folder.join(format!("{}.{}", file.named, std::process::id()));
        let written =
            self.write_to(&started).and_then(|()| fs::rename(&started, &file.path).map_err(|e| e.to_string()));
        if written.is_err() {
            let _ = fs::remove_file(&started);
        }
        written.map_err(failed)?;
        Ok(file)
    }

    fn write_to(&self, path: &PathBuf) -> Result<(), String> {
        let fields: Vec<Field> = self.columns.iter().map(|c| Field::new(&c.name, c.ty.arrow(), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let output = File::create(path).map_err(|e| e.to_string())?;
        let mut writer = ArrowWriter::try_new(output, schema.clone(), None).map_err(|e| e.to_string())?;
        for start in (0..self.rows).step_by(PIECE) {
            let rows = start..(start + PIECE).min(self.rows);
            let columns: Vec<ArrayRef> =
                self.columns.iter().map(|c| values::array(c, self.seed, rows.clone())).collect::<Result<_, _>>()?;
            let batch = RecordBatch::try_new(schema.clone(), columns).map_err(|e| e.to_string())?;
            writer.write(&batch).map_err(|e| e.to_string())?;
        }
        writer.close().map_err(|e| e.to_string())?;
        Ok(())
    }

    /// A digest of all that decides the rows.
    fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(format!("{EDITION} {} {}", self.rows, self.seed));
        for column in &self.columns {
            let MadeColumn { name, ty, distinct, nulls } = column;
            hasher.update(format!("\0{name}\0{ty} {distinct:?} {nulls:?}"));
        }
        hasher.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
    }
}
