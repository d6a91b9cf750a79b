//! `rolling_sum` and `rolling_mean` over arrays of numbers.
//!
//! Source: pandas, `_libs/window/aggregations.pyx` (`roll_sum`, `roll_mean`): values are added in front and taken away behind,
//! with compensation; a run of one value is counted, not added up.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Float64Array, UInt32Array};

use super::Windows;
use crate::axis::window;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::frame::repeat;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::read;
use crate::result::ErrorKind;

/// The sum or the mean of the last `n` values of every row's window; NaN where too few are there.
pub(in crate::engine) fn rolling(
    column: &Column,
    windows: &Windows,
    n: i64,
    mean: bool,
    enough: window::Rolling,
) -> Raises<Column> {
    let Ok(n) = usize::try_from(n) else {
        return Err(Raised::value_error("window must be an integer 0 or greater"));
    };
    // Rows are taken by group before they are looked at: of no group at all there is nothing to take.
    if !column.is_empty() && windows.each().all(<[u32]>::is_empty) {
        return Err(Raised::value_error("need at least one array to concatenate"));
    }
    let values = numbers(column)?;
    if windows.unnamed.as_ref().is_some_and(|rows| rows.len() > 2) {
        return Err(Raised::new(ErrorKind::Other, "the rows' labels have no so many levels"));
    }
    let enough = match enough {
        window::Rolling::Full => n,
        window::Rolling::Partial => n.min(1),
    };
    let mut results = vec![f64::NAN; values.len()];
    for rows in windows.each() {
        let mut sum = Rolled::default();
        for (i, &row) in rows.iter().enumerate() {
            if n > 0 {
                if i >= n {
                    sum.remove(values[rows[i - n] as usize]);
                }
                sum.add(values[row as usize]);
            }
            if sum.count >= enough {
                results[row as usize] = if mean { sum.mean() } else { sum.total() };
            }
        }
    }
    // two keys by number are all labels there are: the rows are numbered anew as they came out
    if let Some([first, second]) = windows.unnamed.as_deref() {
        results = vec![results[*first as usize], results[*second as usize]];
    }
    Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(results))))
}

/// What was rolled of `rows`, one below the other, put beside the rows of these labels: as it comes where the labels are the same,
/// looked up by label where none of its own repeats.
///
/// # Errors
/// `value_error` where a label that is looked up repeats.
///
/// Source: pandas, `DataFrame.__setitem__` with a column (`_reindex_for_setitem`, `core/frame.py`).
pub(in crate::engine) fn looked_up(rolled: &Column, rows: &[u32], labels: &UInt32Array) -> Raises<Column> {
    let of = |row: &u32| labels.value(*row as usize);
    let own: Vec<u32> = rows.iter().map(of).collect();
    if own == *labels.values() {
        return rolled.take(&UInt32Array::from(rows.to_vec()));
    }
    if repeat(&own) {
        return Err(Raised::value_error("cannot reindex on an axis with duplicate labels"));
    }
    let places: HashMap<u32, u32> = own.into_iter().zip(rows.iter().copied()).collect();
    let found: UInt32Array = labels.values().iter().map(|label| places.get(label).copied()).collect();
    rolled.take_or_missing(&found)
}

/// The values in double precision; an infinity is no number here.
fn numbers(column: &Column) -> Raises<Vec<f64>> {
    let none = || Raised::new(ErrorKind::Other, "No numeric types to aggregate");
    let values: Vec<f64> = match column.kind() {
        Kind::Object | Kind::String | Kind::Decimal(..) => {
            column.to_objects().iter().map(|v| double(v).ok_or_else(none)).collect::<Raises<_>>()?
        }
        Kind::Void => vec![f64::NAN; column.len()],
        Kind::Date if column.is_empty() => Vec::new(),
        _ if *column.kind() == Kind::Bool || column.kind().is_integer() || column.kind().is_float() => {
            let doubles = column.numpy_to_float64()?.array();
            let doubles = arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&doubles);
            doubles.values().to_vec()
        }
        _ => return Err(none()),
    };
    Ok(values.into_iter().map(|x| if x.is_infinite() { f64::NAN } else { x }).collect())
}

/// An object as NumPy makes a double of it.
fn double(value: &Obj) -> Option<f64> {
    match value {
        Obj::None | Obj::Na => Some(f64::NAN),
        Obj::Float(x) => Some(*x),
        Obj::Int(i) => Some(*i as f64),
        Obj::Bool(b) => Some(f64::from(u8::from(*b))),
        Obj::Str(text) => read::float(text),
        Obj::MinusZero(_) => Some(-0.0),
        Obj::Decimal(digits, scale) => format!("{digits}e{}", -scale).parse().ok(),
        _ => None,
    }
}

/// A sum that values come into and go from.
#[derive(Default)]
struct Rolled {
    count: usize,
    sum: f64,
    added: f64,
    removed: f64,
    negative: usize,
    run: usize,
    last: f64,
}

impl Rolled {
    fn add(&mut self, x: f64) {
        if x.is_nan() {
            return;
        }
        self.count += 1;
        let y = x - self.added;
        let total = self.sum + y;
        self.added = total - self.sum - y;
        self.sum = total;
        self.negative += usize::from(x.is_sign_negative());
        self.run = if self.run > 0 && x == self.last { self.run + 1 } else { 1 };
        self.last = x;
    }

    fn remove(&mut self, x: f64) {
        if x.is_nan() {
            return;
        }
        self.count -= 1;
        let y = -x - self.removed;
        let total = self.sum + y;
        self.removed = total - self.sum - y;
        self.sum = total;
        self.negative -= usize::from(x.is_sign_negative());
    }

    fn total(&self) -> f64 {
        if self.count == 0 {
            0.0
        } else if self.run >= self.count {
            self.last * self.count as f64
        } else {
            self.sum
        }
    }

    fn mean(&self) -> f64 {
        if self.count == 0 {
            return f64::NAN;
        }
        let mean = self.sum / self.count as f64;
        if self.run >= self.count {
            self.last
        } else if self.negative == 0 && mean < 0.0 || self.negative == self.count && mean > 0.0 {
            0.0
        } else {
            mean
        }
    }
}
