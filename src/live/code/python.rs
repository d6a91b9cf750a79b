//! Python literals.

use std::fmt::Write as _;

use arrow::array::ArrayRef;
use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};

use crate::case::expr::Literal;
use crate::case::inline::Inline;
use crate::case::iso::tabled;
use crate::case::plan::Scalar;
use crate::case::types::Type;

/// A string literal.
pub(in crate::live) fn string(s: &str) -> String {
    let mut out = String::from('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `["a", "b"]`
pub(in crate::live) fn strings<S: AsRef<str>>(items: &[S]) -> String {
    list(items.iter().map(|s| string(s.as_ref())))
}

/// `[a, b]`
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// `{"a": b}`
pub(super) fn dict(items: impl Iterator<Item = (String, String)>) -> String {
    format!("{{{}}}", items.map(|(k, v)| format!("{}: {v}", string(&k))).collect::<Vec<_>>().join(", "))
}

/// `True`
pub(super) const fn boolean(b: bool) -> &'static str {
    if b { "True" } else { "False" }
}

/// A setting as it is written in YAML: `true` is `True`, numbers are numbers, anything else is text.
pub(in crate::live) fn setting(text: &str) -> String {
    match text {
        "true" | "True" | "TRUE" => "True".to_owned(),
        "false" | "False" | "FALSE" => "False".to_owned(),
        "null" | "~" | "" => "None".to_owned(),
        number if number.parse::<i64>().is_ok() => number.to_owned(),
        number if number.starts_with(|c: char| c.is_ascii_digit()) && number.parse::<f64>().is_ok() => {
            number.to_owned()
        }
        text => string(text),
    }
}

/// `1.5`, `float("nan")`
pub(super) fn float(x: f64) -> String {
    if x.is_nan() {
        "float(\"nan\")".to_owned()
    } else if x.is_infinite() {
        if x > 0.0 { "float(\"inf\")" } else { "float(\"-inf\")" }.to_owned()
    } else {
        format!("{x:?}")
    }
}

fn date(d: NaiveDate) -> String {
    format!("datetime.date({}, {}, {})", d.year(), d.month(), d.day())
}

fn datetime(t: NaiveDateTime, zone: &str) -> String {
    let micros = t.nanosecond() / 1_000;
    let fraction = if micros == 0 { String::new() } else { format!(", {micros}") };
    format!(
        "datetime.datetime({}, {}, {}, {}, {}, {}{fraction}{zone})",
        t.year(),
        t.month(),
        t.day(),
        t.hour(),
        t.minute(),
        t.second()
    )
}

/// A literal of an expression.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "None".to_owned(),
        Literal::Bool(b) => boolean(*b).to_owned(),
        Literal::Int(i) => i.to_string(),
        Literal::Float(x) => float(*x),
        Literal::Str(s) => string(s),
        Literal::Date(d) => date(*d),
        Literal::Timestamp(t) => datetime(*t, ""),
    }
}

/// A value of `fillna`.
pub(super) fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Null => "None".to_owned(),
        Scalar::Bool(b) => boolean(*b).to_owned(),
        Scalar::Int(i) => i.to_string(),
        Scalar::Float(x) => float(*x),
        Scalar::Str(s) => string(s),
    }
}

/// The `i`-th value of an input column.
pub(super) fn cell(values: &ArrayRef, i: usize, ty: &Type) -> String {
    inline(&Inline::at(values, i, ty))
}

pub(super) fn inline(value: &Inline<'_>) -> String {
    match value {
        Inline::Null => "None".to_owned(),
        Inline::Bool(b) => boolean(*b).to_owned(),
        Inline::Int(i) => i.to_string(),
        // the shortest decimal that means this single: what the case said
        Inline::Float32(x) if x.is_finite() => format!("{x:?}"),
        Inline::Float32(x) => float((*x).into()),
        Inline::Float64(x) => float(*x),
        Inline::Text(s) => string(s),
        Inline::Date(d) => date(*d),
        Inline::Timestamp(time, zone) => zoned(*time, *zone),
        Inline::Duration(micros) => format!("datetime.timedelta(microseconds={micros})"),
        Inline::Decimal(digits) => format!("decimal.Decimal(\"{digits}\")"),
        Inline::List(items) => list(items.iter().map(inline)),
    }
}

/// A timestamp, as local time of its zone. Of two equal local times the later one is marked by its fold.
fn zoned(utc: DateTime<Utc>, zone: Option<&str>) -> String {
    let Some(zone) = zone else { return datetime(utc.naive_utc(), "") };
    let Ok(tz) = zone.parse::<chrono_tz::Tz>() else { return datetime(utc.naive_utc(), "") };
    let ahead = tz.offset_from_utc_datetime(&tabled(utc.naive_utc())).fix();
    let local = utc.with_timezone(&ahead).naive_local();
    let later = match tz.offset_from_local_datetime(&tabled(local)) {
        MappedLocalTime::Ambiguous(_, latest) => latest.fix() == ahead,
        MappedLocalTime::Single(_) | MappedLocalTime::None => false,
    };
    let fold = if later { ", fold=1" } else { "" };
    datetime(local, &format!(", tzinfo=zoneinfo.ZoneInfo({}){fold}", string(zone)))
}
