"""Values of Python and pandas in the canonical form of the case format."""

import datetime
import decimal
import math


def number(x):
    x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return x


def timestamp(t):
    """`YYYY-MM-DDTHH:MM:SS`, a fraction of six or nine digits if it is not zero, `Z` if there is a zone."""
    zoned = t.tzinfo is not None
    if zoned:
        t = t.astimezone(datetime.timezone.utc) if not hasattr(t, "tz_convert") else t.tz_convert("UTC")
    nanos = t.microsecond * 1000 + getattr(t, "nanosecond", 0)
    text = f"{t.year:04}-{t.month:02}-{t.day:02}T{t.hour:02}:{t.minute:02}:{t.second:02}"
    if nanos % 1000:
        text += f".{nanos:09}"
    elif nanos:
        text += f".{nanos // 1000:06}"
    return text + ("Z" if zoned else "")


def duration(nanos):
    """`[-]P[nD][T[nH][nM][n[.f]S]]`, zero parts left out."""
    if nanos == 0:
        return "PT0S"
    sign, nanos = ("-" if nanos < 0 else ""), abs(nanos)
    seconds, nanos = divmod(nanos, 10**9)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if nanos:
        time += f"{seconds}." + f"{nanos:09}".rstrip("0") + "S"
    elif seconds:
        time += f"{seconds}S"
    return sign + "P" + (f"{days}D" if days else "") + ("T" + time if time else "")


def timedelta_nanos(t):
    if hasattr(t, "as_unit") or hasattr(t, "nanoseconds"):  # pd.Timedelta
        return int(t.days) * 86_400 * 10**9 + int(t.seconds) * 10**9 + int(t.microseconds) * 1000 + int(t.nanoseconds)
    return (t.days * 86_400 + t.seconds) * 10**9 + t.microseconds * 1000


def digits(d):
    return format(d, "f")


def pandas(frame):
    import pandas as pd

    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    columns, values = [], []
    for i, name in enumerate(frame.columns):
        series = frame.iloc[:, i]
        dtype = series.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            series = series.astype(dtype.categories.dtype) if len(dtype.categories) else series.astype(object)
        kind = logical(series)
        columns.append({"name": str(name), "type": kind, "dtype": str(dtype)})
        values.append(cells(series, kind))
    rows = [list(row) for row in zip(*values)] if values else [[] for _ in range(len(frame))]
    return {"columns": columns, "rows": rows}


def logical(series):
    import numpy as np
    import pandas as pd

    dtype = series.dtype
    if type(dtype).__name__ == "ArrowDtype":
        return arrow(dtype.pyarrow_dtype)
    if isinstance(dtype, pd.StringDtype):
        return "string"
    if isinstance(dtype, pd.DatetimeTZDtype):
        return f"timestamp[{dtype.tz}]"
    name = getattr(dtype, "numpy_dtype", dtype)
    if not isinstance(name, np.dtype):
        return "object"
    if name.kind == "M":
        return "timestamp"
    if name.kind == "m":
        return "duration"
    if name.kind in "biuf":
        return name.name
    values = series.to_numpy()
    return "string" if all(isinstance(v, str) for v in values if not missing(v)) else "object"


def arrow(kind):
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return "bool"
    if pa.types.is_floating(kind):
        return {"float": "float32", "double": "float64", "halffloat": "float16"}[str(kind)]
    if pa.types.is_integer(kind):
        return str(kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "string"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return f"timestamp[{kind.tz}]" if kind.tz else "timestamp"
    if pa.types.is_duration(kind):
        return "duration"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list<{arrow(kind.value_type)}>"
    return "object"


def missing(value):
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return False


def cells(series, kind):
    import numpy as np
    import pandas as pd

    numpy_float = isinstance(series.dtype, np.dtype) and series.dtype.kind == "f"
    if numpy_float:
        return [number(v) for v in series.to_numpy()]
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "b":
        return [bool(v) for v in series.to_numpy()]
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iu":
        return [int(v) for v in series.to_numpy()]
    values = list(series.array) if not isinstance(series.dtype, np.dtype) or series.dtype.kind in "mM" else list(series.to_numpy())
    float_lists = all(
        isinstance(e, (float, np.floating))
        for v in values
        if isinstance(v, (list, tuple, np.ndarray))
        for e in v
        if not missing(e)
    )
    floating = kind.startswith("float")
    return [cell(v, floating, float_lists) for v in values]


def cell(value, floating, float_lists, in_list=False):
    import numpy as np

    if isinstance(value, (list, tuple, np.ndarray)):
        return [cell(v, floating, float_lists, True) for v in value]
    if isinstance(value, (float, np.floating)):
        if value != value and not (floating or (in_list and float_lists)):
            return None
        return number(value)
    if missing(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, np.timedelta64):  # one of NumPy's integers too
        import pandas as pd

        return duration(timedelta_nanos(pd.Timedelta(value)))
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.datetime64):
        import pandas as pd

        return timestamp(pd.Timestamp(value))
    if isinstance(value, datetime.timedelta):
        return duration(timedelta_nanos(value))
    if isinstance(value, datetime.datetime):
        return timestamp(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return digits(value)
    return str(value)
