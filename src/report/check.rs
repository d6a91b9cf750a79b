//! Runs cases on the built-in engine and holds its answers against the goldens: kinds and notes must match.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use rayon::prelude::*;

use super::model::{Answered, CaseReport, Differing, Pair, Run, Verdict};
use super::partitions::otherwise;
use super::shown::Shown;
use crate::case::plan::Case;
use crate::engine::declared::{Class, class_of};
use crate::engine::{self, Options, Raises};
use crate::explain::remedy::Remedies;
use crate::golden::open::Open;
use crate::golden::store::file_id;
use crate::golden::{Golden, Known};
use crate::live::edition::EDITIONS;
use crate::profile::Profile;
use crate::result::{ErrorKind, Failure, Outcome, Rules, compare};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The cases, in case order.
    pub cases: &'a [Case],
    /// The profiles they run under.
    pub profiles: &'a [Profile],
    /// The goldens, by the id of the case file.
    pub goldens: &'a BTreeMap<String, Golden>,
    /// Where the engine is known not to match.
    pub open: &'a Open,
    /// How the engine runs.
    pub options: Options,
}

/// Runs it all; `tick` is called after each case.
pub fn run<'a>(asked: &Asked<'a>, tick: &(dyn Fn() + Sync)) -> Run<'a> {
    let cases: Vec<CaseReport<'a>> = asked
        .cases
        .par_iter()
        .map(|case| {
            let report = one(case, asked);
            tick();
            report
        })
        .collect();
    let profiles: Vec<&str> = asked.profiles.iter().map(|p| p.name.as_str()).collect();
    let newest: Vec<&'a str> = EDITIONS
        .last()
        .into_iter()
        .flat_map(|edition| edition.profiles)
        .copied()
        .filter(|name| profiles.contains(name))
        .collect();
    let pairs = newest
        .iter()
        .enumerate()
        .flat_map(|(i, from)| newest[i + 1..].iter().map(|to| pair(from, to, &cases)))
        .collect();
    let versions = asked
        .profiles
        .windows(2)
        .filter(|two| two[0].framework == two[1].framework && two[0].version != two[1].version)
        .map(|two| pair(&two[0].name, &two[1].name, &cases))
        .collect();
    Run {
        profiles,
        given: asked.profiles,
        cases,
        pairs,
        versions,
        leftover: Vec::new(),
        remarks: Vec::new(),
        shown: Shown::default(),
        broken: Vec::new(),
        since: None,
    }
}

fn one<'a>(case: &'a Case, asked: &Asked<'a>) -> CaseReport<'a> {
    let rules = Rules::of(case);
    let golden = asked.goldens.get(file_id(&case.id));
    let answers = asked
        .profiles
        .iter()
        .filter(|profile| case.runs_under(profile))
        .map(|profile| {
            let outcome = answer(case, profile, &asked.options);
            let known = golden.map_or(Known::Nothing, |g| g.known(&case.id, &case.hash, &profile.name));
            let reason = asked.open.get(&(case.id.clone(), profile.name.clone()));
            let verdict = verdict(known, &outcome, &rules, reason, || class_of(case, profile));
            let otherwise = match asked.options.partitions {
                None if !verdict.is_left_out() => otherwise(case, profile, &outcome, &rules),
                _ => Vec::new(),
            };
            Answered { profile: &profile.name, outcome, golden: known.answer().map(|k| &k.outcome), verdict, otherwise }
        })
        .collect();
    CaseReport { case, rules, golden, answers }
}

/// The engine's answer. A defect of the engine that makes it panic costs this one answer, not the run.
pub fn answer(case: &Case, profile: &Profile, options: &Options) -> Outcome {
    caught(|| Ok(engine::execute(case, profile, options))).unwrap_or_else(Outcome::Error)
}

/// What `work` gives; a panic in it is an error of kind `other`.
///
/// # Errors
/// As `work`, or when it panics.
pub fn caught<T>(work: impl FnOnce() -> Raises<T>) -> Raises<T> {
    std::panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Failure::new(ErrorKind::Other, "the engine panicked: this is a defect of it")))
}

fn verdict(
    known: Known<'_>,
    outcome: &Outcome,
    rules: &Rules,
    reason: Option<&String>,
    class: impl FnOnce() -> Option<&'static Class>,
) -> Verdict {
    let known = match known {
        Known::Answer(known) if known.undetermined => return Verdict::Undetermined,
        Known::Answer(known) if known.outcome.is_left_out() => return Verdict::Other,
        Known::Answer(known) => known,
        Known::Stale => return Verdict::Stale,
        Known::Nothing if outcome.is_left_out() => return Verdict::Unanswered,
        Known::Nothing => return Verdict::Unverified,
    };
    let comparison = compare(&known.outcome, outcome, rules);
    match (comparison.is_same(), reason) {
        (true, None) => Verdict::Agreed,
        (true, Some(_)) => Verdict::Settled,
        (false, None) => match class() {
            Some(class) => Verdict::Declared(comparison, class),
            None => Verdict::Failed(comparison),
        },
        (false, Some(reason)) => Verdict::Open(comparison, reason.clone()),
    }
}

/// What differs between two profiles, by the engine's answers.
fn pair<'a>(from: &'a str, to: &'a str, cases: &[CaseReport<'a>]) -> Pair<'a> {
    let mut pair = Pair { from, to, compared: Vec::new(), left_out: 0, unsupported: 0, differing: Vec::new() };
    for (i, case) in cases.iter().enumerate() {
        let (Some(a), Some(b)) = (case.answer(from), case.answer(to)) else { continue };
        let left_out = |x: &Answered<'_>| x.outcome.is_left_out() || x.verdict.is_left_out();
        if left_out(a) || left_out(b) {
            pair.left_out += 1;
            continue;
        }
        pair.compared.push(i);
        let comparison = compare(&a.outcome, &b.outcome, &case.rules);
        if !comparison.agrees() {
            let lacks = |x: &Answered<'_>| x.outcome.error() == Some(ErrorKind::Unsupported);
            pair.unsupported += usize::from(lacks(a) != lacks(b));
            pair.differing.push(Differing {
                case: i,
                kinds: comparison.kinds,
                causes: Vec::new(),
                remedies: Remedies::default(),
                parted: None,
            });
        }
    }
    pair
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::Answer;

    fn error(kind: ErrorKind) -> Outcome {
        Outcome::Error(Failure::new(kind, ""))
    }

    #[test]
    fn an_engine_without_an_answer_fails_unless_the_framework_has_none_either() {
        let verdict = |golden: Option<(ErrorKind, bool)>| {
            let recorded = golden.map(|(kind, undetermined)| Answer {
                profile: "p".to_owned(),
                code: String::new(),
                outcome: error(kind),
                undetermined,
            });
            let known = recorded.as_ref().map_or(Known::Nothing, Known::Answer);
            super::verdict(known, &error(ErrorKind::Other), &Rules::default(), None, || None)
        };
        assert_eq!(verdict(None), Verdict::Unanswered);
        assert!(matches!(verdict(Some((ErrorKind::Overflow, false))), Verdict::Failed(_)));
        assert_eq!(verdict(Some((ErrorKind::Other, false))), Verdict::Other);
        assert_eq!(verdict(Some((ErrorKind::Overflow, true))), Verdict::Undetermined);
    }

    #[test]
    fn a_panic_costs_one_answer() {
        let caught = caught::<()>(|| panic!("a defect"));
        assert_eq!(caught.map_err(|failure| failure.kind), Err(ErrorKind::Other));
    }
}
