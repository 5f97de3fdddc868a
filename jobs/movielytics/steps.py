"""The steps of a run for the command line and the DAG: each returns a StepResult or raises MovielyticsError."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import ParamSpec

from movielytics.errors import Kind
from movielytics.failures import explain
from movielytics.results import StepResult
from movielytics.settings import RetentionSettings, WarehouseSettings, get_settings, read_settings
from movielytics.tables import load_named

P = ParamSpec("P")


def _timed(step: Callable[P, StepResult]) -> Callable[P, StepResult]:
    @wraps(step)
    def timed(*args: P.args, **kwargs: P.kwargs) -> StepResult:
        start = time.monotonic()
        result = step(*args, **kwargs)
        return result.model_copy(update={"seconds": round(time.monotonic() - start, 3)})

    return timed


def _recorded(task: str) -> Callable[[Callable[P, StepResult]], Callable[P, StepResult]]:
    """Measure a step, and store the outcome of each try in ``audit.steps``.

    Args:
        task: the task's name, with ``{}`` for the step's first argument. Its last argument is the run's id.
    """

    def decorate(step: Callable[P, StepResult]) -> Callable[P, StepResult]:
        @wraps(step)
        def recorded(*args: P.args, **kwargs: P.kwargs) -> StepResult:
            started = datetime.now(UTC)
            name, run_id = task.format(*args), str(args[-1])
            try:
                result = _timed(step)(*args, **kwargs)
            except Exception as error:
                _record_failure(run_id, name, started, error)
                raise
            from movielytics.warehouse.step_history import Outcome, record

            record(_url(), run_id, name, started, Outcome.DONE if result.changed else Outcome.IDLE)
            return result

        return recorded

    return decorate


def _record_failure(run_id: str, name: str, started: datetime, error: Exception) -> None:
    """Record a failed try, unless its cause may also be that the warehouse does not respond: that would take long."""
    explained = explain(error)
    kind = explained.kind if explained else Kind.DEFECT
    if kind in (Kind.SETTINGS, Kind.UNREACHABLE):
        return
    from movielytics.warehouse.step_history import Outcome, record

    record(_url(), run_id, name, started, Outcome.REFUSED if kind is Kind.GATE else Outcome.FAILED)


def _url() -> str:
    return get_settings().warehouse_url.get_secret_value()


@_timed
def migrate(run_id: str) -> StepResult:  # noqa: ARG001 - every step takes the run
    """Create the tables, columns and marts that the warehouse lacks."""
    from movielytics.warehouse.migrate import migrate as migrate_warehouse
    from movielytics.warehouse.migrate import summary

    added = migrate_warehouse(_url())
    return StepResult(task="migrate", changed=bool(added), summary=summary(added) or "all there")


@_recorded("plan_run")
def plan(run_id: str) -> StepResult:
    """Create what the warehouse lacks, list the landing zone, and decide which tasks have work."""
    from movielytics.planning import plan_run

    return plan_run(get_settings(), run_id)


@_recorded("stage_{}")
def stage(load: str, run_id: str) -> StepResult:
    """Load new and changed files of the landing zone into the staging tables of ``load``."""
    from movielytics.staging.load import stage as stage_load

    return stage_load(load_named(load), get_settings(), run_id)


@_recorded("audit_staging")
def audit(run_id: str) -> StepResult:
    """Validate everything that the run staged."""
    from movielytics.gate.run import audit_staging

    return audit_staging(get_settings(), run_id)


@_recorded("upsert_{}")
def upsert(table: str, run_id: str) -> StepResult:
    """Merge ``staging.<table>`` into ``movies.<table>``."""
    from movielytics.warehouse.upsert import upsert as upsert_table

    return upsert_table(_url(), table, run_id)


@_recorded("check_warehouse")
def check(run_id: str) -> StepResult:
    """Validate the warehouse, and declare the foreign keys that have then been checked."""
    from movielytics.gate.run import check_warehouse
    from movielytics.warehouse.connection import transaction
    from movielytics.warehouse.engine import engine_of

    result = check_warehouse(get_settings(), run_id)
    with transaction(_url()) as cursor:
        engine_of(_url()).declare_foreign_keys(cursor)
    return result


@_recorded("publish_report")
def report(run_id: str) -> StepResult:
    """Write the report."""
    from movielytics.report.publish import publish_report

    return publish_report(get_settings(), run_id)


@_timed
def prune(run_id: str, as_of: datetime | None = None, *, dry_run: bool = False) -> StepResult:  # noqa: ARG001
    """Delete the warehouse's history from before the retention; ``as_of`` is when the retention ends (None: now)."""
    from movielytics.warehouse.prune import prune as prune_warehouse

    url = read_settings(WarehouseSettings).warehouse_url.get_secret_value()
    starts_at = (as_of or datetime.now(UTC)) - timedelta(days=read_settings(RetentionSettings).retention_days)
    deleted = prune_warehouse(url, starts_at, dry_run=dry_run)
    rows = ", ".join(f"{store} {count:,}" for store, count in deleted.items())
    verb = "would delete" if dry_run else "deleted"
    summary = f"{verb} rows from before {starts_at:%Y-%m-%d %H:%M} UTC: {rows}"
    return StepResult(task="prune", changed=any(deleted.values()) and not dry_run, summary=summary)
