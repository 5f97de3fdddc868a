"""The history of runs and the freshness of tables, as people query them."""

import logging
from typing import Any

import pytest

from movielytics import steps
from movielytics.errors import GateError, WarehouseError, WarehouseUnreachableError
from movielytics.gate import run as gate
from movielytics.settings import get_settings
from movielytics.warehouse import step_history
from support.harness import Pipeline
from support.rows import cpi_csv

DELIVERED = cpi_csv(("2001-01-01", "90.5"), ("2001-02-01", "x"), ("2001-03-01", "91"))


def outcomes(pipeline: Pipeline) -> list[tuple[Any, ...]]:
    return pipeline.rows("SELECT step, outcome FROM audit.steps ORDER BY started_at")


def raising(error: Exception) -> Any:
    def step(*_: object) -> None:
        raise error

    return step


def load(pipeline: Pipeline, run_id: str = "run") -> None:
    pipeline.deliver("cpi.csv", DELIVERED)
    steps.stage("cpi", run_id)
    steps.upsert("cpi", run_id)


def test_a_run_has_one_row_with_its_counts(pipeline: Pipeline) -> None:
    load(pipeline)
    ((run, seconds, *found),) = pipeline.rows(
        "SELECT run_id, seconds, gate, failed_step, rows_read, rows_staged, rows_superseded, rows_quarantined,"
        " rows_waiting, rows_inserted, rows_updated FROM audit.run_history"
    )
    assert (run, found) == ("run", [None, None, 3, 2, 0, 1, 0, 2, 0])
    ((elapsed,),) = pipeline.rows("SELECT EXTRACT(EPOCH FROM MAX(finished_at) - MIN(started_at)) FROM audit.steps")
    assert seconds == pytest.approx(float(elapsed), abs=1)  # the emulated Redshift knows full seconds


def test_files_with_several_tables_count_once(pipeline: Pipeline) -> None:
    """After the upsert of movie_cast has moved rows, its counts differ from those of person."""
    for table, staged, waiting in (("person", 10, 0), ("movie_cast", 7, 3)):
        pipeline.execute(
            "INSERT INTO audit.loads (run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header,"
            " rows_read, rows_staged, rows_superseded, rows_quarantined, rows_waiting, started_at)"
            " VALUES ('run', %s, 'credits', 'credits.csv', 0, 'f', 'c', '[]', 12, %s, 1, 1, %s, NOW())",
            (table, staged, waiting),
        )
    pipeline.execute("INSERT INTO audit.steps VALUES ('run', 'stage_credits', NOW(), NOW(), 'done')")
    assert pipeline.rows(
        "SELECT rows_read, rows_staged, rows_superseded, rows_quarantined, rows_waiting FROM audit.run_history"
    ) == [(12, 7, 1, 1, 3)]


@pytest.mark.parametrize(
    ("tries", "gate", "failed_step"),
    [
        ((("audit_staging", "done"), ("check_warehouse", "done")), "passed", None),
        ((("audit_staging", "refused"),), "refused", "audit_staging"),
        ((("audit_staging", "done"), ("check_warehouse", "refused")), "refused", "check_warehouse"),
        ((("audit_staging", "done"), ("upsert_cpi", "failed")), "passed", "upsert_cpi"),
        ((("audit_staging", "refused"), ("audit_staging", "done")), "passed", None),
        ((("upsert_cpi", "failed"), ("upsert_cpi", "done"), ("audit_staging", "idle")), None, None),
    ],
)
def test_the_last_try_of_each_step_counts(
    pipeline: Pipeline, tries: tuple[tuple[str, str], ...], gate: str | None, failed_step: str | None
) -> None:
    for minute, (step, outcome) in enumerate(tries):
        pipeline.execute(
            "INSERT INTO audit.steps VALUES ('run', %s, '2026-01-01 00:00Z'::TIMESTAMPTZ + %s * INTERVAL '1 minute',"
            " '2026-01-01 00:10:00Z', %s)",
            (step, minute, outcome),
        )
    assert pipeline.rows("SELECT gate, failed_step, seconds FROM audit.run_history") == [(gate, failed_step, 600)]


def test_freshness_tells_old_files_from_late_changes(pipeline: Pipeline) -> None:
    load(pipeline)
    pipeline.execute(
        "UPDATE audit.loads SET staged_at = NOW() - INTERVAL '90 seconds', published_at = '2026-01-01 00:00Z'"
    )
    load(pipeline, "again")  # the same file: nothing is loaded
    ((table, age, same),) = pipeline.rows(
        "SELECT table_name, age_seconds, changed_at = published_at AND delivered_at IS NOT NULL FROM audit.freshness"
    )
    assert (table, same) == ("cpi", True)
    assert 85 <= age <= 150


def test_every_step_is_recorded_with_its_outcome(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    load(pipeline)
    steps.stage("cpi", "again")
    for error in (GateError("bad"), WarehouseError("a lock"), ZeroDivisionError()):
        monkeypatch.setattr(gate, "audit_staging", raising(error))
        with pytest.raises(type(error)):
            steps.audit("again")
    assert outcomes(pipeline) == [
        ("stage_cpi", "done"), ("upsert_cpi", "done"), ("stage_cpi", "idle"),
        ("audit_staging", "refused"), ("audit_staging", "failed"), ("audit_staging", "failed"),
    ]  # fmt: skip


def test_an_unreachable_warehouse_is_not_tried_again(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "audit_staging", raising(WarehouseUnreachableError("no answer")))
    with pytest.raises(WarehouseUnreachableError):
        steps.audit("run")
    assert outcomes(pipeline) == []


def test_a_missing_history_fails_no_step(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(step_history, "transaction", raising(WarehouseError("audit.steps is missing")))
    with caplog.at_level(logging.WARNING):
        assert not steps.audit("run").changed
    assert "the history lacks this try of audit_staging: audit.steps is missing" in caplog.text
    get_settings.cache_clear()
