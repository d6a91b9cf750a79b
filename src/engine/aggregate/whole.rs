//! Aggregates of whole columns, as NumPy's reductions compute them: one row.
//!
//! Source: pandas, `core/nanops.py`; what a result becomes as the one value of a new column is `pd.DataFrame`'s inference.

use std::sync::Arc;

use arrow::array::{Array, Float32Array, Float64Array};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::TimeUnit;

use super::float::{Float, pairwise};
use super::fold::{self, Numbers};
use super::{Call, object, quantile, time, truths};
use crate::axis::{Axes, aggregate};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::times;
use crate::engine::keys::Groups;
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The aggregate of all values of a column, as a column of one row.
pub(in crate::engine) fn whole(column: &Column, call: Call, axes: &Axes) -> Raises<Column> {
    over(column, &Groups::whole(column.len()), call, axes)
}

/// The same of all rows as the one group that they are.
pub(in crate::engine) fn over(column: &Column, all: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    if column.dtype.family == Family::Sql {
        return super::grouped(column, all, call, axes);
    }
    match call.function {
        AggFn::Count | AggFn::Size | AggFn::Nunique => {
            let counted = super::grouped(column, all, call, axes)?;
            Ok(Column { dtype: counted.dtype.with_family(Family::Numpy), ..counted })
        }
        AggFn::List => {
            let lists = super::lists(column, all, axes)?;
            let listed = matches!(lists.kind(), Kind::List(_));
            Ok(if listed { Column::objects(lists.to_objects()) } else { lists })
        }
        AggFn::First | AggFn::Last => Err(Raised::unsupported("a column has no such reduction")),
        function if axes.types.converted().nullable() && column.dtype.family != Family::Numpy => {
            nullable(column, function, call, axes)
        }
        _ => match (column.dtype.family, column.kind()) {
            (_, Kind::Object) => objects(column, call, axes),
            (family, Kind::String) => text(column, family, call),
            (Family::Numpy, Kind::Timestamp(..) | Kind::Duration(_)) => of_times(column, call, axes),
            (_, kind) if *kind == Kind::Bool || kind.is_integer() || kind.is_float() => numbers(column, call, axes),
            (Family::Arrow, Kind::Decimal(..)) => super::arrow::whole(column, call, axes),
            (_, kind) => Err(Raised::type_error(format!("{kind:?} does not support {}", call.function.name()))),
        },
    }
}

/// What a reduction of nullable values gives: a Python value in a column of its own, of which none is an object that says so.
fn nullable(column: &Column, function: AggFn, call: Call, axes: &Axes) -> Raises<Column> {
    let (family, arrow) = (column.dtype.family, column.dtype.family == Family::Arrow);
    let truth = matches!(function, AggFn::Any | AggFn::All);
    let refused = || Err(Raised::type_error(format!("dtype {} has no {}", column.dtype, function.name())));
    let reduced = match column.kind() {
        Kind::Void if matches!(function, AggFn::Sum | AggFn::Prod) => {
            return Ok(super::integers(vec![i64::from(function == AggFn::Prod)]));
        }
        Kind::Void if truth || matches!(function, AggFn::Std | AggFn::Var | AggFn::Median | AggFn::Quantile) => {
            return refused();
        }
        Kind::Void => return Ok(nothing(family)),
        Kind::String if truth && arrow => return refused(),
        Kind::String => text(column, family, call)?,
        Kind::Timestamp(..) | Kind::Duration(_) => {
            let numpy = Column { dtype: column.dtype.clone().with_family(Family::Numpy), ..column.clone() };
            let reduced = of_times(&numpy, call, axes)?;
            if column.present().count_set_bits() == 0 && !truth { nothing(family) } else { reduced }
        }
        Kind::Bool if arrow && matches!(function, AggFn::Std | AggFn::Var | AggFn::Median) => return refused(),
        Kind::UInt64
            if arrow
                && truth
                && i64s(&fold::stored(column.array(), DType::numpy(Kind::Int64))?.array()).null_count()
                    > column.array().null_count() =>
        {
            return Err(Raised::new(ErrorKind::Overflow, "an integer is not in the range of what zero is compared in"));
        }
        // Arrow adds up in double precision
        Kind::Float32 if arrow => {
            numbers(&fold::stored(column.array(), DType { family, kind: Kind::Float64 })?, call, axes)?
        }
        _ => numbers(column, call, axes)?,
    };
    if reduced.as_objects().is_some() {
        return Ok(reduced);
    }
    // of Arrow's, NaN is a number that was computed, and not what stands for too few of them
    let too_few = column.present().count_set_bits() < 2;
    if reduced.present().count_set_bits() == 0 && reduced.kind().is_float() && (!arrow || too_few) {
        return Ok(nothing(family));
    }
    match reduced.kind() {
        Kind::String => Ok(crate::engine::text::as_held(Column::objects(reduced.to_objects()), axes)),
        kind if arrow && (kind.is_integer() || kind.is_float()) => {
            let kind = if kind.is_float() { Kind::Float64 } else { Kind::Int64 };
            let held = fold::stored(reduced.array(), DType::numpy(kind))?;
            // a Python integer that is too large
            let fits = held.array().null_count() == reduced.array().null_count();
            if fits { Ok(held) } else { fold::stored(reduced.array(), DType::numpy(Kind::UInt64)) }
        }
        _ => Ok(reduced),
    }
}

/// One Python object as the only value of a new column.
pub(super) fn one(value: Obj, axes: &Axes) -> Raises<Column> {
    Ok(match value {
        Obj::NaT => missing_times(1, axes),
        Obj::Float(x) => double(x),
        value => crate::engine::text::as_held(times::inferred(&object::inferred(vec![value]), axes)?, axes),
    })
}

/// `NaT` as the only value of the rows of a new column: a timestamp, whatever the values' column was.
pub(in crate::engine) fn missing_times(rows: usize, axes: &Axes) -> Column {
    let unit = match axes.aggregate.missing_time() {
        aggregate::MissingTime::Nanosecond => TimeUnit::Nanosecond,
        aggregate::MissingTime::Second => TimeUnit::Second,
    };
    Column::missing(DType::numpy(Kind::Timestamp(unit, None)), rows)
}

fn double(x: f64) -> Column {
    Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(vec![x])))
}

fn single(x: f32) -> Column {
    Column::new(DType::numpy(Kind::Float32), Arc::new(Float32Array::from(vec![x])))
}

fn objects(column: &Column, call: Call, axes: &Axes) -> Raises<Column> {
    let values: Vec<&Obj> = column.as_objects().unwrap_or_default().iter().collect();
    match call.function {
        AggFn::Any | AggFn::All => {
            let mut axes = *axes;
            axes.aggregate.list_truth = aggregate::ListTruth::Python;
            super::grouped(column, &Groups::whole(column.len()), Call::method(call.function), &axes)
        }
        AggFn::Quantile => one(object::quantile_of(&values, call.q)?, axes),
        // sums refuse values as if they were types
        function @ (AggFn::Sum | AggFn::Prod) => {
            one(object::statistic(&values, function, axes).map_err(object::of_types)?, axes)
        }
        function => one(object::statistic(&values, function, axes)?, axes),
    }
}

fn text(column: &Column, family: Family, call: Call) -> Raises<Column> {
    let truth = matches!(call.function, AggFn::Any | AggFn::All);
    if truth && family == Family::Masked || call.function == AggFn::Quantile {
        return Err(Raised::type_error(format!("dtype {} has no {}", column.dtype, call.function.name())));
    }
    let result = super::text::grouped(column, &Groups::whole(column.len()), call)?;
    Ok(if result.present().count_set_bits() == 0 { nothing(family) } else { result })
}

/// What stands for no value.
fn nothing(family: Family) -> Column {
    match family {
        Family::Masked | Family::Arrow => Column::objects(vec![Obj::Na]),
        Family::Numpy | Family::Sql => double(f64::NAN),
    }
}

fn of_times(column: &Column, call: Call, axes: &Axes) -> Raises<Column> {
    let Numbers::Signed(counts) = Numbers::of(column)? else {
        return Err(Raised::internal("times that are not counted"));
    };
    let all = Groups::whole(column.len());
    let present = column.present();
    let there: Vec<f64> = (0..counts.len()).filter(|&r| present.value(r)).map(|r| counts[r] as f64).collect();
    let duration = matches!(column.kind(), Kind::Duration(_));
    let (Kind::Timestamp(unit, _) | Kind::Duration(unit)) = column.kind() else {
        return Err(Raised::internal("what is no time"));
    };
    let held = |count: f64, dtype: DType| time::times(std::iter::once(Some(time::as_count(count))), dtype);
    let result = match call.function {
        AggFn::Sum if duration => held(pairwise(&there), column.dtype.clone())?,
        AggFn::Min | AggFn::Max => super::grouped(column, &all, call, axes)?,
        AggFn::Quantile => super::grouped(column, &all, Call { style: Style::Agg, ..call }, axes)?,
        AggFn::Any | AggFn::All => match axes.aggregate.time_truth() {
            aggregate::TimeTruth::Refuse if !duration => return Err(Raised::type_error("a time is not true or false")),
            _ => {
                let is_true = if call.function == AggFn::All {
                    there.iter().all(|&c| c != 0.0)
                } else {
                    there.iter().any(|&c| c != 0.0)
                };
                return Ok(truths(vec![is_true], Family::Numpy));
            }
        },
        AggFn::Mean | AggFn::Median | AggFn::Std if there.is_empty() => return Ok(missing_times(1, axes)),
        AggFn::Mean => held(pairwise(&there) / there.len() as f64, column.dtype.clone())?,
        AggFn::Median => {
            let mut sorted = there;
            sorted.sort_by(f64::total_cmp);
            held(quantile::median(&sorted), column.dtype.clone())?
        }
        AggFn::Std => held(variance(&there).sqrt(), DType::numpy(Kind::Duration(*unit)))?,
        function => return Err(Raised::type_error(format!("{} does not support {}", column.dtype, function.name()))),
    };
    let missing = result.present().count_set_bits() == 0;
    Ok(if missing { missing_times(1, axes) } else { result })
}

/// The sample variance, in two passes; NaN for fewer than two values.
fn variance<T: Float>(values: &[T]) -> T {
    let count = values.len() as u32;
    if count < 2 {
        return T::NAN;
    }
    let mean = pairwise(values) / T::of(count);
    let squares: Vec<T> = values.iter().map(|&x| (mean - x) * (mean - x)).collect();
    pairwise(&squares) / T::of(count - 1)
}

fn numbers(column: &Column, call: Call, axes: &Axes) -> Raises<Column> {
    let present = column.present();
    let count = present.count_set_bits();
    let family = column.dtype.family;
    let numpy = Column { dtype: column.dtype.clone().with_family(Family::Numpy), ..column.clone() };
    let all = Groups::whole(column.len());
    let is_single = *column.kind() == Kind::Float32;
    match call.function {
        AggFn::Sum => sum(column, &present, axes),
        AggFn::Prod => product(column, &present),
        AggFn::Any | AggFn::All => super::grouped(&numpy, &all, call, axes),
        _ if count == 0 && (family != Family::Numpy || column.is_empty()) => Ok(nothing(family)),
        AggFn::Min | AggFn::Max if count == 0 => Ok(match axes.aggregate.float32_nothing() {
            aggregate::Float32Nothing::Single if is_single => single(f32::NAN),
            aggregate::Float32Nothing::Single | aggregate::Float32Nothing::Double => double(f64::NAN),
        }),
        AggFn::Mean if count == 0 => Ok(double(f64::NAN)),
        AggFn::Min | AggFn::Max => extreme(column, call, axes),
        AggFn::Mean => Ok(match Numbers::of(column)? {
            Numbers::Single(v) => single(pairwise(&zeroed(v, &present)) / count as f32),
            numbers => double(pairwise(&zeroed(numbers.doubles(), &present)) / count as f64),
        }),
        AggFn::Var | AggFn::Std => spread(column, call.function, axes),
        AggFn::Quantile if *column.kind() == Kind::Bool => Err(Raised::type_error("truth values cannot be subtracted")),
        AggFn::Median | AggFn::Quantile => middle(column, call),
        other => Err(Raised::internal(format!("{} of a whole column", other.name()))),
    }
}

/// The least or the largest number of some.
fn extreme(column: &Column, call: Call, axes: &Axes) -> Raises<Column> {
    let all = Groups::whole(column.len());
    let chosen = match Numbers::of(column)? {
        Numbers::Signed(_) | Numbers::Unsigned(_) => super::grouped(column, &all, call, axes)?,
        numbers @ (Numbers::Double(_) | Numbers::Single(_)) => {
            // of equal values, -0.0 and 0.0 among them, a reduction keeps the last
            let values = numbers.doubles();
            let largest = call.function == AggFn::Max;
            let row = fold::choose(&all, &column.present(), |row, held| {
                Ok(if largest { values[row] >= values[held] } else { values[row] <= values[held] })
            })?;
            column.take(&row)?
        }
    };
    Ok(Column { dtype: chosen.dtype.with_family(Family::Numpy), ..chosen })
}

/// The variance of numbers, or their deviation.
fn spread(column: &Column, function: AggFn, axes: &Axes) -> Raises<Column> {
    let is_single = *column.kind() == Kind::Float32;
    let values = there(Numbers::of(column)?.doubles(), &column.present());
    let variance = match axes.aggregate.float32_deviation() {
        // under a mask NumPy's own reduction is asked, all of it in the width of the values
        _ if is_single && column.dtype.family == Family::Masked => {
            f64::from(variance(&values.iter().map(|&x| x as f32).collect::<Vec<_>>()))
        }
        aggregate::Float32Deviation::Single if is_single => narrow_variance(&values),
        aggregate::Float32Deviation::Single | aggregate::Float32Deviation::Double => variance(&values),
    };
    let spread = |x: f64| if function == AggFn::Std { x.sqrt() } else { x };
    Ok(if is_single { single(spread(f64::from(variance as f32)) as f32) } else { double(spread(variance)) })
}

/// The median of numbers, or another quantile.
fn middle(column: &Column, call: Call) -> Raises<Column> {
    let is_single = *column.kind() == Kind::Float32;
    let mut sorted = there(Numbers::of(column)?.doubles(), &column.present());
    sorted.sort_by(f64::total_cmp);
    let lacks = sorted.len() < column.len();
    Ok(match call.function {
        AggFn::Median if is_single && !sorted.is_empty() => single(quantile::median(&sorted) as f32),
        _ if sorted.is_empty() && is_single => single(f32::NAN),
        _ if sorted.is_empty() => double(f64::NAN),
        AggFn::Median => double(quantile::median(&sorted)),
        // with something missing, the width is kept
        _ if is_single && lacks => single(quantile::of(&column.dtype, &sorted, call.q) as f32),
        _ => {
            let found = quantile::of(&column.dtype, &sorted, call.q);
            let whole = found.fract() == 0.0 && found.abs() < 9e18;
            // under a mask, a whole one of integers is an integer, if something is missing
            if column.dtype.family == Family::Masked && column.kind().is_integer() && lacks && whole {
                let integer = super::integers(vec![found as i64]);
                fold::stored(integer.array(), DType::numpy(column.kind().clone()))?
            } else {
                double(found)
            }
        }
    })
}

fn there(values: Vec<f64>, present: &BooleanBuffer) -> Vec<f64> {
    values.into_iter().enumerate().filter(|(r, _)| present.value(*r)).map(|(_, v)| v).collect()
}

/// The values with 0 in the place of missing ones.
fn zeroed<T: Float>(values: Vec<T>, present: &BooleanBuffer) -> Vec<T> {
    values.into_iter().enumerate().map(|(r, v)| if present.value(r) { v } else { T::ZERO }).collect()
}

fn sum(column: &Column, present: &BooleanBuffer, axes: &Axes) -> Raises<Column> {
    let rows = || (0..present.len()).filter(|&r| present.value(r));
    Ok(match Numbers::of(column)? {
        Numbers::Signed(v) => super::integers(vec![rows().fold(0_i64, |s, r| s.wrapping_add(v[r]))]),
        Numbers::Unsigned(v) => {
            let total = rows().fold(0_u64, |s, r| s.wrapping_add(v[r]));
            match axes.aggregate.unsigned_sum() {
                aggregate::UnsignedSum::Unsigned if *column.kind() != Kind::Bool => wide(total)?,
                aggregate::UnsignedSum::Unsigned | aggregate::UnsignedSum::Signed => {
                    super::integers(vec![total as i64])
                }
            }
        }
        Numbers::Single(v) => single(pairwise(&zeroed(v, present))),
        Numbers::Double(v) => double(pairwise(&zeroed(v, present))),
    })
}

fn product(column: &Column, present: &BooleanBuffer) -> Raises<Column> {
    let rows = || (0..present.len()).filter(|&r| present.value(r));
    Ok(match Numbers::of(column)? {
        Numbers::Signed(v) => super::integers(vec![rows().fold(1_i64, |p, r| p.wrapping_mul(v[r]))]),
        Numbers::Unsigned(v) => {
            let product = rows().fold(1_u64, |p, r| p.wrapping_mul(v[r]));
            if *column.kind() == Kind::Bool { super::integers(vec![product as i64]) } else { wide(product)? }
        }
        Numbers::Single(v) => single(rows().fold(1.0, |p, r| p * v[r])),
        Numbers::Double(v) => double(rows().fold(1.0, |p, r| p * v[r])),
    })
}

fn wide(value: u64) -> Raises<Column> {
    fold::unsigned(vec![value], DType::numpy(Kind::UInt64))
}

/// The variance of single-precision values whose deviations are single-precision too.
fn narrow_variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let mean = (pairwise(values) / values.len() as f64) as f32;
    let squares: Vec<f64> = values.iter().map(|&x| f64::from((mean - x as f32) * (mean - x as f32))).collect();
    pairwise(&squares) / (values.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubles(values: Vec<f64>) -> Column {
        let array: arrow::array::ArrayRef = Arc::new(Float64Array::from(values));
        Column::new(DType::numpy(Kind::Float64), array)
    }

    #[test]
    fn a_sum_takes_missing_values_for_nothing() {
        let axes = crate::profile::builtin().remove(0).axes;
        let sum = whole(&doubles(vec![1.0, f64::NAN, 2.5]), Call::method(AggFn::Sum), &axes);
        assert_eq!(sum.map(|c| c.to_objects()), Ok(vec![Obj::Float(3.5)]));
    }
}
