//! What the real frameworks returned, as files that people read.
//!
//! One text file a case file, equal results grouped under the profiles that share them ([`text`]). Only `record` writes content; what it
//! changes waits beside the old until `review` accepts it ([`store`]). Where the engine does not match yet, [`open`] lists it.

pub mod open;
pub mod store;
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

/// The recorded answers to one case.
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

impl Golden {
    /// The recorded case called `id`.
    pub fn case(&self, id: &str) -> Option<&GoldenCase> {
        self.cases.iter().find(|c| c.id == id)
    }
}

impl GoldenCase {
    /// The answer of `profile`.
    pub fn answer(&self, profile: &str) -> Option<&Answer> {
        self.answers.iter().find(|a| a.profile == profile)
    }
}
