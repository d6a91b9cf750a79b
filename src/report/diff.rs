//! What differs between two profiles, with causes and remedies: as text and as JSON lines.

use std::fmt::Write;

use serde_json::{Value, json};

use super::markdown::escaped;
use super::safe::safe;
use super::shown::Shown;
use super::{sides, trace};
use crate::case::plan::Case;
use crate::explain::cause::{Cause, by_kind};
use crate::explain::remedy::{Part, Remedies, Remedy, Side};
use crate::explain::trace::Trace;
use crate::profile::Profile;
use crate::result::{Comparison, Kind, Outcome};

/// One case under two profiles.
#[derive(Debug)]
pub struct Parting<'a> {
    /// The case.
    pub case: &'a Case,
    /// The profiles, from and to.
    pub profiles: [&'a Profile; 2],
    /// Their results.
    pub outcomes: [Outcome; 2],
    /// How the results differ.
    pub comparison: Comparison,
    /// Where they part; the tables on the way, if they were asked for.
    pub trace: Option<Trace>,
    /// Why, a kind at a time.
    pub causes: Vec<Cause>,
    /// What to change.
    pub remedies: Remedies,
    /// How the real frameworks' results differ, if they were asked.
    pub live: Option<Vec<Kind>>,
    /// How much of the data is shown.
    pub shown: Shown,
}

impl Parting<'_> {
    /// The axes that are causes of any kind of difference, in order of their ids.
    pub fn axes(&self) -> Vec<&'static str> {
        let mut axes: Vec<&str> = self.causes.iter().flat_map(|c| c.flips.iter().map(|f| f.axis.id)).collect();
        axes.sort_unstable();
        axes.dedup();
        axes
    }

    /// One line of `parallax diff --format json`.
    pub fn json(&self) -> Value {
        let [from, to] = self.profiles;
        let kinds: Vec<&str> = self.comparison.kinds.iter().map(|k| k.name()).collect();
        let remedies: Vec<Value> = self.remedies.found.iter().map(Remedy::json).collect();
        let mut line = json!({
            "case": self.case.id, "from": from.name, "to": to.name, "kinds": kinds, "causes": self.axes(),
            "causes_by_kind": by_kind(&self.causes), "remedies": remedies,
        });
        if let Some(why) = &self.remedies.why_none {
            line["no_remedy"] = Value::from(why.as_str());
        }
        if let Some(found) = &self.trace {
            let partings = trace::partings_json(self.case, found);
            line["first_step"] = partings.get(0).cloned().into();
            line["partings"] = partings;
            if !found.stages.is_empty() {
                line["trace"] = trace::stages_json(self.case, found, self.shown);
            }
        }
        if let Some(live) = &self.live {
            line["live_kinds"] = live.iter().map(|k| k.name()).collect();
        }
        line
    }

    /// The case, its two results side by side, the causes and the remedies.
    pub fn human(&self) -> String {
        let mut out = format!("{}  {}\n", safe(&self.case.id), safe(&self.case.title));
        let _ = writeln!(out, "  differs in {}", self.kinds());
        if let Some(found) = &self.trace {
            out.push_str(&trace::partings(self.case, found));
        }
        let _ = writeln!(out, "\n{}", self.sides().trim_end());
        out.push_str(&self.stages());
        out.push_str(&self.because());
        self.remedies.found.iter().for_each(|remedy| out.push_str(&self.remedy(remedy)));
        if let Some(why) = &self.remedies.why_none {
            let _ = writeln!(out, "\n  no remedy: {}", safe(why));
        }
        out
    }

    /// The same as Markdown: results as they stand, code as a patch.
    pub fn markdown(&self) -> String {
        let mut out = format!("## `{}`\n\n{}\n\n", safe(&self.case.id).replace('`', "'"), escaped(&self.case.title));
        let _ = writeln!(out, "Differs in {}.\n\n{}", self.kinds(), fenced("text", &self.sides()));
        if let Some(found) = &self.trace {
            let _ = writeln!(out, "Where they part:\n\n{}", fenced("text", &trace::partings(self.case, found)));
            if !found.stages.is_empty() {
                let _ = writeln!(out, "Step by step:\n\n{}", fenced("text", self.stages().trim_start_matches('\n')));
            }
        }
        for cause in &self.causes {
            let axes: Vec<String> = cause.flips.iter().map(|flip| format!("`{}`", flip.axis.id)).collect();
            let _ = writeln!(out, "Cause of {}: {}.\n", cause.kind.name(), axes.join(", "));
        }
        for remedy in &self.remedies.found {
            let _ = writeln!(out, "Remedy:\n\n{}", fenced("diff", &self.patch(remedy)));
        }
        if let Some(why) = &self.remedies.why_none {
            let _ = writeln!(out, "No remedy: {}.\n", escaped(why));
        }
        out
    }

    fn kinds(&self) -> String {
        self.comparison.kinds.iter().map(|k| k.name()).collect::<Vec<_>>().join(", ")
    }

    fn sides(&self) -> String {
        let ([from, to], [left, right]) = (self.profiles, &self.outcomes);
        let mut out = sides::text([&from.name, &to.name], left, right, &self.comparison, self.shown);
        if let Some(live) = &self.live {
            let kinds: Vec<&str> = live.iter().map(|k| k.name()).collect();
            let told = if kinds.is_empty() { "agree".to_owned() } else { format!("differ in {}", kinds.join(", ")) };
            let _ = writeln!(out, "\n  the real frameworks {told}");
        }
        out
    }

    /// The tables on both sides, step by step.
    fn stages(&self) -> String {
        let [from, to] = self.profiles;
        let of = |found| trace::stages(self.case, [&from.name, &to.name], found, self.shown);
        self.trace.as_ref().map(of).unwrap_or_default()
    }

    /// The causes, with what each axis means on both sides.
    fn because(&self) -> String {
        let [from, to] = self.profiles;
        let mut out = String::new();
        for cause in &self.causes {
            let _ = writeln!(out, "\n  cause of {}", cause.kind.name());
            for flip in &cause.flips {
                let own = from.axes.get(flip.axis.id).unwrap_or_default();
                let _ = writeln!(out, "    {}: {}", flip.axis.id, prose(flip.axis.doc));
                for (profile, word) in [(from, own), (to, flip.word)] {
                    let meaning = flip.axis.values.iter().find(|(w, _)| *w == word).map_or("", |(_, doc)| doc);
                    let _ = writeln!(out, "      {}: {word}. {}", profile.name, prose(meaning));
                }
            }
        }
        let unexplained: Vec<&str> = self
            .comparison
            .kinds
            .iter()
            .filter(|kind| !self.causes.iter().any(|cause| cause.kind == **kind))
            .map(|kind| kind.name())
            .collect();
        if !unexplained.is_empty() {
            let _ = writeln!(out, "\n  no cause was found for {}", unexplained.join(", "));
        }
        out
    }

    /// A remedy: what changes on which side, and the lines of code that go and come.
    fn remedy(&self, remedy: &Remedy) -> String {
        let mut out = String::new();
        for (i, part) in remedy.parts.iter().enumerate() {
            let word = if i == 0 { "remedy" } else { "  and" };
            let _ = writeln!(out, "\n  {word} {}", self.head(remedy, part));
            part.changes.iter().for_each(|change| {
                let _ = writeln!(out, "    {}", safe(change));
            });
            for line in &part.code {
                let _ = writeln!(out, "      {} {}", line.sign.mark(), safe(&line.text));
            }
        }
        out
    }

    /// A remedy as a patch.
    fn patch(&self, remedy: &Remedy) -> String {
        let mut out = String::new();
        for part in &remedy.parts {
            let _ = writeln!(out, "# {}", self.head(remedy, part));
            for line in &part.code {
                let _ = writeln!(out, "{}{}", line.sign.mark(), safe(&line.text));
            }
        }
        out
    }

    /// Where a part of a remedy is made, what it leaves, and who said so.
    fn head(&self, remedy: &Remedy, part: &Part) -> String {
        let [from, to] = self.profiles;
        let side = if part.on == Side::From { from } else { to };
        let leaves: Vec<&str> = remedy.leaves.iter().map(|kind| kind.name()).collect();
        let rest = if leaves.is_empty() { String::new() } else { format!(", all but {}", leaves.join(", ")) };
        let live = match remedy.live {
            None => "",
            Some(true) => ", verified on the real frameworks",
            Some(false) => ", NOT confirmed by the real frameworks",
        };
        format!("on {}{rest}{live}", side.name)
    }
}

/// Text in a fence that it cannot close.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

/// Doc comment lines as one paragraph.
pub(super) fn prose(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
