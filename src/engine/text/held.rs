//! An object column as the framework holds it on the way in: some give text a type of its own, and one turns every object
//! into text.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use crate::axis::{Axes, types};
use crate::engine::column::{Column, Data};
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;

use super::python;

/// `column` as the framework holds it. Columns that are not objects stay as they are.
pub(in crate::engine) fn as_held(column: Column, axes: &Axes) -> Column {
    let Data::Objects(values) = &column.data else { return column };
    let all_text = values.iter().all(|v| matches!(v, Obj::Str(_)) || v.is_missing());
    match axes.types.text() {
        types::Text::Nan if all_text && values.iter().any(|v| matches!(v, Obj::Str(_))) => text(values, Family::Numpy),
        types::Text::Na => text(values, Family::Masked),
        types::Text::Object | types::Text::Nan => column,
    }
}

/// A column of objects that a step made, as the framework holds it: some give text a type of its own.
pub(in crate::engine) fn made(column: Column, axes: &Axes) -> Column {
    let Data::Objects(values) = &column.data else { return column };
    let all_text = values.iter().all(|v| matches!(v, Obj::Str(_)) || v.is_missing());
    match axes.types.made_text() {
        types::MadeText::Nan if all_text && values.iter().any(|v| matches!(v, Obj::Str(_))) => {
            text(values, Family::Numpy)
        }
        types::MadeText::Object | types::MadeText::Nan | types::MadeText::Sql => column,
    }
}

fn text(values: &[Obj], family: Family) -> Column {
    let texts = values.iter().map(|v| (!v.is_missing()).then(|| python::str(v)));
    let array: ArrayRef = Arc::new(texts.collect::<StringArray>());
    Column::new(DType { family, kind: Kind::String }, array)
}
