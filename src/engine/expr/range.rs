//! `between` and `clip` on arrays.
//!
//! Source: pandas, `Series.between`, `NDFrame.clip`.

use arrow::array::{Array, AsArray, BooleanArray};

use super::choose::choose;
use super::number::Number;
use super::{Operand, Scope, compare, fits, literal, logic, python};
use crate::axis::{missing, quirks};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// Whether each value of `of` is not below `low` and not above `high`.
pub(super) fn between(of: &Column, low: &Operand, high: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    match scope.axes.quirks.column_bounds() {
        quirks::ColumnBounds::Whole
            if scope.is_a_part() && [low, high].iter().any(|b| matches!(b, Operand::Column(_))) =>
        {
            return Err(Raised::value_error("a part of a column cannot be compared with the whole of another"));
        }
        quirks::ColumnBounds::Whole | quirks::ColumnBounds::Right => {}
    }
    let of = Operand::Column(of.clone());
    let above = compare::binary(BinaryOp::Ge, &of, low, scope)?;
    let below = compare::binary(BinaryOp::Le, &of, high, scope)?;
    let masked = [&above, &below].iter().any(|side| side.dtype.family == Family::Masked);
    let family = if masked { Family::Masked } else { above.dtype.family };
    logic::truths(BinaryOp::And, &Number::Array(&above), &Number::Array(&below), family)
}

/// Every value of `of` that is below `low` replaced by it, every one above `high` by that. A missing bound is none.
pub(super) fn clip(of: &Column, low: &Operand, high: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let given = |bound: &Operand| match bound {
        Operand::Scalar(Literal::Null) => false,
        Operand::Scalar(Literal::Float(x)) => !x.is_nan(),
        Operand::Scalar(_) => true,
        Operand::Column(c) => c.present().count_set_bits() > 0,
    };
    let (mut low, mut high) = (Some(low).filter(|b| given(b)), Some(high).filter(|b| given(b)));
    if let (Some(Operand::Scalar(a)), Some(Operand::Scalar(b))) = (low, high)
        && python::compare(BinaryOp::Gt, &literal::object(a), &literal::object(b))?
    {
        (low, high) = (high, low);
    }
    let mut clipped = of.clone();
    for (op, bound) in [(BinaryOp::Ge, low), (BinaryOp::Le, high)] {
        let Some(bound) = bound else { continue };
        let within = match bound {
            Operand::Column(limits) if value_by_value(of, limits) => objects_within(op, of, limits)?,
            Operand::Column(limits)
                if *limits.kind() == Kind::String && limits.present().count_set_bits() < limits.len() =>
            {
                return Err(Raised::type_error("a text has no limit at infinity"));
            }
            // an infinity stands for the limit that is missing, and fits no integer
            Operand::Column(limits)
                if matches!(limits.dtype.family, Family::Masked | Family::Arrow)
                    && (limits.kind().is_integer() || super::arrow::holds(limits))
                    && limits.present().count_set_bits() < limits.len() =>
            {
                return Err(fits::invalid(&limits.dtype));
            }
            // a number is held against what the other bound has left
            Operand::Scalar(Literal::Int(_) | Literal::Float(_) | Literal::Bool(_)) => {
                let within = compare::binary(op, &Operand::Column(clipped.clone()), bound, scope)?;
                clipped = choose(&clipped, &kept(&clipped, &within, bound), bound, scope.axes)?;
                continue;
            }
            Operand::Column(_) | Operand::Scalar(_) => compare::binary(op, &Operand::Column(of.clone()), bound, scope)?,
        };
        clipped = choose(&clipped, &kept(of, &within, bound), bound, scope.axes)?;
    }
    let number =
        |bound: &Operand| matches!(bound, Operand::Scalar(Literal::Bool(_) | Literal::Int(_) | Literal::Float(_)));
    let by_numbers = [low, high].into_iter().flatten().all(number);
    Ok(match (clipped.as_objects(), scope.axes.missing.clipped_objects()) {
        (Some(values), missing::ClippedObjects::Nan) if by_numbers => Column::objects(
            values.iter().map(|v| if v.is_missing() { Obj::Float(f64::NAN) } else { v.clone() }).collect::<Vec<_>>(),
        ),
        (_, missing::ClippedObjects::Nan | missing::ClippedObjects::AsHeld) => clipped,
    })
}

/// Whether values are compared with their limits as Python objects.
fn value_by_value(of: &Column, limits: &Column) -> bool {
    let plain = |kind: &Kind| !matches!(kind, Kind::Timestamp(..) | Kind::Duration(_) | Kind::String);
    [of, limits].iter().any(|c| c.as_objects().is_some()) && plain(of.kind()) && plain(limits.kind())
}

/// Python's comparison of every value with its limit, an infinity where there is none: nothing is left out, so that a missing
/// object is an error. Source: pandas, `NDFrame._clip_with_one_bound`.
fn objects_within(op: BinaryOp, of: &Column, limits: &Column) -> Raises<Column> {
    let none = Obj::Float(if op == BinaryOp::Le { f64::INFINITY } else { f64::NEG_INFINITY });
    let limits = limits.to_objects().into_iter().map(|limit| if limit.is_missing() { none.clone() } else { limit });
    let each =
        of.to_objects().into_iter().zip(limits).map(|(value, limit)| python::compare(op, &value, &limit).map(Some));
    Ok(compare::column(each.collect::<Raises<BooleanArray>>()?, Family::Numpy))
}

/// The rows that a bound leaves alone: those within, the missing ones, and those whose own bound is missing.
fn kept(of: &Column, within: &Column, bound: &Operand) -> BooleanArray {
    let there = of.present();
    let bounded = match bound {
        Operand::Scalar(_) => None,
        Operand::Column(c) => Some(c.present()),
    };
    let within = within.array();
    let within = within.as_boolean();
    (0..within.len())
        .map(|i| {
            let inside = within.is_valid(i) && within.value(i);
            Some(inside || !there.value(i) || bounded.as_ref().is_some_and(|b| !b.value(i)))
        })
        .collect()
}
