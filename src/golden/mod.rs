//! What the real frameworks returned, as files that people read.
//!
//! One text file a case file, equal results grouped under the profiles that share them ([`text`]). Only `record` writes content, answer by
//! answer ([`take`]): a new answer is taken in, one that changed waits beside the accepted golden ([`store`]) until it
//! is accepted or rejected ([`review`]).
//! Where the engine does not match yet, [`open`] lists it.

pub mod open;
pub mod review;
pub mod store;
pub mod take;
pub mod text;

use crate::result::Outcome;

/// The recorded answers to the cases of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Golden {
    /// Who answered: profile, and framework, version, Python, Java, edition in words.
    pub by: Vec<(String, String)>,
    /// The cases, in case order.
    pub cases: Vec<GoldenCase>,
}

/// The recorded answers to one state of a case. A case that was edited has an entry for each state that someone still has to answer anew.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldenCase {
    /// The case's id.
    pub id: String,
    /// Hash of the case that was run.
    pub hash: String,
    /// The answers, in the order of the profiles.
    pub answers: Vec<Answer>,
}

/// One recorded answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Who answered.
    pub profile: String,
    /// Hash of the code that was run.
    pub code: String,
    /// What came out.
    pub outcome: Outcome,
    /// Whether it came out differently when run again: then it is left out of comparisons.
    pub undetermined: bool,
}

/// What is known of a case under a profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known<'a> {
    /// The answer to this very case.
    Answer(&'a Answer),
    /// The case was another when it was answered.
    Stale,
    /// No answer.
    Nothing,
}

impl Golden {
    /// What is known of the case called `id`, as it stands with `hash`, under `profile`.
    pub fn known(&self, id: &str, hash: &str, profile: &str) -> Known<'_> {
        let states = self.cases.iter().filter(|c| c.id == id);
        let mut answers = states.filter_map(|c| Some((c.hash == hash, c.answer(profile)?))).peekable();
        let stale = answers.peek().is_some();
        match answers.find(|(current, _)| *current) {
            Some((_, answer)) => Known::Answer(answer),
            None if stale => Known::Stale,
            None => Known::Nothing,
        }
    }
}

impl<'a> Known<'a> {
    /// The answer, where it is to this very case.
    pub const fn answer(self) -> Option<&'a Answer> {
        match self {
            Self::Answer(answer) => Some(answer),
            Self::Stale | Self::Nothing => None,
        }
    }
}

impl GoldenCase {
    /// The answer of `profile`.
    pub fn answer(&self, profile: &str) -> Option<&Answer> {
        self.answers.iter().find(|a| a.profile == profile)
    }
}
