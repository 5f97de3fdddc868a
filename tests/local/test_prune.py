"""The local Airflow's old runs and logs are deleted; each test has an Airflow of its own, in a process of its own."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from movielytics.local.prune import _remove_logs

PROGRAM = """
import json, os, sqlite3, sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

from movielytics.local import airflow_home
from movielytics.local.prune import prune_airflow

NOW = datetime(2026, 12, 1, tzinfo=UTC)
airflow_home.configure()
airflow_home.prepare_database()
with closing(sqlite3.connect(airflow_home.DATABASE)) as database, database:
    for days in (200, 100, 80, 1):
        at = (NOW - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S.%f")
        columns = {"dag_id": "movie_dwh_dag", "run_id": f"{days} days ago", "run_type": "manual", "state": "success",
                   "start_date": at, "end_date": at, "run_after": at, "updated_at": at, "clear_number": 0,
                   "log_template_id": 1, "queued_at": at, "span_status": "ended"}
        known = {row[1] for row in database.execute("PRAGMA table_info(dag_run)")}
        columns = {name: value for name, value in columns.items() if name in known}
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        database.execute(f"INSERT INTO dag_run ({names}) VALUES ({marks})", list(columns.values()))
        log = airflow_home.TASK_LOGS / "dag_id=movie_dwh_dag" / f"run_id={days}" / "attempt=1.log"
        log.parent.mkdir(parents=True)
        log.write_text("log")
        os.utime(log, times=(at_seconds := (NOW - timedelta(days=days)).timestamp(), at_seconds))


def state():
    with closing(sqlite3.connect(airflow_home.DATABASE)) as database:
        runs = [run for (run,) in database.execute("SELECT run_id FROM dag_run ORDER BY start_date")]
    folders = sorted(int(path.name[7:]) for path in (airflow_home.TASK_LOGS / "dag_id=movie_dwh_dag").iterdir())
    return [runs, folders]


found = {"before": state()}
found["dry"] = prune_airflow(NOW, dry_run=True)
found["after dry"] = state()
found["real"] = prune_airflow(NOW)
found["after"] = state()
print(json.dumps(found))
"""


def run(state_dir: Path) -> dict[str, Any]:
    environment = os.environ | {"MOVIELYTICS_STATE_DIR": str(state_dir)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_old_runs_and_logs_are_deleted(tmp_path: Path) -> None:
    found = run(tmp_path)
    assert found["after dry"] == found["before"]
    assert found["dry"] == found["real"]
    assert "runs 2, logs 2" in found["real"]
    assert found["after"] == [["80 days ago", "1 days ago"], [1, 80]]


def test_a_log_that_cannot_be_deleted_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (0, 0))
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "a.log":
            raise PermissionError(path)
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    removed, kept = _remove_logs(tmp_path, datetime.now(UTC) - timedelta(days=1), dry_run=False)
    assert (removed, [path.name for path in kept]) == (1, ["a.log"])
    assert [path.name for path in tmp_path.iterdir()] == ["a.log"]
