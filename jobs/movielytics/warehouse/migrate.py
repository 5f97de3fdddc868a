"""Create what the warehouse lacks: schemas, tables, columns, views, comments. Published data is never dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg2.errors import InvalidTableDefinition

from movielytics.tables import TABLES
from movielytics.warehouse import ddl
from movielytics.warehouse.comments import write_comments
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.engine import engine_of

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

SCHEMAS = ("audit", "quarantine", "waiting", "staging", "movies", "marts")
NAMED = 3
"""Most tables and columns that a summary names; for more, it gives their number."""
VIEWS = ("quarantine/rows", "waiting/rows", "audit/freshness", "audit/run_history")
"""The views outside of ``marts``, in SQL files of their own."""
LOCK_SECONDS = 60
"""Seconds that a migration waits for a lock; queries on that table wait behind it."""
MIGRATION_LOCK = 0x6D6F7669  # "movi"; without it, concurrent migrations would both create


def migrate(url: str) -> list[str]:
    """Bring the warehouse at ``url`` to this version's tables, columns and views.

    Returns:
        What was added, as ``schema.table`` or ``schema.table.column``; empty if nothing was missing.
    """
    with _locked(url) as cursor:
        for schema in SCHEMAS:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        before = _columns(cursor)
        for folder in ("audit", "quarantine", "waiting", *TABLES):
            _create(cursor, folder, before)
        if engine_of(url).has_indexes:
            for folder in ("quarantine", "waiting", *TABLES):
                _create_indexes(cursor, folder)
        after = _columns(cursor)
    for view in (*(ddl.SQL / f"{view}.sql" for view in VIEWS), *sorted((ddl.SQL / "marts").glob("*.sql"))):
        _create_view(url, view)
    with _locked(url) as cursor:
        write_comments(cursor, view_columns=engine_of(url).describes_view_columns)
        engine_of(url).grant_reader(cursor)
    added = {
        f"{table}.{column}"
        for table, columns in after.items()
        if table in before
        for column in set(columns) - set(before[table])
    }
    return sorted(after.keys() - before.keys() | added)


def summary(added: list[str]) -> str:
    """Return in a few words what a migration added; empty if nothing."""
    if len(added) > NAMED:
        return f"created {len(added)} tables and columns"
    return f"created {', '.join(added)}" if added else ""


@contextmanager
def _locked(url: str) -> Iterator["Cursor"]:
    """Yield a cursor in a transaction that excludes other migrations.

    Raises:
        WarehouseError: another session holds a lock for longer than ``LOCK_SECONDS``.
    """
    with transaction(url) as cursor:
        engine_of(url).limit_lock_wait(cursor, LOCK_SECONDS)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        yield cursor


def _create(cursor: "Cursor", folder: str, existing: dict[str, list[str]]) -> None:
    """Run ``create.sql``, create the staging table, and add the columns that existing tables lack."""
    for table in ddl.tables_in(folder):
        present = existing.get(table.qualified)
        if present is None or table.schema == "staging":
            continue
        for column in table.columns:
            if column.name not in present:
                # Without NOT NULL, because existing rows have no value yet. The gate checks it instead.
                cursor.execute(f"ALTER TABLE {table.qualified} ADD COLUMN {column.name} {column.type}")
    if folder in TABLES:
        _create_staging(cursor, ddl.staging_table(folder), existing)
    cursor.execute(ddl.create_file(folder).read_text())


def _create_staging(cursor: "Cursor", table: ddl.TableDdl, existing: dict[str, list[str]]) -> None:
    """Create a staging table; replace one with other columns, because some loads depend on the column order.

    It holds no permanent data: rows that are not yet published are loaded again, as a new definition requires anyway.
    """
    if existing.get(table.qualified, list(table.column_names)) != list(table.column_names):
        cursor.execute(f"DROP TABLE {table.qualified} CASCADE")
    columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {table.qualified} ({columns})")


def _create_indexes(cursor: "Cursor", folder: str) -> None:
    """Create missing indexes.

    IF NOT EXISTS would lock the table even if the index exists, and so wait for the table's VACUUM or cancel it.
    """
    for index, statement in ddl.indexes_in(folder).items():
        cursor.execute("SELECT TO_REGCLASS(%s)", (index,))
        if cursor.fetchone() == (None,):
            cursor.execute(statement)


def _create_view(url: str, view: Path) -> None:
    """Create or replace a view, which keeps its grants; drop and create it if its columns changed."""
    try:
        with _locked(url) as cursor:
            cursor.execute(view.read_text())
    except InvalidTableDefinition:
        with _locked(url) as cursor:
            cursor.execute(f"DROP VIEW {view.parent.name}.{view.stem} CASCADE")
            cursor.execute(view.read_text())


def _columns(cursor: "Cursor") -> dict[str, list[str]]:
    """Return the columns of every table in order, by ``schema.table``."""
    cursor.execute(
        "SELECT table_schema, table_name, column_name FROM information_schema.columns"
        " WHERE table_schema IN %s AND table_schema <> 'marts' ORDER BY table_schema, table_name, ordinal_position",
        (SCHEMAS,),
    )
    tables: dict[str, list[str]] = {}
    for schema, table, column in cursor.fetchall():
        tables.setdefault(f"{schema}.{table}", []).append(column)
    return tables
