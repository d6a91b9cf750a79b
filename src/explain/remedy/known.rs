//! Steps without the columns that are not there.

use crate::case::expr::Expr;
use crate::case::plan::{Aggregate, Ascending, Fillna, Groupby, Sort, Step, Window};

/// The step with only those of its columns that are there, left out where none is; `None` where all are, or where it means
/// nothing without the others.
pub(super) fn known(step: &Step, names: &[String]) -> Option<Vec<Step>> {
    let there = |name: &String| names.contains(name);
    match step {
        Step::Select(chosen) => {
            let kept = kept(chosen, there)?;
            (!kept.is_empty()).then(|| vec![Step::Select(kept)])
        }
        Step::Drop(dropped) => some(kept(dropped, there)?, Step::Drop),
        Step::Fillna(Fillna::Columns(values)) => {
            some(kept(values, |(name, _)| there(name))?, |values| Step::Fillna(Fillna::Columns(values)))
        }
        Step::Astype(types) => some(kept(types, |(name, _)| there(name))?, Step::Astype),
        Step::WithColumns(columns) => {
            let (mut known, mut kept) = (names.to_vec(), Vec::new());
            for (name, expr) in columns {
                if reads_only(expr, &known) {
                    known.push(name.clone());
                    kept.push((name.clone(), expr.clone()));
                }
            }
            (kept.len() < columns.len()).then(|| some(kept, Step::WithColumns)).flatten()
        }
        Step::Filter(condition) => (!reads_only(condition, names)).then(Vec::new),
        Step::Explode(column) => (!there(column)).then(Vec::new),
        Step::Sort(sort) => {
            let by = kept(&sort.by, there)?;
            let ascending = sort.ascending.as_ref().map(|ascending| match ascending {
                Ascending::All(all) => Ascending::All(*all),
                Ascending::Each(each) => {
                    let pairs = sort.by.iter().zip(each).filter(|(name, _)| there(name));
                    Ascending::Each(pairs.map(|(_, up)| *up).collect())
                }
            });
            some(by, |by| Step::Sort(Sort { by, ascending, ..sort.clone() }))
        }
        Step::Groupby(groupby) => {
            let by: Vec<String> = groupby.by.iter().filter(|name| there(name)).cloned().collect();
            let agg = of_known(&groupby.agg, names);
            let fewer = by.len() < groupby.by.len() || agg.len() < groupby.agg.len();
            let whole = !by.is_empty() && !agg.is_empty();
            (fewer && whole).then(|| vec![Step::Groupby(Groupby { by, agg, ..groupby.clone() })])
        }
        Step::Agg(agg) => {
            let known = of_known(agg, names);
            (known.len() < agg.len() && !known.is_empty()).then(|| vec![Step::Agg(known)])
        }
        Step::DropDuplicates(distinct) => {
            let subset = kept(distinct.subset.as_ref()?, there)?;
            let mut distinct = distinct.clone();
            some(subset, |subset| {
                distinct.subset = Some(subset);
                Step::DropDuplicates(distinct)
            })
        }
        Step::Dropna(dropna) => {
            let subset = kept(dropna.subset.as_ref()?, there)?;
            let mut dropna = dropna.clone();
            some(subset, |subset| {
                dropna.subset = Some(subset);
                Step::Dropna(dropna)
            })
        }
        Step::Window(window) => of_window(window, names),
        _ => None,
    }
}

/// Those for which it holds, if that is not all.
fn kept<T: Clone>(all: &[T], holds: impl Fn(&T) -> bool) -> Option<Vec<T>> {
    let kept: Vec<T> = all.iter().filter(|one| holds(one)).cloned().collect();
    (kept.len() < all.len()).then_some(kept)
}

/// The step of these, or none at all.
fn some<T>(kept: Vec<T>, step: impl FnOnce(Vec<T>) -> Step) -> Option<Vec<Step>> {
    Some(if kept.is_empty() { Vec::new() } else { vec![step(kept)] })
}

fn reads_only(expr: &Expr, names: &[String]) -> bool {
    let mut all = true;
    expr.columns(&mut |name| all &= names.iter().any(|known| known == name));
    all
}

fn of_known(agg: &[Aggregate], names: &[String]) -> Vec<Aggregate> {
    agg.iter().filter(|a| a.column.as_ref().is_none_or(|read| names.contains(read))).cloned().collect()
}

fn of_window(window: &Window, names: &[String]) -> Option<Vec<Step>> {
    let mut known = window.clone();
    known.partition_by.retain(|name| names.contains(name));
    known.order_by.retain(|name| names.contains(name));
    let mut there = names.to_vec();
    known.columns.retain(|made| {
        let reads = made.column.as_ref().is_none_or(|read| there.contains(read));
        if reads {
            there.push(made.out.clone());
        }
        reads
    });
    (known != *window && !known.columns.is_empty()).then(|| vec![Step::Window(known)])
}
