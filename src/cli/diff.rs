//! `parallax diff`: what differs between two profiles, why, and what to change.

mod large;
mod live;
mod shrink;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use rayon::prelude::*;

use super::cases::{Choice, Partitions, gather};
use super::fail_on::FailOn;
use super::shown::Show;
use super::{Stopped, exit, output, profiles};
use crate::case::plan::Case;
use crate::engine::Options;
use crate::explain::cause::{Cause, causes};
use crate::explain::remedy::{Remedies, Share, remedies};
use crate::explain::trace::trace;
use crate::profile::Profile;
use crate::report::check;
use crate::report::diff::Parting;
use crate::result::{Kind, Outcome, Rules, compare};

/// Shows what differs between two profiles: a framework and another, two versions of one, or a profile of your own.
///
/// Each differing case comes with its two results side by side and the causes: the smallest set of rules that, set to the other
/// profile's values, makes that kind of difference go away, found by running; and the remedies: changes of the case on one side, as the
/// framework's code before and after, that make the two agree, proved by running. Exit code 0: nothing differs. 1: something does. 2: it
/// could not run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax diff mine.yaml --from pandas@3.1 --to spark@4.3
  parallax diff cases/groupby --from spark@3.5 --to spark@4.3 --format json
  parallax diff mine.yaml --from pandas --to spark --trace
  parallax diff mine.yaml --from pandas --to spark --shrink --output small.yaml
  parallax diff cases --from pandas --to dask --sample 20 --live")]
pub(super) struct Args {
    /// Case files or directories.
    #[arg(default_value = "cases")]
    cases: Vec<PathBuf>,
    /// The profile that the code runs on now, such as `pandas@3.1`; a bare name is its newest version, a YAML file is one of
    /// your own (`{extends: spark@4.3, set: {arithmetic.by_zero: infinity}}`).
    #[arg(long, value_name = "PROFILE")]
    from: String,
    /// The profile that it is to run on.
    #[arg(long, value_name = "PROFILE")]
    to: String,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    partitions: Partitions,
    #[command(flatten)]
    fail_on: FailOn,
    #[command(flatten)]
    show: Show,
    /// Shows the table behind each step on both sides too.
    #[arg(long)]
    trace: bool,
    /// Cuts the inputs of a case down to the few rows that still show its difference, and writes them as a case.
    #[arg(long)]
    shrink: bool,
    /// The file that --shrink writes; left out, the case file's name with -small.
    #[arg(long, value_name = "FILE", requires = "shrink")]
    output: Option<PathBuf>,
    /// Asks the real frameworks too: for the differing cases as they are, and as each remedy changes them.
    #[arg(long)]
    live: bool,
    /// Only one case in N (but at least 20), drawn by `--seed`.
    #[arg(long, value_name = "N")]
    sample: Option<u64>,
    /// What the sample is drawn by.
    #[arg(long, default_value = "0")]
    seed: String,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How many rows of each table `--trace` shows, unless `--rows` says so.
const TRACED_ROWS: usize = 10;

/// What is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The cases that differ, to read.
    Human,
    /// The same as Markdown.
    Markdown,
    /// One JSON object a case, also for those that agree.
    Json,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let (from, to) = (&profiles::one(&args.from)?, &profiles::one(&args.to)?);
    let mut gathered = gather(&args.cases, &args.choice)?;
    if let Some(n) = args.sample {
        gathered.cases = super::record::sample(gathered.cases, n, &args.seed);
    }
    if args.shrink {
        gathered.cases = shrink::written(gathered.cases, from, to, args.partitions.options(), args.output.as_deref())?;
    }
    let both: Vec<&Case> = gathered.cases.iter().filter(|c| c.runs_under(from) && c.runs_under(to)).collect();
    super::quiet_mixtures();
    let bar = output::bar(both.len(), "cases");
    let options = args.partitions.options();
    let mut found: Vec<Parting<'_>> = both
        .par_iter()
        .map(|case| {
            let parting = parting(case, from, to, options, args);
            bar.inc(1);
            parting
        })
        .collect();
    bar.finish_and_clear();
    if args.live {
        live::verify(&mut found)?;
    }
    let counts = |p: &&Parting<'_>| {
        let kinds: Vec<&str> = p.comparison.kinds.iter().map(|kind| kind.name()).collect();
        !kinds.is_empty() && args.fail_on.counts(&kinds)
    };
    let differing = found.iter().filter(counts).count();
    output::write(&match args.format {
        Format::Json => found.iter().map(|p| format!("{}\n", p.json())).collect(),
        Format::Human => human(&found, gathered.cases.len() - both.len(), |p| p.human()),
        Format::Markdown => human(&found, gathered.cases.len() - both.len(), |p| p.markdown()),
    })?;
    Ok(exit(gathered.bad, differing > 0))
}

fn parting<'a>(case: &'a Case, from: &'a Profile, to: &'a Profile, options: Options, args: &Args) -> Parting<'a> {
    let rules = Rules::of(case);
    let outcomes = [check::answer(case, from, &options), check::answer(case, to, &options)];
    let [left, right] = &outcomes;
    let comparison = compare(left, right, &rules);
    let shown = args.show.told();
    let rows = args.trace.then(|| shown.rows(TRACED_ROWS));
    let sides = ((from, left), (to, right));
    let trace = (args.trace || !comparison.agrees()).then(|| trace(case, sides.0, sides.1, &rules, options, rows));
    let (causes, remedies) = explained(case, sides, &comparison.kinds, options);
    Parting { case, profiles: [from, to], outcomes, comparison, trace, causes, remedies, live: None, shown }
}

/// The causes and the remedies. Over many rows they are sought on few of them first, as long as these show the same kinds.
fn explained(
    case: &Case,
    (from, to): ((&Profile, &Outcome), (&Profile, &Outcome)),
    kinds: &[Kind],
    options: Options,
) -> (Vec<Cause>, Remedies) {
    let rules = Rules::of(case);
    let small = large::few(case, from.0, to.0, kinds, options);
    let sought = small.as_ref().and_then(|(small, folder)| {
        let (left, right) = (check::answer(small, from.0, &options), check::answer(small, to.0, &options));
        let sides = ((from.0, &left), (to.0, &right));
        let found = causes(small, sides.0, sides.1, &rules, options);
        let kept = large::hold(&found, case, from.0, to.1, kinds, options).then(|| {
            let remedies = remedies(small, sides.0, sides.1, &rules, &found, options);
            let remedies = large::held(remedies, (case, small), (from, to), &found, options);
            (found, remedies)
        });
        // what is left in a folder for what is temporary does no harm
        let _ = std::fs::remove_dir_all(folder);
        kept
    });
    sought.unwrap_or_else(|| {
        let found = causes(case, from, to, &rules, options);
        let remedies = remedies(case, from, to, &rules, &found, options);
        (found, remedies)
    })
}

/// The cases that differ, then how many there are and which causes they have, most frequent first.
fn human(found: &[Parting<'_>], left_out: usize, told: fn(&Parting<'_>) -> String) -> String {
    let differing: Vec<&Parting<'_>> = found.iter().filter(|p| !p.comparison.agrees()).collect();
    let mut out: String = differing.iter().map(|p| told(p) + "\n").collect();
    let _ = write!(out, "{} of {} cases differ", differing.len(), found.len());
    let _ = match left_out {
        0 => writeln!(out),
        n => writeln!(out, " ({n} more are not for both profiles)"),
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for axis in differing.iter().flat_map(|p| p.axes()) {
        *counts.entry(axis).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(axis, n)| (std::cmp::Reverse(*n), *axis));
    for (axis, n) in counts {
        let _ = writeln!(out, "{n:>7}  {axis}");
    }
    let mut share = Share::default();
    for p in &differing {
        share.count(&p.comparison.kinds, &p.remedies, p.outcomes.iter().all(|outcome| outcome.error().is_some()));
    }
    if share.of > 0 {
        let _ = writeln!(out, "{}", share.told());
    }
    let live = |said: bool| differing.iter().flat_map(|p| &p.remedies.found).filter(|r| r.live == Some(said)).count();
    let (held, refuted) = (live(true), live(false));
    if held + refuted > 0 {
        let _ = writeln!(out, "{held} of {} remedies hold on the real frameworks", held + refuted);
    }
    let bare = differing.iter().filter(|p| p.causes.len() < p.comparison.kinds.len()).count();
    if bare > 0 {
        let _ = writeln!(out, "{bare:>7}  without a cause for some kind of difference");
    }
    out
}
