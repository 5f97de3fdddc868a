"""# Example: a DAG of another team that runs after the ratings have changed

`movie_dwh_dag` emits an asset event for each table that a run has changed. This DAG is scheduled on the one of
`movies.ratings`. Its task reads the row counts from the events; replace it with your own work.

The pipeline does not load this file. Copy it to your DAGs, or pass it to the chart in `airflow.extraDags`.
"""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import DAG, Asset, task

RATINGS = Asset("movies.ratings")

with DAG(
    dag_id="ratings_changed",
    description="Runs after the ratings of the movie data warehouse have changed.",
    doc_md=__doc__,
    schedule=RATINGS,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,  # changes during a run start one more run
    tags=["example"],
) as dag:

    @task(inlets=[RATINGS])
    def show_changes(triggering_asset_events: Any = None) -> list[dict[str, Any]]:
        """Return, for each run of the pipeline that has changed ratings, its id and its row counts."""
        return [{"run_id": event.source_run_id, **event.extra["rows"]} for event in triggering_asset_events[RATINGS]]

    show_changes()
