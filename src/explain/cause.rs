//! Causes: the smallest set of axes whose flip removes a difference, found by running, a kind of difference at a time.

use serde_json::Value as Json;

use super::{Flip, flipped};
use crate::axis::Sort;
use crate::case::plan::Case;
use crate::engine::Options;
use crate::profile::Profile;
use crate::report::check::answer;
use crate::result::{Comparison, Kind, Outcome, Rules, compare};

/// Why two profiles' results of a case differ in one kind.
#[derive(Debug, Clone)]
pub struct Cause {
    /// The kind of difference.
    pub kind: Kind,
    /// Setting these axes of the one profile to the other's values removes it, and none of them can be left out. The axes of
    /// how values are held count as one: they are all here, or none.
    pub flips: Vec<Flip>,
}

/// The ids of the axes, by the kind of difference that they cause.
pub fn by_kind(causes: &[Cause]) -> Json {
    let ids = |cause: &Cause| Json::from(cause.flips.iter().map(|flip| flip.axis.id).collect::<Vec<_>>());
    causes.iter().map(|cause| (cause.kind.name().to_owned(), ids(cause))).collect::<serde_json::Map<_, _>>().into()
}

/// What is flipped together: one rule or quirk, or the whole of how values are held.
type Bundle = Vec<Flip>;

/// The search for the causes of one case's differences.
struct Search<'a> {
    case: &'a Case,
    from: &'a Profile,
    target: &'a Outcome,
    rules: &'a Rules,
    options: Options,
    original: &'a [Kind],
}

/// The causes of what differs between `left`, the case's result under `from`, and `right`, its result under `to`: one a kind.
///
/// Sets of one and two are searched in full, quirks and rules before how values are held; beyond that, flips are left out of
/// the whole set one by one until none can be.
pub fn causes(
    case: &Case,
    (from, left): (&Profile, &Outcome),
    (to, right): (&Profile, &Outcome),
    rules: &Rules,
    options: Options,
) -> Vec<Cause> {
    let differing = compare(left, right, rules);
    if differing.agrees() {
        return Vec::new();
    }
    let bundles = bundles(from, to);
    let search = Search { case, from, target: right, rules, options, original: &differing.kinds };
    let singles: Vec<(usize, Comparison)> =
        (0..bundles.len()).filter_map(|i| search.held(&bundles[i]).map(|found| (i, found))).collect();
    differing.kinds.iter().filter_map(|&kind| search.cause(kind, &bundles, &singles)).collect()
}

/// Quirks first, then rules, then how values are held as one.
fn bundles(from: &Profile, to: &Profile) -> Vec<Bundle> {
    let flips = Flip::between(from, to);
    let of = |sort: Sort| flips.iter().copied().filter(move |flip| flip.axis.sort == sort);
    let mut out: Vec<Bundle> = of(Sort::Quirk).chain(of(Sort::Rule)).map(|flip| vec![flip]).collect();
    let held: Bundle = of(Sort::Representation).collect();
    if !held.is_empty() {
        out.push(held);
    }
    out
}

impl Search<'_> {
    /// How the flipped profile's result differs from the target; `None` where the mixture makes no sense.
    fn held<'f>(&self, flips: impl IntoIterator<Item = &'f Flip>) -> Option<Comparison> {
        let outcome = answer(self.case, &flipped(self.from, flips), &self.options);
        (!outcome.is_left_out()).then(|| compare(&outcome, self.target, self.rules))
    }

    /// Whether `kind` is gone, and nothing came that hides it or was not there before.
    fn removes(&self, kind: Kind, found: &Comparison) -> bool {
        let shown = |k: &Kind| *k != kind && (self.original.contains(k) || *k > kind && kind <= Kind::Columns);
        found.kinds.iter().all(shown)
    }

    fn cause(&self, kind: Kind, bundles: &[Bundle], singles: &[(usize, Comparison)]) -> Option<Cause> {
        let found = |chosen: &[usize]| {
            let flips = chosen.iter().flat_map(|&i| bundles[i].iter().copied()).collect();
            Some(Cause { kind, flips })
        };
        if let Some((i, _)) = singles.iter().find(|(_, comparison)| self.removes(kind, comparison)) {
            return found(&[*i]);
        }
        let works = |chosen: &[usize]| {
            let flips = chosen.iter().flat_map(|&i| bundles[i].iter());
            self.held(flips).is_some_and(|comparison| self.removes(kind, &comparison))
        };
        for i in 0..bundles.len() {
            for j in i + 1..bundles.len() {
                if works(&[i, j]) {
                    return found(&[i, j]);
                }
            }
        }
        let mut chosen: Vec<usize> = (0..bundles.len()).collect();
        if !works(&chosen) {
            return None;
        }
        // From the back, so that how values are held is the first to go; again, until nothing goes.
        let mut all = chosen.len() + 1;
        while chosen.len() < all {
            all = chosen.len();
            for at in (0..all).rev() {
                let mut fewer = chosen.clone();
                fewer.remove(at);
                if works(&fewer) {
                    chosen = fewer;
                }
            }
        }
        found(&chosen)
    }
}
