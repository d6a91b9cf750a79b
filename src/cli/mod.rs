//! The command line: one file a command.
//!
//! Exit codes: 0 all is as expected, 1 something differs, 2 it could not run.

mod audit;
mod cases;
mod diff;
mod exec;
mod explain;
mod fail_on;
mod fuzz;
mod init;
mod list;
mod output;
mod profiles;
mod record;
mod repro;
mod review;
mod run;
mod schema;
mod shown;
mod suite;
mod timings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Finds where the same data pipeline returns something else on pandas, Dask and Spark.
#[derive(Debug, Parser)]
#[command(
    name = "parallax",
    version,
    after_help = "Exit codes: 0 all is as expected, 1 something differs, 2 it could not run."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Exec(exec::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Audit(audit::Args),
    Fuzz(fuzz::Args),
    Init(init::Args),
    Record(record::Args),
    Repro(repro::Args),
    Review(review::Args),
    List(list::Args),
    Schema(schema::Args),
}

/// The exit code: 2 when some of the cases are bad, else 1 when something differs, else 0.
fn exit(bad: bool, differs: bool) -> ExitCode {
    ExitCode::from(if bad { 2 } else { u8::from(differs) })
}

/// Keeps quiet about panics of the engine, where profiles are mixed that were never meant to be: each is an answer that counts for
/// nothing.
fn quiet_mixtures() {
    std::panic::set_hook(Box::new(|_| ()));
}

/// Something that kept the command from running: one sentence.
type Stopped = String;

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Exec(args) => exec::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Record(args) => record::run(&args),
        Command::Review(args) => review::run(&args),
        Command::List(args) => list::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Repro(args) => repro::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(stopped) => {
            anstream::eprintln!("parallax: {stopped}");
            ExitCode::from(2)
        }
    }
}
