//! Remedies: changes of a case that make two profiles agree, proved by running them.
//!
//! What may be changed is declared by the axes that cause the difference ([`Change`](crate::axis::remedy::Change)); what is changed
//! here and now comes of filling a declaration in. First a case is changed on one side, and runs against the other's as it was: so
//! no change makes two results agree by taking away what they are about. Only where that is in vain are both sides changed.

mod along;
mod around;
mod change;
mod code;
mod constants;
mod elements;
mod form;
mod insert;
mod known;
mod labels;
mod membership;
mod names;
mod near;
mod place;
mod refused;
mod respell;
mod running;
mod search;
mod through;
mod unread;
mod why_not;
mod within;

use std::cell::RefCell;

use serde_json::{Value as Json, json};

use crate::case::plan::Case;
use crate::engine::Options;
use crate::explain::cause::Cause;
use crate::profile::Profile;
use crate::result::{Kind, Outcome, Rules};

pub use code::{Line, Sign};

crate::case::plan::named! {
    /// Which side of a difference.
    Side {
        /// The one that the code runs on now.
        From = "from",
        /// The one that it is to run on.
        To = "to",
        /// Both.
        Both = "both",
    }
}

/// Changes after which the two sides agree.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// Which side is changed. On one where that is enough: then the other's result is as it was.
    pub on: Side,
    /// What is changed, a part for each side that is.
    pub parts: Vec<Part>,
    /// The kinds that still differ: none, or `type` alone.
    pub leaves: Vec<Kind>,
    /// Whether the real frameworks said so too, if they were asked.
    pub live: Option<bool>,
}

/// What is changed on one side.
#[derive(Debug, Clone)]
pub struct Part {
    /// From or to.
    pub on: Side,
    /// What is changed, in the words of the case format; at most three things.
    pub changes: Vec<String>,
    /// The changed case.
    pub case: Case,
    /// What it runs under: the side's profile, or a configuration of it.
    pub profile: Profile,
    /// The lines of the framework's code that go and come.
    pub code: Vec<Line>,
}

/// What the search for remedies came to.
#[derive(Debug, Clone, Default)]
pub struct Remedies {
    /// Those that work, those first that leave nothing.
    pub found: Vec<Remedy>,
    /// Where there is none, a sentence that says why.
    pub why_none: Option<String>,
}

/// Seeks the remedies of what differs between `left`, the case's result under `from`, and `right`, its result under `to`, among the
/// changes that the axes of its `causes` declare.
pub fn remedies(
    case: &Case,
    (from, left): (&Profile, &Outcome),
    (to, right): (&Profile, &Outcome),
    rules: &Rules,
    causes: &[Cause],
    options: Options,
) -> Remedies {
    search::Search { case, sides: [(from, left), (to, right)], rules, causes, options, ran: RefCell::default() }.run()
}

/// How many differences have a remedy, of what sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Cases that differ above `type`.
    pub of: usize,
    /// Those with a change on one side that leaves nothing.
    pub one_side: usize,
    /// Those with changes on both sides that leave nothing.
    pub both_sides: usize,
    /// Those with changes after which types alone differ.
    pub but_types: usize,
    /// Those without a remedy that both sides refuse.
    pub refused: usize,
}

impl Share {
    /// Counts one case in: how it differs, what was found, and whether both sides refuse it.
    pub fn count(&mut self, kinds: &[Kind], found: &Remedies, refused: bool) {
        if !kinds.iter().any(|kind| *kind < Kind::Type) {
            return;
        }
        self.of += 1;
        match found.found.first() {
            None => self.refused += usize::from(refused),
            Some(remedy) if !remedy.leaves.is_empty() => self.but_types += 1,
            Some(remedy) if remedy.on == Side::Both => self.both_sides += 1,
            Some(_) => self.one_side += 1,
        }
    }

    /// Those with a remedy.
    pub fn remedied(&self) -> usize {
        self.one_side + self.both_sides + self.but_types
    }

    /// The counts with what they are of, in a sentence.
    pub fn told(&self) -> String {
        let Self { of, one_side, both_sides, but_types, refused } = *self;
        let percent = if of == 0 { 0.0 } else { 100.0 * self.remedied() as f64 / of as f64 };
        format!(
            "{} of {of} that differ above type have a remedy ({percent:.1} %): {one_side} on one side, {both_sides} on both, \
             {but_types} but for types; of those that have none {refused} are refused by both sides",
            self.remedied()
        )
    }
}

impl Remedy {
    /// As `parallax diff --format json` tells it.
    pub fn json(&self) -> Json {
        let verified = match self.live {
            Some(true) => "live",
            Some(false) => "engine, refuted live",
            None => "engine",
        };
        let lines = |sign: Sign| -> Vec<&str> {
            self.parts.iter().flat_map(|p| &p.code).filter(|l| l.sign == sign).map(|l| l.text.as_str()).collect()
        };
        let changes: Vec<String> = self
            .parts
            .iter()
            .map(|part| match self.on {
                Side::Both => format!("{}: {}", part.on.name(), part.changes.join("; ")),
                Side::From | Side::To => part.changes.join("; "),
            })
            .collect();
        let leaves: Vec<&str> = self.leaves.iter().map(|kind| kind.name()).collect();
        json!({
            "on": self.on.name(), "change": changes.join("; "),
            "before": lines(Sign::Gone).join("\n"), "code": lines(Sign::Come).join("\n"),
            "leaves": leaves, "verified": verified,
        })
    }
}
