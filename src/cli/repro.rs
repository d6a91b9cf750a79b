//! `parallax repro`: the Python that a real framework runs for a case, as a script that stands alone.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::cases::{Choice, gather};
use super::{Stopped, profiles};
use crate::live::script;

/// Prints the Python script that reproduces a case on the real framework.
///
/// It is the code that `parallax record` runs, with its imports and session.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  parallax repro mine.yaml --profile spark@4.3 > mine.py\n  parallax repro cases --filter 'join/null_keys[how=inner]' --profile dask"
)]
pub(super) struct Args {
    /// The case file, or a directory when `--filter` leaves one case of it.
    case: PathBuf,
    #[command(flatten)]
    choice: Choice,
    /// Profile, such as `pandas@3.1` or `spark`, or a YAML file of one.
    #[arg(long)]
    profile: String,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let profile = profiles::one(&args.profile)?;
    let gathered = gather(std::slice::from_ref(&args.case), &args.choice)?;
    match gathered.cases.as_slice() {
        [case] => {
            let text = script::stand_alone(case, &profile)?;
            // whoever reads may stop early
            let _ = anstream::stdout().lock().write_all(text.as_bytes());
            Ok(ExitCode::from(if gathered.bad { 2 } else { 0 }))
        }
        [] if gathered.bad => Ok(ExitCode::from(2)),
        [] => Err(format!("there is no case in {}", args.case.display())),
        cases => {
            let ids: Vec<&str> = cases.iter().take(10).map(|c| c.id.as_str()).collect();
            let more = if cases.len() > ids.len() { "\n  …" } else { "" };
            Err(format!(
                "a script reproduces one case, and here are {}; choose one with --filter:\n  {}{more}",
                cases.len(),
                ids.join("\n  ")
            ))
        }
    }
}
