//! Points in time as people write them: `Jan 31, 2024`, `31/01/2024 10:30 PM`, month before day where both could be.
//!
//! Source: dateutil, `parser/_parser.py`.

use chrono::{Datelike, NaiveDate};

use super::{DAYS, MONTHS, Reading, reading};

const SHORT_MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FILLERS: [&str; 17] =
    [" ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd"];

/// What a text says of a point in time.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: Option<i64>,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) fraction: String,
    pub(super) offset: Option<i64>,
    pub(super) afternoon: Option<bool>,
    /// Whether it names a zone that is not known.
    pub(super) zone_word: bool,
}

impl Fields {
    pub(super) fn reading(&self) -> Option<Reading> {
        let year = i32::try_from(self.year).ok().filter(|year| (1..=9_999).contains(year))?;
        let day = NaiveDate::from_ymd_opt(year, self.month as u32, self.day as u32)?;
        let hour = self.hour.unwrap_or(0);
        let fits = hour < 24 && self.minute < 60 && self.second < 60;
        fits.then(|| Reading {
            zone_word: self.zone_word,
            ..reading(day, hour * 3_600 + self.minute * 60 + self.second, &self.fraction, self.offset)
        })
    }
}

/// A text's tokens: words, numbers (with a fraction where there is one point), and every other character by itself.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let start = i;
        let number = chars[i].is_ascii_digit();
        while i < chars.len() && if number { chars[i].is_ascii_digit() } else { chars[i].is_alphabetic() } {
            i += 1;
        }
        let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
        if number && chars.get(i) == Some(&'.') && digits(i + 1) > 0 {
            let end = i + 1 + digits(i + 1);
            // a second point: these are separators
            let dated = chars.get(end) == Some(&'.') || start > 1 && chars[start - 1] == '.';
            if !dated {
                i = end;
            }
        }
        i = i.max(start + 1);
        let token: String = chars[start..i].iter().collect();
        tokens.push(if token.chars().all(char::is_whitespace) { " ".to_owned() } else { token });
    }
    tokens
}

/// The day that the parts come from which a text does not name: today for one that starts like a time of day, else the first.
///
/// Source: pandas, `_does_string_look_like_time` and `_DEFAULT_DATETIME` in `_libs/tslibs/parsing.pyx`.
fn default(text: &str) -> NaiveDate {
    let clock = match text.as_bytes() {
        [a, b':', ..] => text.len() > 3 && a.is_ascii_digit(),
        [a, b, b':', ..] => text.len() > 3 && a.is_ascii_digit() && b.is_ascii_digit(),
        _ => false,
    };
    if clock { chrono::Utc::now().date_naive() } else { NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default() }
}

/// The fields that `text` names, and those of the default day.
pub(super) fn read(text: &str) -> Option<Fields> {
    if text.trim().parse::<f64>().is_ok_and(|x| x < 1_000.0) && !text.starts_with('0') {
        return None;
    }
    if matches!(text, "a" | "A" | "m" | "M" | "p" | "P" | "t" | "T") {
        return None;
    }
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, at: 0, fields: Fields::default(), day: Day::default() };
    while reader.at < tokens.len() {
        reader.step()?;
        reader.at += 1;
    }
    let mut fields = reader.fields;
    if reader.day.numbers.is_empty() && fields.hour.is_none() {
        return None;
    }
    (fields.year, fields.month, fields.day) = reader.day.resolved(default(text))?;
    if fields.afternoon.is_some() && fields.hour.is_none() {
        return None;
    }
    Some(fields)
}

/// The numbers of a day in the order they stand in.
#[derive(Debug, Default)]
struct Day {
    numbers: Vec<i64>,
    /// Which is a month by its name.
    month: Option<usize>,
    /// Which is a year by its length.
    year: Option<usize>,
}

impl Day {
    fn push(&mut self, digits: &str) -> Option<()> {
        if digits.len() > 2 {
            if self.year.is_some() {
                return None;
            }
            self.year = Some(self.numbers.len());
        }
        self.numbers.push(digits.parse().ok()?);
        (self.numbers.len() <= 3).then_some(())
    }

    fn push_month(&mut self, month: i64) {
        self.month = Some(self.numbers.len());
        self.numbers.push(month);
    }

    /// Year, month and day; what is not named is that of the default.
    fn resolved(&self, default: NaiveDate) -> Option<(i64, i64, i64)> {
        let year = |y: i64| if y < 100 && self.year.is_none() { y + if y < 76 { 2_000 } else { 1_900 } } else { y };
        let (y, m, d) = match (self.numbers.as_slice(), self.month) {
            (&[a, b, c], Some(0)) => {
                if b > 31 {
                    (b, a, c)
                } else {
                    (c, a, b)
                }
            }
            (&[a, b, c], Some(1)) => {
                if a > 31 || self.year == Some(0) {
                    (a, b, c)
                } else {
                    (c, b, a)
                }
            }
            (&[a, b, c], Some(_)) => {
                if b > 31 {
                    (b, c, a)
                } else {
                    (a, c, b)
                }
            }
            (&[a, b, c], None) if a > 31 || self.year == Some(0) => (a, b, c),
            (&[a, b, c], None) if a > 12 => (c, b, a),
            (&[a, b, c], None) => (c, a, b),
            _ => return self.filled(year, default),
        };
        Some((year(y), m, d))
    }
}

impl Day {
    /// A day of fewer than three numbers.
    fn filled(&self, year: impl Fn(i64) -> i64, default: NaiveDate) -> Option<(i64, i64, i64)> {
        let (y, m, d) = (i64::from(default.year()), i64::from(default.month()), i64::from(default.day()));
        let one = |other: i64, m: i64| if other > 31 { (year(other), m, d) } else { (y, m, other) };
        Some(match (self.numbers.as_slice(), self.month) {
            (&[], _) => (y, m, d),
            (&[month], Some(_)) => (y, month, d),
            (&[other], None) => one(other, m),
            (&[month, other], Some(0)) | (&[other, month], Some(_)) => one(other, month),
            (&[a, b], None) if a > 31 => (year(a), b, d),
            (&[a, b], None) if b > 31 => (year(b), a, d),
            (&[a, b], None) => (y, a, b),
            _ => return None,
        })
    }
}

struct Reader<'a> {
    tokens: &'a [String],
    at: usize,
    fields: Fields,
    day: Day,
}

impl Reader<'_> {
    fn token(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", String::as_str)
    }

    /// Reads the token and those that belong to it.
    fn step(&mut self) -> Option<()> {
        let token = self.token(0).to_lowercase();
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number(&token);
        }
        if let Some(month) = month(&token) {
            self.day.push_month(month);
        } else if let Some(afternoon) = afternoon(&token) {
            return self.set_half(afternoon);
        } else if self.fields.hour.is_some() && matches!(token.as_str(), "+" | "-") {
            return self.offset(&token);
        } else if self.fields.hour.is_some() && matches!(token.as_str(), "z" | "utc" | "gmt") {
            self.fields.offset = Some(0);
        } else if self.names_zone() {
            self.fields.zone_word = true;
        } else {
            let weekday = DAYS.iter().any(|day| *day == token || day[..3] == *token);
            return (weekday || token == "th" || FILLERS.contains(&token.as_str())).then_some(());
        }
        Some(())
    }

    /// Whether the token is a zone's short name: up to five capitals behind a time of day.
    fn names_zone(&self) -> bool {
        let token = self.token(0);
        let fresh = self.fields.hour.is_some() && self.fields.offset.is_none() && !self.fields.zone_word;
        fresh && token.len() <= 5 && token.bytes().all(|b| b.is_ascii_uppercase())
    }

    fn number(&mut self, token: &str) -> Option<()> {
        let whole = token.split('.').next().unwrap_or(token);
        if self.token(1) == ":" {
            return self.clock(token);
        }
        match whole.len() {
            8 | 12 | 14 if self.day.numbers.is_empty() && whole == token => {
                self.day.push(&token[..4])?;
                self.day.push(&token[4..6])?;
                self.day.push(&token[6..8])?;
                let two = |from: usize| token.get(from..from + 2).and_then(|t| t.parse().ok());
                self.fields.hour = two(8);
                (self.fields.minute, self.fields.second) = (two(10).unwrap_or(0), two(12).unwrap_or(0));
                return Some(());
            }
            6 if self.day.numbers.is_empty() && whole == token => {
                return [0, 2, 4].into_iter().try_for_each(|at| self.day.push(&token[at..at + 2]));
            }
            2 | 4 if self.day.numbers.len() == 3 && self.fields.hour.is_none() && whole == token => {
                self.fields.hour = token[..2].parse().ok();
                self.fields.minute = token.get(2..).filter(|t| !t.is_empty()).and_then(|t| t.parse().ok()).unwrap_or(0);
                return Some(());
            }
            _ => {}
        }
        let next = if self.token(1) == " " { 2 } else { 1 };
        if let Some(afternoon) = afternoon(&self.token(next).to_lowercase()) {
            self.fields.hour = token.parse().ok();
            self.at += next;
            return self.set_half(afternoon);
        }
        if whole != token || self.day.numbers.len() == 3 {
            return None;
        }
        self.day.push(token)
    }

    /// `10:30`, `10:30:15.5`.
    fn clock(&mut self, hour: &str) -> Option<()> {
        self.fields.hour = Some(hour.parse().ok()?);
        self.fields.minute = self.token(2).parse().ok()?;
        self.at += 2;
        if self.token(1) == ":" {
            let seconds = self.token(2).to_owned();
            let (second, fraction) = seconds.split_once('.').unwrap_or((&seconds, ""));
            self.fields.second = second.parse().ok()?;
            fraction.clone_into(&mut self.fields.fraction);
            self.at += 2;
        }
        Some(())
    }

    fn set_half(&mut self, afternoon: bool) -> Option<()> {
        let hour = self.fields.hour.filter(|h| (0..=12).contains(h))?;
        self.fields.hour = Some(hour % 12 + if afternoon { 12 } else { 0 });
        self.fields.afternoon = Some(afternoon);
        Some(())
    }

    fn offset(&mut self, sign: &str) -> Option<()> {
        let hours = self.token(1).to_owned();
        let (hours, minutes): (i64, i64) = match hours.len() {
            4 => (hours[..2].parse().ok()?, hours[2..].parse().ok()?),
            _ if self.token(2) == ":" => {
                let minutes = self.token(3).parse().ok()?;
                self.at += 2;
                (hours.parse().ok()?, minutes)
            }
            _ => (hours.parse().ok().filter(|h| *h < 24)?, 0),
        };
        self.at += 1;
        let ahead = hours * 3_600 + minutes * 60;
        self.fields.offset = Some(if sign == "-" { -ahead } else { ahead });
        Some(())
    }
}

fn month(token: &str) -> Option<i64> {
    let place = SHORT_MONTHS.iter().position(|m| *m == token).or_else(|| MONTHS.iter().position(|m| *m == token));
    place.or_else(|| (token == "sept").then_some(8)).map(|place| place as i64 + 1)
}

fn afternoon(token: &str) -> Option<bool> {
    match token {
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => None,
    }
}
