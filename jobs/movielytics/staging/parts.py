"""Parts of a staging table in PostgreSQL: one table per partition of the fast path, joined to one once all are there.

The upsert drops them with what it publishes: they take as much of the disk as the table.

A table that is created by the transaction that fills it is written without a log if the server keeps none for others, and with
frozen rows: otherwise the first scan would mark each row as committed, which costs as much as writing it again.
"""

from typing import TYPE_CHECKING

from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

DROPPED_AT_ONCE = 200
"""Tables that a transaction drops: each takes locks, and the server's table of locks is finite."""


def create(cursor: "Cursor", table: str, partition: int) -> str:
    """Create the part of ``staging.<table>`` for a partition; return its name."""
    part = f"staging.{table}_part_{partition}"
    # Nothing changes in it until it is dropped, so a vacuum would only get in the way of the upsert and the gate.
    cursor.execute(f"CREATE TABLE {part} (LIKE staging.{table}) WITH (autovacuum_enabled = off)")
    return part


def join(cursor: "Cursor", table: str) -> None:
    """Let ``staging.<table>`` show the rows of all its parts; until then nobody sees them."""
    for part in _parts(cursor, table):
        cursor.execute(f"ALTER TABLE {part} INHERIT staging.{table}")


def drop(cursor: "Cursor", table: str) -> None:
    """Drop the parts of ``staging.<table>``, joined or not."""
    for part in _parts(cursor, table):
        cursor.execute(f"DROP TABLE {part}")


def drop_leftovers(url: str, table: str) -> None:
    """Drop the parts that an earlier attempt left, however many, in transactions of ``DROPPED_AT_ONCE``."""
    while True:
        with transaction(url) as cursor:
            leftovers = _parts(cursor, table)[:DROPPED_AT_ONCE]
            if not leftovers:
                return
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(leftovers)}")


def _parts(cursor: "Cursor", table: str) -> list[str]:
    cursor.execute(
        "SELECT 'staging.' || relname FROM pg_class WHERE relnamespace = 'staging'::REGNAMESPACE AND relname ~ %s AND relkind = 'r'",
        (rf"^{table}_part_\d+$",),
    )
    return [name for (name,) in cursor.fetchall()]
