"""The DAG processor may read why a worker pod found no node, with its own account and through its network policy."""

import yaml

from e2e.installation import Installation
from e2e.receiver import pod
from e2e.waiting import until

WORKER = "movie-dwh-dag-plan-run-x1y2z3w4"
"""A name as Airflow chooses it for the worker pod of ``plan_run``."""
QUESTION = "from movielytics.orchestration.worker_pods import read_warnings as r; print(r('movie_dwh_dag', 'plan_run'))"


def test_an_alert_has_the_schedulers_sentence(installed: Installation) -> None:
    cluster = installed.cluster
    manifest = pod(WORKER, installed.options.image("warehouse"), "")
    manifest["spec"]["nodeSelector"] = {"pool": "none"}  # type: ignore[index]
    cluster.apply(yaml.safe_dump(manifest))
    try:
        until("the scheduler's event", lambda: _events(installed) or None, 30)
        processor = cluster.ready("dag-processor")
        assert processor is not None
        found = cluster.run_in(processor.metadata.name, "python", "-c", QUESTION)
    finally:
        cluster.kill(WORKER)
    assert "FailedScheduling: 0/" in found.output, found.output


def _events(installed: Installation) -> list[object]:
    selector = f"involvedObject.name={WORKER},reason=FailedScheduling"
    found = installed.cluster.core.list_namespaced_event(installed.cluster.namespace, field_selector=selector)
    return list(found.items)
