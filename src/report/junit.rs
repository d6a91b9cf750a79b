//! A run as JUnit XML, which every CI shows: a suite a profile with a test a case, and a suite of what holds between profiles.
//!
//! What fails the run is a failure; a result that nothing is recorded for, or that is left out, is skipped.

use std::fmt::Write;

use super::finding::{self, Finding, Rule};
use super::model::{Answered, CaseReport, Run, Verdict};
use super::safe::safe;
use super::shown::Shown;
use super::sides;

/// The document.
pub fn render(run: &Run<'_>) -> String {
    let found = finding::all(run);
    let mut suites: Vec<Suite> = run.profiles.iter().map(|profile| of_profile(run, profile, &found)).collect();
    suites.extend(between(&found));
    let (tests, failures) = suites.iter().fold((0, 0), |(t, f), suite| (t + suite.tests, f + suite.failures));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"parallax\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    for suite in &suites {
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
            escaped(&suite.name),
            suite.tests,
            suite.failures,
            suite.skipped
        );
        out.push_str(&suite.body);
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// A suite as far as it is written.
#[derive(Debug, Default)]
struct Suite {
    name: String,
    tests: usize,
    failures: usize,
    skipped: usize,
    body: String,
}

impl Suite {
    /// Adds a test with what is inside its element: nothing, failures or why it was skipped.
    fn test(&mut self, name: &str, inside: &str) {
        self.tests += 1;
        let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(&self.name), escaped(name));
        let _ = if inside.is_empty() {
            writeln!(self.body, "{head}/>")
        } else {
            writeln!(self.body, "{head}>{inside}</testcase>")
        };
    }
}

fn of_profile(run: &Run<'_>, profile: &str, found: &[Finding<'_>]) -> Suite {
    let mut suite = Suite { name: profile.to_owned(), ..Suite::default() };
    for report in &run.cases {
        let Some(answer) = report.answer(profile) else { continue };
        let of_result = |finding: &&Finding<'_>| {
            finding.rule.fails()
                && finding.profile == profile
                && finding.case.is_some_and(|case| case.id == report.case.id)
        };
        let failing: Vec<&Finding<'_>> = match answer.verdict {
            Verdict::Agreed if run.since.is_none() => Vec::new(),
            _ => found.iter().filter(of_result).collect(),
        };
        let why = skipped(answer);
        let mut inside: String =
            failing.iter().map(|finding| failure(finding, &details(report, answer, finding.rule, run.shown))).collect();
        if failing.is_empty() && !why.is_empty() {
            suite.skipped += 1;
            inside = format!("<skipped message=\"{}\"/>", escaped(&why));
        }
        suite.failures += usize::from(!failing.is_empty());
        suite.test(&report.case.id, &inside);
    }
    suite
}

/// What holds between profiles, and what is about no case: only what does not.
fn between(found: &[Finding<'_>]) -> Option<Suite> {
    let of_pairs =
        |finding: &&Finding<'_>| finding.rule.fails() && (finding.profile.is_empty() || finding.profile.contains('→'));
    let mut suite = Suite { name: "between profiles".to_owned(), ..Suite::default() };
    for finding in found.iter().filter(of_pairs) {
        suite.failures += 1;
        let name = match finding.case {
            Some(case) => format!("{}: {} {}", case.id, finding.profile, finding.rule.name()),
            None => finding.message.clone(),
        };
        suite.test(&name, &failure(finding, ""));
    }
    (suite.tests > 0).then_some(suite)
}

fn failure(finding: &Finding<'_>, details: &str) -> String {
    let (rule, message) = (finding.rule.name(), escaped(&finding.message));
    format!("<failure type=\"{rule}\" message=\"{message}\">{details}</failure>")
}

/// Why a result says nothing.
fn skipped(answer: &Answered<'_>) -> String {
    match &answer.verdict {
        Verdict::Open(_, reason) => format!("open: {reason}"),
        Verdict::Unverified => "there is no golden".to_owned(),
        Verdict::Undetermined => "left out: the framework answers differently from run to run".to_owned(),
        Verdict::Other => "left out: the framework ends in an error of kind `other`".to_owned(),
        Verdict::Declared(_, class) => format!("left out: {}", class.id),
        Verdict::Agreed | Verdict::Failed(_) | Verdict::Settled | Verdict::Unanswered | Verdict::Stale => String::new(),
    }
}

/// The golden and the result side by side.
fn details(report: &CaseReport<'_>, answer: &Answered<'_>, rule: Rule, shown: Shown) -> String {
    match (&answer.verdict, answer.golden, rule) {
        (Verdict::Failed(comparison), Some(golden), Rule::NotAsRecorded) => {
            let text = sides::text(["expected", "got"], golden, &answer.outcome, comparison, shown);
            format!(
                "{}\n{}",
                escaped(&report.case.title),
                text.lines().map(|line| escaped(line) + "\n").collect::<String>()
            )
        }
        _ => String::new(),
    }
}

/// Text of one line in which nothing is markup and every character is one that XML has.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
