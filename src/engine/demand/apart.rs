//! Columns that are assigned behind a window within keys, and are computed of its table as it was before its rows were aligned.
//!
//! Source: Dask, `AssignAlign._simplify_up` (`dask_expr/_expr.py`): beside a new column of the table, what reads none of the window's goes
//! by the window, while the rows are moved to where the hashes of their labels bring them.

use std::collections::BTreeSet;

use super::{Planned, name_of, picked_of, references};
use crate::axis::{Axes, placement, window};
use crate::case::expr::Expr;
use crate::case::plan::Step;
use crate::engine::frame::Frame;

/// Leaves such columns to the window that they stand right behind.
pub(super) fn left_to_windows(planned: &mut [Planned], axes: &Axes) {
    match (axes.placement.split(), axes.window.moved_rows()) {
        (placement::Split::Chunks | placement::Split::Even, window::MovedRows::Unsorted) => {}
        _ => return,
    }
    for at in 0..planned.len() {
        let end = at + 1 + planned[at + 1..].iter().take_while(|planned| assigns(&planned.step)).count();
        if !is_apart(&planned[..end], at) || !all_asked(planned, end, axes) {
            continue;
        }
        let meta = planned[end - 1].meta.clone();
        let nothing = || Step::Drop(Vec::new());
        planned[at].apart =
            planned[at + 1..end].iter_mut().map(|behind| std::mem::replace(&mut behind.step, nothing())).collect();
        planned[at..end].iter_mut().for_each(|planned| planned.meta.clone_from(&meta));
    }
}

/// Whether what the last of these steps assign, behind the window at `at`, is computed of the table before it.
fn is_apart(planned: &[Planned], at: usize) -> bool {
    let (Step::Window(window), Some(found)) = (&planned[at].step, &planned[at].meta) else { return false };
    let columns: Vec<(&str, Option<&Expr>, BTreeSet<String>)> =
        planned[at + 1..].iter().flat_map(|planned| assigned(&planned.step)).collect();
    let of_window = |name: &String| window.columns.iter().any(|column| column.out == *name);
    let reads = |(i, (_, _, read)): (usize, &(&str, Option<&Expr>, BTreeSet<String>))| {
        let again = |name: &String| columns[..i].iter().any(|(before, ..)| before == name);
        read.iter().any(|name| of_window(name) && !again(name))
    };
    !window.partition_by.is_empty() && has_new(&columns, found) && !columns.iter().enumerate().any(reads)
}

/// Whether a column that the table lacks is among the assignments that are one with the first.
fn has_new(columns: &[(&str, Option<&Expr>, BTreeSet<String>)], found: &Frame) -> bool {
    let mut keys = BTreeSet::new();
    let first = columns.iter().take_while(|(name, expr, read)| {
        let of_name = expr.map_or_else(|| read.first().map(String::as_str), name_of);
        let one = of_name.is_none_or(|read| !keys.contains(read));
        keys.insert(*name);
        one
    });
    first.into_iter().any(|(name, ..)| found.position(name).is_none())
}

/// Whether all columns are asked for that the step before `end` has.
fn all_asked(planned: &[Planned], end: usize, axes: &Axes) -> bool {
    let behind = planned[end..].iter().zip(&planned[end - 1..]);
    let picked = picked_of(behind.map(|(planned, before)| (&planned.step, before.meta.as_ref())), axes);
    let Some(there) = &planned[end - 1].meta else { return false };
    picked.is_none_or(|picked| there.names.iter().all(|name| picked.contains(&**name)))
}

/// Whether a step is nothing but assignments of what is computed row by row, or of what runs over all rows.
fn assigns(step: &Step) -> bool {
    match step {
        Step::WithColumns(_) => true,
        Step::Window(window) => window.partition_by.is_empty() && window.order_by.is_empty(),
        _ => false,
    }
}

/// What a step assigns: names, expressions, and the columns that are read for them.
fn assigned(step: &Step) -> Vec<(&str, Option<&Expr>, BTreeSet<String>)> {
    match step {
        Step::WithColumns(columns) => {
            columns.iter().map(|(name, expr)| (name.as_str(), Some(expr), references(expr))).collect()
        }
        Step::Window(window) => {
            let columns = window.columns.iter();
            columns.map(|column| (column.out.as_str(), None, column.column.iter().cloned().collect())).collect()
        }
        _ => Vec::new(),
    }
}
