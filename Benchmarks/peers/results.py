"""What was measured: the JSON file and the table to read."""

from __future__ import annotations

import json
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


def entries(measurements: list[Measurement], rows: int) -> list[dict[str, Any]]:
    """What the JSON file says of each question that was answered."""
    return [
        {
            "query": item.query, "engine": item.engine, "layout": item.layout, "rows": rows,
            "median_ms": round(item.median, 3), "min_ms": round(min(item.times), 3),
            "peak_mb": round(max(item.peaks), 1) if item.peaks else None, "runs": len(item.times),
        }
        for item in measurements if item.median is not None
    ]


def write_json(path: Path, entries: list[dict[str, Any]]) -> None:
    write_text(path, "[\n" + ",\n".join(f"  {json.dumps(entry)}" for entry in entries) + "\n]\n")


def write_text(path: Path, text: str) -> None:
    """Writes the file beside its place and gives it its name when it is whole."""
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    partial.write_text(text)
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
    return aligned(lines, texts=2)


def aligned(lines: list[list[str]], texts: int) -> str:
    """Lines of cells below a header, the first cells to the left and the figures to the right."""
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) if place < texts else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in ruled)


def worded(item: Measurement | None) -> str:
    if item is None:
        return "-"
    if item.median is None:
        return "not yet" if item.problem == "not yet" else "failed"
    return milliseconds(item.median)


def milliseconds(time: float) -> str:
    return f"{time:.1f}" if time < 1000 else f"{time:,.0f}"
