//! Text to timestamps and durations, as pandas reads them: points in time each by itself, durations as numbers with units, as clock
//! times and in ISO 8601.

use super::points;
use crate::axis::{Axes, cast};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// A local time in microseconds and its offset in seconds, where it has one; `None` for a word that means missing.
pub(in crate::engine) fn timestamp(text: &str, axes: &Axes) -> Raises<Option<(i64, Option<i64>)>> {
    if points::is_missing(text) {
        return Ok(None);
    }
    let reading = match points::now(text) {
        Some(now) => now,
        None => points::alone(text, axes)?,
    };
    let cut = matches!(axes.cast.time_unit(), cast::TimeUnit::Nanosecond);
    if reading.nanos % 1_000 != 0 && reading.offset.is_none() && !cut {
        return Err(Raised::value_error("a text has more digits than microseconds hold"));
    }
    let micros = i64::try_from(reading.nanos.div_euclid(1_000)).map_err(Raised::internal)?;
    Ok(Some((micros, reading.offset)))
}

/// A length of time in nanoseconds; `None` for a word that means missing.
pub(in crate::engine) fn duration(text: &str) -> Raises<Option<i64>> {
    if matches!(text, "" | "nan" | "NaN" | "NaT" | "nat" | "NAT") {
        return Ok(None);
    }
    if text.starts_with('P') || text.starts_with("-P") {
        let (sign, body) = text.strip_prefix('-').map_or((1, text), |t| (-1, t));
        return iso(body).map(|n| Some(sign * n)).ok_or_else(|| Raised::value_error("an ISO duration is malformed"));
    }
    spoken(text).map(Some)
}

fn iso(text: &str) -> Option<i64> {
    let mut nanos = 0_i64;
    let (mut number, mut time) = (String::new(), false);
    for c in text.chars().skip(1) {
        match c {
            'T' => time = true,
            '0'..='9' | '.' => number.push(c),
            _ => {
                let unit: f64 = match (c, time) {
                    ('W', false) => 604_800.0,
                    ('D', false) => 86_400.0,
                    ('H', true) => 3_600.0,
                    ('M', true) => 60.0,
                    ('S', true) => 1.0,
                    _ => return None,
                };
                nanos += (number.parse::<f64>().ok()? * unit * 1e9).round() as i64;
                number.clear();
            }
        }
    }
    number.is_empty().then_some(nanos)
}

/// Numbers with units, a clock time, or both; a bare number counts nanoseconds.
fn spoken(text: &str) -> Raises<i64> {
    let invalid = |what: &str| Raised::value_error(format!("{what} in the duration {text:?}"));
    let (sign, body) = match text.trim().strip_prefix('-') {
        Some(body) => (-1, body),
        None => (1, text.trim().strip_prefix('+').unwrap_or(text.trim())),
    };
    // blanks and commas stand for nothing, between digits too
    let body = body.replace([' ', ','], "");
    if body.contains('-') {
        return Err(invalid("only a leading sign may stand"));
    }
    if !body.contains(|c: char| c.is_ascii_digit()) {
        return Err(Raised::value_error(format!("{text:?} is no duration")));
    }
    if !body.is_empty() && body.bytes().all(|b| b.is_ascii_digit()) {
        return body
            .parse::<i64>()
            .map(|n| sign * n)
            .map_err(|_| Raised::new(ErrorKind::OutOfBounds, "a duration is out of bounds"));
    }
    let mut nanos = 0_f64;
    let mut rest = body.as_str();
    while !rest.is_empty() {
        rest = rest.trim_start_matches('+');
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':')).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(end);
        if number.contains(':') {
            let parts: Vec<Option<f64>> = number.split(':').map(|p| p.parse().ok()).collect();
            nanos += match parts.as_slice() {
                [Some(h), Some(m)] => (h * 3600.0 + m * 60.0) * 1e9,
                [Some(h), Some(m), Some(s)] => (h * 3600.0 + m * 60.0 + s) * 1e9,
                _ => return Err(invalid("a clock time is malformed")),
            };
            rest = tail;
            continue;
        }
        let end = tail.find(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '+').unwrap_or(tail.len());
        let (unit, after) = tail.split_at(end);
        if unit.is_empty() {
            return Err(Raised::new(ErrorKind::ParseError, "no units specified"));
        }
        let number: f64 = number.parse().map_err(|_| invalid("a number is malformed"))?;
        nanos += number * unit_nanos(unit).ok_or_else(|| invalid("an unknown unit"))?;
        rest = after;
    }
    Ok(sign * nanos.round() as i64)
}

fn unit_nanos(unit: &str) -> Option<f64> {
    Some(match unit {
        "W" | "w" => 604_800e9,
        "D" | "d" | "day" | "days" | "Day" | "Days" => 86_400e9,
        "H" | "h" | "hr" | "hrs" | "hour" | "hours" => 3_600e9,
        "T" | "m" | "min" | "mins" | "minute" | "minutes" => 60e9,
        "S" | "s" | "sec" | "secs" | "second" | "seconds" => 1e9,
        "ms" | "milli" | "millis" | "millisecond" | "milliseconds" => 1e6,
        "us" | "micro" | "micros" | "microsecond" | "microseconds" => 1e3,
        "ns" | "nano" | "nanos" | "nanosecond" | "nanoseconds" => 1.0,
        _ => return None,
    })
}
