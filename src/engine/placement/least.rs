//! The first rows of one partition, found in a buffer of twice as many that is parted around a pivot whenever it is full, which
//! changes the places of rows that tie.
//!
//! Source: Guava before 20, `Ordering.leastOf`.

/// The `room` best of `rows` rows, best first; `place` says how good a row is, the lower the better.
pub(in crate::engine) fn least(rows: u32, room: usize, place: impl Fn(u32) -> u32) -> Vec<u32> {
    let (mut buffer, mut threshold): (Vec<u32>, u32) = (Vec::new(), 0);
    for row in 0..rows {
        if buffer.len() < room {
            threshold = threshold.max(place(row));
        } else if room == 0 || place(row) >= threshold {
            continue;
        }
        buffer.push(row);
        if buffer.len() == 2 * room {
            let bound = parted(&mut buffer, room, &place);
            buffer.truncate(room);
            threshold = buffer[bound..].iter().map(|&row| place(row)).max().unwrap_or(threshold);
        }
    }
    buffer.sort_by_key(|&row| place(row));
    buffer.truncate(room);
    buffer
}

/// The best `room` rows brought to the front; from where on the worst of them may be.
fn parted(buffer: &mut [u32], room: usize, place: &impl Fn(u32) -> u32) -> usize {
    let (mut left, mut right, mut bound) = (0, buffer.len() - 1, 0);
    while left < right {
        let pivot = around(buffer, (left, right), (left + right).div_ceil(2), place);
        match pivot.cmp(&room) {
            std::cmp::Ordering::Greater => right = pivot - 1,
            std::cmp::Ordering::Less => {
                left = pivot.max(left + 1);
                bound = pivot;
            }
            std::cmp::Ordering::Equal => break,
        }
    }
    bound
}

/// Rows better than the one at `pivot` brought before it; its new place.
fn around(buffer: &mut [u32], (left, right): (usize, usize), pivot: usize, place: &impl Fn(u32) -> u32) -> usize {
    let best = place(buffer[pivot]);
    buffer.swap(pivot, right);
    let mut store = left;
    for i in left..right {
        if place(buffer[i]) < best {
            buffer.swap(store, i);
            store += 1;
        }
    }
    buffer.swap(right, store);
    store
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_two_rows_that_tie_may_stay() {
        // 3, null, 3, NaN, 4, 4: the largest first
        assert_eq!(least(6, 2, |row| [2, 3, 2, 0, 1, 1][row as usize]), [3, 5]);
        assert_eq!(least(2, 0, |row| row), [0_u32; 0]);
    }
}
