//! A run as one self-contained page: the verdict, the counts and what failed first, then an area after the other with a matrix case ×
//! profile, and a section a case with its input and the results side by side.
//!
//! In the matrix, results that agree share a letter. In a case's section each group of results stands once, what differs from the
//! first group marked. maud escapes everything.

mod matrix;
mod section;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::model::{CaseReport, Run, Verdict};
use super::safe::safe;
use crate::case::decode::count;
use crate::result::Kind;

const STYLE: &str = include_str!("html/style.css");

/// The page.
pub fn render(run: &Run<'_>) -> String {
    let areas = areas(run);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Parallax: " (run.headline()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (run.headline()) }
                (counts(run))
                (open_points(run))
                (pairs(run))
                nav {
                    h2 { "Areas" }
                    p { "In an area's matrix, results of a case that agree share a letter; ! is an error, ✗ not as recorded, ○ open, ? without a golden or with a stale one, · left out, – not run." }
                    ul { @for (name, cases) in &areas {
                        @let differing = cases.iter().filter(|case| case.groups().len() > 1).count();
                        li { a href={ "#" (anchor("area", name)) } { (title(name)) } " "
                            span.quiet { (count(cases.len(), "case")) ", " (differing) " with different results" } }
                    } }
                }
                @for (name, cases) in &areas {
                    h2 id=(anchor("area", name)) { (title(name)) }
                    (matrix::of(run, cases))
                    @for case in cases { (section::of(case)) }
                }
                footer { (count(run.cases.len(), "case")) " × " (count(run.profiles.len(), "profile")) ": "
                    (run.counts().run) " results are on this page." }
            }
        }
    };
    page.into_string()
}

/// The cases by their folder, in the order in which the folders come first.
fn areas<'r, 'a>(run: &'r Run<'a>) -> Vec<(&'a str, Vec<&'r CaseReport<'a>>)> {
    let mut areas: Vec<(&str, Vec<&CaseReport<'_>>)> = Vec::new();
    for report in &run.cases {
        let area = report.case.id.split_once('/').map_or("", |(area, _)| area);
        match areas.iter_mut().rfind(|(name, _)| *name == area) {
            Some((_, cases)) => cases.push(report),
            None => areas.push((area, vec![report])),
        }
    }
    areas
}

fn title(area: &str) -> String {
    if area.is_empty() { "Cases".to_owned() } else { safe(area).into_owned() }
}

fn counts(run: &Run<'_>) -> Markup {
    let counts = run.counts();
    html! {
        p { (count(run.cases.len(), "case")) " × " (count(run.profiles.len(), "profile")) ": " (counts.run)
            " results of the built-in engine, held against what the real frameworks returned." }
        div.wide { table {
            thead { tr { th scope="col" { "result" } th scope="col" { "count" } th scope="col" { "what it counts" } } }
            tbody {
                @for (word, n, what) in counts.verdicts().into_iter().chain(counts.besides()) {
                    tr.quiet[n == 0] { th scope="row" { (word) } td.number { (n) } td { (prose(what)) } }
                }
            }
        } }
    }
}

/// What is not as recorded, each with its section.
fn open_points(run: &Run<'_>) -> Markup {
    let is_open = |verdict: &Verdict| match verdict {
        Verdict::Failed(_) | Verdict::Settled | Verdict::Unanswered | Verdict::Stale | Verdict::Open(..) => true,
        Verdict::Agreed | Verdict::Unverified | Verdict::Undetermined | Verdict::Other => false,
    };
    let rows: Vec<_> = run
        .cases
        .iter()
        .flat_map(|case| case.answers.iter().filter(|a| is_open(&a.verdict)).map(move |answer| (case, answer)))
        .collect();
    html! {
        @if !rows.is_empty() {
            details open[rows.len() <= 100] {
                summary { h2 { "Not as recorded" } " " span.quiet { (count(rows.len(), "result")) } }
                div.wide { table.list {
                    thead { tr { th scope="col" { "case" } th scope="col" { "profile" } th scope="col" { "how" } } }
                    tbody { @for (case, answer) in rows { tr {
                        td { (link(case)) } td { (answer.profile) } td { (section::said_of(&answer.verdict)) }
                    } } }
                } }
            }
        }
        @for sentence in run.leftover.iter().chain(&run.remarks) { p.failed { (prose(&safe(sentence))) } }
    }
}

fn pairs(run: &Run<'_>) -> Markup {
    html! {
        h2 { "Between frameworks" }
        p { "Newest edition, by the engine's results. A case may show several kinds." }
        div.wide { table {
            thead { tr {
                th scope="col" { "from → to" } th scope="col" { "compared" } th scope="col" { "agree" } th scope="col" { "differ" }
                @for kind in Kind::ALL { th scope="col" { (kind.name()) } }
                th scope="col" { "left out" }
            } }
            tbody {
                @for pair in &run.pairs { tr {
                    th scope="row" { (pair.from) " → " (pair.to) }
                    td.number { (pair.compared) }
                    td.number { (pair.compared - pair.differing.len()) }
                    td.number { (pair.differing.len()) }
                    @for kind in Kind::ALL { td.number { (pair.count(*kind)) } }
                    td.number { (pair.left_out) }
                } }
            }
        } }
    }
}

/// The letter of a group of results.
fn letter(group: usize) -> char {
    char::from_u32('A' as u32 + group.min(25) as u32).unwrap_or('Z')
}

/// A link to a case's section.
fn link(report: &CaseReport<'_>) -> Markup {
    html! { a href={ "#" (anchor("case", &report.case.id)) } { (safe(&report.case.id)) } }
}

/// A name as an anchor: letters, digits and a few marks as they are, the rest by their code.
fn anchor(of: &str, name: &str) -> String {
    let mut out = format!("{of}-");
    for c in name.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '_' | '-' | '.' => out.push(c),
            c => out.push_str(&format!("~{:x}", c as u32)),
        }
    }
    out
}

/// Text in which what stands between back-quotes is code.
fn prose(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split('`').enumerate() {
            @if i % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::anchor;

    #[test]
    fn anchors_are_of_plain_letters_and_tell_ids_apart() {
        assert_eq!(anchor("case", "join/null_keys#2[how=inner]"), "case-join/null_keys~232~5bhow~3dinner~5d");
        assert_ne!(anchor("case", "a b"), anchor("case", "a~20b"));
    }
}
