//! Equal rows.

use super::topic;

topic! {
    /// Equal rows.
    Distinct = "distinct";

    /// Whether `keep` says which of several equal rows stays.
    Rule keep: Keep, on ["drop_duplicates"], shown by "distinct/keep" {
        /// It does.
        Choice = "choice",
        /// There is no such choice: giving it is an error.
        NoChoice = "no_choice",
    }

    /// Whether the columns that an empty table is compared by have to exist.
    Quirk empty: Empty, on ["drop_duplicates"], shown by "distinct/empty_unknown_column",
        when "placement.split" is "whole" or "slices" {
        /// They do.
        Checked = "checked",
        /// They don't: it is returned as it is.
        Unchecked = "unchecked",
    }

    /// What the compared columns of the rows that stay hold.
    Rule keys: Keys, on ["drop_duplicates"], shown by "distinct/zeros" {
        /// What was in the row.
        AsFound = "as_found",
        /// What is equal for all rows that were equal: -0.0 becomes 0.0.
        Normal = "normal",
    }

    /// What becomes of columns that share a name.
    Quirk shared_names: SharedNames, on ["drop_duplicates"], shown by "types/duplicate_names" {
        /// They stay.
        Kept = "kept",
        /// Each brings all of its name along: columns are picked by name once the rows have been moved.
        Repeated = "repeated",
    }
}
