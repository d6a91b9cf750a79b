//! Operators on object columns: Python's, value by value, with what arrays add to them for missing values.
//!
//! Source: pandas, `core/ops/array_ops.py` (`_masked_arith_op`, `na_logical_op`) and `_libs/ops.pyx` (`vec_compare`,
//! `scalar_compare`, `vec_binop`, `scalar_binop`).

use arrow::array::BooleanArray;

use super::{Operand, literal, python};
use crate::axis::{Axes, quirks};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The values of an operand, one a row.
pub(super) enum Values {
    /// A column's.
    Column(Vec<Obj>),
    /// A constant, the same for every row.
    Constant(Obj),
}

impl Values {
    pub(super) fn of(operand: &Operand) -> Self {
        match operand {
            Operand::Scalar(constant) => Self::Constant(literal::object(constant)),
            Operand::Column(column) => Self::Column(column.to_objects()),
        }
    }

    pub(super) fn at(&self, i: usize) -> &Obj {
        match self {
            Self::Column(values) => &values[i],
            Self::Constant(value) => value,
        }
    }

    fn known(&self, i: usize) -> bool {
        match self {
            Self::Column(values) => !values[i].is_missing(),
            Self::Constant(_) => true,
        }
    }
}

/// `a op b` of which one is an object column. What raises a type error is tried again on the rows where neither is missing, unless a
/// point in time was asked for it.
pub(super) fn arithmetic(op: BinaryOp, a: &Operand, b: &Operand, rows: usize, axes: &Axes) -> Raises<Column> {
    let (by, whole) = (b, matches!(a, Operand::Scalar(Literal::Timestamp(_))));
    let (a, b) = (Values::of(a), Values::of(b));
    let plain: Raises<Vec<Obj>> = (0..rows).map(|i| python::binary(op, a.at(i), b.at(i))).collect();
    let values = match plain {
        Err(raised) if raised.kind == ErrorKind::TypeError && !whole => {
            let tried = |i: usize| a.known(i) && b.known(i) && !of_one(op, &a);
            let masked = (0..rows)
                .map(|i| if tried(i) { python::binary(op, a.at(i), b.at(i)) } else { Ok(Obj::Float(f64::NAN)) });
            masked.collect::<Raises<Vec<_>>>()?
        }
        plain => plain?,
    };
    divisor_has_zeros(op, by, axes)?;
    zeros_are_seen_to(op, &a, &b, by, rows)?;
    Ok(Column::objects(values))
}

/// The same, where what is missing is not left out.
pub(super) fn plainly(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<Column> {
    let (a, b) = (Values::of(a), Values::of(b));
    (0..rows).map(|i| python::binary(op, a.at(i), b.at(i))).collect::<Raises<Vec<_>>>().map(Column::objects)
}

/// Refuses a text as a divisor, where what it makes of missing values stands, if it cannot be asked for zeros.
fn divisor_has_zeros(op: BinaryOp, by: &Operand, axes: &Axes) -> Raises<()> {
    match axes.quirks.text_divisor() {
        quirks::TextDivisor::Refused if op == BinaryOp::FloorDiv && matches!(by, Operand::Scalar(Literal::Str(_))) => {
            Err(Raised::unsupported("a text has no zeros"))
        }
        quirks::TextDivisor::Refused | quirks::TextDivisor::Right => Ok(()),
    }
}

/// Whether it is a constant one to some power: which is known, and so is not tried again.
fn of_one(op: BinaryOp, a: &Values) -> bool {
    matches!(a, Values::Constant(one) if op == BinaryOp::Pow && python::compare(BinaryOp::Eq, one, &Obj::Int(1)) == Ok(true))
}

/// Where a divisor is zero, the signs of both sides are asked for, and what came out whether it is NaN: not all objects tell.
///
/// Source: pandas, `core/ops/missing.py` (`mask_zero_div_zero`, `_fill_zeros`).
fn zeros_are_seen_to(op: BinaryOp, a: &Values, b: &Values, by: &Operand, rows: usize) -> Raises<()> {
    if !matches!(op, BinaryOp::FloorDiv | BinaryOp::Mod) {
        return Ok(());
    }
    let (zero, kind) = (Obj::Int(0), if let Operand::Column(column) = by { Some(column.kind()) } else { None });
    if op == BinaryOp::Mod {
        let zeros = match by {
            Operand::Scalar(literal) => matches!(literal, Literal::Int(0)),
            Operand::Column(column) => column.kind().is_integer() && column.to_objects().contains(&zero),
        };
        return if zeros { Err(Raised::type_error("objects are not asked for NaN")) } else { Ok(()) };
    }
    let zeros = (0..rows).map(|i| match (python::compare(BinaryOp::Eq, b.at(i), &zero), b.at(i)) {
        (Err(raised), Obj::Array(_)) => Err(raised),
        (_, Obj::Na) => Err(Raised::type_error("boolean value of NA is ambiguous")),
        (found, _) => Ok(found == Ok(true)),
    });
    if !zeros.collect::<Raises<Vec<_>>>()?.contains(&true) {
        return Ok(());
    }
    match op {
        BinaryOp::FloorDiv if kind == Some(&Kind::Object) => Err(Raised::type_error("objects have no sign bit")),
        _ => {
            (0..rows).try_for_each(|i| python::compare(BinaryOp::Lt, a.at(i), &zero).map(|_| ()))?;
            if (0..rows).any(|i| matches!(a.at(i), Obj::Array(_))) {
                return Err(Raised::value_error("an infinity in the place of an array"));
            }
            Ok(())
        }
    }
}

/// `a op b` for a comparison whose left side is an object column: what is missing on either side is unequal to everything
/// and in no order with it.
pub(super) fn compare(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<BooleanArray> {
    let (a, b) = (Values::of(a), Values::of(b));
    let one = |i: usize| {
        if a.at(i).is_missing() || b.at(i).is_missing() {
            return Ok(Some(op == BinaryOp::Ne));
        }
        python::compare(op, a.at(i), b.at(i)).map(Some)
    };
    (0..rows).map(one).collect::<Raises<Vec<_>>>().map(BooleanArray::from)
}

/// `a op b` for a comparison of an array of numbers with an object column: Python's, missing values included.
pub(super) fn compare_plainly(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<BooleanArray> {
    let (a, b) = (Values::of(a), Values::of(b));
    (0..rows)
        .map(|i| python::compare(op, a.at(i), b.at(i)).map(Some))
        .collect::<Raises<Vec<_>>>()
        .map(BooleanArray::from)
}

/// `a op b` for `and`, `or` where the operands are not both truth values: bit by bit as Python does, missing values as they
/// are where Python refuses; the outcome is false where it is missing, else its truth.
pub(super) fn logic(op: BinaryOp, a: &[Obj], b: &[Obj]) -> Raises<BooleanArray> {
    let plain: Raises<Vec<Obj>> = a.iter().zip(b).map(|(a, b)| python::binary(op, a, b)).collect();
    let values = match plain {
        Err(raised) if raised.kind == ErrorKind::TypeError => a
            .iter()
            .zip(b)
            .map(|(a, b)| match python::binary(op, a, b) {
                Err(_) if a.is_missing() => Ok(a.clone()),
                Err(_) if b.is_missing() => Ok(b.clone()),
                other => other,
            })
            .collect::<Raises<Vec<_>>>()
            .and_then(hashed)?,
        plain => plain?,
    };
    truths(&values)
}

/// `column op constant` for `and`, `or` on an object column: the constant counts as its truth unless it is missing.
pub(super) fn logic_with_constant(op: BinaryOp, a: &[Obj], constant: &Obj) -> Raises<BooleanArray> {
    let plain: Raises<Vec<Obj>> = a.iter().map(|a| python::binary(op, a, constant)).collect();
    if let Ok(values) = plain {
        return truths(&values);
    }
    if constant.is_missing() {
        return Ok(std::iter::repeat_n(Some(false), a.len()).collect());
    }
    let constant = Obj::Bool(python::truth(constant));
    let values = a
        .iter()
        .map(
            |a| if matches!(a, Obj::None) || a.is_missing() { Ok(a.clone()) } else { python::binary(op, a, &constant) },
        )
        .collect::<Raises<Vec<_>>>()
        .and_then(hashed)
        .map_err(|_| Raised::type_error("cannot perform the operation with a column of objects and a constant"))?;
    truths(&values)
}

/// What was tried value by value is looked up among truth values, where an array cannot be.
///
/// Source: pandas, `lib.maybe_convert_bool`.
fn hashed(values: Vec<Obj>) -> Raises<Vec<Obj>> {
    if values.iter().any(Obj::is_list_like) { Err(Raised::type_error("an array cannot be hashed")) } else { Ok(values) }
}

/// Every value's truth, false where it is missing.
pub(super) fn truths(values: &[Obj]) -> Raises<BooleanArray> {
    values.iter().map(|v| if v.is_missing() { Ok(Some(false)) } else { python::is_true(v).map(Some) }).collect()
}
