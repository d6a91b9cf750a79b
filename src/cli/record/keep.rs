//! Answers into the goldens: a case file as soon as a profile has answered all of it, and whatever there is every second, so that an
//! interrupted recording keeps what it had.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::tally::Tally;
use crate::case::plan::Case;
use crate::cli::Stopped;
use crate::golden::store::{CaseFile, Store, file_id};
use crate::live::record::Recorded;
use crate::live::side_by_side::Job;
use crate::profile::Profile;

/// How long an answer may wait to be written.
const AGE: Duration = Duration::from_secs(1);

/// What is not written yet.
#[derive(Debug)]
pub(super) struct Keep<'a> {
    store: &'a Store,
    files: HashMap<&'a str, CaseFile<'a>>,
    /// How many answers each profile still owes to each file.
    owed: HashMap<(&'a str, &'a str), usize>,
    held: BTreeMap<&'a str, Vec<Recorded>>,
    since: Instant,
}

impl<'a> Keep<'a> {
    /// For what the jobs will answer to cases of `files`.
    pub(super) fn new(store: &'a Store, files: HashMap<&'a str, CaseFile<'a>>, jobs: &[Job<'a>]) -> Self {
        let mut owed = HashMap::new();
        for job in jobs {
            for case in &job.cases {
                *owed.entry((job.profile.name.as_str(), file_id(&case.id))).or_default() += 1;
            }
        }
        Self { store, files, owed, held: BTreeMap::new(), since: Instant::now() }
    }

    /// A case's answer, or that it has none.
    pub(super) fn answer(
        &mut self,
        case: &'a Case,
        profile: &'a Profile,
        answer: Option<Box<Recorded>>,
        tally: &mut Tally,
    ) -> Result<(), Stopped> {
        let file = file_id(&case.id);
        self.held.entry(file).or_default().extend(answer.map(|r| *r));
        let owed = self.owed.entry((profile.name.as_str(), file)).or_default();
        *owed = owed.saturating_sub(1);
        if *owed == 0 { self.write(file, tally) } else { self.tick(tally) }
    }

    /// Writes what has waited long enough.
    pub(super) fn tick(&mut self, tally: &mut Tally) -> Result<(), Stopped> {
        if self.since.elapsed() < AGE {
            return Ok(());
        }
        self.since = Instant::now();
        let files: Vec<&str> = self.held.keys().copied().collect();
        files.into_iter().try_for_each(|file| self.write(file, tally))
    }

    /// Drops what the goldens answer to cases that are no more, also where nothing was asked.
    pub(super) fn close(&self) -> Result<(), Stopped> {
        self.files.iter().try_for_each(|(id, file)| self.store.record(id, file, &[]).map(drop))
    }

    fn write(&mut self, file: &'a str, tally: &mut Tally) -> Result<(), Stopped> {
        let recorded = self.held.remove(file).unwrap_or_default();
        let (Some(cases), false) = (self.files.get(file), recorded.is_empty()) else { return Ok(()) };
        for (taken, recorded) in self.store.record(file, cases, &recorded)?.into_iter().zip(&recorded) {
            tally.taken(taken, &recorded.result.case, &recorded.result.profile);
        }
        Ok(())
    }
}
