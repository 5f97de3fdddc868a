"""Staging loads as SparkApplications on a real cluster: succeeded, failed, never started, killed, resumed, removed."""

import asyncio
from typing import Any

import pytest
from kubernetes.client import ApiException

from e2e.cluster import SPARK, Cluster, Manifest
from e2e.launching.harness import Configure, Try, failure, result, run
from e2e.waiting import until

full = pytest.mark.full

RESULT = """open("/dev/termination-log", "w").write('{"result":{"task":"coded","changed":true}}')"""
BUSY = f"import time\nfor n in range(40):\n  print('counted', n, flush=True)\n  time.sleep(1)\n{RESULT}"


def application(namespace: Cluster, attempt: Try) -> Manifest | None:
    """Return the try's SparkApplication, or None."""
    try:
        found: Manifest = namespace.custom.get_namespaced_custom_object(
            namespace=namespace.namespace, name=attempt.identity.name, **SPARK
        )
    except ApiException as error:
        assert error.status == 404
        return None
    return found


def state(namespace: Cluster, attempt: Try) -> str:
    """Return the state of the try's SparkApplication."""
    found = application(namespace, attempt)
    return str(found["status"]["applicationState"]["state"]) if found else "gone"


async def running(namespace: Cluster, attempt: Try) -> Any:
    """Wait until the try's driver runs, and return its pod."""

    def driver_runs() -> Any:
        pods = namespace.pods(f"{attempt.identity.selector},spark-role=driver")
        return next((pod for pod in pods if pod.status.phase == "Running"), None)

    return await asyncio.to_thread(until, "a running driver", driver_runs, 300, every=0.3)


def gone(namespace: Cluster, attempt: Try, seconds: float = 60) -> None:
    """Wait until no SparkApplication and no pod of the task instance is left."""
    selector = attempt.identity.selector
    until(
        "the end of it all",
        lambda: not namespace.spark_applications(selector) and not namespace.pods(selector),
        seconds,
        every=0.3,
    )


def test_a_load_succeeds(namespace: Cluster, configure: Configure, migrated: None) -> None:
    configure(time_to_live_seconds=5)
    attempt = Try("stage", ("cpi",))
    returned = result(run(attempt))
    assert returned["task"] == "stage_cpi"
    assert returned["counts"] == {"read": 2, "staged": 2, "superseded": 0, "quarantined": 0}
    assert attempt.log.count("stage_cpi: 2 read") == 1
    assert attempt.log.count(": COMPLETED") == 1
    (driver,) = namespace.pods(attempt.identity.selector)  # and no executor
    assert driver.spec.automount_service_account_token is False
    assert not [volume for volume in driver.spec.volumes if volume.projected]
    assert driver.metadata.labels["app.kubernetes.io/component"] == "spark-driver"
    gone(namespace, attempt)  # by itself, after its time to live


def test_a_load_gets_executors_on_demand(namespace: Cluster, configure: Configure, migrated: None) -> None:
    attempt = Try("stage", ("ratings",))
    returned = result(run(attempt))
    assert returned["counts"]["staged"] == 5
    app = application(namespace, attempt)
    assert app is not None
    assert len(app["status"]["executorState"]) == 1
    assert list(app["status"]["executorState"]) == [f"{attempt.identity.name}-exec-1"]
    assert attempt.log.count("forbidden") == 0, attempt.log.text


def test_a_permanent_failure_has_the_error_of_the_load(
    namespace: Cluster, configure: Configure, migrated: None
) -> None:
    attempt = Try("stage", ("movies",))
    reason, permanent = failure(run(attempt))
    assert reason.startswith("no movies_metadata in s3://movielytics/landing: deliver movies_metadata.csv")
    assert permanent
    assert attempt.log.count("error: no movies_metadata in") == 1
    assert state(namespace, attempt) == "FAILED"  # kept for inspection during its time to live


@full
def test_the_log_is_copied_while_the_driver_runs(namespace: Cluster, configure: Configure) -> None:
    code = f"import time\nfor n in range(5):\n  print('counted', n, flush=True)\n  time.sleep(1)\n{RESULT}"
    attempt = Try("stage", ("cpi",), script=code)
    assert result(run(attempt))["task"] == "coded"
    times = [attempt.log.at(f"counted {n}") for n in range(5)]
    assert times == sorted(times)
    assert times[-1] - times[0] > 3


@full
def test_a_driver_that_exits_early_with_code_0_is_a_failure(namespace: Cluster, configure: Configure) -> None:
    reason, permanent = failure(run(Try("stage", ("cpi",), script="import os; os._exit(0)")))
    assert "left no result" in reason
    assert not permanent


FAILURES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a missing image": ({"image_pull_policy": "Never", "spark__image": "localhost/none:1"}, "", "ErrImageNeverPull"),
    "no matching node": (
        {"node_selector": {"pool": "none"}, "start_timeout_seconds": 45},
        "",
        "found no node within 45 s",
    ),
    "a submission that Spark refuses": (
        {"spark__conf": {"spark.kubernetes.driver.pod.excludedFeatureSteps": ""}},
        "",
        "networkpolicies",
    ),
    "a main file that fails": ({}, "raise ValueError('no way')", "ValueError: no way"),
    "no matching node for an executor": (
        {"spark__conf": {"spark.kubernetes.executor.node.selector.pool": "none"}, "start_timeout_seconds": 45},
        "",
        "-exec-1 found no node within 45 s: Unschedulable",
    ),
    "a pod that the namespace forbids": ({"source_volume": {"hostPath": {"path": "/"}}}, "", "violates PodSecurity"),
}


QUICK = ("a missing image", "a submission that Spark refuses")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in QUICK else full) for name in FAILURES])
def test_a_failure_is_reported_early_with_its_reason(namespace: Cluster, configure: Configure, name: str) -> None:
    changes, script, expected = FAILURES[name]
    configure(**changes)
    attempt = Try("stage", ("ratings" if "executor" in name else "cpi",), script=script)
    reason, permanent = failure(run(attempt))
    assert expected in reason
    assert not permanent
    submitted = attempt.log.at("SUBMITTED") if attempt.log.count("SUBMITTED") else 0.0
    assert attempt.log.lines[-1][0] - submitted < 120, attempt.log.text
    if state(namespace, attempt) not in ("FAILED", "SUBMISSION_FAILED"):
        gone(namespace, attempt)


def test_a_killed_driver_is_a_failure(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("stage", ("cpi",), script=BUSY)

    async def scenario() -> tuple[str, bool]:
        task = asyncio.create_task(attempt.run())
        driver = await running(namespace, attempt)
        namespace.core.delete_namespaced_pod(driver.metadata.name, namespace.namespace, grace_period_seconds=0)
        return failure(await task)

    reason, permanent = asyncio.run(scenario())
    assert "was deleted while it ran" in reason
    assert not permanent


@full
def test_a_deleted_application_is_a_failure(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("stage", ("cpi",), script=BUSY)

    async def scenario() -> tuple[str, bool]:
        task = asyncio.create_task(attempt.run())
        await running(namespace, attempt)
        namespace.custom.delete_namespaced_custom_object(
            namespace=namespace.namespace, name=attempt.identity.name, **SPARK
        )
        return failure(await task)

    reason, _ = asyncio.run(scenario())
    assert reason == f"SparkApplication {attempt.identity.name} was deleted while it ran"
    gone(namespace, attempt)


def test_a_triggerer_resumes_a_driver_and_clearing_removes_it(namespace: Cluster, configure: Configure) -> None:
    """The first triggerer was killed; the second starts no other driver."""
    attempt = Try("stage", ("cpi",), script=BUSY)

    async def scenario() -> None:
        async with attempt.begun() as first:
            driver = await running(namespace, attempt)
            await first.stop()
        async with attempt.begun() as second:
            await asyncio.to_thread(until, "its log", lambda: attempt.log.count("counted 0") > 0, 20, every=0.2)
            assert attempt.log.count("was started before") == 1
            pods = namespace.pods(attempt.identity.selector)
            assert [pod.metadata.uid for pod in pods] == [driver.metadata.uid]
            await second.kill_task()

    asyncio.run(scenario())
    assert attempt.log.count("removed, because the task was ended") == 1
    gone(namespace, attempt)


@full
def test_a_retry_starts_after_the_last_try_has_stopped(namespace: Cluster, configure: Configure) -> None:
    first = Try("stage", ("cpi",), script=BUSY)
    second = first.retry()
    second.script = RESULT

    async def scenario() -> dict[str, Any]:
        async with first.begun() as triggerer:
            await running(namespace, first)
            await triggerer.stop()
        return result(await second.run())

    assert asyncio.run(scenario())["task"] == "coded"
    assert second.log.count("which an earlier try left") == 1
    (app,) = namespace.spark_applications(second.identity.selector)
    assert app["metadata"]["name"] == second.identity.name


@full
def test_a_load_is_removed_at_its_timeout(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("stage", ("cpi",), script=BUSY, timeout=25)
    reason, permanent = failure(run(attempt))
    assert "was not done in time (execution_timeout)" in reason
    assert not permanent
    assert attempt.log.lines[-1][0] - attempt.log.at("counted 0") < 30  # counted from the start of the driver
    gone(namespace, attempt)
