//! Which bucket rows go to by the Murmur3 hash of their keys.
//!
//! Source: Spark, `Murmur3Hash` (`hash.scala`), `Murmur3_x86_32.hashUnsafeBytes` and `HashPartitioning.partitionIdExpression`.

use arrow::array::{Array, AsArray};
use arrow::compute;
use arrow::datatypes::{DataType, Decimal128Type, Float32Type, Float64Type, Int32Type};

use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};

/// What a hash starts from.
pub(super) const SEED: u32 = 42;

/// The most digits of a decimal that is hashed as a 64-bit integer.
pub(super) const LONG_DIGITS: u8 = 18;

/// The bucket, of `buckets`, of every one of `rows` rows.
pub(super) fn buckets(keys: &[&Column], rows: usize, buckets: usize) -> Raises<Vec<u32>> {
    let mut hashes = vec![SEED; rows];
    for key in keys {
        let key = key.one_zero();
        fold(&mut hashes, &key)?;
    }
    let buckets = buckets.max(1) as i64;
    Ok(hashes.into_iter().map(|hash| i64::from(hash as i32).rem_euclid(buckets) as u32).collect())
}

/// Every row's value mixed into its hash; a null leaves it as it is.
fn fold(hashes: &mut [u32], column: &Column) -> Raises<()> {
    let array = column.array();
    let cast = |to: &DataType| compute::cast(&array, to).map_err(Raised::internal);
    let mut mix = |present: &dyn Array, one: &dyn Fn(usize, u32) -> u32| {
        for (row, hash) in hashes.iter_mut().enumerate().filter(|(row, _)| present.is_valid(*row)) {
            *hash = one(row, *hash);
        }
    };
    match column.kind() {
        Kind::Void => {}
        Kind::String => {
            let texts = array.as_string::<i32>();
            mix(&array, &|row, hash| bytes(texts.value(row).as_bytes(), hash));
        }
        Kind::Bool => {
            let truths = array.as_boolean();
            mix(&array, &|row, hash| int(u32::from(truths.value(row)), hash));
        }
        Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::UInt8 | Kind::UInt16 | Kind::Date => {
            let ints = cast(&DataType::Int32)?;
            let ints = ints.as_primitive::<Int32Type>();
            mix(&array, &|row, hash| int(ints.value(row) as u32, hash));
        }
        Kind::Float32 => {
            let floats = array.as_primitive::<Float32Type>();
            let bits = |x: f32| if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() };
            mix(&array, &|row, hash| int(bits(floats.value(row)), hash));
        }
        Kind::Float64 => {
            let floats = array.as_primitive::<Float64Type>();
            let bits = |x: f64| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() };
            mix(&array, &|row, hash| long(bits(floats.value(row)), hash));
        }
        Kind::Decimal(digits, _) => {
            let decimals = array.as_primitive::<Decimal128Type>();
            mix(&array, &|row, hash| match decimals.value(row) {
                value if *digits <= LONG_DIGITS => long(value as u64, hash),
                value => bytes(shortest(&value.to_be_bytes()), hash),
            });
        }
        Kind::List(element) => {
            let lists = array.as_list::<i32>();
            for row in (0..hashes.len()).filter(|&row| lists.is_valid(row)) {
                let items = Column::new(DType::sql((**element).clone()), lists.value(row));
                for item in 0..items.len() {
                    fold(&mut hashes[row..=row], &items.slice(item, 1))?;
                }
            }
        }
        _ => {
            let longs = i64s(&array);
            mix(&array, &|row, hash| long(longs.value(row) as u64, hash));
        }
    }
    Ok(())
}

/// The bytes of a number without those in front that only repeat its sign.
pub(super) fn shortest(bytes: &[u8]) -> &[u8] {
    let repeats = |pair: &[u8]| pair[0] == 0 && pair[1] < 0x80 || pair[0] == 0xff && pair[1] >= 0x80;
    &bytes[bytes.windows(2).take_while(|pair| repeats(pair)).count()..]
}

fn mixed(word: u32, hash: u32) -> u32 {
    let word = word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    (hash ^ word).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
}

fn finished(hash: u32, length: u32) -> u32 {
    let mut hash = hash ^ length;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

fn int(value: u32, seed: u32) -> u32 {
    finished(mixed(value, seed), 4)
}

fn long(value: u64, seed: u32) -> u32 {
    finished(mixed((value >> 32) as u32, mixed(value as u32, seed)), 8)
}

/// Words of four bytes, then the bytes that are left, each as a signed number.
pub(super) fn bytes(bytes: &[u8], seed: u32) -> u32 {
    let mut words = bytes.chunks_exact(4);
    let hash = words
        .by_ref()
        .fold(seed, |hash, word| mixed(word.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte)), hash));
    let hash = words.remainder().iter().fold(hash, |hash, &byte| mixed(i32::from(byte as i8) as u32, hash));
    finished(hash, bytes.len() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_that_sql_gives() {
        // select hash(1), hash(1L), hash('abc')
        assert_eq!(int(1, SEED) as i32, -559_580_957);
        assert_eq!(long(1, SEED) as i32, -1_712_319_331);
        assert_eq!(bytes(b"abc", SEED) as i32, 1_322_437_556);
    }

    #[test]
    fn a_number_of_many_digits_is_hashed_by_its_shortest_bytes() {
        assert_eq!(shortest(&[0, 0, 0x7f]), [0x7f]);
        assert_eq!(shortest(&[0, 0x80]), [0, 0x80]);
        assert_eq!(shortest(&[0xff, 0xff, 0x80]), [0x80]);
        assert_eq!(shortest(&[0]), [0]);
    }
}
