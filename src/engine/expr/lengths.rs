//! Lengths of time by numbers: by whole ones in whole numbers, by others as floats.
//!
//! Source: NumPy, `TIMEDELTA_mq_m_multiply`, `TIMEDELTA_mq_m_divide`, `TIMEDELTA_md_m_multiply`; pandas,
//! `TimedeltaArray._mul_float_overflowsafe` and `_check_float_div_overflow`.

use arrow::array::{AsArray, Float64Array, Int64Array};
use arrow::compute;
use arrow::datatypes::{DataType, Int64Type, TimeUnit};

use super::Operand;
use super::times::{RANGE, counts, out_of_range, spans};
use crate::axis::{Axes, arithmetic as axis};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::object::i64s;
use crate::engine::raised::Raises;

/// Durations multiplied or divided by integers, in integers, quotients cut off and none by zero; `None` for other operands.
pub(super) fn by_whole(op: BinaryOp, a: &Operand, b: &Operand, rows: usize, axes: &Axes) -> Option<Raises<Column>> {
    let span = |o: &Operand| match o {
        Operand::Column(c) => {
            if let Kind::Duration(unit) = c.kind() {
                Some((i64s(&c.array()), *unit))
            } else {
                None
            }
        }
        Operand::Scalar(_) => None,
    };
    let whole = |o: &Operand| -> Option<Int64Array> {
        match o {
            Operand::Scalar(Literal::Int(i)) => Some(Int64Array::from_value(i64::try_from(*i).ok()?, rows)),
            Operand::Column(c) if c.kind().is_integer() && *c.kind() != Kind::UInt64 => {
                Some(compute::cast(&c.array(), &DataType::Int64).ok()?.as_primitive::<Int64Type>().clone())
            }
            Operand::Column(_) | Operand::Scalar(_) => None,
        }
    };
    let ((held, unit), by) = match op {
        BinaryOp::Mul => span(a).zip(whole(b)).or_else(|| span(b).zip(whole(a)))?,
        BinaryOp::Div | BinaryOp::FloorDiv => span(a).zip(whole(b))?,
        _ => return None,
    };
    let made = match (op, axes.arithmetic.span_overflow()) {
        (BinaryOp::Mul, axis::SpanOverflow::Error) => counts(&held, &by, i64::checked_mul),
        (BinaryOp::Mul, axis::SpanOverflow::Wraps) => counts(&held, &by, |a, b| Some(a.wrapping_mul(b))),
        _ => Ok(held.iter().zip(&by).map(|(a, b)| a?.checked_div(b?)).collect()),
    };
    Some(made.and_then(|made| spans(made, unit)))
}

/// Durations by numbers; what is none is missing, and what is beyond the range is too, or is refused.
pub(super) fn scaled(
    (a, unit): (&Int64Array, TimeUnit),
    b: &Float64Array,
    axes: &Axes,
    f: impl Fn(f64, f64) -> f64,
) -> Raises<Column> {
    let results: Vec<Option<f64>> =
        a.iter().zip(b).map(|(a, b)| Some(f(a? as f64, b?)).filter(|x| !x.is_nan())).collect();
    let fits = |x: &f64| x.abs() < RANGE;
    match axes.arithmetic.span_overflow() {
        axis::SpanOverflow::Error if !results.iter().flatten().all(fits) => Err(out_of_range()),
        axis::SpanOverflow::Error | axis::SpanOverflow::Wraps => {
            spans(results.into_iter().map(|x| x.filter(fits).map(|x| x as i64)).collect(), unit)
        }
    }
}

/// The quotient, none by zero.
pub(super) fn quotient(a: f64, b: f64) -> f64 {
    if b == 0.0 { f64::NAN } else { (a / b).trunc() }
}
