"""Delete old runs and logs of the local Airflow."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from movielytics.errors import MovielyticsError
from movielytics.local import airflow_home
from movielytics.settings import RetentionSettings, read_settings


def prune_airflow(as_of: datetime, *, dry_run: bool = False) -> str:
    """Delete runs and task logs from before the retention, and return in words what was deleted.

    Airflow keeps the last run of each DAG that a schedule started. A log that cannot be deleted is reported, and the
    others are deleted nevertheless.

    Args:
        as_of: the end of the retention.
        dry_run: delete nothing, only count.

    Raises:
        MovielyticsError: a local run is in progress, or ``airflow db clean`` fails.
    """
    starts_at = as_of - timedelta(days=read_settings(RetentionSettings).log_retention_days)
    if not airflow_home.DATABASE.exists():
        return "the local Airflow has no runs"
    with airflow_home.only_run():
        runs = _clean_copy(starts_at) if dry_run else _clean(airflow_home.DATABASE, starts_at)
        logs, kept = _remove_logs(airflow_home.TASK_LOGS, starts_at, dry_run=dry_run)
    failed = f"; cannot delete {len(kept)} logs, such as {kept[0]}" if kept else ""
    return f"the local Airflow, from before {starts_at:%Y-%m-%d %H:%M} UTC: runs {runs:,}, logs {logs:,}{failed}"


def _clean_copy(starts_at: datetime) -> int:
    """Return how many runs would be deleted: delete them from a copy of the database."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "airflow.db"
        with closing(sqlite3.connect(airflow_home.DATABASE)) as database, closing(sqlite3.connect(copy)) as other:
            database.backup(other)
        return _clean(copy, starts_at)


def _clean(database: Path, starts_at: datetime) -> int:
    """Delete Airflow's metadata from before a moment, and return the number of deleted runs."""
    before = _runs(database)
    airflow_home.configure(AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{database}")
    command = ["db", "clean", "--clean-before-timestamp", starts_at.isoformat(), "--skip-archive", "--yes"]
    done = subprocess.run(
        [sys.executable, "-m", "airflow", *command],
        env=os.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-5:])
        raise MovielyticsError(f"cannot clean Airflow's database {database}: `airflow db clean` ends with:\n{end}")
    return before - _runs(database)


def _runs(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (number,) = connection.execute("SELECT COUNT(*) FROM dag_run").fetchone()
    return int(number)


def _remove_logs(folder: Path, starts_at: datetime, *, dry_run: bool) -> tuple[int, list[Path]]:
    """Remove files that were last written before a moment, and folders that are then empty.

    Returns:
        The number of removed files, and the files that cannot be removed.
    """
    removed = 0
    kept = []
    for path in sorted(folder.rglob("*"), reverse=True):  # the content of a folder before the folder
        if path.is_dir() and not path.is_symlink():
            if not dry_run and not any(path.iterdir()):
                path.rmdir()
        elif path.lstat().st_mtime < starts_at.timestamp():
            try:
                if not dry_run:
                    path.unlink()
                removed += 1
            except OSError:
                kept.append(path)
    return removed, kept
