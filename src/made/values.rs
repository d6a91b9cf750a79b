//! Made-up values of every type.
//!
//! A column with so many distinct values draws from as many numbers, else from very many; a number stands for one value of the
//! type: small integers, fractions of a thousand, short texts, days and times of thirty years.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Int64Array, ListArray, PrimitiveArray, StringArray, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute;
use arrow::datatypes::{ArrowPrimitiveType, Field, Float32Type, Float64Type};

use super::MadeColumn;
use crate::case::types::Type;

/// The values of some rows of a column.
pub(super) fn array(column: &MadeColumn, seed: u64, rows: Range<usize>) -> Result<ArrayRef, String> {
    let stream = column.name.bytes().fold(mixed(seed), |hash, byte| mixed(hash ^ u64::from(byte)));
    let drawn: Vec<Option<u64>> = rows.map(|row| draw(column, mixed(stream ^ mixed(row as u64)))).collect();
    typed(&column.ty, &drawn).map_err(|e| e.to_string())
}

/// A row's number, `None` for null.
fn draw(column: &MadeColumn, chance: u64) -> Option<u64> {
    let null = (mixed(chance ^ 1) >> 11) as f64 / (1_u64 << 53) as f64;
    let number = mixed(chance ^ 2);
    (null >= column.nulls).then(|| column.distinct.map_or(number, |distinct| number % distinct))
}

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
const fn mixed(state: u64) -> u64 {
    let z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// How many different values a column of this type has at most, and what becomes of a larger number: it wraps around.
pub(crate) const fn room(ty: &Type) -> u64 {
    match ty {
        Type::Bool => 2,
        Type::Int8 | Type::UInt8 => 1 << 7,
        Type::Int16 | Type::UInt16 => 1 << 15,
        Type::Date => 10_957,
        Type::Timestamp(_) => 10_957 * 86_400,
        Type::Duration => 86_400,
        Type::Decimal(p, _) => 10_u64.pow(if *p < 9 { *p as u32 } else { 9 }),
        // enough of them to be exact in single precision
        Type::Float32 => 1 << 23,
        _ => 1_000_000_000,
    }
}

fn typed(ty: &Type, drawn: &[Option<u64>]) -> Result<ArrayRef, arrow::error::ArrowError> {
    /// 2000-01-01 in days and seconds.
    const FIRST_DAY: i64 = 10_957;
    const FIRST_SECOND: i64 = FIRST_DAY * 86_400;
    let numbers = || drawn.iter().map(|n| n.map(|n| (n % room(ty)) as i64));
    let whole = |scaled: &dyn Fn(i64) -> i64| -> Int64Array { numbers().map(|n| n.map(scaled)).collect() };
    let times = |first: i64| compute::cast(&whole(&|n| (first + n) * 1_000_000), &ty.arrow());
    Ok(match ty {
        Type::Bool => Arc::new(numbers().map(|n| n.map(|n| n == 1)).collect::<BooleanArray>()),
        Type::Float32 => floats::<Float32Type>(numbers(), |n| n as f32 / 1000.0),
        Type::Float64 => floats::<Float64Type>(numbers(), |n| n as f64 / 1000.0),
        Type::String => Arc::new(numbers().map(|n| n.map(word)).collect::<StringArray>()),
        Type::Date => {
            let days = compute::cast(&whole(&|n| FIRST_DAY + n), &arrow::datatypes::DataType::Int32)?;
            compute::cast(&days, &ty.arrow())?
        }
        Type::Timestamp(_) => times(FIRST_SECOND)?,
        Type::Duration => times(0)?,
        Type::Decimal(p, s) => {
            let digits: Decimal128Array = numbers().map(|n| n.map(i128::from)).collect();
            Arc::new(digits.with_precision_and_scale(*p, *s)?)
        }
        Type::List(item) => lists(item, drawn)?,
        ty => compute::cast(&whole(&|n| n), &ty.arrow())?,
    })
}

fn floats<T: ArrowPrimitiveType>(
    numbers: impl Iterator<Item = Option<i64>>,
    of: impl Fn(i64) -> T::Native,
) -> ArrayRef {
    Arc::new(numbers.map(|n| n.map(&of)).collect::<PrimitiveArray<T>>())
}

/// A text of a few letters: the number to the base of 26.
fn word(number: i64) -> String {
    let mut left = number;
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + (left % 26) as u8);
        left /= 26;
        if left == 0 {
            break;
        }
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

/// Lists of none to three elements, which the number decides.
fn lists(item: &Type, drawn: &[Option<u64>]) -> Result<ArrayRef, arrow::error::ArrowError> {
    let lengths: Vec<usize> = drawn.iter().map(|n| n.map_or(0, |n| (n % 4) as usize)).collect();
    let items: Vec<Option<u64>> = drawn
        .iter()
        .zip(&lengths)
        .flat_map(|(n, length)| (0..*length).map(move |i| n.map(|n| mixed(n ^ i as u64))))
        .collect();
    let items = if items.is_empty() { new_null_array(&item.arrow(), 0) } else { typed(item, &items)? };
    let field = Arc::new(Field::new("item", item.arrow(), true));
    let nulls = drawn.iter().map(Option::is_some).collect::<NullBuffer>();
    Ok(Arc::new(ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), items, Some(nulls))?))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Int64Type;

    use super::*;

    fn column(ty: Type, distinct: Option<u64>, nulls: f64) -> MadeColumn {
        MadeColumn { name: "x".to_owned(), ty, distinct, nulls }
    }

    #[test]
    fn a_row_is_the_same_wherever_its_piece_starts() {
        let made = column(Type::Int64, None, 0.1);
        let all = array(&made, 7, 0..1000).unwrap_or_else(|e| unreachable!("{e}"));
        let part = array(&made, 7, 400..500).unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!(all.slice(400, 100).as_primitive::<Int64Type>(), part.as_primitive::<Int64Type>());
        let other = array(&made, 8, 400..500).unwrap_or_else(|e| unreachable!("{e}"));
        assert_ne!(part.as_primitive::<Int64Type>(), other.as_primitive::<Int64Type>());
    }

    #[test]
    fn so_many_values_are_distinct_and_so_many_null() {
        let texts = array(&column(Type::String, Some(100), 0.05), 7, 0..20_000).unwrap_or_else(|e| unreachable!("{e}"));
        let seen: std::collections::BTreeSet<&str> = texts.as_string::<i32>().iter().flatten().collect();
        assert_eq!(seen.len(), 100);
        assert!((900..1100).contains(&texts.null_count()), "{}", texts.null_count());
    }

    #[test]
    fn every_type_is_made() {
        let types =
            "bool int8 uint64 float32 float64 string date timestamp timestamp[UTC] duration decimal(5,2) list<date>";
        for ty in types.split(' ').filter_map(Type::parse) {
            let made = array(&column(ty.clone(), None, 0.0), 1, 0..50).unwrap_or_else(|e| unreachable!("{ty}: {e}"));
            assert_eq!((made.data_type(), made.len()), (&ty.arrow(), 50));
        }
    }
}
