//! Made-up cases: seeded, typed over the vocabulary, with edge values; what they find is compared elsewhere.
//!
//! The same seed makes the same cases on every machine. A generator remembers what the table looks like after each step, so
//! that most steps fit it; a few don't, on purpose. Steps whose result no framework promises (the first rows after a shuffle, one of several equal
//! rows) are made only where the rows' order is still the input's.

pub mod ask;
mod data;
mod expr;
pub mod group;
pub mod journal;
mod moment;
mod mutate;
mod origin;
mod reshape;
mod rng;
pub mod shrink;
mod simpler;
mod steps;
pub mod tally;

pub use origin::Origin;

/// A column of the table at hand: its name and what sort of values it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) sort: Sort,
}

/// What sort of values a column has, as far as the generator needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Truth values.
    Bool,
    /// Integers of any width.
    Int,
    /// Floats.
    Float,
    /// Text.
    Text,
    /// Dates.
    Date,
    /// Timestamps without a zone.
    Time,
    /// Decimals.
    Decimal,
    /// Timestamps with a zone.
    Zoned,
    /// Durations.
    Span,
    /// Lists.
    List,
    /// Something that a step made and the generator does not follow.
    Other,
}
