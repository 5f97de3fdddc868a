"""The DAG in the runtime ``kubernetes``: how each task runs, and what reaches the triggerer."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowFailException, TaskDeferred

from movielytics.errors import Kind
from movielytics.orchestration.kubernetes.operators import PodOperator, SparkOperator, StepError
from movielytics.orchestration.kubernetes.settings import LONGEST_ADMISSION
from movielytics.orchestration.kubernetes.triggers import PodTrigger, SparkTrigger
from movielytics.settings import HOME

HOUR = timedelta(hours=1)

# The DAG as the scheduler and the triggerer see it: serialized and stored, with the trigger's arguments encrypted, and
# read back.
READ = """
import json, sys
from airflow._shared.module_loading import import_string
from airflow.dag_processing.dagbag import DagBag
from airflow.models.trigger import Trigger
from airflow.serialization.decoders import smart_decode_trigger_kwargs
from airflow.serialization.serialized_objects import DagSerialization

bag = DagBag(sys.argv[1])
assert not bag.import_errors, bag.import_errors
heavy = [name for name in ("kubernetes_asyncio", "kubernetes", "jinja2.sandbox.x") if name in sys.modules]
stored = json.loads(json.dumps(DagSerialization.to_dict(bag.dags["movie_dwh_dag"])))
found = {}
for task in DagSerialization.from_dict(stored).tasks:
    how = {"type": task.task_type, "from_trigger": task.start_from_trigger, "retries": task.retries}
    how["links"] = task.extra_links
    if task.start_from_trigger:
        arguments = task.start_trigger_args
        kept = Trigger._decrypt_kwargs(Trigger.encrypt_kwargs(arguments.trigger_kwargs))
        kwargs = {key: smart_decode_trigger_kwargs(value) for key, value in kept.items()}
        trigger = import_string(arguments.trigger_cls)(**kwargs)
        how |= {"trigger": type(trigger).__name__, "kwargs": trigger.serialize()[1], "next": arguments.next_method}
        assert trigger.serialize()[0] == arguments.trigger_cls
    found[task.task_id] = how
print(json.dumps({"heavy": heavy, "tasks": found}))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("airflow")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("MOVIELYTICS_", "AIRFLOW_"))}
    environment.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__FERNET_KEY="",
        AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
        MOVIELYTICS_RUNTIME="kubernetes",
    )
    command = [sys.executable, "-c", READ, str(HOME / "dags")]
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def tasks(read: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read["tasks"]
    return found


def test_reading_the_dag_needs_no_kubernetes_client(read: dict[str, Any]) -> None:
    assert read["heavy"] == []


def test_loads_run_in_spark_and_warehouse_steps_in_pods(tasks: dict[str, dict[str, Any]]) -> None:
    for name, task in tasks.items():
        word = name.partition("_")[0]
        expected = {
            "stage": "SparkTrigger",
            "audit": "PodTrigger",
            "upsert": "PodTrigger",
            "check": "PodTrigger",
            "publish": "PodTrigger",
        }
        assert task.get("trigger") == expected.get(word), name
        assert task["from_trigger"] is (word in expected), name


def test_the_run_is_planned_by_an_ordinary_task(tasks: dict[str, dict[str, Any]]) -> None:
    assert tasks["plan_run"]["type"] == "PlanStep"


def test_tasks_that_write_pages_link_to_them(tasks: dict[str, dict[str, Any]]) -> None:
    assert {name: task["links"] for name, task in tasks.items() if task["links"]} == {
        "audit_staging": ["Data Docs"],
        "check_warehouse": ["Data Docs"],
        "publish_report": ["Report"],
        "end": ["Report"],
    }


def test_triggers_are_read_unchanged_from_the_database(tasks: dict[str, dict[str, Any]]) -> None:
    assert tasks["stage_ratings"]["kwargs"] == {"step": "stage", "arguments": ["ratings"], "timeout": 10800.0}
    assert tasks["upsert_movies"]["kwargs"] == {"step": "upsert", "arguments": ["movies"], "timeout": 3600.0}
    assert tasks["publish_report"]["kwargs"] == {"step": "report", "arguments": [], "timeout": 1800.0}
    assert {task["next"] for task in tasks.values() if task["from_trigger"]} == {"execute_complete"}


def operator(kind: type[SparkOperator | PodOperator] = SparkOperator) -> SparkOperator | PodOperator:
    with DAG("dag", schedule=None):
        return kind(task_id="stage_cpi", step="stage", arguments=("cpi",), execution_timeout=HOUR)


@pytest.mark.parametrize("permanent", [True, False])
def test_a_failure_is_raised_in_the_worker_with_its_whole_reason(permanent: bool) -> None:
    with pytest.raises(StepError) as failure:
        operator().execute_complete({}, {"error": "no cpi in s3://x", "permanent": permanent, "kind": "input"})
    assert isinstance(failure.value, AirflowFailException) is permanent
    assert str(failure.value) == "no cpi in s3://x"
    assert failure.value.kind is Kind.INPUT


@pytest.mark.parametrize(("kind", "trigger"), [(SparkOperator, SparkTrigger), (PodOperator, PodTrigger)])
def test_a_manually_run_task_goes_to_the_triggerer_too(
    kind: type[SparkOperator | PodOperator], trigger: type[SparkTrigger | PodTrigger]
) -> None:
    with pytest.raises(TaskDeferred) as deferred:
        operator(kind).execute({})
    assert isinstance(deferred.value.trigger, trigger)
    assert deferred.value.trigger.serialize()[1] == {"step": "stage", "arguments": ["cpi"], "timeout": 3600.0}


def test_airflows_own_limit_leaves_time_for_admission() -> None:
    task = operator()
    assert task.execution_timeout == HOUR + timedelta(seconds=LONGEST_ADMISSION)
    assert task.start_trigger_args is not None
    assert task.start_trigger_args.trigger_kwargs is not None
    assert task.start_trigger_args.trigger_kwargs["timeout"] == 3600.0
