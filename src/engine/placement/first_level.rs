//! Which keys an aggregate finds in the small table that it looks into first: groups there come before all others.
//!
//! It has no room for missing keys, nor for a key whose place and the next are taken.
//! Source: Spark, `HashMapGenerator` and `RowBasedHashMapGenerator`.

use std::collections::HashMap;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float32Type, Float64Type};

use super::murmur::{LONG_DIGITS, shortest};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::keys::{Groups, Missing};
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};

/// How many places the table has.
const PLACES: u64 = 1 << 17;

/// How many keys it holds.
const ROOM: usize = 1 << 16;

/// For every row, whether its key is not in the table.
pub(super) fn missed(keys: &[&Column], rows: usize) -> Raises<Vec<bool>> {
    let present: Vec<_> = keys.iter().map(|key| key.present()).collect();
    let hashes = keys.iter().map(|key| hashes(&key.one_zero())).collect::<Raises<Vec<_>>>()?;
    let groups = Groups::of(keys, rows, Missing::One)?;
    let mut taken: HashMap<u64, u32> = HashMap::new();
    let mut missed = vec![true; groups.len()];
    for (group, &row) in groups.firsts.iter().enumerate().take(rows) {
        let row = row as usize;
        if !present.iter().all(|present| present.value(row)) {
            continue;
        }
        let place = hashes.iter().fold(0, |hash, of_key| folded(hash, of_key[row])) as u64 % PLACES;
        let free = [place, (place + 1) % PLACES].into_iter().find(|place| !taken.contains_key(place));
        if let Some(free) = free.filter(|_| taken.len() < ROOM) {
            taken.insert(free, group as u32);
            missed[group] = false;
        }
    }
    Ok(groups.of_row.iter().map(|&group| missed.get(group as usize).copied().unwrap_or(true)).collect())
}

/// Whether a key of this kind has a place in the table.
pub(super) fn holds(kind: &Kind) -> bool {
    !matches!(kind, Kind::List(_) | Kind::Void | Kind::Object)
}

fn folded(hash: i64, of_key: i64) -> i64 {
    let salt = i64::from(0x9e37_79b9_u32 as i32);
    (hash ^ salt).wrapping_add(of_key).wrapping_add(hash << 6).wrapping_add((hash as u64 >> 2) as i64)
}

fn of_bytes(bytes: &[u8]) -> i64 {
    let hash = bytes.iter().fold(0_i32, |hash, &byte| {
        (hash ^ 0x9e37_79b9_u32 as i32)
            .wrapping_add(i32::from(byte as i8))
            .wrapping_add(hash << 6)
            .wrapping_add((hash as u32 >> 2) as i32)
    });
    hash.into()
}

fn hashes(column: &Column) -> Raises<Vec<i64>> {
    let array = column.array();
    Ok(match column.kind() {
        Kind::String => array.as_string::<i32>().iter().map(|t| of_bytes(t.unwrap_or_default().as_bytes())).collect(),
        Kind::Float32 => {
            let bits = |x: f32| if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() };
            array.as_primitive::<Float32Type>().values().iter().map(|&x| i64::from(bits(x) as i32)).collect()
        }
        Kind::Float64 => {
            let bits = |x: f64| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() };
            array.as_primitive::<Float64Type>().values().iter().map(|&x| bits(x) as i64).collect()
        }
        Kind::Decimal(digits, _) => {
            let values = array.as_primitive::<arrow::datatypes::Decimal128Type>().values();
            let hash = |v: &i128| if *digits <= LONG_DIGITS { *v as i64 } else { of_bytes(shortest(&v.to_be_bytes())) };
            values.iter().map(hash).collect()
        }
        Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => i64s(&array).values().to_vec(),
        Kind::List(_) | Kind::Object | Kind::Void => vec![0; array.len()],
        _ => {
            let wide = arrow::compute::cast(&array, &arrow::datatypes::DataType::Int32)
                .and_then(|days| arrow::compute::cast(&days, &arrow::datatypes::DataType::Int64));
            let wide = match column.kind() {
                Kind::Date => wide,
                _ => arrow::compute::cast(&array, &arrow::datatypes::DataType::Int64),
            };
            i64s(&wide.map_err(Raised::internal)?).values().to_vec()
        }
    })
}
