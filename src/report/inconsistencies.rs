//! Where the frameworks part, as a page that people read and link: from the first framework to each other one and from each version to the
//! next, by area, with causes and the changes that remove the differences.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::diff::{fenced, prose};
use super::markdown::{code, escaped};
use super::model::{CaseReport, Differing, Pair, Run};
use super::safe::safe;
use crate::axis::Sort;
use crate::case::decode::count;
use crate::explain::Flip;
use crate::explain::remedy::{Remedy, Share, Side};
use crate::profile::Profile;
use crate::result::Kind;

/// How many cases of an entry are named; the others are counted.
const NAMED: usize = 3;

/// Cases of one area that differ in the same kinds, each for the same reason.
struct Entry<'a> {
    cases: Vec<(&'a CaseReport<'a>, &'a Differing)>,
}

/// The page, of a run whose causes and remedies were sought.
pub fn render(run: &Run<'_>) -> String {
    let first = run.pairs.first().map(|pair| pair.from);
    let steps: Vec<&Pair<'_>> = run.pairs.iter().filter(|pair| Some(pair.from) == first).chain(&run.versions).collect();
    let mut out = String::from(
        "# Where the frameworks part\n\nWhat differs between frameworks and from version to version, by the built-in engine over the whole suite: why, and \
         what to change. Cases of an area that differ in the same kinds for the same causes are one entry; the change shown \
         is that of the first of its cases that has one. Causes and changes are sought for every case, and proved by running the engine. A lone `type` difference has the same values under another type.\n\nWritten by \
         `parallax run --causes`; one case in full: `parallax diff cases/AREA/FILE.yaml --from P --to Q`.\n\n",
    );
    numbers(run, &steps, &mut out);
    for pair in steps.iter().filter(|pair| !pair.differing.is_empty()) {
        step(run, pair, &mut out);
    }
    out
}

/// A row a step: what differs, how much of it is explained, and how much has a change.
fn numbers(run: &Run<'_>, steps: &[&Pair<'_>], out: &mut String) {
    out.push_str(
        "All numbers are cases. A cause counts where every kind of difference has one. Changes are counted over all cases that differ \
         above `type`, those too that both sides refuse with different errors; `all but types` are changes after which the values agree \
         under different types. Of the cases without a change, `both refuse` are those of which neither side has a result.\n\n\
         | step | compared | differ | with a cause | above `type` | with a change | on one side | on both | all but types | without | both refuse |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for pair in steps {
        let mut share = Share::default();
        for differing in &pair.differing {
            let refuses =
                |name: &str| run.cases[differing.case].answer(name).is_some_and(|a| a.outcome.error().is_some());
            share.count(&differing.kinds, &differing.remedies, refuses(pair.from) && refuses(pair.to));
        }
        let caused =
            pair.differing.iter().filter(|d| d.kinds.iter().all(|kind| d.causes.iter().any(|c| c.kind == *kind)));
        let _ = writeln!(
            out,
            "| {} → {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            pair.from,
            pair.to,
            pair.compared.len(),
            pair.differing.len(),
            of(caused.count(), pair.differing.len()),
            share.of,
            of(share.remedied(), share.of),
            share.one_side,
            share.both_sides,
            share.but_types,
            share.of - share.remedied(),
            share.refused
        );
    }
}

/// `9 (90.0 %)`
fn of(n: usize, all: usize) -> String {
    if all == 0 { n.to_string() } else { format!("{n} ({:.1} %)", 100.0 * n as f64 / all as f64) }
}

fn step(run: &Run<'_>, pair: &Pair<'_>, out: &mut String) {
    let sides = [pair.from, pair.to].map(|name| run.given.iter().find(|profile| profile.name == name));
    let [Some(from), Some(to)] = sides else { return };
    let _ = writeln!(out, "\n## {} → {}", pair.from, pair.to);
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    pair.compared.iter().for_each(|&place| *compared.entry(run.cases[place].area()).or_default() += 1);
    for (area, found) in entries(run, pair) {
        let differ: usize = found.iter().map(|entry| entry.cases.len()).sum();
        let all = compared.get(area).copied().unwrap_or_default();
        let _ = writeln!(out, "\n### {}\n\n{} of {} differ.\n", escaped(area), differ, count(all, "case"));
        for entry in found {
            entry.write([from, to], out);
        }
    }
}

/// The differences of each area, alike ones together, the entries with most cases first.
fn entries<'a>(run: &'a Run<'a>, pair: &'a Pair<'a>) -> BTreeMap<&'a str, Vec<Entry<'a>>> {
    let mut areas: BTreeMap<&str, Vec<Entry<'a>>> = BTreeMap::new();
    for group in pair.alike(&run.cases) {
        let cases: Vec<_> = group.iter().map(|&at| &pair.differing[at]).map(|d| (&run.cases[d.case], d)).collect();
        let Some(area) = cases.first().map(|(report, _)| report.area()) else { continue };
        areas.entry(area).or_default().push(Entry { cases });
    }
    areas.values_mut().for_each(|entries| entries.sort_by_key(|entry| std::cmp::Reverse(entry.cases.len())));
    areas
}

impl Entry<'_> {
    fn write(&self, sides: [&Profile; 2], out: &mut String) {
        let Some((report, shown)) = self.cases.first() else { return };
        let _ = writeln!(
            out,
            "- **{}**, {}: {} ({})",
            words(&shown.kinds),
            count(self.cases.len(), "case"),
            escaped(&report.case.title),
            self.named()
        );
        self.because(shown, sides, out);
        if let Some(remedy) = self.cases.iter().find_map(|(_, differing)| differing.remedies.found.first()) {
            patch(remedy, sides, out);
        }
        self.why_none(out);
    }

    /// The cases without a change, those together that have none for the same reason.
    fn why_none(&self, out: &mut String) {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for (report, differing) in &self.cases {
            let Some(why) = &differing.remedies.why_none else { continue };
            match reasons.iter_mut().find(|(known, _)| known == why) {
                Some((_, ids)) => ids.push(&report.case.id),
                None => reasons.push((why, vec![&report.case.id])),
            }
        }
        let alone = self.cases.len() == 1;
        for (why, ids) in reasons {
            let whose = if alone { String::new() } else { format!(" for {}", first_of(&ids)) };
            let _ = writeln!(out, "  - no change{whose}: {}", escaped(why));
        }
    }

    /// The entry's cases, the one whose change is shown first.
    fn named(&self) -> String {
        first_of(&self.cases.iter().map(|(report, _)| report.case.id.as_str()).collect::<Vec<_>>())
    }

    /// The causes; kinds that have the same one share it, and how values are held is told as the one thing that it is.
    fn because(&self, shown: &Differing, sides: [&Profile; 2], out: &mut String) {
        let mut reasons: Vec<(String, Vec<Kind>)> = Vec::new();
        for cause in &shown.causes {
            let (held, ruled): (Vec<&Flip>, Vec<&Flip>) =
                cause.flips.iter().partition(|flip| flip.axis.sort == Sort::Representation);
            let mut told: Vec<String> = ruled.into_iter().map(|flip| meaning(flip, sides)).collect();
            if !held.is_empty() {
                told.push(format!("how types and missing values are held ({})", count(held.len(), "rule")));
            }
            let told = told.join("; ");
            match reasons.iter_mut().find(|(known, _)| *known == told) {
                Some((_, kinds)) => kinds.push(cause.kind),
                None => reasons.push((told, vec![cause.kind])),
            }
        }
        for (told, kinds) in &reasons {
            let _ = writeln!(out, "  - cause of {}: {told}", words(kinds));
        }
        let bare: Vec<Kind> =
            shown.kinds.iter().filter(|kind| !shown.causes.iter().any(|c| c.kind == **kind)).copied().collect();
        if !bare.is_empty() {
            let _ = writeln!(out, "  - cause of {}: none found", words(&bare));
        }
    }
}

/// The first few ids, and how many more there are.
fn first_of(ids: &[&str]) -> String {
    let names: Vec<String> = ids.iter().take(NAMED).map(|id| code(id)).collect();
    match ids.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// The axis, its values on both sides, and its sentence.
fn meaning(flip: &Flip, [from, _]: [&Profile; 2]) -> String {
    let own = from.axes.get(flip.axis.id).unwrap_or_default();
    let doc = prose(flip.axis.doc);
    let sentence = doc.split_once(". ").map_or(doc.trim_end_matches('.'), |(first, _)| first);
    format!("`{}` ({own} → {}): {sentence}", flip.axis.id, flip.word)
}

/// The change as the framework's code.
fn patch(remedy: &Remedy, [from, to]: [&Profile; 2], out: &mut String) {
    let leaves = if remedy.leaves.is_empty() { String::new() } else { format!(", all but {}", words(&remedy.leaves)) };
    let _ = writeln!(out, "  - change{leaves}:\n");
    let mut lines = String::new();
    for part in &remedy.parts {
        let side = if part.on == Side::From { from } else { to };
        let _ = writeln!(lines, "# on {}", side.name);
        for line in &part.code {
            let _ = writeln!(lines, "{}{}", line.sign.mark(), safe(&line.text));
        }
    }
    for line in fenced("diff", &lines).lines() {
        let _ = writeln!(out, "    {line}");
    }
    out.push('\n');
}

fn words(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
}
