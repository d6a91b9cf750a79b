//! The distinct values of every partition, which a count of distinct values is put together from.
//!
//! Source: Dask, `dask/dataframe/groupby.py`: `_nunique_df_chunk`, in which pandas' `apply` adds no keys to a result that is
//! labelled as the rows were (`_is_indexed_like`), and the `_concat` of the partitions.

use std::sync::Arc;

use arrow::array::Int64Array;

use super::groupby::{Keyed, first_of_equals};
use crate::axis::{Axes, groupby, quirks};
use crate::engine::aggregate;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::frame::Frame;
use crate::engine::keys::{Groups, Missing};
use crate::engine::object::{Obj, i64s};
use crate::engine::placement::groups;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};

/// The distinct values of `name` under the keys `by`, of all partitions.
pub(super) struct Distinct {
    /// The keys, then the values, of each partition that has some.
    pub(super) frames: Vec<Frame>,
    /// Whether the keys have lost their name, and some of them their values.
    pub(super) nameless: bool,
}

impl Distinct {
    /// # Errors
    /// Where some of several keys are lost.
    pub(super) fn of(parts: &[Frame], by: &[String], name: &str, axes: &Axes) -> Raises<Self> {
        let mut found = parts.iter().map(|part| in_partition(part, by, name, axes)).collect::<Raises<Vec<_>>>()?;
        if found.iter().any(|(frame, _)| frame.rows > 0) {
            found.retain(|(frame, _)| frame.rows > 0);
        } else {
            found.truncate(1);
        }
        let nameless = found.iter().any(|(_, nameless)| *nameless);
        if nameless && by.len() > 1 {
            return Err(Raised::value_error("multiple levels only valid with MultiIndex"));
        }
        Ok(Self { frames: found.into_iter().map(|(frame, _)| frame).collect(), nameless })
    }
}

/// The `n` partitions that rows of several frames are moved to by their first columns, which are `keys`; of the frames, only those that have
/// a row in one tell its types.
pub(super) fn moved(frames: Vec<Frame>, keys: usize, n: usize, axes: &Axes) -> Raises<Vec<Frame>> {
    let keys: Vec<usize> = (0..keys).collect();
    let pieces = frames.into_iter().map(|frame| groups::moved(frame, &keys, n, axes)).collect::<Raises<Vec<_>>>()?;
    let of_target = |target: usize| {
        let mut found: Vec<&Frame> = pieces.iter().filter_map(|pieces| pieces.get(target)).collect();
        if found.iter().any(|piece| piece.rows > 0) {
            found.retain(|piece| piece.rows > 0);
        }
        promote::concat(&found, axes)
    };
    (0..n.max(1)).map(of_target).collect()
}

/// The distinct values of a partition, and whether its keys have lost their name.
fn in_partition(part: &Frame, by: &[String], name: &str, axes: &Axes) -> Raises<(Frame, bool)> {
    let place = |name: &str| part.position(name).ok_or_else(|| Raised::no_column(name));
    let mut places = by.iter().map(|key| place(key)).collect::<Raises<Vec<_>>>()?;
    places.push(place(name)?);
    let mut frame = part.pick(&places);
    let nothing = |column: &Column| column.as_objects().is_some_and(|values| values.iter().all(Obj::is_missing));
    // labels that are all missing stay objects
    for column in frame.columns[..by.len()].iter_mut().filter(|column| by.len() > 1 || !nothing(column)) {
        *column = aggregate::key(column.clone(), axes)?;
        if by.len() > 1 {
            *column = first_of_equals(column, 0..part.rows as u32)?;
        }
    }
    // a single row is looked up nowhere
    let rows = match frame.rows {
        rows @ (0 | 1) => (0..rows as u32).collect(),
        rows => Groups::of(&frame.columns.iter().collect::<Vec<_>>(), rows, Missing::One)?.firsts,
    };
    match axes.quirks.distinct_keys() {
        quirks::DistinctKeys::Kept => {
            let mut frame = frame.take(&rows.into())?;
            if by.len() == 1 {
                frame.columns[0] = labels(&frame.columns[0], axes)?;
            }
            Ok((frame, false))
        }
        quirks::DistinctKeys::Lost => by_group(&frame, rows, by, axes),
    }
}

/// A column of integers as labels: those that follow each other at equal distances are a range of the widest ones.
///
/// Source: pandas, `maybe_sequence_to_range` (`core/indexes/base.py`).
pub(super) fn labels(column: &Column, axes: &Axes) -> Raises<Column> {
    match axes.groupby.key_of_none() {
        groupby::KeyOfNone::Range if column.dtype.family == Family::Numpy && column.kind().is_signed() => {}
        groupby::KeyOfNone::Range | groupby::KeyOfNone::Declared => return Ok(column.clone()),
    }
    let wide = promote::to(column, &DType::numpy(Kind::Int64))?;
    let values: Vec<i64> = i64s(&wide.array()).iter().map(Option::unwrap_or_default).collect();
    let distances: Vec<i64> = values.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
    let range = match &distances[..] {
        [] => values.is_empty(),
        [first, ..] => *first != 0 && distances.iter().all(|distance| distance == first),
    };
    Ok(if range { wide } else { column.clone() })
}

/// Groups in order, of which those of missing keys are left out. Values of rows that are all labelled 0 are numbered instead.
fn by_group(frame: &Frame, mut rows: Vec<u32>, by: &[String], axes: &Axes) -> Raises<(Frame, bool)> {
    let groups = Keyed::of(frame, by, false, true, axes)?.groups;
    let group = |row: u32| groups.of_row[row as usize];
    let mut grouped = (0..frame.rows as u32).filter(|&row| (group(row) as usize) < groups.len());
    let label = |row: u32| frame.labels.as_ref().map_or(row, |labels| labels.value(row as usize));
    rows.retain(|&row| (group(row) as usize) < groups.len());
    let labelled_alike = grouped.clone().count() == rows.len() && grouped.all(|row| label(row) == 0);
    rows.sort_by_key(|&row| group(row));
    let mut distinct = frame.take(&rows.into())?;
    let nameless = frame.rows > 0 && labelled_alike;
    if let (true, [key]) = (nameless, &mut distinct.columns[..by.len()]) {
        let numbers: Int64Array = (0..distinct.rows as i64).collect::<Vec<_>>().into();
        *key = Column::new(DType::numpy(Kind::Int64), Arc::new(numbers));
    }
    Ok((distinct, nameless))
}
