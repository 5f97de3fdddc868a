"""Switches: what each of them adds and removes."""

import json
from collections import Counter
from typing import Any

import pytest
import yaml

from charts.movielytics.release import COMPONENTS, containers, data, named, objects, pods, refusal
from support.rendering import chart_version, needs_helm

pytestmark = needs_helm


def kinds(values: dict[str, Any]) -> Counter[str]:
    return Counter(item["kind"] for item in objects(values))


def test_names_and_labels_are_those_of_the_release() -> None:
    for item in objects():
        labels = item["metadata"]["labels"]
        assert item["metadata"]["name"].startswith("movielytics-")
        assert (labels["app.kubernetes.io/name"], labels["app.kubernetes.io/instance"]) == (
            "movielytics",
            "movielytics",
        )
        assert labels["app.kubernetes.io/version"] == chart_version()


def test_an_existing_airflow_gets_only_the_pipelines_objects() -> None:
    values = {"airflow": {"enabled": False}, "existingAirflow": {"serviceAccounts": {"triggerer": "airflow-triggerer"}}}
    assert kinds(values) == {"ConfigMap": 2, "NetworkPolicy": 3, "Role": 1, "RoleBinding": 1, "ServiceAccount": 2}
    assert "MOVIELYTICS_LANDING_URI" in data(objects(values), "pipeline")


def test_images_come_from_the_registry_with_their_tag_or_digest() -> None:
    digest = f"sha256:{'a' * 64}"
    images = {
        "registry": "registry.example.com/team/",
        "tag": "7",
        "spark": {"tag": "8"},
        "warehouse": {"tag": "9", "digest": digest},
    }
    manifests = objects({"images": {**images, "pullSecrets": ["registry"], "pullPolicy": "Always"}})
    launch = yaml.safe_load(data(manifests, "launch")["kubernetes.yaml"])
    assert launch["spark"]["image"] == "registry.example.com/team/movielytics-spark:8"
    assert launch["warehouse"]["image"] == f"registry.example.com/team/movielytics-warehouse@{digest}"
    assert (launch["image_pull_secrets"], launch["image_pull_policy"]) == (["registry"], "Always")
    for component, pod in pods(manifests).items():
        assert pod["spec"]["imagePullSecrets"] == [{"name": "registry"}], component
        assert {container["image"] for container in containers(pod)} == {
            "registry.example.com/team/movielytics-airflow:7"
        }


@pytest.mark.parametrize(
    ("values", "url", "execution"),
    [
        ({}, "http://localhost:8080", "http://movielytics-api-server:8080/execution/"),
        (
            {"baseUrl": "https://x.org/airflow/"},
            "https://x.org/airflow",
            "http://movielytics-api-server:8080/airflow/execution/",
        ),
        (
            {"ingress": {"enabled": True, "host": "a.org"}},
            "http://a.org",
            "http://movielytics-api-server:8080/execution/",
        ),
        ({"ingress": {"enabled": True, "host": "a.org", "path": "/air", "tlsSecret": "t"}}, "https://a.org/air", None),
        ({"gateway": {"enabled": True, "host": "a.org", "parentRefs": [{"name": "g"}]}}, "https://a.org", None),
        (
            {"apiServer": {"service": {"port": 80}}},
            "http://localhost:8080",
            "http://movielytics-api-server:80/execution/",
        ),
    ],
)
def test_links_probes_and_workers_use_the_url(values: dict[str, Any], url: str, execution: str | None) -> None:
    manifests = objects({"airflow": values})
    settings = data(manifests, "airflow")
    assert settings["AIRFLOW__API__BASE_URL"] == url
    assert execution is None or settings["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == execution
    path = "/" + url.split("/", 3)[3] if url.count("/") > 2 else ""
    container = pods(manifests)["api-server"]["spec"]["containers"][0]
    assert container["startupProbe"]["httpGet"]["path"] == f"{path}/execution/health"
    assert container["livenessProbe"]["httpGet"]["path"] == f"{path}/api/v2/version"


@pytest.mark.parametrize(
    ("values", "proxied", "secure"),
    [
        ({}, False, None),
        ({"baseUrl": "https://a.org"}, True, "True"),
        ({"ingress": {"enabled": True, "host": "a.org"}}, True, "False"),
        ({"gateway": {"enabled": True, "host": "a.org", "parentRefs": [{"name": "g"}]}}, True, "True"),
    ],
)
def test_a_proxy_enables_proxy_headers_and_secure_cookies(
    values: dict[str, Any], proxied: bool, secure: str | None
) -> None:
    manifests = objects({"airflow": values})
    arguments = pods(manifests)["api-server"]["spec"]["containers"][0]["args"]
    assert ("--proxy-headers" in arguments) is proxied
    assert data(manifests, "airflow").get("AIRFLOW__FAB__COOKIE_SECURE") == secure
    assert ("FORWARDED_ALLOW_IPS" in data(manifests, "airflow")) is proxied


def test_an_ingress_routes_to_the_api_server() -> None:
    ingress = {"enabled": True, "className": "nginx", "host": "a.org", "tlsSecret": "tls", "annotations": {"a": "b"}}
    found = named(objects({"airflow": {"ingress": ingress}}), "Ingress", "api-server")
    assert found["spec"]["ingressClassName"] == "nginx"
    assert found["spec"]["tls"] == [{"hosts": ["a.org"], "secretName": "tls"}]
    (path,) = found["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"] == {"name": "movielytics-api-server", "port": {"name": "http"}}


def test_an_http_route_routes_to_the_api_server() -> None:
    gateway = {"enabled": True, "host": "a.org", "parentRefs": [{"name": "public", "namespace": "gateways"}]}
    spec = named(objects({"airflow": {"gateway": gateway}}), "HTTPRoute", "api-server")["spec"]
    assert spec["parentRefs"] == gateway["parentRefs"]
    assert spec["rules"][0]["backendRefs"] == [{"name": "movielytics-api-server", "port": 8080}]


def test_metrics_add_a_collector_for_airflow_and_prometheus() -> None:
    without, with_metrics = (
        objects(),
        objects({"airflow": {"metrics": {"enabled": True, "serviceMonitor": {"enabled": True}}}}),
    )
    assert "AIRFLOW__METRICS__OTEL_ON" not in data(without, "airflow")
    assert data(with_metrics, "airflow")["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://movielytics-metrics:4318"
    ports = {port["name"]: port["port"] for port in named(with_metrics, "Service", "metrics")["spec"]["ports"]}
    assert ports == {"otlp": 4318, "metrics": 8889}
    collector = yaml.safe_load(data(with_metrics, "metrics")["collector.yaml"])
    assert collector["service"]["pipelines"]["metrics"]["receivers"] == ["otlp"]
    monitor = named(with_metrics, "ServiceMonitor", "metrics")["spec"]
    assert (
        monitor["selector"]["matchLabels"].items()
        <= named(with_metrics, "Service", "metrics")["metadata"]["labels"].items()
    )
    assert monitor["endpoints"] == [{"port": "metrics", "interval": "30s"}]


def test_live_code_is_mounted_in_every_pod_that_runs_it() -> None:
    source = {"persistentVolumeClaim": {"claimName": "source"}}
    manifests = objects({"development": {"source": source}})
    for component in (*COMPONENTS, "worker"):
        spec = pods(manifests)[component]["spec"]
        assert {"name": "source", **source} in spec["volumes"]
        mounts = {item["mountPath"] for item in spec["containers"][0]["volumeMounts"] if item["name"] == "source"}
        assert mounts == {f"/opt/movielytics/{folder}" for folder in ("jobs", "dags", "sql", "expectations", "k8s")}
    assert yaml.safe_load(data(manifests, "launch")["kubernetes.yaml"])["source_volume"] == source


def test_user_settings_override_those_of_the_chart() -> None:
    values = {
        "airflow": {"config": {"AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "1"}},
        "pipeline": {"extraEnv": {"TZ": "UTC"}},
    }
    manifests = objects(values)
    assert data(manifests, "airflow")["AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME"] == "1"
    assert data(manifests, "airflow")["AIRFLOW__CORE__EXECUTOR"] == "KubernetesExecutor"
    assert data(manifests, "pipeline")["TZ"] == "UTC"


@pytest.mark.parametrize(("paused", "setting"), [(True, "True"), (False, "False")])
def test_the_values_decide_if_new_dags_are_paused(paused: bool, setting: str) -> None:
    settings = data(objects({"airflow": {"dagsPausedAtCreation": paused}}), "airflow")
    assert settings["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] == setting


@pytest.mark.parametrize(
    ("values", "schedule", "on_arrival"),
    [
        ({}, "@daily", "false"),
        ({"onArrival": True}, "@daily", "true"),
        ({"schedule": "none", "onArrival": True}, "none", "true"),
        ({"schedule": "0 6 * * 1-5"}, "0 6 * * 1-5", "false"),
    ],
)
def test_runs_start_by_the_clock_or_on_arrival(values: dict[str, Any], schedule: str, on_arrival: str) -> None:
    """The DAG processor reads the schedule, the triggerer the landing zone; both have the pipeline's settings."""
    manifests = objects({"pipeline": values, "secrets": {"s3": {"existingSecret": "keys"}}})
    settings = data(manifests, "pipeline")
    assert (settings["MOVIELYTICS_SCHEDULE"], settings["MOVIELYTICS_ON_ARRIVAL"]) == (schedule, on_arrival)
    for component in ("dag-processor", "triggerer", "worker"):
        [container] = pods(manifests)[component]["spec"]["containers"]
        assert {"configMapRef": {"name": "movielytics-pipeline"}} in container["envFrom"], component
    [triggerer] = pods(manifests)["triggerer"]["spec"]["containers"]
    assert {"secretRef": {"name": "keys"}} in triggerer["envFrom"]
    egress = named(manifests, "NetworkPolicy", "triggerer")["spec"]["egress"]
    assert any(rule["ports"] == [{"port": 443, "protocol": "TCP"}] for rule in egress)


def test_pruning_has_a_schedule_and_a_retention() -> None:
    prune = {"schedule": "0 3 1 * *", "retentionDays": 30, "logRetentionDays": 7}
    manifests = objects({"pipeline": {"prune": prune}})
    settings = data(manifests, "pipeline")
    assert (settings["MOVIELYTICS_PRUNE_SCHEDULE"], settings["MOVIELYTICS_RETENTION_DAYS"]) == ("0 3 1 * *", "30")
    job = named(manifests, "CronJob", "prune")["spec"]
    assert (job["schedule"], job["timeZone"], job["concurrencyPolicy"]) == ("0 3 1 * *", "Etc/UTC", "Forbid")
    pod = job["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["serviceAccountName"] == "movielytics-migrate"
    [container] = pod["containers"]
    assert {"name": "RETENTION_DAYS", "value": "7"} in container["env"]
    assert "airflow db clean --yes --skip-archive" in container["args"][-1]


def test_without_pruning_there_is_no_job_and_no_schedule() -> None:
    manifests = objects({"pipeline": {"prune": {"enabled": False}}})
    assert data(manifests, "pipeline")["MOVIELYTICS_PRUNE_SCHEDULE"] == "none"
    assert not [item for item in manifests if item["kind"] == "CronJob"]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"pipeline": {"schedule": "arrival"}}, "/pipeline/schedule"),
        ({"pipeline": {"schedule": ""}}, "/pipeline/schedule"),
        ({"pipeline": {"schedule": "@once"}}, "/pipeline/schedule"),
        ({"pipeline": {"onArrival": "yes"}}, "/pipeline/onArrival"),
        ({"pipeline": {"prune": {"schedule": "none"}}}, "/pipeline/prune/schedule"),
        ({"pipeline": {"prune": {"schedule": "@quarterly"}}}, "/pipeline/prune/schedule"),
        ({"pipeline": {"prune": {"retentionDays": 0}}}, "/pipeline/prune/retentionDays"),
        ({"airflow": {"extraDags": {"my-dag.txt": "x"}}}, "my-dag.txt"),
        ({"airflow": {"extraDags": {"../a.py": "x"}}}, "../a.py"),
    ],
)
def test_wrong_schedules_and_dag_files_are_refused(values: dict[str, Any], place: str) -> None:
    assert place in refusal(values)


def test_dag_files_of_others_reach_workers_and_the_dag_processor() -> None:
    dags = {"first_dag.py": "print(1)\n", "second_dag.py": "print('{{ 2 }}')\n"}
    manifests = objects({"airflow": {"extraDags": dags}})
    assert data(manifests, "extra-dags") == dags
    bundles = json.loads(data(manifests, "airflow")["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"])
    assert [(bundle["name"], bundle["kwargs"]) for bundle in bundles] == [
        ("dags-folder", {}),
        ("extra-dags", {"path": "/opt/movielytics/extra-dags"}),
    ]
    for component, pod in pods(manifests).items():
        mounts = [mount for container in containers(pod) for mount in container["volumeMounts"]]
        paths = [mount["mountPath"] for mount in mounts if mount["name"] == "extra-dags"]
        reads = component in {"dag-processor", "worker"}
        assert paths == [f"/opt/movielytics/extra-dags/{name}" for name in dags] * reads, component
        assert any(volume["name"] == "extra-dags" for volume in pod["spec"]["volumes"]) == reads, component


def test_without_dag_files_of_other_teams_there_is_one_bundle() -> None:
    manifests = objects()
    assert "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST" not in data(manifests, "airflow")
    assert not any("extra-dags" in item["metadata"]["name"] for item in manifests)
