//! Values as bytes that are equal where the values are: floats, decimals and lists of arrays, objects.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes as ty;

use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::per_second;

/// Whether -0.0 is 0.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine::keys) enum Zeros {
    /// It is.
    One,
    /// They are two values.
    Two,
}

/// The bits of a float as a key: one NaN, and as many zeros as asked for.
pub(in crate::engine::keys) fn float_bits(x: f64, zeros: Zeros) -> u64 {
    if x == 0.0 && zeros == Zeros::One {
        0
    } else if x.is_nan() {
        f64::NAN.to_bits()
    } else {
        x.to_bits()
    }
}

/// A decimal or a list of an Arrow array as a key.
pub(in crate::engine::keys) fn cell_key(array: &ArrayRef, row: usize) -> Raises<Vec<u8>> {
    let mut key = Vec::new();
    if array.is_null(row) {
        key.push(0);
    } else if let Some(list) = array.as_list_opt::<i32>() {
        let items = list.value(row);
        key.extend_from_slice(&(items.len() as u64).to_le_bytes());
        for item in 0..items.len() {
            let item = cell_key(&items, item)?;
            key.extend_from_slice(&(item.len() as u64).to_le_bytes());
            key.extend_from_slice(&item);
        }
    } else if let Some(decimals) = array.as_primitive_opt::<ty::Decimal128Type>() {
        key.push(1);
        key.extend_from_slice(&decimals.value(row).to_le_bytes());
    } else if let Some(text) = array.as_string_opt::<i32>() {
        key.push(1);
        key.extend_from_slice(text.value(row).as_bytes());
    } else if let Some(x) = array.as_primitive_opt::<ty::Float64Type>() {
        key.push(1);
        key.extend_from_slice(&float_bits(x.value(row), Zeros::One).to_le_bytes());
    } else if let Some(x) = array.as_primitive_opt::<ty::Float32Type>() {
        key.push(1);
        key.extend_from_slice(&float_bits(x.value(row).into(), Zeros::One).to_le_bytes());
    } else {
        key.push(1);
        let data = array.slice(row, 1);
        let text = arrow::util::display::array_value_to_string(&data, 0).map_err(Raised::internal)?;
        key.extend_from_slice(text.as_bytes());
    }
    Ok(key)
}

/// An object as a key: equal bytes for equal objects. Source: Python's rule that equal numbers hash equal.
pub(in crate::engine::keys) fn object_key(value: &Obj, missing_by_kind: bool, key: &mut Vec<u8>) -> Raises<()> {
    let mut tagged = |tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend_from_slice(bytes);
    };
    match value {
        value if value.is_missing() => tagged(
            0,
            match value {
                _ if !missing_by_kind => b"",
                Obj::None => b"None",
                Obj::Na => b"NA",
                Obj::NaT => b"NaT",
                _ => b"nan",
            },
        ),
        Obj::Bool(b) => tagged(1, &i128::from(*b).to_le_bytes()),
        Obj::Int(i) => tagged(1, &i.to_le_bytes()),
        Obj::Float(x) if x.fract() == 0.0 && x.abs() < 1e38 => tagged(1, &(*x as i128).to_le_bytes()),
        Obj::Float(x) => tagged(2, &x.to_bits().to_le_bytes()),
        Obj::MinusZero(_) => tagged(1, &0_i128.to_le_bytes()),
        Obj::Decimal(digits, scale) => match decimal_key(*digits, *scale) {
            DecimalKey::Whole(i) => tagged(1, &i.to_le_bytes()),
            DecimalKey::Binary(x) => tagged(2, &x.to_bits().to_le_bytes()),
            DecimalKey::Exact(digits, scale) => {
                tagged(3, &[digits.to_le_bytes().as_slice(), &scale.to_le_bytes()].concat());
            }
        },
        Obj::Str(text) => tagged(4, text.as_bytes()),
        Obj::Date(days) => tagged(5, &days.to_le_bytes()),
        Obj::Timestamp(v, unit, zone) => tagged(6 + u8::from(zone.is_some()), &nanos(*v, *unit).to_le_bytes()),
        Obj::Timedelta(v, unit) => tagged(8, &nanos(*v, *unit).to_le_bytes()),
        Obj::Plain => tagged(9, b""),
        Obj::Array(_) => return Err(Raised::type_error("unhashable type: 'numpy.ndarray'")),
        Obj::Dict(_) => return Err(Raised::type_error("unhashable type: 'dict'")),
        Obj::List(_) => return Err(Raised::type_error("unhashable type: 'list'")),
        Obj::None | Obj::Na | Obj::NaT => {}
    }
    Ok(())
}

fn nanos(value: i64, unit: ty::TimeUnit) -> i128 {
    i128::from(value) * i128::from(1_000_000_000 / per_second(unit))
}

/// What a decimal is equal to.
enum DecimalKey {
    /// An integer.
    Whole(i128),
    /// A double.
    Binary(f64),
    /// No other number.
    Exact(i128, i32),
}

fn decimal_key(mut digits: i128, mut scale: i32) -> DecimalKey {
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    if scale <= 0 {
        let whole = 10_i128.checked_pow(scale.unsigned_abs()).and_then(|p| digits.checked_mul(p));
        return whole.map_or(DecimalKey::Exact(digits, scale), DecimalKey::Whole);
    }
    // digits / 10^scale is a double where 5^scale divides the digits and little enough is left
    let fives = 5_i128.checked_pow(scale.unsigned_abs());
    match fives {
        Some(fives) if digits % fives == 0 && (digits / fives).unsigned_abs() < 1 << 53 => {
            DecimalKey::Binary((digits / fives) as f64 / 2_f64.powi(scale))
        }
        _ => DecimalKey::Exact(digits, scale),
    }
}
