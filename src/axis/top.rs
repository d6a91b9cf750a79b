//! The rows with the largest or smallest values.

use super::topic;

topic! {
    /// The rows with the largest or smallest values.
    Tops = "top";

    /// Which columns rows can be ranked by.
    Rule types: Types, on ["nlargest", "nsmallest"], shown by "sort/nlargest_text",
        remedied by [Before(Each(Keys, Any, "cast(x, float64)"))] {
        /// Numbers, truth values and times.
        Numbers = "numbers",
        /// All that can be sorted.
        Any = "any",
    }

    /// What a negative number of rows is.
    Rule negative: Negative, on ["nlargest", "nsmallest"], shown by "sort/nlargest_negative" {
        /// No rows.
        None = "none",
        /// An error.
        Raise = "raise",
    }

    /// Which of several rows that tie stay where there is no room for all.
    Rule ties: Ties, on ["nlargest", "nsmallest"], shown by "sort/ties_in_partitions" {
        /// The first.
        First = "first",
        /// Of a partition those that its buffer has kept, of several partitions the first.
        Kept = "kept",
        /// Of a partition those that its buffer has kept, and those that come up first where partitions are merged two by two, of rows that tie the other partition's next.
        Turns = "turns",
    }
}
