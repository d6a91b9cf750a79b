//! The types that a configuration converts every input to: nullable or Arrow-backed ones, in which NaN is missing for good.
//!
//! Source: pandas, `core.dtypes.cast.convert_dtypes`.

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::compute;
use arrow::datatypes::{DataType, Float32Type, Float64Type};

use crate::axis::{Axes, types};
use crate::case::plan::Step;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// The table with its columns converted, where they are to be.
pub(super) fn table(table: Table, axes: &Axes) -> Raises<Table> {
    let family = match axes.types.converted() {
        types::Converted::AsInferred => return Ok(table),
        types::Converted::Masked => Family::Masked,
        types::Converted::Arrow => Family::Arrow,
    };
    let parts = table.parts.iter().map(|part| frame(part, family)).collect::<Raises<Vec<_>>>()?;
    let meta = parts.first().map_or_else(|| table.meta.clone(), Frame::emptied);
    Ok(Table { parts, meta, ..table })
}

/// The column with a null for every NaN, where that is its missing value and columns have nulls.
pub(in crate::engine) fn settled(column: Column, axes: &Axes) -> Raises<Column> {
    let masked = matches!(column.dtype.family, Family::Masked | Family::Arrow);
    if masked && column.kind().is_float() && axes.types.converted().nullable() {
        column.nan_to_null()
    } else {
        Ok(column)
    }
}

/// The same of all columns of the table that a step made, unless it only moves what is there or sees to what it makes itself.
pub(in crate::engine) fn settled_table(step: &Step, mut table: Table, axes: &Axes) -> Raises<Table> {
    let moves = matches!(
        step,
        Step::Window(_)
            | Step::Filter(_)
            | Step::Select(_)
            | Step::Drop(_)
            | Step::Rename(_)
            | Step::Sort(_)
            | Step::Head(_)
            | Step::Tail(_)
    );
    if axes.types.converted().nullable() && !moves {
        for part in &mut table.parts {
            let columns = std::mem::take(&mut part.columns);
            part.columns = columns.into_iter().map(|c| settled(c, axes)).collect::<Raises<_>>()?;
        }
    }
    Ok(table)
}

fn frame(frame: &Frame, family: Family) -> Raises<Frame> {
    let columns = frame.columns.iter().map(|c| column(c, family)).collect::<Raises<Vec<_>>>()?;
    Ok(Frame { columns, ..frame.clone() })
}

/// The column in the type that fits its values best.
fn column(column: &Column, family: Family) -> Raises<Column> {
    let held = |kind: Kind, array: ArrayRef| Ok(Column::new(DType { family, kind }, array));
    if let Some(values) = column.as_objects() {
        return objects(column, values, family);
    }
    let masked = column.nan_to_null()?.array();
    match (column.kind(), family) {
        (Kind::Float64 | Kind::Float32, _) => match whole(&masked)? {
            Some(integers) => held(Kind::Int64, integers),
            None => held(column.kind().clone(), masked),
        },
        (Kind::Timestamp(..) | Kind::Duration(_), Family::Masked | Family::Numpy | Family::Sql) => Ok(column.clone()),
        (kind, _) => held(kind.clone(), masked),
    }
}

/// A column of objects: all truth values, all text, nothing at all, or what it was.
fn objects(column: &Column, values: &[Obj], family: Family) -> Raises<Column> {
    let known = || values.iter().filter(|v| !v.is_missing());
    if known().next().is_none() {
        return Ok(match family {
            Family::Arrow if !values.is_empty() => Column::missing(DType { family, kind: Kind::Void }, values.len()),
            _ => column.clone(),
        });
    }
    if known().all(|v| matches!(v, Obj::Bool(_))) {
        let flags = values.iter().map(|v| if let Obj::Bool(flag) = v { Some(*flag) } else { None });
        return Ok(Column::new(
            DType { family, kind: Kind::Bool },
            std::sync::Arc::new(flags.collect::<BooleanArray>()),
        ));
    }
    if known().all(|v| matches!(v, Obj::Str(_))) {
        let texts = values.iter().map(|v| if let Obj::Str(text) = v { Some(text.as_ref()) } else { None });
        let texts: arrow::array::StringArray = texts.collect();
        return Ok(Column::new(DType { family, kind: Kind::String }, std::sync::Arc::new(texts)));
    }
    Ok(column.clone())
}

/// The floats as integers, where all of them are whole and fit.
fn whole(floats: &ArrayRef) -> Raises<Option<ArrayRef>> {
    let fits = |x: f64| x.fract() == 0.0 && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x);
    let all = match floats.data_type() {
        DataType::Float32 => floats.as_primitive::<Float32Type>().iter().flatten().all(|x| fits(f64::from(x))),
        _ => floats.as_primitive::<Float64Type>().iter().flatten().all(fits),
    };
    let integers = all.then(|| compute::cast(floats, &DataType::Int64)).transpose();
    integers.map_err(Raised::internal)
}
