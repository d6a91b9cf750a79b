//! `parallax record`: what the real frameworks answer.

mod in_order;
mod keep;
mod tally;

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

use sha2::{Digest, Sha256};

use self::in_order::{InOrder, Use};
use self::keep::Keep;
use self::tally::Tally;
use super::cases::{Choice, beside, gather};
use super::{Stopped, exit, profiles};
use crate::case;
use crate::case::plan::Case;
use crate::golden::Golden;
use crate::golden::store::{CaseFile, Store, file_id};
use crate::live::edition::{EDITIONS, Edition};
use crate::live::record::code_hash;
use crate::live::side_by_side::{self, Job, News};
use crate::profile::{self, Profile};

/// Runs cases on the real frameworks and keeps what they answer as goldens.
///
/// A new answer is written; a changed one waits for `parallax review`. What is answered is written at once: an interrupted recording keeps
/// it, and --changed goes on where it ended. The Python environment of the edition is made where it is not there yet (in the cache folder;
/// PARALLAX_CACHE moves it).
///
/// Exit code 0: all was answered as before, or for the first time. 1: an answer changed, or a case has none since it hung or killed its
/// worker. 2: a bad case, or a framework could not be asked.
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
    /// Edition, such as 2026, or all.
    #[arg(long, default_value = "2026")]
    edition: String,
    /// Only this profile, such as `spark@4.3`, of whichever edition, or a YAML file of a profile; may be given several times.
    #[arg(long)]
    profile: Vec<String>,
    /// Prints results as JSON Lines and writes nothing.
    #[arg(long, conflicts_with = "check")]
    print: bool,
    /// Only what has no up-to-date golden: no answer yet, or the case or the code that runs for it changed since.
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
    let profiles = asked(args)?;
    let gathered = gather(&args.cases, &args.choice)?;
    let store = Store::new(args.golden.clone().unwrap_or_else(|| beside(&args.cases, "golden")));
    let mut cases = gathered.cases;
    if let Some(n) = args.sample {
        cases = sample(cases, n, &args.seed);
    }
    let jobs = jobs(&cases, &profiles, if args.changed { Some(&store) } else { None })?;
    let keeps = !args.print && !args.check;
    let loaded = if keeps { case::load(&args.cases) } else { case::Loaded::default() };
    let mut sink = if args.print {
        Sink::InOrder(InOrder::new(Use::Print, &cases, &jobs))
    } else if args.check {
        Sink::InOrder(InOrder::new(Use::Check(&store), &cases, &jobs))
    } else {
        Sink::Keep(Keep::new(&store, files(&loaded), &jobs))
    };
    let mut tally = Tally::new(jobs.iter().map(|job| job.cases.len()).sum());
    side_by_side::ask(&jobs, usize::from(args.repeat), &mut |news| sink.hear(news, &mut tally))?;
    if let Sink::Keep(keep) = &sink {
        keep.close()?;
    }
    let all_asked = tally.close();
    Ok(exit(gathered.bad || !all_asked, tally.is_different()))
}

/// The profiles that are asked: those named, else all of the edition.
fn asked(args: &Args) -> Result<Vec<Profile>, Stopped> {
    let named = profiles::each(&args.profile)?;
    if !named.is_empty() {
        return Ok(named);
    }
    let editions: Vec<&Edition> = EDITIONS.iter().filter(|e| args.edition == "all" || args.edition == e.name).collect();
    if editions.is_empty() {
        let known: Vec<&str> = EDITIONS.iter().map(|e| e.name).collect();
        return Err(format!("there is no edition {}; there are {} and all", args.edition, known.join(", ")));
    }
    Ok(editions.iter().flat_map(|e| e.profiles).filter_map(|name| profile::find(name)).collect())
}

/// What each profile is asked: its cases, with a store only those of which this has no up-to-date answer.
fn jobs<'a>(cases: &'a [Case], profiles: &'a [Profile], known: Option<&Store>) -> Result<Vec<Job<'a>>, Stopped> {
    let goldens = known.map(Store::all).transpose()?;
    let up_to_date = |case: &Case, profile: &Profile| {
        let golden: Option<&Golden> = goldens.as_ref().and_then(|g| g.get(file_id(&case.id)));
        let answer = golden.and_then(|g| g.known(&case.id, &case.hash, &profile.name).answer());
        answer.is_some_and(|a| a.code == code_hash(case, profile))
    };
    let asked = |profile: &Profile, case: &Case| case.runs_under(profile) && !up_to_date(case, profile);
    Ok(profiles
        .iter()
        .map(|profile| Job { profile, cases: cases.iter().filter(|c| asked(profile, c)).collect() })
        .collect())
}

/// The case files as they stand, by id, whichever of their cases are asked.
fn files(loaded: &case::Loaded) -> HashMap<&str, CaseFile<'_>> {
    let mut files: HashMap<&str, CaseFile<'_>> = HashMap::new();
    for case in &loaded.cases {
        let file = files.entry(file_id(&case.id)).or_default();
        file.whole = loaded.problems.iter().all(|problem| problem.file != case.path);
        file.cases.push(case);
    }
    files
}

/// One case in `n`, but at least 20: those whose id and the seed hash lowest.
pub(super) fn sample(mut cases: Vec<Case>, n: u64, seed: &str) -> Vec<Case> {
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

/// What becomes of the answers.
enum Sink<'a> {
    /// They are written into the goldens.
    Keep(Keep<'a>),
    /// They are printed or checked.
    InOrder(InOrder<'a>),
}

impl<'a> Sink<'a> {
    fn hear(&mut self, news: News<'a>, tally: &mut Tally) -> Result<(), Stopped> {
        match news {
            News::Told(text) => tally.say(&text),
            News::Quiet => tally.tick(),
            News::Answer(case, profile, answer) => {
                match &answer {
                    Ok(recorded) => tally.answered(recorded.undetermined),
                    Err(why) => tally.failed(why),
                }
                let answer = answer.ok();
                match self {
                    Self::Keep(keep) => keep.answer(case, profile, answer, tally)?,
                    Self::InOrder(order) => order.answer(case, profile, answer, tally)?,
                }
            }
            News::Lost(profile, why) => {
                tally.lost(profile, &why);
                if let Self::InOrder(order) = self {
                    order.lost(profile, tally)?;
                }
            }
        }
        match self {
            Self::Keep(keep) => keep.tick(tally),
            Self::InOrder(_) => Ok(()),
        }
    }
}
