//! `select`, `drop`, `rename`: columns by name.

use std::sync::Arc;

use crate::engine::Context;
use crate::engine::frame::Table;
use crate::engine::raised::{Raised, Raises};

/// The named columns, in the order named.
pub(super) fn select(columns: &[String], table: &Table, _context: &Context<'_>) -> Raises<Table> {
    table.each(|frame| {
        let places = columns
            .iter()
            .map(|name| frame.position(name).ok_or_else(|| Raised::no_column(name)))
            .collect::<Raises<Vec<_>>>()?;
        Ok(frame.pick(&places))
    })
}

/// All columns but the named ones.
pub(super) fn drop(columns: &[String], table: &Table, _context: &Context<'_>) -> Raises<Table> {
    table.each(|frame| {
        if let Some(name) = columns.iter().find(|name| frame.position(name).is_none()) {
            return Err(Raised::no_column(name));
        }
        let kept: Vec<usize> =
            (0..frame.names.len()).filter(|&i| !columns.iter().any(|c| **c == *frame.names[i])).collect();
        Ok(frame.pick(&kept))
    })
}

/// Columns under new names.
pub(super) fn rename(names: &[(String, String)], table: &Table, _context: &Context<'_>) -> Raises<Table> {
    table.each(|frame| {
        let mut frame = frame.clone();
        for name in &mut frame.names {
            if let Some((_, new)) = names.iter().find(|(old, _)| **old == **name) {
                *name = Arc::from(new.as_str());
            }
        }
        Ok(frame)
    })
}
