//! `ffill` and `bfill`: missing values filled from the rows before or after.

use crate::axis::missing;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::window::{self, Windows};
use crate::engine::{Context, infer, promote};

/// The table with missing values replaced by the last one before them, or the first one after.
pub(super) fn run(backward: bool, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.missing.neighbours {
        missing::Neighbours::Unsupported => return Err(Raised::unsupported("nothing fills from the rows around")),
        missing::Neighbours::Fill => {}
    }
    let frame = promote::concat(&table.parts.iter().collect::<Vec<_>>())?;
    filled(&frame, backward, context).map(Table::whole)
}

fn filled(frame: &Frame, backward: bool, context: &Context<'_>) -> Raises<Frame> {
    let windows = Windows::whole(frame.rows);
    frame.map(frame.rows, |column| {
        let filled = window::filled(column, &windows, backward)?;
        Ok(match context.axes.missing.filled_objects {
            missing::FilledObjects::Inferred => infer::objects(filled),
            missing::FilledObjects::Objects => filled,
        })
    })
}
