//! Rows on their way into groups, as the partial aggregates that they become: in each partition, where those of one key meet, and at the end.
//!
//! Source: Spark, `AggUtils.planAggregateWithOneDistinct`, `HashAggregateExec` and `ObjectAggregationIterator.processInputs`.

use arrow::array::UInt32Array;

use super::exchange::BUCKETS;
use super::{first_level, murmur, prefixes};
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, Missing};
use crate::engine::order::{self, Key};
use crate::engine::raised::Raises;

/// How many groups a map of objects holds before it is given up for a sort.
///
/// Source: Spark, `spark.sql.objectHashAggregate.sortBased.fallbackThreshold`.
pub(in crate::engine) const OBJECT_ROOM: usize = 128;

/// Where groups are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Map {
    /// In a table of one level: they come as they are met.
    Hash,
    /// In a table of two levels: those that the first one holds come before others.
    Levels,
    /// In a map of objects, which has little room.
    Objects,
}

/// The rows of a partial aggregate, in the order in which it took them up.
type Partial = Vec<u32>;

/// The partial aggregates of a table, partition by partition.
pub(in crate::engine) struct Partials {
    /// All rows of the table.
    whole: Frame,
    parts: Vec<Vec<Partial>>,
}

impl Partials {
    /// Every row of `table` by itself.
    pub(in crate::engine) fn of(table: &Table, whole: Frame) -> Self {
        let mut rows = 0..whole.rows as u32;
        let parts = table.parts.iter().map(|part| rows.by_ref().take(part.rows).map(|row| vec![row]).collect());
        Self { parts: parts.collect(), whole }
    }

    /// The table's rows, which the keys are those of.
    pub(in crate::engine) fn whole(&self) -> &Frame {
        &self.whole
    }

    /// Those of equal `keys` made one, in each partition and again where they meet.
    pub(in crate::engine) fn met(self, keys: &[Column], map: Map, moves: bool) -> Raises<Self> {
        self.aggregated(keys, map)?.exchanged(keys, moves)?.aggregated(keys, map)
    }

    /// Those of equal `keys` made one in each partition.
    pub(in crate::engine) fn aggregated(mut self, keys: &[Column], map: Map) -> Raises<Self> {
        if keys.is_empty() {
            self.parts = self.parts.into_iter().map(|part| vec![part.concat()]).collect();
            return Ok(self);
        }
        let columns: Vec<&Column> = keys.iter().collect();
        let groups = Groups::of(&columns, self.whole.rows, Missing::One)?.of_row;
        for part in &mut self.parts {
            let partials = std::mem::take(part);
            *part = match map {
                Map::Objects => held_as_objects(partials, keys, &groups)?,
                Map::Hash | Map::Levels => by_group(partials, &groups),
            };
            if map == Map::Levels && keys.iter().all(|key| first_level::holds(key.kind())) {
                let keys = taken(keys, part)?;
                let missed = first_level::missed(&keys.iter().collect::<Vec<_>>(), part.len())?;
                let mut places = missed.into_iter();
                part.sort_by_cached_key(|_| places.next());
            }
        }
        Ok(self)
    }

    /// All in one partition, as they are read where the hash of their `keys` brought them, if it `moves` them.
    pub(in crate::engine) fn exchanged(mut self, keys: &[Column], moves: bool) -> Raises<Self> {
        if moves {
            for part in &mut self.parts {
                let keys = taken(keys, part)?;
                let mut buckets = murmur::buckets(&keys.iter().collect::<Vec<_>>(), part.len(), BUCKETS)?.into_iter();
                part.sort_by_cached_key(|_| buckets.next());
            }
        }
        self.parts = vec![self.parts.concat()];
        Ok(self)
    }

    /// All rows in this order, one partition.
    pub(in crate::engine) fn rows(self) -> Raises<Table> {
        let rows = self.parts.concat().concat();
        Ok(Table::whole(self.whole.take(&UInt32Array::from(rows))?))
    }
}

/// The keys of each partial aggregate.
fn taken(keys: &[Column], partials: &[Partial]) -> Raises<Vec<Column>> {
    let firsts: UInt32Array = partials.iter().map(|partial| partial.first().copied()).collect();
    keys.iter().map(|key| key.take(&firsts)).collect()
}

/// Partial aggregates of one group made one, in the order in which groups are met.
fn by_group(partials: Vec<Partial>, groups: &[u32]) -> Vec<Partial> {
    let mut numbers = std::collections::HashMap::new();
    let mut found: Vec<Partial> = Vec::new();
    for partial in partials {
        let Some(&row) = partial.first() else { continue };
        let number = *numbers.entry(groups[row as usize]).or_insert(found.len());
        match found.get_mut(number) {
            Some(group) => group.extend(partial),
            None => found.push(partial),
        }
    }
    found
}

/// Likewise in a map of objects: once it is full, what still comes is sorted by key, and what the map holds is put behind it.
fn held_as_objects(mut partials: Vec<Partial>, keys: &[Column], groups: &[u32]) -> Raises<Vec<Partial>> {
    let group = |partial: &Partial| partial.first().map(|&row| groups[row as usize]);
    let mut met = std::collections::HashSet::new();
    let full = partials.iter().position(|partial| met.insert(group(partial)) && met.len() == OBJECT_ROOM);
    let Some(full) = full else { return Ok(by_group(partials, groups)) };
    let mut late = partials.split_off(full + 1);
    if let [key] = keys
        && prefixes::is_number(key)
    {
        let present = key.present();
        let missing: Vec<bool> = late.iter().map(|partial| !present.value(partial[0] as usize)).collect();
        late = prefixes::taken(&missing).into_iter().map(|i| std::mem::take(&mut late[i as usize])).collect();
    }
    late.append(&mut partials);
    let found = by_group(late, groups);
    let keys = taken(keys, &found)?;
    let order: Vec<Key<'_>> =
        keys.iter().map(|column| Key { column, descending: false, missing_first: true }).collect();
    let order = order::sorted(&order, found.len())?;
    Ok(order.values().iter().map(|&i| found[i as usize].clone()).collect())
}
