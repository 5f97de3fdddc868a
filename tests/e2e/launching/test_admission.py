"""Waiting for admission on a real cluster: a quota, a scheduling gate, a suspended application, and loads in turn."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes.client import ApiException

from e2e.cluster import SPARK, Cluster
from e2e.launching.harness import Configure, Try, failure, result, run
from e2e.waiting import until

QUOTA = "launching-quota"
STEP = """echo '{"result":{"task":"scripted","changed":true}}' > $MOVIELYTICS_RESULT_FILE"""
LOAD = """open("/dev/termination-log", "w").write('{"result":{"task":"coded","changed":true}}')"""
GATE = "example.com/admission"


class Quota:
    """A ResourceQuota that has no room for any other pod, until it is raised."""

    def __init__(self, namespace: Cluster) -> None:
        self._core, self._namespace = namespace.core, namespace.namespace

    def forbid(self) -> None:
        """Forbid new pods, and wait until Kubernetes enforces that."""
        body = {"metadata": {"name": QUOTA}, "spec": {"hard": {"pods": "0"}}}
        self._core.create_namespaced_resource_quota(self._namespace, body)
        until("a quota that counts", self._counts, 30, every=0.2)

    def lift(self) -> None:
        """Raise it so far that it forbids nothing."""
        change = {"spec": {"hard": {"pods": "1000"}}}
        self._core.patch_namespaced_resource_quota(QUOTA, self._namespace, change)

    def remove(self) -> None:
        try:
            self._core.delete_namespaced_resource_quota(QUOTA, self._namespace)
        except ApiException as error:
            if error.status != 404:
                raise

    def _counts(self) -> bool:
        found = self._core.read_namespaced_resource_quota(QUOTA, self._namespace)
        return "pods" in ((found.status and found.status.used) or {})


@pytest.fixture
def quota(namespace: Cluster) -> Iterator[Quota]:
    quota = Quota(namespace)
    quota.remove()
    yield quota
    quota.remove()


async def logged(attempt: Try, words: str, seconds: float = 60) -> None:
    """Wait until the task's log has these words."""
    await asyncio.to_thread(until, f"the line {words!r}", lambda: attempt.log.count(words) > 0, seconds, every=0.2)


async def admitted(attempt: Try, words: str, admit: Any) -> dict[str, Any]:
    """Run a try, admit it when its log says that it waits, and return its result."""
    task = asyncio.create_task(attempt.run())
    await logged(attempt, words)
    await asyncio.sleep(2)  # several polls
    await asyncio.to_thread(admit)
    found = result(await task)
    assert attempt.log.count("waiting for admission: ") == 1, attempt.log.text
    assert attempt.log.count("admitted after") == 1, attempt.log.text
    return found


def test_a_pod_that_a_quota_forbids_starts_when_it_is_raised(
    namespace: Cluster, configure: Configure, quota: Quota
) -> None:
    quota.forbid()
    attempt = Try("check", script=STEP)
    assert asyncio.run(admitted(attempt, "exceeded quota: launching-quota", quota.lift))["task"] == "scripted"


def test_a_load_that_a_quota_forbids_starts_when_it_is_raised(
    namespace: Cluster, configure: Configure, quota: Quota
) -> None:
    quota.forbid()
    attempt = Try("stage", ("cpi",), script=LOAD)
    words = f'waiting for admission: pods "{attempt.identity.name}-driver" is forbidden: exceeded quota'
    assert asyncio.run(admitted(attempt, words, quota.lift))["task"] == "coded"
    assert attempt.log.count("created SparkApplication") == 2


def test_the_wait_for_a_quota_has_a_limit_and_names_it(namespace: Cluster, configure: Configure, quota: Quota) -> None:
    configure(admission_timeout_seconds=3)
    quota.forbid()
    reason, permanent = failure(run(Try("check", script=STEP)))
    assert reason.startswith("not admitted within 3 s (admission_timeout_seconds): ")
    assert "exceeded quota: launching-quota, requested: pods=1, used: pods=" in reason
    assert not permanent


def test_a_suspended_load_completes_after_it_is_resumed(namespace: Cluster, configure: Configure) -> None:
    """The time in which it is suspended is not part of the time to start."""
    configure(spark__application_spec={"suspend": True}, start_timeout_seconds=60)
    attempt = Try("stage", ("cpi",), script=LOAD)

    def resume() -> None:
        namespace.custom.patch_namespaced_custom_object(
            namespace=namespace.namespace, name=attempt.identity.name, body={"spec": {"suspend": False}}, **SPARK
        )

    words = f"waiting for admission: SparkApplication {attempt.identity.name} is suspended"
    assert asyncio.run(admitted(attempt, words, resume))["task"] == "coded"
    (driver,) = namespace.pods(attempt.identity.selector)
    assert driver.status.phase == "Succeeded"


def test_a_gated_pod_starts_when_its_gate_is_removed(namespace: Cluster, configure: Configure) -> None:
    configure(start_timeout_seconds=10)
    attempt = Try("check", script=STEP, gates=(GATE,))

    def open_gate() -> None:
        change = [{"op": "remove", "path": "/spec/schedulingGates"}]
        namespace.core.patch_namespaced_pod(attempt.identity.name, namespace.namespace, change)

    words = f"waiting for admission: pod {attempt.identity.name} has scheduling gates: {GATE}"
    assert asyncio.run(admitted(attempt, words, open_gate))["task"] == "scripted"


def test_a_load_waits_for_its_turn(namespace: Cluster, configure: Configure) -> None:
    configure(spark__loads_at_once=1)
    busy = f"import time\nprint('counted', flush=True)\ntime.sleep(2)\n{LOAD}"
    first = Try("stage", ("cpi",), script=busy)
    second = Try("stage", ("credits",), script=LOAD, run_id=first.run_id)

    async def both() -> None:
        task = asyncio.create_task(first.run())
        await logged(first, "created SparkApplication")
        other = asyncio.create_task(second.run())
        await logged(second, "waiting for its turn (loads_at_once is 1): active are " + first.identity.name)
        result(await task)
        result(await other)

    asyncio.run(both())
    created = second.log.begin + second.log.at("created SparkApplication")
    assert created > first.log.begin + first.log.at(": COMPLETED")
    assert second.log.count("waiting for its turn") == 1


def test_the_log_has_the_whole_output_of_a_failed_submission(namespace: Cluster, configure: Configure) -> None:
    configure(spark__conf={"spark.kubernetes.driver.pod.excludedFeatureSteps": ""})
    attempt = Try("stage", ("cpi",), script=LOAD)
    reason, _ = failure(run(attempt))
    assert reason.startswith(f'SparkApplication {attempt.identity.name} failed: networkpolicies.networking.k8s.io "')
    assert "is forbidden: User" in reason
    assert "\n" not in reason
    assert attempt.log.count("Exception in thread") == 1
