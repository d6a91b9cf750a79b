//! Rows dealt out to partitions one by one.
//!
//! Every partition puts its rows in the order of the hashes of their bytes, and starts to deal at a place that its number
//! decides. Source: Spark, `ShuffleExchangeExec.prepareShuffleDependency` and `XORShiftRandom`.

use arrow::array::UInt32Array;

use super::{murmur, shuffled, words};
use crate::axis::Axes;
use crate::engine::column::Column;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::Raises;

/// The table in `n` partitions, its rows told apart by the columns at `columns`.
pub(super) fn dealt(table: &Table, columns: &[usize], n: usize, axes: &Axes) -> Raises<Vec<Frame>> {
    if n <= 1 {
        return Ok(vec![table.gathered(axes)?]);
    }
    let (mut parts, mut targets) = (Vec::new(), Vec::new());
    for (number, part) in table.parts.iter().enumerate() {
        let seen: Vec<&Column> = columns.iter().map(|&column| &part.columns[column]).collect();
        let rows = words::rows(&seen, part.rows)?;
        let hashes: Vec<i32> = rows.iter().map(|row| murmur::bytes(row, murmur::SEED) as i32).collect();
        let mut order: Vec<u32> = (0..part.rows as u32).collect();
        order.sort_by_key(|&row| hashes[row as usize]);
        parts.push(part.take(&UInt32Array::from(order))?);
        let start = start(number as u64, n as u32);
        targets.push((1..=part.rows as u32).map(|i| (start + i) % n as u32).collect());
    }
    let sorted = Table { parts, meta: table.meta.clone(), divisions: Vec::new() };
    shuffled(&sorted, &targets, n, axes)
}

/// The partition before the one that the first row of partition `number` is dealt to, of `n`.
fn start(number: u64, n: u32) -> u32 {
    let bytes = number.to_be_bytes();
    let low = murmur::bytes(&bytes, 0x3c07_4a61);
    let high = murmur::bytes(&bytes, low);
    let mut seed = u64::from(high) << 32 | u64::from(low);
    let mut next = || {
        seed ^= seed << 21;
        seed ^= seed >> 35;
        seed ^= seed << 4;
        (seed & 0x7fff_ffff) as u32
    };
    let drawn = next();
    if n.is_power_of_two() {
        return ((u64::from(n) * u64::from(drawn)) >> 31) as u32;
    }
    // what lies behind the last whole multiple of `n` is drawn again
    let mut drawn = drawn;
    while drawn - drawn % n + (n - 1) > 0x7fff_ffff {
        drawn = next();
    }
    drawn % n
}
