"""Report each run through Airflow's own metrics: gauges for OpenTelemetry, or for a StatsD server that knows tags.

Nothing is read or sent if Airflow's metrics are off. Metrics that cannot be sent are a warning in the task's log.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from airflow.sdk.configuration import conf
from airflow.sdk.observability.stats import Stats

from movielytics.quarantine import waiting
from movielytics.reasons import Code
from movielytics.redaction import redact
from movielytics.settings import get_settings
from movielytics.warehouse.snapshot import Snapshot, snapshot

log = logging.getLogger(__name__)

P = ParamSpec("P")

SWITCHES = ("otel_on", "statsd_on", "statsd_datadog_enabled")
"""Settings of Airflow's section ``metrics``, each of which switches its metrics on."""

_ROWS = """
SELECT
    dataset,
    SUM(rows_read) AS read,
    SUM(rows_staged) AS staged,
    SUM(rows_superseded) AS superseded
FROM (
    -- As in audit.run_history.
    SELECT
        dataset,
        MAX(rows_read) AS rows_read,
        MIN(rows_staged) AS rows_staged,
        MAX(rows_superseded) AS rows_superseded
    FROM audit.loads
    WHERE
        run_id = %(run_id)s
        AND file_no >= 0
    GROUP BY
        dataset,
        file,
        fingerprint
) AS files
GROUP BY dataset
"""

_QUARANTINED = """
SELECT
    dataset,
    code,
    SUM(line_count) AS row_count
FROM quarantine.rejected_rows
WHERE run_id = %(run_id)s
GROUP BY
    dataset,
    code
"""

_WAITING = f"""
SELECT dataset, row_count, EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) - EXTRACT(EPOCH FROM since) AS age_seconds
FROM (
    SELECT 'ratings' AS dataset, {waiting.RATINGS} AS row_count, MIN(waiting_since) AS since FROM waiting.ratings
    UNION ALL
    SELECT 'credits' AS dataset, {waiting.CREDITS} AS row_count, MIN(waiting_since) AS since FROM waiting.credits
) AS datasets
"""

_STEPS = """
SELECT step, EXTRACT(EPOCH FROM MAX(finished_at)) - EXTRACT(EPOCH FROM MAX(started_at)) AS seconds
FROM audit.steps
WHERE run_id = %(run_id)s
GROUP BY step
"""


@dataclass(frozen=True)
class Gauge:
    """A number of this moment, below ``movielytics.``, with its labels."""

    name: str
    value: float
    tags: Mapping[str, str] = field(default_factory=dict)


def _never_failing(report: Callable[P, None]) -> Callable[P, None]:
    @wraps(report)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> None:
        if not any(conf.getboolean("metrics", switch, fallback=False) for switch in SWITCHES):
            return
        try:
            report(*args, **kwargs)
        except Exception as error:  # the run does not depend on its metrics
            log.warning("the run's metrics were not sent: %s: %s", type(error).__name__, redact(str(error)))

    return attempt


@_never_failing
def run_started() -> None:
    """Report that a run has been planned."""
    _send(Gauge("last_start.timestamp_seconds", time.time()))


@_never_failing
def task_failed(context: Mapping[str, Any]) -> None:
    """Report that a task has failed permanently; this is an Airflow ``on_failure_callback``."""
    _send(Gauge("last_failure.timestamp_seconds", time.time(), {"task_id": context["task_instance"].task_id}))


@_never_failing
def run_succeeded(run_id: str) -> None:
    """Report that a run has succeeded, what it did, and the state in which it leaves the warehouse."""
    _send(Gauge("last_success.timestamp_seconds", time.time()))
    with snapshot(get_settings().warehouse_url.get_secret_value()) as warehouse:
        gauges = list(gauges_of_run(warehouse, run_id))
    for gauge in gauges:
        _send(gauge)


def gauges_of_run(warehouse: Snapshot, run_id: str) -> Iterator[Gauge]:
    """Yield the rows of each dataset that the run loaded, its seconds, and the warehouse's freshness and waiting rows.

    Each code of the quarantine has a gauge for each loaded dataset: otherwise a backend would keep the earlier number.
    """
    run = {"run_id": run_id}
    quarantined = {(row["dataset"], row["code"]): row["row_count"] for row in warehouse.rows(_QUARANTINED, run)}
    for row in warehouse.rows(_ROWS, run):
        dataset = row.pop("dataset")
        yield from (Gauge(f"rows.{name}", float(count), {"dataset": dataset}) for name, count in row.items())
        for code in Code:
            count = quarantined.get((dataset, code.value), 0)
            yield Gauge("rows.quarantined", float(count), {"dataset": dataset, "code": code.value})
    for row in warehouse.rows(_STEPS, run):
        yield Gauge("step.seconds", float(row["seconds"]), {"step": row["step"]})
    for row in warehouse.rows("SELECT seconds FROM audit.run_history WHERE run_id = %(run_id)s", run):
        yield Gauge("run.seconds", float(row["seconds"]))
    for row in warehouse.rows("SELECT table_name, age_seconds FROM audit.freshness WHERE delivered_at IS NOT NULL"):
        yield Gauge("freshness.seconds", float(row["age_seconds"]), {"table": row["table_name"]})
    for row in warehouse.rows(_WAITING):
        yield Gauge("rows.waiting", float(row["row_count"]), {"dataset": row["dataset"]})
        yield Gauge("oldest_waiting.seconds", float(row["age_seconds"] or 0), {"dataset": row["dataset"]})


def _send(gauge: Gauge) -> None:
    Stats.gauge(f"movielytics.{gauge.name}", gauge.value, tags=dict(gauge.tags) or None)
