"""In a real Airflow, whose workers record failures and whose DAG processor sends alerts."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.airflow_processes import Airflow, running_airflow
from support.receiver import receiving

DAGS = Path(__file__).with_name("incident_dags")


@dataclass
class Incidents:
    """An Airflow with the DAG ``incidents``, and what the receiver of its alerts has got."""

    airflow: Airflow
    alerts: list[dict[str, str]] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        return [alert["title"] for alert in self.alerts]

    def run(self, run_id: str, *, clear: bool = False) -> str:
        """Run the DAG, or clear the failed tasks of an ended run; return the state in which the run ends."""
        if clear:
            asked = {"dag_run_id": run_id, "only_failed": True, "dry_run": False}
            self.airflow.call("POST", "dags/incidents/clearTaskInstances", json=asked)
        else:
            self.airflow.call("POST", "dags/incidents/dagRuns", json={"dag_run_id": run_id, "logical_date": None})

        def ended() -> str | None:
            state = str(self.airflow.call("GET", f"dags/incidents/dagRuns/{run_id}")["state"])
            return state if state in {"success", "failed"} else None

        return str(self.airflow.wait_for(f"the end of {run_id}", ended))

    def wait_for_callback(self, number: int) -> None:
        """Wait until the DAG processor has run ``number`` callbacks of the DAG."""
        log = self.airflow.home / "logs" / "dag_processor"

        def callbacks() -> bool:
            texts = (file.read_text() for file in log.rglob("*.log") if file.is_file())
            return sum(text.count("dag callback") for text in texts) >= number

        self.airflow.wait_for(f"callback {number}", callbacks)


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Incidents]:
    home = tmp_path_factory.mktemp("airflow")
    shutil.copytree(DAGS, home / "dags")
    with receiving() as receiver:
        connection = {"conn_type": "apprise", "extra": {"config": [{"path": f"json://{receiver.address}"}]}}
        with running_airflow(home, AIRFLOW_CONN_MOVIELYTICS_ALERTS=json.dumps(connection)) as airflow:
            airflow.wait_for("DAG", lambda: airflow.call("GET", "dags")["total_entries"])
            yield Incidents(airflow, receiver.bodies)


def test_three_failed_tasks_and_a_repair_send_two_alerts(incidents: Incidents) -> None:
    missing = incidents.airflow.home / "missing"
    missing.touch()
    assert incidents.run("first") == "failed"
    incidents.airflow.wait_for("alert", lambda: incidents.alerts)
    (alert,) = incidents.alerts
    assert alert["title"] == "incidents failed: stage_cpi, stage_movies, stage_ratings (data)"
    assert alert["message"].startswith(
        "stage_cpi, stage_movies, stage_ratings (data): no links in /landing: deliver links.csv\n"
    )

    assert incidents.run("second") == "failed"
    incidents.wait_for_callback(2)
    assert len(incidents.alerts) == 1

    missing.unlink()
    assert incidents.run("second", clear=True) == "success"
    incidents.airflow.wait_for("second alert", lambda: len(incidents.alerts) > 1)
    assert incidents.titles[1:] == ["incidents works again"]
    incidents.airflow.wait_for("empty memory", lambda: not incidents.airflow.call("GET", "variables")["total_entries"])
