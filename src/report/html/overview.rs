//! The overview: how many of an area's cases agree, between frameworks and from one version to the next; every count with what it is out
//! of, and a bar that says it faster.

use maud::{Markup, html};

use super::{anchor, area, title};
use crate::report::model::{CaseReport, Pair, Run};

/// The table.
pub(super) fn of(run: &Run<'_>, areas: &[(&str, Vec<&CaseReport<'_>>)]) -> Markup {
    if run.pairs.is_empty() && run.versions.is_empty() {
        return html! {};
    }
    let pairs: Vec<&Pair<'_>> = run.pairs.iter().chain(&run.versions).collect();
    html! {
        h2 id="overview" { "How many cases agree" }
        p { "By the engine's results: cases that agree of those that both sides ran and that can be compared. A bar that is full says that all do." }
        div.wide { table.overview {
            thead {
                tr {
                    th rowspan="2" scope="col" { "area" }
                    @if !run.pairs.is_empty() { th scope="colgroup" colspan=(run.pairs.len()) { "between frameworks, newest edition" } }
                    @if !run.versions.is_empty() { th scope="colgroup" colspan=(run.versions.len()) { "from one version to the next" } }
                }
                tr { @for pair in &pairs { th scope="col" { (pair.from) br; "→ " (pair.to) } } }
            }
            tbody {
                @for (name, _) in areas {
                    tr {
                        th scope="row" { a href={ "#" (anchor("area", name)) } { (title(name)) } }
                        @for pair in &pairs { (cell(pair, |place| area(run.cases[place].case) == *name)) }
                    }
                }
            }
            tfoot { tr { th scope="row" { "all" } @for pair in &pairs { (cell(pair, |_| true)) } } }
        } }
    }
}

fn cell(pair: &Pair<'_>, here: impl Fn(usize) -> bool) -> Markup {
    let compared = pair.compared.iter().filter(|place| here(**place)).count();
    let differ = pair.differing.iter().filter(|differing| here(differing.case)).count();
    let agree = compared - differ;
    html! {
        @if compared == 0 { td.quiet { "–" } } @else {
            td.share style={ "--share:" (agree * 100 / compared) "%" } { (agree) span.quiet { " of " (compared) } }
        }
    }
}
