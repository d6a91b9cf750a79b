//! Cases that somebody wrote, changed in one to three places: their inputs, their steps, or both.
//!
//! Near what people write lies what random cases seldom reach: a rule's own shape with another type, an empty partition, a missing value.
//! What a table looks like on the way the engine says, so a seed makes the same cases as long as the engine answers the same.

mod input;
mod names;
mod step;

use std::path::Path;

use super::rng::Rng;
use super::{Shape, Sort, data};
use crate::case::plan::Case;
use crate::case::types::Type;
use crate::case::{load_text, write};
use crate::engine::Options;
use crate::profile;
use crate::report::check::answer;
use crate::result::Outcome;

/// How often a case that came out unsound is tried again, from another one.
const TRIES: usize = 50;
/// More steps than that are no longer easy to read.
const MOST_STEPS: usize = 7;

/// One of `cases`, changed; as it is where no change of it is sound.
pub(super) fn one(cases: &[Case], rng: &mut Rng) -> Case {
    for _ in 0..TRIES {
        let from = bare(rng.one(cases));
        let mut case = from.clone();
        for _ in 0..*rng.weighted(&[(3, 1), (3, 2), (2, 3)]) {
            change(&mut case, cases, rng);
        }
        if let Some(sound) = sound(&case).filter(|sound| write::yaml(sound) != write::yaml(&from)) {
            return sound;
        }
    }
    bare(rng.one(cases))
}

/// The case's inputs and steps, with nothing that is said of them.
fn bare(case: &Case) -> Case {
    Case { rel: case.rel, ..Case::of(case.inputs.clone(), case.steps.clone()) }
}

fn change(case: &mut Case, cases: &[Case], rng: &mut Rng) {
    if rng.chance(45) {
        let inputs = case.inputs.len();
        input::change(&mut case.inputs[rng.below(inputs)], rng);
    } else {
        step::change(case, cases, rng);
    }
}

/// The case as it is read again, if it says something that can be run.
fn sound(case: &Case) -> Option<Case> {
    if case.steps.len() > MOST_STEPS {
        return None;
    }
    let mut loaded = load_text(Path::new("changed.yaml"), &write::yaml(case));
    if !loaded.problems.is_empty() {
        return None;
    }
    loaded.cases.pop().map(|read| Case { rel: case.rel, ..read })
}

/// What the table looks like behind the first `steps` steps, as pandas has it; nothing where these fail.
fn shape(case: &Case, steps: usize) -> Vec<Shape> {
    let mut start = case.clone();
    start.steps.truncate(steps);
    let Some(pandas) = profile::find("pandas") else { return Vec::new() };
    let Outcome::Table(table) = answer(&start, &pandas, &Options::default()) else { return Vec::new() };
    let of = |ty: &str| Type::parse(ty).map_or(Sort::Other, |ty| data::sort(&ty));
    table.columns.into_iter().map(|c| Shape { sort: of(&c.ty), name: c.name }).collect()
}
