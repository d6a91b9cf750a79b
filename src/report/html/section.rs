//! The section of a case: its input, the different results side by side, and what is not as recorded.

use maud::{Markup, html};

use super::{change, code, filter, letter, literal, place, prose, why};
use crate::case::plan::Case;
use crate::case::write::yaml;
use crate::report::model::{Answered, CaseReport, Run, Verdict};
use crate::report::partitions;
use crate::report::safe::safe;
use crate::report::shown::Shown;
use crate::report::sides;
use crate::result::{Comparison, Note, Outcome, ResultTable, RowPair, compare};

/// More rows than this are counted, not shown.
const MOST_ROWS: usize = 100;
/// A line of the case is cut beyond this width.
const WIDEST: usize = 400;

/// The section. Its anchor is inside what is folded, so that a link to it unfolds it. What is folded is a text to a browser that runs
/// scripts, until the page's script makes elements of it: a browser takes seconds for those of thousands of cases.
pub(super) fn of(run: &Run<'_>, report: &CaseReport<'_>, recorders: &[String]) -> Markup {
    let case = report.case;
    let groups = report.groups();
    let profiles = |group: &[usize]| group.iter().map(|&i| report.answers[i].profile).collect::<Vec<_>>().join(", ");
    let failed = report.answers.iter().any(|a| matches!(a.verdict, Verdict::Failed(_)));
    html! {
        @let facts = filter::facts(run, report, &groups);
        details.case open[failed] data-words=(facts.words) data-tags=(facts.tags) data-groups=(facts.groups)
            data-kinds=(facts.kinds) data-states=(facts.states) data-causes=(facts.causes) {
            summary {
                h4 { (safe(&case.id)) } " " span { (safe(&case.title)) } " "
                @match groups.len() {
                    0 => span.quiet { "for none of these profiles" },
                    1 => span.quiet { "all agree" },
                    n => strong { (n) " different results" },
                }
            }
            div id=(place(&case.id)) {
                noscript {
                    @if let Some(about) = &case.about { p { (prose(&safe(&about.replace('\n', " ")))) } }
                    @if let Some(source) = &case.source { p.quiet { (reference(source)) } }
                    @if !case.tags.is_empty() { p.quiet { @for tag in &case.tags { span.tag { (safe(tag)) } " " } } }
                    pre tabindex="0" { code { (literal(&written(case, run.shown))) } }
                    div.sides {
                        @for (n, group) in groups.iter().enumerate() {
                            @let outcome = &report.answers[group[0]].outcome;
                            @let comparison = compare(&report.answers[groups[0][0]].outcome, outcome, &report.rules);
                            figure class={ "g" (n.min(5)) } {
                                figcaption { strong { (letter(n)) } " " (profiles(group))
                                    @if n > 0 { br; "differs from A in " (comparison.words().join(", ")) } }
                                (result(outcome, &comparison, run.shown))
                            }
                        }
                    }
                    @for answer in &report.answers {
                        @if !answer.otherwise.is_empty() {
                            p.quiet { (answer.profile) " has another result with " (partitions::words(&answer.otherwise)) }
                        }
                        (against_the_golden(answer, run.shown))
                    }
                    (why::of(run, report))
                    (change::of(run, report))
                    (code::of(run, report))
                    (code::provenance(report, recorders))
                }
            }
        }
    }
}

/// A verdict in words, for what is not as recorded.
fn said_of(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Failed(comparison) => format!("differs in {}", comparison.words().join(", ")),
        Verdict::Open(_, reason) => format!("open: {}", safe(reason)),
        Verdict::Settled => "agrees now, but is listed as open".to_owned(),
        Verdict::Unanswered => "the engine has no answer".to_owned(),
        Verdict::Stale => "the case changed since it was recorded".to_owned(),
        Verdict::Declared(_, class) => class.id.to_owned(),
        Verdict::Agreed | Verdict::Unverified | Verdict::Undetermined | Verdict::Other => verdict.word().to_owned(),
    }
}

fn against_the_golden(answer: &Answered<'_>, shown: Shown) -> Markup {
    let (Verdict::Failed(comparison) | Verdict::Open(comparison, _), Some(golden)) = (&answer.verdict, answer.golden)
    else {
        return html! {};
    };
    html! {
        p.failed { (answer.profile) " is not as recorded: " (said_of(&answer.verdict)) }
        div.sides {
            figure { figcaption { strong { "recorded" } } (result(golden, &Comparison::default(), shown)) }
            figure { figcaption { strong { "the engine" } } (result(&answer.outcome, comparison, shown)) }
        }
    }
}

/// Where a behaviour is described: a link, if it is one.
fn reference(source: &str) -> Markup {
    let is_address = source.starts_with("https://") || source.starts_with("http://");
    html! { @if is_address { a href=(source) rel="noreferrer" { (safe(source)) } } @else { (safe(source)) } }
}

/// The case as it would be written, without what is told already, long lines cut.
fn written(case: &Case, shown: Shown) -> String {
    cut(&yaml(&Case { about: None, source: None, tags: Vec::new(), ..shown.case(case) }), usize::MAX)
}

/// The first lines of a text, long ones cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(10_000));
    for line in text.lines().map(safe).take(most) {
        match line.char_indices().nth(WIDEST) {
            Some((at, _)) => out.extend([&line[..at], "…"]),
            None => out.push_str(&line),
        }
        out.push('\n');
    }
    let lines = text.lines().count();
    if lines > most {
        out.push_str(&format!("… {lines} lines in all\n"));
    }
    out
}

/// A result, with what a comparison (in which it is the right one) says of it marked.
pub(super) fn result(outcome: &Outcome, comparison: &Comparison, shown: Shown) -> Markup {
    match outcome {
        Outcome::Table(table) => whole(table, comparison, shown),
        Outcome::Error(failure) => {
            let message: String = safe(shown.message(failure)).chars().take(300).collect();
            html! { p.error { "error " strong { (failure.kind) } } p { (message) } }
        }
    }
}

fn whole(table: &ResultTable, comparison: &Comparison, shown: Shown) -> Markup {
    let most = shown.rows(MOST_ROWS);
    let mut rows: Vec<(Option<&RowPair>, usize)> = (0..table.rows).map(|i| (None, i)).collect();
    for pair in &comparison.rows {
        if let RowPair::Same(_, r) | RowPair::Differ(_, r, _) | RowPair::Right(r) = pair {
            rows[*r].0 = Some(pair);
        }
    }
    if table.rows > most {
        rows.sort_by_key(|(pair, _)| matches!(pair, None | Some(RowPair::Same(..))));
    }
    let lost = comparison.rows.iter().filter(|pair| matches!(pair, RowPair::Left(_))).count();
    html! {
        table {
            thead {
                tr { @for (c, column) in table.columns.iter().enumerate() {
                    th scope="col" { (safe(&column.name)) br;
                        span.type.differs[comparison.types.contains(&c)] { (column.ty) }
                        @if column.ty != column.dtype { " " span.type.differs[comparison.dtypes.contains(&c)] { (column.dtype) } } }
                } }
            }
            tbody {
                @for (pair, i) in rows.iter().take(most) {
                    tr class=[matches!(pair, Some(RowPair::Right(_))).then_some("only")] {
                        @for (c, column) in table.columns.iter().enumerate() {
                            @let marked = matches!(pair, Some(RowPair::Differ(_, _, cells)) if cells.contains(&c));
                            td class=[marked.then_some("differs")] { (literal(&shown.cell(&column.values[*i]))) }
                        }
                    }
                }
            }
        }
        @if table.rows == 0 { p.quiet { "no rows" } }
        @if table.rows > most { p.quiet { "… " (table.rows) " rows in all" } }
        p.quiet { span.differs[comparison.notes.contains(&Note::Promise)] { (sides::promise(table)) } }
        @if lost > 0 { p { strong { (lost) @if lost == 1 { " row" } @else { " rows" } } " of the other "
            @if lost == 1 { "is" } @else { "are" } " not here" } }
    }
}
