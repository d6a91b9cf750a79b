//! Goldens as files below a folder, at the path of their case file: `x.golden` is accepted, `x.pending` beside it holds the answers that
//! changed since, and nothing else, until `review` accepts or rejects them.
//!
//! A file is written whole or not at all, and one process at a time reads, changes and writes: an interrupted `record` loses only what it
//! had not handed over yet, and two at once lose nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::take::{Taken, take};
use super::{Golden, text};
use crate::case::plan::Case;
use crate::live::record::Recorded;

/// The ending of an accepted golden.
const GOLDEN: &str = "golden";
/// The ending of one that waits for `review`.
const PENDING: &str = "pending";

/// A folder of goldens.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// A case file as it stands.
#[derive(Debug, Clone, Default)]
pub struct CaseFile<'a> {
    /// Its sound cases.
    pub cases: Vec<&'a Case>,
    /// Whether these are all: answers to a case that is no more are dropped, but not to one that can't be read now.
    pub whole: bool,
}

/// The part of a case's id that names its file.
pub fn file_id(case: &str) -> &str {
    &case[..case.find(['#', '[']).unwrap_or(case.len())]
}

impl Store {
    /// The goldens below `folder`, which need not exist.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, id: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{id}.{ending}"))
    }

    /// The accepted golden of the case file called `id`.
    ///
    /// # Errors
    /// A sentence, when the file can't be read.
    pub fn read(&self, id: &str) -> Result<Option<Golden>, String> {
        read(&self.path(id, GOLDEN))
    }

    /// Every accepted golden, by its file's id.
    ///
    /// # Errors
    /// A sentence, when a file can't be read.
    pub fn all(&self) -> Result<BTreeMap<String, Golden>, String> {
        self.ids(GOLDEN)?.into_iter().map(|id| Ok((id.clone(), self.read(&id)?.unwrap_or_default()))).collect()
    }

    /// The ids of files whose golden waits for `review`.
    ///
    /// # Errors
    /// A sentence, when the folder can't be read.
    pub fn pending(&self) -> Result<Vec<String>, String> {
        self.ids(PENDING)
    }

    /// What waits for the case file called `id`.
    pub(super) fn waiting(&self, id: &str) -> Result<Golden, String> {
        Ok(read(&self.path(id, PENDING))?.unwrap_or_default())
    }

    /// Writes what is accepted.
    pub(super) fn write_accepted(&self, id: &str, golden: &Golden) -> Result<(), String> {
        write(&self.path(id, GOLDEN), &text::write(golden))
    }

    /// Writes what waits; nothing is no file.
    pub(super) fn write_waiting(&self, id: &str, golden: &Golden) -> Result<(), String> {
        let path = self.path(id, PENDING);
        if !golden.cases.is_empty() {
            return write(&path, &text::write(golden));
        }
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(format!("failed to remove {}: {e}", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// Keeps other processes from changing goldens until what it returns is dropped.
    pub(super) fn lock(&self) -> Result<File, String> {
        let failed = |e: std::io::Error| format!("failed to lock {}: {e}", self.folder.display());
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let folder = File::open(&self.folder).map_err(failed)?;
        folder.lock().map_err(failed)?;
        Ok(folder)
    }

    fn ids(&self, ending: &str) -> Result<Vec<String>, String> {
        let mut ids = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop().filter(|f| f.exists()) {
            let entries = fs::read_dir(&folder).map_err(|e| format!("failed to read {}: {e}", folder.display()))?;
            for path in entries.flatten().map(|e| e.path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == ending)
                    && let Ok(inside) = path.with_extension("").strip_prefix(&self.folder)
                {
                    ids.push(inside.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// Takes in what was recorded for cases of the file `id`: what became of each answer, in the order of `recorded`.
    ///
    /// # Errors
    /// A sentence, when a file can't be read or written.
    pub fn record(&self, id: &str, file: &CaseFile<'_>, recorded: &[Recorded]) -> Result<Vec<Taken>, String> {
        let _alone = self.lock()?;
        let mut accepted = self.read(id)?.unwrap_or_default();
        let mut pending = self.waiting(id)?;
        let before = (accepted.clone(), pending.clone());
        pending.drop_stale(&file.cases);
        let mut taken = Vec::new();
        for recorded in recorded {
            if let Some(case) = file.cases.iter().find(|c| c.id == recorded.result.case) {
                taken.push(take(case, recorded, &mut accepted, &mut pending));
            }
        }
        accepted.settle(&file.cases, file.whole);
        pending.settle(&file.cases, file.whole);
        if accepted != before.0 {
            self.write_accepted(id, &accepted)?;
        }
        if pending != before.1 {
            self.write_waiting(id, &pending)?;
        }
        Ok(taken)
    }
}

fn read(path: &Path) -> Result<Option<Golden>, String> {
    match fs::read_to_string(path) {
        Ok(text) => text::read(&text).map(Some).map_err(|why| format!("{}: {why}", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(format!("failed to read {}: {e}", path.display())),
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("failed to write {}: {e}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let partial = path.with_extension(format!("{}.partial", std::process::id()));
    fs::write(&partial, text).map_err(failed)?;
    fs::rename(&partial, path).map_err(failed)
}
