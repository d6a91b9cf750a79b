//! How tables are cut into partitions.

use super::topic;

topic! {
    /// How tables are cut into partitions, and how rows move between them.
    Placement = "placement";

    /// How an input table is cut into the partitions that the case asks for.
    Rule split: Split, on ["inputs"], shown by "sort/head_reads_first_partition",
        remedied by [Before(OnePartition)] {
        /// Not at all.
        Whole = "whole",
        /// Every partition but the last has the rows divided by partitions, rounded up; a single row left over joins them.
        Chunks = "chunks",
        /// The first partitions have one row more than the others where rows don't divide evenly; none is empty unless all are.
        Even = "even",
        /// Partition `i` of `n` starts at row `rows * i / n`, rounded down.
        Slices = "slices",
    }

    /// Where `head` and `tail` look for rows.
    Rule head: Head, on ["head", "tail"], shown by "sort/head_reads_first_partition",
        remedied by [Before(OnePartition)] {
        /// In the whole table; a negative number leaves out that many at the other end.
        Table = "table",
        /// In the first or the last partition only.
        OnePartition = "one_partition" only when "placement.split" is "chunks" or "even" or "slices",
        /// In the whole table; a negative number is an error for `head` and none for `tail`.
        Limit = "limit",
    }

    /// How a sort moves rows between partitions.
    Rule sort: Sort, on ["sort"], shown by "sort/head_beyond_partition",
        when "placement.split" is "chunks" or "even" or "slices",
        remedied by [Before(OnePartition)] {
        /// Into one.
        Gather = "gather",
        /// To the partition whose range of values they fall in; the ranges are guessed from quantiles of each partition,
        /// in which a missing number makes all of them missing, and a missing text is an error.
        Quantiles = "quantiles",
        /// By ranges guessed from quantiles, without looking at missing values, which go to the last partition wherever they are asked to be; a `head`
        /// or `tail` that follows, and a result without further steps, is sorted in one partition.
        PresentQuantiles = "present_quantiles",
    }

    /// What `repartition` does.
    Rule repartition: Repartition, on ["repartition"], shown by "sort/repartition_then_head",
        remedied by [Before(OnePartition)] {
        /// Nothing: there are no partitions.
        Nothing = "nothing",
        /// Fewer partitions are neighbours put together; more are cut at row labels spread evenly between the old bounds, each of
        /// which must be met once; where labels are not known every partition is cut evenly.
        LabelsOnce = "labels_once",
        /// Fewer partitions are neighbours put together; more are cut at row labels spread evenly between the old bounds, of which
        /// those that fall on one label are one.
        Labels = "labels",
        /// Rows are dealt out one by one.
        Deal = "deal",
    }

    /// Where rows that are equal meet.
    Rule distinct: Distinct, on ["drop_duplicates", "value_counts"], shown by "distinct/then_head",
        remedied by [Before(OnePartition)] {
        /// In one partition.
        Gather = "gather",
        /// In the partition that the hash of what is compared leads to, of as many as there were.
        Hashes = "hashes",
    }

    /// How many partitions groups come in.
    Rule groups: Groups, on ["groupby"], shown by "groupby/first_groups",
        when "placement.split" is "chunks" or "even" or "slices",
        remedied by [Before(OnePartition)] {
        /// In one.
        One = "one",
        /// Counts of distinct values and medians, each called by itself, in as many as the rows came in, variances and standard
        /// deviations in one; others in one for each fifteen of them, of several keys for each ten divided by the keys but one.
        /// Groups that are to be sorted are in one, but for medians.
        Hashes = "hashes",
    }

    /// What the hashes of numbers are made of.
    Rule number_hashes: NumberHashes, on ["join", "drop_duplicates", "value_counts"], shown by "join/keys_of_two_types",
        when "placement.join" is "keys",
        remedied by [Before(OnePartition)] {
        /// The bytes of their type: equal numbers of different types may not meet.
        Bytes = "bytes",
        /// The floating-point number that they are.
        Doubles = "doubles",
    }

    /// What the hashes of objects are made of that an array of one type could hold.
    Rule object_hashes: ObjectHashes, on ["drop_duplicates", "join"], shown by "distinct/then_head", when "placement.join" is "keys" {
        /// That type's values.
        Types = "types",
        /// That type's values where they are points in time or durations, else their text.
        Times = "times",
    }

    /// Where the hashes of 0.0 and -0.0 lead to.
    Quirk zeros: Zeros, on ["join", "drop_duplicates", "value_counts", "pivot"], shown by "distinct/zeros_in_partitions",
        when "placement.join" is "keys",
        remedied by [Before(OnePartition)] {
        /// To partitions of their own: what is equal may stay apart.
        Apart = "apart",
        /// To one partition.
        Together = "together",
    }

    /// Where the rows of a join meet.
    Rule join: Join, on ["join"], shown by "join/then_head",
        when "placement.split" is "chunks" or "even" or "slices",
        remedied by [Before(OnePartition)] {
        /// In one partition.
        Gather = "gather",
        /// In the partitions of the side that has several; where both have, in the partition that the hash of their key leads to.
        Keys = "keys",
    }

    /// In which order rows come that equal keys brought together.
    Rule exchange: Exchange, on ["join", "groupby", "drop_duplicates"], shown by "join/keys_of_two_types",
        when "placement.split" is "whole" or "slices" {
        /// As they stood.
        AsFound = "as_found",
        /// Partition after partition, those of each by the bucket that the hash of the keys leads to.
        Buckets = "buckets",
        /// Partition after partition, by bucket; keys that an aggregate's small table has no room for come last also where there is nothing but keys.
        Levels = "levels",
    }
}
