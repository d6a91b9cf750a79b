//! Values as text and text as values: Python's forms ([`python`], [`read`]), pandas' times ([`times`]) and lengths of time ([`durations`]), Java's and Spark's
//! ([`java`], [`sql`]), letters in another case ([`letters`]), zones by their names ([`zone`]), the canonical form of results, and inputs as
//! the text of a CSV file ([`csv`]).

pub(super) mod arrow;
pub(crate) mod canonical;
pub(crate) mod csv;
pub(super) mod durations;
mod held;
pub(super) mod java;
pub(super) mod letters;
mod ndarray;
pub(super) mod points;
pub(super) mod python;
pub(super) mod read;
pub(super) mod sql;
pub(super) mod times;
pub(super) mod zone;

pub(super) use held::{as_held, made};

use ::arrow::datatypes::TimeUnit;

/// How many of this unit are a second.
pub(super) const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}
