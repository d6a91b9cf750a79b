//! Whether the suite proves every axis: flip it, and some case's result must change away from its golden.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Flip, flipped};
use crate::axis::Axis;
use crate::axis::reads::{Reads, watched};
use crate::engine::Options;
use crate::profile::Profile;
use crate::report::check::answer;
use crate::report::model::{CaseReport, Run, Verdict};
use crate::result::{Outcome, compare};

/// What flipping every axis showed.
#[derive(Debug)]
pub struct Audit {
    /// How many flips there were: axis × other value × profile, those without effect by declaration left out.
    pub flips: usize,
    /// Flips left out, since another axis keeps this one from having an effect.
    pub masked: usize,
    /// How many of those no case reads under their profile, so that they can have none; nought if they were not asked for.
    pub unread: usize,
    /// Flips that no golden contradicts.
    pub holes: Vec<Hole>,
    /// Flips that a golden contradicts, though they are declared to have no effect; none if they were not asked for.
    pub wrong: Vec<Hole>,
    /// Cases that no flip touches and that say nothing of why, by id.
    pub untouched: Vec<String>,
}

/// A flip that does not do what is declared of it.
#[derive(Debug)]
pub struct Hole {
    /// The profile that was flipped.
    pub profile: String,
    /// The axis and the value it was given.
    pub flip: Flip,
    /// The case whose golden contradicts it.
    pub by: Option<String>,
}

/// A profile, and one of its axes given another value.
pub type Flipped<'a> = (&'a Profile, Flip);

/// Every other value of every axis of every profile: those that can have an effect, and those that are declared to have none.
pub fn flips(profiles: &[Profile]) -> (Vec<Flipped<'_>>, Vec<Flipped<'_>>) {
    let of = |profile| Flip::of(profile).into_iter().map(move |flip| (profile, flip));
    profiles.iter().flat_map(of).partition(|(profile, flip)| flip.axis.tells(flip.word, profile))
}

/// Tries each of the `live` flips on the cases of `run`, and those of `masked` too where `all` are asked for; `tick` is called after
/// each.
pub fn audit(
    run: &Run<'_>,
    (live, masked): &(Vec<Flipped<'_>>, Vec<Flipped<'_>>),
    all: bool,
    tick: &(dyn Fn() + Sync),
) -> Audit {
    let read = Read::of(run);
    let noticed = |flips: &[Flipped<'_>]| -> Vec<Option<usize>> {
        let first = |(profile, flip): &Flipped<'_>| {
            let first = first_notice(run, &read, profile, *flip);
            tick();
            first
        };
        flips.par_iter().map(first).collect()
    };
    let hole = |((profile, flip), by): (&Flipped<'_>, &Option<usize>)| Hole {
        profile: profile.name.clone(),
        flip: *flip,
        by: by.map(|case| run.cases[case].case.id.clone()),
    };
    let found = noticed(live);
    let holes = live.iter().zip(&found).filter(|(_, by)| by.is_none()).map(hole).collect();
    let idle: &[Flipped<'_>] = if all { masked } else { &[] };
    let is_read = |(profile, flip): &&Flipped<'_>| (0..run.cases.len()).any(|case| read.by(case, profile, *flip));
    let unread = idle.len() - idle.iter().filter(is_read).count();
    let wrong = idle.iter().zip(&noticed(idle)).filter(|(_, by)| by.is_some()).map(hole).collect();
    let mut touched = vec![false; run.cases.len()];
    found.into_iter().flatten().for_each(|case| touched[case] = true);
    let rest: Vec<usize> = (0..run.cases.len()).filter(|&i| !touched[i] && run.cases[i].case.about.is_none()).collect();
    let untouched = rest
        .into_par_iter()
        .filter(|&i| {
            !live.iter().any(|(profile, flip)| read.by(i, profile, *flip) && notices(&run.cases[i], profile, *flip))
        })
        .map(|i| run.cases[i].case.id.clone())
        .collect();
    Audit { flips: live.len(), masked: masked.len(), unread, holes, wrong, untouched }
}

/// The axes that every case reads, under each profile: flipping another one goes unnoticed.
struct Read<'a>(BTreeMap<&'a str, Vec<Reads>>);

impl<'a> Read<'a> {
    fn of(run: &'a Run<'_>) -> Self {
        let reads = |report: &CaseReport<'_>, profile: &Profile| match report.answer(&profile.name) {
            Some(_) => watched(|| answer(report.case, profile, &Options::default())).1,
            None => Reads::new(),
        };
        let of = |profile: &'a Profile| {
            let all = run.cases.par_iter().map(|report| reads(report, profile)).collect();
            (profile.name.as_str(), all)
        };
        Self(run.given.iter().map(of).collect())
    }

    /// Whether the case at this place reads the axis under `profile`.
    fn by(&self, case: usize, profile: &Profile, flip: Flip) -> bool {
        self.0.get(profile.name.as_str()).is_some_and(|cases| cases[case].contains(flip.axis.id))
    }
}

/// The first case that notices the flip, looked for from the one that its axis names.
fn first_notice(run: &Run<'_>, read: &Read<'_>, profile: &Profile, flip: Flip) -> Option<usize> {
    let names_it = |i: &usize| crate::golden::store::file_id(&run.cases[*i].case.id) == flip.axis.case;
    let (proving, others): (Vec<usize>, Vec<usize>) = (0..run.cases.len()).partition(names_it);
    let mut reading = proving.into_iter().chain(others).filter(|&i| read.by(i, profile, flip));
    reading.find(|&i| notices(&run.cases[i], profile, flip))
}

/// Whether the case's golden, which the profile matches as it is, contradicts the flipped profile. An answer that is an error
/// of kind `other` contradicts nothing: not every mixture makes sense. A golden of that kind is matched by any error, and
/// contradicts a table.
fn notices(report: &CaseReport<'_>, profile: &Profile, flip: Flip) -> bool {
    let Some(answered) = report.answer(&profile.name) else { return false };
    let flip = || answer(report.case, &flipped(profile, [&flip]), &Options::default());
    match (&answered.verdict, answered.golden) {
        (Verdict::Agreed, Some(golden)) => {
            let outcome = flip();
            !outcome.is_left_out() && !compare(golden, &outcome, &report.rules).is_same()
        }
        (Verdict::Other, Some(_)) if is_error(&answered.outcome) => !is_error(&flip()),
        _ => false,
    }
}

fn is_error(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Error(_))
}

impl Axis {
    /// Whether the axis can have an effect in `profile`: no other axis keeps it from having one.
    pub fn acts_in(&self, profile: &Profile) -> bool {
        self.when.iter().all(|(id, words)| profile.has(id, words))
    }

    /// Whether the value called `word` makes sense beside the other axes of `profile`.
    pub fn makes_sense(&self, word: &str, profile: &Profile) -> bool {
        self.only.iter().all(|(value, any)| *value != word || any.iter().any(|(id, words)| profile.has(id, words)))
    }

    /// Whether the value called `word` can have an effect in `profile`.
    pub fn tells(&self, word: &str, profile: &Profile) -> bool {
        self.acts_in(profile) && self.makes_sense(word, profile)
    }
}

impl Profile {
    /// Whether the axis `id` has one of these words.
    fn has(&self, id: &str, words: &[&str]) -> bool {
        self.axes.get(id).is_some_and(|word| words.contains(&word))
    }
}
