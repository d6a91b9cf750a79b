//! `is_null`, `not_null`, `is_nan`, `fill_null`, `coalesce`, `if_else` on arrays.
//!
//! Source: pandas, `Series.fillna`, `Series.combine_first`, `Series.where`; NumPy, `np.isnan`.

use std::sync::Arc;

use arrow::array::{Array, BooleanArray, UInt32Array};
use arrow::datatypes::TimeUnit;

use super::choose::{choose, condition, infer};
use super::compare::column;
use super::{Operand, Scope, cast, numeric};
use crate::axis::{Axes, missing, types};
use crate::case::expr::Literal;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::{Obj, i64s};
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::per_second;

/// Whether each value is missing (`present` false) or there.
pub(super) fn test(of: &Column, present: bool) -> Column {
    let there = of.present();
    let answer: BooleanArray = there.iter().map(|there| Some(there == present)).collect();
    column(answer, Family::Numpy)
}

/// Whether each value is NaN; only numbers and times can be asked.
pub(super) fn is_nan(of: &Column, axes: &Axes) -> Raises<Column> {
    let converted = axes.types.converted();
    let boxed = of.dtype.family == Family::Arrow && converted.nullable();
    match of.kind() {
        // what is asked is an array of objects
        Kind::Bool if of.dtype.family == Family::Arrow && of.array().null_count() > 0 => {
            Err(Raised::type_error("objects cannot be NaN"))
        }
        Kind::Timestamp(_, Some(_)) if boxed => Err(Raised::type_error("objects cannot be NaN")),
        Kind::Timestamp(..) | Kind::Duration(_) if boxed => {
            let missing = test(of, false);
            Ok(Column { dtype: missing.dtype.clone().with_family(Family::Arrow), ..missing })
        }
        kind if kind.is_number() || *kind == Kind::Bool => {
            let there = of.present();
            let nan: BooleanArray = match of.dtype.family {
                Family::Numpy => of.is_nan().iter().map(Some).collect(),
                Family::Arrow if converted.nullable() => there.iter().map(|there| Some(!there)).collect(),
                Family::Masked | Family::Arrow | Family::Sql => {
                    of.is_nan().iter().zip(there.iter()).map(|(nan, there)| there.then_some(nan)).collect()
                }
            };
            let told = Column::new(DType { family: of.dtype.family, kind: Kind::Bool }, Arc::new(nan));
            Ok(numeric::returned(told, axes))
        }
        Kind::Timestamp(..) | Kind::Duration(_) => Ok(test(of, false)),
        _ => Err(Raised::type_error(format!("{} values cannot be NaN", of.dtype))),
    }
}

/// Missing values replaced by `value`.
pub(super) fn fill(of: &Column, value: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    match (value, scope.axes.missing.fill_with_null()) {
        (Operand::Scalar(Literal::Null), missing::FillWithNull::Error) => {
            return Err(Raised::value_error("a value to fill with must be given"));
        }
        (_, missing::FillWithNull::Error | missing::FillWithNull::Fill) => {}
    }
    let present = BooleanArray::new(of.present(), None);
    let no_duration = match value {
        Operand::Scalar(Literal::Null) => false,
        Operand::Scalar(Literal::Float(x)) => !x.is_nan(),
        Operand::Scalar(_) => true,
        Operand::Column(column) => !matches!(column.kind(), Kind::Duration(_)),
    };
    match (of.kind(), scope.axes.missing.fill_duration()) {
        (Kind::Duration(_), missing::FillDuration::Raise) if no_duration => {
            return Err(Raised::type_error("a duration is filled with durations only"));
        }
        (_, missing::FillDuration::Raise | missing::FillDuration::Object) => {}
    }
    if let (true, false, Operand::Column(values)) = (super::arrow::holds(of), present.true_count() == of.len(), value) {
        // all of them are converted
        super::arrow::taken(of, values, scope.axes)?;
    }
    let filled = if of.dtype.holds_missing() { choose(of, &present, value, scope.axes)? } else { of.clone() };
    match scope.axes.missing.filled_objects() {
        // values that text is filled with row by row stay objects
        missing::FilledObjects::Inferred if *of.kind() != Kind::String || matches!(value, Operand::Scalar(_)) => {
            Ok(inferred(&filled))
        }
        missing::FilledObjects::Inferred | missing::FilledObjects::Objects => Ok(filled),
    }
}

/// Filled objects in the type that they have in common, those that are still missing left aside.
/// Source: pandas, `Block._maybe_downcast` and `lib.maybe_convert_objects`.
fn inferred(filled: &Column) -> Column {
    let Some(values) = filled.as_objects() else { return filled.clone() };
    let missing = if values.iter().any(|v| matches!(v, Obj::Timestamp(..))) { Obj::NaT } else { Obj::Float(f64::NAN) };
    let alike = values.iter().map(|v| match v {
        Obj::None | Obj::Float(_) if v.is_missing() => missing.clone(),
        other => other.clone(),
    });
    let alike = Column::objects(alike.collect::<Vec<_>>());
    let times = super::times::infer(&alike);
    if times.as_objects().is_none() {
        return times;
    }
    let alike = infer(&alike);
    let alike =
        if alike.as_objects().is_some() || alike.present().count_set_bits() == 0 { infer(filled) } else { alike };
    if is_in_nanoseconds(&alike) { alike } else { filled.clone() }
}

/// Whether the points in time, where it is a column of such, can be counted in nanoseconds, which objects are tried as.
fn is_in_nanoseconds(column: &Column) -> bool {
    let Kind::Timestamp(unit, _) = column.kind() else { return true };
    let factor = per_second(TimeUnit::Nanosecond) / per_second(*unit);
    i64s(&column.array()).iter().flatten().all(|count| count.checked_mul(factor).is_some())
}

/// The values of `a`, where they are missing those of `b`.
pub(super) fn coalesce(a: &Column, b: &Column, scope: &Scope<'_>) -> Raises<Column> {
    let present = BooleanArray::new(a.present(), None);
    let put_together = match scope.axes.missing.coalesced() {
        missing::Coalesced::Chosen => false,
        missing::Coalesced::Stacked | missing::Coalesced::StackedNonEmpty => a.dtype != b.dtype,
    };
    let is_time =
        |c: &Column| matches!(c.kind(), Kind::Timestamp(..)) || *c.kind() == Kind::Date && super::arrow::holds(c);
    let as_points = is_time(a) && !is_time(b);
    if !put_together {
        if as_points {
            return choose(a, &present, &Operand::Column(cast::points(b, scope.axes)?), scope.axes);
        }
        return choose(a, &present, &Operand::Column(b.clone()), scope.axes);
    }
    if scope.frame.labels_repeat() {
        return Err(Raised::value_error("cannot reindex on an axis with duplicate labels"));
    }
    let kept = a.filter(&present)?;
    let absent: BooleanArray = a.present().iter().map(|there| Some(!there)).collect();
    let filled = b.filter(&absent)?;
    let filled = if as_points { cast::points(&filled, scope.axes)? } else { filled };
    // of nothing, points in time are made as coarse as there are
    let nothing = as_points && *a.kind() == Kind::Date && filled.present().count_set_bits() == 0;
    let filled = match scope.axes.types.time_unit() {
        types::TimeUnit::Microsecond if nothing => {
            Column::missing(DType::numpy(Kind::Timestamp(TimeUnit::Second, None)), filled.len())
        }
        types::TimeUnit::Microsecond | types::TimeUnit::Nanosecond => filled,
    };
    let stacked = match scope.axes.missing.coalesced() {
        missing::Coalesced::StackedNonEmpty if kept.is_empty() && !filled.is_empty() => filled.clone(),
        missing::Coalesced::StackedNonEmpty if filled.is_empty() && !kept.is_empty() => kept.clone(),
        missing::Coalesced::StackedNonEmpty if promote::all_numbers(&[&kept, &filled]) => {
            promote::as_numbers(&[&kept, &filled])?
        }
        missing::Coalesced::Chosen | missing::Coalesced::Stacked | missing::Coalesced::StackedNonEmpty => {
            promote::stack(&[&kept, &filled])?
        }
    };
    let (mut from_a, mut from_b) = (0, kept.len() as u32);
    let places: UInt32Array = a
        .present()
        .iter()
        .map(|there| {
            let place = if there { &mut from_a } else { &mut from_b };
            *place += 1;
            *place - 1
        })
        .collect::<Vec<u32>>()
        .into();
    stacked.take(&places)
}

/// `a` where the condition holds, `b` elsewhere.
pub(super) fn if_else(test: &Operand, a: &Column, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    match test {
        Operand::Scalar(_) => Err(Raised::value_error("a condition must be a column")),
        Operand::Column(test) => choose(a, &condition(test, scope.axes)?, b, scope.axes),
    }
}
