"""Start `movielytics run` as a user does, send signals to it, and find what survives it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from movielytics.local.postgres.data import Files, running_server

LIMIT_SECONDS = 600
"""Seconds; no run of a test takes longer."""


@dataclass
class Machine:
    """A state folder and the command line.

    Attributes:
        state: the state folder; it also identifies the processes that work for it.
        more: further environment variables.
        outputs: the folder of what commands print; None: the state folder.
    """

    state: Path
    more: dict[str, str] = field(default_factory=dict)
    outputs: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of each command: the test's own, without its Movielytics settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOVIELYTICS_", "AIRFLOW"))}
        return kept | {"MOVIELYTICS_STATE_DIR": str(self.state), "COLUMNS": "200"} | self.more

    def start(self, *arguments: str) -> "Started":
        """Start `movielytics` with these arguments in a session of its own; its output goes to a file."""
        self.state.mkdir(parents=True, exist_ok=True)
        output = (self.outputs or self.state) / f"output-{time.monotonic_ns()}.txt"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [str(Path(sys.executable).with_name("movielytics")), *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        return Started(process, output)

    def run(self, *arguments: str) -> "Started":
        """Do the same and wait for its end."""
        started = self.start(*arguments)
        started.wait(LIMIT_SECONDS)
        return started

    def survivors(self) -> list[str]:
        """Return the processes that work for this state folder, except PostgreSQL without sessions."""
        found = []
        server = running_server(Files(self.state.resolve()).data)
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.status() == psutil.STATUS_ZOMBIE or not self._is_ours(process):
                    continue
                if server is not None and server.pid in (process.pid, process.ppid()) and not _is_session(process):
                    continue
                found.append(f"{process.pid} {' '.join(process.cmdline())[:200]}")
        return found

    def survivors_after(self, seconds: float) -> list[str]:
        """Return the processes that work for this state folder after ``seconds``; return early if there are none."""
        deadline = time.monotonic() + seconds
        while (left := self.survivors()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left

    def _is_ours(self, process: psutil.Process) -> bool:
        words = (str(self.state), str(self.state.resolve()))
        text = "\n".join(process.cmdline()) + "\n" + "\n".join(process.environ().values())
        if any(word in text for word in words):
            return True
        return any(process.cwd().startswith(word) for word in words)

    def unfinished_in_airflow(self) -> list[tuple[str, ...]]:
        """Return the runs and tasks that Airflow's database says are in progress, or that ended without a date."""
        database = self.state / "airflow" / "airflow.db"
        if not database.exists():
            return []
        query = """
            SELECT run_id, '', state FROM dag_run
            WHERE state IN ('queued', 'running') OR (state IN ('success', 'failed') AND end_date IS NULL)
            UNION ALL
            SELECT run_id, task_id, state FROM task_instance
            WHERE state IN ('scheduled', 'queued', 'running', 'up_for_retry')
                OR (state IN ('success', 'failed') AND end_date IS NULL)
        """
        with closing(sqlite3.connect(database, timeout=10)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'dag_run'").fetchone():
                return []
            return connection.execute(query).fetchall()


@dataclass
class Started:
    """A command that was started.

    Attributes:
        process: the command's process.
        file: where its output goes.
    """

    process: "subprocess.Popen[bytes]"
    file: Path

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self.file.read_text(errors="replace")

    @property
    def code(self) -> int | None:
        """Its exit code."""
        return self.process.returncode

    def wait(self, seconds: float) -> int:
        """Wait for its end; raises TimeoutExpired."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def wait_for_output(self, words: str, seconds: float = 120) -> None:
        """Wait until it has printed ``words``."""
        deadline = time.monotonic() + seconds
        while words not in self.output:
            assert self.process.poll() is None, f"it ended before it printed {words!r}:\n{self.output}"
            assert time.monotonic() < deadline, f"it has not printed {words!r} in {seconds} s:\n{self.output}"
            time.sleep(0.02)

    def send(self, what: signal.Signals) -> None:
        """Send a signal to the command's process, as `kill` does."""
        self.process.send_signal(what)

    def press_ctrl_c(self) -> None:
        """Send SIGINT to the process group, as a terminal does."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()

    def descendants(self) -> list[psutil.Process]:
        """Return the processes that it and its children have started, PostgreSQL included."""
        with suppress(psutil.Error):
            return list(psutil.Process(self.process.pid).children(recursive=True))
        return []

    def child(self, words: str, seconds: float = 60) -> psutil.Process:
        """Wait for a descendant whose command line contains ``words`` and return it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for process in self.descendants():
                with suppress(psutil.Error):
                    if words in " ".join(process.cmdline()):
                        return process
            assert self.process.poll() is None, f"it ended before a process with {words!r} began:\n{self.output}"
            time.sleep(0.05)
        raise AssertionError(f"no process with {words!r} in {seconds} s:\n{self.output}")


def _is_session(process: psutil.Process) -> bool:
    """Return whether a process of PostgreSQL serves a client."""
    title = " ".join(process.cmdline())
    return title.startswith("postgres: movielytics ")
