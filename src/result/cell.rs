//! When two cells are the same value: numbers by tolerance, missing kinds apart, -0.0 apart from 0.0.

use std::hash::{Hash, Hasher};

use super::Cell;

impl Cell {
    /// Whether it is null or NaN.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Float(x) => x.is_nan(),
            Self::Bool(_) | Self::Int(_) | Self::Str(_) | Self::List(_) => false,
        }
    }

    /// Whether two values agree: floating-point ones within `rel` of the larger, all others exactly. An integer and a float
    /// compare as numbers, and as a float's value is no more exact than its tolerance, within it; two integers are exact.
    /// NaN agrees with NaN alone, null with null alone.
    pub fn agrees(&self, other: &Self, rel: f64) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => floats_agree(*a, *b, rel),
            (Self::Int(i), Self::Float(x)) | (Self::Float(x), Self::Int(i)) => {
                whole(*x) == Some(*i) || rel > 0.0 && floats_agree(*i as f64, *x, rel)
            }
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.agrees(b, rel)),
            _ => false,
        }
    }

    /// Whether a tolerance can matter: there is a floating-point value in it.
    pub(super) fn has_float(&self) -> bool {
        match self {
            Self::Float(_) => true,
            Self::List(items) => items.iter().any(Self::has_float),
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Str(_) => false,
        }
    }

    /// The number it is, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Int(i) => Some(*i as f64),
            Self::Float(x) => Some(*x),
            Self::Null | Self::Bool(_) | Self::Str(_) | Self::List(_) => None,
        }
    }

    /// Hashes so that cells that agree exactly hash the same; `loose`, so that those that agree within any tolerance do.
    pub(super) fn hash_into(&self, loose: bool, state: &mut impl Hasher) {
        match self {
            Self::Null => 0u8.hash(state),
            Self::Bool(b) => (1u8, b).hash(state),
            Self::Int(i) if !loose => (2u8, i).hash(state),
            Self::Float(x) if x.is_nan() => 3u8.hash(state),
            Self::Float(x) if x.is_infinite() => (4u8, *x > 0.0).hash(state),
            Self::Int(_) | Self::Float(_) if loose => 2u8.hash(state),
            Self::Float(x) => match whole(*x) {
                Some(i) => (2u8, i).hash(state),
                None => (5u8, x.to_bits()).hash(state),
            },
            Self::Int(i) => (2u8, i).hash(state),
            Self::Str(s) => (6u8, s).hash(state),
            Self::List(items) => {
                (7u8, items.len()).hash(state);
                for item in items {
                    item.hash_into(loose, state);
                }
            }
        }
    }

    /// As [`hash_into`](Self::hash_into) for a sort key: there null ties with NaN and -0.0 with 0.0.
    pub(super) fn hash_key_into(&self, state: &mut impl Hasher) {
        match self {
            Self::Float(x) if x.is_nan() => Self::Null.hash_into(false, state),
            Self::Float(x) if *x == 0.0 => Self::Int(0).hash_into(false, state),
            other => other.hash_into(false, state),
        }
    }

    /// Whether two sort keys tie.
    pub(super) fn ties(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) if a == b => true,
            (Self::Int(0), Self::Float(x)) | (Self::Float(x), Self::Int(0)) => *x == 0.0,
            (a, b) => a.is_missing() && b.is_missing() || a.agrees(b, 0.0),
        }
    }
}

/// The integer that a float is exactly; -0.0 is none.
fn whole(x: f64) -> Option<i128> {
    let in_range = x.abs() < 1.7e38 && x.fract() == 0.0;
    (in_range && !(x == 0.0 && x.is_sign_negative())).then_some(x as i128)
}

fn floats_agree(a: f64, b: f64, rel: f64) -> bool {
    if a.is_nan() || b.is_nan() {
        return a.is_nan() && b.is_nan();
    }
    if a == b {
        return a != 0.0 || a.is_sign_negative() == b.is_sign_negative();
    }
    a.is_finite() && b.is_finite() && (a - b).abs() <= rel * a.abs().max(b.abs())
}
