"""From a step to its resource: the content of the templates, and that no value can inject anything into them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from movielytics.orchestration.kubernetes.manifests import spark_application, step_pod
from movielytics.orchestration.kubernetes.names import Identity
from orchestration.kubernetes.launching import IDENTITY, settings

HOUR = timedelta(hours=1)


def application(load: str = "ratings", **changes: Any) -> dict[str, Any]:
    return spark_application(settings(**changes), IDENTITY, load, ["stage", load], HOUR)


def pod(**changes: Any) -> dict[str, Any]:
    return step_pod(settings(**changes), IDENTITY, "audit", ["audit"], HOUR)


def pod_specs(**changes: Any) -> dict[str, dict[str, Any]]:
    """Return the specifications of all launched pods."""
    spec = application(**changes)["spec"]
    return {
        "driver": spec["driver"]["template"]["spec"],
        "executor": spec["executor"]["template"]["spec"],
        "step": pod(**changes)["spec"],
    }


@pytest.mark.parametrize("which", ["driver", "executor", "step"])
def test_pods_meet_the_restricted_standard_by_themselves(which: str) -> None:
    spec = pod_specs()[which]
    (container,) = spec["containers"]
    assert spec["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    assert spec["enableServiceLinks"] is False


@pytest.mark.parametrize("which", ["driver", "executor", "step"])
def test_pods_get_what_the_cluster_settings_say(which: str) -> None:
    spec = pod_specs()[which]
    assert spec["nodeSelector"] == {"pool": "jobs"}
    assert spec["tolerations"] == [{"key": "jobs", "operator": "Exists"}]
    assert spec["priorityClassName"] == "jobs"
    assert spec["containers"][0]["envFrom"][1] == {"secretRef": {"name": "movielytics-warehouse"}}


@pytest.mark.parametrize("which", ["driver", "executor", "step"])
def test_kubernetes_ends_pods_that_no_triggerer_ends(which: str) -> None:
    assert pod_specs()[which]["activeDeadlineSeconds"] == 3900


@pytest.mark.parametrize("which", ["driver", "step"])
def test_pods_write_their_result_to_the_termination_message(which: str) -> None:
    (container,) = pod_specs()[which]["containers"]
    assert {"name": "MOVIELYTICS_RESULT_FILE", "value": "/dev/termination-log"} in container["env"]
    assert container["terminationMessagePath"] == "/dev/termination-log"
    assert container["terminationMessagePolicy"] == "FallbackToLogsOnError"


def test_a_token_is_mounted_only_where_the_api_is_called() -> None:
    assert pod_specs()["step"]["automountServiceAccountToken"] is False
    assert pod_specs()["executor"]["automountServiceAccountToken"] is False
    assert pod_specs()["driver"]["automountServiceAccountToken"] is True
    assert application("movies")["spec"]["driver"]["template"]["spec"]["automountServiceAccountToken"] is False


def test_resources_have_labels_and_annotations() -> None:
    app, step = application(), pod()
    common = {
        "app.kubernetes.io/name": "movielytics",
        "app.kubernetes.io/instance": "movielytics",
        "app.kubernetes.io/managed-by": "airflow",
        "movielytics.io/dag": "movie_dwh_dag",
        "movielytics.io/task": "stage_ratings",
        "movielytics.io/try": "1",
        "team": "data",
    }
    assert common.items() <= app["metadata"]["labels"].items()
    assert common.items() <= step["metadata"]["labels"].items()
    assert app["spec"]["driver"]["labels"] == {"app.kubernetes.io/component": "spark-driver"}
    assert app["spec"]["executor"]["labels"] == {"app.kubernetes.io/component": "spark-executor"}
    assert step["metadata"]["labels"]["app.kubernetes.io/component"] == "warehouse-step"
    wanted = {"movielytics.io/run-id": "manual__2026-11-01T00:00:00+00:00", "note": "kept"}
    for annotations in (app["metadata"], app["spec"]["driver"]["template"]["metadata"], step["metadata"]):
        assert wanted.items() <= annotations["annotations"].items()


def test_a_small_load_is_one_pod() -> None:
    spec = application("movies")["spec"]
    assert spec["sparkConf"]["spark.kubernetes.driver.master"] == "local[*]"
    assert "dynamicAllocation" not in spec
    assert spec["driver"]["memory"] == "1g"


def test_a_big_load_has_dynamic_executors() -> None:
    spec = application("ratings")["spec"]
    assert "spark.kubernetes.driver.master" not in spec["sparkConf"]
    assert spec["dynamicAllocation"] == {
        "enabled": True,
        "initialExecutors": 1,
        "minExecutors": 1,
        "maxExecutors": 4,
        "shuffleTrackingEnabled": True,
    }
    assert (spec["driver"]["memory"], spec["executor"]["memory"], spec["executor"]["coreRequest"]) == ("2g", "2g", "1")


def test_the_application_has_the_fields_of_a_load() -> None:
    spec = application()["spec"]
    assert spec["arguments"] == ["stage", "ratings"]
    assert spec["mainApplicationFile"] == "local:///opt/movielytics/jobs/movielytics/__main__.py"
    assert spec["restartPolicy"] == {"type": "Never"}
    assert spec["timeToLiveSeconds"] == 600
    assert spec["sparkVersion"] == "4.3.0"
    assert spec["sparkConf"]["spark.sql.adaptive.enabled"] == "true"
    assert "NetworkPolicyFeatureStep" in spec["sparkConf"]["spark.kubernetes.driver.pod.excludedFeatureSteps"]


def test_the_pod_has_the_fields_of_a_step() -> None:
    spec = pod()["spec"]
    (container,) = spec["containers"]
    assert container["command"] == ["/usr/bin/tini", "--", "movielytics"]
    assert container["args"] == ["audit"]
    assert container["resources"] == {"requests": {"cpu": 1, "memory": "1Gi"}}
    assert spec["restartPolicy"] == "Never"
    assert spec["imagePullSecrets"] == [{"name": "registry"}]


def test_development_mounts_the_sources_over_the_image() -> None:
    specs = pod_specs(source_volume={"hostPath": {"path": "/src"}})
    for spec in specs.values():
        assert {"name": "source", "hostPath": {"path": "/src"}} in spec["volumes"]
        mounts = {mount["mountPath"]: mount.get("subPath") for mount in spec["containers"][0]["volumeMounts"]}
        assert mounts["/opt/movielytics/jobs"] == "jobs"
        assert mounts["/opt/movielytics/sql"] == "sql"


@given(st.text())
@example("\U00010000 \x7f\x85\u2028'\"\\")
@profile(max_examples=30)
def test_hostile_values_stay_values(text: str) -> None:
    identity = Identity("dag", text, "task", -1, "0190-ab", 1)
    changed = settings(
        pod_annotations={text: text}, spark__image=f"{text}:1", warehouse__image=f"{text}:1", instance=f"i{text}"
    )
    app = spark_application(changed, identity, "ratings", [text], HOUR)
    step = step_pod(changed, identity, "audit", [text], HOUR)
    assert app["spec"]["arguments"] == step["spec"]["containers"][0]["args"] == [text]
    assert app["metadata"]["annotations"]["movielytics.io/run-id"] == text
    assert step["metadata"]["labels"]["app.kubernetes.io/instance"] == f"i{text}"
    assert app["spec"]["image"] == step["spec"]["containers"][0]["image"] == f"{text}:1"
    assert set(app) == set(step) == {"apiVersion", "kind", "metadata", "spec"}


@pytest.mark.parametrize(
    "text",
    ["{{ 7 * 7 }}", "{% raw %}", "a: b\n- c", '"}', "$(AWS_SECRET_ACCESS_KEY)", "yes", "null", "1e3", "\u2028", "é"],
)
def test_template_syntax_in_values_is_not_evaluated(text: str) -> None:
    app = spark_application(settings(), Identity("dag", text, "task", -1, "0190-ab", 1), "ratings", [text], None)
    assert app["spec"]["arguments"] == [text]
    assert app["metadata"]["annotations"]["movielytics.io/run-id"] == text


def test_kubernetes_expands_nothing_in_the_run_id() -> None:
    for spec in pod_specs().values():
        (run_id,) = [variable for variable in spec["containers"][0]["env"] if variable["name"] == "MOVIELYTICS_RUN_ID"]
        assert run_id["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.annotations['movielytics.io/run-id']"}}
