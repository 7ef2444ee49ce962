"""Draws how the time of each question grows with the rows, as SVG, on two logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

# The rows and the milliseconds of each question.
Lines = dict[str, list[tuple[int, float]]]

WORDS = {
    "Q1": "count by authority", "Q2": "by authority, month, type", "Q3": "filtered count", "Q4": "totals of severity",
    "Q5": "different children", "Q6": "repeated children", "Q7": "top 20 of one type", "Q8": "quantiles",
    "Q9": "rolling twelve months", "Q10": "children with both types",
}
COLOURS = {
    "Q1": "#4269d0", "Q2": "#d9822b", "Q3": "#c9302c", "Q4": "#2a9d8f", "Q5": "#2f7d32", "Q6": "#d6409f",
    "Q7": "#7c4dbd", "Q8": "#1a8fc4", "Q9": "#8a6d3b", "Q10": "#555b66",
}
WIDTH, HEIGHT = 920, 600
LEFT, RIGHT, TOP, BOTTOM = 78, 650, 76, 540
BETWEEN_LABELS = 19


@dataclass
class Axes:
    """Where values stand in the picture; the ends of both axes are powers of ten, given by their logarithms."""

    rows: tuple[float, float]
    times: tuple[int, int]

    def across(self, rows: float) -> float:
        first, last = self.rows
        return LEFT + (RIGHT - LEFT) * ((math.log10(rows) - first) / (last - first) if last > first else 0.5)

    def up(self, time: float) -> float:
        least, most = self.times
        return BOTTOM - (BOTTOM - TOP) * (math.log10(time) - least) / (most - least)


def svg(lines: Lines) -> str:
    """Returns the picture."""
    sizes = sorted({rows for points in lines.values() for rows, _ in points})
    times = [time for points in lines.values() for _, time in points]
    least = math.floor(math.log10(min(times)))
    most = max(least + 1, math.ceil(math.log10(max(times))))
    axes = Axes((math.log10(sizes[0]), math.log10(sizes[-1])), (least, most))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        text(LEFT, 30, "Time of each question as the rows grow", 'font-size="18" font-weight="bold"'),
        text(LEFT, 53, "Median with two threads. Along a dashed line, ten times the rows take ten times as long.",
             'fill="#555"'),
        *frame(sizes, axes), *steady_growth(sizes, axes), *curves(lines, axes), *labels(lines, axes), "</svg>",
    ]
    return "\n".join(parts) + "\n"


def text(x: float, y: float, words: str, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, attributes: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {attributes}/>'


def frame(sizes: list[int], axes: Axes) -> Iterator[str]:
    """The grid with its figures."""
    for power in range(axes.times[0], axes.times[1] + 1):
        y = axes.up(10.0**power)
        yield line(LEFT, y, RIGHT, y, 'stroke="#ddd"')
        yield text(LEFT - 10, y + 4, f"{10.0**power:,g} ms", 'text-anchor="end"')
    for rows in sizes:
        x = axes.across(rows)
        yield line(x, TOP, x, BOTTOM, 'stroke="#ddd"')
        yield text(x, BOTTOM + 22, f"{rows:,}", 'text-anchor="middle"')
    yield text((LEFT + RIGHT) / 2, BOTTOM + 45, "incidents", 'text-anchor="middle"')


def steady_growth(sizes: list[int], axes: Axes) -> Iterator[str]:
    """Dashed lines along which the time grows as the rows do, one through each power of ten, within the frame."""
    least, most = axes.times
    for power in range(least - len(sizes), most):
        start, end = 10.0**power, 10.0**power * sizes[-1] / sizes[0]
        first = sizes[0] * max(1.0, 10.0**least / start)
        last = sizes[-1] / max(1.0, end / 10.0**most)
        if first < last:
            places = (axes.across(first), axes.up(start * first / sizes[0]),
                      axes.across(last), axes.up(start * last / sizes[0]))
            yield line(*places, 'stroke="#bbb" stroke-dasharray="3 5"')


def curves(lines: Lines, axes: Axes) -> Iterator[str]:
    for query, points in lines.items():
        places = [(axes.across(rows), axes.up(time)) for rows, time in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" stroke="{COLOURS[query]}" stroke-width="2"/>'
        for x, y in places:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS[query]}"/>'


def labels(lines: Lines, axes: Axes) -> Iterator[str]:
    """Names each line at its end, moved up or down where names would cover each other."""
    ends = sorted(((axes.up(points[-1][1]), axes.across(points[-1][0]), query) for query, points in lines.items()))
    for (end, x, query), y in zip(ends, spread([end for end, _, _ in ends])):
        colour = COLOURS[query]
        yield line(x + 6, end, RIGHT + 22, y, f'stroke="{colour}" stroke-width="0.8"')
        yield text(RIGHT + 27, y + 4.5, f"{query}  {WORDS[query]}", f'fill="{colour}" font-weight="bold"')


def spread(places: list[float]) -> list[float]:
    """Moves places, which ascend, apart until each has its room: neighbours too close become one block, centred."""
    blocks: list[tuple[list[float], float]] = []
    for place in places:
        members, centre = [place], place
        while blocks and centre - blocks[-1][1] < BETWEEN_LABELS * (len(members) + len(blocks[-1][0])) / 2:
            members = blocks.pop()[0] + members
            centre = sum(members) / len(members)
        blocks.append((members, centre))
    return [
        centre + BETWEEN_LABELS * (number - (len(members) - 1) / 2)
        for members, centre in blocks for number in range(len(members))
    ]
