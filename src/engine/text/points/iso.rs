//! ISO 8601 as NumPy reads it: a year alone, a month, a day, a time of day and an offset, with a choice of separators.
//!
//! Source: pandas, `_libs/src/vendored/numpy/datetime/np_datetime_strings.c`.

use chrono::NaiveDate;

use super::{Reading, reading};

struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let found = self.peek().filter(|c| wanted(*c))?;
        self.0 = &self.0[found.len_utf8()..];
        Some(found)
    }

    /// `least` to `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<&'a str> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if length < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(digits)
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        self.digits(least, most)?.parse().ok()
    }
}

/// The point in time that `text` spells; `None` where it is not written so.
pub(in crate::engine) fn read(text: &str) -> Option<Reading> {
    let mut at = Cursor(text.trim_start());
    let before_zero = at.eat(|c| c == '-').is_some();
    let year = at.number(4, 4)? * if before_zero { -1 } else { 1 };
    let (mut month, mut day) = (1, 1);
    let mut dated = at.0.is_empty();
    if !dated {
        let separator = at.eat(|c| "-./\\ ".contains(c));
        let least = if separator.is_some() { 1 } else { 2 };
        month = at.number(least, 2)?;
        dated = at.0.is_empty() && separator.is_some();
        if !dated {
            if let Some(separator) = separator {
                at.eat(|c| c == separator)?;
            }
            day = at.number(least, 2)?;
        }
    }
    let date = NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32)?;
    if dated || at.0.is_empty() {
        return Some(reading(date, 0, "", None));
    }
    at.eat(|c| c == 'T' || c == ' ')?;
    let (seconds, fraction) = time_of_day(&mut at)?;
    at.0 = at.0.trim_start();
    if at.0.is_empty() {
        return Some(reading(date, seconds, fraction, None));
    }
    let offset = offset(&mut at)?;
    at.0.is_empty().then(|| reading(date, seconds, fraction, Some(offset)))
}

fn time_of_day<'a>(at: &mut Cursor<'a>) -> Option<(i64, &'a str)> {
    let digits = at.digits(1, 2)?;
    let hour: i64 = digits.parse().ok()?;
    let colons = at.eat(|c| c == ':').is_some();
    let more = |at: &Cursor<'_>| at.peek().is_some_and(|c| c.is_ascii_digit());
    let (mut minute, mut second, mut fraction) = (0, 0, "");
    if colons || digits.len() == 2 && more(at) {
        minute = at.number(if colons { 1 } else { 2 }, 2)?;
        if colons && at.eat(|c| c == ':').is_some() || !colons && more(at) {
            second = at.number(if colons { 1 } else { 2 }, 2)?;
            if at.eat(|c| c == '.').is_some() {
                fraction = at.digits(1, 18)?;
            }
        }
    }
    (hour < 24 && minute < 60 && second < 60).then_some((hour * 3_600 + minute * 60 + second, fraction))
}

/// `Z`, `+02`, `+02:00`, `+0200`; nothing is taken where there is none.
fn offset(at: &mut Cursor<'_>) -> Option<i64> {
    if at.eat(|c| c == 'Z').is_some() {
        return Some(0);
    }
    let sign = at.eat(|c| c == '+' || c == '-')?;
    let hours = at.number(1, 2)?;
    let minutes = if at.eat(|c| c == ':').is_some() || !at.0.is_empty() { at.number(2, 2)? } else { 0 };
    let ahead = hours * 3_600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some(if sign == '-' { -ahead } else { ahead })
}
