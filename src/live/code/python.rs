//! Python literals.

use std::fmt::Write as _;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes as ty;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::case::expr::Literal;
use crate::case::plan::Scalar;
use crate::case::types::Type;

/// A string literal.
pub(super) fn string(s: &str) -> String {
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
pub(super) fn strings<S: AsRef<str>>(items: &[S]) -> String {
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
    if values.is_null(i) {
        return "None".to_owned();
    }
    match ty {
        Type::Bool => boolean(values.as_boolean().value(i)).to_owned(),
        Type::Int8 => values.as_primitive::<ty::Int8Type>().value(i).to_string(),
        Type::Int16 => values.as_primitive::<ty::Int16Type>().value(i).to_string(),
        Type::Int32 => values.as_primitive::<ty::Int32Type>().value(i).to_string(),
        Type::Int64 => values.as_primitive::<ty::Int64Type>().value(i).to_string(),
        Type::UInt8 => values.as_primitive::<ty::UInt8Type>().value(i).to_string(),
        Type::UInt16 => values.as_primitive::<ty::UInt16Type>().value(i).to_string(),
        Type::UInt32 => values.as_primitive::<ty::UInt32Type>().value(i).to_string(),
        Type::UInt64 => values.as_primitive::<ty::UInt64Type>().value(i).to_string(),
        Type::Float32 => {
            // the shortest decimal that means this single: what the case said
            let x = values.as_primitive::<ty::Float32Type>().value(i);
            if x.is_finite() { format!("{x:?}") } else { float(x.into()) }
        }
        Type::Float64 => float(values.as_primitive::<ty::Float64Type>().value(i)),
        Type::String => string(values.as_string::<i32>().value(i)),
        Type::Date => {
            let days = values.as_primitive::<ty::Date32Type>().value(i);
            let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
            date(epoch + chrono::Duration::days(days.into()))
        }
        Type::Timestamp(zone) => {
            let micros = values.as_primitive::<ty::TimestampMicrosecondType>().value(i);
            zoned(micros, zone.as_deref())
        }
        Type::Duration => {
            let micros = values.as_primitive::<ty::DurationMicrosecondType>().value(i);
            format!("datetime.timedelta(microseconds={micros})")
        }
        Type::Decimal(_, scale) => {
            let digits = values.as_primitive::<ty::Decimal128Type>().value(i);
            let scale = usize::try_from(*scale).unwrap_or(0);
            let text = format!("{:0>width$}", digits.unsigned_abs(), width = scale + 1);
            let (whole, fraction) = text.split_at(text.len() - scale);
            let point = if scale == 0 { "" } else { "." };
            format!("decimal.Decimal(\"{}{whole}{point}{fraction}\")", if digits < 0 { "-" } else { "" })
        }
        Type::List(item) => {
            let items = values.as_list::<i32>().value(i);
            list((0..items.len()).map(|j| cell(&items, j, item)))
        }
    }
}

/// A timestamp, as local time of its zone. Of two equal local times the later one is marked by its fold.
fn zoned(micros: i64, zone: Option<&str>) -> String {
    let utc = DateTime::from_timestamp_micros(micros).unwrap_or_default();
    let Some(zone) = zone else { return datetime(utc.naive_utc(), "") };
    let Ok(tz) = zone.parse::<chrono_tz::Tz>() else { return datetime(utc.naive_utc(), "") };
    let local = utc.with_timezone(&tz);
    let later = local.naive_local().and_local_timezone(tz).latest().is_some_and(|latest| latest == local)
        && local.naive_local().and_local_timezone(tz).single().is_none();
    let fold = if later { ", fold=1" } else { "" };
    datetime(local.naive_local(), &format!(", tzinfo=zoneinfo.ZoneInfo({}){fold}", string(zone)))
}
