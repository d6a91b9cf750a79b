//! Which columns a name in a step refers to.

use std::sync::Arc;

use super::column::Column;
use super::frame::Frame;
use super::object::Obj;
use super::raised::{Raised, Raises};
use crate::axis::{Axes, names};
use crate::result::ErrorKind;

/// What stands before the name of a column that is no text, so that no step can ask for it.
const NO_TEXT: char = '\0';

/// The name of a column whose label is no text, but looks like this one.
pub(super) fn of_no_text(text: &str) -> Arc<str> {
    format!("{NO_TEXT}{text}").into()
}

/// A name as it is shown.
pub(super) fn shown(name: &str) -> &str {
    name.trim_start_matches(NO_TEXT)
}

/// The label that a column has: its name, or the number that it is.
pub(super) fn label(name: &Arc<str>) -> Obj {
    match name.strip_prefix(NO_TEXT) {
        Some(text) => match (text.parse(), text.parse()) {
            (Ok(whole), _) => Obj::Int(whole),
            (_, Ok(number)) => Obj::Float(number),
            _ => Obj::Str(text.into()),
        },
        None => Obj::Str(Arc::clone(name)),
    }
}

/// The places of all columns that `name` refers to, at least one.
pub(super) fn places(frame: &Frame, name: &str, axes: &Axes) -> Raises<Vec<usize>> {
    let found = match axes.names.dots() {
        names::Dots::Letter => alike(frame, name, axes),
        // the part before the dot is no column with fields: no type here has any
        names::Dots::Field if name.contains('.') => Vec::new(),
        names::Dots::Field => alike(frame, name, axes),
    };
    if found.is_empty() {
        return Err(Raised::no_column(name));
    }
    match axes.names.duplicates() {
        names::Duplicates::All | names::Duplicates::First => Ok(found),
        names::Duplicates::Ambiguous if found.iter().all(|&i| frame.same_column(i, found[0])) => Ok(vec![found[0]]),
        names::Duplicates::Ambiguous => Err(ambiguous(name)),
    }
}

/// Refuses a table of which a step takes every column by its name while several have one.
pub(super) fn unambiguous(frame: &Frame, axes: &Axes) -> Raises<()> {
    match axes.names.duplicates() {
        names::Duplicates::All | names::Duplicates::First => return Ok(()),
        names::Duplicates::Ambiguous => {}
    }
    let one = |name: &Arc<str>| alike(frame, name, axes).windows(2).all(|two| frame.same_column(two[0], two[1]));
    frame.names.iter().find(|name| !one(name)).map_or(Ok(()), |name| Err(ambiguous(name)))
}

/// The places of the columns that rows are sorted by: one of several of its name is not found there.
///
/// Source: Spark, `ResolveReferencesInSort`.
pub(super) fn sort_keys(frame: &Frame, names: &[String], axes: &Axes) -> Raises<Vec<usize>> {
    each(frame, names, axes).map_err(|raised| match raised.kind {
        ErrorKind::AmbiguousColumn => Raised::new(ErrorKind::ColumnNotFound, raised.message),
        _ => raised,
    })
}

/// The place of the one column that `name` refers to, where a step can only take one.
pub(super) fn place(frame: &Frame, name: &str, axes: &Axes) -> Raises<usize> {
    match places(frame, name, axes)?[..] {
        [one] => Ok(one),
        _ => Err(Raised::new(ErrorKind::DuplicateColumn, format!("the column label {name} is not unique"))),
    }
}

/// What is raised where a table, the columns of one name, is to be one column.
pub(super) fn several_assigned(axes: &Axes) -> Raised {
    match axes.names.several_assigned() {
        names::SeveralAssigned::Value => Raised::value_error("several columns for one"),
        names::SeveralAssigned::Type => Raised::type_error("a table is no column"),
    }
}

/// The place of the one column that each name refers to.
pub(super) fn each(frame: &Frame, names: &[String], axes: &Axes) -> Raises<Vec<usize>> {
    names.iter().map(|name| place(frame, name, axes)).collect()
}

/// The places of the columns that have the name itself, dots and all; none is no error.
pub(super) fn alike(frame: &Frame, name: &str, axes: &Axes) -> Vec<usize> {
    frame.names.iter().enumerate().filter(|(_, n)| same(n, name, axes)).map(|(i, _)| i).collect()
}

/// The column put under `name` in the place of every column that the name means, or behind the others. What it replaces takes the
/// name as it is written here.
pub(super) fn assign(frame: &mut Frame, name: &str, column: Column, axes: &Axes) {
    match axes.names.case() {
        names::Case::Sensitive => frame.assign(name, column),
        names::Case::Folded => match alike(frame, name, axes).as_slice() {
            [] => frame.assign(name, column),
            places => {
                for &place in places {
                    frame.names[place] = Arc::from(name);
                    frame.columns[place] = column.clone();
                }
            }
        },
    }
}

/// Whether two names are one where letters of either case are the same.
pub(super) fn folded_same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

/// Whether two names are one.
pub(super) fn same(a: &str, b: &str, axes: &Axes) -> bool {
    match axes.names.case() {
        names::Case::Sensitive => a == b,
        names::Case::Folded => folded_same(a, b),
    }
}

fn ambiguous(name: &str) -> Raised {
    Raised::new(ErrorKind::AmbiguousColumn, format!("{name} could be any of several columns"))
}
