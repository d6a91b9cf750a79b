//! `dropna`: rows without missing values.

use arrow::array::BooleanArray;

use crate::axis::missing;
use crate::case::plan::{DropHow, Dropna};
use crate::engine::frame::{Frame, Table};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, names};

/// The rows that have enough values among the columns of `subset`.
pub(super) fn run(step: &Dropna, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.missing.dropna_rule() {
        missing::DropnaRule::Exclusive if step.how.is_some() && step.thresh.is_some() => return Err(both()),
        missing::DropnaRule::Broken => return Err(both()),
        missing::DropnaRule::Exclusive | missing::DropnaRule::Threshold => {}
    }
    table.each(context.axes, |frame| within(step, frame, context))
}

fn both() -> Raised {
    Raised::type_error("how and thresh can't both be given")
}

fn within(step: &Dropna, frame: &Frame, context: &Context<'_>) -> Raises<Frame> {
    let columns: Vec<usize> = match &step.subset {
        None => {
            names::unambiguous(frame, context.axes)?;
            // all columns are looked up by their names
            for name in frame.names.iter().filter(|name| name.contains('.')) {
                names::places(frame, name, context.axes)?;
            }
            (0..frame.columns.len()).collect()
        }
        Some(subset) => {
            let mut places = Vec::new();
            for name in subset {
                places.extend(names::places(frame, name, context.axes)?);
            }
            places
        }
    };
    let needed = match (step.thresh, step.how) {
        (Some(thresh), _) => thresh,
        (None, Some(DropHow::All)) => i64::from(!columns.is_empty()),
        (None, Some(DropHow::Any) | None) => columns.len() as i64,
    };
    let mut values = vec![0_i64; frame.rows];
    for column in columns.iter().map(|&i| &frame.columns[i]) {
        let (present, nan) = (column.present(), column.is_nan());
        for (row, count) in values.iter_mut().enumerate() {
            *count += i64::from(present.value(row) && !nan.value(row));
        }
    }
    frame.filter(&values.iter().map(|&count| Some(count >= needed)).collect::<BooleanArray>())
}
