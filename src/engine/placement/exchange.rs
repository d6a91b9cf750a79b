//! In which order rows come that their keys brought together.
//!
//! Every partition writes its rows bucket by bucket; small buckets are then read as one partition, writer after writer. What is
//! aggregated is so in each partition first, where some groups come before others.
//! Source: Spark, `ShuffleExchangeExec`, `BypassMergeSortShuffleWriter`, `CoalesceShufflePartitions` and `HashAggregateExec`.

use std::collections::HashMap;

use arrow::array::UInt32Array;

use super::partials::Map;
use super::{first_level, murmur, prefixes};
use crate::axis::{Axes, placement};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, Missing};
use crate::engine::order::{self, Key};
use crate::engine::raised::Raises;
use crate::engine::{Context, Phase};

/// Into how many buckets rows are written, as every case asks for.
pub(super) const BUCKETS: usize = 4;

/// What rows are brought together for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Purpose {
    /// To be seen one by one.
    Rows,
    /// To become a row a key with aggregates that are looked up in a table of two levels.
    Groups,
    /// To become a row a key and nothing else.
    Keys,
}

/// The table with the rows of each partition in the order in which they are read after `keys` brought them together; unless it `moves`,
/// they are where they are to meet.
pub(in crate::engine) fn exchanged(
    table: &Table,
    keys: impl Fn(&Frame) -> Raises<Vec<Column>>,
    moves: bool,
    purpose: Purpose,
    context: &Context<'_>,
) -> Raises<Table> {
    match (context.axes.placement.split(), context.axes.placement.exchange()) {
        (placement::Split::Chunks | placement::Split::Even, _) | (_, placement::Exchange::AsFound) => {
            return Ok(table.clone());
        }
        (_, placement::Exchange::Buckets | placement::Exchange::Levels) if context.phase == Phase::Run => {}
        (_, placement::Exchange::Buckets | placement::Exchange::Levels) => return Ok(table.clone()),
    }
    let purpose = match (purpose, context.axes.placement.exchange()) {
        (Purpose::Keys, placement::Exchange::Buckets | placement::Exchange::AsFound) => Purpose::Rows,
        (purpose, _) => purpose,
    };
    let levels = |keys: &[&Column], rows: usize| match purpose {
        Purpose::Groups | Purpose::Keys if keys.iter().all(|key| first_level::holds(key.kind())) => {
            first_level::missed(keys, rows)
        }
        Purpose::Groups | Purpose::Keys | Purpose::Rows => Ok(vec![false; rows]),
    };
    let written = |part: &Frame| {
        let keys = keys(part)?;
        let keys: Vec<&Column> = keys.iter().collect();
        let buckets = if moves { murmur::buckets(&keys, part.rows, BUCKETS)? } else { vec![0; part.rows] };
        let levels = levels(&keys, part.rows)?;
        let mut rows: Vec<u32> = (0..part.rows as u32).collect();
        rows.sort_by_key(|&row| (buckets[row as usize], levels[row as usize]));
        part.take(&UInt32Array::from(rows))
    };
    let parts = table.parts.iter().map(written).collect::<Raises<Vec<_>>>()?;
    let read = Table { parts, meta: table.meta.clone(), divisions: Vec::new() };
    match purpose {
        Purpose::Rows | Purpose::Groups => Ok(read),
        // what has no aggregates is looked up in the same way at the end
        Purpose::Keys => {
            let whole = read.gathered(context.axes)?;
            let keys = keys(&whole)?;
            let levels = levels(&keys.iter().collect::<Vec<_>>(), whole.rows)?;
            let mut rows: Vec<u32> = (0..whole.rows as u32).collect();
            rows.sort_by_key(|&row| levels[row as usize]);
            Ok(Table { parts: vec![whole.take(&UInt32Array::from(rows))?], ..read })
        }
    }
}

/// Likewise for aggregates that are folded over rows sorted by `keys`, in each partition and at the end.
pub(in crate::engine) fn folded(
    table: &Table,
    keys: impl Fn(&Frame) -> Raises<Vec<Column>>,
    moves: bool,
    context: &Context<'_>,
) -> Raises<Table> {
    let sorted = |part: &Frame| {
        let columns = keys(part)?;
        match &columns[..] {
            [key] => by_key(part, key),
            _ => Ok(part.clone()),
        }
    };
    let parts = table.parts.iter().map(sorted).collect::<Raises<Vec<_>>>()?;
    let table = Table { parts, meta: table.meta.clone(), divisions: Vec::new() };
    let read = exchanged(&table, &keys, moves, Purpose::Rows, context)?;
    let starts: Vec<u32> = read.parts.iter().enumerate().flat_map(|(i, part)| vec![i as u32; part.rows]).collect();
    let whole = read.gathered(context.axes)?;
    let columns = keys(&whole)?;
    let whole = match &columns[..] {
        [key] if moves && prefixes::is_number(key) => by_partial(&whole, key, &starts)?,
        _ => whole,
    };
    let columns = keys(&whole)?;
    let order: Vec<Key<'_>> =
        columns.iter().map(|column| Key { column, descending: false, missing_first: true }).collect();
    let sorted = whole.take(&order::sorted(&order, whole.rows)?)?;
    Ok(Table { parts: vec![sorted], ..read })
}

/// The rows of a partition in the order in which a sort by the column at `key` alone takes those that tie.
pub(in crate::engine) fn tied(part: &Frame, key: usize) -> Raises<Frame> {
    by_key(part, &part.columns[key])
}

fn by_key(part: &Frame, key: &Column) -> Raises<Frame> {
    if !prefixes::is_number(key) {
        return Ok(part.clone());
    }
    let present = key.present();
    let missing: Vec<bool> = (0..part.rows).map(|row| !present.value(row)).collect();
    part.take(&UInt32Array::from(prefixes::taken(&missing)))
}

/// Likewise where the rows of one key and one partition are one.
fn by_partial(whole: &Frame, key: &Column, parts: &[u32]) -> Raises<Frame> {
    let (present, groups) = (key.present(), Groups::by(key, Missing::One)?);
    let mut numbers: HashMap<(u32, u32), usize> = HashMap::new();
    let mut partials: Vec<Vec<u32>> = Vec::new();
    for (row, (&group, &part)) in groups.of_row.iter().zip(parts).enumerate() {
        let number = *numbers.entry((part, group)).or_insert(partials.len());
        if number == partials.len() {
            partials.push(Vec::new());
        }
        partials[number].push(row as u32);
    }
    let missing: Vec<bool> = partials.iter().map(|rows| !present.value(rows[0] as usize)).collect();
    let rows = prefixes::taken(&missing).into_iter().flat_map(|i| partials[i as usize].iter().copied());
    whole.take(&rows.collect::<Vec<_>>().into())
}

/// Whether rows come as their keys' buckets have them.
pub(in crate::engine) fn by_bucket(axes: &Axes) -> bool {
    match axes.placement.exchange() {
        placement::Exchange::Buckets | placement::Exchange::Levels => true,
        placement::Exchange::AsFound => false,
    }
}

/// Where keys without aggregates are looked up.
pub(in crate::engine) fn map_of_keys(axes: &Axes) -> Map {
    match axes.placement.exchange() {
        placement::Exchange::Levels => Map::Levels,
        placement::Exchange::Buckets | placement::Exchange::AsFound => Map::Hash,
    }
}
