//! `parallax explain`: one rule, or the rules that a step or function goes by.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::ExitCode;

use super::{Stopped, output};
use crate::axis::{self, Axis, Sort, Words};
use crate::case::vocabulary::{Word, words};
use crate::engine::declared::{CLASSES, Class};
use crate::profile::{self, Profile};

/// Explains a point where frameworks differ: what it means, its value in every framework and version, the case that shows it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax explain groupby.null_keys     one axis
  parallax explain join                  every axis that a join goes by
  parallax explain upper                 the axes of a function
  parallax explain declared              the classes of cases that the engine does not claim")]
pub(super) struct Args {
    /// An axis (`groupby.null_keys`), a topic (`groupby`), a step or a function.
    #[arg(value_name = "AXIS|STEP|FUNCTION")]
    name: String,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let name = args.name.as_str();
    let topic = |axis: &Axis| axis.id.split_once('.').is_some_and(|(topic, _)| topic == name);
    let axes: Vec<&Axis> =
        axis::catalogue().filter(|a| a.id == name || topic(a) || a.applies.contains(&name)).collect();
    let known: Vec<String> = words().filter(|word| word.name == name).map(|word| told(&word)).collect();
    let classes: Vec<&Class> = CLASSES.iter().filter(|class| class.id == name || name == "declared").collect();
    if !classes.is_empty() {
        let told = |class: &&Class| format!("{}\n  {}\n\n  {}\n", class.id, prose(class.doc), prose(class.reason));
        output::write(&classes.iter().map(told).collect::<Vec<_>>().join("\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    if axes.is_empty() && known.is_empty() {
        return Err(unknown(name));
    }
    let mut out: String = known.concat();
    if axes.is_empty() {
        out.push_str("No axis is particular to it.\n");
    } else if !known.is_empty() {
        out.push('\n');
    }
    let texts: Vec<String> = axes.into_iter().map(explained).collect();
    out.push_str(&texts.join("\n"));
    output::write(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// A word of the case format, as a sentence.
fn told(word: &Word) -> String {
    format!("{} ({}): {}\n", word.name, word.part.name(), prose(word.meaning))
}

fn explained(axis: &Axis) -> String {
    let sort = match axis.sort {
        Sort::Representation => "representation: how values are held",
        Sort::Rule => "rule: what an operation does",
        Sort::Quirk => "quirk: what only some versions do, and their maintainers would call a bug",
    };
    let mut out = format!("{}\n  {}\n\n  {sort}\n", axis.id, prose(axis.doc));
    let _ = writeln!(out, "  applies to {}", axis.applies.join(", "));
    if !axis.when.is_empty() {
        let when: Vec<String> = axis.when.iter().map(|(id, words)| holds(id, words)).collect();
        let _ = writeln!(out, "  has an effect only where {}", when.join(" and "));
    }
    out.push('\n');
    let (live, still): (Vec<_>, Vec<_>) = profile::builtin().into_iter().partition(|p| axis.acts_in(p));
    let names = |profiles: Vec<&Profile>| profiles.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let width = axis.values.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    for (word, doc) in axis.values {
        let any = |any: &[Words]| any.iter().map(|(id, words)| holds(id, words)).collect::<Vec<_>>().join(" or ");
        let only = axis.only.iter().filter(|(value, _)| value == word);
        let only: String = only.map(|(_, words)| format!(" Only where {}.", any(words))).collect();
        let _ = writeln!(out, "  {word:width$}  {}{only}", prose(doc));
        let who: Vec<&Profile> = live.iter().filter(|p| p.axes.get(axis.id) == Some(word)).collect();
        let who = if who.is_empty() { "no built-in profile".to_owned() } else { names(who) };
        let _ = writeln!(out, "  {:width$}  {who}", "");
    }
    if !still.is_empty() {
        let _ = writeln!(out, "  {:width$}  No effect.\n  {:width$}  {}", "–", "", names(still.iter().collect()));
    }
    if !axis.remedies.is_empty() {
        out.push_str("\n  changes that `parallax diff` tries as remedies, on either side\n");
    }
    for change in axis.remedies {
        let _ = writeln!(out, "    {}", change.told());
    }
    let _ = writeln!(out, "\n  shown by cases/{}.yaml", axis.case);
    out
}

/// That an axis has one of these words.
fn holds(id: &str, words: &[&str]) -> String {
    format!("{id} is {}", words.join(" or "))
}

/// Doc comment lines as one paragraph.
fn prose(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unknown(name: &str) -> Stopped {
    let mut known: BTreeSet<&str> = words().map(|word| word.name).chain(CLASSES.iter().map(|class| class.id)).collect();
    known.insert("declared");
    for axis in axis::catalogue() {
        known.insert(axis.id);
        known.extend(axis.applies);
        known.extend(axis.id.split_once('.').map(|(topic, _)| topic));
    }
    // What was meant may be the part after the point.
    let likeness = |word: &&str| {
        let whole = strsim::jaro_winkler(name, word);
        word.split_once('.').map_or(whole, |(_, field)| whole.max(strsim::jaro_winkler(name, field)))
    };
    let nearest = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|word| likeness(word) > 0.75) {
        Some(word) => format!("there is no axis, step or function {name}; did you mean {word}?"),
        None => format!("there is no axis, step or function {name}; `parallax explain groupby` shows some"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_axis_is_answered_with_the_nearest() {
        assert!(unknown("groupby.null_key").ends_with("did you mean groupby.null_keys?"));
        assert!(unknown("null_keyz").contains("null_keys"));
        assert!(!unknown("zzz").contains("did you mean"));
    }

    #[test]
    fn what_an_axis_applies_to_is_a_word_of_the_case_format() {
        let known: BTreeSet<&str> = words().map(|word| word.name).collect();
        let others: BTreeSet<&str> =
            axis::catalogue().flat_map(|axis| axis.applies).copied().filter(|word| !known.contains(word)).collect();
        assert!(others.is_subset(&BTreeSet::from(["inputs", "every step"])), "{others:?}");
    }

    #[test]
    fn every_axis_is_explained_with_every_profile() {
        for axis in axis::catalogue() {
            let text = explained(axis);
            for profile in profile::builtin() {
                assert!(text.contains(&profile.name), "{} says nothing of {}", axis.id, profile.name);
            }
        }
    }
}
