//! NumPy's quicksort, as far as it shows: where rows whose keys are equal end up.
//!
//! Numbers of 32 and 64 bits are sorted with the processor's vector instructions where it has them, in networks of comparisons and in
//! partitions that are filled from both sides; whatever else there is by quicksort in its usual form. Up to the size of a network,
//! AVX2 and AVX-512 place rows alike; beyond it, this is what AVX-512 does.
//!
//! Source: NumPy, `npysort/quicksort.cpp`, `npysort/heapsort.cpp`; x86-simd-sort, `xss-common-argsort.h`, `xss-network-keyvaluesort.hpp`.

use std::cmp::Ordering;

/// How many numbers a vector holds.
const LANES: usize = 8;

/// Up to this many rows are put in by insertion.
const FEW: usize = 16;

/// How vectors of numbers are sorted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vectors {
    /// Up to how many numbers a network sorts.
    pub(super) network: usize,
    /// Whether also numbers are parted that are in order already.
    pub(super) again: bool,
}

/// Sorts `rows` as vectors of numbers are sorted.
pub(super) fn by_vectors(rows: &mut [u32], way: Vectors, less: &impl Fn(u32, u32) -> bool) {
    if way.again || rows.windows(2).any(|pair| less(pair[1], pair[0])) {
        let turns = 2 * rows.len().max(1).ilog2();
        in_parts(rows, way.network, turns, less);
    }
}

fn in_parts(rows: &mut [u32], most: usize, turns: u32, less: &impl Fn(u32, u32) -> bool) {
    if rows.len() <= most {
        return network(rows, less);
    }
    if turns == 0 {
        looped(rows, 2 * rows.len().ilog2(), less);
        return inserted(rows, less);
    }
    let step = (rows.len() - 1) / LANES;
    let mut sample: [u32; LANES] = std::array::from_fn(|i| rows[(i + 1) * step]);
    sample.sort_by(|&a, &b| ordering(a, b, less));
    let pivot = sample[LANES / 2];
    let start = parted(rows, &|row| !less(row, pivot));
    let (low, high) = rows.split_at_mut(start);
    in_parts(low, most, turns - 1, less);
    if high.iter().any(|&row| less(pivot, row)) {
        in_parts(high, most, turns - 1, less);
    }
}

fn ordering(a: u32, b: u32, less: &impl Fn(u32, u32) -> bool) -> Ordering {
    less(b, a).cmp(&less(a, b))
}

/// The C++ library's sort, which is turned to where parts stay large; what it leaves is put in by insertion.
///
/// Source: libstdc++, `bits/stl_algo.h` (`__introsort_loop`).
fn looped(mut rows: &mut [u32], mut turns: u32, less: &impl Fn(u32, u32) -> bool) {
    while rows.len() > FEW {
        if turns == 0 {
            return heaped(rows, less);
        }
        turns -= 1;
        let (second, middle, last) = (1, rows.len() / 2, rows.len() - 1);
        let median = match [(second, middle), (middle, last), (second, last)].map(|(a, b)| less(rows[a], rows[b])) {
            [true, true, _] | [false, false, false] => middle,
            [true, false, true] | [false, true, false] => last,
            [true, false, false] | [false, true, true] => second,
            [false, false, true] => second,
        };
        rows.swap(0, median);
        let pivot = rows[0];
        let (mut i, mut j) = (1, rows.len());
        let cut = loop {
            while less(rows[i], pivot) {
                i += 1;
            }
            j -= 1;
            while less(pivot, rows[j]) {
                j -= 1;
            }
            if i >= j {
                break i;
            }
            rows.swap(i, j);
            i += 1;
        };
        let (front, back) = rows.split_at_mut(cut);
        looped(back, turns, less);
        rows = front;
    }
}

/// A bitonic sorter, whose comparisons with what lies beyond the rows change nothing.
fn network(rows: &mut [u32], less: &impl Fn(u32, u32) -> bool) {
    let n = rows.len();
    let mut exchange = |a: usize, b: usize| {
        if b < n && less(rows[b], rows[a]) {
            rows.swap(a, b);
        }
    };
    let mut size = 2;
    while size < 2 * n {
        for start in (0..n).step_by(size) {
            (0..size / 2).for_each(|i| exchange(start + i, start + size - 1 - i));
        }
        let mut half = size / 4;
        while half > 0 {
            for start in (0..n).step_by(2 * half) {
                (start..start + half).for_each(|i| exchange(i, i + half));
            }
            half /= 2;
        }
        size *= 2;
    }
}

/// Puts the rows that are `high` behind the others, and says where they start.
fn parted(rows: &mut [u32], high: &impl Fn(u32) -> bool) -> usize {
    // four vectors at a time, where there are enough
    let mut taken = [0; 4 * LANES];
    let block = if rows.len() <= 8 * taken.len() { LANES } else { taken.len() };
    let (mut left, mut right) = (0, rows.len());
    for _ in 0..rows.len() % block {
        if high(rows[left]) {
            right -= 1;
            rows.swap(left, right);
        } else {
            left += 1;
        }
    }
    let mut filled = Filled { low: left, high: right };
    let (first, last) = (rows[left..left + block].to_vec(), rows[right - block..right].to_vec());
    left += block;
    right -= block;
    while left < right {
        let from = if filled.high - right < left - filled.low {
            right -= block;
            right
        } else {
            left += block;
            left - block
        };
        taken[..block].copy_from_slice(&rows[from..from + block]);
        taken[..block].chunks(LANES).for_each(|vector| filled.put(vector, rows, high));
    }
    let ends = if left == right { [first, last].concat() } else { first };
    ends.chunks(LANES).for_each(|vector| filled.put(vector, rows, high));
    filled.low
}

/// Up to where rows have been filled in, from the front and from the back.
struct Filled {
    low: usize,
    high: usize,
}

impl Filled {
    fn put(&mut self, vector: &[u32], rows: &mut [u32], high: &impl Fn(u32) -> bool) {
        let (mut above, mut n) = ([0; LANES], 0);
        for &row in vector {
            if high(row) {
                above[n] = row;
                n += 1;
            } else {
                rows[self.low] = row;
                self.low += 1;
            }
        }
        self.high -= n;
        rows[self.high..self.high + n].copy_from_slice(&above[..n]);
    }
}

/// Sorts `rows` by comparing two at a time.
pub(super) fn by_comparisons(rows: &mut [u32], less: &impl Fn(u32, u32) -> bool) {
    let depth = 2 * rows.len().max(1).ilog2() as i32;
    descended(rows, depth, less);
}

fn descended(mut rows: &mut [u32], mut depth: i32, less: &impl Fn(u32, u32) -> bool) {
    if depth < 0 {
        return heaped(rows, less);
    }
    while rows.len() > FEW {
        let place = halved(rows, less);
        depth -= 1;
        let (front, back) = rows.split_at_mut(place);
        let back = &mut back[1..];
        let (small, large) = if front.len() < back.len() { (front, back) } else { (back, front) };
        descended(large, depth, less);
        rows = small;
    }
    inserted(rows, less);
}

/// Parts the rows at a middle one of three, and says where that one is.
fn halved(rows: &mut [u32], less: &impl Fn(u32, u32) -> bool) -> usize {
    let last = rows.len() - 1;
    let middle = last / 2;
    for (a, b) in [(0, middle), (middle, last), (0, middle)] {
        if less(rows[b], rows[a]) {
            rows.swap(a, b);
        }
    }
    let pivot = rows[middle];
    rows.swap(middle, last - 1);
    let (mut i, mut j) = (0, last - 1);
    loop {
        i += 1;
        while less(rows[i], pivot) {
            i += 1;
        }
        j -= 1;
        while less(pivot, rows[j]) {
            j -= 1;
        }
        if i >= j {
            break;
        }
        rows.swap(i, j);
    }
    rows.swap(i, last - 1);
    i
}

fn inserted(rows: &mut [u32], less: &impl Fn(u32, u32) -> bool) {
    for i in 1..rows.len() {
        let place = rows[..i].iter().rposition(|&before| !less(rows[i], before)).map_or(0, |before| before + 1);
        rows[place..=i].rotate_right(1);
    }
}

fn heaped(rows: &mut [u32], less: &impl Fn(u32, u32) -> bool) {
    let sink = |rows: &mut [u32], mut at: usize, n: usize| {
        let row = rows[at];
        while 2 * at + 1 < n {
            let mut child = 2 * at + 1;
            if child + 1 < n && less(rows[child], rows[child + 1]) {
                child += 1;
            }
            if !less(row, rows[child]) {
                break;
            }
            rows[at] = rows[child];
            at = child;
        }
        rows[at] = row;
    };
    let n = rows.len();
    (0..n / 2).rev().for_each(|at| sink(rows, at, n));
    for end in (1..n).rev() {
        rows.swap(0, end);
        sink(rows, 0, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_sorted_once() {
        for n in (0..70).chain([128, 255, 256, 257, 300, 1000, 5000]) {
            for values in [1, 2, 3, 7, 5003] {
                let key = |row: u32| row.wrapping_mul(2_654_435_761) % values;
                let less = |a: u32, b: u32| key(a) < key(b);
                for i in 0..5 {
                    let mut rows: Vec<u32> = (0..n).collect();
                    match i {
                        0 => by_comparisons(&mut rows, &less),
                        1 => by_vectors(&mut rows, Vectors { network: 64, again: true }, &less),
                        2 => by_vectors(&mut rows, Vectors { network: 256, again: false }, &less),
                        3 => heaped(&mut rows, &less),
                        _ => {
                            looped(&mut rows, 64, &less);
                            inserted(&mut rows, &less);
                        }
                    }
                    assert!(rows.is_sorted_by_key(|&row| key(row)), "sort {i} of {n} rows of {values} values");
                    rows.sort_unstable();
                    assert!(rows.iter().copied().eq(0..n), "sort {i} of {n} rows of {values} values");
                }
            }
        }
    }
}
