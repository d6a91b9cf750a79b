//! `in` on arrays: which values are among some constants.
//!
//! Source: pandas, `core/algorithms.py` (`isin`), `ArrowStringArray.isin`, `DatetimeLikeArrayMixin.isin`.

use arrow::array::{AsArray, BooleanArray};
use arrow::datatypes::TimeUnit;

use super::{compare as comparison, literal, python};
use crate::axis::{Axes, compare};
use crate::case::expr::{BinaryOp, Literal};
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// Whether each value of `of` is one of `list`.
pub(super) fn is_in(of: &Column, list: &[Literal], axes: &Axes) -> Raises<Column> {
    if let Some(among) = super::arrow::is_in(of, list) {
        return Ok(comparison::column(among?, Family::Numpy));
    }
    if axes.types.converted().nullable() && of.dtype.family == Family::Arrow && !one_type(of.kind(), list) {
        return Err(Raised::type_error("the list is of another type than the column"));
    }
    let answer: BooleanArray = match of.kind() {
        Kind::String => {
            let texts: Vec<&str> =
                list.iter().filter_map(|l| if let Literal::Str(s) = l { Some(&**s) } else { None }).collect();
            let null = list.iter().any(missing);
            let array = of.array();
            array.as_string::<i32>().iter().map(|v| Some(v.map_or(null, |v| texts.contains(&v)))).collect()
        }
        Kind::Timestamp(..) | Kind::Duration(_) => times(of, list, axes)?,
        kind => {
            // beside a float, integers are compared as floats
            let as_floats = kind.is_integer()
                && list.iter().any(|l| matches!(l, Literal::Float(_)))
                && list.iter().all(|l| matches!(l, Literal::Int(_) | Literal::Float(_)));
            let float = |o: Obj| match o {
                Obj::Int(i) if as_floats => Obj::Float(i as f64),
                other => other,
            };
            let wanted: Vec<Obj> = list.iter().map(|l| float(literal::object(l))).collect();
            let null = of.dtype.family == Family::Arrow && list.iter().any(missing);
            let values = of.to_objects();
            // Arrow looks for floats by their bits
            let lone = of.dtype.family == Family::Arrow && !wanted.iter().any(minus_zero);
            let found = |v: Obj| match v {
                v if null && v.is_missing() => Ok(true),
                v if lone && minus_zero(&v) => Ok(false),
                v => among(&float(v), &wanted),
            };
            values.into_iter().map(|v| found(v).map(Some)).collect::<Raises<_>>()?
        }
    };
    let family = match (of.dtype.family, of.kind()) {
        (_, Kind::String | Kind::Date | Kind::Decimal(..)) | (Family::Arrow, _) => Family::Numpy,
        (family, _) => family,
    };
    Ok(comparison::column(answer, family))
}

fn minus_zero(value: &Obj) -> bool {
    matches!(value, Obj::Float(x) if *x == 0.0 && x.is_sign_negative())
}

/// Whether Arrow makes an array of the list that it can compare with the column.
fn one_type(kind: &Kind, list: &[Literal]) -> bool {
    let known = || list.iter().filter(|l| !missing(l));
    let all = |test: fn(&Literal) -> bool| known().all(test);
    let number = |l: &Literal| matches!(l, Literal::Int(_) | Literal::Float(_));
    let whole = |l: &Literal| matches!(l, Literal::Int(_));
    match kind {
        Kind::List(_) => false,
        Kind::Timestamp(_, Some(_)) => all(|l| matches!(l, Literal::Date(_))) || all(whole),
        Kind::Void => !known().any(|l| matches!(l, Literal::Str(_))),
        Kind::String => known().next().is_some() && all(|l| matches!(l, Literal::Str(_))),
        Kind::Timestamp(..) => {
            let texts = all(|l| matches!(l, Literal::Str(s) if iso::timestamp(s.trim()).is_some()));
            texts || all(|l| matches!(l, Literal::Timestamp(_) | Literal::Date(_))) || all(whole)
        }
        Kind::Duration(_) => all(whole),
        Kind::Bool => all(number) || all(|l| matches!(l, Literal::Bool(_))),
        _ => all(number) || all(|l| matches!(l, Literal::Bool(_))),
    }
}

fn missing(literal: &Literal) -> bool {
    match literal {
        Literal::Null => true,
        Literal::Float(x) => x.is_nan(),
        _ => false,
    }
}

/// Which points or lengths of time are in the list. A missing one is, where the list is of points in time, one of them missing.
fn times(of: &Column, list: &[Literal], axes: &Axes) -> Raises<BooleanArray> {
    let points = matches!(of.kind(), Kind::Timestamp(..));
    let all = |test: fn(&Literal) -> bool| !list.is_empty() && list.iter().all(test);
    let with_points = list.iter().any(|l| matches!(l, Literal::Timestamp(_)));
    let all_points = with_points && all(|l| matches!(l, Literal::Timestamp(_)) || missing(l));
    let all_dates = all(|l| matches!(l, Literal::Date(_)));
    let midnight = |l: &Literal| match l {
        Literal::Str(text) => iso::timestamp(text.trim()).map(|(t, _)| literal::object(&Literal::Timestamp(t))),
        Literal::Date(d) => Some(Obj::Timestamp(i64::from(literal::days(*d)) * 86_400, TimeUnit::Second, None)),
        other => Some(literal::object(other)),
    };
    let converted = points && (all_dates || all(|l| matches!(l, Literal::Str(_))));
    let arrow = of.dtype.family == Family::Arrow && points;
    let as_written = || list.iter().map(literal::object).collect::<Vec<_>>();
    let other_type = all(|l| matches!(l, Literal::Bool(_))) || !points && (all_dates || all_points);
    let wanted: Vec<Obj> = match axes.compare.time_list() {
        compare::TimeList::ConvertedOrError if other_type => {
            return Err(Raised::type_error("the values of the list cannot be points or lengths of time"));
        }
        compare::TimeList::Converted | compare::TimeList::ConvertedOrError if converted => {
            list.iter().map(midnight).collect::<Option<_>>().unwrap_or_default()
        }
        // Arrow makes times of the list: integers count their units
        _ if of.dtype.family == Family::Arrow && list.iter().any(|l| matches!(l, Literal::Int(_))) => {
            list.iter().filter_map(|l| counted(l, of.kind())).collect()
        }
        _ if arrow => list.iter().filter(|l| !missing(l)).map(midnight).collect::<Option<_>>().unwrap_or_default(),
        compare::TimeList::Converted | compare::TimeList::ConvertedOrError | compare::TimeList::Kept => as_written(),
    };
    let alike = points && all_points && of.kind().zone().is_none();
    let null = (alike || of.dtype.family == Family::Arrow) && list.iter().any(missing);
    let found = |v: &Obj| if v.is_missing() { Ok(null) } else { among(v, &wanted) };
    of.to_objects().iter().map(|v| found(v).map(Some)).collect()
}

/// A constant as a count of the units of a kind of times.
fn counted(constant: &Literal, kind: &Kind) -> Option<Obj> {
    let Literal::Int(count) = constant else { return None };
    let count = i64::try_from(*count).ok()?;
    match kind {
        Kind::Timestamp(unit, zone) => Some(Obj::Timestamp(count, *unit, zone.clone())),
        Kind::Duration(unit) => Some(Obj::Timedelta(count, *unit)),
        _ => None,
    }
}

/// Whether an object is among others: equal to one, or the same missing object.
fn among(value: &Obj, wanted: &[Obj]) -> Raises<bool> {
    for other in wanted {
        let same = match (value, other) {
            (Obj::Float(x), Obj::Float(y)) if x.is_nan() && y.is_nan() => true,
            (Obj::None, Obj::None) | (Obj::NaT, Obj::NaT) | (Obj::Na, Obj::Na) => true,
            // an array cannot be hashed, and is looked for where zero is
            (Obj::Array(_), other) => {
                matches!(python::compare(BinaryOp::Eq, other, &Obj::Int(0)), Ok(true))
                    && python::compare(BinaryOp::Eq, value, other).unwrap_or(false)
            }
            _ => python::compare(BinaryOp::Eq, value, other)?,
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}
