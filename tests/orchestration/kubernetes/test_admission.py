"""Waiting for admission: its time limit, and what the log says."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from movielytics.orchestration.kubernetes.admission import Admission

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
QUOTA = "exceeded quota: team, requested: pods=1, used: pods={}, limited: pods=3"


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


@pytest.fixture
def admission() -> Admission:
    return Admission(timedelta(seconds=60), BEGIN)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_each_reason_is_logged_once(admission: Admission, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for second, reason in enumerate(["suspended", "suspended", QUOTA.format(3), QUOTA.format(4), "suspended"]):
        assert admission.wait(reason, at(second)) is None
    admission.admit(at(8))
    admission.admit(at(9))
    waiting = "waiting for admission: "
    assert lines(caplog) == [
        f"{waiting}suspended",
        f"{waiting}{QUOTA.format(3)}",
        f"{waiting}suspended",
        "admitted after 8 s",
    ]


def test_a_try_that_does_not_wait_logs_nothing(admission: Admission, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    admission.admit(at(1))
    assert lines(caplog) == []
    assert admission.waited is None


def test_the_wait_has_a_limit_of_its_own(admission: Admission) -> None:
    assert admission.wait("suspended", at(60)) is None
    failure = admission.wait("suspended", at(61))
    assert failure is not None
    assert failure.reason == "not admitted within 60 s (admission_timeout_seconds): suspended"
    assert not failure.permanent


def test_a_later_suspension_has_the_whole_time_again(admission: Admission) -> None:
    admission.admit(at(50))
    assert admission.wait("suspended", at(1000)) is None
    assert admission.wait("suspended", at(1061)) is not None
    assert admission.waited == at(1061)
