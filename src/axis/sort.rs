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

    /// Where rows end up that are equal in the one column that they are sorted by.
    ///
    /// NumPy sorts numbers of 32 and 64 bits with vector instructions where the processor has them, and all else, or where it has none,
    /// by comparing. By several columns, or as Arrow sorts, rows keep their order.
    Rule ties: Ties, on ["sort", "window", "value_counts"], shown by "sort/ties_of_one_column",
        when "types.model" is "numpy" {
        /// In the order in which they were.
        Kept = "kept",
        /// Where quicksort leaves them.
        Compared = "compared",
        /// Numbers where a sorting network leaves them, or of more than 64 a quicksort, also if they are in order already: NumPy 1.25.
        Networks64 = "networks_64",
        /// Numbers where a sorting network leaves them, or of more than 256 a quicksort, unless they are in order already: NumPy 2.
        Networks256 = "networks_256",
    }

    /// Where values end up that steps sort which no one asked to: counts that are equal, and rows of which the largest are asked for, and all
    /// are taken.
    Rule counts: Counts, on ["value_counts", "nlargest", "nsmallest"], shown by "sort/ties_of_counts",
        when "sort.ties" is "compared" or "networks_64" or "networks_256" {
        /// In the order in which they were.
        Kept = "kept",
        /// Where rows of one column end up that are equal.
        AsTies = "as_ties",
    }
}
