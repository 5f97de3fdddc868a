"""Run a command in a child process, under a supervisor that handles signals and cleans up.

Python cannot end a run cleanly from inside. A KeyboardInterrupt can be raised between any two instructions, libraries
catch or print it, and no code runs while Java or PostgreSQL works. But every step of a run may be killed safely. So
the run has its own session, which no key of the terminal reaches. The supervisor handles signals one by one in ordinary
code, kills the whole session, and then removes what is left of it. It imports other modules late, so that it starts at
once.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from movielytics.errors import MovielyticsError

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C, SIGTERM or SIGHUP ended."""
BROKEN = 7
"""The exit code of a command whose processes were killed or stopped: that of ``Kind.ENVIRONMENT``."""
STOPPED_SECONDS = 60
"""Seconds that a process may be stopped by SIGSTOP before the run fails, because everything else waits for it."""
KILL_SECONDS = 2
"""Seconds that killed processes may take to disappear."""
UI_STOP_SECONDS = 2
"""Seconds in which an Airflow that responds has stopped. Then it is killed, which is safe in every step of a task."""

_TICK_SECONDS = 2.0
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


class Dependency(Protocol):
    """A server outside the session that the child needs."""

    def processes(self) -> list[int]:
        """Return the ids of its processes that run now; their descendants belong to it too."""

    def loss(self) -> "MovielyticsError | None":
        """Return the error that ends the command because the server has ended; None while the command can continue."""


def supervise(
    *,
    clean_up: Callable[[], None],
    interrupted: str,
    interrupted_code: int = INTERRUPTED,
    grace_seconds: float = 0,
    dependency: Dependency | None = None,
) -> None:
    """Continue in a child process. The calling process waits for it, ends with its exit code, and never returns.

    The child leads a new session, and is killed if the supervisor dies. When the child ends, the rest of the session is
    killed. Ctrl-Z stops the session and the supervisor, and SIGCONT continues both.

    Args:
        clean_up: called in the supervisor when no process of the session is left, however the child ended.
        interrupted: what to print when a signal ended the child.
        interrupted_code: the exit code of the command in that case.
        grace_seconds: seconds that the processes may take to end by themselves after SIGTERM.
        dependency: checked every two seconds. If one of its processes or one of the session is stopped for
            ``STOPPED_SECONDS``, or if the dependency is lost, the command fails.
    """
    # A signal that is ignored from the start, as under nohup, stays ignored.
    interrupts = {number for number in _INTERRUPTS if signal.getsignal(number) != signal.SIG_IGN}
    watched = interrupts | {signal.SIGCHLD, signal.SIGTSTP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    sys.stdout.flush()
    sys.stderr.flush()
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        os.setsid()
        _die_with(supervisor)
        for number in interrupts:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    code, message = _Watch(child, watched, interrupts, dependency).to_the_end(interrupted)
    _kill(child, grace_seconds if code == INTERRUPTED else 0)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, os.WNOHANG)
    clean_up()
    _say(message)
    _flush()
    os._exit(interrupted_code if code == INTERRUPTED else code)  # nothing is left to do, and no signal can interrupt it


class _Watch:
    """Waits for the child's end or a reason to end it."""

    def __init__(
        self, child: int, watched: set[signal.Signals], interrupts: set[signal.Signals], dependency: Dependency | None
    ) -> None:
        self._child, self._watched, self._interrupts, self._dependency = child, watched, interrupts, dependency
        self._stopped_since: dict[int, float] = {}

    def to_the_end(self, interrupted: str) -> tuple[int, str]:
        """Return the exit code of the command and what to print."""
        while True:
            received = signal.sigtimedwait(self._watched, _TICK_SECONDS)
            if received is not None and received.si_signo in self._interrupts:
                return INTERRUPTED, interrupted
            if received is not None and received.si_signo == signal.SIGTSTP:
                self._pause()
            ended, status = os.waitpid(self._child, os.WNOHANG)
            if ended:
                return _outcome(os.waitstatus_to_exitcode(status), interrupted)
            if received is None and (verdict := self._verdict()):
                return verdict

    def _pause(self) -> None:
        """Stop this process and the session until SIGCONT, as Ctrl-Z does to any program."""
        from movielytics.local import processes

        paused = processes.members(self._child)
        processes.send(paused, signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
        processes.send(paused, signal.SIGCONT)

    def _verdict(self) -> tuple[int, str] | None:
        """Return the result of ``to_the_end`` if the child must end now; otherwise None."""
        if names := self._stopped_too_long():
            return BROKEN, (
                f"error: stopped by SIGSTOP for {STOPPED_SECONDS} s, so the run was ended: {names}; "
                "published data is intact: continue what is still stopped (kill -CONT PID) or kill it, then run again"
            )
        error = self._dependency.loss() if self._dependency else None
        if error is None:
            return None
        from movielytics.errors import EXIT_CODES

        return EXIT_CODES[error.kind], f"error: {error}"

    def _stopped_too_long(self) -> str:
        """Return the names of the processes that have been stopped for too long; empty if there are none."""
        from movielytics.local import processes

        candidates = processes.members(self._child)
        for pid in self._dependency.processes() if self._dependency else ():
            candidates += processes.family(pid)
        found = processes.stopped(candidates)
        now = time.monotonic()
        self._stopped_since = {pid: self._stopped_since.get(pid, now) for pid in found}
        late = [pid for pid, since in self._stopped_since.items() if now - since > STOPPED_SECONDS]
        return ", ".join(f"process {pid} ({found[pid]})" for pid in late)


def _outcome(code: int, interrupted: str) -> tuple[int, str]:
    """Return the command's exit code and what to print, given the child's exit code (negative: a signal ended it)."""
    if code == INTERRUPTED or -code in _INTERRUPTS:
        return INTERRUPTED, interrupted
    if code < 0:
        name = signal.Signals(-code).name
        return BROKEN, (
            f"error: {name} ended the run's process; published data is intact: run again, after SIGKILL with more free "
            f"memory, because the system kills processes when it runs out"
        )
    return code, ""


def _kill(session: int, grace_seconds: float) -> None:
    from movielytics.local import processes

    if grace_seconds:
        asked = processes.members(session)
        processes.send(asked, signal.SIGTERM)
        processes.wait_for_end(asked, grace_seconds)
    processes.end(session, KILL_SECONDS)


def _say(message: str) -> None:
    """Print to the output of the run; a killed run may have left a hidden cursor and half a line."""
    with contextlib.suppress(OSError, ValueError):  # a terminal that was closed
        if sys.stdout.isatty():
            sys.stdout.write("\r\x1b[2K\x1b[?25h")
        if message:
            print(message, file=sys.stderr if message.startswith("error") else sys.stdout)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()


def _die_with(parent: int) -> None:
    """Make the kernel kill this process when ``parent`` dies. Only Linux supports it."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # the parent died before the call
        os._exit(1)
