//! Text read by a format of `strptime`'s directives.
//!
//! Source: pandas, `_libs/tslibs/strptime.pyx`, which writes a regular expression of the format: each directive takes as much as it
//! may, and gives back what those behind it need.

mod fields;

use chrono::{DateTime, MappedLocalTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::{Reading, unread};
use crate::axis::{Axes, dates};
use crate::case::iso::tabled;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;
use fields::Fields;

const DIRECTIVES: &str = "aAbBdfGHIjmMpSuUVwWyYzZ";

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

impl Format {
    /// The format that `text` is.
    pub(in crate::engine) fn parse(text: &str) -> Raises<Self> {
        let has = |directive: &str| text.contains(directive);
        let weekday = ["%A", "%a", "%w"].into_iter().any(has);
        let refused = match () {
            () if has("%U") || has("%W") => !(weekday && (has("%Y") || has("%y"))),
            () if has("%Z") && has("%z") => true,
            () if has("%G") => has("%j") || !has("%V") || !(weekday || has("%u")),
            () => has("%V"),
        };
        if refused {
            return Err(Raised::value_error("directives of the format do not go together"));
        }
        let whole = text.replace("%c", "%a %b %d %H:%M:%S %Y").replace("%x", "%m/%d/%y").replace("%X", "%H:%M:%S");
        let (mut parts, mut seen) = (Vec::new(), String::new());
        let mut chars = whole.chars();
        while let Some(c) = chars.next() {
            parts.push(match c {
                '%' => match chars.next() {
                    Some(d) if seen.contains(d) => {
                        return Err(Raised::value_error(format!("the directive %{d} stands twice")));
                    }
                    Some(d) if DIRECTIVES.contains(d) => {
                        seen.push(d);
                        Part::Directive(d)
                    }
                    Some('%') => Part::Char('%'),
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
    pub(in crate::engine) fn read(&self, text: &str, axes: &Axes) -> Raises<Reading> {
        let before_zero = text.strip_prefix('-').filter(|_| self.iso);
        let (mut fields, rest) =
            take(&self.parts, before_zero.unwrap_or(text), Fields::default()).ok_or_else(|| unread(text))?;
        if !rest.is_empty() {
            return Err(Raised::new(ErrorKind::ParseError, format!("{rest:?} is left of {text:?}")));
        }
        if before_zero.is_some() {
            fields.year = fields.year.map(|year| -year);
        }
        let no_day = || Raised::new(ErrorKind::OutOfBounds, format!("{text:?} names no day"));
        let read = fields.reading(self.iso).ok_or_else(no_day)?;
        if read.offset.is_some_and(|ahead| ahead.abs() >= 86_400) {
            return Err(Raised::value_error(format!("{text:?} has an offset of a day or more")));
        }
        match fields.zone {
            None => Ok(read),
            Some(name) => in_zone(read, name, axes),
        }
    }
}

/// A reading of clocks in the zone that a text names.
fn in_zone(read: Reading, name: &str, axes: &Axes) -> Raises<Reading> {
    let zone = zone(name).filter(|zone| match axes.dates.zone_words() {
        dates::ZoneWords::Refused => zone.name() == name,
        dates::ZoneWords::Ignored => true,
    });
    let zone = zone.ok_or_else(|| Raised::new(ErrorKind::ColumnNotFound, format!("there is no zone {name}")))?;
    let seconds = read.nanos.div_euclid(1_000_000_000) as i64;
    let local = DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc());
    match local.map(|local| zone.offset_from_local_datetime(&tabled(local))) {
        Some(MappedLocalTime::Single(offset)) => {
            Ok(Reading { offset: Some(offset.fix().local_minus_utc().into()), zone: Some(zone), ..read })
        }
        _ => Err(Raised::value_error("the zone's clocks show the time twice or never")),
    }
}

fn zone(name: &str) -> Option<Tz> {
    TZ_VARIANTS.into_iter().find(|zone| zone.name().eq_ignore_ascii_case(name))
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
        Part::Directive(directive) => (1..=text.len().min(32)).rev().find_map(|length| {
            let (taken, rest) = text.split_at_checked(length)?;
            take(parts, rest, fields.with(directive, taken)?)
        }),
    }
}
