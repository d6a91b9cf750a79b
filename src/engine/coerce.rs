//! SQL's implicit casts where values of two types come to stand in one column.
//!
//! Source: Spark, `TypeCoercion.scala` and `AnsiTypeCoercion.scala`.

use std::sync::Arc;

use arrow::datatypes::TimeUnit;

use super::column::Column;
use super::dtype::Kind;
use super::expr::cast::to_kind;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, concat};
use crate::result::ErrorKind;

/// Both columns in the type of a column that holds values of either.
pub(super) fn for_union(left: &Column, right: &Column, axes: &Axes) -> Raises<(Column, Column)> {
    let (l, r) = (left.kind(), right.kind());
    let common = match (l, r, axes.concat.text_and_others()) {
        (Kind::String, other, concat::TextAndOthers::Others) | (other, Kind::String, concat::TextAndOthers::Others)
            if atomic(other) =>
        {
            Some(match other {
                Kind::Int8 | Kind::Int16 | Kind::Int32 => Kind::Int64,
                Kind::Float32 | Kind::Decimal(..) => Kind::Float64,
                other => other.clone(),
            })
        }
        (Kind::String, other, concat::TextAndOthers::Text) | (other, Kind::String, concat::TextAndOthers::Text)
            if atomic(other) && *other != Kind::Bool || matches!(other, Kind::Interval(..)) =>
        {
            Some(Kind::String)
        }
        _ => wider(l, r, axes),
    };
    let Some(kind) = common else {
        return Err(Raised::new(
            ErrorKind::SchemaMismatch,
            format!("{} and {} have no type in common", left.dtype, right.dtype),
        ));
    };
    Ok((cast(left, &kind, axes)?, cast(right, &kind, axes)?))
}

fn atomic(kind: &Kind) -> bool {
    kind.is_number() || matches!(kind, Kind::Bool | Kind::Date | Kind::Timestamp(..))
}

/// The narrowest type that both fit in, text apart.
fn wider(a: &Kind, b: &Kind, axes: &Axes) -> Option<Kind> {
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (Kind::Void, other) | (other, Kind::Void) => Some(other.clone()),
        (Kind::Date, Kind::Timestamp(u, z)) | (Kind::Timestamp(u, z), Kind::Date) => {
            Some(Kind::Timestamp(*u, z.clone()))
        }
        (Kind::Timestamp(..), Kind::Timestamp(..)) => {
            Some(Kind::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))))
        }
        (Kind::Decimal(..), f) | (f, Kind::Decimal(..)) if f.is_float() => Some(Kind::Float64),
        (Kind::Decimal(..), other) | (other, Kind::Decimal(..)) => {
            let ((p, s), (q, t)) = (digits(a)?, digits(b)?);
            let _ = other;
            let scale = s.max(t);
            let whole = (p as i8 - s).max(q as i8 - t);
            Some(Kind::Decimal((whole + scale).min(38) as u8, scale))
        }
        (f, i) | (i, f) if f.is_float() && i.is_integer() => Some(match axes.concat.text_and_others() {
            concat::TextAndOthers::Others => Kind::Float64,
            concat::TextAndOthers::Text => f.clone(),
        }),
        (a, b) if a.is_float() && b.is_float() || a.is_integer() && b.is_integer() => {
            Some(if a.bits() >= b.bits() { a.clone() } else { b.clone() })
        }
        (Kind::List(a), Kind::List(b)) => wider(a, b, axes).map(|item| Kind::List(Box::new(item))),
        (Kind::Duration(u), Kind::Duration(_)) => Some(Kind::Duration(*u)),
        _ => None,
    }
}

/// Precision and scale of a decimal, or of the decimal that holds an integer type.
fn digits(kind: &Kind) -> Option<(u8, i8)> {
    Some(match kind {
        Kind::Decimal(p, s) => (*p, *s),
        Kind::Int8 => (3, 0),
        Kind::Int16 => (5, 0),
        Kind::Int32 => (10, 0),
        Kind::Int64 => (20, 0),
        _ => return None,
    })
}

/// The column's values in another type.
pub(super) fn cast(column: &Column, kind: &Kind, axes: &Axes) -> Raises<Column> {
    to_kind(column, kind, axes)
}
