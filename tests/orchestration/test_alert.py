"""The callbacks of tasks and of the DAG, with Airflow's Variables and delivery replaced by memory."""

import json
import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from movielytics.errors import GateError, Kind, LandingError, WarehouseUnreachableError
from movielytics.orchestration import airflow_state, alert
from movielytics.orchestration.alert import INCIDENT, LONGEST_REASON, UNKNOWN, record_failure, run_failed, run_succeeded
from movielytics.orchestration.incidents import Alert
from movielytics.orchestration.kubernetes.operators import PermanentStepError
from support.planted import assert_nothing_shown

MISSING = LandingError("no links in s3://x: deliver links.csv")


class Airflow:
    """Airflow's memory, runs that fail or succeed, and the alerts that they send."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.failed: dict[str, list[str]] = {}
        self.alerts: list[Alert] = []
        self.delivers = True

    def deliver(self, alert: Alert) -> bool:
        self.alerts.append(alert)
        return self.delivers

    def fails(self, run_id: str, errors: dict[str, object]) -> None:
        """End a run with failed tasks; a task without an error has recorded none."""
        for task_id, error in errors.items():
            if error is not None:
                task = SimpleNamespace(dag_id="d", run_id=run_id, task_id=task_id)
                record_failure({"task_instance": task, "exception": error})
        self.failed[run_id] = list(errors)
        run_failed({"dag": SimpleNamespace(dag_id="d"), "run_id": run_id, "reason": "task_failure"})

    def succeeds(self, run_id: str) -> None:
        run_succeeded({"dag": SimpleNamespace(dag_id="d"), "run_id": run_id})

    @property
    def titles(self) -> list[str]:
        return [alert.title for alert in self.alerts]


@pytest.fixture
def airflow(monkeypatch: pytest.MonkeyPatch) -> Airflow:
    airflow = Airflow()
    monkeypatch.setattr(airflow_state, "read", airflow.variables.get)
    monkeypatch.setattr(airflow_state, "write", airflow.variables.__setitem__)
    monkeypatch.setattr(airflow_state, "remove", airflow.variables.pop)
    monkeypatch.setattr(airflow_state, "failed_tasks", lambda _, run_id: airflow.failed[run_id])
    monkeypatch.setattr(alert, "deliver", airflow.deliver)
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example/")
    return airflow


def test_three_tasks_that_miss_one_file_send_one_alert(airflow: Airflow) -> None:
    airflow.fails(
        "scheduled__2026-11-01T00:00:00+00:00", dict.fromkeys(("plan_run", "stage_cpi", "stage_ratings"), MISSING)
    )
    (alert,) = airflow.alerts
    assert alert.title == "d failed: plan_run, stage_cpi, stage_ratings (data)"
    assert alert.body.startswith(f"plan_run, stage_cpi, stage_ratings (data): {MISSING}\nSince: ")
    assert "https://airflow.example/dags/d/runs/scheduled__2026-11-01T00%3A00%3A00%2B00%3A00" in alert.body


def test_a_second_run_that_fails_alike_is_silent(airflow: Airflow) -> None:
    for run_id in ("run 1", "run 2", "run 3"):
        airflow.fails(run_id, {"plan_run": MISSING})
    assert airflow.titles == ["d failed: plan_run (data)"]


def test_a_changed_reason_sends_one_update(airflow: Airflow) -> None:
    airflow.fails("run 1", {"plan_run": MISSING})
    for run_id in ("run 2", "run 3"):
        airflow.fails(run_id, {"plan_run": WarehouseUnreachableError("no connection")})
    assert airflow.titles == ["d failed: plan_run (data)", "d still fails, for another reason: plan_run (service)"]


@pytest.mark.parametrize("run_id", ["run 1", "run 2"], ids=["the cleared run", "the next run"])
def test_a_successful_run_ends_the_incident(airflow: Airflow, run_id: str) -> None:
    airflow.fails("run 1", {"plan_run": MISSING})
    airflow.succeeds(run_id)
    airflow.succeeds("run 3")
    assert airflow.titles == ["d failed: plan_run (data)", "d works again"]
    assert airflow.alerts[1].is_over
    assert airflow.variables == {}


def test_a_failure_after_a_recovery_is_a_new_incident(airflow: Airflow) -> None:
    airflow.fails("run 1", {"plan_run": MISSING})
    airflow.succeeds("run 2")
    airflow.fails("run 3", {"plan_run": MISSING})
    assert airflow.titles == ["d failed: plan_run (data)", "d works again", "d failed: plan_run (data)"]


def test_a_successful_run_without_an_incident_is_silent(airflow: Airflow) -> None:
    airflow.succeeds("run 1")
    assert airflow.alerts == []


def test_an_alert_that_was_not_delivered_is_sent_again(airflow: Airflow) -> None:
    airflow.delivers = False
    airflow.fails("run 1", {"plan_run": MISSING})
    since = datetime.now(UTC) - timedelta(hours=2)
    key = INCIDENT.format("d")
    airflow.variables[key] = json.dumps(json.loads(airflow.variables[key]) | {"since": since.isoformat()})
    airflow.delivers = True
    airflow.fails("run 2", {"plan_run": MISSING})
    airflow.fails("run 3", {"plan_run": MISSING})
    assert airflow.titles == ["d failed: plan_run (data)"] * 2
    assert f"Since: {since:%Y-%m-%d %H:%M} UTC" in airflow.alerts[1].body


def test_an_incident_that_nobody_heard_of_ends_silently(airflow: Airflow) -> None:
    airflow.delivers = False
    airflow.fails("run 1", {"plan_run": MISSING})
    airflow.succeeds("run 2")
    assert airflow.titles == ["d failed: plan_run (data)"]
    assert airflow.variables == {}


def test_an_earlier_failure_of_a_repaired_task_is_not_reported(airflow: Airflow) -> None:
    """A task that fails and is cleared before its run ends has a record, although it has succeeded."""
    record_failure(
        {"task_instance": SimpleNamespace(dag_id="d", run_id="run 1", task_id="stage_cpi"), "exception": MISSING}
    )
    airflow.fails("run 1", {"audit_staging": GateError("2 of 3 rows are wrong")})
    assert airflow.titles == ["d failed: audit_staging (gate)"]


def test_a_failure_of_another_run_is_not_taken_for_this_one(airflow: Airflow) -> None:
    airflow.fails("run 1", {"plan_run": MISSING})
    airflow.fails("run 2", {"plan_run": None})
    assert airflow.alerts[1].body.startswith(f"plan_run (crash): {UNKNOWN}\n")


def test_a_run_that_someone_marks_as_failed_is_silent(airflow: Airflow) -> None:
    airflow.fails("run 1", {})
    assert airflow.alerts == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (GateError("x"), "gate"),
        (MISSING, "data"),
        (WarehouseUnreachableError("x"), "service"),
        (PermanentStepError("x", Kind.SETTINGS), "service"),
        (PermanentStepError("x", Kind.GATE), "gate"),
        (ZeroDivisionError("x"), "crash"),
        (KeyboardInterrupt(), "crash"),
        ("its worker pod did not start in time: FailedScheduling", "service"),
        ("Task did not emit heartbeat within time limit", "crash"),
    ],
)
def test_the_kind_follows_from_the_error(airflow: Airflow, error: object, kind: str) -> None:
    airflow.fails("run 1", {"plan_run": error})
    assert airflow.titles == [f"d failed: plan_run ({kind})"]


def test_a_very_long_reason_is_cut(airflow: Airflow) -> None:
    airflow.fails("run 1", {"plan_run": GateError("x" * 1_000_000)})
    assert len(airflow.alerts[0].body) < LONGEST_REASON + 500
    assert "(cut: the task's log has all of it)" in airflow.alerts[0].body


@pytest.mark.parametrize("password", ["zyxq/wvut", "zyxq wvut", "zyxq%wvut", 'zyxq"wvut'])
def test_neither_alert_nor_record_contains_a_secret(
    airflow: Airflow, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://user:{quote(password, safe='')}@host/db"
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", url)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "zyxqAndwvut")
    airflow.fails("run 1", {"plan_run": ValueError(f"cannot use {url} with {password} or zyxqAndwvut")})
    assert_nothing_shown(airflow.alerts[0].body + json.dumps(airflow.variables))
    assert "cannot use postgresql://user:***@host/db with *** or ***" in airflow.alerts[0].body


@pytest.mark.parametrize("callback", [record_failure, run_failed, run_succeeded])
def test_a_broken_callback_is_a_warning(
    airflow: Airflow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, callback: Any
) -> None:
    def unreachable(*_: str) -> None:
        raise ConnectionError("no connection to the API server")

    for name in ("read", "write", "failed_tasks"):
        monkeypatch.setattr(airflow_state, name, unreachable)
    task = SimpleNamespace(dag_id="d", run_id="run 1", task_id="plan_run")
    callback({"task_instance": task, "exception": MISSING, "dag": SimpleNamespace(dag_id="d"), "run_id": "run 1"})
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert (
        record.getMessage() == f"No alert: {callback.__name__} failed: ConnectionError: no connection to the API server"
    )
