//! Which partition a value's hash brings it to.
//!
//! Source: pandas, `core/util/hashing.py` (`hash_array`, `combine_hash_arrays`) and `_libs/hashing.pyx` (SipHash-2-4 of text).

use arrow::array::AsArray;
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, Float32Type, Float64Type, Int64Type, UInt8Type, UInt16Type, UInt32Type};

use crate::axis::Axes;
use crate::axis::placement::{NumberHashes, ObjectHashes, Zeros};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::cast;
use crate::engine::infer;
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::python;

/// The number of the partition, of `partitions`, that every row is moved to by the values of `columns`.
pub(in crate::engine) fn targets(columns: &[&Column], partitions: usize, axes: &Axes) -> Raises<Vec<u32>> {
    let hashes = columns.iter().map(|c| hashes(c, axes)).collect::<Raises<Vec<_>>>()?;
    let rows = hashes.first().map_or(0, Vec::len);
    let each = (0..rows).map(|row| {
        let (mut out, mut factor) = (0x34_5678_u64, 1_000_003_u64);
        for (i, column) in hashes.iter().enumerate() {
            out = (out ^ column[row]).wrapping_mul(factor);
            factor = factor.wrapping_add(82_520 + 2 * (hashes.len() - i) as u64);
        }
        (out.wrapping_add(97_531) % partitions.max(1) as u64) as u32
    });
    Ok(each.collect())
}

/// Likewise, as keys that are equal are to meet, each with what was planned for it: what was planned as numbers is hashed as such, where it
/// can be.
///
/// Source: Dask, `AssignPartitioningIndex.operation` (`dask_expr/_shuffle.py`).
pub(in crate::engine) fn of_equals(keys: &[(&Column, &Kind)], partitions: usize, axes: &Axes) -> Raises<Vec<u32>> {
    let alike = |(column, planned): &(&Column, &Kind)| -> Raises<Column> {
        let is_number = |kind: &Kind| kind.is_number() || *kind == Kind::Bool;
        Ok(match (axes.placement.number_hashes(), column.as_objects()) {
            (NumberHashes::Doubles, Some(values)) if is_number(planned) => {
                cast::of_objects(values, &Kind::Float64, axes).unwrap_or_else(|_| (*column).clone())
            }
            (NumberHashes::Doubles, None) if is_number(column.kind()) => column.numpy_to_float64()?,
            (NumberHashes::Doubles | NumberHashes::Bytes, _) => (*column).clone(),
        })
    };
    let columns = keys.iter().map(alike).collect::<Raises<Vec<_>>>()?;
    targets(&columns.iter().collect::<Vec<_>>(), partitions, axes)
}

fn hashes(column: &Column, axes: &Axes) -> Raises<Vec<u64>> {
    let column = match axes.placement.zeros() {
        Zeros::Apart => column.clone(),
        Zeros::Together => column.one_zero(),
    };
    let array = column.array();
    let cast = |to: &DataType| compute::cast(&array, to).map_err(Raised::internal);
    let words: Vec<u64> = match column.kind() {
        Kind::Object | Kind::String => return of_objects(&column.to_objects(), axes),
        Kind::Float64 => array.as_primitive::<Float64Type>().values().iter().map(|x| x.to_bits()).collect(),
        Kind::Float32 => array.as_primitive::<Float32Type>().values().iter().map(|x| x.to_bits().into()).collect(),
        Kind::Timestamp(..) | Kind::Duration(_) => i64s(&array).iter().map(|v| v.unwrap_or(i64::MIN) as u64).collect(),
        Kind::Date => {
            let days = array.as_primitive::<Date32Type>().iter();
            days.map(|day| day.map_or(i64::MIN, i64::from) as u64).collect()
        }
        kind if kind.is_signed() => {
            let wide = cast(&DataType::Int64)?;
            let mask = if kind.bits() >= 64 { u64::MAX } else { (1 << kind.bits()) - 1 };
            wide.as_primitive::<Int64Type>().values().iter().map(|&v| v as u64 & mask).collect()
        }
        Kind::Bool | Kind::UInt8 => {
            cast(&DataType::UInt8)?.as_primitive::<UInt8Type>().values().iter().map(|&v| v.into()).collect()
        }
        Kind::UInt16 => array.as_primitive::<UInt16Type>().values().iter().map(|&v| v.into()).collect(),
        Kind::UInt32 => array.as_primitive::<UInt32Type>().values().iter().map(|&v| v.into()).collect(),
        _ => cast(&DataType::UInt64)?.as_primitive::<arrow::datatypes::UInt64Type>().values().to_vec(),
    };
    Ok(words.into_iter().map(mixed).collect())
}

fn mixed(mut word: u64) -> u64 {
    word ^= word >> 30;
    word = word.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word ^= word >> 27;
    word = word.wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// Objects are hashed as the array that could hold all that are not missing, or as their text; a missing one has the largest hash.
fn of_objects(values: &[Obj], axes: &Axes) -> Raises<Vec<u64>> {
    if values.iter().any(Obj::is_list_like) {
        return Err(Raised::type_error("unhashable type: 'list'"));
    }
    let present: Vec<Obj> = values.iter().filter(|v| !v.is_missing()).cloned().collect();
    let found = match infer::objects(Column::objects(present)) {
        column if typed(column.kind(), axes) => hashes(&column, axes)?,
        column => column.to_objects().iter().map(|v| mixed(of_object(v))).collect(),
    };
    let mut found = found.into_iter();
    let hash = |v: &Obj| if v.is_missing() { u64::MAX } else { found.next().unwrap_or_default() };
    Ok(values.iter().map(hash).collect())
}

/// Whether objects that an array of `kind` could hold are hashed as that array's values.
fn typed(kind: &Kind, axes: &Axes) -> bool {
    match (kind, axes.placement.object_hashes()) {
        (Kind::Object, _) => false,
        (Kind::Timestamp(..) | Kind::Duration(_), ObjectHashes::Times) | (_, ObjectHashes::Types) => true,
        (_, ObjectHashes::Times) => false,
    }
}

fn of_object(value: &Obj) -> u64 {
    match value {
        Obj::Str(text) => sip(text.as_bytes()),
        value => sip(python::str(value).as_bytes()),
    }
}

/// SipHash-2-4 under the key `0123456789123456`.
fn sip(bytes: &[u8]) -> u64 {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte));
    let (k0, k1) = (word(b"01234567"), word(b"89123456"));
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let m = word(chunk);
        v[3] ^= m;
        rounds(&mut v, 2);
        v[0] ^= m;
    }
    let last = (bytes.len() as u64) << 56 | word(chunks.remainder());
    v[3] ^= last;
    rounds(&mut v, 2);
    v[0] ^= last;
    v[2] ^= 0xff;
    rounds(&mut v, 4);
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

fn rounds(v: &mut [u64; 4], n: usize) {
    for _ in 0..n {
        v[0] = v[0].wrapping_add(v[1]);
        v[1] = v[1].rotate_left(13) ^ v[0];
        v[0] = v[0].rotate_left(32);
        v[2] = v[2].wrapping_add(v[3]);
        v[3] = v[3].rotate_left(16) ^ v[2];
        v[0] = v[0].wrapping_add(v[3]);
        v[3] = v[3].rotate_left(21) ^ v[0];
        v[2] = v[2].wrapping_add(v[1]);
        v[1] = v[1].rotate_left(17) ^ v[2];
        v[2] = v[2].rotate_left(32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_text_go_where_their_hashes_say() {
        let axes = crate::profile::builtin().remove(0).axes;
        let text: Vec<Obj> = ["a", "b"].iter().map(|t| Obj::Str((*t).into())).collect();
        assert_eq!(targets(&[&Column::objects(text)], 2, &axes), Ok(vec![1, 0]));
        let numbers = arrow::array::Int16Array::from(vec![1, 5, 2, 9]);
        let numbers = Column::new(crate::engine::dtype::DType::numpy(Kind::Int16), std::sync::Arc::new(numbers));
        assert_eq!(targets(&[&numbers], 2, &axes), Ok(vec![0, 1, 1, 0]));
    }
}
