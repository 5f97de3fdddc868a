"""Metrics of runs, through Airflow's own logger for OpenTelemetry."""

import logging
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from airflow.sdk._shared.observability.metrics.base_stats_logger import NoStatsLogger
from airflow.sdk._shared.observability.metrics.otel_logger import SafeOtelLogger
from airflow.sdk.observability import stats
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from movielytics import steps
from movielytics.orchestration import metrics
from movielytics.orchestration.local import PlanStep
from movielytics.reasons import Code
from support.harness import Pipeline
from support.rows import cpi_csv

Labels = tuple[tuple[str, object], ...]


class Sent:
    """What Airflow's metrics have sent."""

    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()
        self.logger = SafeOtelLogger(MeterProvider(metric_readers=[self.reader]))

    def gauges(self) -> dict[tuple[str, Labels], float]:
        """Return the gauges by name and labels."""
        found = self.reader.get_metrics_data()
        return {
            (metric.name.removeprefix("airflow.movielytics."), tuple(sorted((point.attributes or {}).items()))): (
                point.value  # type: ignore[union-attr]
            )
            for resource in (found.resource_metrics if found else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        }


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    monkeypatch.setenv("AIRFLOW__METRICS__OTEL_ON", "True")
    found = Sent()
    stats.initialize(factory=lambda: cast(Any, found.logger), export_legacy_names=False)
    yield found
    stats.initialize(factory=NoStatsLogger, export_legacy_names=True)


def labels(**given: object) -> Labels:
    return tuple(sorted(given.items()))


@pytest.fixture
def loaded(pipeline: Pipeline) -> Pipeline:
    """A run that loaded prices, one of which is unusable; two ratings wait since a day ago."""
    pipeline.deliver("cpi.csv", cpi_csv(("2001-01-01", "90.5"), ("2001-02-01", "x")))
    steps.stage("cpi", "run")
    steps.upsert("cpi", "run")
    pipeline.execute(
        "INSERT INTO waiting.ratings (rated_at, waiting_since, user_id, movielens_id, rating, file_no)"
        " SELECT NOW(), NOW() - n * INTERVAL '1 day', n, n, 4, 0 FROM GENERATE_SERIES(0, 1) AS n"
    )
    return pipeline


def test_a_run_reports_rows_times_and_freshness(loaded: Pipeline, sent: Sent) -> None:
    metrics.run_succeeded("run")
    found = sent.gauges()

    dataset = labels(dataset="cpi")
    assert [found["rows." + name, dataset] for name in ("read", "staged", "superseded")] == [2, 1, 0]
    by_code = {code: found["rows.quarantined", labels(dataset="cpi", code=code.value)] for code in Code}
    assert {code: count for code, count in by_code.items() if count} == {Code.NOT_A_NUMBER: 1}
    assert {dict(key)["step"] for name, key in found if name == "step.seconds"} == {"stage_cpi", "upsert_cpi"}
    assert found["run.seconds", ()] >= found["step.seconds", labels(step="stage_cpi")] > 0
    assert 0 <= found["freshness.seconds", labels(table="cpi")] < 60
    assert found["rows.waiting", labels(dataset="ratings")] == 2
    assert found["oldest_waiting.seconds", labels(dataset="ratings")] == pytest.approx(86400, abs=60)
    assert found["oldest_waiting.seconds", labels(dataset="credits")] == 0
    assert found["last_success.timestamp_seconds", ()] == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(("changed", "names"), [(True, {"last_start"}), (False, {"last_start", "last_success"})])
def test_a_plan_without_work_reports_a_success(
    loaded: Pipeline, sent: Sent, monkeypatch: pytest.MonkeyPatch, changed: bool, names: set[str]
) -> None:
    """A run with work reports its success in its last task."""
    result = {"task": "plan_run", "changed": changed}
    monkeypatch.setattr("movielytics.orchestration.local.LocalStep.execute", lambda *_: result)
    monkeypatch.setattr(PlanStep, "skip", lambda *_: None)
    plan = PlanStep(task_id="plan_run", step="plan")
    task = SimpleNamespace(xcom_push=lambda *_: None)
    monkeypatch.setattr(PlanStep, "dag", SimpleNamespace(get_task=str))
    plan.execute({"run_id": "run", "ti": task})  # type: ignore[typeddict-item]
    times = {name.removesuffix(".timestamp_seconds") for name, _ in sent.gauges() if name.startswith("last_")}
    assert times == names


def test_a_failure_names_its_task(sent: Sent) -> None:
    metrics.task_failed({"task_instance": SimpleNamespace(task_id="audit_staging")})
    ((key, value),) = sent.gauges().items()
    assert key == ("last_failure.timestamp_seconds", labels(task_id="audit_staging"))
    assert value == pytest.approx(time.time(), abs=60)


def test_metrics_that_are_off_read_and_send_nothing(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__METRICS__OTEL_ON", "False")
    monkeypatch.setattr(metrics, "snapshot", None)  # a call would fail
    metrics.run_started()
    metrics.run_succeeded("run")
    assert sent.gauges() == {}


def test_metrics_that_fail_are_a_warning(sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        metrics.task_failed({})
    assert "the run's metrics were not sent: KeyError" in caplog.text
