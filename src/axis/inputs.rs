//! How inputs get into the framework.

use super::topic;

topic! {
    /// How inputs get into the framework.
    Inputs = "inputs";

    /// What a table is made of that is given as a frame of another library.
    Rule from_frame: FromFrame, on ["inputs"], shown by "types/from_pandas_narrow",
        when "types.model" is "sql",
        remedied by [By(Via::Rows), By(Via::Parquet)] {
        /// The frame is the table.
        Itself = "itself",
        /// Its rows, as Python values, from which the types are inferred: all integers are wide, NaN stays NaN, a decimal
        /// has 38 digits, a column of nothing but null has no type.
        Rows = "rows",
        /// Its Arrow arrays: types are kept, NaN becomes null. Where an array has a type that does not exist here
        /// (unsigned integers), the whole frame goes by rows.
        Arrow = "arrow",
    }

    /// What days of a Parquet file are until its rows are read.
    Rule planned_days: PlannedDays, on ["inputs"], shown by "inputs/parquet_date_parts",
        when "evaluation.build" is "sample" or "schema" {
        /// What they are then.
        AsHeld = "as_held",
        /// Points in time, whose parts and differences can be planned.
        Times = "times",
    }

    /// What becomes of days before the Gregorian calendar, and of zoned times before 1900, in a Parquet file.
    Rule ancient_times: AncientTimes, on ["inputs"], shown by "inputs/parquet_ancient_dates" {
        /// They are what the file says.
        Kept = "kept",
        /// Reading them fails: who wrote them may have used another calendar.
        Refused = "refused",
    }

    /// What a missing text is in a frame that is given as an input.
    Rule frame_text: FrameText, on ["inputs"], shown by "types/from_pandas_missing_text",
        when "types.model" is "sql" {
        /// Null.
        Null = "null",
        /// NaN, which becomes the text `nan` where types are inferred from values.
        Nan = "nan",
    }
    /// How what is no text is held in a JSON column of text.
    Rule json_text: JsonText, on ["inputs"], shown by "inputs/file_ndjson_written",
        when "types.model" is "sql" {
        /// As it stands in the file.
        AsWritten = "as_written",
        /// Written again: without blanks, a fraction with as many digits as tell it apart.
        WrittenAgain = "written_again",
    }
}
