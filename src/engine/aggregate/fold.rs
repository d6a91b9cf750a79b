//! Folds over groups and window frames: the loops that all aggregates share.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, UInt32Array, UInt64Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute;
use arrow::datatypes as ty;

use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::keys::{Groups, LEFT_OUT};
use crate::engine::object::i64s;
use crate::engine::raised::{Raised, Raises};

/// What a fold has come to for every span, and how many values it saw.
pub(in crate::engine) struct Folded<T> {
    pub(in crate::engine) values: Vec<T>,
    pub(in crate::engine) counts: Vec<u32>,
}

/// What an aggregate is taken over, one result each: the rows of every group, or of every row's window frame.
pub(in crate::engine) trait Spans {
    /// How many spans there are.
    fn count(&self) -> usize;

    /// For every row, whether it is in a span.
    fn covered(&self) -> BooleanBuffer;

    /// `step` applied, span by span in row order, to the rows that are `present`.
    fn fold<T: Clone>(&self, present: &BooleanBuffer, start: T, step: impl FnMut(&mut T, usize)) -> Folded<T>;

    /// The same, partition by partition where the rows of several came together: `merge` then puts what each partition has come to,
    /// present rows or none, into `start`, one after the other.
    fn fold_partitions<T: Clone>(
        &self,
        present: &BooleanBuffer,
        start: T,
        step: impl FnMut(&mut T, usize),
        _merge: impl Fn(&mut T, &T),
    ) -> Folded<T> {
        self.fold(present, start, step)
    }
}

impl Spans for Groups {
    fn count(&self) -> usize {
        self.len()
    }

    fn covered(&self) -> BooleanBuffer {
        self.of_row.iter().map(|&g| g != LEFT_OUT).collect()
    }

    fn fold<T: Clone>(&self, present: &BooleanBuffer, start: T, mut step: impl FnMut(&mut T, usize)) -> Folded<T> {
        let mut folded = Folded { values: vec![start; self.len()], counts: vec![0; self.len()] };
        for (row, &group) in self.of_row.iter().enumerate() {
            if group != LEFT_OUT && present.value(row) {
                step(&mut folded.values[group as usize], row);
                folded.counts[group as usize] += 1;
            }
        }
        folded
    }

    fn fold_partitions<T: Clone>(
        &self,
        present: &BooleanBuffer,
        start: T,
        mut step: impl FnMut(&mut T, usize),
        merge: impl Fn(&mut T, &T),
    ) -> Folded<T> {
        let mut folded = Folded { values: vec![start.clone(); self.len()], counts: vec![0; self.len()] };
        let ends = self.cuts.iter().copied().chain([self.of_row.len()]);
        let mut row = 0;
        for end in ends {
            // a partition of this group is open from its first row on, and of all rows also where it has none
            let mut open: Vec<Option<T>> = vec![self.whole.then(|| start.clone()); self.len()];
            for row in row..end {
                let group = self.of_row[row];
                if group != LEFT_OUT {
                    let open = open[group as usize].get_or_insert_with(|| start.clone());
                    if present.value(row) {
                        step(open, row);
                        folded.counts[group as usize] += 1;
                    }
                }
            }
            for (whole, part) in folded.values.iter_mut().zip(&open) {
                if let Some(part) = part {
                    merge(whole, part);
                }
            }
            row = end;
        }
        folded
    }
}

/// `step` applied, span by span in row order, to the rows that are `present`.
pub(in crate::engine) fn fold<T: Clone>(
    spans: &impl Spans,
    present: &BooleanBuffer,
    start: T,
    step: impl FnMut(&mut T, usize),
) -> Folded<T> {
    spans.fold(present, start, step)
}

/// For every span one of its `present` rows: the first, replaced by each later one that is `better` than the one before.
pub(in crate::engine) fn choose(
    spans: &impl Spans,
    present: &BooleanBuffer,
    mut better: impl FnMut(usize, usize) -> Raises<bool>,
) -> Raises<UInt32Array> {
    let mut refused = Ok(());
    let chosen = spans.fold(present, None, |slot: &mut Option<u32>, row| {
        let replace = match *slot {
            Some(_) if refused.is_err() => false,
            Some(held) => better(row, held as usize).unwrap_or_else(|e| {
                refused = Err(e);
                false
            }),
            None => true,
        };
        if replace {
            *slot = Some(row as u32);
        }
    });
    refused.map(|()| UInt32Array::from(chosen.values))
}

/// The numbers of a column, by what they are computed in.
pub(in crate::engine) enum Numbers {
    /// Signed integers.
    Signed(Vec<i64>),
    /// Unsigned integers and truth values.
    Unsigned(Vec<u64>),
    /// Single precision.
    Single(Vec<f32>),
    /// Double precision.
    Double(Vec<f64>),
}

impl Numbers {
    /// The numbers of an integer, bool, float or time column; what stands where a value is missing does not matter.
    pub(in crate::engine) fn of(column: &Column) -> Raises<Self> {
        let array = column.array();
        let cast = |to: &ty::DataType| compute::cast(&array, to).map_err(Raised::internal);
        Ok(match column.kind() {
            Kind::Float32 => Self::Single(array.as_primitive::<ty::Float32Type>().values().to_vec()),
            Kind::Float64 => Self::Double(array.as_primitive::<ty::Float64Type>().values().to_vec()),
            Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => {
                Self::Signed(i64s(&array).values().to_vec())
            }
            kind if kind.is_signed() => {
                Self::Signed(cast(&ty::DataType::Int64)?.as_primitive::<ty::Int64Type>().values().to_vec())
            }
            kind if kind.is_unsigned() || *kind == Kind::Bool => {
                Self::Unsigned(cast(&ty::DataType::UInt64)?.as_primitive::<ty::UInt64Type>().values().to_vec())
            }
            Kind::List(_) => return Err(Raised::type_error("lists are no numbers")),
            kind => return Err(Raised::internal(format!("no numbers in {kind:?}"))),
        })
    }

    /// All of them in double precision.
    pub(in crate::engine) fn doubles(self) -> Vec<f64> {
        match self {
            Self::Signed(v) => v.into_iter().map(|x| x as f64).collect(),
            Self::Unsigned(v) => v.into_iter().map(|x| x as f64).collect(),
            Self::Single(v) => v.into_iter().map(f64::from).collect(),
            Self::Double(v) => v,
        }
    }
}

/// A 64-bit integer column of a family.
pub(in crate::engine) fn signed(values: Vec<i64>, dtype: DType) -> Raises<Column> {
    stored(Arc::new(Int64Array::from(values)), dtype)
}

/// An unsigned column of a family.
pub(in crate::engine) fn unsigned(values: Vec<u64>, dtype: DType) -> Raises<Column> {
    stored(Arc::new(UInt64Array::from(values)), dtype)
}

/// An array put into the type's own storage.
pub(in crate::engine) fn stored(array: ArrayRef, dtype: DType) -> Raises<Column> {
    let array = match &dtype.kind {
        // a cast between counts and times keeps the number
        Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => {
            compute::cast(&array, &ty::DataType::Int64).and_then(|a| compute::cast(&a, &dtype.kind.arrow()))
        }
        kind => compute::cast(&array, &kind.arrow()),
    };
    Ok(Column::new(dtype, array.map_err(Raised::internal)?))
}
