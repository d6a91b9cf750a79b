//! What a plan of expressions makes of columns that are assigned and of conditions one behind the other.
//!
//! Source: Dask, `dask_expr/_expr.py`: `Assign._simplify_down`, `Assign._simplify_up`, `AsType._simplify_up`, `Filter._simplify_up`.

use std::collections::BTreeSet;

use super::{Needed, Planned, references};
use crate::axis::{Axes, quirks};
use crate::case::expr::{BinaryOp, Expr, Literal};
use crate::case::plan::{Step, WindowColumn};
use crate::engine::frame::Frame;

/// Puts conditions that nothing but a move of rows parts into the first of them: each is evaluated on all of its rows.
pub(super) fn conditions_together(planned: &mut [Planned], axes: &Axes) {
    match axes.quirks.pushdown {
        quirks::Pushdown::Right => return,
        quirks::Pushdown::Blind => {}
    }
    for i in (0..planned.len()).rev() {
        let (before, ahead) = planned.split_at_mut(i + 1);
        let next = ahead.iter().find(|planned| !matches!(planned.step, Step::Sort(_) | Step::Repartition(_)));
        if let (Step::Filter(first), Some(Step::Filter(second))) = (&mut before[i].step, next.map(|next| &next.step))
            && !matches!(first, Expr::Literal(_))
            && !matches!(second, Expr::Literal(_))
        {
            *first = Expr::Binary(BinaryOp::And, Box::new(first.clone()), Box::new(second.clone()));
        }
    }
}

/// Leaves out what the last of these steps computes for nothing, with the assignments right before it where it is one, and
/// says at which step these start; `None` where it is of another sort.
pub(super) fn prune(planned: &mut [Planned], before: &Frame, needed: &mut Needed) -> Option<usize> {
    let last = planned.len() - 1;
    match &mut planned[last].step {
        Step::Astype(columns) => {
            if let Some(needed) = needed {
                columns.retain(|(name, _)| needed.contains(&name.to_lowercase()));
            }
            Some(last)
        }
        Step::WithColumns(_) => {
            let others = planned.iter().rposition(|planned| !matches!(planned.step, Step::WithColumns(_)));
            let start = others.map_or(0, |other| other + 1);
            let names = names(if start > 0 { planned[start - 1].meta.as_ref() } else { Some(before) });
            let mut columns: Vec<&mut (String, Expr)> = Vec::new();
            for planned in &mut planned[start..] {
                if let Step::WithColumns(assigned) = &mut planned.step {
                    columns.extend(assigned);
                }
            }
            assignments(columns, names, needed);
            for planned in &mut planned[start..] {
                if let Step::WithColumns(assigned) = &mut planned.step {
                    assigned.retain(|(name, _)| !name.is_empty());
                }
            }
            Some(start)
        }
        Step::Window(window) => {
            let wanted = needed.as_mut()?;
            let outs: BTreeSet<String> = window.columns.iter().map(|c| c.out.to_lowercase()).collect();
            let kept = |column: &&WindowColumn| wanted.contains(&column.out.to_lowercase());
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
                wanted.extend(used.map(|name| name.to_lowercase()));
            } else {
                let nothing = |column: &WindowColumn| (column.out.clone(), Expr::Literal(Literal::Null));
                planned[last].step = Step::WithColumns(window.columns.iter().map(nothing).collect());
            }
            Some(last)
        }
        _ => None,
    }
}

/// Assignments that are one.
struct Group<'a> {
    /// The columns of the table that they are made on.
    names: BTreeSet<String>,
    /// What is assigned.
    columns: Vec<&'a mut (String, Expr)>,
}

fn names(frame: Option<&Frame>) -> BTreeSet<String> {
    frame.map(|frame| frame.names.iter().map(|name| name.to_lowercase()).collect()).unwrap_or_default()
}

/// Assignments of which those that do not refer to each other are one: a column that one of them assigns again is assigned last
/// and once (the first then has no name here); a pick among the columns before them spares what it leaves out, unless it takes all of those.
fn assignments(columns: Vec<&mut (String, Expr)>, mut names: BTreeSet<String>, needed: &mut Needed) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut keys = BTreeSet::new();
    for column in columns {
        if groups.is_empty() || !references(&column.1).is_disjoint(&keys) {
            names.extend(std::mem::take(&mut keys).into_iter().map(|name: String| name.to_lowercase()));
            groups.push(Group { names: names.clone(), columns: Vec::new() });
        }
        let Some(Group { columns: group, .. }) = groups.last_mut() else { return };
        for again in group.iter_mut().filter(|again| again.0 == column.0) {
            again.0.clear();
        }
        keys.insert(column.0.clone());
        group.push(column);
    }
    for Group { names, columns: group } in groups.into_iter().rev() {
        let Some(wanted) = needed else { return };
        let assigned: BTreeSet<String> = group.iter().map(|column| column.0.to_lowercase()).collect();
        let mut rest: BTreeSet<String> = wanted.difference(&assigned).cloned().collect();
        if rest == names {
            *needed = None;
            return;
        }
        for column in group.into_iter().filter(|column| !column.0.is_empty()) {
            if wanted.contains(&column.0.to_lowercase()) {
                rest.extend(references(&column.1).iter().map(|name| name.to_lowercase()));
            } else {
                column.1 = Expr::Literal(Literal::Null);
            }
        }
        *needed = Some(rest);
    }
}
