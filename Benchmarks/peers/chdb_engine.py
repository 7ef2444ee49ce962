"""chDB: enums for texts of few values, tables in memory, and a MergeTree for what is sorted or saved."""

from __future__ import annotations

import io
import shutil
import tempfile
from typing import Any

import pyarrow
from chdb import session

from engine import Engine, totals
from questions import (
    COLUMNS, EXPLOITATION, FIRST_MONTH, GROOMING, LAST_MONTH, MISSING, QUESTION_COLUMNS, Row,
)

# Reading few texts as LowCardinality(String) takes twice as long as reading them as they are.
TYPES = {
    "date": "Date", "force": "String", "la": "String", "lsoa": "String", "type": "String", "outcome": "String",
    "age": "Nullable(UInt8)", "sex": "Nullable(String)", "child": "Bool", "online": "Bool", "alcohol": "Bool",
    "drugs": "Bool", "child_id": "UInt32", "severity": "Nullable(Float64)", "place": "String",
}
ENUMS = ("force", "la", "type", "outcome")  # Enum16 has too few numbers to hold every lsoa comfortably.

# What is in memory anyway is read faster as it is than unpacked.
UNCOMPRESSED = "SETTINGS default_compression_codec = 'NONE'"

# The questions that a table sorted by child answers faster than one sorted by authority and date.
BY_CHILD = ("Q10",)

MONTHS = LAST_MONTH - FIRST_MONTH + 1
MONTH = "toYear(date) * 12 + toMonth(date) - 1"

Q2 = f"SELECT la, {MONTH} AS month, type, count() FROM bench.incidents GROUP BY la, month, type"

QUERIES = {
    "Q1": "SELECT la, count() FROM bench.incidents GROUP BY la",
    "Q2": Q2,
    "Q3": f"""
        SELECT la, count() FROM bench.incidents
        WHERE child AND type IN ('{MISSING}', '{EXPLOITATION}', '{GROOMING}')
          AND date BETWEEN '2023-04-01' AND '2024-03-31'
        GROUP BY la""",
    "Q4": """
        SELECT la, toYear(date) * 4 + toQuarter(date) - 1 AS quarter,
               avg(severity), sum(severity), min(severity), max(severity)
        FROM bench.incidents GROUP BY la, quarter HAVING count(severity) > 0""",
    "Q5": "SELECT la, uniqExact(child_id) FROM bench.incidents GROUP BY la",
    "Q6": f"""
        SELECT la, count() FROM (
          SELECT la, child_id FROM bench.incidents
          WHERE type = '{MISSING}' AND date BETWEEN '2023-01-01' AND '2023-12-31'
          GROUP BY la, child_id HAVING count() >= 3)
        GROUP BY la""",
    "Q7": f"""
        SELECT lsoa, count() AS n FROM bench.incidents
        WHERE la = {{la:String}} AND type = '{MISSING}' AND date BETWEEN '2022-01-01' AND '2023-06-30'
        GROUP BY lsoa ORDER BY n DESC, lsoa LIMIT 20""",
    "Q8": "SELECT type, quantilesExactInclusive(0.5, 0.9)(severity) FROM bench.incidents GROUP BY type",
    "Q9": f"""
        SELECT la, {FIRST_MONTH} + place - 1 AS month, sums[place] - sums[place - 12] AS n
        FROM (
          SELECT la, arrayCumSum(groupArrayInsertAt(0, {MONTHS})(n, toUInt32(month - {FIRST_MONTH}))) AS sums
          FROM (SELECT la, {MONTH} AS month, count() AS n FROM bench.incidents GROUP BY la, month)
          GROUP BY la)
        ARRAY JOIN range(12, {MONTHS + 1}) AS place""",
    "Q10": f"""
        SELECT la, count() FROM (
          SELECT la, child_id FROM bench.incidents WHERE type IN ('{MISSING}', '{EXPLOITATION}')
          GROUP BY la, child_id HAVING uniqExact(type) = 2)
        GROUP BY la""",
}


class ChDB(Engine):
    def open(self, path: str) -> None:
        """Opens the database of a folder; a process can hold one at a time."""
        self.session = session.Session(path)
        for setting in ("max_threads = 2", "max_query_size = 10000000"):
            self.execute(f"SET {setting}")

    def open_new(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="chdb-")
        self.open(self.folder)
        self.execute("CREATE DATABASE bench")

    def execute(self, sql: str) -> None:
        self.session.query(sql, "Null")

    def ask(self, sql: str, la: str | None = None) -> bytes:
        answer: bytes = self.session.query(sql, "Arrow", params={"la": la} if la else {}).bytes()
        return answer

    @staticmethod
    def table(result: bytes) -> pyarrow.Table:
        return pyarrow.ipc.open_file(io.BytesIO(result)).read_all()

    def read(self, csv: str, columns: tuple[str, ...]) -> str:
        """The file as a table in SQL."""
        structure = ", ".join(f"{name} {TYPES[name]}" for name in columns)
        return f"file('{csv}', 'CSVWithNames', '{structure}')"

    def create(self, name: str, columns: tuple[str, ...], engine: str, enums_from: str | None = None) -> None:
        types = {column: TYPES[column] for column in columns}
        if enums_from:
            types |= {column: self.enum(column, enums_from) for column in columns if column in ENUMS}
        structure = ", ".join(f"{column} {kind}" for column, kind in types.items())
        self.execute(f"CREATE TABLE {name} ({structure}) ENGINE = {engine}")

    def enum(self, column: str, table: str) -> str:
        rows = self.table(self.ask(f"SELECT DISTINCT {column} FROM {table} ORDER BY 1")).column(0).to_pylist()
        values = ", ".join(f"'{text(value)}' = {place}" for place, value in enumerate(rows))
        return f"Enum16({values})"

    def load(self, csv: str, layout: str) -> None:
        self.open_new()
        columns = ", ".join(QUESTION_COLUMNS)
        self.create("bench.texts", QUESTION_COLUMNS, "Memory")
        self.execute(f"INSERT INTO bench.texts SELECT {columns} FROM {self.read(csv, QUESTION_COLUMNS)}")
        orders = {"incidents": "la, date", "by_child": "child_id"} if layout == "ordered" else {"incidents": None}
        for name, order in orders.items():
            engine = f"MergeTree ORDER BY ({order}) {UNCOMPRESSED}" if order else "Memory"
            self.create(f"bench.{name}", QUESTION_COLUMNS, engine, enums_from="bench.texts")
            self.execute(f"INSERT INTO bench.{name} SELECT {columns} FROM bench.texts")
            if order:
                self.execute(f"OPTIMIZE TABLE bench.{name} FINAL")
        self.execute("DROP TABLE bench.texts SYNC")
        self.by_child = BY_CHILD if layout == "ordered" else ()

    def run(self, query: str, la: str | None) -> bytes:
        sql = QUERIES[query]
        if query in self.by_child:
            sql = sql.replace("FROM bench.incidents", "FROM bench.by_child")
        return self.ask(sql, la)

    def csv_to_answer(self, csv: str) -> bytes:
        self.open_new()
        return self.ask(Q2.replace("FROM bench.incidents", f"FROM {self.read(csv, ('date', 'la', 'type'))}"))

    def ingest(self, csv: str) -> None:
        self.open_new()
        self.create("bench.ingested", COLUMNS, "Memory")
        self.execute(f"INSERT INTO bench.ingested SELECT {', '.join(COLUMNS)} FROM {self.read(csv, COLUMNS)}")

    def ingested_totals(self) -> list[Row]:
        wanted = totals(
            count="count({})", distinct="uniqExact({})", sum_of="sum({})", true="countIf({})",
            first="toString(min({}))", last="toString(max({}))", size="sum(length({}))")
        table = self.table(self.ask(f"SELECT {', '.join(wanted.values())} FROM bench.ingested"))
        return list(zip(wanted, (text(column[0].as_py()) for column in table.columns)))

    def save(self, path: str) -> None:
        self.create("bench.incidents", COLUMNS, "MergeTree ORDER BY tuple()", enums_from="bench.ingested")
        self.execute("INSERT INTO bench.incidents SELECT * FROM bench.ingested")
        self.execute("OPTIMIZE TABLE bench.incidents FINAL")
        self.execute("DROP TABLE bench.ingested SYNC")
        self.session.close()
        shutil.move(self.folder, path)

    def saved_to_answer(self, path: str) -> bytes:
        self.open(path)
        return self.ask(Q2)

    def rows(self, result: bytes) -> list[Row]:
        table = self.table(result)
        columns = [column.to_pylist() for column in table.columns]
        for place, field in enumerate(table.schema):
            if field.name in ENUMS and pyarrow.types.is_integer(field.type):
                names = self.names(field.name)
                columns[place] = [names[number] for number in columns[place]]
        rows = [tuple(text(value) for value in row) for row in zip(*columns)]
        is_quantiles = bool(rows) and isinstance(rows[0][-1], list)
        return [(type_, *quantiles) for type_, quantiles in rows] if is_quantiles else rows

    def names(self, column: str) -> dict[int, str]:
        """The texts of an enum by their numbers, which is what Arrow files hold."""
        sql = f"SELECT DISTINCT toInt16({column}), toString({column}) FROM bench.incidents"
        numbers, names = [values.to_pylist() for values in self.table(self.ask(sql)).columns]
        return {number: text(name) for number, name in zip(numbers, names)}


def text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


ENGINE = ChDB
