"""A cluster's own settings over the specification of a SparkApplication."""

from datetime import timedelta
from typing import Any

import pytest

from movielytics.errors import SettingsError
from movielytics.orchestration.kubernetes.application_spec import merged
from movielytics.orchestration.kubernetes.manifests import spark_application
from orchestration.kubernetes.launching import IDENTITY, settings


def spec(**over: Any) -> dict[str, Any]:
    changed = settings(spark__application_spec=over)
    found: dict[str, Any] = spark_application(changed, IDENTITY, "cpi", ["stage", "cpi"], timedelta(hours=1))["spec"]
    return found


def test_nothing_set_changes_nothing() -> None:
    rendered = {"driver": {"labels": {"a": "b"}, "cores": 1}, "arguments": ["stage"]}
    assert merged(rendered, {}) == rendered


def test_new_keys_are_added() -> None:
    options = {"queue": "team", "resources": {"cpu": "2"}}
    found = spec(suspend=True, batchScheduler="volcano", batchSchedulerOptions=options)
    assert (found["suspend"], found["batchScheduler"], found["batchSchedulerOptions"]) == (True, "volcano", options)
    assert found["arguments"] == ["stage", "cpi"]


def test_maps_are_merged_and_lists_replace() -> None:
    driver = {"labels": {"team": "data"}, "template": {"spec": {"tolerations": [], "nodeSelector": {"zone": "a"}}}}
    found = spec(driver=driver, sparkConf={"spark.a": "1"})["driver"]
    assert found["labels"] == {"app.kubernetes.io/component": "spark-driver", "team": "data"}
    assert found["template"]["spec"]["tolerations"] == []
    assert found["template"]["spec"]["nodeSelector"] == {"pool": "jobs", "zone": "a"}
    assert found["template"]["spec"]["containers"][0]["env"]
    assert found["memory"] == "1g"


@pytest.mark.parametrize(
    ("over", "complaint"),
    [
        ({"arguments": []}, "spark.application_spec.arguments may not be set: the launcher chooses the load"),
        ({"restartPolicy": {"type": "Always"}}, "restartPolicy may not be set: Airflow retries"),
        ({"timeToLiveSeconds": 1}, "timeToLiveSeconds may not be set: set time_to_live_seconds"),
        ({"image": "x"}, "image may not be set: set spark.image, in the chart images.spark"),
        ({"driver": {"podName": "x"}}, "driver.podName may not be set"),
        ({"driver": {"template": {"spec": {"containers": []}}}}, "driver.template.spec.containers may not be set"),
        ({"driver": {"labels": {"movielytics.io/task": "x"}}}, "driver.labels.movielytics.io/task may not be set"),
        (
            {"executor": {"template": {"metadata": {"annotations": {"movielytics.io/until": "x"}}}}},
            "annotations.movielytics.io/until may not be set: the launcher finds its resources by it",
        ),
        ({"driver": None}, "spark.application_spec.driver must be a map"),
    ],
)
def test_what_the_launcher_needs_may_not_be_set(over: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        spec(**over)
    assert complaint in str(refusal.value)
