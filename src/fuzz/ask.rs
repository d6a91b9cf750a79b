//! Whom a made-up case is put to: two profiles of the engine, or the engine and the real framework that it stands for.

use crate::case::plan::Case;
use crate::engine::Options;
use crate::engine::declared::{Class, class_of};
use crate::live::record::Session;
use crate::profile::Profile;
use crate::report::check::answer;
use crate::result::{Comparison, ErrorKind, Kind, Outcome, Rules, compare};

/// The two that are held against each other.
#[derive(Debug)]
pub enum Sides<'a> {
    /// The engine under two profiles.
    Engines(&'a Profile, &'a Profile),
    /// The engine and the real framework of a profile.
    Live(&'a Profile, Box<Session<'a>>),
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// No kind of difference.
    Agrees,
    /// Left out: a side ended in an error of kind `other`.
    Other,
    /// Left out: the real framework answered differently when it was asked again.
    Undetermined,
    /// The real framework gave no answer: it hung or died.
    NoAnswer,
    /// The sides differ in a class of cases that the engine does not claim.
    Declared(&'static Class),
    /// The sides differ.
    Differs(Difference),
}

/// How two sides differ, as far as shrinking has to keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The most severe kind.
    pub kind: Kind,
    /// Left and right error kinds.
    pub errors: (Option<ErrorKind>, Option<ErrorKind>),
}

impl Difference {
    fn of(found: &Comparison, left: &Outcome, right: &Outcome) -> Option<Self> {
        let kind = *found.kinds.first()?;
        Some(Self { kind, errors: (left.error(), right.error()) })
    }

    /// In words: `value`, `error (table against overflow)`.
    pub fn words(&self) -> String {
        let side = |error: Option<ErrorKind>| error.map_or("table", ErrorKind::name);
        match self.errors {
            (None, None) => self.kind.name().to_owned(),
            (left, right) => format!("{} ({} against {})", self.kind.name(), side(left), side(right)),
        }
    }
}

impl Sides<'_> {
    /// What comes of `case`. A real framework is asked again before a difference counts.
    ///
    /// # Errors
    /// A sentence, when the real framework can't be started.
    pub fn ask(&mut self, case: &Case) -> Result<Verdict, String> {
        let rules = Rules::of(case);
        let options = Options::default();
        match self {
            Self::Engines(from, to) => {
                Ok(verdict(&answer(case, from, &options), &answer(case, to, &options), &rules, false))
            }
            Self::Live(profile, session) => {
                let engine = answer(case, profile, &options);
                let Ok(real) = session.ask(case, 1)? else { return Ok(Verdict::NoAnswer) };
                let first = verdict(&engine, &real.result.outcome, &rules, true);
                if !matches!(first, Verdict::Differs(_)) {
                    return Ok(first);
                }
                let Ok(again) = session.ask(case, 2)? else { return Ok(Verdict::NoAnswer) };
                let same = compare(&real.result.outcome, &again.result.outcome, &rules).is_same();
                let claimed = || class_of(case, profile).map_or(first, Verdict::Declared);
                Ok(if same && !again.undetermined { claimed() } else { Verdict::Undetermined })
            }
        }
    }
}

/// A real framework's error of kind `other` leaves the case out; the engine's own is a difference to a real answer.
fn verdict(left: &Outcome, right: &Outcome, rules: &Rules, real: bool) -> Verdict {
    if right.is_left_out() || (!real && left.is_left_out()) {
        return Verdict::Other;
    }
    Difference::of(&compare(left, right, rules), left, right).map_or(Verdict::Agrees, Verdict::Differs)
}
