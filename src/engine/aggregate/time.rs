//! Aggregates of groups of timestamps and durations: counts of a unit, most of them computed in double precision.
//!
//! Source: pandas, `core/arrays/datetimelike.py` (`_groupby_op`).

use arrow::buffer::BooleanBuffer;

use super::float::{Kahan, Welford};
use super::fold::{self, Folded, Numbers, fold};
use super::{Call, extremes, quantile, truths};
use crate::axis::{Axes, aggregate, cast, quirks, types};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr;
use crate::engine::keys::{Groups, LEFT_OUT};
use crate::engine::raised::{Raised, Raises};
use arrow::datatypes::TimeUnit;

/// The aggregate of every group of a column of times.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    let Numbers::Signed(counts) = Numbers::of(column)? else {
        return Err(Raised::internal("times that are not counted"));
    };
    let present = column.present();
    let refused = || Err(Raised::type_error(format!("{} does not support {}", column.dtype, call.function.name())));
    let duration = matches!(column.kind(), Kind::Duration(_));
    match call.function {
        AggFn::Sum if duration => {
            let sums = fold(groups, &present, 0_i64, |s, r| *s = s.wrapping_add(counts[r])).values;
            times(sums.into_iter().map(Some), column.dtype.clone())
        }
        AggFn::Mean => {
            let Folded { values, counts } = fold(groups, &present, Kahan::new(true), |s, r| s.add(counts[r] as f64));
            let means = values.iter().zip(counts).map(|(s, n)| (n > 0).then(|| as_count(s.sum / f64::from(n))));
            times(means, column.dtype.clone())
        }
        AggFn::Min | AggFn::Max => {
            column.take_or_missing(&extremes(groups, &present, call.function == AggFn::Max, |r| counts[r])?)
        }
        AggFn::Std | AggFn::Var => spread(column, &counts, groups, &present, call.function == AggFn::Std, axes),
        AggFn::Median => median(column, counts, groups, &present, axes),
        AggFn::Quantile if call.style == Style::Agg => {
            made_of_values(quantiles(column, counts, groups, &present, call, axes)?, axes)
        }
        AggFn::Quantile => quantiles(column, counts, groups, &present, call, axes),
        AggFn::Any | AggFn::All => {
            let all = call.function == AggFn::All;
            match axes.aggregate.time_truth() {
                aggregate::TimeTruth::Refuse if !duration => return refused(),
                aggregate::TimeTruth::Refuse | aggregate::TimeTruth::Epoch => {}
            }
            let (looked_at, missing) = match axes.aggregate.missing_time_truth() {
                aggregate::MissingTimeTruth::Skip => (present.clone(), false),
                aggregate::MissingTimeTruth::Truth => (BooleanBuffer::new_set(column.len()), true),
            };
            let is_true = |r: usize| if present.value(r) { counts[r] != 0 } else { missing };
            let truth =
                fold(groups, &looked_at, all, |t, r| *t = if all { *t && is_true(r) } else { *t || is_true(r) });
            Ok(truths(truth.values, Family::Numpy))
        }
        _ => refused(),
    }
}

/// A double as a count: truncated, and the missing time where it does not fit, as a C compiler casts it.
pub(super) fn as_count(x: f64) -> i64 {
    if x.is_nan() || x.abs() >= 9.223_372_036_854_776e18 { i64::MIN } else { x as i64 }
}

/// Times of a type; the smallest count stands for a missing one.
pub(in crate::engine) fn times(values: impl Iterator<Item = Option<i64>>, dtype: DType) -> Raises<Column> {
    let counts: arrow::array::Int64Array = values.map(|v| v.filter(|&v| v != i64::MIN)).collect();
    fold::stored(std::sync::Arc::new(counts), dtype)
}

fn spread(
    column: &Column,
    counts: &[i64],
    groups: &Groups,
    present: &BooleanBuffer,
    root: bool,
    axes: &Axes,
) -> Raises<Column> {
    let (Kind::Timestamp(unit, _) | Kind::Duration(unit)) = column.kind() else {
        return Err(Raised::internal("a spread of what is no time"));
    };
    let dtype = match (axes.aggregate.time_spread(), root) {
        (aggregate::TimeSpread::Wrapped, false) => column.dtype.clone(),
        (aggregate::TimeSpread::Duration, true) => DType::numpy(Kind::Duration(*unit)),
        (aggregate::TimeSpread::Wrapped, true) | (aggregate::TimeSpread::Duration, false) => {
            return Err(Raised::type_error("times have no such spread"));
        }
    };
    // a variance of counts knows nothing of what stands for a missing one
    let looked_at = match axes.aggregate.time_spread() {
        aggregate::TimeSpread::Wrapped => BooleanBuffer::new_set(counts.len()),
        aggregate::TimeSpread::Duration => present.clone(),
    };
    let count = |row: usize| if present.value(row) { counts[row] } else { i64::MIN };
    let folded = fold(groups, &looked_at, Welford::<f64>::default(), |w, r| w.add(count(r) as f64)).values;
    times(folded.iter().map(|w| Some(as_count(if root { w.variance().sqrt() } else { w.variance() }))), dtype)
}

fn median(
    column: &Column,
    mut counts: Vec<i64>,
    groups: &Groups,
    present: &BooleanBuffer,
    axes: &Axes,
) -> Raises<Column> {
    let looked_at = match axes.quirks.time_median() {
        quirks::TimeMedian::Right => present.clone(),
        quirks::TimeMedian::Counted => {
            for row in (0..counts.len()).filter(|&row| !present.value(row)) {
                counts[row] = i64::MIN;
            }
            BooleanBuffer::new_set(counts.len())
        }
    };
    let doubles: Vec<f64> = counts.into_iter().map(|c| c as f64).collect();
    let medians = quantile::each_group(&doubles, groups, &looked_at, quantile::median);
    times(medians.into_iter().map(|m| m.map(as_count)), column.dtype.clone())
}

/// The values that a function of every group returned as a column: zoned times keep their type where a zone is known with more than one
/// unit, and what is missing alone is a point in time.
///
/// Source: pandas, `maybe_cast_pointwise_result` and `lib.maybe_convert_objects`.
fn made_of_values(values: Column, axes: &Axes) -> Raises<Column> {
    if values.dtype.family != Family::Numpy || values.is_empty() {
        return expr::times::boxed_anew(values, axes);
    }
    let nothing = values.present().count_set_bits() == 0;
    let keeps = match (axes.types.time_unit(), axes.cast.time_unit()) {
        (types::TimeUnit::Nanosecond, cast::TimeUnit::Asked) => values.kind().zone().is_some(),
        (types::TimeUnit::Microsecond, _) => !nothing,
        (types::TimeUnit::Nanosecond, cast::TimeUnit::Nanosecond) => false,
    };
    let unit = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => TimeUnit::Second,
    };
    match (keeps, nothing) {
        (true, _) => Ok(values),
        (false, true) => Ok(Column::missing(DType::numpy(Kind::Timestamp(unit, None)), values.len())),
        (false, false) => expr::times::boxed_anew(values, axes),
    }
}

fn quantiles(
    column: &Column,
    counts: Vec<i64>,
    groups: &Groups,
    present: &BooleanBuffer,
    call: Call,
    axes: &Axes,
) -> Raises<Column> {
    match (call.style, axes.quirks.time_quantile()) {
        (Style::Method, quirks::TimeQuantile::Right) => {
            let doubles: Vec<f64> = counts.into_iter().map(|c| c as f64).collect();
            let quantiles = quantile::each_group(&doubles, groups, present, |v| quantile::counted_off(v, call.q));
            times(quantiles.into_iter().map(|m| m.map(as_count)), column.dtype.clone())
        }
        (Style::Method, quirks::TimeQuantile::First) => {
            if matches!(column.kind(), Kind::Timestamp(_, Some(_))) && groups.len() > 0 {
                return Err(Raised::type_error("no quantile of zoned times"));
            }
            missing_first(column, counts, groups, present, call.q)
        }
        (Style::Agg, _) => {
            let doubles: Vec<f64> = counts.into_iter().map(|c| c as f64).collect();
            let quantiles =
                quantile::each_group(&doubles, groups, present, |v| quantile::interpolated(v, call.q, &Kind::Float64));
            times(quantiles.into_iter().map(|m| m.map(as_count)), column.dtype.clone())
        }
    }
}

/// Quantiles counted off from the first value in an order that missing values come first in.
fn missing_first(
    column: &Column,
    mut counts: Vec<i64>,
    groups: &Groups,
    present: &BooleanBuffer,
    q: f64,
) -> Raises<Column> {
    let mut there = vec![0_usize; groups.len()];
    for (row, &group) in groups.of_row.iter().enumerate() {
        if present.value(row) && group != LEFT_OUT {
            there[group as usize] += 1;
        } else {
            counts[row] = i64::MIN;
        }
    }
    let doubles: Vec<f64> = counts.into_iter().map(|c| c as f64).collect();
    let all = BooleanBuffer::new_set(doubles.len());
    let quantiles = quantile::each_numbered_group(&doubles, groups, &all, |group, sorted| {
        (there[group] > 0).then(|| quantile::counted_off(&sorted[..there[group]], q))
    });
    times(quantiles.into_iter().map(|v| v.map(as_count)), column.dtype.clone())
}
