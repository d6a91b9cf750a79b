//! Aggregates of groups of text in a string column.
//!
//! Source: pandas, `core/arrays/base.py` (`_groupby_op`): text is added up and compared, any other statistic is refused.

use std::sync::Arc;

use arrow::array::{Array, AsArray, StringArray};

use super::{Call, extremes, fold::fold, truths};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::Family;
use crate::engine::keys::Groups;
use crate::engine::raised::{Raised, Raises};

/// The aggregate of every group of a string column.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call) -> Raises<Column> {
    let array = column.array();
    let text = array.as_string::<i32>();
    let present = column.present();
    match call.function {
        AggFn::Sum => {
            let sums = fold(groups, &present, String::new(), |s, r| s.push_str(text.value(r))).values;
            Ok(Column::new(column.dtype.clone(), Arc::new(StringArray::from_iter_values(sums))))
        }
        AggFn::Min | AggFn::Max => {
            column.take_or_missing(&extremes(groups, &present, call.function == AggFn::Max, |r| text.value(r))?)
        }
        AggFn::Any | AggFn::All => {
            let all = call.function == AggFn::All;
            let is_true = |r: usize| !text.value(r).is_empty();
            let truth = fold(groups, &present, all, |t, r| *t = if all { *t && is_true(r) } else { *t || is_true(r) });
            Ok(truths(truth.values, Family::Numpy))
        }
        AggFn::Quantile if call.style == Style::Agg && text.is_empty() => Ok(column.slice(0, 0)),
        function => {
            Err(Raised::type_error(format!("dtype {} does not support operation {}", column.dtype, function.name())))
        }
    }
}
