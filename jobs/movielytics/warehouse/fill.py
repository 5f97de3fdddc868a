"""New rows of a table, as a query finds them: inserted, or where all rows are new, written apart by two at a time and attached.

A table of its own needs neither a log nor a key while it is filled, and two processes that each read, write and sort one
half are done sooner than one that writes what others hand to it. Only PostgreSQL has it, for tables that ``create.sql``
partitions.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import TableDdl

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

FILLED = 97
"""Percent of a page that a first load fills: a row that changes later stays on its page, and its key's index as it is."""
HALVES = (1, 2)
SAMPLE = 1
"""Percent of the staged rows' pages that are looked at to cut them into halves."""
BOUND = "is_of_this_half"
KEY_MEMORY = "32MB"
"""What is staged is nearly in the order of the key: a sort that stays in the processor's cache is no slower than one in 256 MB."""
LOCK_SECONDS = 60


def ensure_partition(cursor: "Cursor", table: TableDdl) -> None:
    """Create the one partition of a partitioned table, which takes all rows, where it has none."""
    if _partitions(cursor, table) == []:
        cursor.execute(f"CREATE TABLE {_all(table)} PARTITION OF {table.qualified} DEFAULT")


def take_empty(cursor: "Cursor", table: TableDdl) -> bool:
    """Return whether a table can be filled; if so, from here to the end of the transaction nobody else reads or writes it."""
    if _partitions(cursor, table) != [_all(table)]:
        return False
    cursor.execute(f"LOCK TABLE {table.qualified} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table.qualified})")
    row = cursor.fetchone()
    return row is not None and bool(row[0])


@contextmanager
def beside(url: str) -> Iterator["Cursor"]:
    """Yield a cursor inside a transaction for which the caller's own one waits.

    It fails where it gets no lock within a minute: who holds it may be waiting for the caller, and PostgreSQL cannot see that
    the caller waits for this.
    """
    with transaction(url) as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        yield cursor


@contextmanager
def filling(url: str, cursor: "Cursor", table: TableDdl, query: str) -> Iterator[list[Future[int]]]:
    """Fill a table that was taken empty, while the caller does something else; at the end it has all rows.

    Yields what becomes the numbers of its rows, which add up to all of them.

    Args:
        url: the warehouse; what ``query`` reads must be committed.
        cursor: of the transaction that has taken the table, and lets others see the rows when it ends.
        table: its key begins with an integer, which its staging table has too.
        query: finds the rows, with the table's columns in order.
    """
    middle = _middle(cursor, table)
    with ThreadPoolExecutor(len(HALVES)) as pool:
        fills = [pool.submit(_fill, url, table, query, middle, half) for half in HALVES]
        yield fills
        for filled in fills:
            filled.result()
    cursor.execute(f"DROP TABLE {_all(table)}")
    for half, bounds in zip(HALVES, (f"(MINVALUE) TO ({middle})", f"({middle}) TO (MAXVALUE)"), strict=True):
        cursor.execute(f"ALTER TABLE {_apart(table, half)} SET SCHEMA {table.schema}")
        cursor.execute(f"ALTER TABLE {table.qualified} ATTACH PARTITION {_half(table, half)} FOR VALUES FROM {bounds}")
        cursor.execute(f"ALTER TABLE {_half(table, half)} DROP CONSTRAINT {BOUND}")
    cursor.execute(f"ANALYZE {table.qualified}")  # the next upsert may come before the server has looked at it by itself


def cost_lookups_once(cursor: "Cursor", table: TableDdl) -> None:
    """Let the planner count each look-up of a key once: it counts one in each partition, though at most one has it.

    Else it reads all rows to find a hundredth of them.
    """
    cursor.execute(
        "SELECT SET_CONFIG('random_page_cost', (setting::FLOAT / %s)::TEXT, TRUE) FROM pg_settings WHERE name = 'random_page_cost'",
        (max(len(_partitions(cursor, table) or ()), 1),),
    )


def expect_few_rows(cursor: "Cursor") -> None:
    """Let the planner share out joins of millions of rows that find few: it takes all of them for found, and costly to hand over."""
    cursor.execute("SET LOCAL parallel_tuple_cost = 0")


def insert(cursor: "Cursor", table: TableDdl, query: str) -> None:
    """Insert the rows of a query, which has the table's columns in order."""
    cursor.execute(f"INSERT INTO {table.qualified} ({', '.join(table.column_names)})\n{query}")


def _middle(cursor: "Cursor", table: TableDdl) -> int:
    """Return where the first column of the key cuts the staged rows into halves, about; any place will do."""
    staging = f"staging.{table.name}"
    cursor.execute(f"SELECT COALESCE(AVG({table.key[0]}), 0)::BIGINT FROM {staging} TABLESAMPLE SYSTEM (%s)", (SAMPLE,))
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _fill(url: str, table: TableDdl, query: str, middle: int, half: int) -> int:
    """Make a table of one half of the rows, with all that it needs to be attached at once; return how many rows it has."""
    apart = _apart(table, half)
    bound = f"{table.key[0]} {'<' if half == 1 else '>='} {middle}"
    needed = [f"ALTER COLUMN {column.name} SET NOT NULL" for column in table.columns if column.not_null]
    constraints = ", ".join([*needed, f"ADD PRIMARY KEY ({', '.join(table.key)})", f"ADD CONSTRAINT {BOUND} CHECK ({bound})"])
    with _making(url, apart) as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {apart}")
        # Each half is a process's work. And where a table to join is empty, PostgreSQL plans a loop that looks into it for
        # each of millions of rows.
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_nestloop = off")
        cursor.execute(f"CREATE TABLE {apart} WITH (fillfactor = {FILLED}) AS\nSELECT * FROM ({query}) AS rows WHERE {bound}")
        filled = int(cursor.rowcount)
    # In a transaction of its own: who first reads a row after its transaction has ended marks it as committed, and here two
    # processes do so while they make the keys.
    with _making(url, apart) as cursor:
        cursor.execute(f"SET LOCAL max_parallel_maintenance_workers = 0; SET LOCAL maintenance_work_mem = '{KEY_MEMORY}'")
        cursor.execute(f"ALTER TABLE {apart} {constraints}")
    return filled


@contextmanager
def _making(url: str, apart: str) -> Iterator["Cursor"]:
    """Yield a cursor of a transaction that alone makes this table: what a killed process has begun may still be at work."""
    with beside(url) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(HASHTEXT(%s))", (apart,))
        yield cursor


def _all(table: TableDdl) -> str:
    return f"{table.qualified}_all"


def _half(table: TableDdl, half: int) -> str:
    return f"{table.qualified}_{half}"


def _apart(table: TableDdl, half: int) -> str:
    """The name of a half until it is attached."""
    return f"staging.{table.name}_{half}"


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
