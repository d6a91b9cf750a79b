//! Whether the suite proves every axis: flip it, and some case's result must change away from its golden.

use rayon::prelude::*;

use super::{Flip, flipped};
use crate::axis::Axis;
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
    /// Flips that no golden contradicts.
    pub holes: Vec<Hole>,
    /// Cases that no flip touches and that say nothing of why, by id.
    pub untouched: Vec<String>,
}

/// A flip that no golden contradicts.
#[derive(Debug)]
pub struct Hole {
    /// The profile that was flipped.
    pub profile: String,
    /// The axis and the value it was given.
    pub flip: Flip,
}

/// Every other value of every axis of every profile: those that can have an effect, and how many cannot.
pub fn flips(profiles: &[Profile]) -> (Vec<(&Profile, Flip)>, usize) {
    let of = |profile| Flip::of(profile).into_iter().map(move |flip| (profile, flip));
    let (live, masked): (Vec<_>, Vec<_>) =
        profiles.iter().flat_map(of).partition(|(profile, flip)| flip.axis.acts_in(profile));
    (live, masked.len())
}

/// Tries each of the `live` flips on the cases of `run`; `tick` is called after each.
pub fn audit(run: &Run<'_>, (live, masked): &(Vec<(&Profile, Flip)>, usize), tick: &(dyn Fn() + Sync)) -> Audit {
    let found: Vec<(Vec<usize>, &(&Profile, Flip))> = live
        .par_iter()
        .map(|pair| {
            let noticed = first_notice(run, pair.0, pair.1);
            tick();
            (noticed, pair)
        })
        .collect();
    let mut touched = vec![false; run.cases.len()];
    let mut holes = Vec::new();
    for (noticed, (profile, flip)) in found {
        match noticed.as_slice() {
            [] => holes.push(Hole { profile: profile.name.clone(), flip: *flip }),
            some => some.iter().for_each(|&case| touched[case] = true),
        }
    }
    let rest: Vec<usize> = (0..run.cases.len()).filter(|&i| !touched[i] && run.cases[i].case.about.is_none()).collect();
    let untouched = rest
        .into_par_iter()
        .filter(|&i| !live.iter().any(|(profile, flip)| notices(&run.cases[i], profile, *flip)))
        .map(|i| run.cases[i].case.id.clone())
        .collect();
    Audit { flips: live.len(), masked: *masked, holes, untouched }
}

/// The first case that notices the flip, looked for from the one that its axis names.
fn first_notice(run: &Run<'_>, profile: &Profile, flip: Flip) -> Vec<usize> {
    let names_it = |i: &usize| crate::golden::store::file_id(&run.cases[*i].case.id) == flip.axis.case;
    let (proving, others): (Vec<usize>, Vec<usize>) = (0..run.cases.len()).partition(names_it);
    let found = proving.into_iter().chain(others).find(|&i| notices(&run.cases[i], profile, flip));
    found.into_iter().collect()
}

/// Whether the case's golden, which the profile matches as it is, contradicts the flipped profile. An answer that is an error
/// of kind `other` contradicts nothing: not every mixture makes sense.
fn notices(report: &CaseReport<'_>, profile: &Profile, flip: Flip) -> bool {
    let Some(answered) = report.answer(&profile.name).filter(|a| a.verdict == Verdict::Agreed) else { return false };
    let outcome = answer(report.case, &flipped(profile, [&flip]), &Options::default());
    let contradicts = |golden: &Outcome| !outcome.is_left_out() && !compare(golden, &outcome, &report.rules).is_same();
    answered.golden.is_some_and(contradicts)
}

impl Axis {
    /// Whether the axis can have an effect in `profile`: no other axis keeps it from having one.
    pub fn acts_in(&self, profile: &Profile) -> bool {
        self.when.iter().all(|(id, words)| profile.axes.get(id).is_some_and(|word| words.contains(&word)))
    }
}
