"""One run of the DAG on this machine, through Airflow, in one process: the tasks share one Spark JVM."""

import gc
import importlib.util
import logging
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.text import Text

from movielytics.embedded import airflow_home, postgres
from movielytics.embedded.ahead import remember_landing, start_engines_if_needed
from movielytics.embedded.lines import news
from movielytics.embedded.setup import STATE_DIR, prepare
from movielytics.embedded.terminal import Diversion, console, diverted
from movielytics.embedded.ui import stop_ui, ui, ui_runs
from movielytics.errors import MovielyticsError
from movielytics.orchestration.ui import DAG_ID
from movielytics.settings import HOME, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from movielytics.embedded.progress import Progress

__all__ = ["STATE_DIR", "run", "stop_ui", "ui"]

LOG = airflow_home.TASK_LOGS / "run.log"
INTERRUPTED = 130
"""The exit code of a command that was ended by Ctrl-C."""


def run(landing: str | None) -> int:
    """Build the warehouse from ``landing`` (folder or s3:// URI; None: sample data), showing progress and answers.

    Returns:
        0; 1 if a task failed; 130 after Ctrl-C.

    Raises:
        MovielyticsError: what the run needs cannot be had, or another run is in progress.
    """
    started = time.monotonic()
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with _few_collections(), _terminated_like_interrupted(), airflow_home.only_run():
            console().print(f"Preparing: PostgreSQL, Airflow, files to load (state in {STATE_DIR})")
            prepare(landing)
            airflow_home.configure(AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="True")
            console().print(f"Loading {get_settings().landing_uri}")
            with diverted(LOG) as diversion:
                start_engines_if_needed(get_settings())
                progress, run_id, not_run = _run_dag(diversion)
    except KeyboardInterrupt:
        console().print(Text("interrupted: what was published stays whole; the next run goes on from there"))
        return INTERRUPTED
    return _conclude(progress, run_id, not_run, time.monotonic() - started)


def _run_dag(diversion: Diversion) -> "tuple[Progress, str, list[str]]":
    """Run the DAG; return its progress, the run's id and the tasks that were not run."""
    airflow_home.prepare_database()
    with_ui = ui_runs(STATE_DIR)
    for in_ui in airflow_home.close_abandoned_runs(scheduler_lives=with_ui):
        raise MovielyticsError(f"the run {in_ui} is in progress in Airflow's UI; wait until it has ended")

    from airflow.sdk.listener import get_listener_manager

    from movielytics.embedded.progress import Progress
    from movielytics.orchestration import local

    # Airflow's logging lets it through, and it has something to say at the end of the process, on the terminal.
    logging.getLogger("py4j").setLevel(logging.WARNING)
    progress = Progress(diversion)
    get_listener_manager().add_listener(progress)  # type: ignore[no-untyped-call]
    local.observers.append(progress.result)
    airflow_home.set_paused(True)
    try:
        dag = _load_dag()
        dag_run = dag.test()
    finally:
        airflow_home.close_abandoned_runs(scheduler_lives=with_ui)
        airflow_home.set_paused(False)
    ended = {task.task_id for task in dag_run.get_task_instances() if task.state in {"success", "failed", "skipped"}}
    return progress, dag_run.run_id, [task_id for task_id in dag.task_ids if task_id not in ended]


def _load_dag() -> Any:
    spec = importlib.util.spec_from_file_location(DAG_ID, HOME / "dags" / "movie_dwh_dag.py")
    if spec is None or spec.loader is None:
        raise MovielyticsError(f"there is no DAG file in {HOME / 'dags'}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.dag


def _conclude(progress: "Progress", run_id: str, not_run: list[str], seconds: float) -> int:
    show = console()
    if progress.failures or not_run:
        show.print(Text(f"\nThe run {run_id} failed after {seconds:.1f} s.", style="bold red"))
        for task_id, message in progress.failures.items():
            show.print(f"{task_id}: {message}")
        if not_run:
            show.print(f"Not run because of that: {', '.join(not_run)}")
        show.print(f"Logs: {airflow_home.TASK_LOGS}")
        return 1
    remember_landing(get_settings())
    show.print(Text(f"\nThe run {run_id} succeeded in {seconds:.1f} s{news(progress.results.values())}.\n", style="bold green"))
    _show_answers()
    return 0


def _show_answers() -> None:
    from movielytics.publishing.pages import Page
    from movielytics.publishing.store import open_store
    from movielytics.report.answers import print_answers

    settings = get_settings()
    store = open_store(settings)
    print_answers(settings.warehouse_url.get_secret_value())
    show = console()
    show.print()
    show.print(f"Report      {store.locate(Page.REPORT)}")
    show.print(f"Data Docs   {store.locate(Page.DATA_DOCS)}")
    show.print(f'Warehouse   {postgres.psql_path()} "$(make -s -C {HOME} url)"')
    show.print(f"Airflow UI  make -C {HOME} ui")


@contextmanager
def _few_collections() -> "Iterator[None]":
    """Collect garbage rarely, and not at the end of the process.

    Airflow and what it imports is a million objects that live as long as the process. Looking through them again and
    again is a third of the time of a run that has nothing to do.
    """
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()


@contextmanager
def _terminated_like_interrupted() -> "Iterator[None]":
    """Let SIGTERM end the run as Ctrl-C does."""

    def interrupt(number: int, frame: object) -> None:  # noqa: ARG001 - a signal handler's arguments
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
