//! What an operator finds on each of its sides, as Arrow holds it.
//!
//! Source: pandas, `ArrowExtensionArray._box_pa`.

use arrow::array::AsArray;
use arrow::compute;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, TimeUnit};

use crate::case::expr::Literal;
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::{Operand, literal};
use crate::engine::object::Obj;

/// One side of an operator.
#[derive(Debug)]
pub(super) enum Side {
    Days(Vec<Option<i32>>),
    /// Digits, how many there may be, how many of them stand behind the point.
    Decimals(Vec<Option<i128>>, i64, i64),
    Doubles(Vec<Option<f64>>),
    /// Nothing but missing values, of no type.
    Null,
    Text,
    Truths,
    /// Points in time: whether they have a zone.
    Points(bool),
    Lengths(TimeUnit),
    Lists,
}

impl Side {
    /// The side that an operand is; `None` for objects of several sorts.
    pub(super) fn of(operand: &Operand, rows: usize) -> Option<Self> {
        Some(match operand {
            Operand::Column(column) => return Self::of_column(column),
            Operand::Scalar(Literal::Null) => Self::Null,
            Operand::Scalar(Literal::Float(x)) if x.is_nan() => Self::Null,
            Operand::Scalar(Literal::Int(i)) => Self::Decimals(vec![Some(*i); rows], 19, 0),
            Operand::Scalar(Literal::Float(x)) => Self::Doubles(vec![Some(*x); rows]),
            Operand::Scalar(Literal::Date(day)) => Self::Days(vec![Some(literal::days(*day)); rows]),
            Operand::Scalar(Literal::Str(_)) => Self::Text,
            Operand::Scalar(Literal::Bool(_)) => Self::Truths,
            Operand::Scalar(Literal::Timestamp(_)) => Self::Points(false),
        })
    }

    fn of_column(column: &Column) -> Option<Self> {
        if let Some(values) = column.as_objects() {
            let all = |test: fn(&Obj) -> bool| values.iter().all(|v| v.is_missing() || test(v));
            return match () {
                () if all(|_| false) => Some(Self::Null),
                () if all(|v| matches!(v, Obj::Bool(_))) => Some(Self::Truths),
                () if all(Obj::is_list_like) => Some(Self::Lists),
                () => None,
            };
        }
        let array = column.array();
        Some(match column.kind() {
            Kind::Date => Self::Days(array.as_primitive::<Date32Type>().iter().collect()),
            Kind::Decimal(p, s) => {
                let digits = array.as_primitive::<Decimal128Type>().iter().collect();
                Self::Decimals(digits, (*p).into(), (*s).into())
            }
            Kind::Bool => Self::Truths,
            Kind::String => Self::Text,
            Kind::Void => Self::Null,
            Kind::List(_) => Self::Lists,
            Kind::Timestamp(_, zone) => Self::Points(zone.is_some()),
            Kind::Duration(unit) => Self::Lengths(*unit),
            kind if kind.is_integer() => {
                let digits = compute::cast(&array, &DataType::Decimal128(20, 0)).ok()?;
                let digits = digits.as_primitive::<Decimal128Type>().iter().collect();
                Self::Decimals(digits, most_digits(kind), 0)
            }
            kind if kind.is_float() => {
                let doubles = compute::cast(&array, &DataType::Float64).ok()?;
                let known = doubles.as_primitive::<Float64Type>().iter().map(|v| v.filter(|x| !x.is_nan()));
                Self::Doubles(known.collect())
            }
            _ => return None,
        })
    }

    /// Numbers in double precision.
    pub(super) fn doubles(&self, rows: usize) -> Option<Vec<Option<f64>>> {
        match self {
            Self::Doubles(values) => Some(values.clone()),
            Self::Decimals(values, _, scale) => Some(values.iter().map(|v| v.map(|d| double(d, *scale))).collect()),
            Self::Null => Some(vec![None; rows]),
            Self::Days(_) | Self::Text | Self::Truths | Self::Points(_) | Self::Lengths(_) | Self::Lists => None,
        }
    }
}

/// How many digits an integer of a kind may have.
pub(super) fn most_digits(kind: &Kind) -> i64 {
    match (kind.bits(), kind.is_unsigned()) {
        (8, _) => 3,
        (16, _) => 5,
        (32, _) => 10,
        (_, true) => 20,
        (_, false) => 19,
    }
}

fn double(digits: i128, scale: i64) -> f64 {
    digits as f64 / 10_f64.powi(scale as i32)
}

pub(super) fn pairs<'a, T: Copy>(a: &'a [Option<T>], b: &'a [Option<T>]) -> impl Iterator<Item = Option<(T, T)>> + 'a {
    a.iter().zip(b).map(|(a, b)| (*a).zip(*b))
}
