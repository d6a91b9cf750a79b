//! The order in which a sort by one number takes rows that tie: a missing key is put in front of all others, and the first row
//! that is not missing gives way to the end.
//!
//! Source: Spark, `UnsafeInMemorySorter.insertRecord` with radix sort.

use crate::engine::column::Column;
use crate::engine::dtype::Kind;

/// The rows, missing keys first, in the order in which those that tie are sorted.
pub(super) fn taken(missing: &[bool]) -> Vec<u32> {
    let (mut rows, mut bound) = (Vec::with_capacity(missing.len()), 0);
    for (row, &missing) in missing.iter().enumerate() {
        let row = row as u32;
        rows.push(row);
        if missing {
            let last = rows.len() - 1;
            rows.swap(bound, last);
            bound += 1;
        }
    }
    rows
}

/// Whether a sort by `key` alone compares numbers only.
pub(super) fn is_number(key: &Column) -> bool {
    match key.kind() {
        Kind::Decimal(digits, _) => *digits <= super::murmur::LONG_DIGITS,
        Kind::String | Kind::List(_) | Kind::Object | Kind::Void => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_sends_the_first_row_to_the_end() {
        assert_eq!(taken(&[false, false, true, false]), [2, 1, 0, 3]);
        assert_eq!(taken(&[true, false, true]), [0, 2, 1]);
    }
}
