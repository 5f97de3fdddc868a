"""The outcome of a task for each state of the cluster: the cases of outcomes.yaml."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from movielytics.orchestration.kubernetes.outcome import (
    LONGEST_REASON,
    Application,
    Failed,
    Outcome,
    Succeeded,
    Waiting,
    decide_application,
    decide_pod,
    driver_is_lost,
)
from movielytics.orchestration.kubernetes.pods import Clock

CASES = yaml.safe_load(Path(__file__).with_name("outcomes.yaml").read_text())
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
START_TIMEOUT = timedelta(seconds=300)

Object = dict[str, Any]


def stamp(seconds: float) -> str:
    """Return the time in the format of the API."""
    return (BEGIN + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def pod(name: str, status: Object | None, role: str = "") -> Object | None:
    if status is None:
        return None
    metadata = {"name": name, "creationTimestamp": stamp(0), "labels": {"spark-role": role}}
    if "deleted" in status:
        metadata["deletionTimestamp"] = stamp(status["deleted"])
    gates = [{"name": name} for name in status.get("gates", [])]
    own = {key: value for key, value in status.items() if key not in ("deleted", "gates")}
    return {"metadata": metadata, "spec": {"schedulingGates": gates}, "status": own}


def application(state: str | None, message: str | None) -> Object | None:
    if state is None:
        return None
    resource: Object = {"metadata": {"name": "one", "namespace": "ns", "creationTimestamp": stamp(0)}}
    if state:
        resource["status"] = {"applicationState": {"state": state, "errorMessage": message}}
    return resource


def clock(case: Object) -> Clock:
    waited = BEGIN + timedelta(seconds=case["waited"]) if "waited" in case else None
    return Clock(BEGIN + timedelta(seconds=case["after"]), START_TIMEOUT, waited)


def check(outcome: Outcome | Waiting | None, case: Object) -> None:
    if "waits" in case:
        assert outcome == Waiting(case["waits"], refused=case.get("refused", False))
    elif "succeeds" in case:
        assert isinstance(outcome, Succeeded)
        assert outcome.result.task == case["succeeds"]
    elif "fails" in case:
        assert isinstance(outcome, Failed)
        assert case["fails"] in outcome.reason
        assert outcome.permanent is case.get("permanent", False)
        assert outcome.kind == case.get("kind", outcome.kind)
    else:
        assert outcome is None


@pytest.mark.parametrize("name", CASES["pods"])
def test_the_state_of_a_pod_gives_the_outcome(name: str) -> None:
    case = CASES["pods"][name]
    check(decide_pod("one", pod("one", case["pod"]), clock(case)), case)


@pytest.mark.parametrize("name", CASES["applications"])
def test_the_state_of_an_application_gives_the_outcome(name: str) -> None:
    case = CASES["applications"][name]
    pods = [pod("one-driver", case["driver"], "driver")] if "driver" in case else []
    pods += [
        pod(f"one-exec-{number}", status, "executor") for number, status in enumerate(case.get("executors", []), 1)
    ]
    for state in case.get("states", [case.get("state")]):
        app = application(state, case.get("message"))
        lost = timedelta(seconds=case.get("without_driver", 0))
        observed = Application(app, [pod for pod in pods if pod], lost)
        check(decide_application("one", observed, clock(case)), case)


def test_a_very_long_reason_is_cut_in_its_middle() -> None:
    outcome = decide_application(
        "one", Application(application("FAILED", f"begin {'x' * 100_000} end"), []), Clock(BEGIN, START_TIMEOUT)
    )
    assert isinstance(outcome, Failed)
    assert len(outcome.reason) < LONGEST_REASON + 10
    assert outcome.reason.startswith("SparkApplication one failed: begin")
    assert outcome.reason.endswith(" end")


@pytest.mark.parametrize(
    ("state", "status", "lost"),
    [
        ("SUBMITTED", None, False),  # no driver yet
        ("RUNNING", None, True),
        ("UNKNOWN", None, True),
        ("RUNNING", {"phase": "Running"}, False),
        ("RUNNING", {"phase": "Succeeded"}, False),
        ("SUBMITTED", {"phase": "Failed"}, True),
    ],
)
def test_a_driver_counts_as_lost_by_its_states(state: str, status: Object | None, lost: bool) -> None:
    app = application(state, None)
    assert app is not None
    assert driver_is_lost(app, pod("one-driver", status, "driver")) is lost
