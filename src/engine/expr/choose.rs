//! Values of one column where a condition holds, another's elsewhere: the type that comes out.
//!
//! Source: pandas, `Block.where`, `np_can_hold_element`, `find_result_type`, `maybe_downcast_to_dtype`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array};
use arrow::compute;
use arrow::datatypes::{DataType, Float32Type, Float64Type, TimeUnit};

use super::meet::{self, Meeting};
use super::number::Number;
use super::{Operand, cast, fits, intake, literal, times};
use crate::axis::{Axes, arithmetic, missing};
use crate::case::expr::Literal;
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};

/// `column` where `keep` is true, `other` elsewhere. Where all is kept, nothing changes, whatever `other` is.
pub(in crate::engine) fn choose(column: &Column, keep: &BooleanArray, other: &Operand, axes: &Axes) -> Raises<Column> {
    if keep.true_count() == keep.len() {
        return Ok(column.clone());
    }
    if super::arrow::holds(column) {
        let taken = match other {
            Operand::Scalar(constant) => super::arrow::constant(column, constant, keep.len(), axes)?,
            Operand::Column(other) => {
                intake::placed(column, keep, other, |asked| super::arrow::taken(column, asked, axes))?
            }
        };
        return merge(column, keep, &taken);
    }
    if column.dtype.family == Family::Arrow && axes.types.converted().nullable() {
        let taken = match other {
            Operand::Scalar(constant) => intake::constant(column, constant, keep.len(), axes)?,
            Operand::Column(other) => intake::values(column, keep, other, axes)?,
        };
        return merge(column, keep, &taken);
    }
    if fits::stays(&column.dtype) {
        return merge(column, keep, &fits::taken(column, keep, other, axes)?);
    }
    if let Some(held) = held(column, keep, other, axes)? {
        return merge(column, keep, &held);
    }
    if gives_nothing(column, keep, other, axes) {
        return merge(column, keep, &Column::missing(column.dtype.clone(), keep.len()));
    }
    let wide = wider(column, other, axes)?;
    let lifted =
        if wide.kind == Kind::Object { Column::objects(column.to_objects()) } else { promote::to(column, &wide)? };
    let filled = match held(&lifted, keep, other, axes)? {
        Some(held) => merge(&lifted, keep, &held)?,
        None => merge(&Column::objects(lifted.to_objects()), keep, &objects(other, keep.len()))?,
    };
    match axes.missing.refit() {
        missing::Refit::Infer if promoted_at_once(column, other) => Ok(filled),
        missing::Refit::Infer if *column.kind() == Kind::String && all_whole(&filled) => Ok(infer(&filled)),
        missing::Refit::Infer if !matches!(column.kind(), Kind::Object | Kind::String) => downcast(&filled),
        missing::Refit::Infer | missing::Refit::Keep => Ok(filled),
    }
}

/// Whether integers of the same width come in, which NumPy finds a common type for while it chooses.
fn promoted_at_once(column: &Column, other: &Operand) -> bool {
    matches!(other, Operand::Column(c) if by_width(column.kind(), c.kind()) && c.kind().bits() <= column.kind().bits())
}

/// Whether the values of another type that are taken are all missing, so that their type is not seen in the end.
fn gives_nothing(column: &Column, keep: &BooleanArray, other: &Operand, axes: &Axes) -> bool {
    let Operand::Column(other) = other else { return false };
    let seen = match (column.kind(), axes.missing.refit()) {
        (Kind::Timestamp(..), _) => {
            let dates = |values: &[Obj]| values.iter().all(|v| v.is_missing() || matches!(v, Obj::Date(_)));
            !other.as_objects().is_some_and(dates)
        }
        (Kind::String, missing::Refit::Keep) => other.as_objects().is_none(),
        (Kind::Duration(_), missing::Refit::Infer) => false,
        (_, missing::Refit::Infer | missing::Refit::Keep) => true,
    };
    !seen && nothing_taken(keep, other)
}

fn nothing_taken(keep: &BooleanArray, other: &Column) -> bool {
    other.present().iter().zip(keep).all(|(there, keep)| keep == Some(true) || !there)
}

fn objects(other: &Operand, rows: usize) -> Column {
    Column::objects(match other {
        Operand::Scalar(constant) => vec![literal::object(constant); rows],
        Operand::Column(column) => column.to_objects(),
    })
}

/// The rows of `column` where `keep` is true, of `other`, which has its type, elsewhere.
fn merge(column: &Column, keep: &BooleanArray, other: &Column) -> Raises<Column> {
    if let (Some(a), Some(b)) = (column.as_objects(), other.as_objects()) {
        let values = a.iter().zip(b).zip(keep).map(|((a, b), k)| if k == Some(true) { a.clone() } else { b.clone() });
        return Ok(Column::objects(values.collect::<Vec<_>>()));
    }
    let chosen = compute::kernels::zip::zip(keep, &column.array(), &other.array()).map_err(Raised::internal)?;
    Ok(Column::new(column.dtype.clone(), chosen))
}

/// `other` in the type of `column`, if that can hold it without loss.
fn held(column: &Column, keep: &BooleanArray, other: &Operand, axes: &Axes) -> Raises<Option<Column>> {
    let rows = keep.len();
    let kind = column.kind();
    if *kind == Kind::Object {
        return Ok(Some(objects(other, rows)));
    }
    if let Operand::Scalar(constant) = other
        && missing(constant)
    {
        return Ok(column.dtype.holds_missing().then(|| Column::missing(column.dtype.clone(), rows)));
    }
    Ok(match kind {
        Kind::String => text(column, other, rows),
        Kind::Timestamp(..) | Kind::Duration(_) if let Operand::Scalar(Literal::Str(text)) = other => {
            cast::spelt(text, column, rows, axes)
        }
        Kind::Timestamp(unit, zone) => stamps(*unit, zone.as_ref(), other, rows, axes)?,
        Kind::Duration(unit) => match other {
            Operand::Column(c) if matches!(c.kind(), Kind::Duration(u) if u == unit) => Some(c.clone()),
            Operand::Column(c) if *c.kind() == Kind::String && c.present().count_set_bits() == 0 => {
                Some(Column::missing(column.dtype.clone(), rows))
            }
            Operand::Column(_) | Operand::Scalar(_) => None,
        },
        Kind::Bool => match other {
            Operand::Scalar(Literal::Bool(b)) => Some(like(column, Arc::new(BooleanArray::from(vec![*b; rows])))),
            Operand::Column(c) if *c.kind() == Kind::Bool => Some(like(column, c.array())),
            Operand::Column(_) | Operand::Scalar(_) => None,
        },
        kind if kind.is_integer() || kind.is_float() => numbers(column, other, rows, axes)?,
        _ => None,
    })
}

fn like(column: &Column, array: ArrayRef) -> Column {
    Column::new(column.dtype.clone(), array)
}

fn missing(constant: &Literal) -> bool {
    match constant {
        Literal::Null => true,
        Literal::Float(x) => x.is_nan(),
        _ => false,
    }
}

fn text(column: &Column, other: &Operand, rows: usize) -> Option<Column> {
    match other {
        Operand::Scalar(Literal::Str(s)) => {
            let repeated: arrow::array::StringArray = std::iter::repeat_n(Some(&**s), rows).collect();
            Some(like(column, Arc::new(repeated)))
        }
        Operand::Column(c) if *c.kind() == Kind::String => Some(like(column, c.array())),
        Operand::Column(c) => {
            let values = c.as_objects()?;
            values.iter().all(|v| v.is_missing() || matches!(v, Obj::Str(_))).then(|| {
                let texts = values.iter().map(|v| if let Obj::Str(s) = v { Some(&**s) } else { None });
                like(column, Arc::new(texts.collect::<arrow::array::StringArray>()))
            })
        }
        Operand::Scalar(_) => None,
    }
}

fn stamps(
    unit: TimeUnit,
    zone: Option<&Arc<str>>,
    other: &Operand,
    rows: usize,
    axes: &Axes,
) -> Raises<Option<Column>> {
    let time = match other {
        Operand::Scalar(Literal::Timestamp(t)) => Some(*t),
        _ => None,
    };
    let kind = Kind::Timestamp(unit, zone.cloned());
    if let (Some(time), None) = (time, zone) {
        let column = literal::repeat(&Literal::Timestamp(time), rows, axes)?;
        let array = compute::cast(&column.array(), &kind.arrow()).map_err(Raised::internal)?;
        return Ok(Some(Column::new(DType::numpy(kind), array)));
    }
    Ok(match other {
        Operand::Column(c) if zone.is_none() && !matches!(c.kind(), Kind::Timestamp(..)) => days(c, &kind)?,
        Operand::Column(c) if matches!(c.kind(), Kind::Timestamp(_, other) if other.is_some() == zone.is_some()) => {
            let array = compute::cast(&c.array(), &kind.arrow()).map_err(Raised::internal)?;
            Some(Column::new(DType::numpy(kind), array))
        }
        _ => None,
    })
}

/// Dates, and texts that are written as points in time, as such points.
fn days(column: &Column, kind: &Kind) -> Raises<Option<Column>> {
    if !matches!(column.kind(), Kind::Object | Kind::String) {
        return Ok(None);
    }
    let Kind::Timestamp(unit, _) = kind else { return Ok(None) };
    let per = crate::engine::text::per_second(*unit);
    let count = |value: &Obj| match value {
        Obj::Date(days) => Some(Some(i64::from(*days) * 86_400 * per)),
        Obj::Str(text) => iso::date(text.trim()).map(|date| Some(i64::from(iso::days(date)) * 86_400 * per)),
        value if value.is_missing() => Some(None),
        _ => None,
    };
    let Some(counts) = all(&column.to_objects(), count) else { return Ok(None) };
    let counts: ArrayRef = Arc::new(arrow::array::Int64Array::from(counts));
    let array = compute::cast(&counts, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Some(Column::new(DType::numpy(kind.clone()), array)))
}

/// Numbers in the column's own kind, where each of them stays what it is: of an array that knows missing ones only where none is.
/// Source: pandas, `np_can_hold_element` (`core/dtypes/cast.py`).
fn numbers(column: &Column, other: &Operand, rows: usize, axes: &Axes) -> Raises<Option<Column>> {
    let kind = column.kind();
    if let (Some(value), true) = (weak(other, axes), kind.is_float()) {
        let doubles: ArrayRef = Arc::new(Float64Array::from(vec![value; rows]));
        return Ok(Some(like(column, compute::cast(&doubles, &kind.arrow()).map_err(Raised::internal)?)));
    }
    let array: ArrayRef = match other {
        Operand::Scalar(Literal::Int(i)) => match (i64::try_from(*i), u64::try_from(*i)) {
            (Ok(i), _) => Arc::new(arrow::array::Int64Array::from(vec![i; rows])),
            (_, Ok(u)) => Arc::new(arrow::array::UInt64Array::from(vec![u; rows])),
            _ => return Ok(None),
        },
        Operand::Scalar(Literal::Float(x)) => Arc::new(Float64Array::from(vec![*x; rows])),
        Operand::Column(c)
            if column.dtype.family == Family::Numpy
                && matches!(c.dtype.family, Family::Masked | Family::Arrow)
                && c.present().count_set_bits() < rows =>
        {
            return Ok(None);
        }
        Operand::Column(c)
            if by_width(kind, c.kind()) && promote::common_number(kind, c.kind()).as_ref() != Some(kind) =>
        {
            return Ok(None);
        }
        Operand::Column(c) if c.kind().is_integer() || c.kind().is_float() => c.array(),
        Operand::Column(_) | Operand::Scalar(_) => return Ok(None),
    };
    if *array.data_type() == kind.arrow() {
        return Ok(Some(like(column, array)));
    }
    let there = compute::cast(&array, &kind.arrow()).map_err(Raised::internal)?;
    if kind.is_float() && array.data_type().is_integer() {
        // integers and floats are compared as doubles
        let same = doubles(&there)? == doubles(&array)?;
        return Ok(same.then(|| like(column, there)));
    }
    let back = compute::cast(&there, array.data_type()).map_err(Raised::internal)?;
    let same = match array.data_type() {
        DataType::Float64 => {
            let (a, b) = (array.as_primitive::<Float64Type>(), back.as_primitive::<Float64Type>());
            a.iter().zip(b).all(|(a, b)| a == b || kind.is_float() && a.is_some_and(f64::is_nan))
        }
        DataType::Float32 => {
            let (a, b) = (array.as_primitive::<Float32Type>(), back.as_primitive::<Float32Type>());
            a.iter().zip(b).all(|(a, b)| a == b || kind.is_float() && a.is_some_and(f32::is_nan))
        }
        _ => array.to_data() == back.to_data(),
    };
    Ok(same.then(|| like(column, there)))
}

fn doubles(array: &ArrayRef) -> Raises<Float64Array> {
    Ok(compute::cast(array, &DataType::Float64).map_err(Raised::internal)?.as_primitive::<Float64Type>().clone())
}

/// Whether the widths of two integer types say if one can hold the other, and not the values.
fn by_width(kind: &Kind, other: &Kind) -> bool {
    kind.is_integer() && other.is_integer() && !(kind.is_unsigned() && other.is_signed())
}

/// A constant that takes on the type of the floats beside it, whatever that can hold of it.
fn weak(other: &Operand, axes: &Axes) -> Option<f64> {
    match (axes.arithmetic.constants(), other) {
        (arithmetic::Constants::Weak, Operand::Scalar(Literal::Int(i))) => Some(*i as f64),
        (arithmetic::Constants::Weak, Operand::Scalar(Literal::Float(x))) => Some(*x),
        (arithmetic::Constants::Weak | arithmetic::Constants::ByValue, _) => None,
    }
}

/// The type that holds both.
fn wider(column: &Column, other: &Operand, axes: &Axes) -> Raises<DType> {
    let dtype = &column.dtype;
    Ok(match other {
        Operand::Scalar(constant) if missing(constant) => match &dtype.kind {
            kind if kind.is_integer() => DType::numpy(Kind::Float64),
            _ => DType::numpy(Kind::Object),
        },
        Operand::Scalar(constant @ (Literal::Int(_) | Literal::Float(_))) if dtype.kind.is_integer() => {
            let whole = match constant {
                Literal::Float(x) if x.fract() == 0.0 && x.abs() < 1e18 => Literal::Int(*x as i128),
                other => other.clone(),
            };
            // the kind that a constant needs is asked of its value here, whatever operators do
            let mut by_value = *axes;
            by_value.arithmetic.constants = arithmetic::Constants::ByValue;
            match meet::meet(&Number::Array(column), &Number::Constant(&whole), &by_value)? {
                Meeting::Kind(kind) => DType::numpy(kind),
                Meeting::Objects => DType::numpy(Kind::Object),
            }
        }
        Operand::Scalar(constant) => promote::common(dtype, &literal::assigned(constant, 0, axes)?.dtype),
        Operand::Column(c) => promote::common(dtype, &c.dtype),
    })
}

/// A column of floats that are all whole becomes integers, one of unsigned integers signed ones, one of objects truth values or
/// whole numbers where they all are such.
fn downcast(column: &Column) -> Raises<Column> {
    if *column.kind() == Kind::Float64 && column.dtype.family == Family::Numpy && !column.is_empty() {
        let array = column.array();
        let whole = array.as_primitive::<Float64Type>().values().iter().all(|x| x.fract() == 0.0 && x.abs() < 9e18);
        if whole {
            let integers = compute::cast(&array, &DataType::Int64).map_err(Raised::internal)?;
            return Ok(Column::new(DType::numpy(Kind::Int64), integers));
        }
    }
    if column.kind().is_unsigned() && column.dtype.family == Family::Numpy && !column.is_empty() {
        let signed = compute::cast(&column.array(), &DataType::Int64).map_err(Raised::internal)?;
        if signed.null_count() == 0 {
            return Ok(Column::new(DType::numpy(Kind::Int64), signed));
        }
    }
    Ok(refitted(column))
}

/// Objects that are all truth values, integers or durations as an array of them, and whole floats as integers.
/// Source: pandas, `maybe_downcast_to_dtype` with `dtype="infer"`.
fn refitted(column: &Column) -> Column {
    let Some(values) = column.as_objects().filter(|v| !v.is_empty()) else { return column.clone() };
    let whole = |x: f64| x.fract() == 0.0 && x.abs() < 9e18;
    if let Some(integers) = all(values, |v| if let Obj::Float(x) = v { whole(*x).then_some(*x as i64) } else { None }) {
        return Column::new(DType::numpy(Kind::Int64), Arc::new(arrow::array::Int64Array::from(integers)));
    }
    let durations = |v: &Obj| matches!(v, Obj::Timedelta(..) | Obj::NaT);
    if values.iter().all(durations) {
        times::infer(column)
    } else if all_whole(column) {
        infer(column)
    } else {
        column.clone()
    }
}

/// Whether all objects are truth values or integers.
fn all_whole(column: &Column) -> bool {
    column.as_objects().is_some_and(|values| values.iter().all(|v| matches!(v, Obj::Bool(_) | Obj::Int(_))))
}

/// An object column whose values are all of one kind that an array can hold, as that array.
/// Source: pandas, `lib.maybe_convert_objects`.
pub(in crate::engine) fn infer(column: &Column) -> Column {
    let Some(values) = column.as_objects().filter(|v| !v.is_empty()) else { return column.clone() };
    let numpy = |kind: Kind, array: ArrayRef| Column::new(DType::numpy(kind), array);
    if let Some(truths) = all(values, |v| if let Obj::Bool(b) = v { Some(*b) } else { None }) {
        return numpy(Kind::Bool, Arc::new(BooleanArray::from(truths)));
    }
    if let Some(integers) = all(values, |v| if let Obj::Int(i) = v { i64::try_from(*i).ok() } else { None }) {
        return numpy(Kind::Int64, Arc::new(arrow::array::Int64Array::from(integers)));
    }
    if let Some(floats) = all(values, |v| match v {
        Obj::Int(i) => Some(*i as f64),
        Obj::Float(x) => Some(*x),
        _ => None,
    }) {
        return numpy(Kind::Float64, Arc::new(Float64Array::from(floats)));
    }
    let stamps = all(values, |v| match v {
        Obj::Timestamp(v, unit, None) => Some((Some(*v), *unit)),
        Obj::NaT => Some((None, TimeUnit::Second)),
        _ => None,
    });
    if let Some(stamps) = stamps
        && let Some(unit) = stamps.iter().filter(|(v, _)| v.is_some()).map(|(_, unit)| *unit).max()
    {
        let per = crate::engine::text::per_second;
        let counts = stamps.iter().map(|(v, u)| v.map(|v| v * (per(unit) / per(*u))));
        let counts: ArrayRef = Arc::new(counts.collect::<arrow::array::Int64Array>());
        let kind = Kind::Timestamp(unit, None);
        if let Ok(array) = compute::cast(&counts, &kind.arrow()) {
            return numpy(kind, array);
        }
    }
    column.clone()
}

fn all<T>(values: &[Obj], get: impl Fn(&Obj) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(get).collect()
}

/// Whether lengths of time alone stand in for missing ones.
fn filled_with_lengths(axes: &Axes) -> bool {
    match axes.missing.fill_duration() {
        missing::FillDuration::Raise => true,
        missing::FillDuration::Object => false,
    }
}

/// What is raised for a condition that has no truth values.
pub(in crate::engine) fn no_condition(axes: &Axes) -> Raised {
    match axes.missing.condition() {
        missing::Condition::ValueError => Raised::value_error("a condition must be truth values"),
        missing::Condition::TypeError => Raised::type_error("a condition must be truth values"),
    }
}

/// A condition as truth values: what is missing counts as false.
pub(super) fn condition(column: &Column, axes: &Axes) -> Raises<BooleanArray> {
    let refused = || no_condition(axes);
    match (column.kind(), column.as_objects()) {
        (Kind::Bool, _) => {
            let array = column.array();
            Ok(array.as_boolean().iter().map(|v| Some(v == Some(true))).collect())
        }
        (Kind::Duration(_), _) if filled_with_lengths(axes) => {
            Err(Raised::type_error("a missing length of time is not filled with false"))
        }
        (_, _) if column.is_empty() => Ok(BooleanArray::new_null(0)),
        (Kind::Decimal(..), _)
            if column.dtype.family == Family::Arrow && column.present().count_set_bits() < column.len() =>
        {
            Err(Raised::value_error("the word of a truth value is no decimal"))
        }
        // in place of what is missing stands false, which makes truth values of nothing but missing ones
        (kind, _) if column.present().count_set_bits() == 0 => match (column.dtype.family, kind) {
            (Family::Numpy | Family::Sql, _) | (_, Kind::Object | Kind::String) => {
                Ok(BooleanArray::from(vec![false; column.len()]))
            }
            (_, Kind::Void) => Err(Raised::value_error("nothing has no truth value")),
            _ => Err(Raised::type_error("false is no value of the column")),
        },
        (_, Some(values)) => values
            .iter()
            .map(|v| match v {
                Obj::Bool(b) => Ok(Some(*b)),
                v if v.is_missing() => Ok(Some(false)),
                _ => Err(refused()),
            })
            .collect(),
        _ => {
            let filled = column.dtype.family == Family::Numpy || *column.kind() == Kind::String;
            let nothing = filled && column.present().count_set_bits() == 0;
            if nothing { Ok(BooleanArray::from(vec![false; column.len()])) } else { Err(refused()) }
        }
    }
}
