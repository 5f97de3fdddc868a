"""Connections to the warehouse."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg2
from tenacity import Retrying, before_sleep_log, retry_if_exception, stop_after_delay, wait_fixed

from movielytics.errors import WarehouseError
from movielytics.settings import Surroundings
from movielytics.warehouse.dialect import is_redshift

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

log = logging.getLogger(__name__)

COMING_UP = ("the database system is ",)
"""What a server says that starts, stops or recovers."""
REFUSED = ("FATAL:", "server does not support SSL")
"""Other refusals, such as of a wrong password, no waiting mends."""


def connect(url: str) -> "Connection":
    """Open a connection whose session speaks UTC.

    A server that does not answer is asked again for ``MOVIELYTICS_WAREHOUSE_PATIENCE`` seconds: it may be restarting, and a
    cluster's network policies refuse a new pod in its first moments.

    Raises:
        WarehouseError: the server does not answer or refuses.
    """
    retrying = Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_delay(Surroundings().warehouse_patience),
        wait=wait_fixed(0.5),
        before_sleep=before_sleep_log(log, logging.INFO),
        reraise=True,
    )
    try:
        return retrying(_open_redshift if is_redshift(url) else _open_postgres, url)
    except psycopg2.OperationalError as error:
        raise WarehouseError(
            f"cannot connect to the warehouse: {str(error).strip()}; check MOVIELYTICS_WAREHOUSE_URL and that the server runs"
        ) from None


def _open_postgres(url: str) -> "Connection":
    return psycopg2.connect(url, options="-c timezone=UTC", application_name="movielytics")


def _open_redshift(url: str) -> "Connection":
    from movielytics.warehouse.dialect import session

    return session.connect(url)


def _may_pass(error: BaseException) -> bool:
    if not isinstance(error, psycopg2.OperationalError):
        return False
    refused = any(words in str(error) for words in REFUSED)
    return not refused or any(words in str(error) for words in COMING_UP)


@contextmanager
def transaction(url: str, *, snapshot: bool = False) -> Iterator["Cursor"]:
    """Yield a cursor inside one transaction on a connection of its own: committed at the end, or rolled back.

    Statements are in PostgreSQL's SQL, whatever the warehouse.

    Args:
        url: the warehouse.
        snapshot: all queries see the same moment, and nothing can be written.
    """
    connection = connect(url)
    try:
        if snapshot:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection, _cursor(connection, url) as cursor:
            yield cursor
    finally:
        connection.close()


def _cursor(connection: "Connection", url: str) -> "Cursor":
    if not is_redshift(url):
        return connection.cursor()
    from movielytics.warehouse.dialect.session import RenderingCursor

    return connection.cursor(cursor_factory=RenderingCursor)
