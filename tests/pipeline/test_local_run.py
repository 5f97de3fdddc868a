"""The whole pipeline as a user starts it: through Airflow, with everything that a run on one machine brings up."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from movielytics.sample_data.generate import generate
from movielytics.tables import TABLES
from rows import cpi_csv


class Machine:
    """A checkout's state folder, a landing zone and the command line."""

    def __init__(self, state: Path, landing: Path, webhook: str) -> None:
        self.landing = landing
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOVIELYTICS_")}
        self.environment = kept | {"MOVIELYTICS_STATE_DIR": str(state), "MOVIELYTICS_ALERT_WEBHOOK_URL": webhook, "COLUMNS": "200"}

    def movielytics(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("movielytics")), *arguments]
        return subprocess.run(command, env=self.environment | more, capture_output=True, text=True, check=False)

    def run(self) -> subprocess.CompletedProcess[str]:
        return self.movielytics("local", "run", "--landing", str(self.landing))

    def hashes(self) -> dict[str, str]:
        url = self.movielytics("local", "url").stdout.strip()
        settings = {"MOVIELYTICS_WAREHOUSE_URL": url, "MOVIELYTICS_LANDING_URI": str(self.landing)}
        found: dict[str, str] = json.loads(self.movielytics("hashes", "--json", **settings).stdout)
        return found


@pytest.fixture(scope="module")
def alerts() -> list[dict[str, str]]:
    """What a real HTTP receiver was told."""
    return []


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, alerts: list[dict[str, str]]) -> Iterator[Machine]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            alerts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output free of requests."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("machine")
    generate(folder / "landing", 0.05)
    machine = Machine(folder / "state", folder / "landing", f"http://127.0.0.1:{server.server_port}")
    yield machine
    machine.movielytics("local", "stop")
    server.shutdown()


def test_a_first_run_loads_everything_and_tells_the_answers(machine: Machine, tmp_path: Path) -> None:
    done = machine.run()
    assert done.returncode == 0, done.stdout + done.stderr
    for task in ("create_tables", "audit_staging", "check_warehouse", "publish_report", *(f"upsert_{table}" for table in TABLES)):
        assert f"✓ {task}" in done.stdout
    for question in ("rated highest", "genres are the most popular", "higher box office", "today's money"):
        assert question in done.stdout
    report = Path(next(line.split()[-1] for line in done.stdout.splitlines() if line.startswith("Report")))
    assert "<html" in report.read_text()[:500]
    assert (report.parent / "data-docs" / "index.html").exists()
    assert set(machine.hashes()) == set(TABLES)


def test_a_second_run_says_that_nothing_is_new(machine: Machine) -> None:
    before = machine.hashes()
    done = machine.run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing new: all files were loaded before" in done.stdout
    assert machine.hashes() == before


def test_a_failed_gate_tells_why_alerts_and_changes_nothing(machine: Machine, alerts: list[dict[str, str]]) -> None:
    before = machine.hashes()
    good = (machine.landing / "cpi.csv").read_text()
    (machine.landing / "cpi.csv").write_text(cpi_csv(("2001-01-01", "999"), ("2001-02-01", "."), ("2001-03-01", ".")))
    with (machine.landing / "ratings.csv").open("ab") as ratings:
        ratings.write(b"one more,broken row\n")
    done = machine.run()
    assert done.returncode == 1
    assert "audit_staging" in done.stdout
    assert "2 of 3" in done.stdout or "66" in done.stdout or "0.67" in done.stdout
    assert "Not run because of that: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert machine.hashes() == before
    assert [alert["task_id"] for alert in alerts] == ["audit_staging"]
    assert "cpi" in alerts[0]["error"]

    (machine.landing / "cpi.csv").write_text(good)
    done = machine.run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.hashes() == before


def test_a_landing_zone_without_a_dataset_is_told_in_one_sentence(machine: Machine) -> None:
    (machine.landing / "links.csv").rename(machine.landing / "links.away")
    done = machine.run()
    (machine.landing / "links.away").rename(machine.landing / "links.csv")
    assert done.returncode == 1
    assert "no links in" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
