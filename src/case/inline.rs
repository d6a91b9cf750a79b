//! One value of an inline column, as its declared type means it: what writers of YAML, Python and CSV spell, each in its way.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes as ty;
use chrono::{DateTime, NaiveDate, Utc};

use super::types::Type;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Inline<'a> {
    Null,
    Bool(bool),
    Int(i128),
    Float32(f32),
    Float64(f64),
    Text(String),
    Date(NaiveDate),
    /// With the zone of its type.
    Timestamp(DateTime<Utc>, Option<&'a str>),
    /// Microseconds.
    Duration(i64),
    /// Plain digits with the type's scale.
    Decimal(String),
    List(Vec<Self>),
}

impl<'a> Inline<'a> {
    /// The `i`-th value of a column of type `ty`.
    pub(crate) fn at(values: &ArrayRef, i: usize, ty: &'a Type) -> Self {
        if values.is_null(i) {
            return Self::Null;
        }
        match ty {
            Type::Bool => Self::Bool(values.as_boolean().value(i)),
            Type::Int8 => Self::Int(values.as_primitive::<ty::Int8Type>().value(i).into()),
            Type::Int16 => Self::Int(values.as_primitive::<ty::Int16Type>().value(i).into()),
            Type::Int32 => Self::Int(values.as_primitive::<ty::Int32Type>().value(i).into()),
            Type::Int64 => Self::Int(values.as_primitive::<ty::Int64Type>().value(i).into()),
            Type::UInt8 => Self::Int(values.as_primitive::<ty::UInt8Type>().value(i).into()),
            Type::UInt16 => Self::Int(values.as_primitive::<ty::UInt16Type>().value(i).into()),
            Type::UInt32 => Self::Int(values.as_primitive::<ty::UInt32Type>().value(i).into()),
            Type::UInt64 => Self::Int(values.as_primitive::<ty::UInt64Type>().value(i).into()),
            Type::Float32 => Self::Float32(values.as_primitive::<ty::Float32Type>().value(i)),
            Type::Float64 => Self::Float64(values.as_primitive::<ty::Float64Type>().value(i)),
            Type::String => Self::Text(values.as_string::<i32>().value(i).to_owned()),
            Type::Date => {
                let days = values.as_primitive::<ty::Date32Type>().value(i);
                let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
                Self::Date(epoch + chrono::Duration::days(days.into()))
            }
            Type::Timestamp(zone) => {
                let micros = values.as_primitive::<ty::TimestampMicrosecondType>().value(i);
                Self::Timestamp(DateTime::from_timestamp_micros(micros).unwrap_or_default(), zone.as_deref())
            }
            Type::Duration => Self::Duration(values.as_primitive::<ty::DurationMicrosecondType>().value(i)),
            Type::Decimal(_, scale) => {
                Self::Decimal(decimal(values.as_primitive::<ty::Decimal128Type>().value(i), i32::from(*scale)))
            }
            Type::List(item) => {
                let items = values.as_list::<i32>().value(i);
                Self::List((0..items.len()).map(|j| Self::at(&items, j, item)).collect())
            }
        }
    }
}

/// Plain digits with `scale` of them behind the point.
pub(crate) fn decimal(digits: i128, scale: i32) -> String {
    if scale <= 0 {
        return if digits == 0 {
            "0".to_owned()
        } else {
            format!("{digits}{}", "0".repeat(scale.unsigned_abs() as usize))
        };
    }
    let scale = scale as usize;
    let text = format!("{:0>width$}", digits.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = text.split_at(text.len() - scale);
    format!("{}{whole}.{fraction}", if digits < 0 { "-" } else { "" })
}
