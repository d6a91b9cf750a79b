"""A long-lived worker: runs the Python of cases on one framework and answers in canonical form.

JSON lines. The first line out says who this is. A request is {"id", "code"}: the code runs in a namespace of its own on top of
the preamble's and leaves its result in `result`. Everything that the code, the JVM or a C library prints goes to stderr.
"""

import json
import os
import sys

protocol = os.fdopen(os.dup(1), "w", encoding="utf-8")
requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
os.dup2(2, 1)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
sys.stdin = open(os.devnull)
os.environ["TZ"] = "UTC"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import platform  # noqa: E402
import warnings  # noqa: E402

import canonical  # noqa: E402
import errors  # noqa: E402

warnings.simplefilter("ignore")


def say(answer):
    protocol.write(json.dumps(answer, ensure_ascii=True) + "\n")
    protocol.flush()


def versions(framework, namespace):
    module = {"pandas": "pandas", "dask": "dask", "spark": "pyspark"}[framework]
    java = None
    if framework == "spark":
        java = namespace["spark"].sparkContext._jvm.java.lang.System.getProperty("java.version")
    return {
        "framework": framework,
        "version": __import__(module).__version__,
        "python": platform.python_version(),
        "java": java,
    }


def answer(framework, code, preamble):
    namespace = dict(preamble)
    namespace["decided"] = []
    try:
        exec(compile(code, "<case>", "exec"), namespace)
        table = canonical.table(framework, namespace["result"])
        return {"outcome": "table", **table, "decided": namespace["decided"]}
    except Exception as error:
        kind, message = errors.classify(framework, error)
        return {"outcome": "error", "error": {"kind": kind, "message": message}, "decided": namespace["decided"]}


def clean(framework, namespace):
    """What a case may have left behind."""
    if framework == "spark":
        namespace["spark"].catalog.clearCache()


def main():
    framework, preamble_file = sys.argv[1:3]
    namespace = {"__name__": "case"}
    with open(preamble_file, encoding="utf-8") as file:
        exec(compile(file.read(), "<preamble>", "exec"), namespace)
    say(versions(framework, namespace))
    for line in requests:
        request = json.loads(line)
        say({"id": request["id"], **answer(framework, request["code"], namespace)})
        clean(framework, namespace)


main()
