//! `parallax schema`: JSON Schema of what people write, for editors.

use std::process::ExitCode;

use super::{Stopped, output};
use crate::case;
use crate::gate::config;
use crate::profile::user;

/// Prints the JSON Schema (draft 7) of a case file, of a profile file or of `parallax.yaml`, for editors and other programs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax schema > case.schema.json
  parallax schema profile > profile.schema.json
and in a file's first line: # yaml-language-server: $schema=case.schema.json")]
pub(super) struct Args {
    /// What the schema is of.
    #[arg(value_enum, default_value_t = Of::Case)]
    of: Of,
}

/// What the schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// A document of a case file.
    Case,
    /// A profile of one's own.
    Profile,
    /// The file `parallax.yaml`: what many cases are held to.
    Config,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let schema = match args.of {
        Of::Case => case::schema(),
        Of::Profile => user::schema(),
        Of::Config => config::schema(),
    };
    output::write(&format!("{schema:#}\n"))?;
    Ok(ExitCode::SUCCESS)
}
