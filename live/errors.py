"""Which exception of Python, pandas or PyArrow is which error kind: read from the top, the first that fits wins."""

import re


def rule(kind, classes=None, words=None):
    return kind, classes, [re.compile(w, re.S) for w in words] if words else None


PYTHON = [
    rule("value_error", {"error", "PatternError"}),
    rule("type_error", None, [r"not supported with .* series"]),
    rule("out_of_bounds", {"OutOfBoundsDatetime", "OutOfBoundsTimedelta"}),
    rule("value_error", {"InvalidIndexError"}),
    rule("type_error", None, [r"no kernel matching input types"]),
    rule("invalid_cast", {"ArrowNotImplementedError"}, [r"(?i)unsupported cast"]),
    rule("column_not_found", {"KeyError"}),
    rule("divide_by_zero", {"ZeroDivisionError", "DivisionByZero"}),
    rule("divide_by_zero", {"InvalidOperation"}, [r"DivisionUndefined"]),
    rule("divide_by_zero", {"ArrowInvalid"}, [r"divide by zero"]),
    rule("overflow", {"OverflowError"}),
    rule("overflow", {"ArrowInvalid"}, [r"(?i)overflow", r"out of bounds", r"not in range", r"too large"]),
    rule("unsupported", {"NotImplementedError"}),
    rule("type_error", {"AttributeError"}, [r"Can only use \.(str|dt|cat) accessor"]),
    rule("unsupported", {"AttributeError"}),
    rule("unsupported", {"TypeError"}, [r"unexpected keyword argument"]),
    rule("type_error", {"TypeError"}),
    rule("parse_error", {"ParserError", "DateParseError"}),
    rule(
        "parse_error",
        {"ValueError"},
        [
            r"time data .* match",
            r"unconverted data remains",
            r"(?i)unknown .*string format",
            r"no units specified",
            r"is a bad directive",
            r"Given date string .*not likely",
            r"could not be parsed",
        ],
    ),
    rule("out_of_bounds", {"ValueError"}, [r"out of range", r"(?i)out of bounds", r"must be in 1\.\."]),
    rule("invalid_cast", {"IntCastingNaNError", "InvalidOperation", "ConversionSyntax"}),
    rule(
        "invalid_cast",
        {"ValueError"},
        [
            r"could not convert",
            r"invalid literal",
            r"(?i)cannot convert",
            r"cannot safely cast",
            r"(?i)failed to parse",
            r"(?i)unable to parse",
        ],
    ),
    rule("invalid_cast", None, [r"ConversionSyntax"]),
    rule(
        "duplicate_column",
        {"ValueError"},
        [r"cannot insert .*already exists", r"(?i)duplicate columns", r"columns overlap but no suffix", r"(?i)duplicate names", r"not unique"],
    ),
    rule("schema_mismatch", {"ValueError"}, [r"Length mismatch", r"(?i)metadata mismatch", r"columns in the computed data"]),
    rule(
        "unsupported",
        {"ValueError"},
        [
            r"unknown aggregate",
            r"aggfunc must be either",
            r"unsupported",
            r"not supported",
            r"not implemented",
            r"does not support",
            r"divisions are known",
            r"with known divisions",
            r"Only time indexes are supported",
            r"must be the name of an existing column",
            r"No axis named",
        ],
    ),
    rule("value_error", {"ValueError", "SpecificationError"}),
]


def python(error):
    if "Metadata inference failed" in str(error) and error.__cause__ is not None:
        return python(error.__cause__)
    classes = {c.__name__ for c in type(error).__mro__}
    message = str(error)
    for kind, wanted, words in PYTHON:
        if wanted is not None and not wanted & classes:
            continue
        if words is not None and not any(w.search(message) for w in words):
            continue
        return kind
    return "other"
