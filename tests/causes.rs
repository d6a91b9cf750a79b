//! Causes over the whole suite: every difference has one, and it is right and minimal.

use std::path::PathBuf;

use parallax::axis::Sort;
use parallax::case::load;
use parallax::engine::Options;
use parallax::explain::cause::{Cause, causes};
use parallax::explain::{Flip, flipped};
use parallax::profile::{Profile, find};
use parallax::report::check::answer;
use parallax::result::{Kind, Outcome, Rules, compare};
use rayon::prelude::*;

/// The steps that people take: from one framework to another, and from one version to the next.
const STEPS: [(&str, &str); 8] = [
    ("pandas@3.1", "dask@2026.8"),
    ("pandas@3.1", "spark@4.3"),
    ("pandas@1.5", "pandas@2.3"),
    ("pandas@2.3", "pandas@3.1"),
    ("dask@2022.2", "dask@2025.12"),
    ("dask@2025.12", "dask@2026.8"),
    ("spark@3.4", "spark@3.5"),
    ("spark@3.5", "spark@4.3"),
];

fn kinds(case: &parallax::case::plan::Case, profile: &Profile, target: &Outcome, rules: &Rules) -> Option<Vec<Kind>> {
    let outcome = answer(case, profile, &Options::default());
    (!outcome.is_left_out()).then(|| compare(&outcome, target, rules).kinds)
}

/// The cause with each of its axes left out in turn; how values are held is left out as a whole.
fn fewer(cause: &Cause) -> Vec<Vec<Flip>> {
    let held = |flip: &Flip| flip.axis.sort == Sort::Representation;
    let parts = cause.flips.iter().filter(|f| !held(f)).map(|f| Some(f.axis.id));
    let parts = parts.chain(cause.flips.iter().any(held).then_some(None));
    parts
        .map(|part| match part {
            Some(id) => cause.flips.iter().filter(|f| f.axis.id != id).copied().collect(),
            None => cause.flips.iter().filter(|f| !held(f)).copied().collect(),
        })
        .collect()
}

#[test]
fn every_difference_has_a_cause_that_removes_it_and_of_which_nothing_can_be_left_out() {
    // Mixtures may panic in the engine, which is an answer; what this test finds must still be told.
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let loaded = load(&[PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"))]);
    let wrong: Vec<String> = STEPS
        .iter()
        .flat_map(|(from, to)| {
            let (from, to) = (find(from).unwrap(), find(to).unwrap());
            loaded.cases.par_iter().flat_map_iter(|case| wrong(case, &from, &to)).collect::<Vec<_>>()
        })
        .collect();
    std::panic::set_hook(told);
    assert!(loaded.cases.len() > 1000, "the suite is there");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn wrong(case: &parallax::case::plan::Case, from: &Profile, to: &Profile) -> Vec<String> {
    if !case.runs_under(from) || !case.runs_under(to) {
        return Vec::new();
    }
    let (rules, options) = (Rules::of(case), Options::default());
    let (left, right) = (answer(case, from, &options), answer(case, to, &options));
    if left.is_left_out() || right.is_left_out() {
        return Vec::new();
    }
    let differing = compare(&left, &right, &rules).kinds;
    let found = causes(case, (from, &left), (to, &right), &rules, options);
    let told = |what: &str, kind: Kind| format!("{} {} → {}: {} {what}", case.id, from.name, to.name, kind.name());
    let mut wrong = Vec::new();
    for &kind in &differing {
        let Some(cause) = found.iter().find(|c| c.kind == kind) else {
            wrong.push(told("has no cause", kind));
            continue;
        };
        if kinds(case, &flipped(from, &cause.flips), &right, &rules).is_none_or(|left| left.contains(&kind)) {
            wrong.push(told("stays when its cause is flipped", kind));
        }
        // One of two still hides the kind where it brings a worse one: then it explains nothing by itself.
        let explains = |left: Vec<Kind>| !left.contains(&kind) && left.iter().all(|k| differing.contains(k));
        let without = fewer(cause).into_iter().filter(|flips| !flips.is_empty());
        if without.into_iter().any(|flips| kinds(case, &flipped(from, &flips), &right, &rules).is_some_and(explains)) {
            wrong.push(told("has an axis too many in its cause", kind));
        }
    }
    wrong
}
