"""Which exception is which error kind: read from the top, the first that fits wins."""

import re


def classify(framework, error):
    kind = spark(error) if framework == "spark" else python(error)
    return kind, f"{type(error).__name__}: {error}"[:500]


# ---- pandas, Dask, Python, PyArrow ------------------------------------------------------------------------------------


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
    rule("divide_by_zero", {"ZeroDivisionError", "DivisionByZero", "DivisionUndefined"}),
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


# ---- Spark ------------------------------------------------------------------------------------------------------------

# Each row: the kind, prefixes of the error condition, class names, words of the message.
SPARK = [
    ("divide_by_zero", ["DIVIDE_BY_ZERO", "REMAINDER_BY_ZERO", "INTERVAL_DIVIDED_BY_ZERO"], [], []),
    ("invalid_cast", ["CAST_INVALID_INPUT"], ["NumberFormatException"], []),
    (
        "overflow",
        [
            "CAST_OVERFLOW",
            "ARITHMETIC_OVERFLOW",
            "BINARY_ARITHMETIC_OVERFLOW",
            "NUMERIC_VALUE_OUT_OF_RANGE",
            "NUMERIC_OUT_OF_SUPPORTED_RANGE",
            "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
            "CANNOT_CHANGE_DECIMAL_PRECISION",
        ],
        ["ArithmeticException"],
        [],
    ),
    ("out_of_bounds", ["DATETIME_OVERFLOW", "INVALID_ARRAY_INDEX"], ["DateTimeException"], [r"year .* is out of range"]),
    (
        "parse_error",
        ["CANNOT_PARSE_", "INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME", "INVALID_INTERVAL_FORMAT"],
        ["DateTimeParseException", "SparkUpgradeException"],
        [],
    ),
    (
        "column_not_found",
        ["UNRESOLVED_COLUMN", "UNRESOLVED_USING_COLUMN_FOR_JOIN", "COLUMN_NOT_FOUND", "FIELD_NOT_FOUND"],
        [],
        [r"(?i)cannot resolve"],
    ),
    ("ambiguous_column", ["AMBIGUOUS_REFERENCE", "AMBIGUOUS_COLUMN"], [], [r"is ambiguous"]),
    ("duplicate_column", ["COLUMN_ALREADY_EXISTS"], [], []),
    (
        "schema_mismatch",
        ["NUM_COLUMNS_MISMATCH", "INCOMPATIBLE_COLUMN_TYPE", "AXIS_LENGTH_MISMATCH"],
        [],
        [r"(?i)union can only be performed", r"same number of columns"],
    ),
    (
        "value_error",
        [
            "CANNOT_INFER_EMPTY_SCHEMA",
            "CANNOT_DETERMINE_TYPE",
            "WINDOW_FUNCTION_AND_FRAME_MISMATCH",
            "INVALID_REGEXP",
            "INVALID_PARAMETER_VALUE",
            "INVALID_DATETIME_PATTERN",
            "INVALID_LIMIT_LIKE_EXPRESSION",
            "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME",
            "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
        ],
        ["IllegalArgumentException", "ParseException", "PySparkValueError"],
        [],
    ),
    (
        "type_error",
        [
            "DATATYPE_MISMATCH",
            "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
            "CANNOT_ACCEPT_OBJECT_IN_TYPE",
            "FIELD_DATA_TYPE_UNACCEPTABLE",
            "CANNOT_INFER_",
            "CANNOT_MERGE_TYPE",
            "UNSUPPORTED_DATA_TYPE",
            "NOT_",
        ],
        ["PySparkTypeError"],
        [],
    ),
    (
        "unsupported",
        ["UNRESOLVED_ROUTINE", "UNSUPPORTED", "INVALID_USAGE_OF_STAR_OR_REGEX"],
        ["PySparkAttributeError", "PySparkNotImplementedError"],
        [],
    ),
]


def spark(error):
    message = str(error)
    name = condition(error, message)
    if name:
        for kind, prefixes, _, _ in SPARK:
            if any(name.startswith(p) for p in prefixes):
                return kind
    for own in classes(error):
        for kind, _, names, _ in SPARK:
            if own in names:
                return kind
    for kind, _, _, words in SPARK:
        if any(re.search(w, message) for w in words):
            return kind
    # What PySpark's own Python raises before anything reaches the JVM.
    return "other" if "Py4J" in type(error).__name__ or "Exception" in type(error).__name__ else python(error)


def condition(error, message):
    """The error condition: the first bracketed name of the message."""
    found = re.match(r"[^\[]*\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]", message) or re.search(
        r"\[([A-Z][A-Z0-9_]*_[A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]", message
    )
    return found.group(1) if found else None


def classes(error):
    """A Python exception's classes; for a Java one those of its last cause; the nearest first."""
    for c in type(error).__mro__:
        yield c.__name__
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    try:
        while java is not None and java.getCause() is not None:
            java = java.getCause()
        kind = java.getClass() if java is not None else None
        while kind is not None:
            yield kind.getSimpleName()
            kind = kind.getSuperclass()
    except Exception:
        return
