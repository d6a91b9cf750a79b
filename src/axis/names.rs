//! What a column name in a step refers to.

use super::topic;

topic! {
    /// What a column name in a step refers to.
    Names = "names";

    /// Whether upper and lower case matter.
    Rule case: Case, on ["select", "every step"], shown by "types/names_ignore_case" {
        /// They do: `A` is not `a`.
        Sensitive = "sensitive",
        /// They don't: `A` finds `a`.
        Folded = "folded",
    }

    /// What a dot in a name means.
    Rule dots: Dots, on ["select", "every step"], shown by "types/dotted_names" {
        /// Nothing: it is a character like any other.
        Letter = "letter",
        /// What follows it is a field inside the column before it.
        Field = "field",
    }

    /// What a name refers to that several columns have.
    Rule duplicates: Duplicates, on ["select", "every step"], shown by "join/overlapping_name_used" {
        /// All of them.
        All = "all",
        /// The first of them where columns are picked, all of them elsewhere.
        First = "first",
        /// Nothing: such a reference is an error.
        Ambiguous = "ambiguous",
    }

    /// What a sort or a filter makes of a column that an earlier step left out.
    Rule hidden: Hidden, on ["sort", "filter", "nlargest", "nsmallest"], shown by "types/left_out_then_used",
        remedied by [Earlier] {
        /// It is an error: the column is not there.
        Gone = "gone",
        /// The column is found where it last was, as far back as rows are still the same rows.
        Reached = "reached",
    }

    /// Which error it is to give one column the values of several of one name.
    Rule several_assigned: SeveralAssigned, on ["with_columns"], shown by "types/duplicate_names",
        when "types.model" is "numpy" {
        /// The values are too many.
        Value = "value_error",
        /// A table is not the type of a column.
        Type = "type_error",
    }

    /// What `drop` makes of a column that is not there.
    Rule drop_unknown: DropUnknown, on ["drop"], shown by "types/unknown_column" {
        /// It is an error.
        Raise = "raise",
        /// Nothing.
        Ignore = "ignore",
    }

    /// How `rename` takes several names.
    Rule rename: Rename, on ["rename"], shown by "types/rename_swap" {
        /// All at once: two columns can exchange their names.
        Together = "together",
        /// One after the other: a later one renames what an earlier one made.
        InTurn = "in_turn",
    }
}
