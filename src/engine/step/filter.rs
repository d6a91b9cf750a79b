//! `filter`: the rows for which an expression holds.

use arrow::array::{AsArray, BooleanArray};

use std::sync::Arc;

use crate::axis::{Axes, evaluation, missing, names as axis, quirks, types};
use crate::case::expr::Expr;
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::Kind;
use crate::engine::expr::{self, Scope};
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, demand, names};
use crate::result::ErrorKind;

/// The rows of every partition for which `condition` is true; what is missing is not.
pub(super) fn run(condition: &Expr, table: &Table, context: &Context<'_>) -> Raises<Table> {
    if let (quirks::Pushdown::Blind, Phase::Run, Expr::Cast(operand, ty), []) =
        (context.axes.quirks.pushdown(), context.phase, condition, context.ahead)
    {
        return table.each(context.axes, |frame| filtered_by_itself(operand, ty, frame, context));
    }
    table.each(context.axes, |frame| {
        let scope = Scope::new(frame, context);
        let column = expr::evaluate(condition, &scope)
            .and_then(|v| v.into_column(&scope))
            .map_err(|raised| of_several(raised, condition, frame, context))?;
        match context.axes.types.model() {
            types::Model::Numpy => rows(frame, &column, context),
            types::Model::Sql => frame.filter(&expr::sql::kept(&column)?),
        }
    })
}

/// The rows of a condition that is cast, by what it was before, and then cast: what a plan makes of it in the place of the table's rows.
///
/// Source: Dask, `AsType._simplify_up` (`dask_expr/_expr.py`), which takes the filter's condition for its table.
fn filtered_by_itself(operand: &Expr, ty: &Type, frame: &Frame, context: &Context<'_>) -> Raises<Frame> {
    let column = expr::column(operand, frame, context)?;
    let name = demand::name_of(operand).unwrap_or(if let Expr::Literal(_) = operand { "tmp" } else { "0" });
    let alone =
        Frame { labels: frame.labels.clone(), ..Frame::new(vec![(Arc::from(name), column.clone())], frame.rows) };
    let alone = if frame.rows == 0 { alone } else { rows(&alone, &column, context)? };
    let cast = Expr::Cast(Box::new(Expr::Column(Arc::from(name))), ty.clone());
    let made = expr::column(&cast, &alone, context)?;
    Ok(Frame { columns: vec![made], ..alone })
}

/// A condition on a name that several columns have is a table, which is laid over the whole table by labels; they have to be unique.
fn of_several(raised: Raised, condition: &Expr, frame: &Frame, context: &Context<'_>) -> Raised {
    if raised.kind != ErrorKind::DuplicateColumn {
        return raised;
    }
    match expr::several::first(condition, frame, context) {
        Ok(values) => match context.axes.names.several_assigned() {
            axis::SeveralAssigned::Value if *values.kind() != Kind::Bool => expr::choose::no_condition(context.axes),
            axis::SeveralAssigned::Value | axis::SeveralAssigned::Type => {
                Raised::value_error("a condition cannot be laid over columns of the same name")
            }
        },
        Err(raised) => raised,
    }
}

fn rows(frame: &Frame, column: &Column, context: &Context<'_>) -> Raises<Frame> {
    match (column.kind(), column.as_objects()) {
        // of no rows, anything but truth values is no names of columns
        (kind, _) if *kind != Kind::Bool && on_types(context) => Ok(frame.pick(&[])),
        (Kind::Bool, _) => {
            let keep: BooleanArray = column.array().as_boolean().iter().map(|v| Some(v == Some(true))).collect();
            frame.filter(&keep)
        }
        (_, Some(values)) if are_truths(values, context.axes) => {
            let keep = values.iter().map(|v| if let Obj::Bool(b) = v { Ok(Some(*b)) } else { Err(na()) });
            frame.filter(&keep.collect::<Raises<BooleanArray>>()?)
        }
        // anything else is taken as names of columns, which a plan does not look at
        _ if context.phase == Phase::Build => Ok(frame.clone()),
        _ if column.is_empty() => Ok(frame.pick(&[])),
        (_, Some(values)) if values.iter().any(Obj::is_list_like) => Err(Raised::type_error("unhashable type: 'list'")),
        _ => named(frame, column, context),
    }
}

/// The columns that the condition's values name, one a value.
fn named(frame: &Frame, names: &Column, context: &Context<'_>) -> Raises<Frame> {
    let place = |value: &Obj| match value {
        Obj::Str(name) => names::place(frame, name, context.axes),
        _ => Err(Raised::no_column("that the condition's values name")),
    };
    Ok(frame.pick(&names.to_objects().iter().map(place).collect::<Raises<Vec<_>>>()?))
}

/// Whether this is a trial on columns without rows.
fn on_types(context: &Context<'_>) -> bool {
    match (context.phase, context.axes.evaluation.expressions()) {
        (Phase::Build, evaluation::Expressions::Types) => true,
        (Phase::Build, evaluation::Expressions::Rows) | (Phase::Run, _) => false,
    }
}

/// Whether objects are truth values, missing ones among them. Source: pandas, `is_bool_indexer`.
fn are_truths(values: &[Obj], axes: &Axes) -> bool {
    let least = match axes.missing.null_condition() {
        missing::NullCondition::Names => values.iter().any(|v| matches!(v, Obj::Bool(_))),
        missing::NullCondition::Rows => !values.is_empty(),
    };
    least && values.iter().all(|v| matches!(v, Obj::Bool(_)) || (v.is_missing() && !matches!(v, Obj::NaT)))
}

fn na() -> Raised {
    Raised::value_error("a condition with missing values cannot choose rows")
}
