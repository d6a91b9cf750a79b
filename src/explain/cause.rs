//! Causes: the smallest set of axes whose flip removes a difference, found by running, a kind of difference at a time.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

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

/// A set of bundles, by their places in ascending order.
type Chosen = Vec<usize>;

/// How many bundles are flipped together to see whether any of them does something.
const AT_ONCE: usize = 8;

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
    /// The bundles that do something, alone or beside all others.
    active: OnceCell<Chosen>,
}

/// What a case comes to under a mixture of two profiles.
struct Mixture {
    /// The result as text.
    end: String,
    /// How it differs from the target; `None` where the mixture makes no sense.
    found: Option<Comparison>,
}

/// The causes of what differs between `left`, the case's result under `from`, and `right`, its result under `to`: one a kind.
///
/// One flip is looked for among all, quirks and rules before how values are held, then two among those that do something, alone or beside
/// all others; then flips are left out of the whole set one by one until none can be. Where that leaves more than two, pairs of one that does
/// something and any other are tried, too.
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
    let original = &differing.kinds;
    let (bundles, ran, active) = (bundles(from, to), RefCell::default(), OnceCell::new());
    let search = Search { case, from, target: right, rules, options, original, bundles, ran, active };
    let alone = search.telling(&|chosen| chosen.collect());
    original.iter().filter_map(|&kind| search.cause(kind, &alone)).collect()
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
    fn mixture(&self, chosen: Chosen) -> Rc<Mixture> {
        if let Some(known) = self.ran.borrow().get(&chosen) {
            return Rc::clone(known);
        }
        let flips = chosen.iter().flat_map(|&i| self.bundles[i].iter());
        let outcome = answer(self.case, &flipped(self.from, flips), &self.options);
        let found = (!outcome.is_left_out()).then(|| compare(&outcome, self.target, self.rules));
        let mixture = Rc::new(Mixture { end: format!("{outcome:?}"), found });
        self.ran.borrow_mut().insert(chosen, Rc::clone(&mixture));
        mixture
    }

    /// The bundles that do something where `with` says what is flipped with some of them: many are tried at once, each where these do.
    fn telling(&self, with: &dyn Fn(Range<usize>) -> Chosen) -> Chosen {
        let all = self.bundles.len();
        let nothing = self.mixture(with(0..0));
        let does = |some: Range<usize>| self.mixture(with(some)).end != nothing.end;
        let at_once = (0..all).step_by(AT_ONCE).map(|start| start..(start + AT_ONCE).min(all));
        at_once.filter(|some| does(some.clone())).flatten().filter(|&i| does(i..i + 1)).collect()
    }

    /// The bundles that do something, alone or beside all others.
    fn active(&self, alone: &[usize]) -> &Chosen {
        self.active.get_or_init(|| {
            let all = self.bundles.len();
            let beside = self.telling(&|some| (0..all).filter(|i| !some.contains(i)).collect());
            let mut active: Chosen = alone.iter().copied().chain(beside).collect();
            active.sort_unstable();
            active.dedup();
            active
        })
    }

    /// Whether these flips remove `kind`, and nothing came that hides it or was not there before.
    fn works(&self, kind: Kind, chosen: &[usize]) -> bool {
        let shown = |k: &Kind| *k != kind && (self.original.contains(k) || *k > kind && kind <= Kind::Columns);
        self.mixture(chosen.to_vec()).found.as_ref().is_some_and(|found| found.kinds.iter().all(shown))
    }

    fn cause(&self, kind: Kind, alone: &[usize]) -> Option<Cause> {
        let chosen = self.chosen(kind, alone)?;
        let flips = chosen.iter().flat_map(|&i| self.bundles[i].iter().copied()).collect();
        Some(Cause { kind, flips })
    }

    fn chosen(&self, kind: Kind, alone: &[usize]) -> Option<Chosen> {
        if let Some(&i) = alone.iter().find(|&&i| self.works(kind, &[i])) {
            return Some(vec![i]);
        }
        let active = self.active(alone);
        let pair = |first: usize, second: usize| [first.min(second), first.max(second)];
        let of_active =
            active.iter().enumerate().flat_map(|(at, &i)| active[at + 1..].iter().map(move |&j| pair(i, j)));
        if let Some(two) = of_active.clone().find(|two| self.works(kind, two)) {
            // one of them may do beside which another hid it
            return Some(self.fewer(kind, two.to_vec()));
        }
        let all: Chosen = (0..self.bundles.len()).collect();
        let start = [active.clone(), all.clone()].into_iter().find(|chosen| self.works(kind, chosen))?;
        let fewer = self.fewer(kind, start);
        if fewer.len() <= 2 {
            return Some(fewer);
        }
        let others = |i: usize| all.iter().filter(move |j| !active.contains(j)).map(move |&j| pair(i, j));
        let two = active.iter().flat_map(|&i| others(i)).find(|two| self.works(kind, two));
        Some(two.map_or(fewer, |two| self.fewer(kind, two.to_vec())))
    }

    /// Those of the flips of which none can be left out.
    fn fewer(&self, kind: Kind, mut chosen: Chosen) -> Chosen {
        // From the back, so that how values are held is the first to go; again, until nothing goes.
        let mut all = chosen.len() + 1;
        while chosen.len() < all {
            all = chosen.len();
            for at in (0..all).rev() {
                let mut fewer = chosen.clone();
                fewer.remove(at);
                if self.works(kind, &fewer) {
                    chosen = fewer;
                }
            }
        }
        chosen
    }
}
