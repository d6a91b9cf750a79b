//! Causes: the smallest set of axes whose flip removes a difference, found by running, a kind of difference at a time.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value as Json;

use super::{Flip, flipped};
use crate::axis::Sort;
use crate::axis::reads::watched;
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

/// A set of bundles, by their places in ascending order.
type Chosen = Vec<usize>;

/// The search for the causes of one case's differences.
struct Search<'a> {
    case: &'a Case,
    from: &'a Profile,
    target: &'a Outcome,
    rules: &'a Rules,
    options: Options,
    original: &'a [Kind],
    bundles: Vec<Bundle>,
    /// Mixtures that were run before: every kind of difference asks for much the same ones.
    ran: RefCell<BTreeMap<Chosen, Rc<Mixture>>>,
}

/// What a case comes to under a mixture of two profiles.
struct Mixture {
    /// How it differs from the target; `None` where the mixture makes no sense.
    found: Option<Comparison>,
    /// The bundles with an axis that was read: no other changes anything, given or taken back.
    read: Chosen,
}

/// The causes of what differs between `left`, the case's result under `from`, and `right`, its result under `to`: one a kind.
///
/// Sets of one are searched in full, quirks and rules before how values are held, then sets of two: those that were not run have an axis that
/// nothing reads, so that they come to what a smaller set does. Where neither works, flips are left out of the whole set one by one
/// until none can be.
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
    let (bundles, ran) = (bundles(from, to), RefCell::default());
    let search = Search { case, from, target: right, rules, options, original: &differing.kinds, bundles, ran };
    differing.kinds.iter().filter_map(|&kind| search.cause(kind)).collect()
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
    /// What comes of the profile with these bundles flipped.
    fn mixture(&self, chosen: &[usize]) -> Rc<Mixture> {
        if let Some(known) = self.ran.borrow().get(chosen) {
            return Rc::clone(known);
        }
        let profile = flipped(self.from, chosen.iter().flat_map(|&i| &self.bundles[i]));
        let (outcome, read) = watched(|| answer(self.case, &profile, &self.options));
        let found = (!outcome.is_left_out()).then(|| compare(&outcome, self.target, self.rules));
        let is_read = |&i: &usize| self.bundles[i].iter().any(|flip| read.contains(flip.axis.id));
        let mixture = Rc::new(Mixture { found, read: (0..self.bundles.len()).filter(is_read).collect() });
        self.ran.borrow_mut().insert(chosen.to_vec(), Rc::clone(&mixture));
        mixture
    }

    /// Whether these flips remove `kind`, and nothing came that hides it or was not there before.
    fn works(&self, kind: Kind, chosen: &[usize]) -> bool {
        let shown = |k: &Kind| *k != kind && (self.original.contains(k) || *k > kind && kind <= Kind::Columns);
        self.mixture(chosen).found.as_ref().is_some_and(|found| found.kinds.iter().all(shown))
    }

    fn cause(&self, kind: Kind) -> Option<Cause> {
        let chosen = self.one(kind).or_else(|| self.two(kind)).or_else(|| self.more(kind))?;
        let flips = chosen.iter().flat_map(|&i| self.bundles[i].iter().copied()).collect();
        Some(Cause { kind, flips })
    }

    fn one(&self, kind: Kind) -> Option<Chosen> {
        self.mixture(&[]).read.iter().map(|&i| vec![i]).find(|one| self.works(kind, one))
    }

    fn two(&self, kind: Kind) -> Option<Chosen> {
        let beside = |&i: &usize| {
            let second = self.mixture(&[i]);
            second.read.iter().filter(|&&j| j != i).map(|&j| vec![i.min(j), i.max(j)]).collect::<Vec<_>>()
        };
        let pairs: BTreeSet<Chosen> = self.mixture(&[]).read.iter().flat_map(beside).collect();
        pairs.into_iter().find(|two| self.works(kind, two))
    }

    /// All flips without those that can be left out, tried from the back, so that how values are held is the first to go.
    fn more(&self, kind: Kind) -> Option<Chosen> {
        let mut chosen: Chosen = (0..self.bundles.len()).collect();
        if !self.works(kind, &chosen) {
            return None;
        }
        loop {
            let read = &self.mixture(&chosen).read;
            chosen.retain(|i| read.contains(i));
            let without = |at: usize| chosen.iter().copied().filter(|&i| i != chosen[at]).collect();
            match (0..chosen.len()).rev().map(without).find(|fewer: &Chosen| self.works(kind, fewer)) {
                Some(fewer) => chosen = fewer,
                None => return Some(chosen),
            }
        }
    }
}
