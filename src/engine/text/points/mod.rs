//! Points in time from text where no one type of text is promised: ISO 8601 ([`iso`]), what people write ([`loose`]), a format
//! ([`Format`]), the format that a first text lets guess ([`guess`]), and a format as Java reads it ([`Pattern`]).

mod format;
mod guess;
mod iso;
mod java;
mod loose;

pub(in crate::engine) use format::Format;
pub(in crate::engine) use guess::guess;
pub(in crate::engine) use iso::read as iso;
pub(crate) use java::java_pattern;
pub(in crate::engine) use java::{NoPattern, Pattern};

use chrono::NaiveDate;

use crate::axis::{Axes, dates};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The months' names in full, in small letters.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The days' names in full, in small letters, from Monday.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A time that clocks show, and how far these are ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Reading {
    /// Nanoseconds since 1970 by the clock.
    pub(in crate::engine) nanos: i128,
    /// Whether the text goes beyond microseconds.
    pub(in crate::engine) fine: bool,
    /// Seconds ahead of UTC, where the text says.
    pub(in crate::engine) offset: Option<i64>,
    /// Whether the text names a zone that is not known.
    pub(in crate::engine) zone_word: bool,
    /// The zone that it names; the offset is the zone's then.
    pub(in crate::engine) zone: Option<chrono_tz::Tz>,
}

/// A fraction of a second of at most nine digits as nanoseconds, and whether there are more digits than microseconds have.
fn fraction(digits: &str) -> (i128, bool) {
    let nanos: String = digits.chars().chain("000000000".chars()).take(9).collect();
    (nanos.parse().unwrap_or(0), digits.len() > 6)
}

/// A day and the seconds of it as a reading.
fn reading(day: NaiveDate, seconds: i64, fraction_digits: &str, offset: Option<i64>) -> Reading {
    let (nanos, fine) = fraction(fraction_digits);
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    Reading {
        nanos: i128::from(days * 86_400 + seconds) * 1_000_000_000 + nanos,
        fine,
        offset,
        zone_word: false,
        zone: None,
    }
}

/// The clock's reading now, of a text that asks for it.
pub(in crate::engine) fn now(text: &str) -> Option<Reading> {
    let now = matches!(text, "now" | "today").then(chrono::Utc::now)?;
    let nanos = i128::from(now.timestamp_micros()) * 1_000;
    Some(Reading { nanos, fine: false, offset: None, zone_word: false, zone: None })
}

/// Whether a text stands for a missing point in time.
pub(in crate::engine) fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NaT" | "nat" | "NAT" | "nan" | "NaN" | "NAN")
}

/// A text by itself: ISO 8601, else three numbers, else a quarter, else whatever people write.
pub(in crate::engine) fn alone(text: &str, axes: &Axes) -> Raises<Reading> {
    if let Some(reading) = iso(text) {
        return Ok(reading);
    }
    if let Some(day) = delimited(text) {
        return day.map(|day| reading(day, 0, "", None));
    }
    if let Some(reading) = quarter(text) {
        return Ok(reading);
    }
    let refused = || if is_too_large(text) { too_large(text) } else { unread(text) };
    let fields = loose::read(text).ok_or_else(refused)?;
    let reading = fields.reading(axes).ok_or_else(refused)?;
    match axes.dates.weekday_alone() {
        dates::WeekdayAlone::Refused if fields.weekday_alone => {
            return Err(Raised::unsupported(format!("{text:?} names a day of the week alone")));
        }
        dates::WeekdayAlone::Refused | dates::WeekdayAlone::Next => {}
    }
    if reading.offset.is_some_and(|ahead| ahead.abs() >= 86_400) {
        return Err(Raised::value_error(format!("{text:?} has an offset of a day or more")));
    }
    match axes.dates.zone_words() {
        dates::ZoneWords::Refused if reading.zone_word => {
            Err(Raised::value_error(format!("{text:?} names a zone that is not known")))
        }
        dates::ZoneWords::Refused | dates::ZoneWords::Ignored => Ok(reading),
    }
}

/// Whether a text is a number that would be a year, but for its size: one of 32 bits holds a year.
fn is_too_large(text: &str) -> bool {
    let digits = text.trim();
    let year = !matches!(digits.len(), 8 | 12 | 14) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    year && digits.parse::<f64>().is_ok_and(|year| year > i32::MAX.into())
}

fn too_large(text: &str) -> Raised {
    Raised::new(ErrorKind::OutOfBounds, format!("{text:?} has a year that is too large"))
}

/// Month, day and a year of four digits, or without a day: `1/31/2024`, `31.01.2024`, `01-2024`. The month is first where that
/// can be.
///
/// Source: pandas, `_parse_delimited_date` in `_libs/tslibs/parsing.pyx`.
fn delimited(text: &str) -> Option<Raises<NaiveDate>> {
    let parts: Vec<&str> = text.split([' ', '/', '-', '.']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let dated = matches!(lengths.as_slice(), [1 | 2, 1 | 2, 4] | [2, 4]) && !(lengths.len() == 2 && text.contains('.'));
    if !dated || !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let numbers: Vec<u32> = parts.iter().map(|part| part.parse()).collect::<Result<_, _>>().ok()?;
    let (month, day, year) = match *numbers.as_slice() {
        [month, day, year] if month > 12 => (day, month, year),
        [month, day, year] => (month, day, year),
        [month, year] => (month, 1, year),
        _ => return None,
    };
    if year < 1_000 {
        return None;
    }
    let could_be = (1..=31).contains(&month) && (1..=31).contains(&day) && (lengths.len() == 2 || month <= 12);
    Some(match NaiveDate::from_ymd_opt(year as i32, month, day) {
        Some(day) => Ok(day),
        None if could_be => Err(Raised::new(ErrorKind::OutOfBounds, format!("{text:?} is no day of any month"))),
        None => Err(unread(text)),
    })
}

/// The first day of a quarter: `2024Q1`, `1Q2024`, `24Q1`, each with a hyphen before or behind the year or not.
///
/// Source: pandas, `_parse_dateabbr_string` in `_libs/tslibs/parsing.pyx`.
fn quarter(text: &str) -> Option<Reading> {
    let upper = text.to_ascii_uppercase();
    let (before, behind) = upper.split_once('Q')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let before = before.strip_suffix('-').filter(|year| year.len() > 1).unwrap_or(before);
    let behind = behind.strip_prefix('-').filter(|year| year.len() > 1).unwrap_or(behind);
    if !digits(before) || !digits(behind) {
        return None;
    }
    let (year, quarter) = match (before.len(), behind.len()) {
        (1, 2 | 4) => (behind, before),
        (2 | 4, 1) => (before, behind),
        _ => return None,
    };
    let (number, quarter): (i32, u32) = (year.parse().ok()?, quarter.parse().ok()?);
    let year = if year.len() == 2 { 2_000 + number } else { number };
    let first = (1..=4).contains(&quarter).then(|| NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1))??;
    Some(reading(first, 0, "", None))
}

fn unread(text: &str) -> Raised {
    Raised::new(ErrorKind::ParseError, format!("{text:?} is no point in time"))
}
