//! The causes of every difference that a run found, put beside it; and for one of those that are alike, the changes that remove it.

use rayon::prelude::*;

use super::cause::causes;
use super::remedy::remedies;
use crate::engine::Options;
use crate::report::model::{CaseReport, Pair, Run};

/// Seeks them all; `tick` is called after each differing case of a pair.
pub fn explain(run: &mut Run<'_>, options: Options, tick: &(dyn Fn() + Sync)) {
    let Run { given, cases, pairs, versions, .. } = run;
    let named = |name: &str| given.iter().find(|profile| profile.name == name);
    for pair in pairs.iter_mut().chain(versions) {
        let (Some(from), Some(to)) = (named(pair.from), named(pair.to)) else { continue };
        let Pair { differing, .. } = pair;
        differing.par_iter_mut().for_each(|differing| {
            let report: &CaseReport<'_> = &cases[differing.case];
            if let (Some(left), Some(right)) = (report.answer(&from.name), report.answer(&to.name)) {
                let sides = ((from, &left.outcome), (to, &right.outcome));
                differing.causes = causes(report.case, sides.0, sides.1, &report.rules, options);
            }
            tick();
        });
        let mut first = vec![false; pair.differing.len()];
        pair.alike(cases).iter().filter_map(|group| group.first()).for_each(|&at| first[at] = true);
        let sought = pair.differing.par_iter_mut().zip(first).filter(|(_, first)| *first);
        sought.for_each(|(differing, _)| {
            let report: &CaseReport<'_> = &cases[differing.case];
            if let (Some(left), Some(right)) = (report.answer(&from.name), report.answer(&to.name)) {
                let sides = ((from, &left.outcome), (to, &right.outcome));
                differing.remedies = remedies(report.case, sides.0, sides.1, &report.rules, &differing.causes, options);
            }
        });
    }
}
