//! `parallax exec`: what the built-in engine answers, a JSON line a result.

use std::path::PathBuf;
use std::process::ExitCode;

use rayon::prelude::*;

use super::cases::tell;
use super::{Stopped, exit, output, profiles};
use crate::case::load;
use crate::engine::Options;
use crate::report::check;
use crate::result::CaseResult;

/// Runs cases on the built-in engine and prints one result a line, as JSON, in case order, then in the order of the profiles.
///
/// Exit code 0 whatever the results; 2 for a bad case (the others run).
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax exec mine.yaml --profile pandas@3.1 --profile spark@4.3
  parallax exec cases/groupby --profile dask --partitions 3")]
pub(super) struct Args {
    /// Case files or directories.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// Profile, such as `pandas@3.1`; a bare name is its newest version. May be given several times.
    #[arg(long, required = true)]
    profile: Vec<String>,
    /// Overrides the number of partitions of every input.
    #[arg(long, value_name = "N")]
    partitions: Option<usize>,
    /// Prints at most this many rows of a result; `row_count` says how many there are.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let profiles = profiles::each(&args.profile)?;
    let loaded = load(&args.cases);
    tell(&loaded.problems);
    let options = Options { partitions: args.partitions };
    let lines: Vec<String> = loaded
        .cases
        .par_iter()
        .flat_map_iter(|case| {
            profiles.iter().filter(|p| case.runs_under(p)).map(|profile| {
                let outcome = check::answer(case, profile, &options);
                let result = CaseResult { case: case.id.clone(), profile: profile.name.clone(), outcome };
                result.to_json(args.limit).to_string()
            })
        })
        .collect();
    output::lines(lines)?;
    Ok(exit(!loaded.problems.is_empty(), false))
}
