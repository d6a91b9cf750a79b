//! `cast(x, type)` and `astype`: a column's values in another type.
//!
//! Under NumPy's model ([`numpy`]) a conversion depends on how values are held: arrays of numbers convert as the processor
//! does, objects one by one as Python's `int()`, `float()` and `bool()` do. Under SQL's ([`sql`]) it depends on the pair of types.

mod numbers;
mod numpy;
mod objects;
mod sql;
mod times;

pub(in crate::engine) use sql::to_kind;
pub(in crate::engine) use times::{read_as, spelt};

use crate::axis::{Axes, types};
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Phase, sample};

pub(super) use numbers::{doubles, float_to_int, integers, whole};
pub(super) use numpy::bools as truth_column;
pub(in crate::engine) use numpy::numeric as of_numbers;
pub(in crate::engine) use objects::{cast as of_objects, number_of, range};
pub(super) use sql::{decimals, rescaled, text};

pub(super) use times::{from_objects as stamps, points};

/// `column` in the type `ty`; of made-up rows only the type is converted, since their values would not be the case's.
pub(in crate::engine) fn in_phase(column: &Column, ty: &Type, axes: &Axes, phase: Phase) -> Raises<Column> {
    match phase {
        Phase::Run => cast(column, ty, axes),
        Phase::Build => Ok(sample::values(&cast(&column.slice(0, 0), ty, axes)?.dtype, column.len(), axes)),
    }
}

/// Refuses a type that no array of NumPy's is converted to: the call for it cannot be written.
pub(in crate::engine) fn expressible(ty: &Type) -> Raises<()> {
    match ty {
        Type::Date | Type::Decimal(..) | Type::List(_) => {
            Err(Raised::unsupported(format!("a column cannot be converted to {ty}")))
        }
        _ => Ok(()),
    }
}

/// `column` in the type `ty`.
pub(in crate::engine) fn cast(column: &Column, ty: &Type, axes: &Axes) -> Raises<Column> {
    match axes.types.model() {
        types::Model::Numpy => numpy::cast(column, ty, axes),
        types::Model::Sql => sql::cast(column, ty, axes),
    }
}
