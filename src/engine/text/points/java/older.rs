//! Whether Java's older reader takes a text: numbers of any length, and anything behind what the pattern names.
//!
//! Source: Java, `SimpleDateFormat.subParse` and `GregorianCalendar.computeTime`, neither of them lenient.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::fields::{Fields, is};
use super::letters::Token;
use super::{half, month, offset, zones};

/// What was read last for each letter.
type Said = BTreeMap<char, i64>;

/// Whether a text's start is what a pattern's tokens name, and more than nothing.
pub(super) fn reads(tokens: &[Token], text: &str) -> bool {
    let (mut rest, mut said) = (text, Said::new());
    for (i, token) in tokens.iter().enumerate() {
        let left = match *token {
            Token::Char(wanted) | Token::Mark(wanted) => rest.strip_prefix(wanted),
            Token::Run(letter, count) => {
                let most = match tokens.get(i + 1) {
                    Some(Token::Run(next, times)) if is_number(*next, *times) => count,
                    _ => usize::MAX,
                };
                take(rest.trim_start_matches([' ', '\t']), letter, count, most, &mut said)
            }
        };
        let Some(left) = left else { return false };
        rest = left;
    }
    rest.len() < text.len() && there_is(&said)
}

fn is_number(letter: char, count: usize) -> bool {
    !matches!((letter, count), ('M', 3..) | ('a' | 'x' | 'z' | 'E', _))
}

/// Takes a field from the text's start; what is left.
fn take<'a>(text: &'a str, letter: char, count: usize, most: usize, said: &mut Said) -> Option<&'a str> {
    match letter {
        // it has other letters for offsets
        'x' => return None,
        'z' => return zone(text),
        'a' => {
            let (taken, left) = text.split_at_checked(2)?;
            said.insert('a', half(taken)?);
            return Some(left);
        }
        'M' if count > 2 => {
            let (number, left) = month(text, true).or_else(|| month(text, false))?;
            said.insert('M', number);
            return Some(left);
        }
        _ => {}
    }
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (taken, left) = text.split_at(digits);
    let number: i64 = taken.parse().ok()?;
    // what follows a second are thousandths of it, not a fraction
    let number = if letter == 'S' { (number < 1_000).then_some(number * 1_000_000)? } else { number };
    said.insert(letter, number);
    Some(left)
}

fn zone(text: &str) -> Option<&str> {
    if let Some((_, left)) = text.split_at_checked(5).filter(|(taken, _)| offset(taken).is_some()) {
        return Some(left);
    }
    let starts = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let Some(word) = ["UTC", "GMT"].into_iter().find(starts) else {
        return zones::named(text).map(|(_, length)| &text[length..]);
    };
    let behind = &text[word.len()..];
    let Some(clock) = behind.strip_prefix(['+', '-']).filter(|_| word == "GMT") else { return Some(behind) };
    let (hours, rest) = clock.split_once(':').filter(|(hours, _)| matches!(hours.len(), 1 | 2))?;
    let (minutes, left) = rest.split_at_checked(2)?;
    (hours.parse::<u8>().ok()? < 24 && minutes.parse::<u8>().ok()? < 60).then_some(left)
}

/// Whether all that was read holds of one point in time.
fn there_is(said: &Said) -> bool {
    let mut fields = Fields::default();
    if !said.iter().all(|(letter, number)| fields.put(*letter, *number).is_some()) {
        return false;
    }
    let hour = fields.half.unwrap_or(0) * 12 + fields.hour_of_half.unwrap_or(0);
    fields.hour.get_or_insert(hour);
    let year = i32::try_from(fields.year.unwrap_or(1_970)).ok().filter(|year| *year > 0);
    let by_number = |year, day| NaiveDate::from_yo_opt(year, u32::try_from(day).ok()?);
    let day = match (year, fields.day_of_year) {
        (Some(year), Some(day)) => by_number(year, day),
        (Some(_), None) => fields.date(),
        (None, _) => None,
    };
    let fits = |day: NaiveDate| is(fields.month, day.month().into()) && is(fields.day, day.day().into());
    fields.fits_hour() && day.is_some_and(fits)
}
