//! Sorting.

use super::topic;

topic! {
    /// Sorting.
    Sorting = "sort";

    /// Where missing values go when the case does not say.
    Rule missing: Missing, on ["sort"], shown by "sort/null_position" {
        /// Last, whichever the direction.
        Last = "last",
        /// Below every value: first when ascending, last when descending.
        Lowest = "lowest",
    }
}
