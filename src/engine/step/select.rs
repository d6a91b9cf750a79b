//! `select`, `drop`, `rename`: columns by name.

use std::sync::Arc;

use crate::axis::{Axes, names};
use crate::engine::frame::{Frame, Table};
use crate::engine::names::{alike, places, same};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase};

/// The named columns, in the order named.
pub(super) fn select(columns: &[String], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        let mut picked = Vec::with_capacity(columns.len());
        let mut called = Vec::with_capacity(columns.len());
        for name in columns {
            if is_star(name, context.axes) {
                picked.extend(0..frame.columns.len());
                called.extend(frame.names.iter().cloned());
                continue;
            }
            let mut found = quoted_places(frame, name, context.axes)?;
            match context.axes.names.duplicates() {
                names::Duplicates::First if context.phase == Phase::Run => found.truncate(1),
                names::Duplicates::First | names::Duplicates::All | names::Duplicates::Ambiguous => {}
            }
            for place in found {
                picked.push(place);
                called.push(Arc::from(unquoted(name, context.axes).unwrap_or(name)));
            }
        }
        Ok(Frame { names: called, ..frame.pick(&picked) })
    })
}

/// Whether a name stands for all columns.
fn is_star(name: &str, axes: &Axes) -> bool {
    match axes.names.dots() {
        names::Dots::Field => name == "*",
        names::Dots::Letter => false,
    }
}

/// A name in back-quotes as it is without them, where they say that it is one name, dots and all.
fn unquoted<'a>(name: &'a str, axes: &Axes) -> Option<&'a str> {
    match axes.names.dots() {
        names::Dots::Field => name.strip_prefix('`')?.strip_suffix('`').filter(|inner| !inner.contains('`')),
        names::Dots::Letter => None,
    }
}

fn quoted_places(frame: &Frame, name: &str, axes: &Axes) -> Raises<Vec<usize>> {
    match unquoted(name, axes).map(|inner| alike(frame, inner, axes)) {
        Some(found) if found.len() == 1 => Ok(found),
        Some(found) if found.is_empty() => Err(Raised::no_column(name)),
        Some(_) | None => places(frame, unquoted(name, axes).unwrap_or(name), axes),
    }
}

/// All columns but the named ones.
pub(super) fn drop(columns: &[String], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        let mut dropped = Vec::new();
        for name in columns {
            let found = alike(frame, name, context.axes);
            match context.axes.names.drop_unknown() {
                names::DropUnknown::Raise if found.is_empty() => return Err(Raised::no_column(name)),
                names::DropUnknown::Raise | names::DropUnknown::Ignore => dropped.extend(found),
            }
        }
        let kept: Vec<usize> = (0..frame.names.len()).filter(|i| !dropped.contains(i)).collect();
        Ok(frame.pick(&kept))
    })
}

/// Columns under new names. A name that no column has is passed over.
pub(super) fn rename(names: &[(String, String)], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        let mut frame = frame.clone();
        for name in &mut frame.names {
            for (old, new) in names {
                if same(old, name, context.axes) {
                    *name = Arc::from(new.as_str());
                    match context.axes.names.rename() {
                        names::Rename::Together => break,
                        names::Rename::InTurn => {}
                    }
                }
            }
        }
        Ok(frame)
    })
}
