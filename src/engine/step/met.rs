//! In which order groups are met where rows move before they are aggregated.
//!
//! Source: Spark, `AggUtils` (how aggregates are planned) and `HashAggregateExec.supportsAggregate`.

use super::groupby::named;
use crate::axis::Axes;
use crate::case::plan::{AggFn, Aggregate};
use crate::engine::dtype::Kind;
use crate::engine::frame::{Frame, Table};
use crate::engine::placement::partials::{Map, OBJECT_ROOM, Partials};
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
    let counted = counted(agg);
    if by_sorting(agg, &table.meta, context.axes)? {
        let keys = match &counted[..] {
            // distinct values are found first, in their order
            [column] if !by.contains(column) => [by, &counted].concat(),
            _ => by.to_vec(),
        };
        return placement::folded(table, |part| picked(part, &keys, context.axes), context.moves(&keys), context);
    }
    let two_levels = in_two_levels(agg, &table.meta, context.axes)?;
    if let [column] = &counted[..] {
        let map = match two_levels {
            true if only_counts(agg) => placement::map_of_keys(context.axes),
            true => Map::Levels,
            false => map_of_rows(agg),
        };
        return distinct_first(by, column, (map, if two_levels { Map::Levels } else { map }), table, context);
    }
    if !by.is_empty() && agg.iter().any(held_as_objects) && table.rows() >= OBJECT_ROOM {
        let partials = Partials::of(table, table.gathered(context.axes)?);
        let keys = picked(partials.whole(), by, context.axes)?;
        return partials.met(&keys, Map::Objects, context.moves(by))?.rows();
    }
    let purpose = if two_levels { Purpose::Groups } else { Purpose::Rows };
    placement::exchanged(table, |part| picked(part, by, context.axes), context.moves(by), purpose, context)
}

/// Likewise where the distinct values of a column are found first, in one map, and then brought to their groups, in another.
fn distinct_first(
    by: &[String],
    column: &str,
    (first, then): (Map, Map),
    table: &Table,
    context: &Context<'_>,
) -> Raises<Table> {
    let names = [by, &[column.to_owned()]].concat();
    let partials = Partials::of(table, table.gathered(context.axes)?);
    let keys = picked(partials.whole(), &names, context.axes)?;
    let partials = partials.met(&keys, first, context.moves(&names))?;
    let keys = &keys[..by.len()];
    let partials = partials.aggregated(keys, then)?;
    if by.iter().any(|name| name == column) {
        partials.rows()
    } else {
        partials.exchanged(keys, context.moves(by))?.rows()
    }
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

/// The columns whose distinct values are counted.
fn counted(agg: &[Aggregate]) -> Vec<String> {
    let mut columns = Vec::new();
    for output in agg.iter().filter(|a| a.function == AggFn::Nunique) {
        columns.extend(output.column.clone().filter(|column| !columns.contains(column)));
    }
    columns
}

fn picks(function: AggFn) -> bool {
    matches!(function, AggFn::Min | AggFn::Max | AggFn::First | AggFn::Last)
}

fn held_as_objects(output: &Aggregate) -> bool {
    matches!(output.function, AggFn::List | AggFn::Median | AggFn::Quantile)
}

fn only_counts(agg: &[Aggregate]) -> bool {
    agg.iter().all(|output| output.function == AggFn::Nunique)
}

/// Where groups are looked up whose aggregates do not fit the small table.
fn map_of_rows(agg: &[Aggregate]) -> Map {
    if agg.iter().any(held_as_objects) { Map::Objects } else { Map::Hash }
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
