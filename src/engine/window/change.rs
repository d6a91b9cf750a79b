//! `shift`, `diff` and `pct_change` over arrays.

use std::sync::Arc;

use arrow::array::{AsArray, Float64Array};
use arrow::compute;

use super::{Windows, filled};
use crate::axis::window;
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::aggregate::fold::{self, Numbers};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{Operand, Scope, arithmetic, python, times};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// The value `n` rows before. A whole column makes room for a missing value whether it needs one or not.
pub(in crate::engine) fn shifted(column: &Column, windows: &Windows, n: i64) -> Raises<Column> {
    if n == 0 {
        return Ok(column.clone());
    }
    let before = windows.before(n);
    match column.as_objects() {
        _ if windows.keyed => column.take_or_missing(&before),
        // without groups, objects are None where there is none before
        Some(values) => {
            let one = |i: Option<u32>| i.map_or(Obj::None, |i| values[i as usize].clone());
            Ok(Column::objects(before.iter().map(one).collect::<Vec<_>>()))
        }
        None => column.with_room_for_missing()?.take_or_missing(&before),
    }
}

/// The difference to the value before.
pub(in crate::engine) fn difference(column: &Column, windows: &Windows, scope: &Scope<'_>) -> Raises<Column> {
    let minus = |a: &Column, b: Column| {
        arithmetic::binary(BinaryOp::Sub, &Operand::Column(a.clone()), &Operand::Column(b), scope)
    };
    let narrow = column.dtype.family == Family::Numpy && matches!(column.kind(), Kind::Int8 | Kind::Int16);
    let single = DType::numpy(Kind::Float32);
    if windows.keyed {
        let before = shifted(column, windows, 1)?;
        let before = if narrow { fold::stored(before.array(), single)? } else { before };
        return minus(column, before);
    }
    match column.kind() {
        Kind::Bool if matches!(column.dtype.family, Family::Masked | Family::Arrow) => {
            let (is, was) = (column.array(), shifted(column, windows, 1)?.array());
            let differs = compute::kernels::cmp::neq(is.as_boolean(), was.as_boolean()).map_err(Raised::internal)?;
            Ok(Column::new(column.dtype.clone(), Arc::new(differs)))
        }
        Kind::Bool => objects(column),
        Kind::Object => times::inferred(&objects(column)?, scope.axes),
        kind if column.dtype.family == Family::Numpy && kind.is_integer() => {
            let differences = whole(column)?;
            if narrow { fold::stored(differences.array(), single) } else { Ok(differences) }
        }
        _ => minus(column, shifted(column, windows, 1)?),
    }
}

/// Differences of neighbouring objects by Python's operator, missing ones and all; truth values differ or don't.
fn objects(column: &Column) -> Raises<Column> {
    let values = column.to_objects();
    let differ = |pair: &[Obj]| match pair {
        [Obj::Bool(a), Obj::Bool(b)] if *column.kind() == Kind::Bool => Ok(Obj::Bool(a != b)),
        [a, b] => python::binary(BinaryOp::Sub, b, a),
        _ => Err(Raised::internal("a pair of one")),
    };
    let first = values.first().map(|_| Ok(Obj::Float(f64::NAN)));
    first.into_iter().chain(values.windows(2).map(differ)).collect::<Raises<Vec<_>>>().map(Column::objects)
}

/// Differences of integers as doubles; unsigned ones and those of 32 bits wrap around in their own width.
fn whole(column: &Column) -> Raises<Column> {
    let bits = column.kind().bits();
    let differences: Vec<f64> = match Numbers::of(column)? {
        Numbers::Signed(v) if *column.kind() == Kind::Int32 => {
            v.windows(2).map(|w| f64::from((w[1] as i32).wrapping_sub(w[0] as i32))).collect()
        }
        Numbers::Signed(v) => v.windows(2).map(|w| w[1].wrapping_sub(w[0]) as f64).collect(),
        Numbers::Unsigned(v) => {
            let mask = if bits >= 64 { u64::MAX } else { (1 << bits) - 1 };
            v.windows(2).map(|w| (w[1].wrapping_sub(w[0]) & mask) as f64).collect()
        }
        Numbers::Single(_) | Numbers::Double(_) => return Err(Raised::internal("integers that are none")),
    };
    let first = (!column.is_empty()).then_some(f64::NAN);
    let values: Float64Array = first.into_iter().chain(differences).map(Some).collect();
    Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(values)))
}

/// The relative change to the value before.
pub(in crate::engine) fn relative(column: &Column, windows: &Windows, scope: &Scope<'_>) -> Raises<Column> {
    let column = match scope.axes.window.change() {
        window::Change::Filled => filled(column, windows, false)?,
        // groups are gone through as if to fill them, by none
        window::Change::AsFound if windows.keyed && *column.kind() == Kind::Object => {
            let places = windows.places();
            let as_nan = |(v, place): (Obj, &Option<u32>)| match place {
                Some(_) if !v.is_missing() => v,
                _ => Obj::Float(f64::NAN),
            };
            Column::objects(column.to_objects().into_iter().zip(&places).map(as_nan).collect::<Vec<_>>())
        }
        window::Change::AsFound => column.clone(),
    };
    if *column.kind() == Kind::Void && column.dtype.family == Family::Arrow {
        return Ok(Column::missing(DType { family: Family::Arrow, kind: Kind::Int64 }, column.len()));
    }
    let before = shifted(&column, windows, 1)?;
    let ratio = arithmetic::binary(BinaryOp::Div, &Operand::Column(column), &Operand::Column(before), scope)?;
    arithmetic::binary(BinaryOp::Sub, &Operand::Column(ratio), &Operand::Scalar(Literal::Int(1)), scope)
}
