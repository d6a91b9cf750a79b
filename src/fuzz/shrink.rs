//! From a case that differs to a minimal one that differs in the same way.

use super::ask::{Difference, Sides, Verdict};
use super::simpler;
use crate::case::plan::Case;
use crate::shrink::Few;

/// How often the two sides are asked for one case, at most.
const ASKED: usize = 2000;

/// The simplest case, with few rows first, that moves from `case` lead to and that still differs as `difference` says. No single move makes it simpler.
///
/// # Errors
/// A sentence, when the real framework can't be started.
pub fn shrink(case: &Case, difference: &Difference, sides: &mut Sides<'_>) -> Result<Case, String> {
    let few = Few::of(case.clone(), None)?;
    let mut best = few.fewest(&mut |case| Ok(sides.ask(case)? == Verdict::Differs(difference.clone())))?;
    let mut asked = 0;
    'simpler: loop {
        for candidate in simpler::than(&best) {
            asked += 1;
            if asked > ASKED {
                return Ok(best);
            }
            if sides.ask(&candidate)? == Verdict::Differs(difference.clone()) {
                best = candidate;
                continue 'simpler;
            }
        }
        return Ok(best);
    }
}
