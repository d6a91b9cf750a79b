//! `pivot` partition by partition, each over all labels that the table has, and put together by index.
//!
//! Source: Dask, `dataframe/reshape.py` (`pivot_table`) and `dataframe/methods.py` (`pivot_sum` and its likes).

use std::sync::Arc;

use super::groupby::{Keyed, named, one_each};
use crate::axis::evaluation::MadeUpObject;
use crate::axis::placement::Split;
use crate::axis::{Axes, quirks, reshape};
use crate::case::plan::{AggFn, Pivot};
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::choose;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, LEFT_OUT, Missing};
use crate::engine::names;
use crate::engine::order::{self, Key};
use crate::engine::placement::hashes;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, LookedAt, Phase, having, sample};
use crate::result::ErrorKind;

use super::pivot::{clash, texts};
use super::pivot_cells::{Gaps, cells};

/// Whether a pivot comes so far that labels are looked for: it is on one index, and has a function that there is a name for.
pub(in crate::engine) fn labels_are_looked_for(step: &Pivot) -> bool {
    step.index.len() == 1
        && matches!(step.agg, AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last | AggFn::List)
}

/// Refuses sums of objects of no kind, of which a trial has made up several in one group.
fn plain_objects_add_up(index: &str, values: &str, table: &Table, axes: &Axes) -> Raises<()> {
    match axes.evaluation.made_up_object() {
        MadeUpObject::Plain if *named(&table.meta, values, axes)?.kind() == Kind::Object => {}
        MadeUpObject::Plain | MadeUpObject::Text => return Ok(()),
    }
    for part in &table.parts {
        let keys = named(part, index, axes)?;
        let groups = Groups::of(&[keys], part.rows, Missing::LeftOut)?;
        if keys.present().count_set_bits() > groups.len() {
            return Err(Raised::type_error("unsupported operand types for +: object and object"));
        }
    }
    Ok(())
}

/// The table of aggregates by index and label; what adds up is 0 where there is nothing.
pub(super) fn run(step: &Pivot, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let axes = context.axes;
    let refused = || Err(Raised::unsupported(format!("a pivot does not offer {}", step.agg.name())));
    match step.agg {
        AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last | AggFn::List => {}
        _ => return refused(),
    }
    let [index] = &step.index[..] else {
        return Err(Raised::unsupported("a pivot on several index columns"));
    };
    // it is looked up to be made one of categories
    named(&table.meta, &step.columns, axes)?;
    if step.agg == AggFn::List {
        return refused();
    }
    known(index, table, Raised::unsupported, axes)?;
    let labelled = context.looked_at.map_or(table, |looked_at| looked_at.table);
    if !finds_values(step, index, table, context)? {
        return declared(step, table, labelled, axes).map(Table::whole);
    }
    // the labels of made-up rows are not those of the table
    let declared = match context.phase {
        Phase::Build => None,
        Phase::Run => Some(declared(step, table, labelled, axes)?),
    };
    // rows are grouped once the columns are told
    let twice = grouped_twice(step, table, axes);
    if let Some(name) = twice.filter(|_| context.phase == Phase::Run) {
        return Err(refused_twice(name));
    }
    let frame = table.gathered(axes)?;
    let labels = labels(step, labelled, axes)?;
    let valued = match twice {
        Some(_) => vec![step.values.clone()],
        None => valued(step, &frame, &labels, (context.phase, axes))?,
    };
    let keyed = keyed(step, &valued, (table, &frame), context)?;
    let (label_of, number_of_labels) = numbered(named(&frame, &step.columns, axes)?, &labels)?;
    let values = named(&frame, &valued[0], axes)?;
    let keyed = match axes.reshape.sum_of_nothing() {
        // keys are put together with labels: without labels there are none
        reshape::SumOfNothing::Number if number_of_labels == 0 => keyed_by_nothing(&keyed),
        reshape::SumOfNothing::Number => keyed,
        reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero => without_objects(keyed, &frame),
    };
    let gaps = Gaps::of(&keyed.groups, &label_of, number_of_labels, (table, &valued[0]), axes);
    if context.phase == Phase::Run {
        in_a_zone(step, values, table, axes)?;
    }
    if valued.len() > 1 {
        return Err(too_many(step, &valued, &frame, (&keyed, &gaps), context));
    }
    if number_of_labels == 0 && matches!(values.kind(), Kind::Timestamp(..)) {
        let cell = Groups { of_row: vec![LEFT_OUT; values.len()], ..Groups::default() };
        cells(step.agg, values, &cell, (&gaps, 0), context)?;
    }
    let mut columns = vec![(Arc::from(index.as_str()), keyed.keys[0].clone())];
    // sums of all labels are there before one is divided
    let mut undivided = None;
    for (number, text) in texts(&labels, axes)?.into_iter().enumerate() {
        let of_row = keyed.groups.of_row.iter().zip(&label_of);
        let of_row = of_row.map(|(&group, &label)| if label == number as u32 { group } else { LEFT_OUT }).collect();
        let cell = Groups { of_row, firsts: keyed.groups.firsts.clone(), ..Groups::default() };
        let declared = context.phase == Phase::Build && !matches!(step.agg, AggFn::First | AggFn::Last);
        let made = match declared {
            // a plan takes what adds up for numbers
            true => Ok(Column::missing(DType::numpy(Kind::Float64), keyed.groups.len())),
            false if chooses_labels(step, axes) && is_whole(values) => chosen(step, values, &cell, table, context),
            false => cells(step.agg, values, &cell, (&gaps, number as u32), context),
        };
        match made {
            Ok(made) => columns.push((text, made)),
            Err(raised) if raised.kind == ErrorKind::DivideByZero => undivided = Some(raised),
            Err(raised) => return Err(raised),
        }
    }
    if let Some(raised) = undivided {
        return Err(raised);
    }
    categorized(step, &mut columns, axes);
    let pivoted = Table::whole(Frame::new(columns, keyed.groups.len()));
    let mut meta = declared.unwrap_or_else(|| pivoted.meta.clone());
    if let (Some(declared), [index, ..]) = (meta.columns.first_mut(), pivoted.meta.columns.as_slice())
        && index.categorical
    {
        *declared = index.clone();
    }
    let pivoted = Table { meta, ..pivoted };
    match (axes.quirks.pushdown(), context.phase) {
        (quirks::Pushdown::Blind, Phase::Run) => having::lay(|| pivoted.clone(), &pivoted, context)?,
        (quirks::Pushdown::Blind | quirks::Pushdown::Right, _) => {}
    }
    Ok(pivoted)
}

/// Refuses columns that cannot be pivoted; false where there is none of the values, which a plan takes for numbers and looks for later.
fn finds_values(step: &Pivot, index: &String, table: &Table, context: &Context<'_>) -> Raises<bool> {
    let axes = context.axes;
    match known(&step.values, table, Raised::value_error, axes) {
        Err(_) if added_up_later(step, context) => return Ok(false),
        known => known?,
    }
    if names::alike(&table.meta, &step.columns, axes).len() > 1 {
        return Err(Raised::unsupported("several columns have no categories"));
    }
    one_each(std::slice::from_ref(index), &table.meta, axes)?;
    if matches!(step.agg, AggFn::Sum | AggFn::Mean) && context.phase == Phase::Build {
        plain_objects_add_up(index, &step.values, table, axes)?;
    }
    Ok(true)
}

/// The rows by index, where there are values to put below the labels; an index that is compared has to have an order.
fn keyed(step: &Pivot, valued: &[String], (table, frame): (&Table, &Frame), context: &Context<'_>) -> Raises<Keyed> {
    let axes = context.axes;
    let keyed = Keyed::of(frame, &step.index, false, true, axes);
    if valued.is_empty() {
        return Err(match (axes.reshape.keyed_values(), keyed) {
            (reshape::KeyedValues::Grouped, Err(raised)) => raised,
            _ => Raised::new(ErrorKind::SchemaMismatch, "no values for the columns: they are a key"),
        });
    }
    let keyed = keyed?;
    match (axes.reshape.cell_index(), context.phase) {
        (reshape::CellIndex::Compared, Phase::Run) => {
            for part in &table.parts {
                let keyed = Keyed::of(part, &step.index, false, true, axes)?;
                let key = Key { column: &keyed.keys[0], descending: false, missing_first: false };
                order::sorted(&[key], keyed.groups.len())?;
            }
        }
        (reshape::CellIndex::Compared | reshape::CellIndex::Any, _) => {}
    }
    Ok(keyed)
}

/// What is raised where several columns are put below the labels: as one of them is computed, or else for their number.
fn too_many(
    step: &Pivot,
    valued: &[String],
    frame: &Frame,
    (keyed, gaps): (&Keyed, &Gaps),
    context: &Context<'_>,
) -> Raised {
    let Groups { of_row, firsts, .. } = keyed.groups.clone();
    let cell = Groups { of_row, firsts, ..Groups::default() };
    let mut computed =
        valued.iter().map(|name| cells(step.agg, named(frame, name, context.axes)?, &cell, (gaps, 0), context));
    computed.find_map(Result::err).unwrap_or_else(|| Raised::new(ErrorKind::SchemaMismatch, "more columns than labels"))
}

/// Marks the index and the cells of which the labels' categories stay.
///
/// Source: Dask, `pivot_table`, whose column of labels has to be one of categories.
fn categorized(step: &Pivot, columns: &mut [(Arc<str>, Column)], axes: &Axes) {
    let Some(((_, index), cells)) = columns.split_first_mut() else { return };
    let labels = step.columns == step.index[0];
    if labels && index.is_empty() {
        *index = Column { categorical: true, ..Column::empty(DType::numpy(Kind::String)) };
        return;
    }
    index.categorical = labels;
    let chosen = chooses_labels(step, axes);
    cells.iter_mut().for_each(|(_, cells)| cells.categorical = chosen);
}

/// Whether the cells are some of the labels, which are categories.
fn chooses_labels(step: &Pivot, axes: &Axes) -> bool {
    match axes.reshape.categories() {
        reshape::Categories::All => step.columns == step.values && matches!(step.agg, AggFn::First | AggFn::Last),
        reshape::Categories::Index => false,
    }
}

/// Whether the values are whole numbers or truth values, of which none can be missing.
fn is_whole(values: &Column) -> bool {
    values.kind().is_integer() || *values.kind() == Kind::Bool
}

/// The cells of a label that are categories: a missing one leaves the others as they are. Where categories are put below one another, no
/// other columns are picked by truth values, which choose rows.
///
/// Source: Dask, `concat_pandas` (`dataframe/backends.py`).
fn chosen(step: &Pivot, values: &Column, cell: &Groups, table: &Table, context: &Context<'_>) -> Raises<Column> {
    let axes = context.axes;
    let keys = table.parts.iter().map(|part| named(part, &step.index[0], axes)).collect::<Raises<Vec<_>>>()?;
    let filled = keys.iter().filter(|key| key.present().count_set_bits() > 0).count();
    if filled > 1 && *values.kind() == Kind::Bool && context.phase == Phase::Run {
        return Err(Raised::value_error("an item has the wrong length"));
    }
    let of = |values: &Column| aggregate::grouped(values, cell, Call::method(step.agg), axes);
    let objects = of(&Column::objects(values.to_objects()))?;
    if objects.present().count_set_bits() < objects.len() { Ok(objects) } else { of(values) }
}

fn refused_twice(name: &str) -> Raised {
    Raised::value_error(format!("Grouper for '{name}' not 1-dimensional"))
}

/// Refuses columns in several roles of a pivot of a table like `found`, where a plan that is written out tries what is done in its
/// partitions.
///
/// Source: Dask, `ApplyConcatApply._meta_chunk` (`dask_expr/_reductions.py`).
pub(in crate::engine) fn written(step: &Pivot, found: &Table, labels: &Table, axes: &Axes) -> Raises<()> {
    match (axes.reshape.cells(), axes.reshape.keyed_values()) {
        (reshape::Cells::Partials, reshape::KeyedValues::Planned) => {}
        (reshape::Cells::Partials | reshape::Cells::Rows, _) => return Ok(()),
    }
    let several = grouped_twice(step, found, axes).is_some()
        || valued(step, &found.meta, &self::labels(step, labels, axes)?, (Phase::Run, axes))?.len() != 1;
    let tried = Table { parts: vec![sample::of(&found.meta, axes)], ..found.clone() };
    let looked_at = Some(LookedAt { table: labels, for_rows: false });
    let context = Context { looked_at, ..Context::new(axes, Phase::Run, &[], &[], &tried) };
    if several { run(step, &tried, &context).map(drop) } else { Ok(()) }
}

/// The name of a column in two roles, where others are left out: it is one of several of its name then.
fn grouped_twice<'a>(step: &'a Pivot, table: &Table, axes: &Axes) -> Option<&'a String> {
    let roles = [&step.index[0], &step.columns, &step.values];
    let refused = match axes.reshape.pivot_roles() {
        reshape::PivotRoles::OneOrNone | reshape::PivotRoles::One => roles.len() < table.meta.names.len(),
        reshape::PivotRoles::Several => false,
    };
    let twice = (1..roles.len()).find(|&i| roles[..i].contains(&roles[i]));
    twice.filter(|_| refused).map(|i| roles[i])
}

/// What is put below the labels: the values, or all columns that are no key where the columns that are named, each time counted, are not
/// fewer than those there are.
///
/// Source: pandas, `core/reshape/pivot.py` (`__internal_pivot_table`, `to_filter`).
fn valued(step: &Pivot, frame: &Frame, labels: &Column, (phase, axes): (Phase, &Axes)) -> Raises<Vec<String>> {
    let values = || Ok(vec![step.values.clone()]);
    match axes.reshape.pivot_roles() {
        reshape::PivotRoles::OneOrNone => {}
        // a plan does not ask for it
        reshape::PivotRoles::One
            if phase == Phase::Run && step.columns == step.values && matches!(step.agg, AggFn::Sum | AggFn::Mean) =>
        {
            return Err(Raised::type_error("categories have no sum"));
        }
        reshape::PivotRoles::One | reshape::PivotRoles::Several => return values(),
    }
    let labelled = labels.present().count_set_bits() > 0;
    let keys = [&step.index[0], &step.columns];
    let named = keys.len() + 1;
    if phase == Phase::Build || !labelled || named < frame.names.len() {
        return values();
    }
    let number =
        |name: &String| frame.get(name).is_some_and(|column| column.kind().is_number() || *column.kind() == Kind::Bool);
    let rest = frame.names.iter().map(|name| name.to_string()).filter(|name| !keys.contains(&name));
    let mut rest: Vec<String> = rest.collect();
    match (axes.reshape.pivot_refused(), axes.placement.split()) {
        (reshape::PivotRefused::Dropped, Split::Chunks) if step.agg == AggFn::Sum && rest.iter().any(number) => {
            rest.retain(number);
        }
        (reshape::PivotRefused::Dropped | reshape::PivotRefused::Raise, _) => {}
    }
    rest.sort();
    Ok(rest)
}

/// Refuses first and last times in a zone where they are put in an array: without a row, or where they are planned for one partition.
fn in_a_zone(step: &Pivot, values: &Column, table: &Table, axes: &Axes) -> Raises<()> {
    let zoned = matches!(values.kind(), Kind::Timestamp(_, Some(_)));
    if !zoned || !matches!(step.agg, AggFn::First | AggFn::Last) {
        return Ok(());
    }
    let refused = match axes.quirks.zoned_cells() {
        quirks::ZonedCells::Right => false,
        quirks::ZonedCells::Refused => table.parts.len() == 1 || table.rows() == 0,
        quirks::ZonedCells::RefusedAsFound => {
            let keys = table.parts.iter().map(|part| named(part, &step.index[0], axes));
            keys.collect::<Raises<Vec<_>>>()?.iter().any(|key| key.present().count_set_bits() == 0)
        }
    };
    if refused { Err(Raised::type_error("no array is made of a time zone's type")) } else { Ok(()) }
}

/// Labels of objects, of which none is there, are of no type but floats.
fn without_objects(mut keyed: Keyed, frame: &Frame) -> Keyed {
    if keyed.groups.len() == 0 && frame.rows > 0 && keyed.keys[0].as_objects().is_some() {
        keyed.keys[0] = Column::missing(DType::numpy(Kind::Float64), 0);
    }
    keyed
}

/// The keys of no row.
fn keyed_by_nothing(keyed: &Keyed) -> Keyed {
    let groups = Groups { of_row: vec![LEFT_OUT; keyed.groups.of_row.len()], ..Groups::default() };
    Keyed { keys: keyed.keys.iter().map(|key| key.slice(0, 0)).collect(), groups }
}

/// The columns that a plan takes a pivot of `table` to have: its labels, found in `labelled`, are known before a cell is computed.
pub(super) fn declared(step: &Pivot, table: &Table, labelled: &Table, axes: &Axes) -> Raises<Frame> {
    let index = step.index.iter().map(|name| {
        let column = named(&table.meta, name, axes)?.slice(0, 0);
        Ok((Arc::from(name.as_str()), Column { categorical: *name == step.columns, ..column }))
    });
    let mut columns = index.collect::<Raises<Vec<_>>>()?;
    let cells = match step.agg {
        AggFn::First | AggFn::Last => named(&table.meta, &step.values, axes)?.slice(0, 0),
        _ => Column::missing(DType::numpy(Kind::Float64), 0),
    };
    columns.extend(texts(&labels(step, labelled, axes)?, axes)?.into_iter().map(|label| (label, cells.clone())));
    clash(&columns, 1)?;
    Ok(Frame::new(columns, 0))
}

/// Whether the column of what adds up is not looked at yet: a plan takes it for numbers.
fn added_up_later(step: &Pivot, context: &Context<'_>) -> bool {
    match (context.phase, context.axes.reshape.pivot_unknown()) {
        (Phase::Build, reshape::PivotUnknown::Column) => !matches!(step.agg, AggFn::First | AggFn::Last),
        (Phase::Build | Phase::Run, _) => false,
    }
}

/// Refuses a column that is not there, as `argument` where arguments are looked at first.
fn known(name: &str, table: &Table, argument: fn(String) -> Raised, axes: &Axes) -> Raises<()> {
    let found = named(&table.meta, name, axes).map(|_| ());
    match axes.reshape.pivot_unknown() {
        reshape::PivotUnknown::Argument if found.is_err() => Err(argument(format!("'{name}' is no column"))),
        reshape::PivotUnknown::Argument | reshape::PivotUnknown::Column => found,
    }
}

/// The distinct labels, in the order in which they are found.
fn labels(step: &Pivot, table: &Table, axes: &Axes) -> Raises<Column> {
    let by = std::slice::from_ref(&step.columns);
    let sorted = |part: &Frame| {
        // those that have no order stay as they are met
        let keyed = Keyed::of(part, by, false, true, axes).or_else(|raised| match raised.kind {
            ErrorKind::TypeError => Keyed::of(part, by, false, false, axes),
            _ => Err(raised),
        })?;
        let rows = keyed.groups.firsts;
        named(part, &step.columns, axes)?.take(&rows.into())
    };
    let parts = table.parts.iter().map(sorted).collect::<Raises<Vec<_>>>()?;
    let all = promote::stack(&parts.iter().collect::<Vec<_>>())?;
    let Groups { of_row, mut firsts, .. } = Groups::by(&all, Missing::LeftOut)?;
    match axes.reshape.labels() {
        reshape::Labels::Met => {}
        reshape::Labels::Hashed => {
            // the categories of each partition are hashed, which are an array of what all of them are
            let targets = |part: &Column| hashes::targets(&[&choose::infer(part)], parts.len(), axes);
            let targets = parts.iter().map(targets).collect::<Raises<Vec<_>>>()?.concat();
            // the zeros of either sign may be apart
            let apart = |(row, &group): (usize, &u32)| {
                group != LEFT_OUT && targets[row] != targets[firsts[group as usize] as usize]
            };
            if of_row.iter().enumerate().any(apart) {
                return Err(Raised::value_error("labels that are equal are in several partitions"));
            }
            firsts.sort_by_key(|&row| targets[row as usize]);
        }
    }
    let labels = all.take(&firsts.into())?;
    // a zone is lost on the way, and with it the label
    Ok(match labels.kind() {
        Kind::Timestamp(unit, Some(_)) => {
            let plain = Kind::Timestamp(*unit, None);
            let array = arrow::compute::cast(&labels.array(), &plain.arrow()).map_err(Raised::internal)?;
            Column::new(DType { kind: plain, ..labels.dtype }, array)
        }
        _ => labels,
    })
}

/// For every row the number of its label, and how many labels there are; labels of another type are met by none.
fn numbered(column: &Column, labels: &Column) -> Raises<(Vec<u32>, usize)> {
    let n = labels.len();
    if column.kind() != labels.kind() && matches!(labels.kind(), Kind::Timestamp(..)) {
        return Ok((vec![LEFT_OUT; column.len()], n));
    }
    let both = promote::stack(&[labels, column])?;
    let groups = Groups::by(&both, Missing::LeftOut)?;
    let is_number = |c: &Column| c.kind().is_integer() || c.kind().is_float();
    let (bool, number) = match (*column.kind() == Kind::Bool, *labels.kind() == Kind::Bool) {
        (true, false) => (column, labels),
        (false, true) => (labels, column),
        _ => return Ok((groups.of_row[n..].to_vec(), n)),
    };
    // a truth value is looked for among numbers in vain, but where all are equal there is nothing to look for
    let sorted = |column: &Column| -> Raises<Vec<f64>> {
        let present = column.present();
        let numbers = aggregate::doubles_of(column)?.into_iter().enumerate();
        let mut there: Vec<f64> = numbers.filter(|(row, _)| present.value(*row)).map(|(_, x)| x).collect();
        there.sort_by(f64::total_cmp);
        there.dedup();
        Ok(there)
    };
    match is_number(number) && sorted(bool)? != sorted(number)? {
        true => Ok((vec![LEFT_OUT; column.len()], n)),
        false => Ok((groups.of_row[n..].to_vec(), n)),
    }
}
