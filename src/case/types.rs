//! The logical types of the case format: what a column is declared as, whatever a framework makes of it.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, TimeUnit};

use super::decode::{nearest, short, suggest};

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

    /// The type that a column of this Arrow type is declared with.
    pub fn of_arrow(data: &DataType) -> Option<Self> {
        Some(match data {
            DataType::Boolean => Self::Bool,
            DataType::Int8 => Self::Int8,
            DataType::Int16 => Self::Int16,
            DataType::Int32 => Self::Int32,
            DataType::Int64 => Self::Int64,
            DataType::UInt8 => Self::UInt8,
            DataType::UInt16 => Self::UInt16,
            DataType::UInt32 => Self::UInt32,
            DataType::UInt64 => Self::UInt64,
            DataType::Float32 => Self::Float32,
            DataType::Float64 => Self::Float64,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::String,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Timestamp(_, zone) => Self::Timestamp(zone.clone()),
            DataType::Duration(_) => Self::Duration,
            DataType::Decimal128(p, s) => Self::Decimal(*p, *s),
            DataType::List(item) | DataType::LargeList(item) => Self::List(Box::new(Self::of_arrow(item.data_type())?)),
            DataType::Dictionary(_, value) => Self::of_arrow(value)?,
            _ => return None,
        })
    }

    /// The type that a case spells `text`, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_within(text, LIST_DEPTH)
    }

    fn parse_within(text: &str, depth: usize) -> Option<Self> {
        let text = text.trim();
        if let Some(simple) = SIMPLE.iter().find(|t| t.word() == Some(text)) {
            return Some(simple.clone());
        }
        if let Some(zone) = text.strip_prefix("timestamp[").and_then(|t| t.strip_suffix(']')) {
            let known = zone.trim().parse::<chrono_tz::Tz>().ok()?;
            return Some(Self::Timestamp(Some(Arc::from(known.name()))));
        }
        if let Some(item) = text.strip_prefix("list<").and_then(|t| t.strip_suffix('>')) {
            return Some(Self::List(Box::new(Self::parse_within(item, depth.checked_sub(1)?)?)));
        }
        let (p, s) = text.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
        let (p, s): (u8, i8) = (p.trim().parse().ok()?, s.trim().parse().ok()?);
        ((1..=38).contains(&p) && s >= 0 && s <= p as i8).then_some(Self::Decimal(p, s))
    }

    /// The word for a type without parameters.
    const fn word(&self) -> Option<&'static str> {
        Some(match self {
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::UInt8 => "uint8",
            Self::UInt16 => "uint16",
            Self::UInt32 => "uint32",
            Self::UInt64 => "uint64",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::String => "string",
            Self::Date => "date",
            Self::Timestamp(None) => "timestamp",
            Self::Duration => "duration",
            Self::Timestamp(Some(_)) | Self::Decimal(..) | Self::List(_) => return None,
        })
    }
}

/// The types without parameters, in the order of the case format.
pub(crate) const SIMPLE: [Type; 15] = [
    Type::Bool,
    Type::Int8,
    Type::Int16,
    Type::Int32,
    Type::Int64,
    Type::UInt8,
    Type::UInt16,
    Type::UInt32,
    Type::UInt64,
    Type::Float32,
    Type::Float64,
    Type::String,
    Type::Date,
    Type::Timestamp(None),
    Type::Duration,
];

/// How deep lists may hold lists.
const LIST_DEPTH: usize = 8;

/// Why `text` is no type, and what to write instead.
pub(crate) fn explain_type(text: &str) -> (String, String) {
    let shown = short(text);
    if let Some(zone) = text.strip_prefix("timestamp[").and_then(|t| t.strip_suffix(']')) {
        let zones = chrono_tz::TZ_VARIANTS.iter().map(|z| z.name());
        let help = nearest(zone, zones).map_or_else(
            || "zones are named as in the IANA database: Europe/Berlin, UTC".to_owned(),
            |best| format!("did you mean `timestamp[{best}]`?"),
        );
        return (format!("there is no time zone `{}`", short(zone)), help);
    }
    if let Some(item) = text.strip_prefix("list<").and_then(|t| t.strip_suffix('>')) {
        return explain_type(item);
    }
    if text.starts_with("decimal(") && !text.ends_with(')') {
        let help = "put it in quotes: inside braces a comma ends the value".to_owned();
        return (format!("`{shown}` is half a type"), help);
    }
    if text.starts_with("decimal") {
        let help = "write decimal(p,s) with p from 1 to 38 and s from 0 to p".to_owned();
        return (format!("`{shown}` is not a decimal type"), help);
    }
    let names = SIMPLE.iter().filter_map(Type::word).chain(["timestamp[UTC]", "decimal(10,2)", "list<int64>"]);
    let alias = [("str", "string"), ("int", "int64"), ("float", "float64"), ("double", "float64"), ("boolean", "bool")]
        .iter()
        .chain(&[
            ("datetime", "timestamp"),
            ("datetime64[us]", "timestamp"),
            ("bigint", "int64"),
            ("timedelta", "duration"),
        ])
        .find(|(other, _)| *other == text);
    let help = match alias {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None => suggest(text, names),
    };
    (format!("there is no type `{shown}`"), help)
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timestamp(Some(zone)) => write!(f, "timestamp[{zone}]"),
            Self::Decimal(p, s) => write!(f, "decimal({p},{s})"),
            Self::List(item) => write!(f, "list<{item}>"),
            other => f.write_str(other.word().unwrap_or_default()),
        }
    }
}
