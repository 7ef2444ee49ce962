"""Polars: enums for texts, its streaming engine except where the other is faster, and frames that know their order."""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "2"

from collections.abc import Callable
from datetime import date

import polars as pl

from engine import Engine
from questions import (
    COLUMNS, EXPLOITATION, FIRST_MONTH, FLAGS, GROOMING, LAST_MONTH, MISSING, NUMBERS, QUESTION_COLUMNS,
    TEXTS, Row,
)

SCHEMA = pl.Schema({
    "date": pl.Date, "force": pl.String, "la": pl.String, "lsoa": pl.String, "type": pl.String, "outcome": pl.String,
    "age": pl.UInt8, "sex": pl.String, "child": pl.Boolean, "online": pl.Boolean, "alcohol": pl.Boolean,
    "drugs": pl.Boolean, "child_id": pl.Int32, "severity": pl.Float64, "place": pl.String,
})
ENUMS = ("force", "la", "lsoa", "type", "outcome", "sex")

# The questions that a frame sorted by child answers faster than one sorted by authority and date.
BY_CHILD = ("Q10",)
# The questions that the in-memory engine answers faster than the streaming one.
NOT_STREAMING = ("Q1", "Q8")

COUNT = pl.len().alias("n")
YEAR = pl.col("date").dt.year()
MONTH = (YEAR * 12 + pl.col("date").dt.month() - 1).alias("month")
QUARTER = (YEAR * 4 + pl.col("date").dt.quarter() - 1).alias("quarter")
TYPE = pl.col("type")
SEVERITY = pl.col("severity")


def q2(incidents: pl.LazyFrame) -> pl.LazyFrame:
    return incidents.group_by("la", MONTH, "type").agg(COUNT)


def between(first: date, last: date) -> pl.Expr:
    return pl.col("date").is_between(first, last)


def rolling_counts(incidents: pl.LazyFrame) -> pl.LazyFrame:
    counts = incidents.group_by("la", MONTH).agg(COUNT)
    calendar = pl.LazyFrame({"month": pl.int_range(FIRST_MONTH, LAST_MONTH + 1, dtype=pl.Int32, eager=True)})
    dense = counts.select("la").unique().join(calendar, how="cross").join(counts, on=["la", "month"], how="left")
    window = pl.col("n").fill_null(0).cast(pl.Int64).rolling_sum(12).over("la", order_by="month")
    return dense.with_columns(window).filter(pl.col("month") >= FIRST_MONTH + 11).select("la", "month", "n")


def top_places(incidents: pl.LazyFrame, la: str | None) -> pl.LazyFrame:
    chosen = (pl.col("la") == la) & (TYPE == MISSING) & between(date(2022, 1, 1), date(2023, 6, 30))
    counts = incidents.filter(chosen).group_by("lsoa").agg(COUNT)
    return counts.sort("n", "lsoa", descending=[True, False]).head(20)


QUERIES: dict[str, Callable[[pl.LazyFrame], pl.LazyFrame]] = {
    "Q1": lambda incidents: incidents.group_by("la").agg(COUNT),
    "Q2": q2,
    "Q3": lambda incidents: incidents.filter(
        pl.col("child") & TYPE.is_in([MISSING, EXPLOITATION, GROOMING])
        & between(date(2023, 4, 1), date(2024, 3, 31))).group_by("la").agg(COUNT),
    "Q4": lambda incidents: incidents.filter(SEVERITY.is_not_null()).group_by("la", QUARTER).agg(
        SEVERITY.mean().alias("mean"), SEVERITY.sum().alias("sum"), SEVERITY.min().alias("least"),
        SEVERITY.max().alias("most")),
    "Q5": lambda incidents: incidents.group_by("la").agg(pl.col("child_id").n_unique()),
    "Q6": lambda incidents: incidents.filter((TYPE == MISSING) & between(date(2023, 1, 1), date(2023, 12, 31)))
    .group_by("la", "child_id").agg(COUNT).filter(pl.col("n") >= 3).group_by("la").agg(COUNT),
    "Q8": lambda incidents: incidents.group_by("type").agg(
        SEVERITY.median().alias("median"), SEVERITY.quantile(0.9, "linear").alias("percentile90")),
    "Q9": rolling_counts,
    "Q10": lambda incidents: incidents.filter(TYPE.is_in([MISSING, EXPLOITATION])).group_by("la", "child_id").agg(
        (TYPE == MISSING).any().alias("missing"), (TYPE == EXPLOITATION).any().alias("exploited"))
    .filter(pl.col("missing") & pl.col("exploited")).group_by("la").agg(COUNT),
}


class Polars(Engine):
    def load(self, csv: str, layout: str) -> None:
        incidents = with_enums(pl.scan_csv(csv, schema=SCHEMA).select(QUESTION_COLUMNS).collect())
        if layout == "ordered":
            self.by_child = incidents.select("la", "child_id", "type", "date").sort("child_id")
            self.incidents = incidents.sort("la", "date").with_columns(pl.col("la").set_sorted())
        else:
            self.by_child = self.incidents = incidents

    def run(self, query: str, la: str | None) -> pl.DataFrame:
        frame = (self.by_child if query in BY_CHILD else self.incidents).lazy()
        question = top_places(frame, la) if query == "Q7" else QUERIES[query](frame)
        return question.collect(engine="in-memory" if query in NOT_STREAMING else "streaming")

    def csv_to_answer(self, csv: str) -> pl.DataFrame:
        schema = SCHEMA | {"la": pl.Categorical(), "type": pl.Categorical()}
        return q2(pl.scan_csv(csv, schema=schema)).collect(engine="streaming")

    def ingest(self, csv: str) -> None:
        # Collecting in the streaming engine takes a quarter longer.
        self.ingested = pl.scan_csv(csv, schema=SCHEMA).collect(engine="in-memory")

    def ingested_totals(self) -> list[Row]:
        wanted = [COUNT.alias("rows")]
        wanted += [pl.col("date").min().cast(pl.String).alias("date_first")]
        wanted += [pl.col("date").max().cast(pl.String).alias("date_last")]
        wanted += [
            pl.col(name).drop_nulls().n_unique().alias(f"{name}_distinct") for name in TEXTS if name != "place"]
        wanted += [pl.col(name).sum().alias(f"{name}_true") for name in FLAGS]
        wanted += [
            pl.col(name).cast(pl.Float64 if name == "severity" else pl.Int64).sum().alias(f"{name}_sum")
            for name in NUMBERS]
        wanted += [pl.col(name).count().alias(f"{name}_count") for name in COLUMNS]
        wanted += [pl.col("place").str.len_bytes().cast(pl.Int64).sum().alias("place_bytes")]
        return list(self.ingested.select(wanted).row(0, named=True).items())

    def save(self, path: str) -> None:
        with_enums(self.ingested).write_ipc(path, compression="uncompressed")

    def saved_to_answer(self, path: str) -> pl.DataFrame:
        return q2(pl.scan_ipc(path)).collect(engine="streaming")

    def rows(self, result: pl.DataFrame) -> list[Row]:
        return result.rows()


def with_enums(frame: pl.DataFrame) -> pl.DataFrame:
    """Returns a frame with each column of few texts as an enum in alphabetical order."""
    names = [name for name in frame.columns if name in ENUMS]
    return frame.with_columns(pl.col(name).cast(pl.Enum(frame[name].drop_nulls().unique().sort())) for name in names)


ENGINE = Polars
