//! Every way in which a case can be a bit simpler: without a step, an input, a column or a row; plainer in its parameters and values.

use std::path::Path;

use arrow::array::{Array, ArrayRef, Int64Array, StringArray};
use arrow::compute::concat;

use crate::case::expr::Expr;
use crate::case::plan::{Case, Input, InputColumn, Join, Sort, Source, Step, Via, Window};
use crate::case::{load_text, write};

/// The cases that are one move simpler than `case` and sound, the largest cuts first.
pub(super) fn than(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    let mut add = |change: &dyn Fn(&mut Case)| {
        let mut simpler = case.clone();
        change(&mut simpler);
        let text = write::yaml(&simpler);
        if text != write::yaml(case) && load_text(Path::new("shrunk.yaml"), &text).problems.is_empty() {
            found.push(simpler);
        }
    };
    for i in 0..case.steps.len() {
        add(&|c| drop(c.steps.remove(i)));
    }
    for (i, name, source) in copies(case) {
        add(&|c| {
            c.steps.remove(i);
            c.steps[i..].iter_mut().for_each(|step| aggregates_of(step, name, source));
        });
    }
    for (i, input) in case.inputs.iter().enumerate() {
        if i > 0 && !used(case, &input.name) {
            add(&|c| drop(c.inputs.remove(i)));
        }
        for (from, many) in cuts(rows(input)) {
            add(&|c| each(&mut c.inputs[i], &|values| without(values, from, many)));
        }
        for column in 0..columns(input).len() {
            add(&|c| {
                if let Source::Inline(columns) = &mut c.inputs[i].source {
                    columns.remove(column);
                }
            });
        }
    }
    for i in 0..case.steps.len() {
        for step in steps(&case.steps[i]) {
            add(&|c| c.steps[i] = step.clone());
        }
    }
    for (i, input) in case.inputs.iter().enumerate() {
        if input.partitions > 1 {
            add(&|c| c.inputs[i].partitions = 1);
        }
        if input.via != Via::Rows {
            add(&|c| c.inputs[i].via = Via::Rows);
        }
        for column in 0..columns(input).len() {
            for row in 0..rows(input) {
                add(&|c| {
                    if let Source::Inline(columns) = &mut c.inputs[i].source
                        && let Some(plain) = plainer(&columns[column].values, row)
                    {
                        columns[column].values = plain;
                    }
                });
            }
        }
    }
    found
}

/// Steps that do nothing but copy a column: where, the copy's name and the column's.
fn copies(case: &Case) -> impl Iterator<Item = (usize, &str, &str)> {
    case.steps.iter().enumerate().filter_map(|(i, step)| match step {
        Step::WithColumns(columns) => match &columns[..] {
            [(name, Expr::Column(source))] => Some((i, &**name, &**source)),
            _ => None,
        },
        _ => None,
    })
}

/// Aggregates of the copy `name` made aggregates of the column itself.
fn aggregates_of(step: &mut Step, name: &str, source: &str) {
    let outputs = match step {
        Step::Groupby(groupby) => &mut groupby.agg,
        Step::Agg(outputs) => outputs,
        _ => return,
    };
    for output in outputs.iter_mut().filter(|output| output.column.as_deref() == Some(name)) {
        output.column = Some(source.to_owned());
    }
}

fn used(case: &Case, name: &str) -> bool {
    case.steps.iter().any(|step| match step {
        Step::Join(join) => join.with == name,
        Step::Concat(concat) => concat.with.iter().any(|n| n == name),
        _ => false,
    })
}

fn columns(input: &Input) -> &[InputColumn] {
    if let Source::Inline(columns) = &input.source { columns } else { &[] }
}

fn rows(input: &Input) -> usize {
    columns(input).first().map_or(0, |c| c.values.len())
}

/// Halves, then single rows: where each cut starts and how many rows it takes.
fn cuts(rows: usize) -> Vec<(usize, usize)> {
    let half = rows / 2;
    let mut cuts = if half > 1 { vec![(0, half), (half, rows - half)] } else { Vec::new() };
    cuts.extend((0..rows).rev().map(|row| (row, 1)));
    cuts
}

fn each(input: &mut Input, change: &dyn Fn(&ArrayRef) -> Option<ArrayRef>) {
    if let Source::Inline(columns) = &mut input.source {
        for column in columns {
            if let Some(values) = change(&column.values) {
                column.values = values;
            }
        }
    }
}

fn without(values: &ArrayRef, from: usize, many: usize) -> Option<ArrayRef> {
    let end = from + many;
    concat(&[&values.slice(0, from), &values.slice(end, values.len() - end)]).ok()
}

/// The column with a plain value in a row: 1 or `a`; `None` where it stands already, or the type has no plainer one.
fn plainer(values: &ArrayRef, row: usize) -> Option<ArrayRef> {
    if values.is_null(row) {
        return None;
    }
    let plain: ArrayRef = match values.data_type() {
        arrow::datatypes::DataType::Utf8 => std::sync::Arc::new(StringArray::from(vec!["a"])),
        _ => arrow::compute::cast(&Int64Array::from(vec![1]), values.data_type()).ok()?,
    };
    let end = row + 1;
    concat(&[&values.slice(0, row), &plain, &values.slice(end, values.len() - end)]).ok()
}

/// The step with less in it.
fn steps(step: &Step) -> Vec<Step> {
    match step {
        Step::WithColumns(columns) => {
            let fewer = (0..columns.len()).map(|i| {
                let mut columns = columns.clone();
                columns.remove(i);
                Step::WithColumns(columns)
            });
            let plainer = columns.iter().enumerate().flat_map(|(i, (name, expr))| {
                parts(expr).into_iter().map(move |part| {
                    let mut columns = columns.clone();
                    columns[i] = (name.clone(), part);
                    Step::WithColumns(columns)
                })
            });
            fewer.chain(plainer).collect()
        }
        Step::Filter(expr) => parts(expr).into_iter().map(Step::Filter).collect(),
        Step::Agg(agg) => shorter(agg).into_iter().map(Step::Agg).collect(),
        Step::Groupby(groupby) => {
            let mut found = Vec::new();
            found.extend(shorter(&groupby.agg).into_iter().map(|agg| {
                let mut simpler = groupby.clone();
                simpler.agg = agg;
                Step::Groupby(simpler)
            }));
            found.extend(shorter(&groupby.by).into_iter().map(|by| {
                let mut simpler = groupby.clone();
                simpler.by = by;
                Step::Groupby(simpler)
            }));
            let mut bare = groupby.clone();
            (bare.dropna, bare.sort, bare.style) = (None, None, None);
            found.push(Step::Groupby(bare));
            found
        }
        Step::Window(window) => {
            let fewer = shorter(&window.columns).into_iter().map(|columns| Window { columns, ..window.clone() });
            let bare = Window { frame: None, ..window.clone() };
            let alone = Window { partition_by: Vec::new(), ..window.clone() };
            let as_is = Window { order_by: Vec::new(), ..window.clone() };
            fewer.chain([bare, alone, as_is]).map(Step::Window).collect()
        }
        Step::Sort(sort) => {
            let bare = Sort { ascending: None, na_position: None, ..sort.clone() };
            let fewer = shorter(&sort.by).into_iter().map(|by| Sort { by, ascending: None, ..sort.clone() });
            fewer.chain([bare]).map(Step::Sort).collect()
        }
        Step::Join(join) => vec![Step::Join(Join { suffixes: None, ..join.clone() })],
        Step::Astype(columns) => shorter(columns).into_iter().map(Step::Astype).collect(),
        _ => Vec::new(),
    }
}

/// The list without each of its items, as long as one is left.
fn shorter<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    let fewer = |i: usize| [&items[..i], &items[i + 1..]].concat();
    if items.len() < 2 { Vec::new() } else { (0..items.len()).map(fewer).collect() }
}

/// The operands in place of the expression, then the expression with an operand that is simpler.
fn parts(expr: &Expr) -> Vec<Expr> {
    match expr {
        Expr::Unary(op, a) => {
            with(std::slice::from_ref(&**a), &|mut list| list.pop().map(|a| Expr::Unary(*op, Box::new(a))))
        }
        Expr::Binary(op, a, b) => with(&[(**a).clone(), (**b).clone()], &|mut list| {
            let (b, a) = (list.pop()?, list.pop()?);
            Some(Expr::Binary(*op, Box::new(a), Box::new(b)))
        }),
        Expr::Call(function, args) => with(args, &|args| Some(Expr::Call(*function, args))),
        Expr::Cast(a, ty) => {
            with(std::slice::from_ref(&**a), &|mut list| list.pop().map(|a| Expr::Cast(Box::new(a), ty.clone())))
        }
        Expr::In { operand, list, negated } => {
            let plain = (**operand).clone();
            let fewer = shorter(list).into_iter().map(|list| (plain.clone(), list, *negated));
            let simpler = parts(operand).into_iter().map(|operand| (operand, list.clone(), *negated));
            let made = fewer.chain(simpler).map(|(operand, list, negated)| {
                let operand = Box::new(operand);
                Expr::In { operand, list, negated }
            });
            std::iter::once(plain.clone()).chain(made).collect()
        }
        Expr::Column(_) | Expr::Literal(_) => Vec::new(),
    }
}

fn with(operands: &[Expr], make: &dyn Fn(Vec<Expr>) -> Option<Expr>) -> Vec<Expr> {
    let mut found = operands.to_vec();
    for (i, operand) in operands.iter().enumerate() {
        found.extend(parts(operand).into_iter().filter_map(|part| {
            let mut operands = operands.to_vec();
            operands[i] = part;
            make(operands)
        }));
    }
    found
}
