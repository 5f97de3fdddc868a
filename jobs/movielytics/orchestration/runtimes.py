"""Choose the runtime: one DAG, several ways to run its tasks."""

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
            task_id: the task's id in the DAG.
            step: a function of ``movielytics.steps``; the run's id is passed to it after ``arguments``.
            arguments: what the step works on, such as the name of a load or a table.
            execution_timeout: the time after which the task counts as failed.
        """


def _local() -> TaskFactory:
    from movielytics.orchestration.local import local_task

    return local_task


def _kubernetes() -> TaskFactory:
    from movielytics.orchestration.kubernetes.tasks import kubernetes_task

    return kubernetes_task


_RUNTIMES: dict[str, Callable[[], TaskFactory]] = {Runtime.LOCAL: _local, Runtime.KUBERNETES: _kubernetes}
"""The operators of a runtime are imported only if it is in use."""


def chosen_runtime() -> str:
    """Return the runtime of this process, the only setting that the DAG file reads, so that it imports anywhere."""
    return os.environ.get("MOVIELYTICS_RUNTIME") or Runtime.LOCAL


def tasks_for(runtime: str) -> TaskFactory:
    """Return the factory of ``runtime``'s tasks.

    Raises:
        SettingsError: there is no such runtime.
    """
    if runtime not in _RUNTIMES:
        known = " or ".join(_RUNTIMES)
        raise SettingsError(f"MOVIELYTICS_RUNTIME is {runtime!r}, but this version runs tasks as {known} only")
    return _RUNTIMES[runtime]()
