//! Where columns of different types meet: which type they have in common, and how each gets there.
//!
//! This is what `pd.concat` does with frames that have the same columns, and so what becomes of partitions that were computed
//! apart. Source: pandas, `pandas/core/dtypes/concat.py` and `find_common_type`; NumPy's promotion rules.

use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::compute;

use super::column::Column;
use super::dtype::{DType, Family, Kind};
use super::frame::Frame;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, concat};

/// Frames with the same columns, one below the other.
pub(super) fn concat(parts: &[&Frame], axes: &Axes) -> Raises<Frame> {
    let [first, rest @ ..] = parts else {
        return Err(Raised::internal("no partitions"));
    };
    if rest.is_empty() {
        return Ok((*first).clone());
    }
    // partitions without rows have no say in the types
    let filled: Vec<&Frame> = parts.iter().copied().filter(|p| p.rows > 0).collect();
    let (first, rest) = match filled[..] {
        [] => return Ok((*first).clone()),
        [first, ref rest @ ..] => (first, rest),
    };
    let rest: Vec<Frame> = rest.iter().map(|part| in_order(part, &first.names)).collect();
    let parts: Vec<&Frame> = [first].into_iter().chain(&rest).collect();
    let rows = parts.iter().map(|p| p.rows).sum();
    let lengths: Vec<usize> = parts.iter().map(|p| p.rows).collect();
    let mut columns: Vec<Column> = Vec::with_capacity(first.columns.len());
    for i in 0..first.columns.len() {
        // one column picked twice stays one
        let twin = (0..i).find(|&j| parts.iter().all(|part| part.same_column(i, j))).map(|j| columns[j].clone());
        columns.push(match twin {
            Some(twin) => twin,
            None => below(&parts.iter().map(|p| Some(&p.columns[i])).collect::<Vec<_>>(), &lengths, axes)?,
        });
    }
    let labels = parts.iter().map(|p| p.labels.as_ref()).collect::<Option<Vec<_>>>();
    let labels = labels.map(|labels| labels.iter().flat_map(|l| l.values()).copied().collect::<Vec<_>>().into());
    Ok(Frame { names: first.names.clone(), columns, rows, labels })
}

/// A partition whose columns stand in another order than its neighbour's, in that of `names`.
fn in_order(part: &Frame, names: &[Arc<str>]) -> Frame {
    let places: Option<Vec<usize>> = names.iter().map(|name| part.position(name)).collect();
    match places {
        Some(places) if part.names != names => part.pick(&places),
        _ => part.clone(),
    }
}

/// Columns one below the other, in the type they have in common.
pub(super) fn stack(parts: &[&Column]) -> Raises<Column> {
    let Some(first) = parts.first() else {
        return Err(Raised::internal("no columns to put together"));
    };
    if parts.iter().all(|p| p.dtype == first.dtype) {
        return Column::concat(parts);
    }
    let common = parts.iter().skip(1).fold(first.dtype.clone(), |a, b| common(&a, &b.dtype));
    let parts = parts.iter().map(|p| to(p, &common)).collect::<Raises<Vec<_>>>()?;
    Column::concat(&parts.iter().collect::<Vec<_>>())
}

/// Columns of several frames one below the other; where a frame of `lengths[i]` rows lacks the column it is missing there.
/// Source: pandas, `pandas/core/internals/concat.py`.
pub(super) fn below(parts: &[Option<&Column>], lengths: &[usize], axes: &Axes) -> Raises<Column> {
    let there: Vec<&Column> = parts.iter().flatten().copied().collect();
    let Some(first) = there.first() else {
        return Err(Raised::internal("a column that no frame has"));
    };
    let gap = there.len() < parts.len();
    let silent = |c: &Column| match axes.concat.empty_columns {
        // a missing point in time fits in no other type of time
        concat::EmptyColumns::Silent if matches!(c.kind(), Kind::Timestamp(..) | Kind::Duration(_)) => false,
        concat::EmptyColumns::Silent => c.dtype.holds_missing() && c.present().count_set_bits() == 0,
        concat::EmptyColumns::Heard => false,
    };
    let dtype = if !gap && uniform(&there) && !there.iter().any(|c| silent(c)) {
        numbers(&there)
    } else {
        let mut heard: Vec<&Column> = there.iter().copied().filter(|c| !silent(c)).collect();
        if heard.iter().all(|c| c.is_empty()) || there.iter().all(|c| c.dtype == first.dtype) {
            heard.clone_from(&there);
        }
        let found = heard.iter().skip(1).fold(heard[0].dtype.clone(), |a, c| common(&a, &c.dtype));
        match (gap, found.holds_missing()) {
            (true, false) if found.kind == Kind::Bool => DType::numpy(Kind::Object),
            (true, false) => DType::numpy(Kind::Float64),
            // a type without room for the silent ones lets them speak after all
            (false, false) if there.iter().any(|c| *c.kind() == Kind::Object) => DType::numpy(Kind::Object),
            (false, false) if found.kind == Kind::Bool && there.iter().all(|c| c.is_empty()) => {
                there.iter().fold(found, |a, c| common(&a, &c.dtype))
            }
            (false, false) if there.iter().all(|c| number(c)) && heard.len() < there.len() => numbers(&there),
            _ => found,
        }
    };
    let columns = parts
        .iter()
        .enumerate()
        .map(|(i, part)| match part {
            Some(column)
                if silent(column) && column.dtype != dtype && dtype.kind != Kind::Object && dtype.holds_missing() =>
            {
                Ok(Column::missing(dtype.clone(), column.len()))
            }
            Some(column) => match axes.concat.bool_with_float {
                concat::BoolWithFloat::Number
                    if !gap && dtype.kind == Kind::Object && there.iter().all(|c| number(c)) =>
                {
                    to(&column.numpy_to_float64()?, &dtype)
                }
                concat::BoolWithFloat::Number | concat::BoolWithFloat::Kept => to(column, &dtype),
            },
            None => Ok(Column::missing(dtype.clone(), lengths[i])),
        })
        .collect::<Raises<Vec<_>>>()?;
    Column::concat(&columns.iter().collect::<Vec<_>>())
}

/// Whether all columns hold NumPy numbers or truth values.
pub(super) fn all_numbers(columns: &[&Column]) -> bool {
    columns.iter().all(|c| number(c))
}

/// Numbers and truth values below one another as numbers; as objects of them where both are there.
pub(super) fn as_numbers(columns: &[&Column]) -> Raises<Column> {
    let dtype = numbers(columns);
    let stacked = columns.iter().map(|c| to(c, &dtype)).collect::<Raises<Vec<_>>>()?;
    let stacked = Column::concat(&stacked.iter().collect::<Vec<_>>())?;
    let bools = columns.iter().filter(|c| *c.kind() == Kind::Bool).count();
    Ok(if bools > 0 && bools < columns.len() { Column::objects(stacked.to_objects()) } else { stacked })
}

fn number(column: &Column) -> bool {
    let kind = column.kind();
    column.dtype.family == Family::Numpy && (kind.is_integer() || kind.is_float() || *kind == Kind::Bool)
}

/// Whether all are NumPy numbers or truth values and, floats apart, of the first one's type: such arrays are joined as they are.
fn uniform(columns: &[&Column]) -> bool {
    columns.iter().all(|c| number(c) && (c.dtype == columns[0].dtype || !c.kind().is_float()))
}

/// NumPy's type for numbers among which a truth value is the smallest number.
fn numbers(columns: &[&Column]) -> DType {
    let kinds = columns.iter().map(|c| c.kind()).filter(|k| **k != Kind::Bool).cloned();
    DType::numpy(kinds.reduce(|a, b| common_number(&a, &b).unwrap_or(Kind::Float64)).unwrap_or(Kind::Bool))
}

/// The type that values of both types fit in when columns are put one below the other.
pub(super) fn common(a: &DType, b: &DType) -> DType {
    if a == b {
        return a.clone();
    }
    if a.family == b.family
        && let Some(kind) = common_number(&a.kind, &b.kind)
    {
        return DType { family: a.family, kind };
    }
    let own_text = |d: &DType| d.kind == Kind::String && d.family != Family::Arrow;
    match (&a.kind, &b.kind, a.family, b.family) {
        (Kind::Void, ..) if own_text(b) => return DType::numpy(Kind::Object),
        (_, Kind::Void, ..) if own_text(a) => return DType::numpy(Kind::Object),
        (Kind::Void, _, Family::Arrow, _) => return b.clone().with_family(Family::Arrow),
        (_, Kind::Void, _, Family::Arrow) => return a.clone().with_family(Family::Arrow),
        _ => {}
    }
    let nullable = |d: &DType| matches!(d.family, Family::Masked | Family::Arrow) && d.kind != Kind::String;
    if nullable(a) != nullable(b)
        && let Some(kind) = common_number(&a.kind, &b.kind)
    {
        return DType { family: if nullable(a) { a.family } else { b.family }, kind };
    }
    match (&a.kind, &b.kind) {
        (Kind::Timestamp(u, zone), Kind::Timestamp(v, other)) if zone == other => {
            DType { family: a.family, kind: Kind::Timestamp((*u).max(*v), zone.clone()) }
        }
        (Kind::Duration(u), Kind::Duration(v)) => DType { family: a.family, kind: Kind::Duration((*u).max(*v)) },
        // Arrow's own text and text that it only stores
        (Kind::String, Kind::String) if a.family == Family::Arrow || b.family == Family::Arrow => {
            DType::numpy(Kind::Object)
        }
        (Kind::String, Kind::String) => a.clone().with_family(Family::Masked),
        _ => DType::numpy(Kind::Object),
    }
}

/// NumPy's promotion of two number types (`np.result_type`); `None` where there is none but object.
pub(super) fn common_number(a: &Kind, b: &Kind) -> Option<Kind> {
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (a, b) if a.is_float() && b.is_float() => Some(Kind::Float64),
        (f, i) | (i, f) if f.is_float() && i.is_integer() => {
            Some(if *f == Kind::Float32 && i.bits() <= 16 { Kind::Float32 } else { Kind::Float64 })
        }
        (a, b) if a.is_signed() && b.is_signed() || a.is_unsigned() && b.is_unsigned() => {
            Some(if a.bits() >= b.bits() { a.clone() } else { b.clone() })
        }
        (s, u) | (u, s) if s.is_signed() && u.is_unsigned() => Some(match s.bits().max(u.bits() * 2) {
            16 => Kind::Int16,
            32 => Kind::Int32,
            64 => Kind::Int64,
            _ => Kind::Float64,
        }),
        _ => None,
    }
}

/// `column` with its values in the type `dtype`, which is one that [`common`] gave for it.
pub(super) fn to(column: &Column, dtype: &DType) -> Raises<Column> {
    if column.dtype == *dtype {
        return Ok(column.clone());
    }
    if dtype.kind == Kind::Object {
        return Ok(Column::objects(column.to_objects()));
    }
    if dtype.family == Family::Arrow && dtype.kind.is_float() {
        super::expr::exact(column)?;
    }
    let array = compute::cast(&column.array(), &dtype.kind.arrow()).map_err(Raised::internal)?;
    // what is NaN in an array without a mask is missing in one that has it
    let array = match (column.dtype.family, dtype.family) {
        (Family::Numpy, Family::Masked) => compute::nullif(&array, &BooleanArray::new(column.is_nan(), None)),
        _ => Ok(array),
    }
    .map_err(Raised::internal)?;
    let column = Column::new(dtype.clone(), array);
    Ok(if dtype.nan_is_missing() { column.nulls_to_nan() } else { column })
}
