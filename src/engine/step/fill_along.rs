//! `ffill` and `bfill`: missing values filled from the rows before or after.

use std::ops::Range;

use crate::axis::{Axes, evaluation, missing, quirks};
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
    let lacking: Vec<usize> =
        (0..table.parts.len()).filter(|&i| asked(i) && lacks(&table.parts[i], context.ahead, context.axes)).collect();
    let nothing_to_look_at = table.parts[first].rows == 0;
    // a fill from behind begins at the last two, if the last is computed first
    let begun = match context.axes.evaluation.first_partition() {
        evaluation::FirstPartition::Last => backward && asked(first - 1) && !lacking.contains(&(first - 1)),
        evaluation::FirstPartition::First => false,
    };
    match lacking.first() {
        Some(&at) if !(begun && nothing_to_look_at) => {
            match context.axes.evaluation.first_partition() {
                evaluation::FirstPartition::First if !backward => made(table, 0..at, backward, context)?,
                evaluation::FirstPartition::First | evaluation::FirstPartition::Last => {
                    made_until(&|i| lacking.contains(&i), backward, table, context)?;
                }
            }
            Err(Raised::value_error(NOTHING_THERE))
        }
        _ if nothing_to_look_at => Err(Raised::unsupported("a partition is smaller than what its neighbour looks at")),
        _ => Ok(()),
    }
}

/// A partition as a plan comes to it, the last one first.
#[derive(Debug, Clone, Copy)]
enum Visit {
    /// It is looked at for a value.
    Checked(usize),
    /// It is filled, and goes on.
    Made(usize),
}

/// In which order `n` partitions are looked at and filled: what the last one with a neighbour needs comes first, and what is filled from
/// none follows as soon as it is there.
///
/// Source: Dask, `dask.order.order`.
fn visits(n: usize, backward: bool) -> Vec<Visit> {
    use Visit::{Checked, Made};
    if backward {
        return (0..n).rev().flat_map(|i| [Checked(i), Made(i)]).collect();
    }
    let mut visits = Vec::new();
    for i in (1..n).rev() {
        visits.push(Checked(i - 1));
        if i == 1 {
            visits.push(Made(0));
        }
        if i == n - 1 {
            visits.push(Checked(i));
        }
        visits.push(Made(i));
    }
    visits
}

/// What is raised where the rows of partitions that are still to be `computed` are looked at for values, one partition after the other; the
/// one that is filled from none does not need one.
pub(in crate::engine) fn unchecked(
    (parts, backward): (&[Frame], bool),
    computed: &dyn Fn(&Frame) -> Raises<Frame>,
    ahead: &[Step],
    axes: &Axes,
) -> Option<Raised> {
    let asked = matches!(
        (axes.missing.filled_partitions(), axes.evaluation.first_partition()),
        (missing::FilledPartitions::Neighbour, evaluation::FirstPartition::Last)
    );
    if !asked || parts.len() < 2 {
        return None;
    }
    let exempt = if backward { parts.len() - 1 } else { 0 };
    visits(parts.len(), backward).into_iter().find_map(|visit| match visit {
        Visit::Checked(i) => match computed(&parts[i]) {
            Err(raised) => Some(raised),
            Ok(part) if i != exempt && lacks(&part, ahead, axes) => Some(Raised::value_error(NOTHING_THERE)),
            Ok(_) => None,
        },
        Visit::Made(_) => None,
    })
}

/// Whether a partition has a column that is needed and has no value to hand on.
fn lacks(part: &Frame, ahead: &[Step], axes: &Axes) -> bool {
    let mut columns = part.names.iter().zip(&part.columns).filter(|(name, _)| demand::needs(ahead, name, axes));
    columns.any(|(_, column)| column.present().count_set_bits() == 0)
}

const NOTHING_THERE: &str = "a partition has only missing values to fill from";

/// What is raised before a partition is met that has no value.
fn made_until(lacking: &dyn Fn(usize) -> bool, backward: bool, table: &Table, context: &Context<'_>) -> Raises<()> {
    for visit in visits(table.parts.len(), backward) {
        match visit {
            Visit::Checked(i) if lacking(i) => break,
            Visit::Checked(_) => {}
            Visit::Made(i) => made(table, i..i + 1, backward, context)?,
        }
    }
    Ok(())
}

/// What is raised while these partitions are filled and go through the steps that look at one row at a time.
fn made(table: &Table, range: Range<usize>, backward: bool, context: &Context<'_>) -> Raises<()> {
    if range.is_empty() {
        return Ok(());
    }
    let before: usize = table.parts[..range.start].iter().map(|part| part.rows).sum();
    let rows: usize = table.parts[range.clone()].iter().map(|part| part.rows).sum();
    // those behind have no say in a fill from before, nor those before in one from behind
    let seen = if backward { range.start..table.parts.len() } else { 0..range.end };
    let skipped = if backward { 0 } else { before };
    let seen = Table { parts: table.parts[seen].to_vec(), ..table.clone() };
    let mut made = Table::whole(filled(&seen.gathered(context.axes)?, backward, context)?.slice(skipped, rows));
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
