"""The choice between runtimes: one DAG, several ways to run its tasks."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from movielytics.errors import SettingsError
from movielytics.settings import Runtime

if TYPE_CHECKING:
    from datetime import timedelta

    from airflow.sdk import BaseOperator


class TaskFactory(Protocol):
    """Makes the task that runs one step of the pipeline."""

    def __call__(self, task_id: str, step: str, *arguments: str, execution_timeout: "timedelta") -> "BaseOperator":
        """Return a task of the DAG being defined.

        Args:
            task_id: the task's word in the DAG.
            step: a function of ``movielytics.steps``; the run's id is passed to it after ``arguments``.
            arguments: what the step works on, such as a load's or a table's name.
            execution_timeout: after which the task counts as failed.
        """


def _local() -> TaskFactory:
    from movielytics.orchestration.local import local_task

    return local_task


def _kubernetes() -> TaskFactory:
    from movielytics.orchestration.kubernetes.tasks import kubernetes_task

    return kubernetes_task


_RUNTIMES: dict[str, Callable[[], TaskFactory]] = {Runtime.LOCAL: _local, Runtime.KUBERNETES: _kubernetes}
"""Each runtime imports its operators only when it is the one in use."""


def chosen_runtime() -> str:
    """Return the runtime of this process; the only setting that the DAG file reads, so that it imports anywhere."""
    return os.environ.get("MOVIELYTICS_RUNTIME") or Runtime.LOCAL


def schedule_for(runtime: str) -> str | None:
    """Return when the DAG runs by itself: every day in a cluster; never on one machine, whose UI is for trying it."""
    return "@daily" if runtime == Runtime.KUBERNETES else None


def tasks_for(runtime: str) -> TaskFactory:
    """Return the factory of ``runtime``'s tasks.

    Raises:
        SettingsError: there is no such runtime.
    """
    if runtime not in _RUNTIMES:
        known = " or ".join(_RUNTIMES)
        raise SettingsError(f"MOVIELYTICS_RUNTIME is {runtime!r}, but this version runs tasks as {known} only")
    return _RUNTIMES[runtime]()
