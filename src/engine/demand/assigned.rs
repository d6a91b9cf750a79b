//! What a plan of expressions makes of columns that are assigned and of conditions one behind the other.
//!
//! Source: Dask, `dask_expr/_expr.py`: `Assign._simplify_down`, `Assign._simplify_up`, `AsType._simplify_up`, `Fillna`, `Filter._simplify_up`.

use std::collections::BTreeSet;

use super::{Needed, Planned, references};
use crate::axis::{Axes, quirks};
use crate::case::expr::{BinaryOp, Expr, Function, Literal};
use crate::case::plan::{Fillna, How, Sort, Step, WindowColumn, WindowFn};
use crate::case::types::Type;
use crate::engine::frame::Frame;

/// Puts conditions that nothing but a move of rows parts into the first of them: each is evaluated on all of its rows.
pub(super) fn conditions_together(planned: &mut [Planned], axes: &Axes) {
    match axes.quirks.pushdown() {
        quirks::Pushdown::Right => return,
        quirks::Pushdown::Blind => {}
    }
    let chooses = |step: &Step| matches!(step, Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti));
    let holds = Expr::Literal(Literal::Bool(true));
    for i in (0..planned.len()).rev() {
        let moves = |planned: &Planned| matches!(planned.step, Step::Sort(_) | Step::Repartition(_));
        let next = i + 1 + planned[i + 1..].iter().take_while(|planned| moves(planned)).count();
        let (before, ahead) = planned.split_at_mut(next.min(planned.len()));
        match (&mut before[i].step, ahead.first_mut().map(|next| &mut next.step)) {
            (Step::Filter(first), Some(Step::Filter(second))) => {
                *first = both(first, second);
                *second = holds.clone();
            }
            // rows with partners are the rows of a condition
            (Step::Filter(condition), Some(join)) if chooses(join) => *condition = both(condition, &holds),
            (join, Some(Step::Filter(condition))) if chooses(join) => {
                *condition = both(&holds, condition);
                std::mem::swap(&mut before[i].meta, &mut ahead[0].meta);
                planned.swap(i, next);
            }
            _ => {}
        }
    }
}

/// Two conditions as one. A constant of each is a column; one that is missing holds of no row, beside what is no text.
fn both(first: &Expr, second: &Expr) -> Expr {
    let is = |test: fn(&Literal) -> bool| {
        [first, second].into_iter().any(|expr| matches!(expr, Expr::Literal(literal) if test(literal)))
    };
    if is(|literal| matches!(literal, Literal::Null)) && !is(|literal| matches!(literal, Literal::Str(_))) {
        return Expr::Literal(Literal::Bool(false));
    }
    let column = |expr: &Expr| {
        let ty = match expr {
            Expr::Literal(Literal::Int(_)) => Type::Int64,
            Expr::Literal(Literal::Bool(_)) => Type::Bool,
            Expr::Literal(Literal::Float(_)) => Type::Float64,
            Expr::Literal(Literal::Str(_)) => Type::String,
            _ => return Box::new(expr.clone()),
        };
        Box::new(Expr::Cast(Box::new(expr.clone()), ty))
    };
    Expr::Binary(BinaryOp::And, column(first), column(second))
}

/// Leaves out what the last of these steps computes for nothing, with the assignments right before it where it is one, and
/// says at which step these start; `None` where it is of another sort. What asks for the columns goes through one call `by_call`.
pub(super) fn prune(planned: &mut [Planned], before: &Frame, needed: &mut Needed, by_call: bool) -> Option<usize> {
    let last = planned.len() - 1;
    let found = if last > 0 { planned[last - 1].meta.as_ref() } else { Some(before) };
    match (&planned[last].step, &*needed) {
        // none of what is looked up by the labels of rows is left out
        (Step::Fillna(fill), Some(needed)) if !planned[last].by_labels => {
            planned[last].step = Step::Fillna(picked(fill, needed, found));
            return Some(last);
        }
        _ => {}
    }
    let is_one_of_several = last > 0 && planned[last - 1..].iter().all(|planned| assigns(&planned.step));
    match &mut planned[last].step {
        Step::Astype(columns) => {
            if let Some(needed) = needed {
                columns.retain(|(name, _)| needed.contains(name));
            }
            Some(last)
        }
        step if is_one_of_several || matches!(step, Step::WithColumns(_)) => {
            let others = planned.iter().rposition(|planned| !assigns(&planned.step));
            let start = others.map_or(0, |other| other + 1);
            let names = names(if start > 0 { planned[start - 1].meta.as_ref() } else { Some(before) });
            together(&mut planned[start..], names, needed, by_call);
            Some(start)
        }
        Step::Window(window) => {
            let wanted = needed.as_mut()?;
            let outs: BTreeSet<String> = window.columns.iter().map(|c| c.out.clone()).collect();
            let kept = |column: &&WindowColumn| wanted.contains(&column.out);
            let used: Vec<String> = window.columns.iter().filter(kept).filter_map(|c| c.column.clone()).collect();
            let asked = window.columns.iter().any(|column| kept(&column));
            let rest: BTreeSet<String> = wanted.difference(&outs).cloned().collect();
            let names = names(if last > 0 { planned[last - 1].meta.as_ref() } else { Some(before) });
            if rest == names {
                *needed = None;
                return Some(last);
            }
            *wanted = rest;
            let Step::Window(window) = &mut planned[last].step else { return None };
            if asked || !window.order_by.is_empty() {
                let used = used.iter().chain(&window.partition_by).chain(&window.order_by);
                wanted.extend(used.cloned());
            } else {
                let nothing = |column: &WindowColumn| (column.out.clone(), Expr::Literal(Literal::Null));
                planned[last].step = Step::WithColumns(window.columns.iter().map(nothing).collect());
            }
            Some(last)
        }
        _ => None,
    }
}

/// What fills the columns that are needed of those that are found.
fn picked(fill: &Fillna, needed: &BTreeSet<String>, found: Option<&Frame>) -> Fillna {
    let is_needed = |name: &str| needed.contains(name);
    match (fill, found) {
        (Fillna::Scalar(value), Some(found)) if found.names.iter().any(|name| !is_needed(name)) => {
            let names = found.names.iter().filter(|name| is_needed(name));
            Fillna::Columns(names.map(|name| (name.to_string(), value.clone())).collect())
        }
        (Fillna::Columns(values), _) => {
            Fillna::Columns(values.iter().filter(|(name, _)| is_needed(name)).cloned().collect())
        }
        (Fillna::Scalar(_), _) => fill.clone(),
    }
}

/// Puts assignments right behind a pick of assigned columns before that pick, where they read none of those, as far as a plan sees it.
///
/// Source: Dask, `Assign._simplify_down` (`dask_expr/_expr.py`).
pub(super) fn before_picks(planned: &mut [Planned]) {
    for at in 1..planned.len().saturating_sub(1) {
        let (before, [pick, next, ..]) = planned.split_at_mut(at) else { continue };
        let (Step::WithColumns(columns), Some(assigned)) = (&next.step, before.last()) else { continue };
        let Step::WithColumns(keys) = &assigned.step else { continue };
        let mut keys: BTreeSet<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
        let apart = columns.iter().all(|(name, expr)| {
            let apart = name_of(expr).is_none_or(|read| !keys.contains(read));
            keys.insert(name);
            apart
        });
        let new: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
        let (true, Step::Select(_) | Step::Drop(_), Some(picked)) = (apart, &pick.step, &pick.meta) else { continue };
        let picked: Vec<String> = picked.names.iter().map(|name| name.to_string()).collect();
        let behind = new.iter().filter(|name| !picked.contains(name)).cloned();
        pick.step = Step::Select(picked.iter().cloned().chain(behind).collect());
        let mut made = assigned.meta.clone();
        for (made, picked) in made.iter_mut().zip(&next.meta) {
            new.iter()
                .filter_map(|name| Some((name, picked.get(name)?)))
                .for_each(|(name, c)| made.assign(name, c.clone()));
        }
        std::mem::swap(pick, next);
        (pick.meta, next.meta) = (made, pick.meta.take());
    }
}

/// Puts a pick of all other columns in the place of a drop behind assignments that assign a column again: it has them in the order in which they
/// were assigned first.
pub(super) fn drops_as_picks(planned: &mut [Planned]) {
    for at in 1..planned.len() {
        let (before, [drop, ..]) = planned.split_at_mut(at) else { continue };
        let (Step::Drop(dropped), Some(left)) = (&drop.step, &drop.meta) else { continue };
        let assigned = before.iter().rev().map_while(|planned| match &planned.step {
            Step::WithColumns(columns) => Some(columns),
            _ => None,
        });
        let mut keys = BTreeSet::new();
        let again = assigned.flatten().any(|(name, _)| !keys.insert(name));
        let names: Vec<String> = left.names.iter().map(|name| name.to_string()).collect();
        let distinct = names.iter().collect::<BTreeSet<_>>().len() == names.len();
        if again && distinct && !dropped.is_empty() {
            drop.step = Step::Select(names);
        }
    }
}

/// Takes the sort of a window from its columns, where some of them are assigned again right behind it: those are one with the others then.
pub(super) fn sorted_apart(planned: &mut Vec<Planned>, before: &Frame) {
    for at in (0..planned.len()).rev() {
        let found = if at > 0 { planned[at - 1].meta.clone() } else { Some(before.clone()) };
        let (Step::Window(window), Some(found)) = (&planned[at].step, found) else { continue };
        let lone = window.partition_by.is_empty() && !window.order_by.is_empty();
        if !lone || !(0..window.columns.len()).any(|i| is_assigned_again(planned, at, i, &found)) {
            continue;
        }
        let sort = Step::Sort(Sort { by: window.order_by.clone(), ascending: None, na_position: None });
        if let Step::Window(window) = &mut planned[at].step {
            window.order_by.clear();
        }
        planned.insert(at, Planned::new(sort, Some(found), None));
    }
}

/// Leaves out what a window within keys shifts into columns that are assigned again right behind it: its rows are moved all the same.
pub(super) fn again(planned: &mut [Planned], at: usize, found: Option<&Frame>) {
    let (Step::Window(window), Some(found)) = (&planned[at].step, found) else { return };
    let shifts = |column: &WindowColumn| column.function == WindowFn::Shift && !window.partition_by.is_empty();
    let left_out = |i: usize| shifts(&window.columns[i]) && is_assigned_again(planned, at, i, found);
    let left_out: Vec<usize> = (0..window.columns.len()).filter(|&i| left_out(i)).collect();
    let Step::Window(window) = &mut planned[at].step else { return };
    left_out.into_iter().for_each(|i| window.columns[i].column = None);
}

/// Whether the `i`-th column of the window at `at` is assigned again right behind it, and is not read before.
fn is_assigned_again(planned: &[Planned], at: usize, i: usize, found: &Frame) -> bool {
    let Step::Window(window) = &planned[at].step else { return false };
    let name = &window.columns[i].out;
    let behind = planned[at + 1..].iter().map_while(|planned| match &planned.step {
        Step::WithColumns(columns) => Some(columns),
        _ => None,
    });
    let read = window.columns[i + 1..].iter().any(|column| column.column.as_ref() == Some(name));
    !read && overwritten(name, behind.flatten(), found)
}

/// Whether a step is nothing but assignments.
fn assigns(step: &Step) -> bool {
    match step {
        Step::WithColumns(_) => true,
        Step::Window(window) => window.order_by.is_empty() && window.partition_by.is_empty(),
        _ => false,
    }
}

/// Takes steps that are assignments for one: what a window makes of a column has that column's name.
fn together(steps: &mut [Planned], names: BTreeSet<String>, needed: &mut Needed, by_call: bool) {
    let mut made: Vec<Vec<(String, Expr)>> = steps
        .iter_mut()
        .map(|planned| match &mut planned.step {
            Step::WithColumns(columns) => std::mem::take(columns),
            Step::Window(window) => window.columns.iter().map(read).collect(),
            _ => Vec::new(),
        })
        .collect();
    assignments(made.iter_mut().flatten().collect(), names, needed, by_call);
    for (planned, made) in steps.iter_mut().zip(made) {
        let there = |(name, _): &(String, Expr)| !name.is_empty();
        match &mut planned.step {
            Step::Window(window) if made.iter().any(|(_, made)| !matches!(made, Expr::Literal(_))) => {
                let mut kept = made.iter().map(there);
                window.columns.retain(|_| kept.next().unwrap_or_default());
            }
            step => *step = Step::WithColumns(made.into_iter().filter(there).collect()),
        }
    }
}

/// What a function of a window is called, and the column that it reads.
fn read(column: &WindowColumn) -> (String, Expr) {
    let nothing = || Expr::Call(Function::Coalesce, Vec::new());
    let read = column.column.as_deref().map_or_else(nothing, |name| Expr::Column(name.into()));
    (column.out.clone(), read)
}

/// Whether the column `name` is assigned again by one of the assignments right `behind`, which are one with it, before it is read;
/// the only column of a table like `before` is read with it.
pub(in crate::engine) fn overwritten<'a>(
    name: &'a str,
    behind: impl Iterator<Item = &'a (String, Expr)>,
    before: &Frame,
) -> bool {
    let mut keys = BTreeSet::from([name]);
    if let [only] = &before.names[..] {
        keys.insert(only);
    }
    for (next, expr) in behind {
        if references(expr).iter().any(|read| read == name) || name_of(expr).is_some_and(|read| keys.contains(read)) {
            return false;
        }
        if next == name {
            return true;
        }
        keys.insert(next);
    }
    false
}

/// Assignments that are one.
struct Group<'a> {
    /// The columns of the table that they are made on.
    names: BTreeSet<String>,
    /// What is assigned.
    columns: Vec<&'a mut (String, Expr)>,
}

fn names(frame: Option<&Frame>) -> BTreeSet<String> {
    frame.map(|frame| frame.names.iter().map(ToString::to_string).collect()).unwrap_or_default()
}

/// The name of the column that an expression makes, by which a plan tells whether it reads one that was assigned before: none has
/// what is made of columns of two names.
///
/// Source: Dask, `Assign._check_for_previously_created_column` (`dask_expr/_expr.py`); pandas, `ops.get_op_result_name`.
pub(in crate::engine) fn name_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Column(name) => Some(name),
        Expr::Literal(_) => None,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => name_of(operand),
        Expr::Binary(_, a, b) => match (&**a, &**b) {
            (column, Expr::Literal(_)) | (Expr::Literal(_), column) => name_of(column),
            (a, b) => name_of(a).filter(|name| name_of(b) == Some(name)),
        },
        Expr::Call(function, args) => match (function, args.as_slice()) {
            (Function::Weekofyear, _) => Some("week"),
            (Function::IfElse, [_, chosen, ..]) => name_of(chosen),
            (Function::DateDiff, [a, b]) => name_of(a).filter(|name| name_of(b) == Some(name)),
            (_, args) => args.first().and_then(name_of),
        },
    }
}

/// Puts what a column was made of in its place.
fn put(expr: &mut Expr, name: &str, made: &Expr) {
    match expr {
        Expr::Column(found) if **found == *name => *expr = made.clone(),
        Expr::Column(_) | Expr::Literal(_) => {}
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => put(a, name, made),
        Expr::Binary(_, a, b) => [a, b].into_iter().for_each(|operand| put(operand, name, made)),
        Expr::Call(_, args) => args.iter_mut().for_each(|a| put(a, name, made)),
    }
}

/// Whether what the column `name` is made of is assigned anew behind it, so that it cannot be put in the place of `name`.
fn captures(group: &[&mut (String, Expr)], name: &str) -> bool {
    let Some(at) = group.iter().position(|column| column.0 == name) else { return false };
    let behind = |read: &String| group[at + 1..].iter().any(|column| column.0 == *read);
    references(&group[at].1).iter().any(behind)
}

/// Whether an expression reads the only column of a table: it is read with all that is assigned to the table before.
///
/// Source: Dask, `Assign._simplify_up` (`dask_expr/_expr.py`), which leaves a pick of all columns that there were.
fn reads_only(expr: &Expr, names: &BTreeSet<String>) -> bool {
    names.len() == 1 && references(expr).iter().any(|name| names.contains(name))
}

/// Assignments of which those that do not refer to each other, as far as a plan sees it, are one: a column that one of them assigns again is assigned last
/// and once (the first then has no name here); a pick among the columns before them spares what it leaves out, unless it takes all of those,
/// or, for one call behind a column that is assigned again, all that are not.
fn assignments(columns: Vec<&mut (String, Expr)>, mut names: BTreeSet<String>, needed: &mut Needed, by_call: bool) {
    let again = columns.last().is_some_and(|column| names.contains(&column.0));
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut keys = BTreeSet::new();
    let assigned: BTreeSet<String> = columns.iter().map(|column| column.0.clone()).collect();
    // a pick of all that there was is met before assignments are one
    let kept = needed.as_ref().is_some_and(|wanted| wanted.difference(&assigned).eq(&names));
    for column in columns {
        let captured = groups.last().is_some_and(|group| captures(&group.columns, &column.0));
        if groups.is_empty() || captured || name_of(&column.1).is_some_and(|name| keys.contains(name)) {
            names.extend(std::mem::take(&mut keys));
            groups.push(Group { names: names.clone(), columns: Vec::new() });
        }
        let Some(Group { columns: group, names }) = groups.last_mut() else { return };
        let again = group.iter().position(|before| before.0 == column.0);
        // computed all the same, which is seen where it stays in its place
        let computed = |at: &usize| at + 1 == group.len() && (kept || reads_only(&column.1, names));
        if let Some(at) = again.filter(|at| !computed(at)) {
            let before = std::mem::take(&mut group[at].0);
            let made = group[at].1.clone();
            let behind = group[at + 1..].iter_mut().map(|behind| &mut behind.1).chain(std::iter::once(&mut column.1));
            behind.for_each(|expr| put(expr, &before, &made));
        }
        keys.insert(column.0.clone());
        group.push(column);
    }
    for Group { names, columns: group } in groups.into_iter().rev() {
        let Some(wanted) = needed else { return };
        let assigned: BTreeSet<String> = group.iter().map(|column| column.0.clone()).collect();
        let mut rest: BTreeSet<String> = wanted.difference(&assigned).cloned().collect();
        if rest == names || by_call && again && rest == &names - &assigned {
            *needed = None;
            return;
        }
        let mut used: BTreeSet<String> = wanted.clone();
        let group: Vec<_> = group.into_iter().filter(|column| !column.0.is_empty()).collect();
        let made: Vec<String> = group.iter().map(|column| column.0.clone()).collect();
        for (at, column) in group.into_iter().enumerate().rev() {
            if used.contains(&made[at]) {
                if reads_only(&column.1, &names) {
                    used.extend(made[..at].iter().cloned());
                }
                for name in references(&column.1) {
                    // what is not assigned before is one of the table's
                    if !made[..at].contains(&name) {
                        rest.insert(name.clone());
                    }
                    used.insert(name);
                }
            } else {
                column.1 = Expr::Literal(Literal::Null);
            }
        }
        *needed = Some(rest);
    }
}
