"""A try that waits for admission, in a namespace whose quota and operator a test decides; make e2e has a real one."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from movielytics.orchestration.kubernetes import launch as module
from movielytics.orchestration.kubernetes.admission import Admission
from movielytics.orchestration.kubernetes.cluster import ClusterError, Kind
from movielytics.orchestration.kubernetes.launch import Launch
from movielytics.orchestration.kubernetes.logs import LogCopy
from movielytics.orchestration.kubernetes.outcome import Failed, Outcome, Succeeded
from movielytics.orchestration.kubernetes.workloads import PodWorkload, SparkWorkload, Workload

Object = dict[str, Any]

NO_ROOM = 'pods "one" is forbidden: exceeded quota: team, requested: pods=1, used: pods=3, limited: pods=3'
RESULT = '{"result":{"task":"scripted","changed":true}}'


class Namespace:
    """A namespace with one resource, which is as far as the test says.

    Attributes:
        refusals: how many of the next creations a quota forbids.
        states: for each created application, its states, one per observation; the last one repeats.
        refusal: the operator's reason for a failed submission.
        created: how many resources were created.
    """

    namespace = "movielytics"
    refusal = NO_ROOM

    def __init__(self, refusals: int = 0, states: tuple[tuple[str, ...], ...] = ()) -> None:
        """Contain nothing yet."""
        self.refusals, self.states, self.created = refusals, [list(states) for states in states], 0
        self.resource: Object | None = None

    async def create(self, kind: Kind, manifest: Object) -> bool:  # noqa: ARG002
        if self.refusals:
            self.refusals -= 1
            raise ClusterError(NO_ROOM, 403)
        if self.resource:
            return False
        self.created += 1
        self.resource = {"metadata": {"name": "one", "namespace": "movielytics", "creationTimestamp": _now()}}
        return True

    async def get(self, kind: Kind, name: str) -> Object | None:  # noqa: ARG002
        if self.resource is None:
            return None
        if kind is Kind.POD:
            return {**self.resource, **ended("step")}
        states = self.states[self.created - 1]
        self.state = states.pop(0) if len(states) > 1 else states[0]
        message = f"WARNING: Using incubator modules\nMessage: {self.refusal}. Received status: Status()"
        return {**self.resource, "status": {"applicationState": {"state": self.state, "errorMessage": message}}}

    async def find(self, kind: Kind, **query: str) -> list[Object]:
        if kind is Kind.POD and query["labelSelector"].startswith("sparkoperator") and self.state == "COMPLETED":
            labels = {"spark-role": "driver"}
            metadata = {"name": "one-driver", "uid": "1", "labels": labels, "creationTimestamp": _now()}
            return [{"metadata": metadata, **ended("spark-kubernetes-driver")}]
        return []

    async def delete(self, kind: Kind, name: str) -> bool:  # noqa: ARG002
        existed, self.resource = self.resource is not None, None
        return existed


def _now() -> str:
    return datetime.now(UTC).isoformat()


def ended(container: str) -> Object:
    """Return the status of a pod that has succeeded, whose log is gone."""
    state = {"terminated": {"exitCode": 0, "message": RESULT}}
    return {"spec": {}, "status": {"phase": "Succeeded", "containerStatuses": [{"name": container, "state": state}]}}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait almost no time, and copy no log."""
    for name in ("QUOTA_INTERVAL", "SHORTEST_PAUSE", "LONGEST_PAUSE"):
        monkeypatch.setattr(module, name, 0.01)
    for kind in (PodWorkload, SparkWorkload):
        monkeypatch.setattr(kind, "interval", 0.001)
    monkeypatch.setattr(LogCopy, "follow", lambda _self, _pod: None)


def run(kind: type[Workload], namespace: Namespace, limit: float = 60) -> Outcome:
    launch = Launch(
        kind(namespace, "one", "release"),  # type: ignore[arg-type]
        {},
        "task=x",
        start_timeout=timedelta(seconds=60),
        admission=Admission(timedelta(seconds=limit), datetime.now(UTC)),
    )
    return asyncio.run(launch.run(lambda _begun: None))


def waits(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [record.getMessage() for record in caplog.records]
    return [line for line in lines if line.startswith(("waiting for admission", "admitted"))]


WAITED = [f"waiting for admission: {NO_ROOM}", "admitted after 0 s"]


def test_a_pod_is_created_when_its_quota_has_room(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert isinstance(run(PodWorkload, Namespace(refusals=3)), Succeeded)
    assert waits(caplog) == WAITED


def test_a_load_is_submitted_again_until_its_quota_has_room(caplog: pytest.LogCaptureFixture) -> None:
    """The operator reports the quota either at once or after it has given up."""
    caplog.set_level(logging.INFO)
    refused = ("", "SUBMISSION_FAILED"), ("", "FAILED")
    namespace = Namespace(states=(*refused, ("", "SUBMITTED", "RUNNING", "COMPLETED")))
    assert isinstance(run(SparkWorkload, namespace), Succeeded)
    assert namespace.created == 3
    assert waits(caplog) == WAITED


@pytest.mark.parametrize(
    ("kind", "namespace"),
    [
        (PodWorkload, Namespace(refusals=1000)),
        (SparkWorkload, Namespace(states=(("SUBMISSION_FAILED",),) * 1000)),
        (SparkWorkload, Namespace(states=(("SUSPENDED",),))),
    ],
)
def test_a_wait_that_lasts_too_long_fails_and_leaves_nothing(kind: type[Workload], namespace: Namespace) -> None:
    outcome = run(kind, namespace, limit=0.05)
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("not admitted within 0 s (admission_timeout_seconds): ")
    assert ("exceeded quota: team" in outcome.reason) is ("SUSPENDED" not in str(namespace.states))
    assert not outcome.permanent
    assert namespace.resource is None


def test_a_load_that_is_suspended_goes_on_when_it_is_resumed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    states = ("", "SUSPENDING", "SUSPENDED", "SUSPENDED", "RESUMING", "SUBMITTED", "RUNNING", "COMPLETED")
    namespace = Namespace(states=(states,))
    assert isinstance(run(SparkWorkload, namespace), Succeeded)
    assert waits(caplog) == [
        "waiting for admission: SparkApplication one is suspended (spec.suspend)",
        "admitted after 0 s",
    ]


def test_the_whole_output_of_a_failed_submission_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    namespace = Namespace(states=(("FAILED",),))
    namespace.refusal = "the webhook refuses it"
    assert run(SparkWorkload, namespace) == Failed("SparkApplication one failed: the webhook refuses it")
    assert "WARNING: Using incubator modules" in [record.getMessage() for record in caplog.records]
