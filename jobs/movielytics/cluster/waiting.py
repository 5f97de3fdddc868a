"""Why tasks of a run do not go on: their worker pods do not start, or what they launch is not admitted."""

import time
from collections.abc import Iterable
from typing import Any

from movielytics.cluster.airflow import Airflow, Task
from movielytics.cluster.kubectl import get
from movielytics.errors import MovielyticsError
from movielytics.orchestration.kubernetes.pods import container_problem, gates, scheduling_problem

Object = dict[str, Any]

EVERY = 5.0
"""Seconds between two looks at the tasks that wait."""
WORKERS = "kubernetes_executor=True"
"""The label of Airflow's worker pods."""


class Waits:
    """Looks at the tasks of a run that are queued or deferred."""

    def __init__(self, airflow: Airflow, namespace: str, run_id: str) -> None:
        """Look at the tasks of a run in the namespace of the release."""
        self._airflow, self._namespace, self._run_id = airflow, namespace, run_id
        self._looked = time.monotonic()

    def look(self, tasks: Iterable[Task]) -> dict[str, str]:
        """Return what tasks wait for, by task; nothing if the last look was a moment ago."""
        if time.monotonic() - self._looked < EVERY:
            return {}
        self._looked = time.monotonic()
        deferred = {
            task.task_id: reason
            for task in tasks
            if task.state == "deferred" and (reason := self._airflow.wait(self._run_id, task.task_id, task.tries))
        }
        queued = [task.task_id for task in tasks if task.state == "queued"]
        return {**deferred, **self._of_workers(queued)}

    def _of_workers(self, queued: list[str]) -> dict[str, str]:
        if not queued:
            return {}
        try:
            pods = get(self._namespace, "pods", "--selector", WORKERS)["items"]
            quotas = get(self._namespace, "resourcequotas")["items"]
        except MovielyticsError:
            return {}  # without the right to read them; the run is followed all the same
        return worker_problems(queued, self._run_id, pods, quotas)


def worker_problems(queued: list[str], run_id: str, pods: list[Object], quotas: list[Object]) -> dict[str, str]:
    """Return why the worker pods of queued tasks do not start, by task.

    Args:
        queued: the tasks.
        run_id: their run.
        pods: the worker pods of the namespace.
        quotas: its ResourceQuotas; a task without a pod waits for one that is used up.
    """
    own = {
        notes["task_id"]: pod
        for pod in pods
        if (notes := pod["metadata"].get("annotations", {})).get("run_id") == run_id and "task_id" in notes
    }
    full = next((text for quota in quotas if (text := _full(quota))), None)
    found = {task: _problem(own[task]) if task in own else full for task in queued}
    return {task: problem for task, problem in found.items() if problem}


def _problem(pod: Object) -> str | None:
    if problem := container_problem(pod):
        return problem
    name = f"worker pod {pod['metadata']['name']}"
    if closed := gates(pod):
        return f"{name} has scheduling gates: {', '.join(closed)}"
    problem = scheduling_problem(pod)
    return f"{name} finds no node: {problem}" if problem else None


def _full(quota: Object) -> str | None:
    status = quota.get("status", {})
    hard, used = status.get("hard", {}), status.get("used", {})
    over = [f"{used[key]} of {hard[key]} {key}" for key in hard if used.get(key) == hard[key]]
    return f"quota {quota['metadata']['name']} is used up: {', '.join(over)}" if over else None
