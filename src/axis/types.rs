//! How values, types and missing values are held.

use super::topic;

topic! {
    /// How values and missing values are held. These axes are one bundle: causes flip them together.
    Types = "types";

    /// What a column is made of: which types there are, what stands for a missing value, and which type comes out when
    /// types meet.
    Representation model: Model, on ["inputs"], shown by "missing/int_with_null" {
        /// NumPy arrays: a float's NaN is its missing value; a column of another type that gains a missing value changes
        /// its type (integer to float, bool to object); what fits no array is an object column of Python values.
        Numpy = "numpy",
        /// SQL columns: every type has a null, NaN is a value apart, types are fixed when a query is analysed.
        Sql = "sql",
    }

    /// How a column of text is held once it is in the framework.
    Representation text: Text, on ["inputs"], shown by "types/text_column",
        when "types.model" is "numpy" {
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
