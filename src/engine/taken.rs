//! Rows that go through several steps before others are looked at: which error is met first, and what a `head` or `tail` behind
//! them asks for.
//!
//! Sources: Spark, `SparkPlan.executeTake` and `LocalLimitExec`; Dask, `optimize_blockwise_fusion`.

use super::frame::{Frame, Table};
use super::raised::Raised;
use crate::axis::Axes;
use crate::axis::evaluation::{Build, FirstPartition, Rows};
use crate::case::plan::Step;

/// An error, and the place of the step that raised it.
pub(super) type Refusal = (usize, Raised);

/// What some rows come to.
type Computed<'a> = dyn Fn(Frame) -> Result<Frame, Refusal> + 'a;

/// How many rows are asked for, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The place of the `head` or `tail` among the steps.
    pub(super) at: usize,
    rows: usize,
    from_end: bool,
    /// Partitions are looked at a few at a time, as the rows of a `head` are that nothing but columns are made of.
    few: bool,
}

/// Whether a step goes from row to row, so that rows may go through it and the next one before others are looked at.
pub(super) fn goes_by_row(step: &Step) -> bool {
    step.is_on_columns() || matches!(step, Step::Filter(_) | Step::Dropna(_) | Step::Explode(_))
}

/// Whether the rows of a table, or its partitions, may go through such steps one after the other, so that another failure is met first than
/// the one of the first step that fails: where all of them are planned, or there are several partitions.
pub(super) fn are_one_by_one(table: &Table, axes: &Axes) -> bool {
    match axes.evaluation.build() {
        Build::Sample | Build::Schema => true,
        Build::Eager => table.parts.len() > 1,
    }
}

/// What is raised first by the rows of `table`, which go through steps that go from row to row.
pub(super) fn first_failure(table: &Table, computed: &Computed<'_>, axes: &Axes) -> Option<Refusal> {
    let of_part = |part: &Frame| match axes.evaluation.rows() {
        Rows::HeadAndFilter => first_of_rows(part, computed),
        Rows::Head | Rows::All => computed(part.clone()).err(),
    };
    match axes.evaluation.first_partition() {
        FirstPartition::First => table.parts.iter().find_map(of_part),
        FirstPartition::Last => table.parts.iter().rev().find_map(of_part),
    }
}

/// What the first row raises that cannot be computed: rows go through all steps one after the other.
fn first_of_rows(part: &Frame, computed: &Computed<'_>) -> Option<Refusal> {
    let fine = computed(part.clone()).err().map(|_| fine_rows(part, computed))?;
    computed(part.slice(fine, part.rows.min(1))).err()
}

/// How many rows at the start of a partition that fails can be computed.
fn fine_rows(part: &Frame, computed: &Computed<'_>) -> usize {
    let (mut fine, mut failing) = (0, part.rows);
    while fine + 1 < failing {
        let middle = fine.midpoint(failing);
        *(if computed(part.slice(0, middle)).is_ok() { &mut fine } else { &mut failing }) = middle;
    }
    fine
}

impl Asked {
    /// What is asked of the rows that go through `steps` from the one at `start` on, if it is not all of them.
    pub(super) fn of(steps: &[Step], start: usize, axes: &Axes) -> Option<Self> {
        match axes.evaluation.rows() {
            Rows::HeadAndFilter => {}
            Rows::Head | Rows::All => return None,
        }
        let at = start + steps[start..].iter().position(|step| !goes_by_row(step))?;
        let (n, from_end) = match steps[at] {
            Step::Head(n) => (n, false),
            Step::Tail(n) => (n, true),
            _ => return None,
        };
        // limits one behind the other are one
        let limits = steps[at + 1..].iter().map_while(|step| if let Step::Head(n) = step { Some(*n) } else { None });
        let n = if from_end { n } else { limits.fold(n, i64::min) };
        let few = from_end || steps[at + 1..].iter().all(|step| step.is_on_columns() || matches!(step, Step::Head(_)));
        Some(Self { at, rows: usize::try_from(n).ok()?, from_end, few })
    }

    /// The rows of `table` that are asked for, once they are `computed`.
    ///
    /// # Errors
    /// What a row raises that is computed on the way.
    pub(super) fn take(self, table: &Table, computed: &Computed<'_>, axes: &Axes) -> Result<Table, Refusal> {
        let mut parts: Vec<&Frame> = table.parts.iter().collect();
        if self.from_end {
            parts.reverse();
        }
        let (mut taken, mut found) = (Vec::new(), 0);
        while found < self.rows && taken.len() < parts.len() {
            for part in parts.iter().skip(taken.len()).take(self.tries(taken.len(), found)).copied().collect::<Vec<_>>()
            {
                let rows = if self.from_end { computed(part.clone())? } else { self.first(part, computed)? };
                found += rows.rows;
                taken.push(rows);
            }
        }
        let meta = computed(table.meta.clone())?;
        if self.from_end {
            taken.reverse();
        }
        taken.push(meta.clone());
        let all = Table { parts: taken, meta: meta.clone(), divisions: Vec::new() };
        let all = all.gathered(axes).map_err(|raised| (self.at, raised))?;
        let kept = self.rows.min(all.rows);
        let start = if self.from_end { all.rows - kept } else { 0 };
        Ok(Table { parts: vec![all.slice(start, kept)], meta, divisions: Vec::new() })
    }

    /// How many partitions are looked at next, when some were and gave `found` rows.
    fn tries(self, looked_at: usize, found: usize) -> usize {
        match (looked_at, found) {
            _ if !self.few => usize::MAX,
            (0, _) => 1,
            (_, 0) => 4 * looked_at,
            _ => (3 * (self.rows - found) * looked_at).div_ceil(2 * found).min(4 * looked_at),
        }
    }

    /// The first rows of a partition: those behind them are not computed.
    fn first(self, part: &Frame, computed: &Computed<'_>) -> Result<Frame, Refusal> {
        let raised = match computed(part.clone()) {
            Ok(all) => return Ok(all.slice(0, self.rows.min(all.rows))),
            Err(raised) => raised,
        };
        let rows = computed(part.slice(0, fine_rows(part, computed)))?;
        if rows.rows < self.rows { Err(raised) } else { Ok(rows.slice(0, self.rows)) }
    }
}
