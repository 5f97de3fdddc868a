"""Columns are defined once, in create.sql; every other list of columns is compared with it."""

import pytest

from movielytics import steps
from movielytics.tables import LOADS, TABLES, UPSERT_AFTER
from movielytics.warehouse import ddl
from movielytics.warehouse.merge import own_upsert
from support.harness import Pipeline

OTHER = {
    "INT": "7",
    "BIGINT": "7",
    "TEXT": "'other'",
    "BOOLEAN": "TRUE",
    "DATE": "'1999-09-09'",
    "DOUBLE PRECISION": "7.5",
}
MERGED_BY_KEY = [table for table in TABLES if not own_upsert(table)]


def other(kind: str) -> str:
    return OTHER.get(kind, "'1999-09-09'" if kind.startswith("TIMESTAMP") else "1.5")


def test_every_table_has_its_sql() -> None:
    assert set(TABLES) == {table for load in LOADS for table in load.tables}
    assert all(ddl.create_file(table).exists() for table in TABLES)
    assert MERGED_BY_KEY


def test_tables_are_listed_after_those_they_depend_on() -> None:
    order = list(UPSERT_AFTER)
    assert all(order.index(before) < order.index(table) for table, needed in UPSERT_AFTER.items() for before in needed)


@pytest.mark.parametrize("table", MERGED_BY_KEY)
def test_an_upsert_carries_every_column(pipeline: Pipeline, table: str) -> None:
    """All columns are inserted; then each column that is changed alone is detected and updated."""
    columns, key = ddl.warehouse_table(table).columns, ddl.warehouse_table(table).key
    rest = [column.name for column in columns if column.name not in key]
    names = ", ".join(column.name for column in columns)
    values = ", ".join(other(column.type) for column in columns)
    pipeline.execute(f"INSERT INTO staging.{table} ({names}, file_no) VALUES ({values}, 0)")

    def publish(run: str, staged: int) -> tuple[int | None, int | None]:
        pipeline.execute(
            "DELETE FROM audit.attempts; DELETE FROM audit.partitions;"
            f" INSERT INTO audit.attempts VALUES ('{table}', 'a', '{run}')"
        )
        pipeline.execute(f"INSERT INTO audit.partitions VALUES ('{table}', 'a', 0, {staged})")
        pipeline.execute(
            "INSERT INTO audit.loads (run_id, table_name, dataset, file, file_no, fingerprint,"
            " schema_hash, header, rows_read, rows_staged, rows_superseded, rows_quarantined,"
            " rows_waiting, started_at, staged_at)"
            f" VALUES ('{run}', '{table}', 'd', 'f', 0, '{run}', 'c', '[]', 1, 1, 0, 0, 0, now(), now())"
        )
        counts = steps.upsert(table, run).counts
        return counts.inserted, counts.updated

    assert publish("first", 1) == (1, 0)
    assert pipeline.rows(f"SELECT {names} FROM movies.{table}") == pipeline.rows(f"SELECT {names} FROM staging.{table}")
    kinds = {column.name: column.type for column in columns}
    for column in rest:
        changed = (
            "NULL"
            if not next(c for c in columns if c.name == column).not_null
            else {"TEXT": "'new'"}.get(kinds[column], "8")
        )
        pipeline.execute(f"UPDATE staging.{table} SET {column} = {changed}")
        assert publish(column, 1) == (0, 1), column
        assert pipeline.rows(f"SELECT {names} FROM movies.{table}") == pipeline.rows(
            f"SELECT {names} FROM staging.{table}"
        )
