//! The search: single changes first, then changes of what got nearer, at most three together.

use std::collections::HashSet;

use super::change::{Changed, Site};
use super::{Remedies, Remedy, Side, code, why_not};
use crate::axis::remedy::Change;
use crate::axis::{Axis, Sort, catalogue};
use crate::case::plan::Case;
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

/// A case on its way.
struct State {
    on: Side,
    site: Site,
    done: Vec<String>,
    distance: u64,
}

/// A changed case and how it still differs.
struct Tried {
    on: Side,
    done: Vec<String>,
    changed: Changed,
    outcome: Outcome,
    comparison: Comparison,
}

impl Search<'_> {
    pub(super) fn run(&self) -> Remedies {
        let [(_, left), (_, right)] = self.sides;
        let original = compare(left, right, self.rules);
        if original.agrees() || left.is_left_out() || right.is_left_out() {
            return Remedies::default();
        }
        let pool = self.pool();
        let mut frontier: Vec<State> = [Side::From, Side::To]
            .into_iter()
            .map(|on| {
                let (profile, outcome) = self.own(on);
                let changed = Changed { what: String::new(), case: self.case.clone(), profile: profile.clone() };
                self.state(on, Vec::new(), changed, outcome, &original)
            })
            .collect();
        let mut seen = HashSet::new();
        let (mut whole, mut but_types): (Vec<Tried>, Vec<Tried>) = (Vec::new(), Vec::new());
        let mut tried = 0;
        for _ in 0..TOGETHER {
            let mut next: Vec<(u64, Tried)> = Vec::new();
            for state in &frontier {
                for changed in
                    pool.iter().flat_map(|(axis, change)| state.site.changed(axis, change, self.other(state.on).1))
                {
                    if whole.iter().filter(|t| t.on == state.on).count() >= KEPT
                        || !seen.insert(signature(state.on, &changed))
                    {
                        continue;
                    }
                    tried += 1;
                    let Some((outcome, comparison)) = self.held(state.on, &changed) else { continue };
                    let (near, mut done) = (distance(&outcome, &comparison), state.done.clone());
                    done.push(changed.what.clone());
                    let now = Tried { on: state.on, done, changed, outcome, comparison };
                    if now.comparison.agrees() {
                        whole.push(now);
                    } else if near < state.distance || near == state.distance && near < ERROR && state.done.is_empty() {
                        next.push((near, now));
                    }
                }
            }
            if !whole.is_empty() {
                break;
            }
            next.sort_by_key(|(near, _)| *near);
            next.truncate(FURTHER);
            let nearest = next.into_iter().map(|(_, tried)| tried);
            frontier = Vec::new();
            for tried in nearest {
                let Tried { on, done, changed, outcome, comparison } = &tried;
                frontier.push(self.state(*on, done.clone(), changed.clone(), outcome, comparison));
                if comparison.kinds == [Kind::Type] && original.kinds != [Kind::Type] && but_types.is_empty() {
                    but_types.push(tried);
                }
            }
        }
        let found = if whole.is_empty() { but_types } else { whole };
        let mut found: Vec<Remedy> = found.into_iter().map(|tried| self.remedy(tried)).collect();
        // two changes of a case may be one of the code
        let mut codes = HashSet::new();
        found.retain(|remedy| remedy.code.is_empty() || codes.insert((remedy.on, remedy.code.clone())));
        let why_none = found.is_empty().then(|| why_not::sentence(self, &original, &pool, tried));
        Remedies { found, why_none }
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

    fn own(&self, on: Side) -> (&Profile, &Outcome) {
        self.sides[on as usize]
    }

    fn other(&self, on: Side) -> (&Profile, &Outcome) {
        self.sides[1 - on as usize]
    }

    /// What a changed case comes to, and how that differs from the other side; `None` where it comes to nothing.
    fn held(&self, on: Side, changed: &Changed) -> Option<(Outcome, Comparison)> {
        let outcome = answer(&changed.case, &changed.profile, &self.options);
        if outcome.is_left_out() {
            return None;
        }
        let other = self.other(on).1;
        // an error that agrees with an error is no remedy
        if outcome.error().is_some() {
            return None;
        }
        let comparison = match on {
            Side::From => compare(&outcome, other, self.rules),
            Side::To => compare(other, &outcome, self.rules),
        };
        Some((outcome, comparison))
    }

    fn state(
        &self,
        on: Side,
        done: Vec<String>,
        changed: Changed,
        outcome: &Outcome,
        comparison: &Comparison,
    ) -> State {
        let Changed { case, profile, .. } = changed;
        let tables = tables(&case, &profile, self.options);
        let differing = differing(outcome, comparison);
        State { on, done, distance: distance(outcome, comparison), site: Site { case, profile, tables, differing } }
    }

    fn remedy(&self, tried: Tried) -> Remedy {
        let Tried { on, done, changed: Changed { case, profile, .. }, comparison, .. } = tried;
        let code = code::changed((self.case, self.own(on).0), (&case, &profile));
        Remedy { on, changes: done, case, profile, code, leaves: comparison.kinds, live: None }
    }
}

/// What tells one changed case from another.
fn signature(on: Side, changed: &Changed) -> String {
    let steps: Vec<String> = changed.case.steps.iter().map(write::step).collect();
    let via: Vec<&str> = changed.case.inputs.iter().map(|input| input.via.name()).collect();
    format!("{} {} {} {}", on.name(), changed.profile.name, via.join(","), steps.join("\n"))
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
        let Ok(table) = caught(|| engine::table(&part, profile, &options, &mut |_, _| ())) else { break };
        let held = table.parts.first().unwrap_or(&table.meta);
        out.push(held.names.iter().zip(&held.columns).map(|(n, c)| (n.to_string(), c.dtype.logical())).collect());
    }
    out
}
