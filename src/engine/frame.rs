//! Tables: named columns of equal length, cut into partitions.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, UInt32Array};
use arrow::compute;
use arrow::error::ArrowError;

use super::column::Column;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, evaluation};

/// Named columns of equal length: one partition of a table. Names may repeat.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Column names, in order.
    pub names: Vec<Arc<str>>,
    /// Columns, in the order of the names.
    pub columns: Vec<Column>,
    /// How many rows (a frame may have no columns).
    pub rows: usize,
    /// The labels of its rows; left out where they are the rows' numbers, or nothing asks for them.
    pub labels: Option<UInt32Array>,
}

impl Frame {
    /// A frame of these columns.
    pub fn new(columns: Vec<(Arc<str>, Column)>, rows: usize) -> Self {
        let (names, columns) = columns.into_iter().unzip();
        Self { names, columns, rows, labels: None }
    }

    /// Where the first column of exactly this name stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| &**n == name)
    }

    /// The first column of exactly this name.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.position(name).map(|i| &self.columns[i])
    }

    /// Whether two places hold one column, picked twice.
    pub fn same_column(&self, a: usize, b: usize) -> bool {
        a == b || self.columns[a].is(&self.columns[b])
    }

    /// The columns at these places, in this order.
    pub fn pick(&self, places: &[usize]) -> Self {
        Self {
            names: places.iter().map(|&i| self.names[i].clone()).collect(),
            columns: places.iter().map(|&i| self.columns[i].clone()).collect(),
            rows: self.rows,
            labels: self.labels.clone(),
        }
    }

    /// As many columns of the same types, in which nothing is there.
    pub fn missing(&self, rows: usize) -> Raises<Self> {
        let missing = self.map(rows, |column| Ok(Column::missing(column.dtype.clone(), rows)))?;
        Ok(Self { labels: None, ..missing })
    }

    /// Every column put through `change`, which gives columns of `rows` rows; they are labelled as before if they are as many.
    pub fn map(&self, rows: usize, change: impl Fn(&Column) -> Raises<Column>) -> Raises<Self> {
        let mut columns: Vec<Column> = Vec::with_capacity(self.columns.len());
        for (i, column) in self.columns.iter().enumerate() {
            // one column picked twice stays one
            let twin = (0..i).find(|&j| self.columns[j].is(column)).map(|j| columns[j].clone());
            columns.push(match twin {
                Some(twin) => twin,
                None => change(column)?,
            });
        }
        let labels = self.labels.clone().filter(|labels| labels.len() == rows);
        Ok(Self { names: self.names.clone(), columns, rows, labels })
    }

    /// The rows at `indices`.
    pub fn take(&self, indices: &UInt32Array) -> Raises<Self> {
        let labels = self.relabelled(|labels| compute::take(labels, indices, None))?;
        Ok(Self { labels, ..self.map(indices.len(), |c| c.take(indices))? })
    }

    /// The rows for which `keep` is true.
    pub fn filter(&self, keep: &BooleanArray) -> Raises<Self> {
        let labels = self.relabelled(|labels| compute::filter(labels, keep))?;
        Ok(Self { labels, ..self.map(keep.true_count(), |c| c.filter(keep))? })
    }

    /// Whether two rows are known to have one label.
    pub fn labels_repeat(&self) -> bool {
        self.labels.as_ref().is_some_and(|labels| repeat(labels.values()))
    }

    fn relabelled(&self, of: impl Fn(&UInt32Array) -> Result<ArrayRef, ArrowError>) -> Raises<Option<UInt32Array>> {
        let labels = self.labels.as_ref().map(of).transpose().map_err(Raised::internal)?;
        Ok(labels.map(|labels| labels.as_primitive().clone()))
    }

    /// Rows `start` to `start + len`.
    pub fn slice(&self, start: usize, len: usize) -> Self {
        Self {
            names: self.names.clone(),
            columns: self.sliced(start, len),
            rows: len,
            labels: self.labels.as_ref().map(|labels| labels.slice(start, len)),
        }
    }

    fn sliced(&self, start: usize, len: usize) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::with_capacity(self.columns.len());
        for (i, column) in self.columns.iter().enumerate() {
            // one column picked twice stays one
            let twin = (0..i).find(|&j| self.columns[j].is(column)).map(|j| columns[j].clone());
            columns.push(twin.unwrap_or_else(|| column.slice(start, len)));
        }
        columns
    }

    /// The same columns without rows.
    pub fn emptied(&self) -> Self {
        self.slice(0, 0)
    }

    /// The column called `name` put in its place, or behind the others.
    pub fn assign(&mut self, name: &str, column: Column) {
        let places: Vec<usize> = (0..self.names.len()).filter(|&i| *self.names[i] == *name).collect();
        if places.is_empty() {
            self.names.push(Arc::from(name));
            self.columns.push(column.clone());
        }
        places.into_iter().for_each(|i| self.columns[i] = column.clone());
    }
}

/// Whether a label stands there twice.
pub fn repeat(labels: &[u32]) -> bool {
    let ascend = labels.windows(2).all(|pair| pair[0] < pair[1]);
    !ascend && labels.iter().collect::<HashSet<_>>().len() < labels.len()
}

/// A table: its partitions in order, and the types it was declared with.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its partitions, at least one, with the same columns. A partition owns its types: they may differ from its neighbour's.
    pub parts: Vec<Frame>,
    /// What the plan says that the columns are, without rows. Where nothing is planned ahead it is what the first partition has.
    pub meta: Frame,
    /// The row labels that its partitions start at, and the last one; nothing where they are not known.
    pub divisions: Vec<usize>,
}

impl Table {
    /// A table of one partition.
    pub fn whole(frame: Frame) -> Self {
        Self { meta: frame.emptied(), parts: vec![frame], divisions: Vec::new() }
    }

    /// Leaves only the first partition.
    pub fn keep_first(&mut self) {
        self.parts.truncate(1);
        self.divisions.truncate(2);
    }

    /// Leaves only the last partition.
    pub fn keep_last(&mut self) {
        self.parts.drain(..self.parts.len().saturating_sub(1));
        self.divisions.drain(..self.divisions.len().saturating_sub(2));
    }

    /// Rows in all partitions.
    pub fn rows(&self) -> usize {
        self.parts.iter().map(|p| p.rows).sum()
    }

    /// Every partition put through `change`; the declared types are put through it too.
    pub fn each(&self, axes: &Axes, change: impl Fn(&Frame) -> Raises<Frame> + Sync) -> Raises<Self> {
        let parts = match axes.evaluation.first_partition() {
            evaluation::FirstPartition::First => self.parts.iter().map(&change).collect::<Raises<Vec<_>>>()?,
            evaluation::FirstPartition::Last => {
                let mut parts = self.parts.iter().rev().map(&change).collect::<Raises<Vec<_>>>()?;
                parts.reverse();
                parts
            }
        };
        let meta = parts.first().map_or_else(|| self.meta.clone(), Frame::emptied);
        Ok(Self { parts, meta, divisions: self.divisions.clone() })
    }
}
