"""Runs one engine: reads a message a line, answers with a line. `Benchmarks/README.md` lists the messages."""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from engine import Engine
from questions import Row, worded


def reset_peak() -> None:
    """Begins to count the peak of memory anew. Where the system refuses, it goes on from the start."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def peak_megabytes() -> float | None:
    """The most memory that this process has held at a time, in MiB."""
    try:
        with open("/proc/self/status") as file:
            line = next(line for line in file if line.startswith("VmHWM:"))
    except OSError:
        return None
    return int(line.split()[1]) / 1024


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    reset_peak()
    start = time.perf_counter()
    result = work()
    milliseconds = (time.perf_counter() - start) * 1000
    return result, {"ms": milliseconds, "peak_mb": peak_megabytes()}


def answer(engine: Engine, message: dict[str, Any]) -> dict[str, Any]:
    name = "Q2"
    match message["do"]:
        case "load":
            return timed(lambda: engine.load(message["csv"], message["layout"]))[1]
        case "save":
            return timed(lambda: engine.save(message["path"]))[1]
        case "ingest":
            _, reply = timed(lambda: engine.ingest(message["csv"]))
            if message.get("rows"):
                reply["rows"] = engine.ingested_totals()
            return reply
        case "run":
            name = message["query"]
            result, reply = timed(lambda: engine.run(name, message.get("la")))
        case "csv_to_answer":
            result, reply = timed(lambda: engine.csv_to_answer(message["csv"]))
        case "saved_to_answer":
            result, reply = timed(lambda: engine.saved_to_answer(message["path"]))
        case unknown:
            return {"error": f"there is no message {unknown!r}"}
    if message.get("rows"):
        rows: list[Row] = engine.rows(result)
        if name == "Q7":
            rows = [(place, *row) for place, row in enumerate(rows, start=1)]
        reply["rows"] = worded(name, rows)
    return reply


def main() -> None:
    # What a library prints must not come between the replies.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine: Engine = importlib.import_module(f"{sys.argv[1]}_engine").ENGINE()
    for line in sys.stdin:
        message = json.loads(line)
        if message["do"] == "quit":
            break
        try:
            reply = answer(engine, message)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies, flush=True)
    os._exit(0)  # Freeing a database piece by piece would only hold up the next engine.


if __name__ == "__main__":
    main()
