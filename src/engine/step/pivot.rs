//! `pivot`: values of a column become columns, a row for every index, an aggregate in every cell.

use std::sync::Arc;

use arrow::array::{BooleanArray, UInt32Array};
use arrow::buffer::BooleanBuffer;

use super::groupby::{Keyed, UNNAMED, inserted_twice, labelled, named, names_as_keys, one_each};
use super::{met, pivot_parts};
use crate::axis::{Axes, aggregate as aggregate_axis, quirks, reshape, types};
use crate::case::plan::{AggFn, Aggregate, Pivot};
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{cast, times};
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, Missing};
use crate::engine::object::Obj;
use crate::engine::order::{self, Key};
use crate::engine::placement::{self, Purpose};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, demand, infer, key_order, promote, text};
use crate::result::ErrorKind;

/// The table of aggregates by index and column.
pub(super) fn run(step: &Pivot, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.reshape.cells() {
        reshape::Cells::Partials => return pivot_parts::run(step, table, context),
        reshape::Cells::Rows => {}
    }
    let axes = &in_frames(context.axes);
    let by: Vec<String> = step.index.iter().chain([&step.columns]).cloned().collect();
    let frame = table.gathered(axes)?;
    if placement::by_bucket(axes) {
        // the labels are computed before anything else is looked up
        named(&frame, &step.columns, axes)?;
    }
    named(&frame, &step.values, axes)?;
    let frame = if placement::by_bucket(axes) { met(step, &by, table, context)?.gathered(axes)? } else { frame };
    if let Some(names) = names_as_keys(&by, &frame, axes) {
        return by_names(step, &by, &frame, names, axes).map(Table::whole);
    }
    let picked = picked(step, &by, &frame, axes)?;
    let keeps = match axes.reshape.pivot_missing() {
        reshape::PivotMissing::Dropped => false,
        reshape::PivotMissing::Kept => true,
    };
    match axes.reshape.pivot_rows() {
        reshape::PivotRows::Unsupported if step.agg == AggFn::Size => {
            return Err(Raised::unsupported("a pivot does not count rows"));
        }
        reshape::PivotRows::Unsupported | reshape::PivotRows::Counted => {}
    }
    let keyed = Keyed::of(&frame, &by, keeps, !placement::by_bucket(axes), axes)?;
    let values: Vec<&Column> = picked.iter().map(|&i| &frame.columns[i]).collect();
    let values = if step.agg == AggFn::Size { &[named(&frame, &step.values, axes)?][..] } else { &values };
    let cells = values.iter().map(|values| cells_of(step.agg, values, &keyed, &frame, axes).transpose());
    let mut cells = cells.flatten().collect::<Raises<Vec<Column>>>()?;
    if cells.is_empty() && step.agg == AggFn::List {
        // of a table without others than the keys, its columns are listed
        let names = Obj::List(frame.names.iter().map(|name| Obj::Str(name.clone())).collect());
        cells.push(Column::objects(vec![names; keyed.groups.len()]));
    }
    if cells.is_empty() {
        return index_of(step, &keyed).map(Table::whole);
    }
    let mut grouped =
        Frame::new(by.iter().map(|n| Arc::from(n.as_str())).zip(keyed.keys).collect(), keyed.groups.len());
    grouped.names.extend(cells.iter().map(|_| Arc::from("")));
    grouped.columns.extend(cells);
    if !keeps && step.agg != AggFn::Size {
        let there = grouped.columns[by.len()..].iter().map(Column::present).reduce(|a, b| &a | &b);
        if let Some(there) = there {
            grouped = grouped.filter(&BooleanArray::new(there, None))?;
        }
    }
    if let ([values], Some(cells)) = (values, grouped.columns.last_mut()) {
        *cells = whole(cells.clone(), values, axes)?;
    }
    for index in grouped.columns.iter_mut().take(step.index.len()).filter(|index| !index.is_empty()) {
        // of the values that are left
        if index.as_objects().is_some() {
            *index = aggregate::key(index.clone(), axes)?;
        }
    }
    let grouped = if keeps { grouped } else { levelled(grouped, &step.index, &frame)? };
    let pivoted = spread(&grouped, step, context)?;
    if grouped.rows == 0 {
        nothing_in_a_zone(step.agg, &grouped, frame.rows, axes)?;
    }
    Ok(Table::whole(pivoted))
}

/// The columns that are aggregated, in the order of their names: the values, or all that are no key where the columns that are named,
/// each time counted, are not fewer than those there are.
///
/// Source: pandas, `core/reshape/pivot.py` (`__internal_pivot_table`, `to_filter`).
fn picked(step: &Pivot, by: &[String], frame: &Frame, axes: &Axes) -> Raises<Vec<usize>> {
    let roles: Vec<&String> = by.iter().chain([&step.values]).filter(|name| frame.position(name).is_some()).collect();
    let (one, all) = match axes.reshape.pivot_roles() {
        reshape::PivotRoles::One => (roles.len() < frame.names.len(), false),
        reshape::PivotRoles::OneOrNone => (roles.len() < frame.names.len(), roles.len() >= frame.names.len()),
        reshape::PivotRoles::Several => (false, false),
    };
    for name in by {
        one_each(std::slice::from_ref(name), frame, axes)?;
        named(frame, name, axes)?;
        if one && roles.iter().filter(|role| **role == name).count() > 1 {
            return Err(Raised::value_error(format!("Grouper for '{name}' not 1-dimensional")));
        }
    }
    if !all {
        return Ok(frame.position(&step.values).into_iter().collect());
    }
    let rest = (0..frame.names.len()).filter(|&i| by.iter().all(|k| **k != *frame.names[i])).collect();
    Ok(in_order(rest, step.agg, frame, axes))
}

/// Columns in the order of their names: numbers alone, where there are any and the aggregate is one of numbers.
fn in_order(mut rest: Vec<usize>, function: AggFn, frame: &Frame, axes: &Axes) -> Vec<usize> {
    let number = |i: usize| frame.columns[i].kind().is_number() || *frame.columns[i].kind() == Kind::Bool;
    let numeric = matches!(function, AggFn::Sum | AggFn::Prod | AggFn::Mean | AggFn::Median | AggFn::Std | AggFn::Var);
    if dropped(axes) && numeric && rest.iter().any(|&i| number(i)) {
        rest.retain(|&i| number(i));
    }
    rest.sort_by_key(|&i| &frame.names[i]);
    rest
}

/// The aggregates by names that are no columns, as many as there are rows, which has nothing to spread: those of the columns that are
/// picked by name, each as often as it is named, or of all.
fn by_names(step: &Pivot, by: &[String], frame: &Frame, names: Column, axes: &Axes) -> Raises<Frame> {
    let named: Vec<usize> = by.iter().chain([&step.values]).filter_map(|name| frame.position(name)).collect();
    let places = if named.len() < frame.names.len() { named } else { (0..frame.names.len()).collect() };
    let places = match axes.reshape.pivot_roles() {
        reshape::PivotRoles::OneOrNone => in_order(places, step.agg, frame, axes),
        reshape::PivotRoles::One | reshape::PivotRoles::Several => {
            places.into_iter().filter(|&i| *frame.names[i] == *step.values).collect()
        }
    };
    let unnamed = Frame::new(vec![(Arc::from(UNNAMED), names)], frame.rows);
    let keyed = Keyed::of(&unnamed, &[UNNAMED.to_owned()], false, true, axes)?;
    let mut columns = vec![(Arc::from(UNNAMED), keyed.keys[0].clone())];
    for place in places {
        let values = &frame.columns[place];
        if let Some(cells) = cells_of(step.agg, values, &keyed, frame, axes)? {
            let asked = *frame.names[place] == *step.values;
            columns.push((frame.names[place].clone(), if asked { whole(cells, values, axes)? } else { cells }));
        }
    }
    labelled(Frame::new(columns, keyed.groups.len()))
}

/// The aggregate of every group; none where a column that refuses it is left out.
fn cells_of(function: AggFn, values: &Column, keyed: &Keyed, frame: &Frame, axes: &Axes) -> Raises<Option<Column>> {
    if function == AggFn::Size {
        return Ok(Some(aggregate::sizes(&keyed.groups, axes)));
    }
    let cells = match (aggregate::grouped(values, &keyed.groups, Call::method(function), axes), dropped(axes)) {
        (Err(refused), true)
            if refused.kind == ErrorKind::TypeError && !matches!(function, AggFn::Std | AggFn::Nunique) =>
        {
            return Ok(None);
        }
        (Ok(_), true) if function == AggFn::Std && frame.rows == 0 && values.as_objects().is_some() => {
            return Err(Raised::type_error("no column is left to aggregate"));
        }
        (cells, _) => cells?,
    };
    let cells = match (function, axes.reshape.picked()) {
        (AggFn::First | AggFn::Last, reshape::Picked::Condition) if !placed(cells.kind()) => {
            let mut skipping = *axes;
            skipping.aggregate.first_last = aggregate_axis::FirstLast::Skip;
            aggregate::grouped(values, &keyed.groups, Call::method(function), &skipping)?
        }
        (_, reshape::Picked::Condition | reshape::Picked::Groups) => cells,
    };
    Ok(Some(inferred(cells, axes)))
}

/// The columns that a pivot of `table`, with the labels found in another one, is known to have before a cell of it is computed; `None`
/// where cells come first.
///
/// # Errors
/// Where it cannot have them.
pub(in crate::engine) fn declared(step: &Pivot, table: &Table, labels: &Table, axes: &Axes) -> Raises<Option<Frame>> {
    match axes.reshape.cells() {
        reshape::Cells::Partials => pivot_parts::declared(step, table, labels, axes).map(Some),
        reshape::Cells::Rows => Ok(None),
    }
}

/// The axes for results that are frames: columns of them are stored as objects all the same.
fn in_frames(axes: &Axes) -> Axes {
    let mut axes = *axes;
    match axes.aggregate.object_result() {
        aggregate_axis::ObjectResult::Made => axes.aggregate.object_result = aggregate_axis::ObjectResult::Object,
        aggregate_axis::ObjectResult::Infer | aggregate_axis::ObjectResult::Object => {}
    }
    axes
}

/// The table with its rows as they come to where those of one index meet: after those of one cell have met, where a cell is
/// placed as it is.
fn met(step: &Pivot, by: &[String], table: &Table, context: &Context<'_>) -> Raises<Table> {
    // where no cell is needed, there is nothing to be made of its rows first
    let needed = demand::picked(context.ahead, context.axes);
    let indexes = |name: &String| step.index.iter().any(|index| index.to_lowercase() == *name);
    if needed.is_some_and(|needed| needed.iter().all(indexes)) {
        return placement::exchanged(
            table,
            picked_index(step, context),
            context.moves(&step.index),
            Purpose::Keys,
            context,
        );
    }
    let cell = Aggregate { out: String::new(), function: step.agg, column: Some(step.values.clone()), q: None };
    let meets = placed(named(&table.meta, &step.values, context.axes)?.kind()) && step.agg != AggFn::List;
    let table = if meets {
        let met = met::together(by, &[cell], table, context)?;
        Table { parts: vec![met.gathered(context.axes)?], ..met }
    } else {
        table.clone()
    };
    placement::exchanged(&table, picked_index(step, context), context.moves(&step.index), Purpose::Rows, context)
}

fn picked_index<'a>(step: &'a Pivot, context: &'a Context<'_>) -> impl Fn(&Frame) -> Raises<Vec<Column>> + 'a {
    move |part| step.index.iter().map(|name| named(part, name, context.axes).cloned()).collect()
}

/// Whether values that cannot be aggregated are left out.
fn dropped(axes: &Axes) -> bool {
    match axes.reshape.pivot_refused() {
        reshape::PivotRefused::Dropped => true,
        reshape::PivotRefused::Raise => false,
    }
}

/// The distinct keys of the index alone.
fn index_of(step: &Pivot, keyed: &Keyed) -> Raises<Frame> {
    let index: Vec<&Column> = keyed.keys[..step.index.len()].iter().collect();
    let firsts: UInt32Array = Groups::of(&index, keyed.groups.len(), Missing::One)?.firsts.into();
    let columns = step.index.iter().zip(index).map(|(name, key)| Ok((Arc::from(name.as_str()), key.take(&firsts)?)));
    let columns = columns.collect::<Raises<Vec<_>>>()?;
    clash(&columns, columns.len())?;
    Ok(Frame::new(columns, firsts.len()))
}

/// The groups in the order of their index, level by level: one that lost a value has the rest as they are met.
///
/// Source: pandas, `core/indexes/multi.py` (`remove_unused_levels`).
fn levelled(grouped: Frame, index: &[String], frame: &Frame) -> Raises<Frame> {
    let mut lost = false;
    let mut ranks = Vec::with_capacity(index.len());
    for (name, column) in index.iter().zip(&grouped.columns) {
        let met = Groups::by(column, Missing::LeftOut)?;
        let before = frame.position(name).map(|i| Groups::by(&frame.columns[i], Missing::LeftOut)).transpose()?;
        if before.is_some_and(|before| met.len() < before.len()) {
            lost = true;
            ranks.push(met.of_row);
        } else {
            let values = column.take(&met.firsts.clone().into())?;
            let order = key_order::ascending(&[values], met.len(), key_order::Missing::Last)?;
            ranks.push(met.reordered(&order).of_row);
        }
    }
    if !lost || index.len() < 2 {
        return Ok(grouped);
    }
    let mut rows: Vec<u32> = (0..grouped.rows as u32).collect();
    rows.sort_by_key(|&row| ranks.iter().map(|rank| rank[row as usize]).collect::<Vec<_>>());
    grouped.take(&rows.into())
}

/// Refuses cells in a time zone, of which there are none.
fn nothing_in_a_zone(function: AggFn, grouped: &Frame, rows: usize, axes: &Axes) -> Raises<()> {
    // where there is nothing to list, the keys are listed too
    let cells = if function == AggFn::List { 0 } else { grouped.columns.len() - 1 };
    let zoned = grouped.columns[cells..].iter().any(|column| column.kind().zone().is_some());
    match axes.quirks.zoned_cells() {
        quirks::ZonedCells::RefusedAsFound
            if rows == 0 && matches!(function, AggFn::Mean | AggFn::Median | AggFn::Var) =>
        {
            Ok(())
        }
        quirks::ZonedCells::Refused | quirks::ZonedCells::RefusedAsFound if zoned => {
            Err(Raised::type_error("no array is made of a time zone's type"))
        }
        quirks::ZonedCells::Refused | quirks::ZonedCells::RefusedAsFound | quirks::ZonedCells::Right => Ok(()),
    }
}

/// Objects that are all truth values, numbers or points in time as an array of them, where it is done so: before groups without a
/// value are left out.
fn inferred(cells: Column, axes: &Axes) -> Column {
    let points = |v: &[Obj]| v.iter().all(|v| matches!(v, Obj::Timestamp(..)) || v.is_missing());
    match (cells.as_objects(), axes.reshape.pivot_whole()) {
        (Some(values), reshape::PivotWhole::Integer) if points(values) => times::infer(&cells),
        (Some(_), reshape::PivotWhole::Integer) => infer::objects(cells),
        (_, reshape::PivotWhole::Integer | reshape::PivotWhole::AsMade) => cells,
    }
}

/// Results of integers that are all whole, as integers, where it is done so.
fn whole(cells: Column, values: &Column, axes: &Axes) -> Raises<Column> {
    let fits = values.dtype.family == Family::Numpy && values.kind().is_integer() && *cells.kind() == Kind::Float64;
    match axes.reshape.pivot_whole() {
        reshape::PivotWhole::Integer if fits => {
            let doubles = aggregate::doubles_of(&cells)?;
            let fitting = doubles.iter().all(|x| (x - x.trunc()).abs() <= 1e-8);
            let whole = promote::to(&cells, &values.dtype)?;
            let held = whole.present().count_set_bits() == cells.present().count_set_bits();
            Ok(if fitting && held { whole } else { cells })
        }
        reshape::PivotWhole::Integer | reshape::PivotWhole::AsMade => Ok(cells),
    }
}

/// One row an index, one column a label; the last column of `grouped` in the cells.
fn spread(grouped: &Frame, step: &Pivot, context: &Context<'_>) -> Raises<Frame> {
    let axes = context.axes;
    let keys = step.index.len();
    let index: Vec<&Column> = grouped.columns[..keys].iter().collect();
    let rows = Groups::of(&index, grouped.rows, Missing::One)?;
    let rows = if grouped.rows == 0 { Groups::default() } else { rows };
    // by place: the column may be one of the index too
    let labelled = Frame::new(vec![(Arc::from(step.columns.as_str()), grouped.columns[keys].clone())], grouped.rows);
    let labels = Keyed::of(&labelled, std::slice::from_ref(&step.columns), true, true, axes)?;
    if step.agg == AggFn::Size {
        // the columns' names are the labels alone, and these are sorted once more
        let key = Key { column: &labels.keys[0], descending: false, missing_first: false };
        order::sorted(&[key], labels.keys[0].len())?;
    }
    let labels = if grouped.rows == 0 { Vec::new() } else { numbered(&labels, axes)? };
    let places = Groups::by(&grouped.columns[keys], Missing::One)?;
    let mut columns: Vec<(Arc<str>, Column)> = Vec::new();
    for (name, column) in step.index.iter().zip(&index) {
        columns.push((Arc::from(name.as_str()), column.take(&rows.firsts.clone().into())?));
    }
    for cells in &grouped.columns[keys + 1..] {
        let full = labels.len() * rows.len() == grouped.rows;
        let cells = if full { cells.clone() } else { cells.with_room_for_missing()? };
        let (cells, nothing) = match axes.reshape.picked() {
            reshape::Picked::Condition if step.agg == AggFn::List => with_empty_list(&cells)?,
            reshape::Picked::Condition | reshape::Picked::Groups => (cells, None),
        };
        // cells that are placed as they are look for their label, where NaN is not found, nor what has no type
        let lost = match axes.reshape.picked() {
            reshape::Picked::Condition if placed(cells.kind()) => Some(match grouped.columns[keys].kind() {
                Kind::Void => BooleanBuffer::new_set(grouped.rows),
                _ => grouped.columns[keys].is_nan(),
            }),
            reshape::Picked::Condition | reshape::Picked::Groups => None,
        };
        for (label, first) in &labels {
            let mut found = vec![nothing; rows.len()];
            let lost = lost.as_ref().is_some_and(|nan| nan.value(*first));
            for row in (0..grouped.rows).filter(|_| !lost) {
                if places.of_row[row] == places.of_row[*first] {
                    found[rows.of_row[row] as usize] = Some(row as u32);
                }
            }
            columns.push((label.clone(), cells.take_or_missing(&UInt32Array::from(found))?));
        }
    }
    match axes.reshape.pivot_missing() {
        reshape::PivotMissing::Kept => {}
        reshape::PivotMissing::Dropped => {
            let mut place = 0;
            columns.retain(|(_, c)| {
                place += 1;
                place <= keys || c.present().count_set_bits() > 0
            });
            clash(&columns, keys)?;
        }
    }
    Ok(Frame::new(columns, rows.len()))
}

/// Whether results of this kind are placed as they are.
fn placed(kind: &Kind) -> bool {
    kind.is_number() || *kind == Kind::Bool
}

/// Lists, with an empty one behind them, and its place.
fn with_empty_list(lists: &Column) -> Raises<(Column, Option<u32>)> {
    let array = lists.array();
    let items = arrow::array::AsArray::as_list::<i32>(&array).values().slice(0, 0);
    let field = Arc::new(arrow::datatypes::Field::new("item", items.data_type().clone(), true));
    let empty = arrow::array::ListArray::new(field, arrow::buffer::OffsetBuffer::from_lengths([0]), items, None);
    let both = Column::concat(&[lists, &Column::new(lists.dtype.clone(), Arc::new(empty))])?;
    Ok((both, Some(lists.len() as u32)))
}

/// A label or a key that is called like a key before it, for which a table of unique names has no room.
pub(super) fn clash(columns: &[(Arc<str>, Column)], keys: usize) -> Raises<()> {
    let taken =
        |(at, (name, _)): &(usize, &(Arc<str>, Column))| columns[..keys.min(*at)].iter().any(|key| key.0 == *name);
    match columns.iter().enumerate().find(taken) {
        Some((_, (name, _))) => Err(inserted_twice(name)),
        None => Ok(()),
    }
}

/// Labels as column names.
pub(super) fn texts(labels: &Column, axes: &Axes) -> Raises<Vec<Arc<str>>> {
    match axes.types.model() {
        types::Model::Numpy => {
            // a mask's numbers are NumPy's own
            let single = labels.dtype == DType { family: Family::Masked, kind: Kind::Float32 };
            let text = |v: &Obj| match v {
                Obj::Float(x) if single => text::python::single(*x as f32, 1e16),
                v => text::python::str(v),
            };
            Ok(labels.to_objects().iter().map(|v| Arc::from(text(v))).collect())
        }
        types::Model::Sql => {
            let texts = cast::to_kind(labels, &Kind::String, axes)?.array();
            let texts = arrow::array::AsArray::as_string::<i32>(&texts);
            Ok(texts.iter().map(|t| Arc::from(t.unwrap_or("null"))).collect())
        }
    }
}

/// Every label as text, with a row that has it.
fn numbered(labels: &Keyed, axes: &Axes) -> Raises<Vec<(Arc<str>, usize)>> {
    let texts = texts(&labels.keys[0], axes)?;
    Ok(texts.into_iter().zip(labels.groups.firsts.iter().map(|&row| row as usize)).collect())
}
