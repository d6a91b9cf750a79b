//! `astype`: columns in other types.

use crate::axis::types;
use crate::case::types::Type;
use crate::engine::expr::cast;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, names};

/// Each named column in its new type.
pub(super) fn run(asked: &[(String, Type)], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        match context.axes.types.model() {
            types::Model::Numpy => {}
            types::Model::Sql => return assigned(asked, frame, context),
        }
        asked.iter().try_for_each(|(_, ty)| cast::expressible(ty))?;
        if let Some((name, _)) = asked.iter().find(|(name, _)| frame.position(name).is_none()) {
            return Err(Raised::no_column(name));
        }
        // one column after the other, as the table has them
        let mut frame = frame.clone();
        for (name, column) in frame.names.iter().zip(&mut frame.columns) {
            if let Some((_, ty)) = asked.iter().find(|(asked, _)| **asked == **name) {
                *column = cast::in_phase(column, ty, context.axes, context.phase)?;
            }
        }
        Ok(frame)
    })
}

/// One column after the other assigned anew, cast.
fn assigned(asked: &[(String, Type)], frame: &Frame, context: &Context<'_>) -> Raises<Frame> {
    let mut frame = frame.clone();
    for (name, ty) in asked {
        let place = names::place(&frame, name, context.axes)?;
        let column = cast::in_phase(&frame.columns[place], ty, context.axes, context.phase)?;
        names::assign(&mut frame, name, column, context.axes);
    }
    Ok(frame)
}
