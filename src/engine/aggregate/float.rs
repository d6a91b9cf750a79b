//! Sums of floating-point numbers as the frameworks add them up.
//!
//! Sources: pandas, `_libs/groupby.pyx` (Kahan summation in `group_sum`, `group_mean`; Welford's method in `group_var`);
//! NumPy, `loops_utils.h.src` (`pairwise_sum`).

use std::ops::{Add, Div, Mul, Sub};

use crate::axis::aggregate::EmptyMoments;

/// A floating-point type that sums are computed in.
pub(in crate::engine) trait Float:
    Copy + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// Zero.
    const ZERO: Self;
    /// No number.
    const NAN: Self;
    /// Whether it is NaN.
    fn nan(self) -> bool;
    /// A count.
    fn of(count: u32) -> Self;
}

impl Float for f32 {
    const ZERO: Self = 0.0;
    const NAN: Self = Self::NAN;
    fn nan(self) -> bool {
        self.is_nan()
    }
    fn of(count: u32) -> Self {
        count as Self
    }
}

impl Float for f64 {
    const ZERO: Self = 0.0;
    const NAN: Self = Self::NAN;
    fn nan(self) -> bool {
        self.is_nan()
    }
    fn of(count: u32) -> Self {
        Self::from(count)
    }
}

/// A running sum that remembers what rounding lost.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Kahan<T> {
    /// The sum so far.
    pub(in crate::engine) sum: T,
    lost: T,
    /// Whether what was lost is forgotten once it is no number, as it is next to an infinity.
    forgets: bool,
}

impl<T: Float> Kahan<T> {
    /// An empty sum. One that does not forget ends in NaN after an infinity that others follow.
    pub(in crate::engine) fn new(forgets: bool) -> Self {
        Self { sum: T::ZERO, lost: T::ZERO, forgets }
    }

    /// Adds a value.
    pub(in crate::engine) fn add(&mut self, value: T) {
        let y = value - self.lost;
        let t = self.sum + y;
        self.lost = t - self.sum - y;
        if self.forgets && self.lost.nan() {
            self.lost = T::ZERO;
        }
        self.sum = t;
    }
}

/// Count, mean and squared deviations as they come in.
#[derive(Clone, Copy, Default)]
pub(super) struct Welford<T> {
    count: u32,
    mean: T,
    deviations: T,
}

impl<T: Float> Welford<T> {
    /// Takes a value in.
    pub(super) fn add(&mut self, value: T) {
        self.count += 1;
        let before = self.mean;
        self.mean = before + (value - before) / T::of(self.count);
        self.deviations = self.deviations + (value - self.mean) * (value - before);
    }

    /// Takes in what another has seen.
    pub(super) fn merge(&mut self, other: &Self, empty: EmptyMoments) {
        match empty {
            EmptyMoments::PassedOver if other.count == 0 => return,
            EmptyMoments::PassedOver if self.count == 0 => {
                *self = *other;
                return;
            }
            EmptyMoments::Merged if self.count + other.count == 0 => return,
            EmptyMoments::Merged | EmptyMoments::PassedOver => {}
        }
        let (ours, theirs, all) = (T::of(self.count), T::of(other.count), T::of(self.count + other.count));
        let apart = other.mean - self.mean;
        self.mean = self.mean + apart / all * theirs;
        self.deviations = self.deviations + other.deviations + apart * (apart / all) * ours * theirs;
        self.count += other.count;
    }

    /// The sample variance; NaN for fewer than two values.
    pub(super) fn variance(&self) -> T {
        if self.count < 2 { T::NAN } else { self.deviations / T::of(self.count - 1) }
    }
}

/// NumPy's sum of an array: halves of halves down to blocks that are added eight lanes at a time.
pub(in crate::engine) fn pairwise<T: Float>(values: &[T]) -> T {
    let n = values.len();
    if n < 8 {
        return values.iter().fold(T::ZERO, |a, &b| a + b);
    }
    if n <= 128 {
        let mut lanes = [values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]];
        let whole = n - n % 8;
        for block in values[8..whole].chunks_exact(8) {
            for (lane, &value) in lanes.iter_mut().zip(block) {
                *lane = *lane + value;
            }
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        let sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
        return values[whole..].iter().fold(sum, |a, &b| a + b);
    }
    let half = n / 2 - (n / 2) % 8;
    pairwise(&values[..half]) + pairwise(&values[half..])
}

/// NumPy's sum of a part of an array: the first value and the sum of the others.
pub(super) fn slice_sum<T: Float>(values: &[T]) -> T {
    match values {
        [] => T::ZERO,
        [first] => *first,
        // nothing but negative zeros stays one
        [first, second, rest @ ..] if rest.len() < 7 => *first + rest.iter().fold(*second, |a, &b| a + b),
        [first, rest @ ..] => *first + pairwise(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kahan_keeps_what_plain_addition_loses() {
        let mut sum = Kahan::new(true);
        [1e16, 1.0, 1.0, -1e16].into_iter().for_each(|x| sum.add(x));
        assert_eq!(sum.sum, 2.0);
    }

    #[test]
    fn an_infinity_stays_one_only_where_the_sum_forgets() {
        let sum = |forgets| {
            let mut sum = Kahan::new(forgets);
            [f64::INFINITY, 1.0, 1.0].into_iter().for_each(|x| sum.add(x));
            sum.sum
        };
        assert_eq!(sum(true), f64::INFINITY);
        assert!(sum(false).is_nan());
    }
}
