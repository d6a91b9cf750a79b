//! `astype`: columns in other types.

use crate::case::types::Type;
use crate::engine::Context;
use crate::engine::expr::cast;
use crate::engine::frame::Table;
use crate::engine::raised::{Raised, Raises};

/// Each named column in its new type.
pub(super) fn run(types: &[(String, Type)], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        if let Some((name, _)) = types.iter().find(|(name, _)| frame.position(name).is_none()) {
            return Err(Raised::no_column(name));
        }
        let mut frame = frame.clone();
        for (name, ty) in types {
            if let Some(i) = frame.position(name) {
                frame.columns[i] = cast::in_phase(&frame.columns[i], ty, context.axes, context.phase)?;
            }
        }
        Ok(frame)
    })
}
