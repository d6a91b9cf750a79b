//! Quirks: what only some versions of one framework do, and its maintainers would call a bug.

use super::topic;

topic! {
    /// What only some versions of one framework do, and its maintainers would call a bug.
    Quirks = "quirks";

    /// The median of a group of times with missing ones among them (pandas before 3.0).
    Quirk time_median: TimeMedian, on ["median"], shown by "quirks/median_of_missing_times" {
        /// They are left out.
        Right = "right",
        /// They count as the earliest time there is.
        Counted = "counted",
    }

    /// The quantile of a group of times with missing ones among them (pandas before 2.0).
    Quirk time_quantile: TimeQuantile, on ["quantile"], shown by "quirks/quantile_of_missing_times" {
        /// They are left out.
        Right = "right",
        /// They come first in the order that is counted off, though not in the count; zoned times are refused.
        First = "first",
    }

    /// The sum and the mean of a group in which other values follow an infinity (pandas before 2.0).
    Quirk infinite_sum: InfiniteSum, on ["sum", "mean"], shown by "quirks/sum_after_infinity" {
        /// It is infinite.
        Right = "right",
        /// It is NaN.
        Nan = "nan",
    }
}
