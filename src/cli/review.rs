//! `parallax review`: answers that changed since they were accepted, one at a time.

use std::collections::HashMap;
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use super::cases::beside;
use super::shown::Show;
use super::{Stopped, exit, output};
use crate::case;
use crate::case::decode::count;
use crate::golden::review::Change;
use crate::golden::store::Store;
use crate::report::change::{line, render};

/// Shows the recorded answers that changed since they were accepted, old and new side by side, and asks what becomes of each.
///
/// What changed alike under several profiles is one change. Where nobody can be asked (standard input is no terminal) all are shown and
/// go on waiting. Exit code with --check: 1 when something waits.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax review                          what changed, one at a time
  parallax review --accept groupby/        take over what changed in groupby/
  parallax review --check                  for scripts: exit code 1 when something waits")]
pub(super) struct Args {
    /// Only cases whose id contains this; may be given several times.
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Accepts every change.
    #[arg(long, conflicts_with_all = ["reject", "check"])]
    accept: bool,
    /// Discards every change.
    #[arg(long, conflicts_with = "check")]
    reject: bool,
    /// Lists what waits and fails if there is something.
    #[arg(long)]
    check: bool,
    /// The folder of goldens; left out, `golden` beside `cases`.
    #[arg(long)]
    golden: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

/// What becomes of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject,
    Skip,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let store = Store::new(args.golden.clone().unwrap_or_else(|| beside(&[], "golden")));
    let mut changes = Vec::new();
    for file in store.pending()? {
        changes.extend(store.changes(&file)?);
    }
    changes.retain(|change| args.ids.is_empty() || args.ids.iter().any(|id| change.case.contains(id.as_str())));
    if changes.is_empty() {
        if !args.ids.is_empty() {
            return Err(format!("no case whose answer waits has {} in its id", args.ids.join(" or ")));
        }
        output::lines(["nothing waits for review".to_owned()])?;
        return Ok(exit(false, false));
    }
    let cases =
        case::load(&[store.folder().parent().map_or_else(|| PathBuf::from("cases"), |p| p.join("cases"))]).cases;
    let by_id: HashMap<&str, &case::plan::Case> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let known = |change: &Change| by_id.get(change.case.as_str()).copied();
    let mut ask = Asking { rest: standing(args), asks: std::io::stdin().is_terminal() };
    let mut done = [0; 3];
    for (i, change) in changes.iter().enumerate() {
        let decision = match ask.rest {
            Some(decision) => {
                output::lines([format!("{}: {}", word(decision), line(change, known(change)))])?;
                decision
            }
            None => {
                output::write(&format!(
                    "({} of {}) {}\n",
                    i + 1,
                    changes.len(),
                    render(change, known(change), args.show.told())
                ))?;
                ask.next()?
            }
        };
        match decision {
            Decision::Accept => store.settle(change, true)?,
            Decision::Reject => store.settle(change, false)?,
            Decision::Skip => {}
        }
        done[decision as usize] += 1;
    }
    let [accepted, rejected, waiting] = done;
    output::lines([format!(
        "{}: {accepted} accepted, {rejected} rejected, {waiting} waiting",
        count(changes.len(), "change")
    )])?;
    Ok(exit(false, args.check))
}

/// What the arguments say of every change.
fn standing(args: &Args) -> Option<Decision> {
    match (args.accept, args.reject, args.check) {
        (true, _, _) => Some(Decision::Accept),
        (_, true, _) => Some(Decision::Reject),
        (_, _, true) => Some(Decision::Skip),
        _ => None,
    }
}

const fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
        Decision::Skip => "waits",
    }
}

/// Someone who is asked.
struct Asking {
    /// What was decided for all that are left.
    rest: Option<Decision>,
    /// Whether there is someone.
    asks: bool,
}

impl Asking {
    /// What becomes of the change that was just shown; the end of the input leaves this and all that are left waiting.
    fn next(&mut self) -> Result<Decision, Stopped> {
        if !self.asks {
            return Ok(Decision::Skip);
        }
        loop {
            output::write("[a]ccept, [r]eject, [s]kip; all that are left: [A]ccept, [R]eject; [q]uit? ")?;
            let mut said = String::new();
            let read = std::io::stdin().lock().read_line(&mut said).map_err(|e| format!("failed to read: {e}"))?;
            let (decision, all) = match said.trim() {
                "a" => (Decision::Accept, false),
                "r" => (Decision::Reject, false),
                "s" => (Decision::Skip, false),
                "A" => (Decision::Accept, true),
                "R" => (Decision::Reject, true),
                "q" => (Decision::Skip, true),
                _ if read == 0 => (Decision::Skip, true),
                _ => continue,
            };
            if all {
                self.rest = Some(decision);
            }
            return Ok(decision);
        }
    }
}
