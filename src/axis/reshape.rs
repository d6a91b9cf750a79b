//! Values that become columns, columns and lists that become rows.

use super::topic;

topic! {
    /// Values that become columns, columns and lists that become rows.
    Reshape = "reshape";

    /// What a pivot makes of missing labels, rows and columns.
    Rule pivot_missing: PivotMissing, on ["pivot"], shown by "reshape/pivot_missing_labels",
        when "placement.split" is "whole" or "slices",
        remedied by [Before(Keep(Keys, Any, "not_null(x)")), AtEnd(OthersColumns)] {
        /// Rows with a missing label or key are left out, and so are results that are missing throughout.
        Dropped = "dropped",
        /// They are kept; a missing label is called `null`.
        Kept = "kept",
    }

    /// In which order a pivot's columns come.
    Rule labels: Labels, on ["pivot"], shown by "reshape/pivot_label_order",
        when "placement.split" is "chunks" or "even",
        remedied by [Before(OnePartition), AtEnd(OthersColumns)] {
        /// As the partitions have them, sorted in each.
        Met = "met",
        /// By the partition that their hash brings them to; there as the partitions have them.
        Hashed = "hashed",
    }

    /// How a pivot's results come together from several partitions.
    Rule cells: Cells, on ["pivot"], shown by "reshape/pivot",
        remedied by [
            PivotOfGroups,
            Before(OnePartition),
            AtEnd(Each(Differing, Numbers, "fill_null(x, 0)")),
            AtEnd(OthersTypes),
            AtEnd(OthersColumns),
        ] {
        /// The rows of a cell meet; a cell without rows is missing.
        Rows = "rows",
        /// Every partition is pivoted over all labels and the results are put together: sums and counts of no rows are 0, and
        /// only what can be put together so is offered.
        Partials = "partials",
    }

    /// What the sum of no text or of no durations is in a pivot whose partitions lack labels.
    Quirk sum_of_nothing: SumOfNothing, on ["pivot"], shown by "reshape/pivot_sum_of_text",
        when "reshape.cells" is "partials" {
        /// Empty text, no time.
        Empty = "empty",
        /// The number 0: the others become objects beside it.
        Number = "number",
        /// The number 0, which a column of text does not take; durations become objects beside it.
        Zero = "zero",
    }

    /// What truth values become in a pivot of a partition that lacks a label.
    Quirk gaps_in_bools: GapsInBools, on ["pivot"], shown by "reshape/pivot_types",
        when "reshape.cells" is "partials" {
        /// Objects, and truth values again where in the end nothing is missing.
        Inferred = "inferred",
        /// Objects.
        Objects = "objects",
        /// Floating-point numbers, and so are all if the first partition lacks a label; else objects beside its truth values.
        Floats = "floats",
    }

    /// What a pivot of values is that the aggregate cannot take.
    Rule pivot_refused: PivotRefused, on ["pivot"], shown by "reshape/pivot_mean_of_text",
        when "placement.split" is "whole" or "slices" {
        /// It has no columns of them.
        Dropped = "dropped",
        /// An error.
        Raise = "raise",
    }

    /// Whether one column can be several of a pivot's index, columns and values.
    Rule pivot_roles: PivotRoles, on ["pivot"], shown by "reshape/pivot_one_column_twice" {
        /// Not where the table has others that are left out for it; else values that are a key are left out.
        OneOrNone = "one_or_none",
        /// Not where the table has others that are left out for it.
        One = "one",
        /// It can.
        Several = "several",
    }

    /// Whether the index of a pivot's cells has to compare where the cells are put together from partitions.
    Rule cell_index: CellIndex, on ["pivot"], shown by "reshape/pivot_unlike_index",
        when "reshape.cells" is "partials" {
        /// No: what does not compare stays as it is met.
        Any = "any",
        /// Yes.
        Compared = "compared",
    }

    /// What stays of the categories that the labels of a pivot are, where they are its index or its values, too.
    Rule categories: Categories, on ["pivot"], shown by "reshape/pivot_of_few_columns",
        when "reshape.cells" is "partials" {
        /// Those of its index.
        Index = "index",
        /// All.
        All = "all",
    }

    /// What rows are in a pivot of a partition whose index or label is missing.
    Rule missing_keys: MissingKeys, on ["pivot"], shown by "reshape/pivot_chosen_beside_missing_keys",
        when "reshape.cells" is "partials" {
        /// None of its own.
        LeftOut = "left_out",
        /// Cells of their own, which are dropped in the end: whole numbers that are chosen become floats beside one that lacks rows.
        Cells = "cells",
    }

    /// When a pivot is refused whose values are left out since they are a key.
    Rule keyed_values: KeyedValues, on ["pivot"], shown by "groupby/array_keys",
        when "reshape.cells" is "partials" {
        /// Once its rows are grouped by the index.
        Grouped = "grouped",
        /// When it is planned.
        Planned = "planned",
    }

    /// What an index or values are that are not there.
    Rule pivot_unknown: PivotUnknown, on ["pivot"], shown by "reshape/pivot_unknown_columns",
        when "placement.split" is "chunks" or "even" {
        /// Columns that are not found.
        Column = "column",
        /// Bad arguments: an index is refused, values are a bad value.
        Argument = "argument",
    }

    /// What a pivot's results of whole numbers are that are whole themselves.
    Rule pivot_whole: PivotWhole, on ["pivot"], shown by "reshape/pivot_mean_of_integers",
        when "placement.split" is "whole" {
        /// Whole numbers of the column's type.
        Integer = "integer",
        /// What the aggregate made of them.
        AsMade = "as_made",
    }

    /// How a pivot picks the values of a cell.
    Rule picked: Picked, on ["pivot"], shown by "reshape/pivot",
        when "types.model" is "sql" {
        /// By the groups of index and label.
        Groups = "groups",
        /// So where results are numbers or truth values; others by a condition in an aggregate over all rows of the index: a list
        /// of nothing is empty, and the first value is the first that is there.
        Condition = "condition",
    }

    /// Whether a pivot can count rows.
    Rule pivot_rows: PivotRows, on ["pivot"], shown by "reshape/pivot_size",
        when "placement.split" is "whole" or "slices" {
        /// It can.
        Counted = "counted",
        /// It cannot.
        Unsupported = "unsupported",
    }

    /// What becomes of a row whose list is empty or missing.
    Rule no_elements: NoElements, on ["explode"], shown by "reshape/explode_empty",
        when "types.model" is "numpy",
        remedied by [AtEnd(Keep(Differing, Any, "not_null(x)")), After(Keep(Made, Any, "not_null(x)"))] {
        /// It stays, with a missing value.
        Missing = "missing",
        /// It is dropped.
        Dropped = "dropped",
    }

    /// What else than lists can be exploded.
    Rule no_list: NoList, on ["explode"], shown by "reshape/explode_no_list" {
        /// Anything: it stays as it is.
        Kept = "kept",
        /// Nothing.
        Refused = "refused",
    }

    /// Which error it is to explode a column whose name others have too.
    Rule several_exploded: SeveralExploded, on ["explode"], shown by "reshape/explode_shared_name",
        when "types.model" is "numpy" {
        /// A bad value.
        Value = "value_error",
        /// Names that have to differ.
        Names = "duplicate_column",
    }

    /// In which order melted rows come.
    Rule melted: Melted, on ["melt"], shown by "reshape/melt_order" {
        /// Column by column.
        Columns = "columns",
        /// Row by row.
        Rows = "rows",
    }

    /// What columns of different types become when they are melted into one.
    Rule melted_type: MeltedType, on ["melt"], shown by "reshape/melt_types",
        remedied by [Before(Each(Values, Any, "cast(x, string)")), Before(Each(Values, Any, "cast(x, float64)"))] {
        /// The type that an array of all of them has: times beside dates are read as times.
        Array = "array",
        /// The type they have in common, truth values beside numbers being numbers among objects.
        Numbers = "numbers",
        /// The type they have in common, or objects of their own values.
        Values = "values",
        /// The type they have in common without text standing in for others; it is an error if there is none.
        Common = "common",
    }

    /// What a column of melted values may be called.
    Rule melted_name: MeltedName, on ["melt"], shown by "reshape/melt_name_taken" {
        /// Anything; of columns with one name the last one made stands in all of them.
        Any = "any",
        /// Not what a column of the table is called.
        Fresh = "fresh",
        /// Neither that, nor what another column of the result is called.
        Unique = "unique",
        /// Anything; columns may share a name.
        Shared = "shared",
    }
}
