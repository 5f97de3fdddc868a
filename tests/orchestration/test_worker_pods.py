"""Why a task failed that never started, from what Airflow notes about it, through Airflow's own callbacks."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import structlog
from airflow.callbacks.callback_requests import TaskCallbackRequest
from airflow.dag_processing.processor import _execute_task_callbacks
from airflow.executors.workloads.task import TaskInstanceDTO
from airflow.sdk import DAG
from kubernetes import client, config
from kubernetes.client import ApiException

from movielytics.failures import IncidentKind
from movielytics.orchestration import airflow_state
from movielytics.orchestration.alert import record_failure
from movielytics.orchestration.incidents import TaskFailure
from movielytics.orchestration.local import LocalStep
from movielytics.orchestration.worker_pods import why_not_started, worker_warnings

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


CORDONED = "0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate"


def event(pod: str, reason: str, message: str, at: str = "2026-11-01T12:00:00Z", **times: Any) -> dict[str, Any]:
    place = {"kind": "Pod", "name": pod}
    return {
        "involvedObject": place,
        "reason": reason,
        "message": message,
        "lastTimestamp": at,
        **times,
    }


POD = "movie-dwh-dag-upsert-movie-abc123xy"
PULL = [
    event(POD, "Failed", "Error: ImagePullBackOff", "2026-11-01T12:05:00Z"),
    event(POD, "Failed", "Failed to pull image i: not found", "2026-11-01T12:04:00Z"),
]


WARNINGS: dict[str, tuple[list[dict[str, Any]], str | None]] = {
    "a cordoned node": ([event(POD, "FailedScheduling", CORDONED)], f"FailedScheduling: {CORDONED}"),
    "a missing image": (PULL, "Failed: Failed to pull image i: not found; Failed: Error: ImagePullBackOff"),
    "only the last ones": (
        [event(POD, "FailedScheduling", CORDONED), *PULL],
        "Failed: Failed to pull image i: not",
    ),
    "the same twice": ([event(POD, "FailedScheduling", "0/1")] * 3, "FailedScheduling: 0/1"),
    "a series": (
        [
            event(POD, "B", "new", "", eventTime="2026-11-01T12:00:00.0Z", series={"lastObservedTime": "2026-11-02"}),
            event(POD, "A", "old", "", eventTime="2026-11-01T13:00:00.0Z"),
        ],
        "A: old; B: new",
    ),
    "another task": ([event("movie-dwh-dag-upsert-movie-genre-abc123xy", "FailedScheduling", "0/1")], None),
    "the step's own pod": ([event("upsert-movie-abc123xy", "FailedScheduling", "0/1")], None),
    "no events": ([], None),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_the_warnings_are_those_of_the_task(name: str) -> None:
    events, warnings = WARNINGS[name]
    found = worker_warnings(events, "movie_dwh_dag", "upsert_movie")
    assert found is None if warnings is None else (found or "").startswith(warnings)


def test_warnings_replace_the_guess() -> None:
    assert why_not_started("Task was requeued more than 0 times", f"FailedScheduling: {CORDONED}") == (
        f"its worker pod did not start in time: FailedScheduling: {CORDONED}"
    )
    assert why_not_started(STATES, "Failed: no image") == (
        "its worker pod failed before the task started: Failed: no image"
    )


@pytest.fixture
def kubernetes(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A Kubernetes API that returns ``events`` to who asks as expected, or the status ``refusal``."""
    answers: dict[str, Any] = {"events": [], "refusal": None}
    expected = "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DPod%2Ctype%3DWarning"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers["refusal"] or (200 if self.path == expected else 404))
            self.end_headers()
            self.wfile.write(json.dumps({"items": answers["events"]}).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    here = client.Configuration(host=f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(config, "load_incluster_config", lambda: client.Configuration.set_default(here))
    yield answers
    client.Configuration.set_default(None)
    server.shutdown()
    server.server_close()


def recorded(message: str, monkeypatch: pytest.MonkeyPatch) -> TaskFailure:
    """Return what the callback records that Airflow runs in the dag-processor, without an exception in its context."""
    variables: dict[str, str] = {}
    monkeypatch.setattr(airflow_state, "write", variables.__setitem__)
    with DAG("movie_dwh_dag", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)) as dag:
        LocalStep(task_id="upsert_movie", step="migrate", on_failure_callback=record_failure)
    task_instance = TaskInstanceDTO(
        id=uuid4(),
        dag_version_id=uuid4(),
        task_id="upsert_movie",
        dag_id="movie_dwh_dag",
        run_id="run 1",
        try_number=3,
        map_index=-1,
        pool_slots=1,
        queue="default",
        priority_weight=1,
    )
    request = TaskCallbackRequest(
        filepath="movie_dwh_dag.py", bundle_name="dags", bundle_version=None, ti=task_instance, msg=message
    )
    _execute_task_callbacks(SimpleNamespace(dags={dag.dag_id: dag}), request, structlog.get_logger())  # type: ignore[arg-type]
    return TaskFailure.model_validate_json(variables["movielytics_failure_upsert_movie"])


REQUEUED = "Task was requeued more than 0 times and will be failed."


def test_the_reason_is_the_schedulers_sentence(kubernetes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kubernetes["events"] = [event(POD, "FailedScheduling", CORDONED)]
    failure = recorded(REQUEUED, monkeypatch)
    assert failure.reason == f"its worker pod did not start in time: FailedScheduling: {CORDONED}"
    assert failure.kind is IncidentKind.SERVICE


@pytest.mark.parametrize("refusal", [403, 500])
def test_without_the_right_the_reason_is_airflows(
    kubernetes: dict[str, Any], monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    kubernetes["refusal"] = refusal
    assert recorded(REQUEUED, monkeypatch).reason == why_not_started(REQUEUED)


def test_outside_of_a_cluster_the_reason_is_airflows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recorded(REQUEUED, monkeypatch).reason == why_not_started(REQUEUED)


def test_a_rejected_pod_needs_no_events(kubernetes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kubernetes["events"] = [event(POD, "FailedScheduling", CORDONED)]
    failure = recorded(refused(), monkeypatch)
    assert failure.reason == f"its worker pod could not be created: {FORBIDDEN}"
    assert failure.kind is IncidentKind.SERVICE


def test_a_vanished_worker_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = recorded("Task did not emit heartbeat within time limit", monkeypatch)
    assert failure.reason == "Task did not emit heartbeat within time limit"
    assert failure.kind is IncidentKind.CRASH
