//! Column types as the engine holds them: a [`Kind`] (what a value is) in a [`Family`] (how missing values are held).

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, TimeUnit};

/// How a column holds missing values and what comes out when types meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// A float's NaN is its missing value and it has no other; times and text have null. Integers and booleans have none: they
    /// change their type when they gain one.
    Numpy,
    /// A mask beside the values: every kind has NA.
    Masked,
    /// An Arrow array: every kind has null.
    Arrow,
    /// An SQL column: every kind has null, NaN is a value apart.
    Sql,
}

/// What a value of a column is. The only match on Arrow's types is [`Kind::arrow`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Truth value.
    Bool,
    /// Signed integer, 8 bits.
    Int8,
    /// Signed integer, 16 bits.
    Int16,
    /// Signed integer, 32 bits.
    Int32,
    /// Signed integer, 64 bits.
    Int64,
    /// Unsigned integer, 8 bits.
    UInt8,
    /// Unsigned integer, 16 bits.
    UInt16,
    /// Unsigned integer, 32 bits.
    UInt32,
    /// Unsigned integer, 64 bits.
    UInt64,
    /// Half precision, held in single: what functions of bytes and truth values give.
    Float16,
    /// Single precision.
    Float32,
    /// Double precision.
    Float64,
    /// Decimal of a precision and a scale.
    Decimal(u8, i8),
    /// Text.
    String,
    /// Days since 1970-01-01.
    Date,
    /// Time since 1970-01-01 in this unit; with a zone it is an instant (UTC) shown in that zone.
    Timestamp(TimeUnit, Option<Arc<str>>),
    /// A length of time in this unit.
    Duration(TimeUnit),
    /// A length of time that SQL names by its first and last field, in microseconds.
    Interval(TimeField, TimeField),
    /// Lists of one kind.
    List(Box<Kind>),
    /// Values of any kind: a column of Python objects.
    Object,
    /// No value but null.
    Void,
}

/// A field of an SQL day-time interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeField {
    /// Day.
    Day,
    /// Hour.
    Hour,
    /// Minute.
    Minute,
    /// Second.
    Second,
}

impl TimeField {
    const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DType {
    /// How missing values are held.
    pub family: Family,
    /// What a value is.
    pub kind: Kind,
}

impl Kind {
    /// The Arrow type of the array that holds such values; objects are held apart.
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
            Self::Float16 | Self::Float32 => DataType::Float32,
            Self::Float64 => DataType::Float64,
            Self::Decimal(p, s) => DataType::Decimal128(*p, *s),
            Self::String => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp(unit, zone) => DataType::Timestamp(*unit, zone.clone()),
            Self::Duration(unit) => DataType::Duration(*unit),
            Self::Interval(..) => DataType::Duration(TimeUnit::Microsecond),
            Self::List(item) => DataType::List(Arc::new(Field::new("item", item.arrow(), true))),
            Self::Object | Self::Void => DataType::Null,
        }
    }

    /// Whether it is an integer, signed or not.
    pub const fn is_integer(&self) -> bool {
        self.is_signed() || self.is_unsigned()
    }

    /// Whether it is a signed integer.
    pub const fn is_signed(&self) -> bool {
        matches!(self, Self::Int8 | Self::Int16 | Self::Int32 | Self::Int64)
    }

    /// Whether it is an unsigned integer.
    pub const fn is_unsigned(&self) -> bool {
        matches!(self, Self::UInt8 | Self::UInt16 | Self::UInt32 | Self::UInt64)
    }

    /// Whether it is floating point.
    pub const fn is_float(&self) -> bool {
        matches!(self, Self::Float16 | Self::Float32 | Self::Float64)
    }

    /// Whether it is an integer, floating point or a decimal.
    pub const fn is_number(&self) -> bool {
        self.is_integer() || self.is_float() || matches!(self, Self::Decimal(..))
    }

    /// The zone of a point in time, if it has one.
    pub const fn zone(&self) -> Option<&Arc<str>> {
        if let Self::Timestamp(_, zone) = self { zone.as_ref() } else { None }
    }

    /// The same point in time in another zone, or in none.
    pub fn with_zone(&self, zone: Option<Arc<str>>) -> Self {
        if let Self::Timestamp(unit, _) = self { Self::Timestamp(*unit, zone) } else { self.clone() }
    }

    /// Width of an integer or a float in bits, 0 for all others.
    pub const fn bits(&self) -> u32 {
        match self {
            Self::Int8 | Self::UInt8 => 8,
            Self::Int16 | Self::UInt16 | Self::Float16 => 16,
            Self::Int32 | Self::UInt32 | Self::Float32 => 32,
            Self::Int64 | Self::UInt64 | Self::Float64 => 64,
            _ => 0,
        }
    }
}

impl DType {
    /// A type of the NumPy family.
    pub const fn numpy(kind: Kind) -> Self {
        Self { family: Family::Numpy, kind }
    }

    /// A type of the masked family.
    pub const fn masked(kind: Kind) -> Self {
        Self { family: Family::Masked, kind }
    }

    /// A type of the SQL family.
    pub const fn sql(kind: Kind) -> Self {
        Self { family: Family::Sql, kind }
    }

    /// The same kind in another family.
    pub fn with_family(self, family: Family) -> Self {
        Self { family, ..self }
    }

    /// Whether a floating-point NaN of this column is a missing value.
    pub fn nan_is_missing(&self) -> bool {
        self.family == Family::Numpy && self.kind.is_float()
    }

    /// Whether a column of this type can hold a missing value at all.
    pub fn holds_missing(&self) -> bool {
        self.family != Family::Numpy || !(self.kind.is_integer() || self.kind == Kind::Bool)
    }

    /// The logical type's name in a result (`int64`, `timestamp[UTC]`, `object`). An object column whose values are all text
    /// is `string`, which only its values tell.
    pub fn logical(&self) -> String {
        match &self.kind {
            Kind::Timestamp(_, _) if self.family == Family::Sql => "timestamp".to_owned(),
            Kind::List(item) => format!("list<{}>", Self { family: self.family, kind: (**item).clone() }.logical()),
            kind => logical_name(kind),
        }
    }

    /// The framework's own name for the type (`object`, `Int64`, `bigint`).
    pub fn native(&self) -> String {
        match self.family {
            Family::Numpy => numpy_name(&self.kind),
            Family::Masked => masked_name(&self.kind),
            Family::Arrow => arrow_name(&self.kind),
            Family::Sql => sql_name(&self.kind),
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.native())
    }
}

fn logical_name(kind: &Kind) -> String {
    match kind {
        Kind::String => "string".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Timestamp(_, None) => "timestamp".to_owned(),
        Kind::Timestamp(_, Some(zone)) => format!("timestamp[{zone}]"),
        Kind::Duration(_) | Kind::Interval(..) => "duration".to_owned(),
        Kind::List(item) => format!("list<{}>", logical_name(item)),
        Kind::Object | Kind::Void => "object".to_owned(),
        kind => numpy_name(kind),
    }
}

/// NumPy's and pandas' names. Source: pandas' user guide, "Essential basic functionality: dtypes".
fn numpy_name(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Int8 => "int8".to_owned(),
        Kind::Int16 => "int16".to_owned(),
        Kind::Int32 => "int32".to_owned(),
        Kind::Int64 => "int64".to_owned(),
        Kind::UInt8 => "uint8".to_owned(),
        Kind::UInt16 => "uint16".to_owned(),
        Kind::UInt32 => "uint32".to_owned(),
        Kind::UInt64 => "uint64".to_owned(),
        Kind::Float16 => "float16".to_owned(),
        Kind::Float32 => "float32".to_owned(),
        Kind::Float64 => "float64".to_owned(),
        Kind::Decimal(p, s) => format!("decimal({p},{s})"),
        Kind::String => "str".to_owned(),
        Kind::Timestamp(unit, None) => format!("datetime64[{}]", unit_name(*unit)),
        Kind::Timestamp(unit, Some(zone)) => format!("datetime64[{}, {zone}]", unit_name(*unit)),
        Kind::Duration(unit) => format!("timedelta64[{}]", unit_name(*unit)),
        Kind::Date | Kind::Interval(..) | Kind::List(_) | Kind::Object | Kind::Void => "object".to_owned(),
    }
}

/// Names of pandas' nullable types: NumPy's with a capital, but `boolean` and `string`.
fn masked_name(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "boolean".to_owned(),
        Kind::String => "string".to_owned(),
        kind if kind.is_unsigned() => format!("UInt{}", kind.bits()),
        kind if kind.is_integer() => format!("Int{}", kind.bits()),
        kind if kind.is_float() => format!("Float{}", kind.bits()),
        kind => numpy_name(kind),
    }
}

/// Names of pandas' Arrow-backed types: Arrow's own, followed by `[pyarrow]`.
fn arrow_name(kind: &Kind) -> String {
    fn bare(kind: &Kind) -> String {
        match kind {
            Kind::Float16 => "halffloat".to_owned(),
            Kind::Float32 => "float".to_owned(),
            Kind::Float64 => "double".to_owned(),
            Kind::String => "string".to_owned(),
            Kind::Date => "date32[day]".to_owned(),
            Kind::Timestamp(unit, None) => format!("timestamp[{}]", unit_name(*unit)),
            Kind::Timestamp(unit, Some(zone)) => format!("timestamp[{}, tz={zone}]", unit_name(*unit)),
            Kind::Duration(unit) => format!("duration[{}]", unit_name(*unit)),
            Kind::Decimal(p, s) => format!("decimal128({p}, {s})"),
            Kind::List(item) => format!("list<item: {}>", bare(item)),
            Kind::Void => "null".to_owned(),
            kind => numpy_name(kind),
        }
    }
    format!("{}[pyarrow]", bare(kind))
}

/// SQL's names, as Spark's `DataType.simpleString` spells them. Unsigned integers do not occur.
fn sql_name(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "boolean".to_owned(),
        Kind::Int8 => "tinyint".to_owned(),
        Kind::Int16 => "smallint".to_owned(),
        Kind::Int32 => "int".to_owned(),
        Kind::Int64 => "bigint".to_owned(),
        Kind::Float16 => "halffloat".to_owned(),
        Kind::Float32 => "float".to_owned(),
        Kind::Float64 => "double".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Timestamp(_, None) => "timestamp_ntz".to_owned(),
        Kind::Timestamp(_, Some(_)) => "timestamp".to_owned(),
        Kind::Duration(_) => "interval day to second".to_owned(),
        Kind::Interval(a, b) if a == b => format!("interval {}", a.name()),
        Kind::Interval(a, b) => format!("interval {} to {}", a.name(), b.name()),
        Kind::List(item) => format!("array<{}>", sql_name(item)),
        Kind::Void => "void".to_owned(),
        kind => numpy_name(kind),
    }
}

const fn unit_name(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "s",
        TimeUnit::Millisecond => "ms",
        TimeUnit::Microsecond => "us",
        TimeUnit::Nanosecond => "ns",
    }
}
