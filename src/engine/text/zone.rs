//! Zones by the names that columns have them under: the world's, and those that are ahead of UTC by the same time for ever.

use chrono::{FixedOffset, MappedLocalTime, NaiveDateTime, Offset, TimeZone};

use crate::case::iso::tabled;

/// A zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Zone {
    /// One of the world's.
    Named(chrono_tz::Tz),
    /// `UTC+02:00`, `pytz.FixedOffset(120)`.
    Fixed(FixedOffset),
}

impl Zone {
    /// The zone of this name, if there is one.
    pub(in crate::engine) fn of(name: &str) -> Option<Self> {
        name.parse().map(Self::Named).ok().or_else(|| seconds(name).and_then(FixedOffset::east_opt).map(Self::Fixed))
    }

    /// How far its clocks are ahead of UTC at an instant.
    pub(in crate::engine) fn ahead(self, utc: NaiveDateTime) -> FixedOffset {
        match self {
            Self::Named(zone) => zone.offset_from_utc_datetime(&tabled(utc)).fix(),
            Self::Fixed(offset) => offset,
        }
    }

    /// How far its clocks are ahead of UTC where they show a time.
    pub(in crate::engine) fn ahead_of_clock(self, local: NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        match self {
            Self::Named(zone) => zone.offset_from_local_datetime(&tabled(local)).map(|offset| offset.fix()),
            Self::Fixed(offset) => MappedLocalTime::Single(offset),
        }
    }
}

fn seconds(name: &str) -> Option<i32> {
    if let Some(minutes) = name.strip_prefix("pytz.FixedOffset(").and_then(|rest| rest.strip_suffix(')')) {
        return minutes.parse::<i32>().ok().map(|minutes| minutes * 60);
    }
    let clock = name.strip_prefix("UTC")?;
    let (hours, minutes) = clock.get(1..)?.split_once(':')?;
    let ahead = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
    match clock.as_bytes()[0] {
        b'+' => Some(ahead),
        b'-' => Some(-ahead),
        _ => None,
    }
}
