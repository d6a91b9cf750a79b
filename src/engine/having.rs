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
use crate::case::expr::{Expr, Function, Literal};
use crate::case::plan::{Groupby, Step, Style};

/// The columns that a condition asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Outputs.
    Outputs,
    /// Keys.
    Keys,
    /// Both, or a column that is made for it.
    Both,
}

/// Refuses the conditions right behind groups that such a plan cannot lay on them.
pub(super) fn check(groupby: &Groupby, meta: Option<&Frame>, ahead: &mut [Step]) -> Raises<()> {
    let passed = |step: &&Step| {
        matches!(
            step,
            Step::Filter(_) | Step::Sort(_) | Step::Astype(_) | Step::Repartition(_) | Step::Head(_) | Step::Tail(_)
        )
    };
    let lone = groupby.agg.len() == 1 && groupby.spelling() == Style::Method;
    let mut before: Option<Asks> = None;
    for step in ahead.iter_mut().take_while(|step| passed(&&**step)) {
        let Step::Filter(condition) = step else { continue };
        let mut columns = BTreeSet::new();
        condition.columns(&mut |name| _ = columns.insert(name.to_owned()));
        let keys = columns.iter().any(|name| groupby.by.contains(name));
        let outputs = columns.iter().any(|name| groupby.agg.iter().any(|output| output.out == *name));
        let asks = match (outputs, keys, makes_a_column(condition)) {
            (true, false, false) => Asks::Outputs,
            (false, true, false) => Asks::Keys,
            _ => Asks::Both,
        };
        match (asks, before) {
            (Asks::Both, _) if lone && outputs => return Err(gone("the column of the groups' values")),
            (Asks::Keys, Some(Asks::Outputs)) => return Err(twice()),
            (Asks::Keys, Some(Asks::Keys)) if groupby.by.len() == 1 => return Err(twice()),
            _ => before = Some(asks),
        }
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

fn twice() -> Raised {
    Raised::value_error("a condition on the keys is as long as there were groups")
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

/// Whether one of several keys is asked for where a plan that picks columns early has the only output in its place.
pub(super) fn keys_are_output(groupby: &Groupby, ahead: &[Step]) -> bool {
    let [output] = groupby.agg.as_slice() else { return false };
    groupby.by.len() > 1 && groupby.spelling() == Style::Method && keys_taken_alone(ahead, &output.out)
}

/// The groups with their only output in the place of each key.
pub(super) fn as_output(groupby: &Groupby, mut groups: Table) -> Table {
    let keys = groupby.by.len();
    for part in groups.parts.iter_mut().chain([&mut groups.meta]) {
        let output = part.columns[keys].clone();
        part.columns[..keys].fill(output);
    }
    groups
}
