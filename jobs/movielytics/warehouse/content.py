"""What the warehouse holds, as one hash a table: equal hashes, equal content."""

import hashlib

from movielytics.tables import TABLES
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import warehouse_table


def content_hashes(url: str) -> dict[str, str]:
    """Return a hash of the rows of each ``movies.<table>``, whatever their order.

    It is made of the number of rows and of the sum of each row's MD5, read as a number.
    """
    hashes = {}
    with transaction(url) as cursor:
        for table in TABLES:
            columns = ", ".join(warehouse_table(table).column_names)
            cursor.execute(
                f"""
                SELECT COUNT(*), COALESCE(SUM(('x' || LEFT(MD5(ROW({columns})::TEXT), 16))::BIT(64)::BIGINT::NUMERIC), 0)
                FROM movies.{table}
                """
            )
            hashes[table] = hashlib.sha256(repr(tuple(map(str, cursor.fetchone() or ()))).encode()).hexdigest()[:32]
    return hashes
