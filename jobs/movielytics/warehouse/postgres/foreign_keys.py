"""Foreign keys of the star schema, declared but not enforced: tools that draw or join tables read them.

The upserts of a run are separate transactions, so the keys hold only at its end, when the gate checks them. PostgreSQL
knows NOT ENFORCED since version 18. An older server would check each row, and gets no foreign keys.
"""

from typing import TYPE_CHECKING

from movielytics.tables import TABLES
from movielytics.warehouse import ddl

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

FIRST_VERSION = 180000
"""The first ``server_version`` that knows NOT ENFORCED."""


def declare_foreign_keys(cursor: "Cursor") -> None:
    """Declare the foreign keys of ``sql/<table>/foreign_keys.sql`` that are missing.

    A table that another one refers to cannot be truncated, as a first load does. So call this after the loads.
    """
    if cursor.connection.server_version < FIRST_VERSION:
        return
    cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'movies'::REGNAMESPACE")
    declared = {name for (name,) in cursor.fetchall()}
    for table in TABLES:
        for name, statement in ddl.foreign_keys_in(table).items():
            if name not in declared:
                cursor.execute(statement)
