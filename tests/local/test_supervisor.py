"""A command in a child process: how signals, its end and its supervisor's end are handled, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from movielytics.errors import EXIT_CODES, Kind
from movielytics.local.supervisor import BROKEN, INTERRUPTED

COMMAND = '''
import os, signal, subprocess, sys, time
from pathlib import Path
from movielytics.local import supervisor
from movielytics.errors import UnreachableError

folder, work = Path(sys.argv[1]), sys.argv[2]
supervisor.STOPPED_SECONDS, supervisor._TICK_SECONDS = 1, 0.1

class Server:
    def processes(self):
        return []

    def loss(self):
        return UnreachableError("PostgreSQL has ended") if (folder / "lost").exists() else None

supervisor.supervise(
    clean_up=lambda: (folder / "cleaned").touch(),
    interrupted="Interrupted.",
    grace_seconds=float(sys.argv[3]),
    dependency=Server(),
)
# A grandchild in a process group of its own that ignores what it can, as Java and Spark's workers do.
stubborn = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""
grandchild = subprocess.Popen([sys.executable, "-c", stubborn], process_group=0)
(folder / "children.new").write_text(f"{os.getpid()} {grandchild.pid}")
(folder / "children.new").rename(folder / "children")
while not (folder / "seen").exists():
    time.sleep(0.01)
exec(work)
'''
SLEEP = "time.sleep(60)"
BUSY = "sum(iter(int, 1))"  # inside C code that never returns to the interpreter: no handler of Python runs
CATCHES_ALL = """
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""


class Supervised:
    """The supervisor's process and what it started."""

    def __init__(self, folder: Path, work: str, grace: float = 0, before: str = "") -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            ["sh", "-c", f'{before} exec "$@"', "sh", sys.executable, "-c", COMMAND, str(folder), work, str(grace)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while not (folder / "children").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.child, self.grandchild = map(psutil.Process, map(int, (folder / "children").read_text().split()))
        (folder / "seen").touch()  # otherwise a command may have ended before its processes are found

    def end(self, seconds: float = 5) -> tuple[int, str]:
        """Wait for its end; return the exit code and the output."""
        output, _ = self.process.communicate(timeout=seconds)
        return self.process.returncode, output

    def left(self, seconds: float = 2) -> list[psutil.Process]:
        """Return which of its processes still live when the time is over."""
        _, alive = psutil.wait_procs([self.child, self.grandchild], seconds)
        return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Supervised]]:
    started: list[Supervised] = []

    def start(work: str, **more: object) -> Supervised:
        started.append(Supervised(tmp_path, work, **more))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        for process in (one.child, one.grandchild):
            if process.is_running():
                process.kill()


@pytest.mark.parametrize("work", [SLEEP, BUSY, CATCHES_ALL], ids=["sleep", "busy", "catches-all"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_processes(start: Callable[..., Supervised], number: signal.Signals, work: str) -> None:
    supervised = start(work)
    os.killpg(supervised.process.pid, number)  # as a terminal does
    assert supervised.end() == (INTERRUPTED, "Interrupted.\n")
    assert not supervised.left(0)
    assert (supervised.folder / "cleaned").exists()


def test_further_signals_do_not_disturb_the_end(start: Callable[..., Supervised]) -> None:
    supervised = start(SLEEP, grace=0.5)
    for _ in range(20):
        os.killpg(supervised.process.pid, signal.SIGINT)
        time.sleep(0.02)
    assert supervised.end() == (INTERRUPTED, "Interrupted.\n")
    assert not supervised.left(0)


@pytest.mark.parametrize(("work", "code"), [("sys.exit(0)", 0), ("sys.exit(3)", 3), ("raise KeyError", 1)])
def test_the_exit_code_is_the_childs(start: Callable[..., Supervised], work: str, code: int) -> None:
    supervised = start(work)
    assert supervised.end()[0] == code
    assert not supervised.left(0)
    assert (supervised.folder / "cleaned").exists()


def test_a_killed_child_is_reported(start: Callable[..., Supervised]) -> None:
    supervised = start(SLEEP)
    supervised.child.kill()
    code, output = supervised.end()
    assert code == BROKEN
    assert "SIGKILL ended the run's process" in output
    assert not supervised.left(0)


def test_the_child_dies_with_its_supervisor(start: Callable[..., Supervised]) -> None:
    supervised = start(BUSY)
    supervised.process.kill()
    supervised.process.wait()
    _, alive = psutil.wait_procs([supervised.child], 2)
    assert not alive


def test_a_stopped_process_fails_the_command(start: Callable[..., Supervised]) -> None:
    supervised = start("grandchild.wait()")
    supervised.grandchild.suspend()
    code, output = supervised.end(10)
    assert code == BROKEN
    assert f"process {supervised.grandchild.pid}" in output
    assert "SIGSTOP" in output
    assert not supervised.left(0)


def test_the_loss_of_a_server_ends_the_command(start: Callable[..., Supervised]) -> None:
    supervised = start(CATCHES_ALL)
    (supervised.folder / "lost").touch()
    assert supervised.end() == (EXIT_CODES[Kind.UNREACHABLE], "error: PostgreSQL has ended\n")
    assert not supervised.left(0)
    assert (supervised.folder / "cleaned").exists()


def test_a_killed_process_has_the_exit_code_of_the_environment() -> None:
    assert EXIT_CODES[Kind.ENVIRONMENT] == BROKEN


def test_ctrl_z_stops_and_continues_everything(start: Callable[..., Supervised]) -> None:
    supervised = start(SLEEP)
    command = psutil.Process(supervised.process.pid)
    command.send_signal(signal.SIGTSTP)
    everything = [command, supervised.child, supervised.grandchild]
    _wait(lambda: {process.status() for process in everything} == {psutil.STATUS_STOPPED})
    time.sleep(1.5)  # longer than a process may be stopped for otherwise
    command.send_signal(signal.SIGCONT)
    _wait(lambda: psutil.STATUS_STOPPED not in {process.status() for process in everything})
    command.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == INTERRUPTED


def test_nohup_is_respected(start: Callable[..., Supervised]) -> None:
    supervised = start(SLEEP, before="trap '' HUP;")
    supervised.process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        supervised.process.wait(0.5)


def _wait(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
