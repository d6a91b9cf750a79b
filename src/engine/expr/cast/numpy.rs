//! Conversions of NumPy's arrays and of pandas' own.
//!
//! Source: pandas, `pandas/core/dtypes/astype.py`, `DatetimeLikeArrayMixin.astype`, `BaseMaskedArray.astype`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray};
use arrow::compute;
use arrow::datatypes::TimeUnit;

use super::{numbers, objects, times};
use crate::axis::{Axes, cast, types};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{per_second, python};
use crate::result::ErrorKind;

pub(super) fn cast(column: &Column, ty: &Type, axes: &Axes) -> Raises<Column> {
    super::expressible(ty)?;
    let kind = crate::engine::ingest::kind_of(ty);
    match (column.kind(), &kind) {
        (_, Kind::String) => text(column, axes),
        (Kind::Object | Kind::String | Kind::Void | Kind::Date | Kind::Decimal(..), Kind::Timestamp(_, zone)) => {
            times::from_objects(&values(column), zone.clone(), axes)
        }
        (Kind::Object | Kind::String | Kind::Void | Kind::Date | Kind::Decimal(..), Kind::Duration(_)) => {
            times::durations_from_objects(&values(column), axes)
        }
        (Kind::String, kind) if column.dtype.family != Family::Numpy => masked_text(column, kind, axes),
        // what is missing is seen before any text is read
        (Kind::String, kind) if kind.is_integer() && column.array().null_count() > 0 => {
            Err(Raised::new(ErrorKind::InvalidCast, "cannot convert a missing value to integer"))
        }
        (Kind::List(_), _) => Err(Raised::value_error("an element cannot be set to a list")),
        (Kind::Decimal(..), kind) if kind.is_float() => numeric(column, kind),
        (Kind::Object | Kind::String | Kind::Void | Kind::Date | Kind::Decimal(..), kind) => {
            objects::cast(&values(column), kind, axes)
        }
        (Kind::Timestamp(..) | Kind::Duration(_), kind) => times::from_times(column, kind, axes),
        (_, Kind::Timestamp(_, zone)) => numbers_to_times(column, zone.is_some(), &kind, axes),
        (_, Kind::Duration(_)) => numbers_to_times(column, false, &kind, axes),
        (_, kind) => numeric(column, kind),
    }
}

/// The values as the objects that conversions see.
fn values(column: &Column) -> Vec<Obj> {
    if *column.kind() == Kind::Void {
        return vec![Obj::None; column.len()];
    }
    column.to_objects()
}

/// Masked text as numbers. Only a float can hold what is missing, and that is seen before any text is read.
/// Source: pandas, `ArrowStringArray.astype`.
fn masked_text(column: &Column, kind: &Kind, axes: &Axes) -> Raises<Column> {
    let mut values = values(column);
    let missing = values.iter_mut().filter(|v| v.is_missing());
    if kind.is_float() {
        missing.for_each(|v| *v = Obj::Float(f64::NAN));
    } else if missing.count() > 0 {
        return Err(Raised::type_error("int() takes a text or a number, nothing missing"));
    }
    objects::cast(&values, kind, axes)
}

/// A number array in another number type.
pub(in crate::engine) fn numeric(column: &Column, kind: &Kind) -> Raises<Column> {
    let array = column.array();
    let masked = column.dtype.family != Family::Numpy;
    // Arrow's are converted one by one, what is missing too
    if column.dtype.family == Family::Arrow && array.null_count() > 0 && !kind.is_float() {
        return Err(Raised::type_error("what is missing is no number and no truth value"));
    }
    let converted: ArrayRef = match kind {
        Kind::Bool if masked && array.null_count() > 0 => {
            return Err(Raised::new(ErrorKind::InvalidCast, "cannot convert a missing value to bool"));
        }
        Kind::Bool => Arc::new(numbers::truths(&array)?),
        kind if kind.is_float() => numbers::floats(&array, kind)?,
        kind if column.kind().is_float() => {
            let doubles = numbers::doubles(&array)?;
            // under a mask the bits are converted as they are
            let infinite = || doubles.iter().flatten().any(|x| !x.is_finite());
            if doubles.null_count() > 0 || !masked && infinite() {
                return Err(Raised::new(
                    ErrorKind::InvalidCast,
                    "cannot convert a missing or infinite value to integer",
                ));
            }
            if kind.is_unsigned() && doubles.iter().flatten().any(|x| x < 0.0) {
                return Err(Raised::value_error("a negative float has no unsigned integer"));
            }
            numbers::whole(doubles.iter().map(|v| v.map(|x| numbers::float_to_int(x, kind))), kind)
        }
        _ if array.null_count() > 0 => {
            return Err(Raised::new(ErrorKind::InvalidCast, "cannot convert a missing value to integer"));
        }
        kind => numbers::whole(numbers::integers(&array)?.into_iter(), kind),
    };
    Ok(Column::new(DType::numpy(kind.clone()), converted).nulls_to_nan())
}

/// Numbers as counts of time since 1970-01-01, or as lengths of time, in the unit asked for.
fn numbers_to_times(column: &Column, zoned: bool, kind: &Kind, axes: &Axes) -> Raises<Column> {
    if zoned && *column.kind() == Kind::Bool {
        return Err(Raised::type_error("bool cannot be converted to a zoned timestamp"));
    }
    let array = column.array();
    let boxed = column.dtype.family == Family::Arrow && axes.types.converted().nullable();
    // of nothing but missing ones an array of objects is made
    let nothing = !column.is_empty() && array.null_count() == array.len();
    if column.dtype.family == Family::Arrow && *column.kind() == Kind::Bool && !nothing {
        return Err(Raised::type_error("a truth value is no time"));
    }
    let counts: Vec<Option<i128>> = if boxed && column.kind().is_float() && matches!(kind, Kind::Duration(_)) {
        let fits = |x: f64| (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x);
        let doubles = numbers::doubles(&array)?;
        if !doubles.iter().flatten().all(fits) {
            return Err(Raised::new(ErrorKind::OutOfBounds, "a float is out of the range of durations"));
        }
        doubles.iter().map(|v| v.map(|x| x.floor() as i128)).collect()
    } else if column.kind().is_float() {
        numbers::doubles(&array)?.iter().map(|v| v.map(|x| numbers::float_to_int(x, &Kind::Int64))).collect()
    } else {
        numbers::integers(&array)?
    };
    let counts: Int64Array = counts.into_iter().map(|v| v.map(|v| v as i64).filter(|v| *v != i64::MIN)).collect();
    let unit = match axes.cast.time_unit() {
        // a zoned count is read in the unit that it is held in
        cast::TimeUnit::Nanosecond if zoned => TimeUnit::Nanosecond,
        cast::TimeUnit::Nanosecond | cast::TimeUnit::Asked => TimeUnit::Microsecond,
    };
    let read = match kind {
        Kind::Timestamp(_, zone) => Kind::Timestamp(unit, zone.clone()),
        _ => Kind::Duration(unit),
    };
    let counts = match (&read, axes.cast.to_zone()) {
        (Kind::Timestamp(unit, Some(zone)), cast::ToZone::Guessed) if column.kind().is_float() => {
            let per_micro = per_second(*unit) / 1_000_000;
            let placed =
                |v: i64| times::in_zone(v.div_euclid(per_micro), Some(zone)) * per_micro + v.rem_euclid(per_micro);
            counts.iter().map(|v| v.map(placed)).collect()
        }
        (_, cast::ToZone::Guessed | cast::ToZone::Refused) => counts,
    };
    let array = compute::cast(&counts, &read.arrow()).map_err(Raised::internal)?;
    times::in_unit(&Column::new(DType::numpy(read), array), times::asked_unit(axes))
}

/// Any column as text.
fn text(column: &Column, axes: &Axes) -> Raises<Column> {
    let exponent = match axes.cast.single_exponent() {
        cast::SingleExponent::Sixteen => 1e16,
        cast::SingleExponent::Six => 1e6,
        cast::SingleExponent::Seven => 1e7,
    };
    let array = column.array();
    let texts: Vec<Option<String>> = match column.kind() {
        Kind::Float32 if column.dtype.family == Family::Arrow => {
            numbers::doubles(&array)?.iter().map(|v| v.map(|x| python::str(&Obj::Float(x)))).collect()
        }
        Kind::Float32 => {
            use arrow::array::AsArray;
            let singles = array.as_primitive::<arrow::datatypes::Float32Type>();
            singles.iter().map(|v| v.filter(|x| !x.is_nan()).map(|x| python::single(x, exponent))).collect()
        }
        Kind::Timestamp(..) | Kind::Duration(_) => times::texts(column, axes),
        _ => column.to_objects().iter().map(|v| (!v.is_missing()).then(|| python::str(v))).collect(),
    };
    made_text(column, texts, axes)
}

/// Texts in the type that a conversion to text gives; a missing one is the word for it, or stays missing.
fn made_text(column: &Column, texts: Vec<Option<String>>, axes: &Axes) -> Raises<Column> {
    // Arrow's numbers are read by NumPy as they are turned, decimals among them
    let number = column.dtype.family == Family::Arrow
        && (column.kind().is_number() || matches!(column.kind(), Kind::Decimal(..)));
    let word = |value: &Obj| if number && value.is_missing() { "nan".to_owned() } else { python::str(value) };
    let missing = || column.to_objects().iter().map(word).collect::<Vec<_>>();
    match (axes.types.made_text(), axes.cast.missing_text()) {
        (types::MadeText::Object, cast::MissingText::Word) => {
            let words = if texts.iter().any(Option::is_none) { missing() } else { Vec::new() };
            let each = texts.into_iter().enumerate();
            let each = each.map(|(i, t)| Obj::Str(Arc::from(t.unwrap_or_else(|| words[i].clone()))));
            Ok(Column::objects(each.collect::<Vec<_>>()))
        }
        (types::MadeText::Object, cast::MissingText::Missing) => {
            let each = texts.into_iter().map(|t| t.map_or(Obj::None, |t| Obj::Str(Arc::from(t))));
            Ok(Column::objects(each.collect::<Vec<_>>()))
        }
        (made @ (types::MadeText::Nan | types::MadeText::Sql), rule) => {
            let family = match made {
                types::MadeText::Sql => Family::Sql,
                types::MadeText::Nan | types::MadeText::Object => Family::Numpy,
            };
            let texts: StringArray = match rule {
                cast::MissingText::Missing => texts.into_iter().collect(),
                cast::MissingText::Word => {
                    let words = missing();
                    texts.into_iter().enumerate().map(|(i, t)| Some(t.unwrap_or_else(|| words[i].clone()))).collect()
                }
            };
            Ok(Column::new(DType { family, kind: Kind::String }, Arc::new(texts)))
        }
    }
}

/// A bool column of these truth values.
pub(in crate::engine) fn bools(values: impl Iterator<Item = bool>) -> Column {
    Column::new(DType::numpy(Kind::Bool), Arc::new(values.map(Some).collect::<BooleanArray>()))
}
