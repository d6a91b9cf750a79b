//! What becomes of a CSV file: how it is cut into fields, and which types their texts have.

use super::topic;

topic! {
    /// CSV files.
    Csv = "csv";

    /// How the text of a file is cut into rows and fields.
    Rule records: Records, on ["inputs"], shown by "inputs/csv_quotes",
        remedied by [By(Via::Parquet), By(Via::Rows)] {
        /// A row may go on over lines inside quotes, a doubled quote is one; a backslash is a character like any other. A row
        /// with more fields than the header is an error, but where the first row has more they start with row labels. Names
        /// that repeat get a number behind a point.
        Quoted = "quoted",
        /// A row is a line, whatever is quoted; a quote inside quotes has a backslash before it, and a field where it has
        /// none is kept with all its quotes. Fields that the header does not have are dropped. Names that repeat, in
        /// whatever case, get their place behind them.
        Lines = "lines",
    }

    /// Which fields are missing.
    Rule missing: Missing, on ["inputs"], shown by "inputs/csv_missing_words",
        remedied by [By(Via::Parquet), By(Via::Rows)] {
        /// Those without any text.
        Empty = "empty",
        /// Also those with one of many words: `NA`, `NaN`, `null`, `N/A` and their like.
        Words = "words",
        /// The word `None` too.
        WordsAndNone = "words_and_none",
    }

    /// What the texts of dates and times are.
    Rule dates: Dates, on ["inputs"], shown by "inputs/csv_dates",
        when "types.model" is "sql",
        remedied by [By(Via::Parquet), By(Via::Rows), Before(Each(All, Text, "cast(x, timestamp)"))] {
        /// Text.
        Text = "text",
        /// Dates where all of a column are written as `2024-01-31`, timestamps where all can be read as such.
        Inferred = "inferred",
    }

    /// How a number with a fraction is read.
    Rule fractions: Fractions, on ["inputs"], shown by "inputs/csv_fractions",
        when "types.model" is "numpy",
        remedied by [By(Via::Parquet), By(Via::Rows)] {
        /// Its first seventeen digits as one number, then multiplied or divided once by a power of ten: the last digit may be
        /// off. One that is too large makes the column text.
        Scaled = "scaled",
        /// To the nearest floating-point number; one that is too large is infinite.
        Exact = "exact",
    }

    /// What integers are that do not fit 64 bits.
    Rule big_integers: BigIntegers, on ["inputs"], shown by "inputs/csv_big_integers",
        when "types.model" is "numpy",
        remedied by [By(Via::Parquet), By(Via::Rows)] {
        /// Their column is text.
        Text = "text",
        /// Python's own integers, in a column of objects.
        Number = "number",
    }

    /// What becomes of an integer that does not fit the type that its column is fixed to.
    Rule narrowed: Narrowed, on ["inputs"], shown by "inputs/file_csv_narrow_type",
        when "types.model" is "numpy" {
        /// It wraps around; a column fixed to 64 bits is one without a sign where it must.
        Wrap = "wrap",
        /// Reading fails.
        Error = "error",
    }

    /// Which rows the types of columns are taken from.
    Rule sample: Sample, on ["inputs"], shown by "inputs/csv_late_fraction",
        when "types.model" is "numpy",
        remedied by [By(Via::Parquet), By(Via::Rows)] {
        /// All of them.
        All = "all",
        /// The first ten. The rest is brought to their types when the file is read; where it does not fit, reading fails: an
        /// integer column has no place for a fraction or for a missing value.
        FirstRows = "first_rows",
    }

    /// Whether a column is brought to its type that the first step leaves out.
    Rule unpicked: Unpicked, on ["inputs", "select"], shown by "inputs/csv_late_text_left_out",
        when "csv.sample" is "first_rows" {
        /// It is, and may fail.
        Read = "read",
        /// It is not read at all.
        Skipped = "skipped",
    }
}
