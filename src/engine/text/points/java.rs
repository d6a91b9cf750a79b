//! Text read by a format as Java's `DateTimeFormatter` reads it, strictly, and what its older `SimpleDateFormat` makes of a text.
//!
//! Source: Spark, `TimestampFormatter` and `DateTimeFormatterHelper`; Java, `SimpleDateFormat.subParse`.

use chrono::NaiveDate;

use crate::engine::text::sql;

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

/// A format in `strptime`'s terms that Java has letters for.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Char(char),
    Field(char),
}

/// Why a format is no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum NoPattern {
    /// There is no letter for a directive.
    Unknown(char),
    /// A letter is for writing only.
    WritesOnly,
}

struct Fields {
    year: i32,
    month: u32,
    day: u32,
    day_of_year: Option<u32>,
    hour: i64,
    afternoon: bool,
    minute: i64,
    second: i64,
    micros: i64,
}

impl Pattern {
    /// The pattern of a format.
    pub(in crate::engine) fn parse(format: &str) -> Result<Self, NoPattern> {
        let (mut parts, mut chars) = (Vec::new(), format.chars());
        while let Some(c) = chars.next() {
            parts.push(match c {
                '%' => match chars.next() {
                    Some(d) if "YymdHIMSfjbBaApzZ".contains(d) => Part::Field(d),
                    other => return Err(NoPattern::Unknown(other.unwrap_or(' '))),
                },
                c => Part::Char(c),
            });
        }
        if parts.iter().any(|p| matches!(p, Part::Field('a' | 'A'))) {
            return Err(NoPattern::WritesOnly);
        }
        Ok(Self(parts))
    }

    /// Microseconds since 1970 of `text`, by the clocks of UTC where it names no zone.
    pub(in crate::engine) fn read(&self, text: &str) -> Option<i64> {
        let (mut rest, mut zone, mut fields) = (text, None, Fields::START);
        for part in &self.0 {
            rest = match *part {
                Part::Char(wanted) => {
                    let found = rest.chars().next().filter(|c| c.to_lowercase().eq(wanted.to_lowercase()))?;
                    &rest[found.len_utf8()..]
                }
                Part::Field('z') => {
                    let (taken, left) = rest.split_at_checked(5)?;
                    zone = offset(taken).map(|_| taken)?.into();
                    left
                }
                Part::Field('Z') => {
                    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "/_+-".contains(c)));
                    let (taken, left) = rest.split_at(end.unwrap_or(rest.len()));
                    zone = (!taken.is_empty()).then_some(taken)?.into();
                    left
                }
                Part::Field(field) => fields.take(field, rest)?,
            };
        }
        if !rest.is_empty() {
            return None;
        }
        let local = fields.local()?;
        match zone {
            None => Some(local.and_utc().timestamp_micros()),
            Some(zone) => match offset(zone) {
                Some(seconds) => Some(local.and_utc().timestamp_micros() - seconds * 1_000_000),
                None => sql::instant(local, zone),
            },
        }
    }

    /// Whether the older reader takes the text's start, however long its numbers are, as a day and a time that there are.
    pub(in crate::engine) fn was_read(&self, text: &str) -> bool {
        let (mut rest, mut fields) = (text, Fields::START);
        for (i, part) in self.0.iter().enumerate() {
            let next_is_number = matches!(self.0.get(i + 1), Some(Part::Field(f)) if !"pbBzZ".contains(*f));
            let left = match *part {
                Part::Char(wanted) => rest.strip_prefix(wanted),
                Part::Field(field) => {
                    fields.take_as_before(field, rest.trim_start_matches([' ', '\t']), next_is_number)
                }
            };
            let Some(left) = left else { return false };
            rest = left;
        }
        fields.local().is_some()
    }
}

const fn width(field: char) -> usize {
    match field {
        'Y' => 4,
        'j' => 3,
        'f' => 6,
        _ => 2,
    }
}

fn half(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// A month by its name or the first three letters of it, and what follows.
fn named_month(text: &str) -> Option<(u32, &str)> {
    let starts = |name: &str| text.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name));
    let place = |short: bool| {
        let place = MONTHS.iter().position(|m| starts(if short { &m[..3] } else { m }))?;
        let length = if short { 3 } else { MONTHS[place].len() };
        Some((place as u32 + 1, &text[length..]))
    };
    place(false).or_else(|| place(true))
}

/// `+0200` in seconds.
fn offset(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = text.get(1..).filter(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit()))?;
    let (hours, minutes): (i64, i64) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

impl Fields {
    const START: Self = Self {
        year: 1_970,
        month: 1,
        day: 1,
        day_of_year: None,
        hour: 0,
        afternoon: false,
        minute: 0,
        second: 0,
        micros: 0,
    };

    /// Takes a field from the text's start; what is left.
    fn take<'a>(&mut self, field: char, text: &'a str) -> Option<&'a str> {
        match field {
            'b' | 'B' => {
                let (month, left) = named_month(text)?;
                let taken = text.len() - left.len();
                let whole = MONTHS[month as usize - 1].len();
                self.month = month;
                return (taken == if field == 'B' { whole } else { 3 })
                    .then_some(left)
                    .or_else(|| (field == 'b').then(|| &text[3..]));
            }
            'p' => {
                let (taken, left) = text.split_at_checked(2)?;
                self.afternoon = half(taken)?;
                return Some(left);
            }
            _ => {}
        }
        let digits = text.bytes().take(width(field)).take_while(u8::is_ascii_digit).count();
        if digits < if field == 'f' { 1 } else { width(field) } {
            return None;
        }
        let (taken, left) = text.split_at(digits);
        let number = if field == 'f' { format!("{taken:0<6}").parse() } else { taken.parse() };
        self.set(field, number.ok()?)?;
        Some(left)
    }

    /// Takes a field as the older reader does: as many digits as there are, names and halves of the day in any letters.
    fn take_as_before<'a>(&mut self, field: char, text: &'a str, next_is_number: bool) -> Option<&'a str> {
        match field {
            // its patterns have other letters for offsets
            'z' | 'Z' => return None,
            'b' | 'B' => {
                let (month, left) = named_month(text)?;
                self.month = month;
                return Some(left);
            }
            'p' => {
                let (taken, left) = text.split_at_checked(2)?;
                self.afternoon = half(taken)?;
                return Some(left);
            }
            _ => {}
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (taken, left) = text.split_at(if next_is_number { digits.min(width(field)) } else { digits });
        let number: i64 = taken.parse().ok()?;
        // what follows a second are thousandths of it, not a fraction
        self.set(field, if field == 'f' { (number < 1_000).then_some(number * 1_000)? } else { number })?;
        Some(left)
    }

    /// Sets a field that is a number, where it is in its range.
    fn set(&mut self, field: char, number: i64) -> Option<()> {
        let within = |low: i64, high: i64| (low..=high).contains(&number).then_some(number);
        match field {
            'Y' => self.year = within(1, 9_999)? as i32,
            'y' => self.year = 2_000 + number as i32,
            'm' => self.month = within(1, 12)? as u32,
            'd' => self.day = within(1, 31)? as u32,
            'j' => self.day_of_year = Some(within(1, 366)? as u32),
            'H' => self.hour = within(0, 23)?,
            'I' => self.hour = within(1, 12)? % 12,
            'M' => self.minute = within(0, 59)?,
            'S' => self.second = within(0, 59)?,
            _ => self.micros = number,
        }
        Some(())
    }

    fn local(&self) -> Option<chrono::NaiveDateTime> {
        let day = match self.day_of_year {
            Some(day) => NaiveDate::from_yo_opt(self.year, day)?,
            None => NaiveDate::from_ymd_opt(self.year, self.month, self.day)?,
        };
        let hour = self.hour + if self.afternoon { 12 } else { 0 };
        let seconds = hour * 3_600 + self.minute * 60 + self.second;
        Some(day.and_hms_opt(0, 0, 0)? + chrono::Duration::microseconds(seconds * 1_000_000 + self.micros))
    }
}
