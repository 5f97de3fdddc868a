"""The DAG file, imported as Airflow does it: in a separate process, without settings, network or children."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from movielytics.orchestration.schedule import schedule_for
from movielytics.settings import HOME
from movielytics.tables import LOADS, TABLES, UPSERT_AFTER

SNAPSHOT = Path(__file__).with_name("movie_dwh_dag.graph.txt")
UPDATE = "MOVIELYTICS_RENEW_GOLDEN"

IMPORT = """
import json, socket, subprocess, sys, time

import airflow.sdk
from airflow.dag_processing.dagbag import DagBag

def forbidden(*args, **kwargs):
    raise AssertionError(f"work at import: {args}")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = forbidden
subprocess.Popen.__init__ = forbidden

start = time.process_time()
bag = DagBag(sys.argv[1])
seconds = time.process_time() - start
dag = bag.dags.get("movie_dwh_dag")
prune = bag.dags.get("movie_prune_dag")
found = {"errors": bag.import_errors, "dags": sorted(bag.dags), "seconds": seconds}
found["heavy"] = [name for name in ("pyspark", "great_expectations", "plotly", "pyarrow") if name in sys.modules]
if dag:
    found["edges"] = [f"{task.task_id} -> {after}" for task in dag.tasks for after in task.downstream_task_ids]
    found["dag"] = {
        "catchup": dag.catchup,
        "doc": dag.doc_md,
        "description": dag.description,
        "max_active_runs": dag.max_active_runs,
        "callbacks": [dag.on_failure_callback.__name__, dag.on_success_callback.__name__],
        "schedule": str(dag.schedule),
        "tags": sorted(dag.tags),
    }
    found["tasks"] = {
        task.task_id: {
            "owner": task.owner,
            "retries": task.retries,
            "exponential": bool(task.retry_exponential_backoff),
            "retry_delay": task.retry_delay.total_seconds(),
            "max_retry_delay": task.max_retry_delay.total_seconds() if task.max_retry_delay else None,
            "timeout": task.execution_timeout.total_seconds() if task.execution_timeout else None,
            "callbacks": [callback.__name__ for callback in task.on_failure_callback],
            "type": task.task_type,
            "group": task.task_group.group_id,
        }
        for task in dag.tasks
    }
if prune:
    found["prune"] = {
        "schedule": str(prune.schedule),
        "paused": prune.is_paused_upon_creation,
        "catchup": prune.catchup,
        "max_active_runs": prune.max_active_runs,
        "tasks": {task.task_id: [task.task_type, bool(task.execution_timeout)] for task in prune.tasks},
    }
print(json.dumps(found))
"""


def import_dags(home: Path, **settings: str) -> dict[str, Any]:
    """Import the DAG folder in a new process whose only Movielytics settings are ``settings``."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("MOVIELYTICS_", "AIRFLOW_"))}
    environment.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
        **settings,
    )
    command = [sys.executable, "-c", IMPORT, str(HOME / "dags")]
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return import_dags(tmp_path_factory.mktemp("airflow"))


@pytest.fixture(scope="module")
def steps(imported: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The tasks that do something."""
    return {name: task for name, task in imported["tasks"].items() if name not in {"begin", "end"}}


def test_imports_without_settings_network_or_children(imported: dict[str, Any]) -> None:
    assert imported["errors"] == {}
    assert imported["dags"] == ["movie_dwh_dag", "movie_prune_dag"]


def test_imports_quickly_and_without_the_engines(imported: dict[str, Any]) -> None:
    assert imported["seconds"] < 2.5  # half of what is allowed; measured 0.1
    assert imported["heavy"] == []


def test_a_wrong_schedule_is_an_import_error(tmp_path: Path) -> None:
    (error,) = import_dags(tmp_path, MOVIELYTICS_SCHEDULE="sometimes")["errors"].values()
    assert "MOVIELYTICS_SCHEDULE is 'sometimes'" in error


def test_an_unknown_runtime_is_an_import_error(tmp_path: Path) -> None:
    """The error names the choices."""
    errors = import_dags(tmp_path, MOVIELYTICS_RUNTIME="mainframe")["errors"].values()
    assert len(errors) == 2
    for error in errors:
        assert "MOVIELYTICS_RUNTIME is 'mainframe'" in error
        assert "local" in error


def test_the_graph_matches_the_snapshot(imported: dict[str, Any]) -> None:
    graph = "".join(f"{edge}\n" for edge in sorted(imported["edges"]))
    if os.environ.get(UPDATE):
        SNAPSHOT.write_text(graph)
    assert graph == SNAPSHOT.read_text(), f"to accept the new graph: {UPDATE}=1 pytest {Path(__file__).name}"


def test_there_is_a_task_for_each_load_and_each_table(imported: dict[str, Any]) -> None:
    begun = {f"stage_{load.name}" for load in LOADS} | {f"upsert_{table}" for table in TABLES}
    others = {"begin", "plan_run", "audit_staging", "check_warehouse", "publish_report", "end"}
    assert set(imported["tasks"]) == begun | others


def test_tables_are_published_after_the_audit_before_the_check(
    imported: dict[str, Any],
) -> None:
    before = ancestors(imported["edges"])
    stages = {f"stage_{load.name}" for load in LOADS}
    for table, earlier in UPSERT_AFTER.items():
        assert before[f"upsert_{table}"] >= stages | {"audit_staging"} | {f"upsert_{name}" for name in earlier}
    assert before["check_warehouse"] >= {f"upsert_{table}" for table in TABLES}
    assert before["end"] == set(imported["tasks"]) - {"end"}


def test_a_skipped_task_lets_no_later_one_start_early(imported: dict[str, Any]) -> None:
    """A task waits for its direct upstream tasks only: if they are skipped, it starts at once."""
    upserts = [f"upsert_{table}" for table in TABLES]
    direct = {f"stage_{load.name} -> audit_staging" for load in LOADS}
    direct |= {edge for upsert in upserts for edge in (f"audit_staging -> {upsert}", f"{upsert} -> check_warehouse")}
    direct |= {f"upsert_{name} -> upsert_{table}" for table, earlier in UPSERT_AFTER.items() for name in earlier}
    direct |= {"check_warehouse -> publish_report", "publish_report -> end"}
    assert direct <= set(imported["edges"])


def test_the_dag_follows_the_policy(imported: dict[str, Any]) -> None:
    dag = imported["dag"]
    assert dag["max_active_runs"] == 1
    assert dag["catchup"] is False
    assert "quarantine" in dag["doc"]
    assert dag["description"]
    assert "movielytics" in dag["tags"]


@pytest.mark.parametrize(("runtime", "schedule"), [("local", None), ("kubernetes", "@daily")])
def test_only_the_cluster_has_a_schedule(runtime: str, schedule: str | None) -> None:
    assert schedule_for(runtime) == schedule


def test_the_dag_has_the_schedule_of_its_runtime(imported: dict[str, Any]) -> None:
    assert imported["dag"]["schedule"] == "None"


def test_pruning_is_a_step_of_its_own_dag(imported: dict[str, Any]) -> None:
    assert imported["prune"] == {
        "schedule": "None",
        "paused": False,
        "catchup": False,
        "max_active_runs": 1,
        "tasks": {"prune": ["LocalStep", True]},
    }


@pytest.mark.parametrize(("setting", "schedule"), [("", "@weekly"), ("@monthly", "@monthly"), ("none", "None")])
def test_pruning_in_a_cluster_has_a_schedule(tmp_path: Path, setting: str, schedule: str) -> None:
    found = import_dags(tmp_path, MOVIELYTICS_RUNTIME="kubernetes", MOVIELYTICS_PRUNE_SCHEDULE=setting)
    assert found["prune"]["schedule"] == schedule
    assert found["prune"]["tasks"] == {"prune": ["PodOperator", True]}


def test_it_imports_with_arrival_without_the_landing_zone(tmp_path: Path) -> None:
    found = import_dags(tmp_path, MOVIELYTICS_RUNTIME="kubernetes", MOVIELYTICS_ON_ARRIVAL="true")
    assert found["errors"] == {}
    assert "movielytics.landing" in found["dag"]["schedule"]
    assert found["heavy"] == []


def test_every_task_has_owner_retries_backoff_callbacks(imported: dict[str, Any]) -> None:
    for name, task in imported["tasks"].items():
        assert task["owner"] == "movielytics", name
        assert task["retries"] == 2, name
        assert task["exponential"], name
        assert task["max_retry_delay"], name
        assert task["callbacks"] == ["record_failure", "task_failed"], name


def test_only_the_end_of_a_run_sends_alerts(imported: dict[str, Any]) -> None:
    assert imported["dag"]["callbacks"] == ["run_failed", "run_succeeded"]


def test_every_step_has_a_timeout(steps: dict[str, dict[str, Any]]) -> None:
    for name, task in steps.items():
        assert 0 < task["timeout"] <= 3 * 3600, name


def test_local_retries_have_short_delays(steps: dict[str, dict[str, Any]]) -> None:
    for name, task in steps.items():
        assert task["type"] == ("PlanStep" if name == "plan_run" else "LocalStep"), name
        assert task["retry_delay"] <= 2, name
        assert task["max_retry_delay"] <= 10, name


def test_groups_do_not_change_task_ids(steps: dict[str, dict[str, Any]]) -> None:
    grouped = {name: task["group"] for name, task in steps.items() if task["group"]}
    assert grouped == {
        **{f"stage_{load.name}": "staging" for load in LOADS},
        **{f"upsert_{table}": "warehouse" for table in TABLES},
    }


def ancestors(edges: list[str]) -> dict[str, set[str]]:
    """Return, for each task, all tasks that end before it begins."""
    pairs = [edge.split(" -> ") for edge in edges]
    found: dict[str, set[str]] = {after: set() for _, after in pairs}
    changed = True
    while changed:
        sizes = {name: len(tasks) for name, tasks in found.items()}
        for before, after in pairs:
            found[after] |= {before} | found.get(before, set())
        changed = sizes != {name: len(tasks) for name, tasks in found.items()}
    return found
