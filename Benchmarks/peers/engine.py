"""What every engine in Python can do, and the totals that its ingested data must give."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from questions import FLAGS, NUMBERS, TEXTS, Row

Result = Any


class Engine(ABC):
    """An engine in a process of its own.

    A result is in whatever form the engine hands a table out: the time is taken until it is there in full. `rows`
    turns it into tuples afterwards, in which months and quarters may be numbers (`questions.worded` names them).
    """

    @abstractmethod
    def load(self, csv: str, layout: str) -> None:
        """Holds the columns that the ten questions read in memory, in one layout."""

    @abstractmethod
    def run(self, query: str, la: str | None) -> Result:
        """Answers a question about what is loaded; `la` is the busiest authority."""

    @abstractmethod
    def csv_to_answer(self, csv: str) -> Result:
        """Answers Q2 from the file."""

    @abstractmethod
    def ingest(self, csv: str) -> None:
        """Holds every column in memory, each in its type."""

    @abstractmethod
    def ingested_totals(self) -> list[Row]:
        """Returns totals of what was ingested, each with its name: those of `totals`."""

    @abstractmethod
    def save(self, path: str) -> None:
        """Writes what was ingested in the engine's own format."""

    @abstractmethod
    def saved_to_answer(self, path: str) -> Result:
        """Opens what `save` wrote and answers Q2."""

    @abstractmethod
    def rows(self, result: Result) -> list[Row]:
        """Returns the rows of a result."""


def totals(count: str, distinct: str, sum_of: str, true: str, first: str, last: str, size: str) -> dict[str, str]:
    """Names each total and writes it in an engine's SQL; `{}` stands for the column."""
    wanted = {"rows": "count(*)", "date_first": first.format("date"), "date_last": last.format("date")}
    wanted |= {f"{name}_distinct": distinct.format(name) for name in TEXTS if name != "place"}
    wanted |= {f"{name}_true": true.format(name) for name in FLAGS}
    wanted |= {f"{name}_sum": sum_of.format(name) for name in NUMBERS}
    wanted |= {f"{name}_count": count.format(name) for name in ("date", *TEXTS, *FLAGS, *NUMBERS)}
    wanted["place_bytes"] = size.format("place")
    return wanted
