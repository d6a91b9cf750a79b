//! `pivot` partition by partition, each over all labels that the table has, and put together by index.
//!
//! Source: Dask, `dataframe/reshape.py` (`pivot_table`) and `dataframe/methods.py` (`pivot_sum` and its likes).

use std::sync::Arc;

use super::groupby::{Keyed, named};
use crate::axis::{Axes, reshape};
use crate::case::expr::BinaryOp;
use crate::case::plan::{AggFn, Pivot};
use crate::engine::Context;
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::{Operand, Scope, arithmetic};
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, LEFT_OUT, Missing};
use crate::engine::placement::hashes;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};

use super::pivot::{clash, texts};

/// The table of aggregates by index and label; what adds up is 0 where there is nothing.
pub(super) fn run(step: &Pivot, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let axes = context.axes;
    let [index] = &step.index[..] else {
        return Err(Raised::unsupported("a pivot on several index columns"));
    };
    if !matches!(step.agg, AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last) {
        return Err(Raised::unsupported(format!("a pivot does not offer {}", step.agg.name())));
    }
    for name in [&step.columns, index, &step.values] {
        named(&table.meta, name, axes)?;
    }
    let roles = [index, &step.columns, &step.values];
    if let Some(i) = (1..roles.len()).find(|&i| roles[..i].contains(&roles[i])) {
        return Err(Raised::value_error(format!("Grouper for '{}' not 1-dimensional", roles[i])));
    }
    let frame = promote::concat(&table.parts.iter().collect::<Vec<_>>())?;
    let keyed = Keyed::of(&frame, std::slice::from_ref(index), false, true, axes)?;
    let labels = labels(step, table, axes)?;
    let (label_of, number_of_labels) = numbered(named(&frame, &step.columns, axes)?, &labels)?;
    let values = named(&frame, &step.values, axes)?;
    let gaps = gaps(&keyed.groups, &label_of, number_of_labels, table);
    let mut columns = vec![(Arc::from(index.as_str()), keyed.keys[0].clone())];
    for (number, text) in texts(&labels, axes)?.into_iter().enumerate() {
        let of_row = keyed.groups.of_row.iter().zip(&label_of);
        let of_row = of_row.map(|(&group, &label)| if label == number as u32 { group } else { LEFT_OUT }).collect();
        let cell = Groups { of_row, firsts: keyed.groups.firsts.clone(), cuts: Vec::new() };
        columns.push((text, cells(step.agg, values, &cell, gaps, context)?));
    }
    clash(&columns, 1)?;
    Ok(Table::whole(Frame::new(columns, keyed.groups.len())))
}

/// One column of results.
fn cells(function: AggFn, values: &Column, groups: &Groups, gaps: bool, context: &Context<'_>) -> Raises<Column> {
    let of = |column: &Column, function| aggregate::grouped(column, groups, Call::method(function), context.axes);
    let no_number = matches!(values.kind(), Kind::String | Kind::Object | Kind::Duration(_));
    match context.axes.reshape.sum_of_nothing {
        reshape::SumOfNothing::Zero if gaps && no_number && matches!(function, AggFn::Sum | AggFn::Mean) => {
            return Err(Raised::type_error(format!("0 is no value of {}", values.dtype)));
        }
        reshape::SumOfNothing::Zero | reshape::SumOfNothing::Empty => {}
    }
    match function {
        AggFn::Count => of(values, AggFn::Count)?.numpy_to_float64(),
        AggFn::Mean => {
            let frame = Frame::new(Vec::new(), groups.len());
            let (sum, count) = (of(values, AggFn::Sum)?, of(values, AggFn::Count)?.numpy_to_float64()?);
            let scope = Scope::new(&frame, context);
            arithmetic::binary(BinaryOp::Div, &Operand::Column(sum), &Operand::Column(count), &scope)
        }
        AggFn::First | AggFn::Last if gaps => of(&values.with_room_for_missing()?, function),
        function => of(values, function),
    }
}

/// The distinct labels, in the order in which they are found.
fn labels(step: &Pivot, table: &Table, axes: &Axes) -> Raises<Column> {
    let by = std::slice::from_ref(&step.columns);
    let sorted = |part: &Frame| {
        let rows = Keyed::of(part, by, false, true, axes)?.groups.firsts;
        named(part, &step.columns, axes)?.take(&rows.into())
    };
    let parts = table.parts.iter().map(sorted).collect::<Raises<Vec<_>>>()?;
    let all = promote::stack(&parts.iter().collect::<Vec<_>>())?;
    let mut firsts = Groups::by(&all, Missing::LeftOut)?.firsts;
    match axes.reshape.labels {
        reshape::Labels::Sorted | reshape::Labels::Met => {}
        reshape::Labels::Hashed => {
            let targets = hashes::targets(&[&all], parts.len())?;
            firsts.sort_by_key(|&row| targets[row as usize]);
        }
    }
    let labels = all.take(&firsts.into())?;
    // a zone is lost on the way, and with it the label
    Ok(match labels.kind() {
        Kind::Timestamp(unit, Some(_)) => {
            let plain = Kind::Timestamp(*unit, None);
            let array = arrow::compute::cast(&labels.array(), &plain.arrow()).map_err(Raised::internal)?;
            Column::new(crate::engine::dtype::DType { kind: plain, ..labels.dtype }, array)
        }
        _ => labels,
    })
}

/// For every row the number of its label, and how many labels there are; labels of another type are met by none.
fn numbered(column: &Column, labels: &Column) -> Raises<(Vec<u32>, usize)> {
    let n = labels.len();
    if column.kind() != labels.kind() && matches!(labels.kind(), Kind::Timestamp(..)) {
        return Ok((vec![LEFT_OUT; column.len()], n));
    }
    let both = promote::stack(&[labels, column])?;
    let groups = Groups::by(&both, Missing::LeftOut)?;
    Ok((groups.of_row[n..].to_vec(), n))
}

/// Whether some partition lacks a label beside an index that it has: its results then have room for missing values.
fn gaps(index: &Groups, label_of: &[u32], labels: usize, table: &Table) -> bool {
    let mut start = 0;
    table.parts.iter().any(|part| {
        let rows = start..start + part.rows;
        start += part.rows;
        let mut found = std::collections::HashSet::new();
        let mut met = std::collections::HashSet::new();
        for row in rows.filter(|&row| index.of_row[row] != LEFT_OUT) {
            met.insert(index.of_row[row]);
            if label_of[row] != LEFT_OUT {
                found.insert((index.of_row[row], label_of[row]));
            }
        }
        found.len() < met.len() * labels
    })
}
