//! `parallax run`: every case under every profile on the built-in engine, held against the goldens.

mod leftover;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;

use super::cases::{Partitions, is_part, tell};
use super::fail_on::FailOn;
use super::shown::Show;
use super::suite::{Read, Suite};
use super::{Stopped, exit, output};
use crate::case::plan::Case;
use crate::explain::why;
use crate::fuzz::tally::Tally;
use crate::gate::config::{self, Config};
use crate::gate::{baseline, expectations};
use crate::golden::open;
use crate::golden::store::{self, file_id};
use crate::live::record::code_hash;
use crate::profile::Profile;
use crate::report::check;
use crate::report::finding::{self, Finding};
use crate::report::model::{Run, Verdict};
use crate::report::{behaviours, github, html, inconsistencies, json, junit, markdown, sarif, terminal};

/// Runs every case under every profile on the built-in engine and holds the results against the goldens.
///
/// Exit code 0: all is as expected. 1: something differs, is not as a case or `parallax.yaml` expects it, or a case changed since its
/// golden (or, with --require-golden, has none). 2: it could not run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax run                                    the suite in cases/, nine profiles; writes reports/
  parallax run --filter 'groupby/*' --profile spark
  parallax run mine --format json > run.json      your own cases; goldens and reports beside the directory
  parallax run mine --format github               in a workflow: annotations and a summary")]
pub(super) struct Args {
    #[command(flatten)]
    suite: Suite,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The folder for reports; left out, `reports` beside the case directory, and none when only some cases or profiles run.
    #[arg(long)]
    reports: Option<PathBuf>,
    /// Fails where there is no golden too.
    #[arg(long)]
    require_golden: bool,
    #[command(flatten)]
    partitions: Partitions,
    /// What many cases are held to (`expect:`); left out, `parallax.yaml` beside the case directory, where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The `run.json` of an earlier run: tells what was added, what is gone and what changed since, and fails on what was added or
    /// changed.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    fail_on: FailOn,
    #[command(flatten)]
    show: Show,
    /// Seeks the cause of every difference between frameworks and versions too, for the page and the JSON, and the changes that remove it:
    /// reports/inconsistencies.md. Takes minutes for two thousand cases.
    #[arg(long)]
    causes: bool,
    /// Rewrites `golden/open` to what does not match now: known reasons stay, new entries say what differs.
    #[arg(long)]
    update_open: bool,
}

/// What is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A summary to read.
    Human,
    /// One JSON object.
    Json,
    /// A page of Markdown.
    Markdown,
    /// JUnit XML, which every CI shows.
    Junit,
    /// Annotations of a GitHub workflow; the job's summary goes where `GITHUB_STEP_SUMMARY` says.
    Github,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let suite = args.suite.read()?;
    let config = config(args)?;
    let bar = output::bar(suite.gathered.cases.len(), "cases");
    let mut found = check::run(&suite.asked(args.partitions.options()), &|| bar.inc(1));
    bar.finish_and_clear();
    found.shown = args.show.told();
    let part = !args.suite.choice.is_everything()
        || !args.suite.profile.is_empty()
        || !args.partitions.are_their_own()
        || is_part(&args.suite.dir);
    if !part && args.suite.dir.is_dir() && !suite.gathered.bad {
        found.leftover = leftover::told(&suite, &found);
    }
    found.remarks.extend(other_code(&suite));
    let (broken, idle) = expectations::judge(&found, &suite.profiles, &config);
    found.broken = broken;
    if args.causes {
        super::quiet_mixtures();
        let all = found.pairs.iter().chain(&found.versions).map(|pair| pair.differing.len()).sum();
        let bar = output::bar(all, "differences");
        why::explain(&mut found, args.partitions.options(), &|| bar.inc(1));
        bar.finish_and_clear();
    }
    found.since = args.baseline.as_ref().map(|path| baseline::since(path, &found)).transpose()?;
    if !part {
        found.leftover.extend(idle);
    } else if let Some(since) = &mut found.since {
        since.cases_gone.clear();
    }
    if args.update_open {
        update_open(&found, &suite, part)?;
    }
    output::write(&match args.format {
        Format::Human => terminal::render(&found),
        Format::Json => format!("{:#}\n", json::render(&found)),
        Format::Markdown => markdown::render(&found),
        Format::Junit => junit::render(&found),
        Format::Github => github::render(&found),
        Format::Sarif => format!("{:#}\n", sarif::render(&found)),
    })?;
    if args.format == Format::Github {
        summarise(&found)?;
    }
    if let Some(folder) = args.reports.clone().or_else(|| (!part).then(|| args.suite.beside("reports"))) {
        save(&found, &folder)?;
        let tallies = Tally::kept(&args.suite.beside("reports").join("fuzz"))?;
        if let Some(page) = behaviours::render(&found, &tallies).filter(|_| !part) {
            store::write(&folder.join("behaviours.md"), &page)?;
        }
        if args.causes {
            store::write(&folder.join("inconsistencies.md"), &inconsistencies::render(&found))?;
        }
    }
    let lacking = args.require_golden && found.counts().unverified > 0;
    let fails = |finding: &Finding<'_>| finding.rule.fails() && args.fail_on.counts(&finding.kinds);
    Ok(exit(suite.gathered.bad, lacking || finding::all(&found).iter().any(fails)))
}

/// What many cases are held to.
fn config(args: &Args) -> Result<Config, Stopped> {
    let path = args.config.clone().unwrap_or_else(|| args.suite.beside("parallax.yaml"));
    if args.config.is_some() && !path.exists() {
        return Err(format!("there is no file {}", path.display()));
    }
    config::read(&path).map_err(|problems| {
        tell(&problems);
        format!("{} can't be used", path.display())
    })
}

/// How many goldens are what other code returned than the cases have now.
fn other_code(suite: &Read) -> Option<String> {
    let of_other_code = |case: &&Case| {
        let golden = suite.goldens.get(file_id(&case.id))?;
        let answer = |profile: &&Profile| golden.known(&case.id, &case.hash, &profile.name).answer();
        let differs = |profile: &&Profile| answer(profile).is_some_and(|a| a.code != code_hash(case, profile));
        suite.profiles.iter().any(|profile| differs(&profile)).then_some(())
    };
    let n = suite.gathered.cases.par_iter().filter(|case| of_other_code(case).is_some()).count();
    let what = "other code than `parallax repro` prints now: `parallax record --changed`";
    let cases = if n == 1 { "case was" } else { "cases were" };
    (n > 0).then(|| format!("{n} {cases} recorded with {what}"))
}

fn update_open(run: &Run<'_>, suite: &Read, part: bool) -> Result<(), Stopped> {
    let mut open = suite.open.clone();
    if !part {
        // what was listed of other profiles, such as configurations, is not this run's to judge
        open.retain(|(case, profile), _| {
            run.cases.iter().any(|run| run.case.id == *case) && !suite.profiles.iter().any(|p| p.name == *profile)
        });
    }
    for case in &run.cases {
        for answer in &case.answers {
            let key = (case.case.id.clone(), answer.profile.to_owned());
            match &answer.verdict {
                Verdict::Failed(comparison) => {
                    let got =
                        answer.outcome.error().map(|kind| format!("; the engine says {kind}")).unwrap_or_default();
                    open.insert(key, format!("differs in {}{got}", comparison.words().join(", ")));
                }
                Verdict::Open(_, reason) => drop(open.insert(key, reason.clone())),
                _ => drop(open.remove(&key)),
            }
        }
    }
    open::write(suite.store.folder(), &open)
}

/// Appends the run's summary to the file that GitHub shows on a job's page.
fn summarise(run: &Run<'_>) -> Result<(), Stopped> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
    let file = std::fs::File::options().append(true).create(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(markdown::summary(run).as_bytes()));
    written.map_err(|e| format!("failed to write {}: {e}", Path::new(&path).display()))
}

fn save(run: &Run<'_>, folder: &Path) -> Result<(), Stopped> {
    store::write(&folder.join("suite.md"), &markdown::render(run))?;
    store::write(&folder.join("run.json"), &format!("{:#}\n", json::render(run)))?;
    store::write(&folder.join("suite.html"), &html::render(run))
}
