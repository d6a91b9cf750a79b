"""Dask, as the worker asks it: pandas, once it is computed."""

import canonical
from on_pandas import *  # noqa: F403


def version():
    import dask

    return dask.__version__


def table(result):
    return canonical.pandas(result.compute() if hasattr(result, "compute") else result)
