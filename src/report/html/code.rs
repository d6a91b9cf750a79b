//! The code that each framework ran for a case, what is the same for several profiles once, and who recorded the answers.

use maud::{Markup, html};

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
                pre tabindex="0" { code { (cut(body, MOST_LINES)) } }
            }
            p.quiet { "After the imports and the session; " code { "parallax repro " (safe(&report.case.id)) " --profile …" } " prints a script that stands alone." }
        }
    }
}

/// Where the case stands and who recorded its answers.
pub(super) fn provenance(report: &CaseReport<'_>) -> Markup {
    let case = report.case;
    let by: Vec<&str> = report
        .golden
        .iter()
        .flat_map(|golden| &golden.by)
        .filter(|(profile, _)| report.answers.iter().any(|a| a.profile == profile && a.golden.is_some()))
        .map(|(_, who)| who.as_str())
        .collect();
    html! {
        p.quiet {
            (safe(&case.path.to_string_lossy())) ", line " (case.line)
            @if !by.is_empty() { br; "Recorded: " (by.join("; ")) }
        }
    }
}
