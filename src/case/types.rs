//! The logical types of the case format: what a column is declared as, whatever a framework makes of it.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, TimeUnit};

/// A logical type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `bool`
    Bool,
    /// `int8`
    Int8,
    /// `int16`
    Int16,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `uint8`
    UInt8,
    /// `uint16`
    UInt16,
    /// `uint32`
    UInt32,
    /// `uint64`
    UInt64,
    /// `float32`
    Float32,
    /// `float64`
    Float64,
    /// `string`
    String,
    /// `date`: days
    Date,
    /// `timestamp`: microseconds without a zone; `timestamp[UTC]`: an instant shown in that IANA zone
    Timestamp(Option<Arc<str>>),
    /// `duration`: microseconds
    Duration,
    /// `decimal(precision,scale)`
    Decimal(u8, i8),
    /// `list<T>`
    List(Box<Type>),
}

impl Type {
    /// The Arrow type that holds a declared column's values.
    pub fn arrow(&self) -> DataType {
        match self {
            Self::Bool => DataType::Boolean,
            Self::Int8 => DataType::Int8,
            Self::Int16 => DataType::Int16,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::UInt8 => DataType::UInt8,
            Self::UInt16 => DataType::UInt16,
            Self::UInt32 => DataType::UInt32,
            Self::UInt64 => DataType::UInt64,
            Self::Float32 => DataType::Float32,
            Self::Float64 => DataType::Float64,
            Self::String => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp(zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
            Self::Duration => DataType::Duration(TimeUnit::Microsecond),
            Self::Decimal(p, s) => DataType::Decimal128(*p, *s),
            // PyArrow's `write_table` names a list's element `element` on disk; the in-memory name does not matter.
            Self::List(item) => DataType::List(Arc::new(Field::new("item", item.arrow(), true))),
        }
    }

    /// The type that a case spells `text`, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Some(match text {
            "bool" => Self::Bool,
            "int8" => Self::Int8,
            "int16" => Self::Int16,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "uint8" => Self::UInt8,
            "uint16" => Self::UInt16,
            "uint32" => Self::UInt32,
            "uint64" => Self::UInt64,
            "float32" => Self::Float32,
            "float64" => Self::Float64,
            "string" => Self::String,
            "date" => Self::Date,
            "timestamp" => Self::Timestamp(None),
            "duration" => Self::Duration,
            _ => return Self::parse_parametric(text),
        })
    }

    fn parse_parametric(text: &str) -> Option<Self> {
        if let Some(zone) = text.strip_prefix("timestamp[").and_then(|t| t.strip_suffix(']')) {
            let known = zone.parse::<chrono_tz::Tz>().ok()?;
            return Some(Self::Timestamp(Some(Arc::from(known.name()))));
        }
        if let Some(item) = text.strip_prefix("list<").and_then(|t| t.strip_suffix('>')) {
            return Some(Self::List(Box::new(Self::parse(item)?)));
        }
        let (p, s) = text.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
        let (p, s): (u8, i8) = (p.trim().parse().ok()?, s.trim().parse().ok()?);
        ((1..=38).contains(&p) && s >= 0 && s <= p as i8).then_some(Self::Decimal(p, s))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Int8 => f.write_str("int8"),
            Self::Int16 => f.write_str("int16"),
            Self::Int32 => f.write_str("int32"),
            Self::Int64 => f.write_str("int64"),
            Self::UInt8 => f.write_str("uint8"),
            Self::UInt16 => f.write_str("uint16"),
            Self::UInt32 => f.write_str("uint32"),
            Self::UInt64 => f.write_str("uint64"),
            Self::Float32 => f.write_str("float32"),
            Self::Float64 => f.write_str("float64"),
            Self::String => f.write_str("string"),
            Self::Date => f.write_str("date"),
            Self::Timestamp(None) => f.write_str("timestamp"),
            Self::Timestamp(Some(zone)) => write!(f, "timestamp[{zone}]"),
            Self::Duration => f.write_str("duration"),
            Self::Decimal(p, s) => write!(f, "decimal({p},{s})"),
            Self::List(item) => write!(f, "list<{item}>"),
        }
    }
}
