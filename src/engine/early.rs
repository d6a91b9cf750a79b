//! What a plan moves to an earlier place: a filter, in the terms of the columns that it finds there, and `head`.
//!
//! Only what can be seen is modelled: an error in a row that is left out early is never met, and a join of fewer rows gives
//! others to a `head`.
//! Source: Spark, `Optimizer.scala` (`PushPredicateThroughNonJoin`, `PushPredicateThroughJoin`, `InferFiltersFromConstraints`,
//! `InferFiltersFromGenerate`, `LimitPushDown`) and `joins.scala` (`EliminateOuterJoin`).

mod condition;
mod partners;
mod passage;

pub(super) use self::condition::inlined;
use self::condition::{all, conjuncts, rejects};
pub(super) use self::passage::left_name;
use self::passage::{Passage, through};
use super::demand::{Planned, columns_made, references};
use super::frame::{Frame, Table};
use super::having::makes_a_column;
use super::names::folded_same;
use crate::axis::{Axes, evaluation, placement, quirks};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::{DropHow, Dropna, How, Join, JoinKeys, Step};

/// Moves what need not wait.
pub(super) fn moved(planned: &mut Vec<Planned>, before: &Frame, inputs: &[(&str, Table)], axes: &Axes) {
    let (heads, filters) = match axes.evaluation.rows() {
        evaluation::Rows::All => (false, false),
        evaluation::Rows::Head => (true, false),
        evaluation::Rows::HeadAndFilter => (false, true),
    };
    if filters {
        sink_all(planned, before, Projections::Apart);
        useful_only(planned, before);
        sink_all(planned, before, Projections::Merged);
    }
    let mut i = 1;
    while i < planned.len() {
        let (mut at, len) = (i, planned.len());
        while at > 0 {
            let found = found(planned, at - 1, before);
            if passes(&planned[at].step, &planned[at - 1].step, found.as_ref(), heads, axes) {
                swap(planned, at, before);
            } else if !chooses_sides(planned, at, before, inputs, axes) {
                break;
            }
            at -= 1;
        }
        i = i + 1 + planned.len() - len;
    }
    if filters {
        partners::chosen(planned, before, inputs);
        heads_of_parts(planned, before);
    }
}

/// The step at `at`, which leaves the columns as it finds them, before the one before it.
fn swap(planned: &mut [Planned], at: usize, before: &Frame) {
    planned.swap(at, at - 1);
    planned[at].meta = planned[at - 1].meta.take();
    let found = found(planned, at - 1, before);
    planned[at - 1].meta = planned[at].meta.is_some().then_some(found).flatten();
}

/// What the columns are that the step at `at` finds.
fn found(planned: &[Planned], at: usize, before: &Frame) -> Option<Frame> {
    if at == 0 { Some(before.clone()) } else { planned[at - 1].meta.clone() }
}

/// Whether a whole `step` may run before `earlier`, which is made on a table like `found`.
fn passes(step: &Step, earlier: &Step, found: Option<&Frame>, heads: bool, axes: &Axes) -> bool {
    match (step, earlier) {
        (Step::Head(_), _) => heads && head_passes(step, earlier),
        (Step::Tail(_), _) => head_passes(step, earlier) && matches!(axes.quirks.pushdown(), quirks::Pushdown::Blind),
        // columns in another order are picked once more behind what they were picked before
        (step, Step::Select(names)) if step.chooses_rows() && found.is_some_and(|found| !in_order(names, found)) => {
            false
        }
        // the keys of a sort may be renamed
        (Step::Join(Join { suffixes: Some(_), .. }), Step::Sort(_)) => false,
        (Step::Join(_), Step::Sort(_) | Step::Repartition(_))
            if step.chooses_rows() && matches!(axes.evaluation.rows(), evaluation::Rows::HeadAndFilter) =>
        {
            true
        }
        (step, Step::Astype(_) | Step::Sort(_) | Step::Repartition(_) | Step::Select(_) | Step::Drop(_))
            if step.chooses_rows() =>
        {
            matches!(axes.quirks.pushdown(), quirks::Pushdown::Blind)
        }
        (Step::Repartition(_), Step::Sort(_)) => match axes.placement.sort() {
            placement::Sort::PresentQuantiles => true,
            placement::Sort::Gather | placement::Sort::Quantiles => false,
        },
        _ => false,
    }
}

/// Whether these columns stand in the table as they are named.
fn in_order(names: &[String], found: &Frame) -> bool {
    let mut left = found.names.iter();
    names.iter().all(|name| left.any(|there| **there == **name))
}

/// Moves the parts of a filter right behind a join, up to the first that has to wait, to the tables that they choose among; whether
/// the left one is among them, and the filter stands before the join.
///
/// A condition on a column that both tables have chooses among the rows of both, or of the one that keeps the name.
/// Source: Dask, `Merge._filter_passthrough_available` and `Merge._simplify_up` (`dask_expr/_merge.py`).
fn chooses_sides(planned: &mut Vec<Planned>, at: usize, before: &Frame, inputs: &[(&str, Table)], axes: &Axes) -> bool {
    match axes.quirks.pushdown() {
        quirks::Pushdown::Right => return false,
        quirks::Pushdown::Blind => {}
    }
    let Some(found) = found(planned, at - 1, before) else { return false };
    if let (Step::Join(join), Some(after), Step::Join(member)) =
        (&planned[at - 1].step, &planned[at - 1].meta, &planned[at].step)
        && let (true, JoinKeys::On(keys) | JoinKeys::LeftRight(keys, _)) = (planned[at].step.chooses_rows(), &member.keys)
        && let [key] = &keys[..]
        && let Some(other) = inputs.iter().find_map(|(name, table)| (*name == join.with).then_some(&table.meta))
        // partners whose key the left rows have chosen are no others
        && sides(&Expr::Column(key.as_str().into()), join, (&found, other), after).0
    {
        swap(planned, at, before);
        return true;
    }
    let (Step::Join(join), Some(after), Step::Filter(condition)) =
        (&planned[at - 1].step, &planned[at - 1].meta, &planned[at].step)
    else {
        return false;
    };
    let Some(other) = inputs.iter().find_map(|(name, table)| (*name == join.with).then_some(&table.meta)) else {
        return false;
    };
    let (mut lefts, mut rights, mut stay) = (Vec::new(), Vec::new(), Vec::new());
    for part in conjuncts(condition.clone()) {
        let sides = if stay.is_empty() { sides(&part, join, (&found, other), after) } else { (false, false) };
        match sides {
            (false, false) => stay.push(part),
            (true, false) => lefts.push(part),
            (false, true) => rights.push(part),
            (true, true) => {
                lefts.push(part.clone());
                rights.push(part);
            }
        }
    }
    if let Some(chosen) = all(rights) {
        let chosen = all(planned[at - 1].partners.take().into_iter().chain([chosen]).collect());
        planned[at - 1].partners = chosen;
    }
    let left = all(lefts);
    let moved = left.is_some();
    match (left, all(stay)) {
        (Some(left), None) => {
            planned[at].step = Step::Filter(left);
            swap(planned, at, before);
        }
        (left, Some(stay)) => {
            planned[at].step = Step::Filter(stay);
            if let Some(left) = left {
                put_in(planned, at - 1, Step::Filter(left), before);
            }
        }
        (None, None) => drop(planned.remove(at)),
    }
    moved
}

/// Whether a condition behind a join chooses among the rows of the left and of the right table.
fn sides(condition: &Expr, join: &Join, (left, right): (&Frame, &Frame), after: &Frame) -> (bool, bool) {
    let columns = references(condition);
    if columns.is_empty() || !is_predicate(condition) {
        return (false, false);
    }
    let all_of = |frame: &Frame| columns.iter().all(|name| frame.position(name).is_some());
    let (of_left, of_right) = (all_of(left), all_of(right));
    let moves = match join.kind() {
        How::Inner => of_left || of_right,
        How::Left => of_left,
        How::Right => of_right && !of_left,
        How::Outer | How::Semi | How::Anti | How::Cross => false,
    };
    let (of_lefts, of_rights) = join.suffixes.as_ref().map_or(("_x", "_y"), |(l, r)| (l.as_str(), r.as_str()));
    let renamed = |suffix: &str, twin: &Frame| {
        let renamed =
            |name: &String| after.position(&format!("{name}{suffix}")).is_some() && twin.position(name).is_some();
        !suffix.is_empty() && columns.iter().any(renamed)
    };
    (moves && of_left && !renamed(of_lefts, right), moves && of_right && !renamed(of_rights, left))
}

/// Whether a plan can tell which columns a condition asks about: an operator stands at its top, and no constant of it is a column.
///
/// Source: Dask, `Merge._predicate_columns` (`dask_expr/_merge.py`).
fn is_predicate(condition: &Expr) -> bool {
    let operates = match condition {
        Expr::Column(_) | Expr::Unary(..) | Expr::In { .. } | Expr::Binary(..) => true,
        Expr::Literal(_) | Expr::Cast(..) | Expr::Call(..) => false,
    };
    operates && !makes_a_column(condition)
}

fn head_passes(step: &Step, earlier: &Step) -> bool {
    matches!(step, Step::Head(n) | Step::Tail(n) if *n >= 0) && earlier.is_on_columns()
}

/// A step that the plan puts in before the step at `at`.
fn put_in(planned: &mut Vec<Planned>, at: usize, step: Step, before: &Frame) {
    let meta = found(planned, at, before);
    planned.insert(at, Planned::new(step, meta, None));
}

/// What has become of projections when filters pass them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Projections {
    /// They are steps of their own.
    Apart,
    /// They are one with an aggregate right below them.
    ///
    /// Source: Spark, `CollapseProject`.
    Merged,
}

fn sink_all(planned: &mut Vec<Planned>, before: &Frame, projections: Projections) {
    let mut i = 1;
    while i < planned.len() {
        let len = planned.len();
        sink(planned, i, before, projections);
        i += 1 + (planned.len() - len);
    }
}

/// Moves the filter at `at`, or what of it may go, before all that it need not wait for.
fn sink(planned: &mut Vec<Planned>, at: usize, before: &Frame, projections: Projections) {
    let is_filter = |p: &Planned| matches!(p.step, Step::Filter(_) | Step::Dropna(_));
    // filters side by side are one
    let Some(wall) = (0..at).rev().find(|&i| !is_filter(&planned[i])) else { return };
    let (Some(found), Some(after)) = (found(planned, wall, before), planned[wall].meta.clone()) else { return };
    let Planned { step, place, .. } = planned[at].clone();
    let earlier = planned[wall].step.clone();
    match step {
        Step::Dropna(Dropna { subset: Some(subset), .. }) => {
            let moved = |name: &String| match through(&Expr::Column(name.as_str().into()), &earlier, &found, &after) {
                Passage::Moves(Expr::Column(name)) => Some(name.to_string()),
                Passage::Moves(_) | Passage::Copies(_) | Passage::Stays => None,
            };
            if matches!(earlier, Step::Groupby(_) | Step::Join(_) | Step::Concat(_) | Step::Fillna(_)) {
                return;
            }
            let Some(subset) = subset.iter().map(moved).collect::<Option<Vec<_>>>() else {
                if let Some(condition) = only_there(&planned[at].step, &after) {
                    planned[at].step = Step::Filter(condition);
                    sink(planned, at, before, projections);
                }
                return;
            };
            let Step::Dropna(dropna) = planned.remove(at).step else { return };
            put_in(planned, wall, Step::Dropna(Dropna { subset: Some(subset), ..dropna }), before);
            planned[wall].place = place;
            sink(planned, wall, before, projections);
        }
        // what is looked at first of a row stays so
        Step::Filter(_) if planned[wall + 1..at].iter().any(|p| matches!(p.step, Step::Dropna(_))) => {}
        Step::Filter(condition) => {
            let (mut down, mut stay) = (Vec::new(), Vec::new());
            for part in conjuncts(condition) {
                if projections == Projections::Merged && stays_above(&part, &planned[..=wall], before) {
                    stay.push(part);
                    continue;
                }
                match through(&part, &earlier, &found, &after) {
                    Passage::Moves(moved) => down.push(moved),
                    Passage::Copies(copy) => {
                        down.push(copy);
                        stay.push(part);
                    }
                    Passage::Stays => stay.push(part),
                }
            }
            let Some(down) = all(down) else { return };
            let whole = stay.is_empty();
            match all(stay) {
                Some(rest) => planned[at].step = Step::Filter(rest),
                None => drop(planned.remove(at)),
            }
            put_in(planned, wall, Step::Filter(down), before);
            planned[wall].place = if whole { place } else { None };
            sink(planned, wall, before, projections);
        }
        _ => {}
    }
}

/// A `dropna` as a condition on its columns.
fn only_there(step: &Step, frame: &Frame) -> Option<Expr> {
    let Step::Dropna(Dropna { thresh: None, subset: Some(subset), how }) = step else { return None };
    let there = |name: &String| {
        let call = |function| Expr::Call(function, vec![Expr::Column(name.as_str().into())]);
        let numbered = || Expr::Unary(UnaryOp::Not, Box::new(call(Function::IsNan)));
        let is_float = frame.get(name)?.kind().is_float();
        all([call(Function::NotNull)].into_iter().chain(is_float.then(numbered)).collect())
    };
    let op = if *how == Some(DropHow::All) { BinaryOp::Or } else { BinaryOp::And };
    let either = |a, b| Expr::Binary(op, Box::new(a), Box::new(b));
    subset.iter().map(there).collect::<Option<Vec<_>>>()?.into_iter().reduce(either)
}

/// Rows without a key have no partner, and lists without elements become no row: where only those that do are kept, they are left out
/// early.
fn useful_only(planned: &mut Vec<Planned>, before: &Frame) {
    let mut i = 0;
    while i < planned.len() {
        if let Some(condition) = useful(planned, i, before) {
            put_in(planned, i, Step::Filter(condition), before);
            i += 1;
        }
        i += 1;
    }
}

fn useful(planned: &[Planned], at: usize, before: &Frame) -> Option<Expr> {
    let not_null = |name: &String| Expr::Call(Function::NotNull, vec![Expr::Column(name.as_str().into())]);
    match &planned[at].step {
        Step::Groupby(groupby) if groupby.dropna == Some(true) => all(groupby.by.iter().map(not_null).collect()),
        Step::ValueCounts(counts) if counts.dropna == Some(true) => Some(not_null(&counts.column)),
        Step::Explode(column) => {
            let elements = Expr::Call(Function::Len, vec![Expr::Column(column.as_str().into())]);
            Some(Expr::Binary(BinaryOp::Gt, Box::new(elements), Box::new(Expr::Literal(Literal::Int(0)))))
        }
        Step::Join(join) => {
            let (found, after) = (found(planned, at, before)?, planned[at].meta.as_ref()?);
            let of_right = |part: &Expr| {
                let names = references(part);
                !names.is_empty() && names.iter().all(|name| left_name(name, join, &found, after).is_none())
            };
            let chosen = planned[at + 1..].iter().map_while(|p| match &p.step {
                Step::Filter(condition) => Some(conjuncts(condition.clone())),
                _ => None,
            });
            let both = match join.kind() {
                How::Inner | How::Semi | How::Right => true,
                How::Left | How::Outer => chosen.flatten().any(|part| of_right(&part) && rejects(&part)),
                How::Anti | How::Cross => false,
            };
            // a join takes the first of several columns of a key's name, which a condition cannot
            let is_one = |key: &&String| found.names.iter().filter(|name| folded_same(name, key)).count() < 2;
            match &join.keys {
                JoinKeys::On(keys) | JoinKeys::LeftRight(keys, _) if both => {
                    all(keys.iter().filter(is_one).map(not_null).collect())
                }
                JoinKeys::On(_) | JoinKeys::LeftRight(..) | JoinKeys::None => None,
            }
        }
        _ => None,
    }
}

/// Whether a part of a condition that stands behind these steps waits for the aggregate that is one with the last of them.
fn stays_above(part: &Expr, steps: &[Planned], before: &Frame) -> bool {
    let Some(below) = steps.iter().rposition(|planned| !planned.step.is_on_columns()) else { return false };
    let aggregated = |name: &str| match &steps[below].step {
        Step::Groupby(groupby) => groupby.agg.iter().any(|output| folded_same(&output.out, name)),
        Step::DropDuplicates(step) => {
            step.subset.as_ref().is_some_and(|keys| !keys.iter().any(|key| folded_same(key, name)))
        }
        _ => false,
    };
    let is_aggregate = matches!(steps[below].step, Step::Groupby(_) | Step::Agg(_) | Step::DropDuplicates(_));
    let mut made = steps[below + 1..].iter().flat_map(|planned| columns_made(&planned.step));
    // what is aggregated is not computed twice
    if !is_aggregate || made.any(|(_, made)| references(&made).iter().any(|name| aggregated(name))) {
        return false;
    }
    let passes = |part: Option<Expr>, at: usize| match (found(steps, at, before), &steps[at].meta) {
        (Some(found), Some(after)) => match through(&part?, &steps[at].step, &found, after) {
            Passage::Moves(part) => Some(part),
            Passage::Copies(_) | Passage::Stays => None,
        },
        _ => None,
    };
    (below..steps.len()).rev().fold(Some(part.clone()), passes).is_none()
}

/// A `head` behind a join that keeps every left row, or behind `concat`, cuts each partition of the left table first.
fn heads_of_parts(planned: &mut Vec<Planned>, before: &Frame) {
    for i in (1..planned.len()).rev() {
        let keeps = match &planned[i - 1].step {
            Step::Join(join) => matches!(join.kind(), How::Left | How::Cross),
            Step::Concat(_) => true,
            _ => false,
        };
        if let (Step::Head(n), true) = (&planned[i].step, keeps) {
            let head = Step::Head(*n);
            put_in(planned, i - 1, head, before);
            let mut at = i - 1;
            while at > 0 && head_passes(&planned[at].step, &planned[at - 1].step) {
                swap(planned, at, before);
                at -= 1;
            }
        }
    }
}
