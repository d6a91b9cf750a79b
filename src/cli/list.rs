//! `parallax list`: the expanded cases, without running them.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::Stopped;
use super::cases::{Choice, gather};
use crate::case::plan::Case;

/// Lists the cases, every combination of a matrix by itself: id, title, tags.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Case files or directories.
    #[arg(default_value = "cases")]
    cases: Vec<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// How the list is written.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Columns to read.
    Human,
    /// A JSON object a line.
    Json,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let gathered = gather(&args.cases, &args.choice)?;
    let width = gathered.cases.iter().map(|case| case.id.chars().count()).max().unwrap_or(0).min(60);
    let mut out = anstream::stdout().lock();
    for case in &gathered.cases {
        let line = match args.format {
            Format::Human => human(case, width),
            Format::Json => json_line(case),
        };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    Ok(ExitCode::from(if gathered.bad { 2 } else { 0 }))
}

fn human(case: &Case, width: usize) -> String {
    let mut line = format!("{:width$}  {}", case.id, case.title);
    for tag in &case.tags {
        line.push_str(" #");
        line.push_str(tag);
    }
    line
}

fn json_line(case: &Case) -> String {
    json!({
        "case": case.id, "title": case.title, "tags": case.tags, "profiles": case.profiles,
        "file": case.path.to_string_lossy(), "line": case.line, "hash": case.hash,
    })
    .to_string()
}
