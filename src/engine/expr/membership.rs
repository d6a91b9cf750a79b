//! `in` on arrays: which values are among some constants.
//!
//! Source: pandas, `core/algorithms.py` (`isin`), `ArrowStringArray.isin`, `DatetimeLikeArrayMixin.isin`.

use arrow::array::{AsArray, BooleanArray};

use super::compare::column;
use super::{literal, python};
use crate::case::expr::{BinaryOp, Literal};
use crate::case::iso;
use crate::engine::column::Column;
use crate::engine::dtype::{Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::Raises;

/// Whether each value of `of` is one of `list`.
pub(super) fn is_in(of: &Column, list: &[Literal]) -> Raises<Column> {
    let missing = |l: &Literal| match l {
        Literal::Null => true,
        Literal::Float(x) => x.is_nan(),
        _ => false,
    };
    let answer: BooleanArray = match of.kind() {
        Kind::String => {
            let texts: Vec<&str> =
                list.iter().filter_map(|l| if let Literal::Str(s) = l { Some(&**s) } else { None }).collect();
            let null = list.iter().any(missing);
            let array = of.array();
            array.as_string::<i32>().iter().map(|v| Some(v.map_or(null, |v| texts.contains(&v)))).collect()
        }
        Kind::Timestamp(..) | Kind::Duration(_) => {
            let null = list.iter().any(missing);
            let all_text = list.iter().all(|l| matches!(l, Literal::Str(_)));
            let wanted: Vec<Obj> = list
                .iter()
                .filter_map(|l| match l {
                    Literal::Str(text) if all_text => {
                        iso::timestamp(text.trim()).map(|(t, _)| literal::object(&Literal::Timestamp(t)))
                    }
                    other => Some(literal::object(other)),
                })
                .collect();
            let found = |v: &Obj| if v.is_missing() { Ok(null) } else { among(v, &wanted) };
            of.to_objects().iter().map(|v| found(v).map(Some)).collect::<Raises<_>>()?
        }
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
            let values = of.to_objects();
            values.into_iter().map(|v| among(&float(v), &wanted).map(Some)).collect::<Raises<_>>()?
        }
    };
    let family = match (of.dtype.family, of.kind()) {
        (_, Kind::String) => Family::Numpy,
        (family, _) => family,
    };
    Ok(column(answer, family))
}

/// Whether an object is among others: equal to one, or the same missing object.
fn among(value: &Obj, wanted: &[Obj]) -> Raises<bool> {
    for other in wanted {
        let same = match (value, other) {
            (Obj::Float(x), Obj::Float(y)) if x.is_nan() && y.is_nan() => true,
            (Obj::None, Obj::None) | (Obj::NaT, Obj::NaT) | (Obj::Na, Obj::Na) => true,
            _ => python::compare(BinaryOp::Eq, value, other)?,
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}
