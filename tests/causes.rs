//! Causes over the whole suite: every difference has one, it is right, and no set of one or two does where it has more.

mod suite;

use parallax::axis::Sort;
use parallax::axis::reads::{Reads, watched};
use parallax::case::plan::Case;
use parallax::engine::Options;
use parallax::explain::cause::causes;
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

fn kinds(case: &Case, profile: &Profile, target: &Outcome, rules: &Rules) -> Option<Vec<Kind>> {
    let outcome = answer(case, profile, &Options::default());
    (!outcome.is_left_out()).then(|| compare(&outcome, target, rules).kinds)
}

#[test]
fn every_difference_has_a_cause_that_removes_it_and_nothing_smaller_does() {
    suite::nothing(|cases| {
        let of_step = |(from, to): &(&str, &str)| {
            let (from, to) = (find(from).unwrap(), find(to).unwrap());
            cases.par_iter().flat_map_iter(|case| wrong(case, &from, &to)).collect::<Vec<_>>()
        };
        STEPS.iter().flat_map(of_step).collect()
    });
}

fn wrong(case: &Case, from: &Profile, to: &Profile) -> Vec<String> {
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
        // Where a worse kind comes, or one that was not there, the flips explain nothing by themselves.
        let shown = |k: &Kind| *k != kind && (differing.contains(k) || *k > kind && kind <= Kind::Columns);
        let removes = |flips: &[Flip]| {
            kinds(case, &flipped(from, flips), &right, &rules).is_some_and(|left| left.iter().all(shown))
        };
        if !removes(&cause.flips) {
            wrong.push(told("stays when its cause is flipped", kind));
        }
        let parts = bundles(cause.flips.clone());
        let without = |at: usize| parts.iter().enumerate().filter(move |(i, _)| *i != at).flat_map(|(_, p)| p.clone());
        if parts.len() > 1 && (0..parts.len()).any(|at| removes(&without(at).collect::<Vec<_>>())) {
            wrong.push(told("has an axis too many in its cause", kind));
        }
        let all = bundles(Flip::between(from, to));
        if parts.len() > 1 && all.iter().any(|one| removes(one)) {
            wrong.push(told("has a cause of one axis that was not found", kind));
        }
        if parts.len() > 2 && pairs(case, from, &all).iter().any(|two| removes(two)) {
            wrong.push(told("has a cause of two axes that was not found", kind));
        }
    }
    if !differing.is_empty() && !unread_is_idle(case, from, to) {
        wrong.push(format!("{} {} → {}: an axis that is not read has an effect", case.id, from.name, to.name));
    }
    wrong
}

/// What is flipped together: an axis, or all of how values are held.
fn bundles(flips: Vec<Flip>) -> Vec<Vec<Flip>> {
    let (held, others): (Vec<Flip>, Vec<Flip>) = flips.into_iter().partition(|f| f.axis.sort == Sort::Representation);
    let held = (!held.is_empty()).then_some(held);
    others.into_iter().map(|flip| vec![flip]).chain(held).collect()
}

fn reads(case: &Case, profile: &Profile) -> (Outcome, Reads) {
    watched(|| answer(case, profile, &Options::default()))
}

/// Every two that come to something else than the first of them alone.
fn pairs(case: &Case, from: &Profile, all: &[Vec<Flip>]) -> Vec<Vec<Flip>> {
    let is_read = |read: &Reads, bundle: &[Flip]| bundle.iter().any(|flip| read.contains(flip.axis.id));
    let beside = |one: &Vec<Flip>| {
        let (_, read) = reads(case, &flipped(from, one));
        let others = all.iter().filter(|two| is_read(&read, two));
        others.map(|two| [one.clone(), two.clone()].concat()).collect::<Vec<_>>()
    };
    all.iter().flat_map(beside).collect()
}

/// Whether flipping all axes that are not read changes nothing, in the profile and beside any one that is read.
fn unread_is_idle(case: &Case, from: &Profile, to: &Profile) -> bool {
    let all = Flip::between(from, to);
    // what is read, if the rest is idle
    let idle = |profile: &Profile| {
        let (outcome, read) = reads(case, profile);
        let unread: Vec<Flip> = all.iter().filter(|flip| !read.contains(flip.axis.id)).copied().collect();
        let (same, _) = reads(case, &flipped(profile, &unread));
        (format!("{outcome:?}") == format!("{same:?}")).then_some(read)
    };
    let beside = |flip: &Flip| idle(&flipped(from, [flip])).is_some();
    idle(from).is_some_and(|read| all.iter().filter(|flip| read.contains(flip.axis.id)).all(beside))
}
