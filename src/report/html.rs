//! A run as one self-contained page that needs no network: the verdict, the counts and what failed first, an overview of areas, then
//! an area after the other with a matrix case × profile, and a section a case with its input, its code and the results side by side.
//! A script narrows it down; without it all is there all the same.
//!
//! In the matrix, results that agree share a letter. In a case's section each group of results stands once, what differs from the
//! first group marked. maud escapes everything.

mod change;
mod code;
mod filter;
mod matrix;
mod overview;
mod section;
mod why;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::finding::{self, Rule};
use super::model::{CaseReport, Run};
use super::safe::safe;
use crate::case::decode::count;
use crate::case::plan::Case;
use crate::result::Kind;

const STYLE: &str = include_str!("html/style.css");

/// The page.
pub fn render(run: &Run<'_>) -> String {
    let areas = areas(run);
    let recorders = code::recorders(run);
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
                (overview::of(run, &areas))
                h2 { "Cases" }
                (filter::form(run, &areas))
                p.quiet { "In an area's matrix, results of a case that agree share a letter; ! is an error, ✗ not as recorded, ○ open, ? without a golden or with a stale one, · left out, – not run. "
                    "A case shows the code that each framework ran, after the imports and the session; " code { "parallax repro ID --profile …" } " prints a script that stands alone." }
                main { @for (name, cases) in &areas {
                    section.area data-area=(safe(name)) {
                        h3.area id=(anchor("area", name)) { (title(name)) }
                        (matrix::of(run, cases))
                        @for case in cases { (section::of(run, case, &recorders)) }
                    }
                } }
                (why::rules(run))
                (code::recordings(&recorders))
                footer { (count(run.cases.len(), "case")) " × " (count(run.profiles.len(), "profile")) ": "
                    (run.counts().run) " results are on this page." }
                (filter::script(run))
            }
        }
    };
    page.into_string()
}

/// The cases by their folder, in the order in which the folders come first.
fn areas<'r, 'a>(run: &'r Run<'a>) -> Vec<(&'a str, Vec<&'r CaseReport<'a>>)> {
    let mut areas: Vec<(&str, Vec<&CaseReport<'_>>)> = Vec::new();
    for report in &run.cases {
        let area = area(report.case);
        match areas.iter_mut().rfind(|(name, _)| *name == area) {
            Some((_, cases)) => cases.push(report),
            None => areas.push((area, vec![report])),
        }
    }
    areas
}

/// The folder of a case's file, the first of several.
fn area(case: &Case) -> &str {
    case.id.split_once('/').map_or("", |(area, _)| area)
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

/// What is not as recorded or expected, each with its section.
fn open_points(run: &Run<'_>) -> Markup {
    let found = finding::all(run);
    html! {
        @if let Some(line) = finding::since_line(run) { p { (line) } }
        @if !found.is_empty() {
            details open[found.len() <= 20] {
                summary { h2 { "Not as recorded or expected" } " " span.quiet { (count(found.len(), "finding")) } }
                div.wide { table.list {
                    thead { tr { th scope="col" { "case" } th scope="col" { "profile" } th scope="col" { "how" } } }
                    tbody { @for finding in &found { tr {
                        td { @if let Some(case) = finding.case { (link(&case.id)) } }
                        td { (finding.profile) }
                        td.failed[finding.rule.fails()] { @if finding.rule == Rule::Open { "open: " } (prose(&safe(&finding.message))) }
                    } } }
                } }
            }
        }
        @for sentence in &run.remarks { p.quiet { (prose(&safe(sentence))) } }
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
                    td.number { (pair.compared.len()) }
                    td.number { (pair.compared.len() - pair.differing.len()) }
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
fn link(id: &str) -> Markup {
    html! { a href={ "#" (reference(id)) } { (safe(id)) } }
}

/// The place of a case's section: its id, without what no place may have.
fn place(id: &str) -> String {
    safe(id).replace(char::is_whitespace, "~")
}

/// The place as an address spells it.
fn reference(id: &str) -> String {
    let mut out = String::new();
    for byte in place(id).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'_' | b'-' | b'.' | b'~' => out.push(byte.into()),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// An area's place.
fn anchor(of: &str, name: &str) -> String {
    let mut out = format!("{of}:");
    for c in name.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '_' | '-' | '.' => out.push(c),
            c => out.push_str(&format!("~{:x}", c as u32)),
        }
    }
    out
}

/// Text outside of attributes, in which quotes may stand as they are: there are hundreds of thousands of them.
fn literal(text: &str) -> PreEscaped<String> {
    PreEscaped(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
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
    use super::{place, reference};

    #[test]
    fn a_case_is_found_by_its_id() {
        assert_eq!(place("join/null_keys#2[how=inner]"), "join/null_keys#2[how=inner]");
        assert_eq!(reference("join/null keys#2[how=č]"), "join/null~keys%232%5Bhow%3D%C4%8D%5D");
    }
}
