//! A run as one self-contained page: a matrix case × profile, and a section a case with its input and the results side by side.
//!
//! In the matrix, results that agree share a letter. In a case's section each group of results stands once, what differs from the
//! first group marked. maud escapes everything.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::model::{CaseReport, Run, Verdict};
use super::sides;
use crate::case::write::yaml;
use crate::result::{Comparison, Kind, Outcome, RowPair, compare};

/// More rows than this are counted, not shown.
const MOST_ROWS: usize = 100;

const STYLE: &str = include_str!("style.css");

/// The page.
pub fn render(run: &Run<'_>) -> String {
    let counts = run.counts();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Parallax" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { @if counts.failed == 0 { "✓ As recorded" } @else { "✗ " (counts.failed) " not as recorded" } }
                p { (run.cases.len()) " cases × " (run.profiles.len()) " profiles: " (counts.run)
                    " results of the built-in engine, held against what the real frameworks returned." }
                table {
                    thead { tr { th scope="col" { "result" } th scope="col" { "count" } th scope="col" { "what it counts" } } }
                    tbody {
                        @for (word, n, what) in counts.verdicts().into_iter().chain(counts.besides()) {
                            tr { th scope="row" { (word) } td.number { (n) } td { (what) } }
                        }
                    }
                }
                (pairs(run))
                (matrix(run))
                @for case in &run.cases { (section(case)) }
            }
        }
    };
    page.into_string()
}

fn pairs(run: &Run<'_>) -> Markup {
    html! {
        h2 { "Between frameworks" }
        p { "Newest edition, by the engine's results. A case may show several kinds." }
        table {
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
        }
    }
}

/// The letter of a group of results.
fn letter(group: usize) -> char {
    char::from_u32('A' as u32 + group.min(25) as u32).unwrap_or('Z')
}

fn matrix(run: &Run<'_>) -> Markup {
    html! {
        h2 { "Case × profile" }
        p { "Results of a case that agree share a letter. ✗ is not as recorded, ○ open, ? without a golden or with a stale one, · undetermined, – not run." }
        div.wide { table.matrix {
            thead { tr { th scope="col" { "case" } @for profile in &run.profiles { th scope="col" { (profile) } } } }
            tbody {
                @for case in &run.cases {
                    @let groups = case.groups();
                    tr {
                        th scope="row" { a href={ "#" (anchor(&case.case.id)) } { (case.case.id) } }
                        @for profile in &run.profiles {
                            @match case.answers.iter().position(|a| a.profile == *profile) {
                                Some(place) => {
                                    @let group = groups.iter().position(|g| g.contains(&place)).unwrap_or(0);
                                    @let answer = &case.answers[place];
                                    td class={ "g" (group.min(5)) } title=(answer.verdict.word()) {
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
        } }
    }
}

const fn mark(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Agreed => "",
        Verdict::Failed(_) | Verdict::Settled | Verdict::Unanswered => " ✗",
        Verdict::Open(..) => " ○",
        Verdict::Unverified | Verdict::Stale => " ?",
        Verdict::Undetermined | Verdict::Other => " ·",
    }
}

/// An id as an anchor: letters, digits and a few marks as they are, the rest by their code.
fn anchor(id: &str) -> String {
    let mut out = String::from("case-");
    for c in id.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '_' | '-' | '.' => out.push(c),
            c => out.push_str(&format!("~{:x}", c as u32)),
        }
    }
    out
}

fn section(report: &CaseReport<'_>) -> Markup {
    let case = report.case;
    let groups = report.groups();
    let profiles = |group: &[usize]| group.iter().map(|&i| report.answers[i].profile).collect::<Vec<_>>().join(", ");
    let differing = groups.len().saturating_sub(1);
    html! {
        section id=(anchor(&case.id)) {
            details open[differing > 0] {
                summary {
                    h3 { (case.id) }
                    span { (case.title) " — "
                        @if differing == 0 { "all agree" } @else { (groups.len()) " different results" } }
                }
                @if let Some(about) = &case.about { p { (about) } }
                @if let Some(source) = &case.source { p.source { (source) } }
                pre { code { (yaml(case)) } }
                div.sides {
                    @for (n, group) in groups.iter().enumerate() {
                        @let outcome = &report.answers[group[0]].outcome;
                        @let first = &report.answers[groups[0][0]].outcome;
                        @let comparison = compare(first, outcome, &report.rules);
                        figure class={ "g" (n.min(5)) } {
                            figcaption { strong { (letter(n)) } " " (profiles(group))
                                @if n > 0 { br; "differs from A in " (comparison.words().join(", ")) } }
                            (result(outcome, &comparison))
                        }
                    }
                }
                @for answer in &report.answers {
                    @if let (Verdict::Failed(comparison) | Verdict::Open(comparison, _), Some(golden)) = (&answer.verdict, answer.golden) {
                        p.failed { (answer.profile) " is not as recorded: " (comparison.words().join(", "))
                            @if let Verdict::Open(_, reason) = &answer.verdict { " (open: " (reason) ")" } }
                        div.sides {
                            figure { figcaption { "recorded" } (result(golden, &Comparison::default())) }
                            figure { figcaption { "the engine" } (result(&answer.outcome, comparison)) }
                        }
                    }
                }
            }
        }
    }
}

/// A result, with what a comparison (in which it is the right one) says of it marked.
fn result(outcome: &Outcome, comparison: &Comparison) -> Markup {
    let table = match outcome {
        Outcome::Error(failure) => {
            let message: String = failure.message.chars().take(300).collect();
            return html! { p.error { "error " strong { (failure.kind) } } p { (message) } };
        }
        Outcome::Table(table) => table,
    };
    let mut rows: Vec<(Option<&RowPair>, usize)> = (0..table.rows).map(|i| (None, i)).collect();
    for pair in &comparison.rows {
        if let RowPair::Same(_, r) | RowPair::Differ(_, r, _) | RowPair::Right(r) = pair {
            rows[*r].0 = Some(pair);
        }
    }
    let lost = comparison.rows.iter().filter(|pair| matches!(pair, RowPair::Left(_))).count();
    html! {
        table {
            thead {
                tr { @for (c, column) in table.columns.iter().enumerate() {
                    th scope="col" { (column.name) br;
                        span.type.differs[comparison.types.contains(&c)] { (column.ty) }
                        @if column.ty != column.dtype { span.type.differs[comparison.dtypes.contains(&c)] { " " (column.dtype) } } }
                } }
            }
            tbody {
                @for (pair, i) in rows.iter().take(MOST_ROWS) {
                    tr.only[matches!(pair, Some(RowPair::Right(_)))] {
                        @for (c, column) in table.columns.iter().enumerate() {
                            @let marked = matches!(pair, Some(RowPair::Differ(_, _, cells)) if cells.contains(&c));
                            td.differs[marked] { (sides::cell(&column.values[*i])) }
                        }
                    }
                }
            }
        }
        @if table.rows > MOST_ROWS { p { "… " (table.rows) " rows in all" } }
        p.order { (sides::promise(table)) @if lost > 0 { "; " (lost) " rows of A are not here" } }
    }
}

#[cfg(test)]
mod tests {
    use super::anchor;

    #[test]
    fn anchors_are_of_plain_letters_and_tell_ids_apart() {
        assert_eq!(anchor("join/null_keys#2[how=inner]"), "case-join/null_keys~232~5bhow~3dinner~5d");
        assert_ne!(anchor("a b"), anchor("a~20b"));
    }
}
