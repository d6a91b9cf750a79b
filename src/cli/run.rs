//! `parallax run`: every case under every profile on the built-in engine, held against the goldens.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;

use super::cases::{Choice, Partitions, beside, gather, is_part};
use super::{Stopped, exit, output, profiles};
use crate::case::plan::Case;
use crate::golden::Golden;
use crate::golden::open::{self, Open};
use crate::golden::store::{self, Store, file_id};
use crate::live::record::code_hash;
use crate::profile::{self, Profile};
use crate::report::check::{self, Asked};
use crate::report::model::{Run, Verdict};
use crate::report::{html, json, markdown, terminal};

/// Runs every case under every profile on the built-in engine and holds the results against the goldens.
///
/// Exit code 0: all is as expected. 1: something differs, or a case changed since its golden (or, with --require-golden, has none). 2: it
/// could not run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax run                                    the suite in cases/, nine profiles; writes reports/
  parallax run --filter 'groupby/*' --profile spark
  parallax run mine --format json > run.json      your own cases; goldens and reports beside the directory")]
pub(super) struct Args {
    /// The case directory (or a case file).
    #[arg(default_value = "cases")]
    dir: PathBuf,
    #[command(flatten)]
    choice: Choice,
    /// Only this profile, such as `pandas@3.1`; a bare name means every version of it, a YAML file is one of
    /// your own (`{extends: spark@4.3, set: {arithmetic.by_zero: infinity}}`). May be given several times.
    #[arg(long)]
    profile: Vec<String>,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The folder of goldens; left out, `golden` beside the case directory.
    #[arg(long)]
    golden: Option<PathBuf>,
    /// The folder for reports; left out, `reports` beside the case directory, and none when only some cases or profiles run.
    #[arg(long)]
    reports: Option<PathBuf>,
    /// Fails where there is no golden too.
    #[arg(long)]
    require_golden: bool,
    #[command(flatten)]
    partitions: Partitions,
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
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let paths = [args.dir.clone()];
    let profiles = if args.profile.is_empty() { profile::builtin() } else { profiles::every_version(&args.profile)? };
    let gathered = gather(&paths, &args.choice)?;
    if gathered.cases.is_empty() {
        return Err(format!("there is no sound case in {}", args.dir.display()));
    }
    if !gathered.cases.iter().any(|case| profiles.iter().any(|profile| case.runs_under(profile))) {
        return Err("none of the cases is for these profiles: their own `profiles:` name others".to_owned());
    }
    let store = Store::new(args.golden.clone().unwrap_or_else(|| beside(&paths, "golden")));
    let goldens = store.all()?;
    let listed = open::read(store.folder())?;
    let bar = output::bar(gathered.cases.len(), "cases");
    let asked = Asked {
        cases: &gathered.cases,
        profiles: &profiles,
        goldens: &goldens,
        open: &listed,
        options: args.partitions.options(),
    };
    let mut found = check::run(&asked, &|| bar.inc(1));
    bar.finish_and_clear();
    let part = !args.choice.is_everything()
        || !args.profile.is_empty()
        || !args.partitions.are_their_own()
        || is_part(&args.dir);
    if !part && args.dir.is_dir() && !gathered.bad {
        found.gone = gone(&gathered.cases, &profiles, &listed);
        found.gone.extend(needless(&found, &listed));
        found.orphans = orphans(&gathered.cases, &goldens);
    }
    found.orphans.extend(other_code(&gathered.cases, &profiles, &goldens));
    if args.update_open {
        update_open(&found, &listed, &store, part)?;
    }
    output::write(&match args.format {
        Format::Human => terminal::render(&found),
        Format::Json => format!("{:#}\n", json::render(&found)),
        Format::Markdown => markdown::render(&found),
    })?;
    if let Some(folder) = args.reports.clone().or_else(|| (!part).then(|| beside(&paths, "reports"))) {
        save(&found, &folder)?;
    }
    let counts = found.counts();
    let lacking = args.require_golden && counts.unverified > 0;
    Ok(exit(gathered.bad, counts.failed + counts.stale > 0 || lacking || !found.gone.is_empty()))
}

/// Entries of `golden/open` that fit nothing.
fn gone(cases: &[Case], profiles: &[Profile], listed: &Open) -> Vec<String> {
    let known = |id: &str, profile: &str| {
        let of_profile = profiles.iter().find(|p| p.name == profile);
        cases.iter().find(|c| c.id == id).is_some_and(|c| of_profile.is_some_and(|p| c.runs_under(p)))
    };
    let unknown = listed.keys().filter(|(id, profile)| !known(id, profile));
    unknown
        .map(|(id, profile)| format!("golden/open lists {id} under {profile}, which is no more: remove it"))
        .collect()
}

/// Entries of `golden/open` for what is left out.
fn needless(run: &Run<'_>, listed: &Open) -> Vec<String> {
    let left_out = run.cases.iter().flat_map(|report| {
        let answers = report.answers.iter().filter(|answer| answer.verdict.is_left_out());
        answers.map(|answer| (report.case.id.clone(), answer.profile.to_owned()))
    });
    left_out
        .filter(|key| listed.contains_key(key))
        .map(|(id, profile)| format!("golden/open lists {id} under {profile}, which is left out anyway: remove it"))
        .collect()
}

/// Goldens without a case.
fn orphans(cases: &[Case], goldens: &BTreeMap<String, Golden>) -> Vec<String> {
    let ids: std::collections::HashSet<&str> = cases.iter().map(|c| c.id.as_str()).collect();
    let files: std::collections::HashSet<&str> = ids.iter().map(|id| file_id(id)).collect();
    let mut out = Vec::new();
    for (file, golden) in goldens {
        if !files.contains(file.as_str()) {
            out.push(format!("the golden {file} has no case file: remove it"));
            continue;
        }
        let lost = golden.cases.iter().filter(|c| !ids.contains(c.id.as_str()));
        out.extend(lost.map(|c| format!("the golden of {} has no case: record {file} again", c.id)));
    }
    out
}

/// How many goldens are what other code returned than the cases have now.
fn other_code(cases: &[Case], profiles: &[Profile], goldens: &BTreeMap<String, Golden>) -> Option<String> {
    let of_other_code = |case: &&Case| {
        let golden = goldens.get(file_id(&case.id))?;
        let answer = |profile: &&Profile| golden.known(&case.id, &case.hash, &profile.name).answer();
        let differs = |profile: &&Profile| answer(profile).is_some_and(|a| a.code != code_hash(case, profile));
        profiles.iter().any(|profile| differs(&profile)).then_some(())
    };
    let n = cases.par_iter().filter(|case| of_other_code(case).is_some()).count();
    let what = "other code than `parallax repro` prints now: `parallax record --changed`";
    let cases = if n == 1 { "case was" } else { "cases were" };
    (n > 0).then(|| format!("{n} {cases} recorded with {what}"))
}

fn update_open(run: &Run<'_>, listed: &Open, store: &Store, part: bool) -> Result<(), Stopped> {
    let mut open = if part { listed.clone() } else { Open::new() };
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
    open::write(store.folder(), &open)
}

fn save(run: &Run<'_>, folder: &Path) -> Result<(), Stopped> {
    store::write(&folder.join("suite.md"), &markdown::render(run))?;
    store::write(&folder.join("run.json"), &format!("{:#}\n", json::render(run)))?;
    store::write(&folder.join("suite.html"), &html::render(run))
}
