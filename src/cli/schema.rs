//! `parallax schema`: the JSON Schema of the case format, for editors.

use std::io::Write;
use std::process::ExitCode;

use crate::case;

/// Prints the JSON Schema (draft 7) of a case file, for editors and other programs.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> ExitCode {
    let mut out = anstream::stdout().lock();
    // A reader that has seen enough is no error.
    let _ = writeln!(out, "{:#}", case::schema());
    ExitCode::SUCCESS
}
