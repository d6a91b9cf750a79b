//! The command line: one file a command.
//!
//! Exit codes: 0 all is as expected, 1 something differs, 2 it could not run.

mod cases;
mod exec;
mod list;
mod record;
mod schema;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Finds where the same data pipeline returns something else on pandas, Dask and Spark.
#[derive(Debug, Parser)]
#[command(name = "parallax", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Exec(exec::Args),
    List(list::Args),
    Schema(schema::Args),
    Record(record::Args),
}

/// Something that kept the command from running: one sentence.
type Stopped = String;

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Exec(args) => exec::run(&args),
        Command::List(args) => list::run(&args),
        Command::Schema(args) => Ok(schema::run(&args)),
        Command::Record(args) => record::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(stopped) => {
            anstream::eprintln!("parallax: {stopped}");
            ExitCode::from(2)
        }
    }
}
