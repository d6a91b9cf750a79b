"""A long-lived worker: runs the Python of cases on one framework and answers in canonical form.

JSON lines. The first line out says who this is. A request is {"id", "code"}: the code runs in a namespace of its own on top of
the preamble's and leaves its result in `result`. Everything that the code, the JVM or a C library prints goes to stderr.

The end of the requests is the end of the worker, also in the middle of a case: whoever asked is gone.
"""

import ctypes
import json
import os
import queue
import signal
import sys
import threading

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
    decided = preamble.setdefault("decided", [])  # what the preamble's functions find: theirs, not the copy's
    decided.clear()
    namespace = dict(preamble)
    try:
        exec(compile(code, "<case>", "exec"), namespace)
        table = canonical.table(framework, namespace["result"])
        return {"outcome": "table", **table, "decided": list(decided)}
    except Exception as error:
        kind, message = errors.classify(framework, error)
        return {"outcome": "error", "error": {"kind": kind, "message": message}, "decided": list(decided)}


def clean(framework, namespace):
    """What a case may have left behind. It fails where the case cost the session: then the worker dies without an answer."""
    if framework == "spark":
        namespace["spark"].catalog.clearCache()


def die_with_parent():
    """On Linux at once, also where a case holds the interpreter's lock; elsewhere `listen` sees to it."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    except (OSError, AttributeError):
        pass


def listen(lines):
    """Reads the requests beside the running case. At their end it ends the process and, where it leads a group, its children."""
    for line in requests:
        lines.put(line)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def main():
    framework, preamble_file = sys.argv[1:3]
    die_with_parent()
    lines = queue.SimpleQueue()
    threading.Thread(target=listen, args=(lines,), daemon=True).start()
    namespace = {"__name__": "case"}
    with open(preamble_file, encoding="utf-8") as file:
        exec(compile(file.read(), "<preamble>", "exec"), namespace)
    say(versions(framework, namespace))
    while True:
        request = json.loads(lines.get())
        reply = {"id": request["id"], **answer(framework, request["code"], namespace)}
        clean(framework, namespace)
        say(reply)


main()
