"""Run the DAG in the cluster: start it, follow it task by task, and print its answers."""

import time

from rich.text import Text

from movielytics.cluster.airflow import ENDED, Airflow, Run, Task
from movielytics.cluster.kubectl import forward, secret
from movielytics.cluster.waiting import Waits
from movielytics.cluster.warehouse import reachable
from movielytics.errors import MovielyticsError, WarehouseError
from movielytics.orchestration.ui import DAG_ID
from movielytics.orchestration.worker_pods import NOT_STARTED
from movielytics.results import StepResult
from movielytics.terminal.console import console
from movielytics.terminal.lines import Lines, nothing_new_note

EVERY = 1.0
"""Seconds between two polls of the run."""
API_PORT = 8080
INTERRUPTED = 130


def run(namespace: str, fullname: str, admin_secret: str, minutes: float) -> int:
    """Start a run of the DAG, or find the one in progress; show its progress and its answers.

    Args:
        namespace: the namespace of the release.
        fullname: the prefix of the names of its objects.
        admin_secret: the Secret with AIRFLOW_ADMIN_USERNAME and AIRFLOW_ADMIN_PASSWORD.
        minutes: how long the run may take.

    Returns:
        The exit code: 0; 1 if the run failed; 130 after Ctrl-C, which does not stop the run in the cluster.

    Raises:
        MovielyticsError: the cluster or Airflow cannot be used, or the run takes too long.
    """
    admin = secret(namespace, admin_secret)
    with forward(namespace, f"{fullname}-api-server", API_PORT) as forwarding:
        airflow = Airflow(forwarding, admin["AIRFLOW_ADMIN_USERNAME"], admin["AIRFLOW_ADMIN_PASSWORD"])
        run_id = airflow.begin()
        console().print(f"Run {run_id} of {DAG_ID}")
        followed = Followed(airflow, run_id, Waits(airflow, namespace, run_id))
        try:
            succeeded = followed.to_the_end(minutes)
        except KeyboardInterrupt:
            console().print(f"the run {run_id} goes on in the cluster; Airflow's UI shows it")
            return INTERRUPTED
    if succeeded:
        _show_answers(namespace, fullname)
    show = console()
    show.print(
        f"\nThe run, its logs, the report and the Data Docs: http://localhost:{API_PORT}/dags/{DAG_ID}/runs/{run_id}"
    )
    show.print(
        f"after: kubectl --namespace {namespace} port-forward service/{fullname}-api-server {API_PORT}:{API_PORT}"
    )
    return 0 if succeeded else 1


class Followed:
    """Follows a run and prints a line for each task that ends, is retried, or waits for something."""

    def __init__(self, airflow: Airflow, run_id: str, waits: Waits) -> None:
        """Follow the run from its beginning."""
        self._airflow, self._run_id, self._waits = airflow, run_id, waits
        self._waiting: dict[str, str] = {}
        """What each task waits for, as printed."""
        self._console = console()
        self._lines = Lines(self._console.print)
        self._reported: dict[str, int] = {}
        """The last try of each task whose failure has been printed."""
        self._results: dict[str, StepResult] = {}
        self._failures: dict[str, str] = {}

    def to_the_end(self, minutes: float) -> bool:
        """Print each task when it ends, and the run when it has ended; return whether the run succeeded.

        Raises:
            MovielyticsError: the run takes longer than ``minutes``.
        """
        started = time.monotonic()
        with self._console.status("") as status:
            while True:
                run = self._airflow.run(self._run_id)
                tasks = self._airflow.tasks(self._run_id)
                for task in tasks:
                    self._report(task)
                self._report_waits(tasks)
                if run.state in {"success", "failed"}:
                    break
                if time.monotonic() - started > 60 * minutes:
                    raise MovielyticsError(
                        f"the run {self._run_id} has not ended after {minutes:g} minutes; it goes on in the cluster"
                    )
                status.update(
                    ", ".join(task.task_id for task in tasks if task.state in {"running", "deferred", "queued"})
                )
                time.sleep(EVERY)
        self._conclude(run, tasks)
        return run.state == "success"

    def _report(self, task: Task) -> None:
        if task.state in ENDED and task.task_id not in self._results.keys() | self._failures.keys():
            self._report_end(task)
        elif task.state == "up_for_retry" and self._reported.get(task.task_id, 0) < task.tries:
            self._lines.tries_again(
                task.task_id, task.seconds, self._airflow.reason(self._run_id, task.task_id, task.tries)
            )
            self._reported[task.task_id] = task.tries

    def _report_waits(self, tasks: list[Task]) -> None:
        for task_id, reason in self._waits.look(tasks).items():
            if self._waiting.get(task_id) != reason:
                self._waiting[task_id] = reason
                self._lines.waits(task_id, reason)

    def _report_end(self, task: Task) -> None:
        if task.state == "success":
            found = self._airflow.result(self._run_id, task.task_id)
            self._results[task.task_id] = found or StepResult(task=task.task_id, changed=False)
            # If a task was resumed from the triggerer, Airflow's duration starts at its resumption.
            self._lines.succeeded(task.task_id, max(task.seconds, self._results[task.task_id].seconds), found)
        elif task.state == "failed":
            reason = self._airflow.reason(self._run_id, task.task_id, task.tries)
            if reason.startswith(NOT_STARTED) and task.task_id in self._waiting:
                reason = f"{self._waiting[task.task_id]}; {reason}"
            self._failures[task.task_id] = reason
            self._lines.failed(task.task_id, task.seconds, self._failures[task.task_id])

    def _conclude(self, run: Run, tasks: list[Task]) -> None:
        show = self._console.print
        if run.state == "success":
            note = nothing_new_note(self._results.values())
            show(Text(f"\nThe run {self._run_id} succeeded in {run.seconds:.1f} s{note}.\n", style="bold green"))
            return
        show(Text(f"\nThe run {self._run_id} failed after {run.seconds:.1f} s.", style="bold red"))
        for task_id, message in self._failures.items():
            show(f"{task_id}: {message}")
        not_run = [task.task_id for task in tasks if task.task_id not in self._results.keys() | self._failures.keys()]
        if not_run:
            show(f"Tasks that did not run: {', '.join(sorted(not_run))}")


def _show_answers(namespace: str, fullname: str) -> None:
    from movielytics.report.answer import print_answers

    with reachable(namespace, fullname) as url:
        try:
            print_answers(url)
        except WarehouseError as error:
            console().print(
                f"Cannot print the answers: the warehouse is not reachable from this machine ({error}). "
                "The report in Airflow's UI has them."
            )
