//! `cumsum`, `cummin` and `cummax` over arrays.
//!
//! Source: pandas, `core/nanops.py` (`na_accum_func`) for a whole column, `_libs/groupby.pyx` (`group_cumsum`, `group_cummin_max`) and
//! `core/groupby/ops.py` for groups.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array, StringArray, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute;
use arrow::datatypes::DataType;

use super::Frames;
use crate::axis::{Axes, window};
use crate::case::expr::BinaryOp;
use crate::case::plan::WindowFn;
use crate::engine::aggregate::fold::{self, Folded, Numbers, Spans};
use crate::engine::aggregate::{Float, Kahan, cast_back, time_counts};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::python;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// A running sum, minimum or maximum over every row's frame. A row that is missing has none.
pub(in crate::engine) fn running(
    column: &Column,
    frames: &Frames<'_>,
    function: WindowFn,
    axes: &Axes,
) -> Raises<Column> {
    let timed = column.dtype.family != Family::Sql && matches!(column.kind(), Kind::Timestamp(..) | Kind::Duration(_));
    if !timed || !frames.windows.keyed || !frames.windows.drops() {
        return found(column, frames, function, axes);
    }
    // times beside rows in no window are plain numbers, of which a missing one is the smallest: what runs down stays there
    match function {
        WindowFn::Cummax => {
            let mut passed = *axes;
            passed.window.running_missing = window::RunningMissing::Passed;
            found(column, frames, function, &passed)
        }
        _ => fallen(&found(column, frames, function, axes)?, column, frames),
    }
}

/// The results up to the first missing value of every window.
fn fallen(made: &Column, column: &Column, frames: &Frames<'_>) -> Raises<Column> {
    let present = column.present();
    let mut gone = vec![false; column.len()];
    for rows in frames.windows.each() {
        let mut met = false;
        for &row in rows {
            met |= !present.value(row as usize);
            gone[row as usize] = met;
        }
    }
    let array = compute::nullif(&made.array(), &BooleanArray::from(gone)).map_err(Raised::internal)?;
    Ok(Column::new(made.dtype.clone(), array))
}

fn found(column: &Column, frames: &Frames<'_>, function: WindowFn, axes: &Axes) -> Raises<Column> {
    let keyed = frames.windows.keyed;
    let refused = || Err(Raised::type_error(format!("{} is not supported for {}", function.name(), column.dtype)));
    match (column.kind(), function) {
        (Kind::Object | Kind::String, _) if keyed => refused(),
        (Kind::Void, _) | (Kind::Date, WindowFn::Cumsum) => refused(),
        (Kind::Bool, _) if !keyed && column.dtype.family == Family::Arrow => refused(),
        (Kind::Decimal(..), _) if column.dtype.family == Family::Arrow => refused(),
        (Kind::Object, _) => objects(column, frames, function, axes),
        (Kind::String, WindowFn::Cumsum) => texts(column, frames, axes),
        (Kind::Timestamp(..), WindowFn::Cumsum) => match axes.window.time_sum() {
            window::TimeSum::Counted if !keyed => times(column, frames, true),
            window::TimeSum::Counted | window::TimeSum::Right => refused(),
        },
        (Kind::Duration(_), WindowFn::Cumsum) => match axes.window.time_sum() {
            window::TimeSum::Counted if !keyed => times(column, frames, true),
            window::TimeSum::Counted | window::TimeSum::Right => times(column, frames, false),
        },
        (kind, _) if !(keyed && frames.windows.drops()) => numbers_or_times(column, kind, frames, function, axes),
        // rows in no window need a missing value, which numbers get before they are run over
        (kind, _) if (kind.is_integer() || *kind == Kind::Bool) && column.dtype.family == Family::Numpy => {
            numbers_or_times(&column.numpy_to_float64()?, &Kind::Float64, frames, function, axes)
        }
        (kind, _) => numbers_or_times(column, kind, frames, function, axes),
    }
}

fn numbers_or_times(
    column: &Column,
    kind: &Kind,
    frames: &Frames<'_>,
    function: WindowFn,
    axes: &Axes,
) -> Raises<Column> {
    match function {
        WindowFn::Cumsum => sums(column, frames, axes),
        WindowFn::Cummin | WindowFn::Cummax => {
            let largest = function == WindowFn::Cummax;
            let rows = if *kind == Kind::String {
                let values = column.array();
                let values = values.as_string::<i32>();
                chosen(column, frames, largest, axes, |r| values.value(r))?
            } else {
                let days = |days| Column::new(DType { family: column.dtype.family, kind: Kind::Int32 }, days);
                let counted = match kind {
                    Kind::Date => days(compute::cast(&column.array(), &DataType::Int32).map_err(Raised::internal)?),
                    _ => column.clone(),
                };
                match Numbers::of(&counted)? {
                    Numbers::Signed(v) => chosen(column, frames, largest, axes, |r| v[r])?,
                    Numbers::Unsigned(v) => chosen(column, frames, largest, axes, |r| v[r])?,
                    Numbers::Single(v) => chosen(column, frames, largest, axes, |r| v[r])?,
                    Numbers::Double(v) => chosen(column, frames, largest, axes, |r| v[r])?,
                }
            };
            column.take_or_missing(&rows)
        }
        other => Err(Raised::internal(format!("{} does not run", other.name()))),
    }
}

/// The row of the smallest or largest value of every frame.
fn chosen<T: PartialOrd>(
    column: &Column,
    frames: &Frames<'_>,
    largest: bool,
    axes: &Axes,
    value: impl Fn(usize) -> T,
) -> Raises<UInt32Array> {
    // of two zeros Arrow takes the later
    let ties = column.dtype.family == Family::Arrow;
    let rows = fold::choose(frames, &column.present(), |row, held| {
        let (row, held) = (value(row), value(held));
        Ok(if largest { row > held } else { row < held } || ties && row == held)
    })?;
    let told = told(column, axes);
    Ok(rows.iter().enumerate().map(|(row, chosen)| chosen.filter(|_| told.value(row))).collect())
}

/// The rows that have a result at all.
fn told(column: &Column, axes: &Axes) -> BooleanBuffer {
    match axes.window.running_missing() {
        window::RunningMissing::Missing => column.present(),
        window::RunningMissing::Passed => BooleanBuffer::new_set(column.len()),
    }
}

fn sums(column: &Column, frames: &Frames<'_>, axes: &Axes) -> Raises<Column> {
    let array: ArrayRef = match Numbers::of(column)? {
        Numbers::Single(v) => Arc::new(Float32Array::from(of_floats(&v, -0.0, column, frames, axes))),
        Numbers::Double(v) => Arc::new(Float64Array::from(of_floats(&v, -0.0, column, frames, axes))),
        integers @ (Numbers::Signed(_) | Numbers::Unsigned(_)) => return of_integers(integers, column, frames, axes),
    };
    Ok(Column::new(column.dtype.clone(), array))
}

/// Floats added up. NumPy starts with the first value, sign and all, as if `negative_zero` stood before it, and adds a zero where one is
/// missing.
fn of_floats<T: Float>(
    values: &[T],
    negative_zero: T,
    column: &Column,
    frames: &Frames<'_>,
    axes: &Axes,
) -> Vec<Option<T>> {
    let (present, told) = (column.present(), told(column, axes));
    let sums: Folded<T> = if frames.windows.keyed {
        summed(frames.fold(&present, Kahan::new(false), |s, r| s.add(values[r])))
    } else {
        let (added, start) = match column.dtype.family {
            Family::Numpy | Family::Masked => (BooleanBuffer::new_set(column.len()), negative_zero),
            Family::Arrow | Family::Sql => (present.clone(), T::ZERO),
        };
        frames.fold(&added, start, |s, r| *s = *s + if present.value(r) { values[r] } else { T::ZERO })
    };
    let missing = column.dtype.nan_is_missing().then_some(T::NAN);
    let shown = |row: usize| sums.counts[row] > 0 && told.value(row);
    (0..values.len()).map(|row| if shown(row) { Some(sums.values[row]) } else { missing }).collect()
}

/// Integers added up in 64 bits, or, by Arrow, in the column's own type.
fn of_integers(values: Numbers, column: &Column, frames: &Frames<'_>, axes: &Axes) -> Raises<Column> {
    let (present, family, keyed) = (column.present(), column.dtype.family, frames.windows.keyed);
    let checked = family == Family::Arrow && !keyed;
    let fits = |sum: i128| {
        let bits = column.kind().bits();
        if column.kind().is_unsigned() { sum < 1 << bits } else { (-(1 << (bits - 1))..1 << (bits - 1)).contains(&sum) }
    };
    let mut overflowed = false;
    let wide = match values {
        Numbers::Signed(v) => {
            let sums = frames.fold(&present, 0_i64, |s, r| {
                overflowed |= checked && !fits(i128::from(*s) + i128::from(v[r]));
                *s = s.wrapping_add(v[r]);
            });
            fold::signed(sums.values, DType { family, kind: Kind::Int64 })?
        }
        Numbers::Unsigned(v) => {
            let sums = frames.fold(&present, 0_u64, |s, r| {
                overflowed |= checked && !fits(i128::from(*s) + i128::from(v[r]));
                *s = s.wrapping_add(v[r]);
            });
            let kind = if *column.kind() == Kind::Bool { Kind::Int64 } else { Kind::UInt64 };
            fold::unsigned(sums.values, DType { family, kind })?
        }
        Numbers::Single(_) | Numbers::Double(_) => return Err(Raised::internal("floats among integers")),
    };
    if overflowed {
        return Err(Raised::new(ErrorKind::Overflow, "integer overflow"));
    }
    let own = (keyed || family == Family::Arrow) && *column.kind() != Kind::Bool;
    let sums = if own { cast_back(wide, column)? } else { wide };
    match family {
        Family::Masked | Family::Arrow => {
            let told = told(column, axes);
            let counts = frames.fold(&present, (), |(), _| {}).counts;
            let absent = counts.iter().enumerate().map(|(row, count)| Some(*count == 0 || !told.value(row)));
            let absent = absent.collect::<BooleanArray>();
            let array = compute::nullif(&sums.array(), &absent).map_err(Raised::internal)?;
            Ok(Column::new(sums.dtype.clone(), array))
        }
        Family::Numpy | Family::Sql => Ok(sums),
    }
}

fn summed<T: Copy>(folded: Folded<Kahan<T>>) -> Folded<T> {
    Folded { values: folded.values.into_iter().map(|s| s.sum).collect(), counts: folded.counts }
}

/// Times added up; a missing one may count as the earliest there is.
fn times(column: &Column, frames: &Frames<'_>, counts_missing: bool) -> Raises<Column> {
    let Numbers::Signed(v) = Numbers::of(column)? else { return Err(Raised::internal("times that are not counted")) };
    let present = column.present();
    let looked_at = if counts_missing { BooleanBuffer::new_set(v.len()) } else { present.clone() };
    let value = |r: usize| if present.value(r) { v[r] } else { i64::MIN };
    let sums = frames.fold(&looked_at, 0_i64, |s, r| *s = s.wrapping_add(value(r)));
    let shown = |r: usize| present.value(r) && sums.counts[r] > 0 && sums.values[r] != i64::MIN;
    time_counts((0..v.len()).map(|r| shown(r).then(|| sums.values[r])), column.dtype.clone())
}

/// Text strung together.
fn texts(column: &Column, frames: &Frames<'_>, axes: &Axes) -> Raises<Column> {
    let values = column.array();
    let values = values.as_string::<i32>();
    let told = told(column, axes);
    let strung = frames.fold(&column.present(), String::new(), |s, r| s.push_str(values.value(r)));
    let texts: StringArray = strung
        .values
        .iter()
        .enumerate()
        .map(|(row, text)| (told.value(row) && strung.counts[row] > 0).then_some(text))
        .collect();
    Ok(Column::new(column.dtype.clone(), Arc::new(texts)))
}

/// Objects by Python's operators; a number stands in for a missing one, whose row is missing in the result.
fn objects(column: &Column, frames: &Frames<'_>, function: WindowFn, axes: &Axes) -> Raises<Column> {
    let values = column.as_objects().unwrap_or_default();
    let stand_in = Obj::Float(match function {
        WindowFn::Cummin => f64::INFINITY,
        WindowFn::Cummax => f64::NEG_INFINITY,
        _ => 0.0,
    });
    let value = |row: usize| if values[row].is_missing() { &stand_in } else { &values[row] };
    let everything = BooleanBuffer::new_set(column.len());
    let mut refused = Ok(());
    let folded = match function {
        WindowFn::Cumsum => {
            frames
                .fold(&everything, None, |sum: &mut Option<Obj>, row| {
                    *sum = Some(match sum.take() {
                        None => value(row).clone(),
                        Some(so_far) if refused.is_err() => so_far,
                        Some(so_far) => python::binary(BinaryOp::Add, &so_far, value(row)).unwrap_or_else(|e| {
                            refused = Err(e);
                            so_far
                        }),
                    });
                })
                .values
        }
        _ => {
            let keeps = if function == WindowFn::Cummax { BinaryOp::Ge } else { BinaryOp::Le };
            let rows =
                fold::choose(frames, &everything, |row, held| Ok(!python::compare(keeps, value(held), value(row))?))?;
            rows.iter().map(|row| row.map(|row| value(row as usize).clone())).collect()
        }
    };
    refused?;
    let told = told(column, axes);
    let results = folded.into_iter().enumerate().map(|(row, v)| match v {
        Some(v) if told.value(row) => v,
        _ => Obj::Float(f64::NAN),
    });
    Ok(Column::objects(results.collect::<Vec<_>>()))
}
