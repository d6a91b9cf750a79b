//! `head` and `tail`: rows from the start or the end.

use crate::axis::placement;
use crate::engine::Context;
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};

/// Which end rows are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// `head`
    First,
    /// `tail`
    Last,
}

/// The `n` rows at one end; a negative `n` leaves out that many at the other.
pub(super) fn run(end: End, n: i64, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let rows = match context.axes.placement.head() {
        placement::Head::Table => table.gathered(context.axes)?,
        placement::Head::OnePartition => {
            let mut table = table.clone();
            match end {
                End::First => table.keep_first(),
                End::Last => table.keep_last(),
            }
            table.parts = table.parts.iter().map(|part| cut(part, end, n)).collect();
            return Ok(table);
        }
        placement::Head::Limit if n < 0 && end == End::Last => table.meta.emptied(),
        placement::Head::Limit if n < 0 => {
            return Err(Raised::value_error(format!("a limit must be 0 or more, not {n}")));
        }
        placement::Head::Limit => table.gathered(context.axes)?,
    };
    let parts = vec![cut(&rows, end, n)];
    Ok(Table { parts, meta: table.meta.clone(), divisions: Vec::new() })
}

fn cut(frame: &Frame, end: End, n: i64) -> Frame {
    let magnitude = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
    let kept = if n < 0 { frame.rows.saturating_sub(magnitude) } else { magnitude.min(frame.rows) };
    match end {
        End::First => frame.slice(0, kept),
        End::Last => frame.slice(frame.rows - kept, kept),
    }
}
