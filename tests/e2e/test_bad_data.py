"""A delivery that is too bad to publish: the gate fails, an alert is sent, and the warehouse stays unchanged."""

from e2e.airflow_api import Airflow, run_name
from e2e.first import FirstRun
from e2e.installation import Installation
from e2e.receiver import Receiver
from e2e.waiting import until
from movielytics.tables import TABLES

BAD = b"DATE,CUSR0000SS62031\n2001-01-01,999\n2001-02-01,x\n2001-03-01,y\n"


def test_a_bad_delivery_fails_the_run_alerts_and_changes_nothing(
    first_run: FirstRun, airflow: Airflow, installed: Installation, receiver: Receiver
) -> None:
    told_before = len(receiver.alerts())
    good = installed.landing.get("landing/cpi.csv")
    installed.landing.deliver("cpi.csv", BAD)
    try:
        run = airflow.trigger(run_name("bad"))
        run.wait(480, state="failed")
    finally:
        installed.landing.deliver("cpi.csv", good)

    states = {task.task_id: task.state for task in run.tasks().values()}
    assert states["stage_cpi"] == "success"
    assert states["audit_staging"] == "failed"
    assert run.task("audit_staging").try_number == 1, (
        "a failed validation is not retried: the same data would fail again"
    )
    not_run = {task for task, state in states.items() if state == "upstream_failed"}
    assert not_run == {"upsert_cpi", "check_warehouse", "publish_report", "end"}
    assert {states[f"upsert_{table}"] for table in TABLES if table != "cpi"} == {"skipped"}

    assert installed.warehouse.hashes() == first_run.hashes
    alerts = until("the alert", lambda: receiver.alerts()[told_before:] or None, 30)
    assert [alert["title"] for alert in alerts] == ["movie_dwh_dag failed: audit_staging (gate)"]
    assert "cpi" in alerts[0]["message"]
    assert run.run_id in alerts[0]["message"]
    assert "cpi" in run.log("audit_staging", 1)

    airflow.trigger(run_name("good-again")).wait(480)
    over = until("the alert that it is over", lambda: receiver.alerts()[told_before + 1 :] or None, 30)
    assert [alert["title"] for alert in over] == ["movie_dwh_dag works again"]
