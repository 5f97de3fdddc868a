"""Every pod of the platform: the restricted Pod Security Standard, probes, tokens, and only the secrets it needs."""

import re
from typing import Any

import pytest
import yaml
from airflow.configuration import conf

from charts.movielytics.release import COMPONENTS, containers, data, named, objects, pods
from movielytics.orchestration.kubernetes.settings import KubernetesSettings
from support.rendering import Manifest, needs_helm

pytestmark = needs_helm
ALL = {
    "airflow": {"metrics": {"enabled": True}},
    "secrets": {"s3": {"existingSecret": "my-s3"}, "alert": {"existingSecret": "my-alert"}},
}
EVERY = (*COMPONENTS, "migrate", "prune", "worker", "metrics", "verify")


def pod(component: str) -> Manifest:
    return pods(objects(ALL))[component]


def secrets_of(component: str) -> set[str]:
    """Return the Secrets that a pod's main container reads; for the Secret with the keys, the single keys."""
    container = pod(component)["spec"]["containers"][0]
    whole = {source["secretRef"]["name"] for source in container.get("envFrom", []) if "secretRef" in source}
    keys = {
        variable["valueFrom"]["secretKeyRef"]["key"]
        for variable in container.get("env", [])
        if "secretKeyRef" in variable.get("valueFrom", {})
    }
    return whole | keys


def test_every_component_is_rendered() -> None:
    assert set(pods(objects(ALL))) == set(EVERY)


@pytest.mark.parametrize("component", EVERY)
def test_pods_meet_the_restricted_pod_security_standard(component: str) -> None:
    spec = pod(component)["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
    assert all(set(volume) - {"name"} <= {"emptyDir", "configMap"} for volume in spec.get("volumes", []))
    for container in containers(pod(component)):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@pytest.mark.parametrize("component", EVERY)
def test_containers_have_requests_and_a_memory_limit(component: str) -> None:
    for container in containers(pod(component)):
        assert {"cpu", "memory"} <= set(container["resources"]["requests"]), container["name"]
        assert "memory" in container["resources"]["limits"], container["name"]


@pytest.mark.parametrize(
    ("component", "token"),
    [(name, name in {"api-server", "scheduler", "dag-processor", "triggerer"}) for name in EVERY],
)
def test_only_callers_of_the_kubernetes_api_get_a_token(component: str, token: bool) -> None:
    spec = pod(component)["spec"]
    assert spec["automountServiceAccountToken"] is token
    assert spec["enableServiceLinks"] is False


@pytest.mark.parametrize(
    ("component", "secrets"),
    [
        (
            "api-server",
            {
                "my-metadata",
                "my-s3",
                "AIRFLOW__CORE__FERNET_KEY",
                "AIRFLOW__API_AUTH__JWT_SECRET",
                "AIRFLOW__API__SECRET_KEY",
            },
        ),
        ("scheduler", {"my-metadata", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"}),
        ("dag-processor", {"my-metadata", "my-alert", "AIRFLOW__CORE__FERNET_KEY"}),
        ("triggerer", {"my-metadata", "my-s3", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY"}),
        ("migrate", {"my-metadata", "movielytics-admin", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY"}),
        ("prune", {"my-metadata"}),
        ("worker", {"my-warehouse", "my-s3"}),
        ("verify", {"my-warehouse", "my-s3"}),
        ("metrics", set()),
    ],
)
def test_each_component_reads_its_own_secrets_and_no_others(component: str, secrets: set[str]) -> None:
    assert secrets_of(component) == secrets


@pytest.mark.parametrize(
    ("component", "configuration"),
    [
        ("api-server", {"airflow", "pipeline", "platform"}),
        ("scheduler", {"airflow", "pod-template", "platform"}),
        ("dag-processor", {"airflow", "pipeline", "platform"}),
        ("triggerer", {"airflow", "pipeline", "launch", "platform"}),
        ("migrate", {"airflow", "platform"}),
        ("prune", {"airflow"}),
        ("worker", {"airflow", "pipeline"}),
        ("verify", {"airflow", "pipeline", "platform"}),
        ("metrics", {"metrics"}),
    ],
)
def test_each_component_reads_its_own_configuration(component: str, configuration: set[str]) -> None:
    spec = pod(component)["spec"]
    sources = [
        source["configMapRef"]["name"]
        for source in spec["containers"][0].get("envFrom", [])
        if "configMapRef" in source
    ]
    mounted = [volume["configMap"]["name"] for volume in spec.get("volumes", []) if "configMap" in volume]
    assert {*sources, *mounted} == {f"movielytics-{name}" for name in configuration}


def test_waiting_for_the_migration_reads_only_the_database() -> None:
    for component in COMPONENTS:
        (wait,) = pod(component)["spec"]["initContainers"]
        assert wait["envFrom"] == [{"secretRef": {"name": "my-metadata"}}]


@pytest.mark.parametrize("component", COMPONENTS)
def test_probes_do_not_import_airflow(component: str) -> None:
    container = pod(component)["spec"]["containers"][0]
    probes = {
        name: container[name] for name in ("startupProbe", "livenessProbe", "readinessProbe") if name in container
    }
    assert {"startupProbe", "livenessProbe"} <= set(probes)
    scripts = data(objects(ALL), "platform")
    for probe in probes.values():
        if "exec" in probe:
            program, script, *_ = probe["exec"]["command"]
            assert program == "python"
            assert not re.search(r"^\s*(import|from) airflow", scripts[script.rsplit("/", 1)[1]], re.MULTILINE)
        else:
            assert probe["httpGet"]["path"] in {"/api/v2/version", "/execution/health", "/health"}


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_rolling_update_starts_the_new_pod_first(component: str) -> None:
    spec = named(objects(ALL), "Deployment", component)["spec"]
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] >= 30


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_disruption_budget_allows_one_eviction(component: str) -> None:
    budget = named(objects(ALL), "PodDisruptionBudget", component)["spec"]
    assert budget["maxUnavailable"] == 1
    assert budget["selector"] == named(objects(ALL), "Deployment", component)["spec"]["selector"]


@pytest.mark.parametrize("component", [*COMPONENTS, "worker", "migrate"])
def test_scheduling_values_reach_the_pods(component: str) -> None:
    camel = {"api-server": "apiServer", "dag-processor": "dagProcessor"}.get(component, component)
    wanted: dict[str, Any] = {
        "nodeSelector": {"pool": "airflow"},
        "tolerations": [{"key": "airflow", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
        "priorityClassName": "high",
    }
    found = pods(
        objects({"airflow": {camel: {**wanted, "podLabels": {"team": "data"}, "podAnnotations": {"a": "b"}}}})
    )[component]
    assert {key: found["spec"][key] for key in wanted} == wanted
    assert found["metadata"]["labels"]["team"] == "data"
    assert found["metadata"]["annotations"]["a"] == "b"


def test_replicas_are_spread_over_zones_and_nodes() -> None:
    for component in COMPONENTS:
        constraints = pod(component)["spec"]["topologySpreadConstraints"]
        assert [item["topologyKey"] for item in constraints] == [
            "topology.kubernetes.io/zone",
            "kubernetes.io/hostname",
        ]
        assert all(
            item["labelSelector"]["matchLabels"]["app.kubernetes.io/component"] == component for item in constraints
        )


def test_a_worker_is_what_the_executor_expects() -> None:
    worker = pod("worker")
    assert [container["name"] for container in worker["spec"]["containers"]] == ["base"]
    assert worker["spec"]["restartPolicy"] == "Never"
    assert "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" not in yaml.safe_dump(worker)


@pytest.mark.parametrize(
    ("values", "rolled"),
    [
        ({"airflow": {"logLevel": "DEBUG"}}, set(COMPONENTS)),
        ({"pipeline": {"region": "eu-west-1"}}, set(COMPONENTS)),  # the connection for logs contains it too
        ({"pipeline": {"maxQuarantinedShare": 0.1}}, {"api-server", "dag-processor", "triggerer"}),
        ({"pipeline": {"spark": {"loads": {"ratings": {"memory": "2g"}}}}}, {"triggerer"}),
        ({"airflow": {"worker": {"resources": {"limits": {"memory": "2Gi"}}}}}, {"scheduler"}),
        ({"networkPolicy": {"enabled": False}}, set()),
        ({}, set()),
    ],
)
def test_a_change_rolls_the_pods_that_read_it_and_no_others(values: dict[str, Any], rolled: set[str]) -> None:
    before, after = pods(objects()), pods(objects(values))
    assert {component for component in COMPONENTS if before[component] != after[component]} == rolled


def test_the_launcher_reads_what_the_chart_writes() -> None:
    loads = {"ratings": {"memory": "2g", "executors": {"min": 1, "max": 4, "coreRequest": "1", "memory": "2g"}}}
    steps = {"audit": {"resources": {"limits": {"memory": "2Gi"}}}}
    values = {
        "pipeline": {"spark": {"namespace": "loads", "loads": loads}, "warehouse": {"steps": steps}},
        "secrets": {"s3": {"existingSecret": "my-s3"}},
    }
    settings = KubernetesSettings.model_validate(yaml.safe_load(data(objects(values), "launch")["kubernetes.yaml"]))
    assert (settings.namespace, settings.spark_namespace) == ("trial", "loads")
    assert settings.spark.service_account == "movielytics-spark"
    assert [next(iter(source.values()))["name"] for source in settings.env_from] == [
        "movielytics-pipeline",
        "my-warehouse",
        "my-s3",
    ]
    ratings = settings.spark.load("ratings")
    assert (ratings.memory, ratings.core_request, ratings.executors and ratings.executors.max) == ("2g", "100m", 4)
    assert settings.spark.load("movies").executors is None
    audit = settings.warehouse.step("audit").resources
    assert (audit["limits"]["memory"], audit["requests"]["memory"]) == ("2Gi", "256Mi")


def test_the_launcher_reads_the_settings_of_a_shared_cluster() -> None:
    spec = {"suspend": True, "driver": {"template": {"spec": {"tolerations": []}}}, "batchSchedulerOptions": {"n": 9}}
    pipeline = {"admissionTimeoutSeconds": 7200, "spark": {"applicationSpec": spec, "loadsAtOnce": 3}}
    manifests = objects({"pipeline": pipeline})
    settings = KubernetesSettings.model_validate(yaml.safe_load(data(manifests, "launch")["kubernetes.yaml"]))
    assert settings.spark.application_spec == spec
    assert (settings.admission_timeout_seconds, settings.spark.loads_at_once) == (7200, 3)


def test_a_worker_pod_waits_as_long_for_admission_as_others() -> None:
    """The executor would start two pods for a try that is requeued, so nothing is."""
    settings = data(objects({"pipeline": {"admissionTimeoutSeconds": 86400}}), "airflow")
    assert settings["AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT"] == "86400"
    assert settings["AIRFLOW__SCHEDULER__NUM_STUCK_IN_QUEUED_RETRIES"] == "0"
    assert settings["AIRFLOW__KUBERNETES_EXECUTOR__TASK_PUBLISH_MAX_RETRIES"] == "-1"


def test_a_hanging_triggerer_is_restarted_within_two_minutes() -> None:
    """From the last sign of its runner to the end of its container, at the latest."""
    probe = pod("triggerer")["spec"]["containers"][0]["livenessProbe"]
    silence = conf.getfloat("triggerer", "runner_health_check_threshold")
    tolerated = int(probe["exec"]["command"][-1])
    latest = silence + tolerated + probe["failureThreshold"] * probe["periodSeconds"]
    assert latest + probe["terminationGracePeriodSeconds"] <= 105  # a new container needs 10 to 15 s to start
    # A heartbeat is due every few seconds; a busy node may miss many of them.
    assert tolerated >= 6 * conf.getfloat("triggerer", "job_heartbeat_sec")
    assert probe["failureThreshold"] >= 2
