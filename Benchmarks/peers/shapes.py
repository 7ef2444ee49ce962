"""Asks our tool and DuckDB questions of many shapes, of a table unlike the incidents, in Lua and in SQL."""

from __future__ import annotations

import argparse
import csv
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

import arguments
import dataset
import results
from arguments import require_folders, whole
from results import Measurement
from shape_questions import LUA_TABLES, SHAPES, SQL_TABLES, Shape

ENUMS = ("kind", "area", "spot", "sex")
TYPES = "{'ref': 'VARCHAR', 'moment': 'TIMESTAMP', 'age': 'INTEGER', 'flag': 'BOOLEAN'}"
MILLISECONDS = {"ms": 1.0, "s": 1000.0}


def say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr, flush=True)


def write_table(path: Path, rows: int, seed: int) -> None:
    """Writes the table: codes, numbers and texts, few different ones and many, skewed, and some of them missing."""
    database = duckdb.connect(config={"threads": 1})
    database.execute(f"SELECT setseed({(seed % 1000) / 1000})")
    database.execute(f"CREATE TABLE places AS SELECT i, (152 * random() ** 1.5)::INT % 152 AS a FROM range({rows}) r(i)")
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    database.execute(f"""
        COPY (
          SELECT
            DATE '2013-01-01' + (3650 * sqrt(random()))::INT AS day,
            'kind ' || (4.49 * random() ** 2)::INT AS kind,
            printf('E%08d', 6000000 + 7 * a) AS area,
            printf('E010%05d', a * 222 + (221 * random() ** 2)::INT) AS spot,
            CASE WHEN random() < 0.13 THEN NULL ELSE least(99, (-14 * ln((1 - random()) * (1 - random()))))::INT END AS age,
            round(exp(5 + 1.2 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())), 2) AS cost,
            CASE WHEN random() < 0.3 THEN NULL ELSE sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random()) END AS score,
            (random() * {rows} / 4)::INT AS person,
            (random() * 2000000000)::BIGINT - 1000000000 AS amount,
            random() < 0.04 AS flag,
            CASE WHEN random() < 0.2 THEN NULL WHEN random() < 0.47 THEN 'F' WHEN random() < 0.93 THEN 'M' ELSE 'X' END AS sex,
            strftime(TIMESTAMP '2019-01-01' + to_minutes((random() * 2628000)::INT), '%Y-%m-%dT%H:%M:%SZ') AS moment,
            'R' || (random() * 1000000000)::INT AS ref
          FROM places ORDER BY i
        ) TO '{partial}' (HEADER, DELIMITER ',')""")
    partial.replace(path)


def ask_ours(table: Path, shapes: list[Shape], runs: int, scratch: Path) -> list[list[float]]:
    """Asks the tool at its prompt, and returns the times of each question. The answers are files in the folder."""
    lines = [f't = load_table("{table}", {{text = {{"ref"}}}})', *LUA_TABLES]
    for shape in shapes:
        lines.append(".timing on")
        # The rows of an answer are made when somebody looks at them.
        lines += [f"r = {shape.lua}; looked_at = tostring(r:head(1))"] * (runs + 1)
        lines += [".timing off", f'write(r, "{scratch / shape.name}.csv")']
    tool = dataset.PACKAGE.parent / ".build" / "release" / "safeguard"
    # Without a terminal each entry says what it took, among what it prints.
    told = subprocess.run(
        [tool, "repl", "--allow-write", scratch, "--allow-read", table.parent], input="\n".join(lines) + "\n",
        capture_output=True, text=True, check=False)
    times = [float(time.replace(",", "")) * MILLISECONDS[unit]
             for time, unit in re.findall(r"^([\d.,]+) (ms|s)$", told.stdout + told.stderr, re.MULTILINE)]
    # The command that turns timing on says what it took itself, and the first run is not counted.
    each = runs + 2
    if len(times) != len(shapes) * each:
        raise SystemExit(f"benchmark: the tool gave {len(times)} times for {len(shapes)} questions:\n{told.stderr[-2000:]}")
    return [times[place * each + 2:(place + 1) * each] for place in range(len(shapes))]


def loaded(table: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    database.execute(f"CREATE TABLE texts AS FROM read_csv('{table}', types = {TYPES})")
    for column in ENUMS:
        database.execute(f"CREATE TYPE {column}_enum AS ENUM (SELECT DISTINCT {column} FROM texts WHERE {column} IS NOT NULL ORDER BY 1)")
    columns = ", ".join(f"{column}::{column}_enum AS {column}" for column in ENUMS)
    database.execute(f"CREATE TABLE t AS SELECT * REPLACE ({columns}) FROM texts; DROP TABLE texts")
    for statement in SQL_TABLES:
        database.execute(statement)
    return database


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
    shapes = [shape for shape in SHAPES if shape.name in parsed.queries]
    data = parsed.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    table = data / f"shapes-{parsed.rows}-rows-seed-{parsed.seed}.csv"
    if not table.exists():
        say(f"writing {parsed.rows:,} rows")
        write_table(table, parsed.rows, parsed.seed)
    say("building")
    subprocess.run(["swift", "build", "-c", "release", "--product", "safeguard"], cwd=dataset.PACKAGE.parent, stdout=sys.stderr, check=True)
    scratch = Path(tempfile.mkdtemp(prefix="run-", dir=data))
    wrong: list[str] = []
    measured: list[Measurement] = []
    try:
        times = ask_ours(table, shapes, parsed.runs, scratch)
        database = loaded(table)
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
