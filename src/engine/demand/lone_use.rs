//! A column that one expression alone asks for is computed where it is asked for, on the rows that do.

use super::{Planned, needs, references};
use crate::axis::Axes;
use crate::case::expr::{Expr, Literal};
use crate::case::plan::Step;
use crate::engine::early::inlined;
use crate::engine::names::folded_same;

/// Puts what a column is made of in the place of its only use, where that is in another new column.
///
/// Source: Spark, `CollapseProject` (an expression is not computed twice for it).
pub(super) fn moved(planned: &mut [Planned], last: bool, axes: &Axes) {
    for at in 0..planned.len() {
        let names: Vec<String> = columns_made(&planned[at].step).into_iter().map(|(name, _)| name).collect();
        for (place, name) in names.iter().enumerate().rev() {
            let Some((_, made)) = columns_made(&planned[at].step).get(place).cloned() else { continue };
            if references(&made).is_empty() || matches!(made, Expr::Column(_)) {
                continue;
            }
            let Some(asks) = only_use(planned, (at, place), name, &made, last, axes) else { continue };
            if let Step::WithColumns(columns) = &mut planned[asks.step].step {
                columns[asks.place].1 = inlined(&columns[asks.place].1, &asks.name, &made);
            }
            forget(&mut planned[at].step, place);
        }
    }
}

/// The columns that a step makes, one after the other, and what of.
pub(in crate::engine) fn columns_made(step: &Step) -> Vec<(String, Expr)> {
    match step {
        Step::WithColumns(columns) => columns.clone(),
        Step::Astype(columns) => {
            let cast = |name: &str, ty: &_| Expr::Cast(Box::new(Expr::Column(name.into())), Clone::clone(ty));
            columns.iter().map(|(name, ty)| (name.clone(), cast(name, ty))).collect()
        }
        _ => Vec::new(),
    }
}

/// Leaves the column as it was: what it was made into is computed elsewhere.
fn forget(step: &mut Step, place: usize) {
    match step {
        Step::WithColumns(columns) => {
            let (name, made) = &mut columns[place];
            let found = references(made).iter().any(|read| folded_same(read, name));
            *made = if found { Expr::Column(name.as_str().into()) } else { Expr::Literal(Literal::Null) };
        }
        Step::Astype(columns) => drop(columns.remove(place)),
        _ => {}
    }
}

/// A new column that asks for another.
#[derive(Clone)]
struct Asks {
    /// In which step it is made, and as which of its columns.
    step: usize,
    place: usize,
    /// What it calls the other one.
    name: String,
}

/// What alone asks for the column made at `from`, where what that is made of is still there.
fn only_use(
    planned: &[Planned],
    from: (usize, usize),
    name: &str,
    made: &Expr,
    last: bool,
    axes: &Axes,
) -> Option<Asks> {
    let mut name = name.to_owned();
    let read: Vec<String> = references(made).iter().map(|name| name.to_lowercase()).collect();
    let mut found = None;
    let mut stale = false;
    for (at, Planned { step, .. }) in planned.iter().enumerate().skip(from.0) {
        let first = if at == from.0 { from.1 + 1 } else { 0 };
        match step {
            Step::WithColumns(_) | Step::Astype(_) => {
                for (place, (out, expr)) in columns_made(step).iter().enumerate().skip(first) {
                    match (occurrences(expr, &name), &found) {
                        (0, _) => {}
                        (1, None) if !stale && matches!(step, Step::WithColumns(_)) => {
                            found = Some(Asks { step: at, place, name: name.clone() });
                        }
                        _ => return None,
                    }
                    if folded_same(out, &name) {
                        return found;
                    }
                    stale |= read.contains(&out.to_lowercase());
                }
            }
            Step::Select(names) if !names.iter().any(|other| folded_same(other, &name)) => return found,
            Step::Drop(names) if names.iter().any(|other| folded_same(other, &name)) => return found,
            Step::Select(names) => stale |= read.iter().any(|read| !names.iter().any(|other| folded_same(other, read))),
            Step::Drop(names) => stale |= read.iter().any(|read| names.iter().any(|other| folded_same(other, read))),
            Step::Rename(names) => {
                stale |= names
                    .iter()
                    .any(|(old, new)| read.iter().any(|read| folded_same(old, read) || folded_same(new, read)));
                match names.iter().find(|(old, _)| folded_same(old, &name)) {
                    Some((_, new)) => name.clone_from(new),
                    None if names.iter().any(|(_, new)| folded_same(new, &name)) => return None,
                    None => {}
                }
            }
            _ => {
                let ahead: Vec<Step> = planned[at..].iter().map(|planned| planned.step.clone()).collect();
                return found.filter(|_| !needs(&ahead, &name, axes));
            }
        }
    }
    let ends = planned.last().and_then(|planned| planned.meta.as_ref()).filter(|_| last)?;
    found.filter(|_| !ends.names.iter().any(|end| folded_same(end, &name)))
}

/// How often an expression reads the column.
fn occurrences(expr: &Expr, name: &str) -> usize {
    let mut count = 0;
    expr.columns(&mut |column| count += usize::from(folded_same(column, name)));
    count
}
