"""A local PostgreSQL 18, from the binaries of a Python package.

Data, password, port and log are files in the state folder. The server outlives the process that starts it.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from movielytics.errors import WarehouseError
from movielytics.local.file_lock import lock
from movielytics.local.invocation import command
from movielytics.local.postgres.account import server_account
from movielytics.local.postgres.data import (
    USER,
    Files,
    Server,
    initialise,
    new_password,
    read_password,
    running_server,
    write_passfile,
)
from movielytics.local.postgres.launch import (
    POLL_SECONDS,
    START_SECONDS,
    binary,
    collect_ended,
    launch_until_ready,
    log_end,
)
from movielytics.warehouse.postgres.reader import grant_reader
from movielytics.warehouse_url import connection_parameters

_STOP_SECONDS = 60
_LOCK_SECONDS = 2 * _STOP_SECONDS + START_SECONDS
"""Longer than the process that holds the lock may take to start or stop the server."""
_DYING_SECONDS = 0.5


def start(state_dir: Path, settings: Mapping[str, str] | None = None) -> str:
    """Make sure that the server runs, and return its URL.

    The URL is `postgresql://movielytics:PASSWORD@127.0.0.1:PORT/movielytics`. The first call creates the data in
    `state_dir`. A stopped or crashed server is started again; a running one is left alone. Several processes may call
    this at once. `settings` of PostgreSQL override those of a local run if the server has to be started.

    Raises:
        WarehouseError: it cannot be created or started; the message has the last lines of the server's log.
    """
    files = Files(state_dir.resolve())
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        with _locked(files):
            return _start(files, settings or {})
    except OSError as error:
        raise _unusable(state_dir, error) from error


def shareable_url(state_dir: Path, user: str = USER) -> str:
    """Make sure that the server runs, and return a URL that is safe on a command line: it names the password's file.

    libpq and all clients that use it (psql, pg_dump, psycopg2, SQLAlchemy) accept it. The user ``reader`` is created if
    it is missing; it may only read the star schema and the marts.

    Raises:
        WarehouseError: the server cannot be created or started.
    """
    parameters = connection_parameters(start(state_dir))
    files = Files(state_dir.resolve())
    try:
        with _locked(files):
            if user != USER:
                _create_reader(parameters, user, new_password(files, user))
            passfile = write_passfile(files, int(parameters["port"]), user)
    except OSError as error:
        raise _unusable(state_dir, error) from error
    return f"postgresql://{user}@127.0.0.1:{parameters['port']}/{USER}?passfile={quote(str(passfile), safe='/')}"


def _create_reader(parameters: dict[str, Any], user: str, password: str) -> None:
    with contextlib.closing(psycopg2.connect(**parameters)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user])
        create = "ALTER" if cursor.fetchone() else "CREATE"
        cursor.execute(sql.SQL(f"{create} ROLE {{}} LOGIN PASSWORD %s").format(sql.Identifier(user)), [password])
        grant_reader(cursor)


def stop(state_dir: Path) -> bool:
    """Stop the server and wait until it is gone; return whether it was running.

    Raises:
        WarehouseError: it does not end.
    """
    files = Files(state_dir.resolve())
    try:
        if not files.data.exists():
            return False
        with _locked(files):
            server = running_server(files.data)
            if server is None:
                return False
            # SIGINT ends sessions and writes everything; SIGQUIT ends at once.
            for how in (signal.SIGINT, signal.SIGQUIT):
                os.kill(server.pid, how)
                if _wait(_STOP_SECONDS, lambda: running_server(files.data) is None):
                    return True
    except OSError as error:
        raise _unusable(state_dir, error) from error
    raise WarehouseError(f"PostgreSQL (process {server.pid}) does not stop; its log ends:\n{log_end(files)}")


def processes(state_dir: Path) -> list[int]:
    """Return the id of the server's process, if it runs; its sessions are its children."""
    server = running_server(Files(state_dir.resolve()).data)
    return [server.pid] if server else []


def psql_path() -> Path:
    """Return the `psql` that belongs to the server.

    Raises:
        WarehouseError: the package with PostgreSQL's binaries is not installed.
    """
    return binary("psql")


def _start(files: Files, settings: Mapping[str, str]) -> str:
    server = _ready_server(files, settings)
    url = _url(files, server)
    try:
        _verify(url, files)
    except WarehouseError:
        # A server that has just been killed looks alive for a moment.
        if not _wait(_DYING_SECONDS, lambda: running_server(files.data) != server):
            raise
        server = _ready_server(files, settings)
        url = _url(files, server)
        _verify(url, files)
    files.port.write_text(f"{server.port}\n")
    return url


def _ready_server(files: Files, settings: Mapping[str, str]) -> Server:
    server = running_server(files.data)
    if server is not None and server.ready:
        return server
    initdb = binary("initdb")
    account = server_account(initdb, files.state_dir, files.data)
    initialise(files, initdb, account)
    return launch_until_ready(files, account, settings)


def _url(files: Files, server: Server) -> str:
    return f"postgresql://{USER}:{quote(read_password(files), safe='')}@127.0.0.1:{server.port}/{USER}"


def _verify(url: str, files: Files) -> None:
    """Log in, check that the server is ours, and create the database if it is missing.

    Raises:
        WarehouseError: the login fails or another server responds.
    """
    try:
        connection = psycopg2.connect(
            **connection_parameters(url)
            | {"dbname": "postgres", "connect_timeout": "10", "options": "-c statement_timeout=60s"}
        )
    except psycopg2.OperationalError as error:
        raise WarehouseError(
            f"the PostgreSQL over {files.data} runs but refuses the password in {files.password()}: "
            f"{str(error).strip()}"
        ) from None
    with contextlib.closing(connection), connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(
            "SELECT current_setting('data_directory'), EXISTS (SELECT FROM pg_database WHERE datname = %s)", [USER]
        )
        data, has_database = cursor.fetchone() or ("", False)
        if Path(data) != files.data:
            raise WarehouseError(
                f"the server at port {connection.info.port} has its data in {data}, not in {files.data}: was the "
                f"folder moved while it ran? Run `{command('stop')}` and try again"
            )
        if not has_database:
            cursor.execute(f"CREATE DATABASE {USER}")


@contextlib.contextmanager
def _locked(files: Files) -> Iterator[None]:
    with files.lock.open("a") as file:  # Python's files are not inherited, so the server does not keep the lock
        if not lock(file, _LOCK_SECONDS):
            raise WarehouseError(
                f"another process has been starting or stopping the PostgreSQL in {files.state_dir} "
                f"for {_LOCK_SECONDS} s; "
                f"end it (`fuser {files.lock}` prints its number), then try again"
            )
        collect_ended()
        yield


def _wait(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(POLL_SECONDS)
    return condition()


def _unusable(state_dir: Path, error: OSError) -> WarehouseError:
    return WarehouseError(
        f"the local PostgreSQL cannot use {state_dir}: {error}; if another user ran it there first, run this as "
        "that user or remove the folder as that user"
    )
