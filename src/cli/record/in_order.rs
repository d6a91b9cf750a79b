//! Answers in case order, each case when all its answers are there: printed, or held against the goldens.

use std::collections::VecDeque;

use super::tally::Tally;
use crate::case::plan::Case;
use crate::cli::{Stopped, output};
use crate::golden::Known;
use crate::golden::store::{Store, file_id};
use crate::live::record::Recorded;
use crate::live::side_by_side::Job;
use crate::profile::Profile;
use crate::result::{Rules, compare};

/// What is done with a case's answers.
#[derive(Debug)]
pub(super) enum Use<'a> {
    /// They are printed as JSON Lines.
    Print,
    /// They are held against the goldens; where they differ it is said.
    Check(&'a Store),
}

/// The cases whose answers are not all there yet.
#[derive(Debug)]
pub(super) struct InOrder<'a> {
    to: Use<'a>,
    cases: VecDeque<(&'a Case, Vec<(&'a str, Slot)>)>,
}

/// An answer's place.
#[derive(Debug)]
enum Slot {
    Open,
    Done(Box<Recorded>),
    None,
}

impl<'a> InOrder<'a> {
    /// For the answers to `cases` that the jobs will give.
    pub(super) fn new(to: Use<'a>, cases: &'a [Case], jobs: &[Job<'a>]) -> Self {
        let slots = |case: &Case| {
            let asked = jobs.iter().filter(|job| job.cases.iter().any(|c| c.id == case.id));
            asked.map(|job| (job.profile.name.as_str(), Slot::Open)).collect()
        };
        Self { to, cases: cases.iter().map(|case| (case, slots(case))).collect() }
    }

    /// A case's answer, or that it has none.
    pub(super) fn answer(
        &mut self,
        case: &Case,
        profile: &Profile,
        answer: Option<Box<Recorded>>,
        tally: &mut Tally,
    ) -> Result<(), Stopped> {
        let slots = self.cases.iter_mut().find(|(c, _)| c.id == case.id).map(|(_, slots)| slots);
        if let Some((_, slot)) = slots.into_iter().flatten().find(|(name, _)| *name == profile.name) {
            *slot = answer.map_or(Slot::None, Slot::Done);
        }
        self.forward(tally)
    }

    /// The profile gives no more answers.
    pub(super) fn lost(&mut self, profile: &Profile, tally: &mut Tally) -> Result<(), Stopped> {
        for (_, slots) in &mut self.cases {
            for (_, slot) in slots.iter_mut().filter(|(name, slot)| *name == profile.name && matches!(slot, Slot::Open))
            {
                *slot = Slot::None;
            }
        }
        self.forward(tally)
    }

    fn forward(&mut self, tally: &mut Tally) -> Result<(), Stopped> {
        while let Some((case, slots)) =
            self.cases.pop_front_if(|(_, slots)| slots.iter().all(|(_, slot)| !matches!(slot, Slot::Open)))
        {
            let answers: Vec<Box<Recorded>> = slots
                .into_iter()
                .filter_map(|(_, slot)| if let Slot::Done(r) = slot { Some(r) } else { None })
                .collect();
            match self.to {
                Use::Print => output::lines(answers.iter().map(|r| line(r)))?,
                Use::Check(store) => check(case, &answers, store, tally)?,
            }
        }
        Ok(())
    }
}

fn line(recorded: &Recorded) -> String {
    let mut value = recorded.result.to_json(None);
    if recorded.undetermined {
        value["undetermined"] = true.into();
    }
    value.to_string()
}

/// Holds a case's answers against its golden. An undetermined one is left out where its golden is marked so.
fn check(case: &Case, answers: &[Box<Recorded>], store: &Store, tally: &mut Tally) -> Result<(), Stopped> {
    let golden = store.read(file_id(&case.id))?.unwrap_or_default();
    for recorded in answers {
        let profile = &recorded.result.profile;
        let known = match golden.known(&case.id, &case.hash, profile) {
            Known::Answer(known) => known,
            Known::Stale => {
                tally.differs(&format!("{} under {profile} has a stale golden", case.id));
                continue;
            }
            Known::Nothing => {
                tally.differs(&format!("{} under {profile} has no golden", case.id));
                continue;
            }
        };
        let comparison = compare(&known.outcome, &recorded.result.outcome, &Rules::of(case));
        if known.undetermined || (known.outcome.is_left_out() && comparison.is_same()) {
            tally.left_out();
        } else if recorded.undetermined {
            tally.differs(&format!("{} under {profile} answers differently when it is asked again", case.id));
        } else if !comparison.is_same() {
            let words = comparison.words().join(", ");
            tally.differs(&format!("{} under {profile} differs from its golden: {words}", case.id));
        }
    }
    Ok(())
}
