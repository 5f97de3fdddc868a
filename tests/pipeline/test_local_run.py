"""The whole pipeline as a user starts it: through Airflow, with everything that a local run starts."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from movielytics.report.questions import questions
from movielytics.sample_data.generate import generate
from movielytics.tables import TABLES
from support.local_run import Machine, Started
from support.receiver import Receiver, receiving
from support.rows import cpi_csv, ratings_csv

SEED = 20261128
"""Chooses the moment of the signal."""

PAST_DAYS = """
import sys
from datetime import UTC, datetime, timedelta

from movielytics.local import airflow_home
from movielytics.local.setup import prepare

prepare(sys.argv[1])
airflow_home.configure()
from movielytics.local.run import _load_dag

dag = _load_dag()
for day in sys.argv[2:]:
    run = dag.test(logical_date=datetime(2026, 1, int(day), tzinfo=UTC))
    assert run.state == "success", run
"""
"""Runs the DAG for days of January 2026, as a backfill does; a day that is named twice is cleared and runs again."""


class Computer(Machine):
    """A state folder, a landing zone and the command line."""

    def __init__(self, folder: Path, webhook: str) -> None:
        connection = {"conn_type": "apprise", "extra": {"config": [{"path": webhook}]}}
        super().__init__(folder / "state", {"AIRFLOW_CONN_MOVIELYTICS_ALERTS": json.dumps(connection)})
        self.landing = folder / "landing"

    def load(self) -> Started:
        """Run the pipeline to its end."""
        return self.run("run", "--landing", str(self.landing))

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of the warehouse."""
        with closing(psycopg2.connect(self.run("url").output.strip())) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchall()

    def asset_events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the run, the asset and the details of each event, in their order."""
        query = """
            SELECT event.source_run_id, asset.name, event.extra
            FROM asset_event AS event
            INNER JOIN asset ON event.asset_id = asset.id
            ORDER BY event.id
        """
        with closing(sqlite3.connect(self.state / "airflow" / "airflow.db")) as connection:
            return [(run_id, name, json.loads(extra)) for run_id, name, extra in connection.execute(query)]

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each table."""
        url = self.run("url").output.strip()
        self.more |= {"MOVIELYTICS_WAREHOUSE_URL": url, "MOVIELYTICS_LANDING_URI": str(self.landing)}
        found: dict[str, str] = json.loads(self.run("hashes", "--json").output)
        del self.more["MOVIELYTICS_WAREHOUSE_URL"], self.more["MOVIELYTICS_LANDING_URI"]
        return found


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def alerts(receiver: Receiver) -> list[dict[str, str]]:
    """What the receiver of alerts got."""
    return receiver.bodies


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Computer]:
    folder = tmp_path_factory.mktemp("machine")
    generate(folder / "landing", 0.05)
    machine = Computer(folder, f"json://{receiver.address}")
    yield machine
    machine.run("stop")


def test_an_interrupted_run_ends_at_once_and_leaves_nothing(machine: Computer) -> None:
    """The first run gets SIGTERM while Spark works; the tests after this one resume from what it left."""
    started = machine.start("run", "--landing", str(machine.landing))
    started.wait_for_output("✓ plan_run")
    time.sleep(random.Random(SEED).uniform(0, 10))
    started.send(signal.SIGTERM)
    assert started.wait(5) == 130
    assert started.output.endswith("Interrupted. Published data is intact; the next run resumes from here.\n")
    assert "Traceback" not in started.output
    assert machine.survivors_after(2) == []
    assert machine.unfinished_in_airflow() == []
    assert not (machine.state / "tmp").exists()


def test_a_first_run_loads_everything_and_prints_answers(machine: Computer) -> None:
    done = machine.load()
    assert done.code == 0, done.output
    for task in (
        "plan_run",
        "audit_staging",
        "check_warehouse",
        "publish_report",
        *(f"upsert_{table}" for table in TABLES),
    ):
        assert f"✓ {task}" in done.output
    assert all(question.title in done.output for question in questions().values())
    source = f"made-up sample data ({machine.landing})"
    assert f"Loading {source}" in done.output
    assert f"Source      {source}" in done.output
    report = Path(next(line.split()[-1] for line in done.output.splitlines() if line.startswith("Report")))
    assert "<html" in report.read_text()[:500]
    assert f"Source: {source}" in report.read_text()
    assert f"Source: {source}" in (report.parent / "data-docs" / "index.html").read_text()
    assert set(machine.hashes()) == set(TABLES)
    assert machine.survivors_after(2) == []
    assert not (machine.state / "tmp").exists()


def test_the_log_of_a_task_is_its_own(machine: Computer) -> None:
    last = max(machine.state.glob("airflow/logs/dag_id=*/run_id=*"))
    logs = {log.parent.name.removeprefix("task_id="): log.read_text() for log in last.glob("*/*.log")}
    assert len(logs) == len(TABLES) + 10
    for task, content in logs.items():
        assert f"{task}: " in content or task == "begin"
        assert not [other for other in logs if other != task and f"task_id={other} " in content], task


def test_each_changed_table_has_an_event_with_its_row_counts(machine: Computer) -> None:
    events = machine.asset_events()
    published = machine.query(
        f"""
        SELECT 'movies.' || table_name, SUM(rows_inserted), SUM(rows_updated), SUM(rows_unchanged)
        FROM audit.loads
        WHERE run_id = '{events[-1][0]}'
        GROUP BY table_name
        HAVING SUM(rows_inserted) + SUM(rows_updated) > 0
        """
    )
    counted = {
        name: tuple(extra["rows"][what] for what in ("inserted", "updated", "unchanged")) for _, name, extra in events
    }
    assert counted == {name: tuple(map(int, counts)) for name, *counts in published}
    assert set(counted) == {f"movies.{table}" for table in TABLES}


@pytest.mark.parametrize("command", ["run", "ui"])
def test_another_landing_zone_is_refused(machine: Computer, tmp_path: Path, command: str) -> None:
    done = machine.run(command, "--landing", str(tmp_path))
    assert done.code not in (0, 130)
    assert f"was filled from made-up sample data ({machine.landing})" in done.output
    assert "make clean" in done.output
    assert "Traceback" not in done.output


def test_a_bare_second_run_finds_nothing_new(machine: Computer) -> None:
    before = machine.hashes()
    log = machine.state / "airflow" / "logs" / "run.log"
    log.write_text("of an earlier run")
    done = machine.run("run")
    assert done.code == 0, done.output
    assert "nothing new: all files were loaded before" in done.output
    assert machine.hashes() == before
    assert "of an earlier run" not in log.read_text()


def test_past_days_and_cleared_runs_load_nothing_twice(machine: Computer) -> None:
    """Loads go by file: the date of a run decides nothing."""
    before, events = machine.hashes(), machine.asset_events()
    loads = machine.query("SELECT COUNT(*) FROM audit.loads")
    command = [sys.executable, "-c", PAST_DAYS, str(machine.landing), "1", "2", "3", "2"]
    done = subprocess.run(command, env=machine.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.hashes() == before
    assert machine.query("SELECT COUNT(*) FROM audit.loads") == loads
    assert machine.asset_events() == events


def test_a_single_new_file_is_audited_before_it_is_published(machine: Computer) -> None:
    """The other tasks that the upsert follows are skipped, and do not let it start early."""
    [(movielens_id, ratings)] = machine.query("SELECT MIN(movielens_id), COUNT(*) FROM movies.ratings")
    (machine.landing / "ratings").mkdir()
    (machine.landing / "ratings" / "one.csv").write_text(ratings_csv((9_000_001, movielens_id, 4.5)))
    done = machine.load()
    assert done.code == 0, done.output
    tasks = [line.split()[1] for line in done.output.splitlines() if line.startswith("✓")]
    assert tasks == [
        "begin", "plan_run", "stage_ratings", "audit_staging", "upsert_ratings", "check_warehouse", "publish_report",
        "end",
    ]  # fmt: skip
    assert machine.query("SELECT COUNT(*) FROM movies.ratings") == [(ratings + 1,)]


def test_a_failed_gate_alerts_and_changes_nothing(machine: Computer, alerts: list[dict[str, str]]) -> None:
    before = machine.hashes()
    good = (machine.landing / "cpi.csv").read_text()
    (machine.landing / "cpi.csv").write_text(cpi_csv(("2001-01-01", "999"), ("2001-02-01", "x"), ("2001-03-01", "y")))
    with (machine.landing / "ratings.csv").open("ab") as ratings:
        ratings.write(b"one more,broken row\n")
    done = machine.load()
    assert done.code == 5
    assert "audit_staging" in done.output
    assert "2 of 3" in done.output or "66" in done.output or "0.67" in done.output
    assert "Tasks that did not run: " in done.output
    assert "Traceback" not in done.output
    assert machine.hashes() == before
    assert [alert["title"] for alert in alerts] == ["movie_dwh_dag failed: audit_staging (gate)"]
    assert "cpi" in alerts[0]["message"]
    assert machine.load().code == 5
    assert len(alerts) == 1  # the second run fails for the same reason

    (machine.landing / "cpi.csv").write_text(good)
    done = machine.load()
    assert done.code == 0, done.output
    assert machine.hashes() == before
    assert [alert["title"] for alert in alerts[1:]] == ["movie_dwh_dag works again"]


def test_a_missing_dataset_is_reported_in_one_sentence(machine: Computer) -> None:
    (machine.landing / "links.csv").rename(machine.landing / "links.away")
    done = machine.load()
    (machine.landing / "links.away").rename(machine.landing / "links.csv")
    assert done.code == 4
    assert "no links in" in done.output
    assert "Traceback" not in done.output
