//! Points in time as people write them: `Jan 31, 2024`, `31/01/2024 10:30 PM`, `10h 30m`, month before day where both could be.
//!
//! Source: dateutil, `parser/_parser.py`; what is made of it: pandas, `dateutil_parse` in `_libs/tslibs/parsing.pyx`.

mod day;
mod tokens;

use chrono::{Datelike, NaiveDate};

use self::day::Day;
pub(super) use self::tokens::tokens;
use super::{DAYS, MONTHS, Reading, reading};
use crate::axis::{Axes, dates};
use crate::engine::text::read::ascii_digit;

/// Words and signs that may stand anywhere.
const FILLERS: [&str; 18] =
    [" ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd", "th"];
/// Names of UTC.
const UTC: [&str; 4] = ["UTC", "GMT", "Z", "z"];

/// What a text says of a point in time.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    clock: Clock,
    pub(super) offset: Option<i64>,
    /// Whether it names a zone that is not known.
    zone_word: bool,
    /// Whether it names a day of the week and no day of a month.
    pub(super) weekday_alone: bool,
    /// Whether a point stands before the fraction of a second, and no comma.
    has_point: bool,
}

/// The time of day, as far as it is named.
#[derive(Debug, Clone, Default)]
struct Clock {
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    /// The digits of a fraction of a second.
    fraction: String,
}

impl Fields {
    /// The point in time, where there is such a one.
    pub(super) fn reading(&self, axes: &Axes) -> Option<Reading> {
        let year = i32::try_from(self.year).ok().filter(|year| (1..=9_999).contains(year))?;
        let day = NaiveDate::from_ymd_opt(year, self.month as u32, self.day as u32)?;
        let Clock { hour, minute, second, fraction } = &self.clock;
        let [hour, minute, second] = [hour, minute, second].map(|part| part.unwrap_or(0));
        let whole_millis = fraction.chars().skip(3).take(3).all(|c| c == '0');
        let digits = match axes.dates.loose_fractions() {
            dates::LooseFractions::BehindPoint if whole_millis && !self.has_point => 0,
            dates::LooseFractions::BehindPoint | dates::LooseFractions::Nanoseconds if whole_millis => 9,
            _ => 6,
        };
        let fraction = fraction.get(..digits).unwrap_or(fraction);
        let fits = hour < 24 && minute < 60 && second < 60;
        fits.then(|| Reading {
            zone_word: self.zone_word,
            ..reading(day, hour * 3_600 + minute * 60 + second, fraction, self.offset)
        })
    }
}

/// The day that the parts come from which a text does not name: today for one that starts like a time of day, else the first.
///
/// Source: pandas, `_does_string_look_like_time` and `_DEFAULT_DATETIME` in `_libs/tslibs/parsing.pyx`.
fn default(text: &str) -> NaiveDate {
    let number = |digits: &str, below: u32| {
        digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse().is_ok_and(|n: u32| n < below)
    };
    let clock = text.split_once(':').is_some_and(|(hour, minute)| {
        hour.len() <= 2 && number(hour, 24) && minute.get(..2).is_some_and(|minute| number(minute, 60))
    });
    if clock { chrono::Utc::now().date_naive() } else { NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default() }
}

/// The fields that `text` names, and those of the default day.
pub(super) fn read(text: &str) -> Option<Fields> {
    if text.trim_ascii().parse::<f64>().is_ok_and(|x| x < 1_000.0) && !text.starts_with('0') {
        return None;
    }
    if matches!(text, "a" | "A" | "m" | "M" | "p" | "P" | "t" | "T") {
        return None;
    }
    let digits: String = text.chars().map(ascii_digit).collect();
    let mut reader = Reader { tokens: tokens(&digits), ..Reader::default() };
    while reader.at < reader.tokens.len() {
        reader.step()?;
        reader.at += 1;
    }
    let Reader { clock, day, weekday, .. } = &reader;
    if day.numbers.is_empty() && clock.hour.or(clock.minute).or(clock.second).is_none() {
        return None;
    }
    let (year, month, day) = day.resolved()?;
    let first = default(text);
    let year = year.unwrap_or_else(|| first.year().into());
    let month = month.unwrap_or_else(|| first.month().into());
    let mut fields = Fields { year, month, day: day.unwrap_or_else(|| first.day().into()), ..reader.fields() };
    if let (Some(weekday), None) = (weekday, day) {
        let from = NaiveDate::from_ymd_opt(year.try_into().ok()?, month.try_into().ok()?, fields.day as u32)?;
        let ahead = (7 + weekday - from.weekday().num_days_from_monday()) % 7;
        let then = from.checked_add_days(chrono::Days::new(ahead.into()))?;
        (fields.year, fields.month, fields.day) = (then.year().into(), then.month().into(), then.day().into());
        fields.weekday_alone = true;
    }
    fields.has_point = text.contains(&format!(".{}", fields.clock.fraction));
    Some(fields)
}

/// What reads the tokens of a text, one after the other.
#[derive(Debug, Default)]
struct Reader {
    tokens: Vec<String>,
    at: usize,
    day: Day,
    clock: Clock,
    /// Days since Monday.
    weekday: Option<u32>,
    /// The zone's name, and how many seconds it is ahead of UTC.
    zone: Option<String>,
    offset: Option<i64>,
}

impl Reader {
    fn fields(&self) -> Fields {
        let utc = match &self.zone {
            None => self.offset == Some(0),
            Some(zone) => UTC.iter().any(|name| name.eq_ignore_ascii_case(zone)),
        };
        let offset = if utc { Some(0) } else { self.offset };
        Fields {
            clock: self.clock.clone(),
            offset,
            zone_word: self.zone.is_some() && offset.is_none(),
            ..Fields::default()
        }
    }

    /// The token that stands so far ahead; none behind the end.
    fn ahead(&self, by: usize) -> Option<&str> {
        self.tokens.get(self.at + by).map(String::as_str)
    }

    /// Reads the token at hand and those that belong to it.
    fn step(&mut self) -> Option<()> {
        let token = self.ahead(0)?.to_owned();
        let lower = token.to_lowercase();
        if let Some(value) = token.parse().ok().filter(|_| token.starts_with(|c: char| c.is_ascii_digit())) {
            return self.number(&token, value);
        }
        if let Some(weekday) = DAYS.iter().position(|day| *day == lower || day[..3] == *lower) {
            self.weekday = Some(weekday as u32);
        } else if let Some(month) = month(&lower) {
            self.day.push_month(month)?;
            return self.behind_month();
        } else if let Some(afternoon) = afternoon(&lower) {
            let hour = self.clock.hour.filter(|hour| (0..=12).contains(hour))?;
            self.clock.hour = Some(halved(hour, afternoon));
        } else if self.is_zone(&token) && self.offset.is_none() {
            self.zone_named(token);
        } else if self.clock.hour.is_some() && matches!(token.as_str(), "+" | "-") {
            return self.offset(&token);
        } else {
            return FILLERS.contains(&lower.as_str()).then_some(());
        }
        Some(())
    }

    /// What belongs to a month's name: `Jan-01`, `Jan-01-99`, `Jan of 99`.
    fn behind_month(&mut self) -> Option<()> {
        match self.ahead(1) {
            Some("-" | "/") => {
                let same = self.ahead(3) == self.ahead(1);
                let number = self.ahead(2)?.to_owned();
                self.day.push(&number)?;
                if same {
                    let number = self.ahead(4)?.to_owned();
                    self.day.push(&number)?;
                    self.at += 2;
                }
                self.at += 2;
            }
            Some(" ")
                if self.ahead(3) == Some(" ") && self.ahead(2).is_some_and(|of| of.eq_ignore_ascii_case("of")) =>
            {
                if let Some(year) = self.ahead(4) {
                    if let Ok(year) = year.parse() {
                        self.day.push(&day::nearest(year).to_string())?;
                    }
                    self.at += 4;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Whether a token is a zone's short name: up to five capitals behind a time of day.
    fn is_zone(&self, token: &str) -> bool {
        let capitals = token.bytes().all(|b| b.is_ascii_uppercase());
        self.clock.hour.is_some() && self.zone.is_none() && token.len() <= 5 && (capitals || UTC.contains(&token))
    }

    /// A zone by its name. An offset right behind it says how far it is from that clock to the zone: it is turned round.
    fn zone_named(&mut self, name: String) {
        let utc = UTC.iter().any(|utc| utc.eq_ignore_ascii_case(&name));
        let turned = match self.ahead(1) {
            Some("+") => Some("-"),
            Some("-") => Some("+"),
            _ => None,
        };
        if let Some(turned) = turned {
            turned.clone_into(&mut self.tokens[self.at + 1]);
        }
        self.zone = (turned.is_none() || !utc).then_some(name);
    }

    /// `+0100`, `+01:00`, `+1`, with a zone's name in parentheses behind it.
    fn offset(&mut self, sign: &str) -> Option<()> {
        let hours = self.ahead(1)?.to_owned();
        let (hours, minutes): (i64, i64) = match hours.len() {
            4 => (hours[..2].parse().ok()?, hours[2..].parse().ok()?),
            _ if self.ahead(2) == Some(":") => {
                let minutes = self.ahead(3)?.parse().ok()?;
                self.at += 2;
                (hours.parse().ok()?, minutes)
            }
            1 | 2 => (hours.parse().ok()?, 0),
            _ => return None,
        };
        let seconds = hours * 3_600 + minutes * 60;
        self.offset = Some(if sign == "-" { -seconds } else { seconds });
        let in_parentheses = self.ahead(2).is_some_and(|t| FILLERS.contains(&t.to_lowercase().as_str()))
            && (self.ahead(3), self.ahead(5)) == (Some("("), Some(")"));
        if let Some(name) = self.ahead(4).filter(|name| in_parentheses && name.len() >= 3 && self.is_zone(name)) {
            self.zone = Some(name.to_owned());
            self.at += 4;
        }
        self.at += 1;
        Some(())
    }

    /// A number, by how long it is and by what stands behind it.
    fn number(&mut self, token: &str, value: f64) -> Option<()> {
        let next = self.ahead(1).map(str::to_lowercase);
        let unit = |reader: &Self, by: usize| reader.ahead(by).and_then(|t| time_unit(&t.to_lowercase()));
        let dated = self.day.numbers.len() == 3 && self.clock.hour.is_none();
        let whole = !token.contains('.');
        match token.len() {
            2 | 4 if dated && next.as_deref() != Some(":") && unit(self, 1).is_none() => {
                self.clock.hour = Some(token[..2].parse().ok()?);
                if token.len() == 4 {
                    self.clock.minute = Some(token[2..].parse().ok()?);
                }
                return Some(());
            }
            6 if whole && self.day.numbers.is_empty() => {
                return [0, 2, 4].into_iter().try_for_each(|at| self.day.push(&token[at..at + 2]));
            }
            length if length == 6 || length > 6 && token.find('.') == Some(6) => {
                self.clock.hour = Some(token[..2].parse().ok()?);
                self.clock.minute = Some(token[2..4].parse().ok()?);
                return self.seconds(&token[4..]);
            }
            8 | 12 | 14 => {
                [0..4, 4..6, 6..8].into_iter().try_for_each(|part| self.day.push(&token[part]))?;
                let two = |from: usize| token.get(from..from + 2).map(str::parse).transpose().ok();
                let [hour, minute, second] = [two(8)?, two(10)?, two(12)?];
                let Clock { hour: h, minute: m, second: s, .. } = &mut self.clock;
                (*h, *m, *s) = (hour.or(*h), minute.or(*m), second.or(*s));
                return Some(());
            }
            _ => {}
        }
        if let Some((place, unit)) = self.unit() {
            self.at = self.at.max(place);
            return self.of_unit(unit, token, value);
        }
        match next.as_deref() {
            Some(":") if self.ahead(2).is_some() => self.clock(value),
            Some(separator @ ("-" | "/" | ".")) => self.separated(token, separator),
            next if next.is_none_or(|next| FILLERS.contains(&next)) => {
                match self.ahead(2).and_then(|t| afternoon(&t.to_lowercase())) {
                    Some(afternoon) => {
                        self.clock.hour = Some(halved(value as i64, afternoon));
                        self.at += 1;
                    }
                    None => self.day.push_value(value)?,
                }
                self.at += 1;
                Some(())
            }
            Some(half) if afternoon(half).is_some() && value < 24.0 => {
                self.clock.hour = afternoon(half).map(|half| halved(value as i64, half));
                self.at += 1;
                Some(())
            }
            _ if self.day.could_have(value) => self.day.push_value(value),
            _ => None,
        }
    }

    /// The unit of time that a number is of (hours, minutes, seconds) and where that is said: behind it, or before it for the
    /// one before.
    fn unit(&self) -> Option<(usize, usize)> {
        let unit = |place: usize| self.tokens.get(place).and_then(|t| time_unit(&t.to_lowercase()));
        let at = self.at;
        let is_blank = |place: usize| self.tokens.get(place).is_some_and(|t| t == " ");
        let ahead = |place: usize| unit(place).map(|unit| (place, unit));
        let before = |place: usize| unit(place).map(|unit| (at, unit + 1));
        ahead(at + 1)
            .or_else(|| ahead(at + 2).filter(|_| is_blank(at + 1)))
            .or_else(|| before(at.checked_sub(1)?))
            .or_else(|| before(at.checked_sub(2)?).filter(|_| at + 1 == self.tokens.len() && is_blank(at - 1)))
    }

    /// `10h`, `30 minutes`, `15.5s`.
    fn of_unit(&mut self, unit: usize, token: &str, value: f64) -> Option<()> {
        match unit {
            0 => {
                self.clock.hour = Some(value as i64);
                if value.fract() != 0.0 {
                    self.clock.minute = Some(sixtieths(token)?);
                }
            }
            1 => self.minutes(token)?,
            2 => return self.seconds(token),
            _ => {}
        }
        Some(())
    }

    /// `10:30`, `10:30.5`, `10:30:15.5`.
    fn clock(&mut self, hour: f64) -> Option<()> {
        self.clock.hour = Some(hour as i64);
        let minutes = self.ahead(2)?.to_owned();
        self.minutes(&minutes)?;
        if self.ahead(3) == Some(":")
            && let Some(seconds) = self.ahead(4).map(str::to_owned)
        {
            self.seconds(&seconds)?;
            self.at += 2;
        }
        self.at += 2;
        Some(())
    }

    /// Minutes, whose fraction is seconds.
    fn minutes(&mut self, token: &str) -> Option<()> {
        let value: f64 = token.parse().ok()?;
        self.clock.minute = Some(value as i64);
        self.clock.second = if value.fract() == 0.0 { None } else { Some(sixtieths(token)?) };
        Some(())
    }

    /// Seconds and their fraction.
    fn seconds(&mut self, token: &str) -> Option<()> {
        let (second, fraction) = token.split_once('.').unwrap_or((token, ""));
        self.clock.second = Some(second.parse().ok()?);
        fraction.clone_into(&mut self.clock.fraction);
        Some(())
    }

    /// `01-01`, `01-Jan-2024`, `01/01/2024`.
    fn separated(&mut self, token: &str, separator: &str) -> Option<()> {
        self.day.push(token)?;
        let second = self.ahead(2).filter(|t| !FILLERS.contains(&t.to_lowercase().as_str())).map(str::to_owned);
        if let Some(second) = second {
            match month(&second.to_lowercase()) {
                Some(month) => self.day.push_month(month)?,
                None => self.day.push(&second)?,
            }
            if self.ahead(3) == Some(separator) {
                let third = self.ahead(4)?.to_owned();
                match month(&third.to_lowercase()) {
                    Some(month) => self.day.push_month(month)?,
                    None => self.day.push(&third)?,
                }
                self.at += 2;
            }
            self.at += 1;
        }
        self.at += 1;
        Some(())
    }
}

/// A number's fraction in sixtieths, cut to a whole one.
fn sixtieths(token: &str) -> Option<i64> {
    let (_, fraction) = token.split_once('.')?;
    let digits: String = fraction.chars().take(17).collect();
    let scale = 10_i128.pow(digits.len() as u32);
    i64::try_from(digits.parse::<i128>().ok()? * 60 / scale).ok()
}

fn month(token: &str) -> Option<i64> {
    let place = MONTHS.iter().position(|month| *month == token || month[..3] == *token);
    place.or_else(|| (token == "sept").then_some(8)).map(|place| place as i64 + 1)
}

fn afternoon(token: &str) -> Option<bool> {
    match token {
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => None,
    }
}

/// Hours (0), minutes (1) or seconds (2).
fn time_unit(token: &str) -> Option<usize> {
    match token {
        "h" | "hour" | "hours" => Some(0),
        "m" | "minute" | "minutes" => Some(1),
        "s" | "second" | "seconds" => Some(2),
        _ => None,
    }
}

/// An hour of one half of the day by the clock of 24 hours.
const fn halved(hour: i64, afternoon: bool) -> i64 {
    match hour {
        12 if !afternoon => 0,
        hour if hour < 12 && afternoon => hour + 12,
        hour => hour,
    }
}
