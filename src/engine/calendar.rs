//! The proleptic Gregorian calendar in whole numbers: days since 1970-01-01 to years, months and days, and back.

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    /// From 1.
    pub(super) month: i64,
    /// From 1.
    pub(super) day: i64,
}

impl Date {
    /// The day of a month, if the month has it.
    pub(super) fn known(year: i64, month: i64, day: i64) -> Option<Self> {
        let date = Self { year, month, day };
        ((1..=12).contains(&month) && day > 0 && Self::of(date.days()) == date).then_some(date)
    }

    /// The day so many days after 1970-01-01. Source of the method: H. Hinnant, "chrono-compatible low-level date algorithms".
    pub(super) fn of(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let in_era = shifted.rem_euclid(146_097);
        let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year + year / 4 - year / 100);
        let march_month = (5 * in_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        Self { year: year + era * 400 + i64::from(month <= 2), month, day: in_year - (153 * march_month + 2) / 5 + 1 }
    }

    /// Days since 1970-01-01.
    pub(super) fn days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let in_cycle = year.rem_euclid(400);
        let march_month = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let in_year = (153 * march_month + 2) / 5 + self.day - 1;
        era * 146_097 + in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + in_year - 719_468
    }

    /// Whether Python's `datetime.date` has the day.
    pub(super) fn is_python(self) -> bool {
        (1..=9_999).contains(&self.year)
    }

    /// The first day of the month.
    pub(super) fn first(year: i64, month: i64) -> Self {
        Self { year, month, day: 1 }
    }

    /// The same day so many months later; the month's last where it has no such day. What is further than any calendar goes is as far as
    /// days can be counted.
    pub(super) fn plus_months(self, months: i64) -> Self {
        const FAR: i64 = 12 * 10_000_000_000;
        let all = self.year * 12 + self.month - 1 + months.clamp(-FAR, FAR);
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
        let next = if month == 12 { Self::first(year + 1, 1) } else { Self::first(year, month + 1) };
        let length = next.days() - Self::first(year, month).days();
        Self { year, month, day: self.day.min(length) }
    }

    /// 1 to 4.
    pub(super) fn quarter(self) -> i64 {
        (self.month + 2) / 3
    }

    /// 1 to 366.
    pub(super) fn day_of_year(self) -> i64 {
        self.days() - Self::first(self.year, 1).days() + 1
    }
}

/// `2024-01-31`; a year of more than four digits with its sign.
impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { year, month, day } = self;
        let (sign, width) = if *year > 9_999 { ("+", 4) } else { ("", 4 + usize::from(*year < 0)) };
        write!(f, "{sign}{year:0width$}-{month:02}-{day:02}")
    }
}

/// The day of the week, Monday being 0.
pub(super) fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// The ISO week of the year: the one that has the year's first Thursday is 1.
pub(super) fn iso_week(days: i64) -> i64 {
    let thursday = days - weekday(days) + 3;
    (Date::of(thursday).day_of_year() - 1) / 7 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_to_dates_and_back() {
        for days in (-800_000..3_000_000).step_by(97) {
            assert_eq!(Date::of(days).days(), days);
        }
        assert_eq!(Date::of(-1), Date { year: 1969, month: 12, day: 31 });
        assert_eq!(Date::of(19_782), Date { year: 2024, month: 2, day: 29 });
    }

    #[test]
    fn months_end_where_they_end() {
        let end = Date { year: 2024, month: 1, day: 31 };
        assert_eq!(end.plus_months(1), Date { year: 2024, month: 2, day: 29 });
        assert_eq!(end.plus_months(-11), Date { year: 2023, month: 2, day: 28 });
    }

    #[test]
    fn weeks_are_counted_by_their_thursdays() {
        let week = |year, month, day| iso_week(Date { year, month, day }.days());
        assert_eq!((week(2024, 12, 29), week(2024, 12, 30), week(2021, 1, 3)), (52, 1, 53));
    }
}
