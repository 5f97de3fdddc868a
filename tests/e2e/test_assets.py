"""The asset events of a run: which tables it has changed, for the DAGs of other teams."""

from typing import Any

from e2e.airflow_api import Airflow, Run
from e2e.first import FirstRun
from e2e.installation import EXAMPLE
from e2e.waiting import until
from e2e.warehouse import Warehouse
from movielytics.tables import TABLES

CONSUMER = EXAMPLE.stem.removesuffix("_dag")


def events_of(airflow: Airflow, run_id: str) -> dict[str, dict[str, int]]:
    """Return the row counts of each asset event of a run, by the asset's name."""
    found = airflow.call("GET", "assets/events", params={"source_run_id": run_id, "limit": 100})["asset_events"]
    return {event["name"]: event["extra"]["rows"] for event in found}


def test_each_changed_table_has_an_event_with_its_rows(
    first_run: FirstRun, airflow: Airflow, warehouse: Warehouse
) -> None:
    events = events_of(airflow, first_run.run.run_id)
    counts = {name: rows["inserted"] for name, rows in events.items()}
    assert counts == {f"movies.{table}": _count(warehouse, table) for table in TABLES}
    assert all(rows["updated"] == 0 for rows in events.values())


def test_a_dag_of_another_team_runs_after_a_change_of_ratings(
    first_run: FirstRun, airflow: Airflow, warehouse: Warehouse
) -> None:
    def ended() -> list[Any] | None:
        runs = airflow.call("GET", f"dags/{CONSUMER}/dagRuns", params={"state": "success"})["dag_runs"]
        return runs or None

    run = Run(airflow, until(f"a run of {CONSUMER}", ended, 120)[0]["dag_run_id"], CONSUMER)
    changes: Any = run.result("show_changes")
    [change] = changes
    assert change["run_id"] == first_run.run.run_id
    assert change["inserted"] == _count(warehouse, "ratings")


def _count(warehouse: Warehouse, table: str) -> int:
    return int(warehouse.rows(f"SELECT COUNT(*) FROM movies.{table}")[0][0])
