//! Python's `str` and `repr` of the objects that columns hold.

use std::fmt::Write;

use arrow::datatypes::TimeUnit;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::per_second;
use super::zone::Zone;
use crate::engine::object::Obj;

/// `str(value)`.
pub(in crate::engine) fn str(value: &Obj) -> String {
    match value {
        Obj::Str(s) => s.to_string(),
        Obj::Date(days) => super::canonical::date(*days),
        Obj::Decimal(digits, scale) => decimal(*digits, *scale),
        Obj::MinusZero(scale) => format!("-{}", decimal(0, *scale)),
        Obj::Timestamp(v, unit, zone) => timestamp(*v, *unit, zone.as_deref(), fraction_of(*v, *unit)),
        Obj::Timedelta(v, unit) if i128::from(*v) * nanos(*unit) > i64::MAX.into() => long_timedelta(*v, *unit),
        Obj::Timedelta(v, unit) => timedelta(*v, *unit, None),
        Obj::Array(array) => super::ndarray::str(array),
        other => repr(other),
    }
}

/// `repr(value)`: how a value is written inside a list.
pub(in crate::engine) fn repr(value: &Obj) -> String {
    match value {
        Obj::None => "None".to_owned(),
        Obj::Na => "<NA>".to_owned(),
        Obj::NaT => "NaT".to_owned(),
        Obj::Bool(b) => if *b { "True" } else { "False" }.to_owned(),
        Obj::Int(i) => i.to_string(),
        Obj::Float(x) => float(*x),
        Obj::Str(s) => quoted(s),
        Obj::Date(days) => date_repr(*days),
        Obj::Timestamp(v, unit, zone) => timestamp_repr(*v, *unit, zone.as_deref()),
        Obj::Timedelta(v, unit) => timedelta_repr(*v, *unit),
        Obj::Decimal(digits, scale) => format!("Decimal('{}')", decimal(*digits, *scale)),
        Obj::MinusZero(scale) => format!("Decimal('-{}')", decimal(0, *scale)),
        Obj::Plain => "<object object>".to_owned(),
        Obj::Array(array) => super::ndarray::repr(array),
        Obj::Dict(items) => {
            let item = |(key, value): &(std::sync::Arc<str>, Obj)| format!("{}: {}", quoted(key), repr(value));
            format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        Obj::List(items) => format!("[{}]", items.iter().map(repr).collect::<Vec<_>>().join(", ")),
    }
}

/// The shortest digits that give the double back, in plain form from 1e-4 up to 1e16.
pub(in crate::engine) fn float(x: f64) -> String {
    exponential(x, &format!("{x:e}"), 1e-4, 1e16)
}

/// The shortest digits that give the single-precision number back; from `large` on with an exponent.
pub(in crate::engine) fn single(x: f32, large: f64) -> String {
    exponential(f64::from(x), &format!("{x:e}"), 1e-4, large)
}

fn exponential(x: f64, digits: &str, small: f64, large: f64) -> String {
    if x.is_nan() {
        return "nan".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if x != 0.0 && (x.abs() < small || x.abs() >= large) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |m| ("-", m));
    let figures: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if exponent < 0 {
        return format!("{sign}0.{}{figures}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    if figures.len() <= whole {
        format!("{sign}{figures:0<whole$}.0")
    } else {
        format!("{sign}{}.{}", &figures[..whole], &figures[whole..])
    }
}

/// A decimal's digits, with an exponent where it has zeros that are not written or more than six in front.
pub(in crate::engine) fn decimal(digits: i128, scale: i32) -> String {
    let figures = digits.unsigned_abs().to_string();
    let adjusted = figures.len() as i32 - 1 - scale;
    if scale >= 0 && adjusted >= -6 {
        return super::canonical::decimal(digits, scale);
    }
    let sign = if digits < 0 { "-" } else { "" };
    let (first, rest) = figures.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{rest}E{adjusted:+}")
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if (c as u32) < 0x20 || (0x7f..0xa1).contains(&(c as u32)) || c == '\u{ad}' => {
                let _ = write!(out, "\\x{:02x}", c as u32);
            }
            c if is_blank(c) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Whether Python writes a character beyond Latin-1 escaped: separators and invisible marks.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// How many digits of a second's fraction are written for it alone: none, six or nine.
pub(in crate::engine) fn fraction_of(value: i64, unit: TimeUnit) -> usize {
    let nanos = value.rem_euclid(per_second(unit)) * (1_000_000_000 / per_second(unit));
    match nanos {
        0 => 0,
        n if n % 1_000 == 0 => 6,
        _ => 9,
    }
}

/// `2024-01-31 10:00:00`, with `fraction` digits behind the seconds, and the offset of its zone.
pub(in crate::engine) fn timestamp(value: i64, unit: TimeUnit, zone: Option<&str>, fraction: usize) -> String {
    let Some((time, offset)) = local(value, unit, zone) else { return "NaT".to_owned() };
    let mut text = format!("{:04}-{:02}-{:02} {}", time.year(), time.month(), time.day(), time.format("%H:%M:%S"));
    if fraction > 0 {
        let _ = write!(text, ".{}", &format!("{:09}", time.nanosecond() % 1_000_000_000)[..fraction]);
    }
    if let Some(seconds) = offset {
        let minutes = seconds.abs() / 60;
        let _ = write!(text, "{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60);
        if seconds % 60 != 0 {
            let _ = write!(text, ":{:02}", seconds.abs() % 60);
        }
    }
    text
}

/// The local time of an instant and its offset in seconds, where it has a zone.
pub(in crate::engine) fn local(value: i64, unit: TimeUnit, zone: Option<&str>) -> Option<(NaiveDateTime, Option<i32>)> {
    let per_second = per_second(unit);
    let nanos = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let utc = DateTime::from_timestamp(value.div_euclid(per_second), nanos as u32)?.naive_utc();
    match zone.and_then(Zone::of) {
        None => Some((utc, None)),
        Some(zone) => {
            let offset = zone.ahead(utc).local_minus_utc();
            Some((utc + chrono::Duration::seconds(offset.into()), Some(offset)))
        }
    }
}

/// `1 days 02:03:04`, with `fraction` digits behind the seconds, or as many as it needs: none, six or nine.
pub(in crate::engine) fn timedelta(value: i64, unit: TimeUnit, fraction: Option<usize>) -> String {
    let per_day = 86_400 * per_second(unit);
    let (days, rest) = (value.div_euclid(per_day), value.rem_euclid(per_day));
    let (seconds, part) = (rest / per_second(unit), rest % per_second(unit));
    let sign = if days < 0 { "+" } else { "" };
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{days} days {sign}{h:02}:{m:02}:{s:02}");
    let digits = fraction.unwrap_or_else(|| fraction_of(rest, unit));
    if digits > 0 {
        let nanos = part * (1_000_000_000 / per_second(unit));
        let _ = write!(text, ".{}", &format!("{nanos:09}")[..digits]);
    }
    text
}

fn nanos(unit: TimeUnit) -> i128 {
    1_000_000_000 / i128::from(per_second(unit))
}

/// `200000 days, 0:00:00`: a length of time that nanoseconds cannot count is Python's own object, not pandas'.
fn long_timedelta(value: i64, unit: TimeUnit) -> String {
    let text = timedelta(value, unit, None);
    let (days, clock) = text.split_once(" days ").unwrap_or(("", &text));
    format!("{days} days, {}", clock.strip_prefix('0').unwrap_or(clock))
}

fn date_repr(days: i32) -> String {
    let date = NaiveDate::default() + chrono::Duration::days(days.into());
    format!("datetime.date({}, {}, {})", date.year(), date.month(), date.day())
}

fn timestamp_repr(value: i64, unit: TimeUnit, zone: Option<&str>) -> String {
    let Some((t, offset)) = local(value, unit, zone) else { return "NaT".to_owned() };
    let mut text = format!("datetime.datetime({}, {}, {}, {}, {}", t.year(), t.month(), t.day(), t.hour(), t.minute());
    let micros = t.nanosecond() / 1_000;
    if t.second() != 0 || micros != 0 {
        let _ = write!(text, ", {}", t.second());
    }
    if micros != 0 {
        let _ = write!(text, ", {micros}");
    }
    match (zone, offset) {
        (Some("UTC"), _) => text.push_str(", tzinfo=datetime.timezone.utc"),
        (Some(zone), Some(_)) => {
            let _ = write!(text, ", tzinfo=zoneinfo.ZoneInfo(key='{zone}')");
        }
        _ => {}
    }
    text.push(')');
    text
}

fn timedelta_repr(value: i64, unit: TimeUnit) -> String {
    let per_day = 86_400 * per_second(unit);
    let (days, rest) = (value.div_euclid(per_day), value.rem_euclid(per_day));
    let (seconds, micros) = (rest / per_second(unit), rest % per_second(unit) * 1_000_000 / per_second(unit));
    let parts: Vec<String> = [("days", days), ("seconds", seconds), ("microseconds", micros)]
        .into_iter()
        .filter(|(_, v)| *v != 0)
        .map(|(name, v)| format!("{name}={v}"))
        .collect();
    format!("datetime.timedelta({})", if parts.is_empty() { "0".to_owned() } else { parts.join(", ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_have_an_exponent_from_1e16_on_and_below_1e_4() {
        let texts = [1.0, -0.0, 0.1, 1e16, 123_456_789.125, 1e-5, 0.0001, 1.5e300, 9.5e15].map(float);
        assert_eq!(
            texts,
            ["1.0", "-0.0", "0.1", "1e+16", "123456789.125", "1e-05", "0.0001", "1.5e+300", "9500000000000000.0"]
        );
    }

    #[test]
    fn a_decimal_shows_its_scale_and_turns_to_an_exponent_when_small() {
        assert_eq!(decimal(-205, 2), "-2.05");
        assert_eq!(decimal(1, 18), "1E-18");
        assert_eq!(decimal(0, 2), "0.00");
    }

    #[test]
    fn lists_are_written_with_their_elements_quoted() {
        let list = Obj::List([Obj::Str("it's".into()), Obj::Float(f64::NAN), Obj::None, Obj::Date(0)].into());
        assert_eq!(str(&list), "[\"it's\", nan, None, datetime.date(1970, 1, 1)]");
    }
}
