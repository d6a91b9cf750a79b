//! Sorting.

use super::topic;

topic! {
    /// Sorting.
    Sorting = "sort";

    /// Where missing values go when the case does not say.
    Rule missing: Missing, on ["sort"], shown by "sort/null_position",
        remedied by [
            Give(MissingAt(NaPosition::Last)),
            Give(MissingAt(NaPosition::First)),
            Before(Keep(Keys, Any, "not_null(x)")),
        ] {
        /// Last, whichever the direction.
        Last = "last",
        /// Below every value: first when ascending, last when descending.
        Lowest = "lowest",
    }

    /// Whether a table can be sorted by several columns.
    Rule several_keys: SeveralKeys, on ["sort"], shown by "notebook/sort_two_keys",
        when "placement.split" is "chunks" or "even" or "slices",
        remedied by [Before(OnePartition)] {
        /// It can.
        Any = "any",
        /// Only a table of one partition.
        OnePartition = "one_partition",
    }
}
