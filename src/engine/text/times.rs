//! Text to timestamps, as pandas reads them: each by itself.

use super::points;
use crate::axis::{Axes, cast};
use crate::engine::raised::{Raised, Raises};

/// A local time in microseconds and its offset in seconds, where it has one; `None` for a word that means missing.
pub(in crate::engine) fn timestamp(text: &str, axes: &Axes) -> Raises<Option<(i64, Option<i64>)>> {
    if points::is_missing(text) {
        return Ok(None);
    }
    let reading = match points::now(text) {
        Some(now) => now,
        None => points::alone(text, axes)?,
    };
    let cut = matches!(axes.cast.time_unit(), cast::TimeUnit::Nanosecond);
    if reading.nanos % 1_000 != 0 && reading.offset.is_none() && !cut {
        return Err(Raised::value_error("a text has more digits than microseconds hold"));
    }
    let micros = i64::try_from(reading.nanos.div_euclid(1_000)).map_err(Raised::internal)?;
    Ok(Some((micros, reading.offset)))
}
