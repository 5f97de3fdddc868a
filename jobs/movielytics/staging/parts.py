"""Parts of a staging table in PostgreSQL: a table for each partition of a big load, which become one once all are there.

What their rows add up to stands beside them, in ``staging.<table>_added_up``. The upsert drops them with what it publishes: they
take as much of the disk as the table.

A table that the same transaction makes is filled without a log where the server keeps none for others, and with rows that are
frozen: the first scan need not mark each as committed, which costs as much as writing them again.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


def create(cursor: "Cursor", table: str, partition: int) -> str:
    """Create the part of ``staging.<table>`` for a partition; return its name."""
    part = f"staging.{table}_part_{partition}"
    # Nothing changes in it until it is dropped: the server would look at it while the upsert and the gate read it.
    cursor.execute(f"CREATE TABLE {part} (LIKE staging.{table}) WITH (autovacuum_enabled = off)")
    return part


def join(cursor: "Cursor", table: str) -> None:
    """Let ``staging.<table>`` show the rows of all its parts; until then nobody sees them."""
    for part in _parts(cursor, table):
        cursor.execute(f"ALTER TABLE {part} INHERIT staging.{table}")


def drop(cursor: "Cursor", table: str) -> None:
    """Drop the parts of ``staging.<table>``, joined or not, and what they add up to."""
    for part in _parts(cursor, table):
        cursor.execute(f"DROP TABLE {part}")
    cursor.execute("SELECT TO_REGCLASS(%s) IS NOT NULL", (added_up(table),))
    if cursor.fetchone() == (True,):
        cursor.execute(f"TRUNCATE {added_up(table)}")


def added_up(table: str) -> str:
    """The table of what the parts of ``staging.<table>`` add up to."""
    return f"staging.{table}_added_up"


def _parts(cursor: "Cursor", table: str) -> list[str]:
    cursor.execute(
        "SELECT 'staging.' || relname FROM pg_class WHERE relnamespace = 'staging'::REGNAMESPACE AND relname ~ %s AND relkind = 'r'",
        (rf"^{table}_part_\d+$",),
    )
    return [name for (name,) in cursor.fetchall()]
