//! The bytes that a row of SQL values is held in: words of eight, first a bit for every null, then a word a column, then what
//! does not fit into its word.
//!
//! Source: Spark, `UnsafeRow`, `UnsafeRowWriter` and `UnsafeArrayWriter`.

use arrow::array::{Array, AsArray};
use arrow::compute;
use arrow::datatypes::{DataType, Decimal128Type, Float32Type, Float64Type, Int64Type};

use super::murmur::{LONG_DIGITS, shortest};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};

/// How long a word is.
const WORD: usize = 8;

/// The bytes of every row.
pub(super) fn rows(columns: &[&Column], rows: usize) -> Raises<Vec<Vec<u8>>> {
    let bits = columns.len().div_ceil(64) * WORD;
    let mut found = vec![vec![0; bits + columns.len() * WORD]; rows];
    for (i, column) in columns.iter().enumerate() {
        for (held, bytes) in cells(column)?.into_iter().zip(&mut found) {
            if matches!(held, Held::Null | Held::WideNull) {
                bytes[i / 8] |= 1 << (i % 8);
            }
            let word = match held {
                Held::Null => 0,
                Held::Word(word, _) => word,
                Held::Bytes(value) => placed(bytes, &value, value.len().next_multiple_of(WORD)),
                Held::Wide(value) => placed(bytes, &value, 2 * WORD),
                Held::WideNull => placed(bytes, &[], 2 * WORD),
            };
            bytes[bits + i * WORD..][..WORD].copy_from_slice(&word.to_le_bytes());
        }
    }
    Ok(found)
}

/// A value as a row holds it.
enum Held {
    Null,
    /// In its word, of so many bytes that count.
    Word(u64, usize),
    /// Behind the words.
    Bytes(Vec<u8>),
    /// Behind the words, in two words.
    Wide(Vec<u8>),
    /// No value, in two words.
    WideNull,
}

/// The value put behind the others: the word that says where it is and how long.
fn placed(bytes: &mut Vec<u8>, value: &[u8], room: usize) -> u64 {
    let word = (bytes.len() as u64) << 32 | value.len() as u64;
    let end = bytes.len() + room;
    bytes.extend(value);
    bytes.resize(end, 0);
    word
}

fn cells(column: &Column) -> Raises<Vec<Held>> {
    let array = column.array();
    let narrow = |size: usize| -> Raises<Vec<Held>> {
        let wide = compute::cast(&array, &DataType::Int64).map_err(Raised::internal)?;
        let mask = u64::MAX >> (64 - 8 * size);
        let values = wide.as_primitive::<Int64Type>();
        Ok(values.iter().map(|v| v.map_or(Held::Null, |v| Held::Word(v as u64 & mask, size))).collect())
    };
    let each = |value: &dyn Fn(usize) -> Held| -> Vec<Held> {
        (0..array.len()).map(|row| if array.is_valid(row) { value(row) } else { Held::Null }).collect()
    };
    Ok(match column.kind() {
        Kind::Void => (0..column.len()).map(|_| Held::Null).collect(),
        Kind::Bool => each(&|row| Held::Word(array.as_boolean().value(row).into(), 1)),
        Kind::Int8 | Kind::UInt8 => narrow(1)?,
        Kind::Int16 | Kind::UInt16 => narrow(2)?,
        Kind::Int32 | Kind::UInt32 => narrow(4)?,
        Kind::Date => {
            let days = compute::cast(&array, &DataType::Int32).map_err(Raised::internal)?;
            cells(&Column::new(DType::sql(Kind::Int32), days))?
        }
        Kind::Float32 => each(&|row| Held::Word(array.as_primitive::<Float32Type>().value(row).to_bits().into(), 4)),
        Kind::Float64 => each(&|row| Held::Word(array.as_primitive::<Float64Type>().value(row).to_bits(), WORD)),
        Kind::Decimal(digits, _) if *digits <= LONG_DIGITS => {
            each(&|row| Held::Word(array.as_primitive::<Decimal128Type>().value(row) as u64, WORD))
        }
        Kind::Decimal(..) => {
            let values = array.as_primitive::<Decimal128Type>();
            let wide = |v: Option<i128>| v.map_or(Held::WideNull, |v| Held::Wide(shortest(&v.to_be_bytes()).to_vec()));
            values.iter().map(wide).collect()
        }
        Kind::String => each(&|row| Held::Bytes(array.as_string::<i32>().value(row).as_bytes().to_vec())),
        Kind::List(element) => {
            let lists = array.as_list::<i32>();
            let list = |row| match lists.is_valid(row) {
                true => cells(&Column::new(DType::sql((**element).clone()), lists.value(row)))
                    .map(|c| Held::Bytes(listed(c))),
                false => Ok(Held::Null),
            };
            (0..column.len()).map(list).collect::<Raises<_>>()?
        }
        _ => {
            let longs = i64s(&array);
            longs.iter().map(|v| v.map_or(Held::Null, |v| Held::Word(v as u64, WORD))).collect()
        }
    })
}

/// The bytes of a list: how many elements, a bit for every null, the elements side by side, then what does not fit.
fn listed(cells: Vec<Held>) -> Vec<u8> {
    let count = cells.len();
    let size = cells.iter().find_map(|c| if let Held::Word(_, size) = c { Some(*size) } else { None }).unwrap_or(WORD);
    let start = WORD + count.div_ceil(64) * WORD;
    let mut bytes = vec![0; start + (count * size).next_multiple_of(WORD)];
    bytes[..WORD].copy_from_slice(&(count as u64).to_le_bytes());
    for (i, held) in cells.into_iter().enumerate() {
        if matches!(held, Held::Null | Held::WideNull) {
            bytes[WORD + i / 8] |= 1 << (i % 8);
        }
        let word = match held {
            Held::Null | Held::WideNull => 0,
            Held::Word(word, _) => word,
            Held::Bytes(value) => placed(&mut bytes, &value, value.len().next_multiple_of(WORD)),
            Held::Wide(value) => placed(&mut bytes, &value, 2 * WORD),
        };
        bytes[start + i * size..][..size].copy_from_slice(&word.to_le_bytes()[..size]);
    }
    bytes
}
