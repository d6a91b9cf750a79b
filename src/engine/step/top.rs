//! `nlargest` and `nsmallest`: the first rows of an order by some columns.

use crate::axis::evaluation::{Build, Expressions};
use crate::axis::{Axes, sort, top};
use crate::case::plan::Top;
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::expr::arrow;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, Missing};
use crate::engine::order::{self, Key};
use crate::engine::placement::{least, turns};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, names, promote};
use crate::result::ErrorKind;

/// The first `top.n` rows, largest (or smallest) first; of ties the earliest.
pub(super) fn run(top: &Top, largest: bool, table: &Table, context: &Context<'_>) -> Raises<Table> {
    if on_rows(context) {
        return Ok(Table::whole(table.gathered(context.axes)?));
    }
    let keys = by(top, table, context)?;
    let n = match (usize::try_from(top.n), context.axes.top.negative()) {
        (Ok(n), _) => n,
        (Err(_), top::Negative::None) => 0,
        (Err(_), top::Negative::Raise) => {
            return Err(Raised::value_error(format!("a limit must be 0 or more, not {}", top.n)));
        }
    };
    asked(&table.meta, &keys, context.axes)?;
    match context.axes.top.ties() {
        top::Ties::Kept | top::Ties::Turns => {
            let all = table.gathered(context.axes)?;
            let rows = in_turns(table, &places(&all, &keys, largest, context)?, n, context);
            return Ok(Table { parts: vec![all.take(&rows.into())?], meta: table.meta.clone(), divisions: Vec::new() });
        }
        top::Ties::First => {}
    }
    let firsts = table
        .parts
        .iter()
        .map(|part| {
            asked(part, &keys, context.axes)?;
            first(part, &keys, n, largest, context)
        })
        .collect::<Raises<Vec<_>>>()?;
    let all = promote::concat(&firsts.iter().collect::<Vec<_>>(), context.axes)?;
    let parts = vec![first(&all, &keys, n, largest, context)?];
    Ok(Table { parts, meta: table.meta.clone(), divisions: Vec::new() })
}

/// The places of the columns that rows are ranked by. They are looked at one after the other: before one that is not there is missed,
/// the others have been asked.
fn by(top: &Top, table: &Table, context: &Context<'_>) -> Raises<Vec<usize>> {
    let mut places = Vec::new();
    for name in &top.by {
        match names::sort_keys(&table.meta, std::slice::from_ref(name), context.axes) {
            Ok(place) => places.extend(place),
            Err(raised) => {
                asked(&table.meta, &places, context.axes)?;
                return Err(match raised.kind {
                    ErrorKind::DuplicateColumn => {
                        Raised::unsupported("rows can't be ranked by several columns of a name")
                    }
                    _ => raised,
                });
            }
        }
    }
    Ok(places)
}

/// Refuses columns that rows cannot be ranked by.
fn asked(frame: &Frame, keys: &[usize], axes: &Axes) -> Raises<()> {
    match axes.top.types() {
        top::Types::Numbers => keys.iter().try_for_each(|&key| rankable(&frame.columns[key])),
        top::Types::Any => Ok(()),
    }
}

/// Whether only the rows are asked whether they can be ranked, and by what, not a plan, which takes them to be like those it found.
///
/// Source: Dask 2022, `DataFrame.nlargest` (`dataframe/core.py`), which gives `meta`.
fn on_rows(context: &Context<'_>) -> bool {
    let evaluation = &context.axes.evaluation;
    match (context.phase, evaluation.build(), evaluation.expressions()) {
        (Phase::Build, Build::Sample, Expressions::Rows) => true,
        (Phase::Build | Phase::Run, Build::Eager | Build::Sample | Build::Schema, _) => false,
    }
}

/// The `n` best rows of those that have these places, of each partition and then of all.
fn in_turns(table: &Table, places: &[u32], n: usize, context: &Context<'_>) -> Vec<u32> {
    let place = |row: u32| places[row as usize];
    let mut start = 0;
    let best = table.parts.iter().map(|part| {
        let before = start;
        start += part.rows as u32;
        let best = least::least(part.rows as u32, n, |row| place(before + row));
        best.into_iter().map(|row| before + row).collect::<Vec<u32>>()
    });
    let best: Vec<Vec<u32>> = best.collect();
    let by_turns = match context.axes.top.ties() {
        top::Ties::Turns => true,
        top::Ties::Kept | top::Ties::First => false,
    };
    if context.ahead.is_empty() && by_turns {
        return turns::merged(best, n, place);
    }
    if context.ahead.is_empty() {
        let mut all = best.concat();
        all.sort_by_key(|&row| place(row));
        all.truncate(n);
        return all;
    }
    // what is not handed over at once is looked through again
    let all = best.concat();
    least::least(all.len() as u32, n, |i| place(all[i as usize])).into_iter().map(|i| all[i as usize]).collect()
}

/// Which place every row has in the order of the keys; rows that tie share one.
fn places(frame: &Frame, keys: &[usize], largest: bool, context: &Context<'_>) -> Raises<Vec<u32>> {
    let (order, differs) = order::ranked(&in_order(frame, keys, largest, context), frame.rows)?;
    let (mut places, mut place) = (vec![0; frame.rows], 0);
    for (&row, differs) in order.values().iter().zip(differs) {
        place += u32::from(differs);
        places[row as usize] = place;
    }
    Ok(places)
}

fn in_order<'a>(frame: &'a Frame, keys: &[usize], largest: bool, context: &Context<'_>) -> Vec<Key<'a>> {
    let missing_first = match context.axes.sort.missing() {
        sort::Missing::Last => false,
        sort::Missing::Lowest => !largest,
    };
    keys.iter().map(|&k| Key { column: &frame.columns[k], descending: largest, missing_first }).collect()
}

fn first(frame: &Frame, keys: &[usize], n: usize, largest: bool, context: &Context<'_>) -> Raises<Frame> {
    if let Some(sorted) = all_sorted(frame, keys, n, largest, context)? {
        return Ok(sorted);
    }
    let sorted = order::sorted(&in_order(frame, keys, largest, context), frame.rows)?;
    let n = match context.axes.top.types() {
        top::Types::Numbers => {
            decimals_need_no_choice(frame, keys, sorted.values(), n)?;
            beyond_missing(frame, keys, sorted.values(), n)?
        }
        top::Types::Any => n,
    };
    frame.take(&sorted.slice(0, n.min(frame.rows)))
}

/// All rows, where so many are asked for: sorted by the first key, then by all of them.
///
/// Source: pandas, `core/methods/selectn.py` (`SelectNSeries.compute`, `SelectNFrame.compute`).
fn all_sorted(frame: &Frame, keys: &[usize], n: usize, largest: bool, context: &Context<'_>) -> Raises<Option<Frame>> {
    match context.axes.sort.counts() {
        sort::Counts::AsTies if n >= frame.rows => {}
        sort::Counts::AsTies | sort::Counts::Kept => return Ok(None),
    }
    let by = in_order(frame, keys, largest, context);
    let Some(first) = by.first() else { return Ok(None) };
    let frame = frame.take(&order::sorted_by_one(first, frame.rows, context.axes)?)?;
    let by_all = order::sorted(&in_order(&frame, keys, largest, context), frame.rows)?;
    frame.take(&by_all).map(Some)
}

/// Arrow's decimals are numbers that can be sorted, where all rows that are left are taken, but none that is chosen among.
///
/// Source: pandas, `core/methods/selectn.py` (`SelectNSeries.compute`).
fn decimals_need_no_choice(frame: &Frame, keys: &[usize], sorted: &[u32], n: usize) -> Raises<()> {
    let Some(&last) = n.checked_sub(1).and_then(|last| sorted.get(last)) else { return Ok(()) };
    let chosen = |key: usize| arrow::holds(&frame.columns[key]) && frame.columns[key].present().count_set_bits() > 0;
    for (i, &key) in keys.iter().enumerate().filter(|(_, key)| chosen(**key)) {
        let before: Vec<&Column> = keys[..i].iter().map(|&key| &frame.columns[key]).collect();
        let groups = Groups::of(&before, frame.rows, Missing::One)?.of_row;
        let tied = |row: &&u32| i == 0 || groups[**row as usize] == groups[last as usize];
        if sorted.iter().skip(n).any(|row| tied(&row)) {
            return Err(not_rankable(&frame.columns[key]));
        }
    }
    Ok(())
}

/// How many of the sorted rows are taken when `n` are asked for: column by column, the rows tied with the last one are told apart
/// by the next column, but a missing value ties with none, and all rows that were left are taken. NA is neither tied nor apart:
/// of more rows than are asked for, none is taken.
///
/// Source: pandas, `core/methods/selectn.py` (`SelectNFrame.compute`).
fn beyond_missing(frame: &Frame, keys: &[usize], sorted: &[u32], n: usize) -> Raises<usize> {
    let (Some(&last), [before @ .., _]) = (n.checked_sub(1).and_then(|last| sorted.get(last)), keys) else {
        return Ok(n);
    };
    let present = |&key: &usize| frame.columns[key].present().value(last as usize);
    let Some(missing) = before.iter().position(|key| !present(key)) else { return Ok(n) };
    let tied: Vec<&Column> = keys[..missing].iter().map(|&key| &frame.columns[key]).collect();
    let groups = Groups::of(&tied, frame.rows, Missing::One)?.of_row;
    let left = |&row: &u32| groups[row as usize] == groups[last as usize];
    let end = sorted.iter().rposition(left).map_or(n, |end| end + 1);
    Ok(match frame.columns[before[missing]].dtype.family {
        Family::Masked | Family::Arrow if end > n => sorted.iter().position(left).unwrap_or(n),
        _ => end,
    })
}

/// Whether a column is of numbers, truth values or times.
fn rankable(column: &Column) -> Raises<()> {
    let fits = match column.kind() {
        Kind::Bool | Kind::Timestamp(..) | Kind::Duration(_) if column.dtype.family == Family::Arrow => false,
        Kind::Bool | Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => true,
        Kind::Decimal(..) => matches!(column.dtype.family, Family::Sql | Family::Arrow),
        kind => kind.is_number(),
    };
    if fits { Ok(()) } else { Err(not_rankable(column)) }
}

fn not_rankable(column: &Column) -> Raised {
    Raised::type_error(format!("rows can't be ranked by a {} column", column.dtype))
}
