"""The content of the warehouse as one hash per table: equal hashes mean equal content."""

import hashlib

from movielytics.tables import TABLES
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import ColumnDdl, warehouse_table

DIGITS = 15
"""Hexadecimal digits of a row's MD5 that are used: as many as a positive BIGINT holds."""


def content_hashes(url: str) -> dict[str, str]:
    """Return a hash of the rows of each ``movies.<table>``, independent of their order.

    It combines the number of rows and the sum of the rows' MD5 hashes, read as numbers. The hashes of PostgreSQL and
    Redshift need not be equal, because the two write floating-point numbers differently.
    """
    hashes = {}
    with transaction(url) as cursor:
        for table in TABLES:
            row = " || ".join(_text(column) for column in warehouse_table(table).columns)
            cursor.execute(
                f"""
                SELECT COUNT(*),
                    COALESCE(SUM(CAST(CAST('x' || LEFT(MD5({row}), {DIGITS}) AS BIT({4 * DIGITS})) AS BIGINT)), 0)
                FROM movies.{table}
                """
            )
            hashes[table] = hashlib.sha256(repr(tuple(map(str, cursor.fetchone() or ()))).encode()).hexdigest()[:32]
    return hashes


def _text(column: ColumnDdl) -> str:
    """Return SQL for the value as self-delimiting text, so that two different rows never produce the same string."""
    name = column.name
    if column.type == "TEXT":
        value = f"CAST(LENGTH({name}) AS TEXT) || ':' || {name}"
    elif column.type == "BOOLEAN":
        value = f"CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END"
    else:
        value = f"CAST({name} AS TEXT)"
    return f"COALESCE({value}, '') || ','"
