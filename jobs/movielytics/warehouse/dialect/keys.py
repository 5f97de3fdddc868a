"""Primary keys where the warehouse does not enforce them."""

from typing import TYPE_CHECKING

from psycopg2.errors import UniqueViolation

from movielytics.warehouse.ddl import warehouse_table

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


def expect_keys_once(cursor: "Cursor", table: str) -> None:
    """Refuse what an upsert has just published where a key stands in it twice, as PostgreSQL's primary key does.

    Redshift only plans by a primary key and may well answer a search for duplicates from it, without looking
    (t_Defining_constraints). So ``changes`` is asked, which has none: under the upsert's lock a key that is new there is new
    in the table.

    Raises:
        UniqueViolation: a key stands there twice.
    """
    key = ", ".join(warehouse_table(table).key)
    cursor.execute(
        f"SELECT {key} FROM changes WHERE action IN ('inserted', 'updated', 'unchanged') GROUP BY {key} HAVING COUNT(*) > 1 LIMIT 1"
    )
    twice = cursor.fetchone()
    if twice is not None:
        values = ", ".join(map(str, twice))
        raise UniqueViolation(f"duplicate key value violates the primary key of movies.{table}: ({key})=({values}) was staged twice")
