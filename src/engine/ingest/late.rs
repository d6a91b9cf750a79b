//! What goes wrong while a file is read where it is read only when its rows are computed: the plan's own errors come first.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::axis::{Axes, csv, evaluation};
use crate::case::plan::{Case, Step};
use crate::engine::frame::Table;
use crate::engine::raised::{Raised, Raises};

/// An input as it was read.
#[derive(Debug)]
pub(in crate::engine) struct Read {
    /// Its rows; where there are faults, stand-ins for them.
    pub(in crate::engine) table: Table,
    /// What fails when its rows are computed.
    pub(in crate::engine) late: Vec<Fault>,
}

/// An error that waits until rows are computed.
#[derive(Debug)]
pub(in crate::engine) struct Fault {
    /// The column that can't be read; all of the file where there is none.
    pub(in crate::engine) column: Option<Arc<str>>,
    /// What is raised.
    pub(in crate::engine) raised: Raised,
}

impl Read {
    /// A table that nothing is wrong with.
    pub(in crate::engine) fn sound(table: Table) -> Self {
        Self { table, late: Vec::new() }
    }
}

/// Raises what waited in the inputs that `case` computes; `late` has the faults of each input, `needed` the columns of the first
/// one that are computed, in lower case.
pub(in crate::engine) fn raise(
    late: &[Vec<Fault>],
    case: &Case,
    needed: Option<&BTreeSet<String>>,
    axes: &Axes,
) -> Raises<()> {
    for (i, (input, faults)) in case.inputs.iter().zip(late).enumerate() {
        let used = i == 0 || case.steps.iter().any(|step| uses(step, &input.name));
        let picked = match (axes.csv.unpicked(), case.steps.first()) {
            (csv::Unpicked::Skipped, Some(Step::Select(columns))) if i == 0 => Some(columns),
            (csv::Unpicked::Skipped | csv::Unpicked::Read, _) => None,
        };
        let lazily = matches!(axes.evaluation.demand(), evaluation::Demand::Needed) && i == 0;
        let met = |fault: &&Fault| {
            let Some(column) = &fault.column else { return true };
            picked.is_none_or(|picked| picked.iter().any(|name| **name == **column))
                && needed.filter(|_| lazily).is_none_or(|needed| needed.contains(&column.to_lowercase()))
        };
        if let Some(fault) = faults.iter().find(met).filter(|_| used) {
            return Err(fault.raised.clone());
        }
    }
    Ok(())
}

fn uses(step: &Step, name: &str) -> bool {
    match step {
        Step::Join(join) => join.with == name,
        Step::Concat(concat) => concat.with.iter().any(|with| with == name),
        _ => false,
    }
}
