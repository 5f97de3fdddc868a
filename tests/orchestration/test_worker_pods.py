"""Why a task failed that never started, from what Airflow notes about it, through Airflow's own callbacks."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import structlog
from airflow.callbacks.callback_requests import TaskCallbackRequest
from airflow.dag_processing.processor import _execute_task_callbacks
from airflow.executors.workloads.task import TaskInstanceDTO
from airflow.sdk import DAG
from kubernetes.client import ApiException

from movielytics.orchestration.alert import payload
from movielytics.orchestration.local import LocalStep
from movielytics.orchestration.worker_pods import why_not_started

FORBIDDEN = 'pods "plan-run-x1" is forbidden: exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0'
STATES = (
    "Executor KubernetesExecutor(parallelism=32) reported that the task instance <TaskInstance: d.t r [queued]> "
    "finished with state failed, but the task instance's state attribute is queued. Learn more: https://airflow.apache.org"
)


def refused() -> str:
    """Return the scheduler's message after the Kubernetes API has rejected a worker pod."""
    error = ApiException(status=403, reason="Forbidden")
    error.body = json.dumps({"kind": "Status", "status": "Failure", "message": FORBIDDEN, "code": 403})
    return f"{STATES} Extra info: {error}"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (refused(), f"its worker pod could not be created: {FORBIDDEN}"),
        ("Task was requeued more than 0 times and will be failed.", "its worker pod did not start in time: a quota"),
        (STATES, "its worker pod failed before the task started, for example because its image"),
        ("Task did not emit heartbeat within time limit", "Task did not emit heartbeat within time limit"),
    ],
)
def test_the_reason_is_in_airflows_message(message: str, reason: str) -> None:
    assert why_not_started(message).startswith(reason)


def test_an_alert_for_a_task_that_never_started_has_its_reason() -> None:
    """Airflow runs the callback of such a task in the dag-processor, without an exception in its context."""
    sent: list[dict[str, Any]] = []
    with DAG("movie_dwh_dag", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)) as dag:
        LocalStep(
            task_id="plan_run", step="migrate", on_failure_callback=lambda context: sent.append(dict(payload(context)))
        )
    task_instance = TaskInstanceDTO(
        id=uuid4(),
        dag_version_id=uuid4(),
        task_id="plan_run",
        dag_id="movie_dwh_dag",
        run_id="run 1",
        try_number=3,
        map_index=-1,
        pool_slots=1,
        queue="default",
        priority_weight=1,
    )
    request = TaskCallbackRequest(
        filepath="movie_dwh_dag.py", bundle_name="dags", bundle_version=None, ti=task_instance, msg=refused()
    )
    _execute_task_callbacks(SimpleNamespace(dags={dag.dag_id: dag}), request, structlog.get_logger())  # type: ignore[arg-type]
    (body,) = sent
    assert body["error"] == f"its worker pod could not be created: {FORBIDDEN}"
    assert body["text"] == f"movie_dwh_dag: plan_run failed in run 1: {body['error']}"


def test_an_alert_outside_of_a_callback_refers_to_the_log() -> None:
    task = SimpleNamespace(dag_id="d", run_id="r", task_id="t", try_number=1, log_url=None)
    assert payload({"task_instance": task})["error"] == "unknown: see the task's log"
