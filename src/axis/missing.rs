//! Missing values in expressions and in the steps that look for them.

use super::topic;

topic! {
    /// Missing values in expressions and in the steps that look for them.
    Missing = "missing";

    /// What a constant null becomes where an operation needs a column of it.
    Rule null_operand: NullOperand, on ["coalesce", "if_else", "is_null"], shown by "missing/null_constant",
        when "types.model" is "numpy",
        remedied by [AtEnd(OthersTypes), AtEnd(Each(Differing, Any, "cast(x, float64)"))] {
        /// A floating-point column of NaN.
        Float = "float",
        /// A floating-point column of NaN; of no rows, a column of objects.
        FloatIfAny = "float_if_any",
        /// An object column of null.
        Object = "object",
    }

    /// What NaN is in arithmetic and comparisons in which one side has a mask.
    Rule nan_beside_mask: NanBesideMask, on ["+", "-", "*", "/", "=="], shown by "missing/nan_beside_mask",
        when "types.model" is "numpy" {
        /// A number like any other.
        Number = "number",
        /// Missing, if it comes from a column.
        Missing = "missing",
        /// Missing, also where it comes out; in a comparison, if it comes from a column.
        AlwaysMissing = "always_missing",
    }

    /// How `dropna` takes `how` and `thresh`.
    Rule dropna_rule: DropnaRule, on ["dropna"], shown by "missing/dropna_how_and_thresh",
        remedied by [Give(DroppedIf(DropHow::Any))] {
        /// Only one of them can be given.
        Exclusive = "exclusive",
        /// `thresh` overrides `how`.
        Threshold = "threshold",
        /// Every call fails, as it passes on both.
        Broken = "broken",
    }

    /// What becomes of a column of objects in which missing values were replaced.
    Rule filled_objects: FilledObjects, on ["fillna", "fill_null"], shown by "missing/fillna_bool",
        when "types.model" is "numpy" {
        /// It gets the type that its values have in common.
        Inferred = "inferred",
        /// It stays a column of objects.
        Objects = "objects",
    }

    /// Which type a column has in which values were replaced by others that it could not hold.
    Rule refit: Refit, on ["if_else", "clip"], shown by "missing/if_else_types",
        when "types.model" is "numpy" {
        /// The narrowest for its values: whole floats become integers.
        Infer = "infer",
        /// The one that holds the old and the new values.
        Keep = "keep",
    }

    /// What stands for missing objects in a column that was clipped by numbers.
    Rule clipped_objects: ClippedObjects, on ["clip"], shown by "missing/clipped_objects",
        when "types.model" is "numpy" {
        /// What stood for them before.
        AsHeld = "as_held",
        /// NaN.
        Nan = "nan",
    }

    /// How `coalesce` puts the two columns together.
    Rule coalesced: Coalesced, on ["coalesce"], shown by "missing/coalesce_types",
        when "types.model" is "numpy",
        remedied by [AtEnd(OthersTypes), Operands(Any, "cast(x, float64)"), Operands(Any, "cast(x, string)")] {
        /// The first column's type, widened for the other's values where they are needed.
        Chosen = "chosen",
        /// The kept values of both are put one below the other; a side that gives none has no say in the type.
        StackedNonEmpty = "stacked_non_empty",
        /// The kept values of both are put one below the other.
        Stacked = "stacked",
    }

    /// What becomes of missing values that are to be replaced by null.
    Rule fill_with_null: FillWithNull, on ["fill_null"], shown by "missing/fill_null",
        when "types.model" is "numpy" {
        /// An error: no value was given.
        Error = "error",
        /// They are replaced by it.
        Fill = "fill",
    }

    /// What a condition is that has no truth values.
    Rule condition: Condition, on ["if_else"], shown by "missing/condition_type",
        when "types.model" is "numpy",
        remedied by [Operands(Numbers, "x != 0"), Operands(Any, "cast(x, bool)")] {
        /// A wrong value.
        ValueError = "value_error",
        /// A wrong type.
        TypeError = "type_error",
    }

    /// What a column of objects, all of them missing, asks for that rows are to be chosen by.
    Rule null_condition: NullCondition, on ["filter"], shown by "boolean/filter_by_literal",
        when "types.model" is "numpy" {
        /// Columns of these names.
        Names = "names",
        /// Rows, by missing truth values, which is an error.
        Rows = "rows",
    }

    /// What `fillna` with null does.
    Rule fill_null: FillNull, on ["fillna"], shown by "missing/fillna_null",
        when "types.model" is "numpy",
        remedied by [Respell(Nowhere)] {
        /// It is an error.
        Raise = "raise",
        /// Nothing.
        Nothing = "nothing",
    }

    /// What becomes of values of other types that Arrow's days and decimals take in.
    Rule taken_in: TakenIn, on ["fill_null", "if_else", "clip"], shown by "missing/days_and_decimals_filled",
        when "placement.split" is "even" {
        /// They are cast: single numbers count days, and texts are read as pandas does.
        Cast = "cast",
        /// What is of another sort is refused before.
        Refused = "refused",
    }

    /// What a length of time filled with something else is.
    Rule fill_duration: FillDuration, on ["fillna"], shown by "missing/fillna_duration",
        when "types.model" is "numpy" {
        /// An error.
        Raise = "raise",
        /// A column of objects.
        Object = "object",
    }

    /// What a single-precision column is when it is filled with a number that it can only hold rounded.
    Rule fill_single: FillSingle, on ["fillna"], shown by "missing/fillna_float32",
        when "types.model" is "numpy" {
        /// A double-precision column.
        Widened = "widened",
        /// A double-precision column, the number rounded.
        Rounded = "rounded",
    }

    /// Whether missing values can be filled from the rows around them.
    Rule neighbours: Neighbours, on ["ffill", "bfill"], shown by "missing/ffill" {
        /// They can.
        Fill = "fill",
        /// There is no such step.
        Unsupported = "unsupported",
    }

    /// How far missing values are filled over partitions.
    Rule filled_partitions: FilledPartitions, on ["ffill", "bfill"], shown by "missing/ffill_over_empty_partition",
        when "placement.split" is "chunks" or "even",
        remedied by [Before(OnePartition)] {
        /// As far as it takes.
        Any = "any",
        /// From the neighbouring partition; one in which a column stays missing throughout is an error.
        Neighbour = "neighbour",
    }
}
