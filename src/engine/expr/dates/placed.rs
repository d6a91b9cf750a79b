//! What the clocks of a zone show, as points in time.
//!
//! Source: pandas, `tz_localize_to_utc` (`_libs/tslibs/tzconversion.pyx`).

use std::sync::Arc;

use arrow::array::Int64Array;

use super::{Instants, typed};
use crate::axis::{Axes, dates};
use crate::engine::calendar::Date;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::zone::Zone;

/// Times of a zone's clocks as points in time.
pub(super) fn placed(column: &Column, zone: &Arc<str>, axes: &Axes) -> Raises<Column> {
    let instants = Instants::of(column)?;
    let known = Zone::of(zone).ok_or_else(|| Raised::internal("a zone that is not known"))?;
    let far = |count: i64| Date::of(count.div_euclid(instants.day())).year > 9_999;
    let back = |count: i64| {
        if known != Zone::Named(chrono_tz::UTC) && far(count) {
            return Err(Raised::unsupported("Python has no such year, and so no clocks of the zone then"));
        }
        let clock =
            chrono::DateTime::from_timestamp(count.div_euclid(instants.second), 0).unwrap_or_default().naive_utc();
        let before = |at: chrono::NaiveDateTime| known.ahead_of_clock(at).earliest();
        let offset = match (known.ahead_of_clock(clock), axes.dates.clocks()) {
            (chrono::LocalResult::Single(offset), _) => Some(offset),
            (chrono::LocalResult::Ambiguous(first, _), dates::Clocks::Before) => Some(first),
            (chrono::LocalResult::None, dates::Clocks::Before) => before(clock - chrono::Duration::days(1)),
            (_, dates::Clocks::Error) => None,
        };
        match offset {
            Some(offset) => Ok(count - i64::from(offset.local_minus_utc()) * instants.second),
            None => Err(Raised::value_error(format!("the clocks of {zone} show {clock} twice or never"))),
        }
    };
    let counts = instants.counts.iter().map(|v| v.map(back).transpose()).collect::<Raises<Vec<_>>>()?;
    let kind = Kind::Timestamp(instants.unit, Some(zone.clone()));
    typed(Arc::new(Int64Array::from(counts)), DType::numpy(kind))
}
