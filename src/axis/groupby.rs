//! Grouping.

use super::topic;

topic! {
    /// Grouping.
    Groupby = "groupby";

    /// What becomes of rows whose group key is missing when the case does not say.
    Rule null_keys: NullKeys, on ["groupby"], shown by "groupby/null_keys",
        remedied by [
            Give(Dropna(false)),
            Give(Dropna(true)),
            Before(Keep(Keys, Any, "not_null(x)")),
            Before(Keep(Keys, Floats, "not is_nan(x)")),
            After(Keep(Keys, Any, "not_null(x)")),
        ] {
        /// They are left out.
        Drop = "drop",
        /// They form a group.
        Keep = "keep",
    }

    /// In which order groups come when the case does not say.
    Rule order: KeyOrder, on ["groupby"], shown by "groupby/group_order",
        when "placement.split" is "whole" or "slices",
        remedied by [Give(Sorted(true)), After(Sort(Keys))] {
        /// Sorted by key.
        Sorted = "sorted",
        /// As they are met.
        Met = "met",
    }

    /// What type a key column of narrow numbers has in the result.
    Rule narrow_keys: NarrowKeys, on ["groupby", "value_counts"], shown by "groupby/narrow_keys",
        when "types.model" is "numpy" {
        /// 64 bits wide.
        Widened = "widened",
        /// The column's own.
        Kept = "kept",
    }

    /// What type the single key of no groups has when its column becomes the rows' labels (pandas from 3).
    Rule key_of_none: KeyOfNone, on ["groupby", "nunique", "median"], shown by "groupby/key_of_no_groups",
        when "aggregate.combine" is "partials_or_shuffle" {
        /// The column's.
        Declared = "declared",
        /// The column's, but 64 bits where it is a signed integer: such labels are a range.
        Range = "range",
    }

    /// Where the group of missing keys stands among sorted groups of objects.
    Rule missing_object: MissingObject, on ["groupby"], shown by "groupby/missing_object_key",
        when "types.model" is "numpy",
        when "placement.split" is "whole" {
        /// Last.
        Last = "last",
        /// Where sorting leaves it when it is compared as NaN.
        Compared = "compared",
    }

    /// What a groupby without keys is.
    Rule no_keys: NoKeys, on ["groupby"], shown by "groupby/no_keys" {
        /// All rows are one group.
        OneGroup = "one_group",
        /// An error, whatever is asked for; but no rows have no groups.
        Refused = "refused",
        /// An error that comes of the first function: of those of a dictionary and of callables as their types are inferred, of
        /// distinct values and spreads as they look for the key.
        FirstPartition = "first_partition",
        /// An error that comes of the first function: of those of a dictionary and of callables as their partial results meet, of
        /// methods as their key is looked for; a median has none to be moved by.
        Partials = "partials",
        /// The same; but a median of a dictionary misses the names of its keys.
        PartialsUnnamed = "partials_unnamed",
    }

    /// What key names are that are not all columns, where there are as many of them as the table has rows.
    Rule unknown_keys: UnknownKeys, on ["groupby"], shown by "groupby/missing_key_column",
        when "types.model" is "numpy",
        when "placement.split" is "whole" {
        /// An error, as always.
        Raise = "raise",
        /// The rows' keys themselves, in a column called `index`.
        Values = "values",
    }
}
