"""The embedded Airflow: its configuration by environment variables, and its metadata database (SQLite)."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from movielytics.embedded.setup import STATE_DIR
from movielytics.errors import MovielyticsError
from movielytics.orchestration.ui import DAG_ID
from movielytics.settings import HOME

AIRFLOW_HOME = STATE_DIR / "airflow"
TASK_LOGS = AIRFLOW_HOME / "logs"


def configure(**more: str) -> None:
    """Set Airflow's variables for this process, before it imports Airflow, and for its children.

    Variables of another Airflow that the user may have are taken out: they would run this DAG against its database.

    Args:
        more: further options, such as ``AIRFLOW__API__PORT``.
    """
    for name in [name for name in os.environ if name.startswith("AIRFLOW_")]:
        del os.environ[name]
    AIRFLOW_HOME.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        AIRFLOW_HOME=str(AIRFLOW_HOME),
        AIRFLOW__CORE__DAGS_FOLDER=str(HOME / "dags"),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__EXECUTOR="LocalExecutor",
        AIRFLOW__CORE__PARALLELISM="4",
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS="True",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{AIRFLOW_HOME / 'airflow.db'}",
        AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS="False",
        AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(TASK_LOGS),
        AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
        # `airflow` is a command of the environment that runs this, which need not be activated.
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        # Airflow's processes talk to each other over HTTP.
        NO_PROXY=",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1,localhost"])),
    )
    os.environ.update(more)


def prepare_database() -> None:
    """Create or upgrade Airflow's tables, where this version of Airflow has not done so before. Imports Airflow."""
    done = AIRFLOW_HOME / f"database-{version('apache-airflow')}"
    if done.exists() and (AIRFLOW_HOME / "airflow.db").exists():
        return
    from airflow.utils.db import initdb

    initdb()
    done.touch()


def set_paused(paused: bool) -> None:
    """Pause or unpause the DAG for the scheduler, if one runs; it must leave a run that this process runs alone."""
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    with create_session() as session:
        model = session.get(DagModel, DAG_ID)
        if model is not None:
            model.is_paused = paused


def _running() -> tuple[list[str], list[str]]:
    """Return the ids of the runs that the metadata database says are running: local runs, and those of a scheduler."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType
    from sqlalchemy import select

    with create_session() as session:
        query = select(DagRun).where(DagRun.dag_id == DAG_ID, DagRun.state == DagRunState.RUNNING)
        runs = [(run.run_id, run.triggered_by == DagRunTriggeredByType.TEST) for run in session.scalars(query)]
    return [run_id for run_id, local in runs if local], [run_id for run_id, local in runs if not local]


def close_abandoned_runs(*, scheduler_lives: bool) -> list[str]:
    """Mark runs that were interrupted, and their tasks, as failed; a scheduler would go on with local ones otherwise.

    Call it while holding ``only_run``, which tells that no local run is alive.

    Args:
        scheduler_lives: whether Airflow's UI and scheduler are up, so that their runs are not abandoned.

    Returns:
        The ids of the scheduler's runs that are in progress.
    """
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState, TaskInstanceState
    from sqlalchemy import update

    local, scheduled = _running()
    abandoned = local if scheduler_lives else local + scheduled
    begun = [TaskInstanceState.RUNNING, TaskInstanceState.QUEUED, TaskInstanceState.UP_FOR_RETRY]
    with create_session() as session:
        of_tasks = update(TaskInstance).where(TaskInstance.dag_id == DAG_ID, TaskInstance.run_id.in_(abandoned))
        session.execute(of_tasks.where(TaskInstance.state.in_(begun)).values(state=TaskInstanceState.FAILED))
        of_runs = update(DagRun).where(DagRun.dag_id == DAG_ID, DagRun.run_id.in_(abandoned))
        session.execute(of_runs.values(state=DagRunState.FAILED))
    return scheduled if scheduler_lives else []


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock that a local run has while it lives.

    Raises:
        MovielyticsError: another local run is in progress.
    """
    with (STATE_DIR / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MovielyticsError(f"another run is in progress over {STATE_DIR}; wait until it has ended") from None
        yield
