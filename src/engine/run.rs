//! Planned steps that run, one after the other: what each is given besides its table, and which error a run ends in.

use super::demand::{self, Planned};
use super::frame::{Frame, Table};
use super::placement::sent::{Known, Sent};
use super::placement::settled::Settled;
use super::raised::{Raised, Raises};
use super::taken::{self, Asked, Refusal};
use super::{
    Context, LookedAt, Phase, Seen, Session, Watch, build, enforced, ingest, met_first, placement, pushdown, step,
};
use crate::axis::{Axes, evaluation};
use crate::case::expr::Expr;
use crate::case::plan::{Fillna, Step};

/// What steps that run know besides themselves.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// Steps that follow, and do not run with them.
    pub(super) after: &'a [Step],
    /// Where a pivot at their end looks for its labels, if not in its table.
    pub(super) looked_at: Option<LookedAt<'a>>,
    /// Whether every row is computed, whatever is asked for behind it.
    pub(super) every_row: bool,
}

/// The table that the planned steps make of `table`.
///
/// # Errors
/// The one that the run ends in.
pub(super) fn run(
    planned: &[Planned],
    table: Table,
    session: &Session<'_>,
    around: Around<'_>,
    watch: &mut Watch<'_>,
) -> Raises<Table> {
    let steps = planned.iter().map(|planned| planned.step.clone()).chain(around.after.iter().cloned()).collect();
    let running = Running { planned, steps, session, around, start: table.meta.clone() };
    let (start, mut table, mut at) = (table.clone(), table, 0);
    let mut chain: Option<Chain> = None;
    while at < planned.len() {
        placement::read_one_partition(&mut table, &running.steps[at..], session.axes);
        chain = running.chained(chain, at, &table);
        let made = running.ranged_apart(at, &table, &start).and_then(|apart| {
            let ranged_in = apart.as_ref().map(|(table, for_rows)| LookedAt { table, for_rows: *for_rows });
            running.step(at, table, ranged_in)
        });
        let made = match (made, &chain) {
            (Ok(made), _) => Ok((at, made)),
            (Err(raised), None) => Err((at, raised)),
            (Err(raised), Some(chain)) => running.one_by_one(chain, (at, raised)),
        };
        (at, table) = made.map_err(|(at, raised)| {
            watch(Seen::Refused(planned[at].place));
            raised
        })?;
        watch(Seen::Done(planned[at].place, &planned[at].step, &table));
        at += 1;
    }
    Ok(table)
}

/// Steps on their way.
struct Running<'a> {
    planned: &'a [Planned],
    /// The planned steps, and those that follow them.
    steps: Vec<Step>,
    session: &'a Session<'a>,
    around: Around<'a>,
    /// What the columns are that the first step is given.
    start: Frame,
}

/// Steps one behind the other that go from row to row.
struct Chain {
    /// The place of the first one.
    start: usize,
    /// The table that it was given.
    before: Table,
}

impl Running<'_> {
    /// The chain that the step at `at` is part of, which `table` is given to: the one so far or a new one. None where a failure is the one
    /// that is met first, whatever went before.
    fn chained(&self, so_far: Option<Chain>, at: usize, table: &Table) -> Option<Chain> {
        if self.around.every_row || !taken::goes_by_row(&self.steps[at]) {
            return None;
        }
        let new =
            || taken::are_one_by_one(table, self.session.axes).then(|| Chain { start: at, before: table.clone() });
        so_far.or_else(new)
    }

    /// The table of several partitions in which the sort at `at` looks for its ranges, if it is not its own one, and whether its values
    /// stand for those of the rows; `start` is the one that the run started with.
    ///
    /// # Errors
    /// What a plan of that column alone raises.
    fn ranged_apart(&self, at: usize, table: &Table, start: &Table) -> Raises<Option<(Table, bool)>> {
        let Some((key, for_rows)) = pushdown::key_ranged_apart(self.planned, at, self.session.axes) else {
            return Ok(None);
        };
        let step = &self.steps[at];
        let ahead = if let Step::Sort(_) = step { at + 1 } else { at };
        if table.parts.len() < 2 || !placement::is_ranged(&table.meta, std::slice::from_ref(key), &self.steps[ahead..])
        {
            return Ok(None);
        }
        let alone = build::column_alone(&self.steps[..at], key, start, self.session)?;
        Ok(alone.map(|table| (table, for_rows)))
    }

    /// In the place of what a step of the chain raised, where rows or partitions go through all of it one after the other: the rows that are
    /// asked for, and the place of the step that asks; or else what is met first.
    fn one_by_one(&self, chain: &Chain, (at, raised): Refusal) -> Result<(usize, Table), Refusal> {
        let axes = self.session.axes;
        let until = |end: usize, part: Frame| {
            let made = (chain.start..end).try_fold(Table::whole(part), |table, at| {
                self.step(at, table.clone(), None).map_err(|raised| {
                    // of the only column there is, each new one is made behind the one before
                    let is_new = |name: &str| self.steps[chain.start..at].iter().any(|step| makes(step, name));
                    let together = table.meta.names.iter().filter(|name| !is_new(name)).count() > 1;
                    let first = if together { first_column(&self.steps[at..end], &table, self.session) } else { None };
                    (at, first.unwrap_or(raised))
                })
            })?;
            made.gathered(axes).map_err(|raised| (end - 1, raised))
        };
        match Asked::of(&self.steps, chain.start, axes).filter(|asked| asked.at < self.planned.len()) {
            Some(asked) => Ok((asked.at, asked.take(&chain.before, &|part| until(asked.at, part), axes)?)),
            None => {
                let rest = self.planned[chain.start..].iter().take_while(|planned| taken::goes_by_row(&planned.step));
                let end = chain.start + rest.count();
                let unchecked = self.planned.get(end).and_then(|next| {
                    let backward = match next.step {
                        Step::Ffill => false,
                        Step::Bfill => true,
                        _ => return None,
                    };
                    let computed = |part: &Frame| until(end, part.clone()).map_err(|(_, raised)| raised);
                    step::unchecked((&chain.before.parts, backward), &computed, &self.steps[end + 1..], axes)
                });
                let first = || taken::first_failure(&chain.before, &|part| until(end, part), axes);
                Err(unchecked.map(|raised| (end, raised)).or_else(first).unwrap_or((at, raised)))
            }
        }
    }

    /// What the step at `at` makes of `table`; a sort looks for its ranges in `ranged_in`, if not in its table.
    fn step(&self, at: usize, table: Table, ranged_in: Option<LookedAt<'_>>) -> Raises<Table> {
        let Session { case, axes, inputs, start, .. } = *self.session;
        let Planned { step, meta, partners, needed, beside_none, apart, laid, .. } = &self.planned[at];
        let (table, chosen) = match (step, needed) {
            (Step::Concat(concat), Some(needed)) => {
                let (table, inputs) = demand::union::pruned(concat, needed, table, inputs, axes);
                (table, Some(inputs))
            }
            _ => (table, partners_of(step, partners.as_ref(), inputs, axes)?),
        };
        let known = Known { cases: &case.inputs, tables: inputs, axes };
        let sent = match *beside_none {
            true => Some(Sent::Left),
            false if start == 0 => known.sent(self.planned, at),
            false => None,
        };
        let inputs = chosen.as_deref().unwrap_or(inputs);
        let ahead = &self.steps[at + 1..];
        let settled = self.settled(at, known);
        let looked_at = if let Step::Pivot(_) = step { self.around.looked_at } else { ranged_in };
        let context = Context {
            looked_at,
            sent,
            settled: settled.as_ref(),
            apart,
            laid: laid.as_ref(),
            ..Context::new(axes, Phase::Run, inputs, ahead, &table)
        };
        let declared = self.planned[..at].last().map_or(Some(self.session.declared), |before| before.meta.as_ref());
        let table = match declared {
            Some(declared) => enforced::before(step, table, declared, &context)?,
            None => table,
        };
        let made = self.made(at, table, &context)?;
        let made = step::relabelled(self.planned[..at].last().map(|planned| &planned.step), step, made, axes)?;
        let made = placement::labels::followed(ingest::convert::settled_table(step, made, axes)?, axes);
        match meta {
            Some(meta) => as_planned(step, made, meta, axes),
            None => Ok(made),
        }
    }

    /// By what the rows that the step at `at` is given have been brought together, where that is looked at.
    fn settled(&self, at: usize, known: Known<'_>) -> Option<Settled> {
        placement::by_bucket(self.session.axes).then(|| Settled::before(self.planned, at, &self.start, known))
    }

    /// What is made of a table that all is known of which the step at `at` may ask for.
    fn made(&self, at: usize, table: Table, context: &Context<'_>) -> Raises<Table> {
        let Session { case, axes, start, .. } = *self.session;
        let planned = &self.planned[at];
        match (&planned.step, planned.rows_of_parts()) {
            (_, Some(n)) => table.each(axes, |part| Ok(part.slice(0, n.min(part.rows)))),
            (Step::Fillna(Fillna::Columns(values)), None) if planned.by_labels => {
                step::filled_by_labels(values, &table, axes)
            }
            (step, None)
                if start == 0 && ingest::unconverted::is_before(&self.planned[..=at], case.inputs.first(), axes) =>
            {
                ingest::unconverted::around(&table, axes, |table, axes| {
                    step::run(step, table, &Context { axes, ..*context })
                })
            }
            (step, None) => step::run(step, table, context),
        }
    }
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
    let context = Context::new(axes, Phase::Run, inputs, &[], table);
    let made = |columns| step::run(&Step::WithColumns(columns), table.clone(), &context).err();
    met_first::ordered(&columns.flatten().collect::<Vec<_>>()).into_iter().find_map(made)
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
        let context = Context::new(axes, Phase::Run, &inputs, &[], &other);
        inputs[place].1 = step::run(&Step::Filter(condition.clone()), other, &context)?;
    }
    Ok(Some(inputs))
}

/// What a step made, held to what was planned.
fn as_planned(step: &Step, made: Table, planned: &Frame, axes: &Axes) -> Raises<Table> {
    let made = enforced::after(step, made, planned, axes)?;
    match (step, axes.evaluation.build()) {
        // only its rows say which columns it has
        (Step::Pivot(_), _) | (Step::Agg(_), evaluation::Build::Sample) => Ok(made),
        _ => Ok(Table { meta: in_order_of(planned, &made.meta), ..made }),
    }
}

/// The planned columns, in the order that the rows have them in.
fn in_order_of(planned: &Frame, made: &Frame) -> Frame {
    let places: Option<Vec<usize>> = made.names.iter().map(|name| planned.position(name)).collect();
    match places {
        Some(places) if places.len() == planned.names.len() && planned.names != made.names => {
            let distinct: std::collections::BTreeSet<_> = places.iter().collect();
            if distinct.len() == places.len() { planned.pick(&places) } else { planned.clone() }
        }
        _ => planned.clone(),
    }
}
