//! In which order groups are met where rows move before they are aggregated.
//!
//! Source: Spark, `AggUtils` (how aggregates are planned) and `HashAggregateExec.supportsAggregate`.

use super::groupby::named;
use crate::axis::Axes;
use crate::case::plan::{AggFn, Aggregate};
use crate::engine::dtype::Kind;
use crate::engine::frame::{Frame, Table};
use crate::engine::placement::{self, Purpose};
use crate::engine::raised::Raises;
use crate::engine::{Context, Phase};

/// The digits that a sum of decimals has more than they have.
const SUM_DIGITS: u8 = 10;

/// The most digits of a decimal that is held in one word.
const WORD_DIGITS: u8 = 18;

/// The table with its rows as they come to where those with equal keys are aggregated.
pub(super) fn together(by: &[String], agg: &[Aggregate], table: &Table, context: &Context<'_>) -> Raises<Table> {
    if !placement::by_bucket(context.axes) || context.phase == Phase::Build {
        return Ok(table.clone());
    }
    if by_sorting(agg, &table.meta, context.axes)? {
        let counted: Vec<String> = distinct(agg).map(str::to_owned).collect();
        let keys = match &counted[..] {
            // distinct values are found first, in their order
            [column] if !by.contains(column) => [by, &counted].concat(),
            _ => by.to_vec(),
        };
        return placement::folded(table, |part| picked(part, &keys, context.axes), context.moves(&keys), context);
    }
    let purpose = if in_two_levels(agg, &table.meta, context.axes)? { Purpose::Groups } else { Purpose::Rows };
    let mut counted: Vec<&str> = distinct(agg).collect();
    counted.dedup();
    let table = match counted[..] {
        // distinct values are found first
        [column] => {
            let keys = [by, &[column.to_owned()]].concat();
            let picked = |part: &Frame| picked(part, &keys, context.axes);
            let met = placement::exchanged(table, picked, context.moves(&keys), Purpose::Keys, context)?;
            let met = Table { parts: vec![met.gathered(context.axes)?], ..met };
            if by.iter().any(|name| name == column) {
                return Ok(met);
            }
            &met.clone()
        }
        _ => table,
    };
    placement::exchanged(table, |part| picked(part, by, context.axes), context.moves(by), purpose, context)
}

/// Whether aggregates are folded over sorted rows: those of text and lists are, where all are held in a row of the table.
fn by_sorting(agg: &[Aggregate], frame: &Frame, axes: &Axes) -> Raises<bool> {
    if !placement::by_bucket(axes) || agg.iter().any(held_as_objects) {
        return Ok(false);
    }
    for output in agg.iter().filter(|a| picks(a.function)) {
        let Some(name) = &output.column else { continue };
        if matches!(named(frame, name, axes)?.kind(), Kind::String | Kind::List(_)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn picked(part: &Frame, by: &[String], axes: &Axes) -> Raises<Vec<crate::engine::column::Column>> {
    by.iter().map(|name| named(part, name, axes).cloned()).collect()
}

fn distinct(agg: &[Aggregate]) -> impl Iterator<Item = &str> {
    agg.iter().filter(|a| a.function == AggFn::Nunique).filter_map(|a| a.column.as_deref())
}

fn picks(function: AggFn) -> bool {
    matches!(function, AggFn::Min | AggFn::Max | AggFn::First | AggFn::Last)
}

fn held_as_objects(output: &Aggregate) -> bool {
    matches!(output.function, AggFn::List | AggFn::Median | AggFn::Quantile)
}

/// Whether what the aggregates hold fits the small table of an aggregate.
fn in_two_levels(agg: &[Aggregate], meta: &Frame, axes: &Axes) -> Raises<bool> {
    if agg.iter().any(held_as_objects) || by_sorting(agg, meta, axes)? {
        return Ok(false);
    }
    for output in agg {
        let Some(name) = &output.column else { continue };
        if let Kind::Decimal(digits, _) = named(meta, name, axes)?.kind() {
            let held = match output.function {
                AggFn::Sum | AggFn::Mean => digits + SUM_DIGITS,
                function if picks(function) => *digits,
                _ => 0,
            };
            if held > WORD_DIGITS {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
