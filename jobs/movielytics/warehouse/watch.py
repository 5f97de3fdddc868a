"""Limit how long a statement waits for the server.

The driver waits for the server's response in C, without a limit. Meanwhile no Python signal handler runs, so neither
Airflow's execution_timeout nor a KeyboardInterrupt ends the wait. If the server's process is stopped, TCP keepalives do
not end it either, because the kernel acknowledges them. So a thread watches each transaction and can break its
connection: the statement then fails.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg2

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

EVERY = 30.0
"""Seconds between two checks whether the server responds to a new connection."""
SILENCES = 3
"""Failed checks in a row after which the statement is given up."""

_sockets: set[socket.socket] = set()
"""Duplicated sockets of the transactions in progress; closing a duplicate leaves the driver's own socket open."""
_lock = threading.Lock()


@contextmanager
def watched(connection: "Connection", probe: Callable[[], "Connection"]) -> Iterator[None]:
    """Break the connection if the server stops responding while the context lasts.

    Args:
        connection: the transaction's connection.
        probe: opens another connection to the same server, with a limit of its own.
    """
    duplicate = socket.socket(fileno=os.dup(connection.fileno()))
    ended = threading.Event()
    with _lock:
        _sockets.add(duplicate)
    threading.Thread(target=_watch, args=(duplicate, probe, ended), name="warehouse-watch", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
        with _lock:
            _sockets.discard(duplicate)
            duplicate.close()


def break_connections() -> None:
    """Make every statement of this process fail now. Call it from a thread if the process has to end.

    The server notices within ``connection.CHECK_INTERVAL`` and rolls back.
    """
    with _lock:
        for each in _sockets:
            _break(each)


def _watch(duplicate: socket.socket, probe: Callable[[], "Connection"], ended: threading.Event) -> None:
    silences = 0
    while silences < SILENCES:
        if ended.wait(EVERY):
            return
        silences = silences + 1 if _is_silent(probe) else 0
    with _lock:
        if duplicate in _sockets:
            _break(duplicate)


def _is_silent(probe: Callable[[], "Connection"]) -> bool:
    try:
        probe().close()
    except psycopg2.OperationalError as error:
        return "timeout" in str(error)  # a refusal is a response, and the statement itself detects a dead server
    return False


def _break(duplicate: socket.socket) -> None:
    with suppress(OSError):
        duplicate.shutdown(socket.SHUT_RDWR)
