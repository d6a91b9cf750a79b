//! What the real frameworks say of a diff: the cases as they are, and as the remedies change them.

use std::collections::HashMap;

use crate::case::plan::Case;
use crate::cli::Stopped;
use crate::explain::remedy::Side;
use crate::live::side_by_side::{self, Job, News};
use crate::profile::Profile;
use crate::report::diff::Parting;
use crate::result::{Comparison, Outcome, Rules, compare};

/// A question: a case, under an id of its own, and the profile that is asked.
struct Question {
    id: String,
    case: Case,
    profile: Profile,
}

/// Asks the real frameworks for every differing case and its remedies, and writes down what they say.
pub(super) fn verify(found: &mut [Parting<'_>]) -> Result<(), Stopped> {
    let mut questions = Vec::new();
    for (place, parting) in found.iter().enumerate().filter(|(_, p)| !p.comparison.agrees()) {
        for (side, profile) in [Side::From, Side::To].into_iter().zip(parting.profiles) {
            questions.push(question(as_it_was(place, side), parting.case, profile));
        }
        for (n, remedy) in parting.remedies.found.iter().enumerate() {
            for part in &remedy.parts {
                questions.push(question(changed(place, n, part.on), &part.case, &part.profile));
            }
        }
    }
    let answers = answers(&questions)?;
    for (place, parting) in found.iter_mut().enumerate() {
        let rules = Rules::of(parting.case);
        let plain = |side| answers.get(&as_it_was(place, side));
        parting.live = held(plain(Side::From), plain(Side::To), &rules).map(|comparison| comparison.kinds);
        for (n, remedy) in parting.remedies.found.iter_mut().enumerate() {
            let side = |side| match remedy.parts.iter().any(|part| part.on == side) {
                true => answers.get(&changed(place, n, side)),
                false => plain(side),
            };
            let kinds = held(side(Side::From), side(Side::To), &rules).map(|comparison| comparison.kinds);
            remedy.live = kinds.map(|kinds| kinds == remedy.leaves);
        }
    }
    Ok(())
}

fn as_it_was(place: usize, side: Side) -> String {
    format!("{place} {}", side.name())
}

fn changed(place: usize, n: usize, side: Side) -> String {
    format!("{place} {} {n}", side.name())
}

fn question(id: String, case: &Case, profile: &Profile) -> Question {
    Question { case: Case { id: id.clone(), ..case.clone() }, id, profile: profile.clone() }
}

/// How two answers differ; `None` where one was not given, is left out of comparisons, or is undetermined.
fn held(left: Option<&Outcome>, right: Option<&Outcome>, rules: &Rules) -> Option<Comparison> {
    let (left, right) = (left?, right?);
    (!left.is_left_out() && !right.is_left_out()).then(|| compare(left, right, rules))
}

/// The determined answers, by the question's id.
fn answers(questions: &[Question]) -> Result<HashMap<String, Outcome>, Stopped> {
    let mut jobs: Vec<Job<'_>> = Vec::new();
    for Question { case, profile, .. } in questions {
        match jobs.iter_mut().find(|job| job.profile.name == profile.name) {
            Some(job) => job.cases.push(case),
            None => jobs.push(Job { profile, cases: vec![case] }),
        }
    }
    let mut out = HashMap::new();
    side_by_side::ask(&jobs, 2, &mut |news| {
        match news {
            News::Answer(case, _, Ok(recorded)) if !recorded.undetermined => {
                out.insert(case.id.clone(), recorded.result.outcome.clone());
            }
            News::Lost(profile, why) => return Err(format!("{} can't be asked: {why}", profile.name)),
            News::Told(text) => crate::cli::output::note(&text),
            News::Answer(..) | News::Quiet => {}
        }
        Ok(())
    })?;
    debug_assert!(out.keys().all(|id| questions.iter().any(|q| q.id == *id)), "answers are to questions");
    Ok(out)
}
