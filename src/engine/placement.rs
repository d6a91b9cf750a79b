//! How rows move between partitions.

mod deal;
mod dependence;
mod exchange;
mod first_level;
pub(super) mod groups;
pub(super) mod hashes;
pub(super) mod labels;
pub(super) mod least;
mod murmur;
pub(super) mod partials;
mod prefixes;
mod quantiles;
pub(super) mod repartition;
pub(super) mod sent;
pub(super) mod settled;
pub(super) mod turns;
mod words;

pub use dependence::reasons;
pub(super) use exchange::{Purpose, by_bucket, exchanged, folded, map_of_keys, tied};
pub(super) use quantiles::draws;

use arrow::array::{AsArray, UInt32Array};
use arrow::compute;

use super::column::Column;
use super::dtype::{Family, Kind};
use super::frame::{Frame, Table};
use super::object::Obj;
use super::raised::{Raised, Raises};
use super::{Context, Phase, demand, promote, pushdown};
use crate::axis::{Axes, evaluation, placement, window};
use crate::case::plan::{How, NaPosition, Sort, Step, WindowColumn, WindowFn};
use crate::result::{ErrorKind, When};
use sent::Sent;

/// The partitions that a sort brings rows to, each still to be sorted, with the labels that are known of them then.
pub(super) fn sorted(table: &Table, sort: &Sort, keys: &[usize], context: &Context<'_>) -> Raises<Table> {
    let (Some(&key), true) = (keys.first(), table.parts.len() > 1 && context.phase == Phase::Run) else {
        return Ok(table.clone());
    };
    let moved = |parts: Vec<Frame>| Table { parts, meta: table.meta.clone(), divisions: Vec::new() };
    let own = || table.parts.iter().map(|part| part.columns[key].clone()).collect::<Vec<Column>>();
    let apart = context.looked_at.and_then(|looked_at| {
        let columns = looked_at.table.parts.iter().map(|part| part.get(&sort.by[0]).cloned());
        columns.collect::<Option<Vec<_>>>().map(|columns| (columns, looked_at.for_rows))
    });
    let (looked_at, for_rows) = apart.unwrap_or_else(|| (own(), true));
    let gathered = || Ok(moved(vec![table.gathered(context.axes)?]));
    match context.axes.placement.sort() {
        placement::Sort::Gather => return gathered(),
        placement::Sort::PresentQuantiles => {
            if result_follows(&table.meta, &sort.by, context.ahead) {
                return gathered();
            }
            uncompared_objects(table, key, context.axes)?;
            if pushdown::ends(context.ahead) {
                return gathered();
            }
            missing_text(&looked_at)?;
            missing_times(&looked_at)?;
            if matches!(table.meta.columns[key].kind(), Kind::Duration(_)) && table.rows() == 0 {
                return Err(Raised::type_error("the quantiles of no durations are points in time").met(When::Moved));
            }
        }
        placement::Sort::Quantiles => mixed_text(table, key)?,
    }
    let skips_missing = matches!(context.axes.placement.sort(), placement::Sort::PresentQuantiles);
    let ascending = sort.ascending.as_ref().is_none_or(|a| a.of(0));
    let missing_last = skips_missing || sort.na_position != Some(NaPosition::First);
    let moved_by = if for_rows { None } else { Some(own()) };
    let told = |raised| if skips_missing { as_ranged(raised, &table.meta.columns[key]) } else { raised };
    let targets = quantiles::targets(&looked_at, moved_by.as_deref(), ascending, missing_last, skips_missing);
    match targets.map_err(told)? {
        quantiles::Targets::Stay => Ok(table.clone()),
        quantiles::Targets::Whole => match context.axes.placement.sort() {
            placement::Sort::Quantiles => repartition::repartitioned(table, 1, context),
            placement::Sort::PresentQuantiles | placement::Sort::Gather => gathered(),
        },
        // partitions are put together before rows are moved to fewer
        quantiles::Targets::Move(_, 1) if !skips_missing => repartition::repartitioned(table, 1, context),
        quantiles::Targets::Move(targets, partitions) => {
            Ok(moved(shuffled(table, &targets, partitions, context.axes)?))
        }
    }
}

/// Which rows of two tables meet in one place for a join.
pub(super) enum Meeting {
    /// All.
    Whole,
    /// Those of each left partition and all right ones.
    EachLeft,
    /// Those of each right partition and all left ones.
    EachRight,
    /// Those that the hash of their keys brings to one of so many partitions.
    Hashes(usize),
}

/// Where the rows of two tables meet: the only partition of one side comes to each of the other, where no row without a
/// partner can then be told twice.
pub(super) fn meeting(left: &Table, right: &Table, how: How, context: &Context<'_>) -> Meeting {
    match context.axes.placement.join() {
        placement::Join::Gather => match context.sent {
            Some(Sent::Right) => Meeting::EachLeft,
            Some(Sent::Left) => Meeting::EachRight,
            None => Meeting::Whole,
        },
        placement::Join::Keys => match (left.parts.len(), right.parts.len()) {
            (1, 1) => Meeting::Whole,
            (_, 1) if matches!(how, How::Inner | How::Left) => Meeting::EachLeft,
            (1, _) if matches!(how, How::Inner | How::Right) => Meeting::EachRight,
            (l, r) if context.phase == Phase::Run => Meeting::Hashes(l.max(r)),
            _ => Meeting::Whole,
        },
    }
}

/// Whether a sort by `keys` of columns like those of `meta` brings rows to ranges of the first one.
pub(super) fn is_ranged(meta: &Frame, keys: &[String], ahead: &[Step]) -> bool {
    !result_follows(meta, keys, ahead) && !pushdown::ends(ahead)
}

/// Whether a sort by `keys` is planned together with the result, which is one partition, behind steps that run before a sort.
fn result_follows(meta: &Frame, keys: &[String], ahead: &[Step]) -> bool {
    let mut names: Vec<&str> = meta.names.iter().map(|name| &**name).collect();
    ahead.iter().all(|step| match step {
        Step::Filter(_) | Step::Sort(_) | Step::Repartition(_) => true,
        Step::Select(picked) => {
            // a selection in the order of the columns, the keys among them, is one of the table that is sorted
            let mut left = names.iter();
            let in_order = picked.iter().all(|name| left.any(|n| n == name));
            names.retain(|name| picked.iter().any(|p| p == name));
            in_order && keys.iter().all(|key| picked.contains(key))
        }
        Step::Drop(dropped) => {
            names.retain(|name| !dropped.iter().any(|d| d == name));
            !keys.iter().any(|key| dropped.contains(key))
        }
        _ => false,
    })
}

/// The smallest of a column is tried on made-up rows, of which plain objects have none.
fn uncompared_objects(table: &Table, key: usize, axes: &Axes) -> Raises<()> {
    match axes.evaluation.made_up_object() {
        evaluation::MadeUpObject::Plain if *table.meta.columns[key].kind() == Kind::Object => {
            Err(Raised::type_error("made-up objects have no smallest").met(When::Planned))
        }
        evaluation::MadeUpObject::Plain | evaluation::MadeUpObject::Text => Ok(()),
    }
}

/// The quantiles of text have the missing value last, which does not compare with the text of another partition; where it is NA,
/// it compares with nothing.
fn missing_text(columns: &[Column]) -> Raises<()> {
    let parts = || columns.iter().filter(|c| *c.kind() == Kind::String && !c.is_empty());
    let lacks = |column: &Column| column.present().count_set_bits() < column.len();
    let largest = |column: &Column| {
        let array = column.array();
        compute::max_string(array.as_string::<i32>()).map(str::to_owned)
    };
    let meets = |i: usize, column: &Column| {
        let own = largest(column);
        parts()
            .enumerate()
            .any(|(j, other)| i != j && largest(other).is_some_and(|text| lacks(other) || Some(text) >= own))
    };
    let unfit = parts().enumerate().any(|(i, c)| lacks(c) && (c.dtype.family != Family::Numpy || meets(i, c)));
    if unfit { Err(unranged()) } else { Ok(()) }
}

fn unranged() -> Raised {
    Raised::unsupported("ranges of what is no number cannot be found where values are missing")
}

/// What is told of a failure while ranges of a key are looked for, the steps before the sort among it: whatever fails for its types is put
/// down to missing values, if the key is no number.
///
/// Source: Dask, `_calculate_divisions` (`dask_expr/_shuffle.py`).
pub(super) fn as_ranged(raised: Raised, key: &Column) -> Raised {
    let number = *key.kind() == Kind::Bool || key.kind().is_integer() || key.kind().is_float();
    let computed = matches!(raised.when, When::Computed);
    if raised.kind == ErrorKind::TypeError && computed && !number { unranged() } else { raised }
}

/// The smallest point in time of a partition that has none is no number, which does not compare with the others, nor with itself.
fn missing_times(columns: &[Column]) -> Raises<()> {
    let parts = columns.iter().filter(|c| !c.is_empty());
    let times = parts.filter(|c| matches!(c.kind(), Kind::Timestamp(..) | Kind::Duration(_)));
    if times.map(|c| c.present().count_set_bits()).min() == Some(0) {
        return Err(unranged());
    }
    Ok(())
}

/// Text or a time next to a missing value has no smallest of the two, which the ranges start from; nor has None next to itself.
fn mixed_text(table: &Table, key: usize) -> Raises<()> {
    let (mut values, mut missing) = (false, false);
    for column in table.parts.iter().map(|p| &p.columns[key]) {
        let none_is_smallest = !matches!(column.kind(), Kind::Object | Kind::Timestamp(..) | Kind::Duration(_));
        if none_is_smallest || column.dtype.family != Family::Numpy {
            return Ok(());
        }
        let present = column.present().count_set_bits();
        let none = column.as_objects().is_some_and(|values| values.contains(&Obj::None));
        values |= present > 0 || none;
        missing |= present < column.len();
    }
    if values && missing {
        Err(Raised::type_error("'>=' not supported between a missing value and others"))
    } else {
        Ok(())
    }
}

/// The partitions in which rows that are equal in the columns at `keys` meet.
pub(super) fn met(table: &Table, keys: &[usize], context: &Context<'_>) -> Raises<Vec<Frame>> {
    let n = table.parts.len();
    match context.axes.placement.distinct() {
        placement::Distinct::Hashes if context.phase == Phase::Run && lists(table, keys) => {
            Err(Raised::type_error("unhashable type: 'list'"))
        }
        placement::Distinct::Hashes if n > 1 => match context.phase {
            // a trial has as many partitions
            Phase::Build => Ok(table.parts.clone()),
            Phase::Run => hashed(table, keys, n, context.axes),
        },
        placement::Distinct::Hashes | placement::Distinct::Gather => {
            let columns = |part: &Frame| Ok(keys.iter().map(|&key| part.columns[key].clone()).collect());
            let needed = |i: &usize| demand::needs(context.ahead, &table.meta.names[*i], context.axes);
            let others = (0..table.meta.columns.len()).filter(|i| !keys.contains(i)).filter(needed).collect::<Vec<_>>();
            let texts = |&i: &usize| matches!(table.meta.columns[i].kind(), Kind::String | Kind::List(_));
            let moves = context.moves(&keys.iter().map(|&key| table.meta.names[key].to_string()).collect::<Vec<_>>());
            let met = match others.is_empty() {
                true => exchanged(table, columns, moves, Purpose::Keys, context)?,
                false if by_bucket(context.axes) && others.iter().any(texts) => folded(table, columns, moves, context)?,
                false => exchanged(table, columns, moves, Purpose::Groups, context)?,
            };
            let met = met.gathered(context.axes)?;
            // in a trial, which has no rows to move, there are as many partitions
            let parts = match (context.axes.placement.distinct(), context.phase) {
                (placement::Distinct::Hashes, Phase::Build) => n,
                _ => 1,
            };
            Ok(vec![met; parts])
        }
    }
}

/// Whether some of the keys are lists among objects.
fn lists(table: &Table, keys: &[usize]) -> bool {
    let listed = |column: &Column| column.as_objects().is_some_and(|values| values.iter().any(Obj::is_list_like));
    table.parts.iter().any(|part| keys.iter().any(|&key| listed(&part.columns[key])))
}

/// The `n` partitions that the hashes of the columns at `keys` bring rows to.
pub(super) fn hashed(table: &Table, keys: &[usize], n: usize, axes: &Axes) -> Raises<Vec<Frame>> {
    let planned =
        |part: &Frame, key: usize| table.meta.get(&part.names[key]).unwrap_or(&part.columns[key]).kind().clone();
    let targets = |part: &Frame| {
        let kinds: Vec<_> = keys.iter().map(|&key| planned(part, key)).collect();
        let keys = keys.iter().zip(&kinds).map(|(&key, kind)| (&part.columns[key], kind));
        hashes::of_equals(&keys.collect::<Vec<_>>(), n, axes)
    };
    shuffled(table, &table.parts.iter().map(targets).collect::<Raises<Vec<_>>>()?, n, axes)
}

/// The rows of every partition brought to the partition that `targets` says, in their order.
pub(super) fn shuffled(table: &Table, targets: &[Vec<u32>], partitions: usize, axes: &Axes) -> Raises<Vec<Frame>> {
    (0..partitions as u32)
        .map(|to| {
            let pieces = table
                .parts
                .iter()
                .zip(targets)
                .map(|(part, targets)| {
                    let rows: Vec<u32> = (0..part.rows as u32).filter(|&row| targets[row as usize] == to).collect();
                    part.take(&UInt32Array::from(rows))
                })
                .collect::<Raises<Vec<_>>>()?;
            let filled: Vec<&Frame> = pieces.iter().filter(|p| p.rows > 0).collect();
            match filled[..] {
                // none of any partition: what the first one handed over
                [] => Ok(pieces.first().map_or_else(|| table.meta.emptied(), Frame::emptied)),
                _ => promote::concat(&filled, axes),
            }
        })
        .collect()
}

/// Leaves only the first (or last) partition where that is all that a coming `head` (or `tail`) will look at.
pub(super) fn read_one_partition(table: &mut Table, steps: &[Step], axes: &Axes) {
    match axes.placement.head() {
        placement::Head::Table | placement::Head::Limit => return,
        placement::Head::OnePartition => {}
    }
    let aligned = aligns(axes) && table.parts.len() > 1 && table.divisions.is_empty();
    let moves = |step: &Step| aligned && matches!(step, Step::Window(window) if !window.partition_by.is_empty());
    let first = steps.iter().find(|step| moves(step) || !within(step) && !looks_back(step));
    let last = steps.iter().find(|step| !within(step) && !looks_ahead(step));
    match (first, last) {
        (Some(Step::Head(_)), _) => table.keep_first(),
        (_, Some(Step::Tail(_))) => table.keep_last(),
        _ => {}
    }
}

/// Whether what is computed within keys is aligned with its table by labels, where those are not known.
fn aligns(axes: &Axes) -> bool {
    match axes.window.moved_rows() {
        window::MovedRows::Unsorted => true,
        window::MovedRows::Misaligned | window::MovedRows::Found => false,
    }
}

/// Whether a step is done within partitions, row by row.
fn within(step: &Step) -> bool {
    step.is_on_columns() || step.chooses_rows() || matches!(step, Step::Dropna(_) | Step::Explode(_))
}

/// Whether a step looks at rows before each only, of which the first partition has none in another.
fn looks_back(step: &Step) -> bool {
    match step {
        Step::Ffill => true,
        Step::Window(window) => {
            let moved = |column: &WindowColumn| column.function == WindowFn::Shift && !window.partition_by.is_empty();
            let back = |column: &WindowColumn| !moved(column) && column.n.is_none_or(|n| n >= 0);
            window.order_by.is_empty() && window.columns.iter().all(back)
        }
        _ => false,
    }
}

/// Whether a step looks at rows behind each only, of which the last partition has none in another.
fn looks_ahead(step: &Step) -> bool {
    match step {
        Step::Bfill => true,
        Step::Window(window) => {
            let ahead = |column: &WindowColumn| {
                matches!(column.function, WindowFn::Shift | WindowFn::Diff) && column.n.is_some_and(|n| n < 0)
            };
            window.order_by.is_empty() && window.partition_by.is_empty() && window.columns.iter().all(ahead)
        }
        _ => false,
    }
}

/// Which partition of what follows is computed alone, if it is one.
pub(super) fn only_wanted(steps: &[Step], parts: usize) -> Option<usize> {
    match steps.iter().find(|step| !within(step)) {
        Some(Step::Head(_)) => Some(0),
        Some(Step::Tail(_)) => parts.checked_sub(1),
        _ => None,
    }
}
