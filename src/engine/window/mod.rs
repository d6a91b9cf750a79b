//! Window functions: for every row a value of the rows around it.
//!
//! Rows are put into windows once (one a partition key, their rows in order); every function then runs over ranges of that list.
//! [`Frames`] says which range each row sees, and is folded over like the groups of an aggregate.

pub(super) mod change;
pub(super) mod rank;
pub(super) mod rolling;
pub(super) mod running;

use arrow::array::UInt32Array;
use arrow::buffer::BooleanBuffer;

use super::aggregate::fold::{Folded, Spans};
use super::column::Column;
use super::dtype::Kind;
use super::keys::Groups;
use super::raised::Raises;

/// The rows of a frame by window.
pub(super) struct Windows {
    /// Window by window, the rows in order.
    rows: Vec<u32>,
    /// Where every window starts in `rows`, and one more: the end.
    starts: Vec<u32>,
    /// How many rows the frame has; some may be in no window.
    total: usize,
    /// Whether there is a window a key.
    pub(super) keyed: bool,
    /// The rows in the order of keys without names, which are dropped from the labels of rolled rows by their number.
    unnamed: Option<Vec<u32>>,
}

impl Windows {
    /// All rows as one window.
    pub(super) fn whole(rows: usize) -> Self {
        Self {
            rows: (0..rows as u32).collect(),
            starts: vec![0, rows as u32],
            total: rows,
            keyed: false,
            unnamed: None,
        }
    }

    /// A window a group.
    pub(super) fn of(groups: &Groups) -> Self {
        let (starts, rows) = groups.rows();
        Self { rows, starts, total: groups.of_row.len(), keyed: true, unnamed: None }
    }

    /// The same windows of keys without names, by which the rows come in this order.
    pub(super) fn unnamed(self, order: Vec<u32>) -> Self {
        Self { unnamed: Some(order), ..self }
    }

    /// The rows of every window.
    fn each(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|bounds| &self.rows[bounds[0] as usize..bounds[1] as usize])
    }

    /// Whether some row is in no window.
    pub(super) fn drops(&self) -> bool {
        self.rows.len() < self.total
    }

    /// How many rows of its window come before each row; none for a row in no window.
    pub(super) fn places(&self) -> Vec<Option<u32>> {
        let mut places = vec![None; self.total];
        for window in self.each() {
            for (place, &row) in window.iter().enumerate() {
                places[row as usize] = Some(place as u32);
            }
        }
        places
    }

    /// For every row the one `by` rows before it in its window.
    pub(super) fn before(&self, by: i64) -> UInt32Array {
        let mut found = vec![None; self.total];
        for window in self.each() {
            for (place, &row) in window.iter().enumerate() {
                let place = (place as i64).checked_sub(by).and_then(|p| usize::try_from(p).ok());
                found[row as usize] = place.and_then(|p| window.get(p).copied());
            }
        }
        UInt32Array::from(found)
    }

    /// For every row the last one in its window, up to itself, that is `present`; counted from the other end if `backward`.
    fn last_present(&self, present: &BooleanBuffer, backward: bool) -> UInt32Array {
        let mut found = vec![None; self.total];
        for window in self.each() {
            let mut last = None;
            for i in 0..window.len() {
                let row = window[if backward { window.len() - 1 - i } else { i }];
                if present.value(row as usize) {
                    last = Some(row);
                }
                found[row as usize] = last;
            }
        }
        UInt32Array::from(found)
    }
}

/// Which rows of its window every row sees.
pub(super) enum Extent {
    /// Those up to itself.
    ToRow,
    /// Those up to itself and the ones behind it with the same number.
    ToPeers(Vec<u32>),
    /// As many, up to itself.
    Last(usize),
}

/// A frame a row.
pub(super) struct Frames<'a> {
    /// The windows that frames lie in.
    pub(super) windows: &'a Windows,
    /// Their extent.
    pub(super) extent: Extent,
}

impl Spans for Frames<'_> {
    fn count(&self) -> usize {
        self.windows.total
    }

    fn covered(&self) -> BooleanBuffer {
        let mut covered = vec![false; self.windows.total];
        self.windows.rows.iter().for_each(|&row| covered[row as usize] = true);
        covered.into_iter().collect()
    }

    fn fold<T: Clone>(&self, present: &BooleanBuffer, start: T, mut step: impl FnMut(&mut T, usize)) -> Folded<T> {
        let total = self.windows.total;
        let mut folded = Folded { values: vec![start.clone(); total], counts: vec![0; total] };
        for window in self.windows.each() {
            let (mut value, mut count) = (start.clone(), 0);
            let mut told = 0;
            for (i, &row) in window.iter().enumerate() {
                if let Extent::Last(n) = self.extent {
                    (value, count) = (start.clone(), 0);
                    for &row in &window[(i + 1).saturating_sub(n)..i] {
                        if present.value(row as usize) {
                            step(&mut value, row as usize);
                            count += 1;
                        }
                    }
                }
                if present.value(row as usize) {
                    step(&mut value, row as usize);
                    count += 1;
                }
                let last_peer = match &self.extent {
                    Extent::ToPeers(peers) => {
                        window.get(i + 1).is_none_or(|&next| peers[next as usize] != peers[row as usize])
                    }
                    Extent::ToRow | Extent::Last(_) => true,
                };
                if last_peer {
                    for &row in &window[told..=i] {
                        folded.values[row as usize] = value.clone();
                        folded.counts[row as usize] = count;
                    }
                    told = i + 1;
                }
            }
        }
        folded
    }
}

/// Missing values replaced by the last value of their window that was there.
pub(super) fn filled(column: &Column, windows: &Windows, backward: bool) -> Raises<Column> {
    let present = column.present();
    if present.count_set_bits() == column.len() && !windows.drops() {
        return Ok(column.clone());
    }
    let last = windows.last_present(&present, backward);
    if *column.kind() == Kind::Object && !windows.keyed {
        // what nothing fills stays the object that stood for a missing value
        let rows = last.iter().enumerate().map(|(row, last)| last.unwrap_or(row as u32));
        return column.take(&UInt32Array::from_iter_values(rows));
    }
    column.take_or_missing(&last)
}
