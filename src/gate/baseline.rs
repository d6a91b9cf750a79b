//! What changed since an earlier run, read from its `run.json`: cases that came or went, differences between frameworks and results
//! that are new, gone or others.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use crate::report::json::digest;
use crate::report::model::{Moved, Run, Since, Way};

/// What a run found of one case: a list of words by what they are about.
type Points = BTreeMap<String, Vec<String>>;

/// How `run` differs from the one that wrote `path`.
///
/// # Errors
/// A sentence, when the file can't be read or was not written by `run`.
pub fn since(path: &Path, run: &Run<'_>) -> Result<Since, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("failed to read {}: {e}", path.display()))?;
    let old: Json = serde_json::from_str(&text).map_err(|e| format!("{} is no JSON: {e}", path.display()))?;
    let cases = old["cases"].as_array().filter(|_| old["counts"].is_object());
    let cases = cases.ok_or_else(|| format!("{} is not what `parallax run` writes", path.display()))?;
    let before: BTreeMap<&str, Points> =
        cases.iter().filter_map(|case| Some((case["case"].as_str()?, points(case, run)))).collect();
    let mut since = Since::default();
    for (place, report) in run.cases.iter().enumerate() {
        let now = current(run, place);
        let id = report.case.id.as_str();
        let known = before.get(id);
        if known.is_none() {
            since.cases_added.push(id.to_owned());
        }
        since.moved.extend(moved(id, known.unwrap_or(&Points::new()), &now));
    }
    let here = |id: &str| run.cases.iter().any(|report| report.case.id == id);
    since.cases_gone = before.keys().filter(|id| !here(id)).map(|id| (*id).to_owned()).collect();
    Ok(since)
}

/// What a case of an earlier run came to, for profiles and pairs that this run has too.
fn points(case: &Json, run: &Run<'_>) -> Points {
    let words = |value: &Json| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let mut out = Points::new();
    for pair in &run.pairs {
        let differs = case["differs"].as_array().into_iter().flatten();
        let same = |old: &&Json| old["from"] == pair.from && old["to"] == pair.to;
        if let Some(old) = differs.into_iter().find(same) {
            out.insert(between(pair.from, pair.to), words(&old["kinds"]));
        }
    }
    for profile in &run.profiles {
        let result = &case["results"][*profile];
        if result.is_object() {
            out.insert(under(profile), vec![text(&result["verdict"]), text(&result["digest"])]);
        }
    }
    out
}

fn current(run: &Run<'_>, place: usize) -> Points {
    let mut out = Points::new();
    for pair in &run.pairs {
        if let Some(found) = pair.at(place) {
            out.insert(between(pair.from, pair.to), found.kinds.iter().map(|kind| kind.name().to_owned()).collect());
        }
    }
    for answer in &run.cases[place].answers {
        out.insert(under(answer.profile), vec![answer.verdict.word().to_owned(), digest(&answer.outcome)]);
    }
    out
}

fn between(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

fn under(profile: &str) -> String {
    format!("under {profile}")
}

/// What is other than before. A result of a new case is no news, a difference that it shows is.
fn moved(case: &str, before: &Points, now: &Points) -> Vec<Moved> {
    let mut out = Vec::new();
    let mut about: Vec<&String> = before.keys().chain(now.keys()).collect();
    about.sort();
    about.dedup();
    for about in about {
        let difference = about.contains('→');
        let way = match (before.get(about), now.get(about)) {
            (None, Some(_)) if difference => Way::Added,
            (Some(_), None) if difference => Way::Gone,
            (Some(old), Some(new)) if old != new => Way::Changed,
            _ => continue,
        };
        let words = |points: &Points| match points.get(about) {
            Some(words) if difference => words.clone(),
            Some(words) => words.first().cloned().into_iter().collect(),
            None => Vec::new(),
        };
        out.push(Moved {
            case: case.to_owned(),
            about: about.clone(),
            is_difference: difference,
            way,
            before: words(before),
            now: words(now),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(of: &[(&str, &str)]) -> Points {
        of.iter().map(|(about, words)| ((*about).to_owned(), words.split(' ').map(str::to_owned).collect())).collect()
    }

    #[test]
    fn what_came_what_went_and_what_is_another_is_told() {
        let before = points(&[("a → b", "rows"), ("a → c", "value"), ("under a", "agreed 1"), ("under b", "agreed 2")]);
        let now =
            points(&[("a → b", "rows type"), ("b → c", "order"), ("under a", "agreed 1"), ("under b", "agreed 3")]);
        let told: Vec<_> = moved("x", &before, &now).into_iter().map(|m| (m.about, m.way)).collect();
        let told: Vec<_> = told.iter().map(|(about, way)| (about.as_str(), *way)).collect();
        assert_eq!(
            told,
            [("a → b", Way::Changed), ("a → c", Way::Gone), ("b → c", Way::Added), ("under b", Way::Changed)]
        );
    }
}
