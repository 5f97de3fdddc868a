"""Staging partitions in PostgreSQL: one table per partition of the fast path, attached once all are complete.

The upsert that publishes the rows drops them, because they take as much disk space as the table.

If the server keeps no log for replicas or archives, PostgreSQL writes none for a table that is created by the
transaction that fills it. Such a table can also be filled with frozen rows. Otherwise the first scan would mark each
row as committed, which costs as much as writing it again.
"""

from typing import TYPE_CHECKING

from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ownership import expect_own

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

DROPPED_AT_ONCE = 200
"""Most tables that a transaction drops: each takes locks, and the server's lock table is finite."""


def create(cursor: "Cursor", table: str, partition: int) -> str:
    """Create the staging partition of ``staging.<table>`` for a Spark partition; return its name."""
    name = f"staging.{table}_partition_{partition}"
    # It does not change until it is dropped, so a vacuum would only get in the way of the upsert and the gate.
    cursor.execute(f"CREATE TABLE {name} (LIKE staging.{table}) WITH (autovacuum_enabled = off)")
    return name


def attach(url: str, attempt: str, tables: tuple[str, ...]) -> None:
    """Attach the staging partitions of an attempt to its tables; until then, their rows are not visible in them."""
    with transaction(url) as cursor:
        for table in tables:
            expect_own(cursor, table, attempt)
            for partition in _partitions(cursor, table):
                cursor.execute(f"ALTER TABLE {partition} INHERIT staging.{table}")


def drop(cursor: "Cursor", table: str) -> None:
    """Drop the staging partitions of ``staging.<table>``, attached or not."""
    for partition in _partitions(cursor, table):
        cursor.execute(f"DROP TABLE {partition}")


def drop_leftovers(url: str, table: str) -> None:
    """Drop all staging partitions that an earlier attempt left, in transactions of ``DROPPED_AT_ONCE``."""
    while True:
        with transaction(url) as cursor:
            leftovers = _partitions(cursor, table)[:DROPPED_AT_ONCE]
            if not leftovers:
                return
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(leftovers)}")


def _partitions(cursor: "Cursor", table: str) -> list[str]:
    cursor.execute(
        "SELECT 'staging.' || relname FROM pg_class"
        " WHERE relnamespace = 'staging'::REGNAMESPACE AND relname ~ %s AND relkind = 'r'",
        (rf"^{table}_partition_\d+$",),
    )
    return [name for (name,) in cursor.fetchall()]
