"""The state of the cluster after a failed test, so that the CI log is enough to find the cause."""

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx

from e2e.airflow_api import Airflow, Run
from e2e.waiting import PASSING

if TYPE_CHECKING:
    from e2e.installation import Installation

LINES = 60
COMMANDS = (
    "get pods,sparkapplications -o wide --show-labels=false",
    "get events --sort-by=.lastTimestamp",
)
COMPONENTS = ("scheduler", "triggerer", "api-server", "dag-processor", "migrate", "postgres")


def of(installed: "Installation") -> str:
    """Return pods, events, logs of the platform, and the logs of failed tasks."""
    parts = [_kubectl(installed, *command.split()) for command in COMMANDS]
    parts += [
        _kubectl(
            installed,
            "logs",
            "--selector",
            f"app.kubernetes.io/component={name}",
            "--tail",
            str(LINES),
            "--all-containers",
            "--prefix",
        )
        for name in COMPONENTS
    ]
    with suppress(*PASSING, AssertionError, KeyError):
        parts.append(_failed_tasks(installed.log_in()))
    return "\n\n".join(parts)


def _kubectl(installed: "Installation", *arguments: str) -> str:
    command = ["kubectl", "--namespace", installed.options.namespace, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except subprocess.TimeoutExpired:
        return f"$ {' '.join(command)}\nno answer"
    lines = (done.stdout + done.stderr).splitlines()
    return "\n".join([f"$ {' '.join(command)}", *lines[-3 * LINES :]])


def _failed_tasks(airflow: Airflow) -> str:
    airflow.restart_timeout = 5
    latest = max(airflow.runs(), key=lambda reply: reply["queued_at"] or "", default=None)
    if latest is None:
        return "no run of the DAG"
    run = Run(airflow, latest["dag_run_id"])
    parts = [f"the latest run, {run.run_id}, is {latest['state']}: {run.states()}"]
    for task in run.tasks().values():
        if task.state in ("failed", "up_for_retry"):
            for each in run.tries(task.task_id):
                with suppress(httpx.HTTPError, AssertionError):
                    log = run.log(task.task_id, each.try_number).splitlines()[-LINES:]
                    parts.append("\n".join([f"--- {task.task_id}, try {each.try_number}, {each.state}", *log]))
    return "\n".join(parts)
