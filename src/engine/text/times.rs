//! Text to timestamps and durations, as pandas reads them: ISO 8601 in its many spellings, month/day/year, `1 days 02:03:04`.
//!
//! Covered: dates written with `-`, `/` or without a separator, times with `:`, fractions, `Z` and offsets; durations as numbers with
//! units, as clock times and in ISO 8601. Words for months and the calendar's other spellings are no dates here.

use chrono::{NaiveDate, NaiveDateTime};

use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// A local time in microseconds and its offset in seconds, where it has one; `None` for a word that means missing.
pub(in crate::engine) fn timestamp(text: &str) -> Raises<Option<(i64, Option<i64>)>> {
    if matches!(text, "" | "nan" | "NaN" | "NAN" | "NaT" | "nat" | "NAT" | "None" | "null" | "NULL" | "<NA>") {
        return Ok(None);
    }
    let unread = || Raised::new(ErrorKind::ParseError, format!("unknown timestamp format: {text:?}"));
    let trimmed = text.trim();
    let (day, rest) = date(trimmed).ok_or_else(|| {
        if trimmed.len() > 8 && ![12, 14].contains(&trimmed.len()) && trimmed.bytes().all(|b| b.is_ascii_digit()) {
            return Raised::new(ErrorKind::OutOfBounds, "a timestamp is out of bounds");
        }
        unread()
    })?;
    let (clock, offset) = clock(rest).ok_or_else(unread)?;
    let midnight = day.and_hms_opt(0, 0, 0).ok_or_else(unread)?;
    if clock.nanos % 1_000 != 0 && offset.is_none() {
        return Err(Raised::value_error("a text has more digits than microseconds hold"));
    }
    Ok(Some((micros(midnight) + clock.nanos / 1_000, offset)))
}

fn micros(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_micros()
}

/// The date that a text starts with, and what follows it.
fn date(text: &str) -> Option<(NaiveDate, &str)> {
    let end = text.find([' ', 'T']).unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let separator = day.chars().find(|c| !c.is_ascii_digit());
    let fields: Vec<&str> = match separator {
        Some(c @ ('-' | '/')) => day.split(c).collect(),
        Some(_) => return None,
        None => match day.len() {
            4 => vec![day],
            8 => vec![&day[..4], &day[4..6], &day[6..]],
            _ => return None,
        },
    };
    if fields.iter().any(|f| f.is_empty() || !f.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |i: usize| fields.get(i).map_or(Some(1), |f| f.parse::<u32>().ok());
    let date = if fields[0].len() == 4 {
        NaiveDate::from_ymd_opt(number(0)? as i32, number(1)?, number(2)?)
    } else if fields.len() == 3 && fields[2].len() == 4 {
        let (month, day, year) = (number(0)?, number(1)?, number(2)? as i32);
        NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, day, month))
    } else {
        None
    };
    Some((date?, rest))
}

struct Clock {
    nanos: i64,
}

/// The time of day behind a date, and its offset.
fn clock(text: &str) -> Option<(Clock, Option<i64>)> {
    let text = text.strip_prefix(['T', ' ']).unwrap_or(text).trim();
    if text.is_empty() {
        return Some((Clock { nanos: 0 }, None));
    }
    let (time, offset) = if let Some(time) = text.strip_suffix('Z') {
        (time, Some(0))
    } else if let Some(at) = text.rfind(['+', '-']) {
        (text[..at].trim_end(), Some(offset(&text[at..])?))
    } else {
        (text, None)
    };
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut fields = whole.split(':').map(|f| f.parse::<i64>().ok().filter(|_| f.len() <= 2));
    let hour = fields.next()??;
    let (minute, second) = (fields.next().unwrap_or(Some(0))?, fields.next().unwrap_or(Some(0))?);
    if fields.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let nanos = fraction_nanos(fraction)?;
    Some((Clock { nanos: (hour * 3600 + minute * 60 + second) * 1_000_000_000 + nanos }, offset))
}

fn fraction_nanos(fraction: &str) -> Option<i64> {
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    digits.parse().ok()
}

/// `+02:00`, `-0530`, `+02` in seconds.
fn offset(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        1 | 2 => Some(sign * number * 3600),
        4 => Some(sign * (number / 100 * 3600 + number % 100 * 60)),
        _ => None,
    }
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
    let body = body.replace(',', "");
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
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start().trim_start_matches('+');
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
        let tail = tail.trim_start();
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
