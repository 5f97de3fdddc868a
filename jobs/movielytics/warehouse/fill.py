"""New rows of a table, as a query finds them: inserted, or where all rows are new, written by themselves and attached.

A query alone uses several processes and a table of its own needs neither a log nor a key while it is filled, so that a first
load takes half the time. Only PostgreSQL has it, for tables that ``create.sql`` partitions.
"""

from typing import TYPE_CHECKING

from movielytics.warehouse.ddl import TableDdl

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

FILLED = 97
"""Percent of a page that a first load fills: a row that changes later stays on its page, and its key's index as it is."""


def ensure_partition(cursor: "Cursor", table: TableDdl) -> None:
    """Create the one partition of a partitioned table, which takes all rows, where it has none."""
    if _partitions(cursor, table) == []:
        cursor.execute(f"CREATE TABLE {_partition(table)} PARTITION OF {table.qualified} DEFAULT")


def take_empty(cursor: "Cursor", table: TableDdl) -> bool:
    """Return whether a table can be filled; if so, from here to the end of the transaction nobody else reads or writes it."""
    if _partitions(cursor, table) != [_partition(table)]:
        return False
    cursor.execute(f"LOCK TABLE {table.qualified} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table.qualified})")
    row = cursor.fetchone()
    return row is not None and bool(row[0])


def fill(cursor: "Cursor", table: TableDdl, query: str) -> None:
    """Fill a table that was taken empty with the rows of a query, which has the table's columns in order."""
    partition = _partition(table)
    cursor.execute(f"DROP TABLE {partition}")
    # Only the leading process writes, so that others joining for it pays however many rows they hand over. And where a table
    # to join is empty, PostgreSQL plans a loop that looks into it for each of millions of rows.
    cursor.execute("SET LOCAL parallel_tuple_cost = 0; SET LOCAL enable_nestloop = off")
    cursor.execute(f"CREATE TABLE {partition} WITH (fillfactor = {FILLED}) AS\n{query}")
    cursor.execute("RESET parallel_tuple_cost; RESET enable_nestloop")
    needed = [f"ALTER COLUMN {column.name} SET NOT NULL" for column in table.columns if column.not_null]
    constraints = ", ".join([*needed, f"ADD PRIMARY KEY ({', '.join(table.key)})"])
    cursor.execute(f"ALTER TABLE {partition} {constraints}")
    cursor.execute(f"ALTER TABLE {table.qualified} ATTACH PARTITION {partition} DEFAULT")
    cursor.execute(f"ANALYZE {table.qualified}")  # the next upsert may come before the server has looked at it by itself


def insert(cursor: "Cursor", table: TableDdl, query: str) -> None:
    """Insert the rows of a query, which has the table's columns in order."""
    cursor.execute(f"INSERT INTO {table.qualified} ({', '.join(table.column_names)})\n{query}")


def _partition(table: TableDdl) -> str:
    return f"{table.qualified}_all"


def _partitions(cursor: "Cursor", table: TableDdl) -> list[str] | None:
    """Return the partitions of a table; None where it is not a partitioned one."""
    cursor.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = %s::REGCLASS", (table.qualified,))
    if cursor.fetchone() != (True,):
        return None
    cursor.execute(
        "SELECT relnamespace::REGNAMESPACE || '.' || relname FROM pg_inherits INNER JOIN pg_class ON pg_class.oid = inhrelid"
        " WHERE inhparent = %s::REGCLASS",
        (table.qualified,),
    )
    return [name for (name,) in cursor.fetchall()]
