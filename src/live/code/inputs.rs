//! The files that `via: parquet` and `via: csv` go through, written by the script itself.

use arrow::array::Array;

use super::python;
use crate::case::plan::{Input, InputColumn};
use crate::case::types::Type;

/// Lines that write `input`'s columns to `path` as Parquet, from Arrow arrays of the declared types.
pub(super) fn parquet(path: &str, columns: &[InputColumn]) -> String {
    let columns = columns.iter().map(|c| {
        let values = python::list((0..c.values.len()).map(|i| python::cell(&c.values, i, &c.ty)));
        format!("    {}: pa.array({values}, {}),\n", python::string(&c.name), arrow(&c.ty))
    });
    format!("pq.write_table(pa.table({{\n{}}}), {})\n", columns.collect::<String>(), python::string(path))
}

/// Lines that write `input`'s columns to `path` as CSV.
pub(super) fn csv(path: &str, columns: &[InputColumn]) -> String {
    let rows = columns.first().map_or(0, |c| c.values.len());
    let header: Vec<String> = columns.iter().map(|c| field(&c.name)).collect();
    let mut text = header.join(",") + "\n";
    for i in 0..rows {
        let cells: Vec<String> = columns.iter().map(|c| csv_cell(c, i)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    format!(
        "with open({}, \"w\", encoding=\"utf-8\", newline=\"\") as file:\n    file.write({})\n",
        python::string(path),
        python::string(&text)
    )
}

/// Where a written input lies.
pub(super) fn path(input: &Input, ending: &str) -> String {
    format!("{}.{ending}", super::pandas::variable(&input.name))
}

fn arrow(ty: &Type) -> String {
    match ty {
        Type::Bool => "pa.bool_()".to_owned(),
        Type::Date => "pa.date32()".to_owned(),
        Type::Timestamp(None) => "pa.timestamp(\"us\")".to_owned(),
        Type::Timestamp(Some(zone)) => format!("pa.timestamp(\"us\", tz={})", python::string(zone)),
        Type::Duration => "pa.duration(\"us\")".to_owned(),
        Type::Decimal(p, s) => format!("pa.decimal128({p}, {s})"),
        Type::List(item) => format!("pa.list_({})", arrow(item)),
        ty => format!("pa.{ty}()"),
    }
}

/// A field, quoted where RFC 4180 or an outer blank asks for it; an empty text is quoted too, since nothing at all is null.
fn field(text: &str) -> String {
    let quote = text.is_empty()
        || text.contains(['"', ',', '\n', '\r'])
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if quote { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn csv_cell(column: &InputColumn, i: usize) -> String {
    use arrow::array::AsArray;
    use arrow::datatypes as ty;

    use crate::engine::text::canonical;

    let values = &column.values;
    if values.is_null(i) {
        return String::new();
    }
    match &column.ty {
        Type::Bool => values.as_boolean().value(i).to_string(),
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
        ty => python::cell(values, i, ty),
    }
}

fn float(text: String) -> String {
    match text.as_str() {
        "inf" => "Infinity".to_owned(),
        "-inf" => "-Infinity".to_owned(),
        _ => text,
    }
}
