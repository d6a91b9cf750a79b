//! What a run has found so far, a line a case, so that an interrupted run goes on where it stopped.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// What a run is about: the first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What the cases are made from.
    pub seed: u64,
    /// Who is held against whom.
    pub against: String,
    /// What the cases are like, where they are changes of others: how many these are and their hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
}

/// What came of a case: every other line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub case: u64,
    /// `agrees`, `other`, `undetermined`, `no answer` or `differs`.
    pub verdict: String,
    /// Of a differing one, its group.
    pub group: Option<String>,
}

/// A journal that is open for more.
#[derive(Debug)]
pub struct Journal {
    /// What it is about.
    pub head: Head,
    /// What is known, by case number: 0, 1, 2, …
    pub entries: Vec<Entry>,
    file: File,
}

/// The journal's name in the run's folder.
const NAME: &str = "fuzz.jsonl";

impl Journal {
    /// The seed of the run that `folder` holds, if it holds one.
    pub fn seed(folder: &Path) -> Option<u64> {
        let text = fs::read_to_string(folder.join(NAME)).ok()?;
        serde_json::from_str::<Head>(text.lines().next()?).ok().map(|head| head.seed)
    }

    /// Opens the journal in `folder`, begun with `head` where it is not there. A last line that was cut off is dropped.
    ///
    /// # Errors
    /// A sentence, when the folder holds another run, or can't be written.
    pub fn open(folder: &Path, head: Head) -> Result<Self, String> {
        let path = folder.join(NAME);
        let failed = |e: std::io::Error| format!("failed to write {}: {e}", path.display());
        fs::create_dir_all(folder).map_err(failed)?;
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut lines = text.lines();
        if let Some(first) = lines.next() {
            let known: Head = serde_json::from_str(first).map_err(|e| format!("{}: line 1: {e}", path.display()))?;
            if known != head {
                let like = known.like.map(|like| format!(" like {like}")).unwrap_or_default();
                return Err(format!(
                    "{} holds a run of {}{like} with --seed {}: go on with these, or name another --out",
                    folder.display(),
                    known.against,
                    known.seed
                ));
            }
        }
        let entries: Vec<Entry> = lines.map_while(|line| serde_json::from_str(line).ok()).collect();
        let mut sound = line(&head)?;
        for entry in &entries {
            sound += &line(entry)?;
        }
        crate::golden::store::write(&path, &sound)?;
        let file = OpenOptions::new().append(true).open(&path).map_err(failed)?;
        Ok(Self { head, entries, file })
    }

    /// Adds a case's entry, on disk at once.
    ///
    /// # Errors
    /// A sentence, when it can't be written.
    pub fn add(&mut self, entry: Entry) -> Result<(), String> {
        let text = line(&entry)?;
        self.file.write_all(text.as_bytes()).map_err(|e| format!("failed to write the journal: {e}"))?;
        self.entries.push(entry);
        Ok(())
    }
}

fn line<T: Serialize>(value: &T) -> Result<String, String> {
    serde_json::to_string(value).map(|text| text + "\n").map_err(|e| format!("failed to write the journal: {e}"))
}
