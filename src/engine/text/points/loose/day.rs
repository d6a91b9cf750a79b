//! Which of the numbers of a day is its year, its month and its day of the month.

use chrono::{Datelike, NaiveDate};

/// The numbers of a day in the order they stand in.
///
/// Source: dateutil, `_ymd`.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) numbers: Vec<i64>,
    /// Which is a month by its name.
    month: Option<usize>,
    /// Which is a year by its length.
    year: Option<usize>,
}

/// Year, month and day, as far as they are named.
type Named = (Option<i64>, Option<i64>, Option<i64>);

impl Day {
    /// A number as it is written: three digits and more are a year.
    pub(super) fn push(&mut self, digits: &str) -> Option<()> {
        let number = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
        self.put(number, digits.len() > 2)
    }

    /// A number by its value, its fraction cut off.
    pub(super) fn push_value(&mut self, value: f64) -> Option<()> {
        self.put(value as i64, value > 100.0)
    }

    pub(super) fn push_month(&mut self, month: i64) -> Option<()> {
        let place = self.numbers.len();
        self.put(month, false)?;
        self.month.replace(place).is_none().then_some(())
    }

    fn put(&mut self, number: i64, is_year: bool) -> Option<()> {
        if is_year && self.year.replace(self.numbers.len()).is_some() {
            return None;
        }
        self.numbers.push(number);
        Some(())
    }

    /// Whether there is such a day in the month, as far as that is known.
    pub(super) fn could_have(&self, day: f64) -> bool {
        let year = self.year.map_or(2_000, |place| self.numbers[place]);
        let days = self.month.map_or(Some(31), |place| days_of(year, self.numbers[place]));
        days.is_some_and(|days| (1.0..=f64::from(days)).contains(&day))
    }

    /// Year, month and day.
    pub(super) fn resolved(&self) -> Option<Named> {
        let (year, month, day) = self.by_place()?;
        Some((year.map(|year| if self.year.is_none() { nearest(year) } else { year }), month, day))
    }

    fn by_place(&self) -> Option<Named> {
        let large = |number: i64| number > 31;
        Some(match (self.numbers.as_slice(), self.year, self.month) {
            ([], ..) => (None, None, None),
            (&[year], Some(_), None) => (Some(year), None, None),
            (&[month], _, Some(_)) => (None, Some(month), None),
            (&[year], None, None) if large(year) => (Some(year), None, None),
            (&[day], None, None) => (None, None, Some(day)),
            (all @ &[_, _], Some(year), Some(month)) => (Some(all[year]), Some(all[month]), None),
            (all @ &[_, _], None, Some(month)) if large(all[1 - month]) => {
                (Some(all[1 - month]), Some(all[month]), None)
            }
            (all @ &[_, _], None, Some(month)) => (None, Some(all[month]), Some(all[1 - month])),
            (&[year, month], _, None) if large(year) => (Some(year), Some(month), None),
            (&[month, year], _, None) if large(year) => (Some(year), Some(month), None),
            (&[month, day], _, None) => (None, Some(month), Some(day)),
            (all @ &[_, _, _], Some(year), Some(month)) => {
                (Some(all[year]), Some(all[month]), Some(all[3 - year - month]))
            }
            (&[month, year, day], None, Some(0)) if large(year) => (Some(year), Some(month), Some(day)),
            (&[month, day, year], None, Some(0)) => (Some(year), Some(month), Some(day)),
            (&[year, month, day], None, Some(1)) if large(year) => (Some(year), Some(month), Some(day)),
            (&[day, month, year], None, Some(1)) => (Some(year), Some(month), Some(day)),
            (&[day, year, month], None, Some(_)) if large(year) => (Some(year), Some(month), Some(day)),
            (&[year, day, month], None, Some(_)) => (Some(year), Some(month), Some(day)),
            (&[year, month, day], place, None) if large(year) || place == Some(0) => {
                (Some(year), Some(month), Some(day))
            }
            (&[day, month, year], _, None) if day > 12 => (Some(year), Some(month), Some(day)),
            (&[month, day, year], _, None) => (Some(year), Some(month), Some(day)),
            _ => return None,
        })
    }
}

/// The year of these two digits that is nearest to now; one of more digits is itself.
pub(super) fn nearest(year: i64) -> i64 {
    let now = i64::from(chrono::Utc::now().year());
    match year {
        100.. => year,
        _ if year + now / 100 * 100 >= now + 50 => year + now / 100 * 100 - 100,
        _ if year + now / 100 * 100 < now - 50 => year + now / 100 * 100 + 100,
        _ => year + now / 100 * 100,
    }
}

/// How many days a month has.
fn days_of(year: i64, month: i64) -> Option<u32> {
    let first = NaiveDate::from_ymd_opt(year.try_into().ok()?, month.try_into().ok()?, 1)?;
    Some(first.num_days_in_month().into())
}
