//! How tables are cut into partitions.

use super::topic;

topic! {
    /// How tables are cut into partitions, and how rows move between them.
    Placement = "placement";

    /// How an input table is cut into the partitions that the case asks for.
    Rule split: Split, on ["inputs"], shown by "sort/head_reads_first_partition" {
        /// Not at all.
        Whole = "whole",
        /// Every partition but the last has the rows divided by partitions, rounded up.
        Chunks = "chunks",
        /// Partition `i` of `n` starts at row `rows * i / n`, rounded down.
        Slices = "slices",
    }
}
