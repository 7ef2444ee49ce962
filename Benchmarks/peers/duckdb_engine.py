"""DuckDB: enums for texts, two threads, and tables sorted by what we sort by, so that its zone maps serve."""

from __future__ import annotations

import duckdb
import pyarrow

from engine import Engine, totals
from questions import (
    COLUMNS, EXPLOITATION, FIRST_MONTH, GROOMING, LAST_MONTH, MISSING, QUESTION_COLUMNS, Row,
)

TYPES = {
    "date": "DATE", "force": "VARCHAR", "la": "VARCHAR", "lsoa": "VARCHAR", "type": "VARCHAR", "outcome": "VARCHAR",
    "age": "UTINYINT", "sex": "VARCHAR", "child": "BOOLEAN", "online": "BOOLEAN", "alcohol": "BOOLEAN",
    "drugs": "BOOLEAN", "child_id": "INTEGER", "severity": "DOUBLE", "place": "VARCHAR",
}
ENUMS = ("force", "la", "lsoa", "type", "outcome", "sex")

# The questions that a table sorted by child answers faster than one sorted by authority and date.
BY_CHILD = ("Q5", "Q10")

MONTH = "year(date) * 12 + month(date) - 1"

Q2 = f"SELECT la, {MONTH} AS month, type, count(*) FROM incidents GROUP BY ALL"

QUERIES = {
    "Q1": "SELECT la, count(*) FROM incidents GROUP BY la",
    "Q2": Q2,
    "Q3": f"""
        SELECT la, count(*) FROM incidents
        WHERE child AND type IN ('{MISSING}', '{EXPLOITATION}', '{GROOMING}')
          AND date BETWEEN DATE '2023-04-01' AND DATE '2024-03-31'
        GROUP BY la""",
    "Q4": """
        SELECT la, year(date) * 4 + quarter(date) - 1 AS quarter,
               avg(severity), sum(severity), min(severity), max(severity)
        FROM incidents GROUP BY la, quarter HAVING count(severity) > 0""",
    "Q5": "SELECT la, count(*) FROM (SELECT la, child_id FROM incidents GROUP BY ALL) GROUP BY la",
    "Q6": f"""
        SELECT la, count(*) FROM (
          SELECT la, child_id FROM incidents
          WHERE type = '{MISSING}' AND date BETWEEN DATE '2023-01-01' AND DATE '2023-12-31'
          GROUP BY la, child_id HAVING count(*) >= 3)
        GROUP BY la""",
    "Q7": f"""
        SELECT lsoa, count(*) AS n FROM incidents
        WHERE la = $la AND type = '{MISSING}' AND date BETWEEN DATE '2022-01-01' AND DATE '2023-06-30'
        GROUP BY lsoa ORDER BY n DESC, lsoa LIMIT 20""",
    "Q8": "SELECT type, quantile_cont(severity, [0.5, 0.9]) FROM incidents GROUP BY type",
    "Q9": f"""
        WITH counts AS (SELECT la, {MONTH} AS month, count(*) AS n FROM incidents GROUP BY la, month),
          calendar AS (SELECT unnest(range({FIRST_MONTH}, {LAST_MONTH + 1})) AS month),
          dense AS (
            SELECT la, month, coalesce(n, 0) AS n
            FROM (SELECT DISTINCT la FROM counts) CROSS JOIN calendar LEFT JOIN counts USING (la, month)),
          rolling AS (
            SELECT la, month, sum(n) OVER (PARTITION BY la ORDER BY month ROWS 11 PRECEDING)::BIGINT AS n FROM dense)
        SELECT la, month, n FROM rolling WHERE month >= {FIRST_MONTH + 11}""",
    "Q10": f"""
        SELECT la, count(*) FROM (
          SELECT la, child_id FROM incidents WHERE type IN ('{MISSING}', '{EXPLOITATION}')
          GROUP BY la, child_id HAVING bool_or(type = '{MISSING}') AND bool_or(type = '{EXPLOITATION}'))
        GROUP BY la""",
}


class DuckDB(Engine):
    def __init__(self) -> None:
        self.database = self.connected(":memory:")

    @staticmethod
    def connected(path: str, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(path, read_only=read_only, config={"threads": 2, "preserve_insertion_order": False})

    def read(self, csv: str, columns: tuple[str, ...]) -> str:
        """The file as a table in SQL."""
        return f"(SELECT {', '.join(columns)} FROM read_csv('{csv}', header = true, auto_detect = false, " \
            f"quote = '\"', escape = '\"', columns = {TYPES}))"

    def make_enums(self, table: str, columns: tuple[str, ...]) -> str:
        """Makes an enum of each column with few texts, and returns the columns cast to them."""
        for column in (column for column in columns if column in ENUMS):
            values = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1"
            self.database.execute(f"CREATE TYPE {column}_enum AS ENUM ({values})")
        return ", ".join(f"{name}::{name}_enum AS {name}" if name in ENUMS else name for name in columns)

    def load(self, csv: str, layout: str) -> None:
        execute = self.database.execute
        execute(f"CREATE TABLE texts AS FROM {self.read(csv, QUESTION_COLUMNS)}")
        execute(f"CREATE TABLE incidents AS SELECT {self.make_enums('texts', QUESTION_COLUMNS)} FROM texts")
        execute("DROP TABLE texts")
        self.by_child = BY_CHILD if layout == "ordered" else ()
        if layout == "ordered":
            # Only an ordered insertion keeps the order of a sort.
            execute("SET preserve_insertion_order = true")
            execute("CREATE TABLE by_child AS SELECT la, child_id, type, date FROM incidents ORDER BY child_id")
            execute("ALTER TABLE incidents RENAME TO unsorted")
            execute("CREATE TABLE incidents AS FROM unsorted ORDER BY la, date")
            execute("DROP TABLE unsorted")

    def run(self, query: str, la: str | None) -> pyarrow.Table:
        sql = QUERIES[query]
        if query in self.by_child:
            sql = sql.replace("FROM incidents", "FROM by_child")
        return self.database.sql(sql, params={"la": la} if "$la" in sql else None).to_arrow_table()

    def csv_to_answer(self, csv: str) -> pyarrow.Table:
        table = self.read(csv, ("date", "la", "type"))
        return self.database.sql(Q2.replace("FROM incidents", f"FROM {table}")).to_arrow_table()

    def ingest(self, csv: str) -> None:
        self.database.execute(f"CREATE TABLE ingested AS FROM {self.read(csv, COLUMNS)}")

    def ingested_totals(self) -> list[Row]:
        wanted = totals(
            count="count({})", distinct="count(DISTINCT {})", sum_of="sum({})", true="count(*) FILTER ({})",
            first="min({})::VARCHAR", last="max({})::VARCHAR", size="sum(strlen({}))")
        row = self.database.execute(f"SELECT {', '.join(wanted.values())} FROM ingested").fetchone()
        assert row is not None
        return list(zip(wanted, row))

    def save(self, path: str) -> None:
        self.database.execute(f"ATTACH '{path}' AS saved; USE saved")
        columns = self.make_enums("memory.ingested", COLUMNS)
        self.database.execute(f"CREATE TABLE incidents AS SELECT {columns} FROM memory.ingested")
        self.database.execute("USE memory; DETACH saved")

    def saved_to_answer(self, path: str) -> pyarrow.Table:
        return self.connected(path, read_only=True).sql(Q2).to_arrow_table()

    def rows(self, result: pyarrow.Table) -> list[Row]:
        columns = [column.to_pylist() for column in result.columns]
        rows = list(zip(*columns))
        is_quantiles = bool(rows) and isinstance(rows[0][-1], list)
        return [(type_, *quantiles) for type_, quantiles in rows] if is_quantiles else rows


ENGINE = DuckDB
