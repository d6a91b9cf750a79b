//! `--fail-on`: which kinds of difference fail a command.

use clap::builder::PossibleValuesParser;

use crate::result::{Kind, Note};

/// Which differences count.
#[derive(Debug, clap::Args)]
pub(super) struct FailOn {
    /// Only differences of these kinds make the exit code 1 (`value,rows`); left out, all do. Others are shown all the same.
    #[arg(long = "fail-on", value_name = "KINDS", value_delimiter = ',', value_parser = known())]
    kinds: Vec<String>,
}

fn known() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::WORDS.iter().chain(Note::WORDS))
}

impl FailOn {
    /// Whether a difference of these kinds counts. What is no difference does.
    pub(super) fn counts(&self, kinds: &[&str]) -> bool {
        self.kinds.is_empty() || kinds.is_empty() || kinds.iter().any(|kind| self.kinds.iter().any(|k| k == kind))
    }
}
