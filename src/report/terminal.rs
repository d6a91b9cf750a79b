//! A run for people at a terminal: the verdict and the counts first, then what differs between frameworks, then each failure.

use std::fmt::Write;

use super::finding::{self, Rule};
use super::model::{Pair, Run, Told, Verdict};
use super::safe::safe;
use super::sides;
use crate::case::decode::count;
use crate::result::Kind;

/// More failures than this are named, not shown.
const SHOWN: usize = 10;

/// The text.
pub fn render(run: &Run<'_>) -> String {
    let mut out = String::new();
    failures(run, &mut out);
    stale(run, &mut out);
    gates(run, &mut out);
    for sentence in run.leftover.iter().chain(&run.remarks) {
        let _ = writeln!(out, "{}", safe(sentence));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    counts(run, &mut out);
    pairs(run, &mut out);
    if let Some(line) = finding::since_line(run) {
        let _ = writeln!(out, "\n{line}");
    }
    let _ = writeln!(out, "\n{}", run.headline());
    out
}

/// What is not as expected, or not as it was.
fn gates(run: &Run<'_>, out: &mut String) {
    let told = finding::all(run).into_iter().filter(|finding| match finding.rule {
        Rule::MustAgree | Rule::ExpectedGone | Rule::SinceBaseline | Rule::GoneSinceBaseline => true,
        Rule::NotAsRecorded | Rule::Settled | Rule::Unanswered | Rule::Stale | Rule::Leftover | Rule::Open => false,
    });
    for finding in told {
        let id = finding.case.map(|case| safe(&case.id)).unwrap_or_default();
        let mark = if finding.rule.fails() { '✗' } else { ' ' };
        let _ = writeln!(out, "{mark} {id}, {}: {}", finding.profile, safe(&finding.message));
    }
}

fn counts(run: &Run<'_>, out: &mut String) {
    let counts = run.counts();
    let _ = writeln!(
        out,
        "{} × {}: {} results of the built-in engine, held against the goldens\n",
        count(run.cases.len(), "case"),
        count(run.profiles.len(), "profile"),
        counts.run
    );
    let line = |out: &mut String, (word, n, what): Told| {
        let _ = writeln!(out, "{n:>7}  {word:<13} {what}");
    };
    for told in counts.verdicts() {
        if told.1 > 0 || matches!(told.0, "agreed" | "failed") {
            line(out, told);
        }
    }
    out.push('\n');
    for told in counts.besides() {
        line(out, told);
    }
}

/// The cases whose goldens are of another state of them.
fn stale(run: &Run<'_>, out: &mut String) {
    let mut cases = run.cases.iter().filter_map(|case| {
        let stale = case.answers.iter().filter(|a| a.verdict == Verdict::Stale).map(|a| a.profile);
        let stale: Vec<&str> = stale.collect();
        (!stale.is_empty()).then(|| (safe(&case.case.id), and(&stale)))
    });
    for (id, profiles) in cases.by_ref().take(SHOWN) {
        let _ = writeln!(out, "{id} changed since {profiles} answered: record it again (`parallax record --changed`)");
    }
    let more = cases.count();
    if more > 0 {
        let _ = writeln!(out, "… and {more} more cases changed since they were recorded");
    }
}

/// `a, b and c`
fn and(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}

/// A pair a column, so that it fits a narrow terminal.
fn pairs(run: &Run<'_>, out: &mut String) {
    if run.pairs.is_empty() {
        return;
    }
    out.push_str("\nBetween frameworks (newest edition, the engine's results; a case may show several kinds)\n\n");
    let width = run.pairs.iter().map(|p| p.from.len().max(p.to.len() + 2)).max().unwrap_or(0) + 3;
    let mut row = |head: &str, cell: &dyn Fn(&Pair<'_>) -> String| {
        let cells: String = run.pairs.iter().map(|pair| format!("{:>width$}", cell(pair))).collect();
        let _ = writeln!(out, "  {head:<10}{cells}");
    };
    row("", &|p| p.from.to_owned());
    row("", &|p| format!("→ {}", p.to));
    row("agree", &|p| (p.compared.len() - p.differing.len()).to_string());
    row("differ", &|p| p.differing.len().to_string());
    for &kind in Kind::ALL {
        row(&format!("  {}", kind.name()), &|p| p.count(kind).to_string());
    }
    row("left out", &|p| p.left_out.to_string());
}

fn failures(run: &Run<'_>, out: &mut String) {
    let mut shown = 0;
    for case in &run.cases {
        for answer in &case.answers {
            let head = format!("✗ {} under {}", safe(&case.case.id), answer.profile);
            match &answer.verdict {
                Verdict::Settled => {
                    let _ = writeln!(out, "{head} agrees now: remove it from golden/open");
                }
                Verdict::Unanswered => {
                    let _ = writeln!(out, "{head}: the engine has no answer");
                    sides::alone(&answer.outcome, run.shown)
                        .iter()
                        .skip(1)
                        .for_each(|why| out.push_str(&format!("    {why}\n")));
                }
                Verdict::Failed(comparison) => {
                    let _ = writeln!(out, "{head}: {}", comparison.words().join(", "));
                    shown += 1;
                    if let Some(golden) = answer.golden.filter(|_| shown <= SHOWN) {
                        out.push_str(&sides::text(["expected", "got"], golden, &answer.outcome, comparison, run.shown));
                        out.push('\n');
                    }
                }
                _ => {}
            }
        }
    }
    if shown > SHOWN {
        let _ = writeln!(out, "  ({SHOWN} of {shown} are shown in full; --filter narrows it down)");
    }
}
