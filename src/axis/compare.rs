//! Comparisons.

use super::topic;

topic! {
    /// Comparisons.
    Compare = "compare";

    /// How a floating-point NaN compares.
    Rule nan: Nan, on ["==", "!=", "<", "<=", ">", ">=", "in", "between", "clip"], shown by "compare/nan_is_largest" {
        /// It is equal to nothing and in no order.
        Unordered = "unordered",
        /// It is equal to itself and above every other value.
        Greatest = "greatest",
    }
}
