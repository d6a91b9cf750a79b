//! Parts of dates and times.

use super::topic;

topic! {
    /// Parts of dates and times.
    Dates = "dates";

    /// The type of a part of a point in time (its year, its hour) where none is missing.
    Rule parts: Parts, on ["year", "month", "day", "hour", "minute", "second", "quarter", "dayofweek", "dayofyear"],
        shown by "dates/parts", when "types.model" is "numpy" {
        /// An integer of 64 bits.
        Wide = "int64",
        /// An integer of 32 bits.
        Narrow = "int32",
    }
}
