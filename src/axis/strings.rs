//! Functions of text.

use super::topic;

topic! {
    /// Functions of text.
    Strings = "strings";

    /// What a function of text makes of a column that is no text.
    Rule on_object: OnObject, on ["len", "upper", "contains"], shown by "strings/not_text",
        when "types.model" is "numpy",
        remedied by [Operands(Any, "cast(x, string)")] {
        /// Columns of objects value by value, each one that is no text missing; an error for other columns.
        EachValue = "each_value",
        /// The values are turned into text first.
        AsText = "as_text",
    }

    /// Whether a missing text contains, starts with or ends with another.
    Rule missing_match: MissingMatch, on ["contains", "startswith", "endswith"], shown by "strings/contains_with_null",
        when "types.made_text" is "nan",
        remedied by [AtEnd(OthersTypes), AtEnd(Each(Differing, Truths, "fill_null(x, false)"))] {
        /// That is missing too.
        Missing = "missing",
        /// It does not.
        False = "false",
    }

    /// Which characters `strip` takes away.
    Rule blanks: Blanks, on ["strip"], shown by "strings/strip" {
        /// All white space of Unicode.
        Unicode = "unicode",
        /// The space only.
        Space = "space",
    }

    /// How `slice` counts its positions.
    Rule positions: Positions, on ["slice"], shown by "strings/slice" {
        /// From zero; negative ones from the end, both for start and for stop.
        FromZero = "from_zero",
        /// From one, where zero means one; the length is the distance of the two.
        FromOne = "from_one",
    }

    /// Whose regular expressions `contains` reads, and `split`.
    Rule pattern: Pattern, on ["contains", "split"], shown by "strings/contains_is_a_pattern" {
        /// Python's.
        Python = "python",
        /// Java's.
        Java = "java",
    }

    /// Which version of Unicode knows the letters with a case, in the language that functions of text are written in.
    Rule letters: Letters, on ["upper", "lower", "title"], shown by "strings/letters_of_new_scripts" {
        /// 13, as Java 17.
        Unicode13 = "unicode_13",
        /// 14, as Python 3.11.
        Unicode14 = "unicode_14",
        /// 17, as the ICU of Spark 4.
        Unicode17 = "unicode_17",
    }

    /// Which version Arrow's kernels know.
    Rule arrow_letters: ArrowLetters, on ["upper", "lower", "title"], shown by "strings/letters_of_new_scripts",
        when "types.model" is "numpy",
        when "types.text" is "na" or "nan" {
        /// 14 (or 15, which has no new ones).
        Unicode14 = "unicode_14",
        /// 18.
        Unicode18 = "unicode_18",
    }

    /// What `title` makes of a letter whose capital is several characters (ß, ﬁ).
    Rule title_letters: TitleLetters, on ["title"], shown by "strings/title_of_other_scripts",
        when "types.model" is "sql" {
        /// Those, of which all but the first are small.
        Several = "several",
        /// The letter stays as it is.
        One = "one",
    }

    /// What replacing the empty text does.
    Rule replace_nothing: ReplaceNothing, on ["replace"], shown by "strings/replace" {
        /// The new text is put in front of every character and at the end.
        Everywhere = "everywhere",
        /// Nothing.
        Nowhere = "nowhere",
    }

    /// Whose regular expressions `contains` reads on text that Arrow holds.
    Rule arrow_pattern: ArrowPattern, on ["contains"], shown by "strings/contains_is_a_pattern",
        when "types.model" is "numpy",
        when "types.text" is "nan" or "na" {
        /// RE2's, whose classes know ASCII only, of patterns that Python can read too.
        Re2 = "re2",
        /// RE2's, but Python's for a pattern that the two read differently on these texts.
        Python = "python",
    }

    /// What a function of text finds in objects that are no text.
    Rule no_text: NoText, on ["len", "upper", "lower", "contains", "replace"], shown by "strings/not_text",
        when "types.model" is "numpy" {
        /// Nothing that it could be called on, which is an error.
        Refused = "refused",
        /// The column's own method of this name: there is one only for `replace`, which replaces whole values.
        OwnMethod = "own_method",
    }

    /// How the parts of objects are held of which none is a text.
    Rule no_parts: NoParts, on ["split"], shown by "strings/parts_of_no_text",
        when "types.model" is "numpy" {
        /// As floats, all of them NaN.
        Floats = "floats",
        /// As objects.
        Objects = "objects",
    }
}
