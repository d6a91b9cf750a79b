//! The built-in engine: runs a case's plan over partitioned tables, as a profile's axes say.
//!
//! **Two phases.** *Build* tries every step on tables without the case's rows (where the profile plans ahead) and raises what
//! can be known from types alone; *run* computes the rows. Both call the same steps: a build is a run over a sample or over
//! no rows, so there is one place where a step's types are decided.
//!
//! **The engine never asks which framework it is.** It asks the axes of the profile. A test reads these files for names.
//!
//! **Rooms**, in the order in which a case comes through them:
//!
//! 1. Inputs become tables in `ingest`: [`frame`]s of [`column`]s, each of a [`dtype`]; some hold Python's [`object`]s.
//! 2. Steps are planned: `build` tries them on a `sample` or on no rows; `reach` carries columns along that a later step names;
//!    `pushdown` and `having` tell what a plan refuses that picks columns early; `demand` and `early` leave out or move what need not be
//!    computed where it stands; `constants` computes what needs no rows.
//! 3. Steps run: `run` hands each what it may ask for, `taken` says which rows and which error come first, `enforced` holds partitions to
//!    the plan. `step` has a file a step; they stand on `expr`, `aggregate`, `window`, `join`, `fill`, and on `placement`, which moves rows
//!    between partitions.
//! 4. Of use to all of these: which rows are equal (`keys`) and which come first (`order`, `key_order`, `merged`); what a name means
//!    (`names`); where types meet (`promote` for frames, `coerce` for SQL, `infer` for objects); values as text (`text`); days (`calendar`).
//! 5. `finish` makes the canonical result; [`declared`] tells which answers the engine does not claim to give.

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
mod quicksort;
mod raised;
mod reach;
mod run;
mod sample;
mod step;
mod taken;
pub(crate) mod text;
mod window;

pub use placement::reasons as partition_reasons;
pub use raised::{Raised, Raises};
pub(crate) use text::points::java_pattern;

use crate::axis::{Axes, evaluation};
use crate::case::plan::{Case, Pivot, Step};
use crate::profile::Profile;
use crate::result::Outcome;
use demand::{Plan, Planned};
use frame::{Frame, Table};
use placement::sent::Sent;
use placement::settled::{self, Settled};
use run::{Around, run};

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
    /// The table of a join that is sent whole to where the rows of the other one are.
    sent: Option<Sent>,
    /// By what the rows of the step's table have been brought together, if that is known.
    settled: Option<&'a Settled>,
    /// What a window assigns to its table, and puts beside its rows once they are aligned.
    apart: &'a [Step],
    /// The conditions on groups that are laid on them before their keys become columns.
    laid: Option<&'a having::Laid>,
}

impl<'a> Context<'a> {
    /// What a step on `table` may ask for, `ahead` of these; nothing else is looked at, and nothing sent.
    fn new(axes: &'a Axes, phase: Phase, inputs: &'a [(&'a str, Table)], ahead: &'a [Step], table: &Table) -> Self {
        Self {
            axes,
            phase,
            inputs,
            ahead,
            rows: table.rows(),
            looked_at: None,
            sent: None,
            settled: None,
            apart: &[],
            laid: None,
        }
    }

    /// Whether rows have to be moved for those that are equal in these columns to meet.
    pub(crate) fn moves(&self, keys: &[String]) -> bool {
        !self.settled.is_some_and(|settled| settled.meets(keys))
    }

    /// Whether the rows of a left table need not be moved to meet those of a right one.
    fn stays_for(&self, lefts: &[String], (left, rights): (&Frame, &[String]), right: &Frame) -> bool {
        let alike = settled::alike(lefts, Some(left), rights, Some(right));
        alike && self.settled.is_some_and(|settled| settled.is_by(lefts))
    }

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
        let end;
        (table, end) = session.leg(leg, after, table, watch)?;
        if after.is_empty() {
            return Ok(table);
        }
        declared = match leg.last() {
            Some(Step::Pivot(_) | Step::Agg(_)) => table.meta.clone(),
            _ => end,
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
    /// The table that a `leg` ends in, of which the steps `after` it are planned once it has run; and what its plan takes that table for.
    fn leg(&self, leg: &[Step], after: &[Step], table: Table, watch: &mut Watch<'_>) -> Raises<(Table, Frame)> {
        build::rolled(leg, &table, self).inspect_err(|_| watch(Seen::Refused(Some(self.start))))?;
        let labels = self.labels(leg, &table, watch)?;
        let labels = labels.as_ref();
        let (mut steps, metas, parts) = self.tried(leg, &table, watch)?;
        pushdown::plan(&mut steps, &parts, (&table.meta, &metas), self)
            .map_err(|raised| build::one_by_one(leg, &table, self).unwrap_or(raised))?;
        let found = table.clone();
        let (planned, before) = self.optimized(planned(steps, metas, after, self), table, after.is_empty(), watch)?;
        let end = metas_end(&planned, &before);
        let looked_at = labels.map(|table| LookedAt { table, for_rows: false });
        let ran = run(&planned, before.clone(), self, Around { looked_at, ..Around::default() }, watch);
        let values = build::each_value(leg, &found, ran.is_err(), self);
        let table = values.unwrap_or(ran).map_err(|raised| {
            // the ranges of a sort are looked for, and the columns of a pivot told, before anything else is computed
            let first = build::unsorted(leg, &found, self).or_else(|| untold(&planned, &before, self, labels));
            first.or_else(|| unwritten(&planned, self.axes)).unwrap_or_else(|| {
                let unwritten = told(&planned, &before, labels, |pivot, found, labels| {
                    step::written_pivot(pivot, found, labels, self.axes).err()
                });
                // what is planned behind a sort or a pivot is looked at before its rows are moved, or its cells are computed
                let declared = match raised.is_late() {
                    true => Some(end.clone()),
                    false => pivoted(&planned, before, self, labels),
                };
                let behind = declared.and_then(|declared| self.refused_behind(after, &declared));
                behind.or(unwritten).unwrap_or(raised)
            })
        })?;
        Ok((table, end.meta))
    }

    /// The table in which the pivot at the end of a leg looks for its labels, where a plan looks for them before it goes on.
    fn labels(&self, leg: &[Step], table: &Table, watch: &mut Watch<'_>) -> Raises<Option<Table>> {
        match (self.axes.evaluation.build(), leg) {
            (evaluation::Build::Sample, [before @ .., Step::Pivot(pivot)]) => build::labels(before, pivot, table, self)
                .inspect_err(|_| watch(Seen::Refused(Some(self.start + before.len())))),
            _ => Ok(None),
        }
    }

    /// The steps of a leg, tried on a table like the one that a plan takes `table` for.
    fn tried(&self, leg: &[Step], table: &Table, watch: &mut Watch<'_>) -> Raises<build::Tried> {
        build::tried(leg, &Table { meta: self.declared.clone(), ..table.clone() }, self).map_err(|(at, raised)| {
            let sorted = build::sorted_midway(leg, table, self);
            watch(Seen::Refused(Some(if sorted.is_err() { self.start } else { self.start + at })));
            sorted.err().or_else(|| build::one_by_one(leg, table, self)).unwrap_or(raised)
        })
    }

    /// What is raised as the steps behind a leg are planned on a table like `declared`.
    fn refused_behind(&self, after: &[Step], declared: &Table) -> Option<Raised> {
        let next = &after[..build::leg(after, declared, self.axes)];
        match build::tried(next, declared, self) {
            Err((_, raised)) => Some(raised),
            Ok((mut steps, metas, parts)) => pushdown::plan(&mut steps, &parts, (&declared.meta, &metas), self).err(),
        }
    }

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
            let context = Context::new(axes, Phase::Run, inputs, &[], &table);
            constants::arguments(&planned, &table, &context).inspect_err(|_| watch(Seen::Refused(Some(start))))?;
        }
        let Plan { mut planned, needed, first } = demand::plan(planned, &table.meta, inputs, last, axes);
        if let Some((_, input)) = inputs.iter().find(|(name, _)| first.as_deref() == Some(name)) {
            table = input.clone();
        }
        let context = Context::new(axes, Phase::Run, inputs, &[], &table);
        if let Some(nothing) = constants::behind_none_asked(&mut planned, &context) {
            constants::fold(&planned, &nothing.meta, true, &context)?;
            return Ok((planned, nothing));
        }
        let known_empty = in_plan && table.rows() == 0;
        constants::fold(&planned, &table.meta, known_empty, &context)
            .inspect_err(|_| watch(Seen::Refused(Some(start))))?;
        if let Some(nothing) = constants::behind_nothing(&mut planned, known_empty, &context) {
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
    told(planned, table, labels, |pivot, found, labels| step::declared_pivot(pivot, found, labels, session.axes).err())
}

/// What `raises` of the pivot at the end of the planned steps, the table that it is planned on, and the one that has its labels.
fn told(
    planned: &[Planned],
    table: &Table,
    labels: Option<&Table>,
    raises: impl Fn(&Pivot, &Table, &Table) -> Option<Raised>,
) -> Option<Raised> {
    let [before @ .., Planned { step: Step::Pivot(pivot), .. }] = planned else { return None };
    let found = match before.last() {
        Some(last) => Table::whole(last.meta.clone()?),
        None => table.clone(),
    };
    raises(pivot, &found, labels.unwrap_or(&found))
}

/// What is raised where the plan of the steps is written out, which is before their rows are computed.
fn unwritten(planned: &[Planned], axes: &Axes) -> Option<Raised> {
    planned.iter().find_map(|planned| match &planned.step {
        Step::Groupby(groupby) => step::movable(groupby, axes).err(),
        _ => None,
    })
}

/// The built steps with where they stand in the case, behind those that have been run; those `after` them are built later.
fn planned(steps: Vec<Step>, metas: Vec<Frame>, after: &[Step], session: &Session<'_>) -> Vec<Planned> {
    let of_step = |at: usize| {
        let ahead = if let Step::Pivot(_) = steps[at] { after } else { &steps[at + 1..] };
        (pushdown::fills_by_labels(&steps[at..], session.axes), having::laid(&steps[at], ahead))
    };
    let of_steps: Vec<_> = (0..steps.len()).map(of_step).collect();
    let (mut metas, mut next) = (metas.into_iter(), session.start..);
    let planned = steps.into_iter().zip(of_steps).map(|(step, (by_labels, laid))| {
        let place = if reach::carries(&step) { None } else { next.next() };
        Planned { by_labels, laid, ..Planned::new(step, metas.next(), place) }
    });
    planned.collect()
}
