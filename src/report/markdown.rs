//! A run as Markdown: counts, what differs between frameworks by kind, and every differing case by area.

use std::fmt::Write;

use super::finding::{self, Rule};
use super::model::{Pair, Run};
use super::safe::safe;
use crate::case::decode::count;
use crate::result::Kind;

/// The page.
pub fn render(run: &Run<'_>) -> String {
    let mut out = head(run);
    between(run, &mut out);
    for pair in run.pairs.iter().filter(|pair| !pair.differing.is_empty()) {
        listed(run, pair, &mut out);
    }
    found(run, usize::MAX, &mut out);
    out
}

/// The page without its long lists: for the summary of a job.
pub fn summary(run: &Run<'_>) -> String {
    let mut out = head(run);
    found(run, 50, &mut out);
    between(run, &mut out);
    out
}

fn head(run: &Run<'_>) -> String {
    let counts = run.counts();
    let mut out = String::from("# What the suite shows\n\n");
    let _ = writeln!(
        out,
        "**{}**: {} × {} ({}), {} results of the built-in engine held against what the real frameworks returned.\n",
        run.headline(),
        count(run.cases.len(), "case"),
        count(run.profiles.len(), "profile"),
        run.profiles.join(", "),
        counts.run
    );
    out.push_str("| result | count | |\n| --- | ---: | --- |\n");
    for (word, n, what) in counts.verdicts().into_iter().chain(counts.besides()) {
        let _ = writeln!(out, "| {word} | {n} | {what} |");
    }
    if let Some(line) = finding::since_line(run) {
        let _ = writeln!(out, "\n{}", escaped(&line));
    }
    out
}

fn between(run: &Run<'_>, out: &mut String) {
    if run.pairs.is_empty() {
        return;
    }
    out.push_str(
        "\n## Between frameworks\n\nNewest edition, by the engine's results. A case may show several kinds.\n\n",
    );
    let names: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).collect();
    let _ = writeln!(out, "| | compared | agree | differ | {} | left out |", names.join(" | "));
    let _ = writeln!(out, "| --- | {} ---: |", "---: | ".repeat(names.len() + 3).trim_end());
    for pair in &run.pairs {
        let kinds: Vec<String> = Kind::ALL.iter().map(|kind| pair.count(*kind).to_string()).collect();
        let differ = pair.differing.len();
        let _ = writeln!(
            out,
            "| {} → {} | {} | {} | {differ} | {} | {} |",
            pair.from,
            pair.to,
            pair.compared.len(),
            pair.compared.len() - differ,
            kinds.join(" | "),
            pair.left_out
        );
    }
}

fn listed(run: &Run<'_>, pair: &Pair<'_>, out: &mut String) {
    let _ = writeln!(out, "\n## {} → {}", pair.from, pair.to);
    let mut area = None;
    for found in &pair.differing {
        let case = run.cases[found.case].case;
        let this = case.id.split_once('/').map_or("", |(area, _)| area);
        if area != Some(this) {
            area = Some(this);
            let _ =
                writeln!(out, "\n### {}\n\n| case | what it asks | differs in |\n| --- | --- | --- |", escaped(this));
        }
        let kinds: Vec<&str> = found.kinds.iter().map(|k| k.name()).collect();
        let _ = writeln!(out, "| {} | {} | {} |", code(&case.id), escaped(&case.title), kinds.join(", "));
    }
}

/// What someone should look at, the first `most` of it.
fn found(run: &Run<'_>, most: usize, out: &mut String) {
    let found = finding::all(run);
    if !found.is_empty() {
        out.push_str("\n## Not as recorded or expected\n\n| case | profile | |\n| --- | --- | --- |\n");
    }
    for finding in found.iter().take(most) {
        let case = finding.case.map(|case| code(&case.id)).unwrap_or_default();
        let open = if finding.rule == Rule::Open { "open: " } else { "" };
        let _ = writeln!(out, "| {case} | {} | {open}{} |", finding.profile, escaped(&finding.message));
    }
    if found.len() > most {
        let _ = writeln!(out, "\n{} more are in the reports.", found.len() - most);
    }
    for sentence in &run.remarks {
        let _ = writeln!(out, "- {}", escaped(sentence));
    }
}

/// Text in which nothing is markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// Text as code in a table's cell.
pub(super) fn code(text: &str) -> String {
    let text = safe(text);
    if text.contains(['`', '|']) { escaped(&text) } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_titles_break_no_table() {
        assert_eq!(escaped("a|b\n<script>`x`"), "a\\|b\\\\n&lt;script&gt;\\`x\\`");
        assert_eq!(code("a/b[c=1]"), "`a/b[c=1]`");
        assert_eq!(code("a|b"), "a\\|b");
    }
}
