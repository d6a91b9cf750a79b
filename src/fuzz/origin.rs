//! Where made-up cases come from: the vocabulary alone, or cases that somebody wrote.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::rng::Rng;
use super::{data, mutate, steps};
use crate::case::plan::{Case, Source};

/// What cases are made from.
#[derive(Debug, Clone, Default)]
pub enum Origin {
    /// The vocabulary: tables and steps are made up.
    #[default]
    Vocabulary,
    /// These cases, each changed in a few places. There is at least one.
    Like(Vec<Case>),
}

impl Origin {
    /// Cases like these; those that are held to some profiles only, whose rows are made up, or that do nothing are left out.
    ///
    /// # Errors
    /// A sentence, when none is left.
    pub fn like(mut cases: Vec<Case>) -> Result<Self, String> {
        let made = |case: &Case| case.inputs.iter().any(|input| matches!(input.source, Source::Made(_)));
        cases.retain(|case| case.profiles.is_empty() && !case.steps.is_empty() && !made(case));
        if cases.is_empty() {
            return Err("none of the cases can be changed: write one with steps, rows and no `profiles:`".to_owned());
        }
        Ok(Self::Like(cases))
    }

    /// The `n`-th case of `seed`.
    pub fn case(&self, seed: u64, n: u64) -> Case {
        let mut rng = Rng::new(seed, n);
        let mut case = match self {
            Self::Vocabulary => made_up(&mut rng),
            Self::Like(cases) => mutate::one(cases, &mut rng),
        };
        case.id = format!("fuzz/{seed}-{n}");
        case.title = format!("fuzz {seed} {n}");
        case
    }

    /// How many cases these are and a hash of them all; `None` of the vocabulary.
    pub fn fingerprint(&self) -> Option<String> {
        let Self::Like(cases) = self else { return None };
        let mut all = Sha256::new();
        cases.iter().for_each(|case| all.update(&case.hash));
        let mut text = format!("{} cases, ", cases.len());
        for byte in all.finalize().iter().take(6) {
            let _ = write!(text, "{byte:02x}");
        }
        Some(text)
    }
}

fn made_up(rng: &mut Rng) -> Case {
    let inputs = data::inputs(rng);
    let steps = steps::steps(&inputs, rng);
    Case::of(inputs.into_iter().map(|i| i.input).collect(), steps)
}
