//! What a plan comes to before it runs: how many steps are planned at once, and every one of them tried without the case's rows.

use super::demand::Planned;
use super::frame::{Frame, Table};
use super::pushdown::Found;
use super::raised::{Raised, Raises};
use super::{Around, Context, Phase, Session, demand, names, placement, pushdown, reach, run, sample, step};
use crate::axis::names::Hidden;
use crate::axis::{Axes, evaluation, placement as placement_axis, window as window_axis};
use crate::case::plan::{
    AggFn, Aggregate, Ascending, DropDuplicates, How, Pivot, Sort, Step, Window, WindowColumn, WindowFn,
};
use crate::result::ErrorKind;

/// How many steps are planned and run before the next one is looked at.
pub(super) fn leg(steps: &[Step], table: &Table, axes: &Axes) -> usize {
    // the labels of a pivot are looked for before what follows is planned
    let pivot = match axes.evaluation.build() {
        evaluation::Build::Eager | evaluation::Build::Schema => None,
        evaluation::Build::Sample => steps.iter().position(|step| matches!(step, Step::Pivot(_))).map(|i| i + 1),
    };
    let end = match axes.evaluation.midway() {
        evaluation::Midway::Nothing => None,
        evaluation::Midway::Sort if table.parts.len() == 1 && !sorted_below_another(steps) => None,
        evaluation::Midway::Sort => {
            // a window sorts before its functions are looked at
            let sort = steps.iter().position(|step| matches!(step, Step::Sort(_))).map(|i| i + 1);
            let window = steps.iter().skip(1).position(sorts_in_window).map(|i| i + 1);
            sort.into_iter().chain(window).min()
        }
        evaluation::Midway::Tail => steps.iter().position(|step| matches!(step, Step::Tail(_))).map(|i| i + 1),
    };
    let values = match axes.evaluation.build() {
        // the values of a whole table are fetched, and make a table of one row
        evaluation::Build::Sample => steps.iter().position(|step| matches!(step, Step::Agg(_))).map(|i| i + 1),
        evaluation::Build::Eager | evaluation::Build::Schema => None,
    };
    end.into_iter().chain(pivot).chain(values).min().unwrap_or(steps.len())
}

/// Whether the first sort is one of several tables below one another, which are as many partitions.
fn sorted_below_another(steps: &[Step]) -> bool {
    let sort = steps.iter().position(|step| matches!(step, Step::Sort(_)) || sorts_in_window(step));
    sort.is_some_and(|sort| steps[..sort].iter().any(|step| matches!(step, Step::Concat(_))))
}

fn sorts_in_window(step: &Step) -> bool {
    // by several columns it is refused when it is planned
    matches!(step, Step::Window(window) if window.order_by.len() == 1)
}

/// The error that the rows raise when the window at the start of a plan sorts them, before anything else of it is looked at.
pub(super) fn sorted_midway(leg: &[Step], table: &Table, session: &Session<'_>) -> Raises<()> {
    let Session { axes, inputs, .. } = *session;
    let looked_for = match axes.evaluation.midway() {
        evaluation::Midway::Sort => true,
        evaluation::Midway::Nothing | evaluation::Midway::Tail => false,
    };
    match leg {
        [Step::Window(window), ahead @ ..] if table.parts.len() > 1 && looked_for => {
            let context = Context::new(axes, Phase::Run, inputs, ahead, table);
            step::sorted(window, table, &context).map(drop).or_else(|raised| match raised.is_late() {
                true => Ok(()),
                false => Err(raised),
            })
        }
        _ => Ok(()),
    }
}

/// The table that the only one of these steps sorts, where that is done before what follows is looked at.
fn sorted_first(steps: &[Step], table: &Table, session: &Session<'_>) -> Option<Table> {
    let Session { axes, inputs, .. } = *session;
    match (axes.evaluation.midway(), steps) {
        (evaluation::Midway::Sort, [Step::Window(window)]) if table.parts.len() > 1 && window.order_by.len() == 1 => {
            let context = Context::new(axes, Phase::Run, inputs, &[], table);
            step::sorted(window, table, &context).ok()
        }
        _ => None,
    }
}

/// The first error of the values of a whole table at the end of a leg, of which each is planned and computed before the next is looked at.
pub(super) fn one_by_one(leg: &[Step], table: &Table, session: &Session<'_>) -> Option<Raised> {
    match session.axes.evaluation.build() {
        evaluation::Build::Sample => {}
        evaluation::Build::Eager | evaluation::Build::Schema => return None,
    }
    let [before @ .., Step::Agg(outputs)] = leg else { return None };
    if step::offered(outputs, session.axes).is_err() {
        return None;
    }
    outputs.iter().find_map(|output| value(before, output, table, session).err())
}

/// The values of a whole table at the end of a leg, each of a plan of its own, where that may leave out what all of them together need:
/// tables below one another, windows within keys, or columns that could not be computed for all, if they were `refused`.
pub(super) fn each_value(leg: &[Step], table: &Table, refused: bool, session: &Session<'_>) -> Option<Raises<Table>> {
    match session.axes.evaluation.demand() {
        evaluation::Demand::Picked => {}
        evaluation::Demand::Needed | evaluation::Demand::All => return None,
    }
    let [before @ .., Step::Agg(outputs)] = leg else { return None };
    let moves = |step: &Step| match step {
        Step::Concat(_) => true,
        Step::Window(window) => !window.partition_by.is_empty(),
        _ => false,
    };
    if outputs.len() < 2 || !refused && !before.iter().any(moves) {
        return None;
    }
    let values = outputs.iter().map(|output| value(before, output, table, session));
    let together = |mut row: Table, value: Table| {
        for (row, value) in row.parts.iter_mut().chain([&mut row.meta]).zip(value.parts.into_iter().chain([value.meta]))
        {
            row.names.extend(value.names);
            row.columns.extend(value.columns);
        }
        row
    };
    Some(values.reduce(|row, value| Ok(together(row?, value?))).unwrap_or_else(|| Ok(table.clone())))
}

/// One value of the whole table that steps end in.
fn value(before: &[Step], output: &Aggregate, table: &Table, session: &Session<'_>) -> Raises<Table> {
    let steps = [before, &[Step::Agg(vec![output.clone()])]].concat();
    let tried = tried(&steps, table, session).map_err(|(_, raised)| raised)?;
    let (planned, table) = optimized(tried, table, session)?;
    run(&planned, table, session, Around::default(), &mut |_| ())
}

/// Refuses to roll over rows whose labels are not known, behind a sort whose ranges are looked for when it is asked.
///
/// Source: Dask, `Rolling.__init__` (`dask_expr/_rolling.py`) and `SortValues._divisions` (`_shuffle.py`).
///
/// # Errors
/// That, and what is raised while the ranges are looked for.
pub(super) fn rolled(leg: &[Step], table: &Table, session: &Session<'_>) -> Raises<()> {
    match session.axes.window.unlabelled() {
        window_axis::Unlabelled::Rolled => return Ok(()),
        window_axis::Unlabelled::Refused => {}
    }
    let rolls = |c: &&WindowColumn| matches!(c.function, WindowFn::RollingSum | WindowFn::RollingMean);
    for (i, step) in leg.iter().enumerate() {
        let Step::Window(window) = step else { continue };
        let Some(at) = window.columns.iter().position(|column| rolls(&column)) else { continue };
        let output = &window.columns[at];
        let mut before: Vec<Step> = leg[..i].to_vec();
        // columns are planned one after the other
        let earlier = Step::Window(Window { columns: window.columns[..at].to_vec(), ..window.clone() });
        if tried(&[before.as_slice(), &[earlier]].concat(), table, session).is_err() {
            return Ok(());
        }
        if !window.order_by.is_empty() {
            before.push(Step::Sort(ordered_by(&window.order_by)));
        }
        let whole = [before.as_slice(), &[Step::Drop(Vec::new())]].concat();
        let Ok((_, metas, parts)) = tried(&whole, table, session) else { return Ok(()) };
        let wanted = || window.partition_by.iter().chain(&output.column);
        let known = metas.last().is_some_and(|meta| wanted().all(|name| meta.position(name).is_some()));
        if !known || parts.last().is_none_or(|found| found.parts < 2) {
            continue;
        }
        let Some((last, sort)) = before.iter().enumerate().rev().find_map(|(at, step)| Some((at, sorts(step)?))) else {
            continue;
        };
        let sorted = match ranges(&before[..last], sort, table, session) {
            Err(raised) if raised.is_late() => return Ok(()),
            sorted => sorted?,
        };
        if sorted.is_some_and(|sorted| sorted.parts.len() > 1 && sorted.divisions.is_empty()) {
            return Err(Raised::unsupported("rows whose labels are not known cannot be rolled over"));
        }
    }
    Ok(())
}

fn ordered_by(order_by: &[String]) -> Sort {
    Sort { by: order_by.to_vec(), ascending: None, na_position: None }
}

/// The sort that a step is, or starts with.
fn sorts(step: &Step) -> Option<Sort> {
    match step {
        Step::Sort(sort) => Some(sort.clone()),
        Step::Window(window) if !window.order_by.is_empty() => Some(ordered_by(&window.order_by)),
        _ => None,
    }
}

/// What a sort behind these steps comes to, of which nothing but its key is computed: the ranges that it brings rows to.
fn ranges(before: &[Step], sort: Sort, table: &Table, session: &Session<'_>) -> Raises<Option<Table>> {
    // the other keys only order rows of one range
    let ascending = sort.ascending.as_ref().map(|ascending| Ascending::All(ascending.of(0)));
    let sort = Sort { by: sort.by.into_iter().take(1).collect(), ascending, ..sort };
    let key = Aggregate { out: String::new(), function: AggFn::Count, column: sort.by.first().cloned(), q: None };
    let steps = [before, &[Step::Sort(sort), Step::Agg(vec![key])]].concat();
    alone(&steps, table, session)
}

/// What these steps come to where the column `name` is all that is wanted; none where that is refused.
///
/// # Errors
/// What they raise then.
pub(super) fn column_alone(steps: &[Step], name: &str, table: &Table, session: &Session<'_>) -> Raises<Option<Table>> {
    let wanted = Aggregate { out: String::new(), function: AggFn::Count, column: Some(name.to_owned()), q: None };
    alone(&[steps, &[Step::Agg(vec![wanted])]].concat(), table, session)
}

/// How many partitions there are behind the step at `at`, if it is a sort and what follows asks for their number before it computes.
///
/// Source: Dask, `Series.median` (`dask_expr/_collection.py`) and `SortValues._divisions` (`_shuffle.py`).
fn counted_ranges(steps: &[Step], at: usize, start: &Table, session: &Session<'_>) -> Raises<Option<usize>> {
    let median = |output: &Aggregate| output.function == AggFn::Median;
    let asked = steps[at + 1..].iter().any(|step| matches!(step, Step::Agg(outputs) if outputs.iter().any(median)));
    match (session.axes.placement.sort(), sorts(&steps[at])) {
        (placement_axis::Sort::PresentQuantiles, Some(sort)) if asked => {
            Ok(ranges(&steps[..at], sort, start, session)?.map(|sorted| sorted.parts.len()))
        }
        _ => Ok(None),
    }
}

/// The first error of a sort in a leg whose ranges are looked for before anything of the leg is computed.
///
/// Source: Dask, `SortValues._lower` (`dask_expr/_shuffle.py`).
pub(super) fn unsorted(leg: &[Step], table: &Table, session: &Session<'_>) -> Option<Raised> {
    match session.axes.placement.sort() {
        placement_axis::Sort::PresentQuantiles => {}
        placement_axis::Sort::Quantiles | placement_axis::Sort::Gather => return None,
    }
    let (_, metas, parts) = tried(leg, table, session).ok()?;
    leg.iter().enumerate().find_map(|(at, step)| {
        let sort = sorts(step)?;
        let meta = if at > 0 { metas.get(at - 1)? } else { &table.meta };
        let window: &[Step] = if matches!(step, Step::Window(_)) { std::slice::from_ref(step) } else { &[] };
        let ahead = [window, &leg[at + 1..]].concat();
        let looked_for =
            parts.get(at).is_some_and(|found| found.parts > 1) && placement::is_ranged(meta, &sort.by, &ahead);
        if !looked_for {
            return None;
        }
        let key = sort.by.first().and_then(|name| meta.get(name));
        let raised = ranges(&leg[..at], sort.clone(), table, session).err()?;
        Some(key.map_or(raised.clone(), |key| placement::as_ranged(raised, key)))
    })
}

/// What a plan comes to before the last of its steps, which says what is wanted; none where the plan is refused.
fn alone(steps: &[Step], table: &Table, session: &Session<'_>) -> Raises<Option<Table>> {
    let Ok(tried) = tried(steps, table, session) else { return Ok(None) };
    let (mut planned, table) = optimized(tried, table, session)?;
    let wanted: Vec<Step> = planned.pop().into_iter().map(|wanted| wanted.step).collect();
    let around = Around { after: &wanted, ..Around::default() };
    run(&planned, table, session, around, &mut |_| ()).map(Some)
}

/// The steps that were tried on a table like `table`, as they run.
fn optimized((mut steps, metas, parts): Tried, table: &Table, session: &Session<'_>) -> Raises<(Vec<Planned>, Table)> {
    pushdown::plan(&mut steps, &parts, (&table.meta, &metas), session)?;
    session.optimized(super::planned(steps, metas, &[], session), table.clone(), true, &mut |_| ())
}

/// The table in which the pivot behind `before` looks for its labels: what the plan up to it comes to where the column of the labels is all
/// that is wanted. None where that is its own table, or the plan is refused.
///
/// Source: Dask, `as_known` (`dataframe/categorical.py`); Spark, `RelationalGroupedDataset.collectPivotValues`.
///
/// # Errors
/// What is raised while they are looked for.
pub(super) fn labels(before: &[Step], pivot: &Pivot, table: &Table, session: &Session<'_>) -> Raises<Option<Table>> {
    let column = pivot.columns.clone();
    let wanted = match session.axes.evaluation.build() {
        evaluation::Build::Sample if !before.is_empty() && step::labels_are_looked_for(pivot) => {
            let column = Some(column);
            vec![Step::Agg(vec![Aggregate { out: String::new(), function: AggFn::Count, column, q: None }])]
        }
        evaluation::Build::Schema => {
            let distinct = Step::DropDuplicates(DropDuplicates { subset: None, keep: None });
            vec![Step::Select(vec![column]), distinct, Step::Drop(Vec::new())]
        }
        evaluation::Build::Sample | evaluation::Build::Eager => return Ok(None),
    };
    alone(&[before, &wanted].concat(), table, session)
}

/// The steps as they are planned, what the columns are after each, and what is known of the table before each.
pub(super) type Tried = (Vec<Step>, Vec<Frame>, Vec<Found>);

/// The steps that were tried; or what is raised, and by which of them.
type Built = Result<Tried, (usize, Raised)>;

/// Tries every step without the rows that they start with, in as many partitions.
pub(super) fn tried(steps: &[Step], start: &Table, session: &Session<'_>) -> Built {
    let Session { axes, inputs, .. } = *session;
    // without a plan ahead the trial only looks for columns to carry along
    let (stand_in, ahead): (fn(&Frame, &Axes) -> Frame, bool) = match (axes.evaluation.build(), axes.names.hidden()) {
        (evaluation::Build::Eager, Hidden::Gone) => return Ok((steps.to_vec(), Vec::new(), Vec::new())),
        (evaluation::Build::Eager, Hidden::Reached) => (|meta, _| meta.emptied(), false),
        (evaluation::Build::Sample, _) => (sample::of, true),
        (evaluation::Build::Schema, _) => (|meta, _| meta.emptied(), true),
    };
    let standing = |table: &Table| {
        let meta = table.meta.emptied();
        Table { parts: vec![stand_in(&meta, axes); table.parts.len().max(1)], meta, divisions: table.divisions.clone() }
    };
    let stand_ins: Vec<(&str, Table)> = inputs.iter().map(|(name, table)| (*name, standing(table))).collect();
    let mut table = standing(start);
    let mut tables = vec![table.meta.clone()];
    let mut parts = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        let (rest, rows_in) = (&steps[i + 1..], table.parts.len());
        // the values that a key is looked for among are computed when it is planned
        let computed = is_member(step) && matches!(axes.evaluation.build(), evaluation::Build::Sample);
        let inputs = if computed { inputs } else { &stand_ins };
        let context = Context::new(axes, Phase::Build, inputs, rest, &table);
        parts.push(Found { parts: table.parts.len(), labelled: !table.divisions.is_empty() });
        let made = match (step, axes.evaluation.build()) {
            (Step::Pivot(pivot), evaluation::Build::Schema) => labels(&steps[..i], pivot, start, session)
                .and_then(|labels| {
                    labels.map_or(Ok((step.clone(), table)), |labels| over(&labels, pivot, &tables[i], axes))
                })
                .and_then(|(step, table)| step::run(&step, table, &context)),
            (_, evaluation::Build::Schema | evaluation::Build::Sample | evaluation::Build::Eager) => {
                step::run(step, table, &context)
            }
        };
        table = match made.map_err(|raised| ambiguous_first(step, &tables[i], axes).unwrap_or(raised)) {
            Ok(mut table) => {
                let parts = counted_ranges(steps, i, start, session).map_err(|raised| (i, raised))?;
                table.parts.truncate(parts.unwrap_or(usize::MAX));
                if let Step::Groupby(groupby) = step {
                    let parts =
                        groupby.agg.first().map(|a| placement::groups::planned(a.function, groupby, rows_in, axes));
                    table.parts.resize(parts.unwrap_or(1).max(1), table.meta.clone());
                }
                if let Some(sorted) = sorted_first(&steps[..=i], start, session) {
                    table.parts.resize(sorted.parts.len(), table.meta.clone());
                    table.divisions = sorted.divisions;
                }
                standing(&table)
            }
            Err(raised) => match reach::carried(steps, &tables, axes) {
                Some(steps) => return tried(&steps, start, session),
                None if ahead => {
                    let put_in = steps[..i].iter().filter(|step| reach::carries(step)).count();
                    return Err((i - put_in, reach::lost(steps, &tables, &context).unwrap_or(raised)));
                }
                None => break,
            },
        };
        tables.push(table.meta.clone());
    }
    let metas = if ahead { tables.split_off(1) } else { Vec::new() };
    Ok((steps.to_vec(), metas, parts))
}

fn is_member(step: &Step) -> bool {
    matches!(step, Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti))
}

/// The error of a name in a step that could be any of several columns: it is met while names are looked up, before all that is
/// looked at once they are known.
///
/// Source: Spark, `ResolveReferences` ahead of `CheckAnalysis`.
fn ambiguous_first(step: &Step, found: &Frame, axes: &Axes) -> Option<Raised> {
    let of_outputs = |outputs: &[Aggregate]| outputs.iter().filter_map(|output| output.column.clone()).collect();
    let names: Vec<String> = match step {
        Step::Groupby(groupby) => groupby.by.iter().cloned().chain::<Vec<_>>(of_outputs(&groupby.agg)).collect(),
        Step::Agg(outputs) => of_outputs(outputs),
        Step::Filter(condition) => demand::references(condition).into_iter().collect(),
        Step::WithColumns(columns) => columns.iter().take(1).flat_map(|(_, e)| demand::references(e)).collect(),
        _ => Vec::new(),
    };
    let raised = names.iter().filter_map(|name| names::places(found, name, axes).err());
    raised.into_iter().find(|raised| raised.kind == ErrorKind::AmbiguousColumn)
}

/// A pivot like this of a table like `found` that has the labels, and nothing to put under them.
fn over(labels: &Table, pivot: &Pivot, found: &Frame, axes: &Axes) -> Raises<(Step, Table)> {
    let labels = labels.gathered(axes)?;
    let mut rows = found.missing(labels.rows)?;
    let mut pivot = pivot.clone();
    let places = names::alike(found, &pivot.columns, axes);
    if let Some(values) = names::alike(found, &pivot.values, axes).first().filter(|place| places.contains(place)) {
        // a NUL stands in no name of a case
        pivot.values.push('\0');
        rows.assign(&pivot.values, rows.columns[*values].clone());
    }
    for at in places {
        rows.columns[at] = labels.columns[0].clone();
    }
    Ok((Step::Pivot(pivot), Table::whole(rows)))
}
