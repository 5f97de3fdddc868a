"""The processes of a local run, by what they are."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from movielytics.local import postgres
from support.local_run import Started

_DAEMON = "movielytics.staging.worker_daemon"


def _supervisor(run: Started, state: Path) -> list[psutil.Process]:
    return [psutil.Process(run.process.pid)]


def _child(run: Started, state: Path) -> list[psutil.Process]:
    return list(psutil.Process(run.process.pid).children())


def _jvm(run: Started, state: Path) -> list[psutil.Process]:
    return [process for process in run.descendants() if process.name() == "java"]


def _python(run: Started) -> list[psutil.Process]:
    # Not zombies: they have no command line, and the JVM never reaps one that bash left before it became the JVM.
    alive = [process for process in run.descendants() if process.status() != psutil.STATUS_ZOMBIE]
    return [process for process in alive if _DAEMON in process.cmdline()]


def _daemon(run: Started, state: Path) -> list[psutil.Process]:
    found = _python(run)
    return [process for process in found if process.ppid() not in {each.pid for each in found}]


def _worker(run: Started, state: Path) -> list[psutil.Process]:
    found = _python(run)
    return [process for process in found if process.ppid() in {each.pid for each in found}]


def _postmaster(run: Started, state: Path) -> list[psutil.Process]:
    return [psutil.Process(pid) for pid in postgres.processes(state)]


def _backend(run: Started, state: Path) -> list[psutil.Process]:
    sessions = [session for server in _postmaster(run, state) for session in server.children()]
    return [
        session for session in sessions if " ".join(session.cmdline()).startswith("postgres: movielytics movielytics")
    ]


TARGETS: dict[str, Callable[[Started, Path], list[psutil.Process]]] = {
    "supervisor": _supervisor,
    "child": _child,
    "JVM": _jvm,
    "worker daemon": _daemon,
    "worker": _worker,
    "postmaster": _postmaster,
    "backend": _backend,
}
"""Name of a kind of process, and how to find those that work for a run now."""


def living(target: str, run: Started, state: Path) -> list[psutil.Process]:
    """Return the processes of a kind that live now; empty if there are none."""
    with suppress(psutil.Error):
        return [process for process in TARGETS[target](run, state) if process.status() != psutil.STATUS_ZOMBIE]
    return []
