"""Spark, as the worker asks it: its tables in canonical form, and which of its exceptions is which error kind."""

import datetime
import decimal
import re

import errors
from canonical import digits, duration, number, timedelta_nanos, timestamp


def version():
    import pyspark

    return pyspark.__version__


def java(namespace):
    return namespace["spark"].sparkContext._jvm.java.lang.System.getProperty("java.version")


def clean(namespace):
    """What a case may have left behind. It fails where the case cost the session: then the worker dies without an answer."""
    namespace["spark"].catalog.clearCache()


TYPES = {
    "boolean": "bool",
    "tinyint": "int8",
    "smallint": "int16",
    "int": "int32",
    "bigint": "int64",
    "float": "float32",
    "double": "float64",
    "string": "string",
    "date": "date",
    "timestamp": "timestamp",
    "timestamp_ntz": "timestamp",
    "void": "object",
}


def table(frame):
    fields = frame.schema.fields
    rows = [[cell(v, f.dataType) for v, f in zip(row, fields)] for row in frame.collect()]
    columns = [{"name": f.name, "type": logical(f.dataType), "dtype": f.dataType.simpleString()} for f in fields]
    return {"columns": columns, "rows": rows}


def logical(kind):
    name = kind.simpleString()
    if name.startswith("array<"):
        return f"list<{logical(kind.elementType)}>"
    if name.startswith("interval"):
        return "duration"
    return TYPES.get(name, name)


def cell(value, kind):
    if isinstance(value, list):
        return [cell(v, kind.elementType) for v in value]
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime.datetime):
        return timestamp(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration(timedelta_nanos(value))
    if isinstance(value, decimal.Decimal):
        return digits(scaled(value, kind.scale))
    return value


def scaled(value, scale):
    """The decimal with as many digits behind the point as its column's type says: a JVM decimal may carry more zeros."""
    with decimal.localcontext(prec=100):
        fixed = value.quantize(decimal.Decimal(1).scaleb(-scale))
    return fixed if fixed == value else value


# Each row: the kind, prefixes of the error condition, class names, words of the message.
KINDS = [
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

# Conditions that Spark 3 has only words for; Spark 4 names them.
UNNAMED = [("Interval string does not match", "INVALID_INTERVAL_FORMAT")]


def kind(error):
    message = str(error)
    name = condition(error, message)
    if name:
        for kind, prefixes, _, _ in KINDS:
            if any(name.startswith(p) for p in prefixes):
                return kind
    for own in classes(error):
        for kind, _, names, _ in KINDS:
            if own in names:
                return kind
    for kind, _, _, words in KINDS:
        if any(re.search(w, message) for w in words):
            return kind
    # What PySpark's own Python raises before anything reaches the JVM.
    return "other" if "Py4J" in type(error).__name__ or "Exception" in type(error).__name__ else errors.python(error)


def condition(error, message):
    """The error condition: the first bracketed name of the message."""
    for words, name in UNNAMED:
        if words in message:
            return name
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
