//! Whether the values of a column are among those of another.
//!
//! Source: pandas, `core/algorithms.py` (`isin`) and the `isin` of its arrays of text and of times.

use arrow::array::{ArrayRef, AsArray, BooleanArray, Date32Array};
use arrow::compute;

use crate::axis::{Axes, join};
use crate::case::iso;
use crate::engine::column::{Column, Data};
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{self, fits};
use crate::engine::keys::{Groups, LEFT_OUT, Missing, without_lists};
use crate::engine::object::{Obj, i64s};
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// For every row of `column`, whether its value is among those of `values`, a missing one among the missing.
pub(in crate::engine) fn among(column: &Column, values: &Column, axes: &Axes) -> Raises<BooleanArray> {
    let rows = column.len();
    let [column, values] = without_lists([column, values]);
    let values = if expr::holds(&column) { as_arrow(values)? } else { values };
    let days = if *values.kind() == Kind::Date { Some(values.clone()) } else { expr::days(&values) };
    let values = match (column.kind(), days) {
        (Kind::Timestamp(..), Some(days)) if boxed(&column, axes) || expr::holds(&values) && converts(axes) => {
            Column::new(column.dtype.clone(), cast_points(&days, column.kind())?)
        }
        _ => values,
    };
    let values = read(&column, &values, axes).unwrap_or(values);
    let (column, values) = if boxed(&column, axes) && values.dtype.family == Family::Arrow {
        as_arrow_casts(column, values, axes)?
    } else {
        (column, values)
    };
    let Some(missing) = compared(&column, &values, axes)? else {
        return Ok(BooleanArray::from(vec![false; rows]));
    };
    let stacked = match missing {
        Missing::ByKind => Column::objects([column.to_objects(), as_objects(&values)].concat()),
        Missing::One | Missing::LeftOut => promote::stack(&[&column, &values])?,
    };
    let groups = Groups::by(&stacked, missing)?;
    let mut there = vec![false; groups.len()];
    let (of_column, of_values) = groups.of_row.split_at(rows);
    for &group in of_values.iter().filter(|&&group| group != LEFT_OUT) {
        there[group as usize] = true;
    }
    // what a mask hides is among those that a mask hides in an array of objects: text and truth values
    let hidden = values.dtype.family == Family::Masked
        && matches!(values.kind(), Kind::String | Kind::Bool)
        && values.present().count_set_bits() < values.len();
    let masked = column.dtype.family == Family::Masked && fits::stays(&column.dtype);
    let present = column.present();
    let among = |(row, &group): (usize, &u32)| {
        group != LEFT_OUT && there[group as usize] && (!masked || present.value(row))
            || masked && hidden && !present.value(row)
    };
    Ok(of_column.iter().enumerate().map(|row| Some(among(row))).collect())
}

/// Texts among which times without a zone are looked for as such times, where all read as one.
fn read(column: &Column, values: &Column, axes: &Axes) -> Option<Column> {
    match (column.dtype.family, column.kind(), axes.join.time_members()) {
        (Family::Numpy, Kind::Timestamp(_, None) | Kind::Duration(_), join::TimeMembers::Refused) => {
            let texts = values.to_objects();
            let all = !texts.is_empty() && texts.iter().all(|v| matches!(v, Obj::Str(_)));
            all.then(|| expr::cast::read_as(&texts, column.kind(), axes)).flatten()
        }
        (_, _, join::TimeMembers::Refused | join::TimeMembers::Nowhere) => None,
    }
}

/// What is looked for among Arrow's values, as Arrow holds it: NaN is missing, and objects have a type.
///
/// Source: pandas, `ArrowExtensionArray._box_pa`.
fn as_arrow(column: Column) -> Raises<Column> {
    let nothing = !column.is_empty() && column.present().count_set_bits() == 0;
    let column = match column.as_objects() {
        _ if nothing && (column.as_objects().is_some() || *column.kind() == Kind::String) => {
            Column::missing(DType::numpy(Kind::Void), column.len())
        }
        Some(values) => {
            let truth = |value: &Obj| match value {
                Obj::Bool(truth) => Some(Some(*truth)),
                value => value.is_missing().then_some(None),
            };
            match values.iter().map(truth).collect::<Option<BooleanArray>>() {
                Some(truths) => Column::new(DType::numpy(Kind::Bool), std::sync::Arc::new(truths)),
                None => expr::decimal(&column).unwrap_or(column),
            }
        }
        None => column.nan_to_null()?,
    };
    Ok(match column.data {
        Data::Objects(_) => column,
        Data::Array(_) => Column { dtype: column.dtype.with_family(Family::Arrow), ..column },
    })
}

/// The objects that the values of an array are: what a decimal of Arrow's lacks is NaN.
///
/// Source: pandas, `ArrowExtensionArray.to_numpy` (`to_numpy_dtype_inference`).
fn as_objects(values: &Column) -> Vec<Obj> {
    let objects = values.to_objects();
    match values.kind() {
        Kind::Decimal(..) => {
            objects.into_iter().map(|v| if v.is_missing() { Obj::Float(f64::NAN) } else { v }).collect()
        }
        _ => objects,
    }
}

/// Whether points in time are made of what points in time are looked for among.
fn converts(axes: &Axes) -> bool {
    match axes.join.time_members() {
        join::TimeMembers::Refused => true,
        join::TimeMembers::Nowhere => false,
    }
}

/// What Arrow looks up is cast to what it is looked up for: integers are counts of time, numbers beside truth values their truth.
fn as_arrow_casts(column: Column, values: Column, axes: &Axes) -> Raises<(Column, Column)> {
    let time = |kind: &Kind| matches!(kind, Kind::Timestamp(..) | Kind::Duration(_));
    let counts = |times: &Column| {
        Column::new(DType { kind: Kind::Int64, ..times.dtype.clone() }, std::sync::Arc::new(i64s(&times.array())))
    };
    Ok(match (column.kind(), values.kind()) {
        (Kind::Int64, kind) if time(kind) => (column, counts(&values)),
        (kind, Kind::Int64) if time(kind) => (counts(&column), values),
        (own, other) if own.is_integer() && other.is_float() || own.is_float() && other.is_integer() => {
            cast_to_meet(column, values)?
        }
        (Kind::Date, Kind::Timestamp(..)) => {
            let days = compute::cast(&values.array(), &Kind::Date.arrow()).map_err(Raised::internal)?;
            (column, Column::new(DType { kind: Kind::Date, ..values.dtype.clone() }, days))
        }
        (Kind::Decimal(..), kind) if kind.is_integer() || kind.is_float() || matches!(kind, Kind::Decimal(..)) => {
            let values = Column { dtype: values.dtype.clone().with_family(Family::Arrow), ..values };
            if values.is_empty() { (column, values) } else { expr::met(&column, &values)? }
        }
        (Kind::Decimal(..), Kind::String) if !values.is_empty() => expr::met(&column, &values)?,
        (Kind::Date, Kind::String) => {
            let values = read_days(&values).unwrap_or(values);
            (column, values)
        }
        (kind, Kind::String) if time(kind) && values.present().count_set_bits() > 0 => {
            match expr::cast::read_as(&values.to_objects(), kind, axes) {
                Some(times) => {
                    let times = Column { dtype: times.dtype.clone().with_family(Family::Arrow), ..times };
                    (column, times)
                }
                None => (column, values),
            }
        }
        (Kind::Bool, kind) if kind.is_integer() || kind.is_float() => {
            let truths = compute::cast(&values.array(), &Kind::Bool.arrow()).map_err(Raised::internal)?;
            let truths = Column::new(DType { kind: Kind::Bool, ..values.dtype.clone() }, truths);
            (column, truths)
        }
        _ => (column, values),
    })
}

/// Texts as Arrow's days, where all are such.
///
/// Source: Arrow, `CastFunctor` of text to days (`compute/kernels/scalar_cast_temporal.cc`).
fn read_days(texts: &Column) -> Option<Column> {
    let array = texts.array();
    let day =
        |text: Option<&str>| text.map(|text| iso::date(text).map(iso::days)).map_or(Some(None), |day| day.map(Some));
    let days: Date32Array = array.as_string::<i32>().iter().map(day).collect::<Option<Vec<_>>>()?.into();
    Some(Column::new(DType { kind: Kind::Date, family: Family::Arrow }, std::sync::Arc::new(days)))
}

/// Integers beside floats, or decimals beside either: the values in the type of the column, or where that loses one, the column in theirs.
///
/// Source: Arrow, "is_in".
fn cast_to_meet(column: Column, values: Column) -> Raises<(Column, Column)> {
    let to = |of: &Column, kind: &Kind| {
        let refused = || match of.kind().is_integer() {
            true => Raised::new(ErrorKind::Overflow, "an integer is not in the range of a float"),
            false => Raised::value_error("a float was truncated"),
        };
        if let (Kind::Decimal(digits, scale), true) = (kind, of.kind().is_integer())
            && u32::from(*digits) < most_digits(of.kind()) + u32::try_from(*scale).unwrap_or(0)
        {
            return Err(Raised::value_error("a number is lost where it is converted"));
        }
        expr::exact(of).map_err(|_| refused())?;
        let array = compute::cast(&of.array(), &kind.arrow()).map_err(Raised::internal)?;
        let back = compute::cast(&array, &of.kind().arrow()).map_err(Raised::internal)?;
        if back != of.array() {
            return Err(refused());
        }
        Ok(Column::new(DType { kind: kind.clone(), ..of.dtype.clone() }, array))
    };
    match to(&values, column.kind()) {
        Ok(values) => Ok((column, values)),
        Err(_) => Ok((to(&column, values.kind())?, values)),
    }
}

/// How many digits an integer of this kind may have.
fn most_digits(kind: &Kind) -> u32 {
    let (low, high) = expr::range(kind);
    low.unsigned_abs().max(high.unsigned_abs()).checked_ilog10().map_or(1, |most| most + 1)
}

fn boxed(column: &Column, axes: &Axes) -> bool {
    column.dtype.family == Family::Arrow && axes.types.converted().nullable() || expr::holds(column)
}

fn cast_points(column: &Column, kind: &Kind) -> Raises<ArrayRef> {
    compute::cast(
        &i64s(&compute::cast(&column.array(), &kind.with_zone(None).arrow()).map_err(Raised::internal)?),
        &kind.arrow(),
    )
    .map_err(Raised::internal)
}

/// Which types Arrow looks up among which: numbers among numbers, what a column of nothing has among any but text, all else among its
/// own. Source: Arrow, "is_in"; pandas, `ArrowExtensionArray.isin`.
fn arrow_takes(column: &Kind, values: &Kind) -> bool {
    let number = |kind: &Kind| kind.is_integer() || kind.is_float() || *kind == Kind::Bool;
    match (column, values) {
        (Kind::Timestamp(_, zone), Kind::Timestamp(_, other)) => zone.is_some() == other.is_some(),
        (Kind::Duration(_), Kind::Duration(_)) | (Kind::String, Kind::String) | (Kind::Void, Kind::Void) => true,
        (Kind::String, _) | (_, Kind::String) => false,
        (Kind::Void, _) | (_, Kind::Void) => true,
        (Kind::Int64, Kind::Timestamp(..) | Kind::Duration(_))
        | (Kind::Timestamp(..) | Kind::Duration(_), Kind::Int64) => true,
        (Kind::Date, other) => matches!(other, Kind::Date | Kind::Timestamp(..)),
        (Kind::Decimal(..), other) => other.is_integer() || other.is_float() || matches!(other, Kind::Decimal(..)),
        (a, b) => number(a) && (number(b) || matches!(b, Kind::Decimal(..))),
    }
}

/// How missing values are compared: as one, or as the objects that stand for them. `None` where nothing can be equal.
fn compared(column: &Column, values: &Column, axes: &Axes) -> Raises<Option<Missing>> {
    let null_keys = match axes.join.null_keys() {
        join::NullKeys::Match => Missing::One,
        join::NullKeys::NoMatch => Missing::LeftOut,
    };
    if column.dtype.family == Family::Sql {
        return Ok(Some(null_keys));
    }
    if boxed(column, axes) && !values.is_empty() {
        let (own, other) = (column.kind(), values.kind());
        if !arrow_takes(own, other) {
            return Err(Raised::type_error("the types of the values and of what they are among do not match"));
        }
        let alike = Sort::of(own) == Sort::of(other) || [own, other].contains(&&Kind::Void);
        return Ok(alike.then_some(null_keys));
    }
    if boxed(values, axes) && matches!(values.kind(), Kind::Timestamp(_, None) | Kind::Duration(_)) {
        return Ok(Some(null_keys));
    }
    let all_missing = || values.present().count_set_bits() == 0;
    let timed = matches!(column.kind(), Kind::Timestamp(..) | Kind::Duration(_));
    if timed && expr::holds(values) {
        return match converts(axes) {
            false => Ok(None),
            true if all_missing() => Ok(Some(null_keys)),
            true => Err(Raised::type_error(format!("{} are no {}", values.dtype, column.dtype))),
        };
    }
    if let (Kind::Timestamp(_, own), Kind::Timestamp(_, other)) = (column.kind(), values.kind())
        && own.is_some() != other.is_some()
    {
        // times with a zone are not among times without one, nor what is missing of them
        return Ok(None);
    }
    let not_a_time = || values.as_objects().is_some_and(|v| v.iter().all(|v| matches!(v, Obj::NaT)));
    Ok(match (Sort::of(column.kind()), Sort::of(values.kind())) {
        // text finds any null, and times take what is no time for theirs
        (Sort::Text, Sort::Objects) => Some(null_keys),
        (Sort::Time | Sort::Duration, Sort::Objects) if values.as_objects().is_none() && all_missing() => {
            Some(null_keys)
        }
        (Sort::Time | Sort::Duration, Sort::Objects) if not_a_time() => Some(null_keys),
        // of what stands for a missing value, each is found among its like
        (Sort::Objects, _) | (_, Sort::Objects) => Some(Missing::ByKind),
        (Sort::Number, Sort::Number) => match axes.join.member_numbers() {
            join::MemberNumbers::Exact if column.kind().is_float() != values.kind().is_float() => Some(Missing::ByKind),
            join::MemberNumbers::Exact | join::MemberNumbers::Floats => Some(null_keys),
        },
        // NaN of double precision and NaT are nulls to text
        (Sort::Text, Sort::Number) if *values.kind() == Kind::Float64 || values.dtype.family == Family::Masked => {
            Some(null_keys)
        }
        (Sort::Number, Sort::Text) => Some(Missing::ByKind),
        (Sort::Text, Sort::Time | Sort::Duration) => Some(null_keys),
        (one @ (Sort::Time | Sort::Duration), other)
            if *values.kind() == Kind::Bool || other.is_time() && one != other =>
        {
            match axes.join.time_members() {
                join::TimeMembers::Refused => {
                    return Err(Raised::type_error(format!("{} are no {}", values.dtype, column.dtype)));
                }
                join::TimeMembers::Nowhere => None,
            }
        }
        (one, other) => (one == other).then_some(null_keys),
    })
}

/// What is never equal to anything of another sort.
#[derive(Debug, PartialEq, Eq)]
enum Sort {
    Number,
    Text,
    Time,
    Duration,
    Objects,
}

impl Sort {
    const fn is_time(&self) -> bool {
        matches!(self, Self::Time | Self::Duration)
    }

    const fn of(kind: &Kind) -> Self {
        match kind {
            Kind::String => Self::Text,
            Kind::Timestamp(..) => Self::Time,
            Kind::Duration(_) => Self::Duration,
            kind if kind.is_integer() || kind.is_float() || matches!(kind, Kind::Bool) => Self::Number,
            _ => Self::Objects,
        }
    }
}
