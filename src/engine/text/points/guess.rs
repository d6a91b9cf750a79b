//! The format that a column's first text lets guess.
//!
//! Source: pandas, `guess_datetime_format` in `_libs/tslibs/parsing.pyx`: what was read is written out again piece by piece, and each
//! of the text's tokens takes the first directive that writes it.

use chrono::{NaiveDate, Timelike};

use super::Format;
use super::loose::{self, tokens};
use crate::axis::Axes;

/// Directives in the order they are tried, the fields that each takes (as letters), and the digits a number is filled up to.
const DIRECTIVES: [(&str, &str, usize); 20] = [
    ("YmdHMS", "%Y%m%d%H%M%S", 0),
    ("YmdHM", "%Y%m%d%H%M", 0),
    ("YmdH", "%Y%m%d%H", 0),
    ("Ymd", "%Y%m%d", 0),
    ("Y", "%Y", 0),
    ("HMS", "%H%M%S", 0),
    ("HM", "%H%M", 0),
    ("m", "%B", 0),
    ("m", "%b", 0),
    ("m", "%m", 2),
    ("d", "%d", 2),
    ("H", "%H", 2),
    ("M", "%M", 2),
    ("S", "%S", 2),
    ("Sf", "%S.%f", 0),
    ("z", "%z", 0),
    ("z", "%Z", 0),
    ("a", "%a", 0),
    ("a", "%A", 0),
    ("p", "%p", 0),
];

/// The format that `text` seems to be written in; `None` where that is not clear.
pub(in crate::engine) fn guess(text: &str, axes: &Axes) -> Option<String> {
    let fields = loose::read(text)?;
    let clock = fields.reading(axes)?;
    let day = NaiveDate::from_ymd_opt(fields.year as i32, fields.month as u32, fields.day as u32)?;
    let time = chrono::NaiveTime::from_num_seconds_from_midnight_opt(
        (clock.nanos.rem_euclid(86_400_000_000_000) / 1_000_000_000) as u32,
        (clock.nanos.rem_euclid(1_000_000_000)) as u32,
    )?;
    let zone = fields.offset.map(|o| {
        let sign = if o < 0 { '-' } else { '+' };
        format!("{sign}{:02}{:02}", o.abs() / 3_600, o.abs() / 60 % 60)
    });
    let written = |directive: &str| -> Option<String> {
        Some(match directive {
            "%z" => zone.clone()?,
            "%Z" => zone.as_ref().filter(|z| z.as_str() == "+0000").map(|_| "UTC".to_owned())?,
            "%Y" => day.format("%Y").to_string().trim_start_matches('0').to_owned(),
            "%S.%f" => format!("{:02}.{:06}", time.second(), time.nanosecond() / 1_000),
            other => day.and_time(time).format(other).to_string(),
        })
    };
    let mut tokens = with_offset_joined(tokens(text), zone.as_deref());
    let mut guessed: Vec<Option<&str>> = vec![None; tokens.len()];
    let mut found = String::new();
    for (takes, directive, digits) in DIRECTIVES {
        if takes.chars().any(|field| found.contains(field)) {
            continue;
        }
        let Some(written) = written(directive) else { continue };
        let place = (0..tokens.len()).find(|i| guessed[*i].is_none() && filled(&tokens[*i], digits) == written);
        if let Some(i) = place {
            guessed[i] = Some(directive);
            tokens[i] = written;
            found.push_str(takes);
        }
    }
    let month = guessed.as_slice() == [Some("%Y"), None, Some("%m")] && tokens[1] == "-";
    let whole = "Ymd".chars().all(|field| found.contains(field));
    if !(whole || month || guessed.as_slice() == [Some("%Y")]) {
        return None;
    }
    let mut format = String::new();
    for (token, guess) in tokens.iter().zip(&guessed) {
        match guess {
            Some(directive) => format.push_str(directive),
            None if token.parse::<f64>().is_ok_and(|x| x != 0.0) => return None,
            None => format.push_str(token),
        }
    }
    if format.contains("%p") {
        format = format.replace("%H", "%I");
    }
    Format::parse(&format).and_then(|f| f.read(text, axes)).ok().map(|_| format)
}

/// A number with zeros before it, or behind the point up to microseconds.
fn filled(token: &str, digits: usize) -> String {
    match token.split_once('.') {
        Some((seconds, fraction)) if !seconds.is_empty() && !fraction.is_empty() => {
            let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
            format!("{seconds:0>2}.{micros}")
        }
        _ => format!("{token:0>digits$}"),
    }
}

/// The tokens with those of an offset at the end as one.
fn with_offset_joined(mut tokens: Vec<String>, zone: Option<&str>) -> Vec<String> {
    let Some(zone) = zone else { return tokens };
    let sign = |ahead: usize| tokens.len().checked_sub(ahead).filter(|i| matches!(tokens[*i].as_str(), "+" | "-"));
    let start =
        if tokens.last().is_some_and(|t| t == "Z") { Some(tokens.len() - 1) } else { sign(2).or_else(|| sign(4)) };
    if let Some(start) = start {
        tokens.truncate(start);
        tokens.push(zone.to_owned());
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn a_format_is_guessed_where_a_whole_day_is_clear() {
        let axes = crate::profile::builtin().swap_remove(0).axes;
        let seen = [
            ("2024-01-31", "%Y-%m-%d"),
            ("31/01/2024", "%d/%m/%Y"),
            ("1/2/2024", "%m/%d/%Y"),
            ("20240131", "%Y%m%d"),
            ("202401311000", "%Y%m%d%H%M"),
            ("2024-01", "%Y-%m"),
            ("Jan 31, 2024", "%b %d, %Y"),
            ("31.01.2024", "%d.%m.%Y"),
            ("2024-01-31T10:00:00+02:00", "%Y-%m-%dT%H:%M:%S%z"),
            ("2024-01-31T10:00:00.5Z", "%Y-%m-%dT%H:%M:%S.%f%z"),
            ("Wed 31 Jan 2024", "%a %d %b %Y"),
            ("2024", "%Y"),
            ("2024-08-16 16:18:32", "%Y-%m-%d %H:%M:%S"),
            ("16/08/2024 16:18", "%d/%m/%Y %H:%M"),
        ];
        for (text, format) in seen {
            assert_eq!(guess(text, &axes).as_deref(), Some(format), "{text}");
        }
        for text in ["10:30", "24-01-31", "1.50", "12", "true", "1706659200", "2024-02-30", "2024-01-31 10:30 PM"] {
            assert_eq!(guess(text, &axes), None, "{text}");
        }
    }
}
