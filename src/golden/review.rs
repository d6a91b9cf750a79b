//! What waits for `review`, a change at a time: a case, the profiles that changed alike, the accepted answer and the new one.

use super::store::Store;
use super::{Answer, Known};

/// A case's answers that say otherwise than the accepted ones, under the profiles for which both the old and the new are alike.
#[derive(Debug, Clone)]
pub struct Change {
    /// The id of the case's file.
    pub file: String,
    /// The case's id.
    pub case: String,
    /// The profiles.
    pub profiles: Vec<String>,
    /// What was accepted.
    pub old: Option<Answer>,
    /// What was recorded since.
    pub new: Answer,
}

impl Change {
    fn is_like(&self, old: Option<&Answer>, new: &Answer) -> bool {
        let same = |a: &Answer, b: &Answer| a.outcome == b.outcome && a.undetermined == b.undetermined;
        same(&self.new, new)
            && match (&self.old, old) {
                (Some(a), Some(b)) => same(a, b),
                (None, None) => true,
                _ => false,
            }
    }
}

impl Store {
    /// What waits for the case file called `id`, in case order.
    ///
    /// # Errors
    /// A sentence, when a file can't be read.
    pub fn changes(&self, id: &str) -> Result<Vec<Change>, String> {
        let accepted = self.read(id)?.unwrap_or_default();
        let waiting = self.waiting(id)?;
        let mut changes: Vec<Change> = Vec::new();
        for case in &waiting.cases {
            for new in &case.answers {
                let old = accepted.known(&case.id, &case.hash, &new.profile).answer();
                match changes.iter_mut().find(|c| c.case == case.id && c.is_like(old, new)) {
                    Some(change) => change.profiles.push(new.profile.clone()),
                    None => changes.push(Change {
                        file: id.to_owned(),
                        case: case.id.clone(),
                        profiles: vec![new.profile.clone()],
                        old: old.cloned(),
                        new: new.clone(),
                    }),
                }
            }
        }
        Ok(changes)
    }

    /// Takes a change into the accepted golden, or discards it. What was recorded anew since it was shown goes on waiting, and an
    /// answer to a state of the case that was answered in another state since is discarded.
    ///
    /// # Errors
    /// A sentence, when a file can't be read, written or removed.
    pub fn settle(&self, change: &Change, accept: bool) -> Result<(), String> {
        let _alone = self.lock()?;
        let mut accepted = self.read(&change.file)?.unwrap_or_default();
        let mut waiting = self.waiting(&change.file)?;
        let shown = waiting.clone();
        for case in shown.cases.iter().filter(|case| case.id == change.case) {
            for answer in case.answers.iter().filter(|a| change.profiles.contains(&a.profile)) {
                if answer.outcome != change.new.outcome {
                    continue;
                }
                if accept && accepted.known(&case.id, &case.hash, &answer.profile) != Known::Stale {
                    let who = shown.by.iter().find(|(profile, _)| *profile == answer.profile);
                    accepted.put(&case.id, &case.hash, answer.clone(), who.map_or("", |(_, who)| who));
                }
                waiting.discard(&case.id, &answer.profile);
            }
        }
        if accept {
            accepted.tidy();
            self.write_accepted(&change.file, &accepted)?;
        }
        waiting.tidy();
        self.write_waiting(&change.file, &waiting)
    }
}
