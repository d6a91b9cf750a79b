//! The running least or greatest value of groups where there is no such function: rows are joined with those of their group that come
//! before them.

use std::sync::Arc;

use arrow::array::Int64Array;

use super::change::{Changed, Site};
use super::form;
use crate::case::expr::Expr;
use crate::case::plan::{
    AggFn, Aggregate, Groupby, How, Input, InputColumn, Join, JoinKeys, Sort, Source, Step, WindowColumn, WindowFn,
};
use crate::case::types::Type;

/// The column of the rows' numbers, and what the table is called that each row is joined with.
const NAMES: (&str, &str) = ("row", "earlier");

impl Site {
    /// The cases with the window at the start, of one running extreme in groups, as that of the rows that are joined with each: as it is,
    /// and missing where the value or a key is.
    pub(super) fn run_over(&self, i: usize) -> Vec<Changed> {
        let Some((inputs, joined)) = self.with_earlier(i) else { return Vec::new() };
        let Step::Window(window) = &self.case.steps[i] else { return Vec::new() };
        let [WindowColumn { out, column: Some(read), .. }] = window.columns.as_slice() else { return Vec::new() };
        let missing = window.partition_by.iter().try_fold(Expr::Column(read.as_str().into()), |missing, key| {
            let test = if missing == Expr::Column(read.as_str().into()) {
                "is_null(m) or is_null(k)"
            } else {
                "m or is_null(k)"
            };
            form::of_parts(test, &[("m", &missing), ("k", &Expr::Column(key.as_str().into()))])
        });
        let kept = missing.and_then(|missing| {
            form::of_parts("if_else(m, null, y)", &[("m", &missing), ("y", &Expr::Column(out.as_str().into()))])
        });
        let names = self.tables[0].iter().map(|(name, _)| name.clone()).filter(|name| name != out);
        let mut end = Vec::new();
        if !window.order_by.is_empty() {
            end.push(Step::Sort(Sort { by: window.order_by.clone(), ascending: None, na_position: None }));
        }
        end.push(Step::Select(names.chain([out.clone()]).collect()));
        let what = format!("{} by way of a join with the rows before", window.columns[0].function.name());
        let without = kept.map(|kept| vec![Step::WithColumns(vec![(out.clone(), kept)])]);
        [Some(Vec::new()), without]
            .into_iter()
            .flatten()
            .zip([what.clone(), format!("{what}, and none where the value is missing")])
            .map(|(middle, what)| {
                let mut case = self.replaced(i, [joined.clone(), middle, end.clone()].concat());
                case.inputs.clone_from(&inputs);
                self.with(case, what)
            })
            .collect()
    }

    /// The inputs with the numbers of the first one's rows and a copy of what the window reads of it; the steps up to the extreme.
    fn with_earlier(&self, i: usize) -> Option<(Vec<Input>, Vec<Step>)> {
        let (row, earlier) = NAMES;
        let Step::Window(window) = &self.case.steps[i] else { return None };
        let [WindowColumn { out, function, column: Some(read), .. }] = window.columns.as_slice() else { return None };
        let extreme = match function {
            WindowFn::Cummin => AggFn::Min,
            WindowFn::Cummax => AggFn::Max,
            _ => return None,
        };
        let (keys, table) = (&window.partition_by, self.tables.first()?);
        let apart = !keys.is_empty() && !keys.contains(read) && !keys.iter().any(|key| window.order_by.contains(key));
        let taken =
            table.iter().any(|(name, _)| name == row) || self.case.inputs.iter().any(|input| input.name == earlier);
        if i > 0 || !apart || taken {
            return None;
        }
        let before = |name: &str| format!("{name}_before");
        let mut inputs = self.case.inputs.clone();
        let first = inputs.first_mut()?;
        let Source::Inline(columns) = &mut first.source else { return None };
        let rows = i64::try_from(columns.first()?.values.len()).ok()?;
        let values = Arc::new(Int64Array::from_iter_values(0..rows));
        columns.push(InputColumn { name: row.to_owned(), ty: Type::parse("int64")?, values });
        let copied = |column: &InputColumn| {
            let key = keys.contains(&column.name);
            let read = column.name == *read || column.name == row || window.order_by.contains(&column.name);
            let name = if key { column.name.clone() } else { before(&column.name) };
            (key || read).then(|| InputColumn { name, ..column.clone() })
        };
        let copy = Source::Inline(columns.iter().filter_map(copied).collect());
        let copy = Input { name: earlier.to_owned(), partitions: first.partitions, via: first.via, source: copy };
        inputs.push(copy);
        let column = |name: &str| Expr::Column(name.into());
        let (number, number_before) = (column(row), column(&before(row)));
        let comes_before = match window.order_by.as_slice() {
            [] => form::of_parts("b <= a", &[("a", &number), ("b", &number_before)]),
            [by] => form::of_parts(
                "y < x or y == x and b <= a",
                &[("a", &number), ("b", &number_before), ("x", &column(by)), ("y", &column(&before(by)))],
            ),
            _ => None,
        }?;
        let aggregate = |out: &str, function, read: String| Aggregate {
            out: out.to_owned(),
            function,
            column: Some(read),
            q: None,
        };
        let others = table.iter().filter(|(name, _)| name != out);
        let mut agg: Vec<Aggregate> = others.map(|(name, _)| aggregate(name, AggFn::First, name.clone())).collect();
        agg.push(aggregate(out, extreme, before(read)));
        let join =
            Join { with: earlier.to_owned(), keys: JoinKeys::On(keys.clone()), how: Some(How::Inner), suffixes: None };
        let groups = Groupby { by: vec![row.to_owned()], agg, dropna: None, sort: None, style: None };
        Some((inputs, vec![Step::Join(join), Step::Filter(comes_before), Step::Groupby(groups)]))
    }
}
