//! `and`, `or`, `not` on arrays: which columns have truth values, and what becomes of missing ones.
//!
//! Source: pandas, `core/ops/array_ops.py` (`logical_op`), `core/ops/mask_ops.py` for masked columns.

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray};
use arrow::compute;
use arrow::datatypes::DataType;

use super::arithmetic::{family, number};
use super::compare::column;
use super::meet::{self, Meeting};
use super::number::{self as numbers, Number};
use super::{Operand, Scope, literal, objects, python};
use crate::axis::{Axes, arithmetic as axis};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// `a and b`, `a or b`; one of them is a column.
pub(super) fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    if let Some(raised) = super::arrow::logic(op, a, b) {
        return Err(raised);
    }
    match (a, b) {
        (Operand::Column(left), Operand::Column(right)) => columns(op, left, right, scope),
        (Operand::Column(column), Operand::Scalar(constant)) | (Operand::Scalar(constant), Operand::Column(column)) => {
            with_constant(op, column, constant, scope)
        }
        (Operand::Scalar(_), Operand::Scalar(_)) => Err(Raised::internal("an operation on two constants")),
    }
}

fn unfit(a: &Column) -> Raised {
    Raised::type_error(format!("and, or are not supported for {}", a.dtype))
}

fn columns(op: BinaryOp, a: &Column, b: &Column, scope: &Scope<'_>) -> Raises<Column> {
    let (left, right) = (Operand::Column(a.clone()), Operand::Column(b.clone()));
    let rows = scope.rows();
    if super::boxed::no_logic(a, b) {
        return Err(unfit(a));
    }
    if scope.axes.types.converted().nullable()
        && let Some(done) = super::boxed::logic(a, b)
    {
        return done;
    }
    let number = |kind: &Kind| kind.is_integer() || *kind == Kind::Bool;
    let floats = a.kind().is_float() && number(b.kind()) || number(a.kind()) && b.kind().is_float();
    if floats && rows > 0 && a.dtype.family != Family::Numpy && b.dtype.family != Family::Numpy {
        return Err(unfit(a));
    }
    match (a.kind(), b.kind()) {
        // beside a mask Arrow's are taken as Python's
        (Kind::Bool, Kind::Bool)
            if (a.dtype.family, b.dtype.family) == (Family::Masked, Family::Arrow)
                && b.present().count_set_bits() < b.len() =>
        {
            Err(Raised::type_error("boolean value of NA is ambiguous"))
        }
        (Kind::Bool, Kind::Bool) => kleene(op, a, b, family(&left, &right)),
        (a_kind, b_kind) if a_kind.is_integer() && b_kind.is_integer() => match meet::arrays(a_kind, b_kind) {
            Meeting::Kind(kind) if !kind.is_float() => {
                numbers::bits(op, &Number::Array(a), &Number::Array(b), &kind, family(&left, &right))
            }
            // value by value: an unsigned number of 64 bits and a signed one have no type in common
            Meeting::Kind(_) | Meeting::Objects if rows == 0 => Ok(nothing(a, b)),
            Meeting::Kind(_) | Meeting::Objects => {
                let pairs = a.to_objects().into_iter().zip(b.to_objects());
                let joined = pairs.map(|(a, b)| python::binary(op, &a, &b));
                joined.collect::<Raises<Vec<_>>>().map(Column::objects)
            }
        },
        (Kind::Bool, kind) if kind.is_integer() && a.dtype.family == Family::Masked => {
            let truths = compute::cast(&b.array(), &DataType::Boolean).map_err(Raised::internal)?;
            let truths = Column::new(a.dtype.clone(), truths);
            kleene(op, a, &truths, Family::Masked)
        }
        (Kind::Bool, kind) | (kind, Kind::Bool) if kind.is_integer() => {
            let kind = if kind.is_unsigned() { Kind::UInt64 } else { Kind::Int64 };
            let bits = numbers::bits(op, &Number::Array(a), &Number::Array(b), &kind, Family::Numpy)?;
            let array = compute::cast(&bits.array(), &DataType::Boolean).map_err(Raised::internal)?;
            Ok(Column::new(DType { family: family(&left, &right), kind: Kind::Bool }, array))
        }
        (Kind::Timestamp(..) | Kind::Duration(_), _) | (_, Kind::Timestamp(..) | Kind::Duration(_)) => {
            match scope.axes.arithmetic.logic_of_no_times() {
                axis::LogicOfNoTimes::Objects if rows == 0 && loops_over_objects(a, b) => {
                    Ok(Column::objects(Vec::<Obj>::new()))
                }
                axis::LogicOfNoTimes::Objects | axis::LogicOfNoTimes::Error => Err(unfit(a)),
            }
        }
        (Kind::String, _) => Err(unfit(a)),
        (Kind::Bool, Kind::String) if a.dtype.family == Family::Arrow => Err(unfit(a)),
        (Kind::Bool, Kind::String) if b.dtype.family == Family::Masked && b.present().count_set_bits() < b.len() => {
            Err(Raised::type_error("the truth of a missing text is not known"))
        }
        // a text that is missing is NaN, which is true
        (Kind::Bool, Kind::String) if matches!(b.dtype.family, Family::Numpy | Family::Masked) => {
            let truths = b.to_objects().iter().map(|v| Some(v.is_missing() || python::truth(v))).collect();
            kleene(op, a, &column(truths, Family::Numpy), Family::Numpy)
        }
        (_, Kind::String) => Err(unfit(b)),
        (Kind::Bool, _) => kleene(op, a, &column(objects::truths(&b.to_objects())?, Family::Numpy), Family::Numpy),
        (a_kind, Kind::Bool | _) if rows > 0 || *a_kind == Kind::Object => {
            // what may be missing on the right counts as false
            let right = b.to_objects().into_iter();
            let right: Vec<Obj> = if b.kind().is_integer() || *b.kind() == Kind::Bool {
                right.collect()
            } else {
                right.map(|v| if v.is_missing() { Obj::Bool(false) } else { v }).collect()
            };
            Ok(column(objects::logic(op, &a.to_objects(), &right)?, Family::Numpy))
        }
        _ => Ok(nothing(a, b)),
    }
}

/// Whether one of times and another are joined value by value: times with a zone and any array, or any times and objects.
fn loops_over_objects(a: &Column, b: &Column) -> bool {
    let time = |c: &Column| matches!(c.kind(), Kind::Timestamp(..) | Kind::Duration(_));
    let (times, other) = if time(a) { (a, b) } else { (b, a) };
    !time(other)
        && (times.kind().zone().is_some() && other.dtype.family == Family::Numpy
            || other.as_objects().is_some()
            || *other.kind() == Kind::Date)
}

/// What comes of no rows: truth values, masked where a side is; Arrow keeps the type of the side that it holds.
fn nothing(a: &Column, b: &Column) -> Column {
    match [a, b].into_iter().rev().find(|side| side.dtype.family == Family::Arrow) {
        Some(held) => Column::empty(held.dtype.clone()),
        None => {
            let masked = [a, b].iter().any(|side| side.dtype.family == Family::Masked);
            column(BooleanArray::new_null(0), if masked { Family::Masked } else { Family::Numpy })
        }
    }
}

fn with_constant(op: BinaryOp, a: &Column, constant: &Literal, scope: &Scope<'_>) -> Raises<Column> {
    let operand = Operand::Scalar(constant.clone());
    let boxed = scope.axes.types.converted().nullable() && a.dtype.family == Family::Arrow;
    match (a.kind(), constant) {
        (kind, Literal::Bool(_)) if boxed && kind.is_integer() => Err(unfit(a)),
        (kind, Literal::Null) if boxed && kind.is_integer() => Ok(Column::missing(a.dtype.clone(), scope.rows())),
        (Kind::Bool, Literal::Bool(_)) => truths(op, &Number::Array(a), &Number::Constant(constant), a.dtype.family),
        (Kind::Bool, Literal::Null) if a.dtype.family == Family::Masked => {
            Err(Raised::type_error("None is no truth value"))
        }
        (Kind::Bool, Literal::Float(x)) if x.is_nan() && a.dtype.family == Family::Arrow => {
            with_constant(op, a, &Literal::Null, scope)
        }
        (Kind::Bool, Literal::Null) if a.dtype.family != Family::Numpy => {
            let null = Column::new(a.dtype.clone(), Arc::new(BooleanArray::new_null(scope.rows())));
            kleene(op, a, &null, a.dtype.family)
        }
        (kind, Literal::Int(_)) if kind.is_integer() => {
            match meet::meet(&Number::Array(a), &Number::Constant(constant), scope.axes)? {
                Meeting::Kind(kind) => {
                    numbers::bits(op, &Number::Array(a), &Number::Constant(constant), &kind, a.dtype.family)
                }
                Meeting::Objects => Err(unfit(a)),
            }
        }
        (kind, Literal::Int(_) | Literal::Bool(_))
            if (kind.is_integer() || *kind == Kind::Bool) && number(&operand).is_some() =>
        {
            let kind = if kind.is_unsigned() { Kind::UInt64 } else { Kind::Int64 };
            let bits = numbers::bits(op, &Number::Array(a), &Number::Constant(constant), &kind, Family::Numpy)?;
            let array = compute::cast(&bits.array(), &DataType::Boolean).map_err(Raised::internal)?;
            Ok(Column::new(DType { family: a.dtype.family, kind: Kind::Bool }, array))
        }
        (Kind::Object, _) => {
            Ok(column(objects::logic_with_constant(op, &a.to_objects(), &literal::object(constant))?, Family::Numpy))
        }
        // value by value, none of which stands it
        (kind, Literal::Null | Literal::Date(_) | Literal::Timestamp(_))
            if scope.rows() == 0 && (kind.is_integer() || kind.is_float() || *kind == Kind::Bool) =>
        {
            Ok(column(BooleanArray::new_null(0), Family::Numpy))
        }
        _ => Err(unfit(a)),
    }
}

/// Truth values joined row by row, of columns and constants.
pub(super) fn truths(op: BinaryOp, a: &Number<'_>, b: &Number<'_>, family: Family) -> Raises<Column> {
    let rows = match (a, b) {
        (Number::Array(c), _) | (_, Number::Array(c)) => c.len(),
        (Number::Constant(_), Number::Constant(_)) => 0,
    };
    let truth = |n: &Number<'_>| match n {
        Number::Array(c) => (*c).clone(),
        Number::Constant(literal) => {
            column(BooleanArray::from(vec![matches!(literal, Literal::Bool(true)); rows]), Family::Numpy)
        }
    };
    kleene(op, &truth(a), &truth(b), family)
}

/// Three-valued logic; where nothing is missing, two-valued.
fn kleene(op: BinaryOp, a: &Column, b: &Column, family: Family) -> Raises<Column> {
    let (a, b) = (a.array(), b.array());
    let (a, b) = (a.as_boolean(), b.as_boolean());
    let outcome = if op == BinaryOp::And { compute::and_kleene(a, b) } else { compute::or_kleene(a, b) };
    Ok(column(outcome.map_err(Raised::internal)?, family))
}

/// `not x`: of integers, their bits turned; of objects, Python's `~` of each.
pub(super) fn not(a: &Column, axes: &Axes) -> Raises<Column> {
    match a.kind() {
        Kind::Bool => {
            let outcome = compute::not(a.array().as_boolean()).map_err(Raised::internal)?;
            Ok(column(outcome, a.dtype.family))
        }
        Kind::Object => {
            let values = a.to_objects();
            values.iter().map(python::invert).collect::<Raises<Vec<_>>>().map(Column::objects)
        }
        kind if kind.is_integer() => numbers::invert(a, axes),
        _ if a.is_empty() && (a.dtype.family == Family::Numpy || !axes.types.converted().nullable()) => Ok(a.clone()),
        _ => Err(Raised::type_error(format!("bad operand type for not: {}", a.dtype))),
    }
}
