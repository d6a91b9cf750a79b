//! Aggregates, of groups and of whole columns.

use super::topic;

topic! {
    /// Aggregates, of groups and of whole columns.
    Aggregation = "aggregate";

    /// What the sum and the product of no values are.
    Rule empty_sum: EmptySum, on ["sum", "prod"], shown by "aggregate/empty_column",
        when "types.model" is "sql",
        remedied by [AtEnd(Each(Differing, Numbers, "fill_null(x, 0)")), After(Each(Made, Numbers, "fill_null(x, 0)"))] {
        /// 0 and 1.
        Neutral = "neutral",
        /// Missing.
        Missing = "missing",
    }

    /// Whether `first` and `last` look at missing values.
    Rule first_last: FirstLast, on ["first", "last"], shown by "aggregate/first_of_missing",
        remedied by [Before(Keep(Values, Any, "not_null(x)"))] {
        /// No: the first value that is there.
        Skip = "skip",
        /// Yes: the first row's value, missing or not.
        Keep = "keep",
    }

    /// Whether a list of a group's values holds the missing ones.
    Rule list_missing: ListMissing, on ["list"], shown by "aggregate/list_with_missing" {
        /// It does.
        Keep = "keep",
        /// They are left out.
        Skip = "skip",
    }

    /// What the lists of groups of Arrow's values are.
    Rule list_type: ListType, on ["list"], shown by "groupby/beside_a_median",
        when "types.model" is "numpy" {
        /// Python objects.
        Object = "object",
        /// Arrow's lists; Python objects all the same where each partition makes its own.
        Arrow = "arrow" only when "types.text" is "na",
    }

    /// What a sum does that its integer type cannot hold.
    Rule overflow: Overflow, on ["sum"], shown by "aggregate/int_sum_overflow",
        when "types.model" is "sql",
        remedied by [Setting("ansi-off"), Before(Each(Values, Integers, "cast(x, float64)"))] {
        /// It wraps around; a decimal becomes missing.
        Wrap = "wrap",
        /// It raises.
        Raise = "raise",
    }

    /// What type the results of an aggregate over Python objects have, group by group computed in Python.
    Rule object_result: ObjectResult, on ["groupby"], shown by "aggregate/object_result_type",
        when "types.model" is "numpy" {
        /// The type that fits all of them.
        Infer = "infer",
        /// Object, unless all are times of one zone.
        Object = "object",
        /// Object, unless all are text or times; objects all the same in a pivot.
        Made = "made",
    }

    /// How `min` and `max` pass over missing objects.
    Rule object_extremes: ObjectExtremes, on ["min", "max"], shown by "aggregate/max_of_text_with_missing",
        when "types.model" is "numpy",
        remedied by [Before(Keep(Values, Any, "not_null(x)"))] {
        /// An infinity stands in for them, which text and dates cannot be compared with.
        Infinity = "infinity",
        /// They are left out: one that is there stands in for them.
        Skip = "skip",
    }

    /// What a mean or a median makes of text in an object column.
    Rule text_mean: TextMean, on ["mean", "median"], shown by "aggregate/mean_of_digits",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// It reads it as a number.
        Parse = "parse",
        /// It refuses it.
        Refuse = "refuse",
    }

    /// What the mean of arrays among objects is.
    Rule array_mean: ArrayMean, on ["mean"], shown by "aggregate/arrays",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" {
        /// The array of the means of their elements.
        Divided = "divided",
        /// There is none: a sum has to be one number.
        Refused = "refused",
    }

    /// Whether statistics other than sums take decimals among objects.
    Rule decimal_variance: DecimalVariance, on ["var"], shown by "aggregate/variance_of_decimals",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle",
        when "types.text" is "object" or "nan" {
        /// No.
        Refuse = "refuse",
        /// Yes, as floating-point numbers.
        Number = "number",
    }

    /// In which types Arrow's decimals and days are aggregated, of a whole column or of groups, and deviations of its numbers.
    Rule arrow_decimals: ArrowDecimals, on ["sum", "prod", "median", "std", "var", "min", "max", "mean"], shown by "inputs/parquet_group_decimals",
        when "types.text" is "na" {
        /// Sums, products and medians of groups have the column's own type; standard deviations are NumPy's floats.
        Kept = "kept",
        /// Sums and products have as many digits as there can be; medians and standard deviations are Arrow's floats. A plan ahead
        /// cannot be named by the type that a whole column of several partitions is reduced to.
        Widened = "widened",
    }

    /// The type of the standard deviation of single-precision groups.
    Rule float32_std: Float32Std, on ["std"], shown by "aggregate/std_of_float32",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// Double precision.
        Double = "double",
        /// Single precision, as the column.
        Single = "single",
    }

    /// In which precision the deviations of a whole single-precision column from its mean are taken.
    Rule float32_deviation: Float32Deviation, on ["std", "var"], shown by "aggregate/variance_of_float32",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" {
        /// Single.
        Single = "single",
        /// Double.
        Double = "double",
    }

    /// The type of the quantile of single-precision groups, computed by a Python function.
    Rule float32_quantile: Float32Quantile, on ["quantile"], shown by "aggregate/quantile_of_float32",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// Double precision.
        Double = "double",
        /// Single precision, as the column.
        Single = "single",
    }

    /// The type of the smallest and the largest of single-precision values that are all missing.
    Rule float32_nothing: Float32Nothing, on ["min", "max"], shown by "aggregate/float32_all_missing",
        when "types.model" is "numpy" {
        /// Double precision.
        Double = "double",
        /// Single precision, as the column.
        Single = "single",
    }

    /// How `any` and `all` of groups see a list.
    Rule list_truth: ListTruth, on ["any", "all"], shown by "aggregate/truth_of_lists",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// By what it holds: one of several values is ambiguous.
        Element = "element",
        /// As Python does: one that is not empty is true.
        Python = "python",
    }

    /// Whether quantiles of groups of truth values are taken.
    Rule bool_quantile: BoolQuantile, on ["quantile"], shown by "aggregate/quantile_of_bools",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" {
        /// Yes, as 0 and 1.
        Number = "number",
        /// No.
        Refuse = "refuse",
    }

    /// The type of the sum of a whole column of unsigned integers.
    Rule unsigned_sum: UnsignedSum, on ["agg"], shown by "aggregate/sum_of_unsigned",
        when "types.model" is "numpy" {
        /// Signed.
        Signed = "signed",
        /// Unsigned.
        Unsigned = "unsigned",
    }

    /// What `std` and `var` of groups of times are.
    Rule time_spread: TimeSpread, on ["std", "var"], shown by "aggregate/std_of_durations",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// The variance is a time of that many units squared, wrapped around; there is no standard deviation.
        Wrapped = "wrapped",
        /// The standard deviation is a duration; there is no variance.
        Duration = "duration",
    }

    /// Whether `any` and `all` take timestamps for truth values, as they take durations.
    Rule time_truth: TimeTruth, on ["any", "all"], shown by "aggregate/any_of_column_times",
        when "types.model" is "numpy" {
        /// They do: every time but the epoch is true.
        Epoch = "epoch",
        /// They don't.
        Refuse = "refuse",
    }

    /// What a missing time is to `any` and `all` of groups.
    Rule missing_time_truth: MissingTimeTruth, on ["any", "all"], shown by "aggregate/any_of_times",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// It is left out.
        Skip = "skip",
        /// It is true.
        Truth = "true",
    }

    /// The unit of a missing time that is the only value of its column.
    Rule missing_time: MissingTime, on ["agg", "melt"], shown by "aggregate/missing_time_unit",
        when "types.model" is "numpy" {
        /// Nanoseconds.
        Nanosecond = "ns",
        /// Seconds.
        Second = "s",
    }

    /// What a statistic of SQL text makes of text that is no number.
    Rule text_number: TextNumber, on ["sum", "mean", "std", "var", "median", "quantile", "prod"], shown by "aggregate/sum_of_text",
        when "types.model" is "sql",
        remedied by [Setting("ansi-off"), Before(Each(Values, Text, "cast(x, float64)"))] {
        /// A missing value.
        Missing = "missing",
        /// It raises.
        Raise = "raise",
    }

    /// Whether `any` and `all` read SQL text as truth values.
    Rule text_truth: TextTruth, on ["any", "all"], shown by "aggregate/any_of_text",
        when "types.model" is "sql",
        remedied by [
            Setting("ansi-off"),
            Before(Each(Values, Text, "cast(x, bool)")),
            Before(Each(Values, Text, "len(x) > 0")),
        ] {
        /// No: only truth values have one.
        Refuse = "refuse",
        /// Yes, and they raise where it is none.
        Cast = "cast",
    }

    /// How an aggregate over several partitions is computed.
    Rule combine: Combine, on ["groupby", "agg", "value_counts"], shown by "aggregate/mean_from_sums",
        remedied by [Before(OnePartition), Give(Spelled(Style::Agg)), Give(Spelled(Style::Method))] {
        /// All rows of a group meet.
        Rows = "rows",
        /// As if all rows met, but floats are added up in every partition, and these sums then; so are means and deviations.
        Buffers = "buffers" only when "placement.split" is "chunks" or "even" or "slices",
        /// Every partition is aggregated, and the results again: a mean is a sum through a count, a variance comes from a sum of
        /// squares; what cannot be put together so is not offered.
        Partials = "partials",
        /// As partials, but rows are moved for a median.
        PartialsOrShuffle = "partials_or_shuffle",
    }

    /// Whether a partition without values takes part when means and squared deviations are put together (SPARK-58291).
    Rule empty_moments: EmptyMoments, on ["var", "std"], shown by "aggregate/variance_of_huge_values",
        when "aggregate.combine" is "buffers" {
        /// It does, with nought values of mean 0: beside a mean whose square is infinite that gives NaN.
        Merged = "merged",
        /// It is passed over.
        PassedOver = "passed_over",
    }

    /// What becomes of the counts of a column that is called `count`.
    Rule count_column: CountColumn, on ["value_counts"], shown by "aggregate/counts_of_count" {
        /// They raise: the name is taken.
        Raise = "raise",
        /// Two columns have the name.
        Twice = "twice",
    }

    /// How floats are added up in groups whose rows lie one behind the other, in the groups' order, with nothing missing.
    Rule ordered_groups: OrderedGroups, on ["groupby", "sum", "mean"], shown by "groupby/narrow_sum",
        when "types.model" is "numpy" {
        /// As in other groups: value by value, with a second number for what rounding loses.
        Compensated = "compensated",
        /// As a slice of an array: by halves, from the second value on; a mean is in double precision.
        Slices = "slices",
    }

    /// What a median or a quantile of points in time asks for, which SQL has none of.
    Rule instant_quantile: InstantQuantile, on ["median", "quantile"], shown by "quirks/median_of_missing_times",
        when "types.model" is "sql" {
        /// Numbers: the type is wrong.
        Numbers = "numbers",
        /// Their times of day, a type that is not supported.
        TimesOfDay = "times_of_day",
    }

    /// How SQL computes the point between two values that a quantile falls on, of which the last digit tells, or an infinity.
    Rule quantile_point: QuantilePoint, on ["median", "quantile"], shown by "aggregate/quantile_between_values",
        when "types.model" is "sql" {
        /// Each of the two has its share in it.
        Weighed = "weighed",
        /// It is a part of the way from the lower one to the higher one.
        OnTheWay = "on_the_way",
    }
}
