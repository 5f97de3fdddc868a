"""Create what the warehouse lacks: schemas, tables, columns, marts. Nothing is ever dropped."""

from pathlib import Path
from typing import TYPE_CHECKING

from psycopg2.errors import InvalidTableDefinition

from movielytics.tables import TABLES
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

SCHEMAS = ("audit", "quarantine", "staging", "movies", "marts")
MIGRATION_LOCK = 0x6D6F7669  # "movi": two migrations at once would both create


def migrate(url: str) -> list[str]:
    """Bring the warehouse at ``url`` to this version's tables, columns and marts, in one transaction.

    Returns:
        What was added, as ``schema.table`` or ``schema.table.column``; empty where all was there.
    """
    with transaction(url) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        for schema in SCHEMAS:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        before = _columns(cursor)
        for folder in ("audit", "quarantine", *TABLES):
            _create(cursor, folder, before)
        for mart in sorted((ddl.SQL / "marts").glob("*.sql")):
            _create_mart(cursor, mart)
        after = _columns(cursor)
    tables = {table for table, _ in after} - {table for table, _ in before}
    added = {f"{table}.{column}" for table, column in after - before if table not in tables}
    return sorted(tables | added)


def _create(cursor: "Cursor", folder: str, existing: set[tuple[str, str]]) -> None:
    """Run ``create.sql``, its staging table, and add the columns that older tables lack."""
    wanted = list(ddl.tables_in(folder))
    if folder in TABLES:
        staging = ddl.staging_table(folder)
        columns = ", ".join(f"{column.name} {column.type}" for column in staging.columns)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {staging.qualified} ({columns})")
        wanted.append(staging)
    old_tables = {table for table, _ in existing}
    for table in wanted:
        if table.qualified not in old_tables:
            continue
        for column in table.columns:
            if (table.qualified, column.name) not in existing:
                # Without NOT NULL: the rows that are there have no value yet. The gate watches over it.
                cursor.execute(f"ALTER TABLE {table.qualified} ADD COLUMN {column.name} {column.type}")
    cursor.execute(ddl.create_file(folder).read_text())


def _create_mart(cursor: "Cursor", mart: Path) -> None:
    """Create or replace a view; one whose columns changed cannot be replaced and is made anew."""
    cursor.execute("SAVEPOINT mart")
    try:
        cursor.execute(mart.read_text())
    except InvalidTableDefinition:
        cursor.execute(f"ROLLBACK TO SAVEPOINT mart; DROP VIEW marts.{mart.stem} CASCADE")
        cursor.execute(mart.read_text())


def _columns(cursor: "Cursor") -> set[tuple[str, str]]:
    cursor.execute(
        "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
        " WHERE table_schema IN %s AND table_schema <> 'marts'",
        (SCHEMAS,),
    )
    return set(cursor.fetchall())
