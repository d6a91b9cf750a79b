//! Values as text: Python's `str` and `repr`, Java's and Arrow's forms, and the canonical form of results.

pub(crate) mod canonical;
mod held;

pub(super) use held::as_held;

use arrow::datatypes::TimeUnit;

/// How many of this unit are a second.
pub(super) const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}
