//! Two runs of a case step by step: the tables on both sides, and the first step from which on they differ.
//!
//! All is read off full runs. A plan that computes less, or in another order, than the case is written is run as written where that
//! gives the same result; else only those of its tables count that stand for a start of the case.

use std::collections::BTreeMap;

use crate::axis::Axes;
use crate::case::plan::Case;
use crate::engine::{self, Options, Seen, frame::Table};
use crate::profile::Profile;
use crate::report::check::caught;
use crate::result::{Comparison, Failure, Kind, Outcome, Rules, Sample, compare};

/// Where two runs are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The inputs, as they were read.
    Inputs,
    /// Behind the step of this place in the case, from 0.
    Step(usize),
    /// The result, where no step can be told.
    End,
}

/// Two runs, step by step.
#[derive(Debug, Clone)]
pub struct Trace {
    /// Each kind of difference with the place from which on it shows.
    pub partings: Vec<(Kind, Place)>,
    /// The tables on both sides behind each step, as far as one could be looked at; only if they were asked for.
    pub stages: Vec<(Place, Sample)>,
}

/// How one side got there.
struct Run {
    /// The tables behind the inputs (at 0) and behind each step.
    tables: BTreeMap<usize, Table>,
    /// What the run raised, and where.
    refused: Option<(Option<usize>, Failure)>,
}

/// Follows both sides, which end in `left` and `right`; keeps at most `rows` rows of each table, or no tables.
pub fn trace(
    case: &Case,
    (from, left): (&Profile, &Outcome),
    (to, right): (&Profile, &Outcome),
    rules: &Rules,
    options: Options,
    rows: Option<usize>,
) -> Trace {
    let runs = [followed(case, from, left, options), followed(case, to, right, options)];
    let whole = compare(left, right, rules);
    let last = case.steps.len();
    let mut shown: Vec<(Place, Comparison)> = Vec::new();
    let mut stages = Vec::new();
    for at in 0..=last {
        let place = at.checked_sub(1).map_or(Place::Inputs, Place::Step);
        let start = Case { steps: case.steps[..at].to_vec(), ..case.clone() };
        let sides = [runs[0].at(at, &start, from), runs[1].at(at, &start, to)];
        let (left, right) = match sides {
            [Some(left), Some(right)] => (left, right),
            // the plan of the other side has gone past it
            [Some(Outcome::Error(_)), None] | [None, Some(Outcome::Error(_))] => {
                shown.push((place, Comparison { kinds: vec![Kind::Error], ..Comparison::default() }));
                continue;
            }
            _ => continue,
        };
        let comparison = compare(&left, &right, &Rules { keys: Rules::of(&start).keys, ..rules.clone() });
        if let Some(rows) = rows {
            stages.push((place, Sample::of(&left, &right, &comparison, rows)));
        }
        let over = comparison.kinds.contains(&Kind::Error) || (left.error().is_some() && right.error().is_some());
        shown.push((place, Comparison { rows: Vec::new(), ..comparison }));
        if over {
            break;
        }
    }
    let partings = whole.kinds.iter().map(|&kind| (kind, since(kind, &shown))).collect();
    Trace { partings, stages }
}

/// What is there behind the inputs and behind each step of the run that ends in `outcome`, where it can be told.
pub fn along(case: &Case, profile: &Profile, outcome: &Outcome, options: Options) -> Vec<Option<Outcome>> {
    let run = followed(case, profile, outcome, options);
    let start = |at: usize| Case { steps: case.steps[..at].to_vec(), ..case.clone() };
    (0..=case.steps.len()).map(|at| run.at(at, &start(at), profile)).collect()
}

/// The first place of those at the end that all show the kind, or one that hides it.
fn since(kind: Kind, shown: &[(Place, Comparison)]) -> Place {
    let shows = |(_, comparison): &&(Place, Comparison)| {
        comparison.kinds.contains(&kind) || comparison.kinds.iter().any(|k| *k <= Kind::Columns && *k < kind)
    };
    shown.iter().rev().take_while(shows).last().map_or(Place::End, |(place, _)| *place)
}

/// The run that ends in `outcome`, as written where that makes no difference.
fn followed(case: &Case, profile: &Profile, outcome: &Outcome, options: Options) -> Run {
    let plain = Profile { axes: as_written(profile.axes), ..profile.clone() };
    let rules = Rules::of(case);
    let (run, end) = run(case, &plain, options);
    if compare(&end, outcome, &rules).is_same() {
        return run;
    }
    self::run(case, profile, options).0
}

/// The axes of a plan that computes everything, in the order of the case.
fn as_written(mut axes: Axes) -> Axes {
    for (axis, word) in [("evaluation.demand", "all"), ("evaluation.rows", "all"), ("quirks.pushdown", "right")] {
        let set = axes.set(axis, word);
        debug_assert!(set.is_ok(), "{axis} has no value {word}");
    }
    axes
}

fn run(case: &Case, profile: &Profile, options: Options) -> (Run, Outcome) {
    let mut seen = Run { tables: BTreeMap::new(), refused: None };
    let (mut done, mut refused): (Vec<usize>, Option<usize>) = (Vec::new(), None);
    let mut known = false;
    let ended = caught(|| {
        engine::table(case, profile, &options, &mut |news| match news {
            Seen::Inputs(table) => drop(seen.tables.insert(0, table.clone())),
            Seen::Done(place, _, table) => {
                done.extend(place);
                let all = done.iter().max().map_or(0, |last| last + 1);
                if all == done.len() {
                    seen.tables.insert(all, table.clone());
                }
            }
            Seen::Refused(place) => (known, refused) = (true, place),
        })
    });
    let outcome = match ended {
        Ok(table) => engine::outcome(&table, case, profile),
        Err(raised) => Outcome::Error(raised),
    };
    if let Outcome::Error(failure) = &outcome {
        let at = if known { refused } else { Some(case.steps.len().saturating_sub(1)) };
        seen.refused = Some((at, failure.clone()));
    }
    (seen, outcome)
}

impl Run {
    /// What is there behind the first `steps` steps, which are those of `start`: a table, or the error that ended the run before.
    fn at(&self, steps: usize, start: &Case, profile: &Profile) -> Option<Outcome> {
        if let Some((place, failure)) = &self.refused
            && place.map_or(0, |place| place + 1) <= steps
        {
            return Some(Outcome::Error(failure.clone()));
        }
        let table = self.tables.get(&steps)?;
        match caught(|| Ok(engine::outcome(table, start, profile))) {
            Ok(Outcome::Table(mut table)) => {
                // columns that the plan carries along are none of the case's
                table.columns.retain(|column| !column.name.contains('\0'));
                Some(Outcome::Table(table))
            }
            Ok(Outcome::Error(_)) | Err(_) => None,
        }
    }
}
