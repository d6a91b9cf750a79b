//! The search: single changes first, then changes of what got nearer, at most three together.

use std::collections::HashSet;

use super::change::{Changed, Site};
use super::{Part, Remedies, Remedy, Side, code, why_not};
use crate::axis::remedy::Change;
use crate::axis::{Axis, Sort, catalogue};
use crate::case::plan::{Case, Source};
use crate::case::write;
use crate::engine::{self, Options};
use crate::explain::cause::Cause;
use crate::profile::Profile;
use crate::report::check::{answer, caught};
use crate::result::{Comparison, Kind, Outcome, RowPair, Rules, compare};

/// How many changes are made together at most.
const TOGETHER: usize = 3;
/// How many changed cases, the nearest ones, are changed further.
const FURTHER: usize = 4;
/// How many rows all tried cases may have together, but for the first few.
const ROWS: usize = 2_000_000;
/// How many cases are tried whatever their size.
const AT_LEAST: usize = 60;
/// How many remedies are kept a side.
const KEPT: usize = 2;

/// What is sought.
pub(super) struct Search<'a> {
    pub(super) case: &'a Case,
    /// From and to.
    pub(super) sides: [(&'a Profile, &'a Outcome); 2],
    pub(super) rules: &'a Rules,
    pub(super) causes: &'a [Cause],
    pub(super) options: Options,
}

/// The case as it stands on both sides, changed or not.
#[derive(Clone)]
struct Pair {
    cases: [Changed; 2],
    /// What was changed, a side each.
    done: [Vec<String>; 2],
    outcomes: [Outcome; 2],
    comparison: Comparison,
}

impl Search<'_> {
    pub(super) fn run(&self) -> Remedies {
        let [(from, left), (to, right)] = self.sides;
        let comparison = compare(left, right, self.rules);
        if comparison.agrees() || left.is_left_out() || right.is_left_out() {
            return Remedies::default();
        }
        let as_it_is =
            |profile: &Profile| Changed { what: String::new(), case: self.case.clone(), profile: profile.clone() };
        let start = Pair {
            cases: [as_it_is(from), as_it_is(to)],
            done: [Vec::new(), Vec::new()],
            outcomes: [left.clone(), right.clone()],
            comparison,
        };
        let (pool, mut tried) = (self.pool(), 0);
        let mut found = self.seek(&start, &[Side::From, Side::To], &pool, &mut tried);
        if found.is_empty() && (left.error().is_none() || right.error().is_none()) {
            found = self.seek(&start, &[Side::From, Side::To, Side::Both], &pool, &mut tried);
        }
        let mut found: Vec<Remedy> = found.into_iter().map(|pair| self.remedy(pair)).collect();
        // two changes of a case may be one of the code
        let mut codes = HashSet::new();
        found.retain(|remedy| {
            let code: Vec<_> = remedy.parts.iter().map(|part| part.code.clone()).collect();
            codes.insert((remedy.on, code))
        });
        let why_none = found.is_empty().then(|| why_not::sentence(self, &start.comparison, &pool, tried));
        Remedies { found, why_none }
    }

    /// The changed cases that agree, those first that take the fewest changes; where there is none, one that differs in types alone.
    /// With [`Side::Both`] among the `moves` sides are changed together, without it a case is changed on one side alone.
    fn seek(
        &self,
        start: &Pair,
        moves: &[Side],
        pool: &[(&'static Axis, &'static Change)],
        tried: &mut usize,
    ) -> Vec<Pair> {
        let together = moves.contains(&Side::Both);
        let patience = (ROWS / self.rows().max(1)).max(AT_LEAST);
        let mut seen = HashSet::new();
        let mut frontier = vec![start.clone()];
        let mut but_types = Vec::new();
        for depth in 0..if together { TOGETHER - 1 } else { TOGETHER } {
            let (mut whole, mut next): (Vec<Pair>, Vec<Pair>) = (Vec::new(), Vec::new());
            for pair in &frontier {
                let before = pair.distance();
                let sites = [self.site(pair, 0), self.site(pair, 1)];
                for &on in moves {
                    let other = match on {
                        Side::From => 1,
                        Side::To | Side::Both => 0,
                    };
                    if !together && !pair.done[other].is_empty() {
                        continue;
                    }
                    for cases in pool.iter().flat_map(|(axis, change)| moved(&sites, on, pair, axis, change)) {
                        let enough = whole.iter().filter(|p| p.on() == on).count() >= KEPT;
                        if enough || *tried >= patience || !seen.insert(cases.each_ref().map(signature)) {
                            continue;
                        }
                        *tried += 1;
                        let Some(now) = self.pair(pair, on, cases) else { continue };
                        let near = now.distance();
                        if now.comparison.agrees() {
                            whole.push(now);
                        } else if near < before || near == before && near < ERROR && depth == 0 {
                            next.push(now);
                        }
                    }
                }
            }
            if !whole.is_empty() {
                return whole;
            }
            next.sort_by_key(Pair::distance);
            next.truncate(FURTHER);
            let nearest = next.iter().find(|p| p.comparison.kinds == [Kind::Type]);
            if but_types.is_empty() && start.comparison.kinds != [Kind::Type] {
                but_types.extend(nearest.cloned());
            }
            frontier = next;
        }
        but_types
    }

    /// The axes of the causes with what they declare: quirks and rules before how values are held, which comes even where it is
    /// no cause, as a change may bring it to light.
    fn pool(&self) -> Vec<(&'static Axis, &'static Change)> {
        let held = |axis: &Axis| axis.sort == Sort::Representation;
        let caused = |axis: &Axis| self.causes.iter().any(|c| c.flips.iter().any(|f| f.axis.id == axis.id));
        let [(from, _), (to, _)] = self.sides;
        let differs = |axis: &Axis| from.axes.get(axis.id) != to.axes.get(axis.id);
        let rules = catalogue().filter(|axis| !held(axis) && caused(axis));
        let held = catalogue().filter(|axis| held(axis) && differs(axis));
        rules.chain(held).flat_map(|axis| axis.remedies.iter().map(move |change| (axis, change))).collect()
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
    fn pair(&self, before: &Pair, on: Side, cases: [Changed; 2]) -> Option<Pair> {
        let mut outcomes = before.outcomes.clone();
        let mut done = before.done.clone();
        for i in on.places() {
            outcomes[i] = answer(&cases[i].case, &cases[i].profile, &self.options);
            done[i].push(cases[i].what.clone());
        }
        let [left, right] = &outcomes;
        if left.is_left_out() || right.is_left_out() {
            return None;
        }
        let one_sided = done.iter().any(Vec::is_empty);
        if let (Outcome::Table(left), Outcome::Table(right)) = (left, right) {
            if !one_sided && (left.rows == 0 || right.rows == 0) {
                return None;
            }
        } else if on.places().any(|i| outcomes[i].error().is_some()) {
            return None;
        }
        let comparison = compare(left, right, self.rules);
        Some(Pair { cases, done, outcomes, comparison })
    }

    fn site(&self, pair: &Pair, i: usize) -> Site {
        let Changed { case, profile, .. } = &pair.cases[i];
        let tables = tables(case, profile, self.options);
        Site {
            case: case.clone(),
            profile: profile.clone(),
            tables,
            differing: differing(&pair.outcomes[i], &pair.comparison),
        }
    }

    fn remedy(&self, pair: Pair) -> Remedy {
        let on = pair.on();
        let [from, to] = pair.cases;
        let parts =
            [Side::From, Side::To].into_iter().zip([from, to]).zip(pair.done).filter(|(_, done)| !done.is_empty());
        let part = |((on, changed), changes): ((Side, Changed), Vec<String>)| {
            let Changed { case, profile, .. } = changed;
            let code = code::changed((self.case, self.sides[on as usize].0), (&case, &profile));
            Part { on, changes, case, profile, code }
        };
        Remedy { on, parts: parts.map(part).collect(), leaves: pair.comparison.kinds, live: None }
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

    fn distance(&self) -> u64 {
        self.outcomes.iter().map(|outcome| distance(outcome, &self.comparison)).max().unwrap_or(ERROR)
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
fn moved(sites: &[Site; 2], on: Side, pair: &Pair, axis: &Axis, change: &Change) -> Vec<[Changed; 2]> {
    let [from, to] = sites;
    let [left, right] = &pair.outcomes;
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

/// What tells one changed case from another.
fn signature(changed: &Changed) -> String {
    let steps: Vec<String> = changed.case.steps.iter().map(write::step).collect();
    let via: Vec<&str> = changed.case.inputs.iter().map(|input| input.via.name()).collect();
    format!("{} {} {}", changed.profile.name, via.join(","), steps.join("\n"))
}

/// A distance that only an error has.
const ERROR: u64 = 1_000_000_000;
/// A distance that only other columns have.
const COLUMNS: u64 = 100_000_000;

/// How far a result is from the other.
fn distance(outcome: &Outcome, comparison: &Comparison) -> u64 {
    let Outcome::Table(table) = outcome else { return ERROR };
    let wide = table.columns.len() as u64 + 1;
    let worst: u64 = comparison
        .kinds
        .iter()
        .map(|kind| match kind {
            Kind::Error => ERROR,
            Kind::Columns => COLUMNS,
            Kind::Order => 5,
            Kind::Rows | Kind::Value | Kind::Missing | Kind::Type => 0,
        })
        .sum();
    let rows: u64 = comparison
        .rows
        .iter()
        .map(|row| match row {
            RowPair::Same(..) => 0,
            RowPair::Differ(_, _, cells) => 10 * cells.len() as u64,
            RowPair::Left(_) | RowPair::Right(_) => 10 * wide,
        })
        .sum();
    worst + rows + comparison.types.len() as u64
}

/// The columns that differ in type or in cells; all of them where a row has no partner.
fn differing(outcome: &Outcome, comparison: &Comparison) -> Vec<String> {
    let Outcome::Table(table) = outcome else { return Vec::new() };
    let loose = |row: &RowPair| matches!(row, RowPair::Left(_) | RowPair::Right(_));
    let mut places: Vec<usize> = if comparison.rows.iter().any(loose) {
        (0..table.columns.len()).collect()
    } else {
        let cells = comparison.rows.iter().flat_map(|row| match row {
            RowPair::Differ(_, _, cells) => cells.clone(),
            _ => Vec::new(),
        });
        comparison.types.iter().copied().chain(cells).collect()
    };
    places.sort_unstable();
    places.dedup();
    places.into_iter().filter_map(|i| table.columns.get(i)).map(|c| c.name.clone()).collect()
}

/// Names and logical types of the columns before each step and after the last, as far as the case goes.
fn tables(case: &Case, profile: &Profile, options: Options) -> Vec<Vec<(String, String)>> {
    let mut out = Vec::new();
    for end in 0..=case.steps.len() {
        let mut part = case.clone();
        part.steps.truncate(end);
        let Ok(table) = caught(|| engine::table(&part, profile, &options, &mut |_| ())) else { break };
        let held = table.parts.first().unwrap_or(&table.meta);
        out.push(held.names.iter().zip(&held.columns).map(|(n, c)| (n.to_string(), c.dtype.logical())).collect());
    }
    out
}
