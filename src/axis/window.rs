//! Window functions.

use super::topic;

topic! {
    /// Window functions.
    Windows = "window";

    /// Which rows a running sum, minimum or maximum sees when the case does not say.
    Rule running: Running, on ["window"], shown by "window/ties_in_running_sum",
        remedied by [Give(Framed(WindowFrame::Rows)), Give(Framed(WindowFrame::Range))] {
        /// Those up to its own.
        Rows = "rows",
        /// Those up to its own and those tied with it in the order.
        Peers = "peers",
    }

    /// Whether a frame can be asked for by the order's values.
    Rule range: Range, on ["window"], shown by "window/range_frame" {
        /// No.
        Unsupported = "unsupported",
        /// Yes: tied rows see each other.
        Peers = "peers",
    }

    /// What a running value is in a row that is missing itself.
    Rule running_missing: RunningMissing, on ["window"], shown by "window/running_over_missing",
        remedied by [
            Through(WindowFn::Cumsum, "", WindowFn::Cumsum, None, "if_else(is_null(x), null, y)"),
            Through(WindowFn::Cummin, "", WindowFn::Cummin, None, "if_else(is_null(x), null, y)"),
            Through(WindowFn::Cummax, "", WindowFn::Cummax, None, "if_else(is_null(x), null, y)"),
        ] {
        /// Missing.
        Missing = "missing",
        /// That of the row before.
        Passed = "passed",
    }

    /// Whether functions that depend on the order of rows work where the case gives none.
    Rule unordered: Unordered, on ["window"], shown by "window/without_order",
        when "placement.split" is "whole" or "slices" {
        /// Yes, on the rows as they come.
        AsFound = "as_found",
        /// No.
        Unsupported = "unsupported",
    }

    /// What order is asked for: of the table, whose rows are then sorted, or of the window.
    Rule ordered: Ordered, on ["window"], shown by "window/sorts_the_table" {
        /// The table's.
        Table = "table",
        /// The window's alone.
        Window = "window",
    }

    /// The rank of tied values.
    Rule ties: Ties, on ["window"], shown by "window/rank_of_ties",
        when "placement.split" is "whole" or "slices" {
        /// The average of the places that they take.
        Average = "average",
        /// The first of them.
        Lowest = "lowest",
    }

    /// The rank of a missing value.
    Rule missing_rank: MissingRank, on ["window"], shown by "window/rank_of_missing",
        when "placement.split" is "whole" or "slices",
        remedied by [
            Through(WindowFn::Rank, "", WindowFn::Rank, None, "if_else(is_null(x), null, y)"),
            Before(Keep(Values, Any, "not_null(x)")),
        ] {
        /// It has none.
        None = "none",
        /// It is ranked below all others.
        Lowest = "lowest",
    }

    /// The ranks of a whole column whose values do not compare.
    Rule unranked: Unranked, on ["window"], shown by "window/rank_of_mixed_objects",
        when "placement.split" is "whole" {
        /// There are none: it is an error.
        Raise = "raise",
        /// They are all missing.
        Missing = "missing",
    }

    /// What a rolling function gives before its window is full, or with a missing value in it.
    Rule rolling: Rolling, on ["window"], shown by "window/rolling_at_start",
        remedied by [
            Through(WindowFn::RollingSum, "", WindowFn::RollingSum, None, "if_else(r < n, null, y)"),
            Through(WindowFn::RollingMean, "", WindowFn::RollingMean, None, "if_else(r < n, null, y)"),
        ] {
        /// A missing value.
        Full = "full",
        /// The result over what is there.
        Partial = "partial",
    }

    /// What `pct_change` compares with where the value before is missing.
    Rule change: Change, on ["window"], shown by "window/pct_change_over_missing",
        when "placement.split" is "whole",
        remedied by [Before(Each(Values, Any, "cast(x, float64)"))] {
        /// The last value that was there.
        Filled = "filled",
        /// The missing value.
        AsFound = "as_found",
    }

    /// What becomes of rows whose partition key is missing.
    Rule null_keys: NullKeys, on ["window"], shown by "window/null_partition_key",
        remedied by [Before(Keep(Keys, Any, "not_null(x)")), After(Keep(Keys, Any, "not_null(x)"))] {
        /// Their result is missing.
        Missing = "missing",
        /// They form a partition.
        Partition = "partition",
    }

    /// How the rows of a window come together that lie in several partitions.
    Rule partitions: Partitions, on ["window"], shown by "window/across_partitions",
        remedied by [
            Through(WindowFn::Diff, "", WindowFn::Shift, Some(1), "x - y"),
            Through(WindowFn::PctChange, "", WindowFn::Shift, Some(1), "x / y - 1"),
            Through(WindowFn::Cumcount, "1", WindowFn::Cumsum, None, "y - 1"),
            Through(WindowFn::RowNumber, "1", WindowFn::Cumsum, None, "y"),
            Through(WindowFn::RollingMean, "", WindowFn::RollingSum, None, "y"),
            Before(OnePartition),
        ] {
        /// All of them meet.
        Meet = "meet",
        /// Partition by partition: a running value is carried on to the next, a shift and a rolling window look into the one
        /// before. What cannot be done so is not offered.
        Carried = "carried",
    }

    /// Where `shift` within keys finds the rows of a key that lie in several partitions (Dask).
    Quirk moved_rows: MovedRows, on ["window"], shown by "window/shift_in_groups",
        when "placement.split" is "chunks" or "even",
        remedied by [Before(OnePartition)] {
        /// Wherever they are.
        Found = "found",
        /// They are moved together by the hash of their key; what has left its partition is not found again, and a table that
        /// was not moved before cannot be compared with one that was.
        Misaligned = "misaligned",
        /// They are moved together as they were before the table was sorted.
        Unsorted = "unsorted",
    }

    /// Running sums of a whole column of times with missing ones among them (pandas before 2.0).
    Quirk time_sum: TimeSum, on ["window"], shown by "window/running_sum_of_missing_times",
        when "types.model" is "numpy" {
        /// Missing ones are passed over; timestamps have no sum.
        Right = "right",
        /// Missing ones count as the earliest time there is, and timestamps are added up.
        Counted = "counted",
    }

    /// Whether rows are rolled over in several partitions whose row labels are not known.
    Rule unlabelled: Unlabelled, on ["window"], shown by "window/rolling_unknown_labels",
        when "window.partitions" is "carried",
        remedied by [Before(OnePartition)] {
        /// They are.
        Rolled = "rolled",
        /// It is refused.
        Refused = "refused",
    }
}
