"""The questions of the benchmark in words, what their answers hold, and how two answers are compared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]

MISSING = "Missing from home"
EXPLOITATION = "Child exploitation"
GROOMING = "Online grooming"

# The calendar runs from April 2015 to March 2025. A month's number is year * 12 + month - 1.
FIRST_MONTH = 2015 * 12 + 3
LAST_MONTH = 2025 * 12 + 2

# The columns of the file in its order. The ten questions read only some of them.
COLUMNS = (
    "date", "force", "la", "lsoa", "type", "outcome", "age", "sex", "child", "online", "alcohol", "drugs",
    "child_id", "severity", "place",
)
QUESTION_COLUMNS = ("date", "la", "lsoa", "type", "child", "child_id", "severity")
TEXTS = ("force", "la", "lsoa", "type", "outcome", "sex", "place")
FLAGS = ("child", "online", "alcohol", "drugs")
NUMBERS = ("age", "child_id", "severity")


@dataclass(frozen=True)
class Question:
    name: str
    words: str
    columns: tuple[tuple[str, type], ...]


def question(name: str, words: str, **columns: type) -> Question:
    return Question(name, words, tuple(columns.items()))


QUESTIONS = (
    question("Q1", "Incidents by authority.", la=str, incidents=int),
    question(
        "Q2", "Incidents by authority, month (YYYY-MM) and type.",
        la=str, month=str, type=str, incidents=int),
    question(
        "Q3", "Incidents of children, of three types (missing from home, child exploitation, online grooming), from "
        "2023-04-01 to 2024-03-31, by authority. Authorities with none are left out.",
        la=str, incidents=int),
    question(
        "Q4", "Mean, sum, least and most of severity by authority and quarter of the calendar year (YYYY-Qn). Missing "
        "severities are skipped, and so are groups of nothing else.",
        la=str, quarter=str, mean=float, sum=float, least=float, most=float),
    question("Q5", "Different children by authority.", la=str, children=int),
    question(
        "Q6", "Children with three or more incidents of missing from home in one authority in the calendar year 2023, "
        "by authority. Authorities with none are left out.",
        la=str, children=int),
    question(
        "Q7", "The 20 neighbourhoods with the most incidents of missing from home from 2022-01-01 to 2023-06-30 in the "
        "authority that has the most incidents of all. Ties stand by code. A row begins with its place.",
        place=int, lsoa=str, incidents=int),
    question(
        "Q8", "The exact median and the 90th percentile of severity by type, by linear interpolation (type 7 of "
        "Hyndman and Fan 1996). Missing severities are skipped.",
        type=str, median=float, percentile90=float),
    question(
        "Q9", "For each authority, and each month from the twelfth of the calendar on: the incidents of that month and "
        "of the eleven before it. A month without incidents counts as zero.",
        la=str, month=str, incidents=int),
    question(
        "Q10", "Children with both missing from home and child exploitation in one authority, by authority. "
        "Authorities with none are left out.",
        la=str, children=int),
    question(
        "csv-to-Q2", "Q2 straight from the CSV, with nothing in memory before.",
        la=str, month=str, type=str, incidents=int),
    question(
        "ingest", "Every column of the CSV in memory, in its type. The answer is totals of each column.",
        total=str, value=object),
    question(
        "saved-to-Q2", "Q2 from a file in the engine's own format, opened by a new process.",
        la=str, month=str, type=str, incidents=int),
)

BY_NAME = {item.name: item for item in QUESTIONS}
# Two ways to one answer: the questions about files must answer as the question in memory does.
SAME_ANSWER = {"csv-to-Q2": "Q2", "saved-to-Q2": "Q2"}
IN_MEMORY = tuple(f"Q{number}" for number in range(1, 11))


def month_name(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


def quarter_name(number: int) -> str:
    """Names a quarter from year * 4 + quarter - 1."""
    return f"{number // 4}-Q{number % 4 + 1}"


def worded(name: str, rows: list[Row]) -> list[Row]:
    """Names the numbers of months and quarters that the engines in Python answer with."""
    if name in ("Q2", "Q9"):
        return [(la, month_name(month), *rest) for la, month, *rest in rows]
    if name == "Q4":
        return [(la, quarter_name(quarter), *rest) for la, quarter, *rest in rows]
    return rows


def busiest_authority(rows: list[Row]) -> str:
    """Returns the authority with the most incidents, the first by code of several, from the answer to Q1."""
    return str(min(rows, key=lambda row: (-row[1], row[0]))[0])


class Disagreement(Exception):
    """Two engines gave different answers, or one an answer of another form."""


def checked(name: str, engine: str, rows: list[Row]) -> list[Row]:
    """Returns the rows of an answer in order, each value of the type that the question names."""
    columns = BY_NAME[name].columns
    for row in rows:
        if len(row) != len(columns):
            raise Disagreement(f"{name}: {engine} gave a row of {len(row)} values for {len(columns)} columns: {row}")
        for value, (column, kind) in zip(row, columns):
            if kind is float and type(value) is int:
                continue  # JSON writes 50.0 as 50 in some languages.
            if kind is not object and type(value) is not kind:
                raise Disagreement(f"{name}: {engine} gave {value!r} for {column}, which is {kind.__name__}: {row}")
    return sorted(rows, key=lambda row: row[: max(1, keys(name))])


def keys(name: str) -> int:
    """The number of columns before the first figure."""
    figures = (kind is not str for _, kind in BY_NAME[name].columns)
    return next((place for place, is_figure in enumerate(figures) if is_figure), 0)


def compare(name: str, first: str, expected: list[Row], second: str, found: list[Row]) -> None:
    """Compares two answers that are checked: numbers with a point to 1e-9 of their size, all else exactly."""
    for place in range(max(len(expected), len(found))):
        one = expected[place] if place < len(expected) else None
        other = found[place] if place < len(found) else None
        if one is None or other is None or not all(map(equal, one, other)):
            raise Disagreement(
                f"{name}: answers differ, first in row {place + 1} of {len(expected)} and {len(found)}\n"
                f"  {first}: {one}\n  {second}: {other}")


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return None not in (one, other) and math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)
