//! `parallax record`: what the real frameworks answer.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};

use super::Stopped;
use super::cases::{Choice, beside, gather};
use crate::case::load;
use crate::case::plan::Case;
use crate::golden::store::{Done, Store, file_id};
use crate::live::edition::{EDITIONS, Edition};
use crate::live::record::{self, Recorded};
use crate::profile::{self, Profile};
use crate::result::{Rules, compare};

/// Runs cases on the real frameworks and keeps what they answer as goldens.
///
/// A new golden is written; a changed one waits for `parallax review` and makes the exit code 1. The Python environment of the edition
/// is made where it is not there yet (in the cache folder; PARALLAX_CACHE moves it).
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  parallax record --edition all\n  parallax record mine.yaml --profile spark@4.3 --print"
)]
pub(super) struct Args {
    /// Case files or directories.
    #[arg(default_value = "cases")]
    cases: Vec<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Edition: 2022, 2025, 2026 or all.
    #[arg(long, default_value = "2026")]
    edition: String,
    /// Only this profile, such as `spark@4.3`, of whichever edition; may be given several times.
    #[arg(long)]
    profile: Vec<String>,
    /// Prints results as JSON Lines and writes nothing.
    #[arg(long)]
    print: bool,
    /// Only cases without an up-to-date golden.
    #[arg(long)]
    changed: bool,
    /// How many times each case runs; one that answers differently is undetermined.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..))]
    repeat: u16,
    /// Only one case in N (but at least 20), drawn by `--seed`.
    #[arg(long, value_name = "N")]
    sample: Option<u64>,
    /// What the sample is drawn by.
    #[arg(long, default_value = "0")]
    seed: String,
    /// Writes nothing and fails where the frameworks differ from the goldens.
    #[arg(long)]
    check: bool,
    /// The folder of goldens; left out, `golden` beside the case directory.
    #[arg(long)]
    golden: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let profiles = profiles(args)?;
    let gathered = gather(&args.cases, &args.choice)?;
    let store = Store::new(args.golden.clone().unwrap_or_else(|| beside(&args.cases, "golden")));
    let mut cases = gathered.cases;
    if args.changed {
        cases = without_golden(cases, &profiles, &store)?;
    }
    if let Some(n) = args.sample {
        cases = sample(cases, n, &args.seed);
    }
    let answered = Mutex::new(Answered { next: 0, failed: false, differs: false });
    let take = |answers: &[Answers]| {
        if let Ok(mut answered) = answered.lock() {
            while let Some(case) = answered.next_ready(answers, &cases) {
                if args.print {
                    answered.print(answers);
                } else if args.check {
                    answered.check(answers, case, &store);
                }
                answered.next += 1;
            }
        }
    };
    let answers = record_all(&cases, &profiles, usize::from(args.repeat), &take)?;
    take(&answers);
    let mut answered = answered.into_inner().map_err(|e| e.to_string())?;
    if !args.print && !args.check {
        answered.keep(&answers, &args.cases, &store)?;
    }
    let all = answers.iter().flatten();
    let (done, undetermined) = all.fold((0, 0), |(n, u), slot| match slot {
        Slot::Done(r) => (n + 1, u + usize::from(r.undetermined)),
        _ => (n, u),
    });
    anstream::eprintln!(
        "{done} answers to {} cases from {} profiles, {undetermined} of them undetermined",
        cases.len(),
        profiles.len()
    );
    Ok(ExitCode::from(if gathered.bad { 2 } else { u8::from(answered.failed || answered.differs) }))
}

/// The profiles that are asked: those named, else all of the edition.
fn profiles(args: &Args) -> Result<Vec<Profile>, Stopped> {
    let named = args
        .profile
        .iter()
        .map(|name| profile::find(name).ok_or_else(|| format!("there is no profile {name}")))
        .collect::<Result<Vec<_>, _>>()?;
    if !named.is_empty() {
        return Ok(named);
    }
    let editions: Vec<&Edition> = EDITIONS.iter().filter(|e| args.edition == "all" || args.edition == e.name).collect();
    if editions.is_empty() {
        return Err(format!("there is no edition {}; there are 2022, 2025, 2026 and all", args.edition));
    }
    Ok(editions.iter().flat_map(|e| e.profiles).filter_map(profile::find).collect())
}

/// The cases for which some profile has no golden of this very case.
fn without_golden(cases: Vec<Case>, profiles: &[Profile], store: &Store) -> Result<Vec<Case>, Stopped> {
    let goldens = store.all()?;
    let known = |case: &Case, profile: &Profile| {
        let golden = goldens.get(file_id(&case.id)).and_then(|g| g.case(&case.id));
        golden.is_some_and(|g| g.hash == case.hash && g.answer(&profile.name).is_some())
    };
    let missing = |case: &Case| profiles.iter().any(|p| case.runs_under(p) && !known(case, p));
    Ok(cases.into_iter().filter(missing).collect())
}

/// One case in `n`, but at least 20: those whose id and the seed hash lowest.
fn sample(mut cases: Vec<Case>, n: u64, seed: &str) -> Vec<Case> {
    let many = usize::try_from(cases.len() as u64 / n.max(1)).unwrap_or(0).max(20).min(cases.len());
    let mut places: Vec<(Vec<u8>, usize)> =
        cases.iter().enumerate().map(|(i, c)| (Sha256::digest(format!("{seed}\0{}", c.id)).to_vec(), i)).collect();
    places.sort();
    let chosen: Vec<usize> = places.into_iter().take(many).map(|(_, i)| i).collect();
    let mut i = 0;
    cases.retain(|_| {
        i += 1;
        chosen.contains(&(i - 1))
    });
    cases
}

/// How far the answers are dealt with: in case order, as soon as a case has all of its answers.
struct Answered {
    next: usize,
    failed: bool,
    differs: bool,
}

impl Answered {
    fn next_ready<'a>(&self, answers: &[Answers], cases: &'a [Case]) -> Option<&'a Case> {
        let case = cases.get(self.next)?;
        answers.iter().all(|a| !matches!(a[self.next], Slot::Open)).then_some(case)
    }

    fn print(&mut self, answers: &[Answers]) {
        let mut out = anstream::stdout().lock();
        let next = self.next;
        for slot in answers.iter().map(|a| &a[next]) {
            if let Some(recorded) = self.told(slot) {
                let mut value = recorded.result.to_json(None);
                if recorded.undetermined {
                    value["undetermined"] = true.into();
                }
                let _ = writeln!(out, "{value}");
            }
        }
        let _ = out.flush();
    }

    fn check(&mut self, answers: &[Answers], case: &Case, store: &Store) {
        let golden = store.read(file_id(&case.id)).unwrap_or_default().unwrap_or_default();
        let next = self.next;
        for slot in answers.iter().map(|a| &a[next]) {
            let Some(recorded) = self.told(slot) else { continue };
            let profile = &recorded.result.profile;
            let known = golden.case(&case.id).filter(|g| g.hash == case.hash).and_then(|g| g.answer(profile));
            let Some(known) = known else {
                self.differs = true;
                anstream::eprintln!("{} under {profile} has no golden", case.id);
                continue;
            };
            let outcome = &recorded.result.outcome;
            let left_out = known.undetermined || recorded.undetermined || known.outcome.is_left_out();
            let comparison = compare(&known.outcome, outcome, &Rules::of(case));
            if !left_out && !outcome.is_left_out() && !comparison.is_same() {
                self.differs = true;
                let words = comparison.words().join(", ");
                anstream::eprintln!("{} under {profile} differs from its golden: {words}", case.id);
            }
        }
    }

    /// Writes the goldens, a file at a time.
    fn keep(&mut self, answers: &[Answers], paths: &[PathBuf], store: &Store) -> Result<(), Stopped> {
        let all = load(paths).cases;
        let mut files: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for case in &all {
            files.entry(file_id(&case.id)).or_default().push((&case.id, &case.hash));
        }
        let mut recorded: BTreeMap<&str, Vec<&Recorded>> = BTreeMap::new();
        for slot in answers.iter().flatten() {
            if let Some(r) = self.told(slot) {
                recorded.entry(file_id(&r.result.case)).or_default().push(r);
            }
        }
        for (file, recorded) in recorded {
            let order = files.get(file).map(Vec::as_slice).unwrap_or_default();
            if store.record(file, order, &recorded)? == Done::Pending {
                self.differs = true;
                anstream::eprintln!("{file} changed and waits for `parallax review`");
            }
        }
        Ok(())
    }

    /// The answer of a slot; why there is none is said on standard error.
    fn told<'a>(&mut self, slot: &'a Slot) -> Option<&'a Recorded> {
        match slot {
            Slot::Done(recorded) => Some(recorded),
            Slot::Failed(why) => {
                self.failed = true;
                anstream::eprintln!("{why}");
                None
            }
            Slot::Open | Slot::NotAsked => None,
        }
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
