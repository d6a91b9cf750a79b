//! `rank` and `dense_rank`: the place of a value among those of its window.

use std::sync::Arc;

use arrow::array::{Float64Array, Int32Array};

use super::Windows;
use crate::axis::{Axes, types, window};
use crate::engine::aggregate::fold;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::order::{self, Key};
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// The rank of every value; `dense` ranks leave no gap behind tied ones.
pub(in crate::engine) fn rank(column: &Column, windows: &Windows, dense: bool, axes: &Axes) -> Raises<Column> {
    if column.dtype.family == Family::Arrow {
        ranked_by_arrow(column.kind(), windows.keyed)?;
    }
    match (places(column, windows, dense, axes), axes.window.unranked()) {
        (Err(raised), window::Unranked::Missing) if !windows.keyed && raised.kind == ErrorKind::TypeError => {
            Ok(Column::missing(DType::numpy(Kind::Float64), column.len()))
        }
        (ranks, window::Unranked::Missing | window::Unranked::Raise) => as_column(ranks?, column, windows, dense, axes),
    }
}

/// Refuses what Arrow does not rank.
fn ranked_by_arrow(kind: &Kind, keyed: bool) -> Raises<()> {
    match kind {
        Kind::String if keyed => Err(Raised::type_error("Arrow's texts are not ranked within groups")),
        Kind::List(_) => Err(Raised::unsupported("Arrow's lists are not ranked")),
        Kind::Void if keyed => Err(Raised::type_error("nothing is not ranked within groups")),
        Kind::Void => Err(Raised::unsupported("nothing is not ranked")),
        _ => Ok(()),
    }
}

/// The rank of every row that has one.
fn places(column: &Column, windows: &Windows, dense: bool, axes: &Axes) -> Raises<Vec<Option<f64>>> {
    let ranks_missing = match axes.window.missing_rank() {
        window::MissingRank::None => false,
        window::MissingRank::Lowest => true,
    };
    let average = match axes.window.ties() {
        window::Ties::Average => true,
        window::Ties::Lowest => false,
    };
    // times without a window of their own make all of them plain numbers, of which a missing one is the smallest
    let time = matches!(column.kind(), Kind::Timestamp(..) | Kind::Duration(_)) && column.dtype.family != Family::Sql;
    let ranks_missing = ranks_missing || (time && windows.drops());
    let keys = [Key { column, descending: false, missing_first: ranks_missing }];
    let (order, differs) = order::ranked(&keys, column.len())?;
    let present = column.present();
    let mut window_of = vec![usize::MAX; column.len()];
    for (number, window) in windows.each().enumerate() {
        window.iter().for_each(|&row| window_of[row as usize] = number);
    }
    let mut ranks: Vec<Option<f64>> = vec![None; column.len()];
    let mut tied: Vec<Ties> = vec![Ties::default(); windows.starts.len() - 1];
    let mut value = 0;
    for (i, &row) in order.values().iter().enumerate() {
        value += usize::from(differs[i]);
        let Some(ties) = tied.get_mut(window_of[row as usize]) else { continue };
        if !ranks_missing && !present.value(row as usize) {
            continue;
        }
        if ties.value != Some(value) {
            ties.close(&mut ranks, average, dense);
            ties.value = Some(value);
        }
        ties.rows.push(row);
    }
    tied.iter_mut().for_each(|ties| ties.close(&mut ranks, average, dense));
    Ok(ranks)
}

/// The ranks of a column's values, in the type that is for them.
fn as_column(ranks: Vec<Option<f64>>, column: &Column, windows: &Windows, dense: bool, axes: &Axes) -> Raises<Column> {
    match axes.types.model() {
        types::Model::Numpy
            if column.dtype.family != Family::Numpy
                && axes.types.converted().nullable()
                && !(windows.keyed && !column.kind().is_number() && *column.kind() != Kind::Bool) =>
        {
            let ranks: Float64Array = ranks.into_iter().collect();
            let whole = !windows.keyed && dense;
            // text that Arrow only stores is ranked as the array that it is
            let own = column.as_objects().is_none()
                && (column.dtype.family == Family::Arrow || *column.kind() != Kind::String);
            let kind = if whole && own { Kind::UInt64 } else { Kind::Float64 };
            fold::stored(Arc::new(ranks), DType { family: column.dtype.family, kind })
        }
        types::Model::Numpy => {
            let ranks = Float64Array::from_iter_values(ranks.into_iter().map(|r| r.unwrap_or(f64::NAN)));
            Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(ranks)))
        }
        types::Model::Sql => {
            let ranks: Int32Array = ranks.into_iter().map(|r| r.map(|r| r as i32)).collect();
            Ok(Column::new(DType::sql(Kind::Int32), Arc::new(ranks)))
        }
    }
}

/// Rows of a window that are tied, and what came before them.
#[derive(Default, Clone)]
struct Ties {
    value: Option<usize>,
    rows: Vec<u32>,
    before: usize,
    values_before: usize,
}

impl Ties {
    fn close(&mut self, ranks: &mut [Option<f64>], average: bool, dense: bool) {
        if self.rows.is_empty() {
            return;
        }
        let rank = match (dense, average) {
            (true, _) => self.values_before as f64 + 1.0,
            (false, true) => self.before as f64 + f64::midpoint(self.rows.len() as f64, 1.0),
            (false, false) => self.before as f64 + 1.0,
        };
        self.rows.iter().for_each(|&row| ranks[row as usize] = Some(rank));
        self.before += self.rows.len();
        self.values_before += 1;
        self.rows.clear();
    }
}
