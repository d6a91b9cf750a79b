//! Conditions on groups where a plan lays them on the groups before the keys become columns.
//!
//! Source: Dask, `dask_expr`: `ResetIndex._simplify_up` (`_expr.py`), which puts the groups' labels in the place of a single key, or their values
//! in the place of a single output, and leaves the other columns of the condition to a table that has neither.

use std::collections::BTreeSet;

use super::demand;
use super::dtype::Kind;
use super::frame::{Frame, Table};
use super::pushdown::{gone, leaves_alone, taken};
use super::raised::{Raised, Raises};
use super::{Context, Session, build, step};
use crate::case::expr::{Expr, Function, Literal};
use crate::case::plan::{Groupby, Step, Style};
use crate::result::ErrorKind;

/// The columns that a condition asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Outputs.
    Outputs,
    /// Keys.
    Keys,
    /// Both, or a column that is made for it.
    Both,
    /// None.
    Nothing,
}

/// Conditions on the keys of groups, as they are laid on the groups before the keys become columns.
#[derive(Debug, Clone)]
pub(super) enum Laid {
    /// This one of several keys, on the only output in the place of each key.
    OnOutput(Expr),
    /// One on the only key, which is as long as there were groups before these chose among them.
    Behind(Vec<Expr>),
}

/// What a condition behind groups asks about.
fn asked(groupby: &Groupby, condition: &Expr) -> Asks {
    let mut columns = BTreeSet::new();
    condition.columns(&mut |name| _ = columns.insert(name.to_owned()));
    let keys = columns.iter().any(|name| groupby.by.contains(name));
    let outputs = columns.iter().any(|name| groupby.agg.iter().any(|output| output.out == *name));
    match (outputs, keys, makes_a_column(condition)) {
        (true, false, false) => Asks::Outputs,
        (false, true, false) => Asks::Keys,
        (false, false, _) => Asks::Nothing,
        _ => Asks::Both,
    }
}

/// Whether the groups have one output, which is a column by itself.
fn is_lone(groupby: &Groupby) -> bool {
    groupby.agg.len() == 1 && groupby.spelling() == Style::Method
}

/// Whether a condition is laid before a step.
fn passed(groupby: &Groupby, step: &Step) -> bool {
    match step {
        Step::Filter(_) | Step::Sort(_) | Step::Astype(_) | Step::Repartition(_) | Step::Head(_) | Step::Tail(_) => {
            true
        }
        // of all columns in their order, nothing is picked
        Step::Select(columns) => {
            columns.iter().eq(groupby.by.iter().chain(groupby.agg.iter().map(|output| &output.out)))
        }
        _ => false,
    }
}

/// Refuses the conditions right behind groups that such a plan cannot lay on them.
pub(super) fn check(groupby: &Groupby, meta: Option<&Frame>, ahead: &mut [Step]) -> Raises<()> {
    let lone = is_lone(groupby);
    let mut before = None;
    for step in ahead.iter_mut().take_while(|step| passed(groupby, step)) {
        let Step::Filter(condition) = step else { continue };
        let asks = asked(groupby, condition);
        let outputs = || demand::references(condition).iter().any(|name| groupby.agg.iter().any(|a| a.out == *name));
        if lone && asks == Asks::Both && outputs() {
            return Err(gone("the column of the groups' values"));
        }
        // a condition has the labels of the groups, or those of the rows that they become
        let of_groups = match asks {
            Asks::Outputs => true,
            Asks::Keys | Asks::Both => false,
            Asks::Nothing => !lone,
        };
        if groupby.by.len() > 1 && before.is_some_and(|before| before != of_groups) {
            return Err(Raised::value_error("conditions on keys and on outputs have no labels in common"));
        }
        before = Some(of_groups);
        if let (true, [key], Expr::Column(name)) = (lone, &groupby.by[..], &*condition)
            && **name == **key
            && meta.and_then(|meta| meta.get(key)).is_some_and(|key| *key.kind() != Kind::Bool)
        {
            // the values of the groups are looked up by the labels, which are theirs
            *condition = Expr::Literal(Literal::Bool(true));
        }
    }
    Ok(())
}

/// The conditions right behind groups that are laid on them.
pub(super) fn laid(groupby: &Groupby, ahead: &[Step]) -> Option<Laid> {
    let mut conditions = ahead.iter().take_while(|step| passed(groupby, step)).filter_map(|step| match step {
        Step::Filter(condition) => Some((condition, asked(groupby, condition))),
        _ => None,
    });
    match groupby.by.len() {
        1 => {
            let conditions: Vec<_> = conditions.collect();
            let last = conditions.iter().rposition(|(_, asks)| *asks == Asks::Keys).filter(|&last| last > 0)?;
            Some(Laid::Behind(conditions[..last].iter().map(|(condition, _)| (*condition).clone()).collect()))
        }
        _ => {
            let first = conditions.next().filter(|(_, asks)| is_lone(groupby) && *asks == Asks::Keys);
            first.map(|(condition, _)| Laid::OnOutput(condition.clone()))
        }
    }
}

/// Whether a constant of the expression is a column of the table, which it is made from.
fn makes_a_column(expr: &Expr) -> bool {
    let constant = |expr: &Expr| matches!(expr, Expr::Literal(_));
    match expr {
        Expr::Column(_) => false,
        Expr::Literal(_) => true,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => makes_a_column(operand),
        Expr::Binary(_, a, b) => {
            let each = |expr: &Expr| !constant(expr) && makes_a_column(expr);
            constant(a) && constant(b) || each(a) || each(b)
        }
        Expr::Call(function, args) => {
            let taken = match function {
                Function::IfElse | Function::Coalesce => 2,
                _ => 1,
            };
            args.iter().enumerate().any(|(i, arg)| (i < taken || !constant(arg)) && makes_a_column(arg))
        }
    }
}

/// Whether what follows takes columns of the groups one by one, behind steps that leave each to itself, or rows by the `output`, or by keys, alone.
///
/// Source: Dask, `ResetIndex._simplify_up` (`dask_expr/_expr.py`).
fn keys_taken_alone(ahead: &[Step], output: &str) -> bool {
    let by_either = |condition: &Expr| {
        let asked = demand::references(condition);
        asked.iter().all(|name| name == output) || !asked.contains(output)
    };
    let passed = |step: &Step, taken: &[&str]| match step {
        Step::Filter(condition) => by_either(condition),
        step => leaves_alone(step, taken),
    };
    let taker = ahead.iter().enumerate().find_map(|(i, step)| match step {
        Step::Agg(_) | Step::ValueCounts(_) => Some((i, taken(step)?)),
        _ => None,
    });
    taker.is_some_and(|(i, taken)| ahead[..i].iter().all(|step| passed(step, &taken)))
}

/// Tries what follows on groups whose only output is taken for their keys.
pub(super) fn tried(groupby: &Groupby, meta: Option<&Frame>, ahead: &[Step], session: &Session<'_>) -> Raises<()> {
    let Some(meta) = meta else { return Ok(()) };
    let of_output = |steps: &[Step]| {
        let groups = as_output(groupby, Table::whole(meta.clone()));
        build::tried(steps, &groups, session).map(drop).map_err(|(_, raised)| raised)
    };
    if let Some(Laid::OnOutput(condition)) = laid(groupby, ahead) {
        of_output(&[Step::Filter(condition)])?;
    }
    if keys_are_output(groupby, ahead) { of_output(ahead) } else { Ok(()) }
}

/// The groups as what follows is given them.
///
/// # Errors
/// Where a condition on keys cannot be laid on the output, or on the groups that there are.
pub(super) fn given(groupby: &Groupby, groups: Table, context: &Context<'_>) -> Raises<Table> {
    let chosen = |groups: &Table, condition: &Expr| {
        let context = Context::new(context.axes, context.phase, &[], &[], groups);
        step::run(&Step::Filter(condition.clone()), groups.clone(), &context)
    };
    match context.laid {
        Some(Laid::OnOutput(condition)) => {
            chosen(&as_output(groupby, groups.clone()), condition)?;
            if groups.rows() > 0 {
                return Err(Raised::new(
                    ErrorKind::Other,
                    "a condition has other labels than the groups it is laid on",
                ));
            }
        }
        Some(Laid::Behind(conditions)) => {
            let left = conditions.iter().try_fold(groups.clone(), |groups, condition| chosen(&groups, condition))?;
            if left.rows() < groups.rows() {
                return Err(Raised::value_error("a condition on the keys is as long as there were groups"));
            }
        }
        None => {}
    }
    Ok(if keys_are_output(groupby, context.ahead) { as_output(groupby, groups) } else { groups })
}

/// Whether one of several keys is asked for where a plan that picks columns early has the only output in its place.
fn keys_are_output(groupby: &Groupby, ahead: &[Step]) -> bool {
    let [output] = groupby.agg.as_slice() else { return false };
    groupby.by.len() > 1 && is_lone(groupby) && keys_taken_alone(ahead, &output.out)
}

/// The groups with their only output in the place of each key.
fn as_output(groupby: &Groupby, mut groups: Table) -> Table {
    let keys = groupby.by.len();
    for part in groups.parts.iter_mut().chain([&mut groups.meta]) {
        let output = part.columns[keys].clone();
        part.columns[..keys].fill(output);
    }
    groups
}
