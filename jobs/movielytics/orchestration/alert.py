"""The DAG's callbacks: one alert per incident, and one when it is over.

A task's callback only records why the task failed, because several tasks may fail for one reason. The DAG's callbacks
run in the dag-processor when the run has ended, even if no worker pod can start. They alone send alerts.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from movielytics.failures import IncidentKind, incident_kind_of
from movielytics.orchestration import airflow_state
from movielytics.orchestration.delivery import deliver
from movielytics.orchestration.incidents import (
    Incident,
    TaskFailure,
    after_failed_run,
    failure_alert,
    recovery_alert,
)
from movielytics.orchestration.worker_pods import NOT_STARTED, reason_of_callback
from movielytics.redaction import redact

log = logging.getLogger(__name__)

INCIDENT = "movielytics_incident_{}"
"""The Variable with the open incident of a DAG."""
FAILURE = "movielytics_failure_{}"
"""The Variable with the last failure of a task. Tasks that fail at the same time each write their own."""
LONGEST_REASON = 3000
"""Largest length of a task's reason, in characters; a longer one is cut."""
UNKNOWN = "the reason is unknown: see the task's log"

Context = Mapping[str, Any]


def _never_raises(callback: Callable[[Context], None]) -> Callable[[Context], None]:
    @wraps(callback)
    def guarded(context: Context) -> None:
        try:
            callback(context)
        except Exception as error:  # a failed alert must not hide the failure that it reports
            log.warning("No alert: %s failed: %s: %s", callback.__name__, type(error).__name__, redact(str(error)))

    return guarded


@_never_raises
def record_failure(context: Context) -> None:
    """Record why a task has failed after its last retry; an ``on_failure_callback`` of tasks."""
    task = context["task_instance"]
    failure = _failure(task.dag_id, task.run_id, task.task_id, context.get("exception"))
    airflow_state.write(FAILURE.format(failure.task_id), failure.model_dump_json())


@_never_raises
def run_failed(context: Context) -> None:
    """Send an alert if a failed run opens or changes an incident; an ``on_failure_callback`` of the DAG."""
    dag_id, run_id = context["dag"].dag_id, context["run_id"]
    failures = [_recorded(run_id, task_id) for task_id in airflow_state.failed_tasks(dag_id, run_id)]
    if not failures:
        return  # the run was marked as failed
    incident = after_failed_run(_open_incident(dag_id), failures)
    if incident.is_news and deliver(failure_alert(dag_id, incident, failures, _link(dag_id, run_id))):
        incident = incident.model_copy(update={"announced": incident.kinds})
    airflow_state.write(INCIDENT.format(dag_id), incident.model_dump_json())


@_never_raises
def run_succeeded(context: Context) -> None:
    """Send an alert if a successful run ends an incident; an ``on_success_callback`` of the DAG."""
    dag_id, run_id = context["dag"].dag_id, context["run_id"]
    incident = _open_incident(dag_id)
    if incident is None:
        return
    if incident.announced:
        deliver(recovery_alert(dag_id, incident, datetime.now(UTC), _link(dag_id, run_id)))
    for key in (INCIDENT.format(dag_id), *(FAILURE.format(task_id) for task_id in incident.kinds)):
        airflow_state.remove(key)


def _failure(dag_id: str, run_id: str, task_id: str, error: object) -> TaskFailure:
    """Return the failure of the task whose callback is running."""
    if isinstance(error, BaseException):
        kind, reason = incident_kind_of(error), str(error) or type(error).__name__
    else:
        reason = str(error or reason_of_callback(dag_id, task_id) or UNKNOWN)
        kind = IncidentKind.SERVICE if reason.startswith(NOT_STARTED) else IncidentKind.CRASH
    reason = redact(reason)
    if len(reason) > LONGEST_REASON:
        reason = f"{reason[:LONGEST_REASON]} … (cut: the task's log has all of it)"
    return TaskFailure(run_id=run_id, task_id=task_id, kind=kind, reason=reason, at=datetime.now(UTC))


def _recorded(run_id: str, task_id: str) -> TaskFailure:
    """Return the recorded failure of a task in this run; without one, such as of a task marked as failed, unknown."""
    text = airflow_state.read(FAILURE.format(task_id))
    recorded = TaskFailure.model_validate_json(text) if text else None
    if recorded is None or recorded.run_id != run_id:
        return TaskFailure(
            run_id=run_id, task_id=task_id, kind=IncidentKind.CRASH, reason=UNKNOWN, at=datetime.now(UTC)
        )
    return recorded


def _open_incident(dag_id: str) -> Incident | None:
    text = airflow_state.read(INCIDENT.format(dag_id))
    return Incident.model_validate_json(text) if text else None


def _link(dag_id: str, run_id: str) -> str:
    """Return the run's id and its address in Airflow's UI."""
    from airflow.sdk.configuration import conf

    base = str(conf.get("api", "base_url", fallback="http://localhost:8080")).rstrip("/")
    return f"{run_id}, {base}/dags/{dag_id}/runs/{quote(run_id)}"
