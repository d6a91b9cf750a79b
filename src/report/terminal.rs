//! A run for people at a terminal: the verdict and the counts first, then what differs between frameworks, then each failure.

use std::fmt::Write;

use super::model::{Answered, CaseReport, Run, Verdict};
use super::sides;
use crate::case::decode::count;
use crate::result::{Comparison, Kind};

/// More failures than this are named, not shown.
const SHOWN: usize = 10;

/// The text.
pub fn render(run: &Run<'_>) -> String {
    let mut out = String::new();
    failures(run, &mut out);
    stale(run, &mut out);
    for sentence in run.gone.iter().chain(&run.orphans) {
        let _ = writeln!(out, "{sentence}");
    }
    if !out.is_empty() {
        out.push('\n');
    }
    counts(run, &mut out);
    pairs(run, &mut out);
    out
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
    let rows = [
        ("agreed", counts.agreed, "same as the real framework, notes included"),
        ("unverified", counts.unverified, "no golden: `parallax record`"),
        ("stale", counts.stale, "the case changed since its golden: `parallax record --changed`"),
        ("open", counts.open, "listed in golden/open: the engine does not match yet"),
        ("undetermined", counts.undetermined, "the framework itself answers differently, or with error kind other"),
        ("failed", counts.failed, "differs from the golden, or listed as open and the same"),
    ];
    for (word, n, what) in rows {
        if n > 0 || matches!(word, "agreed" | "failed") {
            let _ = writeln!(out, "{n:>7}  {word:<13} {what}");
        }
    }
    let _ = writeln!(
        out,
        "\n{:>7}  {:<13} of the results above are the error kind unsupported",
        counts.unsupported, "unsupported"
    );
    let _ = writeln!(out, "{:>7}  {:<13} not run: left out by the case's own `profiles:`", counts.declared, "declared");
}

/// The cases whose goldens are of another state of them.
fn stale(run: &Run<'_>, out: &mut String) {
    let mut cases = run.cases.iter().filter_map(|case| {
        let stale = case.answers.iter().filter(|a| a.verdict == Verdict::Stale).map(|a| a.profile);
        let stale: Vec<&str> = stale.collect();
        (!stale.is_empty()).then(|| (case.case.id.as_str(), and(&stale)))
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

fn pairs(run: &Run<'_>, out: &mut String) {
    if run.pairs.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\nWhat differs between frameworks (newest edition, the engine's results; a case may show several kinds)\n"
    );
    let _ = write!(out, "{:<26}{:>9}{:>7}{:>8} ", "", "compared", "agree", "differ");
    for kind in Kind::ALL {
        let _ = write!(out, "{:>9}", kind.name());
    }
    out.push('\n');
    for pair in &run.pairs {
        let differ = pair.differing.len();
        let names = format!("{} → {}", pair.from, pair.to);
        let _ = write!(out, "{names:<26}{:>9}{:>7}{differ:>8} ", pair.compared, pair.compared - differ);
        for &kind in Kind::ALL {
            let _ = write!(out, "{:>9}", pair.count(kind));
        }
        let _ = writeln!(out);
    }
}

fn failures(run: &Run<'_>, out: &mut String) {
    let failed = |case: &CaseReport<'_>, answer: &Answered<'_>| match &answer.verdict {
        Verdict::Failed(comparison) => {
            Some((case.case.id.clone(), answer.profile.to_owned(), Some(comparison.clone())))
        }
        Verdict::Settled => Some((case.case.id.clone(), answer.profile.to_owned(), None)),
        _ => None,
    };
    let mut shown = 0;
    for case in &run.cases {
        for answer in &case.answers {
            let Some((id, profile, comparison)) = failed(case, answer) else { continue };
            let Some(comparison) = comparison else {
                let _ = writeln!(out, "✗ {id} under {profile} agrees now: remove it from golden/open");
                continue;
            };
            let _ = writeln!(out, "✗ {id} under {profile}: {}", comparison.words().join(", "));
            shown += 1;
            if shown <= SHOWN
                && let Some(golden) = answer.golden
            {
                side_by_side(answer, golden, &comparison, out);
            }
        }
    }
    if shown > SHOWN {
        let _ = writeln!(out, "  ({SHOWN} of {shown} are shown in full; --filter narrows it down)");
    }
}

fn side_by_side(answer: &Answered<'_>, golden: &crate::result::Outcome, comparison: &Comparison, out: &mut String) {
    let lines = sides::lines(golden, &answer.outcome, comparison);
    let width = lines.iter().map(|l| l.left.chars().count()).max().unwrap_or(0).max(8);
    let _ = writeln!(out, "    {:width$} │ got", "expected");
    for line in lines {
        let _ = writeln!(out, "  {} {:width$} │ {}", line.mark, line.left, line.right);
    }
    out.push('\n');
}
