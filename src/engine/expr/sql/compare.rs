//! `== != < <= > >=`, `in`, `and`, `or`, `not` on SQL columns: three-valued, types brought together first.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::compute;
use arrow::compute::kernels::cmp;

use super::coerce::{self, Mode};
use super::{kind_of, to};
use crate::case::expr::{BinaryOp, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::number::{self, Number};
use crate::engine::expr::{Operand, Scope, python};
use crate::engine::raised::{Raised, Raises};

pub(super) fn truths(array: BooleanArray) -> Column {
    Column::new(DType::sql(Kind::Bool), Arc::new(array))
}

/// `a op b` for a comparison.
pub(super) fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let (x, y) = (kind_of(a), kind_of(b));
    let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
    let kind = coerce::comparison(&x, &y, equality, scope.axes).ok_or_else(|| {
        Raised::type_error(format!(
            "{} and {} cannot be compared",
            DType::sql(x.clone()).native(),
            DType::sql(y.clone()).native()
        ))
    })?;
    let (a, b) = (to(a, &kind, scope)?, to(b, &kind, scope)?);
    columns(op, &a, &b, scope).map(truths)
}

/// Two columns of one type compared.
pub(super) fn columns(op: BinaryOp, a: &Column, b: &Column, scope: &Scope<'_>) -> Raises<BooleanArray> {
    match a.kind() {
        Kind::Void => Ok(BooleanArray::new_null(a.len())),
        kind if kind.is_float() || kind.is_integer() => {
            number::compare(op, &Number::Array(a), &Number::Array(b), scope.axes)
        }
        Kind::List(_) => {
            let pairs = a.to_objects().into_iter().zip(b.to_objects());
            pairs
                .map(
                    |(a, b)| {
                        if a.is_missing() || b.is_missing() { Ok(None) } else { python::compare(op, &a, &b).map(Some) }
                    },
                )
                .collect()
        }
        _ => {
            let (a, b) = (a.array(), b.array());
            match op {
                BinaryOp::Eq => cmp::eq(&a, &b),
                BinaryOp::Ne => cmp::neq(&a, &b),
                BinaryOp::Lt => cmp::lt(&a, &b),
                BinaryOp::Le => cmp::lt_eq(&a, &b),
                BinaryOp::Gt => cmp::gt(&a, &b),
                _ => cmp::gt_eq(&a, &b),
            }
            .map_err(Raised::internal)
        }
    }
}

/// Whether `a` is in `list`: null where it is null, or where it is not found and a member is null.
pub(super) fn is_in(a: &Operand, list: &[Literal], scope: &Scope<'_>) -> Raises<Column> {
    let members: Vec<Operand> = list.iter().map(|l| Operand::Scalar(l.clone())).collect();
    let kinds: Vec<Kind> = std::iter::once(kind_of(a)).chain(members.iter().map(kind_of)).collect();
    let kind = coerce::common(&kinds, scope.axes)
        .ok_or_else(|| Raised::type_error("a list's members and what is looked for have no common type"))?;
    if kind_of(a) == Kind::Void && !members.is_empty() {
        return Ok(truths(BooleanArray::new_null(scope.rows())));
    }
    let column = to(a, &kind, scope)?;
    let mut found = BooleanArray::from(vec![false; scope.rows()]);
    for member in &members {
        let same = columns(BinaryOp::Eq, &column, &to(member, &kind, scope)?, scope)?;
        found = compute::or_kleene(&found, &same).map_err(Raised::internal)?;
    }
    if let (true, array) = (members.is_empty(), column.array()) {
        found = (0..scope.rows()).map(|i| array.is_valid(i).then_some(false)).collect();
    }
    Ok(truths(found))
}

/// An operand as truth values.
pub(super) fn truth(a: &Operand, scope: &Scope<'_>) -> Raises<BooleanArray> {
    let kind = kind_of(a);
    let fits = match (&kind, Mode::of(scope.axes)) {
        (Kind::Bool | Kind::Void, _) | (Kind::String, Mode::Standard) => true,
        (_, Mode::Lenient | Mode::Standard) => false,
    };
    if !fits {
        return Err(Raised::type_error(format!("{} is no truth value", DType::sql(kind).native())));
    }
    Ok(to(a, &Kind::Bool, scope)?.array().as_boolean().clone())
}

/// `not x`.
pub(super) fn not(a: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    compute::not(&truth(a, scope)?).map(truths).map_err(Raised::internal)
}
