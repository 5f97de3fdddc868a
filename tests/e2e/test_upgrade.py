"""``helm upgrade`` in the middle of a run: every component is replaced, and the run is not disturbed."""

from collections.abc import Mapping
from copy import deepcopy

from e2e.airflow_api import Airflow, run_name
from e2e.faults import pod_of
from e2e.first import FirstRun
from e2e.helm import Values
from e2e.installation import RELEASE, TIME_TO_LIVE, UI, Installation
from e2e.options import CHARTS

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")


def changed(values: Values) -> Values:
    """Return values that replace every component's pod and change what the pipeline reads."""
    found = deepcopy(values)
    found["pipeline"] |= {"maxQuarantinedShare": 0.06, "timeToLiveSeconds": TIME_TO_LIVE - 10}
    words = ("apiServer", "scheduler", "dagProcessor", "triggerer")
    found["airflow"] |= {word: {"podAnnotations": {"example.com/changed": "by an upgrade"}} for word in words}
    found["airflow"]["config"] = {"AIRFLOW__CORE__PARALLELISM": "24"}
    return found


def secrets(installed: Installation) -> Mapping[str, object]:
    """Return the content of every Secret except helm's own records."""
    found = installed.cluster.core.list_namespaced_secret(installed.options.namespace).items
    return {item.metadata.name: item.data for item in found if item.type != "helm.sh/release.v1"}


def test_an_upgrade_does_not_disturb_a_run(first_run: FirstRun, airflow: Airflow, installed: Installation) -> None:
    secrets_before = secrets(installed)
    pods_before = {name: pod.metadata.uid for name in COMPONENTS if (pod := installed.cluster.ready(name))}
    assert set(pods_before) == set(COMPONENTS)
    installed.warehouse.empty()
    run = airflow.trigger(run_name("upgraded"))
    pod_of(installed.cluster, "stage_ratings", "spark-driver")

    installed.helm.install(RELEASE, CHARTS / "movielytics", changed(installed.values))
    installed.forwards[UI].renew()

    assert run.reply()["state"] == "running", "the run ended during the upgrade: the test proves nothing"
    run.wait(480)
    assert installed.warehouse.hashes() == first_run.hashes
    assert secrets(installed) == secrets_before
    pods_after = {name: pod.metadata.uid for name in COMPONENTS if (pod := installed.cluster.ready(name))}
    assert set(pods_after) == set(COMPONENTS)
    assert not set(pods_after.values()) & set(pods_before.values()), "a component was not replaced"
    settings = installed.cluster.core.read_namespaced_config_map(
        f"{RELEASE}-pipeline", installed.options.namespace
    ).data
    assert settings["MOVIELYTICS_MAX_QUARANTINED_SHARE"] == "0.06"
