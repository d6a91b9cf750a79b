//! Filling along the rows where rows have no order: by the number of each row, which the table brings along.

use std::sync::Arc;

use arrow::array::Int64Array;

use super::change::{Changed, Site};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::{InputColumn, Source, Step, Window, WindowColumn, WindowFn};
use crate::case::types::Type;

/// The column of the rows' numbers.
const ROW: &str = "row";

impl Site {
    /// The case with step `i`, which fills along the rows, as the values that begin each stretch of missing ones: rows get a number on
    /// the way in, each value begins a group of the rows up to the next one, and every group has one value.
    pub(super) fn filled_along(&self, i: usize) -> Option<Changed> {
        let backwards = match &self.case.steps[i] {
            Step::Ffill => false,
            Step::Bfill => true,
            _ => return None,
        };
        let keeps =
            |step: &Step| matches!(step, Step::Filter(_) | Step::WithColumns(_) | Step::Dropna(_) | Step::Fillna(_));
        let table = self.tables.get(i)?;
        if !self.case.steps[..i].iter().all(keeps) || table.iter().any(|(name, _)| name == ROW) {
            return None;
        }
        let mut case = self.case.clone();
        let Source::Inline(columns) = &mut case.inputs.first_mut()?.source else { return None };
        let rows = columns.first()?.values.len();
        let numbers = (0..i64::try_from(rows).ok()?).map(|row| if backwards { -row } else { row });
        let values = Arc::new(Int64Array::from_iter_values(numbers));
        columns.push(InputColumn { name: ROW.to_owned(), ty: Type::parse("int64")?, values });
        let names: Vec<&String> = table.iter().map(|(name, _)| name).collect();
        let helper = |name: &str| format!("{name}_group");
        let there = |(name, ty): &(String, String)| (helper(name), begins(name, ty));
        let window = |partition_by: Vec<String>, columns: Vec<WindowColumn>| {
            Step::Window(Window { partition_by, order_by: vec![ROW.to_owned()], columns, frame: None })
        };
        let running =
            |out: String, function: WindowFn| WindowColumn { column: Some(out.clone()), out, function, n: None };
        let groups = names.iter().map(|name| running(helper(name), WindowFn::Cumsum)).collect();
        let mut steps = vec![Step::WithColumns(table.iter().map(there).collect()), window(Vec::new(), groups)];
        steps.extend(
            names.iter().map(|name| window(vec![helper(name)], vec![running((*name).clone(), WindowFn::Cummax)])),
        );
        steps.push(Step::Drop(names.iter().map(|name| helper(name)).chain([ROW.to_owned()]).collect()));
        let what =
            format!("{} by groups in the order of a column `{ROW}` of the rows' numbers", self.case.steps[i].word());
        case.steps.splice(i..=i, steps);
        Some(self.with(case, what))
    }
}

/// 1 where a column has a value, 0 where it is missing.
fn begins(name: &str, ty: &str) -> Expr {
    let column = Expr::Column(name.into());
    let call = |function: Function| Expr::Call(function, vec![column.clone()]);
    let mut there = call(Function::NotNull);
    if ty.starts_with("float") {
        let number = Expr::Unary(UnaryOp::Not, Box::new(call(Function::IsNan)));
        there = Expr::Binary(BinaryOp::And, Box::new(there), Box::new(number));
    }
    let number = |n: i128| Expr::Literal(Literal::Int(n));
    Expr::Call(Function::IfElse, vec![there, number(1), number(0)])
}
