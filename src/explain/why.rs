//! The causes of every difference that a run found, the changes that remove it, and where the two runs part, put beside it.

use rayon::prelude::*;

use super::cause::causes;
use super::remedy::remedies;
use super::trace::{Place, Trace, trace};
use crate::engine::Options;
use crate::profile::Profile;
use crate::report::model::{CaseReport, Pair, Run};
use crate::result::Outcome;

/// How many rows are kept of the tables behind the step at which two runs part.
const ROWS: usize = 10;

/// Where two runs part, with the tables there, unless those are the results.
fn parted(
    report: &CaseReport<'_>,
    (from, to): ((&Profile, &Outcome), (&Profile, &Outcome)),
    options: Options,
) -> Trace {
    let mut trace = trace(report.case, from, to, &report.rules, options, Some(ROWS));
    let first = trace.partings.iter().map(|(_, place)| *place).min();
    let last = report.case.steps.len().checked_sub(1).map(Place::Step);
    trace.stages.retain(|(place, _)| Some(*place) == first && first != last && *place != Place::Inputs);
    trace
}

/// Seeks them all; `tick` is called after each differing case of a pair.
pub fn explain(run: &mut Run<'_>, options: Options, tick: &(dyn Fn() + Sync)) {
    let Run { given, cases, pairs, versions, .. } = run;
    let named = |name: &str| given.iter().find(|profile| profile.name == name);
    let first = pairs.first().map(|pair| pair.from);
    for pair in pairs.iter_mut().chain(versions) {
        let (Some(from), Some(to)) = (named(pair.from), named(pair.to)) else { continue };
        // what nobody ports in one step has causes alone
        let ported = Some(pair.from) == first || from.framework == to.framework;
        let Pair { differing, .. } = pair;
        differing.par_iter_mut().for_each(|differing| {
            let report: &CaseReport<'_> = &cases[differing.case];
            if let (Some(left), Some(right)) = (report.answer(&from.name), report.answer(&to.name)) {
                let sides = ((from, &left.outcome), (to, &right.outcome));
                differing.causes = causes(report.case, sides.0, sides.1, &report.rules, options);
                if ported {
                    let causes = &differing.causes;
                    differing.remedies = remedies(report.case, sides.0, sides.1, &report.rules, causes, options);
                }
                differing.parted = Some(parted(report, sides, options));
            }
            tick();
        });
    }
}
