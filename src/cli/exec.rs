//! `parallax exec`: what the built-in engine answers, a JSON line a result.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use rayon::prelude::*;

use super::Stopped;
use crate::case::load;
use crate::engine::{self, Options};
use crate::profile;
use crate::result::CaseResult;

/// Runs cases on the built-in engine and prints one result a line, as JSON.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Case files or directories.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// Profile, such as `pandas@3.1` or `spark`; may be given several times.
    #[arg(long, required = true)]
    profile: Vec<String>,
    /// Overrides the number of partitions of every input.
    #[arg(long)]
    partitions: Option<usize>,
    /// Prints at most this many rows of a result.
    #[arg(long)]
    limit: Option<usize>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let profiles = args
        .profile
        .iter()
        .map(|name| profile::find(name).ok_or_else(|| format!("there is no profile {name}")))
        .collect::<Result<Vec<_>, _>>()?;
    let loaded = load(&args.cases);
    let options = Options { partitions: args.partitions };
    let lines: Vec<String> = loaded
        .cases
        .par_iter()
        .flat_map_iter(|case| {
            let wanted = |p: &&profile::Profile| case.profiles.is_empty() || case.profiles.iter().any(|c| p.matches(c));
            profiles.iter().filter(wanted).map(|p| {
                let outcome = engine::execute(case, p, &options);
                let result = CaseResult { case: case.id.clone(), profile: p.name.clone(), outcome };
                result.to_json(args.limit).to_string()
            })
        })
        .collect();
    let mut out = anstream::stdout().lock();
    for line in lines {
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    for problem in &loaded.problems {
        anstream::eprintln!("{problem}");
    }
    Ok(ExitCode::from(if loaded.problems.is_empty() { 0 } else { 2 }))
}
