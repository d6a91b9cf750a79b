//! What differs between two profiles, with causes and remedies: as text and as JSON lines.

use std::fmt::Write;

use serde_json::{Value, json};

use super::safe::safe;
use super::sides;
use crate::case::plan::Case;
use crate::explain::cause::{Cause, by_kind};
use crate::explain::remedy::{Remedies, Remedy, Side};
use crate::profile::Profile;
use crate::result::{Comparison, Outcome};

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
    /// Why, a kind at a time.
    pub causes: Vec<Cause>,
    /// What to change.
    pub remedies: Remedies,
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
        line
    }

    /// The case, its two results side by side, and the causes.
    pub fn human(&self) -> String {
        let [from, to] = self.profiles;
        let kinds: Vec<&str> = self.comparison.kinds.iter().map(|k| k.name()).collect();
        let mut out =
            format!("{}  {}\n  differs in {}\n\n", safe(&self.case.id), safe(&self.case.title), kinds.join(", "));
        let [left, right] = &self.outcomes;
        out.push_str(&sides::text([&from.name, &to.name], left, right, &self.comparison));
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
        self.remedies.found.iter().for_each(|remedy| out.push_str(&self.remedy(remedy)));
        if let Some(why) = &self.remedies.why_none {
            let _ = writeln!(out, "\n  no remedy: {}", safe(why));
        }
        out
    }

    /// A remedy: what changes on which side, and the lines of code that go and come.
    fn remedy(&self, remedy: &Remedy) -> String {
        let [from, to] = self.profiles;
        let leaves: Vec<&str> = remedy.leaves.iter().map(|kind| kind.name()).collect();
        let rest = if leaves.is_empty() { String::new() } else { format!(", all but {}", leaves.join(", ")) };
        let live = match remedy.live {
            None => "",
            Some(true) => ", verified on the real frameworks",
            Some(false) => ", NOT confirmed by the real frameworks",
        };
        let mut out = String::new();
        for (i, part) in remedy.parts.iter().enumerate() {
            let side = if part.on == Side::From { from } else { to };
            let word = if i == 0 { "remedy" } else { "  and" };
            let _ = writeln!(out, "\n  {word} on {}{rest}{live}", side.name);
            part.changes.iter().for_each(|change| {
                let _ = writeln!(out, "    {}", safe(change));
            });
            for line in &part.code {
                let _ = writeln!(out, "      {} {}", line.sign.mark(), safe(&line.text));
            }
        }
        out
    }
}

/// Doc comment lines as one paragraph.
fn prose(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
