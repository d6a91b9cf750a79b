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
}
