//! `len upper lower strip contains startswith endswith replace slice`: what is done to one text ([`change`]), and to columns of
//! objects ([`objects`]) and of texts (here). Regular expressions are translated in [`pattern`].

mod change;
mod objects;
mod pattern;

pub(in crate::engine) use pattern::is_uncovered;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int32Array, Int64Array, ListBuilder, StringArray,
    StringBuilder,
};

use super::{Operand, Scope, cast};
use crate::axis::{Axes, strings, types};
use crate::case::expr::{Function, Literal};
use crate::engine::Phase;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use change::{Change, Dialect};

/// Whether a function is one of text.
pub(super) const fn tells(function: Function) -> bool {
    use Function::{Contains, Endswith, Len, Lower, Replace, Slice, Split, Startswith, Strip, Title, Upper, Zfill};
    matches!(
        function,
        Len | Upper | Lower | Strip | Contains | Startswith | Endswith | Replace | Slice | Split | Title | Zfill
    )
}

/// The column that a function of text makes of its first argument.
pub(super) fn call(function: Function, args: Vec<Operand>, scope: &Scope<'_>) -> Raises<Column> {
    let mut args = args.into_iter();
    let column = args.next().ok_or_else(|| Raised::internal("a function without its argument"))?.into_column(scope)?;
    let literals = args
        .map(|arg| match arg {
            Operand::Scalar(literal) => Ok(literal),
            Operand::Column(_) => Err(Raised::internal("an argument that must be a literal")),
        })
        .collect::<Raises<Vec<Literal>>>()?;
    match (scope.axes.types.model(), scope.axes.strings.on_object()) {
        (types::Model::Sql, _) | (types::Model::Numpy, strings::OnObject::AsText) => {
            as_text(function, &column, &literals, scope)
        }
        (types::Model::Numpy, strings::OnObject::EachValue) => match column.kind() {
            Kind::Object => objects::apply(function, column.as_objects().unwrap_or_default(), &literals, scope.axes),
            Kind::String => {
                let dialect = pattern::dialect(function, &literals, &column, scope.axes);
                // Arrow reads no pattern for no text
                let unread = match (dialect, scope.axes.strings.arrow_pattern()) {
                    (Dialect::Arrow, strings::ArrowPattern::Python) => {
                        function == Function::Contains && column.is_empty()
                    }
                    _ => false,
                };
                let literals = if unread { vec![Literal::Str("".into())] } else { literals };
                let change = Change::new(function, &literals, dialect, scope.axes)?;
                texts(&column, &change, scope.axes)
            }
            _ => match (scope.axes.strings.no_text(), scope.phase) {
                (strings::NoText::OwnMethod, Phase::Run) => objects::own_method(function, &column),
                (strings::NoText::OwnMethod | strings::NoText::Refused, _) => {
                    Err(Raised::type_error(format!("{} takes a column of text", function.name())))
                }
            },
        },
    }
}

/// SQL's functions: what is no text is cast to it, but for lists, which have a length in a plan only; a null argument makes every result null.
///
/// A pattern is read when a plan that needs it is compiled, one to cut at with the first text.
/// Source: Spark, `RLike.doGenCode` and `StringSplit.doGenCode`.
fn as_text(function: Function, column: &Column, literals: &[Literal], scope: &Scope<'_>) -> Raises<Column> {
    let axes = scope.axes;
    if let Kind::List(_) = column.kind() {
        // a plan counts elements, a case cannot
        if (function, scope.phase) == (Function::Len, Phase::Run) {
            let array = column.array();
            let lists = array.as_list::<i32>();
            let counts: Int32Array = lists.iter().map(|list| list.map(|list| list.len() as i32)).collect();
            return Ok(Column::new(DType::sql(Kind::Int32), Arc::new(counts)));
        }
        return Err(Raised::type_error(format!("{} takes text, not {}", function.name(), column.dtype.native())));
    }
    let literals: Vec<Literal> = literals.iter().map(|l| spelled(l, function)).collect();
    let text = match column.dtype.family {
        Family::Sql => Column::new(
            DType::sql(Kind::String),
            Arc::new(cast::text(column, axes).into_iter().collect::<StringArray>()),
        ),
        _ => cast::cast(column, &crate::case::types::Type::String, axes)?,
    };
    let late = scope.phase == Phase::Build || function == Function::Split && text.array().null_count() == text.len();
    let unread = late && column.dtype.family == Family::Sql;
    // a part is as long as its ends are apart, which nulls are not
    if unread || literals.contains(&Literal::Null) && function != Function::Slice {
        let kind = Change::kind_of(function);
        return Ok(Column::missing(DType::sql(kind), column.len()));
    }
    let change = Change::new(function, &literals, Dialect::Sql, axes)?;
    texts(&text, &change, axes)
}

/// A literal as the text that an implicit cast makes of it, where text is expected.
fn spelled(literal: &Literal, function: Function) -> Literal {
    match literal {
        Literal::Int(_) | Literal::Float(_) | Literal::Bool(_)
            if !matches!(function, Function::Slice | Function::Zfill) =>
        {
            Literal::Str(Arc::from(literal.to_string()))
        }
        other => other.clone(),
    }
}

/// A change of a column of texts. A missing text stays missing, or, asked whether it contains another, does not.
fn texts(column: &Column, change: &Change, axes: &Axes) -> Raises<Column> {
    let family = column.dtype.family;
    let of_arrow = family == Family::Arrow && axes.types.converted().nullable();
    let array = column.array();
    let values = array.as_string::<i32>();
    let known = values.null_count() == 0;
    let (kind, array): (Kind, ArrayRef) = match change {
        Change::Text(change) => (Kind::String, Arc::new(values.iter().map(|v| v.map(change)).collect::<StringArray>())),
        Change::Parts(cut) => {
            // a series of nothing but NaN is one of floats
            if family == Family::Numpy && !values.is_empty() && values.null_count() == values.len() {
                return Ok(Column::missing(DType::numpy(Kind::Float64), values.len()));
            }
            let cut = values.iter().map(|v| v.map(cut).transpose()).collect::<Raises<Vec<_>>>()?.into_iter();
            if family != Family::Sql && !of_arrow {
                let lists = cut.map(|v| v.map_or(Obj::Float(f64::NAN), objects::listed));
                return Ok(Column::objects(lists.collect::<Vec<_>>()));
            }
            let mut lists = ListBuilder::new(StringBuilder::new());
            cut.for_each(|texts| match texts {
                Some(texts) => lists.append_value(texts),
                None => lists.append_null(),
            });
            (Kind::List(Box::new(Kind::String)), Arc::new(lists.finish()))
        }
        Change::Length => {
            let lengths = values.iter().map(|v| v.map(|t| t.chars().count() as i64));
            match family {
                Family::Sql => (Kind::Int32, Arc::new(lengths.map(|v| v.map(|n| n as i32)).collect::<Int32Array>())),
                Family::Numpy if !known => {
                    let lengths = lengths.map(|v| v.map_or(f64::NAN, |n| n as f64));
                    (Kind::Float64, Arc::new(Float64Array::from_iter_values(lengths)))
                }
                Family::Arrow if of_arrow => {
                    (Kind::Int32, Arc::new(lengths.map(|v| v.map(|n| n as i32)).collect::<Int32Array>()))
                }
                Family::Numpy | Family::Masked | Family::Arrow => {
                    (Kind::Int64, Arc::new(lengths.collect::<Int64Array>()))
                }
            }
        }
        Change::Test(test) => {
            let found = values.iter().map(|v| v.map(test).transpose()).collect::<Raises<Vec<_>>>()?.into_iter();
            match (family, axes.strings.missing_match()) {
                (Family::Numpy, strings::MissingMatch::Missing) if !known => {
                    let found = found.map(|v| v.map_or(Obj::Float(f64::NAN), Obj::Bool));
                    return Ok(Column::objects(found.collect::<Vec<_>>()));
                }
                (Family::Numpy, _) => {
                    (Kind::Bool, Arc::new(found.map(|v| Some(v.unwrap_or(false))).collect::<BooleanArray>()))
                }
                (Family::Masked | Family::Arrow | Family::Sql, _) => {
                    (Kind::Bool, Arc::new(found.collect::<BooleanArray>()))
                }
            }
        }
    };
    Ok(Column::new(DType { family, kind }, array))
}
