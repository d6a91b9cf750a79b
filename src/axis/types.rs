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
            AtEnd(Each(Differing, Bools, "fill_null(x, false)")),
            AtEnd(Each(Differing, Bools, "fill_null(x, true)")),
            AtEnd(Each(Differing, Numbers, "fill_null(x, 0)")),
            AtEnd(OthersColumns),
            Before(Each(All, Floats, "if_else(is_nan(x), null, x)")),
            Before(Each(All, Floats, "if_else(is_null(x), nan, x)")),
            Before(Keep(Keys, Any, "not_null(x)")),
            Before(Keep(Values, Any, "not_null(x)")),
            After(Keep(Made, Any, "not_null(x)")),
            Before(Each(Values, Any, "cast(x, float64)")),
            Before(Each(Values, Any, "cast(x, int64)")),
            Before(Each(Values, Any, "cast(x, string)")),
            Before(Each(Values, Instants, "cast(x, timestamp)")),
            Before(Each(Values, Truths, "fill_null(x, false)")),
            Before(Each(Values, Numbers, "fill_null(x, 0)")),
            Operands(Any, "cast(x, float64)"),
            Operands(Any, "cast(x, int64)"),
            Operands(Any, "cast(x, string)"),
            Operands(Instants, "cast(x, timestamp)"),
            Operands(Any, "date_trunc(x, 'day')"),
            Operands(Floats, "if_else(is_nan(x), null, x)"),
            Operands(Truths, "fill_null(x, false)"),
            Operands(Numbers, "fill_null(x, 0)"),
            Through(WindowFn::RollingSum, "", WindowFn::RollingSum, None, "if_else(r < n, null, y)"),
            Through(WindowFn::RollingMean, "", WindowFn::RollingMean, None, "if_else(r < n, null, y)"),
            Rewrite(Any, "null", "nan"),
            Rewrite(Any, "null", "cast(null, float64)"),
            Rewrite(Any, "cast(a, date)", "date_trunc(cast(a, timestamp), 'day')"),
            Rewrite(Any, "if_else(a, b, c)", "if_else(fill_null(a, false), b, c)"),
            Rewrite(Any, "not a", "a == false"),
            Rewrite(Any, "-a", "not a"),
            Rewrite(Times, "dayofweek(a)", "(dayofweek(a) + 5) % 7"),
            Rewrite(Bools, "cast(a, string)", "title(cast(a, string))"),
            Rewrite(Numbers, "cast(a, timestamp)", "cast(a * 1000000.0, timestamp)"),
            Rewrite(Numbers, "to_datetime(a)", "to_datetime(a * 1000000000.0)"),
            Rewrite(Times, "cast(a, int64)", "cast(a, int64) // 1000000"),
            Rewrite(Any, "cast(a, int64)", "cast(cast(a, float64), int64)"),
            Rewrite(Any, "cast(a, int64)", "cast(a, float64)"),
            Rewrite(Any, "a == b", "not_null(a) and not_null(b) and a == b"),
            Rewrite(Any, "round(a, b)", "sign(a) * floor(abs(a) * 10 ** b + 0.5) / 10 ** b"),
            AtEnd(Each(Differing, Any, "cast(x, float64)")),
            AtEnd(Each(Differing, Any, "cast(x, string)")),
            AtEnd(Each(Differing, Times, "date_trunc(x, 'day')")),
            AtEnd(Each(Differing, Instants, "cast(x, timestamp)")),
            AtEnd(Keep(Differing, Any, "not_null(x)")),
        ] {
        /// NumPy arrays: a float's NaN is its missing value; a column of another type that gains a missing value changes
        /// its type (integer to float, bool to object); what fits no array is an object column of Python values.
        Numpy = "numpy",
        /// SQL columns: every type has a null, NaN is a value apart, types are fixed when a query is analysed.
        Sql = "sql",
    }

    /// Which types the columns of an input are converted to once it is read.
    Representation converted: Converted, on ["inputs"], shown by "types/converted_inputs" {
        /// None: they stay as they are inferred.
        AsInferred = "as_inferred",
        /// Nullable ones, with a mask beside the values: floats that are all whole become integers, NaN becomes NA.
        Masked = "masked",
        /// Arrow-backed ones, for times too: floats that are all whole become integers, NaN becomes NA.
        Arrow = "arrow",
    }

    /// How a column of text is held once it is in the framework.
    Representation text: Text, on ["inputs"], shown by "types/text_column",
        when "types.model" is "numpy",
        remedied by [
            Setting("object-text"),
            AtEnd(OthersTypes),
            AtEnd(Each(Differing, Floats, "if_else(is_null(x), nan, x)")),
            AtEnd(Each(Differing, Any, "cast(x, float64)")),
            AtEnd(Each(Differing, Any, "cast(x, string)")),
            AtEnd(Each(Differing, Truths, "fill_null(x, false)")),
            Before(Each(Values, Any, "cast(x, float64)")),
            Before(Each(Values, Any, "cast(x, string)")),
            Before(Keep(Values, Any, "not_null(x)")),
            Operands(Instants, "cast(x, timestamp)"),
            Operands(Any, "cast(x, float64)"),
            Operands(Any, "cast(x, string)"),
            Operands(Text, "fill_null(x, '')"),
            Operands(Truths, "fill_null(x, false)"),
        ] {
        /// An object column of Python strings.
        Object = "object",
        /// A string column whose missing value is NaN: comparing it with a missing value is false.
        Nan = "nan",
        /// A string column whose missing value is NA: comparing it with a missing value is NA.
        Na = "na",
    }

    /// The unit that timestamps are held in when nothing else is asked for.
    Representation time_unit: TimeUnit, on ["inputs"], shown by "types/timestamp_unit",
        when "types.model" is "numpy",
        remedied by [Operands(Instants, "cast(x, timestamp)"), AtEnd(Each(Differing, Instants, "cast(x, timestamp)"))] {
        /// Nanoseconds: years 1677 to 2262.
        Nanosecond = "ns",
        /// Microseconds.
        Microsecond = "us",
    }

    /// How text is held that a call makes of a value written in it.
    Representation made_text: MadeText, on ["with_columns"], shown by "types/literal_columns" {
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

impl Converted {
    /// Whether inputs have types with a missing value of their own, which NaN then is too.
    pub const fn nullable(self) -> bool {
        match self {
            Self::AsInferred => false,
            Self::Masked | Self::Arrow => true,
        }
    }
}
