//! Causes and remedies of cases over many rows: sought on the few rows that still show the difference, then held on all of them.

use std::path::PathBuf;

use crate::axis::Sort;
use crate::case::plan::{Case, Source};
use crate::engine::Options;
use crate::explain::cause::Cause;
use crate::explain::flipped;
use crate::explain::remedy::{Remedies, Remedy, Side, remedies};
use crate::profile::Profile;
use crate::report::check::answer;
use crate::result::{Kind, Outcome, Rules, compare};
use crate::shrink::Few;

/// From how many rows on a case is looked at by few of them first.
const MANY: usize = 200;

/// A profile and what the case comes to under it.
type Ended<'a> = (&'a Profile, &'a Outcome);

/// The case with the few rows of its inputs that still show all kinds of its difference; `None` where it has not many rows, or where
/// it can't be done.
pub(super) fn few(
    case: &Case,
    from: &Profile,
    to: &Profile,
    whole: &[Kind],
    options: Options,
) -> Option<(Case, PathBuf)> {
    let rows = |case: &Case| {
        let of = case.inputs.iter().map(|input| match &input.source {
            Source::Inline(columns) => columns.first().map_or(0, |column| column.values.len()),
            Source::Made(made) => made.rows,
            Source::File(_) => MANY,
        });
        of.max().unwrap_or(0)
    };
    if whole.is_empty() || rows(case) < MANY {
        return None;
    }
    let folder = std::env::temp_dir().join(format!("parallax-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    let few = Few::of(case.clone(), Some(&folder)).ok().filter(|few| few.rows() >= MANY)?;
    let kinds =
        |case: &Case| compare(&answer(case, from, &options), &answer(case, to, &options), &Rules::of(case)).kinds;
    let small = few.fewest(&mut |case| Ok(kinds(case) == whole)).ok()?;
    (kinds(&small) == whole).then_some((small, folder))
}

/// Whether the causes remove their kinds of difference of the whole case too, and no rule of theirs can be left out.
pub(super) fn hold(
    causes: &[Cause],
    case: &Case,
    from: &Profile,
    right: &Outcome,
    whole: &[Kind],
    options: Options,
) -> bool {
    let rules = Rules::of(case);
    whole.iter().all(|kind| causes.iter().any(|cause| cause.kind == *kind))
        && causes.iter().all(|cause| {
            let stays = |left_out: Option<usize>| {
                let flips = cause.flips.iter().enumerate().filter(|(i, _)| Some(*i) != left_out).map(|(_, flip)| flip);
                let outcome = answer(case, &flipped(from, flips), &options);
                compare(&outcome, right, &rules).kinds.iter().any(|kind| *kind == cause.kind || !whole.contains(kind))
            };
            let rule = |i: &usize| cause.flips[*i].axis.sort != Sort::Representation;
            let several = cause.flips.len() > 1;
            !stays(None) && (0..cause.flips.len()).filter(rule).all(|i| !several || stays(Some(i)))
        })
}

/// The remedies of the small case that hold on the whole one; those of the whole one, where it has some and none does.
pub(super) fn held(
    found: Remedies,
    (case, small): (&Case, &Case),
    (from, to): (Ended<'_>, Ended<'_>),
    causes: &[Cause],
    options: Options,
) -> Remedies {
    if found.found.is_empty() {
        return found;
    }
    let rules = Rules::of(case);
    let mut outcomes: Vec<Remedy> = Vec::new();
    for mut remedy in found.found {
        let mut ends = [from.1.clone(), to.1.clone()];
        for part in &mut remedy.parts {
            // what was changed besides the steps is how an input is brought in
            let mut whole = Case { steps: std::mem::take(&mut part.case.steps), ..case.clone() };
            for (input, (new, old)) in whole.inputs.iter_mut().zip(part.case.inputs.iter().zip(&small.inputs)) {
                if new.via != old.via {
                    input.via = new.via;
                }
            }
            part.case = whole;
            ends[usize::from(part.on == Side::To)] = answer(&part.case, &part.profile, &options);
        }
        let [left, right] = &ends;
        if left.error().is_none() && right.error().is_none() && compare(left, right, &rules).kinds == remedy.leaves {
            outcomes.push(remedy);
        }
    }
    if outcomes.is_empty() {
        return remedies(case, from, to, &rules, causes, options);
    }
    Remedies { found: outcomes, why_none: None }
}
