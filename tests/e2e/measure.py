"""The duration of a run per task, and its number of pods."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from e2e.airflow_api import Run
from e2e.recorder import Recorder


def report(title: str, run: Run, recorder: Recorder, folder: Path) -> str:
    """Return a table of a run's tasks in seconds since its start; write the same as ``<title>.json`` into a folder."""
    reply = run.reply()
    begun, ended = (datetime.fromisoformat(reply[key]) for key in ("start_date", "end_date"))

    def since(moment: datetime | None) -> float | None:
        return round((moment - begun).total_seconds(), 1) if moment else None

    tasks = sorted(run.tasks().values(), key=lambda task: task.ended or ended)
    rows = [
        {
            "task": task.task_id,
            "queued": since(task.queued),
            "started": since(task.started),
            "ended": since(task.ended),
            "tries": task.try_number,
        }
        for task in tasks
    ]
    pods = Counter(pod.component for pod in recorder.pods_of(run.run_id))
    measured = {"run": run.run_id, "seconds": since(ended), "pods": dict(pods), "tasks": rows}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{title.replace(' ', '-')}.json").write_text(json.dumps(measured, indent=2) + "\n")
    return _table(title, measured)


def _table(title: str, measured: dict[str, Any]) -> str:
    pods = ", ".join(f"{count} {component}" for component, count in sorted(measured["pods"].items()))
    lines = [
        f"{title}: {measured['seconds']:.0f} s, pods: {pods}",
        _line("seconds since its start", "queued", "started", "ended", "tries"),
    ]
    lines += [_line(*("-" if cell is None else str(cell) for cell in row.values())) for row in measured["tasks"]]
    return "\n".join(lines)


def _line(task: str, *cells: str) -> str:
    return f"{task:24}" + "".join(f"{cell:>9}" for cell in cells)
