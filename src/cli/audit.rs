//! `parallax audit`: whether the suite proves every axis of every profile.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use serde_json::json;

use super::suite::Suite;
use super::{Stopped, exit, output};
use crate::engine::Options;
use crate::explain::audit::{self, Audit, Hole};
use crate::report::check;

/// Gives every axis of every profile each of its other values, and asks whether some golden notices.
///
/// A value that no golden contradicts is a hole: nothing proves that the framework does not behave that way. So is a case that no
/// axis touches, unless its `about` says what it is there for. Exit code 0: no hole, no false declaration. 1: some. 2: it could not run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax audit
  parallax audit --profile spark@4.3 --format json")]
pub(super) struct Args {
    #[command(flatten)]
    suite: Suite,
    /// Also flips what is declared to have no effect: a golden that contradicts such a flip says that the declaration is false.
    #[arg(long)]
    all: bool,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A list to read.
    Human,
    /// One JSON object.
    Json,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let suite = args.suite.read()?;
    let found = check::run(&suite.asked(Options::default()), &|| ());
    super::quiet_mixtures();
    let flips = audit::flips(&suite.profiles);
    let bar = output::bar(flips.0.len() + if args.all { flips.1.len() } else { 0 }, "flips");
    let audited = audit::audit(&found, &flips, args.all, &|| bar.inc(1));
    bar.finish_and_clear();
    output::write(&match args.format {
        Format::Human => human(&audited, args.all),
        Format::Json => format!("{:#}\n", as_json(&audited)),
    })?;
    let sound = audited.holes.is_empty() && audited.wrong.is_empty() && audited.untouched.is_empty();
    Ok(exit(suite.gathered.bad, !sound))
}

/// Flips, an axis at a time: what it applies to first, and for each value the profiles.
fn by_axis(flips: &[Hole]) -> String {
    let mut axes: BTreeMap<_, BTreeMap<_, Vec<&str>>> = BTreeMap::new();
    for Hole { profile, flip, by } in flips {
        axes.entry((flip.axis.id, flip.axis.applies[0])).or_default().entry((flip.word, by)).or_default().push(profile);
    }
    let mut out = String::new();
    for ((axis, applies), words) in axes {
        let _ = writeln!(out, "\n{axis} ({applies})");
        for ((word, by), profiles) in words {
            let by = by.as_ref().map_or_else(String::new, |case| format!(", by {case}"));
            let _ = writeln!(out, "  {word}: {}{by}", profiles.join(", "));
        }
    }
    out
}

fn human(audit: &Audit, all: bool) -> String {
    let mut out = format!(
        "{} flips (axis × other value × profile; {} more have no effect there by declaration)\n\n  {:5}  contradicted by a golden\n  {:5}  not: holes\n",
        audit.flips,
        audit.masked,
        audit.flips - audit.holes.len(),
        audit.holes.len()
    );
    if all {
        let _ = writeln!(
            out,
            "\n  {:5}  declared without effect and contradicted: false declarations\n  {:5}  not, of which {} are read by no case",
            audit.wrong.len(),
            audit.masked - audit.wrong.len(),
            audit.unread
        );
    }
    out.push_str(&by_axis(&audit.holes));
    if !audit.wrong.is_empty() {
        out.push_str("\nFalse declarations:\n");
        out.push_str(&by_axis(&audit.wrong));
    }
    if !audit.untouched.is_empty() {
        let _ = writeln!(out, "\n{} cases that no flip touches, and that have no `about`:", audit.untouched.len());
        for case in &audit.untouched {
            let _ = writeln!(out, "  {case}");
        }
    }
    out
}

fn as_json(audit: &Audit) -> serde_json::Value {
    let hole = |hole: &Hole| json!({"axis": hole.flip.axis.id, "value": hole.flip.word, "profile": hole.profile, "applies": hole.flip.axis.applies, "by": hole.by});
    json!({
        "flips": audit.flips,
        "masked": audit.masked,
        "unread": audit.unread,
        "holes": audit.holes.iter().map(hole).collect::<Vec<_>>(),
        "wrong": audit.wrong.iter().map(hole).collect::<Vec<_>>(),
        "untouched": audit.untouched,
    })
}
