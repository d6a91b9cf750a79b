//! What the frameworks do, behaviour by behaviour, as a page to read: every axis with each framework's answer and the case that
//! proves it, and how much of every step and function has been verified. Nothing is said twice: the sentences are the axes' own.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::diff::prose;
use super::markdown::escaped;
use super::model::{Run, Verdict};
use crate::axis::{self, Axis};
use crate::case::decode::count;
use crate::case::vocabulary::{Part, used, words};
use crate::fuzz::tally::{Agreement, Tally};
use crate::golden::store::file_id;
use crate::profile::{Framework, Profile, configurations};

/// What is as short as this is said again for another framework.
const SHORT: usize = 24;

/// The page; `None` where the suite proves no axis, as another suite than the project's own.
pub fn render(run: &Run<'_>, tallies: &[Tally]) -> Option<String> {
    let proofs = proofs(run);
    let axes: Vec<&Axis> = axis::catalogue().collect();
    let proven = axes.iter().filter(|axis| proofs.contains_key(axis.case)).count();
    if proven == 0 {
        return None;
    }
    let mut out = format!(
        "# What pandas, Dask and Spark do\n\n{} in which the frameworks, or versions of one, part: the newest version's, and below it what older ones did. – is where \
         the question does not arise.\n\nEach has a case that proves it: the last column links it, and says how many of its results (the combinations that it stands for × versions) \
         the built-in engine gives as the real frameworks did. `parallax diff` on that case shows both sides, the cause and the change; \
         `parallax explain groupby` tells the rules of a step or function in full.\n\n",
        count(axes.len(), "behaviour"),
    );
    for (topic, title) in axis::TOPICS {
        let n = of_topic(&axes, topic).count();
        let _ = writeln!(out, "- [{}](#{topic}) ({n})", sentence(title));
    }
    out.push_str("- [How much of it is verified](#verified)\n\nWritten by `parallax run`.\n");
    for (topic, title) in axis::TOPICS {
        let _ = writeln!(
            out,
            "\n<a id=\"{topic}\"></a>\n\n## {}\n\n| behaviour | pandas | Dask | Spark | proof |\n| --- | --- | --- | --- | --- |",
            sentence(title)
        );
        for axis in of_topic(&axes, topic) {
            row(axis, run.given, &proofs, &mut out);
        }
    }
    verified(run, tallies, &mut out);
    Some(out)
}

/// The axes of a topic.
fn of_topic<'a>(axes: &'a [&'static Axis], topic: &str) -> impl Iterator<Item = &'a Axis> {
    axes.iter().copied().filter(move |axis| axis.id.split_once('.').is_some_and(|(of, _)| of == topic))
}

/// By case file: how many of its results are the recorded ones.
fn proofs<'a>(run: &'a Run<'_>) -> BTreeMap<&'a str, Agreement> {
    let mut proofs: BTreeMap<&str, Agreement> = BTreeMap::new();
    for report in &run.cases {
        let proof = proofs.entry(file_id(&report.case.id)).or_default();
        held(report.answers.iter().map(|answer| &answer.verdict), proof);
    }
    proofs
}

/// Counts the results that are held against a recorded one.
fn held<'a>(verdicts: impl Iterator<Item = &'a Verdict>, agreement: &mut Agreement) {
    for verdict in verdicts {
        match verdict {
            Verdict::Agreed | Verdict::Settled => agreement.count(true),
            Verdict::Failed(_) | Verdict::Open(..) => agreement.count(false),
            Verdict::Unverified
            | Verdict::Unanswered
            | Verdict::Stale
            | Verdict::Undetermined
            | Verdict::Other
            | Verdict::Declared(..) => {}
        }
    }
}

fn row(axis: &Axis, profiles: &[Profile], proofs: &BTreeMap<&str, Agreement>, out: &mut String) {
    let mut cells: Vec<Vec<String>> = Framework::ALL.iter().map(|f| spans(axis, *f, profiles)).collect();
    // Dask does most things as the pandas beneath it: said once
    if let [first, rest @ ..] = cells.as_mut_slice() {
        for cell in rest {
            if cell.first().is_some_and(|newest| newest.len() > SHORT && first.first() == Some(newest)) {
                cell[0] = format!("as {}", Framework::Pandas.name());
            }
        }
    }
    let cells: Vec<String> = cells.iter().map(|cell| cell.join("<br>")).collect();
    let proof = proofs.get(axis.case).map_or_else(
        || axis.case.to_owned(),
        |n| format!("[{}](../cases/{}.yaml) {}", escaped(axis.case), axis.case, share(*n)),
    );
    let _ = writeln!(out, "| **{}** | {} | {proof} |", sentence(axis.doc), cells.join(" | "));
}

/// What the versions of a framework do: the newest one's answer, then what older ones did.
fn spans(axis: &Axis, framework: Framework, profiles: &[Profile]) -> Vec<String> {
    let mut spans: Vec<(String, Vec<&str>)> = Vec::new();
    for profile in profiles.iter().filter(|p| p.framework == framework) {
        let told = if axis.acts_in(profile) { meaning(axis, profile) } else { "–".to_owned() };
        match spans.last_mut() {
            Some((last, versions)) if *last == told => versions.push(&profile.version),
            _ => spans.push((told, vec![&profile.version])),
        }
    }
    let newest = spans.pop().map_or_else(|| "–".to_owned(), |(told, _)| told);
    let old = spans.into_iter().rev().map(|(told, versions)| format!("*{}*: {told}", versions.join(", ")));
    std::iter::once(newest.clone()).chain(old).chain(configured(axis, framework, &newest)).collect()
}

/// What the built-in configurations of a framework do, where it is not what its newest version does.
fn configured(axis: &Axis, framework: Framework, newest: &str) -> Vec<String> {
    let of_framework = configurations().into_iter().filter(|p| p.framework == framework && axis.acts_in(p));
    let told = of_framework.map(|p| (meaning(axis, &p), p));
    let other = told.filter(|(told, _)| told != newest);
    other.map(|(told, p)| format!("*{}*: {told}", p.name.split_once('@').map_or("", |(_, version)| version))).collect()
}

/// What the profile's answer means.
fn meaning(axis: &Axis, profile: &Profile) -> String {
    let word = profile.axes.get(axis.id).unwrap_or_default();
    let doc = axis.values.iter().find(|(known, _)| *known == word).map_or("", |(_, doc)| doc);
    sentence(doc)
}

/// The first sentence of a doc comment.
fn sentence(doc: &str) -> String {
    let text = prose(doc);
    text.split_once(". ").map_or(text.as_str(), |(first, _)| first).trim_end_matches('.').replace('|', "\\|")
}

/// A row a step and function: cases and results of the suite, and made-up cases.
fn verified(run: &Run<'_>, tallies: &[Tally], out: &mut String) {
    let mut suite: BTreeMap<(Part, &str), (usize, Agreement)> = BTreeMap::new();
    let (mut all, mut made) = (Agreement::default(), Agreement::default());
    for report in &run.cases {
        let verdicts = || report.answers.iter().map(|answer| &answer.verdict);
        held(verdicts(), &mut all);
        for word in used(report.case) {
            let (cases, agreement) = suite.entry(word).or_default();
            *cases += 1;
            held(verdicts(), agreement);
        }
    }
    tallies.iter().for_each(|tally| made = made.and(tally.cases));
    let _ = write!(
        out,
        "\n<a id=\"verified\"></a>\n\n## How much of it is verified\n\n{} of {} results of the suite ({} under {}) are what the real framework returned, \
         types, missing kinds, order and error kinds included",
        all.agree,
        all.compared,
        count(run.cases.len(), "case"),
        count(run.profiles.len(), "profile"),
    );
    let _ = match made.compared {
        0 => writeln!(out, "."),
        n => writeln!(out, ", and {} of {n} made-up cases.", made.agree),
    };
    for tally in tallies {
        let Agreement { agree, compared } = tally.cases;
        let against = tally.head.against.trim_start_matches("live ");
        let like = if tally.head.like.is_some() { ", changed from cases that stand" } else { "" };
        let _ = writeln!(out, "\n- {against}, seed {}: {agree} of {compared} made-up cases{like}", tally.head.seed);
    }
    out.push_str("\nA case counts for every word that it uses.\n");
    for part in Part::ALL {
        let _ = writeln!(
            out,
            "\n| {} | cases | results as recorded | made-up cases that agree |\n| --- | ---: | ---: | ---: |",
            part.name()
        );
        for word in words().filter(|word| word.part == part) {
            let (cases, agreement) = suite.get(&(part, word.name)).copied().unwrap_or_default();
            let fuzzed = tallies.iter().filter_map(|tally| tally.words.get(part.name())?.get(word.name));
            let fuzzed = fuzzed.fold(Agreement::default(), |all, one| all.and(*one));
            let _ = writeln!(out, "| {} | {cases} | {} | {} |", escaped(word.name), share(agreement), share(fuzzed));
        }
    }
}

/// `98 of 100 (98.0 %)`
fn share(Agreement { agree, compared }: Agreement) -> String {
    match compared {
        0 => "–".to_owned(),
        _ if agree == compared => format!("{agree} of {compared}"),
        n => format!("{agree} of {n} ({:.1} %)", 100.0 * agree as f64 / n as f64),
    }
}
