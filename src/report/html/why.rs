//! Why the results of a case differ, where it was sought: the step at which they part, the axes, what they mean, and their values on both sides. Pairs of profiles that
//! differ for the same reason share it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::prose;
use super::section::result;
use crate::case::decode::count;
use crate::explain::cause::Cause;
use crate::report::model::{CaseReport, Run};
use crate::report::trace;
use crate::result::Comparison;

/// Ids of axes.
type Axes = Vec<&'static str>;

/// The causes.
pub(super) fn of(run: &Run<'_>, report: &CaseReport<'_>) -> Markup {
    let Some(place) = run.cases.iter().position(|known| std::ptr::eq(known, report)) else { return html! {} };
    let mut reasons: Vec<(Axes, Vec<String>)> = Vec::new();
    for pair in run.pairs.iter().chain(&run.versions) {
        for cause in pair.at(place).iter().flat_map(|differing| &differing.causes) {
            let whose = format!("{} of {} → {}", cause.kind.name(), pair.from, pair.to);
            let why = axes(cause);
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, all)) => all.push(whose),
                None => reasons.push((why, vec![whose])),
            }
        }
    }
    html! {
        @if !reasons.is_empty() {
            h5 { "Why" }
            @for (told, whose) in parted(run, place) { p { (whose.join("; ")) ": " (told) } }
            (midway(run, place))
            @for (axes, whose) in &reasons {
                p { strong { (whose.join("; ")) } }
                ul.why { @for id in axes { li { a.told href={ "#rule:" (id) } { code { (id) } } } } }
            }
        }
    }
}

/// Where two profiles part: the step and the kinds, and which pairs do.
fn parted(run: &Run<'_>, place: usize) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for pair in run.pairs.iter().chain(&run.versions) {
        let Some(found) = pair.at(place).and_then(|differing| differing.parted.as_ref()) else { continue };
        let told = trace::partings(run.cases[place].case, found);
        let told = told.lines().map(str::trim).collect::<Vec<_>>().join(", ");
        let whose = format!("{} → {}", pair.from, pair.to);
        match out.iter_mut().find(|(known, _)| *known == told) {
            Some((_, all)) => all.push(whose),
            None => out.push((told, vec![whose])),
        }
    }
    out
}

/// The tables behind the step from which on two profiles part, where it is not the last one: those of the last one are the results.
fn midway(run: &Run<'_>, place: usize) -> Markup {
    let pairs = run.pairs.iter().filter_map(|pair| Some((pair, pair.at(place)?.parted.as_ref()?.stages.first()?)));
    html! {
        @for (pair, (at, sample)) in pairs {
            details.code {
                summary { "Behind " (trace::told(run.cases[place].case, *at)) ", " (pair.from) " and " (pair.to) }
                div.sides {
                    figure { figcaption { strong { (pair.from) } } (result(&sample.outcomes[0], &Comparison::default(), run.shown)) }
                    figure { figcaption { strong { (pair.to) } } (result(&sample.outcomes[1], &sample.comparison, run.shown)) }
                }
            }
        }
    }
}

fn axes(cause: &Cause) -> Axes {
    cause.flips.iter().map(|flip| flip.axis.id).collect()
}

/// What the rules mean that are a cause of some difference: once, as most are one of many. The page's script puts it beside each mention.
pub(super) fn rules(run: &Run<'_>) -> Markup {
    let found = run.pairs.iter().chain(&run.versions).flat_map(|pair| &pair.differing);
    let flips = found.flat_map(|differing| &differing.causes).flat_map(|cause| &cause.flips);
    let rules: BTreeMap<&str, &str> = flips.map(|flip| (flip.axis.id, flip.axis.doc.trim())).collect();
    html! {
        @if !rules.is_empty() {
            details.told {
                summary { h2 { "What the rules mean" } " " span.quiet { (count(rules.len(), "rule")) } }
                dl { @for (id, doc) in &rules { dt { code { (id) } } dd id={ "rule:" (id) } { (prose(doc)) } } }
            }
        }
    }
}
