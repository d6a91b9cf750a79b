//! `parallax record`: what the real frameworks answer.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use super::Stopped;
use crate::case::load;
use crate::case::plan::Case;
use crate::live::edition::{EDITIONS, Edition};
use crate::live::record::{self, Recorded};
use crate::profile::{self, Profile};

/// Runs cases on the real frameworks.
///
/// Makes the Python environment of the edition where it is not there yet (in the cache folder; PARALLAX_CACHE moves it).
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Case files or directories.
    #[arg(default_value = "cases")]
    cases: Vec<PathBuf>,
    /// Edition: 2022, 2025, 2026 or all.
    #[arg(long, default_value = "2026")]
    edition: String,
    /// Only these profiles of the edition, such as `spark@4.3`.
    #[arg(long)]
    profile: Vec<String>,
    /// Prints results as JSON Lines and writes nothing.
    #[arg(long)]
    print: bool,
    /// How many times each case runs; one that answers differently is undetermined.
    #[arg(long, default_value_t = 2)]
    repeat: usize,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let editions: Vec<&Edition> = EDITIONS
        .iter()
        .filter(|e| args.edition == "all" || args.edition == e.name || !args.profile.is_empty())
        .collect();
    if editions.is_empty() {
        return Err(format!("there is no edition {}; there are 2022, 2025, 2026 and all", args.edition));
    }
    let profiles: Vec<Profile> = editions
        .iter()
        .flat_map(|e| e.profiles)
        .filter_map(profile::find)
        .filter(|p| {
            args.profile.is_empty()
                || args.profile.iter().any(|name| profile::find(name).is_some_and(|f| f.name == p.name))
        })
        .collect();
    if profiles.is_empty() {
        return Err("no profile of the edition was named".to_owned());
    }
    let loaded = load(&args.cases);
    for problem in &loaded.problems {
        anstream::eprintln!("{problem}");
    }
    let answers = record_all(&loaded.cases, &profiles, args.repeat)?;
    let mut out = anstream::stdout().lock();
    let mut failed = false;
    for i in 0..loaded.cases.len() {
        for answers in &answers {
            match &answers[i] {
                Some(Ok(recorded)) => {
                    let mut value = recorded.result.to_json(None);
                    if recorded.undetermined {
                        value["undetermined"] = true.into();
                    }
                    if writeln!(out, "{value}").is_err() {
                        return Ok(ExitCode::SUCCESS);
                    }
                }
                Some(Err(why)) => {
                    failed = true;
                    anstream::eprintln!("{why}");
                }
                None => {}
            }
        }
    }
    Ok(ExitCode::from(if !loaded.problems.is_empty() { 2 } else { u8::from(failed) }))
}

type Answers = Vec<Option<Result<Recorded, String>>>;

/// Every profile's answers, in the order of the cases; the frameworks of an edition run side by side.
fn record_all(cases: &[Case], profiles: &[Profile], repeat: usize) -> Result<Vec<Answers>, Stopped> {
    let style =
        ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta} left {msg}").map_err(|e| e.to_string())?;
    let bar = ProgressBar::new((cases.len() * profiles.len()) as u64).with_style(style);
    let results: Mutex<Vec<Answers>> = Mutex::new(vec![Vec::new(); profiles.len()]);
    let next = Mutex::new(0..profiles.len());
    let failures: Mutex<Vec<String>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(p) = next.lock().ok().and_then(|mut n| n.next()) {
                    let profile = &profiles[p];
                    let mine: Vec<(usize, &Case)> = cases
                        .iter()
                        .enumerate()
                        .filter(|(_, c)| {
                            c.profiles.is_empty() || c.profiles.iter().any(|pattern| profile.matches(pattern))
                        })
                        .collect();
                    let chosen: Vec<&Case> = mine.iter().map(|(_, c)| *c).collect();
                    let mut answers: Answers = vec![None; cases.len()];
                    let done = record::run(&chosen, profile, repeat, &|text| bar.println(text), &mut |i, answer| {
                        answers[mine[i].0] = Some(answer);
                        bar.inc(1);
                    });
                    if let (Err(why), Ok(mut failures)) = (done, failures.lock()) {
                        failures.push(why);
                    }
                    if let Ok(mut results) = results.lock() {
                        results[p] = answers;
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    match failures.into_inner().unwrap_or_default().into_iter().next() {
        Some(why) => Err(why),
        None => results.into_inner().map_err(|e| e.to_string()),
    }
}
