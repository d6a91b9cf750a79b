//! Comparisons.

use super::topic;

topic! {
    /// Comparisons.
    Compare = "compare";

    /// How a date compares with a point in time, where both are objects.
    Rule date_with_time: DateWithTime, on ["==", "!=", "<", "<=", ">", ">="], shown by "compare/date_with_timestamp" {
        /// By their days.
        Day = "day",
        /// They are never equal and have no order.
        Never = "never",
    }

    /// How a floating-point NaN compares.
    Rule nan: Nan, on ["==", "!=", "<", "<=", ">", ">=", "in", "between", "clip"], shown by "compare/nan_is_largest" {
        /// It is equal to nothing and in no order.
        Unordered = "unordered",
        /// It is equal to itself and above every other value.
        Greatest = "greatest",
    }
}
