"""SQLite of Python's standard library: numbers for texts, and clustered tables for what is sorted.

It reads no CSV by itself, so Python's reader feeds it; no line of Python runs for each row.
"""

from __future__ import annotations

import csv as csv_files
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter

from engine import Engine, totals
from questions import (
    COLUMNS, EXPLOITATION, FIRST_MONTH, FLAGS, GROOMING, LAST_MONTH, MISSING, QUESTION_COLUMNS, Row,
)

TYPES = {"age": "INTEGER", "child_id": "INTEGER", "severity": "REAL"} | dict.fromkeys(FLAGS, "INTEGER")
CODED = ("force", "la", "lsoa", "type", "outcome", "sex")

# The questions that a table clustered by authority and child answers faster than one by authority and date.
BY_CHILD = ("Q5", "Q6", "Q10")

# In the tables of codes a date is a number such as 20230401.
MONTH = "date / 10000 * 12 + date / 100 % 100 - 1"
QUARTER = "date / 10000 * 4 + (date / 100 % 100 - 1) / 3"

Q2 = f"""
    SELECT la.name, month, type.name, n
    FROM (SELECT la, {MONTH} AS month, type, count(*) AS n FROM incidents GROUP BY la, month, type) AS answer
    JOIN la ON la.code = answer.la JOIN type ON type.code = answer.type"""


def code_of(kind: str) -> str:
    return f"(SELECT code FROM type WHERE name = '{kind}')"


def by_la(answer: str) -> str:
    """Names the authorities in an answer of authorities and counts."""
    return f"SELECT la.name, n FROM ({answer}) AS answer JOIN la ON la.code = answer.la"


QUERIES = {
    "Q1": by_la("SELECT la, count(*) AS n FROM incidents GROUP BY la"),
    "Q2": Q2,
    "Q3": by_la(f"""
        SELECT la, count(*) AS n FROM incidents
        WHERE child AND type IN ({code_of(MISSING)}, {code_of(EXPLOITATION)}, {code_of(GROOMING)})
          AND date BETWEEN 20230401 AND 20240331
        GROUP BY la"""),
    "Q4": f"""
        SELECT la.name, quarter, mean, sum, least, most
        FROM (
          SELECT la, {QUARTER} AS quarter, avg(severity) AS mean, sum(severity) AS sum, min(severity) AS least,
                 max(severity) AS most
          FROM incidents WHERE severity IS NOT NULL GROUP BY la, quarter) AS answer
        JOIN la ON la.code = answer.la""",
    "Q5": by_la("SELECT la, count(*) AS n FROM (SELECT DISTINCT la, child_id FROM incidents) GROUP BY la"),
    "Q6": by_la(f"""
        SELECT la, count(*) AS n FROM (
          SELECT la, child_id FROM incidents
          WHERE type = {code_of(MISSING)} AND date BETWEEN 20230101 AND 20231231
          GROUP BY la, child_id HAVING count(*) >= 3)
        GROUP BY la"""),
    "Q7": f"""
        SELECT lsoa.name, n
        FROM (
          SELECT lsoa, count(*) AS n FROM incidents
          WHERE la = (SELECT code FROM la WHERE name = :la) AND type = {code_of(MISSING)}
            AND date BETWEEN 20220101 AND 20230630
          GROUP BY lsoa ORDER BY n DESC, lsoa LIMIT 20) AS answer
        JOIN lsoa ON lsoa.code = answer.lsoa ORDER BY n DESC, lsoa.name""",
    # A value counts by its nearness to the spot that is asked for: linear interpolation in one pass.
    "Q8": """
        SELECT type.name, median, percentile90
        FROM (
          SELECT type, sum(severity * max(0, 1 - abs(place - last * 0.5))) AS median,
                 sum(severity * max(0, 1 - abs(place - last * 0.9))) AS percentile90
          FROM (
            SELECT type, severity, row_number() OVER (PARTITION BY type ORDER BY severity) - 1 AS place,
                   count(*) OVER (PARTITION BY type) - 1 AS last
            FROM incidents WHERE severity IS NOT NULL)
          GROUP BY type) AS answer
        JOIN type ON type.code = answer.type""",
    "Q9": f"""
        WITH RECURSIVE
          calendar(month) AS (SELECT {FIRST_MONTH} UNION ALL SELECT month + 1 FROM calendar WHERE month < {LAST_MONTH}),
          counts AS MATERIALIZED (SELECT la, {MONTH} AS month, count(*) AS n FROM incidents GROUP BY la, month),
          dense AS (
            SELECT la, month, coalesce(n, 0) AS n
            FROM (SELECT DISTINCT la FROM counts) CROSS JOIN calendar LEFT JOIN counts USING (la, month)),
          rolling AS (SELECT la, month, sum(n) OVER (PARTITION BY la ORDER BY month ROWS 11 PRECEDING) AS n FROM dense)
        SELECT la.name, month, n FROM rolling JOIN la ON la.code = rolling.la WHERE month >= {FIRST_MONTH + 11}""",
    "Q10": by_la(f"""
        SELECT la, count(*) AS n FROM (
          SELECT la, child_id FROM incidents WHERE type IN ({code_of(MISSING)}, {code_of(EXPLOITATION)})
          GROUP BY la, child_id HAVING min(type) <> max(type))
        GROUP BY la"""),
}


class SQLite(Engine):
    def __init__(self) -> None:
        self.database = self.connected(":memory:")

    @staticmethod
    def connected(path: str) -> sqlite3.Connection:
        database = sqlite3.connect(path, isolation_level=None)
        for setting in ("temp_store = memory", "mmap_size = 30000000000", "synchronous = off", "journal_mode = off"):
            database.execute(f"PRAGMA {setting}")
        return database

    def read(self, csv: str, table: str, columns: tuple[str, ...], values: str = "") -> None:
        """Reads columns of a file into a new table of typed values."""
        values = values or ", ".join(
            f"?{place} = 'true'" if name in FLAGS else f"nullif(?{place}, '')"
            for place, name in enumerate(columns, start=1))
        structure = ", ".join(f"{name} {TYPES.get(name, 'TEXT')}" for name in columns)
        self.database.execute(f"CREATE TABLE {table} ({structure})")
        with open(csv, newline="", encoding="utf-8") as file, self.transaction():
            lines = csv_files.reader(file)
            next(lines)
            places = itemgetter(*map(COLUMNS.index, columns))
            self.database.executemany(f"INSERT INTO {table} VALUES ({values})", map(places, lines))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.database.execute("BEGIN")
        yield
        self.database.execute("COMMIT")

    def encode(self, source: str, schema: str, columns: tuple[str, ...]) -> str:
        """Numbers the texts of a table in a schema, and returns a selection of the table with numbers for texts."""
        coded = [name for name in columns if name in CODED]
        for name in coded:
            self.database.execute(f"CREATE TABLE {schema}.{name} (code INTEGER PRIMARY KEY, name TEXT UNIQUE)")
            self.database.execute(
                f"INSERT INTO {schema}.{name} (name) SELECT DISTINCT {name} FROM {source} WHERE {name} IS NOT NULL "
                "ORDER BY 1")
        values = {name: f"source.{name}" for name in columns}
        values |= {name: f"{name}.code AS {name}" for name in coded}
        values["date"] = "CAST(replace(source.date, '-', '') AS INTEGER) AS date"
        joins = " ".join(f"LEFT JOIN {schema}.{name} AS {name} ON {name}.name = source.{name}" for name in coded)
        return f"SELECT {', '.join(values.values())} FROM {source} AS source {joins}"

    def load(self, csv: str, layout: str) -> None:
        execute = self.database.execute
        self.read(csv, "texts", QUESTION_COLUMNS)
        execute(f"CREATE TABLE codes AS {self.encode('texts', 'main', QUESTION_COLUMNS)}")
        execute("DROP TABLE texts")
        self.by_child: tuple[str, ...] = ()
        if layout == "unordered":
            execute("ALTER TABLE codes RENAME TO incidents")
            return
        self.by_child = BY_CHILD
        self.cluster("incidents", ("la", "date"), ("lsoa", "type", "child", "severity"))
        self.cluster("by_child", ("la", "child_id"), ("type", "date"))
        execute("DROP TABLE codes")
        execute("ANALYZE")

    def cluster(self, name: str, order: tuple[str, ...], others: tuple[str, ...]) -> None:
        """Makes a table that is held in an order."""
        columns = ", ".join((*order, "number", *others))
        self.database.execute(
            f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({', '.join(order)}, number)) WITHOUT ROWID")
        source = columns.replace("number", "rowid")
        self.database.execute(f"INSERT INTO {name} SELECT {source} FROM codes ORDER BY {', '.join(order)}, rowid")

    def run(self, query: str, la: str | None) -> list[Row]:
        sql = QUERIES[query]
        if query in self.by_child:
            sql = sql.replace("FROM incidents", "FROM by_child")
        return self.database.execute(sql, {"la": la}).fetchall()

    def csv_to_answer(self, csv: str) -> list[Row]:
        self.read(csv, "incidents", ("date", "la", "type"), values="substr(?1, 1, 7), ?2, ?3")
        return self.database.execute(
            "SELECT la, substr(date, 1, 4) * 12 + substr(date, 6) - 1, type, count(*) FROM incidents "
            "GROUP BY la, date, type").fetchall()

    def ingest(self, csv: str) -> None:
        self.read(csv, "ingested", COLUMNS)

    def ingested_totals(self) -> list[Row]:
        wanted = totals(
            count="count({})", distinct="count(DISTINCT {})", sum_of="sum({})", true="sum({})", first="min({})",
            last="max({})", size="sum(length(CAST({} AS BLOB)))")
        row = self.database.execute(f"SELECT {', '.join(wanted.values())} FROM ingested").fetchone()
        return list(zip(wanted, row))

    def save(self, path: str) -> None:
        self.database.execute("ATTACH ? AS saved", (path,))
        selection = self.encode("ingested", "saved", COLUMNS)
        self.database.execute(f"CREATE TABLE saved.incidents AS {selection}")
        self.database.execute("DETACH saved")

    def saved_to_answer(self, path: str) -> list[Row]:
        return self.connected(path).execute(Q2).fetchall()

    def rows(self, result: list[Row]) -> list[Row]:
        return result


ENGINE = SQLite
