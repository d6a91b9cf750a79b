//! Functions of numbers.

use super::topic;

topic! {
    /// Functions of numbers.
    Numeric = "numeric";

    /// How `round` decides a tie.
    Rule rounding: Rounding, on ["round"], shown by "numeric/round_half",
        remedied by [
            Rewrite(Any, "round(a)", "sign(a) * floor(abs(a) + 0.5)"),
            Rewrite(Any, "round(a, b)", "sign(a) * floor(abs(a) * 10 ** b + 0.5) / 10 ** b"),
        ] {
        /// To the even neighbour, after the number was scaled: `round(2.5)` is 2.
        Even = "even",
        /// Away from zero, by the decimal digits that the number is printed with: `round(2.5)` is 3.
        Away = "away",
    }

    /// The type of a number rounded down or up to a whole one.
    Rule whole: Whole, on ["floor", "ceil"], shown by "numeric/floor_fractions",
        remedied by [
            Rewrite(Any, "floor(a)", "cast(floor(a), float64)"),
            Rewrite(Any, "ceil(a)", "cast(ceil(a), float64)"),
            Rewrite(Any, "a // b", "cast(a // b, float64)"),
            Rewrite(Any, "floor(a)", "a - a % 1.0"),
        ] {
        /// A float, also where it was an integer.
        Float = "float",
        /// Its own.
        Kept = "kept",
        /// It is an integer, the nearest one where there is none so large.
        Integer = "integer",
    }

    /// What a logarithm of a number is that has none.
    Rule domain: Domain, on ["log"], shown by "numeric/log_of_zero",
        when "types.model" is "sql",
        remedied by [
            Rewrite(Any, "log(a)", "if_else(a > 0, log(a), if_else(a == 0, -inf, nan))"),
            Rewrite(Any, "log(a)", "log(if_else(a > 0, a, null))"),
        ] {
        /// NaN, and minus infinity of zero.
        Nan = "nan",
        /// Missing.
        Null = "null",
    }

    /// What the absolute value of the lowest integer is, and a rounded number that its type cannot hold.
    Rule lowest: Lowest, on ["abs", "round", "floor", "ceil"], shown by "numeric/abs_of_smallest",
        when "types.model" is "sql",
        remedied by [Setting("ansi-off"), Operands(Any, "cast(x, float64)")] {
        /// An integer's lowest bits, a float's nearest integer.
        Wrap = "wrap",
        /// An error.
        Error = "error",
    }

    /// What `round` does to a column of objects.
    Rule round_objects: RoundObjects, on ["round"], shown by "numeric/decimals",
        when "types.model" is "numpy",
        when "evaluation.expressions" is "types",
        remedied by [Operands(Any, "cast(x, float64)")] {
        /// It is an error.
        Refused = "refused",
        /// It is an error as soon as there is one.
        RefusedEach = "refused_each",
        /// Each is rounded by its own rule: Python's `round`.
        Each = "each",
    }

    /// What an array function makes of a column of Arrow's: truth values, or decimals, each of which is asked as an object.
    Rule of_arrow: OfArrow, on ["floor", "ceil", "sqrt", "exp", "sign"], shown by "numeric/functions_of_parquet_decimals",
        when "types.model" is "numpy",
        when "evaluation.expressions" is "types",
        when "types.text" is "na",
        remedied by [Operands(Any, "cast(x, float64)")] {
        /// A column of NumPy's: objects of decimals.
        Numpy = "numpy",
        /// A column of Arrow's again.
        Arrow = "arrow",
    }
}
