//! How values, types and missing values are held.

use super::topic;

topic! {
    /// How values and missing values are held. These axes are one bundle: causes flip them together.
    Types = "types";

    /// What a column is made of: which types there are, what stands for a missing value, and which type comes out when
    /// types meet.
    Representation model: Model, on ["inputs"], shown by "missing/int_with_null",
        remedied by [
            AtEnd(OthersTypes),
            AtEnd(Each(Differing, Floats, "if_else(is_null(x), nan, x)")),
            AtEnd(Each(Differing, Floats, "if_else(is_nan(x), null, x)")),
            AtEnd(Each(Differing, Any, "fill_null(x, false)")),
            AtEnd(Each(Differing, Any, "fill_null(x, 0)")),
            AtEnd(OthersColumns),
            AtEnd(Keep(Differing, Any, "not_null(x)")),
            Before(Each(All, Floats, "if_else(is_nan(x), null, x)")),
            Before(Each(All, Floats, "if_else(is_null(x), nan, x)")),
            Before(Each(Values, Integers, "cast(x, float64)")),
            Before(Each(Values, Text, "cast(x, float64)")),
            Before(Each(Values, Bools, "cast(x, int64)")),
            Before(Each(Values, Numbers, "cast(x, string)")),
            Before(Each(Values, Any, "cast(x, string)")),
            Before(Each(Values, Times, "cast(x, timestamp)")),
            Before(Each(Values, Text, "cast(x, timestamp)")),
            Before(Keep(Keys, Any, "not_null(x)")),
            Before(Keep(Values, Any, "not_null(x)")),
            Operands(Any, "cast(x, float64)"),
            Operands(Any, "cast(x, int64)"),
            Operands(Any, "cast(x, string)"),
            Operands(Any, "cast(x, timestamp)"),
            Operands(Floats, "if_else(is_nan(x), null, x)"),
            Operands(Any, "fill_null(x, false)"),
        ] {
        /// NumPy arrays: a float's NaN is its missing value; a column of another type that gains a missing value changes
        /// its type (integer to float, bool to object); what fits no array is an object column of Python values.
        Numpy = "numpy",
        /// SQL columns: every type has a null, NaN is a value apart, types are fixed when a query is analysed.
        Sql = "sql",
    }

    /// How a column of text is held once it is in the framework.
    Representation text: Text, on ["inputs"], shown by "types/text_column",
        when "types.model" is "numpy", remedied by [Setting("object-text")] {
        /// An object column of Python strings.
        Object = "object",
        /// A string column whose missing value is NaN: comparing it with a missing value is false.
        Nan = "nan",
        /// A string column whose missing value is NA: comparing it with a missing value is NA.
        Na = "na",
        /// An SQL string column.
        Sql = "sql",
    }

    /// The unit that timestamps are held in when nothing else is asked for.
    Representation time_unit: TimeUnit, on ["inputs"], shown by "types/timestamp_unit",
        when "types.model" is "numpy" {
        /// Nanoseconds: years 1677 to 2262.
        Nanosecond = "ns",
        /// Microseconds.
        Microsecond = "us",
    }

    /// How text is held that a call makes of a value written in it.
    Representation made_text: MadeText, on ["with_columns"], shown by "types/literal_columns",
        when "types.model" is "numpy" {
        /// In an object column of Python strings.
        Object = "object",
        /// In a string column whose missing value is NaN.
        Nan = "nan",
        /// In an SQL string column.
        Sql = "sql",
    }

    /// The unit that a point in time is held in when it is written in a call.
    Representation time_constant: TimeConstant, on ["with_columns"], shown by "types/literal_columns",
        when "types.model" is "numpy" {
        /// Nanoseconds.
        Nanosecond = "ns",
        /// Microseconds.
        Microsecond = "us",
    }
}
