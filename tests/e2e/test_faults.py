"""A run with a fault in the middle succeeds by itself, with the warehouse of an undisturbed run, and leaves nothing."""

from collections.abc import Callable

import pytest

from e2e.airflow_api import Airflow, Run, run_name
from e2e.faults import hang_triggerer, kill_component, kill_driver, kill_postgres, kill_upsert, pod_of
from e2e.first import FirstRun
from e2e.installation import TIME_TO_LIVE, Installation
from e2e.leftovers import of_runs
from e2e.measure import report
from e2e.options import Options
from e2e.recorder import Recorder
from e2e.waiting import until
from movielytics.tables import LOADS

Fault = Callable[[Installation, Run], None]


class FaultyRuns:
    """Runs over the whole sample data, into an empty warehouse, with a fault."""

    def __init__(
        self, airflow: Airflow, installed: Installation, options: Options, hashes: dict[str, str], measured: list[str]
    ) -> None:
        """Remember the installation and the result of an undisturbed run."""
        self.airflow, self.installed, self.options, self.hashes, self.measured = (
            airflow,
            installed,
            options,
            hashes,
            measured,
        )

    def run(self, name: str, fault: Fault, seconds: float = 600) -> tuple[Run, Recorder]:
        """Start a run, cause the fault, and check that the run ends like every other."""
        self.installed.warehouse.empty()
        with Recorder(self.installed.cluster) as recorder:
            run = self.airflow.trigger(run_name(name.replace(" ", "-")))
            fault(self.installed, run)
            run.wait(seconds)
        self.measured.append(report(name, run, recorder, self.options.results))
        assert self.installed.warehouse.hashes() == self.hashes
        until(f"an end of all that {name} left", lambda: not of_runs(self.installed.cluster), TIME_TO_LIVE + 60)
        return run, recorder


@pytest.fixture
def faulty_runs(
    airflow: Airflow, installed: Installation, options: Options, first_run: FirstRun, measured: list[str]
) -> FaultyRuns:
    """Runs with a fault."""
    return FaultyRuns(airflow, installed, options, first_run.hashes, measured)


def kill_triggerer(installed: Installation, run: Run) -> None:
    """Kill the triggerer while a load runs that it has started."""
    pod_of(installed.cluster, "stage_ratings", "spark-driver", seconds=300)
    kill_component(installed, "triggerer")


def kill_everything(installed: Installation, run: Run) -> None:
    """Kill one thing after another, each while the run depends on it."""
    kill_driver(installed, run, "ratings")
    kill_postgres(installed)
    kill_component(installed, "scheduler")
    kill_component(installed, "api-server")
    kill_triggerer(installed, run)
    kill_upsert(installed, run, "ratings")


def test_a_run_survives_a_fault_of_every_dependency(faulty_runs: FaultyRuns) -> None:
    run, recorder = faulty_runs.run("everything dies", kill_everything, seconds=900)
    assert len(recorder.applications_of(run.run_id, "stage_ratings")) == run.task("stage_ratings").try_number, (
        "one application per try"
    )
    assert run.task("stage_ratings").try_number >= 2
    assert run.task("upsert_ratings").try_number >= 2


@pytest.mark.full
def test_a_run_survives_a_killed_driver(faulty_runs: FaultyRuns) -> None:
    run, recorder = faulty_runs.run("driver killed", lambda installed, run: kill_driver(installed, run, "ratings"))
    assert run.task("stage_ratings").try_number == 2
    assert len(recorder.applications_of(run.run_id, "stage_ratings")) == 2


@pytest.mark.full
def test_a_run_survives_an_upsert_killed_in_its_transaction(faulty_runs: FaultyRuns) -> None:
    run, _ = faulty_runs.run("upsert killed", lambda installed, run: kill_upsert(installed, run, "ratings"))
    assert run.task("upsert_ratings").try_number == 2


@pytest.mark.full
@pytest.mark.parametrize("component", ["scheduler", "api-server", "triggerer"])
def test_a_run_survives_a_killed_component(faulty_runs: FaultyRuns, component: str) -> None:
    def kill(installed: Installation, run: Run) -> None:
        pod_of(installed.cluster, "stage_ratings", "spark-driver")
        kill_component(installed, component)

    run, recorder = faulty_runs.run(f"{component} killed", kill)
    assert all(task.try_number == 1 for task in run.tasks().values() if task.task_id not in ("begin", "end")), (
        run.states()
    )
    assert len(recorder.applications_of(run.run_id)) == len(LOADS)


@pytest.mark.full
def test_a_hanging_triggerer_is_restarted_within_two_minutes(faulty_runs: FaultyRuns, measured: list[str]) -> None:
    found: list[float] = []

    def hang(installed: Installation, run: Run) -> None:
        pod_of(installed.cluster, "stage_ratings", "spark-driver")
        found.append(hang_triggerer(installed))

    faulty_runs.run("triggerer hangs", hang)
    measured.append(f"a hanging triggerer was ready again after {found[0]:.0f} s")
    assert found[0] < 120


@pytest.mark.full
def test_a_run_survives_a_postgresql_crash_during_loads(faulty_runs: FaultyRuns) -> None:
    def kill(installed: Installation, run: Run) -> None:
        pod_of(installed.cluster, "stage_ratings", "spark-driver")
        kill_postgres(installed)

    faulty_runs.run("postgresql killed", kill)


@pytest.mark.full
def test_a_run_survives_a_postgresql_crash_during_upserts(faulty_runs: FaultyRuns) -> None:
    def kill(installed: Installation, run: Run) -> None:
        pod_of(installed.cluster, "upsert_movies", "warehouse-step", 300)
        kill_postgres(installed)

    faulty_runs.run("postgresql killed late", kill)
