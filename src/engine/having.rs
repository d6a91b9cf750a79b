//! Conditions on groups where a plan lays them on the groups before the keys become columns.
//!
//! Source: Dask, `dask_expr`: `ResetIndex._simplify_up` (`_expr.py`), which puts the groups' labels in the place of a single key, or their values
//! in the place of a single output, and leaves the other columns of the condition to a table that has neither.

use super::demand;
use super::dtype::{Family, Kind};
use super::frame::{Frame, Table};
use super::pushdown::{gone, leaves_alone, taken};
use super::raised::{Raised, Raises};
use super::{Context, Session, build, step};
use crate::case::expr::{Expr, Function, Literal};
use crate::case::plan::{Aggregate, Groupby, Join, JoinKeys, Step, Style};
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
    OnOutput(Step),
    /// This one of keys and of the only output, which is no new column but the one that it is computed of, on both.
    OnBoth(Step),
    /// One on the only key, which is as long as there were groups before these chose among them; whether it is an array, whatever
    /// the key is.
    Behind(Vec<Step>, bool),
}

/// Groups as conditions behind them are laid on them.
#[derive(Debug, Clone, Copy)]
struct Grouped<'a> {
    by: &'a [String],
    /// The outputs; none where their names are found among the rows.
    outputs: Option<&'a [Aggregate]>,
    /// Whether there is one output, which is a column by itself.
    lone: bool,
}

impl<'a> Grouped<'a> {
    /// What a step makes groups by, and of them, as far as that is known of it.
    fn of(step: &'a Step) -> Option<Self> {
        match step {
            Step::Groupby(groupby) => Some(Self::by(groupby)),
            Step::Pivot(pivot) => Some(Self { by: &pivot.index, outputs: None, lone: false }),
            _ => None,
        }
    }

    fn by(groupby: &'a Groupby) -> Self {
        let lone = groupby.agg.len() == 1 && groupby.spelling() == Style::Method;
        Self { by: &groupby.by, outputs: Some(&groupby.agg), lone }
    }

    /// What a condition behind the groups asks about; none if a step is no condition.
    fn asked(self, step: &Step) -> Option<Asks> {
        let (columns, makes_a_column) = match step {
            Step::Filter(condition) => (demand::references(condition), makes_a_column(condition)),
            Step::Join(Join { keys: JoinKeys::On(keys) | JoinKeys::LeftRight(keys, _), .. }) if step.chooses_rows() => {
                (keys.iter().cloned().collect(), false)
            }
            _ => return None,
        };
        let keys = columns.iter().any(|name| self.by.contains(name));
        let outputs = columns.iter().any(|name| !self.by.contains(name));
        Some(match (outputs, keys, makes_a_column) {
            (true, false, false) => Asks::Outputs,
            (false, true, false) => Asks::Keys,
            (false, false, _) => Asks::Nothing,
            _ => Asks::Both,
        })
    }

    /// Whether a condition is laid before a step.
    fn passed(self, step: &Step) -> bool {
        match step {
            Step::Sort(_) | Step::Astype(_) | Step::Repartition(_) => true,
            Step::Head(_) | Step::Tail(_) => self.outputs.is_some(),
            // of all columns in their order, nothing is picked
            Step::Select(columns) => self.outputs.is_none_or(|outputs| {
                columns.iter().eq(self.by.iter().chain(outputs.iter().map(|output| &output.out)))
            }),
            step => step.chooses_rows(),
        }
    }
}

/// Refuses the conditions right behind groups that such a plan cannot lay on them.
pub(super) fn check(groupby: &Groupby, meta: Option<&Frame>, ahead: &mut [Step]) -> Raises<()> {
    let grouped @ Grouped { lone, .. } = Grouped::by(groupby);
    let mut before = None;
    for step in ahead.iter_mut().take_while(|step| grouped.passed(step)) {
        let Some(asks) = grouped.asked(step) else { continue };
        let of_output = |condition: &Expr| demand::references(condition).iter().any(|name| !groupby.by.contains(name));
        let new = groupby.agg.iter().any(|output| output.column.as_ref() != Some(&output.out));
        if lone && asks == Asks::Both && new && matches!(step, Step::Filter(condition) if of_output(condition)) {
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
        if let (true, [key], Step::Filter(condition)) = (lone, &groupby.by[..], step)
            && matches!(condition, Expr::Column(name) if **name == **key)
            && meta.and_then(|meta| meta.get(key)).is_some_and(|key| *key.kind() != Kind::Bool)
        {
            // the values of the groups are looked up by the labels, which are theirs
            *condition = Expr::Literal(Literal::Bool(true));
        }
    }
    Ok(())
}

/// The conditions right behind groups that are laid on them.
pub(super) fn laid(groups: &Step, ahead: &[Step]) -> Option<Laid> {
    let grouped = Grouped::of(groups)?;
    let behind = ahead.iter().take_while(|step| grouped.passed(step));
    let mut conditions = behind.filter_map(|step| Some((step, grouped.asked(step)?))).peekable();
    if let (true, Some((condition, Asks::Both))) = (grouped.lone, conditions.peek()) {
        return Some(Laid::OnBoth((*condition).clone()));
    }
    match grouped.by.len() {
        1 => {
            let conditions: Vec<_> = conditions.collect();
            let last = conditions.iter().rposition(|(_, asks)| *asks == Asks::Keys).filter(|&last| last > 0)?;
            let is_array = match conditions[last].0 {
                Step::Filter(condition) => is_array(condition),
                _ => true,
            };
            let before = conditions[..last].iter().map(|(condition, _)| (*condition).clone());
            Some(Laid::Behind(before.collect(), is_array))
        }
        _ => {
            let first = conditions.next().filter(|(_, asks)| grouped.lone && *asks == Asks::Keys);
            first.map(|(condition, _)| Laid::OnOutput(condition.clone()))
        }
    }
}

/// Whether the truth values of a condition are an array of NumPy, whatever it asks about.
fn is_array(condition: &Expr) -> bool {
    match condition {
        Expr::Call(function, _) => matches!(function, Function::IsNull | Function::NotNull | Function::IsNan),
        Expr::In { .. } => true,
        Expr::Unary(_, operand) => is_array(operand),
        Expr::Binary(_, a, b) => is_array(a) && is_array(b),
        Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..) => false,
    }
}

/// Whether a constant of the expression is a column of the table, which it is made from.
pub(super) fn makes_a_column(expr: &Expr) -> bool {
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
    if let Some(Laid::OnOutput(condition)) = laid(&Step::Groupby(groupby.clone()), ahead) {
        of_output(&[condition])?;
    }
    if keys_are_output(groupby, ahead) { of_output(ahead) } else { Ok(()) }
}

/// The groups as what follows is given them.
///
/// # Errors
/// Where a condition on keys cannot be laid on the output, or on the groups that there are.
pub(super) fn given(groupby: &Groupby, groups: Table, context: &Context<'_>) -> Raises<Table> {
    lay(|| as_output(groupby, groups.clone()), &groups, context)?;
    Ok(if keys_are_output(groupby, context.ahead) { as_output(groupby, groups) } else { groups })
}

/// Lays the conditions that there are on groups, which stand for their keys as `by_output` gives them.
///
/// # Errors
/// Where a condition on keys cannot be laid on the output, or on the groups that there are.
pub(super) fn lay(by_output: impl Fn() -> Table, groups: &Table, context: &Context<'_>) -> Raises<()> {
    let chosen = |groups: &Table, condition: &Step| {
        let context = Context::new(context.axes, context.phase, context.inputs, &[], groups);
        step::run(condition, groups.clone(), &context)
    };
    match context.laid {
        Some(Laid::OnOutput(condition) | Laid::OnBoth(condition)) => {
            let by_output = matches!(context.laid, Some(Laid::OnOutput(_))).then(by_output);
            chosen(by_output.as_ref().unwrap_or(groups), condition)?;
            if groups.rows() > 0 {
                return Err(Raised::new(
                    ErrorKind::Other,
                    "a condition has other labels than the groups it is laid on",
                ));
            }
        }
        Some(Laid::Behind(conditions, is_array)) => {
            let left = conditions.iter().try_fold(groups.clone(), |groups, condition| chosen(&groups, condition))?;
            // an array of one truth value is laid on each group
            let array = *is_array || groups.meta.columns[0].dtype.family == Family::Numpy;
            if left.rows() < groups.rows() && !(array && left.rows() == 1) {
                return Err(Raised::value_error("a condition on the keys is as long as there were groups"));
            }
        }
        None => {}
    }
    Ok(())
}

/// Whether one of several keys is asked for where a plan that picks columns early has the only output in its place.
fn keys_are_output(groupby: &Groupby, ahead: &[Step]) -> bool {
    let [output] = groupby.agg.as_slice() else { return false };
    groupby.by.len() > 1 && Grouped::by(groupby).lone && keys_taken_alone(ahead, &output.out)
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
