"""pandas, as the worker asks it."""

import canonical
import errors


def version():
    import pandas

    return pandas.__version__


def java(namespace):
    return None


def table(result):
    return canonical.pandas(result)


def kind(error):
    return errors.python(error)


def clean(namespace):
    """What a case may have left behind. It fails where the case cost the session: then the worker dies without an answer."""
