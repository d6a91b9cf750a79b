//! A CSV file whose first rows say which types its columns have; what follows is brought to them.
//!
//! Source: Dask, `dask/dataframe/io/csv.py`: `read_pandas`, `coerce_dtypes`.

use std::sync::Arc;

use arrow::array::UInt32Array;

use super::super::late::{Fault, Read};
use super::{cut, held, numpy};
use crate::axis::{Axes, types};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::cast::cast;
use crate::engine::frame::Table;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// How many rows decide the types.
const ROWS: usize = 10;

/// What is read from a file: a fault among the first rows is met at once, one behind them when rows are computed.
pub(super) fn read(text: &str, fixed: &[(String, Type)], axes: &Axes) -> Raises<Read> {
    let first = cut(text, Some(ROWS), axes).map_err(|raised| match raised.kind {
        ErrorKind::ParseError if raised.message == super::quoted::UNCLOSED => Raised::value_error(raised.message),
        _ => raised,
    })?;
    let typed = numpy(&first, fixed, axes)?;
    let meta = held(&first, typed.clone(), axes);
    let texts = match cut(text, None, axes) {
        Ok(texts) => texts,
        Err(raised) => {
            let late = vec![Fault { column: None, raised }];
            return Ok(Read { table: Table::whole(meta), late });
        }
    };
    let mut late: Vec<Fault> = Vec::new();
    let whole = match numpy(&texts, fixed, axes) {
        Ok(columns) => columns,
        Err(raised) => {
            let late = vec![Fault { column: None, raised }];
            return Ok(Read { table: Table::whole(meta), late });
        }
    };
    let mut columns = Vec::new();
    for ((name, column), declared) in texts.names.iter().zip(whole).zip(&typed) {
        columns.push(match brought(&column, declared, axes) {
            Ok(column) => column,
            Err(raised) => {
                late.push(Fault { column: Some(Arc::from(name.as_str())), raised });
                // any values do: they are never computed
                declared.take(&UInt32Array::from(vec![0; texts.rows]))?
            }
        });
    }
    // one sentence tells of all columns, so text that is no number decides its kind
    late.sort_by_key(|fault| fault.raised.kind != ErrorKind::InvalidCast);
    let whole = held(&texts, columns, axes);
    Ok(Read { table: Table { parts: vec![whole], meta: meta.emptied(), divisions: Vec::new() }, late })
}

/// All of a column in the type of its first rows.
fn brought(column: &Column, declared: &Column, axes: &Axes) -> Raises<Column> {
    if column.dtype == declared.dtype {
        return Ok(column.clone());
    }
    let misfit = |kind| {
        let message = format!("the column is {} where its first rows are {}", column.dtype, declared.dtype);
        Raised::new(kind, message)
    };
    let ty = match declared.kind() {
        kind if kind.is_integer() && column.kind().is_float() => return Err(misfit(ErrorKind::ValueError)),
        Kind::Timestamp(..) => {
            return Err(misfit(match axes.types.made_text() {
                types::MadeText::Nan => ErrorKind::ParseError,
                types::MadeText::Object | types::MadeText::Sql => ErrorKind::ValueError,
            }));
        }
        Kind::Bool => Type::Bool,
        Kind::Int64 => Type::Int64,
        Kind::UInt64 => Type::UInt64,
        Kind::Float64 => Type::Float64,
        _ => return Ok(Column::objects(column.to_objects())),
    };
    cast(column, &ty, axes).map_err(|raised| {
        misfit(if matches!(raised.kind, ErrorKind::InvalidCast) { raised.kind } else { ErrorKind::ValueError })
    })
}
