//! Made-up steps that turn a table round or look along its rows: window, pivot, melt, explode.

use super::rng::Rng;
use super::steps::{Table, become_, some_columns};
use super::{Shape, Sort};
use crate::case::plan::{AggFn, Melt, Pivot, Step, Window, WindowColumn, WindowFn, WindowFrame};

/// Functions along the rows; `None` where the rows' order is not determined.
pub(super) fn window(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    if !table.ordered {
        return None;
    }
    let partition_by = if rng.chance(70) { some_columns(table, 2, rng) } else { Vec::new() };
    let order_by = if rng.chance(60) { some_columns(table, 2, rng) } else { Vec::new() };
    let count = *rng.weighted(&[(3, 1), (1, 2)]);
    let columns: Vec<WindowColumn> = (0..count).map(|i| column(table, format!("w{i}"), rng)).collect();
    for made in &columns {
        let of = made.column.as_ref().and_then(|name| table.shape.iter().find(|s| s.name == *name)).map(|s| s.sort);
        let sort = match made.function {
            WindowFn::Cumcount | WindowFn::RowNumber => Sort::Int,
            WindowFn::Cumsum | WindowFn::Cummin | WindowFn::Cummax | WindowFn::Shift | WindowFn::Diff => {
                of.unwrap_or(Sort::Other)
            }
            _ => Sort::Float,
        };
        become_(table, &made.out, sort);
    }
    table.ordered = partition_by.is_empty() && order_by.is_empty();
    let frame = *rng.weighted(&[(6, None), (1, Some(WindowFrame::Rows)), (1, Some(WindowFrame::Range))]);
    Some(Step::Window(Window { partition_by, order_by, columns, frame }))
}

fn column(table: &Table<'_>, out: String, rng: &mut Rng) -> WindowColumn {
    let function = *rng.one(WindowFn::ALL);
    let numeric: Vec<&Shape> = table.shape.iter().filter(|s| matches!(s.sort, Sort::Int | Sort::Float)).collect();
    let any = function == WindowFn::Shift || numeric.is_empty() || rng.chance(15);
    let name = if any { &rng.one(&table.shape).name } else { &rng.one(&numeric).name };
    let bare = matches!(function, WindowFn::Cumcount | WindowFn::RowNumber);
    let n = match function {
        WindowFn::Shift => Some(*rng.one(&[1, 2, 0, -1])),
        _ if function.takes_number() => Some(*rng.one(&[1, 2, 3])),
        _ => None,
    };
    WindowColumn { out, function, column: (!bare).then(|| name.clone()), n }
}

/// The values of a column become columns; `None` where there are too few columns.
pub(super) fn pivot(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    let mut names: Vec<String> = table.shape.iter().map(|s| s.name.clone()).collect();
    if names.len() < 3 {
        return None;
    }
    let columns = names.remove(rng.below(names.len()));
    let values = names.remove(rng.below(names.len()));
    let index = vec![names.remove(rng.below(names.len()))];
    let safe = [AggFn::Sum, AggFn::Mean, AggFn::Count, AggFn::Min, AggFn::Max];
    let in_order = [AggFn::First, AggFn::Last, AggFn::List];
    let agg = if table.ordered && rng.chance(15) { *rng.one(&in_order) } else { *rng.one(&safe) };
    // What the new columns are called hangs on the values: later steps know the index only.
    table.shape.retain(|s| index.contains(&s.name));
    table.ordered = false;
    Some(Step::Pivot(Pivot { index, columns, values, agg }))
}

/// Columns become rows.
pub(super) fn melt(table: &mut Table<'_>, rng: &mut Rng) -> Step {
    let id_vars = rng.chance(70).then(|| some_columns(table, 2, rng));
    let ids = id_vars.clone().unwrap_or_default();
    let rest: Vec<&Shape> = table.shape.iter().filter(|s| !ids.contains(&s.name)).collect();
    let chosen = !rest.is_empty() && rng.chance(60);
    let value_vars = chosen.then(|| vec![rng.one(&rest).name.clone()]);
    let sort = match &value_vars {
        Some(names) => rest.iter().find(|s| names.contains(&s.name)).map_or(Sort::Other, |s| s.sort),
        None => Sort::Other,
    };
    let (var_name, value_name) = if rng.chance(30) { (Some("what"), Some("much")) } else { (None, None) };
    table.shape.retain(|s| ids.contains(&s.name));
    let made = [(var_name.unwrap_or("variable"), Sort::Text), (value_name.unwrap_or("value"), sort)];
    table.shape.extend(made.map(|(name, sort)| Shape { name: name.to_owned(), sort }));
    table.ordered = false;
    let owned = |name: Option<&str>| name.map(str::to_owned);
    Step::Melt(Melt { id_vars, value_vars, var_name: owned(var_name), value_name: owned(value_name) })
}

/// A row an item; mostly of a column that holds lists.
pub(super) fn explode(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    let lists: Vec<&Shape> = table.shape.iter().filter(|s| s.sort == Sort::List).collect();
    let column = match lists.as_slice() {
        [] if rng.chance(80) => return None,
        [] => rng.one(&table.shape).name.clone(),
        lists => rng.one(lists).name.clone(),
    };
    become_(table, &column, Sort::Other);
    Some(Step::Explode(column))
}
