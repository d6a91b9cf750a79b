//! `join`: rows of two tables that have equal keys.

use crate::axis::{evaluation, join as axis, placement as axis_of_places};
use crate::case::plan::{How, Join, JoinKeys};
use crate::engine::frame::{Frame, Table};
use crate::engine::placement::{self, Meeting, Purpose};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, join, names};

/// The table joined with another input.
pub(super) fn run(step: &Join, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let other = context.input(&step.with)?;
    let how = step.kind();
    match (how, context.axes.join.cross()) {
        (How::Cross, axis::Cross::Unsupported) => return Err(Raised::unsupported("there is no cross join")),
        (_, axis::Cross::Unsupported | axis::Cross::Product) => {}
    }
    match (how, context.axes.join.membership()) {
        (How::Semi | How::Anti, axis::Membership::OneKey) => return member(step, table, other, context),
        (_, axis::Membership::OneKey | axis::Membership::AnyKeys) => {}
    }
    let joined = |left: Frame, right: Frame| match context.axes.join.columns() {
        axis::Columns::Suffixed => {
            let suffixes = step.suffixes.as_ref().map_or(("_x", "_y"), |(l, r)| (l.as_str(), r.as_str()));
            match &step.keys {
                JoinKeys::None => join::cross(&left, &right, suffixes, context.axes),
                JoinKeys::On(on) => join::merge(&left, &right, (on, on), how, suffixes, context.axes),
                JoinKeys::LeftRight(l, r) => join::merge(&left, &right, (l, r), how, suffixes, context.axes),
            }
        }
        axis::Columns::Kept => {
            let (left, right, keys) = suffixed(step, left, right, context);
            join::joined(&left, &right, &keys, (how, context.sent), context.axes)
        }
    };
    let parts = match placement::meeting(table, other, how, context) {
        Meeting::Whole if how == How::Cross => table
            .parts
            .iter()
            .flat_map(|left| other.parts.iter().map(move |right| (left, right)))
            .map(|(left, right)| joined(left.clone(), right.clone()))
            .collect::<Raises<Vec<_>>>()?,
        Meeting::Whole => {
            let (left, right) = exchanged(step, table, other, context)?;
            vec![joined(left.gathered(context.axes)?, right.gathered(context.axes)?)?]
        }
        Meeting::EachLeft => {
            let right = other.gathered(context.axes)?;
            table.parts.iter().map(|left| joined(left.clone(), right.clone())).collect::<Raises<Vec<_>>>()?
        }
        Meeting::Hashes(n) => {
            let keys = |table: &Table, names: &[String]| {
                let keys = names::each(&table.meta, names, context.axes)?;
                placement::hashed(table, &keys, n, context.axes)
            };
            let (left, right) = match &step.keys {
                JoinKeys::None => (vec![table.gathered(context.axes)?], vec![other.gathered(context.axes)?]),
                JoinKeys::On(on) => (keys(table, on)?, keys(other, on)?),
                JoinKeys::LeftRight(lefts, rights) => (keys(table, lefts)?, keys(other, rights)?),
            };
            left.into_iter().zip(right).map(|(left, right)| joined(left, right)).collect::<Raises<Vec<_>>>()?
        }
        Meeting::EachRight => {
            let left = table.gathered(context.axes)?;
            other.parts.iter().map(|right| joined(left.clone(), right.clone())).collect::<Raises<Vec<_>>>()?
        }
    };
    let mut parts: Vec<Frame> = parts.into_iter().map(|part| Frame { labels: None, ..part }).collect();
    // in a trial, which has no rows to move, there are as many partitions
    if let (Phase::Build, axis_of_places::Join::Keys, [only]) =
        (context.phase, context.axes.placement.join(), &parts[..])
    {
        parts = vec![only.clone(); table.parts.len().max(other.parts.len())];
    }
    let meta = parts.first().map_or_else(|| table.meta.clone(), Frame::emptied);
    Ok(Table { parts, meta, divisions: Vec::new() })
}

/// Both tables as their rows come to meet, in SQL's order.
fn exchanged(step: &Join, table: &Table, other: &Table, context: &Context<'_>) -> Raises<(Table, Table)> {
    match context.axes.join.columns() {
        axis::Columns::Suffixed => return Ok((table.clone(), other.clone())),
        axis::Columns::Kept => {}
    }
    let stays = match &step.keys {
        JoinKeys::On(keys) => context.stays_for(keys, (&table.meta, keys), &other.meta),
        JoinKeys::LeftRight(lefts, rights) => context.stays_for(lefts, (&table.meta, rights), &other.meta),
        JoinKeys::None => false,
    };
    let lefts = |part: &Frame| Ok(join::compared(part, &other.meta, &step.keys, None, context.axes)?.0);
    let rights = |part: &Frame| Ok(join::compared(&table.meta, part, &step.keys, None, context.axes)?.1);
    Ok((
        placement::exchanged(table, lefts, !stays, Purpose::Rows, context)?,
        placement::exchanged(other, rights, true, Purpose::Rows, context)?,
    ))
}

/// Suffixes put on the columns of both sides, and so on keys of other names, before they meet.
fn suffixed(step: &Join, mut left: Frame, mut right: Frame, context: &Context<'_>) -> (Frame, Frame, JoinKeys) {
    let mut keys = step.keys.clone();
    let Some((left_suffix, right_suffix)) = &step.suffixes else { return (left, right, keys) };
    let on = if let JoinKeys::On(on) = &step.keys { on.as_slice() } else { &[] };
    let overlap: Vec<String> = left
        .names
        .iter()
        .filter(|n| right.position(n).is_some() && !on.iter().any(|o| **o == ***n))
        .map(ToString::to_string)
        .collect();
    for (frame, suffix) in [(&mut left, left_suffix), (&mut right, right_suffix)] {
        // one name after the other, so that a column may be renamed again under its new name
        for old in &overlap {
            for name in frame.names.iter_mut().filter(|name| names::same(old, name, context.axes)) {
                *name = format!("{old}{suffix}").into();
            }
        }
    }
    if let JoinKeys::LeftRight(lefts, rights) = &mut keys {
        for (names, suffix) in [(lefts, left_suffix), (rights, right_suffix)] {
            for name in names.iter_mut().filter(|n| overlap.contains(*n)) {
                name.push_str(suffix);
            }
        }
    }
    (left, right, keys)
}

/// The rows whose one key is (or is not) among the other table's.
fn member(step: &Join, table: &Table, other: &Table, context: &Context<'_>) -> Raises<Table> {
    let (left, right) = match &step.keys {
        JoinKeys::On(on) => (on, on),
        JoinKeys::LeftRight(left, right) => (left, right),
        JoinKeys::None => return Err(Raised::unsupported("a semi join needs a key")),
    };
    let ([left], [right]) = (&left[..], &right[..]) else {
        return Err(Raised::unsupported("a semi join has one key"));
    };
    let key = names::place(&table.meta, left, context.axes)?;
    match (context.phase, context.axes.evaluation.expressions()) {
        // what it is made of types alone is looked for among itself
        (Phase::Build, evaluation::Expressions::Types) => {
            names::place(&other.meta, right, context.axes)?;
            return Ok(table.clone());
        }
        (Phase::Build, evaluation::Expressions::Rows) | (Phase::Run, _) => {}
    }
    let values = other.gathered(context.axes)?;
    let values = &values.columns[names::place(&values, right, context.axes)?];
    table.each(context.axes, |frame| {
        let found = join::among(&frame.columns[key], values, context.axes)?;
        join::kept(frame, &found, step.kind() == How::Semi)
    })
}
