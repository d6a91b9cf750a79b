//! How a table gets into a pandas or Dask frame.

use arrow::array::Array;

use super::super::{Target, inputs, pandas_expr, python};
use super::variable;
use crate::case::plan::{DataFile, Format, Input, InputColumn, Source, Via};
use crate::case::types::Type;

pub(super) fn input(input: &Input, target: Target<'_>) -> String {
    let read = as_read(input, target);
    let name = variable(&input.name);
    let convert = |arguments| format!("{name} = {name}.convert_dtypes{arguments}\n");
    read + &target.converted().map(convert).unwrap_or_default()
}

fn as_read(input: &Input, target: Target<'_>) -> String {
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
        (Source::File(data), _) => read(&name, data, reader, target),
        (Source::Made(made), _) => read(&name, &made.file(), reader, target),
    }
}

/// The line that reads a data file.
fn read(name: &str, data: &DataFile, reader: &str, target: Target<'_>) -> String {
    match file(data, reader, target) {
        Ok(read) => format!("{name} = {read}\n"),
        Err(why) => super::unsupported(&why),
    }
}

/// The call that reads a data file; a type to be fixed that the framework has none for is unsupported.
fn file(data: &DataFile, reader: &str, target: Target<'_>) -> Result<String, String> {
    let path = python::string(&target.paths.of(data));
    let fixed = |columns: &mut dyn Iterator<Item = &(String, Type)>| -> Result<String, String> {
        let types = columns.map(|(name, ty)| {
            let dtype = pandas_expr::dtype(ty).ok_or_else(|| format!("{ty} is no dtype"))?;
            Ok((name.clone(), dtype))
        });
        Ok(python::dict(types.collect::<Result<Vec<_>, String>>()?.into_iter()))
    };
    let cast = || -> Result<String, String> {
        match data.columns.as_slice() {
            [] => Ok(String::new()),
            columns => Ok(format!(".astype({})", fixed(&mut columns.iter())?)),
        }
    };
    Ok(match data.format {
        Format::Parquet => format!("{reader}.read_parquet({path}){}", cast()?),
        Format::Ndjson => format!("{reader}.read_json({path}, lines=True){}", cast()?),
        Format::Csv => {
            let is_date = |(_, ty): &&(String, Type)| matches!(ty, Type::Timestamp(_) | Type::Date);
            let mut options = String::new();
            if !data.columns.iter().all(|c| is_date(&c)) {
                let types = fixed(&mut data.columns.iter().filter(|c| !is_date(c)))?;
                options.push_str(&format!(", dtype={types}"));
            }
            if data.columns.iter().any(|c| is_date(&c)) {
                let names = data.columns.iter().filter(is_date).map(|(name, _)| python::string(name));
                options.push_str(&format!(", parse_dates={}", python::list(names)));
            }
            format!("{reader}.read_csv({path}{options})")
        }
    })
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
