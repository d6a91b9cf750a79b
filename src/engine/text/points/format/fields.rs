//! What the directives of a format take of a text, and the point in time that they come to.
//!
//! Source: pandas, `_parse_with_format` in `_libs/tslibs/strptime.pyx`; Python, `_strptime.TimeRE`.

use chrono::{Datelike, Duration, NaiveDate};

use super::super::{DAYS, MONTHS, Reading, reading};

/// What the directives took of a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fields<'a> {
    pub(super) year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    /// From 0, a Monday.
    weekday: Option<i64>,
    /// The week of the year, and whether weeks start with a Sunday.
    week: Option<(i64, bool)>,
    iso_year: Option<i64>,
    iso_week: Option<i64>,
    hour: i64,
    /// Whether the hour is one of half a day: which half only matters then.
    halved: bool,
    afternoon: bool,
    minute: i64,
    second: i64,
    fraction: &'a str,
    offset: Option<i64>,
    /// The name of a zone.
    pub(super) zone: Option<&'a str>,
}

/// Digits of a length and within a range.
fn number(text: &str, lengths: std::ops::RangeInclusive<usize>, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    let digits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && range.contains(n))
}

/// From 1, the place of a name, or of its first three letters, in a list.
fn named(text: &str, names: &[&str], short: bool) -> Option<i64> {
    let text = text.to_lowercase();
    let place = names.iter().position(|name| if short { name[..3] == text } else { **name == text })?;
    Some(place as i64 + 1)
}

impl<'a> Fields<'a> {
    /// With what a directive takes, if it takes just this text.
    pub(super) fn with(self, directive: char, text: &'a str) -> Option<Self> {
        Some(match directive {
            'Y' => Self { year: Some(number(text, 4..=4, 0..=9_999)?), ..self },
            'y' => {
                let year = number(text, 2..=2, 0..=99)?;
                Self { year: Some(if year <= 68 { 2_000 + year } else { 1_900 + year }), ..self }
            }
            'm' => Self { month: Some(number(text, 1..=2, 1..=12)?), ..self },
            // a blank may stand before one digit, where the other would be
            'd' => {
                let digits = text.strip_prefix(' ').filter(|_| text.len() == 2).unwrap_or(text);
                Self { day: Some(number(digits, 1..=2, 1..=31)?), ..self }
            }
            'j' => Self { day_of_year: Some(number(text, 1..=3, 1..=366)?), ..self },
            'b' => Self { month: Some(named(text, &MONTHS, true)?), ..self },
            'B' => Self { month: Some(named(text, &MONTHS, false)?), ..self },
            'a' => Self { weekday: Some(named(text, &DAYS, true)? - 1), ..self },
            'A' => Self { weekday: Some(named(text, &DAYS, false)? - 1), ..self },
            'w' => Self { weekday: Some((number(text, 1..=1, 0..=6)? + 6) % 7), ..self },
            'u' => Self { weekday: Some(number(text, 1..=1, 1..=7)? - 1), ..self },
            'U' | 'W' => Self { week: Some((number(text, 1..=2, 0..=53)?, directive == 'U')), ..self },
            'G' => Self { iso_year: Some(number(text, 4..=4, 0..=9_999)?), ..self },
            'V' => Self { iso_week: Some(number(text, 1..=2, 0..=53).filter(|_| text != "00")?), ..self },
            'H' => Self { hour: number(text, 1..=2, 0..=23)?, ..self },
            'I' => Self { hour: number(text, 1..=2, 1..=12)? % 12, halved: true, ..self },
            'p' => Self {
                afternoon: match text.to_lowercase().as_str() {
                    "am" => false,
                    "pm" => true,
                    _ => return None,
                },
                ..self
            },
            'M' => Self { minute: number(text, 1..=2, 0..=59)?, ..self },
            'S' => Self { second: number(text, 1..=2, 0..=61)?, ..self },
            'f' => number(text, 1..=9, 0..=999_999_999).map(|_| Self { fraction: text, ..self })?,
            'z' => Self { offset: Some(offset(text)?), ..self },
            'Z' => super::zone(text).map(|_| Self { zone: Some(text), ..self })?,
            _ => return None,
        })
    }

    /// The point in time; a year before the first one only where that is allowed.
    pub(super) fn reading(self, before_one: bool) -> Option<Reading> {
        let day = self.date()?;
        let hour = self.hour + if self.halved && self.afternoon { 12 } else { 0 };
        let allowed = before_one || (1..=9_999).contains(&day.year());
        allowed.then(|| reading(day, hour * 3_600 + self.minute * 60 + self.second, self.fraction, self.offset))
    }

    /// A day of the year, or of a week of it, is one whatever month and day of the month are.
    fn date(self) -> Option<NaiveDate> {
        let year = self.year.unwrap_or(1_900) as i32;
        let new_year = NaiveDate::from_ymd_opt(year, 1, 1)?;
        let ahead = match (self.day_of_year, self.weekday, self.week, self.iso_year, self.iso_week) {
            (Some(day), ..) => day - 1,
            (None, Some(weekday), Some((week, sundays)), ..) => {
                let shift = i64::from(sundays);
                let first = (i64::from(new_year.weekday().num_days_from_monday()) + shift) % 7;
                let weekday = (weekday + shift) % 7;
                if week == 0 { weekday - first } else { (7 - first) % 7 + 7 * (week - 1) + weekday }
            }
            (None, Some(weekday), None, Some(iso_year), Some(week)) => {
                let fourth = NaiveDate::from_ymd_opt(iso_year as i32, 1, 4).filter(|_| iso_year > 0)?;
                let monday = fourth - Duration::days(fourth.weekday().num_days_from_monday().into());
                return Some(monday + Duration::days((week - 1) * 7 + weekday));
            }
            _ => return NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1) as u32, self.day.unwrap_or(1) as u32),
        };
        new_year.checked_add_signed(Duration::days(ahead))
    }
}

/// `Z`, `+0200`, `+02:00`, with seconds and their fraction too, which do not count.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let body = match text[1..].split_once('.') {
        Some((body, fraction)) if text.len() > 7 => number(fraction, 1..=6, 0..=999_999).map(|_| body)?,
        Some(_) => return None,
        None => &text[1..],
    };
    let digits = if body.contains(':') {
        let fields: Vec<&str> = body.split(':').collect();
        fields.iter().all(|f| f.len() == 2).then(|| fields.concat())?
    } else {
        body.to_owned()
    };
    let field = |i: usize| number(digits.get(i..i + 2)?, 2..=2, if i == 0 { 0..=99 } else { 0..=59 });
    match digits.len() {
        4 => Some(sign * (field(0)? * 3_600 + field(2)? * 60)),
        6 => field(4).and(Some(sign * (field(0)? * 3_600 + field(2)? * 60))),
        _ => None,
    }
}
