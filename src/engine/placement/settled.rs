//! Where rows that are equal in some columns have come to one partition already, so that they are not moved again.
//!
//! Source: Spark, `EnsureRequirements` and `Partitioning.satisfies` (`physical/partitioning.scala`).

use super::sent::{Known, Sent};
use crate::case::plan::{Fillna, How, Join, JoinKeys, Scalar, Step};
use crate::engine::demand::Planned;
use crate::engine::dtype::Kind;
use crate::engine::frame::Frame;
use crate::engine::names::folded_same;

/// By which columns rows have been brought together, each time enough alone; by none of them, where all rows are in one place.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Settled {
    by: Vec<Vec<String>>,
    /// By ranges of their values, not by their hashes.
    ranged: bool,
}

impl Settled {
    /// What is known of the table that the step at `at` is given.
    pub(in crate::engine) fn before(planned: &[Planned], at: usize, start: &Frame, known: Known<'_>) -> Self {
        (0..at).fold(Self::default(), |settled, i| {
            let found = if i == 0 { Some(start) } else { planned[i - 1].meta.as_ref() };
            settled.after(planned, i, found, known)
        })
    }

    /// Whether rows that are equal in these columns are in one place.
    pub(in crate::engine) fn meets(&self, keys: &[String]) -> bool {
        self.by.iter().any(|by| by.iter().all(|name| among(keys, name)))
    }

    /// Whether rows were brought together by the hashes of just these columns.
    pub(in crate::engine) fn is_by(&self, keys: &[String]) -> bool {
        let same = |by: &[String]| by.len() == keys.len() && by.iter().zip(keys).all(|(a, b)| folded_same(a, b));
        !self.ranged && !keys.is_empty() && self.by.iter().any(|by| same(by))
    }

    fn whole() -> Self {
        Self { by: vec![Vec::new()], ranged: false }
    }

    fn hashed(keys: &[String]) -> Self {
        Self { by: vec![keys.to_vec()], ranged: false }
    }

    fn ranged(self, keys: &[String]) -> Self {
        if self.meets(&[]) { self } else { Self { by: vec![keys.to_vec()], ranged: true } }
    }

    /// Rows of equal keys meet, moved only if they have to be.
    fn met(self, keys: &[String]) -> Self {
        if self.meets(keys) { self } else { Self::hashed(keys) }
    }

    fn without(mut self, gone: impl Fn(&str) -> bool) -> Self {
        self.by.retain(|by| !by.iter().any(|name| gone(name)));
        self
    }

    fn after(self, planned: &[Planned], at: usize, found: Option<&Frame>, known: Known<'_>) -> Self {
        let all = || found.map(|found| found.names.iter().map(|name| name.to_string()).collect::<Vec<_>>());
        match &planned[at].step {
            Step::Filter(_) | Step::Dropna(_) => self,
            Step::Head(_) if planned[at].rows_of_parts().is_some() => self,
            Step::Head(_) | Step::Agg(_) | Step::Nlargest(_) | Step::Nsmallest(_) | Step::Repartition(1) => {
                Self::whole()
            }
            Step::Select(names) => self.without(|key| !among(names, key)),
            Step::Drop(names) => self.without(|key| among(names, key)),
            Step::Rename(names) => names.iter().fold(self, |settled, (old, new)| settled.renamed(old, new)),
            Step::WithColumns(columns) => self.without(|key| columns.iter().any(|(name, _)| folded_same(name, key))),
            Step::Astype(columns) => self.without(|key| columns.iter().any(|(name, _)| folded_same(name, key))),
            Step::Fillna(fill) => self.without(|key| fills(fill, key, found)),
            Step::Explode(column) => self.without(|key| folded_same(column, key)),
            Step::Sort(sort) => self.ranged(&sort.by),
            Step::Groupby(groupby) if groupby.by.is_empty() => Self::whole(),
            Step::Groupby(groupby) if groupby.sort == Some(true) => self.met(&groupby.by).ranged(&groupby.by),
            Step::Groupby(groupby) => self.met(&groupby.by),
            Step::ValueCounts(counts) => self.met(std::slice::from_ref(&counts.column)).ranged(&["count".to_owned()]),
            Step::Pivot(pivot) => self.met(&pivot.index),
            Step::DropDuplicates(distinct) => match distinct.subset.clone().or_else(all) {
                Some(keys) => self.met(&keys),
                None => Self::default(),
            },
            Step::Window(window) => {
                let settled =
                    if window.partition_by.is_empty() { Self::whole() } else { self.met(&window.partition_by) };
                settled.without(|key| window.columns.iter().any(|column| folded_same(&column.out, key)))
            }
            Step::Join(join) => self.joined(join, known.sent(planned, at), found, known),
            _ => Self::default(),
        }
    }

    fn renamed(mut self, old: &str, new: &str) -> Self {
        let names = self.by.iter_mut().flatten();
        names.filter(|name| folded_same(name, old)).for_each(|name| new.clone_into(name));
        self
    }

    fn joined(self, join: &Join, sent: Option<Sent>, found: Option<&Frame>, known: Known<'_>) -> Self {
        let (lefts, rights) = match &join.keys {
            JoinKeys::On(keys) => (keys, keys),
            JoinKeys::LeftRight(lefts, rights) if join.suffixes.is_none() => (lefts, rights),
            JoinKeys::LeftRight(..) | JoinKeys::None => return Self::default(),
        };
        match sent {
            Some(Sent::Right) => return self,
            Some(Sent::Left) => return Self::default(),
            None => {}
        }
        let other = known.tables.iter().find(|(name, _)| *name == join.with).map(|(_, table)| &table.meta);
        if !alike(lefts, found, rights, other) {
            return Self::default();
        }
        let by = match join.kind() {
            How::Inner => vec![lefts.clone(), rights.clone()],
            How::Left | How::Semi | How::Anti => vec![lefts.clone()],
            How::Right => vec![rights.clone()],
            How::Outer | How::Cross => Vec::new(),
        };
        Self { by, ranged: false }
    }
}

/// Whether the keys of both tables are of the same kinds, and so moved as they are.
pub(in crate::engine) fn alike(
    lefts: &[String],
    left: Option<&Frame>,
    rights: &[String],
    right: Option<&Frame>,
) -> bool {
    let kind = |frame: Option<&Frame>, key: &str| {
        let frame = frame?;
        let place = frame.names.iter().position(|name| folded_same(name, key))?;
        Some(frame.columns[place].kind().clone())
    };
    lefts.iter().zip(rights).all(|(l, r)| kind(left, l).is_some() && kind(left, l) == kind(right, r))
}

/// Whether what is missing in a column is filled in.
fn fills(fill: &Fillna, key: &str, found: Option<&Frame>) -> bool {
    let place = found.and_then(|found| found.names.iter().position(|name| folded_same(name, key)));
    match (fill, found.zip(place).map(|(found, place)| found.columns[place].kind())) {
        (Fillna::Columns(values), _) => values.iter().any(|(name, _)| folded_same(name, key)),
        (Fillna::Scalar(Scalar::Str(_)), Some(kind)) => *kind == Kind::String,
        (Fillna::Scalar(Scalar::Bool(_)), Some(kind)) => *kind == Kind::Bool,
        (Fillna::Scalar(_), Some(kind)) => kind.is_number(),
        (Fillna::Scalar(_), None) => true,
    }
}

fn among(names: &[String], name: &str) -> bool {
    names.iter().any(|other| folded_same(other, name))
}
