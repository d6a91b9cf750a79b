//! Input columns as the text of a CSV file, as the case format writes it: RFC 4180 quotes where they are needed, nothing at
//! all for null.

use arrow::array::{Array, AsArray};
use arrow::datatypes as ty;

use super::canonical;
use crate::case::plan::InputColumn;
use crate::case::types::Type;

/// A header and a line a row.
pub(crate) fn table(columns: &[InputColumn]) -> String {
    let rows = columns.first().map_or(0, |c| c.values.len());
    let header: Vec<String> = columns.iter().map(|c| field(&c.name)).collect();
    let mut text = header.join(",") + "\n";
    for i in 0..rows {
        let cells: Vec<String> = columns.iter().map(|c| cell(c, i)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A field, quoted where RFC 4180 or an outer blank asks for it; an empty text is quoted too, since nothing at all is null.
fn field(text: &str) -> String {
    let quote = text.is_empty()
        || text.contains(['"', ',', '\n', '\r'])
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if quote { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn cell(column: &InputColumn, i: usize) -> String {
    let values = &column.values;
    if values.is_null(i) {
        return String::new();
    }
    match &column.ty {
        Type::Bool => values.as_boolean().value(i).to_string(),
        Type::Int8 => values.as_primitive::<ty::Int8Type>().value(i).to_string(),
        Type::Int16 => values.as_primitive::<ty::Int16Type>().value(i).to_string(),
        Type::Int32 => values.as_primitive::<ty::Int32Type>().value(i).to_string(),
        Type::Int64 => values.as_primitive::<ty::Int64Type>().value(i).to_string(),
        Type::UInt8 => values.as_primitive::<ty::UInt8Type>().value(i).to_string(),
        Type::UInt16 => values.as_primitive::<ty::UInt16Type>().value(i).to_string(),
        Type::UInt32 => values.as_primitive::<ty::UInt32Type>().value(i).to_string(),
        Type::UInt64 => values.as_primitive::<ty::UInt64Type>().value(i).to_string(),
        Type::String => field(values.as_string::<i32>().value(i)),
        Type::Float32 => float(values.as_primitive::<ty::Float32Type>().value(i).to_string()),
        Type::Float64 => float(format!("{:?}", values.as_primitive::<ty::Float64Type>().value(i))),
        Type::Date => canonical::date(values.as_primitive::<ty::Date32Type>().value(i)),
        Type::Timestamp(zone) => canonical::timestamp(
            values.as_primitive::<ty::TimestampMicrosecondType>().value(i),
            ty::TimeUnit::Microsecond,
            zone.is_some(),
        ),
        Type::Duration => canonical::duration(
            values.as_primitive::<ty::DurationMicrosecondType>().value(i),
            ty::TimeUnit::Microsecond,
        ),
        Type::Decimal(_, scale) => {
            canonical::decimal(values.as_primitive::<ty::Decimal128Type>().value(i), i32::from(*scale))
        }
        // a list is a bad case: CSV has none
        Type::List(_) => String::new(),
    }
}

fn float(text: String) -> String {
    match text.as_str() {
        "inf" => "Infinity".to_owned(),
        "-inf" => "-Infinity".to_owned(),
        _ => text,
    }
}
