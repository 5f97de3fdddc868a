"""The alerts and the dashboard of the chart; the rules are tested by Prometheus' own promtool."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from charts.movielytics.release import merged, named, objects, refusal
from support.rendering import ROOT, needs_helm

MONITORED: dict[str, Any] = {
    "airflow": {"metrics": {"enabled": True, "serviceMonitor": {"enabled": True}}},
    "monitoring": {
        "rules": {"enabled": True, "labels": {"release": "prometheus"}, "runbooks": "https://wiki.example/runbooks"},
        "dashboard": {"enabled": True},
    },
}
TESTS = Path(__file__).with_name("rules_test.yaml")
SENT = re.compile(r'(?:Gauge\(f?"|f"rows\.)([a-z_.{}]+)"')
NAME = re.compile(r"airflow_movielytics_\w+")

pytestmark = needs_helm


def groups(over: dict[str, Any] | None = None) -> Any:
    """Return the groups of rules of a release."""
    return named(objects(merged(MONITORED, over or {})), "PrometheusRule", "metrics")["spec"]["groups"]


def rules(over: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the rules by the name of their alert."""
    return {rule["alert"]: rule for group in groups(over) for rule in group["rules"]}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_each_alert_fires_when_it_should_and_only_then(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": groups()}))
    shutil.copy(TESTS, tmp_path)
    done = subprocess.run(
        ["promtool", "test", "rules", TESTS.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_has_unit_tests_of_both_outcomes() -> None:
    cases = [case for test in yaml.safe_load(TESTS.read_text())["tests"] for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == set(rules())


def test_each_alert_has_a_runbook() -> None:
    headings = re.findall(r"^## (\w+)$", (ROOT / "docs" / "runbooks.md").read_text(), re.MULTILINE)
    assert headings == list(rules())
    for alert, rule in rules().items():
        assert rule["annotations"]["runbook_url"] == f"https://wiki.example/runbooks#{alert.lower()}"


def test_limits_and_labels_are_values() -> None:
    limits: dict[str, Any] = {
        "hoursWithoutSuccess": 200,
        "quarantinedPercent": 0.5,
        "oldestWaitingDays": 7,
        "silentMinutes": 3,
        "runHours": 2,
    }
    found = rules({"monitoring": {"rules": {"limits": limits}}})
    assert "[200h]" in found["MovielyticsNoSuccess"]["expr"]
    assert found["MovielyticsNoSuccess"]["annotations"]["summary"] == "No run has succeeded for 200 hours"
    assert found["MovielyticsQuarantineShare"]["expr"].endswith("> 0.5")
    assert found["MovielyticsOldestWaiting"]["expr"].endswith("> 86400 * 7")
    assert found["MovielyticsAirflowSilent"]["for"] == "3m"
    assert found["MovielyticsRunTooLong"]["expr"].endswith("> 3600 * 2")
    metadata = named(objects(MONITORED), "PrometheusRule", "metrics")["metadata"]
    assert metadata["labels"]["release"] == "prometheus"


def test_rules_and_dashboard_read_only_what_runs_send() -> None:
    program = (ROOT / "jobs" / "movielytics" / "orchestration" / "metrics.py").read_text()
    sent = {name for name in SENT.findall(program) if "{" not in name} | {
        f"rows.{name}" for name in ("read", "staged", "superseded")
    }
    known = {f"airflow_movielytics_{name.replace('.', '_')}" for name in sent}
    dashboard = named(objects(MONITORED), "ConfigMap", "dashboard")
    board = json.loads(dashboard["data"]["movielytics.json"])
    queries = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    used = set(NAME.findall(queries + " ".join(rule["expr"] for rule in rules().values())))
    assert dashboard["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert set(NAME.findall(queries)) == known
    assert used - known == {"airflow_movielytics_last_"}  # a pattern


def test_monitoring_is_off_and_needs_the_service_monitor() -> None:
    assert not [
        item for item in objects() if item["kind"] == "PrometheusRule" or "dashboard" in item["metadata"]["name"]
    ]
    for part in ("rules", "dashboard"):
        assert "monitoring needs airflow.metrics.serviceMonitor.enabled" in refusal(
            {"monitoring": {part: {"enabled": True}}}
        )
