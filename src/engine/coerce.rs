//! SQL's implicit casts where values of two types come to stand in one column.

use super::column::Column;
use super::dtype::Kind;
use super::expr::cast::to_kind;
use super::expr::sql;
use super::raised::{Raised, Raises};
use crate::axis::Axes;
use crate::result::ErrorKind;

/// Both columns in the type of a column that holds values of either.
///
/// Source: Spark, `TypeCoercion.WidenSetOperationTypes`.
pub(super) fn for_union(left: &Column, right: &Column, axes: &Axes) -> Raises<(Column, Column)> {
    let Some(kind) = sql::coerce::common(&[left.kind().clone(), right.kind().clone()], axes) else {
        return Err(Raised::new(
            ErrorKind::SchemaMismatch,
            format!("{} and {} have no type in common", left.dtype, right.dtype),
        ));
    };
    Ok((cast(left, &kind, axes)?, cast(right, &kind, axes)?))
}

/// The column's values in another type.
pub(super) fn cast(column: &Column, kind: &Kind, axes: &Axes) -> Raises<Column> {
    to_kind(column, kind, axes)
}
