//! `agg`: the whole table becomes one row.

use std::sync::Arc;

use super::groupby::named;
use super::{agg_partials, met};
use crate::axis::{Axes, aggregate as agg};
use crate::case::plan::{AggFn, Aggregate, Style};
use crate::engine::Context;
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::expr::times;
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::Groups;
use crate::engine::names;
use crate::engine::raised::{Raised, Raises};

/// Refuses what is not offered: it is not called, nor what was to be called before it.
pub(in crate::engine) fn offered(outputs: &[Aggregate], axes: &Axes) -> Raises<()> {
    let offered = |function: AggFn| match (axes.aggregate.combine(), function) {
        (agg::Combine::Buffers, _) => true,
        (_, AggFn::First | AggFn::Last) => false,
        (agg::Combine::Partials | agg::Combine::PartialsOrShuffle, AggFn::List) => false,
        (agg::Combine::Rows | agg::Combine::Partials | agg::Combine::PartialsOrShuffle, _) => true,
    };
    match outputs.iter().find(|output| !offered(output.function)) {
        Some(output) => Err(Raised::unsupported(format!("a column has no {}", output.function.name()))),
        None => Ok(()),
    }
}

/// One row of aggregates.
pub(super) fn run(outputs: &[Aggregate], table: &Table, context: &Context<'_>) -> Raises<Table> {
    offered(outputs, context.axes)?;
    aggregate::sql::no_times_of_day(outputs, &table.meta, context.axes)?;
    let table = match context.axes.aggregate.combine() {
        // distinct values are found first, in their order
        agg::Combine::Buffers if outputs.iter().any(|output| output.function == AggFn::Nunique) => {
            &met::together(&[], outputs, table, context)?
        }
        _ => table,
    };
    let frame = table.gathered(context.axes)?;
    let columns = outputs
        .iter()
        .map(|output| {
            let value = match context.axes.aggregate.combine() {
                agg::Combine::Rows => local(output, &frame, &Groups::whole(frame.rows), context),
                agg::Combine::Buffers => {
                    local(output, &frame, &Groups::whole(frame.rows).cut_between(&table.parts), context)
                }
                agg::Combine::Partials | agg::Combine::PartialsOrShuffle => partial(output, table, context),
            };
            Ok((Arc::from(output.out.as_str()), times::boxed_anew(value?, context.axes)?))
        })
        .collect::<Raises<Vec<_>>>()?;
    Ok(Table { divisions: vec![0, 0], ..Table::whole(Frame::new(columns, 1)) })
}

fn partial(output: &Aggregate, table: &Table, context: &Context<'_>) -> Raises<Column> {
    let Some(name) = output.column.as_deref() else {
        return Ok(aggregate::number_of_rows(vec![table.rows() as i64], context.axes));
    };
    let parts = table.parts.iter().map(|part| named(part, name, context.axes)).collect::<Raises<Vec<_>>>()?;
    let call = Call { function: output.function, q: output.q.unwrap_or(0.5), style: Style::Method };
    let declared = &named(&table.meta, name, context.axes)?.dtype;
    agg_partials::reduced(&parts, declared, call, context)
}

fn local(output: &Aggregate, frame: &Frame, all: &Groups, context: &Context<'_>) -> Raises<Column> {
    let Some(name) = output.column.as_deref() else {
        return Ok(aggregate::number_of_rows(vec![frame.rows as i64], context.axes));
    };
    let column = named(frame, name, context.axes)?;
    if output.function == AggFn::List && names::places(frame, name, context.axes)?.len() > 1 {
        return Err(Raised::unsupported("a table of several columns is no list"));
    }
    let call = Call { function: output.function, q: output.q.unwrap_or(0.5), style: Style::Method };
    aggregate::over(column, all, call, context.axes)
}
