"""Primary keys where the warehouse does not enforce them."""

from typing import TYPE_CHECKING

from psycopg2.errors import UniqueViolation

from movielytics.warehouse.ddl import warehouse_table

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

AT_ONCE = {"ratings": ("user_id", "movielens_id")}
"""Tables whose upsert inserts most rows without writing them down as changes, and the key of the staged ones."""


def expect_keys_once(cursor: "Cursor", table: str) -> None:
    """Refuse what an upsert has just published where a key stands in it twice, as PostgreSQL's primary key does.

    Redshift only plans by a primary key and may well answer a search for duplicates from it, without looking
    (t_Defining_constraints). So ``changes`` is asked, which has none: under the upsert's lock a key that is new there is new
    in the table. What an upsert inserts at once stands in the staging table under a key of its own.

    Raises:
        UniqueViolation: a key stands there twice.
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
        raise UniqueViolation(f"duplicate key value violates the primary key of movies.{table}: ({columns})=({values}) was staged twice")
