"""A DAG whose upserts have every kind of result; its last task is that of the pipeline."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from movielytics.orchestration.assets import EmitChanges
from movielytics.results import Counts, StepResult

RESULTS = {
    "movies": StepResult(task="upsert_movies", changed=True, counts=Counts(inserted=2, updated=0, unchanged=7)),
    "ratings": StepResult(task="upsert_ratings", changed=True, counts=Counts(inserted=0, updated=0, moved=3)),
    "cpi": StepResult(task="upsert_cpi", changed=True, counts=Counts(inserted=0, updated=0, unchanged=12)),
    "date": StepResult(task="upsert_date", changed=False, summary="nothing new"),
    "genre": None,
}
"""The result of each table's upsert; None: it is skipped."""

with DAG(
    "changes", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), catchup=False, default_args={"retries": 2}
):
    end = EmitChanges(task_id="end", tables=list(RESULTS), trigger_rule="none_failed")

    for name in RESULTS:

        @task(task_id=f"upsert_{name}")
        def upsert(table: str) -> dict[str, Any]:
            """Return the table's result."""
            result = RESULTS[table]
            if result is None:
                raise AirflowSkipException
            return result.model_dump(mode="json", exclude_none=True)

        upsert(name) >> end
