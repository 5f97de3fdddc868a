"""Three loads that fail while the file ``missing`` exists, with the callbacks of movie_dwh_dag."""

import os
from pathlib import Path

from airflow.sdk import DAG, task

from movielytics.errors import LandingError
from movielytics.orchestration.alert import record_failure, run_failed, run_succeeded

MISSING = Path(os.environ["AIRFLOW_HOME"]) / "missing"


@task
def load() -> None:
    """Fail as a load does without its file."""
    if MISSING.exists():
        raise LandingError("no links in /landing: deliver links.csv")


with DAG(
    dag_id="incidents",
    schedule=None,
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    default_args={"on_failure_callback": record_failure},
):
    for name in ("cpi", "movies", "ratings"):
        load.override(task_id=f"stage_{name}")()
