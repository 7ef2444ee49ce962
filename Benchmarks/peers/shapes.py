"""Asks our tool and DuckDB questions of many shapes, of a table unlike the incidents, in Lua and in SQL."""

from __future__ import annotations

import argparse
import csv
import math
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import arguments
import dataset
import results
from arguments import require_folders, whole
from results import Measurement
from shape_questions import LUA_TABLES, SHAPES, Shape

TOOL = dataset.PACKAGE.parent / "Scripts" / "safeguard"
MILLISECONDS = {"ms": 1.0, "s": 1000.0}


def say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr, flush=True)


def ask_ours(table: Path, shapes: list[Shape], runs: int, scratch: Path) -> list[list[float]]:
    """Asks the tool at its prompt, and returns the times of each question. The answers are files in the folder."""
    lines = [f't = load_table("{table}", {{text = {{"ref"}}}})', *LUA_TABLES]
    for shape in shapes:
        lines.append(".timing on")
        # The rows of an answer are made when somebody looks at them.
        lines += [f"r = {shape.lua}; looked_at = tostring(r:head(1))"] * (runs + 1)
        lines += [".timing off", f'write(r, "{scratch / shape.name}.csv")']
    # Without a terminal each entry says what it took, among what it prints.
    told = subprocess.run(
        [TOOL, "repl", "--allow-write", scratch, "--allow-read", table.parent], input="\n".join(lines) + "\n",
        capture_output=True, text=True, check=False)
    times = [float(time.replace(",", "")) * MILLISECONDS[unit]
             for time, unit in re.findall(r"^([\d.,]+) (ms|s)$", told.stdout + told.stderr, re.MULTILINE)]
    # The command that turns timing on says what it took itself, and the first run is not counted.
    each = runs + 2
    if len(times) != len(shapes) * each:
        raise SystemExit(f"benchmark: the tool gave {len(times)} times for {len(shapes)} questions:\n{told.stderr[-2000:]}")
    return [times[place * each + 2:(place + 1) * each] for place in range(len(shapes))]


def value(cell: Any) -> float | str | None:
    """A cell as both write it: a number, a text, or nothing where there is no value."""
    text = "" if cell is None else str(cell)
    if text in ("", "[..]", "[x]"):
        return None
    try:
        return float(text)
    except ValueError:
        return text[:10] if re.match(r"\d{4}-\d\d-\d\d", text) else text.lower() if text in ("True", "False") else text


def difference(name: str, answer: Path, columns: list[str], rows: list[tuple[Any, ...]]) -> str | None:
    """The first row in which our answer is another, to 1e-9 of a number's size."""
    with answer.open(newline="") as file:
        names, *body = csv.reader(file)
    places = [[name.split(" (")[0] for name in names].index(column) for column in columns]

    def key(row: tuple[Any, ...]) -> list[tuple[bool, str]]:
        return [(cell is None, str(cell)) for cell in row]

    ours = sorted((tuple(value(row[place]) for place in places) for row in body), key=key)
    theirs = sorted((tuple(value(cell) for cell in row) for row in rows), key=key)
    if len(ours) != len(theirs):
        return f"{name}: {len(ours)} rows and not {len(theirs)}"
    for one, other in zip(ours, theirs):
        for mine, yours in zip(one, other):
            same = math.isclose(mine, yours, rel_tol=1e-9, abs_tol=1e-12) if isinstance(mine, float) and isinstance(yours, float) else mine == yours
            if not same:
                return f"{name}: {one} and not {other}"
    return None


def parse() -> argparse.Namespace:
    parser = arguments.parser("shapes", __doc__, tuple(shape.name for shape in SHAPES))
    parser.add_argument("--rows", type=whole(1000), default=5_000_000, metavar="N", help="the rows of the table (5000000)")
    parsed = parser.parse_args()
    require_folders(parser, parsed.json)
    return parsed


def main() -> int:
    parsed = parse()
    import shape_table  # Not before: whoever only asks for help has no DuckDB yet.

    shapes = [shape for shape in SHAPES if shape.name in parsed.queries]
    data = parsed.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    table = data / f"shapes-{parsed.rows}-rows-seed-{parsed.seed}.csv"
    if not table.exists():
        say(f"writing {parsed.rows:,} rows")
        shape_table.write_table(table, parsed.rows, parsed.seed)
    # It builds what has changed.
    subprocess.run([TOOL, "--version"], stdout=subprocess.DEVNULL, check=True)
    scratch = Path(tempfile.mkdtemp(prefix="run-", dir=data))
    wrong: list[str] = []
    measured: list[Measurement] = []
    try:
        times = ask_ours(table, shapes, parsed.runs, scratch)
        database = shape_table.loaded(table)
        for shape, ours in zip(shapes, times):
            theirs: list[float] = []
            for _ in range(parsed.runs + 1):
                begun = time.perf_counter()
                answer = database.sql(shape.sql).to_arrow_table()
                theirs.append((time.perf_counter() - begun) * 1000)
            rows = list(zip(*(column.to_pylist() for column in answer.columns)))
            wrong += filter(None, [difference(shape.name, scratch / f"{shape.name}.csv", answer.column_names, rows)])
            measured.append(Measurement(shape.name, results.OURS, "unordered", ours))
            measured.append(Measurement(shape.name, "duckdb", "unordered", theirs[1:]))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    results.write_json(parsed.json, results.entries(measured, parsed.rows))
    lines = [["question", "safeguard", "duckdb", "duckdb / safeguard"]]
    for ours, theirs in zip(measured[::2], measured[1::2]):
        one, other = statistics.median(ours.times), statistics.median(theirs.times)
        lines.append([ours.query, f"{one:.1f}", f"{other:.1f}", f"{other / max(one, 0.05):.2f}"])
    print(f"\nmedian ms of {parsed.runs} runs, {parsed.rows:,} rows; the answers {'differ' if wrong else 'agree'}\n")
    print(results.aligned(lines, texts=1))
    for line in wrong:
        say(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
