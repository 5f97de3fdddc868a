"""The processes of a session: everything that a run or the UI started, except PostgreSQL, which has its own."""

import os
import signal
import time
from collections.abc import Iterable

import psutil  # type: ignore[import-untyped]

_POLL_SECONDS = 0.02


def members(session: int) -> list[psutil.Process]:
    """Return the living processes of a session, without zombies, which their parents have to collect."""
    return [process for process in psutil.process_iter() if _is_member(process, session) and lives(process)]


def end(session: int, seconds: float) -> list[psutil.Process]:
    """Kill all processes of a session, including those that they start meanwhile; return those that are left.

    Args:
        session: the session's id.
        seconds: seconds to wait; a process inside a system call that never returns cannot be killed.
    """
    deadline = time.monotonic() + seconds
    while (left := members(session)) and time.monotonic() < deadline:
        send(left, signal.SIGKILL)
        time.sleep(_POLL_SECONDS)
    return left


def send(processes: Iterable[psutil.Process], what: signal.Signals) -> None:
    """Send a signal to processes; skip those that are gone."""
    for process in processes:
        try:
            process.send_signal(what)
        except psutil.NoSuchProcess:
            continue


def wait_for_end(processes: list[psutil.Process], seconds: float) -> None:
    """Wait until the processes are gone or zombies, for at most ``seconds``."""
    deadline = time.monotonic() + seconds
    while any(lives(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def lives(process: psutil.Process) -> bool:
    """Return whether the process runs and is not a zombie."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def stopped(processes: Iterable[psutil.Process]) -> dict[int, str]:
    """Return the processes that SIGSTOP has stopped: their names by number."""
    found = {}
    for process in processes:
        try:
            if process.status() == psutil.STATUS_STOPPED:
                found[process.pid] = process.name()
        except psutil.Error:
            continue
    return found


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all its descendants; empty if it is gone."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _is_member(process: psutil.Process, session: int) -> bool:
    try:
        return os.getsid(process.pid) == session
    except (ProcessLookupError, PermissionError):
        return False
