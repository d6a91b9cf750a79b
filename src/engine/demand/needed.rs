//! Which columns of a table the steps behind it need.

use std::collections::BTreeSet;

use super::{Needed, references};
use crate::axis::{Axes, evaluation};
use crate::case::expr::Expr;
use crate::case::plan::{ConcatBy, How, JoinKeys, Sort, Step, Window, WindowColumn};
use crate::engine::frame::Frame;

/// A column as it is told what is needed of it: by its name, in lower case where a plan that leaves out what nothing needs looks for it.
pub(super) fn told(name: &str, axes: &Axes) -> String {
    match axes.evaluation.demand() {
        evaluation::Demand::Needed => name.to_lowercase(),
        evaluation::Demand::Picked | evaluation::Demand::All => name.to_owned(),
    }
}

/// Whether the steps `ahead` need what `name` holds; all that is not known to be needed for nothing is.
pub(in crate::engine) fn needs(ahead: &[Step], name: &str, axes: &Axes) -> bool {
    match axes.evaluation.demand() {
        evaluation::Demand::All => return true,
        evaluation::Demand::Needed | evaluation::Demand::Picked => {}
    }
    let dropped = |step: &Step| matches!(step, Step::Drop(names) if names.iter().any(|n| n == name));
    if ahead.iter().take_while(|step| passes(step, name, axes)).any(dropped) {
        return false;
    }
    // where rows are counted, nothing is picked
    picked(ahead, axes).is_none_or(|needed| needed.is_empty() || needed.contains(&told(name, axes)))
}

/// The columns that the steps `ahead` pick.
pub(in crate::engine) fn picked(ahead: &[Step], axes: &Axes) -> Needed {
    picked_of(ahead.iter().map(|step| (step, None)), axes)
}

/// The columns that the steps `ahead` pick of a table like `meta`.
pub(in crate::engine) fn picked_of_table(ahead: &[Step], meta: &Frame, axes: &Axes) -> Needed {
    picked_of(ahead.iter().enumerate().map(|(i, step)| (step, (i == 0).then_some(meta))), axes)
}

/// The columns that steps pick, each of a table that is or is not known.
pub(super) fn picked_of<'a>(
    ahead: impl DoubleEndedIterator<Item = (&'a Step, Option<&'a Frame>)>,
    axes: &Axes,
) -> Needed {
    ahead.rev().fold(None, |needed: Needed, (step, before)| match (step, needed) {
        (Step::WithColumns(columns), Some(mut needed)) => {
            for (name, expr) in columns.iter().rev() {
                if needed.remove(&told(name, axes)) {
                    needed.extend(references(expr).iter().map(|r| told(r, axes)));
                    if needed.is_empty() && matches!(axes.evaluation.demand(), evaluation::Demand::Picked) {
                        // no column is picked, which is not to count rows
                        needed.insert(name.clone());
                    }
                }
            }
            Some(needed)
        }
        (Step::Astype(_) | Step::Ffill | Step::Bfill, needed) => needed,
        (step, needed) => needed_before(step, needed, before, axes),
    })
}

/// Whether what follows the first rows by `key` leaves it to them, where each pick of columns comes before they are looked for: `metas` are what
/// the columns are before each step ahead.
///
/// Source: Dask, `Reduction._simplify_up` (`dask_expr/_reductions.py`).
pub(in crate::engine) fn leaves(ahead: &[Step], metas: &[Frame], key: &str, axes: &Axes) -> bool {
    let Some(at) = ahead.iter().position(|step| matches!(step, Step::Window(_))) else {
        return needs(ahead, key, axes);
    };
    let tables = metas.iter().map(Some).chain(std::iter::repeat(None));
    let behind = ahead[at + 1..].iter().zip(tables.skip(at + 1).take(ahead.len() - at - 1).collect::<Vec<_>>());
    let (Some(picked), Step::Window(window)) = (picked_of(behind, axes), &ahead[at]) else {
        return needs(ahead, key, axes);
    };
    // a sort below a count of rows is asked for all that it has
    let counts = |column: &WindowColumn| column.column.is_none() && picked.contains(&column.out);
    if !window.order_by.is_empty() && window.columns.iter().any(counts) {
        return true;
    }
    let mut left = picked_beside(window, picked);
    // what stands for no column keeps the pick one of some
    left.insert(String::from('\0'));
    let sort = Step::Sort(Sort { by: window.order_by.clone(), ascending: None, na_position: None });
    needs(&[&ahead[..at], &[sort, Step::Select(left.into_iter().collect())]].concat(), key, axes)
}

/// The columns of its table that are picked where a window has some of it: all that it reads, unless it picks no others than what `picked`
/// is among.
fn picked_beside(window: &Window, picked: BTreeSet<String>) -> BTreeSet<String> {
    let (outs, rest): (BTreeSet<_>, BTreeSet<_>) =
        picked.into_iter().partition(|name| window.columns.iter().any(|column| column.out == *name));
    let asked = || window.columns.iter().filter(|column| outs.contains(&column.out));
    let values: BTreeSet<String> = asked().filter_map(|column| column.column.clone()).collect();
    let counts = asked().any(|column| column.column.is_none());
    let read: BTreeSet<String> = values.iter().chain(&window.partition_by).cloned().collect();
    let all: BTreeSet<String> = rest.union(&read).cloned().collect();
    let beside: BTreeSet<String> = rest.union(&values).cloned().collect();
    if outs.is_empty() || counts || (read == all && beside != all) { rest } else { all }
}

/// Whether a step has no use for a column and keeps it as it is, or drops it.
fn passes(step: &Step, name: &str, axes: &Axes) -> bool {
    let others = |expr: &Expr| !references(expr).contains(name);
    match step {
        Step::Head(_) | Step::Tail(_) | Step::Repartition(_) | Step::Drop(_) | Step::Ffill | Step::Bfill => true,
        Step::Fillna(_) | Step::Astype(_) => true,
        Step::Select(chosen) => chosen.iter().any(|known| known == name),
        Step::Rename(pairs) => !pairs.iter().any(|(old, new)| old == name || new == name),
        Step::WithColumns(columns) => columns.iter().all(|(made, expr)| made != name && others(expr)),
        Step::Filter(condition) => others(condition),
        Step::Concat(concat) => {
            let by_name = !matches!(concat.by, Some(ConcatBy::Position));
            by_name && matches!(axes.evaluation.demand(), evaluation::Demand::Picked)
        }
        _ => false,
    }
}

/// The columns that a step needs of its table when `needed` are needed of its result.
pub(super) fn needed_before(step: &Step, needed: Needed, before: Option<&Frame>, axes: &Axes) -> Needed {
    let lower = |names: &[String]| names.iter().map(|n| told(n, axes)).collect::<BTreeSet<_>>();
    let with = |needed: Needed, names: &[String]| {
        needed.map(|mut needed| {
            needed.extend(lower(names));
            needed
        })
    };
    let everything = || before.map(|f| f.names.iter().map(|n| told(n, axes)).collect());
    match step {
        // some in other words than their names
        Step::Select(columns) if columns.iter().any(|name| name == "*" || name.starts_with('`')) => needed,
        Step::Select(columns) => Some(match needed {
            Some(needed) => lower(columns).intersection(&needed).cloned().collect(),
            None => lower(columns),
        }),
        // one name after the other, so that a name may come to stand for several columns
        Step::Rename(names) if matches!(axes.evaluation.demand(), evaluation::Demand::Needed) => {
            names.iter().rev().fold(needed, |needed, (old, new)| {
                let renamed = needed.as_ref().is_some_and(|needed| needed.contains(&told(new, axes)));
                with(needed, if renamed { std::slice::from_ref(old) } else { &[] })
            })
        }
        Step::Rename(names) => needed.map(|needed| {
            let old = |new: &String| names.iter().find(|(_, n)| told(n, axes) == *new).map(|(o, _)| told(o, axes));
            needed.iter().map(|n| old(n).unwrap_or_else(|| n.clone())).collect()
        }),
        Step::Filter(condition) => with(needed, &references(condition).into_iter().collect::<Vec<_>>()),
        // where rows are counted, a sort is passed over
        Step::Sort(_)
            if matches!(axes.evaluation.demand(), evaluation::Demand::Picked)
                && needed.as_ref().is_some_and(BTreeSet::is_empty) =>
        {
            needed
        }
        Step::Sort(sort) => with(needed, &sort.by),
        Step::Nlargest(top) | Step::Nsmallest(top) => with(needed, &top.by),
        Step::Dropna(step) => match &step.subset {
            Some(subset) => with(needed, subset),
            None => everything(),
        },
        // rows are counted, for which these take their whole table
        Step::DropDuplicates(_) | Step::Ffill | Step::Bfill
            if matches!(axes.evaluation.demand(), evaluation::Demand::Picked)
                && needed.as_ref().is_some_and(BTreeSet::is_empty) =>
        {
            None
        }
        Step::DropDuplicates(step) => match &step.subset {
            Some(subset) => with(needed, subset),
            None => everything(),
        },
        Step::Groupby(step) => {
            let columns = step.agg.iter().filter_map(|a| a.column.clone());
            Some(lower(&step.by.iter().cloned().chain(columns).collect::<Vec<_>>()))
        }
        Step::Agg(outputs) => Some(lower(&outputs.iter().filter_map(|a| a.column.clone()).collect::<Vec<_>>())),
        Step::ValueCounts(step) => Some(lower(std::slice::from_ref(&step.column))),
        Step::Explode(_) | Step::Pivot(_) | Step::Melt(_) | Step::Window(_)
            if matches!(axes.evaluation.demand(), evaluation::Demand::Needed) =>
        {
            needed_to_reshape(step, needed, axes)
        }
        Step::Join(join) => match (axes.evaluation.demand(), &join.keys, join.kind()) {
            (evaluation::Demand::Needed, JoinKeys::On(keys) | JoinKeys::LeftRight(keys, _), how) => {
                let suffix = join.suffixes.as_ref().map_or("", |(left, _)| left.as_str()).to_lowercase();
                let needed = needed.map(|needed| {
                    let bare =
                        needed.iter().filter_map(|n| n.strip_suffix(&suffix).map(str::to_owned)).collect::<Vec<_>>();
                    needed.into_iter().chain(bare).collect()
                });
                if matches!(how, How::Cross) { needed } else { with(needed, keys) }
            }
            (evaluation::Demand::Picked, JoinKeys::On(keys), How::Semi | How::Anti) => with(needed, keys),
            (evaluation::Demand::Picked, JoinKeys::LeftRight(keys, _), How::Semi | How::Anti) => with(needed, keys),
            (evaluation::Demand::Picked, JoinKeys::On(keys) | JoinKeys::LeftRight(keys, _), _) => {
                let suffix = join.suffixes.as_ref().map_or("_x", |(left, _)| left.as_str());
                let bare = |name: &String| name.strip_suffix(suffix).map(str::to_owned);
                with(needed.map(|n| n.iter().filter_map(bare).chain(n.iter().cloned()).collect()), keys)
            }
            (evaluation::Demand::Needed | evaluation::Demand::Picked | evaluation::Demand::All, _, _) => None,
        },
        Step::Drop(dropped) if matches!(axes.evaluation.demand(), evaluation::Demand::Picked) => {
            let dropped = lower(dropped);
            needed.or_else(everything).map(|needed| needed.difference(&dropped).cloned().collect())
        }
        Step::Explode(column) if matches!(axes.evaluation.demand(), evaluation::Demand::Picked) => {
            with(needed, std::slice::from_ref(column))
        }
        Step::Ffill | Step::Bfill if matches!(axes.evaluation.demand(), evaluation::Demand::Picked) => needed,
        Step::Drop(_) | Step::Head(_) | Step::Tail(_) | Step::Fillna(_) | Step::Repartition(_) | Step::Concat(_) => {
            needed
        }
        _ => None,
    }
}

/// The same for steps that make columns of columns.
fn needed_to_reshape(step: &Step, needed: Needed, axes: &Axes) -> Needed {
    let lower = |names: &[String]| names.iter().map(|n| n.to_lowercase()).collect::<BTreeSet<_>>();
    let with = |needed: Needed, names: &[String]| {
        needed.map(|mut needed| {
            needed.extend(lower(names));
            needed
        })
    };
    match step {
        Step::Explode(column) => with(needed, std::slice::from_ref(column)),
        Step::Pivot(pivot) => {
            let others = [pivot.columns.clone(), pivot.values.clone()];
            Some(lower(&[pivot.index.as_slice(), &others].concat()))
        }
        Step::Melt(melt) => {
            let ids = melt.id_vars.as_deref().unwrap_or_default();
            let value = melt.value_name.as_deref().unwrap_or("value").to_lowercase();
            let of_values = needed.as_ref().is_none_or(|needed| needed.contains(&value));
            let ids = lower(ids).into_iter().filter(|id| needed.as_ref().is_none_or(|needed| needed.contains(id)));
            let values = if of_values { melt.value_vars.as_deref()? } else { &[] };
            Some(ids.chain(lower(values)).collect())
        }
        Step::Window(window) => {
            let before = window.columns.iter().rev().fold(needed, |mut needed, column| {
                if let (Some(needed), evaluation::Demand::Needed) = (&mut needed, axes.evaluation.demand()) {
                    needed.remove(&column.out.to_lowercase());
                }
                with(needed, column.column.as_slice())
            });
            with(before, &[window.partition_by.as_slice(), &window.order_by].concat())
        }
        _ => None,
    }
}
