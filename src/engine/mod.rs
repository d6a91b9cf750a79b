//! The built-in engine: runs a case's plan over partitioned tables, as a profile's axes say.
//!
//! **Two phases.** *Build* tries every step on tables without the case's rows (where the profile plans ahead) and raises what
//! can be known from types alone; *run* computes the rows. Both call the same steps: a build is a run over a sample or over
//! no rows, so there is one place where a step's types are decided.
//!
//! **The engine never asks which framework it is.** It asks the axes of the profile. A test reads these files for names.
//!
//! **Rooms.** `build` tries a plan before it runs; [`dtype`] and [`column`] hold values; [`object`] holds Python objects; `text`
//! turns values into text; `ingest` makes tables of inputs; `expr` evaluates expressions; `step` has a file a step; `finish` makes
//! the canonical result.

mod aggregate;
mod build;
mod calendar;
mod coerce;
pub mod column;
mod constants;
pub mod declared;
mod demand;
pub mod dtype;
mod early;
mod enforced;
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
mod merged;
mod met_first;
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
mod taken;
pub(crate) mod text;
mod window;

pub use placement::reasons as partition_reasons;
pub use raised::{Raised, Raises};
pub(crate) use text::points::java_pattern;

use std::ops::RangeFrom;

use crate::axis::{Axes, evaluation};
use crate::case::expr::Expr;
use crate::case::plan::{Case, Step};
use crate::profile::Profile;
use crate::result::Outcome;
use demand::{Plan, Planned};
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

/// Where values are looked for that say what becomes of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LookedAt<'a> {
    /// The table that has them.
    pub(crate) table: &'a Table,
    /// Whether they stand for those of the rows.
    pub(crate) for_rows: bool,
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
    /// Where the labels of a pivot, or the ranges of a sort, are looked for; in its table, if it is not said.
    pub(crate) looked_at: Option<LookedAt<'a>>,
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
    let mut declared = table.meta.clone();
    loop {
        let start = case.steps.len() - rest.len();
        let (leg, after) = rest.split_at(build::leg(rest, &table, axes));
        let session = Session { case, axes, inputs: &inputs, late: &late, start, declared: &declared };
        build::rolled(leg, &table, &session).inspect_err(|_| watch(Seen::Refused(Some(start))))?;
        let labels = match (axes.evaluation.build(), leg) {
            (evaluation::Build::Sample, [before @ .., Step::Pivot(pivot)]) => {
                build::labels(before, pivot, &table, &session)
                    .inspect_err(|_| watch(Seen::Refused(Some(start + before.len()))))?
            }
            _ => None,
        };
        let (mut steps, metas, parts) =
            match build::tried(leg, &Table { meta: declared.clone(), ..table.clone() }, &session) {
                Ok(built) => built,
                Err((at, raised)) => {
                    let sorted = build::sorted_midway(leg, &table, &session);
                    watch(Seen::Refused(Some(if sorted.is_err() { start } else { start + at })));
                    let first = sorted.err().or_else(|| build::one_by_one(leg, &table, &session));
                    return Err(first.unwrap_or(raised));
                }
            };
        pushdown::plan(&mut steps, &parts, (&table.meta, &metas), &session)
            .map_err(|raised| build::one_by_one(leg, &table, &session).unwrap_or(raised))?;
        let found = table.clone();
        let (planned, before) = session.optimized(planned(steps, metas, start), table, after.is_empty(), watch)?;
        let end = metas_end(&planned, &before);
        let around =
            Around { looked_at: labels.as_ref().map(|table| LookedAt { table, for_rows: false }), ..Around::default() };
        let ran = run(&planned, before.clone(), &session, around, watch);
        let values = build::each_value(leg, &found, ran.is_err(), &session);
        table = values.unwrap_or(ran).map_err(|raised| {
            // the ranges of a sort are looked for, and the columns of a pivot told, before anything else is computed
            let first =
                build::unsorted(leg, &found, &session).or_else(|| untold(&planned, &before, &session, labels.as_ref()));
            let first = first.or_else(|| unwritten(&planned, axes));
            if let Some(first) = first {
                return first;
            }
            // what is planned behind a sort or a pivot is looked at before its rows are moved, or its cells are computed
            let declared = match placement::is_late(&raised) {
                true => Some(end.clone()),
                false => pivoted(&planned, before, &session, labels.as_ref()),
            };
            declared.and_then(|declared| unplanned(after, &declared, &session)).unwrap_or(raised)
        })?;
        if after.is_empty() {
            return Ok(table);
        }
        declared = match leg.last() {
            Some(Step::Pivot(_) | Step::Agg(_)) => table.meta.clone(),
            _ => end.meta,
        };
        late.clear();
        rest = after;
    }
}

/// What the steps of a case are run with.
#[derive(Clone, Copy)]
struct Session<'a> {
    case: &'a Case,
    axes: &'a Axes,
    /// The case's inputs, by name.
    inputs: &'a [(&'a str, Table)],
    /// What fails when the rows of each input are computed.
    late: &'a [Vec<ingest::late::Fault>],
    /// How many steps of the case have been run.
    start: usize,
    /// What a plan takes the table that they ended in for.
    declared: &'a Frame,
}

impl Session<'_> {
    /// The steps as they run, and the table that they start with, once all that is looked at before rows are is right; `last` where
    /// they are all that there are.
    fn optimized(
        &self,
        mut planned: Vec<Planned>,
        mut table: Table,
        last: bool,
        watch: &mut Watch<'_>,
    ) -> Raises<(Vec<Planned>, Table)> {
        let Self { case, axes, inputs, late, start, .. } = *self;
        let in_plan = start == 0 && case.inputs.first().is_some_and(|input| ingest::is_in_plan(input, axes));
        if in_plan {
            let rest = planned.split_off(constants::row_by_row(&planned));
            table = run(&planned, table, self, Around { every_row: true, ..Around::default() }, watch)?;
            planned = rest;
        }
        let Plan { mut planned, needed, first } = demand::plan(planned, &table.meta, inputs, last, axes);
        if let Some((_, input)) = inputs.iter().find(|(name, _)| first.as_deref() == Some(name)) {
            table = input.clone();
        }
        let context = Context { axes, phase: Phase::Run, inputs, ahead: &[], rows: table.rows(), looked_at: None };
        constants::fold(&planned, &table.meta, in_plan && table.rows() == 0, &context)
            .inspect_err(|_| watch(Seen::Refused(Some(start))))?;
        if let Some(nothing) = constants::behind_nothing(&mut planned, &context) {
            return Ok((planned, nothing));
        }
        // all that is planned at once is right: now rows are read
        ingest::late::raise(late, case, needed.as_ref(), axes).inspect_err(|_| watch(Seen::Refused(None)))?;
        Ok((planned, table))
    }
}

/// A table like the one that the planned steps are to end in.
fn metas_end(planned: &[Planned], table: &Table) -> Table {
    let meta = planned.last().and_then(|last| last.meta.clone()).unwrap_or_else(|| table.meta.clone());
    Table { parts: vec![meta.clone(); table.parts.len()], meta, divisions: Vec::new() }
}

/// A table like the one that the pivot at the end of the planned steps was to make, where it is known without its cells.
fn pivoted(planned: &[Planned], table: Table, session: &Session<'_>, labels: Option<&Table>) -> Option<Table> {
    let [before @ .., Planned { step: Step::Pivot(pivot), .. }] = planned else { return None };
    let declared = before.last().map_or_else(|| Some(table.meta.clone()), |last| last.meta.clone());
    let ran = run(before, table, session, Around::default(), &mut |_| ());
    let table = ran.ok().or_else(|| declared.map(Table::whole))?;
    step::declared_pivot(pivot, &table, labels.unwrap_or(&table), session.axes).ok()?.map(Table::whole)
}

/// What is raised where the columns of the pivot at the end of the planned steps are told, which is before its cells are computed.
fn untold(planned: &[Planned], table: &Table, session: &Session<'_>, labels: Option<&Table>) -> Option<Raised> {
    let [before @ .., Planned { step: Step::Pivot(pivot), .. }] = planned else { return None };
    let found = match before.last() {
        Some(last) => Table::whole(last.meta.clone()?),
        None => table.clone(),
    };
    step::declared_pivot(pivot, &found, labels.unwrap_or(&found), session.axes).err()
}

/// What is raised while the next of these steps are planned, on a table like `declared`.
fn unplanned(steps: &[Step], declared: &Table, session: &Session<'_>) -> Option<Raised> {
    let next = &steps[..build::leg(steps, declared, session.axes)];
    match build::tried(next, declared, session) {
        Err((_, raised)) => Some(raised),
        Ok((mut steps, metas, parts)) => pushdown::plan(&mut steps, &parts, (&declared.meta, &metas), session).err(),
    }
}

/// What is raised where the plan of the steps is written out, which is before their rows are computed.
fn unwritten(planned: &[Planned], axes: &Axes) -> Option<Raised> {
    planned.iter().find_map(|planned| match &planned.step {
        Step::Groupby(groupby) => step::movable(groupby, axes).err(),
        _ => None,
    })
}

/// The built steps with where they stand in the case, the first one at `start`.
fn planned(steps: Vec<Step>, metas: Vec<Frame>, start: usize) -> Vec<Planned> {
    let mut metas = metas.into_iter();
    let mut next = start..;
    let place = |step: &Step, next: &mut RangeFrom<usize>| if reach::carries(step) { None } else { next.next() };
    steps
        .into_iter()
        .map(|step| Planned { place: place(&step, &mut next), meta: metas.next(), step, partners: None, needed: None })
        .collect()
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
            Context { axes, phase: Phase::Run, inputs: &inputs, ahead: &[], rows: other.rows(), looked_at: None };
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
    looked_at: Option<LookedAt<'a>>,
    /// Whether every row is computed, whatever is asked for behind it.
    every_row: bool,
}

fn run(
    planned: &[Planned],
    table: Table,
    session: &Session<'_>,
    around: Around<'_>,
    watch: &mut Watch<'_>,
) -> Raises<Table> {
    let axes = session.axes;
    let steps = planned.iter().map(|planned| planned.step.clone()).chain(around.after.iter().cloned());
    let steps: Vec<Step> = steps.collect();
    let (start, mut table, mut at) = (table.clone(), table, 0);
    // where the steps began that go from row to row, and with which table
    let mut by_row: Option<(usize, Table)> = None;
    while let Some(Planned { step, place, .. }) = planned.get(at) {
        placement::read_one_partition(&mut table, &steps[at..], axes);
        let by_rows = !around.every_row && taken::goes_by_row(step);
        by_row = by_rows.then(|| by_row.unwrap_or_else(|| (at, table.clone())));
        let ranged = pushdown::key_ranged_apart(planned, at, axes).filter(|_| table.parts.len() > 1);
        let ranged = ranged.and_then(|(key, for_rows)| {
            build::column_alone(&steps[..at], key, &start, session).map(|table| (table, for_rows))
        });
        let looked_at = ranged.as_ref().map(|(table, for_rows)| LookedAt { table, for_rows: *for_rows });
        let around = Around { looked_at: looked_at.or(around.looked_at), ..around };
        table = match (stepped(planned, at, table, &steps[at + 1..], session, around), &by_row) {
            (Ok(made), _) => made,
            (Err(raised), None) => {
                watch(Seen::Refused(*place));
                return Err(raised);
            }
            (Err(raised), Some((start, before))) => {
                let until = |end: usize, part: Frame| {
                    let each = (*start..end).try_fold(Table::whole(part), |table, i| {
                        let made = stepped(planned, i, table.clone(), &steps[i + 1..], session, around);
                        // of the only column there is, each new one is made behind the one before
                        let is_new = |name: &str| steps[*start..i].iter().any(|step| makes(step, name));
                        let together = table.meta.names.iter().filter(|name| !is_new(name)).count() > 1;
                        let first = || first_column(&steps[i..end], &table, session).filter(|_| together);
                        made.map_err(|raised| first().unwrap_or(raised))
                    });
                    each.and_then(|table| table.gathered(axes))
                };
                let asked = taken::Asked::of(&steps[*start..], axes).map(|asked| (start + asked.at, asked));
                let taken = match asked.filter(|(end, _)| *end < planned.len()) {
                    Some((end, asked)) => asked.take(before, &|part| until(end, part), axes).map(|table| (end, table)),
                    None => {
                        let end = start + planned[*start..].iter().take_while(|p| taken::goes_by_row(&p.step)).count();
                        let unchecked = planned.get(end).and_then(|next| {
                            let backward = match next.step {
                                Step::Ffill => false,
                                Step::Bfill => true,
                                _ => return None,
                            };
                            let computed = |part: &Frame| until(end, part.clone());
                            step::unchecked((&before.parts, backward), &computed, &steps[end + 1..], axes)
                        });
                        let first = || taken::first_failure(before, &|part| until(end, part), axes);
                        Err(unchecked.or_else(first).unwrap_or(raised))
                    }
                };
                let (end, made) = taken.inspect_err(|_| watch(Seen::Refused(*place)))?;
                at = end;
                made
            }
        };
        watch(Seen::Done(planned[at].place, &planned[at].step, &table));
        at += 1;
    }
    Ok(table)
}

/// Whether a step makes a new column of this name.
fn makes(step: &Step, name: &str) -> bool {
    matches!(step, Step::WithColumns(columns) if columns.iter().any(|(new, _)| new == name))
}

/// What the new columns that come next raise, where those with most to compute come first.
fn first_column(steps: &[Step], table: &Table, session: &Session<'_>) -> Option<Raised> {
    let Session { axes, inputs, .. } = *session;
    match axes.evaluation.demand() {
        evaluation::Demand::Picked => {}
        evaluation::Demand::Needed | evaluation::Demand::All => return None,
    }
    let columns = steps.iter().map_while(|step| match step {
        Step::WithColumns(columns) => Some(columns.clone()),
        _ => None,
    });
    let context = Context { axes, phase: Phase::Run, inputs, ahead: &[], rows: table.rows(), looked_at: None };
    let made = |columns| step::run(&Step::WithColumns(columns), table.clone(), &context).err();
    met_first::ordered(&columns.flatten().collect::<Vec<_>>()).into_iter().find_map(made)
}

/// What the step at `at` makes of `table`, `ahead` of those that follow.
fn stepped(
    planned: &[Planned],
    at: usize,
    table: Table,
    ahead: &[Step],
    session: &Session<'_>,
    around: Around<'_>,
) -> Raises<Table> {
    let Session { case, axes, inputs, start, .. } = *session;
    let Planned { step, meta, partners, needed, .. } = &planned[at];
    let (table, chosen) = match (step, needed) {
        (Step::Concat(concat), Some(needed)) => {
            let (table, inputs) = demand::union::pruned(concat, needed, table, inputs, axes);
            (table, Some(inputs))
        }
        _ => (table, partners_of(step, partners.as_ref(), inputs, axes)?),
    };
    let inputs = chosen.as_deref().unwrap_or(inputs);
    let context = Context { axes, phase: Phase::Run, inputs, ahead, rows: table.rows(), looked_at: around.looked_at };
    let declared = planned[..at].last().map_or(Some(session.declared), |before| before.meta.as_ref());
    let table = match declared {
        Some(declared) => enforced::before(step, table, declared, &context)?,
        None => table,
    };
    let made = match planned[at].rows_of_parts() {
        Some(n) => table.each(axes, |part| Ok(part.slice(0, n.min(part.rows))))?,
        None if start == 0 && ingest::unconverted::is_before(&planned[..=at], case.inputs.first(), axes) => {
            ingest::unconverted::around(&table, axes, |table, axes| {
                step::run(step, table, &Context { axes, ..context })
            })?
        }
        None => step::run(step, table, &context)?,
    };
    let made = step::relabelled(planned[..at].last().map(|planned| &planned.step), step, made, axes)?;
    let mut table = placement::labels::followed(ingest::convert::settled_table(step, made, axes)?, axes);
    if let Some(meta) = meta {
        table = enforced::after(step, table, meta, axes)?;
    }
    match (step, meta) {
        // only its rows say which columns it has
        (Step::Pivot(_), _) | (_, None) => {}
        (Step::Agg(_), _) if matches!(axes.evaluation.build(), evaluation::Build::Sample) => {}
        (_, Some(meta)) => table.meta = in_order_of(meta, &table.meta),
    }
    Ok(table)
}
