//! `parallax fuzz`: made-up cases, the engine against a real framework or one profile against another.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::cases::tell;
use super::{Stopped, exit, output, profiles};
use crate::case;
use crate::case::plan::Case;
use crate::engine::declared::CLASSES;
use crate::fuzz::Origin;
use crate::fuzz::ask::{Sides, Verdict};
use crate::fuzz::group::{Groups, by_frequency, name};
use crate::fuzz::journal::{Entry, Head, Journal};
use crate::fuzz::shrink::shrink;
use crate::fuzz::tally::Tally;
use crate::golden::store::{self, CaseFile, Store, file_id};
use crate::live::edition::Edition;
use crate::live::record::Session;
use crate::live::worker::Limits;
use crate::profile::Profile;

/// Makes up cases from a seed and reports where two sides differ: the engine and the real framework, or two profiles of the engine.
///
/// Differing cases are grouped; the first one of each group is shrunk and written, with the real framework's answer as its golden. A
/// run that was interrupted goes on with the same --out. Exit code 0: nothing differs. 1: something does. 2: it could not run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax fuzz --live dask@2026.8 --cases 1000 --seed 7
  parallax fuzz --live dask@2026.8 --seed 7 --partitions 3 --out on-three
  parallax fuzz --live pandas@3.1 --like cases/groupby --out near-groupby
  parallax fuzz --from spark@3.5 --to spark@4.3")]
pub(super) struct Args {
    /// What the cases are made from; left out, one is chosen and told.
    #[arg(long)]
    seed: Option<u64>,
    /// How many cases.
    #[arg(long, default_value_t = 1000)]
    cases: u64,
    /// Changes cases of this file or folder in a few places instead of making them up whole: types, values, rows, partitions,
    /// functions, steps of one another. May be given several times.
    #[arg(long, value_name = "PATH")]
    like: Vec<PathBuf>,
    /// The engine against the real framework of this profile.
    #[arg(long, value_name = "PROFILE", required_unless_present_all = ["from", "to"], conflicts_with_all = ["from", "to"])]
    live: Option<String>,
    /// The engine under this profile …
    #[arg(long, value_name = "PROFILE", requires = "to")]
    from: Option<String>,
    /// … against the engine under this one.
    #[arg(long, value_name = "PROFILE", requires = "from")]
    to: Option<String>,
    /// Cuts every table of the cases into N partitions, whatever they were made with: the same seed on other numbers of partitions.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    partitions: Option<u64>,
    /// The folder for the journal, the minimal cases and their goldens.
    #[arg(long, value_name = "FOLDER", default_value = "fuzz-out")]
    out: PathBuf,
    /// What is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Counts and groups, to read.
    Human,
    /// One JSON object.
    Json,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    super::quiet_mixtures();
    let named: Vec<Profile> =
        [&args.live, &args.from, &args.to].into_iter().flatten().map(|n| profiles::one(n)).collect::<Result<_, _>>()?;
    let mut sides = match named.as_slice() {
        [from, to] => Sides::Engines(from, to),
        [live] => Sides::Live(live, Box::new(session(live)?)),
        _ => return Err("fuzz takes --live PROFILE, or --from PROFILE --to PROFILE".to_owned()),
    };
    let names: Vec<&str> = named.iter().map(|p| p.name.as_str()).collect();
    let mut against = if names.len() == 1 { format!("live {}", names[0]) } else { names.join(" against ") };
    if let Some(n) = args.partitions {
        let _ = write!(against, " on {n} partitions");
    }
    let origin = origin(&args.like)?;
    let made = |seed, n| cut(origin.case(seed, n), args.partitions);
    let seed = args.seed.or_else(|| Journal::seed(&args.out)).unwrap_or_else(chosen);
    anstream::eprintln!("parallax: seed {seed}, in {}", args.out.display());
    let mut journal = Journal::open(&args.out, Head { seed, against, like: origin.fingerprint() })?;
    look(args.cases, &made, &mut journal, &mut sides)?;
    let looked = usize::try_from(args.cases).unwrap_or(usize::MAX);
    let entries = &journal.entries[..looked.min(journal.entries.len())];
    let mut groups = Groups::new();
    for entry in entries {
        if let Some(group) = &entry.group {
            groups.entry(group.clone()).or_default().push(entry.case);
        }
    }
    let tally = serde_json::to_string_pretty(&Tally::of(&journal.head, entries, &origin)).map_err(|e| e.to_string())?;
    store::write(&args.out.join("tally.json"), &(tally + "\n"))?;
    let files = save(&args.out, seed, &made, &groups, &mut sides)?;
    output::write(&match args.format {
        Format::Human => human(&journal.head, entries, &groups, &files),
        Format::Json => json(&journal.head, entries, &groups, &files),
    })?;
    Ok(exit(false, !groups.is_empty()))
}

/// The vocabulary, or the sound cases of these paths.
fn origin(like: &[PathBuf]) -> Result<Origin, Stopped> {
    if like.is_empty() {
        return Ok(Origin::Vocabulary);
    }
    let loaded = case::load(like);
    tell(&loaded.problems);
    Origin::like(loaded.cases)
}

fn session(profile: &Profile) -> Result<Session<'_>, Stopped> {
    let python = Edition::of(profile)?.python(&|text| anstream::eprintln!("{text}"))?;
    Session::new(profile, &python, Limits::default())
}

/// A seed that nobody chose.
fn chosen() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::from(since.subsec_nanos()) ^ (since.as_secs() << 20) ^ u64::from(std::process::id())
}

/// The case with all its tables in so many partitions.
fn cut(mut case: Case, partitions: Option<u64>) -> Case {
    if let Some(n) = partitions {
        case.inputs.iter_mut().for_each(|input| input.partitions = usize::try_from(n).unwrap_or(usize::MAX));
    }
    case
}

/// Asks about every case that the journal does not know yet.
fn look(
    cases: u64,
    made: &dyn Fn(u64, u64) -> Case,
    journal: &mut Journal,
    sides: &mut Sides<'_>,
) -> Result<(), Stopped> {
    let bar = output::bar(usize::try_from(cases).unwrap_or(usize::MAX), "cases");
    let known = journal.entries.len() as u64;
    bar.set_position(known.min(cases));
    bar.reset_eta();
    for n in known..cases {
        let case = made(journal.head.seed, n);
        let verdict = sides.ask(&case)?;
        let group = match &verdict {
            Verdict::Differs(difference) => Some(name(&case, difference, sides)?),
            _ => None,
        };
        let verdict = match verdict {
            Verdict::Agrees => "agrees",
            Verdict::Other => "other",
            Verdict::Undetermined => "undetermined",
            Verdict::NoAnswer => "no answer",
            Verdict::Declared(class) => class.id,
            Verdict::Differs(_) => "differs",
        };
        journal.add(Entry { case: n, verdict: verdict.to_owned(), group })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Shrinks and writes the first case of every group that has no file yet; the files, most frequent group first.
fn save(
    out: &Path,
    seed: u64,
    made: &dyn Fn(u64, u64) -> Case,
    groups: &Groups,
    sides: &mut Sides<'_>,
) -> Result<Vec<PathBuf>, Stopped> {
    let mut files = Vec::new();
    for (_, numbers) in by_frequency(groups) {
        let Some(first) = numbers.first() else { continue };
        let path = out.join("cases").join(format!("{seed}-{first}.yaml"));
        if !path.exists() {
            let case = made(seed, *first);
            let minimal = match sides.ask(&case)? {
                Verdict::Differs(difference) => shrink(&case, &difference, sides)?,
                _ => case,
            };
            write_case(out, &path, &case::write::yaml(&minimal), sides)?;
        }
        files.push(path);
    }
    Ok(files)
}

/// Writes a case file and, of a real framework, its golden.
fn write_case(out: &Path, path: &Path, text: &str, sides: &mut Sides<'_>) -> Result<(), Stopped> {
    let failed = |e: std::io::Error| format!("failed to write {}: {e}", path.display());
    fs::create_dir_all(out.join("cases")).map_err(failed)?;
    let Sides::Live(_, session) = sides else { return fs::write(path, text).map_err(failed) };
    // Its id is the path below `cases`, as when the file is loaded.
    let below = path.strip_prefix(out.join("cases")).unwrap_or(path);
    let loaded = case::load_text(below, text);
    let file = CaseFile { cases: loaded.cases.iter().collect(), whole: true };
    for case in &loaded.cases {
        if let Ok(recorded) = session.ask(case, 2)? {
            Store::new(out.join("golden")).record(file_id(&case.id), &file, &[recorded])?;
        }
    }
    // The case comes last: a run that is cut off before it does this case again.
    fs::write(path, text).map_err(failed)
}

fn count(entries: &[Entry], verdict: &str) -> usize {
    entries.iter().filter(|e| e.verdict == verdict).count()
}

/// How many of the cases that count agree, in a hundred; `None` where none counts.
fn agreement(entries: &[Entry]) -> Option<f64> {
    let (agree, differ) = (count(entries, "agrees"), count(entries, "differs"));
    (agree + differ > 0).then(|| 100.0 * agree as f64 / (agree + differ) as f64)
}

fn human(head: &Head, entries: &[Entry], groups: &Groups, files: &[PathBuf]) -> String {
    let (agree, compared) = (count(entries, "agrees"), count(entries, "agrees") + count(entries, "differs"));
    let share = agreement(entries).map_or_else(String::new, |share| format!(" ({share:.2} %)"));
    let mut out = format!("{}, seed {}: {} cases, ", head.against, head.seed, entries.len());
    let _ = write!(out, "{agree} of {compared} compared agree{share}");
    let declared = CLASSES.iter().map(|class| class.id).filter(|id| count(entries, id) > 0);
    for verdict in ["differs", "other", "undetermined", "no answer"].into_iter().chain(declared) {
        let _ = write!(out, ", {} {verdict}", count(entries, verdict));
    }
    out.push('\n');
    for ((group, cases), file) in by_frequency(groups).into_iter().zip(files) {
        let _ = writeln!(out, "{:>6}  {group}  {}", cases.len(), file.display());
    }
    out
}

fn json(head: &Head, entries: &[Entry], groups: &Groups, files: &[PathBuf]) -> String {
    let groups: Vec<_> = by_frequency(groups)
        .into_iter()
        .zip(files)
        .map(|((group, cases), file)| json!({"group": group, "count": cases.len(), "cases": cases, "file": file}))
        .collect();
    let found = json!({
        "seed": head.seed,
        "against": head.against,
        "cases": entries.len(),
        "agreement": agreement(entries),
        "agrees": count(entries, "agrees"),
        "differs": count(entries, "differs"),
        "other": count(entries, "other"),
        "undetermined": count(entries, "undetermined"),
        "no_answer": count(entries, "no answer"),
        "declared": CLASSES.iter().map(|class| (class.id, count(entries, class.id))).collect::<BTreeMap<_, _>>(),
        "groups": groups,
    });
    format!("{found}\n")
}
