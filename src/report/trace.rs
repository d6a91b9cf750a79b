//! Two runs of a case step by step: where they part, and the tables on both sides, as text and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::safe::safe;
use super::shown::Shown;
use super::sides;
use crate::case::plan::Case;
use crate::case::write;
use crate::explain::trace::{Place, Trace};
use crate::result::{Kind, Outcome, Sample};

/// A step is cut beyond this width.
const WIDEST: usize = 100;

/// The places from which on kinds of difference show, in order, each with its kinds.
fn places(trace: &Trace) -> Vec<(Place, Vec<&'static str>)> {
    let mut places: Vec<Place> = trace.partings.iter().map(|(_, place)| *place).collect();
    places.sort_unstable();
    places.dedup();
    let kinds = |place: Place| -> Vec<&str> {
        trace.partings.iter().filter(|(_, at)| *at == place).map(|(kind, _): &(Kind, Place)| kind.name()).collect()
    };
    places.into_iter().map(|place| (place, kinds(place))).collect()
}

/// The place in words: `step 2, groupby: {…}`.
pub(super) fn told(case: &Case, place: Place) -> String {
    match does(case, place) {
        Some(step) => format!("step {}, {}", number(place).unwrap_or_default(), cut(&safe(&step))),
        None if place == Place::Inputs => "the inputs".to_owned(),
        None => "the result".to_owned(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Where the two part, a line a place.
pub(super) fn partings(case: &Case, trace: &Trace) -> String {
    let line = |(place, kinds): (Place, Vec<&str>)| {
        let word = if matches!(place, Place::Step(_)) { "at" } else { "in" };
        format!("  first {word} {} ({})\n", told(case, place), kinds.join(", "))
    };
    places(trace).into_iter().map(line).collect()
}

/// The same as JSON: the step's number from 1 (0: the inputs; null: the result alone), its word, and the kinds.
pub(super) fn partings_json(case: &Case, trace: &Trace) -> Value {
    places(trace)
        .into_iter()
        .map(|(place, kinds)| json!({"step": number(place), "does": does(case, place), "kinds": kinds}))
        .collect()
}

fn number(place: Place) -> Option<usize> {
    match place {
        Place::Inputs => Some(0),
        Place::Step(at) => Some(at + 1),
        Place::End => None,
    }
}

fn does(case: &Case, place: Place) -> Option<String> {
    match place {
        Place::Step(at) => case.steps.get(at).map(write::step),
        Place::Inputs | Place::End => None,
    }
}

/// The tables behind each step, side by side.
pub(super) fn stages(case: &Case, heads: [&str; 2], trace: &Trace, shown: Shown) -> String {
    let mut out = String::new();
    for (place, sample) in &trace.stages {
        let kinds: Vec<&str> = sample.comparison.kinds.iter().map(|kind| kind.name()).collect();
        let differs = if kinds.is_empty() { String::new() } else { format!(": differs in {}", kinds.join(", ")) };
        let _ = writeln!(out, "\n  behind {}{differs}\n", told(case, *place));
        out.push_str(&sides::under(heads, sides::of_sample(sample, shown)));
    }
    out
}

/// The same as JSON.
pub(super) fn stages_json(case: &Case, trace: &Trace, shown: Shown) -> Value {
    trace.stages.iter().map(|(place, sample)| stage_json(case, *place, sample, shown)).collect()
}

fn stage_json(case: &Case, place: Place, sample: &Sample, shown: Shown) -> Value {
    let kinds: Vec<&str> = sample.comparison.kinds.iter().map(|kind| kind.name()).collect();
    let side = |at: usize| side_json(&sample.outcomes[at], sample.rows[at], sample.differ.map(|d| d[at]), shown);
    json!({"step": number(place), "does": does(case, place), "kinds": kinds, "from": side(0), "to": side(1)})
}

/// One side: a few rows of its table, how many there are and how many of them differ; or its error.
fn side_json(outcome: &Outcome, rows: usize, differ: Option<usize>, shown: Shown) -> Value {
    let table = match outcome {
        Outcome::Error(failure) => {
            let kind = failure.kind.name();
            return if shown.redacted {
                json!({"error": {"kind": kind}})
            } else {
                json!({"error": {"kind": kind, "message": failure.message}})
            };
        }
        Outcome::Table(table) => table,
    };
    let columns: Vec<Value> =
        table.columns.iter().map(|c| json!({"name": c.name, "type": c.ty, "dtype": c.dtype})).collect();
    let mut side = json!({"columns": columns, "order": table.order.name(), "row_count": rows, "differing": differ});
    if !shown.redacted {
        let row = |i: usize| -> Value { table.columns.iter().map(|c| c.values[i].to_json()).collect() };
        side["rows"] = (0..table.rows).map(row).collect();
    }
    side
}
