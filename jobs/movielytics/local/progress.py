"""The progress of a run on the terminal: a table with one line per finished task."""

import time
from pathlib import Path
from typing import Any

from airflow.listeners import hookimpl
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from movielytics.errors import Kind, MovielyticsError
from movielytics.failures import Failure, failure_of
from movielytics.local.airflow_home import RUN_LOG, TASK_LOGS
from movielytics.local.disk import Disk
from movielytics.results import StepResult
from movielytics.staging import progress as load_progress
from movielytics.terminal.console import Diversion
from movielytics.terminal.lines import Lines


class Abandoned(BaseException):
    """Ends a DAG run at once. It is not an Exception, because Airflow catches those of listeners and continues.

    Attributes:
        reason: the error to report.
    """

    def __init__(self, reason: MovielyticsError) -> None:
        """End the run because of ``reason``."""
        super().__init__(str(reason))
        self.reason = reason


class RunningLine:
    """The line of the running task: a spinner, its place in the run, its time, and the rows of a long load.

    Attributes:
        task_id: the task.
        place: its place among the tasks that start.
        tasks: the number of tasks that start.
        started: when it started, in seconds of the monotonic clock.
    """

    def __init__(self) -> None:
        """Begin before the first task."""
        self.task_id, self.place, self.tasks, self.started = "", 0, 0, time.monotonic()
        self._spinner = Spinner("dots")

    def __rich__(self) -> Spinner:
        """Return the line as of now."""
        seconds = time.monotonic() - self.started
        line = f"{self.task_id:<22}{seconds:>6.0f} s  {self.place} of {self.tasks}"
        progress = load_progress.current()
        self._spinner.update(text=Text(f"{line}  {progress}" if progress else line))
        return self._spinner


class Progress:
    """An Airflow listener that also receives each step's outcome (``local.observers``).

    Attributes:
        results: the outcomes so far, by task.
        failures: tasks that failed permanently, with the reason.
    """

    def __init__(self, diversion: Diversion, disk: Disk, tasks: frozenset[str]) -> None:
        """Show the progress of the run of ``tasks`` whose output ``diversion`` redirects, and watch ``disk``."""
        self.results: dict[str, StepResult] = {}
        self.failures: dict[str, Failure] = {}
        self._diversion, self._disk, self._tasks = diversion, disk, tasks
        self._console = diversion.console
        self._lines = Lines(self._print)
        self._running = RunningLine()
        self._ended: set[str] = set()
        self._live = Live(
            self._running,
            console=diversion.console,
            refresh_per_second=4,
            transient=True,
            # Otherwise Rich would show Python's output on the terminal, which is redirected to files.
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def result(self, result: StepResult) -> None:
        """Store the outcome of the running task's step."""
        self.results[result.task] = result

    def load(self, progress: load_progress.Progress) -> None:
        """Print the progress of a long load, unless the moving line shows it."""
        if not self._console.is_terminal:
            self._lines.loading(progress.task, self._seconds(), str(progress))

    @hookimpl
    def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:  # noqa: ARG002 - Airflow's names
        """Send the task's output to the file where Airflow's UI looks for its log, and show that it runs."""
        self._diversion.to(task_log(task_instance))
        skipped = {task for result in self.results.values() for task in result.skip}
        self._running.task_id, self._running.started = task_instance.task_id, time.monotonic()
        self._running.place = len(self._ended - {task_instance.task_id}) + 1
        self._running.tasks = len(self._tasks - skipped)
        self._live.start()

    @hookimpl
    def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:  # noqa: ARG002
        """Print the task's line."""
        self._diversion.to(RUN_LOG)
        self._ended.add(task_instance.task_id)
        self._lines.succeeded(task_instance.task_id, self._seconds(), self.results.get(task_instance.task_id))

    @hookimpl
    def on_task_instance_failed(
        self,
        previous_state: Any,  # noqa: ARG002
        task_instance: Any,
        error: Any,
    ) -> None:
        """Print the error's message, and where its traceback is if people cannot fix the error.

        Raises:
            Abandoned: the disk is full, so every further task would fail.
        """
        self._diversion.to(RUN_LOG)
        full = self._disk.problem(error)
        if full is not None:
            self._lines.failed(task_instance.task_id, self._seconds(), "the disk is full")
            raise Abandoned(full)
        failure = explain(error, task_log(task_instance))
        if task_instance.state == "up_for_retry":
            self._lines.tries_again(task_instance.task_id, self._seconds(), failure.message)
        else:
            self.failures[task_instance.task_id] = failure
            self._lines.failed(task_instance.task_id, self._seconds(), failure.message)

    def _seconds(self) -> float:
        return time.monotonic() - self._running.started

    def _print(self, text: Text) -> None:
        self._live.stop()
        self._console.print(text)


def task_log(task_instance: Any) -> Path:
    """Return the file where Airflow's UI looks for the log of this try (its ``log_filename_template``)."""
    run = TASK_LOGS / f"dag_id={task_instance.dag_id}" / f"run_id={task_instance.run_id}"
    return run / f"task_id={task_instance.task_id}" / f"attempt={task_instance.try_number}.log"


def explain(error: object, log: Path) -> Failure:
    """Return the failure for an error; the message of an unexpected error names the file with its trace."""
    failure = failure_of(error if isinstance(error, BaseException) else RuntimeError(str(error)))
    if failure.kind is not Kind.DEFECT:
        return failure
    return failure.model_copy(update={"message": f"{failure.message} (the trace is in {log})"})
