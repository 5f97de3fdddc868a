"""A backfill and a cleared run: loads go by file, so the date of a run decides nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from e2e.airflow_api import DAG_ID, Airflow
from e2e.first import FirstRun
from e2e.installation import Installation
from e2e.waiting import until

RUN_SECONDS = 120
"""Limit of a run that finds nothing new."""


def loads(installed: Installation) -> int:
    """Return the number of loads that the warehouse has recorded."""
    return int(installed.warehouse.rows("SELECT COUNT(*) FROM audit.loads")[0][0])


@pytest.mark.parametrize("days", [2, pytest.param(30, marks=pytest.mark.full)])
def test_a_backfill_loads_nothing_twice(
    days: int, first_run: FirstRun, airflow: Airflow, installed: Installation
) -> None:
    before = loads(installed)
    last = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    order = {
        "dag_id": DAG_ID,
        "from_date": (last - timedelta(days=days - 1)).isoformat(),
        "to_date": last.isoformat(),
        "max_active_runs": 1,
    }
    backfill = airflow.call("POST", "backfills", json=order)
    until(
        "the end of the backfill",
        lambda: airflow.call("GET", f"backfills/{backfill['id']}")["completed_at"],
        days * RUN_SECONDS,
        every=2,
    )
    runs = [run for run in airflow.runs() if run["run_type"] == "backfill"]
    assert {run["state"] for run in runs} == {"success"}
    assert len(runs) >= days
    assert loads(installed) == before
    assert installed.warehouse.hashes() == first_run.hashes


def test_a_cleared_run_loads_nothing_twice(first_run: FirstRun, airflow: Airflow, installed: Installation) -> None:
    before = loads(installed)
    airflow.call("POST", f"{first_run.run.path}/clear", json={"dry_run": False})
    first_run.run.wait(RUN_SECONDS)
    assert loads(installed) == before
    assert installed.warehouse.hashes() == first_run.hashes
