//! From a case over many rows to the few that still show a difference: what `diff --shrink` writes, and what `fuzz` starts with.
//!
//! Runs of rows are left out, half of an input first, then ever smaller ones, as long as the difference stays.

mod rows;

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::plan::{Case, DataFile, Format, Source, Via};
use rows::Rows;

/// How often a case is tried for each input, at most.
const TRIED: usize = 2000;
/// How many rows are run for each row there is, at most.
const RUN_AGAIN: usize = 60;
/// Rows that may be run at any rate.
const RUN_AT_LEAST: usize = 100_000;

/// Whether a case still shows what it is about.
pub type Holds<'h> = dyn FnMut(&Case) -> Result<bool, String> + 'h;

/// A case whose rows can be left out.
#[derive(Debug)]
pub struct Few {
    case: Case,
    rows: Vec<Rows>,
    /// Where data files with fewer rows are tried.
    folder: Option<PathBuf>,
}

impl Few {
    /// A case with the rows of its inputs at hand. Those of Parquet files and made-up ones are written into the case; those of CSV and
    /// NDJSON files stay lines of a file, which are put into `folder`.
    ///
    /// # Errors
    /// A sentence, when a file can't be read.
    pub fn of(mut case: Case, folder: Option<&Path>) -> Result<Self, String> {
        let mut rows = Vec::with_capacity(case.inputs.len());
        for input in &mut case.inputs {
            rows.push(Rows::of(&input.source)?);
            if matches!(input.source, Source::Made(_) | Source::File(DataFile { format: Format::Parquet, .. })) {
                input.via = Via::Parquet;
            }
        }
        let mut few = Self { case, rows, folder: folder.map(Path::to_path_buf) };
        few.case = few.with(few.rows.clone())?;
        Ok(few)
    }

    /// How many rows all inputs have.
    pub fn rows(&self) -> usize {
        self.rows.iter().map(Rows::len).sum()
    }

    /// The case with as few rows as leave `holds` true; the case itself, if it is not true of that.
    ///
    /// # Errors
    /// A sentence, when a case can't be tried.
    pub fn fewest(self, holds: &mut Holds<'_>) -> Result<Case, String> {
        let mut best = self;
        if best.rows() == 0 || !holds(&best.case)? {
            return Ok(best.case);
        }
        let mut left = RUN_AT_LEAST.max(RUN_AGAIN * best.rows());
        loop {
            let before = best.rows();
            for place in 0..best.rows.len() {
                best.cut(place, &mut left, holds)?;
            }
            if best.rows() == before {
                // the last one tried may have left other data files
                return best.with(best.rows.clone());
            }
        }
    }

    /// Leaves out what can be left out of one input.
    fn cut(&mut self, place: usize, left: &mut usize, holds: &mut Holds<'_>) -> Result<(), String> {
        let mut size = self.rows[place].len().div_ceil(2);
        let mut tried = 0;
        while size > 0 {
            let mut at = 0;
            while at < self.rows[place].len() {
                let end = (at + size).min(self.rows[place].len());
                let mut fewer = self.rows.clone();
                fewer[place] = fewer[place].without(at..end)?;
                let candidate = self.with(fewer.clone())?;
                let run: usize = fewer.iter().map(Rows::len).sum::<usize>() + 1;
                tried += 1;
                if tried > TRIED || *left < run {
                    return Ok(());
                }
                *left -= run;
                if holds(&candidate)? {
                    (self.rows, self.case) = (fewer, candidate);
                } else {
                    at = end;
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
        Ok(())
    }

    /// The case with these rows.
    fn with(&self, rows: Vec<Rows>) -> Result<Case, String> {
        let mut case = self.case.clone();
        for (input, rows) in case.inputs.iter_mut().zip(rows) {
            match (rows, &mut input.source) {
                (Rows::Columns(columns), source) => *source = Source::Inline(columns),
                (Rows::Lines { head, lines }, Source::File(file)) => {
                    let Some(folder) = &self.folder else { continue };
                    file.named = format!("{}.{}", input.name.replace(['/', '\\'], "_"), file.format.name());
                    file.path = folder.join(&file.named);
                    let text = head + &lines.concat();
                    fs::write(&file.path, text).map_err(|e| format!("failed to write {}: {e}", file.path.display()))?;
                }
                (Rows::Lines { .. }, Source::Inline(_) | Source::Made(_)) => {}
            }
        }
        Ok(case)
    }
}

/// The data files of a case.
pub fn files(case: &mut Case) -> impl Iterator<Item = &mut DataFile> {
    case.inputs.iter_mut().filter_map(|input| match &mut input.source {
        Source::File(file) => Some(file),
        Source::Inline(_) | Source::Made(_) => None,
    })
}
