//! The code that each framework ran for a case, what is the same for several profiles once, and who recorded the answers.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::literal;
use super::section::cut;
use crate::live::code::Target;
use crate::live::framework;
use crate::report::model::{CaseReport, Run};
use crate::report::safe::safe;

/// More lines than this are counted, not shown.
const MOST_LINES: usize = 200;

/// The code, folded.
pub(super) fn of(run: &Run<'_>, report: &CaseReport<'_>) -> Markup {
    let mut bodies: Vec<(String, Vec<&str>)> = Vec::new();
    let shown = run.shown.case(report.case);
    for answer in &report.answers {
        let Some(profile) = run.given.iter().find(|profile| profile.name == answer.profile) else { continue };
        let body = framework::body(&shown, Target::of(profile), &[]);
        match bodies.iter_mut().find(|(known, _)| *known == body) {
            Some((_, profiles)) => profiles.push(answer.profile),
            None => bodies.push((body, vec![answer.profile])),
        }
    }
    html! {
        details.code {
            summary { "The code that each framework ran" }
            @for (body, profiles) in &bodies {
                p { strong { (profiles.join(", ")) } }
                pre tabindex="0" { code { (literal(&cut(body, MOST_LINES))) } }
            }
        }
    }
}

/// Who recorded a case's answers, in one line; nobody if none was.
fn recorded(report: &CaseReport<'_>) -> Option<String> {
    let by: Vec<&str> = report
        .golden
        .iter()
        .flat_map(|golden| &golden.by)
        .filter(|(profile, _)| report.answers.iter().any(|a| a.profile == profile && a.golden.is_some()))
        .map(|(_, who)| who.as_str())
        .collect();
    (!by.is_empty()).then(|| by.join("; "))
}

/// Who recorded answers: a line each, most for thousands of cases.
pub(super) fn recorders(run: &Run<'_>) -> Vec<String> {
    let lines: BTreeSet<String> = run.cases.iter().filter_map(recorded).collect();
    lines.into_iter().collect()
}

/// Those lines, which cases refer to. The page's script puts a line beside each mention.
pub(super) fn recordings(recorders: &[String]) -> Markup {
    html! {
        @if !recorders.is_empty() {
            details.told {
                summary { h2 { "What the answers were recorded with" } }
                ul { @for (i, line) in recorders.iter().enumerate() { li id={ "recorded:" (i) } { (line) } } }
            }
        }
    }
}

/// Where the case stands and who recorded its answers.
pub(super) fn provenance(report: &CaseReport<'_>, recorders: &[String]) -> Markup {
    let case = report.case;
    let place = recorded(report).and_then(|line| recorders.binary_search(&line).ok());
    html! {
        p.quiet {
            (safe(&case.path.to_string_lossy())) ", line " (case.line)
            @if let Some(place) = place { br; a.told href={ "#recorded:" (place) } { "Recorded" } }
        }
    }
}
