//! When things are computed, and so which error comes first.

use super::topic;

topic! {
    /// When things are computed.
    Evaluation = "evaluation";

    /// What happens before any row is computed.
    Rule build: Build, on ["every step"], shown by "types/late_error" {
        /// Nothing: every step runs when it is called, on the rows.
        Eager = "eager",
        /// Every step is first tried on a table of two made-up rows of the same types; errors of that trial come first.
        Sample = "sample",
        /// Every step is first analysed on the types alone; errors of that analysis come first.
        Schema = "schema",
    }

    /// Which columns are computed.
    Rule demand: Demand, on ["with_columns", "astype"], shown by "types/dropped_failure" {
        /// All of them, also those that a later step drops.
        All = "all",
        /// Only those that the result needs: an error in another is never met.
        Needed = "needed",
    }
}
