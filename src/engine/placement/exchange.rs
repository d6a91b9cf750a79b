//! In which order rows come that their keys brought together.
//!
//! Every partition writes its rows bucket by bucket; small buckets are then read as one partition, writer after writer.
//! Source: Spark, `ShuffleExchangeExec`, `BypassMergeSortShuffleWriter` and `CoalesceShufflePartitions`.

use arrow::array::UInt32Array;

use super::murmur;
use crate::axis::placement;
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::Raises;
use crate::engine::{Context, Phase};

/// Into how many buckets rows are written, as every case asks for.
const BUCKETS: usize = 4;

/// The table with the rows of each partition in the order in which they are read after `keys` brought them together.
pub(in crate::engine) fn exchanged(
    table: &Table,
    keys: impl Fn(&Frame) -> Raises<Vec<Column>>,
    context: &Context<'_>,
) -> Raises<Table> {
    match context.axes.placement.exchange {
        placement::Exchange::Buckets if context.phase == Phase::Run => {}
        placement::Exchange::Buckets | placement::Exchange::AsFound => return Ok(table.clone()),
    }
    let written = |part: &Frame| {
        let keys = keys(part)?;
        let buckets = murmur::buckets(&keys.iter().collect::<Vec<_>>(), part.rows, BUCKETS)?;
        let mut rows: Vec<u32> = (0..part.rows as u32).collect();
        rows.sort_by_key(|&row| buckets[row as usize]);
        part.take(&UInt32Array::from(rows))
    };
    let parts = table.parts.iter().map(written).collect::<Raises<Vec<_>>>()?;
    Ok(Table { parts, meta: table.meta.clone(), labelled: table.labelled })
}
