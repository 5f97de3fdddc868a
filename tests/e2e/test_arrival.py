"""With ``pipeline.onArrival``, files that arrive in the bucket start runs."""

import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

import pytest

from e2e.airflow_api import Airflow, Reply
from e2e.installation import RELEASE, UI, Installation
from e2e.options import CHARTS
from e2e.waiting import until
from e2e.warehouse import Warehouse

FILES = 50
FIRST_USER = 9_000_001
"""The user of the first delivered rating; the sample data has no such users."""
MOST_SECONDS = 20
"""Seconds between the last file of a delivery and the creation of its run."""


def arrival_runs(airflow: Airflow) -> list[Reply]:
    """Return the runs that arrivals have started, the first one first."""
    found = [run for run in airflow.runs() if run["run_type"] == "asset_triggered"]
    return sorted(found, key=lambda run: str(run["queued_at"]))


def wait_for_end(airflow: Airflow, number: int) -> list[Reply]:
    """Wait until ``number`` runs that arrivals have started have succeeded."""

    def ended() -> list[Reply] | None:
        runs = arrival_runs(airflow)
        return runs if len(runs) >= number and all(run["state"] == "success" for run in runs) else None

    return until(f"{number} runs on arrival", ended, 480, state=lambda: arrival_runs(airflow))


@pytest.fixture(scope="module", autouse=True)
def on_arrival(installed: Installation, airflow: Airflow) -> Iterator[None]:
    """Switch arrival on. The first look announces all files; the run over them ends before the tests begin."""
    values = deepcopy(installed.values)
    values["pipeline"] |= {"onArrival": True, "schedule": "none"}
    installed.helm.install(RELEASE, CHARTS / "movielytics", values)
    installed.forwards[UI].renew()
    wait_for_end(airflow, 1)
    yield
    installed.helm.install(RELEASE, CHARTS / "movielytics", installed.values)
    installed.forwards[UI].renew()


def test_fifty_files_are_in_the_marts_after_two_runs_at_most(
    airflow: Airflow, installed: Installation, warehouse: Warehouse, measured: list[str]
) -> None:
    before = len(arrival_runs(airflow))
    [(movielens_id,)] = warehouse.rows("SELECT MIN(movielens_id) FROM movies.ratings")
    for number in range(FILES):
        row = f"{FIRST_USER + number},{movielens_id},4.5,1000000000"
        installed.landing.deliver(f"ratings/arrived-{number}.csv", f"userId,movieId,rating,timestamp\n{row}\n".encode())
    delivered = time.time()
    runs = wait_for_end(airflow, before + 1)
    in_marts = time.time()

    def all_there() -> bool:
        [(count,)] = warehouse.rows(f"SELECT COUNT(*) FROM movies.ratings WHERE user_id >= {FIRST_USER}")
        return bool(count == FILES)

    until("all ratings in the warehouse", all_there, 240)
    runs = wait_for_end(airflow, before + 1)
    assert before < len(runs) <= before + 2
    queued = [datetime.fromisoformat(run["queued_at"]).timestamp() for run in runs[before:]]
    assert queued[0] - delivered < MOST_SECONDS
    measured.append(
        f"{FILES} files arrived: the run began {queued[0] - delivered:.0f} s after the last one and ended after "
        f"{in_marts - delivered:.0f} s; {len(runs) - before} runs"
    )


def test_files_that_arrive_without_a_triggerer_start_one_run(airflow: Airflow, installed: Installation) -> None:
    before = len(arrival_runs(airflow))
    pod = installed.cluster.ready("triggerer")
    assert pod is not None
    installed.cluster.core.delete_namespaced_pod(pod.metadata.name, installed.cluster.namespace)
    until("another triggerer", lambda: _is_new(installed, pod.metadata.uid), 180)
    wait_for_end(airflow, before + 1)
    time.sleep(MOST_SECONDS)
    assert len(arrival_runs(airflow)) == before + 1


def _is_new(installed: Installation, uid: str) -> bool:
    pod = installed.cluster.ready("triggerer")
    return pod is not None and pod.metadata.uid != uid
