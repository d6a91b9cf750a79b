//! `with_columns`: columns added or replaced, one after the other.

use crate::case::expr::Expr;
use crate::engine::Context;
use crate::engine::expr;
use crate::engine::frame::Table;
use crate::engine::raised::Raises;

/// The table with each expression's column put in its place or behind the others; later ones see earlier ones.
pub(super) fn run(columns: &[(String, Expr)], table: &Table, context: &Context<'_>) -> Raises<Table> {
    table.each(context.axes, |frame| {
        let mut frame = frame.clone();
        for (name, expr) in columns {
            let column = expr::column(expr, &frame, context)?;
            frame.assign(name, column);
        }
        Ok(frame)
    })
}
