//! `concat`: tables below one another.

use crate::axis::{concat as axis, types};
use crate::case::plan::{Concat, ConcatBy};
use crate::engine::column::Column;
use crate::engine::demand::union;
use crate::engine::dtype::{Family, Kind};
use crate::engine::expr::cast;
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, coerce, names, promote, sample};
use crate::result::ErrorKind;

/// The table and those named, one after the other.
pub(super) fn run(step: &Concat, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let by = union::by(step, context.axes);
    let mut all = vec![table.clone()];
    for name in &step.with {
        let mut next = context.input(name)?.clone();
        if by == ConcatBy::Position {
            if next.meta.names.len() != table.meta.names.len() {
                return Err(Raised::new(
                    ErrorKind::SchemaMismatch,
                    format!("{} columns can't stand below {}", next.meta.names.len(), table.meta.names.len()),
                ));
            }
            for part in next.parts.iter_mut().chain([&mut next.meta]) {
                part.names.clone_from(&table.meta.names);
            }
        }
        all.push(next);
    }
    match (context.axes.types.model(), context.axes.concat.types()) {
        (types::Model::Numpy, axis::Types::Declared) => stacked(&all, context),
        (types::Model::Numpy, axis::Types::Values) => {
            Ok(Table::whole(promote::frames(&gathered(&all, context)?.iter().collect::<Vec<_>>(), context.axes)?))
        }
        (types::Model::Sql, _) => {
            let whole = union(gathered(&all, context)?, by, context)?;
            let mut start = 0;
            let parts = all.iter().flat_map(|table| &table.parts).map(|part| {
                start += part.rows;
                whole.slice(start - part.rows, part.rows)
            });
            Ok(Table { parts: parts.collect(), meta: whole.emptied(), divisions: Vec::new() })
        }
    }
}

fn gathered(all: &[Table], context: &Context<'_>) -> Raises<Vec<Frame>> {
    all.iter().map(|table| table.gathered(context.axes)).collect()
}

/// The columns of a table as the plan has them once it is written out: those of a pivot, which is planned as one of numbers, are what its
/// function makes of its values.
///
/// Source: Dask, `PivotTableAbstract._meta` and what `TreeReduce` has in its place (`dask_expr/_reductions.py`).
fn lowered(table: &Table, context: &Context<'_>) -> Frame {
    let mut meta = table.meta.clone();
    if context.phase == Phase::Build {
        return meta;
    }
    for (i, column) in meta.columns.iter_mut().enumerate() {
        let made = || table.parts.iter().map(|part| part.columns.get(i));
        let texts = made().all(|made| made.is_some_and(|made| *made.kind() == Kind::String));
        if let (true, Kind::Float64, Some(Some(text))) = (texts, column.kind(), made().next()) {
            *column = text.slice(0, 0);
        }
    }
    meta
}

/// The partitions of all tables, each with the columns and types that the tables' samples have together.
fn stacked(all: &[Table], context: &Context<'_>) -> Raises<Table> {
    let samples: Vec<Frame> = all.iter().map(|t| sample::of(&lowered(t, context), context.axes)).collect();
    let declared = promote::frames(&samples.iter().collect::<Vec<_>>(), context.axes)?.emptied();
    let parts = all
        .iter()
        .flat_map(|t| t.parts.iter().map(move |part| (&t.meta, part)))
        .map(|(meta, part)| {
            // what is declared to have the columns that all have together is left in its own order
            let names = if meta.names == declared.names { &part.names } else { &declared.names };
            let alike = part.names == declared.names;
            let columns = names.iter().enumerate().map(|(i, name)| {
                let place = if alike { Some(i) } else { declared.position(name) };
                let column = place.map_or_else(|| &part.columns[i], |place| &declared.columns[place]);
                let (found, before) = match alike {
                    true => (Some(&part.columns[i]), meta.columns.get(i)),
                    false => (part.get(name), meta.get(name)),
                };
                match found {
                    // what is declared to be of the common type is left as it is
                    Some(found) if before.is_some_and(|before| before.dtype == column.dtype) => Ok(found.clone()),
                    Some(found) => match (found.as_objects(), column.dtype.family) {
                        (Some(values), Family::Numpy) if column.kind().is_number() => {
                            cast::of_objects(values, column.kind(), context.axes)
                        }
                        (None, Family::Numpy) if column.kind().is_integer() && found.kind().is_float() => {
                            cast::of_numbers(found, column.kind())
                        }
                        _ => promote::to(found, &column.dtype),
                    },
                    // objects that are not there are NaN
                    None if column.as_objects().is_some() => Ok(Column::objects(vec![Obj::Float(f64::NAN); part.rows])),
                    None => Ok(Column::missing(column.dtype.clone(), part.rows)),
                }
            });
            let columns = columns.collect::<Raises<Vec<_>>>()?;
            Ok(Frame { names: names.clone(), columns, rows: part.rows, labels: part.labels.clone() })
        })
        .collect::<Raises<Vec<_>>>()?;
    Ok(Table { parts, meta: declared, divisions: Vec::new() })
}

/// SQL's union: types are widened column by column; by name a column that one side lacks is null there.
fn union(all: Vec<Frame>, by: ConcatBy, context: &Context<'_>) -> Raises<Frame> {
    let mut frames = all.into_iter();
    let Some(mut union) = frames.next() else {
        return Err(Raised::internal("nothing to put together"));
    };
    for frame in frames {
        union = match by {
            ConcatBy::Position => below(&union, &frame, context)?,
            ConcatBy::Name => {
                let (left, right) = by_name(&union, &frame, context)?;
                below(&left, &right, context)?
            }
        };
    }
    Ok(union)
}

/// The right columns in the left order, those of one side only added to the other.
fn by_name(left: &Frame, right: &Frame, context: &Context<'_>) -> Raises<(Frame, Frame)> {
    for frame in [left, right] {
        for (i, name) in frame.names.iter().enumerate() {
            if frame.names[..i].iter().any(|n| names::same(n, name, context.axes)) {
                return Err(Raised::new(ErrorKind::DuplicateColumn, format!("there are several columns {name}")));
            }
        }
    }
    let (mut lefts, mut rights) = (left.clone(), Frame::new(Vec::new(), right.rows));
    for (name, column) in left.names.iter().zip(&left.columns) {
        let found = names::alike(right, name, context.axes);
        rights.columns.push(match found.first() {
            Some(&i) => right.columns[i].clone(),
            None => Column::missing(column.dtype.clone(), right.rows),
        });
        rights.names.push(name.clone());
    }
    for (name, column) in right.names.iter().zip(&right.columns) {
        if names::alike(left, name, context.axes).is_empty() {
            lefts.names.push(name.clone());
            lefts.columns.push(Column::missing(column.dtype.clone(), left.rows));
            rights.names.push(name.clone());
            rights.columns.push(column.clone());
        }
    }
    Ok((lefts, rights))
}

fn below(left: &Frame, right: &Frame, context: &Context<'_>) -> Raises<Frame> {
    let columns = left
        .columns
        .iter()
        .zip(&right.columns)
        .map(|(l, r)| {
            let (l, r) = coerce::for_union(l, r, context.axes)?;
            Column::concat(&[&l, &r])
        })
        .collect::<Raises<Vec<_>>>()?;
    Ok(Frame { names: left.names.clone(), columns, rows: left.rows + right.rows, labels: None })
}
