//! Aggregates of Arrow's days and decimals: the smallest and largest keep their type, sums of decimals are decimals.
//!
//! Source: pandas, `ArrowExtensionArray._groupby_op`.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array};
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type};

use super::{Call, fold, number, quantile, sql};
use crate::axis::{Axes, aggregate};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::keys::Groups;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// The aggregate of every group of the rows of `column`.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    let refused = || Raised::type_error(format!("{} does not support {}", column.dtype, call.function.name()));
    let held = |kind: Kind, array: ArrayRef| Column::new(DType { family: Family::Arrow, kind }, array);
    match (call.function, column.kind()) {
        (AggFn::Min | AggFn::Max, _) => sql::extreme(column, groups, call.function == AggFn::Max),
        (AggFn::Sum, Kind::Decimal(p, s)) => {
            let sums = sql::decimal_sums(column, groups);
            let precision = match axes.aggregate.arrow_decimals() {
                aggregate::ArrowDecimals::Kept => *p,
                aggregate::ArrowDecimals::Widened => 38,
            };
            // nothing at all sums up to nothing
            stored(sums.values.into_iter().map(|sum| Some(sum.unwrap_or(0))).collect(), precision, *s)
        }
        (AggFn::Prod, Kind::Decimal(p, s)) => {
            let precision = match axes.aggregate.arrow_decimals() {
                aggregate::ArrowDecimals::Kept => *p,
                aggregate::ArrowDecimals::Widened => 38,
            };
            stored(products(column, groups, *s).into_iter().map(Some).collect(), precision, *s)
        }
        (AggFn::Median, Kind::Decimal(p, s)) => {
            let medians = quantile::each_group(&doubles(column)?, groups, &column.present(), quantile::median);
            match axes.aggregate.arrow_decimals() {
                aggregate::ArrowDecimals::Kept => {
                    let digits = |x: f64| (x * 10_f64.powi(i32::from(*s))).round_ties_even() as i128;
                    stored(medians.into_iter().map(|m| m.map(digits)).collect(), *p, *s)
                }
                aggregate::ArrowDecimals::Widened => {
                    Ok(known(held(Kind::Float64, Arc::new(Float64Array::from(medians)))))
                }
            }
        }
        (AggFn::Std | AggFn::Var, Kind::Decimal(..)) => {
            let doubles = Float64Array::from(doubles(column)?);
            let doubles = Column::new(DType::numpy(Kind::Float64), Arc::new(doubles));
            Ok(spread(number::grouped(&doubles, groups, call, axes)?, call.function, axes))
        }
        (AggFn::Median, Kind::Date) => {
            let array = column.array();
            let days: Vec<f64> = array.as_primitive::<Date32Type>().iter().map(|d| d.unwrap_or(0).into()).collect();
            let medians = quantile::each_group(&days, groups, &column.present(), quantile::median);
            let days: Date32Array = medians.into_iter().map(|m| m.map(|day| day.floor() as i32)).collect();
            let medians = held(Kind::Date, Arc::new(days));
            Ok(match axes.aggregate.arrow_decimals() {
                aggregate::ArrowDecimals::Kept => medians,
                aggregate::ArrowDecimals::Widened => known(medians),
            })
        }
        _ => Err(refused()),
    }
}

/// The aggregate of a whole column, as the Python object that it is.
///
/// Source: pandas, `ArrowExtensionArray._reduce_pyarrow`.
pub(super) fn whole(column: &Column, call: Call, axes: &Axes) -> Raises<Column> {
    let Kind::Decimal(_, s) = *column.kind() else {
        return Err(Raised::type_error(format!("{} does not support {}", column.dtype, call.function.name())));
    };
    let all = Groups::whole(column.len());
    let array = column.array();
    let mut values = array.as_primitive::<Decimal128Type>().iter().flatten();
    let decimal = |digits: Option<i128>| match digits {
        Some(digits) => super::one_object(Obj::Decimal(digits, s.into()), axes),
        None => super::one_double(None, &DType::numpy(Kind::Float64)),
    };
    match call.function {
        AggFn::Sum => decimal(Some(values.sum())),
        AggFn::Prod => decimal(products(column, &all, s).first().copied()),
        AggFn::Min => decimal(values.min()),
        AggFn::Max => decimal(values.max()),
        AggFn::Any => super::one_object(Obj::Bool(values.any(|digits| digits != 0)), axes),
        AggFn::All => super::one_object(Obj::Bool(values.all(|digits| digits != 0)), axes),
        _ => {
            let doubles = Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(doubles(column)?)));
            super::whole(&doubles, call, axes)
        }
    }
}

/// The values as doubles, a missing one as NaN.
fn doubles(column: &Column) -> Raises<Vec<f64>> {
    let doubles = compute::cast(&column.array(), &DataType::Float64).map_err(Raised::internal)?;
    Ok(doubles.as_primitive::<Float64Type>().iter().map(|x| x.unwrap_or(f64::NAN)).collect())
}

/// The product of every group's decimals, rounded to their scale after each of them.
fn products(column: &Column, groups: &Groups, scale: i8) -> Vec<i128> {
    let array = column.array();
    let digits = array.as_primitive::<Decimal128Type>();
    let one = 10_i128.pow(scale.unsigned_abs().into());
    let times = |product: &mut i128, row: usize| {
        let twice = product.wrapping_mul(digits.value(row)).wrapping_mul(2);
        *product = (twice + twice.signum() * one) / (2 * one);
    };
    fold::fold(groups, &column.present(), one, times).values
}

/// Decimals of this type; Python's, where one of them has more digits than the type.
fn stored(digits: Vec<Option<i128>>, precision: u8, scale: i8) -> Raises<Column> {
    let limit = 10_u128.pow(precision.into());
    if digits.iter().flatten().any(|d| d.unsigned_abs() >= limit) {
        let object = |d: Option<i128>| d.map_or(Obj::None, |d| Obj::Decimal(d, scale.into()));
        return Ok(Column::objects(digits.into_iter().map(object).collect::<Vec<_>>()));
    }
    let array = Decimal128Array::from(digits).with_precision_and_scale(precision, scale).map_err(Raised::internal)?;
    Ok(Column::new(DType { family: Family::Arrow, kind: Kind::Decimal(precision, scale) }, Arc::new(array)))
}

/// A column whose type is found in its values: of missing ones alone it is none.
fn known(column: Column) -> Column {
    let nothing = !column.is_empty() && column.present().count_set_bits() == 0;
    if nothing { Column::missing(DType { family: Family::Arrow, kind: Kind::Void }, column.len()) } else { column }
}

/// The aggregate of every group of rows of nothing.
pub(super) fn nothing(column: &Column, groups: &Groups, call: Call) -> Raises<Column> {
    let refused = || Raised::type_error(format!("{} does not support {}", column.dtype, call.function.name()));
    let nothings = || Ok(Column::missing(column.dtype.clone(), groups.len()));
    match call.function {
        AggFn::Sum | AggFn::Prod if groups.len() > 0 => {
            let neutral = i64::from(call.function == AggFn::Prod);
            let numbers = super::integers(vec![neutral; groups.len()]);
            Ok(Column { dtype: numbers.dtype.clone().with_family(Family::Arrow), ..numbers })
        }
        AggFn::Min | AggFn::Max | AggFn::Mean => nothings(),
        AggFn::Quantile if call.style == Style::Method => Err(Raised::unsupported("nothing has no quantile")),
        AggFn::Std | AggFn::Any | AggFn::All => Err(refused()),
        _ if groups.len() > 0 => Err(refused()),
        _ => nothings(),
    }
}

/// Spreads of groups of decimals as they are held.
fn spread(spreads: Column, function: AggFn, axes: &Axes) -> Column {
    match (axes.aggregate.arrow_decimals(), function) {
        (aggregate::ArrowDecimals::Kept, AggFn::Std) if !spreads.is_empty() => spreads,
        (aggregate::ArrowDecimals::Kept | aggregate::ArrowDecimals::Widened, _) => {
            let array = spreads.array();
            let known = array.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| !x.is_nan()));
            let dtype = DType { family: Family::Arrow, kind: Kind::Float64 };
            Column::new(dtype, Arc::new(known.collect::<Float64Array>()))
        }
    }
}

/// Spreads of groups of so many Arrow-backed numbers, put together from what partitions know of them.
///
/// Source: Dask, `dask/dataframe/groupby.py` (`_finalize_var`, `_finalize_std`, and `_var_agg`, which leaves the mean of none as it is).
pub(in crate::engine) fn merged_spread(spreads: Column, counts: &[f64], call: Call, axes: &Axes) -> Column {
    let plain = match axes.aggregate.arrow_decimals() {
        aggregate::ArrowDecimals::Kept => call.style == Style::Method,
        aggregate::ArrowDecimals::Widened => false,
    };
    if plain && call.function == AggFn::Std {
        return spread(spreads, call.function, axes);
    }
    let array = spreads.array();
    let told = |x: f64, n: f64| !x.is_nan() || plain && n == 0.0;
    let known = array.as_primitive::<Float64Type>().values().iter().zip(counts);
    let known = known.map(|(&x, &n)| told(x, n).then_some(x));
    Column::new(DType { family: Family::Arrow, kind: Kind::Float64 }, Arc::new(known.collect::<Float64Array>()))
}
