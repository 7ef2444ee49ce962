"""What was measured: the JSON file and the table to read."""

from __future__ import annotations

import json
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path

OURS = "safeguard"


@dataclass
class Measurement:
    """The runs of one question by one engine, or why there are none."""

    query: str
    engine: str
    layout: str
    times: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    problem: str | None = None

    @property
    def median(self) -> float | None:
        return statistics.median(self.times) if self.times and not self.problem else None


def write_json(path: Path, measurements: list[Measurement], rows: int) -> None:
    """Writes the file beside its place and gives it its name when it is whole."""
    entries = [
        {
            "query": item.query, "engine": item.engine, "layout": item.layout, "rows": rows,
            "median_ms": round(item.median, 3), "min_ms": round(min(item.times), 3),
            "peak_mb": round(max(item.peaks), 1) if item.peaks else None, "runs": len(item.times),
        }
        for item in measurements if item.median is not None
    ]
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    partial.write_text("[\n" + ",\n".join(f"  {json.dumps(entry)}" for entry in entries) + "\n]\n")
    partial.replace(path)


def table(measurements: list[Measurement], engines: list[str]) -> str:
    """Medians in milliseconds, and how many times as long as ours the best peer takes."""
    cells = {(item.query, item.layout, item.engine): item for item in measurements}
    peers = [name for name in engines if name != OURS]
    header = ["query", "layout", *engines] + ([f"best peer / {OURS}"] if OURS in engines else [])
    lines = [header]
    for query, layout in dict.fromkeys((item.query, item.layout) for item in measurements):
        row = [cells.get((query, layout, name)) for name in engines]
        line = [query, layout, *(worded(item) for item in row)]
        if OURS in engines:
            ours = row[engines.index(OURS)]
            best = [item.median for name, item in zip(engines, row) if name in peers and item and item.median]
            line.append(f"{min(best) / ours.median:.2f}" if best and ours and ours.median else "-")
        lines.append(line)
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) if place < 2 else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def worded(item: Measurement | None) -> str:
    if item is None:
        return "-"
    if item.median is None:
        return "not yet" if item.problem == "not yet" else "failed"
    return f"{item.median:.1f}" if item.median < 1000 else f"{item.median:,.0f}"
