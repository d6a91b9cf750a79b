//! Text read by a format of `strptime`'s directives.
//!
//! Source: pandas, `_libs/tslibs/strptime.pyx`, which writes a regular expression of the format: each directive takes as much as it
//! may, and gives back what those behind it need.

use chrono::NaiveDate;

use super::{Reading, reading, unread};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

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
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A format, understood.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Format {
    parts: Vec<Part>,
    iso: bool,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    /// This character, whatever its case.
    Char(char),
    /// One blank or more.
    Blanks,
    /// `%` and this letter.
    Directive(char),
}

/// What the directives took of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Fields<'a> {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: i64,
    /// Whether the hour is one of half a day: which half only matters then.
    halved: bool,
    afternoon: bool,
    minute: i64,
    second: i64,
    fraction: &'a str,
    offset: Option<i64>,
}

impl Format {
    /// The format that `text` is.
    pub(in crate::engine) fn parse(text: &str) -> Raises<Self> {
        let mut parts = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            parts.push(match c {
                '%' => match chars.next() {
                    Some(d) if "aAbBdfHIjmMpSyYzZ".contains(d) => Part::Directive(d),
                    Some('%') => Part::Char('%'),
                    Some('U' | 'W')
                        if !(text.contains("%Y") && ["%A", "%a", "%w"].iter().any(|d| text.contains(d))) =>
                    {
                        return Err(Raised::value_error("weeks of a year want the year and a day of the week"));
                    }
                    other => {
                        return Err(Raised::new(
                            ErrorKind::ParseError,
                            format!("{} is a bad directive", other.map_or_else(String::new, |d| format!("%{d}"))),
                        ));
                    }
                },
                c if c.is_whitespace() => {
                    if matches!(parts.last(), Some(Part::Blanks)) {
                        continue;
                    }
                    Part::Blanks
                }
                c => Part::Char(c),
            });
        }
        Ok(Self { parts, iso: is_iso(text) })
    }

    /// Whether it is a beginning of an ISO format.
    pub(in crate::engine) fn is_iso(&self) -> bool {
        self.iso
    }

    /// What `text` says in this format.
    pub(in crate::engine) fn read(&self, text: &str) -> Raises<Reading> {
        let (fields, rest) = take(&self.parts, text, Fields::default()).ok_or_else(|| unread(text))?;
        if !rest.is_empty() {
            return Err(Raised::new(ErrorKind::ParseError, format!("{rest:?} is left of {text:?}")));
        }
        fields.reading().ok_or_else(|| Raised::new(ErrorKind::OutOfBounds, format!("{text:?} names no day")))
    }
}

/// Source: pandas, `format_is_iso` in `_libs/tslibs/parsing.pyx`.
fn is_iso(text: &str) -> bool {
    let begins = |date: &str, time: &str, end: &str| format!("%Y{date}%m{date}%d{time}%H:%M:%S{end}").starts_with(text);
    !matches!(text, "%Y%m%d" | "%Y%m" | "%Y")
        && [" ", "/", "\\", "-", ".", ""].iter().any(|date| {
            [" ", "T"].iter().any(|time| ["", "%z", ".%f", ".%f%z"].iter().any(|end| begins(date, time, end)))
        })
}

/// The fields that the parts take of a text's start, and what is left of it.
fn take<'a>(parts: &[Part], text: &'a str, fields: Fields<'a>) -> Option<(Fields<'a>, &'a str)> {
    let Some((part, parts)) = parts.split_first() else { return Some((fields, text)) };
    match *part {
        Part::Char(wanted) => {
            let found = text.chars().next().filter(|c| c.to_lowercase().eq(wanted.to_lowercase()))?;
            take(parts, &text[found.len_utf8()..], fields)
        }
        Part::Blanks => {
            let rest = text.trim_start();
            (rest.len() < text.len()).then(|| take(parts, rest, fields)).flatten()
        }
        Part::Directive(directive) => (1..=text.len().min(15)).rev().find_map(|length| {
            let (taken, rest) = text.split_at_checked(length)?;
            take(parts, rest, fields.with(directive, taken)?)
        }),
    }
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
    fn with(self, directive: char, text: &'a str) -> Option<Self> {
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
            'a' => named(text, &DAYS, true).map(|_| self)?,
            'A' => named(text, &DAYS, false).map(|_| self)?,
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
            'Z' => matches!(text, "UTC" | "GMT" | "utc").then_some(Self { offset: Some(0), ..self })?,
            _ => return None,
        })
    }

    fn reading(self) -> Option<Reading> {
        let year = self.year.unwrap_or(1_900) as i32;
        let day = match (self.day_of_year, self.month, self.day) {
            (Some(day), None, None) => NaiveDate::from_yo_opt(year, day as u32)?,
            (_, month, day) => NaiveDate::from_ymd_opt(year, month.unwrap_or(1) as u32, day.unwrap_or(1) as u32)?,
        };
        let hour = self.hour + if self.halved && self.afternoon { 12 } else { 0 };
        Some(reading(day, hour * 3_600 + self.minute * 60 + self.second, self.fraction, self.offset))
    }
}

/// `Z`, `+0200`, `+02:00`, with seconds too.
fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let body = &text[1..];
    let digits = if body.contains(':') {
        let fields: Vec<&str> = body.split(':').collect();
        fields.iter().all(|f| f.len() == 2).then(|| fields.concat())?
    } else {
        body.to_owned()
    };
    let field = |i: usize| number(digits.get(i..i + 2)?, 2..=2, 0..=59);
    match digits.len() {
        4 => Some(sign * (field(0)? * 3_600 + field(2)? * 60)),
        6 => Some(sign * (field(0)? * 3_600 + field(2)? * 60 + field(4)?)),
        _ => None,
    }
}
