//! The type that two operands of an arithmetic operator meet in.
//!
//! Source: NumPy's promotion rules: `np.result_type`, value-based for constants before NEP 50.

use super::number::Number;
use crate::axis::{Axes, arithmetic};
use crate::case::expr::Literal;
use crate::engine::dtype::Kind;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Where two operands meet.
pub(super) enum Meeting {
    /// In this kind of number.
    Kind(Kind),
    /// In Python's integers: the constant fits no array.
    Objects,
}

/// The kind that the operands of an arithmetic operator are computed in.
pub(super) fn meet(a: &Number<'_>, b: &Number<'_>, axes: &Axes) -> Raises<Meeting> {
    match (a, b) {
        (Number::Array(a), Number::Array(b)) => Ok(arrays(a.kind(), b.kind())),
        (Number::Array(a), Number::Constant(c)) | (Number::Constant(c), Number::Array(a)) => {
            array_and_constant(a.kind(), c, axes)
        }
        (Number::Constant(_), Number::Constant(_)) => Err(Raised::internal("an operation on two constants")),
    }
}

/// The kind that two arrays meet in.
pub(super) fn arrays(a: &Kind, b: &Kind) -> Meeting {
    match (a, b) {
        (Kind::Bool, other) | (other, Kind::Bool) => Meeting::Kind(other.clone()),
        (a, b) => promote::common_number(a, b).map_or(Meeting::Objects, Meeting::Kind),
    }
}

fn array_and_constant(kind: &Kind, constant: &Literal, axes: &Axes) -> Raises<Meeting> {
    let by_value = match axes.arithmetic.constants() {
        arithmetic::Constants::ByValue => true,
        arithmetic::Constants::Weak => false,
    };
    let out_of_bounds = || Raised::new(ErrorKind::Overflow, format!("the integer is out of bounds for {kind:?}"));
    Ok(Meeting::Kind(match (constant, kind) {
        (Literal::Bool(_), kind) => kind.clone(),
        (Literal::Int(i), Kind::Bool) if i64::try_from(*i).is_ok() => Kind::Int64,
        // a constant of a lesser sort does not widen halves
        (Literal::Int(_), Kind::Float16) => Kind::Float16,
        (Literal::Int(i), kind) if by_value => match (smallest(*i, kind.is_signed()), kind) {
            (None, _) => return Ok(Meeting::Objects),
            (Some(least), Kind::Bool) => least,
            (Some(least), kind) => promote::common_number(kind, &least).unwrap_or(Kind::Float64),
        },
        (Literal::Int(i), kind) if !kind.is_float() => {
            if !fits(*i, kind) {
                return Err(out_of_bounds());
            }
            kind.clone()
        }
        (Literal::Float(x), Kind::Float32) if by_value && x.is_finite() && x.abs() > f64::from(f32::MAX) => {
            Kind::Float64
        }
        (Literal::Int(_) | Literal::Float(_), kind) if kind.is_float() => kind.clone(),
        (Literal::Float(_), _) => Kind::Float64,
        _ => return Err(Raised::internal("a constant that is no number")),
    }))
}

/// The smallest integer kind that holds `i`; where it is not negative, one without sign unless the same width with one does.
fn smallest(i: i128, signed: bool) -> Option<Kind> {
    let kinds = [
        (Kind::Int8, Kind::UInt8),
        (Kind::Int16, Kind::UInt16),
        (Kind::Int32, Kind::UInt32),
        (Kind::Int64, Kind::UInt64),
    ];
    kinds.into_iter().find_map(|(s, u)| match (fits(i, &s), fits(i, &u)) {
        (true, false) => Some(s),
        (true, true) => Some(if signed { s } else { u }),
        (false, true) => Some(u),
        (false, false) => None,
    })
}

fn fits(i: i128, kind: &Kind) -> bool {
    let bits = kind.bits();
    match kind {
        Kind::Bool => false,
        kind if kind.is_signed() => i >= -(1 << (bits - 1)) && i < (1 << (bits - 1)),
        _ => i >= 0 && i < (1 << bits),
    }
}
