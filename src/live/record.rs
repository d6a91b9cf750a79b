//! Running cases on the real frameworks: one worker a profile, every case more than once.

use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::code::{self, Target};
use super::edition::Edition;
use super::worker::{Hello, Worker};
use crate::case::plan::Case;
use crate::profile::{Profile, order};
use crate::result::{CaseResult, Order, Outcome};

/// How long one case may take.
const LIMIT: Duration = Duration::from_secs(60);

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
    /// Hash of preamble and code.
    pub code_hash: String,
}

/// Runs `cases` under `profile`, each `repeat` times, and hands every answer, or the sentence why there is none, to `done`
/// with the case's place in `cases`.
///
/// # Errors
/// A sentence, when the framework can't be started at all.
pub fn run(
    cases: &[&Case],
    profile: &Profile,
    repeat: usize,
    tell: &dyn Fn(&str),
    done: &mut dyn FnMut(usize, Result<Recorded, String>),
) -> Result<(), String> {
    let edition = Edition::of(&profile.name).ok_or_else(|| format!("{} belongs to no edition", profile.name))?;
    let python = edition.python(tell)?;
    let target = Target { framework: profile.framework, version: &profile.version };
    let preamble = code::preamble(target);
    let start = || Worker::start(&python, profile.framework.name(), &preamble);
    let mut worker = Some(start()?);
    for (i, case) in cases.iter().enumerate() {
        let mut running = match worker.take() {
            Some(running) => running,
            None => start()?,
        };
        let answer = one(case, profile, target, &mut running, repeat);
        match answer {
            Ok((result, undetermined, body)) => {
                let code_hash = hash(&preamble, &body);
                let by = running.hello.clone();
                worker = Some(running);
                done(i, Ok(Recorded { result, undetermined, by, edition: edition.name, code: body, code_hash }));
            }
            Err(why) => {
                drop(running);
                done(i, Err(format!("{} under {}: the worker {why}", case.id, profile.name)));
            }
        }
    }
    Ok(())
}

/// One case's answer, whether it answered differently again, and the code that ran.
fn one(
    case: &Case,
    profile: &Profile,
    target: Target<'_>,
    worker: &mut Worker,
    repeat: usize,
) -> Result<(CaseResult, bool, String), String> {
    let asking = code::body(case, target, &[]);
    let first = worker.run(&asking, LIMIT)?;
    let decided: Vec<bool> = first["decided"].as_array().into_iter().flatten().filter_map(Value::as_bool).collect();
    let body = code::body(case, target, &decided);
    let result = read(case, profile, first)?;
    let mut undetermined = false;
    for _ in 1..repeat {
        let again = read(case, profile, worker.run(&asking, LIMIT)?)?;
        undetermined |= !same(&result, &again);
    }
    Ok((result, undetermined, body))
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

/// Whether two answers are the same but for what is not promised of their rows' order.
fn same(a: &CaseResult, b: &CaseResult) -> bool {
    let text = |r: &CaseResult| {
        let mut value = r.to_json(None);
        if let Outcome::Table(table) = &r.outcome
            && table.order != Order::Total
            && let Some(rows) = value["rows"].as_array_mut()
        {
            rows.sort_by_key(Value::to_string);
        }
        value["error"]["message"] = Value::Null;
        value.to_string()
    };
    text(a) == text(b)
}

fn hash(preamble: &str, body: &str) -> String {
    let digest = Sha256::new().chain_update(preamble).chain_update("\0").chain_update(body).finalize();
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}
