//! Medians and quantiles of sorted values.
//!
//! Sources: pandas, `_libs/groupby.pyx` (`group_quantile`, `group_median_float64`); NumPy, `lib/function_base.py` (`_lerp`).

use arrow::buffer::BooleanBuffer;

use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::keys::Groups;

/// `statistic` of the sorted values of every group that are there; none where there are none.
pub(super) fn each_group(
    values: &[f64],
    groups: &Groups,
    present: &BooleanBuffer,
    statistic: impl Fn(&[f64]) -> f64,
) -> Vec<Option<f64>> {
    each_numbered_group(values, groups, present, |_, sorted| Some(statistic(sorted)))
}

/// As [`each_group`], for a `statistic` that asks which group it is.
pub(super) fn each_numbered_group(
    values: &[f64],
    groups: &Groups,
    present: &BooleanBuffer,
    statistic: impl Fn(usize, &[f64]) -> Option<f64>,
) -> Vec<Option<f64>> {
    let (starts, rows) = groups.rows();
    let mut sorted: Vec<f64> = Vec::new();
    starts
        .windows(2)
        .enumerate()
        .map(|(group, bounds)| {
            let rows = &rows[bounds[0] as usize..bounds[1] as usize];
            sorted.clear();
            sorted.extend(rows.iter().filter(|&&r| present.value(r as usize)).map(|&r| values[r as usize]));
            sorted.sort_by(f64::total_cmp);
            if sorted.is_empty() { None } else { statistic(group, &sorted) }
        })
        .collect()
}

/// The middle value, or the mean of the two in the middle.
#[expect(clippy::manual_midpoint, reason = "the frameworks add first, and overflow")]
pub(super) fn median(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    if n % 2 == 1 { sorted[n / 2] } else { (sorted[n / 2] + sorted[n / 2 - 1]) / 2.0 }
}

/// The value at the quantile, between neighbours in proportion; a neighbour that has no part in it is not looked at.
pub(super) fn counted_off(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let part = place.fract();
    match sorted.get(below + 1) {
        Some(above) if part > 0.0 => sorted[below] + (above - sorted[below]) * part,
        _ => sorted[below],
    }
}

/// The value at the quantile of values of a kind, between neighbours in proportion; next to an infinity it is NaN. The way
/// between two values is of their kind too: single precision is rounded, signed integers wrap around.
pub(super) fn interpolated(sorted: &[f64], q: f64, kind: &Kind) -> f64 {
    let (below, above, part) = neighbours(sorted.len(), q);
    let (a, b) = (sorted[below], sorted[above]);
    let way = match kind {
        Kind::Float32 => f64::from(b as f32 - a as f32),
        Kind::Int8 => f64::from((b as i8).wrapping_sub(a as i8)),
        Kind::Int16 => f64::from((b as i16).wrapping_sub(a as i16)),
        Kind::Int32 => f64::from((b as i32).wrapping_sub(a as i32)),
        // from zero on no way is too long, though the nearest double may be
        Kind::Int64 if a < 0.0 && b - a >= -(i64::MIN as f64) => b - a + 2.0 * i64::MIN as f64,
        _ => b - a,
    };
    between(a, b, way, part)
}

/// The length of time at the quantile: the part of the way from the nearer neighbour is cut to whole units.
pub(super) fn in_units(sorted: &[f64], q: f64) -> f64 {
    let (below, above, part) = neighbours(sorted.len(), q);
    let (a, b) = (sorted[below], sorted[above]);
    if part >= 0.5 { b - ((b - a) * (1.0 - part)).trunc() } else { a + ((b - a) * part).trunc() }
}

/// The value at the quantile as Arrow weighs it of its neighbours.
fn weighed(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    match sorted.get(below + 1) {
        Some(above) if part > 0.0 => part * above + (1.0 - part) * sorted[below],
        _ => sorted[below],
    }
}

/// The value at the quantile of the values of a column.
pub(super) fn of(dtype: &DType, sorted: &[f64], q: f64) -> f64 {
    if dtype.family == Family::Arrow { weighed(sorted, q) } else { interpolated(sorted, q, &dtype.kind) }
}

/// The places of the values below and above the quantile of `n` values, and how far it is from the first to the second.
pub(super) fn neighbours(n: usize, q: f64) -> (usize, usize, f64) {
    let last = n - 1;
    let place = q * last as f64;
    let below = place.floor() as usize;
    if below >= last { (last, last, 1.0) } else { (below, below + 1, place - below as f64) }
}

/// The point at `part` of the `way` from `a` to `b`.
pub(super) fn between(a: f64, b: f64, way: f64, part: f64) -> f64 {
    if part >= 0.5 { b - way * (1.0 - part) } else { a + way * part }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_infinite_neighbour_spoils_an_interpolation_but_not_a_count() {
        let sorted = [1.0, 2.0, f64::INFINITY];
        assert_eq!(counted_off(&sorted, 0.5), 2.0);
        assert!(interpolated(&sorted, 0.5, &Kind::Float64).is_nan());
    }
}
