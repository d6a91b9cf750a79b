//! What goes wrong where a plan picks columns and rows early: steps that are given less than they were written for.
//!
//! Source: Dask, `dask_expr`: `SortValues._simplify_up` (`_shuffle.py`), `NFirst`, `NLargest` and `Tail` (`_reductions.py`,
//! `_expr.py`), whose own columns a projection does not spare.

use super::raised::{Raised, Raises};
use super::{demand, having};
use crate::axis::{Axes, quirks};
use crate::case::expr::Expr;
use crate::case::plan::{AggFn, Aggregate, Fillna, Groupby, Step, Style, WindowColumn, WindowFn};
use crate::result::ErrorKind;

/// The steps as such a plan has them; `several` is whether the table has several partitions.
///
/// # Errors
/// When a step is left without what it needs.
pub(super) fn plan(steps: &mut [Step], several: bool, axes: &Axes) -> Raises<()> {
    match axes.quirks.pushdown {
        quirks::Pushdown::Right => return Ok(()),
        quirks::Pushdown::Blind => {}
    }
    for i in 0..steps.len() {
        let Some((step, ahead)) = steps[i..].split_first_mut() else { break };
        match step {
            Step::Sort(sort) if ends(ahead) => {
                sort.na_position = None;
                keys_are_there(&sort.by, behind_filters(ahead), axes)?;
            }
            Step::Groupby(groupby) if of_several_sorts(groupby) && at_end(ahead) => {
                return Err(Raised::unsupported("the last rows of columns that are put beside each other"));
            }
            Step::WithColumns(columns) if at_end(ahead) => {
                let among = |(name, expr): &(String, Expr)| looks_among(expr) && demand::needs(ahead, name, axes);
                if columns.iter().any(among) {
                    return Err(Raised::unsupported("the last rows of what is looked for among values"));
                }
            }
            Step::Window(window) if at_end(ahead) => {
                let keyed = !window.partition_by.is_empty();
                let moves = |column: &WindowColumn| match column.function {
                    WindowFn::RollingSum | WindowFn::RollingMean => true,
                    _ => keyed,
                };
                if window.columns.iter().any(|column| moves(column) && demand::needs(ahead, &column.out, axes)) {
                    return Err(Raised::unsupported("the last rows of what is computed over rows"));
                }
            }
            Step::Groupby(groupby) if by_dictionary(groupby) && hashed(ahead) => {
                return Err(gone("the index that the rows were moved by"));
            }
            Step::Groupby(groupby) => having::check(groupby, ahead)?,
            Step::ValueCounts(_) if matches!(ahead.first(), Some(Step::Groupby(groupby)) if moves_rows(groupby)) => {
                return Err(gone("the index that the values were counted in"));
            }
            Step::Nlargest(top) | Step::Nsmallest(top) => keys_are_there(&top.by, ahead, axes)?,
            // of a single column, what is filled in is looked up by its row labels
            Step::Fillna(Fillna::Columns(values)) if taken_alone(ahead) => values.clear(),
            Step::Tail(_) if matches!(ahead.first(), Some(Step::Repartition(n)) if *n > 1) => {
                return Err(Raised::value_error("a tail takes no number of partitions"));
            }
            Step::ValueCounts(_) if several && shuffled(ahead) => {
                return Err(gone("the index that the values were counted in"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether what follows takes the last rows, behind steps on columns.
fn at_end(ahead: &[Step]) -> bool {
    matches!(ahead.iter().find(|step| !on_columns(step)), Some(Step::Tail(_)))
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

/// Whether columns that methods of the groups computed in different ways are put beside each other.
fn of_several_sorts(groupby: &Groupby) -> bool {
    let sort = |output: &Aggregate| match output.function {
        AggFn::Sum | AggFn::Min | AggFn::Max | AggFn::Prod | AggFn::First | AggFn::Last => AggFn::Sum,
        AggFn::Mean | AggFn::Std | AggFn::Var => AggFn::Mean,
        other => other,
    };
    let differ = groupby.agg.windows(2).any(|pair| sort(&pair[0]) != sort(&pair[1]));
    groupby.spelling() == Style::Method && differ
}

/// Whether rows are moved for groups whose functions are told in a dictionary.
fn by_dictionary(groupby: &Groupby) -> bool {
    groupby.spelling() == Style::Agg && groupby.agg.iter().any(|output| output.function == AggFn::Median)
}

/// Whether a method of the groups moves rows, or counts what is distinct.
fn moves_rows(groupby: &Groupby) -> bool {
    let moves = |output: &Aggregate| matches!(output.function, AggFn::Median | AggFn::Nunique);
    groupby.spelling() == Style::Method && groupby.agg.iter().any(moves)
}

/// Whether equal rows are looked for, behind steps on columns.
fn hashed(ahead: &[Step]) -> bool {
    let next = ahead.iter().find(|step| !on_columns(step));
    matches!(next, Some(Step::DropDuplicates(_)))
}

/// Whether what follows takes columns of the groups one by one, as they are.
pub(super) fn keys_taken_alone(ahead: &[Step]) -> bool {
    let picks = |step: &&Step| matches!(step, Step::Select(_) | Step::Head(_) | Step::Tail(_));
    matches!(ahead.iter().find(|step| !picks(step)), Some(Step::Agg(_) | Step::ValueCounts(_)))
}

pub(super) fn gone(what: &str) -> Raised {
    Raised::new(ErrorKind::ColumnNotFound, format!("{what} is gone before it is needed"))
}

/// The keys of the first rows of a sort are among the columns that what follows needs, and it is a table that is sorted.
fn keys_are_there(keys: &[String], ahead: &[Step], axes: &Axes) -> Raises<()> {
    if taken_alone(ahead) {
        return Err(Raised::unsupported("a single column is not sorted by the name of a column"));
    }
    match keys.iter().find(|key| !demand::needs(ahead, key, axes)) {
        Some(key) => Err(gone(&format!("column {key:?}"))),
        None => Ok(()),
    }
}

/// Whether what follows takes columns of the table one by one.
fn taken_alone(ahead: &[Step]) -> bool {
    let picks = |step: &&Step| matches!(step, Step::Select(_) | Step::Head(_) | Step::Tail(_));
    let taker = ahead.iter().find(|step| !picks(step));
    taker.is_some_and(|step| matches!(step, Step::Agg(_) | Step::ValueCounts(_) | Step::Pivot(_)))
}

/// Whether what follows moves rows to the partitions of their hashes, behind steps within partitions.
pub(super) fn shuffled(ahead: &[Step]) -> bool {
    let mover = ahead.iter().find(|step| !(on_columns(step) || matches!(step, Step::Filter(_))));
    mover.is_some_and(|step| matches!(step, Step::DropDuplicates(_) | Step::ValueCounts(_) | Step::Join(_)))
}

/// Whether a sort is planned together with a `head` or `tail` behind steps on columns.
pub(super) fn ends(ahead: &[Step]) -> bool {
    let end = behind_filters(ahead).iter().find(|step| !on_columns(step));
    end.is_some_and(|step| matches!(step, Step::Head(_) | Step::Tail(_)))
}

/// What follows the filters that run before a sort.
fn behind_filters(ahead: &[Step]) -> &[Step] {
    let filters = ahead.iter().take_while(|step| matches!(step, Step::Filter(_))).count();
    &ahead[filters..]
}

fn on_columns(step: &Step) -> bool {
    matches!(
        step,
        Step::Select(_) | Step::Drop(_) | Step::Rename(_) | Step::WithColumns(_) | Step::Fillna(_) | Step::Astype(_)
    )
}
