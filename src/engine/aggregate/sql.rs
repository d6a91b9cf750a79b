//! Aggregates of SQL columns: types are decided first, text is cast where a number is wanted, NaN is a value and the greatest.
//!
//! Source: Spark's `sql/catalyst/expressions/aggregate` (`inputTypes` and `dataType` of each function) and `TypeCoercion`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array, ListArray};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::compute;
use arrow::datatypes::{self as ty, DataType, Field};

use super::float::Welford;
use super::fold::{self, Numbers, Spans, fold};
use super::{Call, quantile};
use crate::axis::{Axes, aggregate};
use crate::case::plan::{AggFn, Aggregate};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::frame::Frame;
use crate::engine::keys::Groups;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::sql;
use crate::result::ErrorKind;

/// The largest precision of a decimal.
const MAX_PRECISION: u8 = 38;

/// The aggregate of every group of an SQL column.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    let wrong = || Err(wrong(call.function, column));
    let interval = matches!(column.kind(), Kind::Duration(_) | Kind::Interval(..));
    match call.function {
        AggFn::Min | AggFn::Max => extreme(column, groups, call.function == AggFn::Max),
        AggFn::Any | AggFn::All => match column.kind() {
            Kind::Bool | Kind::Void => Ok(truth(column, groups, call.function == AggFn::All)),
            Kind::String => match axes.aggregate.text_truth() {
                aggregate::TextTruth::Refuse => wrong(),
                aggregate::TextTruth::Cast => {
                    let column = to_bool(column, groups)?;
                    Ok(truth(&column, groups, call.function == AggFn::All))
                }
            },
            _ => wrong(),
        },
        AggFn::Sum => sum(column, groups, axes),
        AggFn::Mean => mean(column, groups, axes),
        AggFn::Var | AggFn::Std => {
            let Some(column) = to_double(column, groups, axes)? else { return wrong() };
            let values = Numbers::of(&column)?.doubles();
            let start = Welford::<f64>::default();
            let merge = |whole: &mut Welford<_>, part: &_| whole.merge(part, axes.aggregate.empty_moments());
            let folded = groups.fold_partitions(&column.present(), start, |w, r| w.add(values[r]), merge);
            let root = |x: f64| if call.function == AggFn::Std { x.sqrt() } else { x };
            let spreads = folded.values.iter().zip(&folded.counts).map(|(w, &n)| (n > 1).then(|| root(w.variance())));
            Ok(doubles(spreads.collect()))
        }
        AggFn::Prod => {
            let Some(column) = to_double(column, groups, axes)? else { return wrong() };
            let values = Numbers::of(&column)?.doubles();
            Ok(doubles(values_where_any(fold(groups, &column.present(), 1.0, |p, r| *p *= values[r]), axes, 1.0)))
        }
        AggFn::Median | AggFn::Quantile => {
            let q = if call.function == AggFn::Median { 0.5 } else { call.q };
            no_time_of_day(column, axes)?;
            if interval {
                let Numbers::Signed(counts) = Numbers::of(column)? else { return wrong() };
                let values: Vec<f64> = counts.into_iter().map(|c| c as f64).collect();
                let quantiles = quantile::each_group(&values, groups, &column.present(), |v| point(v, q, axes));
                let quantiles: Int64Array = quantiles.into_iter().map(|v| v.map(|x| x as i64)).collect();
                return fold::stored(Arc::new(quantiles), column.dtype.clone());
            }
            let Some(column) = to_double(column, groups, axes)? else { return wrong() };
            let values = Numbers::of(&column)?.doubles();
            let values: Vec<f64> = values.into_iter().map(|x| if x.is_nan() { f64::NAN } else { x }).collect();
            Ok(doubles(quantile::each_group(&values, groups, &column.present(), |v| point(v, q, axes))))
        }
        other => Err(Raised::internal(format!("{} of an SQL column", other.name()))),
    }
}

/// Refuses quantiles of points in time where their times of day are tried: while types are made to fit, thus before any
/// aggregate of the step is found to be of a wrong type.
pub(in crate::engine) fn no_times_of_day(outputs: &[Aggregate], frame: &Frame, axes: &Axes) -> Raises<()> {
    for output in outputs {
        let column = output.column.as_deref().and_then(|name| frame.position(name)).map(|place| &frame.columns[place]);
        let Some(column) = column.filter(|column| column.dtype.family == Family::Sql) else { continue };
        if matches!(output.function, AggFn::Median | AggFn::Quantile) {
            no_time_of_day(column, axes)?;
        }
    }
    Ok(())
}

fn no_time_of_day(column: &Column, axes: &Axes) -> Raises<()> {
    if !matches!(column.kind(), Kind::Timestamp(..) | Kind::Date) {
        return Ok(());
    }
    match axes.aggregate.instant_quantile() {
        aggregate::InstantQuantile::Numbers => Ok(()),
        aggregate::InstantQuantile::TimesOfDay => Err(Raised::unsupported("times of day are not supported")),
    }
}

fn wrong(function: AggFn, column: &Column) -> Raised {
    Raised::type_error(format!("{} does not take {}", function.name(), column.dtype))
}

/// The sum over every span.
pub(in crate::engine) fn sum(column: &Column, spans: &impl Spans, axes: &Axes) -> Raises<Column> {
    match column.kind() {
        kind if kind.is_integer() => integer_sum(column, spans, axes),
        Kind::Decimal(p, s) => decimal_sum(column, spans, (p.saturating_add(10).min(MAX_PRECISION), *s), axes),
        Kind::Duration(_) | Kind::Interval(..) => interval_sum(column, spans),
        _ => {
            let Some(column) = to_seconds(column, spans, axes)? else { return Err(wrong(AggFn::Sum, column)) };
            let values = Numbers::of(&column)?.doubles();
            Ok(doubles(values_where_any(sums(&values, spans, &column), axes, 0.0)))
        }
    }
}

/// The sums of doubles, those of the partitions first.
fn sums(values: &[f64], spans: &impl Spans, column: &Column) -> fold::Folded<f64> {
    spans.fold_partitions(&column.present(), 0.0, |sum, row| *sum += values[row], |sum, part| *sum += part)
}

/// The mean over every span.
pub(in crate::engine) fn mean(column: &Column, spans: &impl Spans, axes: &Axes) -> Raises<Column> {
    match column.kind() {
        Kind::Decimal(p, s) => decimal_mean(column, spans, (*p, *s), axes),
        Kind::Duration(_) | Kind::Interval(..) => interval_mean(column, spans),
        _ => {
            let Some(column) = to_seconds(column, spans, axes)? else { return Err(wrong(AggFn::Mean, column)) };
            let values = Numbers::of(&column)?.doubles();
            let sums = sums(&values, spans, &column);
            let means = sums.values.iter().zip(&sums.counts).map(|(s, &n)| (n > 0).then(|| s / f64::from(n)));
            Ok(doubles(means.collect()))
        }
    }
}

/// The value at the quantile, between its two neighbours by their distance.
fn point(sorted: &[f64], q: f64, axes: &Axes) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    if below == above || sorted[below] == sorted[above] {
        return sorted[below];
    }
    let part = place - below as f64;
    match axes.aggregate.quantile_point() {
        aggregate::QuantilePoint::Weighed => (above as f64 - place) * sorted[below] + part * sorted[above],
        aggregate::QuantilePoint::OnTheWay => sorted[below] + part * (sorted[above] - sorted[below]),
    }
}

/// Folded values; where no value came in, what the sum of nothing is.
fn values_where_any(folded: fold::Folded<f64>, axes: &Axes, neutral: f64) -> Vec<Option<f64>> {
    let nothing = match axes.aggregate.empty_sum() {
        aggregate::EmptySum::Neutral => Some(neutral),
        aggregate::EmptySum::Missing => None,
    };
    folded.values.into_iter().zip(folded.counts).map(|(v, n)| if n > 0 { Some(v) } else { nothing }).collect()
}

fn doubles(values: Vec<Option<f64>>) -> Column {
    Column::new(DType::sql(Kind::Float64), Arc::new(Float64Array::from(values)))
}

/// The column as doubles, a timestamp with a zone as seconds since 1970; none where its type has no number.
fn to_seconds(column: &Column, groups: &impl Spans, axes: &Axes) -> Raises<Option<Column>> {
    let Kind::Timestamp(unit, Some(_)) = column.kind() else {
        return to_double(column, groups, axes);
    };
    let present = column.present();
    let counts = Numbers::of(column)?.doubles();
    let per_second = crate::engine::text::per_second(*unit) as f64;
    let seconds = counts.iter().enumerate().map(|(row, count)| present.value(row).then(|| count / per_second));
    Ok(Some(doubles(seconds.collect())))
}

/// The column as doubles; none where its type has no number.
fn to_double(column: &Column, groups: &impl Spans, axes: &Axes) -> Raises<Option<Column>> {
    let array: ArrayRef = match column.kind() {
        kind if kind.is_number() => compute::cast(&column.array(), &DataType::Float64).map_err(Raised::internal)?,
        Kind::Void => Arc::new(Float64Array::from(vec![None::<f64>; column.len()])),
        Kind::String => {
            let array = column.array();
            let wanted = groups.covered();
            let numbers = array.as_string::<i32>().iter().enumerate().map(|(row, text)| match text.map(sql::double) {
                Some(None) => match axes.aggregate.text_number() {
                    aggregate::TextNumber::Raise if wanted.value(row) => {
                        Err(Raised::new(ErrorKind::InvalidCast, format!("'{}' is no number", text.unwrap_or_default())))
                    }
                    aggregate::TextNumber::Raise | aggregate::TextNumber::Missing => Ok(None),
                },
                Some(number) => Ok(number),
                None => Ok(None),
            });
            Arc::new(numbers.collect::<Raises<Float64Array>>()?)
        }
        _ => return Ok(None),
    };
    Ok(Some(Column::new(DType::sql(Kind::Float64), array)))
}

fn to_bool(column: &Column, groups: &impl Spans) -> Raises<Column> {
    let array = column.array();
    let wanted = groups.covered();
    let truths = array.as_string::<i32>().iter().enumerate().map(|(row, text)| {
        let Some(text) = text else { return Ok(None) };
        match text.trim_matches(|c: char| c <= ' ').to_ascii_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "1" => Ok(Some(true)),
            "f" | "false" | "n" | "no" | "0" => Ok(Some(false)),
            _ if !wanted.value(row) => Ok(None),
            _ => Err(Raised::new(ErrorKind::InvalidCast, format!("'{text}' is no truth value"))),
        }
    });
    Ok(Column::new(DType::sql(Kind::Bool), Arc::new(truths.collect::<Raises<BooleanArray>>()?)))
}

fn truth(column: &Column, groups: &Groups, all: bool) -> Column {
    let array = column.array();
    let present = column.present();
    let value = |r: usize| array.as_boolean_opt().is_some_and(|a| a.value(r));
    let folded = fold(groups, &present, all, |t, r| *t = if all { *t && value(r) } else { *t || value(r) });
    let truths: BooleanArray =
        folded.values.into_iter().zip(folded.counts).map(|(v, n)| (n > 0).then_some(v)).collect();
    Column::new(DType::sql(Kind::Bool), Arc::new(truths))
}

/// The smallest or the largest value of every span.
pub(in crate::engine) fn extreme(column: &Column, groups: &impl Spans, largest: bool) -> Raises<Column> {
    if *column.kind() == Kind::Void {
        return Ok(Column::missing(column.dtype.clone(), groups.count()));
    }
    let array = column.array();
    let compare =
        arrow::array::make_comparator(&array, &array, compute::SortOptions::default()).map_err(Raised::internal)?;
    let nan = column.is_nan();
    let floats = if column.kind().is_float() { Some(Numbers::of(column)?.doubles()) } else { None };
    let order = |a: usize, b: usize| match (nan.value(a), nan.value(b)) {
        (false, false) => match &floats {
            // -0.0 is as large as 0.0
            Some(values) => values[a].partial_cmp(&values[b]).unwrap_or(std::cmp::Ordering::Equal),
            None => compare(a, b),
        },
        (a, b) => a.cmp(&b),
    };
    let rows = fold::choose(groups, &column.present(), |row, held| {
        let order = order(row, held);
        Ok(if largest { order.is_gt() } else { order.is_lt() })
    })?;
    column.take(&rows)
}

fn overflow() -> Raised {
    Raised::new(ErrorKind::Overflow, "the sum overflows")
}

fn integer_sum(column: &Column, groups: &impl Spans, axes: &Axes) -> Raises<Column> {
    let Numbers::Signed(values) = Numbers::of(column)? else {
        return Err(Raised::internal("unsigned integers in SQL"));
    };
    let mut overflowed = false;
    let sums = fold(groups, &column.present(), 0_i64, |s, r| {
        let (sum, over) = s.overflowing_add(values[r]);
        overflowed |= over;
        *s = sum;
    });
    match axes.aggregate.overflow() {
        aggregate::Overflow::Raise if overflowed => return Err(overflow()),
        aggregate::Overflow::Raise | aggregate::Overflow::Wrap => {}
    }
    let nothing = match axes.aggregate.empty_sum() {
        aggregate::EmptySum::Neutral => Some(0),
        aggregate::EmptySum::Missing => None,
    };
    let sums: Int64Array =
        sums.values.into_iter().zip(sums.counts).map(|(s, n)| if n > 0 { Some(s) } else { nothing }).collect();
    Ok(Column::new(DType::sql(Kind::Int64), Arc::new(sums)))
}

/// The exact sum of the decimals of every group, and how many there are; none where 128 bits do not hold it.
pub(super) fn decimal_sums(column: &Column, groups: &impl Spans) -> fold::Folded<Option<i128>> {
    let array = column.array();
    let values = array.as_primitive::<ty::Decimal128Type>();
    fold(groups, &column.present(), Some(0_i128), |s, r| *s = s.and_then(|s| s.checked_add(values.value(r))))
}

/// Decimals of a type; one that does not fit raises or is missing.
fn decimals(values: impl Iterator<Item = Option<Option<i128>>>, (p, s): (u8, i8), axes: &Axes) -> Raises<Column> {
    let limit = 10_i128.checked_pow(p.into()).unwrap_or(i128::MAX);
    let fitted = values.map(|value| match value {
        None => Ok(None),
        Some(value) => match value.filter(|v| v.unsigned_abs() < limit.unsigned_abs()) {
            Some(value) => Ok(Some(value)),
            None => match axes.aggregate.overflow() {
                aggregate::Overflow::Raise => Err(overflow()),
                aggregate::Overflow::Wrap => Ok(None),
            },
        },
    });
    let array =
        fitted.collect::<Raises<Decimal128Array>>()?.with_precision_and_scale(p, s).map_err(Raised::internal)?;
    Ok(Column::new(DType::sql(Kind::Decimal(p, s)), Arc::new(array)))
}

fn decimal_sum(column: &Column, groups: &impl Spans, dtype: (u8, i8), axes: &Axes) -> Raises<Column> {
    let sums = decimal_sums(column, groups);
    let nothing = match axes.aggregate.empty_sum() {
        aggregate::EmptySum::Neutral => Some(Some(0)),
        aggregate::EmptySum::Missing => None,
    };
    let sums = sums.values.into_iter().zip(sums.counts).map(|(s, n)| if n > 0 { Some(s) } else { nothing });
    decimals(sums, dtype, axes)
}

/// The mean, with four more digits behind the point, halves away from zero.
fn decimal_mean(column: &Column, groups: &impl Spans, (p, s): (u8, i8), axes: &Axes) -> Raises<Column> {
    let (precision, scale) = (p.saturating_add(4).min(MAX_PRECISION), s.saturating_add(4).min(MAX_PRECISION as i8));
    let widen = 10_i128.pow((scale - s).unsigned_abs().into());
    let sums = decimal_sums(column, groups);
    let means = sums.values.into_iter().zip(sums.counts).map(|(sum, n)| {
        (n > 0).then(|| {
            let sum = sum?.checked_mul(widen)?;
            let n = i128::from(n);
            let (quotient, rest) = (sum / n, sum % n);
            Some(if rest.abs() * 2 >= n { quotient + sum.signum() } else { quotient })
        })
    });
    decimals(means, (precision, scale), axes)
}

fn interval_sum(column: &Column, groups: &impl Spans) -> Raises<Column> {
    let Numbers::Signed(values) = Numbers::of(column)? else {
        return Err(Raised::internal("intervals that are not counted"));
    };
    let sums = fold(groups, &column.present(), Some(0_i64), |s, r| *s = s.and_then(|s| s.checked_add(values[r])));
    let sums = sums.values.into_iter().zip(sums.counts).map(|(s, n)| match (s, n) {
        (_, 0) => Ok(None),
        (None, _) => Err(overflow()),
        (sum, _) => Ok(sum),
    });
    fold::stored(Arc::new(sums.collect::<Raises<Int64Array>>()?), column.dtype.clone())
}

fn interval_mean(column: &Column, groups: &impl Spans) -> Raises<Column> {
    let Numbers::Signed(values) = Numbers::of(column)? else {
        return Err(Raised::internal("intervals that are not counted"));
    };
    let sums = fold(groups, &column.present(), 0_i128, |s, r| *s += i128::from(values[r]));
    let means = sums.values.into_iter().zip(sums.counts).map(|(sum, n)| {
        (n > 0).then(|| {
            let n = i128::from(n);
            let (quotient, rest) = (sum / n, sum % n);
            (if rest.abs() * 2 >= n { quotient + sum.signum() } else { quotient }) as i64
        })
    });
    fold::stored(Arc::new(means.collect::<Int64Array>()), column.dtype.clone())
}

/// All values of each group, as arrays.
pub(super) fn lists(column: &Column, groups: &Groups, keep_missing: bool) -> Raises<Column> {
    let (starts, rows) = groups.rows();
    let present = column.present();
    let mut offsets: Vec<i32> = vec![0];
    let mut kept: Vec<u32> = Vec::with_capacity(rows.len());
    for bounds in starts.windows(2) {
        let rows = &rows[bounds[0] as usize..bounds[1] as usize];
        kept.extend(rows.iter().filter(|&&r| keep_missing || present.value(r as usize)));
        offsets.push(kept.len() as i32);
    }
    let items = column.take(&arrow::array::UInt32Array::from(kept))?.array();
    let field = Arc::new(Field::new("item", items.data_type().clone(), true));
    let lists = ListArray::new(field, OffsetBuffer::new(ScalarBuffer::from(offsets)), items, None);
    Ok(Column::new(DType::sql(Kind::List(Box::new(column.kind().clone()))), Arc::new(lists)))
}
