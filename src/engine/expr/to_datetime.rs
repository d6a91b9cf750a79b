//! `to_datetime`: points in time from text, dates and numbers.
//!
//! On arrays the values themselves decide: their unit, the format that they are read in, the zone. In SQL it is a conversion of one type.
//!
//! Source: pandas, `core/tools/datetimes.py`, `_libs/tslib.pyx`, `_libs/tslibs/strptime.pyx`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::compute;
use arrow::datatypes::TimeUnit;

use super::{Operand, Scope, cast, sql, stamped};
use crate::axis::{Axes, dates, types};
use crate::case::expr::Literal;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::per_second;
use crate::engine::text::points::{self, Format, Reading};
use crate::engine::{Phase, sample};
use crate::result::ErrorKind;

/// `to_datetime(x)` or `to_datetime(x, format)`.
pub(super) fn call(args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    let Some(first) = args.first() else { return Err(Raised::internal("to_datetime of nothing")) };
    let format = match args.get(1) {
        None => None,
        Some(Operand::Scalar(Literal::Str(format))) => Some(&**format),
        Some(_) => return Err(Raised::type_error("a format is a text")),
    };
    match scope.axes.types.model() {
        types::Model::Sql => sql::to_timestamp(first, format, scope),
        types::Model::Numpy => {
            let column = first.clone().into_column(scope)?;
            match scope.phase {
                // what it makes is declared, not tried
                Phase::Build => Ok(sample::values(&declared(scope.axes), column.len(), scope.axes)),
                Phase::Run => {
                    let made = on_arrays(&column, format, scope.axes)?;
                    Ok(match scope.axes.dates.no_rows() {
                        dates::NoRows::Declared if made.is_empty() => Column::empty(declared(scope.axes)),
                        dates::NoRows::Declared | dates::NoRows::Read => made,
                    })
                }
            }
        }
    }
}

fn declared(axes: &Axes) -> DType {
    let unit = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => TimeUnit::Microsecond,
    };
    DType::numpy(Kind::Timestamp(unit, None))
}

fn on_arrays(column: &Column, format: Option<&str>, axes: &Axes) -> Raises<Column> {
    match column.kind() {
        Kind::Timestamp(..) if column.is_empty() && column.dtype.family == Family::Arrow => {
            Ok(Column::empty(DType::numpy(Kind::Timestamp(TimeUnit::Second, None))))
        }
        Kind::Timestamp(..) => Ok(stamped::unboxed(column)),
        Kind::Bool | Kind::Duration(_) => Err(Raised::type_error("these values are no points in time")),
        kind if kind.is_integer() || kind.is_float() => {
            let counts = counts(column)?;
            let as_object = |count: Option<i64>| count.map_or(Obj::NaT, |count| Obj::Int(count.into()));
            match format {
                None if *column.kind() == Kind::UInt64 && counts.iter().flatten().any(|count| count < 0) => {
                    Err(Raised::new(ErrorKind::OutOfBounds, "a count of nanoseconds is out of bounds"))
                }
                None => nanoseconds(&counts, axes),
                Some(_) => from_values(&counts.iter().map(as_object).collect::<Vec<_>>(), format, axes),
            }
        }
        _ => from_values(&column.to_objects(), format, axes),
    }
}

/// Numbers as counts, their fractions cut off; what is no such number is missing.
fn counts(column: &Column) -> Raises<Int64Array> {
    let counts: Vec<Option<i128>> = if column.kind().is_float() {
        let whole = |x: f64| cast::float_to_int(x, &Kind::Int64);
        cast::doubles(&column.array())?.iter().map(|v| v.map(whole)).collect()
    } else {
        cast::integers(&column.array())?
    };
    Ok(counts.into_iter().map(|v| v.map(|v| v as i64).filter(|v| *v != i64::MIN)).collect())
}

/// Points in time of counts of nanoseconds.
fn nanoseconds(counts: &Int64Array, axes: &Axes) -> Raises<Column> {
    if counts.null_count() == counts.len() {
        let nothing: Vec<Option<Point>> = counts.iter().map(|_| None).collect();
        return stamped(&nothing, None, axes);
    }
    times(counts, Kind::Timestamp(TimeUnit::Nanosecond, None))
}

fn times(counts: &Int64Array, kind: Kind) -> Raises<Column> {
    let array: ArrayRef = compute::cast(counts, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(DType::numpy(kind), array))
}

/// A value read: when it is, and how finely it says so.
struct Point {
    reading: Reading,
    unit: TimeUnit,
    zone: Option<Arc<str>>,
}

impl Point {
    fn of(reading: Reading, axes: &Axes) -> Self {
        let unit = if reading.fine { TimeUnit::Nanosecond } else { TimeUnit::Microsecond };
        let zone = match (reading.zone, axes.dates.texts()) {
            (Some(zone), dates::Texts::Each) => Some(zone.name().into()),
            (Some(_), dates::Texts::AsFirst) | (None, _) => reading.offset.map(|offset| zone_name(offset, axes)),
        };
        Self { reading, unit, zone }
    }

    /// Nanoseconds since 1970 in UTC.
    fn instant(&self) -> i128 {
        self.reading.nanos - i128::from(self.reading.offset.unwrap_or(0)) * 1_000_000_000
    }
}

/// The name of a zone that is this many seconds ahead of UTC for ever.
pub(in crate::engine) fn zone_name(offset: i64, axes: &Axes) -> Arc<str> {
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
    Arc::from(match axes.dates.offset_name() {
        _ if offset == 0 => "UTC".to_owned(),
        dates::OffsetName::Minutes => format!("pytz.FixedOffset({})", offset / 60),
        dates::OffsetName::Clock => format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60),
    })
}

/// How texts are read.
enum Reader {
    /// Each by itself.
    Alone,
    /// By a format.
    Format(Format),
    /// As ISO 8601, whichever part of it the format has.
    Iso,
}

impl Reader {
    fn of(values: &[Obj], format: Option<&str>, axes: &Axes) -> Raises<Self> {
        match (axes.dates.texts(), format) {
            (dates::Texts::Each, None) => Ok(Self::Alone),
            (dates::Texts::Each, Some(format)) => {
                // a bad format is only met with a text
                let format = Format::parse(format)?;
                Ok(if format.is_iso() { Self::Iso } else { Self::Format(format) })
            }
            (dates::Texts::AsFirst, Some(format)) => Format::parse(format).map(Self::Format),
            (dates::Texts::AsFirst, None) => {
                let first = values.iter().find(|v| !missing(v));
                match first {
                    Some(Obj::Str(text)) => match points::guess(text, axes) {
                        // a text that cannot be read lets guess nothing
                        Some(_) if points::alone(text, axes).is_err() => Ok(Self::Alone),
                        Some(format) => Format::parse(&format).map(Self::Format),
                        None => Ok(Self::Alone),
                    },
                    _ => Ok(Self::Alone),
                }
            }
        }
    }

    fn read(&self, text: &str, axes: &Axes) -> Raises<Reading> {
        if let (false, Some(now)) = (self.wants_text(axes), points::now(text)) {
            return Ok(now);
        }
        match self {
            Self::Alone => points::alone(text, axes),
            Self::Format(format) => format.read(text, axes),
            Self::Iso => points::iso(text).ok_or_else(|| Self::unread(text)),
        }
    }

    fn unread(text: &str) -> Raised {
        Raised::new(ErrorKind::ParseError, format!("{text:?} is not written as the format says"))
    }

    /// Whether an empty text is one that a format is held against, and no missing value.
    fn wants_text(&self, axes: &Axes) -> bool {
        matches!((self, axes.dates.texts()), (Self::Format(_), dates::Texts::Each))
    }
}

fn missing(value: &Obj) -> bool {
    value.is_missing() || matches!(value, Obj::Str(text) if points::is_missing(text))
}

/// The points in time that values of Python stand for, texts read in this format.
pub(in crate::engine) fn from_values(values: &[Obj], format: Option<&str>, axes: &Axes) -> Raises<Column> {
    let reader = Reader::of(values, format, axes)?;
    let point = |value: &Obj| -> Raises<Option<Point>> {
        let plain = |nanos: i128, unit: TimeUnit, zone: Option<Arc<str>>| Point {
            reading: Reading { nanos, fine: false, offset: zone.as_ref().map(|_| 0), zone_word: false, zone: None },
            unit,
            zone,
        };
        Ok(Some(match value {
            Obj::Str(text) if text.is_empty() && reader.wants_text(axes) => return Err(Reader::unread(text)),
            value if missing(value) => return Ok(None),
            Obj::Str(text) => fitting(Point::of(reader.read(text, axes)?, axes), axes)?,
            Obj::Date(days) => fitting(plain(i128::from(*days) * 86_400_000_000_000, TimeUnit::Second, None), axes)?,
            Obj::Timestamp(count, unit, zone) => {
                let nanos = i128::from(*count) * i128::from(1_000_000_000 / per_second(*unit));
                fitting(plain(nanos, *unit, zone.clone()), axes)?
            }
            // anything else is written out, which is not done for ISO 8601 alone
            value if matches!(reader, Reader::Format(_)) || format.is_some() && matches!(value, Obj::Array(_)) => {
                fitting(Point::of(reader.read(&crate::engine::text::python::str(value), axes)?, axes), axes)?
            }
            Obj::Int(i) => plain(*i, TimeUnit::Nanosecond, None),
            Obj::Float(x) if x.is_finite() => plain(*x as i128, TimeUnit::Nanosecond, None),
            Obj::Float(_) => return Err(beyond()),
            _ => return Err(Raised::type_error("the object is not convertible to a point in time")),
        }))
    };
    let points = values.iter().map(point).collect::<Raises<Vec<_>>>()?;
    let zones: Vec<&Option<Arc<str>>> = points.iter().flatten().map(|p| &p.zone).collect();
    match zones.split_first() {
        Some((first, rest)) if rest.iter().any(|zone| zone != first) => mixed(&points, &reader, axes),
        Some((first, _)) => stamped(&points, (*first).clone(), axes),
        None => stamped(&points, None, axes),
    }
}

/// The point, where the framework's unit has room for it.
fn fitting(point: Point, axes: &Axes) -> Raises<Point> {
    let fits = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => i64::try_from(point.instant()).is_ok(),
        types::TimeUnit::Microsecond => true,
    };
    if fits { Ok(point) } else { Err(beyond()) }
}

fn beyond() -> Raised {
    Raised::new(ErrorKind::OutOfBounds, "a point in time is out of bounds")
}

/// Points in one zone, or in none, as a column: in the finest unit that one of them has.
fn stamped(points: &[Option<Point>], zone: Option<Arc<str>>, axes: &Axes) -> Raises<Column> {
    let unit = match axes.types.time_unit() {
        types::TimeUnit::Nanosecond => TimeUnit::Nanosecond,
        types::TimeUnit::Microsecond => {
            let finest = points.iter().flatten().map(|p| p.unit).max_by_key(|unit| per_second(*unit));
            finest.unwrap_or(TimeUnit::Second)
        }
    };
    let one = i128::from(1_000_000_000 / per_second(unit));
    let counts = points.iter().map(|point| {
        let Some(point) = point else { return Ok(None) };
        let count = i64::try_from(point.instant().div_euclid(one));
        count.map(Some).map_err(|_| beyond())
    });
    times(&counts.collect::<Raises<Int64Array>>()?, Kind::Timestamp(unit, zone))
}

/// Points of clocks that differ.
fn mixed(points: &[Option<Point>], reader: &Reader, axes: &Axes) -> Raises<Column> {
    let kept = match axes.dates.texts() {
        dates::Texts::Each => true,
        dates::Texts::AsFirst => matches!(reader, Reader::Alone),
    };
    if !kept && points.iter().flatten().any(|p| p.zone.is_none()) {
        return Err(Raised::value_error("points in time with and without a zone"));
    }
    match axes.dates.mixed_offsets() {
        dates::MixedOffsets::Error => Err(Raised::value_error("points in time of several zones")),
        dates::MixedOffsets::Objects => {
            let each = points.iter().map(|point| match point {
                None => Obj::NaT,
                Some(p) => Obj::Timestamp(p.instant().div_euclid(1_000) as i64, TimeUnit::Microsecond, p.zone.clone()),
            });
            Ok(Column::objects(each.collect::<Vec<_>>()))
        }
    }
}
