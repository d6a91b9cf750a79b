//! What goes wrong where a plan picks columns and rows early: steps that are given less than they were written for.
//!
//! Source: Dask, `dask_expr`: `SortValues._simplify_up` (`_shuffle.py`), `NFirst`, `NLargest` and `Tail` (`_reductions.py`,
//! `_expr.py`), whose own columns a projection does not spare.

use std::sync::Arc;

use super::demand::Planned;
use super::frame::{Frame, Table};
use super::ingest::unconverted;
use super::raised::{Raised, Raises};
use super::{Session, demand, having};
use crate::axis::{Axes, quirks};
use crate::case::expr::Expr;
use crate::case::plan::{
    AggFn, Aggregate, Fillna, Groupby, How, Join, JoinKeys, Step, Style, Window, WindowColumn, WindowFn,
};
use crate::result::ErrorKind;

mod called_name;
mod last_rows;
mod sizes_beside;
mod top_rows;

use top_rows::keys_are_there;

/// What is known, without rows, of the table that a step is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// How many partitions it has.
    pub(super) parts: usize,
    /// Whether the labels are known that they start at.
    pub(super) labelled: bool,
}

/// The steps as such a plan has them; `found` is what each is given.
///
/// # Errors
/// When a step is left without what it needs.
pub(super) fn plan(
    steps: &mut [Step],
    found: &[Found],
    (before, metas): (&Frame, &[Frame]),
    session: &Session<'_>,
) -> Raises<()> {
    let Session { inputs, axes, .. } = *session;
    match axes.quirks.pushdown() {
        quirks::Pushdown::Right => return Ok(()),
        quirks::Pushdown::Blind => {}
    }
    // each value of a whole table has a plan of its own
    if let [before_last @ .., Step::Agg(outputs)] = &*steps
        && outputs.len() > 1
    {
        for output in outputs {
            let mut steps = [before_last, &[Step::Agg(vec![output.clone()])]].concat();
            plan(&mut steps, found, (before, metas), session)?;
        }
    }
    if let Some(Step::Pivot(pivot)) = session.start.checked_sub(1).and_then(|last| session.case.steps.get(last)) {
        last_rows::of_pivot(pivot, steps, found)?;
    }
    let nothing = inputs.first().is_some_and(|(_, table)| table.rows() == 0);
    let turned = session.start == 0 && unconverted::turns(session.case.inputs.first(), axes);
    let mut ranged = false;
    for i in 0..steps.len() {
        if matches!(steps[i], Step::Tail(_)) && !nothing {
            let found: Vec<Found> =
                found.iter().map(|found| Found { labelled: found.labelled && !ranged, ..*found }).collect();
            last_rows::check(steps, i, &found, (metas.get(i), turned), axes)?;
        }
        let Some((step, ahead)) = steps[i..].split_first_mut() else { break };
        let behind = found.get(i + 1..).unwrap_or_default();
        if let (Step::Groupby(groupby), Some(found)) = (&*step, found.get(i)) {
            sizes_beside::check(groupby, found.parts, ahead, axes)?;
        }
        match step {
            Step::Sort(sort) if ends(ahead) => {
                sort.na_position = None;
                let moved = ahead.len() - behind_moved(ahead).len();
                keys_are_there(&sort.by, metas.get(i + moved..), behind_moved(ahead), (inputs, axes))?;
            }
            Step::Groupby(groupby) if of_several_sorts(groupby) && at_end(ahead, behind) => {
                return Err(Raised::unsupported("the last rows of columns that are put beside each other"));
            }
            _ if last_rows::is_on_rows(step)
                && matches!(ahead.first(), Some(Step::Repartition(n)) if behind.first().is_some_and(|found| found.parts == *n))
                && at_end(ahead, behind) =>
            {
                return Err(Raised::unsupported("the last rows of columns that are found behind nothing"));
            }
            Step::WithColumns(columns) if at_end(ahead, behind) => {
                let found = if i > 0 { &metas[i - 1] } else { before };
                last_among(columns, found, ahead, axes)?;
            }
            Step::Window(window) => window_has_its_rows(window, metas.get(i..), (ahead, behind), (inputs, axes))?,
            Step::Groupby(groupby) if by_dictionary(groupby) && hashed(ahead, inputs) => {
                return Err(gone("the index that the rows were moved by"));
            }
            Step::Groupby(groupby) => {
                called_name::check(groupby, ahead)?;
                having::check(groupby, metas.get(i), ahead)?;
                having::tried(groupby, metas.get(i), ahead, session)?;
            }
            Step::Join(join) => {
                let left = if i == 0 { Some(before) } else { metas.get(i - 1) };
                let right = inputs.iter().find_map(|(name, table)| (*name == join.with).then_some(&table.meta));
                if let (Some(left), Some(right), Some(after)) = (left, right, metas.get(i)) {
                    renamed_keys_are_there(join, (left, right), after, ahead, axes)?;
                }
            }
            // a `head` or `tail` behind it takes all columns
            Step::Nlargest(top) | Step::Nsmallest(top) if taker(ahead).is_none() => {
                keys_are_there(&top.by, metas.get(i..), ahead, (inputs, axes))?;
            }
            Step::Rename(names) if matches!(ahead.first(), Some(Step::Select(_))) => covered(names),
            Step::DropDuplicates(distinct) if distinct.subset.is_none() => {
                let several = !ranged && found.get(i).is_some_and(|found| found.parts > 1);
                distinct_stay(several, ahead)?;
            }
            Step::ValueCounts(_) => {
                let several = !ranged && found.get(i).is_some_and(|found| found.parts > 1);
                counts_stay(several, ahead)?;
            }
            _ => {}
        }
        // how many ranges there are is known by the rows
        ranged |= match &steps[i] {
            Step::Sort(_) => true,
            Step::Window(window) => !window.order_by.is_empty(),
            _ => false,
        };
    }
    Ok(())
}

/// A window has the rows that it computes over, and the keys that it sorts by, where only what is asked for of the steps ahead is left.
fn window_has_its_rows(
    window: &Window,
    metas: Option<&[Frame]>,
    (ahead, behind): (&[Step], &[Found]),
    (inputs, axes): (&[(&str, Table)], &Axes),
) -> Raises<()> {
    let rolling = |column: &WindowColumn| matches!(column.function, WindowFn::RollingSum | WindowFn::RollingMean);
    let needed = |column: &WindowColumn| demand::needs(ahead, &column.out, axes);
    let (keyed, sorts) = (!window.partition_by.is_empty(), !window.order_by.is_empty());
    let over_rows =
        |column: &WindowColumn| if keyed { sorts || needed(column) } else { rolling(column) && needed(column) };
    if at_end(ahead, behind) && window.columns.iter().any(over_rows) {
        return Err(Raised::unsupported("the last rows of what is computed over rows"));
    }
    let rolls = window.columns.iter().any(|column| rolling(column) && needed(column));
    if sorts && !keyed && !rolls && taker(ahead).is_some() {
        keys_are_there(&window.order_by, metas, ahead, (inputs, axes))?;
    }
    Ok(())
}

/// Whether the first of these steps fills a single column, where the values that are told by column are looked up by the labels of its rows.
///
/// Source: Dask, `Fillna` (`dask_expr/_expr.py`), through which a projection passes; pandas, `NDFrame.fillna` with a dictionary.
pub(super) fn fills_by_labels(steps: &[Step], axes: &Axes) -> bool {
    match (axes.quirks.pushdown(), steps) {
        (quirks::Pushdown::Blind, [Step::Fillna(Fillna::Columns(_)), ahead @ ..]) => {
            !matches!(taker_alone(ahead), None | Some(Step::Pivot(_)))
        }
        (quirks::Pushdown::Blind | quirks::Pushdown::Right, _) => false,
    }
}

/// What a join is asked for is among what it makes of the columns that it is left: a key of the right table that is renamed, as the left
/// one has a column of its name, keeps its own name where that column is not asked for.
///
/// Source: Dask, `Merge._simplify_up` (`dask_expr/_merge.py`).
fn renamed_keys_are_there(
    join: &Join,
    (left, right): (&Frame, &Frame),
    after: &Frame,
    ahead: &[Step],
    axes: &Axes,
) -> Raises<()> {
    let (lefts, rights) = match &join.keys {
        JoinKeys::On(keys) => (keys, keys),
        JoinKeys::LeftRight(lefts, rights) => (lefts, rights),
        JoinKeys::None => return Ok(()),
    };
    if matches!(join.kind(), How::Semi | How::Anti | How::Cross) {
        return Ok(());
    }
    let asked: Vec<&str> =
        after.names.iter().map(|name| &**name).filter(|name| demand::needs(ahead, name, axes)).collect();
    let (of_left, of_right) = join.suffixes.as_ref().map_or(("_x", "_y"), |(l, r)| (l.as_str(), r.as_str()));
    let plainly = |name: &str, keys: &[String]| keys.iter().any(|key| key == name) || asked.contains(&name);
    let by_suffix = |name: &str, suffix: &str| asked.contains(&format!("{name}{suffix}").as_str());
    let kept = |frame: &Frame, keys: &[String], suffix: &str, twin: &Frame, twins: &[String], of_twin: &str| {
        let keeps = |name: &Arc<str>| {
            let for_twin = by_suffix(name, of_twin) && twin.position(name).is_some() && !plainly(name, twins);
            plainly(name, keys) || by_suffix(name, suffix) || for_twin
        };
        frame.names.iter().filter(|name| keeps(name)).map(|name| name.to_string()).collect::<Vec<_>>()
    };
    let left_kept = kept(left, lefts, of_left, right, rights, of_right);
    let right_kept = kept(right, rights, of_right, left, lefts, of_left);
    if left_kept.len() == left.names.len() && right_kept.len() == right.names.len() {
        return Ok(());
    }
    let shared = |name: &String| lefts.iter().zip(rights).any(|(l, r)| l == r && l == name);
    let made = |names: &[String], twins: &[String], suffix: &str| -> Vec<String> {
        let renamed = |name: &String| match twins.contains(name) && !shared(name) {
            true => format!("{name}{suffix}"),
            false => name.clone(),
        };
        names.iter().map(renamed).collect()
    };
    let made = [made(&left_kept, &right_kept, of_left), made(&right_kept, &left_kept, of_right)].concat();
    match asked.iter().find(|name| !made.iter().any(|made| made == *name)) {
        Some(name) => Err(gone(&format!("column {name:?}"))),
        None => Ok(()),
    }
}

/// Whether what follows takes the last rows, behind steps on columns, and those that leave as many partitions as there are, `found` being
/// what each is given.
fn at_end(ahead: &[Step], found: &[Found]) -> bool {
    let parts = |at: usize| found.get(at).map(|found| found.parts);
    let stays = |at: usize, step: &Step| matches!(step, Step::Repartition(n) if parts(at) == Some(*n));
    let end = ahead.iter().enumerate().find(|(at, step)| !step.is_on_columns() && !stays(*at, step));
    matches!(end, Some((_, Step::Tail(_))))
}

/// Refuses the last rows of what is looked for among values, unless a pick of some columns leaves it out, or it is assigned again at once.
fn last_among(columns: &[(String, Expr)], before: &Frame, ahead: &[Step], axes: &Axes) -> Raises<()> {
    // what is dropped by name is dropped from the last rows
    let picks: Vec<Step> = ahead.iter().filter(|step| !matches!(step, Step::Drop(_))).cloned().collect();
    let picked = demand::picked(&picks, axes).filter(|picked| {
        let of_table = |name: &Arc<str>| picked.contains(&**name);
        !before.names.iter().all(of_table)
    });
    let behind = ahead.iter().map_while(|step| match step {
        Step::WithColumns(columns) => Some(columns),
        _ => None,
    });
    for (i, (name, expr)) in columns.iter().enumerate() {
        let again = || demand::overwritten(name, columns[i + 1..].iter().chain(behind.clone().flatten()), before);
        let needed = picked.as_ref().is_none_or(|picked| picked.contains(&**name));
        if looks_among(expr) && needed && !again() {
            return Err(Raised::unsupported("the last rows of what is looked for among values"));
        }
    }
    Ok(())
}

/// Whether an expression looks for values among others.
fn looks_among(expr: &Expr) -> bool {
    match expr {
        Expr::In { .. } => true,
        Expr::Column(_) | Expr::Literal(_) => false,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) => looks_among(operand),
        Expr::Binary(_, a, b) => looks_among(a) || looks_among(b),
        Expr::Call(_, args) => args.iter().any(looks_among),
    }
}

/// Whether columns that methods of the groups computed in different ways are put beside each other, or sizes of groups beside others.
fn of_several_sorts(groupby: &Groupby) -> bool {
    let sort = |output: &Aggregate| match output.function {
        AggFn::Sum | AggFn::Min | AggFn::Max | AggFn::Prod | AggFn::First | AggFn::Last => AggFn::Sum,
        AggFn::Mean | AggFn::Std | AggFn::Var => AggFn::Mean,
        other => other,
    };
    let differ = groupby.agg.windows(2).any(|pair| sort(&pair[0]) != sort(&pair[1]));
    let sizes = groupby.agg.iter().filter(|output| output.function == AggFn::Size).count();
    groupby.spelling() == Style::Method && differ || sizes > 0 && sizes < groupby.agg.len()
}

/// Whether rows are moved for groups whose functions are told in a dictionary.
fn by_dictionary(groupby: &Groupby) -> bool {
    groupby.spelling() == Style::Agg && groupby.agg.iter().any(|output| output.function == AggFn::Median)
}

/// Whether a method of the groups moves rows, or counts what is distinct, which sorted groups do in one place.
fn moves_rows(groupby: &Groupby) -> bool {
    let moves = |output: &Aggregate| match output.function {
        AggFn::Median => true,
        AggFn::Nunique => groupby.sort != Some(true),
        _ => false,
    };
    groupby.spelling() == Style::Method && groupby.agg.iter().any(moves)
}

/// Whether equal rows are looked for, or partners in one other partition, behind steps within partitions, and then nothing is made of them.
fn hashed(ahead: &[Step], inputs: &[(&str, Table)]) -> bool {
    let Some((mover, rest)) = ahead.iter().position(|step| !keeps_rows(step)).and_then(|at| ahead[at..].split_first())
    else {
        return false;
    };
    let single = |name: &str| inputs.iter().any(|(input, table)| *input == name && table.parts.len() == 1);
    match mover {
        Step::DropDuplicates(_) => rest.iter().all(|step| matches!(step, Step::Sort(_))),
        Step::Join(join) => {
            let partners = !matches!(join.kind(), How::Semi | How::Anti | How::Cross);
            let kept = |step: &Step| matches!(step, Step::Sort(_) | Step::Filter(_) | Step::Select(_) | Step::Drop(_));
            partners && single(&join.with) && rest.iter().all(kept)
        }
        _ => false,
    }
}

/// Whether a step is done within partitions, of columns and rows as they are.
fn keeps_rows(step: &Step) -> bool {
    matches!(
        step,
        Step::Select(_) | Step::Drop(_) | Step::Rename(_) | Step::WithColumns(_) | Step::Filter(_) | Step::Dropna(_)
    )
}

pub(super) fn gone(what: &str) -> Raised {
    Raised::new(ErrorKind::ColumnNotFound, format!("{what} is gone before it is needed"))
}

/// Whether what follows takes columns of the table one by one, behind steps that leave each to itself.
fn taken_alone(ahead: &[Step]) -> bool {
    taker_alone(ahead).is_some()
}

/// The first key of the sort at `at`, where its ranges may be looked for in other values than it has: they are in a plan of that column
/// alone, in which nothing is filled in that is told by column, tables below one another that lack it are left out, and no window moves
/// rows. Also whether they stand for those of the rows.
///
/// Source: Dask, `SortValues._divisions` (`dask_expr/_shuffle.py`).
pub(super) fn key_ranged_apart<'a>(planned: &'a [Planned], at: usize, axes: &Axes) -> Option<(&'a String, bool)> {
    match axes.quirks.pushdown() {
        quirks::Pushdown::Right => return None,
        quirks::Pushdown::Blind => {}
    }
    let key = match &planned[at].step {
        Step::Sort(sort) => sort.by.first()?,
        Step::Window(window) => window.order_by.first()?,
        _ => return None,
    };
    let fills = |planned: &Planned| match &planned.step {
        Step::Fillna(Fillna::Columns(values)) if !planned.by_labels => values.iter().any(|(name, _)| name == key),
        _ => false,
    };
    let before = &planned[..at];
    let filled = before.iter().rev().take_while(|planned| leaves_alone(&planned.step, &[key])).any(fills);
    let differs = |planned: &Planned| match &planned.step {
        Step::Concat(_) => true,
        Step::Window(window) => !window.partition_by.is_empty(),
        _ => false,
    };
    (filled || before.iter().any(differs)).then_some((key, filled))
}

/// The step that does.
fn taker_alone(ahead: &[Step]) -> Option<&Step> {
    let alone = |(i, step)| {
        let mut taken = taken(step)?;
        let counts = taken.is_empty();
        if counts {
            // rows are counted in the only column that conditions ask for
            taken.extend(ahead[..i].iter().find_map(|step| match step {
                Step::Filter(condition) => only_column(condition),
                _ => None,
            }));
        }
        // of what is counted no order is asked
        let alone = |before: &Step| leaves_alone(before, &taken) || counts && matches!(before, Step::Sort(_));
        (!taken.is_empty() && ahead[..i].iter().all(alone)).then_some(step)
    };
    ahead.iter().enumerate().find_map(alone)
}

/// The only column that an expression reads.
fn only_column(expr: &Expr) -> Option<&str> {
    let (mut found, mut several) = (None, false);
    expr.columns(&mut |name| {
        several |= found.is_some_and(|found| found != name);
        found = Some(name);
    });
    found.filter(|_| !several)
}

/// The columns that a step takes one by one.
pub(super) fn taken(step: &Step) -> Option<Vec<&str>> {
    Some(match step {
        Step::Agg(outputs) => outputs.iter().filter_map(|output| output.column.as_deref()).collect(),
        Step::ValueCounts(counted) => vec![&counted.column],
        Step::Pivot(pivot) => vec![&pivot.columns],
        _ => return None,
    })
}

/// Whether a step makes what it makes of these columns of each alone.
pub(super) fn leaves_alone(step: &Step, taken: &[&str]) -> bool {
    match step {
        Step::Select(_)
        | Step::Drop(_)
        | Step::Head(_)
        | Step::Tail(_)
        | Step::Nlargest(_)
        | Step::Nsmallest(_)
        | Step::Repartition(_)
        | Step::Astype(_)
        | Step::Fillna(_)
        | Step::Ffill
        | Step::Bfill => true,
        Step::WithColumns(columns) => !columns.iter().any(|(name, _)| taken.contains(&name.as_str())),
        Step::Window(window) => {
            window.order_by.is_empty() && !window.columns.iter().any(|column| taken.contains(&column.out.as_str()))
        }
        Step::Filter(condition) => {
            let asked = demand::references(condition);
            !asked.is_empty() && asked.iter().all(|name| taken.iter().all(|column| column == name))
        }
        _ => false,
    }
}

/// Values that were counted, in `several` partitions or in one, are not moved once more: the rows are, before they are counted, by a label
/// that they do not have. One partition of distinct rows that is the result stays where it is.
///
/// Source: Dask, `Shuffle._simplify_up` and `ShuffleReduce._lower` (`dask_expr/_shuffle.py`, `_reductions.py`).
pub(super) fn counts_stay(several: bool, ahead: &[Step]) -> Raises<()> {
    // of a single column that is counted again no other is needed
    let counted = ahead.iter().find_map(|step| match step {
        Step::ValueCounts(counts) => Some(&counts.column),
        _ => None,
    });
    let passed = |step: &&Step| match step {
        step if keeps_rows(step) => true,
        Step::Astype(columns) => counted.is_some_and(|counted| columns.iter().all(|(name, _)| name != counted)),
        // for a window within keys, rows of several partitions are moved by their labels
        Step::Window(window) => {
            let stays = !several || window.partition_by.is_empty();
            stays && window.order_by.is_empty() && !shifts_in_groups(window)
        }
        _ => false,
    };
    let moves = match ahead.iter().position(|step| !passed(&step)).and_then(|at| ahead[at..].split_first()) {
        Some((Step::DropDuplicates(_), ahead)) => several || ahead.iter().any(|step| !matches!(step, Step::Sort(_))),
        Some((Step::ValueCounts(_), _)) => true,
        Some((Step::Join(join), _)) => !matches!(join.kind(), How::Semi | How::Anti),
        Some((Step::Groupby(groupby), _)) => moves_rows(groupby),
        Some((Step::Agg(outputs), _)) => outputs.iter().any(|output| output.function == AggFn::Nunique),
        Some((Step::Window(window), _)) => window.order_by.is_empty() && shifts_in_groups(window),
        _ => false,
    };
    if moves { Err(gone("the index that the values were counted in")) } else { Ok(()) }
}

/// Names that a rename gives and that another column has already are looked up before the rename, where they mean the renamed column alone:
/// the other one gets a name that nothing asks for.
///
/// Source: Dask, `dask_expr`, `RenameFrame._simplify_up`.
fn covered(names: &mut Vec<(String, String)>) {
    let taken: Vec<String> = names.iter().map(|(_, new)| new.clone()).collect();
    for new in taken {
        if !names.iter().any(|(old, _)| *old == new) {
            names.push((new, "\0".to_owned()));
        }
    }
}

/// Distinct rows of renamed columns are moved no more either: as columns they are looked for under no name.
pub(super) fn distinct_stay(several: bool, ahead: &[Step]) -> Raises<()> {
    let within = ahead.iter().take_while(|step| keeps_rows(step)).collect::<Vec<_>>();
    let renamed = within.iter().any(|step| matches!(step, Step::Rename(_)));
    match ahead.get(within.len()) {
        Some(Step::DropDuplicates(_) | Step::Join(_) | Step::Groupby(_)) if renamed => {
            counts_stay(several, &ahead[within.len()..])
        }
        _ => Ok(()),
    }
}

fn shifts_in_groups(window: &Window) -> bool {
    !window.partition_by.is_empty() && window.columns.iter().any(|column| column.function == WindowFn::Shift)
}

/// Whether a sort is planned together with a `head` or `tail` behind steps on columns.
pub(super) fn ends(ahead: &[Step]) -> bool {
    let end = behind_moved(ahead).iter().find(|step| !step.is_on_columns());
    end.is_some_and(|step| matches!(step, Step::Head(_) | Step::Tail(_)))
}

/// The `head` or `tail` behind steps on columns.
pub(super) fn taker(ahead: &[Step]) -> Option<&Step> {
    let end = ahead.iter().find(|step| !step.is_on_columns());
    end.filter(|step| matches!(step, Step::Head(_) | Step::Tail(_)))
}

/// What follows the filters that run before a sort, and what cuts its rows up otherwise.
fn behind_moved(ahead: &[Step]) -> &[Step] {
    let moved = ahead.iter().take_while(|step| matches!(step, Step::Filter(_) | Step::Repartition(_))).count();
    &ahead[moved..]
}
