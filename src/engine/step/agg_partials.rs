//! `agg` where every partition is reduced by itself and the partial results are reduced again.
//!
//! Sources: Dask, `dask/dataframe/core.py` (`Series.mean`, `std`, `quantile`) and `dask/array/percentile.py`.

use std::sync::Arc;

use arrow::array::{Float32Array, Float64Array};

use crate::axis::{Axes, aggregate as agg, types};
use crate::case::expr::BinaryOp;
use crate::case::plan::AggFn;
use crate::engine::aggregate::{self, Call, pairwise};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{Operand, Scope, arithmetic, ndarray, python, times};
use crate::engine::frame::Frame;
use crate::engine::keys::without_lists;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase};
use crate::engine::{infer, merged, order, promote};
use crate::result::ErrorKind;

/// One aggregate of a column that lies in several partitions, of the type that it was declared with.
pub(super) fn reduced(parts: &[&Column], declared: &DType, call: Call, context: &Context<'_>) -> Raises<Column> {
    let axes = context.axes;
    let Some(first) = parts.first() else {
        return Err(Raised::internal("no partitions"));
    };
    let name = call.function.name();
    let no_number = || Err(Raised::type_error(format!("{name} not supported with {declared} series")));
    let text = matches!(declared.kind, Kind::Object | Kind::String);
    match (call.function, axes.aggregate.combine()) {
        // one partition has an exact median, by way of its quantiles; how many there are is looked at before they are computed
        (AggFn::Median, agg::Combine::PartialsOrShuffle) if parts.len() == 1 || context.phase == Phase::Run => {
            return reduced(parts, declared, Call { function: AggFn::Quantile, q: 0.5, ..call }, context);
        }
        _ => {}
    }
    let decimal = matches!(declared.kind, Kind::Decimal(..)) && declared.family == Family::Arrow;
    match (call.function, axes.aggregate.arrow_decimals()) {
        // the plan cannot be named by what the type of the result is told from
        (AggFn::Sum | AggFn::Prod | AggFn::Min | AggFn::Max | AggFn::Mean, agg::ArrowDecimals::Widened) if decimal => {
            return Err(Raised::new(ErrorKind::Other, format!("a plan with the {name} of decimals has no name")));
        }
        _ => {}
    }
    match call.function {
        AggFn::Median | AggFn::List | AggFn::First | AggFn::Last => {
            Err(Raised::unsupported(format!("there is no {name} of several partitions")))
        }
        AggFn::Count | AggFn::Size => {
            let counts = parts.iter().map(|p| aggregate::whole(p, call, axes)).collect::<Raises<Vec<_>>>()?;
            again(&counts, AggFn::Sum, context)
        }
        AggFn::Nunique => {
            let column = promote::stack(parts)?;
            match axes.aggregate.combine() {
                // equal ones are left out, for which lists are compared
                agg::Combine::Partials => aggregate::whole(&without_lists([&column])[0], call, axes),
                agg::Combine::PartialsOrShuffle | agg::Combine::Rows | agg::Combine::Buffers => {
                    aggregate::whole(&column, call, axes)
                }
            }
        }
        AggFn::Sum | AggFn::Prod | AggFn::Min | AggFn::Max | AggFn::Any | AggFn::All => {
            let mut plain = *axes;
            plain.types.text = types::Text::Object;
            let partial = parts.iter().map(|p| aggregate::whole(p, call, &plain)).collect::<Raises<Vec<_>>>()?;
            again(&partial, call.function, context)
        }
        AggFn::Mean if text => no_number(),
        AggFn::Mean => mean(parts, declared, context),
        AggFn::Std | AggFn::Var if text || matches!(declared.kind, Kind::Duration(_)) => no_number(),
        AggFn::Std | AggFn::Var => spread(parts, call, axes),
        AggFn::Quantile if text || matches!(declared.kind, Kind::Bool | Kind::Date) => no_number(),
        AggFn::Quantile if !parts.iter().all(|part| is_counted(part)) => ranked_quantile(parts, call.q, axes),
        AggFn::Quantile => {
            let value = merged_quantile(parts, call.q)?;
            let dtype = match first.kind() {
                // a zone is lost on the way through an array of numbers
                Kind::Timestamp(unit, _) if value.is_some() => DType::numpy(Kind::Timestamp(*unit, None)),
                Kind::Duration(_) if value.is_some() => first.dtype.clone(),
                _ => DType::numpy(Kind::Float64),
            };
            aggregate::one_double(value, &dtype)
        }
    }
}

/// The sum of all partitions, divided by how many values there are.
fn mean(parts: &[&Column], declared: &DType, context: &Context<'_>) -> Raises<Column> {
    let sum = reduced(parts, declared, Call::method(AggFn::Sum), context)?;
    let count = reduced(parts, declared, Call::method(AggFn::Count), context)?;
    let nothing = parts.iter().all(|part| part.present().count_set_bits() == 0);
    if nothing && context.phase == Phase::Run && matches!(declared.kind, Kind::Duration(_)) {
        return mean_of_no_durations(context.axes);
    }
    let frame = Frame::new(Vec::new(), 1);
    let scope = Scope::new(&frame, context);
    arithmetic::binary(BinaryOp::Div, &Operand::Column(sum), &Operand::Column(count), &scope)
}

/// A length of time divided by no values is no number, which is then asked to be a length of time again.
///
/// Source: Dask 2022, `DataFrame.mean` (`dataframe/core.py`); later it is left as it is (`dask_expr/_reductions.py`).
fn mean_of_no_durations(axes: &Axes) -> Raises<Column> {
    match axes.aggregate.combine() {
        agg::Combine::Partials => Err(Raised::new(ErrorKind::InvalidCast, "cannot convert float NaN to integer")),
        agg::Combine::PartialsOrShuffle | agg::Combine::Rows | agg::Combine::Buffers => {
            Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(vec![f64::NAN]))))
        }
    }
}

/// The variance or the deviation of numbers, by way of the moments of each partition.
fn spread(parts: &[&Column], call: Call, axes: &Axes) -> Raises<Column> {
    let column = promote::stack(parts)?;
    match (axes.aggregate.combine(), column.kind()) {
        (agg::Combine::Partials, Kind::Float32) => {
            let variance = single_variance(parts)?;
            let spread = if call.function == AggFn::Std { variance.sqrt() } else { variance };
            Ok(Column::new(column.dtype, Arc::new(Float32Array::from(vec![spread]))))
        }
        (_, kind) if kind.is_float() && has_infinity(&column)? => {
            let spread = infinite_variance(&column)?;
            aggregate::one_double(Some(spread), &DType::numpy(Kind::Float64))
        }
        (agg::Combine::PartialsOrShuffle, Kind::Float32) => aggregate::whole(&column.numpy_to_float64()?, call, axes),
        // moments are added up in arrays, where the spread of too few is no number
        _ => match aggregate::whole(&column, call, axes)? {
            none if none.as_objects().is_some() => aggregate::one_double(None, &DType::numpy(Kind::Float64)),
            spread => Ok(spread),
        },
    }
}

fn has_infinity(column: &Column) -> Raises<bool> {
    Ok(aggregate::doubles_of(column)?.iter().any(|x| x.is_infinite()))
}

/// The variance, or the deviation, of values with an infinity: a value that is none of an infinite mean is infinitely far from it,
/// and the distance of an infinity from it, NaN, is left out.
///
/// Source: Dask, `dask/array/reductions.py` (`moment_chunk` with `nansum`).
fn infinite_variance(column: &Column) -> Raises<f64> {
    let there: Vec<f64> = aggregate::doubles_of(column)?.into_iter().filter(|x| !x.is_nan()).collect();
    let mean = there.iter().sum::<f64>() / there.len() as f64;
    let squares = there.iter().map(|x| (x - mean) * (x - mean)).filter(|x| !x.is_nan()).fold(0.0, |sum, x| sum + x);
    Ok(if there.len() < 2 { f64::NAN } else { squares / (there.len() - 1) as f64 })
}

/// How many values there are, their sum, and the sum of their squared deviations from their mean.
#[derive(Clone, Copy)]
struct Moments {
    count: f32,
    total: f32,
    squares: f32,
}

/// The sample variance of single-precision partitions, whose moments are added up four at a time in single precision.
///
/// Source: Dask, `dask/array/reductions.py` (`moment_chunk`, `moment_combine`, `moment_agg`).
fn single_variance(parts: &[&Column]) -> Raises<f32> {
    let mut moments = Vec::with_capacity(parts.len());
    for part in parts {
        let numbers = aggregate::doubles_of(part)?.into_iter();
        let there: Vec<f32> = numbers.map(|x| x as f32).filter(|x| !x.is_nan()).collect();
        let total = pairwise(&there);
        let mean = f64::from(total) / there.len() as f64;
        let squares: Vec<f32> = there.iter().map(|&x| (f64::from(x) - mean).powi(2) as f32).collect();
        moments.push(Moments { count: there.len() as f32, total, squares: pairwise(&squares) });
    }
    while moments.len() > 4 {
        moments = moments.chunks(4).map(together).collect();
    }
    let Moments { count, squares, .. } = together(&moments);
    Ok(if count < 1.0 { f32::NAN } else { squares / (count - 1.0) })
}

fn together(moments: &[Moments]) -> Moments {
    let sum = |of: fn(&Moments) -> f32| pairwise(&moments.iter().map(of).collect::<Vec<_>>());
    let (count, total) = (sum(|m| m.count), sum(|m| m.total));
    let mean = total / count;
    let between = |m: &Moments| {
        let apart = m.total / m.count - mean;
        if apart.is_nan() { 0.0 } else { (f64::from(m.count) * f64::from(apart * apart)) as f32 }
    };
    let between: Vec<f32> = moments.iter().map(between).collect();
    Moments { count, total, squares: sum(|m| m.squares) + pairwise(&between) }
}

/// The partial results of all partitions, a new column, reduced once more.
fn again(partial: &[Column], function: AggFn, context: &Context<'_>) -> Raises<Column> {
    let stacked = promote::stack(&partial.iter().collect::<Vec<_>>())?;
    if let Some(values) = stacked.as_objects() {
        not_of_arrays(values, function)?;
    }
    let column = times::inferred(&infer::objects(stacked), context.axes)?;
    aggregate::whole(&column, Call::method(function), context.axes)
}

/// Partial results of which the first is an array become one array of its type, whose own reductions do not take the arguments of a
/// column's.
///
/// Source: Dask, `dask/dataframe/core.py` (`_concat`) and `dask/array/core.py` (`concatenate3`).
fn not_of_arrays(values: &[Obj], function: AggFn) -> Raises<()> {
    let Some(Obj::Array(first)) = values.first() else { return Ok(()) };
    if values.iter().any(Obj::is_missing) {
        ndarray::store_nan(&first.kind)?;
    }
    Err(Raised::unsupported(format!("an array's {} skips nothing", function.name())))
}

/// Whether the values of a column are numbers or points in time.
fn is_counted(column: &Column) -> bool {
    !matches!(column.kind(), Kind::Object | Kind::String | Kind::List(_) | Kind::Decimal(..))
}

/// The same of what is no number: the nearest of the values as they sort, a Python object.
fn ranked_quantile(parts: &[&Column], q: f64, axes: &Axes) -> Raises<Column> {
    let there = |part: &&Column| part.to_objects().into_iter().filter(|v| !v.is_missing()).collect::<Vec<_>>();
    let parts: Vec<Vec<Obj>> = parts.iter().map(there).collect();
    let values: Vec<&Obj> = parts.iter().flatten().collect();
    let mut less = |a: usize, b: usize| python::compare(BinaryOp::Lt, values[a], values[b]);
    let order = merged::sorted(&(0..values.len()).collect::<Vec<_>>(), &mut less)?;
    // equal values share the rank of the first of them
    let mut ranks = vec![0; values.len()];
    for (place, pair) in order.windows(2).enumerate() {
        ranks[pair[1]] = if less(pair[0], pair[1])? { place as i64 + 1 } else { ranks[pair[0]] };
    }
    let mut ranks = ranks.into_iter();
    let places: Vec<Column> =
        parts.iter().map(|part| aggregate::integers(ranks.by_ref().take(part.len()).collect())).collect();
    match merged_by(&places.iter().collect::<Vec<_>>(), q, Interpolation::Nearest)? {
        Some(rank) => aggregate::one_object(values[order[rank as usize]].clone(), axes),
        None => aggregate::one_double(None, &DType::numpy(Kind::Float64)),
    }
}

/// What stands between two values of a partition, and between two of its quantiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interpolation {
    /// What the values are made for: between numbers, and of points in time the lower one.
    OfKind,
    /// One of the two.
    Nearest,
}

/// The quantile that the partitions' own quantiles add up to: each stands for as many values as lie below it.
fn merged_quantile(parts: &[&Column], q: f64) -> Raises<Option<f64>> {
    merged_by(parts, q, Interpolation::OfKind)
}

fn merged_by(parts: &[&Column], q: f64, interpolation: Interpolation) -> Raises<Option<f64>> {
    let wanted = q * 100.0;
    let percents = [0.0, wanted, 100.0];
    let mut weighted: Vec<(f64, f64)> = Vec::new();
    let mut total = 0.0;
    let picks = interpolation == Interpolation::Nearest;
    let nearest = picks || matches!(parts.first().map(|p| p.kind()), Some(Kind::Timestamp(..)));
    for part in parts {
        let present = part.present();
        let values = aggregate::doubles_of(part)?;
        let mut sorted: Vec<f64> = (0..values.len()).filter(|&r| present.value(r)).map(|r| values[r]).collect();
        if sorted.is_empty() {
            continue;
        }
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        total += n;
        let mut before = 0.0;
        for percent in percents {
            let value = if picks {
                sorted[((n - 1.0) * percent / 100.0).round_ties_even() as usize]
            } else if matches!(part.kind(), Kind::Duration(_)) {
                aggregate::in_units(&sorted, percent / 100.0)
            } else {
                aggregate::interpolated(&sorted, percent / 100.0, part.kind())
            };
            let whole = if part.kind().is_float() || part.kind().is_integer() { value } else { value.trunc() };
            weighted.push((whole, (percent - before) * n));
            before = percent;
        }
    }
    if weighted.is_empty() {
        return Ok(None);
    }
    weighted.sort_by(|a, b| order::floats(a.0, b.0));
    let mut sum = 0.0;
    let ranks: Vec<f64> = weighted
        .iter()
        .map(|(_, weight)| {
            sum += weight;
            sum
        })
        .collect();
    let rank = wanted * total;
    let left = ranks.partition_point(|&r| r < rank).min(ranks.len() - 1);
    let right = ranks.partition_point(|&r| r <= rank).saturating_sub(1);
    let (lower, upper) = (left.min(right), left.max(right));
    let above = nearest && (ranks[lower] - rank).abs() > (ranks[upper] - rank).abs();
    Ok(Some(weighted[if above { upper } else { lower }].0))
}
