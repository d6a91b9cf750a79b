//! Conversions between types.

use super::topic;

topic! {
    /// Conversions between types.
    Cast = "cast";

    /// What a missing value is when it is turned into text.
    Rule missing_text: MissingText, on ["astype", "cast"], shown by "cast/null_to_text",
        when "types.model" is "numpy",
        remedied by [
            Rewrite(Any, "cast(a, string)", "if_else(is_null(a), null, cast(a, string))"),
            Rewrite(Any, "cast(a, string)", "fill_null(cast(a, string), 'nan')"),
            Before(Keep(Values, Any, "not_null(x)")),
        ] {
        /// The word that is printed for it: `nan`, `None`, `NaT`.
        Word = "word",
        /// Missing.
        Missing = "missing",
    }

    /// What a text is when it is turned into a type that it does not spell a value of.
    Rule bad_text: BadText, on ["astype", "cast"], shown by "cast/text_to_int",
        when "types.model" is "sql",
        remedied by [Setting("ansi-off"), Rewrite(Any, "cast(x, int64)", "cast(cast(x, float64), int64)")] {
        /// Missing.
        Null = "null",
        /// An error.
        Error = "error",
    }

    /// What a number is when it is turned into a type that it does not fit.
    Rule overflow: Overflow, on ["astype", "cast"], shown by "cast/float_to_narrow",
        when "types.model" is "sql",
        remedied by [Setting("ansi-off")] {
        /// What the processor makes of it: the lowest bits.
        Wrap = "wrap",
        /// An integer's lowest bits; a float's nearest value; a decimal is missing.
        Saturate = "saturate",
        /// An error.
        Error = "error",
    }

    /// What the seconds of a point in time are in an integer type that they do not fit, where that is no error.
    Rule times_to_narrow: TimesToNarrow, on ["astype", "cast"], shown by "cast/times_to_narrow",
        when "types.model" is "sql",
        when "cast.overflow" is "wrap" or "saturate" {
        /// Their lowest bits.
        Wrap = "wrap",
        /// Missing.
        Missing = "missing",
    }

    /// Through which numbers a point in time becomes a decimal.
    Rule times_to_decimal: TimesToDecimal, on ["astype", "cast"], shown by "cast/times_to_decimal",
        when "types.model" is "sql" {
        /// Its seconds as a double, which has no microseconds of a far year.
        Double = "double",
        /// Its microseconds.
        Exact = "exact",
    }

    /// What an integer that is a single object is when it is turned into a narrower type than it fits.
    Rule object_overflow: ObjectOverflow, on ["astype", "cast"], shown by "cast/text_to_narrow",
        when "types.model" is "numpy" {
        /// Its lowest bits.
        Wrap = "wrap",
        /// An error.
        Error = "error",
    }

    /// Which pairs of types can be converted.
    Rule pairs: Pairs, on ["astype", "cast"], shown by "cast/number_to_timestamp",
        when "types.model" is "sql",
        remedied by [Setting("ansi-off")] {
        /// All that have a meaning, also numbers and times.
        Wide = "wide",
        /// Those that the SQL standard has.
        Standard = "standard",
    }

    /// The unit that a timestamp is converted to when microseconds are asked for.
    Rule time_unit: TimeUnit, on ["astype", "cast", "inputs"], shown by "cast/text_to_timestamp",
        when "types.model" is "numpy" {
        /// Nanoseconds: there is no other.
        Nanosecond = "ns",
        /// Microseconds, as asked.
        Asked = "asked",
    }

    /// From which size on a single-precision number has an exponent when it is turned into text.
    Rule single_exponent: SingleExponent, on ["astype", "cast"], shown by "cast/float32_to_text",
        when "types.model" is "numpy" {
        /// From 1e16 on.
        Sixteen = "1e16",
        /// From 1e6 on: as soon as it does not show all its digits.
        Six = "1e6",
        /// From 1e7 on.
        Seven = "1e7",
    }

    /// How a decimal is written as text.
    Rule decimal_text: DecimalText, on ["astype", "cast"], shown by "cast/small_decimals_to_text",
        when "types.model" is "sql" {
        /// With all its digits.
        Plain = "plain",
        /// With an exponent where more than five zeros would follow the point.
        Exponent = "exponent",
    }

    /// How a duration or a zoned timestamp is written as text.
    Rule time_text: TimeText, on ["astype", "cast"], shown by "cast/duration_to_text",
        when "types.model" is "numpy" {
        /// Each value with the digits that it needs.
        Each = "each",
        /// All values of a column with the digits that one of them needs.
        Column = "column",
    }

    /// What a conversion to a zoned timestamp makes of what has no zone.
    Rule to_zone: ToZone, on ["astype", "cast"], shown by "cast/to_a_zone",
        when "types.model" is "numpy" {
        /// Points in time are in UTC; integers count from 1970 in UTC, other numbers by the zone's clock.
        Guessed = "guessed",
        /// Points in time are refused, numbers count from 1970 in UTC.
        Refused = "refused",
    }

    /// What a conversion of times to unsigned integers gives.
    Rule unsigned_times: UnsignedTimes, on ["astype", "cast"], shown by "cast/times_to_integers",
        when "types.model" is "numpy" {
        /// The bits that they are held in.
        Bits = "bits",
        /// An error.
        Refused = "refused",
    }

    /// What an array of one element among objects is as a number.
    Rule array_to_number: ArrayToNumber, on ["astype", "cast", "std"], shown by "cast/arrays",
        when "types.model" is "numpy" {
        /// The number that its element is.
        Element = "element",
        /// None: an array is a sequence.
        Refused = "refused",
    }

    /// How a conversion of lists to integers fails.
    Rule list_to_integer: ListToInteger, on ["astype", "cast"], shown by "cast/list_to_integer",
        when "types.model" is "numpy" {
        /// As a wrong value.
        Value = "value",
        /// As a wrong type.
        Type = "type",
    }
}
