"""Asks our engine the ten questions of ever more incidents, with one thread and with two."""

from __future__ import annotations

import argparse
import math
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import arguments
import chart
import dataset
import results
import safeguard_engine
from arguments import require_folders, whole
from process import EngineError, EngineProcess
from questions import IN_MEMORY, Disagreement, Row, busiest_authority, checked, compare

FEWEST = 100_000
THREADS = (2, 1)

# A question that takes less is asked more often, until its runs take this long together.
ENOUGH_MS = 200
MOST_RUNS = 100


@dataclass
class Timing:
    """The runs of one question at one size with so many threads."""

    query: str
    rows: int
    threads: int
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def entry(self) -> dict[str, Any]:
        return {
            "query": self.query, "engine": results.OURS, "layout": "unordered", "rows": self.rows,
            "threads": self.threads, "median_ms": round(self.median, 4), "min_ms": round(min(self.times), 4),
            "runs": len(self.times),
        }


def say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr, flush=True)


def measured(process: EngineProcess, csv: Path, rows: int, queries: list[str], runs: int) -> list[Timing]:
    """Loads one dataset and asks it every question, with two threads and one in turn."""
    process.ask("load", csv=str(csv), layout="unordered")
    busiest = busiest_authority(process.ask("run", query="Q1", rows=True)["rows"])
    timings: list[Timing] = []
    for query in queries:
        def ask(threads: int, wants_rows: bool) -> dict[str, Any]:
            return process.ask("run", query=query, la=busiest, threads=threads, rows=wants_rows)

        answers: dict[int, list[Row]] = {}
        warm: list[float] = []
        for threads in THREADS:
            reply = ask(threads, True)
            warm.append(reply["ms"])
            answers[threads] = checked(query, f"{threads} threads", [tuple(row) for row in reply["rows"]])
        compare(query, "2 threads", answers[2], "1 thread", answers[1])

        enough = min(MOST_RUNS, math.ceil(ENOUGH_MS / max(min(warm), 0.001)))
        asked = {threads: Timing(query, rows, threads) for threads in THREADS}
        for _ in range(max(runs, enough)):
            for threads in THREADS:
                asked[threads].times.append(ask(threads, False)["ms"])
        timings += asked.values()
    return timings


def table(timings: list[Timing], sizes: list[int]) -> str:
    """Medians with two threads, how they grow from size to size, and what the second thread gains."""
    found = {(item.query, item.rows, item.threads): item.median for item in timings}
    names = [f"10^{round(math.log10(size))}" for size in sizes]
    steps = list(zip(sizes, sizes[1:]))
    lines = [
        ["query", *(f"ms at {name}" for name in names),
         *(f"growth to {name}" for name in names[1:]), *(f"gain at {name}" for name in names)]
    ]
    for query in dict.fromkeys(item.query for item in timings):
        lines.append([
            query,
            *(milliseconds(found[query, size, 2]) for size in sizes),
            *(f"{growth(found[query, less, 2], found[query, more, 2], more / less):.2f}" for less, more in steps),
            *(f"{found[query, size, 1] / found[query, size, 2]:.2f}" for size in sizes),
        ])
    return results.aligned(lines, texts=1)


def growth(before: float, after: float, factor: float) -> float:
    """Returns the power of the number of rows that the time grew with: one where twice the rows take twice as long."""
    return math.log(after / before) / math.log(factor)


def milliseconds(time: float) -> str:
    return results.milliseconds(time) if time >= 10 else f"{time:.2f}"


def parse() -> argparse.Namespace:
    parser = arguments.parser("scale", __doc__, IN_MEMORY)
    parser.add_argument(
        "--most", type=whole(FEWEST), default=10_000_000, metavar="N", help="the largest dataset (10000000)")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="where a chart is written")
    parsed = parser.parse_args()
    require_folders(parser, parsed.json, parsed.svg)
    return parsed


def main() -> int:
    parsed = parse()
    sizes = [10**power for power in range(round(math.log10(FEWEST)), len(str(parsed.most)))]
    say("building")
    products = dataset.build(dataset.PRODUCT)
    dataset.build(safeguard_engine.PRODUCT)

    timings: list[Timing] = []
    data = parsed.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="run-", dir=data))
    try:
        for rows in sizes:
            csv = dataset.csv(products, data, rows, parsed.seed)
            say(f"{rows:,} incidents")
            with EngineProcess(results.OURS, products, sys.executable, scratch) as process:
                timings += measured(process, csv, rows, parsed.queries, parsed.runs)
    except (Disagreement, EngineError) as error:
        say(str(error))
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)

    results.write_json(parsed.json, [item.entry for item in timings])
    if parsed.svg:
        lines = {
            query: [(item.rows, item.median) for item in timings if item.query == query and item.threads == 2]
            for query in parsed.queries
        }
        results.write_text(parsed.svg, chart.svg(lines))
    print("\nmedian ms with two threads, the power of the rows that it grows with, and one thread / two threads\n")
    print(table(timings, sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
