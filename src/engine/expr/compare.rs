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
    if is_masked_beside_text(a, b) {
        // a mask takes text for an array of objects
        return Ok(column(under_mask(op, a, b, rows)?, Family::Masked));
    }
    if any(|k| *k == Kind::String) {
        return texts::compare(op, a, b, rows);
    }
    if any(|k| matches!(k, Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..))) {
        return of_times(op, a, b, scope);
    }
    match (is_of_objects(a), is_of_objects(b)) {
        (false, false) => of_numbers(op, a, b, scope),
        (left, _) => of_objects(op, a, b, left, rows),
    }
}

/// Whether a masked column of no text is compared with text that is not Arrow's.
fn is_masked_beside_text(a: &Operand, b: &Operand) -> bool {
    let (Operand::Column(left), Operand::Column(right)) = (a, b) else { return false };
    let masked = left.dtype.family == Family::Masked && *left.kind() != Kind::String;
    masked && *right.kind() == Kind::String && right.dtype.family != Family::Arrow
}

/// Whether the values of a column are objects to a comparison.
fn is_of_objects(operand: &Operand) -> bool {
    let Operand::Column(column) = operand else { return false };
    matches!(column.kind(), Kind::Object | Kind::Date | Kind::Decimal(..) | Kind::List(_) | Kind::Void)
}

/// An outcome that is missing where nothing is `known`.
fn where_known(outcome: &BooleanArray, known: &BooleanBuffer) -> BooleanArray {
    outcome.iter().zip(known).map(|(truth, known)| truth.filter(|_| known)).collect()
}

/// Times compared with anything.
fn of_times(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let family = family(a, b);
    let outcome = times::compare(op, a, b, scope.rows(), scope.axes)?;
    Ok(match (family, a, b) {
        // times on the left know no mask, a mask on the left hides what is missing on either side
        (Family::Masked, Operand::Column(left), Operand::Column(right)) if left.dtype.family == Family::Masked => {
            column(where_known(&outcome, &(&left.present() & &right.present())), family)
        }
        (Family::Masked, Operand::Column(_), Operand::Column(_)) => column(outcome, Family::Numpy),
        _ => column(outcome, family),
    })
}

/// Columns of which one is of objects, the left one if it is said, compared.
fn of_objects(op: BinaryOp, a: &Operand, b: &Operand, left: bool, rows: usize) -> Raises<Column> {
    let family = family(a, b);
    let outcome = match (left, family) {
        (true, Family::Masked) if !is_of_objects(b) && matches!(b, Operand::Column(_)) => {
            under_mask(mirrored(op), b, a, rows)
        }
        (true, _) => objects::compare(op, a, b, rows),
        (false, Family::Masked) => under_mask(op, a, b, rows),
        (false, Family::Arrow) => beside_na(op, a, b, rows),
        (false, Family::Numpy | Family::Sql) => objects::compare_plainly(op, a, b, rows),
    };
    Ok(column(outcome?, family))
}

/// A column of numbers or truth values compared with another, or with a constant.
fn of_numbers(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let (family, rows) = (family(a, b), scope.rows());
    let outcome = match (a, b) {
        // a mask knows nothing of None and NaN: no value equals them, and None has no order
        (Operand::Column(a), Operand::Scalar(constant)) if family == Family::Masked && is_missing(constant) => {
            let ordered = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
            if ordered && rows > 0 && matches!(constant, Literal::Null) {
                return Err(Raised::type_error("None has no order"));
            }
            a.present().iter().map(|there| there.then_some(op == BinaryOp::Ne)).collect()
        }
        (_, Operand::Scalar(constant)) if is_missing(constant) => return Ok(missing(op, rows, family)),
        _ => match (number(a), number(b)) {
            (Some(x), Some(y)) => {
                let outcome = numbers::compare(op, &x, &y, scope.axes)?;
                match (family, a, b) {
                    (Family::Masked | Family::Arrow, Operand::Column(a), Operand::Column(b)) => {
                        where_known(&outcome, &(&known(a, scope) & &known(b, scope)))
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
                        where_known(&outcome, &a.present())
                    }
                    _ => outcome,
                }
            }
        },
    };
    Ok(column(outcome, family))
}

/// The rows of a column that are there for one with a mask beside it, to which NaN of an array may be missing.
fn known(column: &Column, scope: &Scope<'_>) -> BooleanBuffer {
    match scope.axes.missing.nan_beside_mask() {
        missing::NanBesideMask::Number if column.dtype.nan_is_missing() => BooleanBuffer::new_set(column.len()),
        missing::NanBesideMask::Number | missing::NanBesideMask::Missing | missing::NanBesideMask::AlwaysMissing => {
            column.present()
        }
    }
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
    Ok(where_known(&outcome, &(&masked.present() & &other.present())))
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
const fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}
