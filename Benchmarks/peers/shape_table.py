"""The table that questions of many shapes are asked of: codes, numbers and texts, few different ones and many, skewed, and
some of them missing. DuckDB draws it, and answers beside us."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from shape_questions import SQL_TABLES

ENUMS = ("kind", "area", "spot", "sex")
TYPES = "{'ref': 'VARCHAR', 'moment': 'TIMESTAMP', 'age': 'INTEGER', 'flag': 'BOOLEAN'}"


def write_table(path: Path, rows: int, seed: int) -> None:
    """Writes the table as CSV, beside its place until it is whole."""
    database = duckdb.connect(config={"threads": 1})
    database.execute(f"SELECT setseed({(seed % 1000) / 1000})")
    database.execute(f"CREATE TABLE places AS SELECT i, (152 * random() ** 1.5)::INT % 152 AS a FROM range({rows}) r(i)")
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    database.execute(f"""
        COPY (
          SELECT
            DATE '2013-01-01' + (3650 * sqrt(random()))::INT AS day,
            'kind ' || (4.49 * random() ** 2)::INT AS kind,
            printf('E%08d', 6000000 + 7 * a) AS area,
            printf('E010%05d', a * 222 + (221 * random() ** 2)::INT) AS spot,
            CASE WHEN random() < 0.13 THEN NULL ELSE least(99, (-14 * ln((1 - random()) * (1 - random()))))::INT END AS age,
            round(exp(5 + 1.2 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())), 2) AS cost,
            CASE WHEN random() < 0.3 THEN NULL ELSE sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random()) END AS score,
            (random() * {rows} / 4)::INT AS person,
            (random() * 2000000000)::BIGINT - 1000000000 AS amount,
            random() < 0.04 AS flag,
            CASE WHEN random() < 0.2 THEN NULL WHEN random() < 0.47 THEN 'F' WHEN random() < 0.93 THEN 'M' ELSE 'X' END AS sex,
            strftime(TIMESTAMP '2019-01-01' + to_minutes((random() * 2628000)::INT), '%Y-%m-%dT%H:%M:%SZ') AS moment,
            'R' || (random() * 1000000000)::INT AS ref
          FROM places ORDER BY i
        ) TO '{partial}' (HEADER, DELIMITER ',')""")
    partial.replace(path)


def loaded(table: Path) -> duckdb.DuckDBPyConnection:
    """The table in memory, with enums for its texts that come again."""
    database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    database.execute(f"CREATE TABLE texts AS FROM read_csv('{table}', types = {TYPES})")
    for column in ENUMS:
        database.execute(f"CREATE TYPE {column}_enum AS ENUM (SELECT DISTINCT {column} FROM texts WHERE {column} IS NOT NULL ORDER BY 1)")
    columns = ", ".join(f"{column}::{column}_enum AS {column}" for column in ENUMS)
    database.execute(f"CREATE TABLE t AS SELECT * REPLACE ({columns}) FROM texts; DROP TABLE texts")
    for statement in SQL_TABLES:
        database.execute(statement)
    return database
