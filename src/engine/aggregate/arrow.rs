//! Aggregates of Arrow's days and decimals: the smallest and largest keep their type, sums of decimals are decimals.
//!
//! Source: pandas, `ArrowExtensionArray._groupby_op`.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array};
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, Float64Type};

use super::{Call, number, quantile, sql};
use crate::axis::{Axes, aggregate};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::keys::Groups;
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
            let sums: Decimal128Array = sums.values.into_iter().map(|sum| Some(sum.unwrap_or(0))).collect();
            let sums = sums.with_precision_and_scale(precision, *s).map_err(Raised::internal)?;
            Ok(held(Kind::Decimal(precision, *s), Arc::new(sums)))
        }
        (AggFn::Std | AggFn::Var, Kind::Decimal(..)) => {
            let doubles = compute::cast(&column.array(), &DataType::Float64).map_err(Raised::internal)?;
            let doubles = Column::new(DType::numpy(Kind::Float64), doubles).nulls_to_nan();
            Ok(spread(number::grouped(&doubles, groups, call, axes)?, call.function, axes))
        }
        (AggFn::Median, Kind::Date) => {
            let array = column.array();
            let days: Vec<f64> = array.as_primitive::<Date32Type>().iter().map(|d| d.unwrap_or(0).into()).collect();
            let medians = quantile::each_group(&days, groups, &column.present(), quantile::median);
            let days: Date32Array = medians.into_iter().map(|m| m.map(|day| day.floor() as i32)).collect();
            Ok(held(Kind::Date, Arc::new(days)))
        }
        _ => Err(refused()),
    }
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
pub(in crate::engine) fn spread(spreads: Column, function: AggFn, axes: &Axes) -> Column {
    match (axes.aggregate.arrow_decimals(), function) {
        (aggregate::ArrowDecimals::Kept, AggFn::Std) => spreads,
        (aggregate::ArrowDecimals::Kept | aggregate::ArrowDecimals::Widened, _) => {
            let array = spreads.array();
            let known = array.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| !x.is_nan()));
            let dtype = DType { family: Family::Arrow, kind: Kind::Float64 };
            Column::new(dtype, Arc::new(known.collect::<Float64Array>()))
        }
    }
}
