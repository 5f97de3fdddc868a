"""Connections to the warehouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg2

from movielytics.errors import WarehouseError

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


def connect(url: str) -> "Connection":
    """Open a connection whose session speaks UTC.

    Raises:
        WarehouseError: the server does not answer or refuses.
    """
    try:
        return psycopg2.connect(url, options="-c timezone=UTC", application_name="movielytics")
    except psycopg2.OperationalError as error:
        raise WarehouseError(
            f"cannot connect to the warehouse: {str(error).strip()}; check MOVIELYTICS_WAREHOUSE_URL and that the server runs"
        ) from None


@contextmanager
def transaction(url: str) -> Iterator["Cursor"]:
    """Yield a cursor inside one transaction on a connection of its own: committed at the end, or rolled back."""
    connection = connect(url)
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
