//! A run as JSON: what every other report can be made from, and a later run can be held against.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::finding::{self, Finding};
use super::model::{Answered, Pair, Run, Verdict};
use crate::explain::cause;
use crate::result::{CaseResult, Kind, Outcome};

/// The whole report; its last field are the counts, so that one cut short is seen.
pub fn render(run: &Run<'_>) -> Value {
    let cases: Vec<Value> = run
        .cases
        .iter()
        .enumerate()
        .map(|(i, report)| {
            let case = report.case;
            let results: Map<String, Value> =
                report.answers.iter().map(|answer| (answer.profile.to_owned(), result(answer))).collect();
            let differs: Vec<Value> = run.pairs.iter().filter_map(|pair| difference(pair, i)).collect();
            json!({
                "case": case.id, "title": case.title, "tags": case.tags, "hash": case.hash,
                "results": results, "differs": differs,
            })
        })
        .collect();
    let counted = |pairs: &[Pair<'_>]| -> Vec<Value> { pairs.iter().map(counted).collect() };
    let counts = run.counts();
    let mut numbers: Map<String, Value> =
        [("cases", run.cases.len()), ("profiles", run.profiles.len()), ("run", counts.run)]
            .map(|(word, n)| (word.to_owned(), n.into()))
            .into_iter()
            .collect();
    numbers.extend(counts.verdicts().iter().chain(&counts.besides()).map(|&(word, n, _)| (word.to_owned(), n.into())));
    let findings: Vec<Value> = finding::all(run).iter().map(found).collect();
    json!({
        "profiles": run.profiles, "findings": findings, "cases": cases, "pairs": counted(&run.pairs), "versions": counted(&run.versions), "leftover": run.leftover, "remarks": run.remarks,
        "counts": numbers,
    })
}

fn result(answer: &Answered<'_>) -> Value {
    let mut result = json!({"verdict": answer.verdict.word(), "digest": digest(&answer.outcome)});
    if let Some(kind) = answer.outcome.error() {
        result["error"] = kind.name().into();
    }
    if !answer.otherwise.is_empty() {
        let found = answer.otherwise.iter().map(|o| (o.partitions.to_string(), o.differs.clone().into()));
        result["partitions"] = found.collect::<Map<String, Value>>().into();
    }
    if let Verdict::Failed(comparison) | Verdict::Open(comparison, _) = &answer.verdict {
        result["differs"] = comparison.words().into();
    }
    if let Verdict::Open(_, reason) = &answer.verdict {
        result["reason"] = reason.clone().into();
    }
    result
}

/// How the case at this place differs between two profiles, if it does.
fn difference(pair: &Pair<'_>, place: usize) -> Option<Value> {
    let found = pair.at(place)?;
    let mut difference = json!({"from": pair.from, "to": pair.to, "kinds": names(&found.kinds)});
    if !found.causes.is_empty() {
        difference["causes"] = cause::by_kind(&found.causes);
    }
    Some(difference)
}

fn counted(pair: &Pair<'_>) -> Value {
    let kinds: Map<String, Value> =
        Kind::ALL.iter().map(|kind| (kind.name().to_owned(), pair.count(*kind).into())).collect();
    json!({
        "from": pair.from, "to": pair.to, "compared": pair.compared.len(), "left_out": pair.left_out,
        "unsupported": pair.unsupported, "differing": pair.differing.len(), "kinds": kinds,
    })
}

/// A hash of a result: two that have it in common are the same, but for the message of an error.
pub fn digest(outcome: &Outcome) -> String {
    let text = match outcome {
        Outcome::Error(failure) => failure.kind.name().to_owned(),
        Outcome::Table(_) => {
            let result = CaseResult { case: String::new(), profile: String::new(), outcome: outcome.clone() };
            result.to_json(None).to_string()
        }
    };
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn found(finding: &Finding<'_>) -> Value {
    json!({
        "rule": finding.rule.name(), "fails": finding.rule.fails(), "case": finding.case.map(|case| &case.id),
        "profile": finding.profile, "message": finding.message, "kinds": finding.kinds,
    })
}

fn names(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|k| k.name()).collect()
}
