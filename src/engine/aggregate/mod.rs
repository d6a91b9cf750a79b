//! Aggregates: one value of many, for every group of rows or for a whole column.
//!
//! [`grouped`] is asked for groups, [`whole`] for a column. What a value is decides which file answers: [`number`], [`time`],
//! [`text`], [`object`] under the array model; [`sql`] decides types first and computes with the same folds. `count`, `first`,
//! `last`, `min` and `max` choose rows, so that every type keeps its own storage.

pub(super) mod arrow;
mod float;
pub(super) mod fold;
mod number;
mod object;
mod quantile;
pub(super) mod sql;
mod text;
mod time;
mod whole;

pub(super) use float::{Float, Kahan, pairwise};
pub(super) use number::cast_back;
pub(super) use time::times as time_counts;
pub(super) use whole::{missing_times, over, whole};

use std::sync::Arc;

use ::arrow::array::{Array, AsArray, BooleanArray, Float64Array, Int64Array, UInt32Array};
use ::arrow::buffer::BooleanBuffer;
use ::arrow::datatypes::Float64Type;

use crate::axis::{Axes, aggregate, groupby, types};
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::times;
use crate::engine::keys::{Groups, LEFT_OUT, Missing};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// One aggregate as it is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    /// Which function.
    pub(super) function: AggFn,
    /// The quantile that `quantile` asks for.
    pub(super) q: f64,
    /// Whether the function is a method of the groups or handed over to them.
    pub(super) style: Style,
}

impl Call {
    /// A function that is a method of the groups.
    pub(super) const fn method(function: AggFn) -> Self {
        Self { function, q: 0.5, style: Style::Method }
    }
}

/// The aggregate of every group of the rows of `column`.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    match call.function {
        AggFn::Size => return Ok(sizes(groups, axes)),
        AggFn::Count => return counts(column, groups),
        AggFn::Nunique => return distinct(column, groups),
        AggFn::First | AggFn::Last => return ends(column, groups, call.function == AggFn::Last, axes),
        AggFn::List => return lists(column, groups, axes),
        _ => {}
    }
    match (column.dtype.family, column.kind()) {
        (Family::Sql, _) => sql::grouped(column, groups, call, axes),
        (_, Kind::Object) => object::grouped(column, groups, call, axes),
        (Family::Arrow, Kind::String)
            if axes.types.converted().nullable() && call.function == AggFn::Quantile && call.style == Style::Method =>
        {
            Err(Raised::unsupported("Arrow's text has no quantile"))
        }
        (Family::Arrow, Kind::String)
            if axes.types.converted().nullable() && matches!(call.function, AggFn::Any | AggFn::All) =>
        {
            Err(Raised::type_error("Arrow's text is neither true nor false"))
        }
        (_, Kind::String) => text::grouped(column, groups, call),
        (Family::Arrow, Kind::Void) => arrow::nothing(column, groups, call),
        (Family::Arrow, Kind::Date | Kind::Decimal(..)) => arrow::grouped(column, groups, call, axes),
        (Family::Numpy, Kind::Timestamp(..) | Kind::Duration(_)) => time::grouped(column, groups, call, axes),
        (Family::Arrow, Kind::Timestamp(..) | Kind::Duration(_)) => {
            let numpy = Column { dtype: column.dtype.clone().with_family(Family::Numpy), ..column.clone() };
            let made = time::grouped(&numpy, groups, call, axes)?;
            let family = if *made.kind() == Kind::Bool { Family::Numpy } else { Family::Arrow };
            Ok(Column { dtype: made.dtype.with_family(family), ..made })
        }
        (_, kind) if *kind == Kind::Bool || kind.is_integer() || kind.is_float() => {
            number::grouped(column, groups, call, axes)
        }
        (_, kind) => Err(Raised::type_error(format!("{kind:?} does not support {}", call.function.name()))),
    }
}

/// A column as the key column of a result: objects in the type that fits all of them, narrow numbers as the framework keeps
/// them.
pub(super) fn key(column: Column, axes: &Axes) -> Raises<Column> {
    if let Some(values) = column.as_objects() {
        let values = values.iter().map(|v| if v.is_missing() { Obj::Float(f64::NAN) } else { v.clone() });
        return labels(values.collect(), axes);
    }
    match as_wide(column, axes)? {
        halves if halves.dtype == DType::numpy(Kind::Float16) => {
            Err(Raised::unsupported("labels have no half precision"))
        }
        wide => Ok(wide),
    }
}

/// Objects as the labels of rows, in the type that fits all of them. Source: pandas, `Index.__new__`.
fn labels(values: Vec<Obj>, axes: &Axes) -> Raises<Column> {
    made_key(object::inferred(values), axes)
}

/// Labels made a column: objects that are all times or all text become an array of them. Source: pandas, `sanitize_array`.
pub(super) fn made_key(labels: Column, axes: &Axes) -> Raises<Column> {
    match labels.as_objects() {
        Some(_) => Ok(crate::engine::text::made(times::inferred(&labels, axes)?, axes)),
        None => Ok(labels),
    }
}

/// A column as the values of a count of values: narrow numbers, and objects that are all alike, as the framework keeps them.
pub(super) fn counted_key(column: Column, axes: &Axes) -> Raises<Column> {
    match column.as_objects() {
        Some(values) => labels(values.to_vec(), axes),
        None => match as_wide(column, axes)? {
            // labels have no half precision
            halves if *halves.kind() == Kind::Float16 => fold::stored(halves.array(), DType::numpy(Kind::Float32)),
            wide => Ok(wide),
        },
    }
}

/// A column in 64 bits where labels are that wide.
pub(super) fn as_wide(column: Column, axes: &Axes) -> Raises<Column> {
    let wide = match column.kind() {
        kind if column.dtype.family != Family::Numpy => kind.clone(),
        kind if kind.is_signed() => Kind::Int64,
        kind if kind.is_unsigned() => Kind::UInt64,
        kind if kind.is_float() => Kind::Float64,
        kind => kind.clone(),
    };
    match axes.groupby.narrow_keys() {
        groupby::NarrowKeys::Widened if wide != *column.kind() => fold::stored(column.array(), DType::numpy(wide)),
        groupby::NarrowKeys::Widened | groupby::NarrowKeys::Kept => Ok(column),
    }
}

/// How many rows each group has.
pub(super) fn sizes(groups: &Groups, axes: &Axes) -> Column {
    let all = BooleanBuffer::new_set(groups.of_row.len());
    let sizes = fold::fold(groups, &all, (), |(), _| {}).counts.into_iter().map(i64::from).collect();
    number_of_rows(sizes, axes)
}

/// A column of numbers in double precision; what stands where a value is missing does not matter.
pub(super) fn doubles_of(column: &Column) -> Raises<Vec<f64>> {
    Ok(fold::Numbers::of(column)?.doubles())
}

/// Spreads of groups of so many numbers with a mask, put together from what partitions know of them: that of one is masked.
///
/// Source: Dask, `_var_agg` and `_finalize_var` (`dataframe/groupby.py`).
pub(super) fn masked_spread(spreads: &Column, counts: &[f64]) -> Column {
    let array = spreads.array();
    let spreads = array.as_primitive::<Float64Type>().values().iter().zip(counts);
    let masked: Float64Array = spreads.map(|(&x, &n)| (n != 1.0).then_some(x)).collect();
    Column::new(DType { family: Family::Masked, kind: Kind::Float64 }, Arc::new(masked))
}

/// The length of time at a quantile of sorted ones, in whole units.
pub(super) fn in_units(sorted: &[f64], q: f64) -> f64 {
    quantile::in_units(sorted, q)
}

/// The value at the quantile `q` of sorted values, between neighbours in proportion.
pub(super) fn interpolated(sorted: &[f64], q: f64, kind: &Kind) -> f64 {
    quantile::interpolated(sorted, q, kind)
}

/// One number as a column of a type of numbers or times.
pub(super) fn one_double(value: Option<f64>, dtype: &DType) -> Raises<Column> {
    match &dtype.kind {
        Kind::Float64 => {
            let value = value.unwrap_or(f64::NAN);
            Ok(Column::new(dtype.clone(), Arc::new(::arrow::array::Float64Array::from(vec![value]))))
        }
        _ => time::times(std::iter::once(value.map(time::as_count)), dtype.clone()),
    }
}

/// One Python object as the only value of a new column.
pub(super) fn one_object(value: Obj, axes: &Axes) -> Raises<Column> {
    whole::one(value, axes)
}

/// Numbers of rows, as the framework holds them.
pub(super) fn number_of_rows(counts: Vec<i64>, axes: &Axes) -> Column {
    tally(
        counts,
        match axes.types.model() {
            types::Model::Numpy => Family::Numpy,
            types::Model::Sql => Family::Sql,
        },
    )
}

/// How many values of each group are there.
fn counts(column: &Column, groups: &Groups) -> Raises<Column> {
    let counted = fold::fold(groups, &column.present(), (), |(), _| {}).counts.into_iter().map(i64::from).collect();
    let counted = integers(counted);
    Ok(match column.dtype.family {
        Family::Masked if *column.kind() != Kind::String => {
            Column { dtype: counted.dtype.clone().with_family(Family::Masked), ..counted }
        }
        Family::Sql => Column { dtype: DType::sql(Kind::Int64), ..counted },
        Family::Arrow => Column { dtype: counted.dtype.clone().with_family(Family::Arrow), ..counted },
        _ => counted,
    })
}

/// How many different values each group has.
fn distinct(column: &Column, groups: &Groups) -> Raises<Column> {
    let values = Groups::by(column, Missing::LeftOut)?;
    let mut seen = std::collections::HashSet::new();
    let mut counts = vec![0_i64; groups.len()];
    for (&group, &value) in groups.of_row.iter().zip(&values.of_row) {
        if group != LEFT_OUT && value != LEFT_OUT && seen.insert((group, value)) {
            counts[group as usize] += 1;
        }
    }
    Ok(tally(counts, column.dtype.family))
}

/// The first or the last value of each group.
fn ends(column: &Column, groups: &Groups, last: bool, axes: &Axes) -> Raises<Column> {
    let looked_at = match axes.aggregate.first_last() {
        aggregate::FirstLast::Skip => column.present(),
        aggregate::FirstLast::Keep => BooleanBuffer::new_set(column.len()),
    };
    let chosen = fold::choose(groups, &looked_at, |_, _| Ok(last))?;
    // of objects that are all missing it is None
    match column.as_objects() {
        Some(values) if column.dtype.family == Family::Numpy => {
            let value = |row: Option<u32>| row.map_or(Obj::None, |row| values[row as usize].clone());
            Ok(Column::objects(chosen.iter().map(value).collect::<Vec<_>>()))
        }
        _ => column.take_or_missing(&chosen),
    }
}

/// All values of each group, as lists. A list of no group at all has the column's own type.
fn lists(column: &Column, groups: &Groups, axes: &Axes) -> Raises<Column> {
    let keeps = match axes.aggregate.list_missing() {
        aggregate::ListMissing::Keep => true,
        aggregate::ListMissing::Skip => false,
    };
    if column.dtype.family == Family::Sql {
        return sql::lists(column, groups, keeps);
    }
    if groups.len() == 0 {
        return Ok(column.slice(0, 0));
    }
    let in_arrow = column.dtype.family == Family::Arrow
        || (column.dtype.family == Family::Masked && *column.kind() == Kind::String);
    let in_arrow = match axes.aggregate.list_type() {
        aggregate::ListType::Arrow => in_arrow,
        aggregate::ListType::Object => false,
    };
    if in_arrow {
        // lists of Python's numbers, which are wide
        let wide = match column.kind() {
            kind if kind.is_integer() => Some(Kind::Int64),
            Kind::Float32 => Some(Kind::Float64),
            _ => None,
        };
        let held = wide.map(|kind| fold::stored(column.array(), DType { family: Family::Arrow, kind })).transpose()?;
        let column = match &held {
            Some(held) if held.array().null_count() > column.array().null_count() => {
                return lists(&Column::objects(column.to_objects()), groups, axes);
            }
            Some(held) => held,
            None => column,
        };
        let lists = sql::lists(column, groups, keeps)?;
        return Ok(Column { dtype: lists.dtype.with_family(Family::Arrow), ..lists });
    }
    let (starts, rows) = groups.rows();
    let objects = column.to_objects();
    let lists = starts.windows(2).map(|bounds| {
        let rows = &rows[bounds[0] as usize..bounds[1] as usize];
        Obj::List(rows.iter().map(|&r| objects[r as usize].clone()).filter(|v| keeps || !v.is_missing()).collect())
    });
    Ok(Column::objects(lists.collect::<Vec<_>>()))
}

/// A column of counts, in the family of the counted.
fn tally(values: Vec<i64>, family: Family) -> Column {
    let counts = integers(values);
    match family {
        Family::Sql => Column { dtype: DType::sql(Kind::Int64), ..counts },
        Family::Numpy | Family::Masked | Family::Arrow => counts,
    }
}

/// A NumPy int64 column.
pub(super) fn integers(values: Vec<i64>) -> Column {
    Column::new(DType::numpy(Kind::Int64), Arc::new(Int64Array::from(values)))
}

/// A column of truth values of a family.
fn truths(values: Vec<bool>, family: Family) -> Column {
    Column::new(DType { family, kind: Kind::Bool }, Arc::new(BooleanArray::from(values)))
}

/// For every group the row with the smallest or the largest of the values that are there.
fn extremes<T: PartialOrd>(
    groups: &Groups,
    present: &BooleanBuffer,
    largest: bool,
    value: impl Fn(usize) -> T,
) -> Raises<UInt32Array> {
    fold::choose(groups, present, |row, held| {
        Ok(if largest { value(row) > value(held) } else { value(row) < value(held) })
    })
}
