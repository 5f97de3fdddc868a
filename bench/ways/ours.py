"""The pipeline's steps in one process, one after another, as in a local run; and whole runs as processes."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from bench.databases import server_process
from bench.recorder import Recorder, Trial
from bench.worker import Worker, clean_environment
from movielytics.errors import MovielyticsError
from movielytics.local import postgres
from movielytics.results import StepResult
from movielytics.tables import LOADS, UPSERT_AFTER

STEPS: tuple[tuple[str, str, str | None], ...] = (
    ("plan_run", "plan", None),
    *((f"stage_{load.name}", "stage", load.name) for load in LOADS),
    ("audit_staging", "audit", None),
    *((f"upsert_{table}", "upsert", table) for table in UPSERT_AFTER),
    ("check_warehouse", "check", None),
    ("publish_report", "report", None),
)
"""The tasks of a run, their steps and arguments, in an order that satisfies their dependencies."""


def prepare(state_dir: Path, landing: Path) -> None:
    """Give this worker the settings of a local run over ``landing``, with the PostgreSQL of ``state_dir``."""
    os.environ["MOVIELYTICS_STATE_DIR"] = str(state_dir)
    from movielytics.local import setup

    setup.prepare(str(landing))


def use(url: str, landing: Path) -> None:
    """Make the next steps of this worker load ``landing`` into the warehouse ``url``."""
    from movielytics.settings import get_settings

    os.environ.update(MOVIELYTICS_WAREHOUSE_URL=url, MOVIELYTICS_LANDING_URI=str(landing))
    get_settings.cache_clear()


def do(step: str, word: str | None, run_id: str) -> StepResult:
    """Do one step in this worker."""
    from movielytics import steps

    result: StepResult = getattr(steps, step)(*([word] if word else []), run_id)
    return result


class Process:
    """A worker that does the pipeline's steps, and the recorder of their cost."""

    def __init__(self, worker: Worker, state_dir: Path, recorder: Recorder) -> None:
        """Do steps in ``worker`` against the PostgreSQL of ``state_dir``."""
        self._worker, self._state_dir, self._recorder = worker, state_dir, recorder

    def step(self, trial: Trial, step: str, word: str | None) -> StepResult:
        """Do and record one step."""
        work = partial(self._worker.call, do, step, word, f"{trial.scenario}-{trial.round}")
        return self._recorder.measure(trial, work, self._processes, f"{step}_{word}" if word else step)

    def run(
        self, trial: Trial, contexts: Mapping[str, AbstractContextManager[object]] | None = None
    ) -> dict[str, StepResult]:
        """Do and record all steps of one run that have work; return their results by task.

        ``contexts`` has the contexts in which some of the tasks run.
        """
        results: dict[str, StepResult] = {}
        for task, step, word in STEPS:
            if not any(task in result.skip for result in results.values()):
                with (contexts or {}).get(task, nullcontext()):
                    results[task] = self.step(trial, step, word)
        return results

    def _processes(self) -> list[int]:
        return [self._worker.pid, *server_process(self._state_dir)]


def run_whole(state_dir: Path, landing: Path, recorder: Recorder, trial: Trial) -> None:
    """Do and record ``movielytics run`` as a process of its own.

    Raises:
        MovielyticsError: it failed.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("movielytics")), "run", "--landing", str(landing)]
    environment = clean_environment() | {"MOVIELYTICS_STATE_DIR": str(state_dir)}
    log = state_dir / f"{trial.scenario}.log"
    running: list[int] = []

    def work() -> int:
        with (
            log.open("w") as output,
            subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT) as process,
        ):
            running.append(process.pid)
            return process.wait()

    if recorder.measure(trial, work, lambda: [*running, *server_process(state_dir)]) != 0:
        raise MovielyticsError(f"`{' '.join(command)}` failed:\n{log.read_text()[-3000:]}")


def stop_whole(state_dir: Path) -> None:
    """Stop the PostgreSQL of whole runs."""
    if state_dir.exists():
        postgres.stop(state_dir)
