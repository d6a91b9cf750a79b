//! Text to lengths of time, as pandas reads them: numbers with units, a clock time, both, a bare number of nanoseconds, or ISO 8601.
//!
//! Source: pandas, `parse_timedelta_string` and `parse_iso_format_string` (`_libs/tslibs/timedeltas.pyx`).

use crate::axis::dates::LengthTexts;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// A length of time in nanoseconds; `None` for a word that means missing.
///
/// # Errors
/// `value_error` where it is written as none, `parse_error` where a number has no unit, `out_of_bounds` where it is too long.
pub(in crate::engine) fn duration(text: &str, texts: LengthTexts) -> Raises<Option<i64>> {
    if matches!(text, "" | "nan" | "NaN" | "NAN" | "NaT" | "nat" | "NAT") {
        return Ok(None);
    }
    if text.starts_with('P') || text.starts_with("-P") {
        return iso(text).map(Some);
    }
    let mut spoken = Spoken::new(text, texts);
    text.chars().try_for_each(|c| spoken.read(c))?;
    spoken.end().map(Some)
}

/// What has been read so far of a length of time that is no ISO 8601.
struct Spoken<'a> {
    text: &'a str,
    texts: LengthTexts,
    /// Nanoseconds.
    total: i64,
    number: String,
    fraction: String,
    unit: String,
    /// The last part of a clock time that has ended.
    clock: Option<Clock>,
    negative: bool,
    /// Whether a point has been read, and no unit behind it.
    point: bool,
    /// Whether a unit, or the seconds of a clock time, have been read.
    valued: bool,
}

/// A part of a clock time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Hours,
    Minutes,
    Seconds,
}

impl<'a> Spoken<'a> {
    fn new(text: &'a str, texts: LengthTexts) -> Self {
        let (number, fraction, unit) = (String::new(), String::new(), String::new());
        let (negative, point, valued) = (false, false, false);
        Self { text, texts, total: 0, number, fraction, unit, clock: None, negative, point, valued }
    }

    fn read(&mut self, c: char) -> Raises<()> {
        match c {
            ' ' | ',' | '+' => {}
            '-' if self.negative || self.valued || self.clock.is_some() => {
                return Err(self.wrong("only a leading sign may stand"));
            }
            '-' => self.negative = true,
            '0'..='9' if self.point && self.unit.is_empty() => self.fraction.push(c),
            '0'..='9' if self.unit.is_empty() || self.point => {
                self.number.push(c);
                self.point = false;
            }
            '0'..='9' => {
                self.add_counted()?;
                (self.unit, self.fraction) = (String::new(), String::new());
                self.number = c.to_string();
            }
            ':' => {
                // behind a unit the sign is that of the unit's number alone
                self.negative &= !self.valued;
                self.clock = Some(match self.clock {
                    None => Clock::Hours,
                    Some(Clock::Hours) => Clock::Minutes,
                    Some(Clock::Minutes | Clock::Seconds) => Clock::Seconds,
                });
                let seconds = match self.clock {
                    Some(Clock::Hours) => 3_600,
                    Some(Clock::Minutes) => 60,
                    Some(Clock::Seconds) | None => 1,
                };
                if self.number.is_empty() {
                    return Err(self.wrong("a clock time is malformed"));
                }
                self.add_whole(seconds)?;
                self.unit.clear();
            }
            '.' => {
                if !self.number.is_empty() && self.clock.is_some() {
                    self.add_seconds()?;
                    self.valued = true;
                    (self.unit, self.fraction) = (String::new(), String::new());
                }
                self.point = true;
            }
            _ if self.clock.is_some() && matches!(self.texts, LengthTexts::Strict) => {
                return Err(self.wrong("a unit stands behind a clock time"));
            }
            _ => {
                self.unit.push(c);
                self.valued = true;
                self.point = false;
            }
        }
        Ok(())
    }

    fn end(mut self) -> Raises<i64> {
        if self.point && self.clock.is_none() {
            let digits = !self.number.is_empty() || !self.fraction.is_empty();
            return Err(if digits { no_units() } else { no_integer() });
        }
        if self.point {
            let digits = &self.fraction[..self.fraction.len().min(9)];
            let read: i64 = digits.parse().map_err(|_| no_integer())?;
            // beyond nine digits none of them is a place
            let place = if self.fraction.len() > 9 { 1 } else { 10_i64.pow(9 - digits.len() as u32) };
            self.add(read * place);
        } else if self.clock.is_some() {
            self.add_seconds()?;
        } else if !self.unit.is_empty() {
            if self.number.is_empty() {
                return Err(self.wrong("a unit stands without a number"));
            }
            self.add_counted()?;
        } else if self.number.is_empty() {
            return Err(self.wrong("no number stands"));
        } else if self.valued {
            return Err(self.wrong("a number is left over"));
        } else {
            "ns".clone_into(&mut self.unit);
            self.add_counted()?;
        }
        Ok(self.total)
    }

    fn add(&mut self, nanos: i64) {
        self.total = self.total.wrapping_add(if self.negative { nanos.wrapping_neg() } else { nanos });
    }

    /// The number of a unit.
    fn add_counted(&mut self) -> Raises<()> {
        let written = format!("{}.{}", self.number, self.fraction);
        let number: f64 = written.parse().map_err(|_| self.wrong("a number is malformed"))?;
        let nanos = match (self.texts, self.unit.as_str()) {
            (LengthTexts::Loosest, "Y" | "y") => 31_556_952e9,
            (LengthTexts::Loose | LengthTexts::Strict, "M" | "Y" | "y") => {
                return Err(Raised::unsupported("months and years are of no one length"));
            }
            (texts, unit) => unit_nanos(unit, texts).ok_or_else(|| self.wrong("an unknown unit stands"))?,
        };
        let counted = counted(number, nanos).ok_or_else(|| match self.texts {
            LengthTexts::Loosest => overflow(),
            LengthTexts::Loose | LengthTexts::Strict => out_of_bounds(),
        });
        self.add(counted?);
        Ok(())
    }

    /// The number as so many seconds each.
    fn add_whole(&mut self, seconds: i64) -> Raises<()> {
        let number: i64 = self.number.parse().map_err(|_| match self.texts {
            LengthTexts::Loosest | LengthTexts::Loose => overflow(),
            LengthTexts::Strict => out_of_bounds(),
        })?;
        self.number.clear();
        let nanos = seconds * 1_000_000_000;
        self.add(match self.texts {
            LengthTexts::Loosest | LengthTexts::Loose => number.wrapping_mul(nanos),
            LengthTexts::Strict => number.checked_mul(nanos).ok_or_else(out_of_bounds)?,
        });
        Ok(())
    }

    /// The number as the seconds of a clock time.
    fn add_seconds(&mut self) -> Raises<()> {
        if self.clock != Some(Clock::Minutes) {
            return Err(self.wrong("a clock time is malformed"));
        }
        if self.number.is_empty() {
            return Err(no_integer());
        }
        self.add_whole(1)
    }

    fn wrong(&self, what: &str) -> Raised {
        Raised::value_error(format!("{what} in the duration {:?}", self.text))
    }
}

/// A duration of ISO 8601, with what pandas lets pass: a number that nothing follows counts for nothing.
fn iso(text: &str) -> Raises<i64> {
    let wrong = || Raised::value_error(format!("{text:?} is no duration of ISO 8601"));
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |body| (-1, body));
    let (mut total, mut number, mut negative, mut digits) = (0_i64, String::new(), false, false);
    // behind a point: how many places of its three a part has, and what one is worth
    let mut places: Option<(usize, f64)> = None;
    for c in body.chars() {
        let (count, nanos) = match (c, &mut places) {
            ('0'..='9', Some((3, worth))) if *worth > 1.0 => {
                let part = (std::mem::replace(&mut number, c.to_string()), *worth);
                places = Some((1, *worth / 1e3));
                part
            }
            ('0'..='9', behind) => {
                digits = true;
                number.push(c);
                if let Some((many, _)) = behind {
                    *many += 1;
                }
                continue;
            }
            ('P' | 'T' | '+', _) => continue,
            ('-', _) if !negative && !digits => {
                negative = true;
                continue;
            }
            ('H' | 'M', _) if number.len() > 2 => return Err(wrong()),
            ('W', _) => (std::mem::take(&mut number), 604_800e9),
            ('D', _) => (std::mem::take(&mut number), 86_400e9),
            ('H', _) => (std::mem::take(&mut number), 3_600e9),
            ('M', _) => (std::mem::take(&mut number), 60e9),
            ('.', _) => {
                places = places.or(Some((0, 1e6)));
                (std::mem::take(&mut number), 1e9)
            }
            ('S', None) => (number.clone(), 1e9),
            ('S', Some((many @ 1..=3, worth))) if !number.is_empty() => {
                (format!("{number}{}", "0".repeat(3 - *many)), *worth)
            }
            _ => return Err(wrong()),
        };
        let count: f64 = if count.is_empty() { 0.0 } else { count.parse().map_err(|_| wrong())? };
        let part = counted(count, nanos).ok_or_else(out_of_bounds)?;
        total = total.wrapping_add(if negative { part.wrapping_neg() } else { part });
        negative &= matches!(c, 'S' | '.');
    }
    if digits { Ok(total.wrapping_mul(sign)) } else { Err(wrong()) }
}

/// So many units of so many nanoseconds, whole ones and the rest of one for itself; `None` where that is more than can be held.
fn counted(number: f64, nanos: f64) -> Option<i64> {
    let places = 10_f64.powi(nanos.log10().floor() as i32);
    let rest = (number.fract() * places).round_ties_even() / places;
    let whole = number.trunc() * nanos;
    if !(-9.223_372_036_854_775e18..9.223_372_036_854_775e18).contains(&whole) {
        return None;
    }
    (whole as i64).checked_add((rest * nanos) as i64)
}

fn no_units() -> Raised {
    Raised::new(ErrorKind::ParseError, "no units specified")
}

fn no_integer() -> Raised {
    Raised::new(ErrorKind::InvalidCast, "no digits are no integer")
}

fn out_of_bounds() -> Raised {
    Raised::new(ErrorKind::OutOfBounds, "a duration is out of bounds")
}

fn overflow() -> Raised {
    Raised::new(ErrorKind::Overflow, "a duration is too long")
}

fn unit_nanos(unit: &str, texts: LengthTexts) -> Option<f64> {
    Some(match unit.to_lowercase().as_str() {
        "w" => 604_800e9,
        "d" | "day" | "days" => 86_400e9,
        "h" | "hr" | "hour" | "hours" => 3_600e9,
        "m" | "min" | "minute" | "minutes" => 60e9,
        "s" | "sec" | "second" | "seconds" => 1e9,
        "ms" | "milli" | "millis" | "millisecond" | "milliseconds" => 1e6,
        "us" | "µs" | "micro" | "micros" | "microsecond" | "microseconds" => 1e3,
        "ns" | "nano" | "nanos" | "nanosecond" | "nanoseconds" => 1.0,
        letter => match (texts, letter) {
            (LengthTexts::Loosest | LengthTexts::Loose, "t") => 60e9,
            (LengthTexts::Loosest | LengthTexts::Loose, "l") => 1e6,
            (LengthTexts::Loosest | LengthTexts::Loose, "u") => 1e3,
            (LengthTexts::Loosest | LengthTexts::Loose, "n") => 1.0,
            (LengthTexts::Loosest | LengthTexts::Loose | LengthTexts::Strict, _) => return None,
        },
    })
}
