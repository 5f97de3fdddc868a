"""When an incident opens, changes and ends, and what its alerts say."""

from datetime import UTC, datetime, timedelta

import pytest

from movielytics.failures import IncidentKind
from movielytics.orchestration.incidents import (
    REMEDIES,
    Incident,
    TaskFailure,
    after_failed_run,
    failure_alert,
    recovery_alert,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
RUN = "run 1, https://airflow/dags/d/runs/run%201"


def failure(task_id: str, kind: str = "data", reason: str = "no links in s3://x", minutes: int = 0) -> TaskFailure:
    at = NOON + timedelta(minutes=minutes)
    return TaskFailure(run_id="run 1", task_id=task_id, kind=IncidentKind(kind), reason=reason, at=at)


def announced(incident: Incident) -> Incident:
    return incident.model_copy(update={"announced": incident.kinds})


def test_an_incident_begins_with_its_first_failed_task() -> None:
    incident = after_failed_run(None, [failure("stage_ratings", minutes=3), failure("plan_run", minutes=1)])
    assert incident.since == NOON + timedelta(minutes=1)
    assert incident.is_news


LATER = {
    "the same reason": ([failure("stage_cpi", minutes=60)], False),
    "another text": ([failure("stage_cpi", reason="no cpi at all", minutes=60)], False),
    "another kind": ([failure("stage_cpi", "service", minutes=60)], True),
    "another task": ([failure("stage_movies", minutes=60)], True),
    "one more task": ([failure("stage_cpi"), failure("stage_movies")], True),
}


@pytest.mark.parametrize("name", LATER)
def test_only_other_tasks_or_kinds_are_news(name: str) -> None:
    later, is_news = LATER[name]
    first = announced(after_failed_run(None, [failure("stage_cpi")]))
    second = after_failed_run(first, later)
    assert second.is_news is is_news
    assert second.since == NOON


def test_an_alert_says_what_where_since_when_and_what_to_do() -> None:
    failures = [
        failure("stage_cpi", "gate", "2 of 3 rows are wrong"),
        failure("stage_movies"),
        failure("stage_ratings"),
    ]
    alert = failure_alert("d", after_failed_run(None, failures), failures, RUN)
    assert alert.title == "d failed: stage_cpi, stage_movies, stage_ratings (data, gate)"
    assert alert.body.splitlines() == [
        "stage_cpi (gate): 2 of 3 rows are wrong",
        "stage_movies, stage_ratings (data): no links in s3://x",
        "Since: 2026-11-01 12:00 UTC",
        f"Run: {RUN}",
        f"What to do (data): {REMEDIES[IncidentKind.DATA]}",
        f"What to do (gate): {REMEDIES[IncidentKind.GATE]}",
    ]


def test_an_update_says_that_the_reason_has_changed() -> None:
    first = announced(after_failed_run(None, [failure("stage_cpi")]))
    later = [failure("plan_run", "crash", minutes=60)]
    alert = failure_alert("d", after_failed_run(first, later), later, RUN)
    assert alert.title == "d still fails, for another reason: plan_run (crash)"
    assert "Since: 2026-11-01 12:00 UTC" in alert.body


def test_a_recovery_says_how_long_it_lasted() -> None:
    incident = after_failed_run(None, [failure("stage_cpi")])
    alert = recovery_alert("d", incident, NOON + timedelta(hours=25, minutes=7), RUN)
    assert alert.title == "d works again"
    assert alert.is_over
    assert alert.body.splitlines() == [
        "Failed before: stage_cpi (data)",
        "From 2026-11-01 12:00 UTC to 2026-11-02 13:07 UTC, 25 h 7 min",
        f"Run: {RUN}",
    ]


def test_every_kind_has_a_remedy() -> None:
    assert set(REMEDIES) == set(IncidentKind)
