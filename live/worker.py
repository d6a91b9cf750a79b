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

import importlib  # noqa: E402
import platform  # noqa: E402
import warnings  # noqa: E402

warnings.simplefilter("ignore")


def say(answer):
    protocol.write(json.dumps(answer, ensure_ascii=True) + "\n")
    protocol.flush()


def answer(framework, code, preamble):
    decided = preamble.setdefault("decided", [])  # what the preamble's functions find: theirs, not the copy's
    decided.clear()
    namespace = dict(preamble)
    try:
        exec(compile(code, "<case>", "exec"), namespace)
        return {"outcome": "table", **framework.table(namespace["result"]), "decided": list(decided)}
    except Exception as error:
        message = f"{type(error).__name__}: {error}"[:500]
        return {"outcome": "error", "error": {"kind": framework.kind(error), "message": message}, "decided": list(decided)}


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
    name, preamble_file = sys.argv[1:3]
    framework = importlib.import_module("on_" + name)
    die_with_parent()
    lines = queue.SimpleQueue()
    threading.Thread(target=listen, args=(lines,), daemon=True).start()
    namespace = {"__name__": "case"}
    with open(preamble_file, encoding="utf-8") as file:
        exec(compile(file.read(), "<preamble>", "exec"), namespace)
    python, java = platform.python_version(), framework.java(namespace)
    say({"framework": name, "version": framework.version(), "python": python, "java": java})
    while True:
        request = json.loads(lines.get())
        reply = {"id": request["id"], **answer(framework, request["code"], namespace)}
        framework.clean(namespace)
        say(reply)


main()
