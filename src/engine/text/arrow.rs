//! Text that Arrow's casts give.
//!
//! Source: Arrow, `arrow/util/formatting.h` (`StringFormatter`).

use std::fmt::Write as _;

use arrow::array::{Array, AsArray, StringArray};
use arrow::compute;
use arrow::datatypes::{DataType, Float32Type, Float64Type};

use super::{canonical, per_second, python};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::object::i64s;

/// The values of a column as text; what is missing stays so.
pub(in crate::engine) fn texts(column: &Column) -> StringArray {
    let array = column.array();
    match column.kind() {
        Kind::String => array.as_string::<i32>().clone(),
        Kind::Float64 => {
            array.as_primitive::<Float64Type>().iter().map(|v| v.map(|x| float(x, &x.to_string()))).collect()
        }
        Kind::Float16 | Kind::Float32 => {
            array.as_primitive::<Float32Type>().iter().map(|v| v.map(|x| float(x.into(), &x.to_string()))).collect()
        }
        Kind::Timestamp(unit, zone) => {
            let fraction = per_second(*unit).ilog10() as usize;
            let text = |v: i64| {
                let mut text = python::timestamp(v, *unit, zone.as_deref(), fraction);
                if let (Some(_), Some(colon)) = (zone, text.len().checked_sub(3)) {
                    text.remove(colon);
                }
                text
            };
            i64s(&array).iter().map(|v| v.map(text)).collect()
        }
        Kind::Duration(_) => i64s(&array).iter().map(|v| v.map(|v| v.to_string())).collect(),
        Kind::Date => {
            let days = array.as_primitive::<arrow::datatypes::Date32Type>();
            days.iter().map(|v| v.map(canonical::date)).collect()
        }
        Kind::Bool => array.as_boolean().iter().map(|v| v.map(|v| v.to_string())).collect(),
        kind if kind.is_integer() => compute::cast(&array, &DataType::Utf8)
            .map_or_else(|_| StringArray::new_null(array.len()), |a| a.as_string::<i32>().clone()),
        _ => column.to_objects().iter().map(|v| (!v.is_missing()).then(|| python::str(v))).collect::<StringArray>(),
    }
}

/// A float whose shortest digits `plain` spells without an exponent: with one where it has more than ten digits before the point, or six
/// zeros behind it.
fn float(x: f64, plain: &str) -> String {
    if !x.is_finite() {
        return if x.is_nan() { "nan".to_owned() } else { plain.to_owned() };
    }
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let shown = digits.trim_start_matches('0').trim_end_matches('0');
    let whole = plain.trim_start_matches('-').split('.').next().unwrap_or_default();
    let exponent = match whole.trim_start_matches('0').len() {
        0 => -(digits[whole.len()..].chars().take_while(|c| *c == '0').count() as i32) - 1,
        n => n as i32 - 1,
    };
    if shown.is_empty() || (-6..10).contains(&exponent) {
        return plain.to_owned();
    }
    let (first, rest) = shown.split_at(1);
    let mut text = format!("{}{first}", if x < 0.0 { "-" } else { "" });
    if !rest.is_empty() {
        let _ = write!(text, ".{rest}");
    }
    let _ = write!(text, "e{}{exponent}", if exponent < 0 { "" } else { "+" });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_have_an_exponent_beyond_ten_digits() {
        let text = |x: f64| float(x, &x.to_string());
        assert_eq!(
            [1.0, 1e9, 1e10, 0.000_001, 1.5e-7, -0.0].map(text),
            ["1", "1000000000", "1e+10", "0.000001", "1.5e-7", "-0"]
        );
    }
}
