//! The canonical text of dates, timestamps, durations and decimals in a result, as the case format fixes it.

use arrow::datatypes::TimeUnit;

pub(crate) use crate::case::inline::decimal;
use crate::engine::calendar::Date;

/// `2024-01-31`, from days since 1970-01-01.
pub(crate) fn date(days: i32) -> String {
    Date::of(days.into()).to_string()
}

/// `2024-01-31T10:00:00`, a fraction of six digits if it is not zero (nine where nanoseconds are not), `Z` if zoned.
pub(crate) fn timestamp(value: i64, unit: TimeUnit, zoned: bool) -> String {
    let per_second = super::per_second(unit);
    let nanos = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let seconds = value.div_euclid(per_second);
    let (Date { year, month, day }, second) = (Date::of(seconds.div_euclid(86_400)), seconds.rem_euclid(86_400));
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if nanos % 1_000 != 0 {
        text.push_str(&format!(".{nanos:09}"));
    } else if nanos != 0 {
        text.push_str(&format!(".{:06}", nanos / 1_000));
    }
    if zoned {
        text.push('Z');
    }
    text
}

/// `[-]P[nD][T[nH][nM][n[.f]S]]`, zero parts left out, `PT0S` for zero.
pub(crate) fn duration(value: i64, unit: TimeUnit) -> String {
    if value == 0 {
        return "PT0S".to_owned();
    }
    let nanos = i128::from(value).unsigned_abs() * (1_000_000_000 / super::per_second(unit) as u128);
    let (seconds, nanos) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let (days, hours, minutes, seconds) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let mut text = String::from(if value < 0 { "-P" } else { "P" });
    if days != 0 {
        text.push_str(&format!("{days}D"));
    }
    if (hours, minutes, seconds, nanos) == (0, 0, 0, 0) {
        return text;
    }
    text.push('T');
    if hours != 0 {
        text.push_str(&format!("{hours}H"));
    }
    if minutes != 0 {
        text.push_str(&format!("{minutes}M"));
    }
    if nanos != 0 {
        text.push_str(&format!("{seconds}.{}S", format!("{nanos:09}").trim_end_matches('0')));
    } else if seconds != 0 {
        text.push_str(&format!("{seconds}S"));
    }
    text
}
