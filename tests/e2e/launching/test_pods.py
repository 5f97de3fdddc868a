"""Steps as pods on a real cluster: succeeded, failed, never started, killed, resumed, removed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from e2e.cluster import Cluster
from e2e.launching.harness import Configure, Try, failure, result, run
from e2e.launching.relay import Relay
from e2e.waiting import until

OK = """echo '{"result":{"task":"scripted","changed":true}}' > $MOVIELYTICS_RESULT_FILE"""
COUNT = f"for n in 1 2 3 4 5 6 7 8 9 10; do echo counted $n; sleep 1; done; {OK}"


def pods(namespace: Cluster, attempt: Try) -> list[Any]:
    """Return the pods of all tries of the task instance."""
    return namespace.pods(attempt.identity.selector)


async def running(namespace: Cluster, attempt: Try) -> Any:
    """Wait until the try's pod runs, and return it."""

    def pod_runs() -> Any:
        return next((pod for pod in pods(namespace, attempt) if pod.status.phase == "Running"), None)

    return await asyncio.to_thread(until, "a running pod", pod_runs, 60, every=0.2)


def gone(namespace: Cluster, attempt: Try, seconds: float = 15) -> None:
    """Wait until no pod of the task instance is left."""
    until("the end of its pods", lambda: not pods(namespace, attempt), seconds, every=0.2)


def test_a_step_succeeds(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("migrate")
    returned = result(run(attempt))
    assert returned["task"] == "migrate"
    assert returned["seconds"] > 0
    assert attempt.log.count("migrate: ") == 1
    gone(namespace, attempt)


def test_a_permanent_failure_has_the_error_of_the_step(namespace: Cluster, configure: Configure) -> None:
    configure(env_from=[])
    attempt = Try("audit")
    reason, permanent = failure(run(attempt))
    assert reason.startswith("wrong settings in the environment: MOVIELYTICS_WAREHOUSE_URL is not set: ")
    assert permanent
    assert attempt.log.count("error: wrong settings") == 1
    gone(namespace, attempt)


def test_the_log_is_copied_while_the_pod_runs(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script=COUNT)
    assert result(run(attempt))["task"] == "scripted"
    times = [attempt.log.at(f"counted {n}") for n in range(1, 11)]
    assert times == sorted(times)
    assert times[-1] - times[0] > 2
    assert [line for _, line in attempt.log.lines if line.startswith("counted")] == [
        f"counted {n}" for n in range(1, 11)
    ]


@pytest.mark.full
def test_a_burst_of_lines_is_copied_completely(namespace: Cluster, configure: Configure) -> None:
    # Older versions of containerd lose what a container wrote if they have not read it when the container ends.
    attempt = Try("check", script=f"seq -f 'number %g.' 20000; sleep 3; {OK}")
    result(run(attempt))
    assert [line for _, line in attempt.log.lines if line.startswith("number ")] == [
        f"number {n}." for n in range(1, 20001)
    ]


FAILURES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a process that fails": (
        {},
        "(echo one; echo two) >&2; exit 3",
        "failed with exit code 3; its last words:\none\ntwo",
    ),
    "a process that stops early": ({}, "exit 0", "left no result"),
    "a process that uses too much memory": (
        {"warehouse__default": {"resources": {"limits": {"memory": "64Mi"}}}},
        "python3 -c 'x = bytearray(500_000_000); x[::4096] = b\"1\" * len(x[::4096])'",
        "used more memory than its limit (OOMKilled)",
    ),
    "a missing image": (
        {"image_pull_policy": "Never", "warehouse__image": "localhost/none:1"},
        OK,
        "ErrImageNeverPull",
    ),
    "an image that cannot be pulled": (
        {"image_pull_policy": "Always", "warehouse__image": "localhost:1/none:1"},
        OK,
        "Err",
    ),
    "an invalid image name": ({"warehouse__image": "No such/name"}, OK, "InvalidImageName"),
    "a missing Secret": ({"env_from": [{"secretRef": {"name": "none"}}]}, OK, 'secret "none" not found'),
    "no matching node": (
        {"node_selector": {"pool": "none"}, "start_timeout_seconds": 3},
        OK,
        "found no node within 3 s: Unschedulable: 0/1 nodes are available",
    ),
    "a pod that the namespace forbids": ({"source_volume": {"hostPath": {"path": "/"}}}, OK, "violates PodSecurity"),
    "a missing service account": ({"warehouse__service_account": "none"}, OK, 'serviceaccount "none" not found'),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_reported_early_and_cleaned_up(namespace: Cluster, configure: Configure, name: str) -> None:
    changes, script, expected = FAILURES[name]
    configure(**changes)
    attempt = Try("check", script=script)
    reason, permanent = failure(run(attempt))
    assert expected in reason
    assert not permanent
    assert attempt.log.count(reason.splitlines()[0]) == 1
    assert attempt.log.lines[-1][0] < 30, attempt.log.text
    gone(namespace, attempt)


@pytest.mark.full
def test_warnings_of_a_pod_that_does_not_start_are_in_the_log(namespace: Cluster, configure: Configure) -> None:
    configure(node_selector={"pool": "none"}, start_timeout_seconds=2)
    attempt = Try("check", script=OK)
    run(attempt)
    assert attempt.log.count("FailedScheduling: ") == 1


def test_a_deleted_pod_is_a_failure(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script=f"trap 'exit 0' TERM; sleep 60 & wait; {OK}")

    async def scenario() -> tuple[str, bool]:
        task = asyncio.create_task(attempt.run())
        pod = await running(namespace, attempt)
        namespace.core.delete_namespaced_pod(pod.metadata.name, namespace.namespace)
        return failure(await task)

    reason, _ = asyncio.run(scenario())
    assert "was deleted while it ran" in reason or "left no result" in reason
    gone(namespace, attempt)


def test_a_triggerer_resumes_the_pod_of_a_stopped_one(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script=COUNT)

    async def scenario() -> tuple[Any, dict[str, Any]]:
        async with attempt.begun() as first:
            pod = await running(namespace, attempt)
            await first.stop()
        assert [each.metadata.uid for each in pods(namespace, attempt)] == [pod.metadata.uid]
        return pod, result(await attempt.run())

    _, returned = asyncio.run(scenario())
    assert returned["task"] == "scripted"
    assert attempt.log.count("was started before") == 1
    assert attempt.log.count("created pod") == 1  # by the first; the second found it
    gone(namespace, attempt)


@pytest.mark.full
def test_two_triggerers_at_once_run_one_pod(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script=f"sleep 3; {OK}")

    async def scenario() -> list[Any]:
        tasks = [asyncio.create_task(attempt.run()) for _ in range(2)]
        await running(namespace, attempt)
        assert len(pods(namespace, attempt)) == 1
        return await asyncio.gather(*tasks)

    events = asyncio.run(scenario())
    assert "scripted" in str([getattr(event, "xcoms", None) for event in events])
    gone(namespace, attempt)


def test_a_marked_or_cleared_task_removes_its_pod(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script="sleep 60")

    async def scenario() -> None:
        async with attempt.begun() as triggerer:
            await running(namespace, attempt)
            await triggerer.kill_task()

    asyncio.run(scenario())
    assert attempt.log.count("removed, because the task was ended") == 1
    gone(namespace, attempt)


@pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.1, 0.3])
def test_a_task_that_is_ended_early_leaves_nothing(namespace: Cluster, configure: Configure, after: float) -> None:
    attempt = Try("check", script="sleep 60")

    async def scenario() -> None:
        async with attempt.begun() as triggerer:
            await asyncio.sleep(after)
            await triggerer.kill_task()

    asyncio.run(scenario())
    gone(namespace, attempt)


def test_a_retry_starts_after_the_last_try_has_stopped(namespace: Cluster, configure: Configure) -> None:
    first = Try("check", script="trap 'sleep 4; exit' TERM; sleep 60 & wait")
    second = first.retry()
    second.script = OK

    async def scenario() -> dict[str, Any]:
        async with first.begun() as triggerer:
            await running(namespace, first)
            await triggerer.stop()
        return result(await second.run())

    assert asyncio.run(scenario())["task"] == "scripted"
    removed, created = second.log.at("which an earlier try left"), second.log.at("created pod")
    assert created - removed > 3
    gone(namespace, second)


def test_a_step_is_removed_at_its_timeout(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script="sleep 60", timeout=6)
    reason, permanent = failure(run(attempt))
    assert "was not done in time (execution_timeout)" in reason
    assert not permanent
    assert 5 <= attempt.log.lines[-1][0] < 12  # counted from the start of the pod, which the API rounds down to seconds
    gone(namespace, attempt)


def test_the_deadline_also_holds_for_a_later_triggerer(namespace: Cluster, configure: Configure) -> None:
    attempt = Try("check", script="sleep 60", timeout=10)

    async def scenario() -> tuple[str, bool]:
        async with attempt.begun() as first:
            await running(namespace, attempt)
            await asyncio.sleep(5)
            await first.stop()
        return failure(await attempt.run())

    reason, _ = asyncio.run(scenario())
    assert "was not done in time" in reason
    assert attempt.log.lines[-1][0] < 8  # of the second triggerer's time: the first had most of it
    gone(namespace, attempt)


def test_a_step_survives_an_outage_of_the_api_server(
    namespace: Cluster, configure: Configure, kubeconfig: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    attempt = Try("check", script=f"for n in $(seq 1 16); do echo counted $n; sleep 0.5; done; {OK}")
    relay = Relay(kubeconfig)

    async def scenario() -> dict[str, Any]:
        await relay.open()
        monkeypatch.setenv("KUBECONFIG", str(relay.kubeconfig(tmp_path)))
        task = asyncio.create_task(attempt.run())
        await running(namespace, attempt)
        await relay.close()
        await asyncio.sleep(3)
        await relay.open()
        return result(await task)

    assert asyncio.run(scenario())["task"] == "scripted"
    assert attempt.log.count("no answer yet, trying again") >= 2
    assert [line for _, line in attempt.log.lines if line.startswith("counted")] == [
        f"counted {n}" for n in range(1, 17)
    ]
    gone(namespace, attempt)


def test_a_launch_removes_expired_pods_of_others(namespace: Cluster, configure: Configure) -> None:
    left, attempt = Try("check", script="sleep 60"), Try("check", script=OK)

    async def scenario() -> None:
        async with left.begun() as triggerer:
            await asyncio.to_thread(until, "its pod", lambda: bool(pods(namespace, left)), 20, every=0.2)
            await triggerer.stop()

    asyncio.run(scenario())
    past = {"metadata": {"annotations": {"movielytics.io/until": "2026-01-01T00:00:00+00:00"}}}
    namespace.core.patch_namespaced_pod(left.identity.name, namespace.namespace, past)
    result(run(attempt))
    assert attempt.log.count("whose time is long over") == 1
    gone(namespace, left)
