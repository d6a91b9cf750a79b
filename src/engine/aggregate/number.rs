//! Aggregates of groups of numbers and truth values, in NumPy arrays and in masked ones.
//!
//! Source: pandas, `core/groupby/ops.py` (`WrappedCythonOp`: which type is computed in, and how the result is cast back) and
//! `_libs/groupby.pyx`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float32Array, Float64Array};
use arrow::buffer::BooleanBuffer;

use super::float::{Kahan, Welford, slice_sum};
use super::fold::{self, Numbers, fold};
use super::{Call, extremes, quantile, truths};
use crate::axis::{Axes, aggregate, quirks};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::keys::Groups;
use crate::engine::raised::{Raised, Raises};

/// The aggregate of every group of a column of numbers.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    let present = column.present();
    let numbers = Numbers::of(column)?;
    match call.function {
        AggFn::Sum => sum(column, numbers, groups, &present, axes),
        AggFn::Prod => product(column, numbers, groups, &present),
        AggFn::Mean => Ok(mean(column, numbers, groups, &present, axes)),
        AggFn::Min | AggFn::Max => least(column, &numbers, groups, &present, call.function == AggFn::Max),
        AggFn::Var | AggFn::Std => Ok(spread(column, numbers, groups, &present, call.function == AggFn::Std, axes)),
        AggFn::Median => {
            let medians = quantile::each_group(&numbers.doubles(), groups, &present, quantile::median);
            Ok(floats(medians, &statistic(column), column.dtype.family))
        }
        AggFn::Quantile => quantiles(column, numbers, groups, &present, call, axes),
        AggFn::Any | AggFn::All => Ok(truth(column, numbers, groups, &present, call.function == AggFn::All)),
        other => Err(Raised::internal(format!("{} of numbers", other.name()))),
    }
}

/// The kind of a mean, a median and their like: single precision stays, all else is double.
fn statistic(column: &Column) -> Kind {
    if *column.kind() == Kind::Float32 { Kind::Float32 } else { Kind::Float64 }
}

/// The rows of every group, where they lie one behind the other in an array without missing values, and that matters.
/// Source: pandas, `BaseGrouper._reduceat_aggregate`.
fn slices(column: &Column, groups: &Groups, axes: &Axes) -> Option<Vec<Range<usize>>> {
    match axes.aggregate.ordered_groups() {
        aggregate::OrderedGroups::Compensated => None,
        aggregate::OrderedGroups::Slices if column.dtype.family != Family::Numpy => None,
        aggregate::OrderedGroups::Slices if groups.len() == 0 => None,
        aggregate::OrderedGroups::Slices if column.present().count_set_bits() < column.len() => None,
        aggregate::OrderedGroups::Slices => groups.slices(),
    }
}

/// Floats of a family; where there is no value it is NaN in an array, NA in a masked one.
fn floats(values: Vec<Option<f64>>, kind: &Kind, family: Family) -> Column {
    let missing = if family == Family::Numpy { Some(f64::NAN) } else { None };
    let values = values.into_iter().map(|v| v.or(missing));
    let array: ArrayRef = if *kind == Kind::Float32 {
        Arc::new(values.map(|v| v.map(|x| x as f32)).collect::<Float32Array>())
    } else {
        Arc::new(values.collect::<Float64Array>())
    };
    Column::new(DType { family, kind: kind.clone() }, array)
}

fn forgets(axes: &Axes) -> bool {
    match axes.quirks.infinite_sum() {
        quirks::InfiniteSum::Right => true,
        quirks::InfiniteSum::Nan => false,
    }
}

fn sum(column: &Column, numbers: Numbers, groups: &Groups, present: &BooleanBuffer, axes: &Axes) -> Raises<Column> {
    let family = column.dtype.family;
    match numbers {
        Numbers::Signed(v) => {
            let sums = fold(groups, present, 0_i64, |s, r| *s = s.wrapping_add(v[r])).values;
            cast_back(fold::signed(sums, DType { family, kind: Kind::Int64 })?, column)
        }
        Numbers::Unsigned(v) if *column.kind() == Kind::Bool => {
            fold::unsigned(fold(groups, present, 0, |s, r| *s += v[r]).values, DType { family, kind: Kind::Int64 })
        }
        Numbers::Unsigned(v) => {
            let sums = fold(groups, present, 0_u64, |s, r| *s = s.wrapping_add(v[r])).values;
            cast_back(fold::unsigned(sums, DType { family, kind: Kind::UInt64 })?, column)
        }
        Numbers::Single(v) if let Some(slices) = slices(column, groups, axes) => {
            let sums = slices.into_iter().map(|rows| Some(slice_sum(&v[rows]).into()));
            Ok(floats(sums.collect(), &Kind::Float32, family))
        }
        Numbers::Double(v) if let Some(slices) = slices(column, groups, axes) => {
            let sums = slices.into_iter().map(|rows| Some(slice_sum(&v[rows])));
            Ok(floats(sums.collect(), &Kind::Float64, family))
        }
        Numbers::Single(v) => {
            let sums = fold(groups, present, Kahan::new(forgets(axes)), |s, r| s.add(v[r])).values;
            Ok(floats(sums.iter().map(|s| Some(s.sum.into())).collect(), &Kind::Float32, family))
        }
        Numbers::Double(v) => {
            let sums = fold(groups, present, Kahan::new(forgets(axes)), |s, r| s.add(v[r])).values;
            Ok(floats(sums.iter().map(|s| Some(s.sum)).collect(), &Kind::Float64, family))
        }
    }
}

fn product(column: &Column, numbers: Numbers, groups: &Groups, present: &BooleanBuffer) -> Raises<Column> {
    let family = column.dtype.family;
    match numbers {
        Numbers::Signed(v) => {
            let products = fold(groups, present, 1_i64, |p, r| *p = p.wrapping_mul(v[r])).values;
            cast_back(fold::signed(products, DType { family, kind: Kind::Int64 })?, column)
        }
        Numbers::Unsigned(v) if *column.kind() == Kind::Bool => {
            fold::unsigned(fold(groups, present, 1, |p, r| *p *= v[r]).values, DType { family, kind: Kind::Int64 })
        }
        Numbers::Unsigned(v) => {
            let products = fold(groups, present, 1_u64, |p, r| *p = p.wrapping_mul(v[r])).values;
            cast_back(fold::unsigned(products, DType { family, kind: Kind::UInt64 })?, column)
        }
        Numbers::Single(v) => {
            let products = fold(groups, present, 1_f32, |p, r| *p *= v[r]).values;
            Ok(floats(products.into_iter().map(|p| Some(p.into())).collect(), &Kind::Float32, family))
        }
        Numbers::Double(v) => {
            let products = fold(groups, present, 1_f64, |p, r| *p *= v[r]).values;
            Ok(floats(products.into_iter().map(Some).collect(), &Kind::Float64, family))
        }
    }
}

/// Integers that are 64 bits wide in the column's own type if it holds all of them.
pub(in crate::engine) fn cast_back(wide: Column, column: &Column) -> Raises<Column> {
    let narrow = fold::stored(wide.array(), column.dtype.clone())?;
    Ok(if narrow.array().null_count() == 0 { narrow } else { wide })
}

fn mean(column: &Column, numbers: Numbers, groups: &Groups, present: &BooleanBuffer, axes: &Axes) -> Column {
    if let Some(slices) = slices(column, groups, axes) {
        let v = numbers.doubles();
        let means = slices.into_iter().map(|rows| Some(slice_sum(&v[rows.clone()]) / rows.len() as f64));
        return floats(means.collect(), &Kind::Float64, column.dtype.family);
    }
    let kind = statistic(column);
    let means = if let Numbers::Single(v) = numbers {
        let sums = fold(groups, present, Kahan::new(forgets(axes)), |s, r| s.add(v[r]));
        sums.values.iter().zip(sums.counts).map(|(s, n)| (n > 0).then(|| f64::from(s.sum / n as f32))).collect()
    } else {
        let v = numbers.doubles();
        let sums = fold(groups, present, Kahan::new(forgets(axes)), |s, r| s.add(v[r]));
        sums.values.iter().zip(sums.counts).map(|(s, n)| (n > 0).then(|| s.sum / f64::from(n))).collect()
    };
    floats(means, &kind, column.dtype.family)
}

fn least(
    column: &Column,
    numbers: &Numbers,
    groups: &Groups,
    present: &BooleanBuffer,
    largest: bool,
) -> Raises<Column> {
    let rows = match numbers {
        Numbers::Signed(v) => extremes(groups, present, largest, |r| v[r]),
        Numbers::Unsigned(v) => extremes(groups, present, largest, |r| v[r]),
        Numbers::Single(v) => extremes(groups, present, largest, |r| v[r]),
        Numbers::Double(v) => extremes(groups, present, largest, |r| v[r]),
    }?;
    column.take_or_missing(&rows)
}

/// The variance or the standard deviation.
fn spread(
    column: &Column,
    numbers: Numbers,
    groups: &Groups,
    present: &BooleanBuffer,
    root: bool,
    axes: &Axes,
) -> Column {
    let variances: Vec<f64> = match numbers {
        // only the variance is computed in single precision
        Numbers::Single(v) if !root => {
            let folded = fold(groups, present, Welford::<f32>::default(), |w, r| w.add(v[r]));
            folded.values.iter().map(|w| f64::from(w.variance())).collect()
        }
        numbers => {
            let v = numbers.doubles();
            let folded = fold(groups, present, Welford::<f64>::default(), |w, r| w.add(v[r]));
            folded.values.iter().map(Welford::variance).collect()
        }
    };
    let counts = fold(groups, present, (), |(), _| {}).counts;
    let spreads = variances.into_iter().zip(counts).map(|(v, n)| (n > 1).then(|| if root { v.sqrt() } else { v }));
    let kind = match axes.aggregate.float32_std() {
        aggregate::Float32Std::Double if root => Kind::Float64,
        aggregate::Float32Std::Double | aggregate::Float32Std::Single => statistic(column),
    };
    floats(spreads.collect(), &kind, column.dtype.family)
}

fn quantiles(
    column: &Column,
    numbers: Numbers,
    groups: &Groups,
    present: &BooleanBuffer,
    call: Call,
    axes: &Axes,
) -> Raises<Column> {
    let bool = *column.kind() == Kind::Bool;
    let v = numbers.doubles();
    match call.style {
        Style::Method => {
            match axes.aggregate.bool_quantile() {
                aggregate::BoolQuantile::Refuse if bool && column.dtype.family == Family::Numpy => {
                    return Err(Raised::type_error("cannot use quantile with bool"));
                }
                aggregate::BoolQuantile::Refuse | aggregate::BoolQuantile::Number => {}
            }
            let quantiles = quantile::each_group(&v, groups, present, |sorted| quantile::counted_off(sorted, call.q));
            // a mask stands for the array's own type
            let kind = if column.dtype.family == Family::Numpy { Kind::Float64 } else { statistic(column) };
            Ok(floats(quantiles, &kind, column.dtype.family))
        }
        Style::Agg if groups.len() == 0 => Ok(column.slice(0, 0)),
        Style::Agg if bool => Err(Raised::type_error("truth values cannot be subtracted")),
        Style::Agg => {
            let quantiles =
                quantile::each_group(&v, groups, present, |sorted| quantile::of(&column.dtype, sorted, call.q));
            // missing values alone go back to where they are from
            if column.dtype.family == Family::Masked && quantiles.iter().all(Option::is_none) {
                return Ok(Column::missing(column.dtype.clone(), quantiles.len()));
            }
            let kind = match axes.aggregate.float32_quantile() {
                // the width is kept where every group has something missing
                aggregate::Float32Quantile::Double if whole_groups(groups, present) > 0 => Kind::Float64,
                aggregate::Float32Quantile::Double => statistic(column),
                aggregate::Float32Quantile::Single => statistic(column),
            };
            Ok(floats(quantiles, &kind, column.dtype.family))
        }
    }
}

/// How many groups have nothing missing.
fn whole_groups(groups: &Groups, present: &BooleanBuffer) -> usize {
    let (starts, rows) = groups.rows();
    let group = |bounds: &[u32]| &rows[bounds[0] as usize..bounds[1] as usize];
    starts.windows(2).filter(|b| group(b).iter().all(|&row| present.value(row as usize))).count()
}

fn truth(column: &Column, numbers: Numbers, groups: &Groups, present: &BooleanBuffer, all: bool) -> Column {
    let v = numbers.doubles();
    let truth = fold(groups, present, all, |t, r| *t = if all { *t && v[r] != 0.0 } else { *t || v[r] != 0.0 });
    truths(truth.values, column.dtype.family)
}
