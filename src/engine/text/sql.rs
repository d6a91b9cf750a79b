//! SQL's text of values, and values from text, as Spark's `CAST` has them.
//!
//! Source: Spark, `UTF8String.toLong`, `SparkDateTimeUtils.stringToDate` and `stringToTimestamp`, `StringUtils`,
//! `IntervalUtils.toDayTimeIntervalString`.

use chrono::{Offset, TimeZone};

use crate::case::iso::tabled;
use crate::engine::calendar::Date;
use crate::engine::dtype::TimeField;
use crate::result::ErrorKind;

/// The text without control characters and blanks at both ends.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c <= ' ' || c == '\u{7f}')
}

/// `2024-01-31 10:00:00`, and the digits of a fraction that are not zeros at its end.
pub(in crate::engine) fn timestamp_text(micros: i64) -> String {
    let seconds = micros.div_euclid(1_000_000);
    let (day, second) = (Date::of(seconds.div_euclid(86_400)), seconds.rem_euclid(86_400));
    let text = format!("{day} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
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
///
/// # Errors
/// `parse_error` where it is written otherwise, `value_error` where a field is beyond its range.
pub(in crate::engine) fn interval(text: &str) -> Result<i64, ErrorKind> {
    let (sign, [days, hours, minutes, seconds, nanos]) = interval_fields(text).ok_or(ErrorKind::ParseError)?;
    if hours > 23 || minutes > 59 || seconds > 59 {
        return Err(ErrorKind::ValueError);
    }
    let clock = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + nanos / 1_000;
    let total = days.checked_mul(86_400_000_000).and_then(|days| days.checked_add(clock));
    total.map(|total| sign * total).ok_or(ErrorKind::ValueError)
}

/// The sign and the fields of an interval, days first, the last one nanoseconds.
fn interval_fields(text: &str) -> Option<(i64, [i64; 5])> {
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
    let nanos = digits(fraction, 9)? * 10_i64.pow(9 - u32::try_from(fraction.len()).ok()?);
    Some((outer * sign, [digits(days, 9)?, digits(hours, 2)?, digits(minutes, 2)?, digits(seconds, 2)?, nanos]))
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

/// A decimal's digits and how many stand behind the point; of more digits than can be held, those that decide about `kept` behind it.
pub(in crate::engine) fn decimal(text: &str, kept: i32) -> Option<(i128, i32)> {
    let text: String = trimmed(text).chars().map(super::read::ascii_digit).collect();
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text.as_str(), 0),
    };
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let figures = format!("{whole}{part}");
    if figures.is_empty() || !figures.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let figures = figures.trim_start_matches('0');
    let (held, cut) = figures.split_at(figures.len().min(MOST_DIGITS));
    let scale = (part.len() as i32 - cut.len() as i32).saturating_sub(exponent);
    let up = scale == kept && cut.starts_with(|figure| figure >= '5');
    let value = if held.is_empty() { 0 } else { held.parse::<i128>().ok()? } + i128::from(up);
    Some((if number.starts_with('-') { -value } else { value }, scale))
}

/// How many digits a decimal has at most.
const MOST_DIGITS: usize = 38;

/// Days since 1970-01-01: a year, a month of it or a day of it, and anything behind a blank or a `T`.
pub(in crate::engine) fn date(text: &str) -> Option<i32> {
    let text = trimmed(text);
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let whole_date = unsigned(day).split('-').count() == 3 || day.len() == text.len();
    if !whole_date {
        return None;
    }
    i32::try_from(ymd(day)?.days()).ok()
}

/// A date without the sign of its year.
fn unsigned(date: &str) -> &str {
    date.strip_prefix(['+', '-']).unwrap_or(date)
}

fn ymd(text: &str) -> Option<Date> {
    let mut fields = unsigned(text).split('-');
    let year = fields.next().filter(|y| (4..=6).contains(&y.len()))?;
    let small = |field: Option<&str>| match field {
        None => Some(1),
        Some(f) if matches!(f.len(), 1 | 2) && f.bytes().all(|b| b.is_ascii_digit()) => f.parse::<i64>().ok(),
        Some(_) => None,
    };
    let (month, day) = (small(fields.next())?, small(fields.next())?);
    if fields.next().is_some() || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    Date::known(sign * year.parse::<i64>().ok()?, month, day)
}

/// Microseconds since 1970-01-01 of a text in UTC, or in the zone that it names, which stands behind seconds. A time alone is one of
/// today.
pub(in crate::engine) fn timestamp(text: &str) -> Option<i64> {
    const FRACTION: usize = 6;
    let text = trimmed(text);
    let signed = text.starts_with(['-', '+']);
    let mut segments = [1, 1, 1, 0, 0, 0, 0, 0];
    let (mut at, mut value, mut digits, mut alone, mut zone) = (0, 0_i64, 0, false, None);
    let fits = |at: usize, digits: usize| match at {
        0 => (4..=6).contains(&digits),
        FRACTION => true,
        7 => digits <= 2,
        _ => (1..=2).contains(&digits),
    };
    for (place, c) in text.char_indices().skip(usize::from(signed)) {
        if let Some(digit) = c.to_digit(10) {
            if at != FRACTION || digits < 6 {
                value = value.checked_mul(10)?.checked_add(digit.into())?;
            }
            digits += 1;
            continue;
        }
        if place == 0 && c == 'T' {
            (alone, at) = (true, 3);
            continue;
        }
        let next = match (at, c) {
            (0 | 1, '-') | (2, ' ' | 'T') | (3 | 4, ':') | (5, '.') => at + 1,
            (0, ':') if !signed => {
                (alone, at) = (true, 3);
                4
            }
            (5 | FRACTION, _) => {
                zone = Some(text[place..].trim());
                7
            }
            _ => return None,
        };
        if !fits(at, digits) {
            return None;
        }
        segments[at] = if at == FRACTION { micros(value, digits) } else { value };
        (at, value, digits) = (next, 0, 0);
        if zone.is_some() {
            break;
        }
    }
    if !fits(at, digits) {
        return None;
    }
    segments[at] = if at == FRACTION { micros(value, digits) } else { value };
    let [year, month, day, hour, minute, second, fraction, _] = segments;
    let year = if text.starts_with('-') { -year } else { year };
    let days = match alone {
        true => chrono::Utc::now().timestamp().div_euclid(86_400),
        false => Date::known(year, month, day)?.days(),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let clock = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
    instant(days.checked_mul(86_400_000_000)?.checked_add(clock)?, zone.unwrap_or("Z"))
}

/// The first six digits of a fraction as microseconds.
fn micros(value: i64, digits: usize) -> i64 {
    value * 10_i64.pow(6 - digits.min(6) as u32)
}

/// Zones by the names that Java had for them first.
const OLD_NAMES: &str = "ACT=Australia/Darwin AET=Australia/Sydney AGT=America/Argentina/Buenos_Aires ART=Africa/Cairo \
    AST=America/Anchorage BET=America/Sao_Paulo BST=Asia/Dhaka CAT=Africa/Harare CNT=America/St_Johns CST=America/Chicago \
    CTT=Asia/Shanghai EAT=Africa/Addis_Ababa ECT=Europe/Paris IET=America/Indiana/Indianapolis IST=Asia/Kolkata \
    JST=Asia/Tokyo MIT=Pacific/Apia NET=Asia/Yerevan NST=Pacific/Auckland PLT=Asia/Karachi PNT=America/Phoenix \
    PRT=America/Puerto_Rico PST=America/Los_Angeles SST=Pacific/Guadalcanal VST=Asia/Ho_Chi_Minh EST=-05:00 MST=-07:00 \
    HST=-10:00";

/// A local time in a zone by name or offset.
///
/// Source: Spark, `SparkDateTimeUtils.getZoneId`; Java, `ZoneId.of` and `ZoneOffset.of`.
fn instant(micros: i64, zone: &str) -> Option<i64> {
    let old = OLD_NAMES.split_whitespace().filter_map(|pair| pair.split_once('='));
    let zone = old.into_iter().find(|(name, _)| *name == zone).map_or(zone, |(_, id)| id);
    if matches!(zone, "Z" | "UTC" | "GMT" | "UT") {
        return Some(micros);
    }
    let behind = |word| zone.strip_prefix(word).filter(|rest: &&str| rest.starts_with(['+', '-']));
    match ["UTC", "GMT", "UT", ""].into_iter().find_map(behind) {
        Some(offset) => micros.checked_sub(ahead(offset)? * 1_000_000),
        None => instant_in(chrono::DateTime::from_timestamp_micros(micros)?.naive_utc(), zone.parse().ok()?),
    }
}

/// Seconds that an offset is ahead of UTC: hours, minutes and seconds of two digits; the first two may have one beside a colon.
fn ahead(offset: &str) -> Option<i64> {
    let (hours, rest) = offset[1..].split_once(':').map_or((&offset[1..], None), |(hours, rest)| (hours, Some(rest)));
    let fields: Vec<&str> = match rest {
        None if matches!(hours.len(), 1 | 2) => vec![hours],
        None if matches!(hours.len(), 4 | 6) => [0, 2, 4].into_iter().filter_map(|at| hours.get(at..at + 2)).collect(),
        None => return None,
        Some(rest) => {
            let mut fields: Vec<&str> = std::iter::once(hours).chain(rest.split(':')).collect();
            let last = fields.len() - 1;
            let short = |i: usize, field: &str| field.len() == 1 && (i == 0 || i == 1 && last == 1);
            if fields.len() > 3 || fields.iter().enumerate().any(|(i, f)| f.len() != 2 && !short(i, f)) {
                return None;
            }
            fields.truncate(3);
            fields
        }
    };
    let mut numbers = fields.into_iter().map(|field| digits(field, 2));
    let (hours, minutes) = (numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    let seconds = (hours * 60 + minutes) * 60 + numbers.next().unwrap_or(Some(0))?;
    let right = minutes < 60 && seconds % 60 < 60 && seconds <= 18 * 3_600;
    right.then_some(if offset.starts_with('-') { -seconds } else { seconds })
}

/// A local time in a zone: the first of two, and one that clocks pass over is as far behind the change as it would have been.
pub(super) fn instant_in(local: chrono::NaiveDateTime, zone: chrono_tz::Tz) -> Option<i64> {
    let before = || {
        let ahead = zone.offset_from_local_datetime(&tabled(local - chrono::Duration::days(1))).earliest()?.fix();
        Some(local.and_utc().timestamp_micros() - i64::from(ahead.local_minus_utc()) * 1_000_000)
    };
    let ahead = zone.offset_from_local_datetime(&tabled(local)).earliest().map(|offset| offset.fix().local_minus_utc());
    ahead.map(|ahead| local.and_utc().timestamp_micros() - i64::from(ahead) * 1_000_000).or_else(before)
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
        assert_eq!(interval("-1 02:03:04.5"), Ok(-93_784_500_000));
        assert_eq!(interval(" INTERVAL -'0 1:0:0' day to second "), Ok(-3_600_000_000));
        assert_eq!(interval("INTERVAL '-1 00:00:00.000001999' DAY TO SECOND"), Ok(-86_400_000_001));
        for text in ["2.5", "1 00:00", "1 00:00:00:00", "PT1H", "INTERVAL '1' DAY", ""] {
            assert_eq!(interval(text), Err(ErrorKind::ParseError), "{text}");
        }
        for text in ["1 24:00:00", "1 00:60:00", "106751992 00:00:00"] {
            assert_eq!(interval(text), Err(ErrorKind::ValueError), "{text}");
        }
    }

    #[test]
    fn intervals_name_their_fields() {
        let micros = -86_400_500_000;
        assert_eq!(interval_text(micros, TimeField::Day, TimeField::Second), "INTERVAL '-1 00:00:00.5' DAY TO SECOND");
        assert_eq!(interval_text(5_400_000_000, TimeField::Hour, TimeField::Minute), "INTERVAL '01:30' HOUR TO MINUTE");
    }
}
