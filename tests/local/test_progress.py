"""The line of the running task shows what runs, for how long, and how far the run and its load are."""

import time
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from movielytics.local.progress import Progress, RunningLine
from movielytics.staging import progress
from movielytics.terminal.console import Diversion


@pytest.mark.parametrize(
    ("seconds", "rows"), [(None, []), (9.9, []), (20.0, ["3,000,000", "rows", "read,", "150,000", "per", "second"])]
)
def test_the_running_line_names_task_time_and_place(
    seconds: float | None, rows: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if seconds is not None:
        monkeypatch.setattr(progress, "_running", [lambda: progress.Progress("stage_ratings", 3_000_000, seconds)])
    line = RunningLine()
    line.task_id, line.place, line.tasks, line.started = "stage_ratings", 3, 16, time.monotonic() - 12
    console = Console(file=StringIO(), width=80)
    console.print(line)
    assert console.file.getvalue().split()[1:] == [  # type: ignore[attr-defined]
        "stage_ratings", "12", "s", "3", "of", "16", *rows,
    ]  # fmt: skip


@pytest.mark.parametrize("terminal", [False, True])
def test_a_long_load_prints_lines_where_no_line_moves(terminal: bool) -> None:
    console: Any = Console(file=StringIO(), force_terminal=terminal, width=100)
    disk: Any = None
    Progress(Diversion(console), disk, frozenset()).load(progress.Progress("stage_ratings", 3_000_000, 20.0))
    printed = console.file.getvalue()
    assert ("3,000,000 rows read, 150,000 per second" in printed) is not terminal
