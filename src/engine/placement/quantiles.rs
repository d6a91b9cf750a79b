//! Ranges of values for a sort over partitions, guessed from quantiles of each partition.
//!
//! Source: Dask, `partitionquantiles.py` (`percentiles_summary`, `merge_and_compress_summaries`, `process_val_weights`) and
//! `shuffle.py` (`sort_values`, `set_partitions_pre`).

use arrow::datatypes::TimeUnit;

use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::object::i64s;
use crate::engine::order::{self, Key};
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::result::{ErrorKind, When};

/// Where rows go.
pub(super) enum Targets {
    /// They are where they belong.
    Stay,
    /// All into one partition.
    Whole,
    /// For every partition the new partition of each row, and how many there are.
    Move(Vec<Vec<u32>>, usize),
}

/// The partition of every row, so that partitions hold ranges of values in order; `moved` are the values of the rows, where they are other
/// partitions than the ranges are looked for in.
pub(super) fn targets(
    parts: &[Column],
    moved: Option<&[Column]>,
    ascending: bool,
    missing_last: bool,
    skips_missing: bool,
) -> Raises<Targets> {
    let all: Vec<&Column> = parts.iter().chain(moved.unwrap_or_default()).collect();
    let mut points = Points::of(&all, skips_missing)?;
    let wanted = moved.map_or(parts.len(), <[Column]>::len);
    let apart = points.parts.split_off(parts.len());
    let summaries = points.parts.iter().zip(&points.nearest);
    let summaries = summaries.map(|(part, nearest)| points.summary(part, *nearest, wanted, skips_missing)).collect();
    let mut divisions = points.divisions(&together(summaries), wanted, skips_missing);
    if divisions.iter().all(|d| d.is_nan()) {
        return Ok(Targets::Whole);
    }
    let incomplete = divisions.iter().any(|d| d.is_nan());
    // from some version on the last one is not told apart from the others, and they are put in order
    let last = if skips_missing { divisions.pop() } else { None };
    divisions = told_apart(&divisions);
    divisions.extend(last);
    if skips_missing {
        divisions.sort_by(|a, b| order::floats(*a, *b));
    }
    if (!incomplete || skips_missing) && points.in_place(ascending, skips_missing) {
        return Ok(Targets::Stay);
    }
    let n = divisions.len();
    if n < 2 && !skips_missing {
        return Err(Raised::new(ErrorKind::DivideByZero, "one value makes no range"));
    }
    if n < 2 {
        return Ok(Targets::Whole);
    }
    if !skips_missing && parts.iter().any(|part| matches!(part.kind(), Kind::Timestamp(..) | Kind::Duration(_))) {
        return Err(Raised::type_error("times are not searched for among bounds that are text").met(When::Moved));
    }
    let place = |(&value, below): (&f64, usize)| -> u32 {
        if value.is_nan() {
            return if missing_last { n as u32 - 2 } else { 0 };
        }
        let place = if ascending { below as i64 - 1 } else { n as i64 - below as i64 - 1 };
        if place < 0 || place >= n as i64 - 1 { if ascending { n as u32 - 2 } else { 0 } } else { place as u32 }
    };
    let rows = if moved.is_some() { &apart } else { &points.parts };
    let targets = rows.iter().map(|part| part.iter().zip(searched(&divisions, part)).map(place).collect());
    let targets = targets.collect();
    Ok(Targets::Move(targets, n - 1))
}

/// The first of each set of equal bounds, where they stand.
fn told_apart(bounds: &[f64]) -> Vec<f64> {
    let alike = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
    let new = |&(at, bound): &(usize, &f64)| !bounds[..at].iter().any(|&known| alike(known, *bound));
    bounds.iter().enumerate().filter(new).map(|(_, bound)| *bound).collect()
}

/// Behind how many bounds each value is put. Bounds around a NaN may be in no order: then it matters how they are searched.
///
/// Source: NumPy, `binsearch` (`npysort/binsearch.cpp`).
fn searched(bounds: &[f64], values: &[f64]) -> Vec<usize> {
    let up_to = |a: f64, b: f64| order::floats(a, b).is_le();
    let (mut from, mut to) = (0, bounds.len());
    let mut before = values.first().copied().unwrap_or_default();
    let mut search = |&value: &f64| {
        if up_to(before, value) {
            to = bounds.len();
        } else {
            from = 0;
            to = bounds.len().min(to + 1);
        }
        before = value;
        while from < to {
            let middle = from.midpoint(to);
            if up_to(bounds[middle], value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    };
    values.iter().map(&mut search).collect()
}

/// The values of a column as numbers that are in the same order; a missing value is NaN.
struct Points {
    parts: Vec<Vec<f64>>,
    /// Values between two values exist.
    numbers: bool,
    /// For every partition, whether a quantile is one of the values.
    nearest: Vec<bool>,
    /// The type of the first partition, which is the one of the bounds, if it is one of integers.
    whole: Option<Kind>,
}

impl Points {
    /// Points in time are counts of nanoseconds where the bounds are not told apart; those of other units are objects.
    fn of(parts: &[&Column], counts_nanoseconds: bool) -> Raises<Self> {
        let column = promote::stack(parts)?;
        let present = column.present();
        let counts = counts_nanoseconds && matches!(column.kind(), Kind::Timestamp(TimeUnit::Nanosecond, None));
        let numbers = counts || column.kind().is_integer() || column.kind().is_float();
        let whole = parts.first().filter(|first| first.kind().is_integer()).map(|first| first.kind().clone());
        let codes: Vec<f64> = if counts {
            i64s(&column.array()).into_iter().map(|count| count.map_or(f64::NAN, |count| count as f64)).collect()
        } else if numbers {
            let doubles = column.numpy_to_float64()?;
            let array = doubles.array();
            arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&array).values().to_vec()
        } else {
            ranks(&column)?
        };
        let codes: Vec<f64> =
            codes.iter().enumerate().map(|(i, &v)| if present.value(i) { v } else { f64::NAN }).collect();
        let mut start = 0;
        let own = parts;
        let parts = parts
            .iter()
            .map(|p| {
                start += p.len();
                codes[start - p.len()..start].to_vec()
            })
            .collect();
        let near =
            |part: &&Column| !numbers || part.kind().is_integer() || matches!(column.kind(), Kind::Timestamp(..));
        let nearest = own.iter().map(near).collect();
        Ok(Self { parts, numbers, nearest, whole })
    }

    /// Quantiles of one partition, each with its weight.
    fn summary(&self, values: &[f64], nearest: bool, partitions: usize, skips_missing: bool) -> Vec<(f64, f64)> {
        let rows = values.len();
        if rows == 0 {
            return Vec::new();
        }
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        if sorted.len() < rows && !skips_missing {
            sorted.clear();
        }
        sorted.sort_by(|a, b| order::floats(*a, *b));
        let percents = percents(rows, partitions);
        let last = percents.len() - 1;
        percents
            .iter()
            .enumerate()
            .map(|(i, &q)| {
                let before = if i == 0 { 0.0 } else { q - percents[i - 1] };
                let after = if i == last { 0.0 } else { percents[i + 1] - q };
                (quantile(&sorted, q, nearest), 0.5 * rows as f64 * (before + after))
            })
            .collect()
    }

    /// The bounds of `n` partitions of about equal weight; those between integers are the ones below, or nearer to 0.
    fn divisions(&self, merged: &[(f64, f64)], n: usize, floors: bool) -> Vec<f64> {
        let Some(last) = merged.len().checked_sub(1) else { return vec![f64::NAN; n + 1] };
        let values: Vec<f64> = merged.iter().map(|m| m.0).collect();
        let mut bounds = match merged.len().cmp(&(n + 1)) {
            std::cmp::Ordering::Equal => values,
            std::cmp::Ordering::Less if self.numbers => {
                let summed = sums(merged);
                (0..=n)
                    .map(|i| {
                        interpolate(summed[0] + (summed[last] - summed[0]) * i as f64 / n as f64, &summed, &values)
                    })
                    .collect()
            }
            std::cmp::Ordering::Less => {
                let extra = n + 1 - values.len();
                let steps = extra.saturating_sub(1).max(1) as f64;
                let mut bounds = values.clone();
                bounds.extend((0..extra).map(|i| values[(last as f64 * i as f64 / steps) as usize]));
                bounds.sort_by(|a, b| order::floats(*a, *b));
                bounds
            }
            std::cmp::Ordering::Greater => {
                let mut bounds = heavy_and_even(merged, n);
                bounds.sort_by(|a, b| order::floats(*a, *b));
                bounds
            }
        };
        if let Some(kind) = &self.whole {
            // an array of integers of which some need all 64 bits, and of what stands between integers, is one of doubles
            let wide = |bound: f64| *kind == Kind::UInt64 && bound >= 9_223_372_036_854_775_808.0;
            let mixed = merged.iter().any(|m| wide(m.0)) && !merged.iter().all(|m| wide(m.0));
            let doubles = mixed || merged.len() < n + 1 || self.nearest.contains(&false);
            let cut = |bound: f64| if floors { bound.floor() } else { bound.trunc() };
            let stored = |bound: f64| if doubles { stored_in(kind, bound) } else { bound };
            bounds.iter_mut().for_each(|b| *b = if b.is_nan() { missing_in(kind) } else { stored(cut(*b)) });
        }
        bounds
    }

    /// Whether the partitions are ranges in order already.
    fn in_place(&self, ascending: bool, skips_missing: bool) -> bool {
        let extreme = |pick: fn(f64, f64) -> f64| -> Vec<f64> {
            self.parts
                .iter()
                .map(|p| p.iter().copied().filter(|v| !v.is_nan()).reduce(pick).unwrap_or(f64::NAN))
                .collect()
        };
        let (mut mins, mut maxes) = (extreme(f64::min), extreme(f64::max));
        for list in [&mut mins, &mut maxes] {
            for i in (0..list.len() - 1).rev() {
                if list[i].is_nan() {
                    list[i] = list[i + 1];
                }
            }
            if !skips_missing {
                for i in 1..list.len() {
                    if list[i].is_nan() {
                        list[i] = list[i - 1];
                    }
                }
            }
        }
        let ordered = |list: &[f64]| list.windows(2).all(|w| if ascending { w[0] <= w[1] } else { w[0] >= w[1] });
        let apart = (1..mins.len()).all(|i| if ascending { maxes[i - 1] < mins[i] } else { maxes[i] < mins[i - 1] });
        !mins.iter().chain(&maxes).any(|v| v.is_nan()) && ordered(&mins) && ordered(&maxes) && apart
    }
}

fn quantile(sorted: &[f64], percent: f64, nearest: bool) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = percent / 100.0 * last as f64;
    if nearest {
        return sorted[(at.round_ties_even() as usize).min(last)];
    }
    let below = (at.floor() as usize).min(last);
    let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
    let part = at - below as f64;
    // an infinity is infinitely far from itself
    if part >= 0.5 { b - (b - a) * (1.0 - part) } else { a + (b - a) * part }
}

/// What a missing number becomes in an integer type, where the processor says it.
fn missing_in(kind: &Kind) -> f64 {
    match kind {
        Kind::Int64 => -9_223_372_036_854_775_808.0,
        Kind::UInt64 => 9_223_372_036_854_775_808.0,
        Kind::Int32 => f64::from(i32::MIN),
        _ => 0.0,
    }
}

/// What a double that is too large becomes in an integer type of 64 bits, where the processor says it.
fn stored_in(kind: &Kind, bound: f64) -> f64 {
    match kind {
        Kind::Int64 if bound >= 9_223_372_036_854_775_808.0 => missing_in(kind),
        Kind::UInt64 if bound >= 18_446_744_073_709_551_616.0 => 0.0,
        _ => bound,
    }
}

fn ranks(column: &Column) -> Raises<Vec<f64>> {
    let key = || [Key { column, descending: false, missing_first: false }];
    let sorted = order::sorted(&key(), column.len())?;
    let groups = crate::engine::keys::Groups::by(column, crate::engine::keys::Missing::One)?;
    let mut codes = vec![0.0; column.len()];
    let (mut rank, mut before) = (0.0, None);
    for &row in sorted.values() {
        let group = groups.of_row[row as usize];
        if before.is_some_and(|b| b != group) {
            rank += 1.0;
        }
        before = Some(group);
        codes[row as usize] = rank;
    }
    Ok(codes)
}

/// The percentiles that are looked at in a partition: all rows of a small one. (Of a large one Dask adds random ones.)
fn percents(rows: usize, partitions: usize) -> Vec<f64> {
    let (fixed, drawn) = asked(partitions);
    let count = if draws(rows, partitions) { fixed + drawn + 3 } else { rows };
    (0..=count).map(|i| 100.0 * i as f64 / count as f64).collect()
}

/// Whether some of the percentiles of a partition of so many rows are drawn at random.
///
/// Source: Dask, `sample_percentiles` (`partitionquantiles.py`).
pub(in crate::engine) fn draws(rows: usize, partitions: usize) -> bool {
    let (fixed, drawn) = asked(partitions);
    fixed + drawn + 5 < rows
}

/// How many percentiles are asked of a partition at even distances, and how many at random.
fn asked(partitions: usize) -> (usize, usize) {
    let n = partitions as f64;
    let random = 1.0 / (1.0 + 4.0_f64.sqrt());
    let percentiles = n * (n + 22.0).powf(0.55) / n;
    ((percentiles * (1.0 - random)) as usize + 2, (percentiles * random) as usize + 2)
}

/// All summaries as one, put together in groups level by level.
///
/// Source: Dask, `create_merge_tree` (`partitionquantiles.py`).
fn together(mut summaries: Vec<Vec<(f64, f64)>>) -> Vec<(f64, f64)> {
    loop {
        let groups = groups(summaries.len());
        let several = groups.len() > 1;
        let mut rest = summaries.into_iter();
        let group = |size: usize| rest.by_ref().take(size).filter(|summary| !summary.is_empty()).collect::<Vec<_>>();
        let grouped: Vec<_> = groups.into_iter().map(group).collect();
        summaries = grouped.iter().map(|group| compressed(&merged(group))).collect();
        if !several {
            return summaries.pop().unwrap_or_default();
        }
    }
}

/// How many of `n` summaries are put together at a time.
///
/// Source: Dask, `tree_width` and `tree_groups` (`partitionquantiles.py`).
fn groups(n: usize) -> Vec<usize> {
    let each = if n < 32 { 2 } else { (n as f64).ln() as usize };
    let width = match n / each {
        few if few < 16 => 1 << (n as f64 / each as f64).log2().max(0.0) as u32,
        many => many,
    };
    let (size, more) = (n / width, n % width);
    // as evenly as a line is drawn
    let mut ahead = 2 * more as i64 - width as i64;
    let mut sizes = Vec::with_capacity(width);
    for _ in 0..width {
        let one_more = ahead >= 0;
        sizes.push(size + usize::from(one_more));
        ahead += 2 * more as i64 - if one_more { 2 * width as i64 } else { 0 };
    }
    sizes
}

/// Summaries in order made one: a NaN, which is below nothing, stays where its partition has it. Source: toolz, `merge_sorted`.
fn merged(summaries: &[Vec<(f64, f64)>]) -> Vec<(f64, f64)> {
    let (left, right) = match summaries {
        [] => return Vec::new(),
        [only] => return only.clone(),
        several => {
            let (left, right) = several.split_at(several.len() / 2);
            (merged(left), merged(right))
        }
    };
    let below = |a: &(f64, f64), b: &(f64, f64)| if a.0 == b.0 { a.1 < b.1 } else { a.0 < b.0 };
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    let mut all = Vec::new();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if below(b, a) { right.next() } else { left.next() };
        all.extend(next);
    }
    all.extend(left);
    all.extend(right);
    all
}

/// Equal values put together, their weights summed. A NaN equals nothing, and ends the list where it stands last.
fn compressed(merged: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut list: Vec<(f64, f64)> = Vec::with_capacity(merged.len());
    for &(value, weight) in merged {
        match list.last_mut() {
            Some(last) if last.0 == value => last.1 += weight,
            _ => list.push((value, weight)),
        }
    }
    if list.last().is_some_and(|last| last.0.is_nan()) {
        list.pop();
    }
    list
}

fn sums(merged: &[(f64, f64)]) -> Vec<f64> {
    merged
        .iter()
        .scan(0.0, |sum, m| {
            *sum += m.1;
            Some(*sum)
        })
        .collect()
}

/// Values heavier than a partition, and of the others those at even steps of weight.
fn heavy_and_even(merged: &[(f64, f64)], n: usize) -> Vec<f64> {
    let target = merged.iter().map(|m| m.1).sum::<f64>() / n as f64;
    let (heavy, light): (Vec<_>, Vec<_>) = merged.iter().partition(|m| m.1 >= target);
    let summed = sums(&light);
    let total = summed.last().copied().unwrap_or_default();
    let steps = n.saturating_sub(heavy.len());
    let mut bounds: Vec<f64> = (0..=steps)
        .filter(|_| !light.is_empty())
        .map(|i| {
            let at = if steps == 0 { 0.0 } else { total * i as f64 / steps as f64 };
            let left = summed.partition_point(|s| *s < at);
            let right = summed.partition_point(|s| *s <= at).saturating_sub(1);
            light[left.min(right)].0
        })
        .collect();
    bounds.extend(heavy.iter().map(|m| m.0));
    bounds
}

/// Source: NumPy, `interp` (`core/src/multiarray/compiled_base.c`).
fn interpolate(x: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let at = xs.partition_point(|&v| v <= x);
    match (at.checked_sub(1), xs.get(at)) {
        (None, _) => ys[0],
        (Some(below), None) => ys[below],
        (Some(below), Some(_)) if xs[below] == x => ys[below],
        (Some(below), Some(&next)) => {
            let slope = (ys[at] - ys[below]) / (next - xs[below]);
            let forward = slope * (x - xs[below]) + ys[below];
            // beside an infinity from the other end
            if forward.is_nan() { slope * (x - next) + ys[at] } else { forward }
        }
    }
}
