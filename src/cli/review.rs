//! `parallax review`: goldens that changed since they were accepted.

use std::path::PathBuf;
use std::process::ExitCode;

use similar::TextDiff;

use super::cases::beside;
use super::{Stopped, exit, output};
use crate::golden::store::Store;

/// Shows the goldens that changed since they were accepted, and accepts or rejects the changes.
///
/// Without a flag it shows each change. Exit code with --check: 1 when something waits.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax review                          what changed, old and new
  parallax review --accept groupby/        take over what changed in groupby/
  parallax review --check                  for scripts: exit code 1 when something waits")]
pub(super) struct Args {
    /// Only goldens whose case file's id contains this; may be given several times.
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Makes the changed goldens the accepted ones.
    #[arg(long, conflicts_with_all = ["reject", "check"])]
    accept: bool,
    /// Discards the changes.
    #[arg(long, conflicts_with = "check")]
    reject: bool,
    /// Lists what waits and fails if there is something.
    #[arg(long)]
    check: bool,
    /// The folder of goldens; left out, `golden` beside `cases`.
    #[arg(long)]
    golden: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let store = Store::new(args.golden.clone().unwrap_or_else(|| beside(&[], "golden")));
    let mut waiting = store.pending()?;
    waiting.retain(|file| args.ids.is_empty() || args.ids.iter().any(|id| file.contains(id.as_str())));
    if waiting.is_empty() && !args.ids.is_empty() {
        return Err(format!("no golden that waits has {} in its id", args.ids.join(" or ")));
    }
    for file in &waiting {
        if args.accept {
            store.accept(file)?;
        } else if args.reject {
            store.reject(file)?;
        } else if !args.check {
            let (old, new) = store.change(file)?;
            let diff = TextDiff::from_lines(old.as_str(), new.as_str());
            output::write(
                &diff.unified_diff().header(&format!("{file}, accepted"), &format!("{file}, new")).to_string(),
            )?;
        }
    }
    let done = match (args.accept, args.reject) {
        (true, _) => "accepted",
        (_, true) => "rejected",
        _ => "waits",
    };
    output::lines(waiting.iter().map(|file| format!("{done}: {file}")))?;
    if waiting.is_empty() {
        output::lines(["nothing waits for review".to_owned()])?;
    }
    Ok(exit(false, args.check && !waiting.is_empty()))
}
