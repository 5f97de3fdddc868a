"""The local Airflow: its configuration by environment variables, and its metadata database (SQLite)."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from movielytics.errors import MovielyticsError
from movielytics.local.file_lock import lock
from movielytics.local.setup import STATE_DIR
from movielytics.orchestration.ui import DAG_ID
from movielytics.redaction import RECEIVERS
from movielytics.resources import folder

AIRFLOW_HOME = STATE_DIR / "airflow"
TASK_LOGS = AIRFLOW_HOME / "logs"
RUN_LOG = TASK_LOGS / "run.log"
"""What the last local run printed between its tasks."""
DATABASE = AIRFLOW_HOME / "airflow.db"
DATABASE_SECONDS = 2.0
"""Seconds to wait for another process's write to the database."""

_UNFINISHED_RUNS = """
SELECT
    run_id,
    triggered_by = 'TEST'
FROM dag_run
WHERE
    dag_id = ?
    AND state IN ('queued', 'running')
"""
"""Runs that have not ended, and whether each is a local run (Airflow's word for those is TEST) or a scheduler's."""
_FAIL_TASKS = """
UPDATE task_instance
SET
    state = 'failed',
    end_date = :now,
    duration = (JULIANDAY(:now) - JULIANDAY(start_date)) * 86400
WHERE
    dag_id = :dag_id
    AND run_id = :run_id
    AND state IN ('scheduled', 'queued', 'running', 'restarting', 'deferred', 'up_for_retry', 'up_for_reschedule')
"""
_FAIL_RUN = """
UPDATE dag_run
SET
    state = 'failed',
    end_date = :now
WHERE
    dag_id = :dag_id
    AND run_id = :run_id
"""


def configure(**more: str) -> None:
    """Set Airflow's variables for this process, before it imports Airflow, and for its children.

    Variables of another Airflow that the user may have are removed: they would run this DAG against its database. The
    receivers of alerts stay, which are this project's own.

    Args:
        more: further options, such as ``AIRFLOW__API__PORT``.
    """
    for name in [name for name in os.environ if name.startswith("AIRFLOW_") and name != RECEIVERS]:
        del os.environ[name]
    AIRFLOW_HOME.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        AIRFLOW_HOME=str(AIRFLOW_HOME),
        AIRFLOW__CORE__DAGS_FOLDER=str(folder("dags")),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__EXECUTOR="LocalExecutor",
        AIRFLOW__CORE__PARALLELISM="4",
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS="True",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{DATABASE}",
        AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS="False",
        AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(TASK_LOGS),
        AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
        # The command `airflow` is in this virtual environment, which need not be activated.
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        # Airflow's processes talk to each other over HTTP.
        NO_PROXY=",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1,localhost"])),
    )
    os.environ.update(more)


def prepare_database() -> None:
    """Create or upgrade Airflow's tables, unless this version of Airflow has already done so. Imports Airflow."""
    done = AIRFLOW_HOME / f"database-{version('apache-airflow')}"
    if done.exists() and DATABASE.exists():
        return
    from airflow.utils.db import initdb

    initdb()
    done.touch()


def set_paused(paused: bool) -> None:
    """Pause or unpause the DAG for the scheduler, if one runs: it must not interfere with this process's run."""
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    with create_session() as session:
        model = session.get(DagModel, DAG_ID)
        if model is not None:
            model.is_paused = paused


def close_abandoned_runs(*, scheduler_lives: bool) -> list[str]:
    """Mark interrupted runs and their tasks as failed now; otherwise a scheduler would continue them.

    Call it while holding ``only_run``, so that no local run is alive. It does not import Airflow, so that it takes
    milliseconds: an interrupted command has to end at once.

    Args:
        scheduler_lives: whether Airflow's UI and scheduler are up, so that their runs are not abandoned.

    Returns:
        The ids of the scheduler's runs that are in progress.
    """
    if not DATABASE.exists():
        return []
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as Airflow writes times into SQLite
    with closing(sqlite3.connect(DATABASE, timeout=DATABASE_SECONDS)) as database, database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'dag_run'").fetchone():
            return []  # interrupted before Airflow created its tables
        unfinished = database.execute(_UNFINISHED_RUNS, [DAG_ID]).fetchall()
        scheduled = [run_id for run_id, is_local in unfinished if not is_local]
        for run_id, is_local in unfinished:
            if is_local or not scheduler_lives:
                database.execute(_FAIL_TASKS, {"now": now, "dag_id": DAG_ID, "run_id": run_id})
                database.execute(_FAIL_RUN, {"now": now, "dag_id": DAG_ID, "run_id": run_id})
    return scheduled if scheduler_lives else []


@contextmanager
def only_run(wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock of a local run.

    Args:
        wait_seconds: seconds to wait for another run to end.

    Raises:
        MovielyticsError: another local run is in progress.
    """
    with (STATE_DIR / "run.lock").open("a") as file:
        if not lock(file, wait_seconds):
            raise MovielyticsError(f"another run is in progress in {STATE_DIR}; wait until it has ended")
        yield
