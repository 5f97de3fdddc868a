"""Run the DAG locally, through Airflow, in one process: the tasks share one Spark JVM."""

import gc
import importlib.util
import logging
import shlex
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from movielytics.errors import EXIT_CODES, DiskFullError, Kind, MovielyticsError
from movielytics.local import airflow_home, postgres
from movielytics.local.disk import Disk
from movielytics.local.invocation import command_from_anywhere
from movielytics.local.preload import preload_if_needed, remember_landing
from movielytics.local.setup import STATE_DIR, prepare, use_scratch
from movielytics.local.ui import ui_landing_zone, ui_runs
from movielytics.orchestration.ui import DAG_ID
from movielytics.resources import folder
from movielytics.settings import get_settings
from movielytics.staging import progress as load_progress
from movielytics.terminal.console import Diversion, console, diverted
from movielytics.terminal.lines import nothing_new_note
from movielytics.warehouse import landing_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from movielytics.local.progress import Progress


def run(landing: str | None, *, switch: bool = False) -> int:
    """Build the warehouse from the files of a landing zone, showing progress and answers.

    The supervisor handles signals: see ``commands`` and ``supervisor``.

    Args:
        landing: folder or s3:// URI; None: the landing zone that filled the warehouse, or sample data.
        switch: load files of another landing zone than the one that filled the warehouse.

    Returns:
        0, or the exit code of the first task that failed (``errors.EXIT_CODES``).

    Raises:
        MovielyticsError: something that the run needs is not available, or another run is in progress.
    """
    started = time.monotonic()
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    disk = Disk(STATE_DIR)
    try:
        with _few_collections(), airflow_home.only_run():
            use_scratch()
            ended = _prepare_and_run(landing, switch, disk)
    except DiskFullError:
        raise
    except Exception as error:
        full = disk.problem(error)
        if full is None:
            raise
        raise full from error
    # When Python collects an object of a JVM that was killed, py4j logs a traceback through the root logger.
    logging.disable()
    return _conclude(ended, disk, time.monotonic() - started)


def _prepare_and_run(landing: str | None, switch: bool, disk: Disk) -> "Ended":
    console().print(f"Preparing: PostgreSQL, Airflow, files to load (state in {STATE_DIR})")
    zone = prepare(landing, switch=switch, held=ui_landing_zone(STATE_DIR))
    airflow_home.configure(AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="True")
    console().print(f"Loading {zone}")
    airflow_home.RUN_LOG.unlink(missing_ok=True)
    with diverted(airflow_home.RUN_LOG) as diversion:
        preload_if_needed(get_settings())
        return _run_dag(diversion, disk)


@dataclass(frozen=True)
class Ended:
    """A DAG run that has ended: its progress, its id, and the tasks that did not run."""

    progress: "Progress"
    run_id: str
    not_run: list[str]


def _run_dag(diversion: Diversion, disk: Disk) -> Ended:
    """Run the DAG, and return the ended run."""
    airflow_home.prepare_database()
    with_ui = ui_runs(STATE_DIR)
    for in_ui in airflow_home.close_abandoned_runs(scheduler_lives=with_ui):
        raise MovielyticsError(f"the run {in_ui} is in progress in Airflow's UI; wait until it has ended")

    from airflow.sdk.listener import get_listener_manager

    from movielytics.local.progress import Abandoned, Progress
    from movielytics.orchestration import local

    # Airflow's logging does not filter py4j, which would write to the terminal at the end of the process.
    logging.getLogger("py4j").setLevel(logging.WARNING)
    dag = _load_dag()
    progress = Progress(diversion, disk, frozenset(dag.task_ids))
    get_listener_manager().add_listener(progress)  # type: ignore[no-untyped-call]
    local.observers.append(progress.result)
    load_progress.observers.append(progress.load)
    airflow_home.set_paused(True)
    try:
        dag_run = dag.test()
    except Abandoned as abandoned:
        raise abandoned.reason from None
    finally:
        airflow_home.close_abandoned_runs(scheduler_lives=with_ui)
        airflow_home.set_paused(False)
    ended = {task.task_id for task in dag_run.get_task_instances() if task.state in {"success", "failed", "skipped"}}
    return Ended(progress, dag_run.run_id, [task_id for task_id in dag.task_ids if task_id not in ended])


def _load_dag() -> Any:
    spec = importlib.util.spec_from_file_location(DAG_ID, folder("dags") / "movie_dwh_dag.py")
    if spec is None or spec.loader is None:
        raise MovielyticsError(f"there is no DAG file in {folder('dags')}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.dag


def _conclude(ended: Ended, disk: Disk, seconds: float) -> int:
    show = console()
    failures = ended.progress.failures
    if failures or ended.not_run:
        show.print(Text(f"\nThe run {ended.run_id} failed after {seconds:.1f} s.", style="bold red"))
        full = disk.problem(*(failure.message for failure in failures.values()))
        if full is not None:
            raise full
        for task_id, failure in failures.items():
            show.print(f"{task_id}: {failure.message}")
        if ended.not_run:
            show.print(f"Tasks that did not run: {', '.join(ended.not_run)}")
        show.print(f"Logs: {airflow_home.TASK_LOGS}")
        return next((failure.exit_code for failure in failures.values()), EXIT_CODES[Kind.DEFECT])
    remember_landing(get_settings())
    note = nothing_new_note(ended.progress.results.values())
    show.print(Text(f"\nThe run {ended.run_id} succeeded in {seconds:.1f} s{note}.\n", style="bold green"))
    _show_answers()
    return 0


def _show_answers() -> None:
    from movielytics.pages.open import open_store
    from movielytics.pages.paths import Page
    from movielytics.report.answer import print_answers

    settings = get_settings()
    store = open_store(settings)
    url = settings.warehouse_url.get_secret_value()
    print_answers(url)
    show = console()
    show.print()
    show.print(f"Source      {landing_zones.source(url)}")
    show.print(f"Report      {store.locate(Page.REPORT)}")
    show.print(f"Data Docs   {store.locate(Page.DATA_DOCS)}")
    psql = shlex.quote(str(postgres.psql_path()))
    show.print(f'Warehouse   {psql} "$({command_from_anywhere("url", STATE_DIR)})"')
    show.print(f"Airflow UI  {command_from_anywhere('ui', STATE_DIR)}")


@contextmanager
def _few_collections() -> "Iterator[None]":
    """Collect garbage rarely, and not at the end of the process.

    Airflow and its imports are a million objects that live as long as the process. On two cores, a run that
    has nothing to do takes 6.1 s instead of 9.6 s. 2.4 s of that is the collection at the end of the process.
    """
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()
