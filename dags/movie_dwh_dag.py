"""# Movie data warehouse

Loads the files in the landing zone into the star schema `movies` and publishes a report. By default, it runs once a day
in a cluster, and locally whenever somebody triggers it. It may also run when files arrive.

1. `plan_run` creates missing tables, lists the landing zone once, and skips all tasks that have no work.
2. `stage_*` reads the new files with Spark, cleans them and fills the schema `staging`. Unusable rows go to
   `quarantine.rows` with their reason, good rows whose movie is missing to `waiting.rows`.
3. `audit_staging` checks all of staging before anything is published. If it fails, the warehouse stays as it was.
4. `upsert_*` merges one staging table into the warehouse, each in one transaction.
5. `check_warehouse` checks the published tables and writes the Data Docs; `publish_report` writes the report.
6. `end` emits an asset event for each changed table, such as `movies.ratings`, for the DAGs of other teams, and the
   run's metrics.

Every task may be cleared and run again at any time: the result is the same. Clear `plan_run` and its downstream tasks
to look for new files again; any other task keeps to the run's plan. `audit.loads` records what each run did with each
file. If a task fails, its last log line says what failed, where, and what to do.
"""

from datetime import UTC, datetime, timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, TaskGroup

from movielytics.orchestration.alert import record_failure, run_failed, run_succeeded
from movielytics.orchestration.assets import EmitChanges
from movielytics.orchestration.metrics import task_failed
from movielytics.orchestration.runtimes import chosen_runtime, tasks_for
from movielytics.orchestration.schedule import schedule_for
from movielytics.orchestration.task_defaults import TASK_DEFAULTS
from movielytics.tables import LOADS, UPSERT_AFTER

task = tasks_for(chosen_runtime())


def minutes(number: int) -> timedelta:
    """Return a time span of ``number`` minutes."""
    return timedelta(minutes=number)


with DAG(
    dag_id="movie_dwh_dag",
    description="Raw movie files to a star schema that analysts query.",
    doc_md=__doc__,
    schedule=schedule_for(chosen_runtime()),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    tags=["movielytics", "warehouse"],
    default_args={
        **TASK_DEFAULTS,
        "on_failure_callback": [record_failure, task_failed],
        "trigger_rule": "none_failed",  # a skipped task blocks nothing
    },
) as dag:
    begin = EmptyOperator(task_id="begin")
    plan_run = task("plan_run", "plan", execution_timeout=minutes(15))

    with TaskGroup("staging", prefix_group_id=False):
        stages = [task(f"stage_{load.name}", "stage", load.name, execution_timeout=minutes(180)) for load in LOADS]

    audit_staging = task("audit_staging", "audit", execution_timeout=minutes(30))

    with TaskGroup("warehouse", prefix_group_id=False):
        upserts = {
            table: task(f"upsert_{table}", "upsert", table, execution_timeout=minutes(60)) for table in UPSERT_AFTER
        }

    check_warehouse = task("check_warehouse", "check", execution_timeout=minutes(30))
    publish_report = task("publish_report", "report", execution_timeout=minutes(30))
    end = EmitChanges(task_id="end", tables=list(UPSERT_AFTER), execution_timeout=minutes(5))

    # A task waits only for its direct upstream tasks, some of which may be skipped. So each follows all that it needs.
    begin >> plan_run >> stages >> audit_staging >> list(upserts.values()) >> check_warehouse >> publish_report >> end
    for table, earlier in UPSERT_AFTER.items():
        [upserts[name] for name in earlier] >> upserts[table]
