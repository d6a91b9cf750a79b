//! Parts of dates and times.

use super::topic;

topic! {
    /// Parts of dates and times.
    Dates = "dates";

    /// The type of a part of a point in time (its year, its hour) where none is missing.
    Rule parts: Parts, on ["year", "month", "day", "hour", "minute", "second", "quarter", "dayofweek", "dayofyear"],
        shown by "dates/parts", when "types.model" is "numpy" {
        /// An integer of 64 bits.
        Wide = "int64",
        /// An integer of 32 bits.
        Narrow = "int32",
    }
    /// How texts are read as points in time.
    Rule texts: Texts, on ["to_datetime"], shown by "dates/to_datetime_of_text", when "types.model" is "numpy",
        remedied by [
            Rewrite(Any, "to_datetime(a)", "cast(a, timestamp)"),
            Rewrite(Any, "to_datetime(a, b)", "to_datetime(a)"),
        ] {
        /// Each by itself; of a format that is ISO 8601, any other spelling of that will do.
        Each = "each",
        /// All in the format of the first that is not missing, where that can be told, or in just the format that is given.
        AsFirst = "as_first",
    }

    /// What a text becomes that is not written as the pattern says.
    Rule misfit: Misfit, on ["to_datetime"], shown by "dates/texts_by_format", when "types.model" is "sql" {
        /// A null.
        Null = "null",
        /// An error where the older reader would have taken it, which earlier versions had; else a null.
        ReadBefore = "error_if_read_before",
        /// An error.
        Error = "error",
    }

    /// What points in time become that are given by clocks of several zones.
    Rule mixed_offsets: MixedOffsets, on ["to_datetime"], shown by "dates/to_datetime_with_offsets",
        when "types.model" is "numpy" {
        /// An object column, each in its own zone.
        Objects = "objects",
        /// An error.
        Error = "error",
    }

    /// What becomes of a point in time whose text names a zone that is not known: `EST`.
    Rule zone_words: ZoneWords, on ["to_datetime", "cast"], shown by "dates/zone_words", when "types.model" is "numpy" {
        /// It is read without a zone.
        Ignored = "ignored",
        /// An error.
        Refused = "refused",
    }

    /// What becomes of a text that names a day of the week and no day of a month: `Wed 10:30`.
    Rule weekday_alone: WeekdayAlone, on ["to_datetime", "cast"], shown by "dates/weekday_alone",
        when "types.model" is "numpy" {
        /// It is the next such day from the first of the month on.
        Next = "next",
        /// An error.
        Refused = "refused",
    }

    /// How finely a fraction of a second is read that does not stand in ISO 8601.
    Rule loose_fractions: LooseFractions, on ["to_datetime", "cast"], shown by "dates/loose_fractions",
        when "types.model" is "numpy" {
        /// Down to microseconds.
        Microseconds = "microseconds",
        /// As `nanoseconds`, and whole milliseconds behind a comma are none.
        BehindPoint = "behind_point",
        /// Down to microseconds, and down to nanoseconds where these are whole milliseconds.
        Nanoseconds = "nanoseconds",
    }

    /// How a text is read as a length of time.
    Rule length_texts: LengthTexts, on ["cast"], shown by "dates/length_texts", when "types.model" is "numpy" {
        /// As `loose`, and `M` is minutes, `Y` a mean year, and all that is too long an overflow.
        Loosest = "loosest",
        /// Single letters are units: `T` minutes, `L`, `U` and `N` thousandths of a second, of one, and of one of these. A unit may
        /// stand behind a clock time, and more hours than can be held wrap around.
        Loose = "loose",
        /// None of it.
        Strict = "strict",
    }

    /// What a zone is called that is ahead of UTC by the same time for ever.
    Representation offset_name: OffsetName, on ["to_datetime"], shown by "dates/to_datetime_with_offsets",
        when "types.model" is "numpy" {
        /// By its minutes: `pytz.FixedOffset(120)`.
        Minutes = "minutes",
        /// By its clock: `UTC+02:00`.
        Clock = "clock",
    }

    /// Whether Arrow's days are moved by months.
    Rule months_of_days: MonthsOfDays, on ["add_months"], shown by "dates/months_of_arrow_days",
        when "placement.split" is "even" {
        /// They are not.
        Refused = "refused",
        /// They stay days.
        Days = "days",
    }

    /// What reading no rows gives.
    Rule no_rows: NoRows, on ["to_datetime"], shown by "dates/to_datetime_of_no_rows", when "types.model" is "numpy" {
        /// What reading them gives.
        Read = "read",
        /// What was declared: points in time without a zone.
        Declared = "declared",
    }
    /// What becomes of a point in time that months move out of the range of its type.
    Rule months_beyond: MonthsBeyond, on ["add_months"], shown by "dates/months_out_of_range", when "types.model" is "numpy",
        when "types.time_unit" is "ns" {
        /// Its number wraps around.
        Wrap = "wrap",
        /// An error.
        Error = "error",
    }

    /// When a time is that the clocks of a zone show twice, or never.
    Rule clocks: Clocks, on ["date_trunc", "add_months"], shown by "dates/months_where_clocks_change", when "types.model" is "numpy" {
        /// By the offset before the change of the clocks.
        Before = "before",
        /// An error.
        Error = "error",
    }
}
