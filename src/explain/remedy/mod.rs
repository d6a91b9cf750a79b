//! Remedies: changes of a case, on one side, that make two profiles agree, proved by running them.
//!
//! What may be changed is declared by the axes that cause the difference ([`Change`](crate::axis::remedy::Change)); what is changed
//! here and now comes of filling a declaration in. The changed case runs on its side, the case as it was on the other: a
//! change cannot make two results agree by taking away what they are about.

mod change;
mod code;
mod form;
mod place;
mod search;
mod why_not;

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
    }
}

/// A changed case that agrees with the other side's.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// Which side is changed.
    pub on: Side,
    /// What is changed, in the words of the case format; at most three things.
    pub changes: Vec<String>,
    /// The changed case.
    pub case: Case,
    /// What it runs under: the side's profile, or a configuration of it.
    pub profile: Profile,
    /// The lines of the framework's code that go and come.
    pub code: Vec<Line>,
    /// The kinds that still differ: none, or `type` alone.
    pub leaves: Vec<Kind>,
    /// Whether the real frameworks said so too, if they were asked.
    pub live: Option<bool>,
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
    search::Search { case, sides: [(from, left), (to, right)], rules, causes, options }.run()
}

impl Remedy {
    /// As `parallax diff --format json` tells it.
    pub fn json(&self) -> Json {
        let verified = match self.live {
            Some(true) => "live",
            Some(false) => "engine, refuted live",
            None => "engine",
        };
        let of = |sign: Sign| self.code.iter().filter(move |l| l.sign == sign).map(|l| l.text.as_str());
        let leaves: Vec<&str> = self.leaves.iter().map(|kind| kind.name()).collect();
        json!({
            "on": self.on.name(), "change": self.changes.join("; "),
            "before": of(Sign::Gone).collect::<Vec<_>>().join("\n"), "code": of(Sign::Come).collect::<Vec<_>>().join("\n"),
            "leaves": leaves, "verified": verified,
        })
    }
}
