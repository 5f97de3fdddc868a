"""From installation to answers: one run over the sample data, one over unchanged files, and what remains of them."""

from pathlib import Path

from e2e.airflow_api import Airflow, Run, run_name
from e2e.cluster import Cluster
from e2e.first import FirstRun
from e2e.installation import RELEASE, TIME_TO_LIVE, Installation
from e2e.leftovers import of_runs
from e2e.measure import report
from e2e.options import Options
from e2e.recorder import Recorder
from e2e.waiting import until
from e2e.warehouse import Warehouse
from movielytics.orchestration.kubernetes.names import TASK
from movielytics.tables import LOADS, TABLES


def test_the_landing_zone_holds_the_sample_data(installed: Installation, sample_data: Path) -> None:
    delivered = {file.name: file.read_bytes() for file in sample_data.iterdir()}
    found = {Path(key).name: installed.landing.get(key) for key in installed.landing.keys("landing/")}
    assert found == delivered


def test_helm_test_verifies_the_installation(installed: Installation, cluster: Cluster) -> None:
    printed = installed.helm.run("test", RELEASE, "--logs").stdout
    cluster.kill(f"{RELEASE}-verify")
    lines = [line for line in printed.splitlines() if line.startswith(("ok ", "FAILED"))]
    assert [line.split(":")[0].split() for line in lines] == [
        ["ok", "airflow"],
        ["ok", "warehouse"],
        ["ok", "landing", "zone"],
    ]
    assert "files 1 of movies_metadata, 1 of ratings" in lines[-1]


def test_a_run_gives_the_warehouse_of_a_local_run(first_run: FirstRun, local_hashes: dict[str, str]) -> None:
    assert set(first_run.hashes) == set(TABLES)
    assert first_run.hashes == local_hashes


def test_every_row_is_accounted_for(first_run: FirstRun, warehouse: Warehouse) -> None:
    loads = warehouse.rows(f"SELECT COUNT(*), SUM(rows_read) FROM audit.loads WHERE run_id = '{first_run.run.run_id}'")
    lost = warehouse.rows(
        "SELECT COUNT(*) FROM audit.loads"
        " WHERE rows_read <> rows_staged + rows_superseded + rows_quarantined + rows_waiting"
    )
    assert loads[0][0] >= len(TABLES)
    assert loads[0][1] > 2_000
    assert lost == [(0,)]


def test_a_first_run_starts_one_pod_per_task(first_run: FirstRun) -> None:
    run = first_run.run
    assert run.skipped() == set()
    assert len(first_run.recorder.pods_of(run.run_id)) == len(run.tasks()) - 1, "only begin starts none"


def test_each_load_ran_as_one_spark_application(first_run: FirstRun) -> None:
    # The first may be gone when the last task ends.
    applications = first_run.recorder.applications_of(first_run.run.run_id)
    states = sorted((application.labels[TASK], application.states[-1]) for application in applications)
    assert states == sorted((f"stage_{load.name}", "COMPLETED") for load in LOADS)


def test_each_upsert_and_gate_ran_as_one_pod(first_run: FirstRun) -> None:
    tasks = sorted(pod.labels[TASK] for pod in first_run.recorder.pods_of(first_run.run.run_id, "warehouse-step"))
    assert tasks == sorted(
        ["audit_staging", "check_warehouse", "publish_report", *(f"upsert_{table}" for table in TABLES)]
    )


def test_the_kubernetes_executor_ran_the_worker_pods(first_run: FirstRun, cluster: Cluster) -> None:
    settings = cluster.core.read_namespaced_config_map(f"{RELEASE}-airflow", cluster.namespace).data
    assert settings["AIRFLOW__CORE__EXECUTOR"] == "KubernetesExecutor"
    workers = first_run.recorder.pods_of(first_run.run.run_id, "worker")
    assert {pod.annotations["task_id"] for pod in workers} == {"plan_run", "end"}
    assert all(pod.labels["kubernetes_executor"] == "True" for pod in workers)
    assert all("Running" in pod.states or "Succeeded" in pod.states for pod in workers)


def test_only_pods_that_call_the_api_have_tokens(first_run: FirstRun) -> None:
    with_token = {pod.component for pod in first_run.recorder.pods.values() if _has_token(pod.spec)}
    assert with_token <= {"scheduler", "dag-processor", "triggerer", "api-server", "spark-driver"}
    assert {"scheduler", "triggerer"} <= with_token
    drivers = first_run.recorder.pods_of(first_run.run.run_id, "spark-driver")
    assert len(drivers) == len(LOADS)
    assert not any(_has_token(pod.spec) for pod in drivers), "drivers without executors do not call the API"


def _has_token(spec: object) -> bool:
    volumes = spec.volumes or []  # type: ignore[attr-defined]
    sources = [source for volume in volumes if volume.projected for source in volume.projected.sources or []]
    return any(source.service_account_token for source in sources)


def test_a_second_run_over_unchanged_files_changes_nothing(
    first_run: FirstRun, airflow: Airflow, installed: Installation, options: Options, measured: list[str]
) -> None:
    with Recorder(installed.cluster) as recorder:
        run = airflow.trigger(run_name("again"))
        run.wait(480)
    measured.append(report("second run, nothing new", run, recorder, options.results))
    assert installed.warehouse.hashes() == first_run.hashes
    assert set(run.tasks()) - run.skipped() == {"begin", "plan_run"}
    assert [pod.component for pod in recorder.pods_of(run.run_id)] == ["worker"]


def test_new_ratings_start_only_what_they_need(
    first_run: FirstRun, airflow: Airflow, installed: Installation, options: Options, measured: list[str]
) -> None:
    header, row, *_ = installed.landing.get("landing/ratings.csv").splitlines(keepends=True)
    installed.landing.deliver("ratings/again.csv", header + row)
    try:
        with Recorder(installed.cluster) as recorder:
            run = airflow.trigger(run_name("ratings"))
            run.wait(480)
    finally:
        installed.landing.remove("ratings/again.csv")
    measured.append(report("third run, only ratings new", run, recorder, options.results))
    assert installed.warehouse.hashes() == first_run.hashes
    published = f"SELECT rows_unchanged FROM audit.loads WHERE run_id = '{run.run_id}' AND published_at IS NOT NULL"
    assert installed.warehouse.rows(published) == [(1,)]
    audited, begun = run.task("audit_staging").ended, run.task("upsert_ratings").started
    assert audited and begun and audited <= begun
    assert set(run.tasks()) - run.skipped() == {
        "begin", "plan_run", "stage_ratings", "audit_staging", "upsert_ratings", "check_warehouse", "publish_report",
        "end",
    }  # fmt: skip
    assert len(recorder.pods_of(run.run_id)) <= 7


def test_nothing_is_left_after_the_time_to_live(first_run: FirstRun, airflow: Airflow, installed: Installation) -> None:
    until("the end of all applications and pods of the runs", lambda: not of_runs(installed.cluster), TIME_TO_LIVE + 60)
    runs = {reply["dag_run_id"] for reply in airflow.runs()}
    assert first_run.run.run_id in runs


def test_task_logs_are_readable_after_all_pods_are_gone(first_run: FirstRun, installed: Installation) -> None:
    assert of_runs(installed.cluster) == []
    run = first_run.run
    steps = {task.task_id: task for task in run.tasks().values() if task.task_id not in ("begin", "end")}
    logs = {task_id: _whole_log(run, task_id) for task_id in steps}
    silent = [task_id for task_id, log in logs.items() if f"{task_id}: " not in log]
    assert not silent, (
        f"the step's own lines are missing in the logs of {silent}; the log of {silent[0]}:\n{logs[silent[0]]}"
    )
    assert "SparkApplication" in logs["stage_ratings"]


def _whole_log(run: Run, task_id: str) -> str:
    return "\n".join(run.log(task_id, each.try_number) for each in run.tries(task_id))
