"""Commands that run in a child process. This module has few imports, so that their supervisor starts at once."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movielytics.local.supervisor import UI_STOP_SECONDS, supervise

if TYPE_CHECKING:
    from movielytics.errors import MovielyticsError
    from movielytics.local.disk import Disk

INTERRUPTED = "Interrupted. Published data is intact; the next run resumes from here."
GONE_SECONDS = 5
"""Seconds that the server may be gone before its run ends: a run that meets a full disk reports it within this time."""
LOCK_SECONDS = 2
"""Seconds to wait for the lock of a run that was just killed: the kernel releases it when the last process ends."""


def run(landing: str | None, *, switch: bool) -> int:
    """Run ``run.run`` in a child process; Ctrl-C, SIGTERM and SIGHUP end it with exit code 130."""
    supervise(clean_up=_clean_up_run, interrupted=INTERRUPTED, dependency=_Server())
    from movielytics.local.run import run as run_here

    return run_here(landing, switch=switch)


def demo() -> int:
    """Run ``run`` with the sample data."""
    from movielytics.local.setup import sample_data

    return run(str(sample_data()), switch=False)


def ui(landing: str | None, *, switch: bool) -> int:
    """Run ``ui.ui`` in a child process; Ctrl-C, SIGTERM and SIGHUP are its normal end, with exit code 0."""
    supervise(clean_up=_clean_up_ui, interrupted="", interrupted_code=0, grace_seconds=UI_STOP_SECONDS)
    from movielytics.local.ui import ui as ui_here

    return ui_here(landing, switch=switch)


@dataclass
class _Server:
    """PostgreSQL, which serves the run but outlives it.

    Attributes:
        seen: when it was last seen running, in seconds of the monotonic clock; None before the first time.
        disk: the disk of the state folder, watched since the server was first seen.
    """

    seen: float | None = None
    disk: "Disk | None" = None

    def processes(self) -> list[int]:
        """Return its process id if it runs; also import what cleaning up needs."""
        from movielytics.local import airflow_home, postgres  # noqa: F401
        from movielytics.local.disk import Disk
        from movielytics.local.setup import STATE_DIR

        found = postgres.processes(STATE_DIR)
        if found:
            self.seen = time.monotonic()
            self.disk = self.disk or Disk(STATE_DIR)
        return found

    def loss(self) -> "MovielyticsError | None":
        """Return the error that ends the run if the server has been gone for ``GONE_SECONDS``.

        Nobody starts it again during a run.
        """
        if self.seen is None or self.disk is None or time.monotonic() - self.seen < GONE_SECONDS:
            return None
        from movielytics.errors import WarehouseUnreachableError
        from movielytics.local.postgres.data import Files
        from movielytics.local.setup import STATE_DIR

        log = Files(STATE_DIR).log
        return self.disk.problem() or WarehouseUnreachableError(
            f"PostgreSQL, which this run needs, has ended; its log is {log}; published data is intact: run again"
        )


def _clean_up_run() -> None:
    """Remove what the ended run left; another run that has started since does it by itself."""
    import sqlite3

    from movielytics.errors import MovielyticsError
    from movielytics.local import airflow_home, setup
    from movielytics.local.ui import ui_runs

    try:
        with airflow_home.only_run(wait_seconds=LOCK_SECONDS):
            setup.remove_scratch()
            airflow_home.close_abandoned_runs(scheduler_lives=ui_runs(setup.STATE_DIR))
    except (MovielyticsError, OSError, sqlite3.Error):
        return


def _clean_up_ui() -> None:
    """Close the runs of a UI that has ended, unless a UI still runs and only the start of a second one failed."""
    import sqlite3

    from movielytics.errors import MovielyticsError
    from movielytics.local import airflow_home, setup
    from movielytics.local.ui import forget_ui, ui_runs

    try:
        with airflow_home.only_run(wait_seconds=LOCK_SECONDS):
            if not ui_runs(setup.STATE_DIR):
                forget_ui(setup.STATE_DIR)
                airflow_home.close_abandoned_runs(scheduler_lives=False)
    except (MovielyticsError, OSError, sqlite3.Error):
        return
