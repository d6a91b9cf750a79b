//! `ffill` and `bfill`: missing values filled from the rows before or after.

use crate::axis::{evaluation, missing, quirks};
use crate::case::plan::Step;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::window::{self, Windows};
use crate::engine::{Context, Phase, demand, infer, placement};

/// The table with missing values replaced by the last one before them, or the first one after.
pub(super) fn run(backward: bool, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.missing.neighbours() {
        missing::Neighbours::Unsupported => return Err(Raised::unsupported("nothing fills from the rows around")),
        missing::Neighbours::Fill => {}
    }
    match context.axes.missing.filled_partitions() {
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
    let wanted = match context.axes.quirks.pushdown() {
        quirks::Pushdown::Blind => placement::only_wanted(context.ahead, table.parts.len()),
        quirks::Pushdown::Right => None,
    };
    // the one that is wanted, and the one that it is filled from
    let asked = |i: usize| {
        let source = if backward { i.checked_sub(1) } else { Some(i + 1) };
        i != first && wanted.is_none_or(|wanted| wanted == i || source == Some(wanted))
    };
    if context.phase == Phase::Build || table.parts.len() < 2 {
        return Ok(());
    }
    let lacking: Vec<usize> = (0..table.parts.len()).filter(|&i| asked(i) && lacks(&table.parts[i])).collect();
    let nothing_to_look_at = table.parts[first].rows == 0;
    // a fill from behind begins at the last two, if the last is computed first
    let begun = match context.axes.evaluation.first_partition() {
        evaluation::FirstPartition::Last => backward && !lacking.contains(&(first - 1)),
        evaluation::FirstPartition::First => false,
    };
    match lacking.first() {
        Some(&at) if !(begun && nothing_to_look_at) => {
            made_before(at, backward, table, context)?;
            Err(Raised::value_error("a partition has only missing values to fill from"))
        }
        _ if nothing_to_look_at => Err(Raised::unsupported("a partition is smaller than what its neighbour looks at")),
        _ => Ok(()),
    }
}

/// What is raised while partitions before the one at `at` are filled and go through the steps that look at one row at a time.
fn made_before(at: usize, backward: bool, table: &Table, context: &Context<'_>) -> Raises<()> {
    let parts = table.parts[..at].to_vec();
    if parts.is_empty() {
        return Ok(());
    }
    let mut made =
        filled(&Table { parts, ..table.clone() }.gathered(context.axes)?, backward, context).map(Table::whole)?;
    for (i, next) in context.ahead.iter().enumerate() {
        let by_row = matches!(
            next,
            Step::WithColumns(_)
                | Step::Filter(_)
                | Step::Astype(_)
                | Step::Select(_)
                | Step::Drop(_)
                | Step::Rename(_)
        );
        if !by_row {
            break;
        }
        let rows = made.rows();
        made = super::run(next, made, &Context { ahead: &context.ahead[i + 1..], rows, ..*context })?;
    }
    Ok(())
}

fn filled(frame: &Frame, backward: bool, context: &Context<'_>) -> Raises<Frame> {
    let windows = Windows::whole(frame.rows);
    frame.map(frame.rows, |column| {
        let filled = window::filled(column, &windows, backward)?;
        Ok(match context.axes.missing.filled_objects() {
            missing::FilledObjects::Inferred => infer::objects(filled),
            missing::FilledObjects::Objects => filled,
        })
    })
}
