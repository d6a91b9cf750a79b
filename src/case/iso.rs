//! Dates, times and durations as ISO 8601 writes them, read strictly.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};

/// `YYYY-MM-DD`, years 1 to 9999.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let year = digits(&b[..4])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, digits(&b[5..7])?, digits(&b[8..])?).filter(|_| year > 0)
}

/// `YYYY-MM-DD`, then `T` or a blank, `HH:MM`, `:SS`, a fraction down to microseconds, and `Z` or `±HH:MM`;
/// a date alone is its midnight. The offset is in seconds.
pub(crate) fn timestamp(text: &str) -> Option<(NaiveDateTime, Option<i64>)> {
    let day = date(text.get(..10)?)?;
    let Some(rest) = text.get(10..).filter(|r| !r.is_empty()) else {
        return Some((day.and_time(NaiveTime::MIN), None));
    };
    let clock = rest.strip_prefix(['T', ' '])?;
    let (clock, offset) = split_offset(clock)?;
    Some((day.and_time(time(clock)?), offset))
}

fn time(text: &str) -> Option<NaiveTime> {
    let b = text.as_bytes();
    if b.len() < 5 || b[2] != b':' {
        return None;
    }
    let (hour, minute) = (digits(&b[..2])?, digits(&b[3..5])?);
    if b.len() == 5 {
        return NaiveTime::from_hms_opt(hour, minute, 0);
    }
    if b.len() < 8 || b[5] != b':' {
        return None;
    }
    let micros = match b.get(8) {
        None => 0,
        Some(b'.') => fraction(&b[9..])?,
        Some(_) => return None,
    };
    NaiveTime::from_hms_micro_opt(hour, minute, digits(&b[6..8])?, micros)
}

fn split_offset(clock: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = clock.strip_suffix('Z') {
        return Some((clock, Some(0)));
    }
    let Some(at) = clock.rfind(['+', '-']) else { return Some((clock, None)) };
    let (clock, offset) = clock.split_at(at);
    let b = offset.as_bytes();
    let (hours, minutes) = match b.len() {
        3 => (digits(&b[1..])?, 0),
        5 => (digits(&b[1..3])?, digits(&b[3..])?),
        6 if b[3] == b':' => (digits(&b[1..3])?, digits(&b[4..])?),
        _ => return None,
    };
    let seconds = i64::from(hours * 3600 + minutes * 60);
    (hours < 24 && minutes < 60).then_some((clock, Some(if b[0] == b'-' { -seconds } else { seconds })))
}

const SECOND: i64 = 1_000_000;

/// `[-]P[nW][nD][T[nH][nM][n[.f]S]]` in microseconds.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, clock) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((days, clock)) => (days, clock),
        None => (rest, ""),
    };
    if rest.is_empty() {
        return None;
    }
    let days = parts(days, &[('W', 7 * 86_400 * SECOND), ('D', 86_400 * SECOND)])?;
    let clock = parts(clock, &[('H', 3600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)])?;
    days.checked_add(clock)?.checked_mul(sign)
}

/// The sum of `nU…` over the units, each at most once and in this order; only seconds take a fraction.
fn parts(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0i64;
    for &(unit, micros) in units {
        let Some((number, rest)) = text.split_once(unit) else { continue };
        let (whole, part) = match number.split_once('.') {
            Some((whole, part)) if unit == 'S' => (whole, i64::from(fraction(part.as_bytes())?)),
            Some(_) => return None,
            None => (number, 0),
        };
        if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        sum = sum.checked_add(whole.parse::<i64>().ok()?.checked_mul(micros)?)?.checked_add(part)?;
        text = rest;
    }
    text.is_empty().then_some(sum)
}

/// One to nine digits after the point, in microseconds; what is finer must be zero.
fn fraction(b: &[u8]) -> Option<u32> {
    if b.is_empty() || b.len() > 9 || b[b.len().min(6)..].iter().any(|&d| d != b'0') {
        return None;
    }
    let kept = &b[..b.len().min(6)];
    Some(digits(kept)? * 10u32.pow(6 - kept.len() as u32))
}

fn digits(b: &[u8]) -> Option<u32> {
    b.iter().try_fold(0u32, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
}

/// Days since 1970-01-01.
pub(crate) fn days(date: NaiveDate) -> i32 {
    date.signed_duration_since(NaiveDate::default()).num_days() as i32
}

/// The same moment of a year that tables of the world's zones go to, of the same days of the week: their last rules hold for ever.
pub(crate) fn tabled(at: NaiveDateTime) -> NaiveDateTime {
    const LAST: i32 = 2_099;
    let shape = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|first| (first.weekday(), first.leap_year()));
    let alike = (LAST - 27..=LAST).find(|year| shape(*year) == shape(at.year()));
    alike.filter(|_| at.year() > LAST).and_then(|year| at.with_year(year)).unwrap_or(at)
}

/// Microseconds since 1970-01-01, in UTC, of a local time in `zone`: of two such instants the earlier, and in a gap
/// what clocks that were not put forward would show (as Python's `fold=0`).
pub(crate) fn instant(local: NaiveDateTime, zone: chrono_tz::Tz) -> i64 {
    use chrono::{LocalResult, Offset, TimeZone};
    let offset = match zone.offset_from_local_datetime(&tabled(local)) {
        LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => i64::from(offset.fix().local_minus_utc()),
        LocalResult::None => {
            let before = local.checked_sub_days(Days::new(1)).unwrap_or(local);
            i64::from(zone.offset_from_utc_datetime(&tabled(before)).fix().local_minus_utc())
        }
    };
    local.and_utc().timestamp_micros() - offset * 1_000_000
}
