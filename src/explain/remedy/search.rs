//! The search: single changes first, then changes of what got nearer, at most three together.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::change::{Changed, Site};
use super::near::{ERROR, apart, differing, distance, tables};
use super::{Part, Remedies, Remedy, Side, code, why_not};
use crate::axis::remedy::{Change, GENERAL};
use crate::axis::{Axis, Sort, catalogue};
use crate::case::plan::{Case, Source};
use crate::engine::Options;
use crate::explain::cause::Cause;
use crate::explain::trace::along;
use crate::profile::Profile;
use crate::report::check::answer;
use crate::result::{Comparison, Kind, Outcome, Rules, compare};

/// How many changes are made together at most.
const TOGETHER: usize = 3;
/// How many cases are tried whatever their size.
const AT_LEAST: usize = 60;
/// How many remedies are kept a side.
const KEPT: usize = 2;
/// How many changed cases of one side are enough to go on from whose runs agree in more places.
const LEADS: usize = 5;
/// In a case of no more steps and rows every step may be changed, in another one those at which the sides part.
const FEW: (usize, usize) = (4, 100);

/// How far a search goes.
struct Reach {
    /// How many changed cases, the nearest ones, are changed further.
    further: usize,
    /// How many are tried at most.
    tried: usize,
    /// How many rows all of them may have together, but for the first few.
    rows: usize,
    /// Whether it goes on from cases that are as far as before, also where what one side raises is another error.
    sideways: bool,
}

/// With what the axes declare.
const DECLARED: Reach = Reach { further: 4, tried: usize::MAX, rows: 2_000_000, sideways: false };
/// With general changes too.
const WIDE: Reach = Reach { further: 8, tried: 1200, rows: 200_000, sideways: true };

/// A change that may be made, by the axis that declares it; a general one by none.
type Known = (Option<&'static Axis>, &'static Change);

/// What is sought.
pub(super) struct Search<'a> {
    pub(super) case: &'a Case,
    /// From and to.
    pub(super) sides: [(&'a Profile, &'a Outcome); 2],
    pub(super) rules: &'a Rules,
    pub(super) causes: &'a [Cause],
    pub(super) options: Options,
    /// What changed cases came to: most are met again, by another way or in a wider search.
    pub(super) ran: RefCell<HashMap<Rc<str>, Rc<Ran>>>,
}

/// What a case came to on one side.
#[derive(Debug)]
pub(super) struct Ran {
    outcome: Outcome,
    /// What tells it from others.
    end: u64,
    /// What is there behind each of its steps, once it was asked for.
    along: OnceCell<Vec<Option<Outcome>>>,
}

impl Ran {
    fn new(outcome: Outcome) -> Rc<Self> {
        let mut hasher = DefaultHasher::new();
        format!("{outcome:?}").hash(&mut hasher);
        Rc::new(Self { outcome, end: hasher.finish(), along: OnceCell::new() })
    }
}

/// The number of places at which two runs differ, then how far their ends are apart.
type Nearness = (usize, u64);

/// How near a changed case is, and whether the change shows in no result.
type Rank = (Nearness, bool);

/// The case as it stands on both sides, changed or not.
#[derive(Clone)]
struct Pair {
    cases: [Changed; 2],
    /// What was changed, a side each.
    done: [Vec<String>; 2],
    ran: [Rc<Ran>; 2],
    comparison: Comparison,
}

/// What a search goes by, and what it has tried.
struct Hunt<'a> {
    reach: &'a Reach,
    /// Whether both sides are changed together.
    together: bool,
    pool: Vec<&'a Known>,
    /// How many changed cases are tried at most.
    patience: usize,
    tried: &'a mut usize,
    /// The changed cases that were met.
    seen: HashSet<[Rc<str>; 2]>,
    /// Which changes of the pool showed in a result.
    showed: Vec<bool>,
}

impl Hunt<'_> {
    /// The places in the pool: what showed in a result once is likely to be a part of what helps.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.pool.len()).collect();
        order.sort_by_key(|&place| !self.showed[place]);
        order
    }

    /// Whether as many changed cases were tried as may be.
    fn is_out_of_patience(&self) -> bool {
        *self.tried >= self.patience
    }

    /// Whether these changed cases are tried: they are new.
    fn tries(&mut self, cases: &[Changed; 2]) -> bool {
        let new = self.seen.insert(cases.each_ref().map(|changed| Rc::clone(&changed.key)));
        *self.tried += usize::from(new);
        new
    }
}

/// What one change more comes to.
#[derive(Default)]
struct Met {
    /// The pairs that agree.
    whole: Vec<Pair>,
    /// Those that are no farther apart.
    next: Vec<(Rank, Pair)>,
    /// What tells these from one another.
    ends: HashSet<(Nearness, [u64; 2])>,
}

impl Search<'_> {
    pub(super) fn run(&self) -> Remedies {
        let [(from, left), (to, right)] = self.sides;
        let comparison = compare(left, right, self.rules);
        if comparison.agrees() || left.is_left_out() || right.is_left_out() {
            return Remedies::default();
        }
        let as_it_is = |profile: &Profile| {
            Changed::new(String::new(), self.case.clone(), profile.clone(), vec![false; self.case.steps.len()])
        };
        let start = Pair {
            cases: [as_it_is(from), as_it_is(to)],
            done: [Vec::new(), Vec::new()],
            ran: [Ran::new(left.clone()), Ran::new(right.clone())],
            comparison,
        };
        let (mut pool, mut tried) = (self.pool(), 0);
        let alone = [Side::From, Side::To];
        let together = [Side::From, Side::To, Side::Both];
        let answered = left.error().is_none() || right.error().is_none();
        let mut found = self.seek(&start, &alone, &pool, &DECLARED, &mut tried);
        if found.is_empty() && answered {
            found = self.seek(&start, &together, &pool, &DECLARED, &mut tried);
        }
        if !found.iter().any(Pair::agrees) {
            pool.extend(GENERAL.iter().map(|change| (None, change)));
            let mut wider = self.seek(&start, &alone, &pool, &WIDE, &mut tried);
            if !wider.iter().any(Pair::agrees) {
                let both = self.seek(&start, &together, &pool, &WIDE, &mut tried);
                wider = if both.iter().any(Pair::agrees) || wider.is_empty() { both } else { wider };
            }
            found = if wider.iter().any(Pair::agrees) || found.is_empty() { wider } else { found };
        }
        let mut found: Vec<Remedy> = found.into_iter().filter_map(|pair| self.remedy(pair)).collect();
        // two changes of a case may be one of the code
        let mut codes = HashSet::new();
        found.retain(|remedy| {
            let code: Vec<_> = remedy.parts.iter().map(|part| part.code.clone()).collect();
            codes.insert((remedy.on, code))
        });
        let why_none = found.is_empty().then(|| why_not::sentence(self, &start.comparison, tried));
        Remedies { found, why_none }
    }

    /// The changed cases that agree, those first that take the fewest changes; where there is none, one that differs in types alone.
    /// With [`Side::Both`] among the `moves` sides are changed together, without it a case is changed on one side alone.
    fn seek(&self, start: &Pair, moves: &[Side], pool: &[Known], reach: &Reach, tried: &mut usize) -> Vec<Pair> {
        let together = moves.contains(&Side::Both);
        let patience = (reach.rows / self.rows().max(1)).max(AT_LEAST).min(reach.tried) + *tried;
        let pool: Vec<&Known> = pool.iter().filter(|(_, change)| !together || !change.loses()).collect();
        let showed = vec![false; pool.len()];
        let mut hunt = Hunt { reach, together, pool, patience, tried, seen: HashSet::new(), showed };
        let mut frontier = vec![start.clone()];
        let mut but_types = Vec::new();
        for depth in 0..if together && !reach.sideways { TOGETHER - 1 } else { TOGETHER } {
            let mut met = Met::default();
            let order = hunt.order();
            for pair in &frontier {
                self.change(pair, moves, (&order, depth == 0), &mut hunt, &mut met);
            }
            let Met { whole, mut next, .. } = met;
            if !whole.is_empty() {
                return whole;
            }
            next.sort_by_key(|(rank, _)| *rank);
            next.truncate(reach.further);
            let nearest = next.iter().map(|(_, p)| p).find(|p| p.comparison.kinds == [Kind::Type]);
            if but_types.is_empty() && start.comparison.kinds != [Kind::Type] {
                but_types.extend(nearest.cloned());
            }
            frontier = next.into_iter().map(|(_, pair)| pair).collect();
        }
        but_types
    }

    /// Makes every change of the pool, in this order, to a pair on each of these sides; `first` where it is the case as it is.
    fn change(
        &self,
        pair: &Pair,
        moves: &[Side],
        (order, first): (&[usize], bool),
        hunt: &mut Hunt<'_>,
        met: &mut Met,
    ) {
        let (reach, together) = (hunt.reach, hunt.together);
        let kept = if reach.sideways { 1 } else { KEPT };
        let before = self.nearness(pair, reach);
        let sites = [self.site(pair, 0), self.site(pair, 1)];
        for &on in moves.iter().filter(|on| together || pair.is_changed_only(**on)) {
            let mut leads = 0;
            'pool: for &place in order {
                let (axis, change) = hunt.pool[place];
                if together && on != Side::Both && change.gives_up() {
                    continue;
                }
                for cases in moved(&sites, on, pair, *axis, change) {
                    let enough = leads >= LEADS || met.whole.iter().filter(|p| p.on() == on).count() >= kept;
                    if enough || hunt.is_out_of_patience() {
                        break 'pool;
                    }
                    if !hunt.tries(&cases) {
                        continue;
                    }
                    let Some(now) = self.pair(pair, on, cases, reach) else { continue };
                    if now.agrees() {
                        met.whole.push(now);
                        continue;
                    }
                    let near = self.nearness(&now, reach);
                    let shows = now.end() != pair.end();
                    hunt.showed[place] |= shows;
                    let as_near = near == before && (first || reach.sideways);
                    let further =
                        near < before || as_near && (near.1 < ERROR || reach.sideways && now.raises_other(pair));
                    if further && met.ends.insert((near, now.end())) {
                        leads += usize::from(near.0 < before.0);
                        met.next.push(((near, !shows), now));
                    }
                }
            }
        }
    }

    /// How many places of the two runs differ, and how far their ends are apart.
    fn nearness(&self, pair: &Pair, reach: &Reach) -> Nearness {
        let several = self.case.steps.len() > 1;
        let places = if reach.sideways && several { self.apart(pair).len() } else { 0 };
        (places, pair.distance())
    }

    /// The places, from the end, at which the two runs differ.
    fn apart(&self, pair: &Pair) -> Vec<usize> {
        let of = |i: usize| {
            let Changed { case, profile, .. } = &pair.cases[i];
            let Ran { outcome, along: known, .. } = &*pair.ran[i];
            known.get_or_init(|| along(case, profile, outcome, self.options))
        };
        apart(of(0), of(1), self.rules)
    }

    /// The axes of the causes with what they declare: quirks and rules before how values are held, which comes even where it is
    /// no cause, as a change may bring it to light.
    fn pool(&self) -> Vec<Known> {
        let held = |axis: &Axis| axis.sort == Sort::Representation;
        let caused = |axis: &Axis| self.causes.iter().any(|c| c.flips.iter().any(|f| f.axis.id == axis.id));
        let [(from, _), (to, _)] = self.sides;
        let differs = |axis: &Axis| from.axes.get(axis.id) != to.axes.get(axis.id);
        let rules = catalogue().filter(|axis| !held(axis) && caused(axis));
        let held = catalogue().filter(|axis| held(axis) && differs(axis));
        rules.chain(held).flat_map(|axis| axis.remedies.iter().map(move |change| (Some(axis), change))).collect()
    }

    /// How many rows the case is about: those of its inputs where they are known, and of its results.
    fn rows(&self) -> usize {
        let inputs = self.case.inputs.iter().map(|input| match &input.source {
            Source::Inline(columns) => columns.first().map_or(0, |column| column.values.len()),
            Source::Made(made) => made.rows,
            Source::File(_) => 0,
        });
        let results = self.sides.iter().map(|(_, outcome)| match outcome {
            Outcome::Table(table) => table.rows,
            Outcome::Error(_) => 0,
        });
        inputs.chain(results).max().unwrap_or(0)
    }

    /// What changed cases come to; `None` where that is nothing: an error, or no row where there were some.
    fn pair(&self, before: &Pair, on: Side, cases: [Changed; 2], reach: &Reach) -> Option<Pair> {
        let mut ran = before.ran.clone();
        let mut done = before.done.clone();
        for i in on.places() {
            ran[i] = self.answer(&cases[i]);
            done[i].push(cases[i].what.clone());
        }
        let [left, right] = ran.each_ref().map(|ran| &ran.outcome);
        if left.is_left_out() || right.is_left_out() {
            return None;
        }
        let one_sided = done.iter().any(Vec::is_empty);
        if let (Outcome::Table(left), Outcome::Table(right)) = (left, right) {
            if !one_sided && (left.rows == 0 || right.rows == 0) {
                return None;
            }
        } else if on.places().any(|i| ran[i].outcome.error().is_some()) && !reach.sideways {
            return None;
        }
        let comparison = compare(left, right, self.rules);
        Some(Pair { cases, done, ran, comparison })
    }

    /// What the changed case comes to, which may be known.
    fn answer(&self, changed: &Changed) -> Rc<Ran> {
        if let Some(ran) = self.ran.borrow().get(&changed.key) {
            return Rc::clone(ran);
        }
        let ran = Ran::new(answer(&changed.case, &changed.profile, &self.options));
        self.ran.borrow_mut().insert(Rc::clone(&changed.key), Rc::clone(&ran));
        ran
    }

    fn site(&self, pair: &Pair, i: usize) -> Site {
        let Changed { case, profile, put_in, .. } = &pair.cases[i];
        let end = case.steps.len();
        let mut parted: Vec<usize> = (0..end).collect();
        if end > FEW.0 || end > 1 && self.rows() > FEW.1 {
            let apart: Vec<usize> =
                self.apart(pair).into_iter().filter_map(|back| (end - 1).checked_sub(back)).collect();
            let is_first =
                |i: usize| apart.contains(&i) && !i.checked_sub(1).is_some_and(|before| apart.contains(&before));
            // what comes right before may be what it is about
            let first: Vec<usize> = (0..end).filter(|&i| is_first(i) || is_first(i + 1)).collect();
            if !first.is_empty() {
                parted = first;
            }
        }
        let others = match &pair.ran[1 - i].outcome {
            Outcome::Table(table) => table.columns.iter().map(|column| column.name.clone()).collect(),
            Outcome::Error(_) => Vec::new(),
        };
        Site {
            case: case.clone(),
            profile: profile.clone(),
            tables: tables(case, profile, self.options),
            put_in: put_in.clone(),
            differing: differing(&pair.ran[i].outcome, &pair.comparison),
            others,
            parted,
            options: self.options,
        }
    }

    /// The remedy that a pair is; what does not change a framework's code is no part of it, and without a part there is none.
    fn remedy(&self, pair: Pair) -> Option<Remedy> {
        let [from, to] = pair.cases;
        let parts =
            [Side::From, Side::To].into_iter().zip([from, to]).zip(pair.done).filter(|(_, done)| !done.is_empty());
        let part = |((on, changed), changes): ((Side, Changed), Vec<String>)| {
            let Changed { case, profile, .. } = changed;
            let code = code::changed((self.case, self.sides[on as usize].0), (&case, &profile));
            Part { on, changes, case, profile, code }
        };
        let parts: Vec<Part> = parts.map(part).filter(|part| !part.code.is_empty()).collect();
        let on = match parts.as_slice() {
            [] => return None,
            [alone] => alone.on,
            _ => Side::Both,
        };
        Some(Remedy { on, parts, leaves: pair.comparison.kinds, live: None })
    }
}

impl Pair {
    /// Where it is changed.
    fn on(&self) -> Side {
        match &self.done {
            [_, to] if to.is_empty() => Side::From,
            [from, _] if from.is_empty() => Side::To,
            _ => Side::Both,
        }
    }

    /// Whether only these sides are changed so far, if any is.
    fn is_changed_only(&self, on: Side) -> bool {
        let other = match on {
            Side::From => 1,
            Side::To | Side::Both => 0,
        };
        self.done[other].is_empty()
    }

    /// Whether both sides give the same table.
    fn agrees(&self) -> bool {
        self.comparison.agrees() && self.ran.iter().all(|ran| ran.outcome.error().is_none())
    }

    /// Whether one side raises something that it did not raise before.
    fn raises_other(&self, before: &Self) -> bool {
        let raised = |outcome: &Outcome| match outcome {
            Outcome::Error(failure) => Some((failure.kind, failure.message.clone())),
            Outcome::Table(_) => None,
        };
        (0..2).any(|i| raised(&self.ran[i].outcome).is_some_and(|now| raised(&before.ran[i].outcome) != Some(now)))
    }

    /// What tells these two results from others.
    fn end(&self) -> [u64; 2] {
        self.ran.each_ref().map(|ran| ran.end)
    }

    fn distance(&self) -> u64 {
        let errors = self.ran.iter().filter(|ran| ran.outcome.error().is_some()).count() as u64;
        match errors {
            0 => self.ran.iter().map(|ran| distance(&ran.outcome, &self.comparison)).max().unwrap_or(ERROR),
            errors => errors * ERROR,
        }
    }
}

impl Side {
    /// Its places among from and to.
    fn places(self) -> std::ops::Range<usize> {
        match self {
            Self::From => 0..1,
            Self::To => 1..2,
            Self::Both => 0..2,
        }
    }
}

/// What a declared change makes of both sides' cases where it is made `on` these; on both it is the same.
fn moved(sites: &[Site; 2], on: Side, pair: &Pair, axis: Option<&Axis>, change: &Change) -> Vec<[Changed; 2]> {
    let [from, to] = sites;
    let [left, right] = pair.ran.each_ref().map(|ran| &ran.outcome);
    let on_from = || from.changed(axis, change, right);
    let on_to = || to.changed(axis, change, left);
    match on {
        Side::From => on_from().into_iter().map(|changed| [changed, pair.cases[1].clone()]).collect(),
        Side::To => on_to().into_iter().map(|changed| [pair.cases[0].clone(), changed]).collect(),
        Side::Both => {
            let others = on_to();
            let with = |changed: Changed| others.iter().find(|o| o.what == changed.what).map(|o| [changed, o.clone()]);
            on_from().into_iter().filter_map(with).collect()
        }
    }
}
