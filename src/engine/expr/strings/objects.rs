//! Functions of text on columns of objects, value by value: what is no text has no result.
//!
//! Source: pandas, `StringMethods._validate` and `ObjectStringArrayMixin._str_map`.

use std::sync::Arc;

use arrow::array::{Float64Array, Int64Array};

use super::change::{Change, Dialect, bound, span};
use crate::axis::{Axes, strings};
use crate::case::expr::{Function, Literal};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::cast::truth_column;
use crate::engine::object::{NdArray, Obj};
use crate::engine::raised::{Raised, Raises};

/// `function` of every object that is a text; of lists too, where Python's operation has a meaning for them.
pub(super) fn apply(function: Function, values: &[Obj], literals: &[Literal], axes: &Axes) -> Raises<Column> {
    if !may_hold_text(values) {
        return match axes.strings.no_text() {
            strings::NoText::Refused => Err(Raised::type_error(format!("{} takes a column of text", function.name()))),
            strings::NoText::OwnMethod => own_method(function, &Column::objects(values.to_vec())),
        };
    }
    let change = Change::new(function, literals, Dialect::Python, axes)?;
    if nothing_to_do(function, values) {
        let none = Column::missing(DType::numpy(Kind::Float64), values.len());
        return Ok(match (&change, axes.strings.no_parts()) {
            (Change::Parts(_), strings::NoParts::Objects) => Column::objects(none.to_objects()),
            _ => none,
        });
    }
    Ok(match change {
        Change::Text(change) => {
            let (start, stop) = if function == Function::Slice {
                (bound(literals.first())?, bound(literals.get(1))?)
            } else {
                (None, None)
            };
            let changed = values.iter().map(|value| match value {
                Obj::Str(text) => Obj::Str(Arc::from(change(text))),
                Obj::List(items) if function == Function::Slice => {
                    let (start, stop) = span(items.len(), start, stop);
                    Obj::List(items[start..stop].into())
                }
                Obj::Array(array) if function == Function::Slice => {
                    let (start, stop) = span(array.items.len(), start, stop);
                    Obj::Array(Arc::new(NdArray { items: array.items[start..stop].into(), ..NdArray::clone(array) }))
                }
                missing if missing.is_missing() => missing.clone(),
                _ => Obj::Float(f64::NAN),
            });
            Column::objects(changed.collect::<Vec<_>>())
        }
        Change::Length => lengths(values),
        Change::Parts(cut) => {
            let cut = values.iter().map(|value| match value {
                Obj::Str(text) => cut(text).map(listed),
                missing if missing.is_missing() => Ok(missing.clone()),
                _ => Ok(Obj::Float(f64::NAN)),
            });
            Column::objects(cut.collect::<Raises<Vec<_>>>()?)
        }
        Change::Test(test) => {
            let found = values.iter().map(|v| if let Obj::Str(text) = v { test(text).map(Some) } else { Ok(None) });
            let found = found.collect::<Raises<Vec<Option<bool>>>>()?;
            if found.iter().all(Option::is_some) {
                truth_column(found.into_iter().flatten())
            } else {
                let found = found.into_iter().zip(values).map(|(found, value)| match found {
                    Some(found) => Obj::Bool(found),
                    None if value.is_missing() => value.clone(),
                    None => Obj::Float(f64::NAN),
                });
                Column::objects(found.collect::<Vec<_>>())
            }
        }
    })
}

/// What a column's own method of the name of a function of text makes of it: there is one that replaces whole values.
pub(super) fn own_method(function: Function, column: &Column) -> Raises<Column> {
    match function {
        Function::Replace => Ok(column.clone()),
        _ => Err(Raised::unsupported(format!("a column has no {}", function.name()))),
    }
}

/// Whether there are objects, but none that the function has a meaning for: then every result is NaN.
fn nothing_to_do(function: Function, values: &[Obj]) -> bool {
    let lists = matches!(function, Function::Len | Function::Slice);
    let fits = |v: &Obj| matches!(v, Obj::Str(_)) || (lists && (v.is_list_like() || matches!(v, Obj::Dict(_))));
    !values.iter().any(fits) && values.iter().any(|v| !v.is_missing())
}

fn lengths(values: &[Obj]) -> Column {
    let lengths: Vec<Option<i64>> = values
        .iter()
        .map(|v| match v {
            Obj::Str(text) => Some(text.chars().count() as i64),
            Obj::Dict(items) => Some(items.len() as i64),
            other => other.items().map(|items| items.len() as i64),
        })
        .collect();
    let known = lengths.iter().flatten().count();
    if known == values.len() {
        Column::new(DType::numpy(Kind::Int64), Arc::new(lengths.into_iter().collect::<Int64Array>()))
    } else if known == 0 {
        Column::objects(values.to_vec())
    } else {
        let lengths = lengths.into_iter().map(|v| v.map_or(f64::NAN, |n| n as f64));
        Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from_iter_values(lengths)))
    }
}

/// Whether the objects are texts, lists, or of several kinds: not all of one other kind.
fn may_hold_text(values: &[Obj]) -> bool {
    let mut kinds = values.iter().filter(|v| !v.is_missing()).map(kind);
    let Some(first) = kinds.next() else { return true };
    matches!(first, "text" | "list" | "object") || kinds.any(|k| k != first)
}

const fn kind(value: &Obj) -> &'static str {
    match value {
        Obj::None | Obj::Na | Obj::NaT => "missing",
        Obj::Bool(_) => "bool",
        Obj::Int(_) | Obj::Float(_) => "number",
        Obj::Str(_) => "text",
        Obj::Date(_) => "date",
        Obj::Timestamp(..) => "timestamp",
        Obj::Timedelta(..) => "duration",
        Obj::Decimal(..) | Obj::MinusZero(_) => "decimal",
        Obj::List(_) | Obj::Array(_) => "list",
        Obj::Dict(_) | Obj::Plain => "object",
    }
}

/// The parts of a text as one object.
pub(super) fn listed(parts: Vec<Option<String>>) -> Obj {
    Obj::List(parts.into_iter().map(|part| part.map_or(Obj::None, |part| Obj::Str(Arc::from(part)))).collect())
}
