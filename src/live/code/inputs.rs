//! The files that `via: parquet` and `via: csv` go through, written by the script itself.

use arrow::array::Array;

use super::python;
use crate::case::plan::{Input, InputColumn};
use crate::case::types::Type;
use crate::engine::text::csv;

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
    format!(
        "with open({}, \"w\", encoding=\"utf-8\", newline=\"\") as file:\n    file.write({})\n",
        python::string(path),
        python::string(&csv::table(columns))
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
