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
pub(in crate::engine) use java::{NoPattern, Pattern};

use chrono::NaiveDate;

use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// A time that clocks show, and how far these are ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Reading {
    /// Nanoseconds since 1970 by the clock.
    pub(in crate::engine) nanos: i128,
    /// Whether the text goes beyond microseconds.
    pub(in crate::engine) fine: bool,
    /// Seconds ahead of UTC, where the text says.
    pub(in crate::engine) offset: Option<i64>,
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
    Reading { nanos: i128::from(days * 86_400 + seconds) * 1_000_000_000 + nanos, fine, offset }
}

/// Whether a text stands for a missing point in time.
pub(in crate::engine) fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NaT" | "nat" | "NAT" | "nan" | "NaN" | "NAN")
}

/// A text by itself: ISO 8601, else whatever people write.
pub(in crate::engine) fn alone(text: &str) -> Raises<Reading> {
    let read = || loose::read(text).and_then(|fields| fields.reading());
    iso(text).or_else(read).ok_or_else(|| unread(text))
}

fn unread(text: &str) -> Raised {
    Raised::new(ErrorKind::ParseError, format!("{text:?} is no point in time"))
}
