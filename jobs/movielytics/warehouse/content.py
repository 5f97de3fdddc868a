"""What the warehouse holds, as one hash a table: equal hashes, equal content."""

import hashlib

from movielytics.tables import TABLES
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import ColumnDdl, warehouse_table

DIGITS = 15
"""Hexadecimal digits of a row's MD5 that count: as many as a positive BIGINT holds."""


def content_hashes(url: str) -> dict[str, str]:
    """Return a hash of the rows of each ``movies.<table>``, whatever their order.

    It is made of the number of rows and of the sum of each row's MD5, read as a number. Hashes of two kinds of warehouse
    need not be equal: they write floating-point numbers differently.
    """
    hashes = {}
    with transaction(url) as cursor:
        for table in TABLES:
            row = " || ".join(_text(column) for column in warehouse_table(table).columns)
            cursor.execute(
                f"""
                SELECT COUNT(*), COALESCE(SUM(CAST(CAST('x' || LEFT(MD5({row}), {DIGITS}) AS BIT({4 * DIGITS})) AS BIGINT)), 0)
                FROM movies.{table}
                """
            )
            hashes[table] = hashlib.sha256(repr(tuple(map(str, cursor.fetchone() or ()))).encode()).hexdigest()[:32]
    return hashes


def _text(column: ColumnDdl) -> str:
    """The column's value as text that ends where it says: no two rows look alike that are not."""
    name = column.name
    if column.type == "TEXT":
        value = f"CAST(LENGTH({name}) AS TEXT) || ':' || {name}"
    elif column.type == "BOOLEAN":
        value = f"CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END"
    else:
        value = f"CAST({name} AS TEXT)"
    return f"COALESCE({value}, '') || ','"
