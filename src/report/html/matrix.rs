//! The matrix of an area: a row a case, a column a profile, results that agree under one letter.

use maud::{Markup, html};

use super::{letter, reference};
use crate::report::model::{CaseReport, Run, Verdict};
use crate::report::safe::safe;

/// The matrix of these cases.
pub(super) fn of(run: &Run<'_>, cases: &[&CaseReport<'_>]) -> Markup {
    let families: Vec<&[&str]> = run.profiles.chunk_by(|a, b| family(a) == family(b)).collect();
    html! {
        div.wide { table.matrix {
            caption { "Which results agree" }
            thead {
                tr { th rowspan="2" scope="col" { "case" }
                    @for family in &families { th scope="colgroup" colspan=(family.len()) { (self::family(family[0])) } } }
                tr { @for profile in &run.profiles { th scope="col" title=(profile) { (version(profile)) } } }
            }
            tbody { @for case in cases { (row(run, case)) } }
        } }
    }
}

fn row(run: &Run<'_>, report: &CaseReport<'_>) -> Markup {
    let groups = report.groups();
    let id = &report.case.id;
    let name = id.split_once('/').map_or(id.as_str(), |(_, name)| name);
    html! {
        tr {
            th scope="row" { a href={ "#" (reference(id)) } title=(safe(&report.case.title)) { (safe(name)) } }
            @for profile in &run.profiles {
                @match report.answers.iter().position(|a| a.profile == *profile) {
                    Some(place) => {
                        @let group = groups.iter().position(|g| g.contains(&place)).unwrap_or(0);
                        @let answer = &report.answers[place];
                        @let said = (!matches!(answer.verdict, Verdict::Agreed)).then(|| format!("{profile}: {}", answer.verdict.word()));
                        td class=[(group > 0).then(|| format!("g{}", group.min(5)))] title=[said] {
                            (letter(group))
                            @if answer.outcome.error().is_some() { "!" }
                            (mark(&answer.verdict))
                        }
                    }
                    None => { td { "–" } }
                }
            }
        }
    }
}

fn family(profile: &str) -> &str {
    profile.split_once('@').map_or(profile, |(family, _)| family)
}

fn version(profile: &str) -> &str {
    profile.split_once('@').map_or(profile, |(_, version)| version)
}

const fn mark(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Agreed => "",
        Verdict::Failed(_) | Verdict::Settled | Verdict::Unanswered => " ✗",
        Verdict::Open(..) => " ○",
        Verdict::Unverified | Verdict::Stale => " ?",
        Verdict::Undetermined | Verdict::Other | Verdict::Declared(..) => " ·",
    }
}
