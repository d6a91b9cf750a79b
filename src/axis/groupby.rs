//! Grouping.

use super::topic;

topic! {
    /// Grouping.
    Groupby = "groupby";

    /// What becomes of rows whose group key is missing when the case does not say.
    Rule null_keys: NullKeys, on ["groupby"], shown by "groupby/null_keys" {
        /// They are left out.
        Drop = "drop",
        /// They form a group.
        Keep = "keep",
    }
}
