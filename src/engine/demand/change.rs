//! What a window makes of a value and the one before it is made behind the window, which finds the one before.

use super::Planned;
use crate::case::expr::{BinaryOp, Expr, Literal};
use crate::case::plan::{Step, Window, WindowColumn, WindowFn};
use crate::engine::column::Column;
use crate::engine::frame::Frame;
use crate::engine::names::folded_same;

/// Takes such columns apart, where no other column of their window comes between.
///
/// Source: Spark, `ExtractWindowExpressions`.
pub(super) fn apart(planned: &mut Vec<Planned>, before: &Frame) {
    for at in (0..planned.len()).rev() {
        let found = if at == 0 { Some(before) } else { planned[at - 1].meta.as_ref() };
        let (Step::Window(window), Some(found), Some(after)) = (&planned[at].step, found, &planned[at].meta) else {
            continue;
        };
        let (mut shifts, mut changes, mut meta) = (window.clone(), Vec::new(), found.clone());
        for (place, column) in shifts.columns.iter_mut().enumerate() {
            match change(window, place).zip(column.column.as_ref().and_then(|name| found.get(name))) {
                Some((change, source)) => {
                    changes.push((column.out.clone(), change));
                    (column.function, column.n) = (WindowFn::Shift, Some(1));
                    meta.assign(&column.out, Column::missing(source.dtype.clone(), 0));
                }
                None => after.get(&column.out).into_iter().for_each(|made| meta.assign(&column.out, made.clone())),
            }
        }
        if !changes.is_empty() {
            let made = Planned::new(Step::WithColumns(changes), Some(after.clone()), planned[at].place);
            planned[at].step = Step::Window(shifts);
            planned[at].meta = Some(meta);
            planned.insert(at + 1, made);
        }
    }
}

/// What the column at `place` is made of, where the one before stands in its place.
fn change(window: &Window, place: usize) -> Option<Expr> {
    let WindowColumn { out, function, column, .. } = &window.columns[place];
    let source = column.as_deref()?;
    let touches = |later: &WindowColumn| {
        folded_same(&later.out, out)
            || folded_same(&later.out, source)
            || later.column.as_deref().is_some_and(|read| folded_same(read, out))
    };
    let keys = window.partition_by.iter().chain(&window.order_by);
    if folded_same(out, source)
        || keys.into_iter().any(|key| folded_same(key, out))
        || window.columns[place + 1..].iter().any(touches)
    {
        return None;
    }
    let columns = [source, out].map(|name| Box::new(Expr::Column(name.into())));
    let [own, earlier] = columns;
    match function {
        WindowFn::Diff => Some(Expr::Binary(BinaryOp::Sub, own, earlier)),
        WindowFn::PctChange => {
            let ratio = Box::new(Expr::Binary(BinaryOp::Div, own, earlier));
            Some(Expr::Binary(BinaryOp::Sub, ratio, Box::new(Expr::Literal(Literal::Int(1)))))
        }
        _ => None,
    }
}
