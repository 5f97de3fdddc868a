"""The first load of a large table: PostgreSQL fills it without its key and adds the key at the end.

Source: the chapter "Populating a Database" of PostgreSQL's documentation. One sort of all keys is faster than an
insertion into the index for each row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from movielytics.errors import WarehouseError
from movielytics.warehouse.ddl import TableDdl

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

MEMORY = "512MB"
"""Memory for sorting the key's index, in place of the server's ``maintenance_work_mem``, which may be lower."""


@contextmanager
def without_key(cursor: "Cursor", table: TableDdl) -> Iterator[None]:
    """Drop the key of an empty table, and add it at the end of the context; nobody else can read the table meanwhile.

    Args:
        cursor: a cursor in the transaction that fills the table.
        table: the table.

    Raises:
        WarehouseError: the table is not empty.
    """
    name = table.qualified
    cursor.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")
    if cursor.fetchone() is not None:
        raise WarehouseError(f"something else wrote to {name} during its first load; run upsert_{table.name} again")
    _drop_foreign_keys(cursor, name)
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::REGCLASS AND contype = 'p'", (name,))
    keys = [key for (key,) in cursor.fetchall()]
    for key in keys:
        cursor.execute(f'ALTER TABLE {name} DROP CONSTRAINT "{key}"')
    # Rows of a table that is truncated in the same transaction need no write-ahead log if the server keeps no replica.
    cursor.execute(f"TRUNCATE {name}")
    yield
    cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
    for key in keys:
        cursor.execute(f'ALTER TABLE {name} ADD CONSTRAINT "{key}" PRIMARY KEY ({", ".join(table.key)})')
    cursor.execute(f"ANALYZE {name}")  # the next upsert may start before autovacuum does


def _drop_foreign_keys(cursor: "Cursor", name: str) -> None:
    """Drop the foreign keys of other tables that refer to ``name``, because they depend on its key.

    There are some if a run without this table has passed its check. The next check declares them again.
    """
    cursor.execute(
        "SELECT conrelid::REGCLASS::TEXT, conname FROM pg_constraint WHERE confrelid = %s::REGCLASS AND contype = 'f'",
        (name,),
    )
    for table, key in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')
