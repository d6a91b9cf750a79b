//! What a fuzz run verified, word by word of the case format: a file that outlives the run, for the page of behaviours.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Origin;
use super::journal::{Entry, Head};
use crate::case::vocabulary::used;

/// What came of the cases of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Who was held against whom, and what the cases were made from.
    #[serde(rename = "run")]
    pub head: Head,
    /// All cases that could be compared.
    pub cases: Agreement,
    /// By part of the case format and word: those that use it.
    pub words: BTreeMap<String, BTreeMap<String, Agreement>>,
}

/// How many agree of how many that were compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// These agree.
    pub agree: usize,
    /// Of these.
    pub compared: usize,
}

impl Agreement {
    /// Counts one more.
    pub fn count(&mut self, agrees: bool) {
        self.agree += usize::from(agrees);
        self.compared += 1;
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { agree: self.agree + other.agree, compared: self.compared + other.compared }
    }
}

impl Tally {
    /// Of what a journal holds. The cases are made up again, which is quick.
    pub fn of(head: &Head, entries: &[Entry], origin: &Origin) -> Self {
        let mut tally = Self { head: head.clone(), cases: Agreement::default(), words: BTreeMap::new() };
        for entry in entries {
            let agrees = match entry.verdict.as_str() {
                "agrees" => true,
                "differs" => false,
                _ => continue,
            };
            tally.cases.count(agrees);
            for (part, word) in used(&origin.case(head.seed, entry.case)) {
                let of_part = tally.words.entry(part.name().to_owned()).or_default();
                of_part.entry(word.to_owned()).or_default().count(agrees);
            }
        }
        tally
    }

    /// Those that `folder` keeps, by file name; of runs against real frameworks.
    ///
    /// # Errors
    /// A sentence, when a file is no tally.
    pub fn kept(folder: &Path) -> Result<Vec<Self>, String> {
        let Ok(files) = fs::read_dir(folder) else { return Ok(Vec::new()) };
        let mut paths: Vec<_> = files.flatten().map(|file| file.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
        paths.sort();
        let read = |path: &std::path::PathBuf| {
            let text = fs::read_to_string(path).map_err(|e| format!("failed to read {}: {e}", path.display()))?;
            serde_json::from_str::<Self>(&text).map_err(|e| format!("{}: {e}", path.display()))
        };
        let mut tallies: Vec<Self> = paths.iter().map(read).collect::<Result<_, _>>()?;
        tallies.retain(|tally| tally.head.against.starts_with("live "));
        Ok(tallies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_compared_counts_and_each_word_once_a_case() {
        let head = Head { seed: 7, against: "live pandas@3.1".to_owned(), like: None };
        let entry = |case, verdict: &str| Entry { case, verdict: verdict.to_owned(), group: None };
        let tally =
            Tally::of(&head, &[entry(0, "agrees"), entry(1, "other"), entry(2, "differs")], &Origin::Vocabulary);
        assert_eq!(tally.cases, Agreement { agree: 1, compared: 2 });
        let most = tally.words.values().flat_map(BTreeMap::values).map(|n| n.compared).max();
        assert!(most.is_some_and(|n| (1..=2).contains(&n)));
    }
}
