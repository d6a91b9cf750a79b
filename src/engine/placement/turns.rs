//! The first rows of several partitions, merged two by two so that of rows that tie the other partition's comes next.
//!
//! Source: Spark, `RDD.takeOrdered`; Guava before 33, `Iterators.mergeSorted`.

use std::iter::Peekable;

/// The rows that stay, of `room` at most, best first; `parts` has each partition's own, best first; `place` says how good a row
/// is, the lower the better.
pub(in crate::engine) fn merged(parts: Vec<Vec<u32>>, room: usize, place: impl Fn(u32) -> u32) -> Vec<u32> {
    let two = |first: Vec<u32>, second: Vec<u32>| {
        let (mut next, mut other) = (first.into_iter().peekable(), second.into_iter().peekable());
        if later(&mut next, &mut other, |a, b| place(a) > place(b)) {
            std::mem::swap(&mut next, &mut other);
        }
        let mut rows = Vec::new();
        while let Some(row) = next.next() {
            rows.push(row);
            if later(&mut next, &mut other, |a, b| place(a) >= place(b)) {
                std::mem::swap(&mut next, &mut other);
            }
        }
        rows.truncate(room);
        rows
    };
    parts.into_iter().reduce(two).unwrap_or_default()
}

/// Whether the next row is the other one's: it has one, and this one has none or a `worse` one.
fn later<I: Iterator<Item = u32>>(
    next: &mut Peekable<I>,
    other: &mut Peekable<I>,
    worse: impl Fn(u32, u32) -> bool,
) -> bool {
    match (next.peek(), other.peek()) {
        (Some(&a), Some(&b)) => worse(a, b),
        (a, b) => a.is_none() && b.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_rows_that_tie_the_other_partitions_comes_next() {
        // row 0 is best, rows 1 and 2 tie
        let place = |row| [0, 1, 1, 2][row as usize];
        assert_eq!(merged(vec![vec![0, 1], vec![2, 3]], 3, place), [0, 2, 1]);
        assert_eq!(merged(vec![vec![1], vec![2]], 1, place), [1]);
    }
}
