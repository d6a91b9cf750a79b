//! What a plan comes to where a framework looks at all of it before it computes: rows that `head` or a filter leaves out are
//! left out early, and columns that nothing needs are not computed.
//!
//! Only what can be seen is modelled: an error in a row or a column that is not computed is never met.

mod apart;
mod assigned;
mod change;
mod distinct;
mod lone_use;
mod needed;
mod tables;
pub(super) mod union;

use std::collections::BTreeSet;

pub(super) use assigned::{name_of, overwritten};
pub(super) use lone_use::columns_made;
pub(super) use needed::{leaves, needs, picked, picked_of_table};
pub(super) use tables::left_out;

use needed::{needed_before, picked_of, told};

use super::early;
use super::frame::{Frame, Table};
use super::having::Laid;
use crate::axis::{Axes, evaluation};
use crate::case::expr::{Expr, Literal};
use crate::case::plan::{AggFn, DropDuplicates, Fillna, Groupby, Sort, Step, Style};
use crate::engine::names::folded_same;

/// A step as it runs.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    /// What is done.
    pub(super) step: Step,
    /// What the build said that its result is.
    pub(super) meta: Option<Frame>,
    /// Where it stands in the case; nowhere, if the plan put it in.
    pub(super) place: Option<usize>,
    /// Which rows of the other table a join looks for partners among; all, if it is not said.
    pub(super) partners: Option<Expr>,
    /// The columns that are needed of tables below one another.
    pub(super) needed: Needed,
    /// Whether what is filled in is looked up by the labels of the rows, not by column.
    pub(super) by_labels: bool,
    /// Whether it is known that the table has no rows, so that a join looks for no partners.
    pub(super) beside_none: bool,
    /// What is assigned to the table of a window, and put beside its rows by their labels once those are aligned.
    pub(super) apart: Vec<Step>,
    /// The conditions on groups that are laid on them before their keys become columns.
    pub(super) laid: Option<Laid>,
}

impl Planned {
    /// A step of which no more is said than what its result is, and where it stands in the case.
    pub(super) fn new(step: Step, meta: Option<Frame>, place: Option<usize>) -> Self {
        Self {
            step,
            meta,
            place,
            partners: None,
            needed: None,
            by_labels: false,
            beside_none: false,
            apart: Vec::new(),
            laid: None,
        }
    }

    /// The rows that each partition gives, if this is a `head` that the plan put in.
    pub(super) fn rows_of_parts(&self) -> Option<usize> {
        match self {
            Self { step: Step::Head(n), place: None, .. } => usize::try_from(*n).ok(),
            _ => None,
        }
    }
}

/// What steps come to.
pub(super) struct Plan {
    /// The steps as they run.
    pub(super) planned: Vec<Planned>,
    /// The columns that they need of their table, in lower case.
    pub(super) needed: Needed,
    /// The input that they start with in the place of their table, if nothing of that is needed.
    pub(super) first: Option<String>,
}

/// What the steps on a table like `before` come to.
pub(super) fn plan(
    mut planned: Vec<Planned>,
    before: &Frame,
    inputs: &[(&str, Table)],
    last: bool,
    axes: &Axes,
) -> Plan {
    match axes.evaluation.demand() {
        evaluation::Demand::Needed => change::apart(&mut planned, before),
        evaluation::Demand::Picked | evaluation::Demand::All => {}
    }
    early::moved(&mut planned, before, inputs, axes);
    assigned::conditions_together(&mut planned, axes);
    match axes.evaluation.demand() {
        evaluation::Demand::Needed => distinct::not_twice(&mut planned, before),
        evaluation::Demand::Picked | evaluation::Demand::All => {}
    }
    let (needed, first) = prune(&mut planned, before, inputs, last, axes);
    match axes.evaluation.demand() {
        evaluation::Demand::Needed => lone_use::moved(&mut planned, last, axes),
        evaluation::Demand::Picked | evaluation::Demand::All => {}
    }
    apart::left_to_windows(&mut planned, axes);
    Plan { planned, needed, first }
}

/// Whether an expression reads the column `name`.
pub(super) fn refers(expr: &Expr, name: &str) -> bool {
    references(expr).iter().any(|r| folded_same(r, name))
}

/// The names of the columns in an expression.
pub(super) fn references(expr: &Expr) -> BTreeSet<String> {
    match expr {
        Expr::Column(name) => BTreeSet::from([name.to_string()]),
        Expr::Literal(_) => BTreeSet::new(),
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => references(operand),
        Expr::Binary(_, a, b) => references(a).into_iter().chain(references(b)).collect(),
        Expr::Call(_, args) => args.iter().flat_map(references).collect(),
    }
}

/// The columns that are needed; `None` is all of them.
pub(super) type Needed = Option<BTreeSet<String>>;

/// Puts a null in the place of what is computed for nothing, and says which columns of the table are needed, or which input
/// comes in its place.
fn prune(
    planned: &mut Vec<Planned>,
    before: &Frame,
    inputs: &[(&str, Table)],
    last: bool,
    axes: &Axes,
) -> (Needed, Option<String>) {
    let by_name = |meta: Option<&Frame>| meta.map(|m| m.names.iter().map(|n| told(n, axes)).collect());
    let mut needed: Needed = match axes.evaluation.demand() {
        evaluation::Demand::All => return (None, None),
        evaluation::Demand::Needed if last => by_name(planned.last().and_then(|p| p.meta.as_ref())),
        evaluation::Demand::Needed | evaluation::Demand::Picked => None,
    };
    if matches!(axes.evaluation.demand(), evaluation::Demand::Picked) {
        assigned::sorted_apart(planned, before);
        assigned::before_picks(planned);
        assigned::drops_as_picks(planned);
    }
    let mut done = planned.len();
    for i in (0..planned.len()).rev() {
        if i >= done {
            continue;
        }
        let found = if i > 0 { planned[i - 1].meta.clone() } else { Some(before.clone()) };
        if matches!(axes.evaluation.demand(), evaluation::Demand::Picked) {
            if tables::all_asked(&planned[i..]) {
                needed = None;
            }
            if matches!(planned[i].step, Step::Sort(_)) && counts_rows(&planned[i + 1..]) {
                // rows are counted, of which a sort changes nothing
                planned[i].step = Step::Drop(Vec::new());
            }
            only_sorts(planned, i, needed.as_ref(), found.as_ref());
            if i + 1 < planned.len() {
                assigned::again(planned, i, found.as_ref());
            }
            if let Some(first) = tables::unneeded(planned, i, needed.as_ref(), (found.as_ref(), axes), inputs) {
                return (needed, Some(first));
            }
            let by_call = planned.get(i + 1).is_some_and(|next| goes_through_agg(&next.step));
            let Some(start) = assigned::prune(&mut planned[..=i], before, &mut needed, by_call) else {
                needed = needed_before(&planned[i].step, needed, found.as_ref(), axes);
                continue;
            };
            done = start;
        } else if let Step::WithColumns(columns) = &mut planned[i].step {
            for (name, expr) in columns.iter_mut().rev() {
                let Some(needed) = &mut needed else { break };
                if needed.remove(&name.to_lowercase()) {
                    needed.extend(references(expr).iter().map(|r| r.to_lowercase()));
                } else {
                    *expr = Expr::Literal(Literal::Null);
                }
            }
        } else if let (Step::Astype(columns), Some(needed)) = (&mut planned[i].step, &needed) {
            columns.retain(|(name, _)| needed.contains(&name.to_lowercase()));
        } else if let (Step::Fillna(Fillna::Columns(values)), Some(needed)) = (&mut planned[i].step, &needed) {
            values.retain(|(name, _)| needed.contains(&name.to_lowercase()));
        } else if let Some(nulls) = unneeded_window(&planned[i].step, needed.as_ref(), axes) {
            planned[i].step = nulls;
        } else if let (Step::ValueCounts(counts), true) = (&planned[i].step, unneeded_sort(&planned[i..], axes)) {
            planned[i].step = Step::Groupby(counts.grouped());
            needed = needed_before(&planned[i].step, needed, found.as_ref(), axes);
        } else if unneeded_sort(&planned[i..], axes) {
            // constants are computed before a plan leaves the sort out
            let keys = constant_keys(&planned[..=i]).into_iter().map(|key| key.to_lowercase());
            needed.iter_mut().for_each(|needed| needed.extend(keys.clone()));
            planned[i].step = Step::Drop(Vec::new());
        } else {
            if matches!(planned[i].step, Step::Concat(_)) {
                planned[i].needed.clone_from(&needed);
            }
            unneeded_aggregates(&mut planned[i], needed.as_ref());
            needed = needed_before(&planned[i].step, needed, found.as_ref(), axes);
        }
    }
    (needed, None)
}

/// Whether aggregates of groups are asked for together, by one call.
fn goes_through_agg(step: &Step) -> bool {
    match step {
        Step::Groupby(groupby) => {
            groupby.spelling() == Style::Agg && groupby.agg.iter().any(|output| output.function != AggFn::Size)
        }
        _ => false,
    }
}

/// Whether nothing but the number of rows is asked for.
fn counts_rows(ahead: &[Planned]) -> bool {
    let asks = ahead.iter().find(|planned| !planned.step.is_on_columns());
    matches!(asks.map(|planned| &planned.step), Some(Step::Agg(outputs)) if outputs.iter().all(|o| o.column.is_none()))
}

/// Leaves the sort of a window of whose columns none is needed, and columns without values.
///
/// Source: Dask, `Assign._simplify_up` (`dask_expr/_expr.py`).
fn only_sorts(planned: &mut Vec<Planned>, at: usize, needed: Option<&BTreeSet<String>>, found: Option<&Frame>) {
    let (Step::Window(window), Some(needed), Some(found)) = (&planned[at].step, needed, found) else { return };
    let outs: BTreeSet<String> = window.columns.iter().map(|column| column.out.clone()).collect();
    let names: BTreeSet<String> = found.names.iter().map(ToString::to_string).collect();
    let spared = outs.is_disjoint(needed) && outs.is_disjoint(&names) && *needed != names;
    if window.order_by.is_empty() || !spared {
        return;
    }
    let nulls = window.columns.iter().map(|column| (column.out.clone(), Expr::Literal(Literal::Null)));
    let nulls = Step::WithColumns(nulls.collect());
    let sort = Step::Sort(Sort { by: window.order_by.clone(), ascending: None, na_position: None });
    let behind = Planned::new(nulls, planned[at].meta.take(), planned[at].place);
    planned[at] = Planned::new(sort, Some(found.clone()), None);
    planned.insert(at + 1, behind);
}

/// In the place of a window of which nothing is needed: its columns, without values.
fn unneeded_window(step: &Step, needed: Option<&BTreeSet<String>>, axes: &Axes) -> Option<Step> {
    match axes.evaluation.demand() {
        evaluation::Demand::Needed => {}
        evaluation::Demand::Picked | evaluation::Demand::All => return None,
    }
    let (Step::Window(window), Some(needed)) = (step, needed) else { return None };
    let unneeded = window.columns.iter().all(|column| !needed.contains(&column.out.to_lowercase()));
    let nulls = window.columns.iter().map(|column| (column.out.clone(), Expr::Literal(Literal::Null)));
    unneeded.then(|| Step::WithColumns(nulls.collect()))
}

/// Counts rows in the place of aggregates of which nothing is needed, and in the cells of a pivot of which none is.
///
/// Source: Spark, `ColumnPruning`.
fn unneeded_aggregates(planned: &mut Planned, needed: Option<&BTreeSet<String>>) {
    let Some(needed) = needed else { return };
    let named =
        |name: &str| planned.meta.iter().flat_map(|meta| &meta.names).filter(|n| n.to_lowercase() == name).count();
    // a label may have the name of a key
    let labelled = needed.iter().any(|name| named(name) > 1);
    match &mut planned.step {
        Step::Groupby(Groupby { agg: outputs, .. }) | Step::Agg(outputs) => {
            for output in outputs.iter_mut().filter(|output| !needed.contains(&output.out.to_lowercase())) {
                (output.function, output.column) = (AggFn::Size, None);
            }
        }
        Step::Pivot(pivot)
            if !labelled && needed.iter().all(|name| pivot.index.iter().any(|i| i.to_lowercase() == *name)) =>
        {
            (pivot.agg, pivot.values) = (AggFn::Count, pivot.columns.clone());
        }
        _ => {}
    }
}

/// The keys of the sort at the end that are constants.
fn constant_keys(planned: &[Planned]) -> Vec<String> {
    let Some((Planned { step: Step::Sort(sort), .. }, before)) = planned.split_last() else { return Vec::new() };
    let is_constant = |key: &&String| {
        let assigned = before.iter().rev().find_map(|planned| match &planned.step {
            Step::WithColumns(columns) => columns.iter().rev().find(|(name, _)| name == *key),
            _ => None,
        });
        assigned.is_some_and(|(_, expr)| references(expr).is_empty())
    };
    sort.by.iter().filter(is_constant).cloned().collect()
}

/// Whether a sort comes first of which nothing is seen, since rows are counted, grouped, joined or sorted behind it.
///
/// Source: Spark, `EliminateSorts`.
fn unneeded_sort(ahead: &[Planned], axes: &Axes) -> bool {
    match axes.evaluation.demand() {
        evaluation::Demand::Needed => {}
        evaluation::Demand::Picked | evaluation::Demand::All => return false,
    }
    let [Planned { step: Step::Sort(_) | Step::ValueCounts(_), .. }, rest @ ..] = ahead else { return false };
    let by_row = |step: &Step| step.is_on_columns() || matches!(step, Step::Filter(_));
    let Some(at) = rest.iter().position(|planned| !by_row(&planned.step)) else { return false };
    let found = ahead[at].meta.as_ref();
    let exact = |name: &str| {
        found.and_then(|found| found.get(name)).is_some_and(|c| c.kind().is_number() && !c.kind().is_float())
    };
    let unordered = |function: AggFn, column: Option<&String>| match (function, column) {
        (AggFn::Count | AggFn::Size | AggFn::Min | AggFn::Max | AggFn::Nunique, _) => true,
        // in whatever order they are added
        (AggFn::Sum | AggFn::Mean, Some(name)) => exact(name),
        _ => false,
    };
    match &rest[at].step {
        Step::Agg(outputs) | Step::Groupby(Groupby { agg: outputs, .. }) => {
            outputs.iter().all(|output| unordered(output.function, output.column.as_ref()))
        }
        Step::Pivot(pivot) => unordered(pivot.agg, Some(&pivot.values)),
        Step::ValueCounts(_) | Step::Join(_) | Step::DropDuplicates(DropDuplicates { subset: None, .. }) => true,
        _ => false,
    }
}
