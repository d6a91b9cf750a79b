//! Holds a run's results to what is expected of them: profiles that must agree do, and differences that are expected are there.

use super::config::Config;
use crate::case::expect::{Differ, Expect};
use crate::profile::Profile;
use crate::report::model::{Answered, Broken, CaseReport, Expected, Run};
use crate::result::{Kind, compare};

/// What does not hold, in case order, and sentences about expectations of no case of `run`.
pub fn judge(run: &Run<'_>, profiles: &[Profile], config: &Config) -> (Vec<Broken>, Vec<String>) {
    let held: Vec<_> = config.expect.iter().map(|held| (held.filter(), held.expect())).collect();
    let mut broken = Vec::new();
    for (place, report) in run.cases.iter().enumerate() {
        let own = report.case.expect.iter();
        let shared = held.iter().filter(|(filter, _)| filter.matches(report.case)).map(|(_, expect)| expect);
        let all: Vec<&Expect> = own.chain(shared).collect();
        broken.extend(Held { place, report, profiles, all: &all }.broken());
    }
    let idle =
        config.expect.iter().zip(&held).filter(|(_, (filter, _))| {
            !filter.is_empty() && !run.cases.iter().any(|report| filter.matches(report.case))
        });
    let told =
        idle.map(|(held, _)| format!("parallax.yaml expects something of {}, which is no case", held.cases.join(", ")));
    (broken, told.collect())
}

/// A case, and all that is expected of it.
struct Held<'r, 'a> {
    place: usize,
    report: &'r CaseReport<'a>,
    profiles: &'r [Profile],
    all: &'r [&'r Expect],
}

impl Held<'_, '_> {
    fn broken(&self) -> Vec<Broken> {
        let mut out = Vec::new();
        for expect in self.all {
            let meant = self.meant(&expect.agree);
            for (i, a) in meant.iter().enumerate() {
                for b in &meant[i + 1..] {
                    let kinds: Vec<Kind> =
                        self.kinds(a, b).into_iter().flatten().filter(|kind| !self.may(a, b, *kind)).collect();
                    if !kinds.is_empty() {
                        out.push(self.told(a, b, Expected::Agreement, kinds));
                    }
                }
            }
            for differ in &expect.differ {
                for (a, b) in self.pairs(differ) {
                    let Some(found) = self.kinds(a, b) else { continue };
                    let gone: Vec<Kind> = differ.kinds.iter().copied().filter(|kind| !found.contains(kind)).collect();
                    if !gone.is_empty() || found.is_empty() {
                        out.push(self.told(a, b, Expected::Difference(differ.because.clone()), gone));
                    }
                }
            }
        }
        out
    }

    fn told(&self, a: &Answered<'_>, b: &Answered<'_>, expected: Expected, kinds: Vec<Kind>) -> Broken {
        Broken { case: self.place, from: a.profile.to_owned(), to: b.profile.to_owned(), expected, kinds }
    }

    /// The answers that can be compared, under the profiles that the patterns name.
    fn meant(&self, patterns: &[String]) -> Vec<&Answered<'_>> {
        let named = |answer: &&Answered<'_>| {
            let profile = self.profiles.iter().find(|p| p.name == answer.profile);
            profile.is_some_and(|p| patterns.iter().any(|pattern| p.matches(pattern)))
        };
        let counts = |answer: &&Answered<'_>| !answer.outcome.is_left_out() && !answer.verdict.is_left_out();
        self.report.answers.iter().filter(named).filter(counts).collect()
    }

    fn pairs(&self, differ: &Differ) -> Vec<(&Answered<'_>, &Answered<'_>)> {
        let to = self.meant(&differ.to);
        self.meant(&differ.from).into_iter().flat_map(|a| to.iter().map(move |b| (a, *b))).collect()
    }

    /// How two answers differ; `None` for one and the same.
    fn kinds(&self, a: &Answered<'_>, b: &Answered<'_>) -> Option<Vec<Kind>> {
        (a.profile != b.profile).then(|| compare(&a.outcome, &b.outcome, &self.report.rules).kinds)
    }

    /// Whether a difference is expected.
    fn may(&self, a: &Answered<'_>, b: &Answered<'_>, kind: Kind) -> bool {
        let meets = |(x, y): (&Answered<'_>, &Answered<'_>)| {
            (x.profile == a.profile && y.profile == b.profile) || (x.profile == b.profile && y.profile == a.profile)
        };
        let of_kind = |differ: &&Differ| differ.kinds.is_empty() || differ.kinds.contains(&kind);
        self.all.iter().flat_map(|e| &e.differ).filter(of_kind).any(|d| self.pairs(d).into_iter().any(meets))
    }
}
