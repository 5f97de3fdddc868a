"""# Movie data warehouse: prune

Deletes history that is older than the retention and that no later run needs: what earlier runs did with files, checks,
and rejected rows of deliveries that have been replaced. Published data, waiting rows and the open entries of the
quarantine always stay, and so does the latest entry of each file, which decides what is loaded. By default, it runs
every week in a cluster, and locally whenever somebody triggers it. It may run at any time, also during a run of
`movie_dwh_dag`.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG

from movielytics.orchestration.alert import run_failed, run_succeeded
from movielytics.orchestration.runtimes import chosen_runtime, tasks_for
from movielytics.orchestration.schedule import prune_schedule_for
from movielytics.orchestration.task_defaults import TASK_DEFAULTS

task = tasks_for(chosen_runtime())

with DAG(
    dag_id="movie_prune_dag",
    description="Deletes old history of the movie data warehouse.",
    doc_md=__doc__,
    schedule=prune_schedule_for(chosen_runtime()),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    is_paused_upon_creation=False,  # its schedule is the switch, so that nobody has to remember a second DAG
    tags=["movielytics", "warehouse"],
    default_args=TASK_DEFAULTS,
) as dag:
    task("prune", "prune", execution_timeout=timedelta(minutes=30))
