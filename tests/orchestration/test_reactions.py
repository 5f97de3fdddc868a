"""In a real Airflow: files that arrive start runs, changed tables start other DAGs, and tasks link to their pages."""

import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from movielytics.orchestration.arrival import LANDING
from movielytics.pages.open import open_store
from movielytics.pages.paths import Page, place_of, run_key
from movielytics.settings import HOME, PageSettings
from support.airflow_processes import Airflow, Reply, running_airflow

DAGS = Path(__file__).with_name("airflow_dags")


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
    home = tmp_path_factory.mktemp("airflow")
    (home / "landing").mkdir()
    shutil.copytree(DAGS, home / "dags")
    shutil.copy(HOME / "docs" / "examples" / "ratings_changed_dag.py", home / "dags")
    with running_airflow(
        home,
        MOVIELYTICS_ON_ARRIVAL="true",
        MOVIELYTICS_SCHEDULE="0 0 29 2 *",
        MOVIELYTICS_LANDING_URI=str(home / "landing"),
        MOVIELYTICS_ARRIVAL_POLL_SECONDS="1",
        MOVIELYTICS_ARRIVAL_STABLE_SECONDS="2",
        MOVIELYTICS_REPORT_URI=str(home / "report"),
        PYTHONPATH=str(DAGS),  # for the triggerer, which does not import from the DAG folder
    ) as found:
        found.wait_for("watcher", lambda: "trigger ID 1 starting" in (home / "triggerer.log").read_text())
        yield found


def deliver(airflow: Airflow, *names: str) -> None:
    for name in names:
        file = airflow.home / "landing" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
        time.sleep(0.02)


def arrivals(airflow: Airflow) -> list[Reply]:
    """Return the events of the landing zone."""
    found: list[Reply] = airflow.call("GET", "assets/events", params={"limit": 100})["asset_events"]
    return [event for event in found if event["name"] == LANDING]


def has_arrivals(airflow: Airflow, number: int) -> bool:
    return len(arrivals(airflow)) >= number


def seen(airflow: Airflow, run: Reply) -> list[str]:
    found: list[str] = airflow.result("arrivals", run["dag_run_id"], "load")
    return found


def test_a_small_delivery_starts_one_run(airflow: Airflow) -> None:
    deliver(airflow, "cpi.csv", "ratings/_hidden.csv", "notes.csv")
    [run] = airflow.wait_for_runs("arrivals", 1)
    assert (run["run_type"], run["state"]) == ("asset_triggered", "success")


def test_a_burst_during_a_run_starts_one_more_run(airflow: Airflow) -> None:
    """Fifty files make two runs at most, and what arrives during a run is never a queue of runs."""
    held, listed = airflow.home / "hold", airflow.home / "listed"
    listed.unlink()
    held.touch()  # the next run waits until it is removed
    deliver(airflow, "links.csv")
    airflow.wait_for("listing in the second run", listed.exists)
    events = len(arrivals(airflow))
    for part in range(2):
        deliver(airflow, *(f"ratings/{part}{number}.csv" for number in range(25)))
        airflow.wait_for("event", partial(has_arrivals, airflow, events + part + 1))
    assert len(airflow.runs("arrivals")) == 2
    held.unlink()
    *_, second, third = airflow.wait_for_runs("arrivals", 3)
    assert len(seen(airflow, third)) - len(seen(airflow, second)) == 50
    time.sleep(3)
    assert len(airflow.runs("arrivals")) == 3


def test_files_that_arrive_without_a_triggerer_start_one_run(airflow: Airflow) -> None:
    before = len(airflow.runs("arrivals"))
    airflow.kill("triggerer")
    deliver(airflow, "credits.csv")
    airflow.start("triggerer")
    runs = airflow.wait_for_runs("arrivals", before + 1)
    assert "credits.csv" in seen(airflow, runs[-1])
    time.sleep(3)
    assert len(airflow.runs("arrivals")) == before + 1


def test_changed_tables_start_the_dags_of_other_teams(airflow: Airflow) -> None:
    airflow.call("POST", "dags/changes/dagRuns", json={"dag_run_id": "first", "logical_date": None})
    [run] = airflow.wait_for_runs("ratings_changed", 1)
    assert run["state"] == "success"
    assert airflow.result("ratings_changed", run["dag_run_id"], "show_changes") == [
        {"run_id": "first", "inserted": 0, "updated": 0, "moved": 3}
    ]
    events = airflow.call("GET", "assets/events", params={"source_run_id": "first"})["asset_events"]
    assert {event["name"]: event["extra"]["rows"] for event in events} == {
        "movies.movies": {"inserted": 2, "updated": 0, "unchanged": 7},
        "movies.ratings": {"inserted": 0, "updated": 0, "moved": 3},
    }


def test_tasks_link_to_the_pages_that_they_wrote(airflow: Airflow) -> None:
    run_id = "manual__2026-01-01T00:00:00+00:00"
    path = f"dags/movie_dwh_dag/dagRuns/{quote(run_id, safe='')}"
    store = open_store(PageSettings(report_uri=str(airflow.home / "report")))
    for page in (Page.REPORT, Page.DATA_DOCS):
        store.write(place_of(run_key(run_id)) + page, f"{page} of this run")
    airflow.call("POST", "dags/movie_dwh_dag/dagRuns", json={"dag_run_id": run_id, "logical_date": None})
    airflow.wait_for("end", lambda: airflow.call("GET", path)["state"] == "failed")
    links = {
        task: airflow.call("GET", f"{path}/taskInstances/{task}/links")["extra_links"]
        for task in ("audit_staging", "check_warehouse", "publish_report", "end", "never", "upsert_movies")
    }
    docs, report = links["audit_staging"]["Data Docs"], links["publish_report"]["Report"]
    assert links == {
        "audit_staging": {"Data Docs": docs},
        "check_warehouse": {"Data Docs": docs},
        "publish_report": {"Report": report},
        "end": {"Report": report},
        "never": {"Report": None},
        "upsert_movies": {},
    }
    assert airflow.page(docs) == f"{Page.DATA_DOCS} of this run"
    assert airflow.page(report) == f"{Page.REPORT} of this run"
