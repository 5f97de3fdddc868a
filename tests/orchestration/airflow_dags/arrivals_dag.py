"""A DAG with the schedule of the pipeline, whose one task is as short or long as a test wants."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow.sdk import DAG, task

from movielytics.orchestration.schedule import schedule_for

FOLDER = Path(os.environ["AIRFLOW_HOME"])

with DAG(
    "arrivals",
    schedule=schedule_for("local"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=1)},  # Airflow's API is slow while it starts
):

    @task
    def load() -> list[str]:
        """Return the names in the landing zone; then wait as long as there is a file ``hold``."""
        landing = Path(os.environ["MOVIELYTICS_LANDING_URI"])
        found = sorted(str(path.relative_to(landing)) for path in landing.rglob("*.csv"))
        (FOLDER / "listed").touch()
        while (FOLDER / "hold").exists():
            time.sleep(0.1)
        return found

    load()
