//! `parallax exec`: what the built-in engine answers, a JSON line a result.

use std::path::PathBuf;
use std::process::ExitCode;

use rayon::prelude::*;

use super::cases::{Partitions, tell};
use super::timings::Timings;
use super::{Stopped, exit, output, profiles};
use crate::case::load;
use crate::case::plan::Case;
use crate::engine::{self, Options, Seen};
use crate::profile::Profile;
use crate::report::{check, parquet};
use crate::result::{CaseResult, Outcome};

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
    /// Profile, such as `pandas@3.1`; a bare name is its newest version, a YAML file is one of your own
    /// (`{extends: spark@4.3, set: {arithmetic.by_zero: infinity}}`). May be given several times.
    #[arg(long, required = true)]
    profile: Vec<String>,
    #[command(flatten)]
    partitions: Partitions,
    /// Prints at most this many rows of a result; `row_count` says how many there are.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Writes the result as a Parquet file instead of a line; for one case under one profile. An error is a line all the same.
    #[arg(long, value_name = "F.parquet")]
    output: Option<PathBuf>,
    /// Writes what each step took as a JSON line a result to standard error: seconds, processor seconds, rows, peak memory.
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let profiles = profiles::each(&args.profile)?;
    let loaded = load(&args.cases);
    tell(&loaded.problems);
    let options = args.partitions.options();
    let bad = !loaded.problems.is_empty();
    if !bad && loaded.cases.iter().flat_map(|case| both(case, &profiles)).next().is_none() {
        anstream::eprintln!("parallax: none of the cases is for these profiles: their own `profiles:` name others");
    }
    if args.timings || args.output.is_some() {
        // One after the other, so that each has the machine for itself.
        return one_by_one(args, loaded.cases.iter().flat_map(|case| both(case, &profiles)).collect(), options)
            .map(|()| exit(bad, false));
    }
    let lines: Vec<String> = loaded
        .cases
        .par_iter()
        .flat_map_iter(|case| {
            both(case, &profiles)
                .map(|(case, profile)| line(case, profile, check::answer(case, profile, &options), args))
        })
        .collect();
    output::lines(lines)?;
    Ok(exit(bad, false))
}

/// The case under each of the profiles that it is for.
fn both<'a>(case: &'a Case, profiles: &'a [Profile]) -> impl Iterator<Item = (&'a Case, &'a Profile)> {
    profiles.iter().filter(|profile| case.runs_under(profile)).map(move |profile| (case, profile))
}

fn line(case: &Case, profile: &Profile, outcome: Outcome, args: &Args) -> String {
    let result = CaseResult { case: case.id.clone(), profile: profile.name.clone(), outcome };
    result.to_json(args.limit).to_string()
}

/// Runs the cases in turn, with what `--timings` and `--output` ask for.
fn one_by_one(args: &Args, runs: Vec<(&Case, &Profile)>, options: Options) -> Result<(), Stopped> {
    if args.output.is_some() && runs.len() != 1 {
        return Err(format!("--output takes one case under one profile, and these are {}; choose one", runs.len()));
    }
    for (case, profile) in runs {
        let mut timings = Timings::start();
        let mut watch = |seen: Seen<'_>| match seen {
            Seen::Inputs(table) => timings.done(None, table.rows()),
            Seen::Done(_, step, table) => timings.done(Some(step.word()), table.rows()),
            Seen::Refused(_) => {}
        };
        let table = check::caught(|| engine::table(case, profile, &options, &mut watch));
        let outcome = match (table, &args.output) {
            (Ok(table), Some(path)) => match check::caught(|| table.gathered(&profile.axes)) {
                Ok(frame) => {
                    parquet::write(&frame, path)?;
                    None
                }
                Err(raised) => Some(Outcome::Error(raised)),
            },
            (Ok(table), None) => Some(engine::outcome(&table, case, profile)),
            (Err(raised), _) => Some(Outcome::Error(raised)),
        };
        if args.timings {
            anstream::eprintln!("{}", timings.line(&case.id, &profile.name));
        }
        output::lines(outcome.map(|outcome| line(case, profile, outcome, args)))?;
    }
    Ok(())
}
