//! Missing values in expressions and in the steps that look for them.

use super::topic;

topic! {
    /// Missing values in expressions and in the steps that look for them.
    Missing = "missing";

    /// What a constant null becomes where an operation needs a column of it.
    Rule null_operand: NullOperand, on ["coalesce", "if_else", "is_null"], shown by "missing/null_constant" {
        /// A floating-point column of NaN.
        Float = "float",
        /// An object column of null.
        Object = "object",
    }

    /// How `dropna` takes `how` and `thresh`.
    Rule dropna_rule: DropnaRule, on ["dropna"], shown by "missing/dropna_how_and_thresh" {
        /// Only one of them can be given.
        Exclusive = "exclusive",
        /// `thresh` overrides `how`.
        Threshold = "threshold",
        /// Every call fails, as it passes on both.
        Broken = "broken",
    }

    /// What becomes of a column of objects in which missing values were replaced.
    Rule filled_objects: FilledObjects, on ["fillna"], shown by "missing/fillna_bool" {
        /// It gets the type that its values have in common.
        Inferred = "inferred",
        /// It stays a column of objects.
        Objects = "objects",
    }
}
