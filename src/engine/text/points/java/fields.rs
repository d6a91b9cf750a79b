//! What a text says of a point in time, field by field, and the point in time that the fields come to.
//!
//! Source: Java, `Parsed.resolve` and `IsoChronology.resolveDate`, strictly; Spark, `DateTimeFormatterHelper.toLocalDate` and `toLocalTime`.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// The fields of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub(super) year: Option<i64>,
    pub(super) month: Option<i64>,
    pub(super) day: Option<i64>,
    pub(super) day_of_year: Option<i64>,
    pub(super) hour: Option<i64>,
    /// The hour of half a day, from 0.
    pub(super) hour_of_half: Option<i64>,
    pub(super) half: Option<i64>,
    pub(super) minute: Option<i64>,
    pub(super) second: Option<i64>,
    pub(super) nanos: Option<i64>,
    /// Seconds ahead of UTC.
    pub(super) offset: Option<i64>,
    pub(super) zone: Option<chrono_tz::Tz>,
}

impl Fields {
    /// Takes the number that a pattern's letter reads, where it is in its range and the field has no other one.
    pub(super) fn put(&mut self, letter: char, number: i64) -> Option<()> {
        let (field, range) = match letter {
            'y' => (&mut self.year, -300_000..=300_000),
            'M' => (&mut self.month, 1..=12),
            'd' => (&mut self.day, 1..=31),
            'D' => (&mut self.day_of_year, 1..=366),
            'H' => (&mut self.hour, 0..=23),
            'h' => (&mut self.hour_of_half, 1..=12),
            'a' => (&mut self.half, 0..=1),
            'm' => (&mut self.minute, 0..=59),
            's' => (&mut self.second, 0..=59),
            'S' => (&mut self.nanos, 0..=999_999_999),
            _ => return None,
        };
        let held = if letter == 'h' { number % 12 } else { number };
        (range.contains(&number) && *field.get_or_insert(held) == held).then_some(())
    }

    /// The time that clocks show: what fields say together must hold of all of them.
    pub(super) fn resolved(&self) -> Option<NaiveDateTime> {
        let mut time = self.clone();
        if let (Some(half), Some(hour)) = (self.half, self.hour_of_half) {
            time.put('H', half * 12 + hour)?;
        }
        // a second needs its minute, and a fraction its second, for the fields to be a time
        let is_time = self.minute.is_some() || (self.second.is_none() && self.nanos.is_none());
        let is_time = is_time && (self.minute.is_none() || self.second.is_some() || self.nanos.is_none());
        if time.hour.is_some() && is_time && !time.fits_hour() {
            return None;
        }
        time.hour = time.hour.or(self.hour_of_half).or(self.half.map(|half| half * 12));
        time.at(self.resolved_day()?)
    }

    /// Whether half of the day and its hour are those of the hour of the day.
    pub(super) fn fits_hour(&self) -> bool {
        let hour = self.hour.unwrap_or(0);
        is(self.half, hour / 12) && is(self.hour_of_half, hour % 12)
    }

    fn resolved_day(&self) -> Option<NaiveDate> {
        let Some(number) = self.day_of_year else { return self.date() };
        let year = i32::try_from(self.year.unwrap_or(1_970)).ok()?;
        let day = NaiveDate::from_yo_opt(year, u32::try_from(number).ok()?)?;
        (is(self.month, day.month().into()) && is(self.day, day.day().into())).then_some(day)
    }

    /// The day that year, month and day of the month are.
    pub(super) fn date(&self) -> Option<NaiveDate> {
        let small = |field: Option<i64>| u32::try_from(field.unwrap_or(1)).ok();
        NaiveDate::from_ymd_opt(i32::try_from(self.year.unwrap_or(1_970)).ok()?, small(self.month)?, small(self.day)?)
    }

    /// The time of these fields on a day.
    pub(super) fn at(&self, day: NaiveDate) -> Option<NaiveDateTime> {
        let number = |field: Option<i64>| field.unwrap_or(0);
        let seconds = (number(self.hour) * 60 + number(self.minute)) * 60 + number(self.second);
        Some(day.and_hms_opt(0, 0, 0)? + chrono::Duration::nanoseconds(seconds * 1_000_000_000 + number(self.nanos)))
    }
}

/// Whether a field says nothing else.
pub(super) fn is(field: Option<i64>, number: i64) -> bool {
    field.is_none_or(|said| said == number)
}
