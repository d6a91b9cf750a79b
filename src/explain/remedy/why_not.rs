//! Why a difference has no remedy, in a sentence: what no change of the case can bring about, by what both sides answer and by what
//! causes it.

use std::collections::BTreeSet;

use super::search::Search;
use crate::axis::{Axis, Sort};
use crate::case::decode::count;
use crate::profile::Profile;
use crate::result::{Comparison, ErrorKind, Kind, Outcome, ResultTable};

/// The sentence, after `tried` changed cases.
pub(super) fn sentence(search: &Search<'_>, comparison: &Comparison, tried: usize) -> String {
    let [(from, left), (to, right)] = search.sides;
    let tried = count(tried, "changed case");
    let why = match (left.error(), right.error()) {
        (Some(a), Some(b)) if [a, b].contains(&ErrorKind::ColumnNotFound) => format!(
            "both refuse the case, {} with {a} and {} with {b}: it names a column that is not there, for which none of {tried} makes up",
            from.name, to.name
        ),
        (Some(a), Some(b)) => format!(
            "both refuse the case, {} with {a} and {} with {b}, and none of {tried} gives both a result that is the same",
            from.name, to.name
        ),
        (Some(kind), None) => refuses(from, kind, (to, right), &tried),
        (None, Some(kind)) => refuses(to, kind, (from, left), &tried),
        (None, None) => match (left, right) {
            (Outcome::Table(left), Outcome::Table(right)) if comparison.kinds == [Kind::Type] => {
                types((from, left), (to, right), comparison)
            }
            _ => format!("none of {tried} makes the two agree"),
        },
    };
    let ruled = ruled(search, from, to);
    if ruled.is_empty() { why } else { format!("{why}; {ruled}") }
}

/// One side raises, the other answers.
fn refuses(profile: &Profile, kind: ErrorKind, (other, outcome): (&Profile, &Outcome), tried: &str) -> String {
    let lacks = kind == ErrorKind::Unsupported;
    let what = if lacks { "has no such operation".to_owned() } else { format!("refuses it ({kind})") };
    let name = &profile.name;
    match outcome {
        Outcome::Table(table) if table.rows == 0 => {
            format!("{name} {what} where {} has no rows, and none of {tried} has the same columns", other.name)
        }
        Outcome::Table(table) if table.columns.iter().any(|column| column.ty == "object") => format!(
            "{name} {what}, and the result of {} has a column of mixed objects, which none of {tried} gives too",
            other.name
        ),
        _ if lacks => format!("{name} {what}, and none of {tried} does without it"),
        _ => format!("{name} {what}, and none of {tried} gives the other's result"),
    }
}

/// Only types differ.
fn types((from, left): (&Profile, &ResultTable), (to, right): (&Profile, &ResultTable), found: &Comparison) -> String {
    let types =
        |t: &ResultTable| -> BTreeSet<String> { found.types.iter().map(|&i| t.columns[i].ty.clone()).collect() };
    let words = |types: BTreeSet<String>| types.into_iter().collect::<Vec<_>>().join(", ");
    format!(
        "the values are the same, and no cast turns {} of {} into {} of {} or the other way round",
        words(types(left)),
        from.name,
        words(types(right)),
        to.name
    )
}

/// What the causing rules say on both sides: that is what a change would have to go around.
fn ruled(search: &Search<'_>, from: &Profile, to: &Profile) -> String {
    let mut axes: Vec<&'static Axis> = Vec::new();
    for axis in search.causes.iter().flat_map(|cause| cause.flips.iter().map(|flip| flip.axis)) {
        if !axes.iter().any(|known| known.id == axis.id) {
            axes.push(axis);
        }
    }
    let (held, rules): (Vec<&Axis>, Vec<&Axis>) = axes.into_iter().partition(|axis| axis.sort == Sort::Representation);
    let mut told: Vec<String> = rules.into_iter().map(|axis| rule(axis, from, to)).collect();
    if !held.is_empty() {
        told.push("types and missing values are held otherwise".to_owned());
    }
    told.join("; ")
}

/// `join.null_keys is that it does on pandas@3.1, that it finds nothing on spark@4.3`
fn rule(axis: &Axis, from: &Profile, to: &Profile) -> String {
    let meaning = |profile: &Profile| {
        let word = profile.axes.get(axis.id).unwrap_or_default();
        let doc = axis.values.iter().find(|(known, _)| *known == word).map_or("", |(_, doc)| *doc);
        let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let first = doc.split_once(". ").map_or(doc.trim_end_matches('.'), |(first, _)| first).to_owned();
        format!("on {} “{first}”", profile.name)
    };
    format!("{}: {}, {}", axis.id, meaning(from), meaning(to))
}
