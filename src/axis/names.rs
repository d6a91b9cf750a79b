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

    /// Which error it is to take the several columns of one name, a table, for one column.
    Rule several_assigned: SeveralAssigned, on ["with_columns", "filter"], shown by "types/duplicate_names",
        when "types.model" is "numpy" {
        /// As values they are too many; as a condition they must be truth values.
        Value = "value_error",
        /// A table is not the type of a column; its labels are not unique in a condition, and beside a list.
        Type = "type_error",
    }

    /// What an operator makes of a table of several columns of one name beside one column.
    Rule beside_several: BesideSeveral, on ["with_columns", "filter"], shown by "types/columns_of_one_name",
        when "types.model" is "numpy" {
        /// Labels that cannot be put in order are of no type that fits.
        TypeError = "type_error",
        /// Labels that are not unique cannot be aligned.
        ValueError = "value_error",
        /// The same of a comparison; arithmetic goes on, from column to column.
        Compared = "compared",
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
