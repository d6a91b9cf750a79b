//! The type of a column of CSV texts in SQL, and its values: the narrowest of integer, long integer, decimal, double, date,
//! timestamp and boolean that all of them can be read as, else text.
//!
//! Source: Spark, `CSVInferSchema`, `UnivocityParser.makeConverter`.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, StringArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::datatypes::TimeUnit;
use chrono::NaiveDate;

use super::missing;
use crate::axis::{Axes, csv, dates};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{java, sql};
use crate::result::ErrorKind;

/// A column of the type that its texts have in common; those of the rows `unheard` have no say.
pub(super) fn column(texts: &StringArray, unheard: &[usize], axes: &Axes) -> Raises<Column> {
    let heard = texts.iter().enumerate().filter(|(i, _)| unheard.binary_search(i).is_err()).filter_map(|(_, t)| t);
    let mut kind = None;
    for text in heard.filter(|t| !missing(t, axes)) {
        let found = of(text, kind.as_ref(), axes);
        kind = Some(match kind {
            None => found,
            Some(before) => common(before, found),
        });
        if matches!(kind, Some(Kind::String)) {
            break;
        }
    }
    values(texts, kind.unwrap_or(Kind::String), axes)
}

/// The values of texts as `kind`; a text that is none is null. A decimal may have commas, a day be written as for a cast.
///
/// Source: Spark, `UnivocityParser.makeConverter`, `ExprUtils.getDecimalParser`.
pub(in crate::engine::ingest) fn values(texts: &StringArray, kind: Kind, axes: &Axes) -> Raises<Column> {
    let texts = texts.iter().map(|text| text.filter(|t| !missing(t, axes)));
    let array: ArrayRef = match &kind {
        Kind::Int8 => Arc::new(texts.map(|t| i8::try_from(java::integer(t?)?).ok()).collect::<Int8Array>()),
        Kind::Int16 => Arc::new(texts.map(|t| i16::try_from(java::integer(t?)?).ok()).collect::<Int16Array>()),
        Kind::Int32 => Arc::new(texts.map(|t| i32::try_from(java::integer(t?)?).ok()).collect::<Int32Array>()),
        Kind::Int64 => Arc::new(texts.map(|t| i64::try_from(java::integer(t?)?).ok()).collect::<Int64Array>()),
        Kind::Decimal(p, s) => {
            let digits = texts
                .map(|t| java::rescaled(java::big_decimal(&t?.replace(',', ""))?, *p, *s))
                .collect::<Decimal128Array>();
            Arc::new(digits.with_precision_and_scale(*p, *s).map_err(Raised::internal)?)
        }
        Kind::Float32 => Arc::new(texts.map(|t| double(t?).map(|x| x as f32)).collect::<Float32Array>()),
        Kind::Float64 => Arc::new(texts.map(|t| double(t?)).collect::<Float64Array>()),
        Kind::Date => Arc::new(texts.map(|t| day(t?).or_else(|| sql::date(t?))).collect::<Date32Array>()),
        Kind::Timestamp(..) => {
            Arc::new(texts.map(|t| sql::timestamp(t?)).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
        }
        Kind::Bool => Arc::new(texts.map(|t| boolean(t?)).collect::<BooleanArray>()),
        Kind::String => Arc::new(texts.collect::<StringArray>()),
        // no text of a case is one of another type
        other => new_null_array(&other.arrow(), texts.len()),
    };
    Ok(Column::new(DType::sql(kind), array))
}

/// What a text raises that is no date, but was one to the reader of dates before.
///
/// Source: Spark, `UnivocityParser.makeConverter` and `DateTimeFormatterHelper.checkParsedDiff`.
pub(super) fn read_before(texts: &StringArray, axes: &Axes) -> Option<Raised> {
    match axes.dates.misfit() {
        dates::Misfit::Null | dates::Misfit::Error => return None,
        dates::Misfit::ReadBefore => {}
    }
    let mut known = texts.iter().flatten().filter(|text| !missing(text, axes));
    let text = known.find(|text| day(text).or_else(|| sql::date(text)).is_none() && counted(text).is_some())?;
    Some(Raised::new(ErrorKind::ParseError, format!("{text:?} was a date to an older reader")))
}

/// Three numbers that count years, months and days, however many and whatever follows (`FastDateParser`).
fn counted(text: &str) -> Option<()> {
    ["-", "-", ""].into_iter().try_fold(text, |rest, sign| {
        let rest = rest.trim_start();
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if behind.len() == rest.len() { None } else { behind.strip_prefix(sign) }
    })?;
    Some(())
}

/// The narrowest type of a text that is not narrower than the one so far.
fn of(text: &str, so_far: Option<&Kind>, axes: &Axes) -> Kind {
    let from = so_far.map_or(0, rank);
    let integer = || java::integer(text);
    let steps: [&dyn Fn() -> Option<Kind>; 7] = [
        &|| i32::try_from(integer()?).ok().map(|_| Kind::Int32),
        &|| i64::try_from(integer()?).ok().map(|_| Kind::Int64),
        &|| whole_decimal(text).map(|(_, digits)| Kind::Decimal(digits, 0)),
        &|| double(text).map(|_| Kind::Float64),
        &|| dated(axes)?.then(|| day(text)).flatten().map(|_| Kind::Date),
        &|| dated(axes)?.then(|| sql::timestamp(text)).flatten().map(|_| timestamp()),
        &|| boolean(text).map(|_| Kind::Bool),
    ];
    steps[from.min(steps.len())..].iter().find_map(|step| step()).unwrap_or(Kind::String)
}

fn timestamp() -> Kind {
    Kind::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC")))
}

fn dated(axes: &Axes) -> Option<bool> {
    Some(match axes.csv.dates() {
        csv::Dates::Text => false,
        csv::Dates::Inferred => true,
    })
}

/// The place of a type among those that are tried one after the other.
const fn rank(kind: &Kind) -> usize {
    match kind {
        Kind::Int32 => 0,
        Kind::Int64 => 1,
        Kind::Decimal(..) => 2,
        Kind::Float64 => 3,
        Kind::Date => 4,
        Kind::Timestamp(..) => 5,
        Kind::Bool => 6,
        _ => 7,
    }
}

/// The type that holds both; `found` is never narrower.
fn common(before: Kind, found: Kind) -> Kind {
    match (&before, &found) {
        (a, b) if a == b => found,
        (Kind::Int32, Kind::Int64) => found,
        (Kind::Int32, Kind::Decimal(p, _)) => Kind::Decimal((*p).max(10), 0),
        (Kind::Int64, Kind::Decimal(p, _)) => Kind::Decimal((*p).max(20), 0),
        (Kind::Decimal(p, _), Kind::Decimal(q, _)) => Kind::Decimal((*p).max(*q), 0),
        (Kind::Int32 | Kind::Int64 | Kind::Decimal(..), Kind::Float64) => found,
        (Kind::Date, Kind::Timestamp(..)) => found,
        _ => Kind::String,
    }
}

/// A number without digits behind the point, and how many it has before it; none with more than 38.
fn whole_decimal(text: &str) -> Option<(i128, u8)> {
    let (digits, scale) = java::big_decimal(text)?;
    let figures = digits.unsigned_abs().checked_ilog10().map_or(1, |n| n + 1);
    (scale == 0 && figures <= 38).then_some((digits, figures as u8))
}

fn double(text: &str) -> Option<f64> {
    match text {
        "Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        text => java::parse_double(text),
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A date as `2024-01-31`, each field in full; its year may have a minus sign.
fn day(text: &str) -> Option<i32> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let full = unsigned.len() == 10 && unsigned.bytes().enumerate().all(|(i, b)| (b == b'-') == matches!(i, 4 | 7));
    let date = full.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()?;
    Some(date.signed_duration_since(NaiveDate::default()).num_days() as i32)
}
