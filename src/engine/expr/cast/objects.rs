//! Objects to numbers, one by one, as Python's `int()`, `float()` and `bool()` convert them.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float32Array, Float64Array};

use super::super::{decimal, python};
use super::{numbers, numpy};
use crate::axis::{Axes, cast};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::read;
use crate::result::ErrorKind;

/// Objects as a NumPy array of numbers.
pub(in crate::engine) fn cast(values: &[Obj], kind: &Kind, axes: &Axes) -> Raises<Column> {
    match kind {
        Kind::Bool => {
            if values.iter().any(|v| matches!(v, Obj::Na)) {
                return Err(Raised::type_error("the truth value of NA is ambiguous"));
            }
            let truths = values.iter().map(python::is_true).collect::<Raises<Vec<_>>>()?;
            Ok(numpy::bools(truths.into_iter()))
        }
        kind if kind.is_float() => {
            let doubles = values.iter().map(|v| set(v, float(number_of(v, axes)))).collect::<Raises<Vec<f64>>>()?;
            let array: ArrayRef = if *kind == Kind::Float32 {
                Arc::new(Float32Array::from_iter_values(doubles.into_iter().map(|x| x as f32)))
            } else {
                Arc::new(Float64Array::from(doubles))
            };
            Ok(Column::new(DType::numpy(kind.clone()), array))
        }
        kind => {
            let whole = values.iter().map(|v| set(v, integer(number_of(v, axes), kind, axes)).map(Some));
            let whole = whole.collect::<Raises<Vec<_>>>()?;
            Ok(Column::new(DType::numpy(kind.clone()), numbers::whole(whole.into_iter(), kind)))
        }
    }
}

/// What a number that is set comes to: an array whose element is none is a sequence.
fn set<T>(value: &Obj, number: Raises<T>) -> Raises<T> {
    match value {
        Obj::Array(array) if number.is_err() || matches!(array.items.as_slice(), [Obj::None]) => {
            Err(Raised::value_error("an array element cannot be set to a sequence"))
        }
        _ => number,
    }
}

/// The object that is made a number: of an array of one element that may be its element.
pub(in crate::engine) fn number_of<'a>(value: &'a Obj, axes: &Axes) -> &'a Obj {
    match (value, axes.cast.array_to_number()) {
        (Obj::Array(array), cast::ArrayToNumber::Element) => match array.items.as_slice() {
            [one] => one,
            _ => value,
        },
        (_, cast::ArrayToNumber::Element | cast::ArrayToNumber::Refused) => value,
    }
}

fn float(value: &Obj) -> Raises<f64> {
    Ok(match value {
        Obj::None => f64::NAN,
        Obj::Bool(b) => f64::from(u8::from(*b)),
        Obj::Int(i) => *i as f64,
        Obj::Float(x) => *x,
        Obj::Decimal(digits, scale) => decimal::to_f64((*digits, *scale)),
        Obj::MinusZero(_) => -0.0,
        Obj::Str(s) => read::float(s)
            .ok_or_else(|| Raised::new(ErrorKind::InvalidCast, format!("could not convert {s:?} to float")))?,
        Obj::List(_) | Obj::Array(_) => return Err(Raised::value_error("a list is no number")),
        _ => return Err(Raised::type_error("float() takes a text or a number")),
    })
}

/// `int(value)`, then what the type keeps of it.
fn integer(value: &Obj, kind: &Kind, axes: &Axes) -> Raises<i128> {
    let too_large = || Raised::new(ErrorKind::Overflow, format!("an integer is out of bounds for {kind:?}"));
    let invalid = |what: String| Raised::new(ErrorKind::InvalidCast, what);
    let whole = match value {
        Obj::Bool(b) => i128::from(*b),
        Obj::Int(i) => *i,
        Obj::Float(x) if x.is_nan() => return Err(invalid("cannot convert NaN to integer".to_owned())),
        Obj::Float(x) if x.is_infinite() => return Err(too_large()),
        Obj::Float(x) => *x as i128,
        Obj::MinusZero(_) => 0,
        Obj::Decimal(digits, scale) => {
            digits / 10_i128.checked_pow(u32::try_from(*scale).unwrap_or(0)).unwrap_or(i128::MAX)
        }
        Obj::Str(s) => match read::integer(s) {
            Ok(i) => i,
            Err(read::NoInteger::Invalid) => return Err(invalid(format!("invalid literal for an integer: {s:?}"))),
            Err(read::NoInteger::TooLarge) => return Err(too_large()),
        },
        Obj::NaT => return Err(invalid("cannot convert NaT to integer".to_owned())),
        Obj::Array(_) => return Err(Raised::value_error("an array is no number")),
        Obj::List(_) => {
            return Err(match axes.cast.list_to_integer() {
                cast::ListToInteger::Value => Raised::value_error("a list is no number"),
                cast::ListToInteger::Type => Raised::type_error("int() takes a text or a number"),
            });
        }
        _ => return Err(Raised::type_error("int() takes a text or a number")),
    };
    // the wide unsigned types take an unsigned long too
    let fits_register =
        i64::try_from(whole).is_ok() || matches!(kind, Kind::UInt32 | Kind::UInt64) && u64::try_from(whole).is_ok();
    let (low, high) = range(kind);
    match axes.cast.object_overflow() {
        cast::ObjectOverflow::Wrap if fits_register => Ok(whole),
        cast::ObjectOverflow::Error if (low..=high).contains(&whole) => Ok(whole),
        cast::ObjectOverflow::Wrap | cast::ObjectOverflow::Error => Err(too_large()),
    }
}

/// The lowest and the highest value of an integer type.
pub(in crate::engine) fn range(kind: &Kind) -> (i128, i128) {
    let bits = kind.bits();
    if kind.is_unsigned() { (0, (1 << bits) - 1) } else { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) }
}
