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
}
