//! How far two results are from each other, and what a case's tables are like.

use crate::case::plan::Case;
use crate::engine::{self, Options};
use crate::profile::Profile;
use crate::report::check::caught;
use crate::result::{Comparison, Kind, Outcome, RowPair, Rules, compare};

/// A distance that only an error has.
pub(super) const ERROR: u64 = 1_000_000_000;
/// A distance that only other columns have.
const COLUMNS: u64 = 100_000_000;

/// How far a result is from the other.
pub(super) fn distance(outcome: &Outcome, comparison: &Comparison) -> u64 {
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
pub(super) fn differing(outcome: &Outcome, comparison: &Comparison) -> Vec<String> {
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
pub(super) fn tables(case: &Case, profile: &Profile, options: Options) -> Vec<Vec<(String, String)>> {
    let mut out = Vec::new();
    for end in 0..=case.steps.len() {
        let mut part = case.clone();
        part.steps.truncate(end);
        let Ok(table) = caught(|| engine::table(&part, profile, &options, &mut |_| ())) else { break };
        let held = table.parts.first().unwrap_or(&table.meta);
        let declared =
            || held.names.iter().zip(&held.columns).map(|(n, c)| (n.to_string(), c.dtype.logical())).collect();
        // what objects are is told by their values
        let told = match caught(|| Ok(engine::outcome(&table, &part, profile))) {
            Ok(Outcome::Table(told)) => {
                let columns = told.columns.into_iter().filter(|column| !column.name.contains('\0'));
                columns.map(|column| (column.name, column.ty)).collect()
            }
            Ok(Outcome::Error(_)) | Err(_) => declared(),
        };
        out.push(told);
    }
    out
}

/// Which places of two runs differ, counted from their ends: what both are behind, or stopped before, and that is not the same but
/// for how it is held.
pub(super) fn apart(left: &[Option<Outcome>], right: &[Option<Outcome>], rules: &Rules) -> Vec<usize> {
    let from_end = |outcomes: &[Option<Outcome>], back: usize| outcomes.len().checked_sub(back + 1);
    (0..left.len().max(right.len()))
        .filter(|&back| {
            let sides = [(left, from_end(left, back)), (right, from_end(right, back))];
            let [Some(left), Some(right)] = sides.map(|(side, at)| at.and_then(|at| side[at].as_ref())) else {
                return false;
            };
            left.error().is_some()
                || right.error().is_some()
                || compare(left, right, rules).kinds.iter().any(|kind| *kind < Kind::Missing)
        })
        .collect()
}
