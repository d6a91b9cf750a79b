//! Text read by a format as Java's `DateTimeFormatter` reads it, strictly, and what its older `SimpleDateFormat` makes of a text.
//!
//! Source: Spark, `TimestampFormatter` and `DateTimeFormatterHelper`; Java, `DateTimeFormatterBuilder` and `SimpleDateFormat.subParse`.

mod fields;
mod letters;
mod older;
mod zones;

pub(crate) use letters::java_pattern;

use crate::engine::text::sql;
use fields::Fields;
use letters::{Reader, Token, tokens};

/// A format in `strptime`'s terms that Java has letters for.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Pattern {
    parts: Vec<Part>,
    older: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Char(char),
    /// A number of so many digits; a year may have more, but for what the numbers behind it need.
    Number {
        letter: char,
        width: usize,
        reserved: usize,
    },
    /// A month's name, or the first three letters of it.
    Month {
        whole: bool,
    },
    /// The digits of a fraction, at most so many.
    Fraction(usize),
    Half,
    Offset,
    Zone,
    /// What a text may have or not.
    Optional(Vec<Part>),
}

/// Why a format is no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum NoPattern {
    /// There is no letter for a directive.
    Unknown(char),
    /// A letter is for writing only or stands too many times, or a character has no meaning yet.
    Refused,
}

impl Pattern {
    /// The pattern of a format.
    pub(in crate::engine) fn parse(format: &str) -> Result<Self, NoPattern> {
        let pattern = java_pattern(format).map_err(NoPattern::Unknown)?;
        let reader = if pattern.contains('S') { Reader::Apart } else { Reader::Java };
        let mut open = vec![Vec::new()];
        for token in tokens(&pattern, reader) {
            let part = match token {
                Token::Char(c) => Part::Char(c),
                Token::Run(letter, count) => run(letter, count).ok_or(NoPattern::Refused)?,
                Token::Mark('[') => {
                    open.push(Vec::new());
                    continue;
                }
                Token::Mark(']') if open.len() > 1 => Part::Optional(reserving(open.pop().unwrap_or_default())),
                Token::Mark(_) => return Err(NoPattern::Refused),
            };
            open.last_mut().into_iter().for_each(|parts| parts.push(part.clone()));
        }
        while let Some(inner) = (open.len() > 1).then(|| open.pop()).flatten() {
            open.last_mut().into_iter().for_each(|parts| parts.push(Part::Optional(reserving(inner.clone()))));
        }
        let parts = reserving(open.pop().unwrap_or_default());
        Ok(Self { parts, older: tokens(&pattern, Reader::Older) })
    }

    /// Microseconds since 1970 of `text`, by the clocks of UTC where it names no zone.
    pub(in crate::engine) fn read(&self, text: &str) -> Option<i64> {
        let mut fields = Fields::default();
        if !take(&self.parts, text, &mut fields)?.is_empty() {
            return None;
        }
        let local = fields.resolved()?;
        let micros = local.and_utc().timestamp_micros();
        match (fields.zone, fields.offset) {
            (Some(zone), _) => sql::instant_in(local, zone),
            (None, offset) => Some(micros - offset.unwrap_or(0) * 1_000_000),
        }
    }

    /// Whether the older reader takes the text's start, however long its numbers are, as a day and a time that there are.
    pub(in crate::engine) fn was_read(&self, text: &str) -> bool {
        older::reads(&self.older, text)
    }
}

/// What a letter stands for that is there so many times.
fn run(letter: char, count: usize) -> Option<Part> {
    let number = |width| Some(Part::Number { letter, width, reserved: 0 });
    match (letter, count) {
        ('y', _) | ('d' | 'H' | 'h' | 'm' | 's' | 'M', 2) | ('D', 3) => number(count),
        ('M', 3 | 4) => Some(Part::Month { whole: count == 4 }),
        ('S', 1..=9) => Some(Part::Fraction(count)),
        ('a', 1) => Some(Part::Half),
        ('x', 2) => Some(Part::Offset),
        ('z', 1..=4) => Some(Part::Zone),
        _ => None,
    }
}

/// The parts, where a number of any width leaves the numbers that follow it their digits.
fn reserving(mut parts: Vec<Part>) -> Vec<Part> {
    let mut behind = 0;
    for part in parts.iter_mut().rev() {
        match part {
            Part::Number { letter: 'y', width, reserved } if *width > 2 => {
                *reserved = behind;
                behind = 0;
            }
            Part::Number { width, .. } => behind += *width,
            _ => behind = 0,
        }
    }
    parts
}

/// Takes parts from the text's start; what is left.
fn take<'a>(parts: &[Part], text: &'a str, fields: &mut Fields) -> Option<&'a str> {
    let mut rest = text;
    for part in parts {
        rest = match part {
            Part::Char(wanted) => {
                let found = rest.chars().next().filter(|c| c.to_lowercase().eq(wanted.to_lowercase()))?;
                &rest[found.len_utf8()..]
            }
            Part::Number { letter: 'y', width, reserved } if *width > 2 => year(rest, *width, *reserved, fields)?,
            Part::Number { letter, width, .. } => {
                let (digits, left) = rest.split_at_checked(*width)?;
                // of the century that began in 2000
                let century = if (*letter, *width) == ('y', 2) { 2_000 } else { 0 };
                fields.put(*letter, century + number(digits)?)?;
                left
            }
            Part::Month { whole } => {
                let (month, left) = month(rest, *whole)?;
                fields.put('M', month)?;
                left
            }
            Part::Fraction(most) => {
                let length = rest.bytes().take(*most).take_while(u8::is_ascii_digit).count();
                let (digits, left) = rest.split_at(length);
                fields.put('S', number(&format!("{digits:0<9}")).filter(|_| length > 0)?)?;
                left
            }
            Part::Half => {
                let (taken, left) = rest.split_at_checked(2)?;
                fields.put('a', half(taken)?)?;
                left
            }
            Part::Offset => {
                let (taken, left) = rest.split_at_checked(5)?;
                fields.offset = Some(offset(taken)?);
                left
            }
            Part::Zone => zone(rest, fields)?,
            Part::Optional(parts) => {
                let mut tried = fields.clone();
                match take(parts, rest, &mut tried) {
                    Some(left) => {
                        *fields = tried;
                        left
                    }
                    None => rest,
                }
            }
        };
    }
    Some(rest)
}

fn number(digits: &str) -> Option<i64> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// Takes a year of at least so many digits, with a sign where it is negative or has more.
fn year<'a>(text: &'a str, width: usize, reserved: usize, fields: &mut Fields) -> Option<&'a str> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.bytes().take(19 + reserved).take_while(u8::is_ascii_digit).count();
    let taken = if digits > width { width.max(digits.saturating_sub(reserved)) } else { digits };
    let (figures, left) = unsigned.split_at(taken);
    let year = number(figures).filter(|_| taken >= width)?;
    let fits = match text.as_bytes().first() {
        Some(b'+') => taken > width,
        Some(b'-') => year != 0,
        _ => taken == width,
    };
    fields.put('y', if text.starts_with('-') { -year } else { year }).filter(|()| fits)?;
    Some(left)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month by its name or by the first three letters of it, and what follows.
fn month(text: &str, whole: bool) -> Option<(i64, &str)> {
    let name = |month: &'static str| if whole { month } else { &month[..3] };
    let starts =
        |month: &&'static str| text.get(..name(month).len()).is_some_and(|t| t.eq_ignore_ascii_case(name(month)));
    let (place, month) = MONTHS.into_iter().enumerate().find(|(_, month)| starts(month))?;
    Some((place as i64 + 1, &text[name(month).len()..]))
}

fn half(text: &str) -> Option<i64> {
    match text.to_ascii_lowercase().as_str() {
        "am" => Some(0),
        "pm" => Some(1),
        _ => None,
    }
}

/// `+0200` in seconds, 18 hours at most.
fn offset(text: &str) -> Option<i64> {
    let digits = text.get(1..)?;
    let (hours, minutes) = (number(digits.get(..2)?)?, number(digits.get(2..)?)?);
    let seconds = (hours * 60 + minutes) * 60;
    match text.as_bytes()[0] {
        _ if minutes > 59 || seconds > 18 * 3_600 => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// Takes a zone: an offset, which may stand behind `UTC`, `UT` or `GMT`, or a zone's id or short name.
fn zone<'a>(text: &'a str, fields: &mut Fields) -> Option<&'a str> {
    let starts = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let word = ["UTC", "UT", "GMT0", "GMT"].into_iter().find(starts);
    let behind = &text[word.map_or(0, str::len)..];
    if let Some((seconds, left)) = colons(behind) {
        fields.offset = Some(seconds);
        return Some(left);
    }
    if word.is_some() {
        fields.offset = Some(0);
        return Some(behind);
    }
    match zones::named(text) {
        Some((zone, length)) => {
            fields.zone = Some(zone);
            Some(&text[length..])
        }
        None => {
            fields.offset = Some(0);
            text.strip_prefix(['Z', 'z'])
        }
    }
}

/// `+02:00` or `+02:00:30` in seconds, and what follows.
fn colons(text: &str) -> Option<(i64, &str)> {
    let (taken, left) = text.split_at_checked(6).filter(|(taken, _)| taken.as_bytes()[3] == b':')?;
    let seconds = offset(&taken.replace(':', ""))?;
    let more = left.strip_prefix(':').and_then(|rest| rest.split_at_checked(2));
    match more.and_then(|(digits, rest)| Some((number(digits).filter(|n| *n < 60)?, rest))) {
        Some((more, rest)) => Some((seconds + if text.starts_with('-') { -more } else { more }, rest)),
        None => Some((seconds, left)),
    }
}
