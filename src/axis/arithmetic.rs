//! Operators on numbers.

use super::topic;

topic! {
    /// Operators on numbers.
    Arithmetic = "arithmetic";

    /// What an integer or float divided by zero is.
    Rule by_zero: ByZero, on ["/", "//", "%"], shown by "arithmetic/divide_int_by_zero",
        remedied by [
            Setting("ansi-off"),
            Rewrite(Any, "a / b", "a / if_else(b == 0, null, b)"),
            Rewrite(Any, "a / b", "cast(a, float64) / b"),
            Rewrite(Any, "a // b", "a // if_else(b == 0, null, b)"),
            Rewrite(Any, "a % b", "a % if_else(b == 0, null, b)"),
            Rewrite(Any, "a / b", "if_else(b == 0, if_else(a == 0, nan, if_else(a > 0, inf, -inf)), a / if_else(b == 0, 1, b))"),
        ] {
        /// Infinity of the dividend's sign, NaN for zero by zero and for a remainder; integers become floats for it.
        Infinity = "infinity",
        /// Missing.
        Null = "null",
        /// An error.
        Error = "error",
    }

    /// What an integer result is that does not fit its type.
    Rule overflow: Overflow, on ["+", "-", "*"], shown by "arithmetic/int64_overflow",
        remedied by [
            Setting("ansi-off"),
            Operands(Integers, "cast(x, float64)"),
            Operands(Any, "cast(x, 'decimal(38,0)')"),
        ] {
        /// It wraps around.
        Wrap = "wrap",
        /// An error.
        Error = "error",
    }

    /// Whose sign a remainder has.
    Rule remainder_sign: RemainderSign, on ["%"], shown by "arithmetic/modulo_sign",
        remedied by [Rewrite(Any, "a % b", "(a % b + b) % b"), Rewrite(Any, "a % b", "a - b * (a // b)")] {
        /// The divisor's.
        Divisor = "divisor",
        /// The dividend's.
        Dividend = "dividend",
    }

    /// Which values are cast to another type because the other operand has it.
    Rule implicit_casts: ImplicitCasts,
        on ["+", "-", "*", "/", "%", "==", "<", "in", "coalesce", "if_else", "concat", "join"],
        shown by "compare/text_and_number", when "types.model" is "sql",
        remedied by [
            Setting("ansi-off"),
            Before(Each(All, Any, "cast(x, string)")),
            Operands(Any, "cast(x, string)"),
            Operands(Any, "cast(x, float64)"),
            Operands(Any, "cast(x, int64)"),
        ] {
        /// Text to the type of what it is compared with, to a double in arithmetic; in a list, a conditional or one column, all to text.
        Lenient = "lenient",
        /// Text to the type of what it meets, or to the widest integer or a double beside a number.
        Standard = "standard",
    }

    /// Which digits go where the decimal that would hold the values of two others has more than 38.
    Rule wide_decimals: WideDecimals, on ["==", "<", "coalesce", "if_else", "clip", "concat", "join", "melt"],
        shown by "arithmetic/decimals_too_wide", when "types.model" is "sql",
        remedied by [
            Operands(Any, "cast(x, float64)"),
            Before(Each(All, Any, "cast(x, float64)")),
        ] {
        /// Those before the point: a value that has them is an overflow.
        Fraction = "fraction",
        /// Those behind the point, by rounding.
        Whole = "whole",
    }

    /// What the durations or points in time are held in that come of an operator on objects.
    Rule object_times: ObjectTimes, on ["+", "-"], shown by "arithmetic/dates",
        when "types.model" is "numpy" {
        /// An array of times.
        Array = "array",
        /// Objects.
        Objects = "objects",
    }

    /// What `and` and `or` make of no times and no values of another type; made-up rows to try it on would have some.
    Rule logic_of_no_times: LogicOfNoTimes, on ["and", "or"], shown by "boolean/no_times_beside_others",
        when "types.model" is "numpy",
        when "evaluation.expressions" is "types" {
        /// No objects, where one side is of objects or of times with a zone.
        Objects = "objects",
        /// An error, as of any times.
        Error = "error",
    }

    /// What a column of text and a constant null make.
    Rule text_and_null: TextAndNull, on ["+", "*"], shown by "strings/concat_with_null",
        when "types.model" is "numpy",
        when "types.text" is "nan" or "na" {
        /// An error: a null is no text, nor are objects of which there are none.
        Error = "error",
        /// Missing values.
        Missing = "missing",
    }

    /// What Arrow's decimals are to a column of what is no number.
    Rule decimals_and_others: DecimalsAndOthers, on ["+", "-", "*", "/", "//", "%", "**", "==", "<"],
        shown by "arithmetic/decimals_and_truths",
        when "placement.split" is "even" {
        /// What the others would have to be turned into, which is refused.
        Refused = "refused",
        /// Of another kind: unequal, and without order.
        Unlike = "unlike",
    }

    /// What NaN is that Arrow's decimals and floating-point numbers come to.
    Rule computed_nan: ComputedNan, on ["/", "//", "*", "-", "+"], shown by "arithmetic/decimals_over_zero",
        when "placement.split" is "even" {
        /// A number.
        Number = "number",
        /// A missing value.
        Missing = "missing",
    }

    /// What a constant's type is beside an array's.
    Rule constants: Constants, on ["+", "-", "*", "/", "//", "%", "**"], shown by "arithmetic/narrow_and_literal",
        when "types.model" is "numpy",
        remedied by [
            Operands(Numbers, "cast(x, float64)"),
            Operands(Numbers, "cast(x, int64)"),
            Operands(Numbers, "cast(x, int16)"),
            Operands(Numbers, "cast(x, int32)"),
        ] {
        /// The smallest that holds its value: the result is as wide as the constant needs.
        ByValue = "by_value",
        /// The array's: a constant that does not fit it is an error.
        Weak = "weak",
    }

    /// What a duration is that is multiplied or divided past the range of durations.
    Rule span_overflow: SpanOverflow, on ["*", "/", "//"], shown by "arithmetic/durations_out_of_range",
        when "types.model" is "numpy" {
        /// Its number wraps around; by a floating-point number it is missing.
        Wraps = "wraps",
        /// An error.
        Error = "error",
    }

    /// What a constant null stands for beside a date or a point in time.
    Rule null_beside_time: NullBesideTime, on ["+", "-"], shown by "arithmetic/null_beside_time",
        when "types.model" is "sql" {
        /// For a number of days, beside a date; nothing is added to a point in time.
        Days = "days",
        /// For what makes sense of the operator: an interval where it is added, another time where one is taken from the other.
        Fitting = "fitting",
    }
}
