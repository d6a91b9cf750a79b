//! Which table of a join is sent whole to where the rows of the other one are, as its plan knows that it is small.
//!
//! Source: Spark, `JoinSelection`, `SizeInBytesOnlyStatsPlanVisitor`, `HadoopFsRelation` and `LogicalRDD`, which has no size.

use crate::axis::Axes;
use crate::case::plan::{Concat, How, Input, Source, Step, Via};
use crate::engine::demand::Planned;
use crate::engine::dtype::Kind;
use crate::engine::frame::{Frame, Table};
use crate::engine::ingest;

/// The table that is sent; the other one stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Sent {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// The tables of a case and what is known of them before they are computed.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Known<'a> {
    /// As the case has them.
    pub(in crate::engine) cases: &'a [Input],
    /// As they were read.
    pub(in crate::engine) tables: &'a [(&'a str, Table)],
    /// The profile's axes.
    pub(in crate::engine) axes: &'a Axes,
}

impl Known<'_> {
    /// The table that is sent for the join at `at`, if it is one in whose steps all sizes are looked at.
    pub(in crate::engine) fn sent(self, planned: &[Planned], at: usize) -> Option<Sent> {
        if !super::by_bucket(self.axes) {
            return None;
        }
        let Step::Join(join) = &planned[at].step else { return None };
        let small = |size: Option<f64>| size.filter(|size| *size <= 10_485_760.0);
        let (left, right) = (small(self.size_after(&planned[..at])), small(self.size_of(&join.with)));
        match join.kind() {
            How::Left | How::Semi | How::Anti => right.map(|_| Sent::Right),
            How::Right => left.map(|_| Sent::Left),
            How::Inner => match (left, right) {
                (Some(left), Some(right)) if left < right => Some(Sent::Left),
                (_, Some(_)) => Some(Sent::Right),
                (left, None) => left.map(|_| Sent::Left),
            },
            How::Outer | How::Cross => None,
        }
    }

    /// The size of the table that steps on the first input end in, where it is known.
    fn size_after(self, planned: &[Planned]) -> Option<f64> {
        let (name, table) = self.tables.first()?;
        let (mut size, mut width) = (self.size_of(name), width(&table.meta));
        for Planned { step, meta, .. } in planned {
            let after = meta.as_ref().map_or(width, self::width);
            size = match step {
                Step::Head(n) => Some(*n as f64 * after),
                Step::Agg(_) => Some(after),
                Step::Groupby(groupby) if groupby.by.is_empty() => Some(after),
                Step::Tail(_) => None,
                Step::Concat(Concat { with, .. }) => {
                    with.iter().fold(size, |size, name| Some(size? + self.size_of(name)?))
                }
                Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti) => size,
                Step::Join(join) => size.zip(self.size_of(&join.with)).map(|(left, right)| left * right),
                _ => size.map(|size| size * after / width),
            };
            width = after;
        }
        size
    }

    /// The size of an input whose rows are in a file or in the plan itself.
    fn size_of(self, name: &str) -> Option<f64> {
        let (_, table) = self.tables.iter().find(|(input, _)| *input == name)?;
        let input = self.cases.iter().find(|input| input.name == name)?;
        let rows = table.rows() as f64;
        let stored =
            matches!(input.source, Source::File(_) | Source::Made(_)) || matches!(input.via, Via::Parquet | Via::Csv);
        match ingest::is_in_plan(input, self.axes) {
            true => Some(rows * width(&table.meta)),
            // every column of a file has something before and behind its values
            false => stored.then(|| 400.0 * table.meta.columns.len() as f64 + rows * (width(&table.meta) - 8.0)),
        }
    }
}

/// How large a plan takes a row for.
fn width(meta: &Frame) -> f64 {
    8.0 + meta.columns.iter().map(|column| of_kind(column.kind())).sum::<f64>()
}

fn of_kind(kind: &Kind) -> f64 {
    match kind {
        Kind::Bool | Kind::Int8 | Kind::Void => 1.0,
        Kind::Int16 => 2.0,
        Kind::Int32 | Kind::Float32 | Kind::Date => 4.0,
        Kind::String => 20.0,
        Kind::Decimal(precision, _) if *precision > 18 => 16.0,
        Kind::List(item) => of_kind(item),
        _ => 8.0,
    }
}
