//! Goldens as files below a folder, at the path of their case file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Answer, Golden, GoldenCase, text};
use crate::live::record::Recorded;
use crate::result::{Outcome, Rules, compare};

/// The ending of an accepted golden.
const GOLDEN: &str = "golden";
/// The ending of one that waits for `review`.
const PENDING: &str = "pending";

/// A folder of goldens.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// What recording a file's cases did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing is different.
    Same,
    /// What was not there is written.
    New,
    /// Something changed: it waits.
    Pending,
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

    /// The texts of the accepted golden of `id` and of the pending one.
    ///
    /// # Errors
    /// A sentence, when a file can't be read.
    pub fn change(&self, id: &str) -> Result<(String, String), String> {
        let text = |ending| {
            let path = self.path(id, ending);
            fs::read_to_string(&path).map_err(|e| format!("failed to read {}: {e}", path.display()))
        };
        Ok((text(GOLDEN)?, text(PENDING)?))
    }

    /// Makes the pending golden of `id` the accepted one.
    ///
    /// # Errors
    /// A sentence, when the file can't be moved.
    pub fn accept(&self, id: &str) -> Result<(), String> {
        let (from, to) = (self.path(id, PENDING), self.path(id, GOLDEN));
        fs::rename(&from, &to).map_err(|e| format!("failed to move {}: {e}", from.display()))
    }

    /// Discards the pending golden of `id`.
    ///
    /// # Errors
    /// A sentence, when the file can't be removed.
    pub fn reject(&self, id: &str) -> Result<(), String> {
        let path = self.path(id, PENDING);
        fs::remove_file(&path).map_err(|e| format!("failed to remove {}: {e}", path.display()))
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

    /// Takes in what was recorded for cases of the file `id`. `order` are the ids of the file's cases as they stand, with their
    /// hashes: answers to a case that is no more, or that was another, are dropped.
    ///
    /// # Errors
    /// A sentence, when a file can't be read or written.
    pub fn record(&self, id: &str, order: &[(&str, &str)], recorded: &[&Recorded]) -> Result<Done, String> {
        let old = self.read(id)?;
        let mut new = old.clone().unwrap_or_default();
        new.cases.retain(|c| order.contains(&(c.id.as_str(), c.hash.as_str())));
        let mut changed = false;
        for recorded in recorded {
            if let Some((_, hash)) = order.iter().find(|(id, _)| *id == recorded.result.case) {
                changed |= take_in(&mut new, hash, recorded);
            }
        }
        new.cases.sort_by_key(|c| order.iter().position(|(id, _)| *id == c.id));
        if old.as_ref() == Some(&new) {
            return Ok(Done::Same);
        }
        write(&self.path(id, if changed { PENDING } else { GOLDEN }), &text::write(&new))?;
        Ok(if changed { Done::Pending } else { Done::New })
    }
}

/// Puts one recorded answer into the golden: whether an answer to the same case was another.
fn take_in(golden: &mut Golden, hash: &str, recorded: &Recorded) -> bool {
    let profile = &recorded.result.profile;
    let java = recorded.by.java.as_ref().map(|j| format!(", Java {j}")).unwrap_or_default();
    let by = &recorded.by;
    let who = format!("{} {}, Python {}{java}, edition {}", by.framework, by.version, by.python, recorded.edition);
    match golden.by.iter_mut().find(|(p, _)| p == profile) {
        Some((_, known)) => *known = who,
        None => golden.by.push((profile.clone(), who)),
    }
    golden.by.sort_by_key(|(p, _)| place(p));
    let id = &recorded.result.case;
    let at = golden.cases.iter().position(|c| c.id == *id).unwrap_or_else(|| {
        golden.cases.push(GoldenCase { id: id.clone(), hash: hash.to_owned(), answers: Vec::new() });
        golden.cases.len() - 1
    });
    let answers = &mut golden.cases[at].answers;
    let mut outcome = recorded.result.outcome.clone();
    if let Outcome::Error(failure) = &mut outcome {
        failure.message = settled(&failure.message);
    }
    let answer = Answer {
        profile: profile.clone(),
        code: recorded.code_hash.clone(),
        outcome,
        undetermined: recorded.undetermined,
    };
    let mut changed = false;
    match answers.iter_mut().find(|a| a.profile == *profile) {
        Some(known) => {
            let same = compare(&known.outcome, &answer.outcome, &Rules::default()).is_same();
            changed = !same || known.undetermined != answer.undetermined;
            if changed { *known = answer } else { known.code = answer.code }
        }
        None => answers.push(answer),
    }
    answers.sort_by_key(|a| place(&a.profile));
    changed
}

/// Built-in profiles in their order, then the others by name.
fn place(profile: &str) -> (usize, String) {
    let known = crate::profile::builtin().iter().position(|p| p.name == profile).unwrap_or(usize::MAX);
    (known, profile.to_owned())
}

/// An error's message without what another run or machine says otherwise: its first line, paths by their last part, no addresses.
fn settled(message: &str) -> String {
    let line: String = message.lines().next().unwrap_or_default().chars().take(200).collect();
    let words = line.split(' ').map(|word| match word.rfind('/') {
        Some(i) if word.matches('/').count() > 1 => &word[i + 1..],
        _ if word.contains("0x") => "…",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
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
    let partial = path.with_extension("partial");
    fs::write(&partial, text).map_err(failed)?;
    fs::rename(&partial, path).map_err(failed)
}
