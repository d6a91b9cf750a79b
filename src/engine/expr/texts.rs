//! Operators on columns of text.
//!
//! Source: pandas, `ArrowExtensionArray._evaluate_op_method` and `_cmp_method`, `ArrowStringArray`.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array, StringArray};
use arrow::compute;
use arrow::datatypes::{DataType, Int64Type};

use super::number::holds;
use super::{Operand, literal, objects, python, times};
use crate::axis::{Axes, arithmetic};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// A row's texts of an operand; `None` for what is no text at all.
fn texts(operand: &Operand, rows: usize) -> Option<StringArray> {
    match operand {
        Operand::Scalar(Literal::Str(s)) => Some(std::iter::repeat_n(Some(&**s), rows).collect()),
        Operand::Scalar(Literal::Null) => Some(StringArray::new_null(rows)),
        Operand::Scalar(Literal::Float(x)) if x.is_nan() => Some(StringArray::new_null(rows)),
        Operand::Column(column) if *column.kind() == Kind::String => Some(column.array().as_string::<i32>().clone()),
        Operand::Column(column) => {
            let values = column.as_objects()?;
            values
                .iter()
                .all(|v| v.is_missing() || matches!(v, Obj::Str(_)))
                .then(|| values.iter().map(|v| if let Obj::Str(s) = v { Some(&**s) } else { None }).collect())
        }
        Operand::Scalar(_) => None,
    }
}

fn family(a: &Operand, b: &Operand) -> Family {
    let of = |o: &Operand| match o {
        Operand::Column(c) if *c.kind() == Kind::String => Some(c.dtype.family),
        _ => None,
    };
    match (of(a), of(b)) {
        (Some(Family::Masked), _) | (_, Some(Family::Masked)) => Family::Masked,
        (Some(family), _) | (_, Some(family)) => family,
        (None, None) => Family::Numpy,
    }
}

/// `a op b` where one is a column of text: texts can be joined, and repeated by an integer.
pub(super) fn arithmetic(op: BinaryOp, a: &Operand, b: &Operand, rows: usize, axes: &Axes) -> Raises<Column> {
    let dtype = DType { family: family(a, b), kind: Kind::String };
    let unfit = || Raised::type_error(format!("operation {} is not supported for text", op.name()));
    if dtype.family != Family::Arrow && (lacks_durations(b) || (lacks_durations(a) && op != BinaryOp::Pow)) {
        return Err(no_text_of_durations());
    }
    match axes.arithmetic.text_and_null() {
        arithmetic::TextAndNull::Error if is_null(a) || is_null(b) => return Err(unfit()),
        arithmetic::TextAndNull::Error | arithmetic::TextAndNull::Missing => {}
    }
    let array: ArrayRef = match (op, texts(a, rows), texts(b, rows)) {
        (BinaryOp::Add, ..) if untyped(a, axes) || untyped(b, axes) => return Err(unfit()),
        (BinaryOp::Add, Some(a), Some(b)) => {
            let joined = a.iter().zip(&b).map(|(a, b)| Some(format!("{}{}", a?, b?)));
            Arc::new(joined.collect::<StringArray>())
        }
        (BinaryOp::Mul, Some(text), _) if !is_null(a) => Arc::new(repeated(&text, b, rows)?.ok_or_else(unfit)?),
        (BinaryOp::Mul, _, Some(text)) if !is_null(b) => Arc::new(repeated(&text, a, rows)?.ok_or_else(unfit)?),
        _ => return Err(unfit()),
    };
    Ok(Column::new(dtype, array))
}

/// Whether a column of objects has nothing that tells its type: Arrow joins text with text, not with nulls.
fn untyped(operand: &Operand, axes: &Axes) -> bool {
    let Operand::Column(column) = operand else { return false };
    let nothing = matches!(axes.arithmetic.text_and_null(), arithmetic::TextAndNull::Error);
    column.as_objects().is_some_and(|values| (nothing || !values.is_empty()) && values.iter().all(Obj::is_missing))
}

fn lacks_durations(operand: &Operand) -> bool {
    let Operand::Column(column) = operand else { return false };
    matches!(column.kind(), Kind::Duration(_)) && column.present().count_set_bits() < column.len()
}

/// Durations of which one is missing are read as Arrow's before anything is asked of them, and Arrow's durations are no text.
/// Source: pandas, `ArrowStringArray._box_pa`.
fn no_text_of_durations() -> Raised {
    Raised::value_error("text expects text, not durations")
}

fn is_null(operand: &Operand) -> bool {
    matches!(operand, Operand::Scalar(Literal::Null | Literal::Float(_)))
}

/// The texts, each as often as told; none where `times` are no integers.
fn repeated(text: &StringArray, times: &Operand, rows: usize) -> Raises<Option<StringArray>> {
    let times: Int64Array = match times {
        Operand::Scalar(Literal::Int(n)) => match i64::try_from(*n) {
            Ok(n) => std::iter::repeat_n(Some(n), rows).collect(),
            Err(_) => return Ok(None),
        },
        Operand::Column(column) if column.kind().is_integer() => {
            let times = compute::cast(&column.array(), &DataType::Int64).map_err(Raised::internal)?;
            times.as_primitive::<Int64Type>().clone()
        }
        _ => return Ok(None),
    };
    let times: Vec<Option<usize>> = times.iter().map(|n| Some(usize::try_from(n?).unwrap_or(0))).collect();
    let bytes = text.iter().zip(&times).map(|(text, n)| python::text_of(text.map_or(0, str::len), n.unwrap_or(0)));
    python::fits_memory(bytes.sum::<Raises<usize>>()?)?;
    Ok(Some(text.iter().zip(times).map(|(t, n)| Some(t?.repeat(n?))).collect()))
}

/// `a op b` for a comparison where one is a column of text. A missing value makes it missing, or where text has no missing
/// truth value, false (true for `!=`).
pub(super) fn compare(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<Column> {
    let family = family(a, b);
    if lacks_durations(b) && family != Family::Arrow {
        return Err(no_text_of_durations());
    }
    let outcome = match (texts(a, rows), texts(b, rows)) {
        // Arrow takes arrays for lists, which it does not compare with text
        _ if [a, b].iter().any(|o| holds_arrays(o)) => times::invalid(op, rows)?,
        (Some(a), Some(b)) => {
            let each = a.iter().zip(&b).map(|(a, b)| Some(holds(op, Some(a?.cmp(b?)))));
            each.collect::<BooleanArray>()
        }
        _ => incomparable(op, a, b, rows)?,
    };
    // text that Arrow holds answers in its own truth values, whichever side is asked
    let of_arrow = |o: &Operand| matches!(o, Operand::Column(c) if c.dtype.family == Family::Arrow);
    let family = if of_arrow(a) || of_arrow(b) { Family::Arrow } else { family };
    // times ask the text first, and answer in their own kind of truth values
    let times = matches!(a, Operand::Column(c) if matches!(c.kind(), Kind::Timestamp(..) | Kind::Duration(_)));
    Ok(truth_column(op, outcome, if times { Family::Numpy } else { family }))
}

fn holds_arrays(operand: &Operand) -> bool {
    let Operand::Column(column) = operand else { return false };
    column.as_objects().is_some_and(|values| values.iter().any(|v| matches!(v, Obj::Array(_))))
}

/// A truth column of text's family: where there is no missing truth value, it is what `!=` says of it.
fn truth_column(op: BinaryOp, outcome: BooleanArray, family: Family) -> Column {
    match family {
        Family::Numpy => {
            let filled: BooleanArray = outcome.iter().map(|v| Some(v.unwrap_or(op == BinaryOp::Ne))).collect();
            Column::new(DType::numpy(Kind::Bool), Arc::new(filled))
        }
        // masked text is held by Arrow, and so is what comes of comparing it
        Family::Masked | Family::Arrow => {
            Column::new(DType { family: Family::Arrow, kind: Kind::Bool }, Arc::new(outcome))
        }
        Family::Sql => Column::new(DType { family, kind: Kind::Bool }, Arc::new(outcome)),
    }
}

/// Refuses objects for which Arrow finds a type, by the first that is no integer, that others among them are refused by. What they
/// only do not convert to is compared one by one.
///
/// Source: pandas, `ArrowExtensionArray._cmp_method`; Arrow, `TypeInferrer`.
fn readable(values: &[Obj]) -> Raises<()> {
    let there = || values.iter().filter(|v| !v.is_missing());
    let text = |v: &Obj| matches!(v, Obj::Str(_));
    let refused = match there().find(|v| !matches!(v, Obj::Int(_))) {
        Some(Obj::Bool(_)) => matches!(there().next(), Some(Obj::Int(_))),
        Some(Obj::Str(_)) => there().next().is_some_and(text) && !there().all(text),
        Some(Obj::Date(_) | Obj::Timestamp(..) | Obj::Timedelta(..) | Obj::Decimal(..)) => there().any(text),
        Some(_) | None => false,
    };
    if refused { Err(Raised::type_error("objects of several types are no array of Arrow's")) } else { Ok(()) }
}

/// Text beside something else: never equal, and without order, which only shows where there is a value to compare.
fn incomparable(op: BinaryOp, a: &Operand, b: &Operand, rows: usize) -> Raises<BooleanArray> {
    let (text, other) = match (a, b) {
        (Operand::Column(c), other) if *c.kind() == Kind::String => (c, other),
        (other, Operand::Column(c)) => (c, other),
        _ => return Err(Raised::internal("a comparison of text without text")),
    };
    match other {
        Operand::Scalar(constant) => {
            let known = text.present();
            if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) && known.count_set_bits() > 0 {
                return Err(Raised::type_error(format!(
                    "text and {} have no order",
                    super::python::class(&literal::object(constant))
                )));
            }
            Ok(known.iter().map(|k| k.then_some(op == BinaryOp::Ne)).collect())
        }
        Operand::Column(other) if other.as_objects().is_some() => {
            readable(other.as_objects().unwrap_or_default())?;
            // all of them are met at once: one that is no text has no order with any
            let text = |v: &Obj| v.is_missing() || matches!(v, Obj::Str(_));
            match op {
                BinaryOp::Eq | BinaryOp::Ne => {}
                _ if other.as_objects().is_some_and(|values| values.iter().all(text)) => {}
                _ => return Err(Raised::type_error("text has no order with objects of another kind")),
            }
            objects::compare(op, a, b, rows)
        }
        Operand::Column(_) => match op {
            BinaryOp::Eq | BinaryOp::Ne => Ok(std::iter::repeat_n(Some(op == BinaryOp::Ne), rows).collect()),
            _ => Err(Raised::type_error("text has no order with values of another kind")),
        },
    }
}
