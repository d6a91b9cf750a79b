//! SQL's implicit casts: which type two or more operands are brought to before an operator sees them.
//!
//! Source: Spark, `TypeCoercion`, `AnsiTypeCoercion`, `DecimalPrecision`.

use arrow::datatypes::TimeUnit;

use crate::axis::{Axes, arithmetic};
use crate::case::expr::Literal;
use crate::engine::dtype::Kind;

/// How far implicit casts go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Text takes the type of a number, or a number that of text, whatever their values.
    Lenient,
    /// As the SQL standard has it.
    Standard,
}

impl Mode {
    pub(super) fn of(axes: &Axes) -> Self {
        match axes.arithmetic.implicit_casts() {
            arithmetic::ImplicitCasts::Lenient => Self::Lenient,
            arithmetic::ImplicitCasts::Standard => Self::Standard,
        }
    }
}

/// The place of a number type among those that widen one into the next.
const fn precedence(kind: &Kind) -> Option<u8> {
    Some(match kind {
        Kind::Int8 => 0,
        Kind::Int16 => 1,
        Kind::Int32 => 2,
        Kind::Int64 => 3,
        Kind::Float32 => 4,
        Kind::Float64 => 5,
        _ => return None,
    })
}

/// The decimal that holds every value of an integer type.
const fn decimal_of(kind: &Kind) -> Option<(u8, i8)> {
    Some(match kind {
        Kind::Int8 => (3, 0),
        Kind::Int16 => (5, 0),
        Kind::Int32 => (10, 0),
        Kind::Int64 => (20, 0),
        Kind::Decimal(p, s) => (*p, *s),
        _ => return None,
    })
}

/// The decimal that holds just this integer.
pub(super) fn decimal_of_literal(literal: &Literal) -> Option<(u8, i8)> {
    match literal {
        Literal::Int(i) => Some((i.unsigned_abs().checked_ilog10().map_or(1, |n| n as u8 + 1), 0)),
        _ => None,
    }
}

/// A decimal of a precision that may be too large: digits behind the point go first, down to six.
pub(super) fn adjusted(precision: i32, scale: i32) -> Kind {
    if precision <= 38 {
        return Kind::Decimal(precision as u8, scale as i8);
    }
    let whole = precision - scale;
    Kind::Decimal(38, (38 - whole).max(scale.min(6)) as i8)
}

/// The decimal that holds the values of both; where it is too wide, it goes without some digits.
///
/// Source: Spark, `DecimalPrecisionTypeCoercion.widerDecimalType`.
fn wider_decimal((p, s): (u8, i8), (q, t): (u8, i8), axes: &Axes) -> Kind {
    let (p, s, q, t) = (i32::from(p), i32::from(s), i32::from(q), i32::from(t));
    let scale = s.max(t);
    let whole = (p - s).max(q - t);
    let beyond = (whole + scale - 38).max(0);
    let lost = if beyond == 0 {
        0
    } else {
        match axes.arithmetic.wide_decimals() {
            arithmetic::WideDecimals::Fraction => 0,
            arithmetic::WideDecimals::Whole => beyond.min(scale),
        }
    };
    Kind::Decimal((whole + scale - beyond) as u8, (scale - lost) as i8)
}

/// The type that both become without loss, where one of them is it.
fn tightest(a: &Kind, b: &Kind, mode: Mode) -> Option<Kind> {
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (Kind::Void, other) | (other, Kind::Void) => Some(other.clone()),
        (Kind::Date, Kind::Timestamp(u, z)) | (Kind::Timestamp(u, z), Kind::Date) => {
            Some(Kind::Timestamp(*u, z.clone()))
        }
        (Kind::Timestamp(u, a), Kind::Timestamp(_, b)) => Some(Kind::Timestamp(*u, a.clone().or_else(|| b.clone()))),
        (Kind::Interval(a, b), Kind::Interval(c, d)) => Some(Kind::Interval(*a.min(c), *b.max(d))),
        (integer, Kind::Decimal(p, s)) | (Kind::Decimal(p, s), integer) if integer.is_integer() => {
            let (q, _) = decimal_of(integer)?;
            (i32::from(*p) - i32::from(*s) >= i32::from(q)).then_some(Kind::Decimal(*p, *s))
        }
        (Kind::List(a), Kind::List(b)) => tightest(a, b, mode).map(|k| Kind::List(Box::new(k))),
        (a, b) => {
            let wider = if precedence(a)? >= precedence(b)? { a } else { b };
            let lossy = *wider == Kind::Float32 && (a.is_integer() || b.is_integer());
            Some(if lossy && mode == Mode::Standard { Kind::Float64 } else { wider.clone() })
        }
    }
}

fn with_decimal(a: &Kind, b: &Kind, axes: &Axes) -> Option<Kind> {
    match (a, b) {
        (Kind::Decimal(..), f) | (f, Kind::Decimal(..)) if f.is_float() => Some(Kind::Float64),
        (a, b) if matches!(a, Kind::Decimal(..)) || matches!(b, Kind::Decimal(..)) => {
            Some(wider_decimal(decimal_of(a)?, decimal_of(b)?, axes))
        }
        _ => None,
    }
}

/// The type that text and another type meet in, where the standard is followed.
fn with_text(a: &Kind, b: &Kind) -> Option<Kind> {
    let other = match (a, b) {
        (Kind::String, Kind::String) => return None,
        (Kind::String, other) | (other, Kind::String) => other,
        _ => return None,
    };
    match other {
        Kind::Void => Some(Kind::String),
        other if other.is_integer() => Some(Kind::Int64),
        other if other.is_number() => Some(Kind::Float64),
        Kind::Bool | Kind::Date | Kind::Timestamp(..) => Some(other.clone()),
        _ => None,
    }
}

/// The type that values of all types have in common: the branches of a conditional, the members of a list, the columns of
/// tables put one below the other.
pub(in crate::engine) fn common(kinds: &[Kind], axes: &Axes) -> Option<Kind> {
    let mode = Mode::of(axes);
    // text goes first where it takes in all others
    let (texts, others): (Vec<&Kind>, Vec<&Kind>) = kinds.iter().partition(|kind| has_text(kind));
    let ordered: Vec<&Kind> = match mode {
        Mode::Lenient => texts.into_iter().chain(others).collect(),
        Mode::Standard => kinds.iter().collect(),
    };
    ordered.into_iter().try_fold(Kind::Void, |a, b| wider(&a, b, axes))
}

fn has_text(kind: &Kind) -> bool {
    match kind {
        Kind::List(item) => has_text(item),
        kind => *kind == Kind::String,
    }
}

fn wider(a: &Kind, b: &Kind, axes: &Axes) -> Option<Kind> {
    let mode = Mode::of(axes);
    let text = || match mode {
        Mode::Lenient => lenient_text(a, b),
        Mode::Standard => with_text(a, b),
    };
    tightest(a, b, mode)
        .or_else(|| with_decimal(a, b, axes))
        .or_else(text)
        .or_else(|| of_elements(a, b, |a, b| wider(a, b, axes)))
}

/// The type of lists whose elements have a type in common.
fn of_elements(a: &Kind, b: &Kind, common: impl Fn(&Kind, &Kind) -> Option<Kind>) -> Option<Kind> {
    let (Kind::List(a), Kind::List(b)) = (a, b) else { return None };
    common(a, b).map(|item| Kind::List(Box::new(item)))
}

fn lenient_text(a: &Kind, b: &Kind) -> Option<Kind> {
    match (a, b) {
        (Kind::String, other) | (other, Kind::String) => {
            (!matches!(other, Kind::Bool | Kind::List(_))).then_some(Kind::String)
        }
        _ => None,
    }
}

/// The same for the least and the greatest of some values, where text and numbers don't meet.
pub(super) fn common_without_text(kinds: &[Kind], mode: Mode, axes: &Axes) -> Option<Kind> {
    kinds.iter().try_fold(Kind::Void, |a, b| wider_without_text(&a, b, mode, axes))
}

fn wider_without_text(a: &Kind, b: &Kind, mode: Mode, axes: &Axes) -> Option<Kind> {
    tightest(a, b, mode)
        .or_else(|| with_decimal(a, b, axes))
        .or_else(|| of_elements(a, b, |a, b| wider_without_text(a, b, mode, axes)))
}

/// The type that two operands are compared in.
pub(super) fn comparison(a: &Kind, b: &Kind, equality: bool, axes: &Axes) -> Option<Kind> {
    match (a, b, Mode::of(axes)) {
        (Kind::String, Kind::String, _) => Some(Kind::String),
        (Kind::String, Kind::Decimal(..), Mode::Lenient) | (Kind::Decimal(..), Kind::String, Mode::Lenient) => {
            Some(Kind::Float64)
        }
        (Kind::String, Kind::Void, _) | (Kind::Void, Kind::String, _) => Some(Kind::String),
        (Kind::String, other, Mode::Lenient) | (other, Kind::String, Mode::Lenient) => {
            (!matches!(other, Kind::List(_) | Kind::Interval(..))).then(|| other.clone())
        }
        (Kind::String, _, Mode::Standard) | (_, Kind::String, Mode::Standard) => with_text(a, b),
        (Kind::Bool, number, Mode::Lenient) | (number, Kind::Bool, Mode::Lenient) if equality && number.is_number() => {
            Some(number.clone())
        }
        (a, b, mode) => tightest(a, b, mode).or_else(|| with_decimal(a, b, axes)),
    }
}

/// The type that the operands of `+ - * %` are computed in; a decimal's stays its own on either side.
pub(super) fn arithmetic(a: &Kind, b: &Kind, mode: Mode) -> Option<(Kind, Kind)> {
    let (a, b) = match mode {
        Mode::Lenient => {
            let number = |k: &Kind| if *k == Kind::String { Kind::Float64 } else { k.clone() };
            (number(a), number(b))
        }
        Mode::Standard => match with_text(a, b) {
            Some(kind) => (kind.clone(), kind),
            None => (a.clone(), b.clone()),
        },
    };
    let decimal = |k: &Kind| matches!(k, Kind::Decimal(..));
    let (left, right) = match (&a, &b) {
        (a, b) if decimal(a) && decimal(b) => (a.clone(), b.clone()),
        (a, b) if decimal(a) && b.is_float() || decimal(b) && a.is_float() => (Kind::Float64, Kind::Float64),
        (a, b) if decimal(a) || decimal(b) => match (a, b) {
            (Kind::Void, k) | (k, Kind::Void) => (k.clone(), k.clone()),
            (a, b) => {
                let ((p, s), (q, t)) = (decimal_of(a)?, decimal_of(b)?);
                (Kind::Decimal(p, s), Kind::Decimal(q, t))
            }
        },
        (a, b) => {
            let kind = tightest(a, b, mode)?;
            (kind.clone(), kind)
        }
    };
    (left.is_number() && right.is_number()).then_some((left, right))
}

/// The type that an argument becomes where a double is asked for; `None` where it can't.
pub(super) fn double(kind: &Kind) -> Option<Kind> {
    (kind.is_number() || matches!(kind, Kind::String | Kind::Void)).then_some(Kind::Float64)
}

/// SQL's instant.
pub(in crate::engine) fn instant() -> Kind {
    Kind::Timestamp(TimeUnit::Microsecond, Some(std::sync::Arc::from("UTC")))
}
