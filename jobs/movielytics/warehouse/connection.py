"""Connections to the warehouse."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import psycopg2
from tenacity import Retrying, before_sleep_log, retry_if_exception, stop_after_delay, wait_fixed

from movielytics.errors import WarehouseError
from movielytics.settings import Surroundings

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

log = logging.getLogger(__name__)

COMING_UP = ("the database system is ",)
"""What a server says that starts, stops or recovers; its other refusals, such as of a wrong password, no waiting mends."""


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
        return cast("Connection", retrying(psycopg2.connect, url, options="-c timezone=UTC", application_name="movielytics"))
    except psycopg2.OperationalError as error:
        raise WarehouseError(
            f"cannot connect to the warehouse: {str(error).strip()}; check MOVIELYTICS_WAREHOUSE_URL and that the server runs"
        ) from None


def _may_pass(error: BaseException) -> bool:
    if not isinstance(error, psycopg2.OperationalError):
        return False
    refused = "FATAL:" in str(error)
    return not refused or any(words in str(error) for words in COMING_UP)


@contextmanager
def transaction(url: str) -> Iterator["Cursor"]:
    """Yield a cursor inside one transaction on a connection of its own: committed at the end, or rolled back."""
    connection = connect(url)
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
