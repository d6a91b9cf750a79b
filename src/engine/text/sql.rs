//! SQL's text of values, and values from text, as Spark's `CAST` has them.
//!
//! Source: Spark, `UTF8String.toLong`, `SparkDateTimeUtils.stringToDate` and `stringToTimestamp`, `StringUtils`,
//! `IntervalUtils.toDayTimeIntervalString`.

use chrono::{NaiveDate, Offset, TimeZone};

use crate::engine::dtype::TimeField;

/// The text without control characters and blanks at both ends.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c <= ' ' || c == '\u{7f}')
}

/// `2024-01-31 10:00:00`, and the digits of a fraction that are not zeros at its end.
pub(in crate::engine) fn timestamp_text(micros: i64) -> String {
    let Some(time) = chrono::DateTime::from_timestamp_micros(micros) else { return micros.to_string() };
    let text = time.format("%Y-%m-%d %H:%M:%S").to_string();
    match micros.rem_euclid(1_000_000) {
        0 => text,
        part => format!("{text}.{}", format!("{part:06}").trim_end_matches('0')),
    }
}

/// `INTERVAL '1 02:03:04' DAY TO SECOND`, by the fields that the type names.
pub(in crate::engine) fn interval_text(micros: i64, from: TimeField, to: TimeField) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let total = micros.unsigned_abs();
    let (seconds, part) = (total / 1_000_000, total % 1_000_000);
    let fraction = if part == 0 { String::new() } else { format!(".{}", format!("{part:06}").trim_end_matches('0')) };
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600, seconds / 60);
    let head = match from {
        TimeField::Day => days.to_string(),
        TimeField::Hour => format!("{hours:02}"),
        TimeField::Minute => format!("{minutes:02}"),
        TimeField::Second => format!("{seconds:02}{fraction}"),
    };
    let mut text = format!("{sign}{head}");
    let tails = [
        (TimeField::Hour, format!(" {:02}", hours % 24)),
        (TimeField::Minute, format!(":{:02}", minutes % 60)),
        (TimeField::Second, format!(":{:02}{fraction}", seconds % 60)),
    ];
    for (field, tail) in tails {
        if field > from && field <= to {
            text.push_str(&tail);
        }
    }
    let names = if from == to { upper(from).to_owned() } else { format!("{} TO {}", upper(from), upper(to)) };
    format!("INTERVAL '{text}' {names}")
}

/// Microseconds of `[+|-]d h:m:s.n`, which may stand in `INTERVAL '…' DAY TO SECOND`; digits beyond them are cut off.
pub(in crate::engine) fn interval(text: &str) -> Option<i64> {
    let text = trimmed(text);
    let word = "INTERVAL";
    let (outer, text) = match text.get(..word.len()) {
        Some(start) if start.eq_ignore_ascii_case(word) => {
            let literal = text[word.len()..].strip_prefix(char::is_whitespace)?.trim_start();
            let (sign, literal) = signed(literal);
            let (text, names) = literal.strip_prefix('\'')?.split_once('\'')?;
            let names = names.strip_prefix(char::is_whitespace)?.to_ascii_uppercase();
            if !names.split_whitespace().eq(["DAY", "TO", "SECOND"]) {
                return None;
            }
            (sign, text)
        }
        _ => (1, text),
    };
    let (sign, text) = signed(text);
    let (days, clock) = text.split_once(' ')?;
    let mut parts = clock.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    if parts.next().is_some() {
        return None;
    }
    let micros = digits(fraction, 9)? * 10_i64.pow(9 - u32::try_from(fraction.len()).ok()?) / 1_000;
    let (hours, minutes, seconds) = (digits(hours, 2)?, digits(minutes, 2)?, digits(seconds, 2)?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let clock = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros;
    let total = digits(days, 9)?.checked_mul(86_400_000_000)?.checked_add(clock)?;
    Some(outer * sign * total)
}

/// A sign, and what follows it.
fn signed(text: &str) -> (i64, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix(['+', '|']).unwrap_or(text)),
    }
}

/// A number of at most so many digits.
fn digits(text: &str, most: usize) -> Option<i64> {
    let right = text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if right { text.parse().ok() } else { None }
}

const fn upper(field: TimeField) -> &'static str {
    match field {
        TimeField::Day => "DAY",
        TimeField::Hour => "HOUR",
        TimeField::Minute => "MINUTE",
        TimeField::Second => "SECOND",
    }
}

/// An integer; where a fraction is allowed, it is cut off.
pub(in crate::engine) fn integer(text: &str, fraction: bool) -> Option<i128> {
    let text = trimmed(text);
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').map_or((unsigned, None), |(w, p)| (w, Some(p)));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !part.is_none_or(digits) || (part.is_some() && !fraction) || unsigned.is_empty() {
        return None;
    }
    if whole.is_empty() && part.is_none_or(str::is_empty) {
        // a lone point is zero
        return part.map(|_| 0);
    }
    let value: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    Some(if text.starts_with('-') { -value } else { value })
}

/// A double: Java's spellings, and the words for what is not finite in any case.
pub(in crate::engine) fn double(text: &str) -> Option<f64> {
    super::java::parse_double(text).or_else(|| match trimmed(text).to_ascii_lowercase().as_str() {
        "inf" | "+inf" | "infinity" | "+infinity" => Some(f64::INFINITY),
        "-inf" | "-infinity" => Some(f64::NEG_INFINITY),
        "nan" => Some(f64::NAN),
        _ => None,
    })
}

/// A truth value by its words.
pub(in crate::engine) fn boolean(text: &str) -> Option<bool> {
    match trimmed(text).to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "1" => Some(true),
        "f" | "false" | "n" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// A decimal's digits and how many stand behind the point.
pub(in crate::engine) fn decimal(text: &str) -> Option<(i128, i32)> {
    let text = trimmed(text);
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let figures = format!("{whole}{part}");
    if figures.is_empty() || !figures.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: i128 = figures
        .trim_start_matches('0')
        .parse()
        .or_else(|e| if figures.bytes().all(|b| b == b'0') { Ok(0) } else { Err(e) })
        .ok()?;
    Some((if number.starts_with('-') { -value } else { value }, part.len() as i32 - exponent))
}

/// Days since 1970-01-01: a year, a month of it or a day of it, and anything behind a blank or a `T`.
pub(in crate::engine) fn date(text: &str) -> Option<i32> {
    let text = trimmed(text);
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let whole_date = unsigned(day).split('-').count() == 3 || day.len() == text.len();
    if !whole_date {
        return None;
    }
    ymd(day).map(|d| d.signed_duration_since(NaiveDate::default()).num_days() as i32)
}

/// A date without the sign of its year.
fn unsigned(date: &str) -> &str {
    date.strip_prefix(['+', '-']).unwrap_or(date)
}

fn ymd(text: &str) -> Option<NaiveDate> {
    let mut fields = unsigned(text).split('-');
    let year = fields.next().filter(|y| (4..=6).contains(&y.len()))?;
    let small = |field: Option<&str>| match field {
        None => Some(1),
        Some(f) if matches!(f.len(), 1 | 2) && f.bytes().all(|b| b.is_ascii_digit()) => f.parse::<u32>().ok(),
        Some(_) => None,
    };
    let (month, day) = (small(fields.next())?, small(fields.next())?);
    if fields.next().is_some() || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    NaiveDate::from_ymd_opt(sign * year.parse::<i32>().ok()?, month, day)
}

/// Microseconds since 1970-01-01 of a text in UTC, or in the zone that it names. A time alone is one of today.
pub(in crate::engine) fn timestamp(text: &str) -> Option<i64> {
    let text = trimmed(text);
    let (day, clock) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let alone = match (day, clock) {
        ("", clock) if text.starts_with('T') => Some(clock),
        (clock, "") if clock.contains(':') => Some(clock),
        _ => None,
    };
    if let Some(clock) = alone {
        return at_clock(chrono::Utc::now().date_naive().and_hms_opt(0, 0, 0)?, clock);
    }
    let midnight = ymd(day)?.and_hms_opt(0, 0, 0)?;
    if clock.is_empty() {
        // a blank that nothing follows was trimmed, a `T` was not
        return (day.len() == text.len() || unsigned(day).split('-').count() == 3).then(|| midnight.and_utc().timestamp_micros());
    }
    if unsigned(day).split('-').count() != 3 {
        return None;
    }
    at_clock(midnight, clock)
}

/// A time of the day that begins at `midnight`, in UTC or in the zone that it names.
fn at_clock(midnight: chrono::NaiveDateTime, clock: &str) -> Option<i64> {
    let end = clock.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(clock.len());
    let (time, zone) = clock.split_at(end);
    let local = midnight + chrono::Duration::microseconds(time_of_day(time)?);
    match zone.trim() {
        "" => Some(local.and_utc().timestamp_micros()),
        zone => Some(instant(local, zone)?),
    }
}

fn time_of_day(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let fields: Vec<&str> = whole.split(':').collect();
    if !(1..=3).contains(&fields.len()) || (fraction.is_some() && fields.len() != 3) {
        return None;
    }
    let number = |i: usize, limit: i64| match fields.get(i) {
        None => Some(0),
        Some(f) if matches!(f.len(), 1 | 2) => f.parse::<i64>().ok().filter(|v| *v < limit),
        Some(_) => None,
    };
    let seconds = number(0, 24)? * 3600 + number(1, 60)? * 60 + number(2, 60)?;
    let digits: String = fraction.unwrap_or("").chars().chain("000000".chars()).take(6).collect();
    Some(seconds * 1_000_000 + digits.parse::<i64>().ok()?)
}

/// A local time in a zone by name or offset.
pub(super) fn instant(local: chrono::NaiveDateTime, zone: &str) -> Option<i64> {
    let micros = local.and_utc().timestamp_micros();
    if matches!(zone, "Z" | "z" | "UTC" | "GMT" | "UT") {
        return Some(micros);
    }
    let offset = zone
        .strip_prefix("UTC")
        .or_else(|| zone.strip_prefix("GMT"))
        .or_else(|| zone.strip_prefix("UT"))
        .unwrap_or(zone);
    if let Some(digits) = offset.strip_prefix(['+', '-']) {
        let mut fields = digits.split(':').map(|f| f.parse::<i64>().ok().filter(|_| f.len() <= 2));
        let (hours, minutes) = (fields.next()??, fields.next().unwrap_or(Some(0))?);
        let seconds = fields.next().unwrap_or(Some(0))?;
        if hours > 18 || minutes > 59 || seconds > 59 {
            return None;
        }
        let total = (hours * 3600 + minutes * 60 + seconds) * 1_000_000;
        return Some(if offset.starts_with('-') { micros + total } else { micros - total });
    }
    instant_in(local, zone.parse().ok()?)
}

/// A local time in a zone: the first of two, and one that clocks pass over is as far behind the change as it would have been.
pub(super) fn instant_in(local: chrono::NaiveDateTime, zone: chrono_tz::Tz) -> Option<i64> {
    let before = || {
        let ahead = zone.offset_from_local_datetime(&(local - chrono::Duration::days(1))).earliest()?.fix();
        Some(local.and_utc().timestamp_micros() - i64::from(ahead.local_minus_utc()) * 1_000_000)
    };
    zone.from_local_datetime(&local).earliest().map(|t| t.timestamp_micros()).or_else(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_may_have_a_fraction_that_is_cut_off() {
        assert_eq!([" 12 ", "-3.9", "+5", "."].map(|t| integer(t, true)), [12, -3, 5, 0].map(Some));
        assert_eq!(["1e5", "", "a", "1_0"].map(|t| integer(t, true)), [None; 4]);
        assert_eq!(integer("1.0", false), None);
    }

    #[test]
    fn dates_may_be_years_and_have_anything_behind_a_blank() {
        assert_eq!(["1970", "1970-1-2", "1970-01-03 x", "1970-01-04T"].map(date), [0, 1, 2, 3].map(Some));
        assert_eq!(["70-01-01", "1970-13-01", "1970/01/01", "19700101"].map(date), [None; 4]);
    }

    #[test]
    fn intervals_are_read_by_the_fields_from_days_to_seconds() {
        assert_eq!(interval("-1 02:03:04.5"), Some(-93_784_500_000));
        assert_eq!(interval(" INTERVAL -'0 1:0:0' day to second "), Some(-3_600_000_000));
        assert_eq!(interval("INTERVAL '-1 00:00:00.000001999' DAY TO SECOND"), Some(-86_400_000_001));
        for text in
            ["2.5", "1 24:00:00", "1 00:00", "1 00:00:00:00", "PT1H", "INTERVAL '1' DAY", "106751992 00:00:00", ""]
        {
            assert_eq!(interval(text), None, "{text}");
        }
    }

    #[test]
    fn intervals_name_their_fields() {
        let micros = -86_400_500_000;
        assert_eq!(interval_text(micros, TimeField::Day, TimeField::Second), "INTERVAL '-1 00:00:00.5' DAY TO SECOND");
        assert_eq!(interval_text(5_400_000_000, TimeField::Hour, TimeField::Minute), "INTERVAL '01:30' HOUR TO MINUTE");
    }
}
