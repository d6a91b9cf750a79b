//! `ffill` and `bfill`: missing values filled from the rows before or after.

use crate::axis::missing;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::window::{self, Windows};
use crate::engine::{Context, Phase, demand, infer};

/// The table with missing values replaced by the last one before them, or the first one after.
pub(super) fn run(backward: bool, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.missing.neighbours {
        missing::Neighbours::Unsupported => return Err(Raised::unsupported("nothing fills from the rows around")),
        missing::Neighbours::Fill => {}
    }
    match context.axes.missing.filled_partitions {
        missing::FilledPartitions::Neighbour => check(backward, table, context)?,
        missing::FilledPartitions::Any => {}
    }
    let frame = filled(&table.gathered(context.axes)?, backward, context)?;
    let mut start = 0;
    let cut = |part: &Frame| {
        start += part.rows;
        frame.slice(start - part.rows, part.rows)
    };
    let parts: Vec<Frame> = table.parts.iter().map(cut).collect();
    Ok(Table { meta: frame.emptied(), parts, divisions: table.divisions.clone() })
}

/// Every partition, but the one that is filled from none, has a value of each column to hand on.
fn check(backward: bool, table: &Table, context: &Context<'_>) -> Raises<()> {
    let first = if backward { table.parts.len() - 1 } else { 0 };
    let lacks = |part: &Frame| {
        let mut columns =
            part.names.iter().zip(&part.columns).filter(|(n, _)| demand::needs(context.ahead, n, context.axes));
        columns.any(|(_, c)| c.present().count_set_bits() == 0)
    };
    if context.phase == Phase::Run && table.parts.iter().enumerate().any(|(i, part)| i != first && lacks(part)) {
        return Err(Raised::value_error("a partition has only missing values to fill from"));
    }
    if context.phase == Phase::Run && table.parts.len() > 1 && table.parts[first].rows == 0 {
        return Err(Raised::unsupported("a partition is smaller than what its neighbour looks at"));
    }
    Ok(())
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
