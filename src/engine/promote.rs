//! Where columns of different types meet: which type they have in common, and how each gets there.
//!
//! This is what `pd.concat` does with frames that have the same columns, and so what becomes of partitions that were computed
//! apart. Source: pandas, `pandas/core/dtypes/concat.py` and `find_common_type`; NumPy's promotion rules.

use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::compute;
use arrow::datatypes::TimeUnit;

use super::column::Column;
use super::dtype::{DType, Family, Kind};
use super::frame::Frame;
use super::object::Obj;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, concat, quirks};

/// The partitions of a table, one below the other.
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
    let parts: Vec<&Frame> = [first].into_iter().chain(rest.iter().copied()).collect();
    let mut whole = frames(&parts, axes)?;
    // one column picked twice stays one
    for i in 1..first.columns.len() {
        if let Some(twin) =
            (0..i).find(|&j| parts.iter().all(|part| part.names == first.names && part.same_column(i, j)))
        {
            whole.columns[i] = whole.columns[twin].clone();
        }
    }
    let labels = parts.iter().map(|p| p.labels.as_ref()).collect::<Option<Vec<_>>>();
    let labels = labels.map(|labels| labels.iter().flat_map(|l| l.values()).copied().collect::<Vec<_>>().into());
    Ok(Frame { labels, ..whole })
}

/// Frames one below the other, their columns in the order they first come up; one that a frame lacks is missing there.
/// Source: pandas, `concat(join="outer")`.
pub(super) fn frames(all: &[&Frame], axes: &Axes) -> Raises<Frame> {
    // what has neither rows nor columns is left out
    let there: Vec<&Frame> = all.iter().copied().filter(|f| f.rows > 0 || !f.names.is_empty()).collect();
    let all = if there.is_empty() { all } else { &there };
    let Some(first) = all.first() else {
        return Err(Raised::internal("no frames"));
    };
    let rows = all.iter().map(|f| f.rows).sum();
    if all.iter().all(|f| f.names == first.names) {
        let places = (0..first.names.len()).map(Some).collect();
        let columns = below(all, &vec![places; all.len()], axes)?;
        return Ok(Frame { names: first.names.clone(), columns, rows, labels: None });
    }
    let repeated = |f: &&Frame| (0..f.names.len()).any(|i| f.names[..i].contains(&f.names[i]));
    if all.iter().any(repeated) {
        return Err(Raised::value_error("Reindexing only valid with uniquely valued Index objects"));
    }
    let mut names: Vec<Arc<str>> = Vec::new();
    for name in all.iter().flat_map(|f| &f.names) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let places: Vec<_> = all.iter().map(|f| names.iter().map(|name| f.position(name)).collect()).collect();
    let columns = below(all, &places, axes)?;
    Ok(Frame { names, columns, rows, labels: None })
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

/// The columns of several frames one below the other: `places` has, for every frame, where each column of the result stands in it, if it does.
/// Source: pandas, `pandas/core/internals/concat.py`.
pub(super) fn below(frames: &[&Frame], places: &[Vec<Option<usize>>], axes: &Axes) -> Raises<Vec<Column>> {
    let lengths: Vec<usize> = frames.iter().map(|frame| frame.rows).collect();
    let stored = stored(frames, places, axes);
    (0..places.first().map_or(0, Vec::len))
        .map(|i| {
            let parts = frames.iter().zip(places).map(|(frame, places)| places[i].map(|place| &frame.columns[place]));
            let stored: Vec<Stored> = stored.iter().map(|columns| columns[i]).collect();
            one_below(&parts.collect::<Vec<_>>(), &lengths, &stored, axes)
        })
        .collect()
}

/// How a frame stores a column.
#[derive(Debug, Clone, Copy, Default)]
struct Stored {
    /// It has no say in the type.
    silent: bool,
    /// Columns of other types stand between those that it is stored with.
    apart: bool,
}

/// How every frame stores each column of the result: neighbours of one type in every frame are stored and looked at together.
fn stored(frames: &[&Frame], places: &[Vec<Option<usize>>], axes: &Axes) -> Vec<Vec<Stored>> {
    let apart = match axes.concat.empty_columns() {
        concat::EmptyColumns::Heard => return places.iter().map(|p| vec![Stored::default(); p.len()]).collect(),
        concat::EmptyColumns::Silent => false,
        concat::EmptyColumns::SilentApart => true,
    };
    let blocks: Vec<Vec<usize>> = frames.iter().map(|frame| blocks(frame)).collect();
    let starts = |i: usize| {
        places.iter().zip(&blocks).any(|(places, blocks)| match (places[i - 1], places[i]) {
            (Some(before), Some(place)) => {
                let between = || (before + 1..place).any(|p| blocks[p] == blocks[place]);
                blocks[before] != blocks[place] || place < before || between()
            }
            (None, None) => false,
            (None, Some(_)) | (Some(_), None) => true,
        })
    };
    let columns = places.first().map_or(0, Vec::len);
    let units: Vec<usize> = (0..columns).filter(|&i| i == 0 || starts(i)).chain([columns]).collect();
    let each = frames.iter().zip(places).zip(&blocks).map(|((frame, places), blocks)| {
        let quiet = |place: usize| {
            let column = &frame.columns[place];
            // a missing point in time fits in no other type of time
            let time = matches!(column.kind(), Kind::Timestamp(..) | Kind::Duration(_));
            !time && column.dtype.holds_missing() && column.present().count_set_bits() == 0
        };
        let as_is = places.iter().enumerate().all(|(i, &place)| place == Some(i)) && places.len() == blocks.len();
        let scattered = |block: usize| {
            let mut of_block = (0..blocks.len()).filter(|&place| blocks[place] == block).collect::<Vec<_>>();
            of_block.dedup_by(|b, a| {
                let next = *b == *a + 1;
                *a = if next { *b } else { *a };
                next
            });
            of_block.len() > 1
        };
        let mut stored = Vec::with_capacity(columns);
        for unit in units.windows(2) {
            let there: Vec<usize> = places[unit[0]..unit[1]].iter().flatten().copied().collect();
            let whole = there.first().map(|&place| blocks[place]).filter(|&block| apart && as_is && scattered(block));
            let silent = match whole {
                Some(block) => (0..blocks.len()).filter(|&place| blocks[place] == block).all(quiet),
                None => there.into_iter().all(quiet),
            };
            stored.extend(std::iter::repeat_n(Stored { silent, apart: whole.is_some() }, unit[1] - unit[0]));
        }
        stored
    });
    each.collect()
}

/// For every column, the first one that is stored together with it: NumPy's arrays of one type are.
fn blocks(frame: &Frame) -> Vec<usize> {
    let stored = |column: &Column| column.dtype.family == Family::Numpy && column.kind().zone().is_none();
    (0..frame.columns.len())
        .map(|i| {
            let column = &frame.columns[i];
            (0..i).find(|&j| stored(column) && frame.columns[j].dtype == column.dtype).unwrap_or(i)
        })
        .collect()
}

/// Columns of several frames one below the other; where a frame of `lengths[i]` rows lacks the column it is missing there.
fn one_below(parts: &[Option<&Column>], lengths: &[usize], stored: &[Stored], axes: &Axes) -> Raises<Column> {
    let there: Vec<&Column> = parts.iter().flatten().copied().collect();
    if there.is_empty() {
        return Err(Raised::internal("a column that no frame has"));
    }
    let gap = there.len() < parts.len();
    let heard: Vec<&Column> =
        parts.iter().zip(stored).filter(|(_, stored)| !stored.silent).filter_map(|(part, _)| *part).collect();
    let apart = stored.iter().any(|stored| stored.apart);
    let dtype = if !gap && !apart && uniform(&there) && heard.len() == there.len() {
        numbers(&there)
    } else {
        room_for(&there, &heard, gap, axes)
    };
    let (unlike, none) = match axes.quirks.zoned_below() {
        quirks::ZonedBelow::Right => (false, false),
        quirks::ZonedBelow::Objects => (unlike_units(&there), false),
        quirks::ZonedBelow::NoneRefused => (false, dtype.kind.zone().is_some()),
    };
    let dtype = if unlike { DType::numpy(Kind::Object) } else { dtype };
    let columns = parts
        .iter()
        .enumerate()
        .map(|(i, part)| match part {
            Some(column)
                if stored[i].silent && none && column.as_objects().is_some_and(|v| v.first() == Some(&Obj::None)) =>
            {
                Err(Raised::unsupported("'NoneType' object has no attribute 'value'"))
            }
            Some(column)
                if stored[i].silent && column.dtype != dtype && dtype.kind != Kind::Object && dtype.holds_missing() =>
            {
                Ok(Column::missing(dtype.clone(), column.len()))
            }
            Some(column) => match axes.concat.bool_with_float() {
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

/// The type that has room for all columns that are `there`, of which those that are `heard` say it, if they hold anything; with a `gap`
/// also for missing values.
fn room_for(there: &[&Column], heard: &[&Column], gap: bool, axes: &Axes) -> DType {
    let held = |c: &Column| c.dtype.family == Family::Numpy && c.dtype.holds_missing();
    let nothing = |c: &Column| c.is_empty() || held(c) && c.present().count_set_bits() == 0;
    let silent = heard.iter().all(|c| nothing(c)) || there.iter().all(|c| c.dtype == there[0].dtype);
    let heard = if silent { there } else { heard };
    let found = heard.iter().skip(1).fold(heard[0].dtype.clone(), |a, c| common(&a, &c.dtype));
    match (gap, found.holds_missing()) {
        (true, false) if found.kind == Kind::Bool => DType::numpy(Kind::Object),
        (true, false) => DType::numpy(Kind::Float64),
        // a type without room for the silent ones lets them speak after all
        (false, false) if there.iter().any(|c| matches!(c.kind(), Kind::Object | Kind::String)) => {
            DType::numpy(Kind::Object)
        }
        (false, false) if found.kind == Kind::Bool && there.iter().all(|c| c.is_empty()) => {
            there.iter().fold(found, |a, c| common(&a, &c.dtype))
        }
        (false, false) if there.iter().all(|c| number(c)) && heard.len() < there.len() => {
            match axes.concat.bool_with_float() {
                concat::BoolWithFloat::Number if found.kind == Kind::Bool => DType::numpy(Kind::Object),
                concat::BoolWithFloat::Number | concat::BoolWithFloat::Kept => numbers(there),
            }
        }
        _ => found,
    }
}

/// Whether there are times of one zone in different units.
fn unlike_units(columns: &[&Column]) -> bool {
    let zoned = |kind: &Kind| matches!(kind, Kind::Timestamp(_, Some(_)));
    columns.iter().any(|a| columns.iter().any(|b| zoned(a.kind()) && zoned(b.kind()) && a.kind() != b.kind()))
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
        // Arrow's days are points in time among such
        (Kind::Date, Kind::Timestamp(unit, None)) if a.family == Family::Arrow => {
            DType { family: Family::Arrow, kind: Kind::Timestamp((*unit).max(TimeUnit::Millisecond), None) }
        }
        (Kind::Timestamp(unit, None), Kind::Date) if b.family == Family::Arrow => {
            DType { family: Family::Arrow, kind: Kind::Timestamp((*unit).max(TimeUnit::Millisecond), None) }
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
        (a, b) if a.is_float() && b.is_float() => Some(if a.bits() >= b.bits() { a.clone() } else { b.clone() }),
        (f, i) | (i, f) if f.is_float() && i.is_integer() => Some(match (f, i.bits()) {
            (Kind::Float16, 8) => Kind::Float16,
            (Kind::Float16 | Kind::Float32, 8 | 16) => Kind::Float32,
            _ => Kind::Float64,
        }),
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
        (Family::Numpy, Family::Masked | Family::Arrow) => {
            compute::nullif(&array, &BooleanArray::new(column.is_nan(), None))
        }
        _ => Ok(array),
    }
    .map_err(Raised::internal)?;
    let column = Column::new(dtype.clone(), array);
    Ok(if dtype.nan_is_missing() { column.nulls_to_nan() } else { column })
}
