"""Check primary keys, which Redshift does not enforce."""

from typing import TYPE_CHECKING

from psycopg2.errors import UniqueViolation

from movielytics.warehouse.ddl import warehouse_table

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

AT_ONCE = {"ratings": ("user_id", "movielens_id")}
"""Tables whose upsert inserts most rows without recording them in ``changes``, and the key of the staged rows."""


def expect_keys_once(cursor: "Cursor", table: str) -> None:
    """Reject the rows of an upsert if a key occurs twice among them, as PostgreSQL's primary key does.

    Redshift uses a primary key only for planning, and may answer a search for duplicates from it without reading the
    rows (t_Defining_constraints). So this queries ``changes``, which has no primary key: under the upsert's lock, a key
    that is new there is new in the table. Rows that an upsert inserts at once are in the staging table, under a key of
    their own.

    Raises:
        UniqueViolation: a key occurs twice.
    """
    _expect_once(cursor, table, warehouse_table(table).key, "changes", "action IN ('inserted', 'updated', 'unchanged')")
    if table in AT_ONCE:
        _expect_once(cursor, table, AT_ONCE[table], f"staging.{table}", "(SELECT has_load FROM this_run)")


def _expect_once(cursor: "Cursor", table: str, key: tuple[str, ...], relation: str, where: str) -> None:
    columns = ", ".join(key)
    cursor.execute(f"SELECT {columns} FROM {relation} WHERE {where} GROUP BY {columns} HAVING COUNT(*) > 1 LIMIT 1")
    twice = cursor.fetchone()
    if twice is not None:
        values = ", ".join(map(str, twice))
        raise UniqueViolation(
            f"duplicate key value violates the primary key of movies.{table}: ({columns})=({values}) was staged twice"
        )
