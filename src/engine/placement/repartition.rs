//! Tables brought into another number of partitions.
//!
//! Source: Dask, `dask/dataframe/core.py` and `dask_expr/_repartition.py`: `repartition_npartitions`, `repartition_divisions`.

use arrow::array::BooleanArray;

use super::deal;
use crate::axis::{Axes, placement};
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, demand, promote};

/// The table in `n` partitions.
pub(in crate::engine) fn repartitioned(table: &Table, n: usize, context: &Context<'_>) -> Raises<Table> {
    let with = |parts: Vec<Frame>, divisions: Vec<usize>| Table { parts, meta: table.meta.clone(), divisions };
    let old = table.parts.len();
    match context.axes.placement.repartition() {
        placement::Repartition::Nothing => return Ok(table.clone()),
        placement::Repartition::Deal if context.phase == Phase::Build => return Ok(table.clone()),
        placement::Repartition::Deal => {
            let needed = |name: &str| demand::needs(context.ahead, name, context.axes);
            let columns = table.meta.names.iter().enumerate().filter(|(_, name)| needed(name)).map(|(i, _)| i);
            let parts = deal::dealt(table, &columns.collect::<Vec<_>>(), n, context.axes)?;
            return Ok(with(parts, Vec::new()));
        }
        placement::Repartition::LabelsOnce | placement::Repartition::Labels if n == old => return Ok(table.clone()),
        placement::Repartition::LabelsOnce | placement::Repartition::Labels => {}
    }
    if n < old {
        let bounds = neighbours(old, n);
        let divisions = bounds.iter().filter_map(|&bound| table.divisions.get(bound).copied()).collect();
        let parts = bounds.windows(2).map(|b| together(&table.parts[b[0]..b[1]], context.axes));
        let parts = parts.collect::<Raises<Vec<_>>>()?;
        return Ok(with(parts, divisions));
    }
    if table.divisions.is_empty() {
        return Ok(with(split_evenly(table, n), Vec::new()));
    }
    let nothing = table.divisions.iter().all(|&label| label == 0) && table.rows() == 0;
    match (context.axes.placement.repartition(), context.phase) {
        (placement::Repartition::Labels, Phase::Run) if nothing => {
            return Ok(with(vec![table.meta.emptied(); n], Vec::new()));
        }
        // behind a sort, whose ranges are looked for later, a trial has no labels
        (placement::Repartition::Labels, Phase::Build) if table.divisions.iter().all(|&label| label == 0) => {
            let part = table.parts.first().unwrap_or(&table.meta);
            return Ok(with(vec![part.clone(); n], vec![0; n + 1]));
        }
        _ => {}
    }
    let cuts = cuts(&table.divisions, n, context.axes)?;
    if let (Phase::Build, [first, ..]) = (context.phase, &table.parts[..]) {
        return Ok(with(vec![first.clone(); cuts.len() - 1], cuts));
    }
    Ok(with(by_labels(table, &cuts, context)?, cuts))
}

/// Partitions put together, the columns in the order of the first one, be it without rows.
fn together(parts: &[Frame], axes: &Axes) -> Raises<Frame> {
    let whole = promote::concat(&parts.iter().collect::<Vec<_>>(), axes)?;
    let first = parts.first().filter(|first| first.names != whole.names);
    let places =
        first.and_then(|first| first.names.iter().map(|name| whole.position(name)).collect::<Option<Vec<_>>>());
    Ok(match (places, axes.placement.repartition()) {
        (Some(places), placement::Repartition::LabelsOnce) if places.len() == whole.names.len() => whole.pick(&places),
        _ => whole,
    })
}

/// The first of the `old` partitions in each of `n`, and the end.
fn neighbours(old: usize, n: usize) -> Vec<usize> {
    let ratio = old as f64 / n as f64;
    let mut bounds: Vec<usize> = (0..=n).map(|i| (i as f64 * ratio) as usize).collect();
    if bounds.last().is_some_and(|&b| b < old) {
        bounds.push(old);
    }
    bounds
}

/// Every partition cut into as many of even length, the last one into more where `n` asks for them. Source: Dask's
/// `_split_partitions`.
fn split_evenly(table: &Table, n: usize) -> Vec<Frame> {
    let old = table.parts.len();
    let pieces = |(i, part): (usize, &Frame)| {
        let pieces = n / old + if i + 1 == old { n % old } else { 0 };
        let bound = move |j: usize| part.rows * j / pieces;
        (0..pieces).map(|j| part.slice(bound(j), bound(j + 1) - bound(j))).collect::<Vec<_>>()
    };
    table.parts.iter().enumerate().flat_map(pieces).collect()
}

/// The labels that `n` partitions start at, spread evenly between the old divisions, and the last one.
fn cuts(divisions: &[usize], n: usize, axes: &Axes) -> Raises<Vec<usize>> {
    let mut divisions = divisions.to_vec();
    match axes.placement.repartition() {
        placement::Repartition::Labels => divisions.dedup(),
        placement::Repartition::LabelsOnce | placement::Repartition::Nothing | placement::Repartition::Deal => {}
    }
    let mut cuts = interpolated(&divisions, n);
    let repeated = cuts[..cuts.len() - 1].windows(2).any(|c| c[0] == c[1]);
    match axes.placement.repartition() {
        placement::Repartition::LabelsOnce if repeated => {
            return Err(Raised::value_error("a new partition bound must be met once, but for the last"));
        }
        placement::Repartition::Labels => {
            let last = cuts.pop().unwrap_or_default();
            cuts.dedup();
            cuts.push(last);
        }
        _ => {}
    }
    Ok(cuts)
}

/// The rows between each two labels, those of the last one among them at the end, of the partitions that are known to have these.
fn by_labels(table: &Table, cuts: &[usize], context: &Context<'_>) -> Raises<Vec<Frame>> {
    let last = |bounds: &[usize]| bounds.len() - 2;
    let is_in = |label: usize, i: usize, bounds: &[usize]| {
        (bounds[i]..bounds[i + 1]).contains(&label) || i == last(bounds) && label == bounds[i + 1]
    };
    let between = |i: usize| {
        let picked = |(own, part): (usize, &Frame)| {
            if part.rows == 0 {
                return Ok(part.clone());
            }
            let labels = part.labels.as_ref().ok_or_else(|| Raised::internal("rows without labels"))?;
            let known = own + 1 >= table.divisions.len();
            let within = |label: usize| is_in(label, i, cuts) && (known || is_in(label, own, &table.divisions));
            part.filter(&labels.values().iter().map(|&label| Some(within(label as usize))).collect::<BooleanArray>())
        };
        let pieces = table.parts.iter().enumerate().map(picked).collect::<Raises<Vec<_>>>()?;
        promote::concat(&pieces.iter().collect::<Vec<_>>(), context.axes)
    };
    (0..cuts.len() - 1).map(between).collect()
}

fn interpolated(bounds: &[usize], n: usize) -> Vec<usize> {
    let points = bounds.len() as f64;
    let step = points / (points - 1.0);
    let mut cuts: Vec<usize> = (0..=n)
        .map(|i| {
            let x = points * i as f64 / n as f64 / step;
            let below = (x.floor() as usize).min(bounds.len() - 1);
            let above = (below + 1).min(bounds.len() - 1);
            let (a, b) = (bounds[below] as f64, bounds[above] as f64);
            (a + (b - a) * (x - below as f64)) as usize
        })
        .collect();
    cuts[0] = bounds[0];
    cuts[n] = bounds[bounds.len() - 1];
    cuts
}
