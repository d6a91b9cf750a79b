//! Columns of JSON values in SQL: the type that all values of a name have in common, else text; the names in order.
//!
//! Source: Spark, `JsonInferSchema`, `JacksonParser`.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, ListArray, StringArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::Field;
use serde_json::Value;
use serde_json::value::RawValue;

use super::jackson::{self, Row};
use super::{Line, WORD, spelled};
use crate::axis::{Axes, inputs};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::frame::{Frame, Table};
use crate::engine::ingest::late::{Fault, Read};
use crate::engine::ingest::sql_kind;
use crate::engine::names;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{java, sql};
use crate::result::ErrorKind;

/// Where a line goes that is no object.
const CORRUPT: &str = "_corrupt_record";

/// What is read from the lines of a text. Of lines that are no objects alone nothing can be asked for.
///
/// Source: Spark, `JsonFileFormat.buildReader`.
pub(super) fn read(text: &str, fixed: &[(String, Type)], axes: &Axes) -> Raises<Read> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.flat_map(|line| match jackson::rows(line) {
        Some(rows) => rows.into_iter().map(Line::Row).collect(),
        None => vec![Line::Bad(line)],
    });
    let frame = frame(&lines.collect::<Vec<_>>(), fixed, axes)?;
    let mut late: Vec<Fault> = frame.names.iter().zip(&frame.columns).filter_map(unheld).collect();
    let only_corrupt = frame.names.len() == 1 && &*frame.names[0] == CORRUPT;
    let raised = || Raised::unsupported("lines that are no objects cannot be asked for alone");
    late.extend(only_corrupt.then(|| Fault { column: Some(CORRUPT.into()), raised: raised() }));
    Ok(Read { table: Table::whole(frame), late })
}

/// The table of these lines.
fn frame(lines: &[Line<'_, Row>], fixed: &[(String, Type)], axes: &Axes) -> Raises<Frame> {
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    for line in lines {
        match line {
            Line::Row(row) => {
                if let Some(name) = &row.twice {
                    return Err(twice(name));
                }
                // what has no name is not taken
                for (name, written) in row.values.iter().filter(|(name, _)| !name.is_empty()) {
                    let found = of(written)?;
                    let kind = kinds.entry(name).or_insert(Kind::Void);
                    *kind = common(kind.clone(), found);
                }
            }
            Line::Bad(_) => {
                kinds.insert(CORRUPT, Kind::String);
            }
        }
    }
    if let Some(name) = kinds.keys().find(|a| kinds.keys().any(|b| a != &b && names::same(a, b, axes))) {
        return Err(twice(name));
    }
    let named = kinds.into_iter().map(|(name, kind)| {
        let ty = fixed.iter().find_map(|(n, ty)| (n == name).then_some(ty));
        let kind = ty.map_or_else(|| known(kind), sql_kind);
        let values = lines.iter().map(|line| match line {
            // what is called so is not taken from an object
            Line::Row(_) if name == CORRUPT => Ok(None),
            Line::Row(row) => row.values.get(name).map(|written| held(written, &kind, axes)).transpose(),
            Line::Bad(text) if name == CORRUPT => Ok(Some(Value::String((*text).to_owned()))),
            Line::Bad(_) => Ok(None),
        });
        let values = values.collect::<Raises<Vec<_>>>()?;
        let values: Vec<Option<&Value>> = values.iter().map(Option::as_ref).collect();
        Ok((Arc::from(name), Column::new(DType::sql(kind.clone()), array(&values, &kind)?)))
    });
    Ok(Frame::new(named.collect::<Raises<Vec<_>>>()?, lines.len()))
}

fn twice(name: &str) -> Raised {
    Raised::new(ErrorKind::DuplicateColumn, format!("the column {name} exists more than once"))
}

/// What is wrong with a column of objects within objects, if it is asked for.
fn unheld((name, column): (&Arc<str>, &Column)) -> Option<Fault> {
    let raised = || Raised::unsupported("objects within objects are no values of a column here");
    has_objects(column.kind()).then(|| Fault { column: Some(name.clone()), raised: raised() })
}

fn has_objects(kind: &Kind) -> bool {
    match kind {
        Kind::List(item) => has_objects(item),
        kind => *kind == Kind::Void,
    }
}

/// The value; an integer has no sign of zero, and a number that is too large is the word for what it comes to.
fn value(written: &RawValue) -> Raises<Value> {
    match (serde_json::from_str(written.get()), written.get().parse::<f64>()) {
        (Ok(_), Ok(_)) if written.get() == "-0" => Ok(Value::from(0)),
        (Err(_), Ok(large)) if large == f64::INFINITY => Ok(Value::String(format!("{WORD}Infinity"))),
        (Err(_), Ok(large)) if large.is_infinite() => Ok(Value::String(format!("{WORD}-Infinity"))),
        (value, _) => value.map_err(Raised::internal),
    }
}

fn parts<'t, T: serde::Deserialize<'t>>(written: &'t RawValue) -> Raises<T> {
    serde_json::from_str(written.get()).map_err(Raised::internal)
}

/// The value of a column of this type; one that is no text is held as text by how it is written.
fn held(written: &RawValue, kind: &Kind, axes: &Axes) -> Raises<Value> {
    let value = value(written)?;
    Ok(match (kind, &value) {
        (Kind::String, Value::String(_)) if !written.get().starts_with('"') => Value::String(written.get().to_owned()),
        (Kind::String, Value::String(word)) if spelled(word).is_some() => Value::String(word.replace(WORD, "")),
        (Kind::String, Value::String(_) | Value::Null) => value,
        (Kind::Decimal(..), Value::Number(_)) => Value::String(written.get().to_owned()),
        (Kind::String, _) => Value::String(match axes.inputs.json_text() {
            inputs::JsonText::AsWritten => written.get().to_owned(),
            inputs::JsonText::WrittenAgain => again(written)?,
        }),
        (Kind::List(item), Value::Array(_)) => {
            let items: Vec<Box<RawValue>> = parts(written)?;
            Value::Array(items.iter().map(|written| held(written, item, axes)).collect::<Raises<_>>()?)
        }
        _ => value,
    })
}

/// A value as Java writes it: without blanks, fractions as `Double.toString` has them.
fn again(written: &RawValue) -> Raises<String> {
    Ok(match value(written)? {
        Value::Number(n) if is_whole(written) => n.as_i64().map_or_else(|| written.get().to_owned(), |n| n.to_string()),
        Value::Number(n) => java::double(n.as_f64().unwrap_or(f64::NAN)),
        Value::Array(_) => {
            let items: Vec<Box<RawValue>> = parts(written)?;
            let items = items.iter().map(|item| again(item)).collect::<Raises<Vec<_>>>()?;
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    })
}

fn is_whole(written: &RawValue) -> bool {
    !written.get().contains(['.', 'e', 'E'])
}

/// The type of a value; a text of nothing has none.
fn of(written: &RawValue) -> Raises<Kind> {
    Ok(match value(written)? {
        Value::Null => Kind::Void,
        Value::Bool(_) => Kind::Bool,
        Value::Number(n) if n.as_i64().is_some() => Kind::Int64,
        Value::Number(_) if is_whole(written) => match written.get().trim_start_matches('-').len() {
            digits @ ..=38 => Kind::Decimal(digits as u8, 0),
            _ => Kind::Float64,
        },
        Value::Number(_) => Kind::Float64,
        Value::String(s) if s.is_empty() => Kind::Void,
        Value::String(s) if spelled(&s).is_some() => Kind::Float64,
        Value::String(_) => Kind::String,
        Value::Array(_) => {
            let items: Vec<Box<RawValue>> = parts(written)?;
            let kinds = items.iter().map(|item| of(item)).collect::<Raises<Vec<_>>>()?;
            Kind::List(Box::new(kinds.into_iter().fold(Kind::Void, common)))
        }
        Value::Object(_) => Kind::Object,
    })
}

/// The type that holds both.
fn common(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (a, b) if a == b => a,
        (Kind::Void, other) | (other, Kind::Void) => other,
        (Kind::Int64 | Kind::Decimal(..), Kind::Float64) | (Kind::Float64, Kind::Int64 | Kind::Decimal(..)) => {
            Kind::Float64
        }
        (Kind::Int64, Kind::Decimal(p, s)) | (Kind::Decimal(p, s), Kind::Int64) => Kind::Decimal(p.max(20), s),
        (Kind::Decimal(p, _), Kind::Decimal(q, _)) => Kind::Decimal(p.max(q), 0),
        (Kind::List(a), Kind::List(b)) => Kind::List(Box::new(common(*a, *b))),
        _ => Kind::String,
    }
}

/// Text where nothing but null was found, and nothing where there are objects.
fn known(kind: Kind) -> Kind {
    match kind {
        Kind::Void => Kind::String,
        Kind::Object => Kind::Void,
        Kind::List(item) => Kind::List(Box::new(known(*item))),
        kind => kind,
    }
}

/// Values of one type; what is of another is null, but as text anything can be held.
fn array(values: &[Option<&Value>], kind: &Kind) -> Raises<ArrayRef> {
    let values = || values.iter().map(|v| v.filter(|v| !v.is_null()));
    let whole = |v: Option<&Value>| v.and_then(Value::as_i64);
    Ok(match kind {
        Kind::Bool => Arc::new(values().map(|v| v?.as_bool()).collect::<BooleanArray>()),
        Kind::Int8 => Arc::new(values().map(|v| i8::try_from(whole(v)?).ok()).collect::<Int8Array>()),
        Kind::Int16 => Arc::new(values().map(|v| i16::try_from(whole(v)?).ok()).collect::<Int16Array>()),
        Kind::Int32 => Arc::new(values().map(|v| i32::try_from(whole(v)?).ok()).collect::<Int32Array>()),
        Kind::Int64 => Arc::new(values().map(whole).collect::<Int64Array>()),
        Kind::Float32 => Arc::new(values().map(|v| double(v?).map(|x| x as f32)).collect::<Float32Array>()),
        Kind::Float64 => Arc::new(values().map(|v| double(v?)).collect::<Float64Array>()),
        Kind::Decimal(p, s) => {
            let digits = values().map(|v| java::rescaled(java::big_decimal(v?.as_str()?)?, *p, *s));
            let digits = digits.collect::<Decimal128Array>();
            Arc::new(digits.with_precision_and_scale(*p, *s).map_err(Raised::internal)?)
        }
        Kind::String => Arc::new(values().map(|v| v?.as_str()).collect::<StringArray>()),
        Kind::Date => {
            // a number that is a text counts days
            let day = |text: &str| sql::date(text).or_else(|| i32::try_from(java::integer(text)?).ok());
            Arc::new(values().map(|v| day(v?.as_str()?)).collect::<Date32Array>())
        }
        Kind::Timestamp(..) => {
            // a number counts seconds, round and round
            let seconds = |v: &Value| v.as_i64().map(|seconds| seconds.wrapping_mul(1_000_000));
            let micros = values().map(|v| seconds(v?).or_else(|| sql::timestamp(v?.as_str()?)));
            Arc::new(micros.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
        }
        Kind::List(item) => {
            let mut lists: Vec<Option<&Vec<Value>>> = values().map(|v| v?.as_array()).collect();
            let items = items_of(&lists, item)?;
            let mut at = 0;
            // one item that does not fit is enough for there to be no list
            for list in &mut lists {
                let own = at..at + list.map_or(0, Vec::len);
                at = own.end;
                let unfit = |(item, place): (&Value, usize)| !item.is_null() && items.is_null(place);
                *list = list.filter(|list| !list.iter().zip(own).any(unfit));
            }
            let items = items_of(&lists, item)?;
            let field = Arc::new(Field::new("item", item.arrow(), true));
            let offsets = OffsetBuffer::from_lengths(lists.iter().map(|l| l.map_or(0, Vec::len)));
            let nulls = lists.iter().map(Option::is_some).collect::<NullBuffer>();
            let lists = ListArray::try_new(field, offsets, items, Some(nulls));
            Arc::new(lists.map_err(Raised::internal)?)
        }
        other => new_null_array(&other.arrow(), values().len()),
    })
}

fn items_of(lists: &[Option<&Vec<Value>>], item: &Kind) -> Raises<ArrayRef> {
    array(&lists.iter().flatten().flat_map(|list| list.iter().map(Some)).collect::<Vec<_>>(), item)
}

fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => match s.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" | "+Infinity" | "INF" | "+INF" => Some(f64::INFINITY),
            "-Infinity" | "-INF" => Some(f64::NEG_INFINITY),
            other => spelled(other),
        },
        _ => None,
    }
}
