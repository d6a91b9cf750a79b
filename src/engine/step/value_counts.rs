//! `value_counts`: how often each value of a column occurs, the most frequent first.

use std::sync::Arc;

use arrow::array::UInt32Array;

use super::groupby::{named, one_each};
use crate::axis::{Axes, aggregate as agg, placement, quirks, sort, types};
use crate::case::plan::ValueCounts;
use crate::engine::aggregate;
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::frame::{Frame, Table};
use crate::engine::key_order;
use crate::engine::keys::{Groups, Missing, without_lists};
use crate::engine::object::{Obj, i64s};
use crate::engine::order::{self, Key};
use crate::engine::placement::{Purpose, exchanged, hashes, shuffled};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, names, pushdown};
use crate::result::ErrorKind;

/// The name of the column of counts.
const COUNT: &str = "count";

/// Values and their counts.
pub(super) fn run(step: &ValueCounts, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match (context.axes.quirks.pushdown(), context.phase) {
        (quirks::Pushdown::Blind, Phase::Run) => pushdown::counts_stay(table.parts.len() > 1, context.ahead)?,
        (quirks::Pushdown::Blind, Phase::Build) | (quirks::Pushdown::Right, _) => {}
    }
    one_each(std::slice::from_ref(&step.column), &table.meta, context.axes).map_err(|raised| {
        match context.axes.aggregate.combine() {
            agg::Combine::Rows | agg::Combine::Buffers => raised,
            // partitions know no counts of whole tables
            agg::Combine::Partials | agg::Combine::PartialsOrShuffle => Raised::unsupported("a table has no counts"),
        }
    })?;
    let keys = |part: &Frame| Ok(vec![named(part, &step.column, context.axes)?.clone()]);
    let moves = context.moves(std::slice::from_ref(&step.column));
    let table = &exchanged(table, keys, moves, Purpose::Groups, context)?;
    let frame = table.gathered(context.axes)?;
    let column = named(&frame, &step.column, context.axes)?;
    let leaves_out = match context.axes.types.model() {
        types::Model::Numpy => step.dropna.unwrap_or(true),
        types::Model::Sql => step.dropna.unwrap_or(false),
    };
    let clashes = match context.axes.aggregate.count_column() {
        agg::CountColumn::Raise => true,
        agg::CountColumn::Twice => false,
    };
    if clashes && step.column == COUNT {
        return Err(Raised::new(ErrorKind::DuplicateColumn, "cannot insert count, already exists"));
    }
    let by_hash = match context.axes.placement.distinct() {
        placement::Distinct::Hashes => true,
        placement::Distinct::Gather => false,
    };
    if by_hash && context.phase == Phase::Run {
        let parts = counted_apart(step, table, leaves_out, context)?;
        let meta = beside(step, counted(&column.slice(0, 0), None, leaves_out, context.axes)?);
        return Ok(Table { parts, meta, divisions: Vec::new() });
    }
    let (values, counts) = counted(column, None, leaves_out, context.axes)?;
    match context.axes.aggregate.combine() {
        // counts of partitions are put together in the order of their values, which have to compare
        agg::Combine::Partials | agg::Combine::PartialsOrShuffle if context.phase == Phase::Run => {
            key_order::ascending(std::slice::from_ref(&values), values.len(), key_order::Missing::Last)?;
        }
        agg::Combine::Partials | agg::Combine::PartialsOrShuffle | agg::Combine::Rows | agg::Combine::Buffers => {}
    }
    let mut counts = beside(step, (values, counts));
    let by_plan = matches!(context.axes.types.model(), types::Model::Sql);
    if by_plan && names::same(&step.column, COUNT, context.axes) {
        // the name is that of the values, by which the plan can tell it from the other
        let values = Key { column: &counts.columns[0], descending: true, missing_first: false };
        counts = counts.take(&order::sorted(&[values], counts.rows)?)?;
    }
    let counted = Table::whole(counts);
    // a trial has as many partitions of it
    let parts = if by_hash { table.parts.len() } else { 1 };
    Ok(Table { parts: vec![counted.meta.clone(); parts - 1].into_iter().chain(counted.parts).collect(), ..counted })
}

/// Values and their counts as columns of one table.
fn beside(step: &ValueCounts, (values, counts): (Column, Column)) -> Frame {
    let rows = values.len();
    Frame::new(vec![(Arc::from(step.column.as_str()), values), (Arc::from(COUNT), counts)], rows)
}

/// The counts of all partitions, each value in the place that its hash says. They are put together in the order of their values, and left
/// in it.
fn counted_apart(step: &ValueCounts, table: &Table, leaves_out: bool, context: &Context<'_>) -> Raises<Vec<Frame>> {
    let in_order = |part: &Frame| {
        let counts = i64s(&part.columns[1].array());
        let counts: Vec<i64> = counts.iter().map(Option::unwrap_or_default).collect();
        let counted = beside(step, counted(&part.columns[0], Some(&counts), leaves_out, context.axes)?);
        let order = key_order::ascending(&counted.columns[..1], counted.rows, key_order::Missing::Last)?;
        counted.take(&order.into())
    };
    let mut parts = placed(step, table, context)?.iter().map(in_order).collect::<Raises<Vec<_>>>()?;
    // text with NA of one partition is enough for counts that Arrow holds
    if table.parts.iter().any(|part| part.get(&step.column).is_some_and(counted_by_arrow)) {
        for counts in parts.iter_mut().map(|part| &mut part.columns[1]) {
            counts.dtype = counts.dtype.clone().with_family(Family::Arrow);
        }
    }
    Ok(parts)
}

/// Whether Arrow counts a column: text with NA is held by it, too.
fn counted_by_arrow(column: &Column) -> bool {
    match column.dtype.family {
        Family::Arrow => true,
        Family::Masked => *column.kind() == Kind::String,
        Family::Numpy | Family::Sql => false,
    }
}

/// The values of every partition and how often they occur there, in the partitions that their hashes lead to.
fn placed(step: &ValueCounts, table: &Table, context: &Context<'_>) -> Raises<Vec<Frame>> {
    let n = table.parts.len();
    let distinct = |part: &Frame| {
        let column = named(part, &step.column, context.axes)?;
        let groups = Groups::by(column, Missing::One)?;
        let mut counts = vec![0; groups.len()];
        groups.of_row.iter().for_each(|&group| counts[group as usize] += 1);
        let rows = groups.len();
        let values = column.take(&groups.firsts.into())?;
        let counts = aggregate::integers(counts);
        Ok(Frame::new(vec![(Arc::from(""), values), (Arc::from(COUNT), counts)], rows))
    };
    let parts = table.parts.iter().map(distinct).collect::<Raises<Vec<_>>>()?;
    let targets =
        parts.iter().map(|part| hashes::of_equals(&[(&part.columns[0], part.columns[0].kind())], n, context.axes));
    let targets = targets.collect::<Raises<Vec<_>>>()?;
    let meta = parts.first().map_or_else(|| table.meta.clone(), Frame::emptied);
    shuffled(&Table { parts, meta, divisions: Vec::new() }, &targets, n, context.axes)
}

/// The rows by value. Lists cannot be hashed, but where all rows are counted at once they are compared.
fn values_of(column: &Column, missing: Missing, axes: &Axes) -> Raises<Groups> {
    match axes.aggregate.combine() {
        agg::Combine::Rows | agg::Combine::Buffers => Groups::by(&without_lists([column])[0], missing),
        // counts of partitions are put together by value
        agg::Combine::Partials | agg::Combine::PartialsOrShuffle => Groups::by(column, missing),
    }
}

/// The groups by their sizes, the largest first.
///
/// Source: pandas, `core/algorithms.py` (`value_counts_internal`), which sorts a series of the counts.
fn most_first(mut groups: Vec<usize>, sizes: &[i64], by_arrow: bool, axes: &Axes) -> Raises<Vec<usize>> {
    match axes.sort.counts() {
        sort::Counts::AsTies if !by_arrow => {
            let counts = aggregate::integers(groups.iter().map(|&g| sizes[g]).collect());
            let key = Key { column: &counts, descending: true, missing_first: false };
            let order = order::sorted_by_one(&key, groups.len(), axes)?;
            Ok(order.values().iter().map(|&place| groups[place as usize]).collect())
        }
        sort::Counts::AsTies | sort::Counts::Kept => {
            groups.sort_by_key(|&g| std::cmp::Reverse(sizes[g]));
            Ok(groups)
        }
    }
}

/// Every distinct value and how often it occurs, the most frequent first; of equally frequent ones the one met first. Where counts are
/// given, a value stands for as many.
fn counted(column: &Column, counts: Option<&[i64]>, leave_out_missing: bool, axes: &Axes) -> Raises<(Column, Column)> {
    let together = match axes.aggregate.combine() {
        agg::Combine::Rows | agg::Combine::Buffers => false,
        // counts of partitions are put together by value, of which one is missing
        agg::Combine::Partials | agg::Combine::PartialsOrShuffle => true,
    };
    let missing = match leave_out_missing {
        true => Missing::LeftOut,
        false if together => Missing::One,
        false => Missing::ByKind,
    };
    let groups = values_of(column, missing, axes)?;
    let mut sizes = vec![0_i64; groups.len()];
    for (row, &group) in groups.of_row.iter().enumerate().filter(|(_, g)| (**g as usize) < groups.len()) {
        sizes[group as usize] += counts.map_or(1, |counts| counts[row]);
    }
    let mut order: Vec<usize> = match axes.aggregate.combine() {
        // counts of partitions are put together in the order of their values
        agg::Combine::Partials => {
            let values = column.take(&groups.firsts.clone().into())?;
            let order = key_order::ascending(std::slice::from_ref(&values), values.len(), key_order::Missing::Last);
            order.map_or_else(|_| (0..groups.len()).collect(), |order| order.into_iter().map(|g| g as usize).collect())
        }
        agg::Combine::PartialsOrShuffle | agg::Combine::Rows | agg::Combine::Buffers => (0..groups.len()).collect(),
    };
    // a mask counts what it hides apart, and puts it last
    let present = column.present();
    let masked = column.dtype.family == Family::Masked && *column.kind() != Kind::String;
    let hidden = |g: usize| masked && !present.value(groups.firsts[g] as usize);
    order.sort_by_key(|&g| hidden(g));
    let order = most_first(order, &sizes, counted_by_arrow(column), axes)?;
    let firsts: UInt32Array = order.iter().map(|&g| Some(groups.firsts[g])).collect();
    let counts = aggregate::number_of_rows(order.iter().map(|&g| sizes[g]).collect(), axes);
    let counts = match column.dtype.family {
        _ if counted_by_arrow(column) => Column { dtype: counts.dtype.with_family(Family::Arrow), ..counts },
        Family::Masked => Column { dtype: counts.dtype.with_family(Family::Masked), ..counts },
        _ => counts,
    };
    let values = column.take(&firsts)?;
    let values = match values.as_objects() {
        // among numbers, what is missing is one that is none; counts of partitions know no other
        Some(objects) if together || objects.iter().any(|value| matches!(value, Obj::Int(_) | Obj::Float(_))) => {
            let known = |value: &Obj| if value.is_missing() { Obj::Float(f64::NAN) } else { value.clone() };
            Column::objects(objects.iter().map(known).collect::<Vec<_>>())
        }
        _ => values,
    };
    let key = aggregate::counted_key(values, axes)?;
    // a zero is a zero: SQL's keys have no sign of it
    let key = if key.dtype.family == Family::Sql { key.one_zero() } else { key };
    Ok((key, counts))
}
