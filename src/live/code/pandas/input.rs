//! How a table gets into a pandas or Dask frame.

use arrow::array::Array;

use super::super::{Target, inputs, pandas_expr, python};
use super::variable;
use crate::case::plan::{Input, InputColumn, Source, Via};
use crate::case::types::Type;

pub(super) fn input(input: &Input, target: Target<'_>) -> String {
    let name = variable(&input.name);
    let reader = if target.is_dask() { "dd" } else { "pd" };
    match (&input.source, input.via) {
        (Source::Inline(columns), Via::Parquet) => {
            let path = inputs::path(input, "parquet");
            format!("{}{name} = {reader}.read_parquet({})\n", inputs::parquet(&path, columns), python::string(&path))
        }
        (Source::Inline(columns), Via::Csv) => {
            let path = inputs::path(input, "csv");
            format!("{}{name} = {reader}.read_csv({})\n", inputs::csv(&path, columns), python::string(&path))
        }
        (Source::Inline(columns), Via::Rows | Via::Frame) => {
            let frame = frame(columns);
            if target.is_dask() {
                format!("{name} = dd.from_pandas({frame}, npartitions={})\n", input.partitions)
            } else {
                format!("{name} = {frame}\n")
            }
        }
        (Source::File { path, columns }, _) => format!("{name} = {}\n", file(path, columns, reader)),
    }
}

fn file(path: &std::path::Path, columns: &[(String, Type)], reader: &str) -> String {
    let quoted = python::string(&path.to_string_lossy());
    let casts = |columns: &[(String, Type)]| {
        let fixed = columns.iter().filter_map(|(n, t)| Some((n.clone(), pandas_expr::dtype(t)?)));
        if columns.is_empty() { String::new() } else { format!(".astype({})", python::dict(fixed)) }
    };
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "parquet" => format!("{reader}.read_parquet({quoted}){}", casts(columns)),
        "ndjson" | "jsonl" | "json" => format!("{reader}.read_json({quoted}, lines=True){}", casts(columns)),
        _ => {
            let (dates, typed): (Vec<_>, Vec<_>) =
                columns.iter().partition(|(_, t)| matches!(t, Type::Timestamp(_) | Type::Date));
            let mut options = String::new();
            if !typed.is_empty() {
                let fixed = typed.iter().filter_map(|(n, t)| Some((n.clone(), pandas_expr::dtype(t)?)));
                options.push_str(&format!(", dtype={}", python::dict(fixed)));
            }
            if !dates.is_empty() {
                options
                    .push_str(&format!(", parse_dates={}", python::list(dates.iter().map(|(n, _)| python::string(n)))));
            }
            format!("{reader}.read_csv({quoted}{options})")
        }
    }
}

/// `pd.DataFrame({…})` of columns of Python values.
pub(in super::super) fn frame(columns: &[InputColumn]) -> String {
    let columns = columns.iter().map(|c| {
        let values = python::list((0..c.values.len()).map(|i| python::cell(&c.values, i, &c.ty)));
        let dtype = series_dtype(c).map(|d| format!(", dtype={d}")).unwrap_or_default();
        format!("    {}: pd.Series({values}{dtype}),\n", python::string(&c.name))
    });
    format!("pd.DataFrame({{\n{}}})", columns.collect::<String>())
}

/// The dtype that an input column is given: a narrow number without null, or any type without rows.
fn series_dtype(column: &InputColumn) -> Option<String> {
    let narrow = !matches!(
        column.ty,
        Type::Bool
            | Type::Int64
            | Type::Float64
            | Type::String
            | Type::Date
            | Type::Timestamp(_)
            | Type::Duration
            | Type::Decimal(..)
            | Type::List(_)
    );
    if column.values.is_empty() {
        return Some(match &column.ty {
            Type::Date | Type::Decimal(..) | Type::List(_) => "object".to_owned(),
            ty => pandas_expr::dtype(ty)?,
        });
    }
    (narrow && column.values.null_count() == 0).then(|| python::string(&column.ty.to_string()))
}
