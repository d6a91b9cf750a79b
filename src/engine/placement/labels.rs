//! The labels of rows: which row of an input a row was, as long as a step does not count rows anew.

use crate::axis::{Axes, placement};
use crate::engine::frame::{Frame, Table};

/// The frame with its rows' numbers as their labels, where something asks for them.
pub(in crate::engine) fn of_numbers(frame: Frame, axes: &Axes) -> Frame {
    match axes.placement.repartition() {
        placement::Repartition::LabelsOnce | placement::Repartition::Labels => {
            Frame { labels: Some((0..frame.rows as u32).collect::<Vec<_>>().into()), ..frame }
        }
        placement::Repartition::Nothing | placement::Repartition::Deal => frame,
    }
}

/// The table of a step, with the rows of partitions that it made anew labelled by their numbers.
pub(in crate::engine) fn followed(table: Table, axes: &Axes) -> Table {
    let label = |part: Frame| if part.labels.is_some() { part } else { of_numbers(part, axes) };
    Table { parts: table.parts.into_iter().map(label).collect(), ..table }
}
