//! Comparisons.

use super::topic;

topic! {
    /// Comparisons.
    Compare = "compare";

    /// How a floating-point NaN compares.
    Rule nan: Nan, on ["==", "!=", "<", "<=", ">", ">=", "in", "between", "clip"], shown by "compare/nan_is_largest",
        remedied by [
            Operands(Floats, "if_else(is_nan(x), null, x)"),
            Rewrite(Any, "a == b", "a == b and not is_nan(a) and not is_nan(b)"),
            Rewrite(Any, "a > b", "a > b and not is_nan(a)"),
            Rewrite(Any, "a >= b", "a >= b and not is_nan(a)"),
        ] {
        /// It is equal to nothing and in no order.
        Unordered = "unordered",
        /// It is equal to itself and above every other value.
        Greatest = "greatest",
    }

    /// What Arrow's days are to points in time on their right.
    Rule days_and_points: DaysAndPoints, on ["==", "!=", "<", "<=", ">", ">=", "between"],
        shown by "arithmetic/days_and_decimals_beside_others", when "placement.split" is "even" {
        /// They are compared, at midnight.
        Compared = "compared",
        /// Unequal, and in no order.
        Unlike = "unlike",
    }

    /// What a list without points in time becomes that points or lengths of time are sought in.
    Rule time_list: TimeList, on ["in"], shown by "compare/in_list_times",
        when "types.model" is "numpy",
        remedied by [Operands(Instants, "cast(x, timestamp)")] {
        /// Dates and texts become points in time where all of the list do; nothing is found in another list.
        Converted = "converted",
        /// Dates and texts become points in time where all of the list do; a list that is of another type as a whole is an error.
        ConvertedOrError = "converted_or_error",
        /// It stays what it is: nothing is found in it.
        Kept = "kept",
    }

    /// The truth of an array without elements among objects, and so of what comparing it gives.
    Rule empty_array: EmptyArray, on ["==", "!=", "<", "<=", ">", ">=", "sort"], shown by "compare/empty_arrays",
        when "types.model" is "numpy" {
        /// It is false.
        False = "false",
        /// It is ambiguous, an error.
        Error = "error",
    }
}
