//! Joins of frames: keys of one name are one column, other names that both sides have get a suffix, and a column that
//! gains missing values changes its type.
//!
//! Source: pandas, `pandas/core/reshape/merge.py`.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, UInt32Array};
use arrow::compute;
use arrow::datatypes::{DataType, Float64Type};

use super::{Pairs, pairs};
use crate::axis::{Axes, groupby, join, missing, quirks};
use crate::case::plan::How;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::frame::Frame;
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{expr, names, promote};
use crate::result::ErrorKind;

/// The frames joined where `left_on` of one equals `right_on` of the other.
pub(in crate::engine) fn merge(
    left: &Frame,
    right: &Frame,
    (left_on, right_on): (&[String], &[String]),
    how: How,
    suffixes: (&str, &str),
    axes: &Axes,
) -> Raises<Frame> {
    let (mut left, mut right) = (left.clone(), right.clone());
    let right_places = names::each(&right, right_on, axes)?;
    let left_places = names::each(&left, left_on, axes)?;
    let left_keys: Vec<Column> = left_places.iter().map(|&i| left.columns[i].clone()).collect();
    let right_keys: Vec<Column> = right_places.iter().map(|&i| right.columns[i].clone()).collect();
    let shared: Vec<usize> = (0..left_on.len()).filter(|&i| left_on[i] == right_on[i]).collect();
    for (i, (l, r)) in left_keys.iter().zip(&right_keys).enumerate() {
        if !alike(l, r, axes)? {
            // the column named like the left key, on either side: so it is done there
            for frame in [&mut left, &mut right] {
                if let Some(place) = frame.position(&left_on[i]) {
                    frame.columns[place] = Column::objects(frame.columns[place].to_objects());
                }
            }
        }
    }
    let looked_up = |key: &Column, other: &Column| match (key.kind(), other.kind()) {
        // lengths of time of two units are looked up as objects
        (Kind::Duration(a), Kind::Duration(b)) if a != b => Ok(Column::objects(key.to_objects())),
        // times of two zones as instants
        (Kind::Timestamp(unit, Some(a)), Kind::Timestamp(_, Some(b))) if a != b => {
            as_kind(key, &Kind::Timestamp(*unit, Some(Arc::from("UTC"))))
        }
        _ => Ok(key.clone()),
    };
    let keys = || left_keys.iter().zip(&right_keys);
    let lefts = keys().map(|(l, r)| looked_up(l, r)).collect::<Raises<Vec<_>>>()?;
    let rights = keys().map(|(l, r)| looked_up(r, l)).collect::<Raises<Vec<_>>>()?;
    if let ([l], [r], How::Outer) = (&left_keys[..], &right_keys[..], how) {
        put_together(l, r, axes)?;
    }
    let pairs = pairs(&lefts.iter().collect::<Vec<_>>(), &rights.iter().collect::<Vec<_>>(), how, axes)?;
    let mut joined = taken(&left, &pairs.left)?;
    for &i in &shared {
        let (l, r) = (&left.columns[left_places[i]], &right.columns[right_places[i]]);
        let key = key_column((l, r), &right_keys[i], (&pairs, how), axes)?;
        joined.columns[left_places[i]] = key;
    }
    match axes.join.empty_left() {
        join::EmptyLeft::RightKey if left.rows == 0 && !shared.is_empty() => {
            let kept = without(&joined, &shared.iter().map(|&i| left_places[i]).collect::<Vec<_>>());
            return beside(joined.pick(&kept), &taken(&right, &pairs.right)?, suffixes, axes);
        }
        join::EmptyLeft::RightKey | join::EmptyLeft::LeftKey => {}
    }
    let kept = without(&right, &shared.iter().map(|&i| right_places[i]).collect::<Vec<_>>());
    beside(joined, &taken(&right.pick(&kept), &pairs.right)?, suffixes, axes)
}

fn without(frame: &Frame, places: &[usize]) -> Vec<usize> {
    (0..frame.names.len()).filter(|p| !places.contains(p)).collect()
}

/// Every row of one frame with every row of the other.
pub(in crate::engine) fn cross(left: &Frame, right: &Frame, suffixes: (&str, &str), axes: &Axes) -> Raises<Frame> {
    let pairs = product(left.rows, right.rows);
    beside(left.take(&pairs.left)?, &right.take(&pairs.right)?, suffixes, axes)
}

/// Every row of `left` rows with every row of `right` rows.
pub(super) fn product(left: usize, right: usize) -> Pairs {
    let lefts = (0..left as u32).flat_map(|l| std::iter::repeat_n(l, right)).collect::<Vec<_>>();
    let rights = (0..left).flat_map(|_| 0..right as u32).collect::<Vec<_>>();
    Pairs { left: lefts.into(), right: rights.into() }
}

fn taken(frame: &Frame, rows: &UInt32Array) -> Raises<Frame> {
    frame.map(rows.len(), |c| c.take_or_missing(rows))
}

/// The columns of both, names that both have with a suffix.
fn beside(left: Frame, right: &Frame, suffixes: (&str, &str), axes: &Axes) -> Raises<Frame> {
    let overlap: Vec<Arc<str>> = left.names.iter().filter(|n| right.position(n).is_some()).cloned().collect();
    if !overlap.is_empty() && suffixes.0.is_empty() && suffixes.1.is_empty() {
        return Err(Raised::new(
            ErrorKind::DuplicateColumn,
            format!("columns overlap but no suffix specified: {}", overlap.join(", ")),
        ));
    }
    let renamed = |names: &[Arc<str>], suffix: &str| -> Vec<Arc<str>> {
        names.iter().map(|n| if overlap.contains(n) { Arc::from(format!("{n}{suffix}")) } else { n.clone() }).collect()
    };
    let (lefts, rights) = (renamed(&left.names, suffixes.0), renamed(&right.names, suffixes.1));
    let twice = |new: &[Arc<str>], old: &[Arc<str>]| {
        (0..new.len()).any(|i| new[..i].contains(&new[i]) && !old[..i].contains(&old[i]))
    };
    let met = |new: &[Arc<str>], other: &[Arc<str>]| new.iter().any(|n| other.contains(n) && !overlap.contains(n));
    let one_side = twice(&lefts, &left.names) || twice(&rights, &right.names);
    let clash = match axes.join.suffix_clash() {
        join::SuffixClash::Allowed => false,
        join::SuffixClash::OneSide => one_side,
        join::SuffixClash::AnySide => one_side || met(&lefts, &right.names) || met(&rights, &left.names),
    };
    if clash {
        return Err(Raised::new(ErrorKind::DuplicateColumn, "the suffixes cause duplicate columns"));
    }
    let mut joined = left;
    joined.names = lefts;
    joined.names.extend(rights);
    joined.columns.extend(right.columns.iter().cloned());
    Ok(joined)
}

/// A key that both sides call the same: the left value, where there is a left row, else the right one; without any left row,
/// the right key as it came.
fn key_column(
    (left, right): (&Column, &Column),
    came: &Column,
    (pairs, how): (&Pairs, How),
    axes: &Axes,
) -> Raises<Column> {
    match (axes.join.zoned_keys(), left.kind(), right.kind()) {
        (join::ZonedKeys::Either, ..) if of_two_clocks(left, right) => {
            let outer_of_none = how == How::Outer && pairs.left.is_empty();
            return match pairs.left.null_count() == pairs.left.len() && !outer_of_none {
                true => came.take(&pairs.right),
                false => below(left, &promote::to(right, &left.dtype)?, pairs),
            };
        }
        (join::ZonedKeys::Left, Kind::Timestamp(_, Some(a)), Kind::Timestamp(_, Some(b)))
            if a != b && !pairs.left.is_empty() && pairs.left.null_count() < pairs.left.len() =>
        {
            return below(left, &promote::to(right, &left.dtype)?, pairs);
        }
        (join::ZonedKeys::Objects | join::ZonedKeys::Either | join::ZonedKeys::Left, ..) => {}
    }
    if pairs.left.null_count() == 0 {
        return left.take(&pairs.left);
    }
    if pairs.left.null_count() == pairs.left.len() {
        return came.take(&pairs.right);
    }
    match axes.missing.taken_in() {
        missing::TakenIn::Cast if expr::holds(left) && expr::holds(right) => {
            let added = pairs.left.iter().zip(&pairs.right).filter_map(|(l, r)| if l.is_none() { r } else { None });
            expr::taken(left, &right.take(&added.collect::<Vec<u32>>().into())?, axes)?;
        }
        missing::TakenIn::Cast | missing::TakenIn::Refused => {}
    }
    let stacked = promote::stack(&[left, right])?;
    if pairs.right.null_count() == pairs.right.len() {
        return left.take(&pairs.left);
    }
    let stacked = match axes.quirks.zoned_below() {
        quirks::ZonedBelow::Objects if left.kind().zone().is_some() && right.kind().zone().is_some() => {
            promote::to(&stacked, &left.dtype)?
        }
        quirks::ZonedBelow::Objects | quirks::ZonedBelow::NoneRefused | quirks::ZonedBelow::Right => stacked,
    };
    let wide = |column: &Column| match axes.groupby.narrow_keys() {
        groupby::NarrowKeys::Widened => 64,
        groupby::NarrowKeys::Kept => column.kind().bits(),
    };
    match axes.quirks.unsigned_keys() {
        quirks::UnsignedKeys::Refused
            if left.dtype.family == Family::Numpy
                && left.kind().is_signed()
                && right.kind().is_unsigned()
                && wide(left) == right.kind().bits() =>
        {
            return Err(Raised::type_error("unsigned keys are not put among signed ones"));
        }
        quirks::UnsignedKeys::Refused | quirks::UnsignedKeys::Right => {}
    }
    stacked.take(&rows(left, pairs))
}

/// The rows of the left column with those of the right one below it that a join takes its key from.
fn rows(left: &Column, pairs: &Pairs) -> UInt32Array {
    let offset = left.len() as u32;
    pairs.left.iter().zip(&pairs.right).map(|(l, r)| l.or_else(|| r.map(|r| r + offset))).collect()
}

fn below(left: &Column, right: &Column, pairs: &Pairs) -> Raises<Column> {
    promote::stack(&[left, right])?.take(&rows(left, pairs))
}

/// Whether both are points in time, of clocks that differ.
fn of_two_clocks(left: &Column, right: &Column) -> bool {
    matches!((left.kind(), right.kind()), (Kind::Timestamp(_, a), Kind::Timestamp(_, b)) if a != b)
}

/// Refuses times with a zone and times without, where the keys are put together as labels: that is, where those of the side that has
/// rows are in order.
///
/// Source: pandas, `get_join_indexers` and `DatetimeIndexOpsMixin._maybe_utc_convert`.
fn put_together(left: &Column, right: &Column, axes: &Axes) -> Raises<()> {
    let zoneless = |key: &Column| key.kind().zone().is_none();
    let apart = of_two_clocks(left, right) && zoneless(left) != zoneless(right) && left.is_empty() != right.is_empty();
    let sorted = |key: &Column| {
        let counts: Vec<Option<i64>> = i64s(&key.array()).iter().collect();
        counts.iter().all(|count| count.is_some()) && counts.windows(2).all(|two| two[0] <= two[1])
    };
    match axes.join.zoned_keys() {
        join::ZonedKeys::Left | join::ZonedKeys::Either if apart && sorted(left) && sorted(right) => {
            Err(Raised::type_error("labels with a zone and labels without one"))
        }
        join::ZonedKeys::Left | join::ZonedKeys::Either | join::ZonedKeys::Objects => Ok(()),
    }
}

/// A column of times as one of another kind of times.
fn as_kind(column: &Column, kind: &Kind) -> Raises<Column> {
    let array = compute::cast(&column.array(), &kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(DType { kind: kind.clone(), ..column.dtype.clone() }, array))
}

/// Whether two keys can be compared as they are (else both become objects).
fn alike(left: &Column, right: &Column, axes: &Axes) -> Raises<bool> {
    let (l, r) = (left.kind(), right.kind());
    if left.is_empty() != right.is_empty() || left.dtype == right.dtype {
        return Ok(true);
    }
    let refused =
        || Err(Raised::value_error(format!("You are trying to merge on {} and {} columns", left.dtype, right.dtype)));
    let number = |k: &Kind| k.is_integer() || k.is_float() || *k == Kind::Bool;
    let objects = |k: &Kind| matches!(k, Kind::Object | Kind::String);
    let decimal = |k: &Kind| matches!(k, Kind::Decimal(..));
    let timed = |k: &Kind| matches!(k, Kind::Timestamp(..) | Kind::Duration(_));
    let boxed = |c: &Column| c.dtype.family == Family::Arrow && timed(c.kind());
    if left.dtype.family == Family::Arrow && l.is_float() && right.dtype.family == Family::Arrow && r.is_integer() {
        whole(left, r)?;
    }
    if number(l) && number(r) {
        return Ok((*l == Kind::Bool) == (*r == Kind::Bool));
    }
    if objects(l) && *r == Kind::Bool || *l == Kind::Bool && objects(r) {
        return Ok(false);
    }
    if objects(l) && (number(r) || decimal(r)) || (number(l) || decimal(l)) && objects(r) {
        let (l, r) = (inferred(left), inferred(right));
        return match (l.truthy() && r.truthy(), l.texty() == r.texty()) {
            (true, _) | (false, true) => Ok(false),
            (false, false) => refused(),
        };
    }
    match (l, r) {
        // Arrow's times are nothing special here, but for each other
        (l, r) if boxed(left) || boxed(right) => match (l, r) {
            (Kind::Timestamp(..), Kind::Timestamp(..)) | (Kind::Duration(_), Kind::Duration(_)) => Ok(true),
            (l, r) if timed(l) && timed(r) => refused(),
            _ => Ok(false),
        },
        (Kind::Timestamp(_, a), Kind::Timestamp(_, b)) if a.is_some() != b.is_some() => refused(),
        (Kind::Timestamp(_, a), Kind::Timestamp(_, b)) => match axes.join.zoned_keys() {
            join::ZonedKeys::Objects => Ok(a == b),
            join::ZonedKeys::Left | join::ZonedKeys::Either => Ok(true),
        },
        // Arrow's decimals are numbers
        (Kind::Decimal(..), Kind::Decimal(..)) if left.dtype.family == Family::Arrow => Ok(true),
        // lengths of time compare in one unit only
        (Kind::Duration(_), Kind::Duration(_)) => Ok(false),
        (Kind::Timestamp(_, None), Kind::Duration(_)) | (Kind::Duration(_), Kind::Timestamp(_, None)) => {
            match axes.join.point_and_length() {
                join::PointAndLength::Refused => refused(),
                join::PointAndLength::Objects => Ok(false),
            }
        }
        (l, r) if timed(l) || timed(r) => refused(),
        (Kind::Object, Kind::Object) => Ok(true),
        _ => Ok(false),
    }
}

/// Arrow's floats are cast to the integers that they meet, whatever comes of it: each has to be whole.
fn whole(floats: &Column, kind: &Kind) -> Raises<()> {
    let (low, high) = expr::range(kind);
    let fits = |x: f64| x.fract() == 0.0 && (low as f64..=high as f64).contains(&x);
    let doubles = compute::cast(&floats.array(), &DataType::Float64).map_err(Raised::internal)?;
    if doubles.as_primitive::<Float64Type>().iter().flatten().all(fits) {
        return Ok(());
    }
    Err(Raised::value_error("a float was truncated converting to an integer"))
}

/// What pandas' `infer_dtype` calls the values of a column, as far as joins ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inferred {
    Integer,
    MixedInteger,
    Boolean,
    Empty,
    String,
    Mixed,
    Other,
}

impl Inferred {
    fn truthy(self) -> bool {
        matches!(self, Self::Integer | Self::MixedInteger | Self::Boolean | Self::Empty)
    }

    fn texty(self) -> bool {
        matches!(self, Self::String | Self::Mixed | Self::Empty)
    }
}

fn inferred(column: &Column) -> Inferred {
    let Some(values) = column.as_objects() else {
        return match column.kind() {
            Kind::Bool => Inferred::Boolean,
            kind if kind.is_integer() => Inferred::Integer,
            Kind::String => Inferred::String,
            _ => Inferred::Other,
        };
    };
    let is = |test: fn(&Obj) -> bool| values.iter().all(test);
    match values.first() {
        None => Inferred::Empty,
        Some(_) if is(|v| matches!(v, Obj::Str(_))) => Inferred::String,
        Some(_) if is(|v| matches!(v, Obj::Bool(_))) => Inferred::Boolean,
        Some(_) if is(|v| matches!(v, Obj::Int(_))) => Inferred::Integer,
        // floats, integers among them or not
        Some(_) if is(|v| matches!(v, Obj::Int(_) | Obj::Float(_))) => Inferred::Other,
        Some(_) if is(|v| matches!(v, Obj::Date(_))) || is(|v| matches!(v, Obj::Decimal(..))) => Inferred::Other,
        Some(_) if values.iter().any(|v| matches!(v, Obj::Int(_))) => Inferred::MixedInteger,
        Some(_) => Inferred::Mixed,
    }
}

/// The rows of `left` for which `found` is (or is not) true.
pub(in crate::engine) fn kept(left: &Frame, found: &BooleanArray, keep: bool) -> Raises<Frame> {
    if keep {
        return left.filter(found);
    }
    left.filter(&compute::not(found).map_err(Raised::internal)?)
}
