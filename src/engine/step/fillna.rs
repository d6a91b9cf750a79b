//! `fillna`: missing values replaced.

use crate::axis::evaluation::{Build, Expressions};
use crate::axis::{Axes, missing, types};
use crate::case::plan::{Fillna, Scalar};
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, fill, names, reach};

/// The table with missing values replaced by the value given for their column.
pub(super) fn run(step: &Fillna, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let fill = |frame: &Frame| match context.axes.types.model() {
        types::Model::Numpy => in_frame(step, frame, context),
        types::Model::Sql => in_sql(step, frame, context),
    };
    match (context.phase, context.axes.evaluation.build(), context.axes.evaluation.expressions()) {
        // where types are tried there is nothing to fill
        (Phase::Build, Build::Sample, Expressions::Types) => fill(&table.meta.emptied()).map(|_| table.clone()),
        _ => table.each(context.axes, fill),
    }
}

/// The table, of which one column is taken alone: its missing values are replaced by those given for the labels of their rows.
pub(in crate::engine) fn by_labels(values: &[(String, Scalar)], table: &Table, axes: &Axes) -> Raises<Table> {
    table.each(axes, |frame| frame.map(frame.rows, |column| Ok(fill::by_labels(column, values, axes))))
}

fn in_frame(step: &Fillna, frame: &Frame, context: &Context<'_>) -> Raises<Frame> {
    match step {
        Fillna::Scalar(value) if unfit(value, context)? => Ok(frame.clone()),
        Fillna::Scalar(value) => frame.map(frame.rows, |column| fill::missing(column, value, context.axes)),
        Fillna::Columns(values) => {
            let mut frame = frame.clone();
            for (name, value) in values {
                for place in names::alike(&frame, name, context.axes) {
                    if !unfit(value, context)? {
                        frame.columns[place] = fill::missing(&frame.columns[place], value, context.axes)?;
                    }
                }
            }
            Ok(frame)
        }
    }
}

/// Whether the value is no value.
fn unfit(value: &Scalar, context: &Context<'_>) -> Raises<bool> {
    match (value, context.axes.missing.fill_null()) {
        (Scalar::Null, missing::FillNull::Raise) => Err(Raised::value_error("a value to fill with must be given")),
        (Scalar::Null, missing::FillNull::Nothing) => Ok(true),
        _ => Ok(false),
    }
}

/// One value fills the columns of its type, a value given for a column is cast to it.
fn in_sql(step: &Fillna, frame: &Frame, context: &Context<'_>) -> Raises<Frame> {
    match step {
        Fillna::Scalar(Scalar::Null) => Err(Raised::type_error("a value to fill with can't be null")),
        Fillna::Scalar(value) => {
            let mut frame = frame.clone();
            for (column, name) in frame.columns.iter_mut().zip(frame.names.iter()) {
                if fill::meant(column, value) && !reach::is_carried(name) {
                    *column = fill::null(column, value, true, context.axes)?;
                }
            }
            Ok(frame)
        }
        Fillna::Columns(values) => {
            let mut frame = frame.clone();
            for (name, value) in values {
                let place = names::place(&frame, name, context.axes)?;
                let filled = fill::null(&frame.columns[place], value, false, context.axes)?;
                names::alike(&frame, name, context.axes).into_iter().for_each(|at| frame.columns[at] = filled.clone());
            }
            Ok(frame)
        }
    }
}
