//! `== != < <= > >=` on arrays: which values of different types can be compared, and what a missing one gives.
//!
//! Source: pandas, `core/ops/array_ops.py` (`comparison_op`).

use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::buffer::BooleanBuffer;

use super::arithmetic::{family, number};
use super::number::{self as numbers};
use super::{Operand, Scope, cast, objects, python, texts, times};
use crate::axis::missing;
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::Phase;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// `a op b`; one of them is a column.
pub(super) fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    if let (Operand::Scalar(_), Operand::Column(_)) = (a, b) {
        return binary(mirrored(op), b, a, scope);
    }
    if let Some((a, b)) = super::boxed::decimals(a, b) {
        return binary(op, &a, &b, scope);
    }
    if let Some(done) = super::arrow::binary(op, a, b, scope) {
        return done;
    }
    if super::boxed::any(a, b, |kind| matches!(kind, Kind::List(_))) {
        // Arrow compares no lists, also with themselves
        return times::invalid(op, scope.rows()).map(|truths| column(truths, Family::Arrow));
    }
    if let Some(done) = super::boxed::refused(op, a, b, scope.rows())? {
        return Ok(done);
    }
    if let Some(done) = super::boxed::nothing_compared(op, a, b, scope.rows()) {
        return done;
    }
    if let Some(done) = super::stamped::compare(op, a, b, scope) {
        return done;
    }
    if let Some((a, b)) = read_as_times(a, b, scope) {
        return binary(op, &a, &b, scope);
    }
    let rows = scope.rows();
    let any = |test: fn(&Kind) -> bool| [a, b].iter().any(|o| matches!(o, Operand::Column(c) if test(c.kind())));
    if let (Operand::Column(left), Operand::Column(right)) = (a, b)
        && left.dtype.family == Family::Masked
        && *left.kind() != Kind::String
        && *right.kind() == Kind::String
        && right.dtype.family != Family::Arrow
    {
        // a mask takes text for an array of objects
        return Ok(column(under_mask(op, a, b, rows)?, Family::Masked));
    }
    if any(|k| *k == Kind::String) {
        return texts::compare(op, a, b, rows);
    }
    let family = family(a, b);
    if any(|k| matches!(k, Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..))) {
        let outcome = times::compare(op, a, b, rows, scope.axes)?;
        return Ok(match (family, a, b) {
            // times on the left know no mask, a mask on the left hides what is missing on either side
            (Family::Masked, Operand::Column(left), Operand::Column(right)) if left.dtype.family == Family::Masked => {
                let known = &left.present() & &right.present();
                column(outcome.iter().zip(&known).map(|(truth, known)| truth.filter(|_| known)).collect(), family)
            }
            (Family::Masked, Operand::Column(_), Operand::Column(_)) => column(outcome, Family::Numpy),
            _ => column(outcome, family),
        });
    }
    let object = |o: &Operand| matches!(o, Operand::Column(c) if matches!(c.kind(), Kind::Object | Kind::Date | Kind::Decimal(..) | Kind::List(_) | Kind::Void));
    if object(a) && family == Family::Masked && !object(b) && matches!(b, Operand::Column(_)) {
        return Ok(column(under_mask(mirrored(op), b, a, rows)?, family));
    }
    if object(a) {
        return Ok(column(objects::compare(op, a, b, rows)?, family));
    }
    let outcome = match b {
        b if object(b) && family == Family::Masked => under_mask(op, a, b, rows)?,
        b if object(b) && family == Family::Arrow => beside_na(op, a, b, rows)?,
        b if object(b) => objects::compare_plainly(op, a, b, rows)?,
        // a mask knows nothing of None and NaN: no value equals them, and None has no order
        Operand::Scalar(constant) if family == Family::Masked && is_missing(constant) => {
            let ordered = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
            if ordered && rows > 0 && matches!(constant, Literal::Null) {
                return Err(Raised::type_error("None has no order"));
            }
            let Operand::Column(a) = a else { return Ok(missing(op, rows, family)) };
            a.present().iter().map(|there| there.then_some(op == BinaryOp::Ne)).collect()
        }
        Operand::Scalar(Literal::Null) => return Ok(missing(op, rows, family)),
        Operand::Scalar(Literal::Float(x)) if x.is_nan() => return Ok(missing(op, rows, family)),
        b => match (number(a), number(b)) {
            (Some(x), Some(y)) => {
                let outcome = numbers::compare(op, &x, &y, scope.axes)?;
                // beside a mask NaN of an array is missing
                match (family, a, b) {
                    (Family::Masked | Family::Arrow, Operand::Column(a), Operand::Column(b)) => {
                        let number = match scope.axes.missing.nan_beside_mask() {
                            missing::NanBesideMask::Number => true,
                            missing::NanBesideMask::Missing | missing::NanBesideMask::AlwaysMissing => false,
                        };
                        let known = |column: &Column| match column.dtype.nan_is_missing() && number {
                            true => BooleanBuffer::new_set(column.len()),
                            false => column.present(),
                        };
                        let known = &known(a) & &known(b);
                        outcome.iter().zip(&known).map(|(truth, known)| truth.filter(|_| known)).collect()
                    }
                    _ => outcome,
                }
            }
            // value by value, but for text
            _ if rows == 0 && !matches!(b, Operand::Scalar(Literal::Str(_))) => BooleanArray::new_null(0),
            _ => {
                let outcome = times::invalid(op, rows)?;
                match (family, a, b) {
                    (Family::Masked | Family::Arrow, Operand::Column(a), Operand::Scalar(_)) => {
                        outcome.iter().zip(&a.present()).map(|(truth, known)| truth.filter(|_| known)).collect()
                    }
                    _ => outcome,
                }
            }
        },
    };
    Ok(column(outcome, family))
}

/// A masked column compared with one of objects: Python compares what the mask hides too, a float's NaN or a one, before what is missing
/// on either side makes it missing.
///
/// Source: pandas, `BaseMaskedArray._cmp_method`, `_propagate_mask`.
fn under_mask(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<BooleanArray> {
    let (Operand::Column(masked), Operand::Column(other)) = (a, b) else {
        return objects::compare_plainly(op, a, b, rows);
    };
    if other.to_objects().iter().any(|v| matches!(v, Obj::Na)) {
        return Err(Raised::type_error("the truth value of NA is ambiguous"));
    }
    let hidden = if masked.kind().is_float() { Obj::Float(f64::NAN) } else { Obj::Int(1) };
    let shown = masked.to_objects().into_iter().map(|v| if v.is_missing() { hidden.clone() } else { v });
    let shown = Operand::Column(Column::objects(shown.collect::<Vec<_>>()));
    let outcome = objects::compare_plainly(op, &shown, b, rows)?;
    let known = &masked.present() & &other.present();
    Ok(outcome.iter().zip(&known).map(|(truth, known)| truth.filter(|_| known)).collect())
}

/// An Arrow-backed column compared with one of objects value by value: NA answers NA, but nothing is asked of None.
fn beside_na(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<BooleanArray> {
    let (a, b) = (objects::Values::of(a), objects::Values::of(b));
    let each = (0..rows).map(|row| match (a.at(row), b.at(row)) {
        (Obj::Na, Obj::None) => Err(Raised::type_error("None has no order")),
        (Obj::Na, _) | (_, Obj::Na) => Ok(None),
        (x, y) => python::compare(op, x, y).map(Some),
    });
    each.collect()
}

fn is_missing(constant: &Literal) -> bool {
    match constant {
        Literal::Null => true,
        Literal::Float(x) => x.is_nan(),
        _ => false,
    }
}

/// Times and the texts beside them, read as times, if each of them spells one. Text that Arrow holds is asked first when it stands on
/// the left, and reads nothing.
///
/// Source: pandas, `DatetimeLikeArrayMixin._validate_listlike`.
fn read_as_times(a: &Operand, b: &Operand, scope: &Scope<'_>) -> Option<(Operand, Operand)> {
    let (Operand::Column(left), Operand::Column(right)) = (a, b) else { return None };
    let read = |times: &Column, text: &Column| {
        let Kind::Timestamp(_, zone) = times.kind() else { return None };
        if *text.kind() == Kind::String && text.dtype.family == Family::Masked && scope.phase != Phase::Run {
            return Some(times.clone());
        }
        cast::stamps(&spelt(text)?, zone.clone(), scope.axes).ok()
    };
    match (left.kind(), right.kind()) {
        (Kind::Timestamp(..), _) => Some((a.clone(), Operand::Column(read(left, right)?))),
        (Kind::Object, Kind::Timestamp(..)) => Some((Operand::Column(read(right, left)?), b.clone())),
        _ => None,
    }
}

/// The values of a column of text, or of objects that are texts.
fn spelt(column: &Column) -> Option<Vec<Obj>> {
    let text = |value: &Obj| matches!(value, Obj::Str(_));
    match column.as_objects() {
        Some(values) if values.iter().any(text) && values.iter().all(|v| text(v) || v.is_missing()) => {
            Some(values.to_vec())
        }
        None if *column.kind() == Kind::String => Some(column.to_objects()),
        _ => None,
    }
}

/// Every comparison with a missing constant.
fn missing(op: BinaryOp, rows: usize, family: Family) -> Column {
    let value = match family {
        Family::Numpy => Some(op == BinaryOp::Ne),
        Family::Masked | Family::Arrow | Family::Sql => None,
    };
    column(std::iter::repeat_n(value, rows).collect(), family)
}

pub(super) fn column(outcome: BooleanArray, family: Family) -> Column {
    Column::new(DType { family, kind: Kind::Bool }, Arc::new(outcome))
}

/// The comparison that holds of `b, a` where `op` holds of `a, b`.
pub(super) const fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}
