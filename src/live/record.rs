//! Running cases on a real framework: every case more than once, in one worker and in another whose Python hashes otherwise.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::code::Target;
use super::edition::Edition;
use super::framework;
use super::worker::{Hello, Limits, Worker};
use crate::case::plan::Case;
use crate::profile::{Profile, order};
use crate::result::{CaseResult, Rules, compare};

/// By what the Pythons of a framework's workers hash: what hangs on the order of a set answers each in its own way.
const SEEDS: [u32; 2] = [0, 1];

/// How a framework is asked.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// The Python of its environment.
    pub python: &'a Path,
    /// How often each case runs; where more than once, then also in a worker whose Python hashes by another seed.
    pub repeat: usize,
    /// How long it may take.
    pub limits: Limits,
}

/// What a real framework answered for a case.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The answer; of an undetermined case the first one.
    pub result: CaseResult,
    /// Whether it answered differently when it was asked again.
    pub undetermined: bool,
    /// Who answered.
    pub by: Hello,
    /// Name of the edition.
    pub edition: &'static str,
    /// The code that was run, without the preamble, what it asked decided.
    pub code: String,
    /// Hash of preamble and code, see [`code_hash`].
    pub code_hash: String,
}

/// Runs `cases` under `profile`, one after the other, and hands every answer, or the sentence why there is none, to `done` with the
/// case's place in `cases`; stops when `done` says `false`. A worker that a case cost is started anew for the next one.
///
/// # Errors
/// A sentence, when a worker can't be started: the cases from there on have no answer.
pub fn run(
    cases: &[&Case],
    profile: &Profile,
    manner: Manner<'_>,
    done: &mut dyn FnMut(usize, Result<Recorded, String>) -> bool,
) -> Result<(), String> {
    let mut session = Session::new(profile, manner.python, manner.limits)?;
    for (i, case) in cases.iter().enumerate() {
        let answer = session.ask(case, manner.repeat)?;
        if !done(i, answer) {
            break;
        }
    }
    Ok(())
}

/// A framework that is asked one case after the other, by the same workers as long as they live.
#[derive(Debug)]
pub struct Session<'a> {
    profile: &'a Profile,
    python: PathBuf,
    limits: Limits,
    edition: &'static Edition,
    preamble: String,
    /// At the place of its seed in [`SEEDS`].
    workers: Vec<Worker>,
}

impl<'a> Session<'a> {
    /// A session of `profile` on the Python of its environment; nothing is started yet.
    ///
    /// # Errors
    /// A sentence, when the profile belongs to no edition.
    pub fn new(profile: &'a Profile, python: &Path, limits: Limits) -> Result<Self, String> {
        let preamble = framework::preamble(Target::of(profile));
        let edition = Edition::of(profile)?;
        Ok(Self { profile, python: python.to_path_buf(), limits, edition, preamble, workers: Vec::new() })
    }

    /// The answer to `case`, which runs `repeat` times and, where more than once, in a worker whose Python hashes otherwise, or the
    /// sentence why it has none.
    ///
    /// # Errors
    /// A sentence, when a worker can't be started.
    pub fn ask(&mut self, case: &Case, repeat: usize) -> Result<Result<Recorded, String>, String> {
        let hashes = repeat > 1 && framework::of(self.profile.framework).hashes;
        let needed = if hashes { SEEDS.len() } else { 1 };
        while self.workers.len() < needed {
            self.workers.push(self.started(SEEDS[self.workers.len()])?);
        }
        let target = Target::of(self.profile);
        Ok(match one(case, self.profile, target, &mut self.workers[..needed], repeat) {
            Ok((result, undetermined, by, code)) => {
                let code_hash = code_hash(case, self.profile);
                Ok(Recorded { result, undetermined, by, edition: self.edition.name, code, code_hash })
            }
            Err(why) => {
                self.workers.clear();
                Err(format!("{} under {}: the worker {why}", case.id, self.profile.name))
            }
        })
    }

    /// A worker that is what the profile says.
    fn started(&self, seed: u32) -> Result<Worker, String> {
        let profile = self.profile;
        let worker = Worker::start(&self.python, profile.framework, &self.preamble, self.limits, seed)?;
        let numbers =
            |version: &str| -> Vec<Option<u32>> { version.split('.').take(2).map(|n| n.parse().ok()).collect() };
        let Hello { framework, version, .. } = &worker.hello;
        if framework == profile.framework.name() && numbers(version) == numbers(&profile.version) {
            return Ok(worker);
        }
        Err(format!(
            "the environment has {framework} {version}, expected {} {}",
            profile.framework.name(),
            profile.version
        ))
    }
}

/// Hash of preamble and code of `case` under `profile`, as they are sent: what the code asks is not decided yet.
pub fn code_hash(case: &Case, profile: &Profile) -> String {
    let target = Target::of(profile);
    let (preamble, body) = (framework::preamble(target), framework::body(case, target, &[]));
    let digest = Sha256::new().chain_update(preamble).chain_update("\0").chain_update(body).finalize();
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The answer of the first of `workers` to one case, whether it or one of the others answered differently again, who it is, and the code that ran.
fn one(
    case: &Case,
    profile: &Profile,
    target: Target<'_>,
    workers: &mut [Worker],
    repeat: usize,
) -> Result<(CaseResult, bool, Hello, String), String> {
    let Some((worker, others)) = workers.split_first_mut() else { return Err("is not there".to_owned()) };
    case.write_made()?;
    let asking = framework::body(case, target.to_run(), &[]);
    let first = worker.run(&asking)?;
    let decided: Vec<bool> = first["decided"].as_array().into_iter().flatten().filter_map(Value::as_bool).collect();
    let body = framework::body(case, target, &decided);
    let result = read(case, profile, first)?;
    let mut undetermined = false;
    let mut hear = |answer| {
        let again = read(case, profile, answer)?;
        undetermined |= !compare(&result.outcome, &again.outcome, &Rules::of(case)).is_same();
        Ok::<_, String>(())
    };
    for _ in 1..repeat {
        hear(worker.run(&asking)?)?;
    }
    for other in others {
        hear(other.run(&asking)?)?;
    }
    Ok((result, undetermined, worker.hello.clone(), body))
}

/// A worker's answer as a result: the worker says what came out, the plan what is promised of its order.
fn read(case: &Case, profile: &Profile, mut answer: Value) -> Result<CaseResult, String> {
    answer["case"] = case.id.clone().into();
    answer["profile"] = profile.name.clone().into();
    let names: Vec<String> = answer["columns"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|c| c["name"].as_str().map(str::to_owned))
        .collect();
    let promise = order::promise(case, profile.framework).among(&names);
    answer["order"] = promise.order.name().into();
    answer["order_keys"] = json!(promise.keys);
    CaseResult::from_json(&answer).map_err(|why| format!("answered no result: {why}"))
}
