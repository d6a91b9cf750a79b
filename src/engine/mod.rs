//! The built-in engine: runs a case's plan over partitioned tables, as a profile's axes say.
//!
//! **Two phases.** *Build* tries every step on tables without the case's rows (where the profile plans ahead) and raises what
//! can be known from types alone; *run* computes the rows. Both call the same steps: a build is a run over a sample or over
//! no rows, so there is one place where a step's types are decided.
//!
//! **The engine never asks which framework it is.** It asks the axes of the profile. A test reads these files for names.
//!
//! **Rooms.** [`dtype`] and [`column`] hold values; [`object`] holds Python objects; `text` turns values into text; `ingest`
//! makes tables of inputs; `expr` evaluates expressions; `step` has a file a step; `finish` makes the canonical result.

mod aggregate;
mod calendar;
mod coerce;
pub mod column;
mod constants;
pub mod declared;
mod demand;
pub mod dtype;
mod early;
mod expr;
mod fill;
pub(crate) mod finish;
pub mod frame;
mod having;
mod infer;
mod ingest;
mod join;
mod key_order;
mod keys;
mod names;
pub mod object;
mod order;
mod placement;
mod promote;
mod pushdown;
mod raised;
mod reach;
mod sample;
mod step;
pub(crate) mod text;
mod window;

pub use placement::reasons as partition_reasons;
pub use raised::{Raised, Raises};

use std::ops::RangeFrom;

use crate::axis::names::Hidden;
use crate::axis::{self, Axes, evaluation, window as window_axis};
use crate::case::expr::Expr;
use crate::case::plan::{AggFn, Aggregate, Case, Sort, Step, WindowColumn, WindowFn};
use crate::profile::Profile;
use crate::result::Outcome;
use demand::Planned;
use frame::{Frame, Table};

/// How a case is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Overrides the number of partitions of every input.
    pub partitions: Option<usize>,
}

/// Which of the two phases a step runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// On made-up rows or on none.
    Build,
    /// On the rows.
    Run,
}

/// What a step may ask for besides its own parameters and its table.
pub(crate) struct Context<'a> {
    /// The profile's axes.
    pub(crate) axes: &'a Axes,
    /// Which phase this is.
    pub(crate) phase: Phase,
    /// The case's inputs, by name, as tables of this phase.
    inputs: &'a [(&'a str, Table)],
    /// The steps after the one that runs.
    pub(crate) ahead: &'a [Step],
    /// How many rows the step's table has, in all its partitions.
    pub(crate) rows: usize,
    /// Where the labels of a pivot are looked for; in its table, if it is not said.
    pub(crate) labels: Option<&'a Table>,
}

impl Context<'_> {
    /// The input table called `name`.
    pub(crate) fn input(&self, name: &str) -> Raises<&Table> {
        self.inputs
            .iter()
            .find_map(|(n, table)| (*n == name).then_some(table))
            .ok_or_else(|| Raised::internal(format!("there is no input {name}")))
    }
}

/// The answer that the frameworks' profile predicts for `case`.
pub fn execute(case: &Case, profile: &Profile, options: &Options) -> Outcome {
    match table(case, profile, options, &mut |_| ()) {
        Ok(table) => outcome(&table, case, profile),
        Err(raised) => Outcome::Error(raised),
    }
}

/// The canonical form of the table that `case` ended in under `profile`.
pub fn outcome(table: &Table, case: &Case, profile: &Profile) -> Outcome {
    finish::outcome(table, case, profile)
}

/// What is seen of a run.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// The inputs are there; the table that the steps start with.
    Inputs(&'a Table),
    /// A step is done: where it stands in the case (nowhere, if the plan put it in), the step as it ran, and its table.
    Done(Option<usize>, &'a Step, &'a Table),
    /// The step at this place of the case raised the error that the run ends in; no step, if it was an input.
    Refused(Option<usize>),
}

/// Is told of what a run goes through.
pub type Watch<'w> = dyn FnMut(Seen<'_>) + 'w;

/// The table that `case` ends in, before it is put into canonical form.
///
/// # Errors
/// When the case ends in an error under this profile.
pub fn table(case: &Case, profile: &Profile, options: &Options, watch: &mut Watch<'_>) -> Raises<Table> {
    let axes = &profile.axes;
    let (mut inputs, mut late) = (Vec::new(), Vec::new());
    for input in &case.inputs {
        let partitions = options.partitions.unwrap_or(input.partitions).max(1);
        let read = ingest::table(input, partitions, axes).inspect_err(|_| watch(Seen::Refused(None)))?;
        inputs.push((input.name.as_str(), read.table));
        late.push(read.late);
    }
    let first = inputs.first().map(|(_, table)| table.clone());
    let mut table = first.ok_or_else(|| Raised::internal("a case without inputs"))?;
    watch(Seen::Inputs(&table));
    let mut rest = case.steps.as_slice();
    loop {
        let start = case.steps.len() - rest.len();
        let (leg, after) = rest.split_at(leg(rest, &table, axes));
        rolled(leg, &table, axes, &inputs).inspect_err(|_| watch(Seen::Refused(Some(start))))?;
        let labels = labels(leg, &table, axes, &inputs)
            .inspect_err(|_| watch(Seen::Refused(Some(start + leg.len().saturating_sub(1)))))?;
        let (mut steps, metas, parts) = match build(leg, &table, axes, &inputs) {
            Ok(built) => built,
            Err((at, raised)) => {
                let sorted = sorted_midway(leg, &table, axes, &inputs);
                watch(Seen::Refused(Some(if sorted.is_err() { start } else { start + at })));
                let first = sorted.err().or_else(|| one_by_one(leg, &table, axes, &inputs));
                return Err(first.unwrap_or(raised));
            }
        };
        pushdown::plan(&mut steps, &parts, (&table.meta, &metas), &inputs, axes)?;
        let mut planned = planned(steps, metas, start);
        let in_plan = start == 0 && case.inputs.first().is_some_and(|input| ingest::is_in_plan(input, axes));
        if in_plan {
            let rest = planned.split_off(constants::row_by_row(&planned));
            table = run(&planned, table, axes, &inputs, Around::default(), watch)?;
            planned = rest;
        }
        let (planned, needed) = demand::plan(planned, &table.meta, &inputs, after.is_empty(), axes);
        let context =
            Context { axes, phase: Phase::Run, inputs: &inputs, ahead: &[], rows: table.rows(), labels: None };
        constants::fold(&planned, &table.meta, in_plan && table.rows() == 0, &context)
            .inspect_err(|_| watch(Seen::Refused(Some(start))))?;
        // all that is planned at once is right: now rows are read
        ingest::late::raise(&std::mem::take(&mut late), case, needed.as_ref(), axes)
            .inspect_err(|_| watch(Seen::Refused(None)))?;
        let declared = metas_end(&planned, &table);
        let before = table.clone();
        let around = Around { after: &[], labels: labels.as_ref() };
        table = run(&planned, table, axes, &inputs, around, watch).map_err(|raised| {
            // what is planned behind a sort or a pivot is looked at before its rows are moved, or its cells are computed
            let declared = match placement::is_late(&raised) {
                true => Some(declared),
                false => pivoted(&planned, before, axes, &inputs, labels.as_ref()),
            };
            let planned = declared.and_then(|declared| {
                build(&after[..self::leg(after, &declared, axes)], &declared, axes, &inputs).err()
            });
            planned.map_or(raised, |(_, planned)| planned)
        })?;
        if after.is_empty() {
            return Ok(table);
        }
        rest = after;
    }
}

/// A table like the one that the planned steps are to end in.
fn metas_end(planned: &[Planned], table: &Table) -> Table {
    let meta = planned.last().and_then(|last| last.meta.clone()).unwrap_or_else(|| table.meta.clone());
    Table { parts: vec![meta.clone(); table.parts.len()], meta, divisions: Vec::new() }
}

/// A table like the one that the pivot at the end of the planned steps was to make, where it is known without its cells.
fn pivoted(
    planned: &[Planned],
    table: Table,
    axes: &Axes,
    inputs: &[(&str, Table)],
    labels: Option<&Table>,
) -> Option<Table> {
    let [before @ .., Planned { step: Step::Pivot(pivot), .. }] = planned else { return None };
    let table = run(before, table, axes, inputs, Around::default(), &mut |_| ()).ok()?;
    step::declared_pivot(pivot, &table, labels.unwrap_or(&table), axes).map(Table::whole)
}

/// The first error of the values of a whole table at the end of a leg, of which each is planned and computed before the next is looked at.
fn one_by_one(leg: &[Step], table: &Table, axes: &Axes, inputs: &[(&str, Table)]) -> Option<Raised> {
    match axes.evaluation.build {
        evaluation::Build::Sample => {}
        evaluation::Build::Eager | evaluation::Build::Schema => return None,
    }
    let [before @ .., Step::Agg(outputs)] = leg else { return None };
    let value = |output: &Aggregate| -> Raises<()> {
        let steps = [before, &[Step::Agg(vec![output.clone()])]].concat();
        let (mut steps, metas, parts) = build(&steps, table, axes, inputs).map_err(|(_, raised)| raised)?;
        pushdown::plan(&mut steps, &parts, (&table.meta, &metas), inputs, axes)?;
        let (planned, _) = demand::plan(planned(steps, metas, 0), &table.meta, inputs, false, axes);
        run(&planned, table.clone(), axes, inputs, Around::default(), &mut |_| ()).map(drop)
    };
    outputs.iter().find_map(|output| value(output).err())
}

/// Refuses to roll over rows whose labels are not known, behind a sort whose ranges are looked for when it is asked.
///
/// Source: Dask, `Rolling.__init__` (`dask_expr/_rolling.py`) and `SortValues._divisions` (`_shuffle.py`).
///
/// # Errors
/// That, and what is raised while the ranges are looked for.
fn rolled(leg: &[Step], table: &Table, axes: &Axes, inputs: &[(&str, Table)]) -> Raises<()> {
    match axes.window.unlabelled {
        window_axis::Unlabelled::Rolled => return Ok(()),
        window_axis::Unlabelled::Refused => {}
    }
    let rolls = |c: &&WindowColumn| matches!(c.function, WindowFn::RollingSum | WindowFn::RollingMean);
    for (i, step) in leg.iter().enumerate() {
        let Step::Window(window) = step else { continue };
        let Some(output) = window.columns.iter().find(rolls) else { continue };
        let by = |order_by: &[String]| Sort { by: order_by.to_vec(), ascending: None, na_position: None };
        let mut before: Vec<Step> = leg[..i].to_vec();
        if !window.order_by.is_empty() {
            before.push(Step::Sort(by(&window.order_by)));
        }
        let whole = [before.as_slice(), &[Step::Drop(Vec::new())]].concat();
        let Ok((_, metas, parts)) = build(&whole, table, axes, inputs) else { return Ok(()) };
        let wanted = || window.partition_by.iter().chain(&output.column);
        let known = metas.last().is_some_and(|meta| wanted().all(|name| meta.position(name).is_some()));
        if !known || parts.last().is_none_or(|parts| *parts < 2) {
            continue;
        }
        let sorts = |step: &Step| match step {
            Step::Sort(sort) => Some(sort.clone()),
            Step::Window(window) if !window.order_by.is_empty() => Some(by(&window.order_by)),
            _ => None,
        };
        let Some((last, sort)) = before.iter().enumerate().rev().find_map(|(at, step)| Some((at, sorts(step)?))) else {
            continue;
        };
        let key = Aggregate { out: String::new(), function: AggFn::Count, column: sort.by.first().cloned(), q: None };
        before.truncate(last);
        before.extend([Step::Sort(sort), Step::Agg(vec![key])]);
        let sorted = alone(&before, table, axes, inputs)?;
        if sorted.is_some_and(|sorted| sorted.parts.len() > 1 && sorted.divisions.is_empty()) {
            return Err(Raised::unsupported("rows whose labels are not known cannot be rolled over"));
        }
    }
    Ok(())
}

/// What a plan comes to before the last of its steps, which says what is wanted; none where the plan is refused.
fn alone(steps: &[Step], table: &Table, axes: &Axes, inputs: &[(&str, Table)]) -> Raises<Option<Table>> {
    let Ok((mut steps, metas, parts)) = build(steps, table, axes, inputs) else { return Ok(None) };
    pushdown::plan(&mut steps, &parts, (&table.meta, &metas), inputs, axes)?;
    let (mut planned, _) = demand::plan(planned(steps, metas, 0), &table.meta, inputs, false, axes);
    let wanted: Vec<Step> = planned.pop().into_iter().map(|wanted| wanted.step).collect();
    let around = Around { after: &wanted, labels: None };
    run(&planned, table.clone(), axes, inputs, around, &mut |_| ()).map(Some)
}

/// The table in which the pivot at the end of a leg looks for its labels: what the plan up to it comes to where the column of the labels is
/// all that is wanted; none where it is the table itself, or the plan is refused.
///
/// # Errors
/// What is raised while they are looked for.
fn labels(leg: &[Step], table: &Table, axes: &Axes, inputs: &[(&str, Table)]) -> Raises<Option<Table>> {
    match axes.evaluation.build {
        evaluation::Build::Eager | evaluation::Build::Schema => return Ok(None),
        evaluation::Build::Sample => {}
    }
    let [before @ .., Step::Pivot(pivot)] = leg else { return Ok(None) };
    let column = Aggregate { out: String::new(), function: AggFn::Count, column: Some(pivot.columns.clone()), q: None };
    let steps = [before, &[Step::Agg(vec![column])]].concat();
    if before.is_empty() || !step::labels_are_looked_for(pivot) {
        return Ok(None);
    }
    alone(&steps, table, axes, inputs)
}

/// The built steps with where they stand in the case, the first one at `start`.
fn planned(steps: Vec<Step>, metas: Vec<Frame>, start: usize) -> Vec<Planned> {
    let mut metas = metas.into_iter();
    let mut next = start..;
    let place = |step: &Step, next: &mut RangeFrom<usize>| if reach::carries(step) { None } else { next.next() };
    steps
        .into_iter()
        .map(|step| Planned { place: place(&step, &mut next), meta: metas.next(), step, partners: None })
        .collect()
}

/// How many steps are planned and run before the next one is looked at.
fn leg(steps: &[Step], table: &Table, axes: &Axes) -> usize {
    // the labels of a pivot are looked for before what follows is planned
    let pivot = match axes.evaluation.build {
        evaluation::Build::Eager => None,
        evaluation::Build::Sample | evaluation::Build::Schema => {
            steps.iter().position(|step| matches!(step, Step::Pivot(_))).map(|i| i + 1)
        }
    };
    let end = match axes.evaluation.midway {
        evaluation::Midway::Nothing => None,
        evaluation::Midway::Sort if table.parts.len() == 1 => None,
        evaluation::Midway::Sort => {
            // a window sorts before its functions are looked at
            let sort = steps.iter().position(|step| matches!(step, Step::Sort(_))).map(|i| i + 1);
            let window = steps.iter().skip(1).position(sorts_in_window).map(|i| i + 1);
            sort.into_iter().chain(window).min()
        }
        evaluation::Midway::Tail => steps.iter().position(|step| matches!(step, Step::Tail(_))).map(|i| i + 1),
    };
    let values = match axes.evaluation.build {
        // the values of a whole table are fetched, and make a table of one row
        evaluation::Build::Sample => steps.iter().position(|step| matches!(step, Step::Agg(_))).map(|i| i + 1),
        evaluation::Build::Eager | evaluation::Build::Schema => None,
    };
    end.into_iter().chain(pivot).chain(values).min().unwrap_or(steps.len())
}

fn sorts_in_window(step: &Step) -> bool {
    // by several columns it is refused when it is planned
    matches!(step, Step::Window(window) if window.order_by.len() == 1)
}

/// The error that the rows raise when the window at the start of a plan sorts them, before anything else of it is looked at.
fn sorted_midway(leg: &[Step], table: &Table, axes: &Axes, inputs: &[(&str, Table)]) -> Raises<()> {
    let looked_for = match axes.evaluation.midway {
        evaluation::Midway::Sort => true,
        evaluation::Midway::Nothing | evaluation::Midway::Tail => false,
    };
    match leg {
        [Step::Window(window), ahead @ ..] if table.parts.len() > 1 && looked_for => {
            let context = Context { axes, phase: Phase::Run, inputs, ahead, rows: table.rows(), labels: None };
            step::sorted(window, table, &context).map(drop).or_else(|raised| match placement::is_late(&raised) {
                true => Ok(()),
                false => Err(raised),
            })
        }
        _ => Ok(()),
    }
}

/// The steps as they are planned, what the columns are after each, and how many partitions there are before each; or what is raised, and by which of the case's steps.
type Built = Result<(Vec<Step>, Vec<Frame>, Vec<usize>), (usize, Raised)>;

/// Tries every step without the case's rows, in as many partitions.
fn build(steps: &[Step], start: &Table, axes: &Axes, inputs: &[(&str, Table)]) -> Built {
    // without a plan ahead the trial only looks for columns to carry along
    let (stand_in, ahead): (fn(&Frame, &Axes) -> Frame, bool) = match (axes.evaluation.build, axes.names.hidden) {
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
        let (rest, rows) = (&steps[i + 1..], table.rows());
        let context = Context { axes, phase: Phase::Build, inputs: &stand_ins, ahead: rest, rows, labels: None };
        parts.push(table.parts.len());
        table = match step::run(step, table, &context) {
            Ok(table) => standing(&table),
            Err(raised) => match reach::carried(steps, &tables, axes) {
                Some(steps) => return build(&steps, start, axes, inputs),
                None if ahead => {
                    let put_in = steps[..i].iter().filter(|step| reach::carries(step)).count();
                    return Err((i - put_in, raised));
                }
                None => break,
            },
        };
        tables.push(table.meta.clone());
    }
    let metas = if ahead { tables.split_off(1) } else { Vec::new() };
    Ok((steps.to_vec(), metas, parts))
}

/// Whether a step is a function of partitions that gives what it was planned to give where it has no rows.
///
/// Source: Dask, `apply_and_enforce` (`dataframe/core.py`).
fn of_partitions(step: &Step, axes: &Axes) -> bool {
    let tried = matches!(axes.evaluation.build, evaluation::Build::Sample);
    let sorted = matches!(axes.placement.sort, axis::placement::Sort::Quantiles);
    tried && (matches!(step, Step::Melt(_)) || sorted && matches!(step, Step::Sort(_)))
}

/// The declared columns, in the order that the rows have them in.
fn in_order_of(declared: &Frame, made: &Frame) -> Frame {
    let places: Option<Vec<usize>> = made.names.iter().map(|name| declared.position(name)).collect();
    match places {
        Some(places) if places.len() == declared.names.len() && declared.names != made.names => {
            let distinct: std::collections::BTreeSet<_> = places.iter().collect();
            if distinct.len() == places.len() { declared.pick(&places) } else { declared.clone() }
        }
        _ => declared.clone(),
    }
}

/// The inputs with the table that a join is made with cut down to the rows that it looks for partners among.
fn partners_of<'a>(
    step: &Step,
    partners: Option<&Expr>,
    inputs: &[(&'a str, Table)],
    axes: &Axes,
) -> Raises<Option<Vec<(&'a str, Table)>>> {
    let (Step::Join(join), Some(condition)) = (step, partners) else { return Ok(None) };
    let mut inputs = inputs.to_vec();
    if let Some(place) = inputs.iter().position(|(name, _)| *name == join.with) {
        let other = inputs[place].1.clone();
        let context =
            Context { axes, phase: Phase::Run, inputs: &inputs, ahead: &[], rows: other.rows(), labels: None };
        inputs[place].1 = step::run(&Step::Filter(condition.clone()), other, &context)?;
    }
    Ok(Some(inputs))
}

/// What steps that run know besides themselves.
#[derive(Debug, Clone, Copy, Default)]
struct Around<'a> {
    /// Steps that follow, and do not run with them.
    after: &'a [Step],
    /// Where a pivot at their end looks for its labels, if not in its table.
    labels: Option<&'a Table>,
}

fn run(
    planned: &[Planned],
    table: Table,
    axes: &Axes,
    inputs: &[(&str, Table)],
    around: Around<'_>,
    watch: &mut Watch<'_>,
) -> Raises<Table> {
    let steps = planned.iter().map(|planned| planned.step.clone()).chain(around.after.iter().cloned());
    let steps: Vec<Step> = steps.collect();
    let mut table = table;
    for (i, Planned { step, meta, place, partners }) in planned.iter().enumerate() {
        placement::read_one_partition(&mut table, &steps[i..], axes);
        let chosen = partners_of(step, partners.as_ref(), inputs, axes)?;
        let inputs = chosen.as_deref().unwrap_or(inputs);
        let (ahead, rows) = (&steps[i + 1..], table.rows());
        let context = Context { axes, phase: Phase::Run, inputs, ahead, rows, labels: around.labels };
        let made = match planned[i].rows_of_parts() {
            Some(n) => table.each(axes, |part| Ok(part.slice(0, n.min(part.rows)))),
            None => step::run(step, table, &context),
        };
        let made = made.inspect_err(|_| watch(Seen::Refused(*place)))?;
        table = placement::labels::followed(ingest::convert::settled_table(step, made, axes)?, axes);
        if let (true, Some(meta)) = (of_partitions(step, axes), meta) {
            table.parts.iter_mut().filter(|part| part.rows == 0).for_each(|part| *part = meta.emptied());
        }
        match (step, meta) {
            // only its rows say which columns it has
            (Step::Pivot(_), _) | (_, None) => {}
            (Step::Agg(_), _) if matches!(axes.evaluation.build, evaluation::Build::Sample) => {}
            (_, Some(meta)) => table.meta = in_order_of(meta, &table.meta),
        }
        watch(Seen::Done(*place, step, &table));
    }
    Ok(table)
}
