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
    let printed = Printed { next: 0, failed: false };
    let printed = Mutex::new(printed);
    record_all(&loaded.cases, &profiles, args.repeat, &|answers| {
        if let Ok(mut printed) = printed.lock() {
            printed.go_on(answers);
        }
    })?;
    let failed = printed.into_inner().is_ok_and(|p| p.failed);
    Ok(ExitCode::from(if loaded.problems.is_empty() { u8::from(failed) } else { 2 }))
}

/// How far the printing is: results come in case order, then profile order, as soon as a case has all of its answers.
struct Printed {
    next: usize,
    failed: bool,
}

impl Printed {
    fn go_on(&mut self, answers: &[Answers]) {
        let mut out = anstream::stdout().lock();
        while answers.iter().all(|a| a.get(self.next).is_some_and(|slot| !matches!(slot, Slot::Open))) {
            for answers in answers {
                match &answers[self.next] {
                    Slot::Done(recorded) => {
                        let mut value = recorded.result.to_json(None);
                        if recorded.undetermined {
                            value["undetermined"] = true.into();
                        }
                        let _ = writeln!(out, "{value}");
                    }
                    Slot::Failed(why) => {
                        self.failed = true;
                        anstream::eprintln!("{why}");
                    }
                    Slot::Open | Slot::NotAsked => {}
                }
            }
            self.next += 1;
        }
        let _ = out.flush();
    }
}

/// A case's answer under one profile.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    /// Still to come.
    Open,
    /// The case is not for this profile.
    NotAsked,
    /// Here it is.
    Done(Box<Recorded>),
    /// There is none, and why.
    Failed(String),
}

pub(super) type Answers = Vec<Slot>;

/// Every profile's answers, in the order of the cases; two frameworks run side by side. `seen` looks at all answers so far after
/// each new one.
pub(super) fn record_all(
    cases: &[Case],
    profiles: &[Profile],
    repeat: usize,
    seen: &(dyn Fn(&[Answers]) + Sync),
) -> Result<Vec<Answers>, Stopped> {
    let style =
        ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta} left {msg}").map_err(|e| e.to_string())?;
    let asked =
        |profile: &Profile, case: &Case| case.profiles.is_empty() || case.profiles.iter().any(|p| profile.matches(p));
    let open: Vec<Answers> = profiles
        .iter()
        .map(|p| cases.iter().map(|c| if asked(p, c) { Slot::Open } else { Slot::NotAsked }).collect())
        .collect();
    let all: usize = open.iter().flatten().filter(|s| matches!(s, Slot::Open)).count();
    let bar = ProgressBar::new(all as u64).with_style(style);
    let answers = Mutex::new(open);
    let queue = Mutex::new(0..profiles.len());
    let failures: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let next = || queue.lock().ok().and_then(|mut n| n.next());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(p) = next() {
                    let places: Vec<usize> = (0..cases.len()).filter(|&i| asked(&profiles[p], &cases[i])).collect();
                    let chosen: Vec<&Case> = places.iter().map(|&i| &cases[i]).collect();
                    let done =
                        record::run(&chosen, &profiles[p], repeat, &|text| bar.println(text), &mut |i, answer| {
                            let slot = answer.map_or_else(Slot::Failed, |r| Slot::Done(Box::new(r)));
                            if let Ok(mut answers) = answers.lock() {
                                answers[p][places[i]] = slot;
                                seen(&answers);
                            }
                            bar.inc(1);
                        });
                    if let (Err(why), Ok(mut failures)) = (done, failures.lock()) {
                        failures.push(why);
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    match failures.into_inner().unwrap_or_default().into_iter().next() {
        Some(why) => Err(why),
        None => answers.into_inner().map_err(|e| e.to_string()),
    }
}
