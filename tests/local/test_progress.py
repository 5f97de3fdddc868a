"""The line of the running task shows what runs, for how long, and how far the run is."""

import time
from io import StringIO

from rich.console import Console

from movielytics.local.progress import RunningLine


def test_the_running_line_names_task_time_and_place() -> None:
    line = RunningLine()
    line.task_id, line.place, line.tasks, line.started = "stage_ratings", 3, 16, time.monotonic() - 12
    console = Console(file=StringIO(), width=80)
    console.print(line)
    assert console.file.getvalue().split()[1:] == ["stage_ratings", "12", "s", "3", "of", "16"]  # type: ignore[attr-defined]
