"""Asks every engine the same questions in turn, holds their answers against each other, and times them."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import arguments
import dataset
import results
from arguments import one_of, require_folders, whole
from process import EngineError, EngineProcess
from questions import IN_MEMORY, QUESTIONS, SAME_ANSWER, Disagreement, Row, busiest_authority, checked, compare
from results import OURS, Measurement

ENGINES = (OURS, "duckdb", "polars", "chdb", "sqlite")
LAYOUTS = ("unordered", "ordered")
MOST_ROWS_OF_SQLITE = 10_000_000

Reply = dict[str, Any]
# Puts a question to an engine, and says whether the rows of the answer are wanted.
Ask = Callable[[str, str, bool], Reply]


def say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr, flush=True)


class Benchmark:
    def __init__(self, parsed: argparse.Namespace, engines: list[str], products: Path, scratch: Path) -> None:
        self.runs: int = parsed.runs
        self.queries: list[str] = parsed.queries
        self.layouts: list[str] = parsed.layouts
        self.engines = engines
        self.products = products
        self.scratch = scratch
        self.measurements: list[Measurement] = []
        self.answers: dict[str, tuple[str, list[Row]]] = {}

    def measure(self, csv: Path) -> None:
        in_memory = [query for query in self.queries if query in IN_MEMORY]
        for layout in self.layouts if in_memory else []:
            self.measure_in_memory(str(csv), layout, in_memory)
        # A file has one order: that in which the incidents were written down.
        if "unordered" in self.layouts:
            self.measure_files(str(csv))

    def started(self, engine: str) -> EngineProcess:
        return EngineProcess(engine, self.products, sys.executable, self.scratch)

    def measure_in_memory(self, csv: str, layout: str, queries: list[str]) -> None:
        """Loads the data into a process of each engine, and asks them in turn."""
        processes: dict[str, EngineProcess] = {}
        problems: dict[str, str] = {}
        try:
            for engine in self.engines:
                say(f"{layout}: {engine} loads")
                processes[engine] = self.started(engine)
                try:
                    processes[engine].ask("load", csv=csv, layout=layout)
                except EngineError as error:
                    problems[engine] = str(error)
                    processes[engine].close()
            busiest = self.busiest_authority([processes[name] for name in self.engines if name not in problems])

            def ask(query: str, engine: str, wants_rows: bool) -> Reply:
                return processes[engine].ask("run", query=query, la=busiest, rows=wants_rows)

            self.interleave(queries, ask, layout, problems)
        finally:
            for process in processes.values():
                process.close()

    def busiest_authority(self, processes: list[EngineProcess]) -> str | None:
        """The busiest authority by the first engine that can say."""
        for process in processes:
            try:
                return busiest_authority(process.ask("run", query="Q1", rows=True)["rows"])
            except EngineError:
                continue
        return None

    def measure_files(self, csv: str) -> None:
        """Starts a new process for each run, so that it has nothing in memory."""
        saved = {engine: str(self.scratch / f"saved-{engine}") for engine in self.engines}

        def ask(query: str, engine: str, wants_rows: bool) -> Reply:
            with self.started(engine) as process:
                match query:
                    case "csv-to-Q2":
                        return process.ask("csv_to_answer", csv=csv, rows=wants_rows)
                    case "ingest":
                        return process.ask("ingest", csv=csv, rows=wants_rows)
                    case _:
                        return process.ask("saved_to_answer", path=saved[engine], rows=wants_rows)

        self.interleave([query for query in ("csv-to-Q2", "ingest") if query in self.queries], ask, "unordered", {})
        if "saved-to-Q2" in self.queries:
            self.interleave(["saved-to-Q2"], ask, "unordered", self.problems_of_saving(csv, saved))

    def problems_of_saving(self, csv: str, saved: dict[str, str]) -> dict[str, str]:
        """Lets each engine save the data, and returns what went wrong with which."""
        problems: dict[str, str] = {}
        for engine, path in saved.items():
            say(f"{engine} saves")
            try:
                with self.started(engine) as process:
                    process.ask("ingest", csv=csv)
                    process.ask("save", path=path)
            except EngineError as error:
                problems[engine] = str(error)
        return problems

    def interleave(self, queries: list[str], ask: Ask, layout: str, problems: dict[str, str]) -> None:
        """Asks all engines each question once a round, in an order that turns. Round 0 is for the answers alone."""
        table = {
            (query, engine): Measurement(query, engine, layout, problem=problems.get(engine))
            for query in queries for engine in self.engines
        }
        self.measurements += table.values()
        for number in range(self.runs + 1 if queries else 0):
            say(f"{layout}: round {number} of {self.runs}" if number else f"{layout}: answers and warm-up")
            first = number % len(self.engines)
            for query in queries:
                for engine in self.engines[first:] + self.engines[:first]:
                    measurement = table[query, engine]
                    if measurement.problem:
                        continue
                    try:
                        reply = ask(query, engine, number == 0)
                    except EngineError as error:
                        measurement.problem = str(error)
                        continue
                    if number == 0:
                        self.hold_to_account(query, engine, reply["rows"])
                    else:
                        measurement.times.append(reply["ms"])
                        if reply.get("peak_mb") is not None:
                            measurement.peaks.append(reply["peak_mb"])

    def hold_to_account(self, query: str, engine: str, rows: list[list[Any]]) -> None:
        """Compares an answer with the first that any engine gave to the question, in any layout and from any file."""
        found = checked(query, engine, [tuple(row) for row in rows])
        expected = self.answers.setdefault(SAME_ANSWER.get(query, query), (engine, found))
        compare(query, *expected, engine, found)


def parse() -> argparse.Namespace:
    parser = arguments.parser("peers", __doc__, tuple(question.name for question in QUESTIONS))
    parser.add_argument("--rows", type=whole(1), required=True, help="incidents in the dataset")
    parser.add_argument(
        "--engines", type=one_of(ENGINES), default=list(ENGINES), metavar="NAMES", help="some engines only")
    parser.add_argument("--layout", choices=(*LAYOUTS, "both"), default="both", help="how the rows are held (both)")
    parsed = parser.parse_args()
    parsed.layouts = list(LAYOUTS) if parsed.layout == "both" else [parsed.layout]
    require_folders(parser, parsed.json)
    return parsed


def main() -> int:
    parsed = parse()
    engines: list[str] = parsed.engines
    if "sqlite" in engines and parsed.rows > MOST_ROWS_OF_SQLITE:
        say(f"sqlite is left out: it takes minutes a question over {MOST_ROWS_OF_SQLITE:,} rows")
        engines = [name for name in engines if name != "sqlite"]
    if not engines:
        say("no engine is left to measure: name another in --engines")
        return 1

    say("building")
    products = dataset.build(dataset.PRODUCT)
    if OURS in engines:
        dataset.build("SafeguardPeer")
    csv = dataset.csv(products, parsed.data.resolve(), parsed.rows, parsed.seed)
    say(f"{csv.name}: {csv.stat().st_size / 1e6:,.0f} MB")

    scratch = Path(tempfile.mkdtemp(prefix="run-", dir=csv.parent))
    benchmark = Benchmark(parsed, engines, products, scratch)
    try:
        benchmark.measure(csv)
    except Disagreement as error:
        say(str(error))
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)

    results.write_json(parsed.json, results.entries(benchmark.measurements, parsed.rows))
    print(f"\nmedian ms of {parsed.runs} runs, {parsed.rows:,} rows; the answers agree\n")
    print(results.table(benchmark.measurements, engines))
    unanswered = [item for item in benchmark.measurements if item.problem]
    for item in unanswered:
        say(f"{item.engine} has no answer to {item.query} ({item.layout}): {item.problem}")
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
