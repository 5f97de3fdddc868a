"""Connections to the warehouse. Every wait has a limit, and every error that a person can fix has its own message."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg2
from tenacity import Retrying, before_sleep_log, retry_if_exception, stop_after_delay, wait_fixed

from movielytics.errors import WarehouseLoginError
from movielytics.settings import ConnectSettings, read_settings
from movielytics.warehouse.faults import explain_connect_error, explain_statement_error, may_pass
from movielytics.warehouse.session import session_of
from movielytics.warehouse.watch import watched
from movielytics.warehouse_url import WarehouseUrlError, connection_parameters

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

log = logging.getLogger(__name__)

ATTEMPT_SECONDS = 10
"""Seconds that one attempt to connect may take: a suspended server (SIGSTOP) accepts connections but never answers."""

SOCKET = {
    # A dead server is detected within 60 s. If the connection is idle, that is after 30 s of silence and 3 unanswered
    # probes, 10 s apart. If data was sent, it is after 60 s without an acknowledgement.
    "keepalives": "1",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""libpq's parameters that bound the wait for the network; those of the URL take precedence."""


def connect(url: str) -> "Connection":
    """Open a connection whose session uses UTC.

    A server that does not respond is tried again for ``MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT`` seconds: it may be
    restarting, and a cluster's network policies refuse a new pod in its first moments.

    Raises:
        WarehouseUnreachableError: the server does not respond.
        WarehouseLoginError: the URL is invalid, or the server rejects the user, the password, the database or the
            encryption.
        SettingsError: the connect timeout is invalid.
    """
    try:
        parameters = SOCKET | connection_parameters(url)
    except WarehouseUrlError as error:
        raise WarehouseLoginError(f"the warehouse's URL (MOVIELYTICS_WAREHOUSE_URL) {error}") from None
    limit = read_settings(ConnectSettings).warehouse_connect_timeout
    deadline = time.monotonic() + limit
    retrying = Retrying(
        retry=retry_if_exception(may_pass),
        stop=stop_after_delay(limit),
        wait=wait_fixed(0.5),
        before_sleep=before_sleep_log(log, logging.INFO),
        reraise=True,
    )
    try:
        return retrying(_open, url, parameters, deadline)
    except psycopg2.Error as error:
        raise explain_connect_error(error, parameters) from None


def _open(url: str, parameters: dict[str, Any], deadline: float) -> "Connection":
    left = min(deadline - time.monotonic(), ATTEMPT_SECONDS)
    limited = {"connect_timeout": str(max(math.ceil(left), 2))} | parameters  # to libpq, 1 means 2, and 0 no limit
    return session_of(url).connect(limited)


@contextmanager
def transaction(url: str, *, snapshot: bool = False) -> Iterator["Cursor"]:
    """Yield a cursor in one transaction on its own connection; commit at the end, or roll back on an exception.

    Write statements in PostgreSQL's SQL; for Redshift they are rendered.

    Args:
        url: the warehouse.
        snapshot: make the transaction read-only, with one snapshot for all queries (REPEATABLE READ).

    Raises:
        WarehouseError: the server cannot be used, or what a statement needs is missing; see ``faults``.
        psycopg2.Error: other errors of statements, such as a violated constraint.
    """

    def another() -> "Connection":
        return _open(url, SOCKET | connection_parameters(url), time.monotonic() + ATTEMPT_SECONDS)

    connection = connect(url)
    try:
        if snapshot:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with watched(connection, another):
            with session_of(url).cursor(connection) as cursor:
                yield cursor
            connection.commit()
    except psycopg2.Error as error:
        explained = explain_statement_error(error, lost=bool(connection.closed))
        if explained is None:
            raise
        raise explained from None
    finally:
        connection.close()  # rolls back what is not committed, also on a broken connection
