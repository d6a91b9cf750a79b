//! Tables below one another.

use super::topic;

topic! {
    /// Tables below one another.
    Concatenation = "concat";

    /// How columns are matched when the case does not say.
    Rule by: By, on ["concat"], shown by "concat/column_order",
        remedied by [Give(Matched(ConcatBy::Name)), Give(Matched(ConcatBy::Position))] {
        /// By name.
        Name = "name",
        /// By position.
        Position = "position",
    }

    /// Whether a column without values has a say in the type that comes out.
    Rule empty_columns: EmptyColumns, on ["concat"], shown by "concat/all_null",
        when "types.model" is "numpy" {
        /// It has none: columns of no rows or of missing values only are passed over, but not beside a column of the same type in every
        /// frame that is heard.
        Silent = "silent",
        /// The same, but not either where the frame has all columns, with others between those of a type of which one is heard.
        SilentApart = "silent_apart",
        /// It has, like any other.
        Heard = "heard",
    }

    /// Where the types of the columns come from.
    Rule types: Types, on ["concat"], shown by "concat/all_null",
        when "types.model" is "numpy" {
        /// From the values.
        Values = "values",
        /// From what the plan says that each table's columns are; partitions are cast to it, and stay apart.
        Declared = "declared",
    }

    /// What a truth value is in a column of objects that it comes to stand in with floating-point numbers.
    Quirk bool_with_float: BoolWithFloat, on ["concat"], shown by "concat/bool_and_number",
        when "types.model" is "numpy" {
        /// Itself.
        Kept = "kept",
        /// A number.
        Number = "number" only when "concat.types" is "values" / "concat.empty_columns" is "silent" or "silent_apart",
    }
}
